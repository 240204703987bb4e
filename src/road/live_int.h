/*
 * Changes of the map, resolved to arcs: what `live` puts into force and snapshots remember.
 */
#ifndef LIFELINE_ROAD_LIVE_INT_H
#define LIFELINE_ROAD_LIVE_INT_H

#include "road/engine_int.h"

/* An arc on which a gate of a sealed border stands. */
struct gate_arc {
    uint32_t arc, profile_mask, delay_ds;
    struct road_hours hours;
    char id[ROAD_ID_MAX];
};

/* A closure as given, resolved against the network once; never changed, shared by reference. */
struct change {
    atomic_uint refs;
    char id[ROAD_ID_MAX];
    enum road_change kind;
    uint32_t profile_mask;
    int64_t from_ms, until_ms;
    struct road_hours hours;
    double factor;
    u32_vec arcs; /* ascending: those it closes or slows; without gates */
    VEC(struct gate_arc) gates;
    VEC(struct border_arc) borders; /* ascending by arc */
};

enum err change_resolve(const struct road_network *network, const struct road_closure *closure,
                        struct change **out, struct error *error);
struct change *change_get(struct change *change);
void change_put(struct change *change);
bool change_in_force(const struct change *change, int64_t at_ms);
/* The next time after `at_ms` when it begins or ends to be in force; INT64_MAX: never. */
int64_t change_next_ms(const struct change *change, int64_t at_ms);

/* Timetables (hours.c). */
enum err hours_check(const struct road_hours *hours, struct error *error);
/* How long one waits from `at_ms` for a window; 0 when open. No windows: always open. */
int64_t hours_wait_ms(const struct road_hours *hours, int64_t at_ms);
/* The next opening or closing after `at_ms`; INT64_MAX when it never changes. */
int64_t hours_next_ms(const struct road_hours *hours, int64_t at_ms);

#endif
