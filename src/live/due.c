/* What is to be looked at: what a change concerns, and what time alone makes due. */
#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"
#include "live/world_int.h"

const char WORLD_ALONE[] = "alone", WORLD_AROUND[] = "around", WORLD_BY_TIME[] = "by time",
           WORLD_GOES_ON[] = "goes on";

static void crew_is_due(struct world *world, const char *crew, const char *how)
{
    const char *already = map_get(&world->due.crews, sv_of(crew));
    if (*crew &&
        (!already || how == WORLD_AROUND || (how == WORLD_BY_TIME && already == WORLD_ALONE)))
        map_set(&world->due.crews, sv_of(crew), (void *)how);
}

/* The visit with which a crew goes on has not begun its next step later than it was to. */
static bool is_as_planned(const struct world *world, const struct world_object *crew,
                          int64_t now_ms)
{
    static const struct {
        const char *state, *next;
    } steps[] = {{"dispatched", "depart_at"},
                 {"accepted", "depart_at"},
                 {"en_route", "arrive_at"},
                 {"at_gate", "start_at"},
                 {"on_site", "end_at"}};
    const json_t *first = NULL;
    const char *state = "";
    for (const struct world_object *job = world_jobs_of(world, crew->id); job; job = job->next) {
        const json_t *visit = json_object_get(job->json, "visit");
        if (first && json_i64(visit, "seq", 0) >= json_i64(first, "seq", 0))
            continue;
        first = visit;
        state = json_text(job->json, "state", "");
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (strcmp(state, steps[i].state) == 0)
            return world_time(first, steps[i].next, 0) + SAME_TIME_S * 1000 >= now_ms;
    }
    /* Sent when its shift begins. */
    return !first || world_time(json_object_get(crew->json, "shift"), "from", 0) > now_ms;
}

/* The step of a job that was just taken was planned for now. What is planned may be later than what
 * is written by as much as the start of the work is. */
static bool is_on_time(const struct world_object *job, int64_t now_ms)
{
    static const struct {
        const char *state, *at;
    } steps[] = {{"en_route", "depart_at"}, {"at_gate", "arrive_at"}, {"on_site", "start_at"}};
    const json_t *visit = json_object_get(job->json, "visit");
    const char *state = json_text(job->json, "state", "");
    int64_t later_ms =
        job->start_s ? job->start_s * 1000 - world_time(visit, "start_at", now_ms) : 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (strcmp(state, steps[i].state) == 0)
            return llabs(world_time(visit, steps[i].at, 0) + later_ms - now_ms) <=
                   SAME_TIME_S * 1000;
    }
    return true;
}

static void loose_jobs_are_due(struct world *world)
{
    for (struct world_object *o = world_jobs_of(world, ""); o; o = o->next) {
        if (!map_has(&world->due.jobs, sv_of(o->id)))
            map_set(&world->due.jobs, sv_of(o->id), (void *)WORLD_BY_TIME);
    }
    world->due.everything = true;
}

void world_due_all(struct world *world)
{
    size_t at = 0;
    for (const struct world_object *o; (o = world_next(world, WORLD_CREW, &at));)
        crew_is_due(world, o->id, WORLD_BY_TIME);
    loose_jobs_are_due(world);
}

void world_due_by_time(struct world *world, int64_t now_ms)
{
    size_t at = 0;
    for (const struct world_object *o; (o = world_next(world, WORLD_CREW, &at));) {
        if (!is_as_planned(world, o, now_ms))
            crew_is_due(world, o->id, WORLD_BY_TIME);
    }
    loose_jobs_are_due(world);
}

bool world_is_due(const struct world *world)
{
    return world->due.everything || world->due.jobs.n + world->due.crews.n > 0;
}

static void crews_with_are_due(struct world *world, enum world_noun noun, const char *id)
{
    size_t at = 0;
    for (const struct world_object *crew; (crew = world_next(world, WORLD_CREW, &at));) {
        const char *field = noun == WORLD_VEHICLE ? "vehicle" : "depot";
        if (noun == WORLD_PERSON ? json_has(json_object_get(crew->json, "members"), id)
                                 : strcmp(json_text(crew->json, field, ""), id) == 0)
            crew_is_due(world, crew->id, WORLD_AROUND);
    }
}

void world_concerns(struct world *world, enum world_noun noun, const char *id, const char *how)
{
    const json_t *json = world_get(world, noun, id);
    if (!json)
        return;
    switch (noun) {
    case WORLD_JOB:
        map_set(&world->due.jobs, sv_of(id), world);
        crew_is_due(world, json_text(json, "crew", ""), WORLD_AROUND);
        break;
    case WORLD_CREW:
        crew_is_due(world, id, how);
        break;
    case WORLD_PERSON:
    case WORLD_VEHICLE:
    case WORLD_SITE:
        crews_with_are_due(world, noun, id);
        break;
    case WORLD_PERMIT: {
        const json_t *holder = json_object_get(json, "holder");
        crew_is_due(world, json_text(holder, "crew", ""), WORLD_AROUND);
        crews_with_are_due(world, WORLD_PERSON, json_text(holder, "person", ""));
        crews_with_are_due(world, WORLD_VEHICLE, json_text(holder, "vehicle", "-"));
        break;
    }
    default:
        world_due_all(world);
    }
}

void world_goes_on(struct world *world, enum world_noun noun, const char *id, int64_t now_ms)
{
    const struct world_object *job =
        noun == WORLD_JOB ? map_get(&world->objects[WORLD_JOB], sv_of(id)) : NULL;
    if (job && !is_on_time(job, now_ms))
        crew_is_due(world, job->crew, WORLD_ALONE);
}
