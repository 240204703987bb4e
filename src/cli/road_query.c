#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/vec.h"
#include "cli/road.h"

/* One opened network with everything that a query needs. */
struct query {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct road_snapshot *snapshot;
    VEC(struct road_point) points;
    struct road_place *places;
};

static void query_close(struct query *query)
{
    road_snapshot_put(query->snapshot);
    if (query->search)
        road_search_free(query->search);
    if (query->live)
        road_live_free(query->live);
    road_network_free(query->network);
    vec_free(&query->points);
    free(query->places);
}

static enum err add_point(struct query *query, struct sv text, const char *where,
                          struct error *error)
{
    struct sv rest = text, lon = sv_cut(&rest, ',');
    struct road_point point;
    if (!sv_to_f64(sv_trim(lon), &point.lon) || !sv_to_f64(sv_trim(rest), &point.lat) ||
        point.lon < -180 || point.lon > 180 || point.lat < -90 || point.lat > 90)
        return error_at(error, ERR_INVALID, where,
                        "\"%.*s\" is no place; it must be LON,LAT in degrees.",
                        (int)(text.n < 60 ? text.n : 60), text.at ? text.at : "");
    if (query->points.n == ROAD_POINTS_MAX)
        return error_at(error, ERR_LIMIT, where, "There are more than %d places.", ROAD_POINTS_MAX);
    vec_push(&query->points, point);
    return ERR_OK;
}

static enum err add_file(struct query *query, const char *path, struct error *error)
{
    struct arena *arena = arena_new();
    struct sv text, line;
    char where[ERROR_WHERE_MAX];
    enum err err = cli_read_file(path, LIMIT_BODY_BYTES, arena, &text, error);
    for (int n = 1; !err && text.at; n++) {
        line = sv_trim(sv_cut(&text, '\n'));
        snprintf(where, sizeof where, "%.150s:%d", path, n);
        if (line.n && line.at[0] != '#')
            err = add_point(query, line, where, error);
    }
    arena_free(arena);
    return err;
}

static enum err snap_points(struct query *query, struct error *error)
{
    enum err err = ERR_OK;
    query->places = calloc(query->points.n ? query->points.n : 1, sizeof *query->places);
    if (!query->places)
        abort();
    for (size_t i = 0; i < query->points.n && !err; i++) {
        size_t n = 0;
        err = road_snap(query->search, query->snapshot, query->points.at[i], NULL,
                        &query->places[i], 1, &n, error);
        if (err && error) {
            char where[40];
            snprintf(where, sizeof where, "place %zu", i + 1);
            error_prefix(error, where);
        }
    }
    return err;
}

static enum err read_kinds(const char *text, unsigned *kinds, struct error *error)
{
    for (struct sv rest = sv_of(text); rest.at;) {
        struct sv name = sv_cut(&rest, ',');
        unsigned i = 0;
        while (road_kind_name(i) && !sv_is(name, road_kind_name(i)))
            i++;
        if (!road_kind_name(i))
            return error_at(error, ERR_INVALID, "--exclude", "There is no kind of road \"%.*s\".",
                            (int)(name.n < 60 ? name.n : 60), name.at);
        *kinds |= 1u << i;
    }
    return ERR_OK;
}

/* Opens the file, reads the places from the words behind it, and finds their roads. */
static enum err query_open(const struct cli_road_options *options, struct query *query,
                           struct error *error)
{
    enum err err = road_network_open(options->words[0], &query->network, error);
    for (int i = 1; i < options->n_words && !err; i++)
        err = add_point(query, sv_of(options->words[i]), "", error);
    if (!err && options->points_path)
        err = add_file(query, options->points_path, error);
    if (!err)
        err = road_live_new(query->network, &query->live, error);
    if (!err)
        err = cli_road_close(options, query->live, error);
    if (!err)
        err = road_live_apply(query->live, options->depart_ms, NULL, error);
    if (!err)
        err = road_search_new(query->network, &query->search, error);
    unsigned kinds = 0;
    if (!err)
        err = read_kinds(options->exclude, &kinds, error);
    if (!err)
        err = road_snapshot_without(query->live, options->profile, options->depart_ms, kinds,
                                    &query->snapshot, error);
    return err ? err : snap_points(query, error);
}

int cli_road_info(const struct cli_road_options *options)
{
    struct road_network *network = NULL;
    struct road_info info;
    struct error error = {0};
    if (road_network_open(options->words[0], &network, &error))
        return cli_fail("road info", &error);
    road_network_info(network, &info);
    json_t *profiles = json_array();
    for (uint32_t i = 0; road_profile_name(network, i); i++)
        json_array_append_new(profiles, json_string(road_profile_name(network, i)));
    if (options->json) {
        cli_road_print(json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:[f, f, f, f]}", "nodes",
            (json_int_t)info.nodes, "edges", (json_int_t)info.edges, "arcs", (json_int_t)info.arcs,
            "turns", (json_int_t)info.turns, "barriers", (json_int_t)info.barriers,
            "hierarchy_arcs", (json_int_t)info.hierarchy_arcs, "hierarchy_depth",
            (json_int_t)info.hierarchy_depth, "bytes", (json_int_t)info.bytes, "profiles", profiles,
            "box", info.box.west, info.box.south, info.box.east, info.box.north));
    } else {
        printf("nodes     %u\nedges     %u\narcs      %u\nturns     %u\nbarriers  %u\n", info.nodes,
               info.edges, info.arcs, info.turns, info.barriers);
        printf("hierarchy %u arcs, depth %u\nmemory    %.1f MB\n", info.hierarchy_arcs,
               info.hierarchy_depth, (double)info.bytes / 1e6);
        printf("box       %.5f,%.5f to %.5f,%.5f\nprofiles ", info.box.west, info.box.south,
               info.box.east, info.box.north);
        for (size_t i = 0; i < json_array_size(profiles); i++)
            printf(" %s", json_string_value(json_array_get(profiles, i)));
        putchar('\n');
        json_decref(profiles);
    }
    road_network_free(network);
    return CLI_DONE;
}

/* ---- Route ----------------------------------------------------------------------------------- */

static json_t *route_line(const struct road_route *route)
{
    json_t *points = json_array();
    for (size_t l = 0; l < route->n_legs; l++)
        for (size_t i = l ? 1 : 0; i < route->legs[l].n_points; i++)
            json_array_append_new(points, json_pack("[f, f]", route->legs[l].points[i].lon,
                                                    route->legs[l].points[i].lat));
    return json_pack("{s:s, s:o}", "type", "LineString", "coordinates", points);
}

/* Pieces of one street in a row are one step. */
static json_t *leg_steps(const struct road_network *network, const struct road_leg *leg)
{
    json_t *steps = json_array();
    uint32_t length_dm = 0, duration_ds = 0;
    for (size_t i = 0; i < leg->n_pieces; i++) {
        const struct road_piece *piece = &leg->pieces[i];
        struct road_edge edge, next = {.name = NULL};
        road_edge_get(network, piece->edge, &edge);
        if (i + 1 < leg->n_pieces)
            road_edge_get(network, leg->pieces[i + 1].edge, &next);
        length_dm += piece->length_dm;
        duration_ds += piece->duration_ds + piece->turn_duration_ds + piece->gate_wait_ds;
        if (next.name && strcmp(next.name, edge.name) == 0 && strcmp(next.ref, edge.ref) == 0)
            continue;
        json_array_append_new(steps, json_pack("{s:s, s:s, s:f, s:f}", "name", edge.name, "ref",
                                               edge.ref, "distance_m", length_dm / 10.0,
                                               "duration_s", duration_ds / 10.0));
        length_dm = duration_ds = 0;
    }
    return steps;
}

static json_t *route_json(const struct road_network *network, const struct road_route *route)
{
    json_t *legs = json_array();
    for (size_t l = 0; l < route->n_legs; l++) {
        const struct road_leg *leg = &route->legs[l];
        json_array_append_new(
            legs, json_pack("{s:f, s:f, s:o}", "duration_s", leg->duration_ds / 10.0, "distance_m",
                            leg->length_dm / 10.0, "steps", leg_steps(network, leg)));
    }
    return json_pack("{s:f, s:f, s:f, s:o, s:o}", "duration_s", route->duration_ds / 10.0,
                     "distance_m", route->length_dm / 10.0, "weight", route->weight_ds / 10.0,
                     "legs", legs, "geometry", route_line(route));
}

static void print_route(const struct road_network *network, const struct road_route *route)
{
    printf("%.1f min, %.2f km\n", route->duration_ds / 600.0, route->length_dm / 10000.0);
    for (size_t l = 0; l < route->n_legs; l++) {
        json_t *steps = leg_steps(network, &route->legs[l]), *step;
        size_t i;
        json_array_foreach(steps, i, step)
            printf("%9.0f m %7.0f s  %s\n", json_f64(step, "distance_m", 0),
                   json_f64(step, "duration_s", 0),
                   json_text(step, "name", "")[0] ? json_text(step, "name", "")
                                                  : json_text(step, "ref", ""));
        json_decref(steps);
    }
}

/* The sentence of a failed route goes on with what stands in the way. */
static void explain(const struct query *query, struct error *error)
{
    struct road_why why;
    for (size_t i = 0; i + 1 < query->points.n; i++)
        if (road_why(query->search, query->snapshot, &query->places[i], &query->places[i + 1], &why,
                     NULL) == ERR_OK &&
            !why.reachable) {
            error_set(error, ERR_NOT_FOUND, "There is no way from place %zu to place %zu. %s",
                      i + 1, i + 2, why.text);
            return;
        }
}

static json_t *why_json(const struct road_why *why)
{
    json_t *closures = json_array();
    for (size_t i = 0; i < why->n_closures; i++)
        json_array_append_new(closures, json_string(why->closures[i]));
    json_t *out =
        json_pack("{s:b, s:b, s:s, s:o}", "reachable", why->reachable, "reachable_when_clear",
                  why->reachable_when_clear, "text", why->text, "closures", closures);
    if (why->n_closures)
        json_object_set_new(out, "blocked_at",
                            json_pack("[f, f]", why->first_block.lon, why->first_block.lat));
    if (*why->gate)
        json_object_set_new(out, "gate", json_string(why->gate));
    return out;
}

int cli_road_why(const struct cli_road_options *options)
{
    struct query query = {0};
    struct road_why why;
    struct error error = {0};
    int code = CLI_DONE;
    enum err err = query_open(options, &query, &error);
    if (!err)
        err = road_why(query.search, query.snapshot, &query.places[0], &query.places[1], &why,
                       &error);
    if (err)
        code = cli_fail("road why", &error);
    else if (options->json)
        cli_road_print(why_json(&why));
    else
        puts(why.text);
    query_close(&query);
    return code;
}

int cli_road_route(const struct cli_road_options *options)
{
    struct query query = {0};
    struct road_route *route = NULL;
    struct error error = {0};
    struct road_route_options how = {.depart_ms = options->depart_ms};
    int code = CLI_DONE;
    enum err err = query_open(options, &query, &error);
    if (!err)
        err = road_route(query.search, query.snapshot, query.places, query.points.n, &how, &route,
                         &error);
    if (err == ERR_NOT_FOUND && query.places)
        explain(&query, &error);
    if (err)
        code = cli_fail("road route", &error);
    else if (options->geojson)
        cli_road_print(json_pack("{s:s, s:{s:f, s:f}, s:o}", "type", "Feature", "properties",
                                 "duration_s", route->duration_ds / 10.0, "distance_m",
                                 route->length_dm / 10.0, "geometry", route_line(route)));
    else if (options->json)
        cli_road_print(route_json(query.network, route));
    else
        print_route(query.network, route);
    if (route)
        road_route_free(route);
    query_close(&query);
    return code;
}

/* ---- Table ----------------------------------------------------------------------------------- */

static json_t *rows(const uint32_t *cells, size_t n)
{
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *row = json_array();
        for (size_t j = 0; j < n; j++)
            json_array_append_new(row, cells[i * n + j] == ROAD_UNREACHABLE
                                           ? json_null()
                                           : json_real(cells[i * n + j] / 10.0));
        json_array_append_new(out, row);
    }
    return out;
}

static void print_table(const uint32_t *durations_ds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            if (durations_ds[i * n + j] == ROAD_UNREACHABLE)
                printf("%s-", j ? "\t" : "");
            else
                printf("%s%.1f", j ? "\t" : "", durations_ds[i * n + j] / 10.0);
        putchar('\n');
    }
}

int cli_road_table(const struct cli_road_options *options)
{
    struct query query = {0};
    struct error error = {0};
    struct road_table_options how = {.depart_ms = options->depart_ms};
    uint32_t *durations_ds = NULL, *lengths_dm = NULL;
    int code = CLI_DONE;
    enum err err = query_open(options, &query, &error);
    size_t n = query.points.n, cells = n * n;
    if (!err && cells > ROAD_TABLE_CELLS_MAX)
        err = error_at(&error, ERR_LIMIT, "", "A table may have at most %d cells; this has %zu.",
                       ROAD_TABLE_CELLS_MAX, cells);
    if (!err && n == 0)
        err = error_at(&error, ERR_INVALID, "", "A table needs at least one place.");
    if (!err) {
        durations_ds = malloc(cells * sizeof *durations_ds);
        lengths_dm = malloc(cells * sizeof *lengths_dm);
        if (!durations_ds || !lengths_dm)
            abort();
        err = road_table(query.search, query.snapshot, query.places, n, query.places, n, &how,
                         durations_ds, lengths_dm, &error);
    }
    if (err)
        code = cli_fail("road table", &error);
    else if (options->json)
        cli_road_print(json_pack("{s:o, s:o}", "durations", rows(durations_ds, n), "distances",
                                 rows(lengths_dm, n)));
    else
        print_table(durations_ds, n);
    free(durations_ds);
    free(lengths_dm);
    query_close(&query);
    return code;
}

/* ---- Isochrone ------------------------------------------------------------------------------- */

static enum err read_minutes(const char *text, double *minutes, size_t *n, struct error *error)
{
    struct sv rest = sv_of(text ? text : "10");
    for (*n = 0; rest.at; ++*n) {
        struct sv one = sv_cut(&rest, ',');
        if (*n == ROAD_CONTOURS_MAX || !sv_to_f64(one, &minutes[*n]) || minutes[*n] <= 0 ||
            minutes[*n] > 1440 || (*n && minutes[*n] <= minutes[*n - 1]))
            return error_at(error, ERR_INVALID, "--minutes",
                            "Minutes are at most %d rising numbers up to 1440, parted by commas.",
                            ROAD_CONTOURS_MAX);
    }
    return ERR_OK;
}

int cli_road_isochrone(const struct cli_road_options *options)
{
    struct query query = {0};
    struct error error = {0};
    double minutes[ROAD_CONTOURS_MAX];
    size_t n = 0;
    char *geojson = NULL;
    int code = CLI_DONE;
    enum err err = read_minutes(options->minutes, minutes, &n, &error);
    if (!err)
        err = query_open(options, &query, &error);
    if (!err)
        err = road_isochrone(query.search, query.snapshot, query.places, minutes, n,
                             options->inbound, &geojson, &error);
    if (err)
        code = cli_fail("road isochrone", &error);
    else
        puts(geojson);
    free(geojson);
    query_close(&query);
    return code;
}
