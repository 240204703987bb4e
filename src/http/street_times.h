/*
 * Travel times between very many places of a city without a table of all pairs: what is near is
 * computed once, cell by cell of a grid; everything else is asked of the router when it is needed,
 * and remembered for a while.
 *
 * Memory: about 2 kB a place, and 24 MB. A `plan_travel_fn`: the same answers from any thread;
 * near pairs are read without a lock, others wait for one another.
 */
#ifndef LIFELINE_HTTP_STREET_TIMES_H
#define LIFELINE_HTTP_STREET_TIMES_H

#include "plan/plan.h"
#include "road/road.h"

struct street_times;

/* Places (copied) and the network, snapshot and times as they are; `network` and `snapshot` are
 * borrowed until the end. */
enum err street_times_new(const struct road_network *network, const struct road_snapshot *snapshot,
                          const struct road_place *places, size_t n, struct street_times **out,
                          struct error *error);
void street_times_free(struct street_times *times);

/* A plan_travel_fn; `context` is a struct street_times. Whole seconds and metres, rounded. */
void street_times_travel(void *context, uint32_t from, const uint32_t *to, size_t n,
                         struct plan_leg *legs);

#endif
