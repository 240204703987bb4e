/* Towns for tests: a grid of streets with everything that makes routing hard, from a seed. */
#ifndef LIFELINE_TESTS_ROAD_GRID_TOWN_H
#define LIFELINE_TESTS_ROAD_GRID_TOWN_H

#include "base/rng.h"
#include "road/engine_int.h"

struct grid_town {
    uint32_t columns, rows;
    /* in percent */
    uint32_t missing, oneway, forbidden_turns, copies;
    uint32_t kinds;   /* of streets with a toll, motorways, ferries, ... each */
    bool equal_times; /* ties everywhere */
    bool time_only;   /* weights are times */
};

/* What may be excluded in these towns: each kind alone, and toll with motorways.
 *
 * Nodes are about 100 m apart from (8.6 E, 41.1 N), row by row to the north; node ids are 1 +
 * index. Profiles "car" and "truck"; trucks are slower and barred from some streets. */
struct road_network *grid_town_make(const struct grid_town *town, struct rng *rng);
struct road_point grid_town_point(double column, double row);
/* Any arc, as a seed without cost. */
struct seeds grid_town_seed(const struct road_network *network, struct rng *rng);

/* By hand: nodes at grid positions, two-way streets of 10 s between them unless said. */
struct hand {
    struct graph_builder *builder;
};
struct hand hand_begin(void);
uint32_t hand_node(struct hand *hand, double column, double row);
/* Gives the edge; `back_ds` GRAPH_NEVER for one way. */
uint32_t hand_street(struct hand *hand, uint32_t a, uint32_t b, uint32_t there_ds, uint32_t back_ds,
                     const char *name);
struct road_network *hand_finish(struct hand *hand);

#endif
