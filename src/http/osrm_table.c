#include "http/osrm_int.h"

struct side {
    struct road_place *places;
    uint32_t *indexes;
    size_t n;
};

static struct side side_of(struct osrm_work *work, const struct osrm_indexes *asked)
{
    struct side side = {.n = asked->all ? work->query->n : asked->n};
    side.places = arena_array(work->arena, struct road_place, side.n);
    side.indexes = arena_array(work->arena, uint32_t, side.n);
    for (size_t i = 0; i < side.n; i++) {
        side.indexes[i] = asked->all ? (uint32_t)i : asked->at[i];
        side.places[i] = work->places[side.indexes[i]];
    }
    return side;
}

static json_t *waypoints_of(struct osrm_work *work, const struct side *side)
{
    json_t *list = json_array();
    for (size_t i = 0; i < side->n; i++)
        json_array_append_new(list, osrm_waypoint(work, &side->places[i]));
    return list;
}

struct table {
    struct side sources, destinations;
    uint32_t *durations_ds, *lengths_dm;
};

/* Metres as the crow flies between two coordinates, for cells without a way. */
static double crow_m(const struct osrm_work *work, uint32_t from, uint32_t to)
{
    if (!work->query->fallback_snapped)
        return point_distance_m(work->query->points[from], work->query->points[to]);
    struct road_point a = work->places[from].point, b = work->places[to].point;
    return point_distance_m((struct point){a.lon, a.lat}, (struct point){b.lon, b.lat});
}

static json_t *durations_of(const struct osrm_work *work, const struct table *table, json_t *filled)
{
    double speed = work->query->fallback_speed, scale = work->query->scale_factor;
    json_t *rows = json_array();
    for (size_t i = 0; i < table->sources.n; i++) {
        json_t *row = json_array();
        for (size_t k = 0; k < table->destinations.n; k++) {
            uint32_t value_ds = table->durations_ds[i * table->destinations.n + k];
            if (value_ds != ROAD_UNREACHABLE) {
                json_array_append_new(row, osrm_number(value_ds / 10.0 * scale, 1));
            } else if (speed > 0) {
                double crow =
                    crow_m(work, table->sources.indexes[i], table->destinations.indexes[k]);
                json_array_append_new(row, osrm_number(crow / speed * scale, 1));
                json_array_append_new(filled, json_pack("[ii]", (int)i, (int)k));
            } else {
                json_array_append_new(row, json_null());
            }
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *distances_of(const struct osrm_work *work, const struct table *table)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < table->sources.n; i++) {
        json_t *row = json_array();
        for (size_t k = 0; k < table->destinations.n; k++) {
            size_t cell = i * table->destinations.n + k;
            if (table->durations_ds[cell] != ROAD_UNREACHABLE)
                json_array_append_new(row, osrm_number(table->lengths_dm[cell] / 10.0, 1));
            else if (work->query->fallback_speed > 0)
                json_array_append_new(row, osrm_number(crow_m(work, table->sources.indexes[i],
                                                              table->destinations.indexes[k]),
                                                       1));
            else
                json_array_append_new(row, json_null());
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

bool osrm_table(struct osrm_work *work, json_t *body)
{
    const struct osrm_query *query = work->query;
    struct table table = {side_of(work, &query->sources), side_of(work, &query->destinations), NULL,
                          NULL};
    struct error error;
    size_t cells = table.sources.n * table.destinations.n;
    bool with_lengths = query->annotations & OSRM_DISTANCE;
    table.durations_ds = arena_array(work->arena, uint32_t, cells);
    if (with_lengths)
        table.lengths_dm = arena_array(work->arena, uint32_t, cells);
    if (road_table(work->search, work->snapshot, table.sources.places, table.sources.n,
                   table.destinations.places, table.destinations.n, NULL, table.durations_ds,
                   table.lengths_dm, &error) != ERR_OK)
        return osrm_fault_set(&work->fault, "NoTable", "%s", error.text);
    json_t *filled = json_array();
    json_t *durations = durations_of(work, &table, filled);
    if (query->annotations & OSRM_DURATION)
        json_object_set(body, "durations", durations);
    json_decref(durations);
    if (with_lengths)
        json_object_set_new(body, "distances", distances_of(work, &table));
    if (query->fallback_speed > 0)
        json_object_set(body, "fallback_speed_cells", filled);
    json_decref(filled);
    if (!query->skip_waypoints) {
        json_object_set_new(body, "sources", waypoints_of(work, &table.sources));
        json_object_set_new(body, "destinations", waypoints_of(work, &table.destinations));
    }
    return true;
}
