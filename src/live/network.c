#include "live/network_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"
#include "geo/geojson.h"
#include "geo/polyline.h"

enum { LINE_NEAR_M = 40, PATHS_MAX = 50000, GATE_HOURS_S = 900 };

enum err network_open(struct network *network, struct road_network *map,
                      const struct catalog *catalog, int offset_min, struct error *error)
{
    *network = (struct network){.map = map, .catalog = catalog, .offset_min = offset_min};
    enum err rc = road_live_new(map, &network->roads, error);
    if (rc == ERR_OK)
        rc = road_search_new(map, &network->search, error);
    return rc;
}

static void forget_ways(struct network *network)
{
    times_forget(&network->times);
    times_forget(&network->any_hour);
    size_t at = 0;
    struct sv key;
    void *path;
    while (map_next(&network->paths, &at, &key, &path))
        free(path);
    map_free(&network->paths);
}

void network_close_down(struct network *network)
{
    forget_ways(network);
    times_free(&network->times);
    times_free(&network->any_hour);
    road_search_free(network->search);
    road_live_free(network->roads);
    *network = (struct network){0};
}

static void read_hours(const json_t *list, int offset_min, struct road_hours *hours)
{
    *hours = (struct road_hours){.utc_offset_min = (int16_t)offset_min};
    size_t i;
    json_t *window;
    json_array_foreach(list, i, window)
    {
        if (hours->n == ROAD_HOURS_MAX)
            return;
        unsigned days = 0;
        size_t d;
        json_t *day;
        json_array_foreach(json_object_get(window, "days"), d, day)
        {
            days |= 1u << (json_integer_value(day) - 1);
        }
        hours->windows[hours->n].days = (uint8_t)(days ? days : 0x7f);
        hours->windows[hours->n].open_min =
            (uint16_t)time_of_day(json_text(window, "from", "00:00"));
        hours->windows[hours->n].close_min =
            (uint16_t)(time_of_day(json_text(window, "until", "24:00")) % 1440);
        hours->n++;
    }
}

/* The hours that the level of the zone gives its gates. */
static void policy_hours(const struct zone_level *level, struct road_hours *hours)
{
    for (size_t i = 0; i < level->gates.hours.n && i < ROAD_HOURS_MAX; i++) {
        const struct gate_hours *open = &level->gates.hours.at[i];
        hours->windows[hours->n].days = 0x7f;
        hours->windows[hours->n].open_min = (uint16_t)open->open_min;
        hours->windows[hours->n].close_min = (uint16_t)(open->close_min % 1440);
        hours->n++;
    }
}

/* What is not said of the gate itself is as the policy says. */
static void read_gate(const json_t *json, const struct zone_level *level, int offset_min,
                      struct road_gate *gate)
{
    const char *direction = json_text(json, "direction", "both");
    struct point at = {0, 0};
    world_point(json, "place", &at);
    *gate = (struct road_gate){
        .point = {at.lon, at.lat},
        .way = strcmp(direction, "in") == 0    ? ROAD_GATE_IN
               : strcmp(direction, "out") == 0 ? ROAD_GATE_OUT
                                               : ROAD_GATE_BOTH,
        .delay_s = (uint32_t)json_i64(json, "delay_s", 0),
    };
    snprintf(gate->id, sizeof gate->id, "%s", json_text(json, "id", ""));
    read_hours(json_object_get(json, "hours"), offset_min, &gate->hours);
    if (gate->hours.n == 0)
        policy_hours(level, &gate->hours);
    if (gate->delay_s == 0)
        gate->delay_s = (uint32_t)(60 * level->gates.delay_min);
}

/* The open gates of a zone. */
static size_t gates_of(struct network *network, const struct world *world, const char *zone,
                       const struct zone_level *level, struct road_gate *gates)
{
    size_t n = 0, at = 0;
    for (const struct world_object *o;
         n < ROAD_GATES_MAX && (o = world_next(world, WORLD_GATE, &at));) {
        if (strcmp(json_text(o->json, "zone", ""), zone) == 0 &&
            strcmp(json_text(o->json, "state", "open"), "open") == 0)
            read_gate(o->json, level, network->offset_min, &gates[n++]);
    }
    for (size_t g = 0; g < n; g++)
        network->has_hours = network->has_hours || gates[g].hours.n > 0;
    return n;
}

static struct road_point *ring_of(struct arena *arena, const struct ring *ring)
{
    struct road_point *points = arena_array(arena, struct road_point, ring->n);
    for (size_t i = 0; i < ring->n; i++)
        points[i] = (struct road_point){ring->points[i].lon, ring->points[i].lat};
    return points;
}

/* The level of a zone that restricts who may pass its border; NULL: none does. */
static const struct zone_level *level_of_sealed(const struct network *network, const json_t *zone)
{
    const struct policy *policy = catalog_policy(network->catalog, json_text(zone, "policy", ""));
    const struct zone_level *level =
        policy ? policy_level(policy, json_text(zone, "level", "")) : NULL;
    return level && !level->entry.everyone ? level : NULL;
}

bool network_gate_hours(const struct network *network, const struct world *world, const char *gate,
                        struct road_hours *out)
{
    const json_t *json = world_get(world, WORLD_GATE, gate);
    const json_t *zone = world_get(world, WORLD_ZONE, json_text(json, "zone", ""));
    const struct zone_level *level = zone ? level_of_sealed(network, zone) : NULL;
    struct road_gate read;
    if (!level)
        return false;
    read_gate(json, level, network->offset_min, &read);
    *out = read.hours;
    return out->n > 0;
}

/* One closure for each polygon of an area; they share everything else. */
static enum err put_area(struct network *network, struct arena *arena, const char *id,
                         const json_t *polygon, struct road_closure *closure, struct error *error)
{
    struct area area;
    enum err rc = geojson_read_area(arena, polygon, &area, error);
    for (size_t i = 0; i < area.n && rc == ERR_OK; i++) {
        snprintf(closure->id, sizeof closure->id, "%s/%zu", id, i);
        closure->ring = ring_of(arena, &area.polygons[i].rings[0]);
        closure->n_ring = area.polygons[i].rings[0].n;
        rc = road_live_put(network->roads, closure, 1, error);
    }
    return rc;
}

static enum err put_zone(struct network *network, const struct world *world, struct arena *arena,
                         const struct world_object *zone, struct error *error)
{
    const struct zone_level *level = level_of_sealed(network, zone->json);
    if (strcmp(json_text(zone->json, "state", ""), "active") != 0 || !level)
        return ERR_OK;
    struct road_gate *gates = arena_array(arena, struct road_gate, ROAD_GATES_MAX);
    struct road_closure closure = {
        .change = ROAD_SEAL_AREA,
        .from_ms = world_time(zone->json, "from", 0),
        .until_ms = world_time(zone->json, "until", 0),
        .gates = gates,
        .n_gates = gates_of(network, world, zone->id, level, gates),
    };
    return put_area(network, arena, zone->id, json_object_get(zone->json, "polygon"), &closure,
                    error);
}

/* The bits of the named profiles on this network; 0, which means all, when none is named. */
static uint32_t profile_mask(const struct network *network, const json_t *profiles)
{
    uint32_t mask = 0;
    const char *name;
    for (uint32_t i = 0; (name = road_profile_name(network->map, i)); i++) {
        if (json_has(profiles, name))
            mask |= 1u << i;
    }
    return mask;
}

/* The edges that a drawn line runs along: those that are nearest to at least two neighbours of the
 * points spaced along it. One alone is a side street that the line passes. */
static enum err put_line(struct network *network, struct arena *arena, struct road_closure *closure,
                         const json_t *line, struct error *error)
{
    struct geometry geometry;
    enum err rc = geojson_read(arena, line, &geometry, error);
    if (rc != ERR_OK)
        return rc;
    struct road_snapshot *snapshot = NULL;
    rc = road_snapshot_get(network->roads, "car", 0, &snapshot, error);
    uint32_t *edges = arena_array(arena, uint32_t, ROAD_CLOSURE_WAYS_MAX);
    uint32_t last = ROAD_NO_EDGE;
    size_t n = 0;
    const struct road_snap_options near = {.radius_m = LINE_NEAR_M, .closed_too = true};
    for (size_t i = 0; rc == ERR_OK && i + 1 < geometry.line_n && n < ROAD_CLOSURE_WAYS_MAX; i++) {
        struct point a = geometry.line[i], b = geometry.line[i + 1];
        size_t parts = 1 + (size_t)(point_distance_near_m(a, b) / 10);
        for (size_t p = 0; p <= parts && n < ROAD_CLOSURE_WAYS_MAX; p++) {
            double f = (double)p / (double)parts;
            struct road_point at = {a.lon + f * (b.lon - a.lon), a.lat + f * (b.lat - a.lat)};
            struct road_place place;
            size_t found = 0;
            if (road_snap(network->search, snapshot, at, &near, &place, 1, &found, NULL) !=
                    ERR_OK ||
                !found)
                continue;
            if (place.edge == last && (n == 0 || edges[n - 1] != last))
                edges[n++] = last;
            last = place.edge;
        }
    }
    road_snapshot_put(snapshot);
    if (rc == ERR_OK && n == 0)
        rc = error_at(error, ERR_INVALID, "line", "No road runs along this line.");
    closure->change = ROAD_CLOSE_EDGES;
    closure->edges = edges;
    closure->n_edges = n;
    return rc == ERR_OK ? road_live_put(network->roads, closure, 1, error) : rc;
}

static enum err put_ways(struct network *network, struct arena *arena, struct road_closure *closure,
                         const json_t *ways, struct error *error)
{
    int64_t *ids = arena_array(arena, int64_t, json_array_size(ways));
    for (size_t i = 0; i < json_array_size(ways); i++)
        ids[i] = json_integer_value(json_array_get(ways, i));
    closure->change = ROAD_CLOSE_EDGES;
    closure->ways = ids;
    closure->n_ways = json_array_size(ways);
    return road_live_put(network->roads, closure, 1, error);
}

static enum err put_closure(struct network *network, struct arena *arena,
                            const struct world_object *object, struct error *error)
{
    const json_t *json = object->json;
    if (strcmp(json_text(json, "state", ""), "active") != 0)
        return ERR_OK;
    struct road_closure closure = {
        .change = ROAD_CLOSE_AREA,
        .profile_mask = profile_mask(network, json_object_get(json, "profiles")),
        .from_ms = world_time(json, "from", 0),
        .until_ms = world_time(json, "until", 0),
    };
    snprintf(closure.id, sizeof closure.id, "%s", object->id);
    if (json_is_object(json_object_get(json, "polygon")))
        return put_area(network, arena, object->id, json_object_get(json, "polygon"), &closure,
                        error);
    if (json_is_object(json_object_get(json, "line")))
        return put_line(network, arena, &closure, json_object_get(json, "line"), error);
    return put_ways(network, arena, &closure, json_object_get(json, "ways"), error);
}

enum err network_tick(struct network *network, int64_t now_ms, struct error *error)
{
    struct road_applied applied;
    forget_ways(network);
    enum err rc = road_live_apply(network->roads, now_ms, &applied, error);
    if (rc == ERR_OK)
        network->next_change_ms = applied.next_change_ms;
    return rc;
}

enum err network_close(struct network *network, const struct world *world, int64_t now_ms,
                       struct log *log, struct error *error)
{
    struct arena *arena = arena_new();
    struct error wrong = {0};
    road_live_clear(network->roads);
    network->has_hours = false;
    size_t at = 0;
    for (const struct world_object *zone; (zone = world_next(world, WORLD_ZONE, &at));) {
        if (put_zone(network, world, arena, zone, &wrong) != ERR_OK)
            log_warn(log, "live.zone_left_out", LOG_S("zone", zone->id), LOG_S("why", wrong.text),
                     NULL);
    }
    at = 0;
    for (const struct world_object *closure; (closure = world_next(world, WORLD_CLOSURE, &at));) {
        if (put_closure(network, arena, closure, &wrong) != ERR_OK)
            log_warn(log, "live.closure_left_out", LOG_S("closure", closure->id),
                     LOG_S("why", wrong.text), NULL);
    }
    arena_free(arena);
    return network_tick(network, now_ms, error);
}

bool network_place(struct network *network, struct road_snapshot *snapshot, struct point point,
                   struct road_place *out)
{
    size_t n = 0;
    const struct road_snap_options options = {.closed_too = true};
    return road_snap(network->search, snapshot, (struct road_point){point.lon, point.lat}, &options,
                     out, 1, &n, NULL) == ERR_OK &&
           n > 0;
}

enum err network_times(struct network *network, const char *profile, struct road_snapshot *snapshot,
                       const struct road_place *places, size_t n, int64_t now_ms,
                       struct arena *arena, int32_t *durations_s, int32_t *distances_m,
                       struct error *error)
{
    const char *name;
    struct times_ask ask = {.search = network->search,
                            .snapshot = snapshot,
                            .depart_ms = now_ms,
                            .has_hours = network->has_hours && now_ms};
    struct times *times = now_ms ? &network->times : &network->any_hour;
    while ((name = road_profile_name(network->map, ask.profile)) && strcmp(name, profile) != 0)
        ask.profile++;
    return times_table(times, &ask, places, n, arena, durations_s, distances_m, error);
}

/* ---- Ways ------------------------------------------------------------------------------------ */

struct kept_path {
    char gate[ID_TEXT_SIZE];
    char polyline[];
};

static struct kept_path *find_path(struct network *network, struct road_snapshot *snapshot,
                                   const struct road_place places[2], int64_t depart_s)
{
    struct road_route *route = NULL;
    struct arena *arena = arena_new();
    const struct road_route_options options = {.depart_ms = depart_s * 1000};
    const char *polyline = "", *gate = "";
    if (road_route(network->search, snapshot, places, 2, &options, &route, NULL) == ERR_OK) {
        const struct road_leg *leg = &route->legs[0];
        struct point *points = arena_array(arena, struct point, leg->n_points + 1);
        for (size_t i = 0; i < leg->n_points; i++)
            points[i] = (struct point){leg->points[i].lon, leg->points[i].lat};
        polyline = polyline_encode(arena, points, leg->n_points, POLYLINE_5);
        for (size_t i = 0; i < leg->n_pieces && !*gate; i++)
            gate = arena_strdup(arena, leg->pieces[i].gate_id);
        road_route_free(route);
    }
    struct kept_path *path = calloc(1, sizeof *path + strlen(polyline) + 1);
    if (!path)
        abort();
    snprintf(path->gate, sizeof path->gate, "%s", gate);
    strcpy(path->polyline, polyline);
    arena_free(arena);
    return path;
}

/* Gates have hours, so a way is the same for departures in the same quarter of an hour only. */
struct network_path network_path(struct network *network, const char *profile,
                                 struct road_snapshot *snapshot, const struct road_place *from,
                                 const struct road_place *to, int64_t depart_s)
{
    char key[160];
    snprintf(key, sizeof key, "%s %u %.9f %u %.9f %lld", profile, from->edge, from->fraction,
             to->edge, to->fraction, (long long)(depart_s / GATE_HOURS_S));
    struct kept_path *path = map_get(&network->paths, sv_of(key));
    if (!path) {
        const struct road_place places[2] = {*from, *to};
        if (network->paths.n >= PATHS_MAX)
            forget_ways(network);
        path = find_path(network, snapshot, places, depart_s);
        map_set(&network->paths, sv_of(key), path);
    }
    return (struct network_path){path->polyline, path->gate};
}
