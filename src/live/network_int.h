/*
 * The road network as the city's rules leave it: zones whose border is crossed at gates only,
 * streets that are closed, gates with their hours and delays.
 *
 * `network_close` hands all that is in force to the router in one step; zones and closures that
 * begin or end later are part of it, so that only `network_tick` is needed when their time comes.
 */
#ifndef LIFELINE_LIVE_NETWORK_INT_H
#define LIFELINE_LIVE_NETWORK_INT_H

#include "base/arena.h"
#include "catalog/catalog.h"
#include "live/times_int.h"
#include "live/world_int.h"
#include "road/road.h"

struct network {
    const struct road_network *map;
    struct road_live *roads;
    struct road_search *search;
    const struct catalog *catalog;
    int offset_min;         /* the city's offset from UTC, for gates' hours */
    int64_t next_change_ms; /* when the clock alone changes something; 0: never */
    struct map paths;       /* ways found since the last change */
    struct times times;     /* likewise */
    struct times any_hour;  /* for those whom gates let pass outside of their hours */
    bool has_hours;         /* a gate in force has hours */
};

enum err network_open(struct network *network, struct road_network *map,
                      const struct catalog *catalog, int offset_min, struct error *error);
void network_close_down(struct network *network);

/* Puts the zones, gates and closures of the picture on the network. What one of them gets wrong
 * (a line that meets no road) leaves that one out and is logged, the others are put. */
enum err network_close(struct network *network, const struct world *world, int64_t now_ms,
                       struct log *log, struct error *error);
/* When the gate of a zone that is sealed lets people pass; false: at any time. */
bool network_gate_hours(const struct network *network, const struct world *world, const char *gate,
                        struct road_hours *out);
/* Begins and ends what is due at `now_ms`. */
enum err network_tick(struct network *network, int64_t now_ms, struct error *error);

/* A place on the road for a point; false when no road is near. */
bool network_place(struct network *network, struct road_snapshot *snapshot, struct point point,
                   struct road_place *out);

/* Times between places for one profile, for a departure at `now_ms` (0: gates are open at any
 * hour); see times_int.h. */
enum err network_times(struct network *network, const char *profile, struct road_snapshot *snapshot,
                       const struct road_place *places, size_t n, int64_t now_ms,
                       struct arena *arena, int32_t *durations_s, int32_t *distances_m,
                       struct error *error);

/* A way as it is shown. Borrowed until the network changes. */
struct network_path {
    const char *polyline; /* "" when the router finds none */
    const char *gate;     /* the first gate passed; "" for none */
};
struct network_path network_path(struct network *network, const char *profile,
                                 struct road_snapshot *snapshot, const struct road_place *from,
                                 const struct road_place *to, int64_t depart_s);

#endif
