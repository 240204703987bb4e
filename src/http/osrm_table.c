#include <math.h>
#include <string.h>

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

/* ---- numbers ---- */

enum { CELL_MAX = 24 };

/* A million cells as JSON values would take ten times as long as their computation: they are
 * written as text at once. All of them are whole tenths. */
static void write_tenths(struct osrm_text *out, uint64_t tenths)
{
    char digits[CELL_MAX];
    size_t n = sizeof digits;
    digits[--n] = (char)('0' + tenths % 10);
    digits[--n] = '.';
    tenths /= 10;
    do
        digits[--n] = (char)('0' + tenths % 10);
    while (tenths /= 10);
    memcpy(out->at + out->n, digits + n, sizeof digits - n);
    out->n += sizeof digits - n;
}

static void write_text(struct osrm_text *out, const char *text)
{
    size_t n = strlen(text);
    memcpy(out->at + out->n, text, n);
    out->n += n;
}

/* The tenths of one cell, or false for "no way". */
typedef bool cell_fn(const struct osrm_work *work, const struct table *table, size_t i, size_t k,
                     uint64_t *tenths);

static uint64_t rounded_tenths(double value)
{
    return value > 0 ? (uint64_t)llround(fmin(value, 1e12) * 10) : 0;
}

static bool duration_cell(const struct osrm_work *work, const struct table *table, size_t i,
                          size_t k, uint64_t *tenths)
{
    double speed = work->query->fallback_speed, scale = work->query->scale_factor;
    uint32_t value_ds = table->durations_ds[i * table->destinations.n + k];
    if (value_ds != ROAD_UNREACHABLE)
        *tenths = scale == 1 ? value_ds : rounded_tenths(value_ds / 10.0 * scale);
    else if (speed > 0)
        *tenths =
            rounded_tenths(crow_m(work, table->sources.indexes[i], table->destinations.indexes[k]) /
                           speed * scale);
    return value_ds != ROAD_UNREACHABLE || speed > 0;
}

static bool distance_cell(const struct osrm_work *work, const struct table *table, size_t i,
                          size_t k, uint64_t *tenths)
{
    size_t cell = i * table->destinations.n + k;
    bool reachable = table->durations_ds[cell] != ROAD_UNREACHABLE;
    if (reachable)
        *tenths = table->lengths_dm[cell];
    else if (work->query->fallback_speed > 0)
        *tenths =
            rounded_tenths(crow_m(work, table->sources.indexes[i], table->destinations.indexes[k]));
    return reachable || work->query->fallback_speed > 0;
}

static void write_matrix(struct osrm_work *work, const struct table *table, const char *name,
                         cell_fn *cell)
{
    struct osrm_text *out = &work->members;
    size_t rows = table->sources.n, columns = table->destinations.n;
    vec_reserve(out, out->n + strlen(name) + 8 + rows * (columns * (CELL_MAX + 1) + 4));
    write_text(out, out->n ? ",\"" : "\"");
    write_text(out, name);
    write_text(out, "\":[");
    for (size_t i = 0; i < rows; i++) {
        write_text(out, i ? ",[" : "[");
        for (size_t k = 0; k < columns; k++) {
            uint64_t tenths = 0;
            if (k)
                out->at[out->n++] = ',';
            if (cell(work, table, i, k, &tenths))
                write_tenths(out, tenths);
            else
                write_text(out, "null");
        }
        out->at[out->n++] = ']';
    }
    out->at[out->n++] = ']';
}

static json_t *cells_filled(const struct table *table)
{
    json_t *filled = json_array();
    for (size_t i = 0; i < table->sources.n; i++)
        for (size_t k = 0; k < table->destinations.n; k++)
            if (table->durations_ds[i * table->destinations.n + k] == ROAD_UNREACHABLE)
                json_array_append_new(filled, json_pack("[ii]", (int)i, (int)k));
    return filled;
}

bool osrm_table(struct osrm_work *work, json_t *body)
{
    const struct osrm_query *query = work->query;
    struct table table = {side_of(work, &query->sources), side_of(work, &query->destinations), NULL,
                          NULL};
    struct road_table_options options = {.depart_ms = work->depart_ms};
    struct error error;
    size_t cells = table.sources.n * table.destinations.n;
    bool with_lengths = query->annotations & OSRM_DISTANCE;
    table.durations_ds = arena_array(work->arena, uint32_t, cells);
    if (with_lengths)
        table.lengths_dm = arena_array(work->arena, uint32_t, cells);
    if (road_table(work->search, work->snapshot, table.sources.places, table.sources.n,
                   table.destinations.places, table.destinations.n, &options, table.durations_ds,
                   table.lengths_dm, &error) != ERR_OK)
        return osrm_fault_set(&work->fault, "NoTable", "%s", error.text);
    if (query->annotations & OSRM_DURATION)
        write_matrix(work, &table, "durations", duration_cell);
    if (with_lengths)
        write_matrix(work, &table, "distances", distance_cell);
    if (query->fallback_speed > 0)
        json_object_set_new(body, "fallback_speed_cells", cells_filled(&table));
    if (!query->skip_waypoints) {
        json_object_set_new(body, "sources", waypoints_of(work, &table.sources));
        json_object_set_new(body, "destinations", waypoints_of(work, &table.destinations));
    }
    return true;
}
