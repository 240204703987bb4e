#include "plan/format/vroom.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "plan/format/vroom_int.h"

static const char *const KINDS[] = {
    [VROOM_START] = "start",       [VROOM_JOB] = "job",     [VROOM_PICKUP] = "pickup",
    [VROOM_DELIVERY] = "delivery", [VROOM_BREAK] = "break", [VROOM_END] = "end"};

const char *vroom_kind_name(enum vroom_kind kind)
{
    return KINDS[kind];
}

bool vroom_kind_parse(struct sv name, enum vroom_kind *out)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (sv_is(name, KINDS[i])) {
            *out = (enum vroom_kind)i;
            return true;
        }
    return false;
}

bool vroom_recognise(struct sv text)
{
    text = sv_trim(text);
    return text.n && (text.at[0] == '{' || text.at[0] == '[');
}

/* One matrix, cut to the rows that are used. */
static enum err read_matrix(struct vroom_reader *reader, const json_t *rows, const char *path,
                            const char *key, size_t n, const int32_t **out)
{
    if (!rows)
        return ERR_OK;
    if (!json_is_array(rows) || json_array_size(rows) < n)
        return vroom_fail(reader, ERR_INVALID, path, key,
                          "The matrix needs %zu rows, one for each location_index.", n);
    int32_t *cells = arena_array(reader->arena, int32_t, n * n);
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_array_size(row) != json_array_size(rows))
            return vroom_fail(reader, ERR_INVALID, path, key,
                              "Row %zu has %zu numbers instead of %zu.", i, json_array_size(row),
                              json_array_size(rows));
        for (size_t j = 0; j < n; j++) {
            const json_t *cell = json_array_get(row, j);
            if (!json_is_integer(cell) || json_integer_value(cell) < 0 ||
                json_integer_value(cell) >= INT32_MAX)
                return vroom_fail(reader, ERR_INVALID, path, key,
                                  "Row %zu, column %zu must be a whole number below 2^31.", i, j);
            cells[i * n + j] = (int32_t)json_integer_value(cell);
        }
    }
    *out = cells;
    return ERR_OK;
}

static enum err read_profile(struct vroom_reader *reader, struct vroom_profile *profile)
{
    char path[VROOM_PATH_MAX];
    size_t n = reader->problem->places_n;
    const json_t *tables = json_object_get(reader->matrices, profile->name);
    const json_t *durations = json_object_get(tables, "durations");
    snprintf(path, sizeof path, "matrices.%.60s", profile->name);
    if (reader->legacy && !strcmp(profile->name, "car")) {
        snprintf(path, sizeof path, "matrix");
        durations = reader->legacy;
    }
    if (!durations)
        return vroom_fail(reader, ERR_INVALID, path, "durations",
                          "The profile of a vehicle has no matrix.");
    enum err rc = read_matrix(reader, durations, path, "durations", n, &profile->durations);
    if (!rc)
        rc = read_matrix(reader, json_object_get(tables, "distances"), path, "distances", n,
                         &profile->distances);
    if (!rc)
        rc = read_matrix(reader, json_object_get(tables, "costs"), path, "costs", n,
                         &profile->costs);
    return rc;
}

enum err vroom_read_matrices(struct vroom_reader *reader)
{
    struct vroom *problem = reader->problem;
    size_t at = 0;
    struct sv name;
    void *value;
    enum err rc = ERR_OK;
    problem->profiles_n = reader->profiles.n;
    problem->profiles = arena_array(reader->arena, struct vroom_profile, problem->profiles_n);
    while (map_next(&reader->profiles, &at, &name, &value))
        problem->profiles[(uintptr_t)value - 1].name = arena_dup(reader->arena, name.at, name.n);
    if (!problem->has_matrices)
        return ERR_OK;
    if (problem->places_n > LIMIT_PLAN_MATRIX_NODES)
        return vroom_fail(reader, ERR_LIMIT, "matrices", NULL, "A matrix has at most %d rows.",
                          LIMIT_PLAN_MATRIX_NODES);
    for (size_t i = 0; i < problem->profiles_n && !rc; i++)
        rc = read_profile(reader, &problem->profiles[i]);
    for (size_t v = 0; v < problem->vehicles_n && !rc; v++) {
        const struct vroom_vehicle *vehicle = &problem->vehicles[v];
        if (problem->profiles[vehicle->profile].costs &&
            (vehicle->per_hour != 3600 || vehicle->per_km)) {
            char path[VROOM_PATH_MAX];
            snprintf(path, sizeof path, "vehicles[%zu]", v);
            rc = vroom_fail(reader, ERR_INVALID, path, "costs",
                            "Hourly and kilometre costs do not go with a matrix of costs.");
        }
    }
    return rc;
}

/* Where each place is, for whoever computes the matrices. */
static void list_places(struct vroom_reader *reader)
{
    struct vroom *problem = reader->problem;
    problem->places_n =
        problem->has_matrices ? (size_t)(reader->index_max + 1) : reader->coordinates.n;
    problem->places = arena_array(reader->arena, struct vroom_location, problem->places_n);
    for (size_t v = 0; v < problem->vehicles_n; v++) {
        const struct vroom_vehicle *vehicle = &problem->vehicles[v];
        if (vehicle->has_start)
            problem->places[vehicle->start.place] = vehicle->start;
        if (vehicle->has_end)
            problem->places[vehicle->end.place] = vehicle->end;
    }
    for (size_t j = 0; j < problem->jobs_n; j++)
        for (int k = 0; k <= problem->jobs[j].is_shipment; k++) {
            const struct vroom_location *location = &problem->jobs[j].stops[k].location;
            problem->places[location->place] = *location;
        }
}

static enum err read_options(struct vroom_reader *reader, const json_t *input)
{
    const json_t *options = json_object_get(input, "options"), *limit;
    struct vroom_options *out = &reader->problem->options;
    *out = (struct vroom_options){.threads = -1, .exploration = -1, .limit_s = -1};
    if (!options)
        return ERR_OK;
    if (!json_is_object(options))
        return vroom_fail(reader, ERR_INVALID, "options", NULL, "This must be an object.");
    out->geometry = json_is_true(json_object_get(options, "g"));
    out->plan_mode = json_is_true(json_object_get(options, "c"));
    enum err rc = vroom_whole(reader, options, "options", "t", 64, &out->threads);
    if (!rc)
        rc = vroom_whole(reader, options, "options", "x", 5, &out->exploration);
    limit = json_object_get(options, "l");
    if (!rc && limit) {
        out->limit_s = json_number_value(limit);
        if (!json_is_number(limit) || out->limit_s < 0 || out->limit_s > 86400)
            rc = vroom_fail(reader, ERR_INVALID, "options", "l",
                            "The time limit is a number of seconds, 0 to 86400.");
    }
    return rc;
}

static enum err read_all(struct vroom_reader *reader, const json_t *input)
{
    const json_t *vehicles, *jobs, *shipments;
    if (!json_is_object(input))
        return vroom_fail(reader, ERR_FORMAT, "", NULL, "The input must be one JSON object.");
    enum err rc = vroom_array(reader, input, "", "vehicles", LIMIT_PLAN_VEHICLES, &vehicles);
    if (!rc)
        rc = vroom_array(reader, input, "", "jobs", LIMIT_PLAN_NODES, &jobs);
    if (!rc)
        rc = vroom_array(reader, input, "", "shipments", LIMIT_PLAN_NODES / 2, &shipments);
    if (!rc && !json_array_size(vehicles))
        rc = vroom_fail(reader, ERR_INVALID, "vehicles", NULL, "One vehicle at least is needed.");
    if (!rc && !jobs && !shipments)
        rc = vroom_fail(reader, ERR_INVALID, "jobs", NULL, "There are neither jobs nor shipments.");
    reader->matrices = json_object_get(input, "matrices");
    reader->legacy = json_object_get(input, "matrix");
    if (!rc && reader->matrices && !json_is_object(reader->matrices))
        rc =
            vroom_fail(reader, ERR_INVALID, "matrices", NULL, "This must be an object by profile.");
    reader->problem->has_matrices = json_object_size(reader->matrices) || reader->legacy;
    if (!rc)
        rc = read_options(reader, input);
    if (!rc)
        rc = vroom_read_vehicles(reader, vehicles);
    if (!rc)
        rc = vroom_read_jobs(reader, jobs, shipments);
    if (!rc)
        rc = vroom_read_steps(reader, vehicles);
    if (rc)
        return rc;
    list_places(reader);
    return vroom_read_matrices(reader);
}

enum err vroom_read_json(const json_t *input, struct arena *arena, struct vroom **out,
                         struct error *error)
{
    struct vroom_reader reader = {.arena = arena, .error = error, .index_max = -1};
    reader.problem = arena_make(arena, struct vroom);
    enum err rc = read_all(&reader, input);
    map_free(&reader.types);
    map_free(&reader.profiles);
    map_free(&reader.coordinates);
    u64map_free(&reader.jobs);
    u64map_free(&reader.pickups);
    u64map_free(&reader.deliveries);
    if (!rc)
        *out = reader.problem;
    return rc;
}

enum err vroom_read(struct sv text, const char *name, struct arena *arena, struct vroom **out,
                    struct error *error)
{
    json_t *input = NULL;
    enum err rc = json_read(text, name, &input, error);
    if (!rc) {
        rc = vroom_read_json(input, arena, out, error);
        if (rc)
            error_prefix(error, arena_printf(arena, "%s:", name));
    }
    json_decref(input);
    return rc;
}

static struct plan_leg leg_of(const struct vroom_profile *profile, uint32_t from, uint32_t to)
{
    struct plan_leg leg = {0};
    profile->travel(profile->travel_context, from, &to, 1, &leg);
    return leg;
}

int64_t vroom_travel(const struct vroom *problem, const struct vroom_vehicle *vehicle,
                     uint32_t from, uint32_t to)
{
    const struct vroom_profile *profile = &problem->profiles[vehicle->profile];
    int32_t plain = profile->durations ? profile->durations[from * problem->places_n + to]
                                       : leg_of(profile, from, to).duration_s;
    return vehicle->speed_factor == 1 ? plain
                                      : (int64_t)((double)plain / vehicle->speed_factor + 0.5);
}

int64_t vroom_distance(const struct vroom *problem, const struct vroom_vehicle *vehicle,
                       uint32_t from, uint32_t to)
{
    const struct vroom_profile *profile = &problem->profiles[vehicle->profile];
    if (profile->travel)
        return leg_of(profile, from, to).distance_m;
    return profile->distances ? profile->distances[from * problem->places_n + to] : 0;
}

static int64_t by_type(const int64_t *table, const struct vroom_vehicle *vehicle, int64_t plain)
{
    return table && vehicle->type != VROOM_NONE && table[vehicle->type] >= 0 ? table[vehicle->type]
                                                                             : plain;
}

int64_t vroom_setup(const struct vroom_stop *stop, const struct vroom_vehicle *vehicle)
{
    return by_type(stop->setup_by_type, vehicle, stop->setup);
}

int64_t vroom_service(const struct vroom_stop *stop, const struct vroom_vehicle *vehicle)
{
    return by_type(stop->service_by_type, vehicle, stop->service);
}
