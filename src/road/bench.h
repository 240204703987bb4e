/* Measuring the router: what `lifeline road bench` does. No part of the library. */
#ifndef LIFELINE_ROAD_BENCH_H
#define LIFELINE_ROAD_BENCH_H

#include <stdint.h>

#include "base/err.h"

/* Everything that `road bench` reports, on one OSM file, as one JSON object; free with free().
 * `check` random answers are compared with Dijkstra's before and after closures. */
struct road_bench_options {
    const char *source_path;
    uint64_t seed;
    uint32_t check; /* 0: 1,000 */
};
enum err road_bench(const struct road_bench_options *options, char **json, struct error *error);

#endif
