/*
 * A town for tests of closures: five by five junctions with two-way streets of 10 s between
 * neighbours and no turn costs; (column, row) from the south-west. In its middle there may be a
 * sealed compound with a gate in the west.
 */
#ifndef LIFELINE_TESTS_ROAD_FIVE_TOWN_H
#define LIFELINE_TESTS_ROAD_FIVE_TOWN_H

#include "grid_town.h"
#include "road/live_int.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
/* 1970-01-05 was a Monday. */
#define MONDAY_MS (4 * DAY_MS)

struct city {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
};

struct city city_new(void);
void city_free(struct city *city);
/* Where there is a street, closed or not. */
struct road_place place_at(struct city *city, struct road_snapshot *snapshot, double column,
                           double row);
/* Tenths of a second; -1 without a way. Route, single duration and table must agree. */
int trip(struct city *city, const char *profile, int64_t depart_ms, double from_column,
         double from_row, double to_column, double to_row);
/* Puts it and makes it live on a Monday. */
void apply(struct city *city, const struct road_closure *closure);
/* The edge between two neighbouring junctions. */
uint32_t edge_between(struct city *city, double column_a, double row_a, double column_b,
                      double row_b);
/* A square around the middle junction, whose border crosses its four streets half way. */
struct road_closure sealed(struct road_point ring[4], struct road_gate *gates, size_t n);
/* Through its western border, with a check of a minute. */
struct road_gate west_gate(void);

#endif
