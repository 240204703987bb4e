#include "http/vroom_streets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
                      ? road_search_new(streets->network, &search, error)
                      : error_set(error, ERR_LIMIT, "There is no memory for so many places.");
    if (!rc)
        rc = road_snapshot_get(streets->live, known_profile(streets->network, profile), 0,
                               &snapshot, error);
    if (!rc)
        rc = snap_places(search, snapshot, places, n, found, error);
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
