#include "live/world_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"

static const struct {
    const char *noun;
    const char *list; /* query that lists them all */
    const char *get;  /* query that answers one */
    unsigned effect;
} nouns[WORLD_NOUNS] = {
    [WORLD_CREW] = {"crew", "crew.list", "crew.get", WORLD_PLAN_CHANGED},
    [WORLD_PERSON] = {"person", "person.list", "person.get", WORLD_PLAN_CHANGED},
    [WORLD_VEHICLE] = {"vehicle", "vehicle.list", "vehicle.get", WORLD_PLAN_CHANGED},
    [WORLD_SITE] = {"site", "site.list", "site.get", WORLD_PLAN_CHANGED},
    [WORLD_ZONE] = {"zone", "zone.list", "zone.get", WORLD_PLAN_CHANGED | WORLD_ROADS_CHANGED},
    [WORLD_GATE] = {"gate", "gate.list", "gate.get", WORLD_PLAN_CHANGED | WORLD_ROADS_CHANGED},
    [WORLD_PERMIT] = {"permit", "permit.list", "permit.get", WORLD_PLAN_CHANGED},
    [WORLD_CLOSURE] = {"closure", "closure.list", "closure.get",
                       WORLD_PLAN_CHANGED | WORLD_ROADS_CHANGED},
    [WORLD_SERVICE] = {"service", "service.list", "service.get", WORLD_PLAN_CHANGED},
    [WORLD_JOB] = {"job", "job.list", "job.get", WORLD_PLAN_CHANGED},
};

/* Events that the dispatcher itself causes, or that change nothing it plans with: what they are
 * about is fetched again with the next round, but they are no reason for one. */
static const char *const quiet_events[] = {"job.assigned",  "job.unassigned", "plan.committed",
                                           "step.recorded", "job.proposed",   "job.promise_moved"};

static void object_free(struct world_object *object)
{
    if (!object)
        return;
    json_decref(object->json);
    free(object);
}

void world_init(struct world *world, struct ops *ops)
{
    *world = (struct world){.ops = ops, .self = actor_system("dispatcher")};
}

void world_free(struct world *world)
{
    for (int noun = 0; noun < WORLD_NOUNS; noun++) {
        size_t at = 0;
        struct sv key;
        void *value;
        while (map_next(&world->objects[noun], &at, &key, &value))
            object_free(value);
        map_free(&world->objects[noun]);
        map_free(&world->touched[noun]);
    }
    map_free(&world->permits_of);
    map_free(&world->jobs_of);
    map_free(&world->due.jobs);
    map_free(&world->due.crews);
}

/* ---- Permits by holder, jobs by crew
 * ------------------------------------------------------------- */

static const char *holder_of(const struct world_object *permit)
{
    static const char *const kinds[] = {"crew", "vehicle", "person"};
    const json_t *holder = json_object_get(permit->json, "holder");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *id = json_text(holder, kinds[i], "");
        if (*id)
            return id;
    }
    return "";
}

static void link_in(struct map *lists, const char *key, struct world_object *object)
{
    object->before = NULL;
    object->next = map_set(lists, sv_of(key), object);
    if (object->next)
        object->next->before = object;
}

static void link_out(struct map *lists, const char *key, struct world_object *object)
{
    if (object->next)
        object->next->before = object->before;
    if (object->before)
        object->before->next = object->next;
    else if (object->next)
        map_set(lists, sv_of(key), object->next);
    else
        map_take(lists, sv_of(key));
}

struct world_object *world_jobs_of(const struct world *world, const char *crew)
{
    return map_get(&world->jobs_of, sv_of(crew));
}

/* What a crew knows of its jobs. */
static void count_jobs(struct world *world, const char *crew)
{
    struct world_object *object = *crew ? map_get(&world->objects[WORLD_CREW], sv_of(crew)) : NULL;
    if (!object)
        return;
    object->n_jobs = 0;
    object->jobs_box = box_none();
    for (const struct world_object *job = world_jobs_of(world, crew); job; job = job->next) {
        object->n_jobs++;
        if (job->has_point)
            box_add(&object->jobs_box, job->point);
    }
}

static void file(struct world *world, enum world_noun noun, struct world_object *object)
{
    if (noun == WORLD_CREW)
        count_jobs(world, object->id);
    if (noun == WORLD_PERMIT)
        link_in(&world->permits_of, holder_of(object), object);
    if (noun != WORLD_JOB)
        return;
    link_in(&world->jobs_of, object->crew, object);
    count_jobs(world, object->crew);
    world->loose += !*object->crew;
}

static void unfile(struct world *world, enum world_noun noun, struct world_object *object)
{
    if (noun == WORLD_PERMIT)
        link_out(&world->permits_of, holder_of(object), object);
    if (noun != WORLD_JOB)
        return;
    link_out(&world->jobs_of, object->crew, object);
    count_jobs(world, object->crew);
    world->loose -= !*object->crew;
}

const struct world_object *world_permits_of(const struct world *world, const char *holder)
{
    return map_get(&world->permits_of, sv_of(holder));
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void forget(struct world *world, enum world_noun noun, const char *id)
{
    struct world_object *object = map_take(&world->objects[noun], sv_of(id));
    if (object)
        unfile(world, noun, object);
    object_free(object);
}

/* What is planned and not written holds until something else is written. */
static int64_t start_unwritten(const struct world *world, const char *id, const json_t *json)
{
    const struct world_object *was = map_get(&world->objects[WORLD_JOB], sv_of(id));
    const json_t *old = was ? json_object_get(was->json, "visit") : NULL;
    const json_t *new = json_object_get(json, "visit");
    bool same = old && strcmp(json_text(old, "id", ""), json_text(new, "id", "")) == 0 &&
                strcmp(json_text(old, "start_at", ""), json_text(new, "start_at", "")) == 0;
    return same ? was->start_s : 0;
}

void world_put(struct world *world, enum world_noun noun, json_t *json)
{
    const char *id = json_text(json, "id", "");
    if (noun == WORLD_JOB && !world_job_is_open(json_text(json, "state", ""))) {
        forget(world, noun, id);
        return;
    }
    struct world_object *object = calloc(1, sizeof *object);
    if (!object)
        abort();
    snprintf(object->id, sizeof object->id, "%s", id);
    object->json = json_incref(json);
    object->has_point =
        (noun == WORLD_JOB &&
         world_point(json_object_get(json, "handover"), "place", &object->point)) ||
        world_point(json, noun == WORLD_CREW ? "position" : "place", &object->point);
    if (noun == WORLD_JOB) {
        snprintf(object->crew, sizeof object->crew, "%s", json_text(json, "crew", ""));
        object->start_s = start_unwritten(world, id, json);
    }
    forget(world, noun, id);
    map_set(&world->objects[noun], sv_of(id), object);
    file(world, noun, object);
}

/* Asks a query; on success the body is borrowed from *reply. */
static enum err ask(struct world *world, const char *query, json_t *args, struct ops_reply **reply,
                    struct error *error)
{
    enum err rc = ops_call_name(world->ops, query, args, &world->self, reply);
    if (rc != ERR_OK && error)
        *error = (*reply)->error;
    return rc;
}

static enum err load_noun(struct world *world, enum world_noun noun, struct error *error)
{
    enum err rc = ERR_OK;
    json_t *cursor = NULL;
    do {
        json_t *args = noun == WORLD_SERVICE ? json_object() : json_pack("{s:i}", "limit", 500);
        if (noun == WORLD_JOB)
            json_object_set_new(args, "open", json_true());
        if (cursor)
            json_object_set_new(args, "cursor", cursor);
        cursor = NULL;
        struct ops_reply *reply = NULL;
        rc = ask(world, nouns[noun].list, args, &reply, error);
        if (rc == ERR_OK) {
            const json_t *body = ops_reply_json(reply);
            size_t i;
            json_t *item;
            json_array_foreach(json_object_get(body, "items"), i, item)
            {
                world_put(world, noun, item);
            }
            json_t *next = json_object_get(body, "next");
            cursor = json_is_string(next) ? json_incref(next) : NULL;
        }
        ops_reply_free(reply);
    } while (rc == ERR_OK && cursor);
    json_decref(cursor);
    return rc;
}

static enum err read_revision(struct world *world, struct error *error)
{
    struct ops_reply *reply = NULL;
    enum err rc = ask(world, "plan.revision", NULL, &reply, error);
    if (rc == ERR_OK)
        world->plan_revision = json_i64(ops_reply_json(reply), "revision", 0);
    ops_reply_free(reply);
    return rc;
}

enum err world_load(struct world *world, struct error *error)
{
    enum err rc = read_revision(world, error);
    for (int noun = 0; noun < WORLD_NOUNS && rc == ERR_OK; noun++)
        rc = load_noun(world, (enum world_noun)noun, error);
    return rc;
}

static bool is_quiet(const char *type)
{
    for (size_t i = 0; i < sizeof quiet_events / sizeof *quiet_events; i++) {
        if (strcmp(type, quiet_events[i]) == 0)
            return true;
    }
    return false;
}

/* A crew's skills and number follow from its members. */
static void touch_crews_of(struct world *world, const char *person)
{
    size_t at = 0;
    for (const struct world_object *crew; (crew = world_next(world, WORLD_CREW, &at));) {
        if (json_has(json_object_get(crew->json, "members"), person))
            map_set(&world->touched[WORLD_CREW], sv_of(crew->id), (void *)WORLD_AROUND);
    }
}

/* How far to look for what an event says; NULL: not at all. */
static const char *how_far(const char *type)
{
    if (is_quiet(type))
        return NULL;
    return strcmp(type, WORLD_GOES_ON) == 0  ? WORLD_GOES_ON
           : strcmp(type, "crew.moved") == 0 ? WORLD_ALONE
                                             : WORLD_AROUND;
}

/* Touched quietly: fetched again, and no reason to plan. */
static const char QUIETLY[] = "quietly";

/* Of two ways to touch a thing the further counts; NULL: it was not touched. */
static int reach_of(const char *how)
{
    return how == WORLD_AROUND    ? 4
           : how == WORLD_ALONE   ? 3
           : how == WORLD_GOES_ON ? 2
           : how == QUIETLY       ? 1
                                  : 0;
}

unsigned world_touch(struct world *world, const char *type, const char *noun, const char *noun_id)
{
    for (int n = 0; n < WORLD_NOUNS; n++) {
        if (strcmp(noun, nouns[n].noun) != 0)
            continue;
        const char *how = how_far(type), *before = map_get(&world->touched[n], sv_of(noun_id));
        const char *touched = how ? how : QUIETLY;
        if (reach_of(touched) > reach_of(before))
            map_set(&world->touched[n], sv_of(noun_id), (void *)touched);
        if (n == WORLD_PERSON)
            touch_crews_of(world, noun_id);
        return how ? nouns[n].effect : 0;
    }
    return 0;
}

static enum err refetch(struct world *world, enum world_noun noun, const char *id,
                        struct error *error)
{
    struct ops_reply *reply = NULL;
    enum err rc = ask(world, nouns[noun].get, json_pack("{s:s}", "id", id), &reply, error);
    if (rc == ERR_OK) {
        world_put(world, noun, (json_t *)ops_reply_json(reply));
    } else if (rc == ERR_NOT_FOUND) {
        forget(world, noun, id);
        rc = ERR_OK;
    }
    ops_reply_free(reply);
    return rc;
}

/* Fetches one thing again; what it was and what it is are both looked at. */
static enum err renew_one(struct world *world, enum world_noun noun, const char *id,
                          const char *how, int64_t now_ms, struct error *error)
{
    bool matters = how == WORLD_AROUND || how == WORLD_ALONE;
    if (matters)
        world_concerns(world, noun, id, how);
    enum err rc = refetch(world, noun, id, error);
    if (rc == ERR_OK && matters)
        world_concerns(world, noun, id, how);
    else if (rc == ERR_OK && how == WORLD_GOES_ON)
        world_goes_on(world, noun, id, now_ms);
    return rc;
}

enum err world_refresh(struct world *world, int64_t now_ms, struct error *error)
{
    /* The revision first: jobs read after it can only be newer, and a commit based on an older
     * revision is refused. */
    enum err rc = read_revision(world, error);
    for (int noun = 0; noun < WORLD_NOUNS; noun++) {
        size_t at = 0;
        struct sv id;
        void *how;
        while (rc == ERR_OK && map_next(&world->touched[noun], &at, &id, &how))
            rc = renew_one(world, (enum world_noun)noun, id.at, how, now_ms, error);
        if (rc == ERR_OK)
            map_free(&world->touched[noun]);
    }
    return rc;
}

const json_t *world_get(const struct world *world, enum world_noun noun, const char *id)
{
    const struct world_object *object = map_get(&world->objects[noun], sv_of(id));
    return object ? object->json : NULL;
}

struct world_object *world_next(const struct world *world, enum world_noun noun, size_t *at)
{
    struct sv key;
    void *value;
    return map_next(&world->objects[noun], at, &key, &value) ? value : NULL;
}

int64_t world_time(const json_t *object, const char *key, int64_t otherwise)
{
    int64_t time_ms;
    return time_parse(json_text(object, key, ""), &time_ms) ? time_ms : otherwise;
}

bool world_point(const json_t *object, const char *key, struct point *out)
{
    const json_t *place = json_object_get(object, key);
    const json_t *lon = json_object_get(place, "lon"), *lat = json_object_get(place, "lat");
    if (!json_is_number(lon) || !json_is_number(lat))
        return false;
    *out = (struct point){json_number_value(lon), json_number_value(lat)};
    return true;
}

static bool is_one_of(const char *state, const char *const *states, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(state, states[i]) == 0)
            return true;
    }
    return false;
}

bool world_job_is_open(const char *state)
{
    static const char *const open[] = {"new",      "triaged", "planned", "dispatched", "accepted",
                                       "en_route", "at_gate", "on_site", "reopened"};
    return is_one_of(state, open, sizeof open / sizeof *open);
}

bool world_job_is_in_hand(const char *state)
{
    static const char *const in_hand[] = {"accepted", "en_route", "at_gate", "on_site"};
    return is_one_of(state, in_hand, sizeof in_hand / sizeof *in_hand);
}
