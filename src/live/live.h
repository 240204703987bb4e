/*
 * The dispatcher: keeps a picture of the city in memory, and a plan for it that is always true.
 *
 * It listens to committed events. Whatever changes what can be done (a new job, a crew that moved,
 * a person isolated, a zone sealed, a street closed, a shift that begins) makes it look again: it
 * refreshes what the event touched, puts the closures in force on the road network, offers every
 * open job to the crews that may and can do it, and commits what came out with `plan.commit`: the
 * visits whose crew, order or time changed, and for every job without a crew the reason in words.
 *
 * What people have in their hands is respected: a visit that a crew has accepted or begun stays
 * with it and stays first; other promises move only when they have become impossible or when
 * moving saves more than the price of the disturbance.
 *
 * It runs on one thread of its own, reads through queries, writes through commands only, and asks
 * the handed-in clock for the time, so a drill runs it under virtual time. A round takes the state
 * it read; when somebody else changed the plan meanwhile the commit is refused as stale and the
 * round is run again.
 */
#ifndef LIFELINE_LIVE_LIVE_H
#define LIFELINE_LIVE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "ops/ops.h"
#include "road/road.h"

struct live;

/* How it plans. The city runs by the first; the others are what a drill holds it against, on the
 * same rules, roads and commands. */
enum live_policy {
    LIVE_LIFELINE,
    LIVE_NEAREST, /* first come, nearest free crew that may; one job at a time */
    LIVE_ROLLING, /* everything planned afresh every five minutes, whatever was promised */
};

/* Everything is borrowed and must outlive the dispatcher. */
struct live_config {
    struct ops *ops;
    const struct catalog *catalog;
    struct road_network *network;
    struct clock *clock;
    struct log *log; /* may be NULL */
    uint64_t seed;
    enum live_policy policy;
    /* Of one processor, for searching on when everything is answered: 1 to 100; 0 reads as 100. */
    int improve_percent;
    /* By the handed-in clock, from one such search to the next. A virtual clock stands while the
     * search goes on: without this each event of a drill would be given all the time it wants,
     * which it has in no city. 0: only the share counts. */
    int64_t improve_every_ms;
    /* Iterations times jobs times jobs of a crew of one such search, at most; 0: no such limit. */
    int64_t improve_work;
};

/* Reads the city, makes the first plan, and starts listening. Call before serving. */
enum err live_start(const struct live_config *config, struct live **out, struct error *error);
/* Ends after the round in progress. NULL does nothing. */
void live_stop(struct live *live);

/* Waits until every event committed so far, and everything that is due at the time the clock shows,
 * is in the plan: what a drill calls between two moments. Meaningful only when nobody else writes
 * meanwhile and the clock is a virtual one. False when it takes more than LIVE_ROUNDS_MAX rounds:
 * it finds no rest. */
enum { LIVE_ROUNDS_MAX = 20000 };
bool live_settle(struct live *live);

/* The road network as the dispatcher sees it, for maps and compatibility faces. */
struct road_live *live_roads(struct live *live);

/* Figures for /metrics. */
struct live_stats {
    int64_t rounds, commits, stale_commits, failures;
    int64_t open_jobs, unassigned_jobs, crews_on_shift;
    int64_t due; /* jobs and crews that wait to be looked at */
    int64_t last_round_us, worst_round_us;
    int64_t seen_seq; /* every event up to this one is in the plan */
};
void live_stats(struct live *live, struct live_stats *out);

/* What a turn that answers an event spends its time on, in this order; then improving. */
enum live_phase {
    LIVE_WAITING, /* from the event's commit until it is taken: another turn goes on */
    LIVE_PICTURE, /* fetching what changed */
    LIVE_ROADS,   /* zones, gates and closures on the network */
    LIVE_SCOPE,   /* choosing the part of the city */
    LIVE_COLLECT, /* who may and can */
    LIVE_TRAVEL,  /* times between the places */
    LIVE_PLACE,   /* the model, and what is new in its plan */
    LIVE_SEARCH,  /* where that does not do */
    LIVE_EXPLAIN, /* why what is left out is */
    LIVE_CHANGES, /* ways and words of what changed */
    LIVE_COMMIT,
    LIVE_SEND,         /* the picture with it, and crews sent on */
    LIVE_IMPROVING,    /* one search in the background */
    LIVE_BREAKING_OFF, /* from what is heard in one until it has ended */
    LIVE_PHASES
};
struct live_phase_times {
    int64_t n, p50_us, p99_us, worst_us, sum_us;
};
const char *live_phase_name(enum live_phase phase);
/* Since the start, or since they were counted from nothing again. */
void live_phases(struct live *live, struct live_phase_times out[LIVE_PHASES]);
void live_phases_restart(struct live *live);

#endif
