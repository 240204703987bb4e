/*
 * Vehicle routing for a running day: which vehicle does which job, in which order, at what time.
 *
 * Pure: no file, no network, no clock but a deadline handed in, no randomness but a seed. With one
 * thread and an iteration budget the same input and seed give the same plan, byte for byte.
 *
 * How to use it: fill a `struct plan_input` (plain arrays, nothing to free), compile it with
 * `plan_model_new`, then call `plan_solve`, `plan_insert`, `plan_explain` or `plan_evaluate` on the
 * model as often as wanted, from any number of threads. Every answer is one block that its `_free`
 * releases. Everything in an input is copied by `plan_model_new` except the travel matrices (and
 * what a travel function's context points to), which must live as long as the model.
 *
 * Units: any, as long as they are the same everywhere: time and distance are integers; this header
 * speaks of seconds and metres. Windows are inclusive on both ends. Times may start anywhere (0 is
 * nothing special). A zeroed struct is a valid beginning everywhere except where an index may be
 * "none": that is PLAN_NONE, and a zero there means the first. Use the _init functions.
 *
 * Costs are whole numbers too. Rates are per hour and per kilometre, so money inside is counted in
 * 1/plan_model_scale() of the input's unit, which keeps every sum exact.
 */
#ifndef LIFELINE_PLAN_H
#define LIFELINE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define PLAN_NONE    UINT32_MAX
#define PLAN_FOREVER (INT64_C(1) << 40) /* later than any time that an input may name */

enum {
    PLAN_LIMIT_JOBS = 200000,
    PLAN_LIMIT_VEHICLES = 20000,
    PLAN_LIMIT_PLACES = 400000,
    PLAN_LIMIT_DIMS = 8,      /* dimensions of a load */
    PLAN_LIMIT_WINDOWS = 64,  /* of one visit, vehicle or break */
    PLAN_LIMIT_BREAKS = 8,    /* of one vehicle */
    PLAN_LIMIT_EXPOSURES = 8, /* exposure classes */
    PLAN_LIMIT_SKILLS = 1024, /* different skills */
    PLAN_LIMIT_FACILITIES = 1000,
    PLAN_LIMIT_RELATION = 1000, /* jobs of one relation */
    PLAN_LIMIT_VISITS = 60000,  /* stops of one route */
    PLAN_PRIORITY_MAX = 100,
};
#define PLAN_LIMIT_VALUE (INT64_C(1) << 36) /* of a time, load, rate or cost in an input */

/* ---- Travel ---------------------------------------------------------------------------------- */

struct plan_leg {
    int32_t duration_s; /* PLAN_UNREACHABLE: no way */
    int32_t distance_m;
    int32_t cost; /* only read when the profile says has_costs */
};
#define PLAN_UNREACHABLE INT32_MAX

/* Fills legs[i] for from -> to[i]. Must be a pure function, callable from several threads. */
typedef void plan_travel_fn(void *context, uint32_t from, const uint32_t *to, size_t n,
                            struct plan_leg *legs);

/* How one kind of vehicle moves: square matrices (row = from), or a function asked on demand. */
struct plan_profile {
    const int32_t *durations_s; /* n_places * n_places; NULL: ask `travel` */
    const int32_t *distances_m; /* the same; NULL with matrices: distance 0 */
    const int32_t *costs;       /* the same; replaces the hour and kilometre costs of travel */
    plan_travel_fn *travel;
    void *context;
    bool has_costs; /* with `travel`: legs carry costs */
};

/* ---- What is to be done ---------------------------------------------------------------------- */

struct plan_window {
    int64_t from_s, until_s; /* both inclusive */
};

/* One stop of a job. Windows hold the begin of service; sorted, apart; none: any time. */
struct plan_visit {
    uint32_t place;
    int64_t service_s;
    int64_t setup_s; /* not spent when the stop before was at the same place */
    const struct plan_window *windows;
    uint32_t n_windows;
    /* By vehicle type, NULL or n_types long; a negative entry means "the plain value". */
    const int64_t *service_by_type_s, *setup_by_type_s;
    /* Service begun later than this costs late_cost_per_s a second; PLAN_FOREVER or a cost of 0:
     * never late. */
    int64_t due_s, late_cost_per_s;
    /* Service begun later than this costs wait_cost_per_s a second, in the same term and besides
     * the cost of being late: somebody waits from then on. 0: nobody does. */
    int64_t asked_s, wait_cost_per_s;
};

enum plan_job_kind {
    PLAN_JOB,      /* visits[0]: `delivery` comes off, `pickup` goes on board */
    PLAN_SHIPMENT, /* visits[0] picks `pickup` up, visits[1] brings it, by the same vehicle */
};

struct plan_job {
    enum plan_job_kind kind;
    struct plan_visit visits[2];
    /* n_dims long or NULL (nothing). A delivery is loaded where the trip starts (at the vehicle's
     * start, or at a facility that reloads); a job's pickup stays until the end or a facility that
     * unloads. A shipment uses `pickup` only. */
    const int64_t *pickup, *delivery;
    const uint32_t *skills; /* the vehicle needs all of them */
    uint32_t n_skills;
    /* A job's delivery is at the depot from then: the trip that brings it may not start earlier.
     * A shipment, or a job without delivery: its first visit is not begun earlier. */
    int64_t release_s;
    uint32_t priority; /* 0..PLAN_PRIORITY_MAX */
    int64_t prize;     /* lost when the job is left out; it stays out when it would cost more */
    bool optional;     /* leaving it out is no fault: only prize and priority count */
    uint32_t exposure; /* class of the place: 0 clean, and up; see plan_input.exposures */
    /* Assignments: only these vehicles (none named: all), never those. */
    const uint32_t *only_vehicles, *never_vehicles;
    uint32_t n_only_vehicles, n_never_vehicles;
    /* A shipment that was picked up already: it lies on this vehicle from its start on, and only
     * visits[1] is to be done. PLAN_NONE: not yet. */
    uint32_t on_board_of;
    /* The plan in people's hands; see plan_input.change_*. PLAN_NONE: nothing was promised. */
    uint32_t promised_vehicle;
    int64_t promised_start_s; /* of the (first remaining) visit; negative: none */
};

/* ---- Who can do it --------------------------------------------------------------------------- */

/* No place of its own: it happens between two stops, on the road or while waiting. */
struct plan_break {
    const struct plan_window *windows; /* of its begin; at least one */
    uint32_t n_windows;
    int64_t duration_s;
    const int64_t *max_load; /* n_dims or NULL: on board while it lasts, at most */
};

enum plan_stop_kind {
    PLAN_STOP_START,
    PLAN_STOP_END,
    PLAN_STOP_JOB,      /* index: job */
    PLAN_STOP_PICKUP,   /* index: job (a shipment) */
    PLAN_STOP_DELIVERY, /* index: job (a shipment) */
    PLAN_STOP_FACILITY, /* index: facility */
    PLAN_STOP_BREAK,    /* index: the vehicle's break */
    PLAN_STOP_REST,     /* asked for by the driving-time rule */
    PLAN_STOP_DECON,    /* decontamination on the way; index: facility, or PLAN_NONE on the spot */
};

/* One stop of a plan that is handed in. Starts, ends, breaks, rests and decontaminations may be
 * left out; they are placed anew. */
struct plan_step {
    enum plan_stop_kind kind;
    uint32_t index;
    /* For plan_evaluate: service begins then / not before / not after (negative: free). */
    int64_t at_s, after_s, before_s;
};

struct plan_vehicle {
    uint32_t profile;
    double speed_factor; /* > 0 .. 5; durations are divided by it; 0 reads as 1 */
    uint32_t start, end; /* places; PLAN_NONE: starts at its first stop, ends at its last */
    const struct plan_window *windows; /* shifts: a route lies wholly in one of them; none: from the
                                           earliest time that the input names (or 0), without end */
    uint32_t n_windows;
    const int64_t *capacity; /* n_dims or NULL: no limit */
    const int64_t *load;     /* n_dims or NULL: collected goods on board at the start */
    const uint32_t *skills;
    uint32_t n_skills;
    uint32_t type;     /* for service_by_type_s, setup_by_type_s */
    uint32_t exposure; /* class at the start */
    int64_t cost_fixed, cost_per_hour, cost_per_task_hour, cost_per_km;
    int64_t cost_per_waiting_hour; /* on top of cost_per_hour, which counts travel only */
    bool pay_shift;                /* cost_per_hour counts from start to end, not travel only */
    const struct plan_break *breaks;
    uint32_t n_breaks;
    /* Limits; 0: none. Tasks are job stops (a shipment has two). */
    uint32_t max_tasks, max_trips;
    int64_t max_travel_s, max_distance_m, max_duration_s;
    /* After this much driving without a rest of rest_s, a rest is taken (waiting and breaks that
     * long count). 0: no rule. */
    int64_t drive_s, rest_s;
    int64_t driven_s; /* since the last such rest, when the route starts; counts up to drive_s */
    bool must_unload; /* what was collected must be brought to a facility before the end */
    /* What has been done or begun: these steps are kept, first and in this order (kinds job,
     * pickup, delivery, facility). at_s >= 0 keeps the begin of service too, and
     * the route starts with its shift; else service begins at once, or when relations let it. */
    const struct plan_step *frozen;
    uint32_t n_frozen;
};

/* A place that takes collected goods (disposal), hands goods out (reload) or cleans crews. */
struct plan_facility {
    uint32_t place;
    int64_t service_s;
    const struct plan_window *windows;
    uint32_t n_windows;
    bool unloads, reloads, decontaminates;
    int64_t decon_s;        /* the time of a decontamination here */
    int64_t cost;           /* of one visit */
    const int64_t *limit;   /* n_dims or NULL: what it takes (unloads) over all vehicles */
    const uint32_t *skills; /* what a vehicle needs to come here */
    uint32_t n_skills;
};

/* ---- Rules between them ---------------------------------------------------------------------- */

enum plan_relation_kind {
    PLAN_SAME_VEHICLE,      /* those that are done are done by one vehicle */
    PLAN_DIFFERENT_VEHICLE, /* no two by one vehicle */
    PLAN_ORDER,             /* each is finished gap_min_s before the next begins (at most gap_max_s,
                               when > 0), on whatever vehicles; a later one needs the earlier */
    PLAN_NOT_TOGETHER,      /* never two of them on board at once (exclusive loads) */
    PLAN_SYNC, /* service begins at the same time, on different vehicles; all or none */
};

struct plan_relation {
    enum plan_relation_kind kind;
    const uint32_t *jobs; /* first visits count for times; a shipment's last for "finished" */
    uint32_t n_jobs;
    int64_t gap_min_s, gap_max_s;
};

/* What happens when a vehicle of class `from` goes to a job of a lower class `to`. */
struct plan_exposure {
    bool forbidden;    /* not on this route any more */
    bool at_facility;  /* at a facility that decontaminates, which takes its decon_s */
    int64_t on_spot_s; /* otherwise: this long, at the place that is left */
};

/* ---- What is good ---------------------------------------------------------------------------- */

enum plan_term_kind {
    PLAN_TERM_PRIORITY,   /* sum of priority + 1 over required jobs left out; optional: priority */
    PLAN_TERM_UNASSIGNED, /* number of required jobs left out */
    PLAN_TERM_VEHICLES,   /* vehicles used */
    PLAN_TERM_COST,       /* vehicles' costs, facilities' costs, prizes lost */
    PLAN_TERM_LATENESS,   /* cost of soft due times */
    PLAN_TERM_CHANGE,     /* cost of change against the promises */
    PLAN_TERM_DISTANCE,
    PLAN_TERM_TRAVEL,   /* travel time */
    PLAN_TERM_DURATION, /* from start to end */
    PLAN_TERM_WAITING,
    PLAN_TERM_MAX_DURATION, /* the longest route (min-max) */
    PLAN_TERM_LOAD_SPREAD,  /* largest minus smallest load carried by a used vehicle, dimension 0 */
    PLAN_TERM_TASK_SPREAD,  /* most minus fewest tasks of a used vehicle */
    PLAN_TERM_COUNT
};

/* Terms of a lower level count before all of a higher one; within a level they are summed. */
struct plan_term {
    enum plan_term_kind kind;
    uint32_t level;
    int64_t weight; /* > 0 */
};

enum plan_preset {
    PLAN_PRESET_DISTANCE, /* unassigned, then cost (+ lateness, change): distance at 1 a metre */
    PLAN_PRESET_FLEET,    /* unassigned, then vehicles, then cost */
    PLAN_PRESET_VROOM,    /* priority, unassigned, cost, then vehicles, duration, distance */
    PLAN_PRESET_SERVICE,  /* priority, lateness, then cost and change */
};
enum { PLAN_TERMS_MAX = 16 };
/* Writes a preset's terms (at most PLAN_TERMS_MAX) and gives their number. */
uint32_t plan_preset_terms(enum plan_preset preset, struct plan_term terms[PLAN_TERMS_MAX]);

/* Roughly where a place is, in any flat coordinates. */
struct plan_point {
    float x, y;
};

/* ---- The problem ----------------------------------------------------------------------------- */

struct plan_input {
    uint32_t n_places, n_dims, n_types, n_exposures;
    const struct plan_profile *profiles;
    /* n_places or NULL. Never used for times: they let large problems with a travel function find
     * what is near without asking for all pairs. */
    const struct plan_point *points;
    const struct plan_job *jobs;
    const struct plan_vehicle *vehicles;
    const struct plan_facility *facilities;
    const struct plan_relation *relations;
    const struct plan_exposure
        *exposures;                /* n_exposures^2, [from * n_exposures + to]; NULL: free */
    const struct plan_term *terms; /* none: PLAN_PRESET_VROOM */
    uint32_t n_profiles, n_jobs, n_vehicles, n_facilities, n_relations, n_terms;
    /* Price of change: another vehicle than promised; per hour of begin beyond the tolerance. */
    int64_t change_vehicle_cost, change_cost_per_hour, change_tolerance_s;
    /* Compiling a large problem takes time too. From this moment on (clock_monotonic_ns(); 0:
     * never) or once `cancel` is set, what only guides the search is left out: the model is right
     * and serves every question, but plans found with it may be worse. */
    int64_t deadline_ns;
    const volatile bool *cancel;
};

void plan_visit_init(struct plan_visit *visit);       /* zero, due PLAN_FOREVER */
void plan_job_init(struct plan_job *job);             /* zero, no promise, visits initialised */
void plan_vehicle_init(struct plan_vehicle *vehicle); /* zero, no start and end, VROOM's costs */

struct plan_model;
/* Checks and compiles. The sentence of an error names the field, as "jobs[3].visits[0].place". */
enum err plan_model_new(const struct plan_input *input, struct plan_model **model,
                        struct error *error);
void plan_model_free(struct plan_model *model);

/* ---- Plans ----------------------------------------------------------------------------------- */

/* Families of constraints; a set of them is a bit mask. Used for violations (evaluate) and for
 * reasons (explain, insert): "lifting exactly this set makes it possible". */
enum plan_reason {
    PLAN_BAD_SKILLS = 1u << 0,
    PLAN_BAD_ASSIGNMENT = 1u << 1, /* only_vehicles, never_vehicles, on board of another */
    PLAN_BAD_LOAD = 1u << 2,
    PLAN_BAD_WINDOW = 1u << 3, /* of a visit: too late */
    PLAN_BAD_SHIFT = 1u << 4,  /* the vehicle's window */
    PLAN_BAD_BREAK = 1u << 5,
    PLAN_BAD_MAX_TASKS = 1u << 6,
    PLAN_BAD_MAX_TRAVEL = 1u << 7,
    PLAN_BAD_MAX_DISTANCE = 1u << 8,
    PLAN_BAD_MAX_DURATION = 1u << 9,
    PLAN_BAD_MAX_TRIPS = 1u << 10,
    PLAN_BAD_EXPOSURE = 1u << 11,
    PLAN_BAD_RELATION = 1u << 12,
    PLAN_BAD_FACILITY = 1u << 13, /* must unload, closed, full, or not for this vehicle */
    PLAN_BAD_UNREACHABLE = 1u << 14,
    PLAN_BAD_PRECEDENCE = 1u << 15, /* delivery before pickup, half a shipment, frozen prefix */
    PLAN_BAD_COST = 1u << 16,       /* possible, but it costs more than leaving it out */
};
enum { PLAN_REASON_COUNT = 17 };
/* A stable word ("skills") and a sentence for one bit; never NULL. */
const char *plan_reason_slug(enum plan_reason reason);
const char *plan_reason_text(enum plan_reason reason);

/* Money (scaled, see plan_model_scale) and what it was paid for. */
struct plan_cost {
    int64_t total;                     /* fixed, hours, kilometres, tasks, waiting, facilities */
    int64_t late, change, prizes_lost; /* the same scale */
    int64_t travel_s, distance_m, service_s, setup_s, waiting_s, duration_s, break_s;
    uint32_t vehicles, tasks;
    int64_t priority; /* sum over what is assigned */
};
/* What plan_cost's money is multiplied by: cost 1 of an input is `scale` there. */
int64_t plan_model_scale(const struct plan_model *model);

struct plan_stop {
    enum plan_stop_kind kind;
    uint32_t index; /* by kind, as in plan_step; PLAN_NONE where there is none */
    uint32_t place; /* PLAN_NONE: on the road */
    int64_t arrival_s, waiting_s, setup_s, service_s; /* leaves at the sum of the four */
    int64_t travel_s, distance_m;                     /* since the start of the route */
    int64_t late_s;                                   /* beyond the due time */
    uint32_t bad;                                     /* violated here (plan_evaluate) */
    int64_t bad_delay_s; /* how much too late, for window, shift and break; early: negative */
    const int64_t *load; /* after the stop, n_dims */
};

struct plan_route {
    uint32_t vehicle;
    uint32_t n_stops;
    const struct plan_stop *stops; /* from start to end */
    struct plan_cost cost;
    uint32_t bad;                      /* every violation of the route */
    const int64_t *delivered, *picked; /* n_dims: sums over jobs */
};

struct plan {
    uint32_t n_routes, n_unassigned;
    const struct plan_route *routes; /* used vehicles, by index */
    const uint32_t *unassigned;      /* jobs, by index */
    struct plan_cost cost;
    uint32_t bad; /* 0: feasible */
    /* The objective, level by level as the terms ask; smaller is better. */
    uint32_t n_levels;
    int64_t levels[PLAN_TERMS_MAX];
    int64_t iterations;   /* spent */
    const char *repaired; /* warm start: what was wrong with it, a sentence a line; NULL: nothing */
};
void plan_free(struct plan *plan);
/* -1, 0, 1: a is better than, as good as, worse than b (both of one model). */
int plan_compare(const struct plan *a, const struct plan *b);

/* A plan that is handed in. */
struct plan_draft_route {
    uint32_t vehicle;
    const struct plan_step *steps;
    uint32_t n_steps;
};
struct plan_draft {
    const struct plan_draft_route *routes;
    uint32_t n_routes;
};
/* The draft of a plan; freed with free(). */
struct plan_draft *plan_to_draft(const struct plan *plan);

/* ---- The four questions ---------------------------------------------------------------------- */

struct plan_progress {
    int64_t iterations;
    double share; /* of the budget, 0..1 */
    uint32_t n_unassigned;
};

struct plan_options {
    /* The search ends at the first of these. All zero: a short default budget of iterations. */
    int64_t deadline_ns;         /* on clock_monotonic_ns(); 0: none. Kept within 50 ms. */
    int64_t iterations;          /* 0: none */
    const volatile bool *cancel; /* set from any thread: returns at once with the best so far */
    uint64_t seed;
    uint32_t threads;               /* 0 reads as 1 */
    const struct plan_draft *start; /* warm start; may be invalid: it is repaired and said how */
    bool keep_start; /* do not build anew from nothing beside it (little time, small change) */
    /* Both may be NULL; called from the thread of the caller only, at most every 100 ms: a better
     * plan found sooner is told when they are over. The plan is the callee's to look at during the
     * call. */
    void (*better)(void *context, const struct plan *plan);
    void (*progress)(void *context, const struct plan_progress *progress);
    void *context;
};

/* The best plan found. Jobs that fit nowhere are unassigned; that is no error. */
enum err plan_solve(const struct plan_model *model, const struct plan_options *options,
                    struct plan **plan, struct error *error);

/* Times, loads, costs and violations of a plan as given; nothing is moved or added, except that
 * breaks, rests and decontaminations are placed. */
enum err plan_evaluate(const struct plan_model *model, const struct plan_draft *draft,
                       struct plan **plan, struct error *error);

/* One place where a job could go. */
struct plan_offer {
    uint32_t vehicle;
    /* Ranks among the route's steps (jobs, pickups, deliveries, facilities) after insertion; the
     * second is of a shipment's delivery, else PLAN_NONE. */
    uint32_t rank, rank_delivery;
    uint32_t facility, rank_facility; /* an unloading or reloading that must come along, or NONE */
    int64_t cost;                     /* change of cost + lateness + change terms, scaled */
    int64_t start_s;                  /* begin of service of the (first) visit */
    int64_t late_s;                   /* new lateness over the whole route */
};
/* Why not on this vehicle. */
struct plan_refusal {
    uint32_t vehicle;
    uint32_t n_sets;
    uint32_t sets[4]; /* sets of reasons (bit masks); lifting any one of them is enough; smallest
                         first */
};
struct plan_offers {
    uint32_t job;
    uint32_t n_offers, n_refusals;
    const struct plan_offer *offers;     /* cheapest first; the best of each vehicle */
    const struct plan_refusal *refusals; /* vehicles without an offer; smallest set first */
};
void plan_offers_free(struct plan_offers *offers);

/* Where one job that is not in the draft could go without moving anything else. At most `limit`
 * offers (0: one for every vehicle); with `refusals` false the refusals are not worked out. */
enum err plan_insert(const struct plan_model *model, const struct plan_draft *draft, uint32_t job,
                     uint32_t limit, bool refusals, struct plan_offers **offers,
                     struct error *error);

/* A live plan for many insertions: compiled once, then asked and changed in microseconds. */
struct plan_live;
enum err plan_live_new(const struct plan_model *model, const struct plan_draft *draft,
                       struct plan_live **live, struct error *error);
void plan_live_free(struct plan_live *live);
enum err plan_live_insert(struct plan_live *live, uint32_t job, uint32_t limit, bool refusals,
                          struct plan_offers **offers, struct error *error);
/* Puts the job where an offer of the present state said. */
enum err plan_live_accept(struct plan_live *live, uint32_t job, const struct plan_offer *offer,
                          struct error *error);
enum err plan_live_remove(struct plan_live *live, uint32_t job, struct error *error);
enum err plan_live_plan(const struct plan_live *live, struct plan **plan, struct error *error);

/* For an unassigned job: why, vehicle by vehicle. For an assigned one: where else it could go, the
 * costs against leaving it out where it is now (the offer of its present vehicle among them). */
enum err plan_explain(const struct plan_model *model, const struct plan_draft *draft, uint32_t job,
                      uint32_t limit, struct plan_offers **offers, struct error *error);

#endif
