/*
 * Travel times between places as a round needs them, all pairs of its places, kept for the next
 * rounds: only what no round has asked for since the streets changed is put to the router.
 *
 * The last TIMES_PLACES places have a number each; a square of cells by two numbers holds what is
 * known. A cell is younger than both of its places, or it is of others that had their numbers.
 */
#ifndef LIFELINE_LIVE_TIMES_INT_H
#define LIFELINE_LIVE_TIMES_INT_H

#include "base/arena.h"
#include "base/map.h"
#include "road/road.h"

enum { TIMES_PLACES = 1024 };

struct times_cell {
    uint32_t age;
    int32_t duration_s, distance_m;
};

struct times {
    struct u64map numbers; /* place -> its number */
    uint64_t of[TIMES_PLACES];
    uint32_t born[TIMES_PLACES], used[TIMES_PLACES]; /* ages */
    uint32_t age, hand;                              /* hand: where to look for a free number */
    struct times_cell *cells[ROAD_PROFILES_MAX];     /* owned; NULL until asked for */
    int64_t minute;                                  /* they hold for, when it matters */
};

/* A question to the router about one profile. */
struct times_ask {
    struct road_search *search;
    const struct road_snapshot *snapshot;
    uint32_t profile; /* below ROAD_PROFILES_MAX: whose cells */
    int64_t depart_ms;
    bool has_hours; /* gates have hours: times hold for the minute of departure only */
};

/* Fills durations_s and distances_m, n * n each, row by row: from, to. What has no way is
 * INT32_MAX, at distance 0. */
enum err times_table(struct times *times, const struct times_ask *ask,
                     const struct road_place *places, size_t n, struct arena *arena,
                     int32_t *durations_s, int32_t *distances_m, struct error *error);
/* The streets have changed. */
void times_forget(struct times *times);
void times_free(struct times *times);

#endif
