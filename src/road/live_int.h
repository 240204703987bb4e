/*
 * Changes of the map, resolved to arcs: what `live` puts into force and snapshots remember.
 */
#ifndef LIFELINE_ROAD_LIVE_INT_H
#define LIFELINE_ROAD_LIVE_INT_H

#include <pthread.h>

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
/* Closes all roads of these kinds. */
struct change *change_of_kinds(const struct road_network *network, unsigned kinds);
struct change *change_get(struct change *change);
void change_put(struct change *change);
/* Into ascending order. */
void arcs_sort(u32_vec *arcs);
bool change_in_force(const struct change *change, int64_t at_ms);
/* The next time after `at_ms` when it begins or ends to be in force; INT64_MAX: never. */
int64_t change_next_ms(const struct change *change, int64_t at_ms);

/* Timetables (hours.c). */
enum err hours_check(const struct road_hours *hours, struct error *error);

/* ---- the live and its layers (live.c, layer.c) ---- */

enum { ALTERNATES_MAX = 6 };

typedef VEC(struct change *) change_vec;

/* A gate or a slow-down that lies on an arc. */
struct special {
    uint32_t arc;
    double factor;
    const struct gate_arc *gate; /* NULL: the factor counts */
};

/* One profile under one set of changes. */
struct layer {
    struct metric *metric;
    uint32_t profile;
    change_vec active;            /* referenced; ascending by address */
    const struct change *without; /* the one of them that excludes kinds of road, or NULL */
    uint16_t *closed;             /* per arc: how many of them close it */
    VEC(struct special) specials; /* ascending by arc */
    uint64_t used;                /* when last asked for, by the live's count */
};

struct road_live {
    const struct road_network *network;
    pthread_mutex_t lock;
    change_vec staged, applied; /* referenced */
    int64_t now_ms;
    uint64_t serial, asked;
    atomic_bool timed; /* some applied change depends on time */
    _Atomic(struct layer *) now[GRAPH_PROFILES_MAX];
    struct layer *alternates[GRAPH_PROFILES_MAX][ALTERNATES_MAX];
    struct change
        *without[ROAD_KINDS + 1]; /* closures of kinds of road, made when first asked for */
    struct updater *updater;
    struct customizer *customizer; /* made when first needed */
    unsigned threads;              /* that it may have; 0: one per core */
};

/* Of a locked live. */
const struct customizer *live_customizer(struct road_live *live);

void changes_release(change_vec *changes);
void changes_copy(change_vec *to, const change_vec *from);

/* A layer with nothing in force. The live is locked during all of these. */
struct layer *layer_new(struct road_live *live, uint32_t profile);
void layer_free(struct layer *layer);
/* Makes exactly these changes (by address) the ones in force, and publishes a snapshot if that is
 * different from before; adds to `applied`. */
enum err layer_update(struct road_live *live, struct layer *layer, const change_vec *wanted,
                      struct road_applied *applied, struct error *error);

#endif
