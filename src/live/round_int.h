/*
 * One round of planning: from the picture of the city to the changes of the plan.
 *
 *   round_collect   who is there, what is open, who may do what         (round.c)
 *   round_travel    times between all places on the network as it is    (round.c)
 *   round_model     the planner's problem                               (model.c)
 *   round_solve     its answer: at once, or by a search                 (at_once.c)
 *   round_changes   the answer against the plan in force: what to commit (changes.c)
 *
 * Everything of a round lives in its arena and ends with it.
 */
#ifndef LIFELINE_LIVE_ROUND_INT_H
#define LIFELINE_LIVE_ROUND_INT_H

#include "base/arena.h"
#include "live/eligible_int.h"
#include "live/network_int.h"
#include "live/phases_int.h"
#include "live/scope_int.h"
#include "plan/plan.h"

enum {
    ROUND_GOODS_MAX = PLAN_LIMIT_DIMS,
    ROUND_TENTHS = 10, /* costs of the model are tenths of a second of travel */
};

struct round_crew {
    const char *id;
    const json_t *json;
    uint32_t profile;       /* index of round.profiles */
    uint32_t start;         /* place: where it is, or will be when it is free */
    int64_t free_s;         /* from when it can be given work */
    uint32_t exposure;      /* class until it is disinfected; 0: clean */
    const json_t *standing; /* what the job asks for that it stands in; NULL: none */
    int64_t until_s;        /* end of the shift */
    int64_t seen_s;         /* on its way to what it has in hand: last seen then; -1: it is not */
    uint32_t *in_hand;      /* jobs that it has accepted, in the order of the plan */
    struct working_hours hours;
    uint32_t n_in_hand;
};

struct round_job {
    const char *id;
    struct world_object *object;
    const json_t *json;
    const json_t *needs;   /* its requirements */
    const json_t *visit;   /* the one in force, or NULL */
    uint32_t place;        /* PLAN_NONE: no road there */
    uint32_t crew;         /* now; PLAN_NONE */
    bool in_hand;          /* a crew has accepted it */
    bool is_at_gate;       /* and stands before its place */
    bool any_hour;         /* gates let its crew pass outside of their hours */
    bool is_told;          /* its reasons are worked out: it was due */
    bool is_left;          /* fits nowhere, though a search might find room */
    bool is_postponed;     /* has its turn after what is urgent */
    bool decided;          /* people decided something about it */
    int64_t due_ms;        /* now when it has no time */
    uint32_t kind;         /* index of round.kinds */
    bool own_only;         /* of the crews only its own has been asked about */
    bool proposes;         /* a new crew is a proposal, for a person to confirm */
    bool forced;           /* a person sends its crew whatever the rules say */
    uint32_t proposed_to;  /* crew of the proposal that stands; PLAN_NONE */
    uint32_t next_of;      /* crew that does it next, by a person's word; PLAN_NONE */
    const char *taken_for; /* number of the call that its crew goes to first; NULL: none */
    int64_t fixed_start_s; /* on its way without a position: begins when it was said; or -1 */
    uint32_t *may;         /* crews that may and can */
    uint32_t n_may;
    struct refusal_of *refusals; /* of the crews that do not */
    size_t n_refusals;
};

/* Jobs that are alike, by the first of them, and what was found of each crew (step < 0: nothing
 * yet). */
struct round_kind {
    const json_t *job;
    struct verdict *verdicts;
    struct verdict *absent; /* of the crews that are not in the round; NULL: not asked yet */
};

/* A crew that is not in the round, but may be the reason why nobody goes. */
struct round_absent {
    const struct world_object *crew;
    struct working_hours hours;
};

/* The jobs that are put before the planner, and back from its numbers to ours. */
struct numbering {
    uint32_t *to_plan; /* PLAN_NONE: not in the model */
    uint32_t *to_round;
    uint32_t n;
};

/* A question about a job: what if this crew (index into the round; PLAN_NONE: any) did it. */
enum { ROUND_ASKED_MAX = 2 };
struct round_asked {
    const char *job, *crew; /* ids; no crew: NULL */
    bool next;
};

struct round {
    struct arena *arena;
    const struct world *world;
    struct network *network;
    struct scope scope;
    int64_t now_ms;
    int offset_min;
    struct round_asked asked[ROUND_ASKED_MAX]; /* planned as if nobody had them yet */
    uint32_t n_asked;
    bool at_once; /* who else could do what has a crew is asked only when it has to be moved */
    bool afresh;  /* nothing that was promised counts, but what crews have in hand */

    struct round_crew *crews;
    uint32_t n_crews;
    struct round_kind *kinds; /* of jobs that ask the same */
    uint32_t n_kinds;
    struct round_absent *absent; /* NULL: not needed yet */
    size_t n_absent;
    struct round_job *jobs;
    uint32_t n_jobs;

    const char *profiles[ROAD_PROFILES_MAX]; /* in use */
    struct road_snapshot *snapshots[ROAD_PROFILES_MAX];
    uint32_t n_profiles;

    struct road_place *places;
    uint32_t n_places;
    int32_t *durations_s[ROAD_PROFILES_MAX], *distances_m[ROAD_PROFILES_MAX];

    const char *goods[ROUND_GOODS_MAX]; /* items that the open jobs use up: dimensions of a load */
    uint32_t n_goods;

    struct numbering numbers;
    struct plan_model *model; /* NULL: nothing to plan */
    struct plan_draft *draft; /* the plan in force, without what is asked about */
    struct plan *plan;
    bool is_rearranged; /* who goes, in which order, or what was promised: not just a few minutes */
};

enum err round_collect(struct round *round, struct error *error);
/* Something has happened to the job, or nobody has said yet why it waits. */
bool round_is_asked_anew(const struct round *round, const struct round_job *job);
/* Asks about all crews where only the own one was asked about. */
void round_weigh_rest(struct round *round);
enum err round_travel(struct round *round, struct error *error);
/* Offers each job to one crew at most: the nearest free one, in the order of the calls. Between
 * travel and solve, instead of leaving the planner the choice (nearest.c). */
void round_offer_nearest(struct round *round);
/* What is new beside the plan in force; NULL: it takes a search. Not in the arena. */
struct plan *round_insert(struct round *round);
/* Where danger to life would wait for somebody who is free: lets a crew that is nearer go from what
 * it has accepted (take_back.c). After `round->plan` is made. */
enum err round_take_back(struct round *round, struct error *error);
/* How hard to search; `cancel` ends it with the best plan so far and may be NULL. */
struct round_effort {
    bool at_once; /* no search when what is new fits into the plan in force */
    int64_t iterations;
    uint64_t seed;
    const volatile bool *cancel;
    struct phases *phases; /* where its time is noted; NULL: nowhere */
};
/* Pieces of every good that the round counts: what a job needs, rounded up; what a crew has on
 * board for what is still to come. */
int64_t *round_goods_needed(struct round *round, const json_t *needs);
int64_t *round_goods_on_board(struct round *round, const struct round_crew *crew);
/* Why the jobs are left out that the round tells about, added to what eligibility said. */
enum err round_explain_left_out(struct round *round, struct error *error);
/* The model and the draft only: what questions are asked of. */
enum err round_model(struct round *round, struct error *error);
enum err round_solve(struct round *round, const struct round_effort *effort, struct error *error);
/* The visit of a stop as `plan.commit` takes it. New. */
json_t *round_visit(struct round *round, uint32_t vehicle, uint32_t seq,
                    const struct plan_stop *stop, const struct plan_stop *before, uint32_t from);
/* The arguments of `plan.commit`, a new reference, or NULL when nothing has changed. */
json_t *round_changes(struct round *round);
/* Gives back what is not in the arena. */
void round_end(struct round *round);

#endif
