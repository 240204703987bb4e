/*
 * What a route is worth: times, loads, money and violations of one vehicle and its sequence of
 * nodes. This is the one place that knows every rule; the search's quick checks only sort out what
 * could not pass here.
 *
 * Times: forward labels. A label is one way to have come so far: (time, driving since the last
 * rest, breaks taken, lateness and broken promises paid); dominated ones are dropped. Without
 * breaks and without the driving-time rule there is a single label, the earliest schedule. Then the
 * start is moved as late as the waiting on the way allows without a later end.
 */
#ifndef LIFELINE_PLAN_ROUTE_EVAL_INT_H
#define LIFELINE_PLAN_ROUTE_EVAL_INT_H

#include "plan/route/model_int.h"

enum { LABELS_MAX = 12 };

/* Bounds on the begin of service beside the windows, per node, from relations and fixed times. */
struct bounds {
    const int64_t *low, *high; /* per visit node; NULL: none */
};

struct worth {
    int64_t objective; /* of the route alone, weighed */
    int64_t cost, late, change;
    int64_t travel_s, distance_m, service_s, setup_s, waiting_s, duration_s, break_s;
    int64_t task_s;                 /* of service and set-up: that of visits, not of facilities */
    int64_t start_s, end_s, excess; /* excess: load beyond capacity and seconds too late, summed */
    uint32_t tasks, trips, bad;
};

/* One thing that happens on the route, in order. */
struct happening {
    enum plan_stop_kind kind;
    uint32_t index, place, rank;                 /* rank: in the sequence, for nodes */
    int64_t arrival_s, begin_s, setup_s, work_s; /* work includes the set-up */
    int64_t travel_s, distance_m;                /* of the way to it */
    int64_t cap_s;                               /* how much later it may begin at no loss */
    int64_t room_s;                              /* how much later in the same window */
    bool last;                                   /* there is no later window */
    int64_t late_s, delay_s;
    uint32_t bad;
};

/* The way into a position and what is done there. */
struct way {
    int64_t travel_s, distance_m, extra_s, work_s; /* extra: decontamination on the way */
    uint32_t decon;                                /* facility, PLAN_NONE: on the spot */
    uint32_t bad;
};

struct label {
    int64_t leave_s, drive_s, late;
    int64_t broken; /* what is wrong on the way so far, in seconds; only where that is allowed */
    int64_t moved;  /* what begins have cost against promises, where paths differ in that */
    uint8_t from, breaks;
    bool rest, reset, waits; /* rests before it; the wait before it is a rest; waits at all */
    int64_t begin_s;
};

struct eval {
    const struct plan_model *model;
    const struct vehicle *vehicle;
    uint32_t vehicle_index, n;
    const uint32_t *sequence;
    uint32_t lift; /* reasons that do not count */
    bool soft;     /* go on after a violation */
    bool detail;   /* keep what happens */
    bool earliest; /* of several shifts the first that holds, not the cheapest */
    bool trusted;  /* skills, lists, pairs and the frozen prefix are known to be right */
    bool rests;    /* it drives so long that a rest is due somewhere */
    bool promises; /* begins are held against promises and paths may differ in them */
    /* Then: from this moment on nobody on the route can begin before it was promised. */
    int64_t promised_s;
    struct bounds bounds;
    const int64_t *facility_room; /* [facility * n_dims], what the others leave; NULL: all */
    /* Working space. */
    struct way *ways;
    struct label *labels; /* LABELS_MAX a position */
    uint8_t *n_labels;
    struct label *path; /* the label chosen at each position */
    int64_t *loads;     /* after each position, position 0 being the start */
    struct happening *happenings;
    uint32_t n_happenings, room;
    int64_t *unloaded; /* [facility * n_dims], by the last evaluation; only with limits */
};

void eval_init(struct eval *eval, const struct plan_model *model);
void eval_free(struct eval *eval);
/* True when nothing (that counts) is violated; without `soft` the worth is then complete, else only
 * `bad` is set, to what was met first. */
bool eval_route(struct eval *eval, uint32_t vehicle, const uint32_t *sequence, uint32_t n,
                struct worth *worth);

/* The times of the route within one of the vehicle's windows, starting at `from_s` or as much later
 * as costs nothing; part of eval_route. Where waiting is priced or the duration limited, `next_s`
 * is the next start from which times could be better; TIME_MAX: none. */
bool eval_schedule(struct eval *eval, uint32_t window, int64_t from_s, struct worth *worth,
                   int64_t *next_s);

#endif
