#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "plan/format/vroom_int.h"

static enum err read_break(struct vroom_reader *reader, const json_t *object, const char *path,
                           struct vroom_break *out)
{
    if (!json_is_object(object))
        return vroom_fail(reader, ERR_INVALID, path, NULL, "This must be an object.");
    out->id = -1;
    enum err rc = vroom_whole(reader, object, path, "id", INT64_MAX, &out->id);
    if (!rc && out->id < 0)
        rc = vroom_fail(reader, ERR_INVALID, path, "id", "The id is missing.");
    if (!rc)
        rc = vroom_text(reader, object, path, "description", &out->description);
    if (!rc)
        rc = vroom_whole(reader, object, path, "service", VROOM_VALUE_MAX, &out->service);
    if (!rc)
        rc = vroom_windows(reader, object, path, &out->windows, &out->windows_n);
    if (!rc)
        rc = vroom_amount(reader, object, path, "max_load", &out->max_load);
    return rc;
}

static enum err read_breaks(struct vroom_reader *reader, const json_t *object, const char *path,
                            struct vroom_vehicle *vehicle)
{
    const json_t *array;
    enum err rc = vroom_array(reader, object, path, "breaks", VROOM_BREAKS_MAX, &array);
    if (rc || !array)
        return rc;
    vehicle->breaks_n = json_array_size(array);
    vehicle->breaks = arena_array(reader->arena, struct vroom_break, vehicle->breaks_n);
    for (size_t i = 0; i < vehicle->breaks_n && !rc; i++) {
        char item[VROOM_PATH_MAX];
        snprintf(item, sizeof item, "%.90s.breaks[%zu]", path, i);
        rc = read_break(reader, json_array_get(array, i), item, &vehicle->breaks[i]);
        for (size_t j = 0; j < i && !rc; j++)
            if (vehicle->breaks[j].id == vehicle->breaks[i].id)
                rc = vroom_fail(reader, ERR_INVALID, item, "id", "The id %lld is there twice.",
                                (long long)vehicle->breaks[i].id);
    }
    return rc;
}

static enum err read_costs(struct vroom_reader *reader, const json_t *object, const char *path,
                           struct vroom_vehicle *vehicle)
{
    const json_t *costs = json_object_get(object, "costs");
    vehicle->per_hour = 3600;
    if (!costs)
        return ERR_OK;
    char item[VROOM_PATH_MAX];
    snprintf(item, sizeof item, "%.100s.costs", path);
    if (!json_is_object(costs))
        return vroom_fail(reader, ERR_INVALID, item, NULL, "This must be an object.");
    enum err rc = vroom_whole(reader, costs, item, "fixed", VROOM_VALUE_MAX, &vehicle->fixed);
    if (!rc)
        rc = vroom_whole(reader, costs, item, "per_hour", VROOM_VALUE_MAX, &vehicle->per_hour);
    if (!rc)
        rc = vroom_whole(reader, costs, item, "per_task_hour", VROOM_VALUE_MAX,
                         &vehicle->per_task_hour);
    if (!rc)
        rc = vroom_whole(reader, costs, item, "per_km", VROOM_VALUE_MAX, &vehicle->per_km);
    return rc;
}

static enum err read_limits(struct vroom_reader *reader, const json_t *object, const char *path,
                            struct vroom_vehicle *vehicle)
{
    const json_t *speed = json_object_get(object, "speed_factor");
    vehicle->max_tasks = vehicle->max_travel = vehicle->max_distance = -1;
    vehicle->speed_factor = speed ? json_number_value(speed) : 1;
    if (speed &&
        (!json_is_number(speed) || vehicle->speed_factor <= 0 || vehicle->speed_factor > 5))
        return vroom_fail(reader, ERR_INVALID, path, "speed_factor",
                          "This must be a number above 0, at most 5.");
    enum err rc =
        vroom_whole(reader, object, path, "max_tasks", VROOM_VALUE_MAX, &vehicle->max_tasks);
    if (!rc)
        rc = vroom_whole(reader, object, path, "max_travel_time", VROOM_VALUE_MAX,
                         &vehicle->max_travel);
    if (!rc)
        rc = vroom_whole(reader, object, path, "max_distance", VROOM_VALUE_MAX,
                         &vehicle->max_distance);
    return rc;
}

static enum err read_names(struct vroom_reader *reader, const json_t *object, const char *path,
                           struct vroom_vehicle *vehicle)
{
    const char *profile = "car", *type = NULL;
    enum err rc = vroom_text(reader, object, path, "profile", &profile);
    if (!rc)
        rc = vroom_text(reader, object, path, "type", &type);
    if (!rc)
        rc = vroom_text(reader, object, path, "description", &vehicle->description);
    if (!rc)
        rc = vroom_name(reader, &reader->profiles, VROOM_PROFILES_MAX, path, "profile", profile,
                        &vehicle->profile);
    vehicle->type = VROOM_NONE;
    if (!rc && type)
        rc =
            vroom_name(reader, &reader->types, VROOM_TYPES_MAX, path, "type", type, &vehicle->type);
    return rc;
}

static enum err read_places(struct vroom_reader *reader, const json_t *object, const char *path,
                            struct vroom_vehicle *vehicle)
{
    enum err rc = vroom_locate(reader, object, path, "start", "start_index", &vehicle->start,
                               &vehicle->has_start);
    if (!rc)
        rc = vroom_locate(reader, object, path, "end", "end_index", &vehicle->end,
                          &vehicle->has_end);
    if (!rc && !vehicle->has_start && !vehicle->has_end)
        rc = vroom_fail(reader, ERR_INVALID, path, NULL, "A vehicle needs a start or an end.");
    return rc;
}

static enum err read_vehicle(struct vroom_reader *reader, const json_t *object, const char *path,
                             struct vroom_vehicle *vehicle)
{
    if (!json_is_object(object))
        return vroom_fail(reader, ERR_INVALID, path, NULL, "This must be an object.");
    vehicle->id = -1;
    enum err rc = vroom_whole(reader, object, path, "id", INT64_MAX, &vehicle->id);
    if (!rc && vehicle->id < 0)
        rc = vroom_fail(reader, ERR_INVALID, path, "id", "The id is missing.");
    if (!rc)
        rc = read_names(reader, object, path, vehicle);
    if (!rc)
        rc = read_places(reader, object, path, vehicle);
    if (!rc)
        rc = vroom_amount(reader, object, path, "capacity", &vehicle->capacity);
    if (!rc)
        rc = vroom_skills(reader, object, path, &vehicle->skills, &vehicle->skills_n);
    const json_t *window = json_object_get(object, "time_window");
    vehicle->has_window = window != NULL;
    if (!rc && window)
        rc = vroom_window(reader, window, path, "time_window", &vehicle->window);
    if (!rc)
        rc = read_breaks(reader, object, path, vehicle);
    if (!rc)
        rc = read_limits(reader, object, path, vehicle);
    if (!rc)
        rc = read_costs(reader, object, path, vehicle);
    return rc;
}

enum err vroom_read_vehicles(struct vroom_reader *reader, const json_t *vehicles)
{
    struct vroom *problem = reader->problem;
    struct u64map ids = {0};
    enum err rc = ERR_OK;
    problem->vehicles_n = json_array_size(vehicles);
    problem->vehicles = arena_array(reader->arena, struct vroom_vehicle, problem->vehicles_n);
    for (size_t i = 0; i < problem->vehicles_n && !rc; i++) {
        char path[VROOM_PATH_MAX];
        uint64_t other;
        snprintf(path, sizeof path, "vehicles[%zu]", i);
        rc = read_vehicle(reader, json_array_get(vehicles, i), path, &problem->vehicles[i]);
        if (!rc && u64map_get(&ids, (uint64_t)problem->vehicles[i].id, &other))
            rc = vroom_fail(reader, ERR_INVALID, path, "id", "The id %lld is there twice.",
                            (long long)problem->vehicles[i].id);
        u64map_set(&ids, (uint64_t)problem->vehicles[i].id, i);
    }
    problem->types_n = reader->types.n;
    u64map_free(&ids);
    return rc;
}

static enum err find_step(struct vroom_reader *reader, const struct vroom_vehicle *vehicle,
                          const char *path, int64_t id, struct vroom_step *step)
{
    const struct u64map *ids = step->kind == VROOM_JOB      ? &reader->jobs
                               : step->kind == VROOM_PICKUP ? &reader->pickups
                                                            : &reader->deliveries;
    uint64_t at = VROOM_NONE;
    step->index = VROOM_NONE;
    if (step->kind == VROOM_START || step->kind == VROOM_END)
        return ERR_OK;
    if (step->kind == VROOM_BREAK) {
        for (size_t i = 0; i < vehicle->breaks_n; i++)
            if (vehicle->breaks[i].id == id)
                at = i;
    } else if (id < 0 || !u64map_get(ids, (uint64_t)id, &at)) {
        at = VROOM_NONE;
    }
    if (at == VROOM_NONE)
        return vroom_fail(reader, ERR_INVALID, path, "id", "There is no %s with this id.",
                          vroom_kind_name(step->kind));
    step->index = (uint32_t)at;
    return ERR_OK;
}

static enum err read_step(struct vroom_reader *reader, const struct vroom_vehicle *vehicle,
                          const json_t *object, const char *path, struct vroom_step *step)
{
    int64_t id = -1;
    if (!json_is_object(object) || !vroom_kind_parse(json_sv(object, "type"), &step->kind))
        return vroom_fail(reader, ERR_INVALID, path, "type",
                          "A step's type is start, job, pickup, delivery, break or end.");
    step->at = step->after = step->before = -1;
    enum err rc = vroom_whole(reader, object, path, "id", INT64_MAX, &id);
    if (!rc)
        rc = vroom_whole(reader, object, path, "service_at", VROOM_VALUE_MAX, &step->at);
    if (!rc)
        rc = vroom_whole(reader, object, path, "service_after", VROOM_VALUE_MAX, &step->after);
    if (!rc)
        rc = vroom_whole(reader, object, path, "service_before", VROOM_VALUE_MAX, &step->before);
    if (!rc)
        rc = find_step(reader, vehicle, path, id, step);
    return rc;
}

enum err vroom_read_steps(struct vroom_reader *reader, const json_t *vehicles)
{
    enum err rc = ERR_OK;
    for (size_t v = 0; v < reader->problem->vehicles_n && !rc; v++) {
        struct vroom_vehicle *vehicle = &reader->problem->vehicles[v];
        char path[VROOM_PATH_MAX];
        const json_t *steps;
        snprintf(path, sizeof path, "vehicles[%zu]", v);
        rc = vroom_array(reader, json_array_get(vehicles, v), path, "steps", LIMIT_PLAN_NODES,
                         &steps);
        vehicle->has_steps = steps != NULL;
        reader->problem->has_steps |= vehicle->has_steps;
        vehicle->steps_n = json_array_size(steps);
        vehicle->steps = arena_array(reader->arena, struct vroom_step, vehicle->steps_n);
        for (size_t i = 0; i < vehicle->steps_n && !rc; i++) {
            snprintf(path, sizeof path, "vehicles[%zu].steps[%zu]", v, i);
            rc = read_step(reader, vehicle, json_array_get(steps, i), path, &vehicle->steps[i]);
        }
    }
    return rc;
}
