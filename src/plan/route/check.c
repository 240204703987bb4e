/* Checks of an input: one plain sentence names the first field that is wrong. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "plan/route/model_int.h"

static enum err bad(struct error *error, const char *text, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum err bad(struct error *error, const char *text, const char *format, ...)
{
    char where[ERROR_WHERE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(where, sizeof where, format, args);
    va_end(args);
    return error_at(error, ERR_INVALID, where, "%s", text);
}

static bool in_range(int64_t value)
{
    return value >= 0 && value <= PLAN_LIMIT_VALUE;
}

static const char *check_windows(const struct plan_window *windows, uint32_t n)
{
    if (n > PLAN_LIMIT_WINDOWS)
        return "There are more than 64 windows.";
    if (n && !windows)
        return "The windows are missing.";
    for (uint32_t i = 0; i < n; i++) {
        if (windows[i].from_s > windows[i].until_s)
            return "A window ends before it begins.";
        if (windows[i].from_s < -PLAN_FOREVER || windows[i].until_s > PLAN_FOREVER)
            return "A window is out of range.";
        if (i && windows[i].from_s <= windows[i - 1].until_s)
            return "The windows must be sorted and may not overlap.";
    }
    return NULL;
}

static const char *check_loads(const struct plan_input *in, const int64_t *loads)
{
    for (uint32_t d = 0; loads && d < in->n_dims; d++) {
        if (!in_range(loads[d]))
            return "An amount must be from 0 to 2^36.";
    }
    return NULL;
}

static const char *check_indexes(const uint32_t *indexes, uint32_t n, uint32_t end)
{
    if (n && !indexes)
        return "The list is missing.";
    for (uint32_t i = 0; i < n; i++) {
        if (indexes[i] >= end)
            return "A number in the list is out of range.";
    }
    return NULL;
}

static const char *check_types(const int64_t *by_type, uint32_t n_types)
{
    for (uint32_t t = 0; by_type && t < n_types; t++) {
        if (by_type[t] > PLAN_LIMIT_VALUE)
            return "A time of a vehicle type is out of range.";
    }
    return NULL;
}

static enum err check_visit(const struct plan_input *in, uint32_t j, uint32_t k,
                            struct error *error)
{
    const struct plan_visit *visit = &in->jobs[j].visits[k];
    const char *text;
    if (visit->place >= in->n_places)
        return bad(error, "There is no such place.", "jobs[%u].visits[%u].place", j, k);
    if (!in_range(visit->service_s) || !in_range(visit->setup_s))
        return bad(error, "Service and set-up must be from 0 to 2^36.", "jobs[%u].visits[%u]", j,
                   k);
    if ((text = check_types(visit->service_by_type_s, in->n_types)) ||
        (text = check_types(visit->setup_by_type_s, in->n_types)))
        return bad(error, text, "jobs[%u].visits[%u]", j, k);
    if (!in_range(visit->late_cost_per_s))
        return bad(error, "The cost of lateness must be from 0 to 2^36.",
                   "jobs[%u].visits[%u].late_cost_per_s", j, k);
    if (!in_range(visit->wait_cost_per_s))
        return bad(error, "The cost of waiting must be from 0 to 2^36.",
                   "jobs[%u].visits[%u].wait_cost_per_s", j, k);
    if ((text = check_windows(visit->windows, visit->n_windows)))
        return bad(error, text, "jobs[%u].visits[%u].windows", j, k);
    return ERR_OK;
}

static enum err check_job(const struct plan_input *in, uint32_t j, struct error *error)
{
    const struct plan_job *job = &in->jobs[j];
    const char *text;
    if (job->kind != PLAN_JOB && job->kind != PLAN_SHIPMENT)
        return bad(error, "A job is a job or a shipment.", "jobs[%u].kind", j);
    for (uint32_t k = 0; k < (job->kind == PLAN_SHIPMENT ? 2u : 1u); k++) {
        enum err err = check_visit(in, j, k, error);
        if (err)
            return err;
    }
    if ((text = check_loads(in, job->pickup)) || (text = check_loads(in, job->delivery)))
        return bad(error, text, "jobs[%u]", j);
    if ((text = check_indexes(job->skills, job->n_skills, PLAN_LIMIT_SKILLS)))
        return bad(error, text, "jobs[%u].skills", j);
    if (job->priority > PLAN_PRIORITY_MAX)
        return bad(error, "The priority must be from 0 to 100.", "jobs[%u].priority", j);
    if (!in_range(job->prize))
        return bad(error, "The prize must be from 0 to 2^36.", "jobs[%u].prize", j);
    if (job->release_s < -PLAN_FOREVER || job->release_s > PLAN_FOREVER)
        return bad(error, "The release is out of range.", "jobs[%u].release_s", j);
    if (job->exposure && (!in->exposures || job->exposure >= in->n_exposures))
        return bad(error, "There is no such exposure class.", "jobs[%u].exposure", j);
    if ((text = check_indexes(job->only_vehicles, job->n_only_vehicles, in->n_vehicles)))
        return bad(error, text, "jobs[%u].only_vehicles", j);
    if ((text = check_indexes(job->never_vehicles, job->n_never_vehicles, in->n_vehicles)))
        return bad(error, text, "jobs[%u].never_vehicles", j);
    if (job->on_board_of != PLAN_NONE &&
        (job->kind != PLAN_SHIPMENT || job->on_board_of >= in->n_vehicles))
        return bad(error, "Only a shipment can be on board, and of a vehicle that exists.",
                   "jobs[%u].on_board_of", j);
    if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle >= in->n_vehicles)
        return bad(error, "There is no such vehicle.", "jobs[%u].promised_vehicle", j);
    return ERR_OK;
}

static enum err check_breaks(const struct plan_input *in, uint32_t v, struct error *error)
{
    const struct plan_vehicle *vehicle = &in->vehicles[v];
    if (vehicle->n_breaks > PLAN_LIMIT_BREAKS || (vehicle->n_breaks && !vehicle->breaks))
        return bad(error, "There may be 8 breaks at most.", "vehicles[%u].breaks", v);
    for (uint32_t b = 0; b < vehicle->n_breaks; b++) {
        const struct plan_break *pause = &vehicle->breaks[b];
        const char *text = check_windows(pause->windows, pause->n_windows);
        if (!text && !pause->n_windows)
            text = "A break needs a window.";
        if (!text && !in_range(pause->duration_s))
            text = "The duration of a break must be from 0 to 2^36.";
        if (text || (text = check_loads(in, pause->max_load)))
            return bad(error, text, "vehicles[%u].breaks[%u]", v, b);
    }
    return ERR_OK;
}

static enum err check_frozen(const struct plan_input *in, uint32_t v, struct error *error)
{
    const struct plan_vehicle *vehicle = &in->vehicles[v];
    if (vehicle->n_frozen > PLAN_LIMIT_VISITS || (vehicle->n_frozen && !vehicle->frozen))
        return bad(error, "There are too many frozen steps.", "vehicles[%u].frozen", v);
    for (uint32_t i = 0; i < vehicle->n_frozen; i++) {
        const struct plan_step *step = &vehicle->frozen[i];
        bool is_job = step->kind == PLAN_STOP_JOB || step->kind == PLAN_STOP_PICKUP ||
                      step->kind == PLAN_STOP_DELIVERY;
        if (!is_job && step->kind != PLAN_STOP_FACILITY)
            return bad(error, "A frozen step is a job, pickup, delivery or facility.",
                       "vehicles[%u].frozen[%u].kind", v, i);
        if (step->index >= (is_job ? in->n_jobs : in->n_facilities))
            return bad(error, "There is no such job or facility.", "vehicles[%u].frozen[%u].index",
                       v, i);
        if (is_job && (in->jobs[step->index].kind == PLAN_JOB) != (step->kind == PLAN_STOP_JOB))
            return bad(error, "The kind of the step is not that of the job.",
                       "vehicles[%u].frozen[%u].kind", v, i);
    }
    return ERR_OK;
}

static enum err check_vehicle(const struct plan_input *in, uint32_t v, struct error *error)
{
    const struct plan_vehicle *vehicle = &in->vehicles[v];
    const char *text;
    if (vehicle->profile >= in->n_profiles)
        return bad(error, "There is no such profile.", "vehicles[%u].profile", v);
    if (!(vehicle->speed_factor >= 0 && vehicle->speed_factor <= 5))
        return bad(error, "The speed factor must be above 0 and at most 5.",
                   "vehicles[%u].speed_factor", v);
    if ((vehicle->start != PLAN_NONE && vehicle->start >= in->n_places) ||
        (vehicle->end != PLAN_NONE && vehicle->end >= in->n_places))
        return bad(error, "There is no such place.", "vehicles[%u].start", v);
    if ((text = check_windows(vehicle->windows, vehicle->n_windows)))
        return bad(error, text, "vehicles[%u].windows", v);
    if ((text = check_loads(in, vehicle->capacity)) || (text = check_loads(in, vehicle->load)))
        return bad(error, text, "vehicles[%u]", v);
    if ((text = check_indexes(vehicle->skills, vehicle->n_skills, PLAN_LIMIT_SKILLS)))
        return bad(error, text, "vehicles[%u].skills", v);
    if (vehicle->type && vehicle->type >= in->n_types)
        return bad(error, "There is no such vehicle type.", "vehicles[%u].type", v);
    if (vehicle->exposure && (!in->exposures || vehicle->exposure >= in->n_exposures))
        return bad(error, "There is no such exposure class.", "vehicles[%u].exposure", v);
    if (!in_range(vehicle->cost_fixed) || !in_range(vehicle->cost_per_hour) ||
        !in_range(vehicle->cost_per_task_hour) || !in_range(vehicle->cost_per_km) ||
        !in_range(vehicle->cost_per_waiting_hour))
        return bad(error, "A cost must be from 0 to 2^36.", "vehicles[%u].costs", v);
    if (!in_range(vehicle->max_travel_s) || !in_range(vehicle->max_distance_m) ||
        !in_range(vehicle->max_duration_s) || !in_range(vehicle->drive_s) ||
        !in_range(vehicle->rest_s) || !in_range(vehicle->driven_s))
        return bad(error, "A limit must be from 0 to 2^36.", "vehicles[%u]", v);
    enum err err = check_breaks(in, v, error);
    return err ? err : check_frozen(in, v, error);
}

static enum err check_facility(const struct plan_input *in, uint32_t f, struct error *error)
{
    const struct plan_facility *facility = &in->facilities[f];
    const char *text;
    if (facility->place >= in->n_places)
        return bad(error, "There is no such place.", "facilities[%u].place", f);
    if (!in_range(facility->service_s) || !in_range(facility->decon_s) || !in_range(facility->cost))
        return bad(error, "A time or cost must be from 0 to 2^36.", "facilities[%u]", f);
    if ((text = check_windows(facility->windows, facility->n_windows)))
        return bad(error, text, "facilities[%u].windows", f);
    if ((text = check_loads(in, facility->limit)))
        return bad(error, text, "facilities[%u].limit", f);
    if ((text = check_indexes(facility->skills, facility->n_skills, PLAN_LIMIT_SKILLS)))
        return bad(error, text, "facilities[%u].skills", f);
    return ERR_OK;
}

static enum err check_relation(const struct plan_input *in, uint32_t r, struct error *error)
{
    const struct plan_relation *relation = &in->relations[r];
    const char *text;
    if (relation->n_jobs > PLAN_LIMIT_RELATION)
        return bad(error, "A relation may have 1000 jobs at most.", "relations[%u].jobs", r);
    if ((text = check_indexes(relation->jobs, relation->n_jobs, in->n_jobs)))
        return bad(error, text, "relations[%u].jobs", r);
    for (uint32_t i = 0; i < relation->n_jobs; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (relation->jobs[i] == relation->jobs[k])
                return bad(error, "A job is in the relation twice.", "relations[%u].jobs", r);
        }
    }
    if (relation->kind < PLAN_SAME_VEHICLE || relation->kind > PLAN_SYNC)
        return bad(error, "There is no such relation.", "relations[%u].kind", r);
    if (!in_range(relation->gap_min_s) || !in_range(relation->gap_max_s))
        return bad(error, "A gap must be from 0 to 2^36.", "relations[%u]", r);
    return ERR_OK;
}

static enum err check_sizes(const struct plan_input *in, struct error *error)
{
    if (in->n_places > PLAN_LIMIT_PLACES)
        return error_at(error, ERR_LIMIT, "places", "There are %u places; %d is the maximum.",
                        in->n_places, PLAN_LIMIT_PLACES);
    if (in->n_jobs > PLAN_LIMIT_JOBS)
        return error_at(error, ERR_LIMIT, "jobs", "There are %u jobs; %d is the maximum.",
                        in->n_jobs, PLAN_LIMIT_JOBS);
    if (in->n_vehicles > PLAN_LIMIT_VEHICLES)
        return error_at(error, ERR_LIMIT, "vehicles", "There are %u vehicles; %d is the maximum.",
                        in->n_vehicles, PLAN_LIMIT_VEHICLES);
    if (in->n_dims > PLAN_LIMIT_DIMS)
        return error_at(error, ERR_LIMIT, "dims", "Loads have %u dimensions; %d is the maximum.",
                        in->n_dims, PLAN_LIMIT_DIMS);
    if (in->n_facilities > PLAN_LIMIT_FACILITIES)
        return error_at(error, ERR_LIMIT, "facilities",
                        "There are %u facilities; %d is the maximum.", in->n_facilities,
                        PLAN_LIMIT_FACILITIES);
    if (in->n_exposures > PLAN_LIMIT_EXPOSURES)
        return error_at(error, ERR_LIMIT, "exposures", "There are %u classes; %d is the maximum.",
                        in->n_exposures, PLAN_LIMIT_EXPOSURES);
    if (in->n_terms > PLAN_TERMS_MAX)
        return error_at(error, ERR_LIMIT, "terms", "There are %u terms; %d is the maximum.",
                        in->n_terms, PLAN_TERMS_MAX);
    return ERR_OK;
}

enum err model_check(const struct plan_input *in, struct error *error)
{
    enum err err = check_sizes(in, error);
    for (uint32_t p = 0; !err && p < in->n_profiles; p++) {
        if (!in->profiles[p].durations_s && !in->profiles[p].travel)
            err = bad(error, "A profile needs a matrix or a function.", "profiles[%u]", p);
    }
    for (uint32_t j = 0; !err && j < in->n_jobs; j++)
        err = check_job(in, j, error);
    for (uint32_t v = 0; !err && v < in->n_vehicles; v++)
        err = check_vehicle(in, v, error);
    for (uint32_t f = 0; !err && f < in->n_facilities; f++)
        err = check_facility(in, f, error);
    for (uint32_t r = 0; !err && r < in->n_relations; r++)
        err = check_relation(in, r, error);
    for (uint32_t t = 0; !err && t < in->n_terms; t++) {
        if (in->terms[t].kind < 0 || in->terms[t].kind >= PLAN_TERM_COUNT ||
            in->terms[t].level >= PLAN_TERMS_MAX || in->terms[t].weight <= 0 ||
            in->terms[t].weight > 1000000)
            err = bad(error,
                      "A term needs a known kind, a level below 16 and a weight from 1 to 1e6.",
                      "terms[%u]", t);
    }
    return err;
}
