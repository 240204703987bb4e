#include <stdio.h>

#include "base/limits.h"
#include "plan/format/vroom_int.h"

/* `{"type": seconds}`: one entry a type, -1 where none is given. Types are those of vehicles. */
static enum err read_by_type(struct vroom_reader *reader, const json_t *object, const char *path,
                             const char *key, int64_t **out)
{
    const json_t *table = json_object_get(object, key), *value;
    const char *type;
    if (!table)
        return ERR_OK;
    if (!json_is_object(table))
        return vroom_fail(reader, ERR_INVALID, path, key,
                          "This must be an object by vehicle type.");
    int64_t *by_type = arena_array(reader->arena, int64_t, reader->problem->types_n);
    for (size_t i = 0; i < reader->problem->types_n; i++)
        by_type[i] = -1;
    json_object_foreach((json_t *)table, type, value)
    {
        uintptr_t at = (uintptr_t)map_get(&reader->types, sv_of(type));
        int64_t seconds = 0;
        enum err rc = vroom_whole(reader, table, path, type, VROOM_VALUE_MAX, &seconds);
        if (rc)
            return rc;
        if (at) /* a type that no vehicle has changes nothing */
            by_type[at - 1] = seconds;
    }
    *out = by_type;
    return ERR_OK;
}

static enum err read_stop(struct vroom_reader *reader, const json_t *object, const char *path,
                          struct vroom_stop *stop)
{
    bool found = false;
    if (!json_is_object(object))
        return vroom_fail(reader, ERR_INVALID, path, NULL, "This must be an object.");
    stop->id = -1;
    enum err rc = vroom_whole(reader, object, path, "id", INT64_MAX, &stop->id);
    if (!rc && stop->id < 0)
        rc = vroom_fail(reader, ERR_INVALID, path, "id", "The id is missing.");
    if (!rc)
        rc = vroom_text(reader, object, path, "description", &stop->description);
    if (!rc)
        rc = vroom_locate(reader, object, path, "location", "location_index", &stop->location,
                          &found);
    if (!rc && !found)
        rc = vroom_fail(reader, ERR_INVALID, path, "location", "The location is missing.");
    if (!rc)
        rc = vroom_whole(reader, object, path, "setup", VROOM_VALUE_MAX, &stop->setup);
    if (!rc)
        rc = vroom_whole(reader, object, path, "service", VROOM_VALUE_MAX, &stop->service);
    if (!rc)
        rc = read_by_type(reader, object, path, "setup_per_type", &stop->setup_by_type);
    if (!rc)
        rc = read_by_type(reader, object, path, "service_per_type", &stop->service_by_type);
    if (!rc)
        rc = vroom_windows(reader, object, path, &stop->windows, &stop->windows_n);
    return rc;
}

static enum err take_id(struct vroom_reader *reader, struct u64map *ids, const char *path,
                        int64_t id, size_t job)
{
    uint64_t other;
    if (u64map_get(ids, (uint64_t)id, &other))
        return vroom_fail(reader, ERR_INVALID, path, "id", "The id %lld is there twice.",
                          (long long)id);
    u64map_set(ids, (uint64_t)id, job);
    return ERR_OK;
}

/* What a job and a shipment share. */
static enum err read_common(struct vroom_reader *reader, const json_t *object, const char *path,
                            struct vroom_job *job)
{
    enum err rc = vroom_skills(reader, object, path, &job->skills, &job->skills_n);
    if (!rc)
        rc = vroom_whole(reader, object, path, "priority", VROOM_PRIORITY_MAX, &job->priority);
    return rc;
}

static enum err read_job(struct vroom_reader *reader, const json_t *object, const char *path,
                         size_t index, struct vroom_job *job)
{
    enum err rc = read_stop(reader, object, path, &job->stops[0]);
    if (!rc)
        rc = take_id(reader, &reader->jobs, path, job->stops[0].id, index);
    if (!rc)
        rc = read_common(reader, object, path, job);
    /* The older name of a delivery. */
    if (!rc && !json_object_get(object, "delivery") && !json_object_get(object, "pickup"))
        rc = vroom_amount(reader, object, path, "amount", &job->delivery);
    if (!rc)
        rc = vroom_amount(reader, object, path, "delivery", &job->delivery);
    if (!rc)
        rc = vroom_amount(reader, object, path, "pickup", &job->pickup);
    return rc;
}

static enum err read_shipment(struct vroom_reader *reader, const json_t *object, const char *path,
                              size_t index, struct vroom_job *job)
{
    char end[VROOM_PATH_MAX];
    job->is_shipment = true;
    if (!json_is_object(object))
        return vroom_fail(reader, ERR_INVALID, path, NULL, "This must be an object.");
    snprintf(end, sizeof end, "%.100s.pickup", path);
    enum err rc = read_stop(reader, json_object_get(object, "pickup"), end, &job->stops[0]);
    if (!rc)
        rc = take_id(reader, &reader->pickups, end, job->stops[0].id, index);
    snprintf(end, sizeof end, "%.100s.delivery", path);
    if (!rc)
        rc = read_stop(reader, json_object_get(object, "delivery"), end, &job->stops[1]);
    if (!rc)
        rc = take_id(reader, &reader->deliveries, end, job->stops[1].id, index);
    if (!rc)
        rc = read_common(reader, object, path, job);
    if (!rc)
        rc = vroom_amount(reader, object, path, "amount", &job->pickup);
    return rc;
}

enum err vroom_read_jobs(struct vroom_reader *reader, const json_t *jobs, const json_t *shipments)
{
    struct vroom *problem = reader->problem;
    size_t jobs_n = json_array_size(jobs), shipments_n = json_array_size(shipments);
    enum err rc = ERR_OK;
    char path[VROOM_PATH_MAX];
    problem->jobs_n = jobs_n + shipments_n;
    problem->jobs = arena_array(reader->arena, struct vroom_job, problem->jobs_n);
    for (size_t i = 0; i < jobs_n && !rc; i++) {
        snprintf(path, sizeof path, "jobs[%zu]", i);
        rc = read_job(reader, json_array_get(jobs, i), path, i, &problem->jobs[i]);
    }
    for (size_t i = 0; i < shipments_n && !rc; i++) {
        snprintf(path, sizeof path, "shipments[%zu]", i);
        rc = read_shipment(reader, json_array_get(shipments, i), path, jobs_n + i,
                           &problem->jobs[jobs_n + i]);
    }
    /* A missing amount or capacity is none of everything; only now all dimensions are known. */
    for (size_t i = 0; i < problem->vehicles_n && !rc; i++)
        if (!problem->vehicles[i].capacity)
            problem->vehicles[i].capacity = arena_array(reader->arena, int64_t, problem->dims_n);
    for (size_t i = 0; i < problem->jobs_n && !rc; i++) {
        struct vroom_job *job = &problem->jobs[i];
        if (!job->delivery)
            job->delivery = arena_array(reader->arena, int64_t, problem->dims_n);
        if (!job->pickup)
            job->pickup = arena_array(reader->arena, int64_t, problem->dims_n);
    }
    return rc;
}
