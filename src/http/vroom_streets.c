#include "http/vroom_streets.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/polyline.h"
#include "http/street_times.h"

static const char *known_profile(const struct road_network *network, const char *profile)
{
    for (uint32_t i = 0; road_profile_name(network, i); i++)
        if (!strcmp(road_profile_name(network, i), profile))
            return profile;
    return "car";
}

static enum err snap_places(struct road_search *search, const struct road_snapshot *snapshot,
                            const struct vroom_location *places, size_t n, struct road_place *found,
                            struct error *error)
{
    for (size_t i = 0; i < n; i++) {
        size_t one = 0;
        enum err rc = road_snap(search, snapshot, (struct road_point){places[i].lon, places[i].lat},
                                NULL, &found[i], 1, &one, error);
        if (rc) {
            char where[80];
            snprintf(where, sizeof where, "[%.6f,%.6f]", places[i].lon, places[i].lat);
            error_prefix(error, where);
            return rc;
        }
    }
    return ERR_OK;
}

/* The places on the streets as they are now. Search and snapshot are given back by the caller, on
 * failure too. */
static enum err find_places(const struct vroom_streets *streets, const char *profile,
                            const struct vroom_location *places, size_t n,
                            struct road_search **search, struct road_snapshot **snapshot,
                            struct road_place *found, struct error *error)
{
    enum err rc = road_search_new(streets->network, search, error);
    if (!rc)
        rc = road_snapshot_get(streets->live, known_profile(streets->network, profile), 0, snapshot,
                               error);
    return rc ? rc : snap_places(*search, *snapshot, places, n, found, error);
}

enum err vroom_streets_matrix(void *context, const char *profile,
                              const struct vroom_location *places, size_t n, int32_t *durations_s,
                              int32_t *distances_m, struct error *error)
{
    const struct vroom_streets *streets = context;
    struct road_search *search = NULL;
    struct road_snapshot *snapshot = NULL;
    struct road_place *found = calloc(n, sizeof *found);
    uint32_t *durations_ds = calloc(n * n, sizeof *durations_ds);
    uint32_t *lengths_dm = calloc(n * n, sizeof *lengths_dm);
    enum err rc = found && durations_ds && lengths_dm
                      ? find_places(streets, profile, places, n, &search, &snapshot, found, error)
                      : error_set(error, ERR_LIMIT, "There is no memory for so many places.");
    if (!rc)
        rc =
            road_table(search, snapshot, found, n, found, n, NULL, durations_ds, lengths_dm, error);
    for (size_t i = 0; !rc && i < n * n; i++) {
        bool is_way = durations_ds[i] != ROAD_UNREACHABLE;
        durations_s[i] = is_way ? (int32_t)((durations_ds[i] + 5) / 10) : INT32_MAX;
        distances_m[i] = is_way ? (int32_t)((lengths_dm[i] + 5) / 10) : 0;
    }
    road_snapshot_put(snapshot);
    if (search)
        road_search_free(search);
    free(lengths_dm);
    free(durations_ds);
    free(found);
    return rc;
}

/* A snapshot that stays until the last question. */
struct streets_travel {
    struct road_snapshot *snapshot;
    struct street_times *times;
};

static void ask_streets(void *context, uint32_t from, const uint32_t *to, size_t n,
                        struct plan_leg *legs)
{
    const struct streets_travel *travel = context;
    street_times_travel(travel->times, from, to, n, legs);
}

enum err vroom_streets_travel(void *context, const char *profile,
                              const struct vroom_location *places, size_t n, plan_travel_fn **out,
                              void **travel_context, struct error *error)
{
    const struct vroom_streets *streets = context;
    struct streets_travel *travel = calloc(1, sizeof *travel);
    struct road_place *found = calloc(n + 1, sizeof *found);
    struct road_search *search = NULL;
    assert(travel && found);
    enum err rc =
        find_places(streets, profile, places, n, &search, &travel->snapshot, found, error);
    if (!rc)
        rc = street_times_new(streets->network, travel->snapshot, found, n, &travel->times, error);
    if (rc) {
        vroom_streets_travel_end(travel);
    } else {
        *out = ask_streets;
        *travel_context = travel;
    }
    if (search)
        road_search_free(search);
    free(found);
    return rc;
}

void vroom_streets_travel_end(void *travel_context)
{
    struct streets_travel *travel = travel_context;
    street_times_free(travel->times);
    road_snapshot_put(travel->snapshot);
    free(travel);
}

/* The legs' lines as one; legs share their joint. */
static const char *draw(const struct road_route *route, struct arena *arena)
{
    size_t n = 0, room = 1;
    for (size_t i = 0; i < route->n_legs; i++)
        room += route->legs[i].n_points;
    struct point *points = arena_array(arena, struct point, room);
    for (size_t i = 0; i < route->n_legs; i++) {
        const struct road_leg *leg = &route->legs[i];
        for (size_t k = n ? 1 : 0; k < leg->n_points; k++)
            points[n++] = (struct point){leg->points[k].lon, leg->points[k].lat};
    }
    return polyline_encode(arena, points, n, POLYLINE_5);
}

enum err vroom_streets_geometry(void *context, const char *profile,
                                const struct vroom_location *places, size_t n, struct arena *arena,
                                const char **line, struct error *error)
{
    const struct vroom_streets *streets = context;
    const struct road_route_options options = {0};
    struct road_search *search = NULL;
    struct road_snapshot *snapshot = NULL;
    struct road_route *route = NULL;
    struct road_place *found = arena_array(arena, struct road_place, n);
    enum err rc = find_places(streets, profile, places, n, &search, &snapshot, found, error);
    if (!rc)
        rc = road_route(search, snapshot, found, n, &options, &route, error);
    if (!rc)
        *line = draw(route, arena);
    if (route)
        road_route_free(route);
    road_snapshot_put(snapshot);
    if (search)
        road_search_free(search);
    return rc;
}
