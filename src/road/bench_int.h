/* Parts of `road bench` that stand in files of their own. */
#ifndef LIFELINE_ROAD_BENCH_INT_H
#define LIFELINE_ROAD_BENCH_INT_H

#include "base/json.h"
#include "road/live_int.h"

enum { BENCH_SEAL_PAIRS = 64, BENCH_SEAL_DISTRICTS = 8, BENCH_DISTRICT_EDGES = 200 };

/* What is asked, and what is sealed meanwhile. Nothing else is closed in the live. */
struct bench_seal {
    struct road_network *network;
    struct road_live *live;
    const char *profile;
    struct road_place from[BENCH_SEAL_PAIRS], to[BENCH_SEAL_PAIRS];
    uint32_t districts[BENCH_SEAL_DISTRICTS][BENCH_DISTRICT_EDGES];
    size_t district_sizes[BENCH_SEAL_DISTRICTS];
};

/* Puts an object "seal" into the report: times of questions before and meanwhile, from handing in
 * a seal until questions see it, and answers that were not those of their snapshot's state. */
enum err bench_seal(const struct bench_seal *seal, json_t *report, struct error *error);

#endif
