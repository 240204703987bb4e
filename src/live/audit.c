#include "live/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"
#include "geo/geojson.h"
#include "geo/polyline.h"
#include "live/world_int.h"

enum {
    TOLERANCE_S = 1,
    STREET_NEAR_M = 150, /* from a place to where its way begins or ends */
    DAY_MIN = 1440,
    MINUTE_MS = 60000,
    HOUR_MS = 3600000
};

struct audit {
    struct world world;
    const struct catalog *catalog;
    struct arena *arena;
    int64_t now_ms;
    int offset_min;
    json_t *breaches;
};

/* A visit, its neighbours and what it is about. */
struct look {
    const json_t *job, *needs, *visit, *crew, *zone;
    const json_t *before, *after;   /* jobs of the same crew, or NULL */
    const struct zone_level *level; /* NULL: in no zone */
};

static void breach(struct audit *audit, const struct look *look, const char *rule, const char *text)
{
    json_array_append_new(audit->breaches,
                          json_pack("{s:O, s:O, s:s, s:s}", "job", json_object_get(look->job, "id"),
                                    "crew", json_object_get(look->crew, "id"), "rule", rule, "text",
                                    text));
}

/* ---- Who ------------------------------------------------------------------------------------- */

static void check_service(struct audit *audit, const struct look *look)
{
    const char *id = json_text(look->job, "service", "");
    const struct service *service = catalog_service(audit->catalog, id);
    if (service && !json_flag(look->job, "exception", false) &&
        !zone_level_admits(look->level, service->id, service->category))
        breach(audit, look, "service", "The level of the zone does not admit the service.");
}

/* The test on record is not older than the level allows, now; where none is, the level does not
 * want it there. */
static bool is_tested(const struct audit *audit, const struct look *look, const json_t *person)
{
    int64_t hours = look->level ? look->level->entry.test_valid_h : 0;
    bool wanted = hours && look->level->entry.test_on_record;
    int64_t at_ms = world_time(person, "tested_at", wanted ? INT64_MIN : audit->now_ms);
    return !hours || at_ms >= audit->now_ms - hours * HOUR_MS;
}

static void check_people(struct audit *audit, const struct look *look)
{
    int64_t fit = 0;
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(look->crew, "members"), i, member)
    {
        const json_t *person = world_get(&audit->world, WORLD_PERSON, json_string_value(member));
        bool can = person && strcmp(json_text(person, "status", ""), "available") == 0;
        for (size_t s = 0; look->level && s < look->level->entry.skills.n; s++)
            can =
                can && json_has(json_object_get(person, "skills"), look->level->entry.skills.at[s]);
        can = can && is_tested(audit, look, person);
        fit += can;
    }
    if (fit < json_i64(look->needs, "crew_size", 1))
        breach(audit, look, "people", "Too few are at work, trained and tested for the level.");
}

static bool permits(const struct audit *audit, const struct look *look, const char *holder,
                    const char *kind)
{
    for (const struct world_object *o = world_permits_of(&audit->world, holder); o; o = o->next) {
        const json_t *permit = o->json, *services = json_object_get(permit, "services");
        const char *zone = json_text(permit, "zone", ""), *level = json_text(permit, "level", "");
        if (strcmp(json_text(permit, "state", ""), "valid") == 0 &&
            strcmp(json_text(permit, "kind", "zone_entry"), kind) == 0 &&
            world_time(permit, "from", 0) <= audit->now_ms &&
            world_time(permit, "until", INT64_MAX) > audit->now_ms &&
            (!*zone || strcmp(zone, json_text(look->zone, "id", "")) == 0) &&
            (!*level || strcmp(level, look->level->id) == 0) &&
            (json_array_size(services) == 0 ||
             json_has(services, json_text(look->job, "service", ""))))
            return true;
    }
    return false;
}

static void check_permits(struct audit *audit, const struct look *look)
{
    for (size_t k = 0; k < look->level->entry.permits.n; k++) {
        const char *kind = look->level->entry.permits.at[k];
        int64_t persons = 0;
        size_t i;
        json_t *member;
        json_array_foreach(json_object_get(look->crew, "members"), i, member)
        {
            persons += permits(audit, look, json_string_value(member), kind);
        }
        if (!permits(audit, look, json_text(look->crew, "id", "-"), kind) &&
            !permits(audit, look, json_text(look->crew, "vehicle", "-"), kind) &&
            persons < json_i64(look->needs, "crew_size", 1))
            breach(audit, look, "permit", "The crew has no permit for the zone.");
    }
}

static void check_vehicle_and_loop(struct audit *audit, const struct look *look)
{
    const char *id = json_text(look->crew, "vehicle", ""),
               *loop = json_text(look->crew, "loop", "");
    const json_t *vehicle = world_get(&audit->world, WORLD_VEHICLE, id);
    if (*id && strcmp(json_text(vehicle, "status", ""), "ready") != 0)
        breach(audit, look, "vehicle", "The vehicle is not ready.");
    if (*loop && strcmp(loop, json_text(look->zone, "id", "")) != 0)
        breach(audit, look, "loop", "A closed-loop crew would leave its loop.");
}

static double sum_of(const json_t *lines, const char *item)
{
    double sum = 0;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        sum += strcmp(json_text(line, "item", ""), item) == 0 ? json_f64(line, "qty", 0) : 0;
    }
    return sum;
}

/* Over all that the crew still has to do, this visit's among them. */
static void check_protection(struct audit *audit, const struct look *look)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(look->needs, "protection"), i, line)
    {
        const char *item = json_text(line, "item", "");
        double asked = 0;
        for (const struct world_object *job =
                 world_jobs_of(&audit->world, json_text(look->crew, "id", ""));
             job; job = job->next)
            asked += sum_of(
                json_object_get(json_object_get(job->json, "requirements"), "protection"), item);
        if (asked > sum_of(json_object_get(look->crew, "stock"), item))
            breach(audit, look, "protection", "More protection is planned than is on board.");
    }
}

/* ---- When ------------------------------------------------------------------------------------ */

static int64_t seconds(const json_t *visit, const char *key)
{
    return world_time(visit, key, 0) / 1000;
}

static const json_t *where_of(const json_t *job)
{
    const json_t *handover = json_object_get(job, "handover");
    return json_object_get(handover ? handover : job, "place");
}

static void check_times(struct audit *audit, const struct look *look)
{
    int64_t start_s = seconds(look->visit, "start_at"), end_s = seconds(look->visit, "end_at");
    int64_t dressing_s = start_s - seconds(look->visit, "arrive_at");
    bool asks = look->level || json_i64(look->needs, "after_s", 0) > 0;
    bool dressed = look->before && json_equal(where_of(look->before), where_of(look->job));
    if (!dressed && dressing_s + TOLERANCE_S < json_i64(look->needs, "gate_s", 0))
        breach(audit, look, "dressing", "The work begins before the crew is dressed.");
    const json_t *next = json_object_get(look->after, "visit");
    if (end_s - start_s + TOLERANCE_S <
            json_i64(look->needs, "service_s", 0) + json_i64(look->needs, "after_s", 0) ||
        (asks && next && seconds(next, "depart_at") + 2 * SAME_TIME_S < end_s))
        breach(audit, look, "disinfection", "There is no time to disinfect before the next.");
}

/* The first that an exposed crew that stands somewhere sets out to. */
static void check_exposed(struct audit *audit, const struct look *look)
{
    const char *exposure = json_text(look->crew, "exposure", "clean");
    bool stands = strcmp(json_text(look->crew, "state", ""), "idle") == 0;
    if (look->before || !stands || catalog_exposure_class(audit->catalog, exposure) <= 0)
        return;
    int64_t asked_s = 60 * catalog_decontamination_min(audit->catalog, exposure);
    int64_t clean_s = world_time(look->crew, "exposed_at", INT64_MAX / 2) / 1000 + asked_s;
    if (seconds(look->visit, "depart_at") + TOLERANCE_S < clean_s &&
        json_i64(look->visit, "disinfect_s", 0) < asked_s)
        breach(audit, look, "exposed", "The crew would leave before it is disinfected.");
}

/* ---- Where ----------------------------------------------------------------------------------- */

static bool is_inside(struct audit *audit, const json_t *zone, struct point point)
{
    struct area area;
    return geojson_read_area(audit->arena, json_object_get(zone, "polygon"), &area, NULL) ==
               ERR_OK &&
           area_contains(&area, point);
}

/* Hours of the gate, or else of the level. Days of the week are left to the router. */
static bool is_open_at(const struct audit *audit, const struct look *look, const json_t *gate,
                       int64_t at_ms)
{
    int minute = (int)((at_ms / MINUTE_MS + audit->offset_min) % DAY_MIN);
    const json_t *hours = json_object_get(gate, "hours");
    bool red = strcmp(json_text(look->job, "urgency", ""), "red") == 0;
    if (json_array_size(hours) == 0 || (red && look->level->gates.emergency_any_hour))
        return zone_level_gates_open(look->level, minute, red);
    size_t i;
    json_t *window;
    json_array_foreach(hours, i, window)
    {
        if (minute >= time_of_day(json_text(window, "from", "00:00")) &&
            minute <= time_of_day(json_text(window, "until", "24:00")))
            return true;
    }
    return false;
}

static struct point stop_of(const json_t *job)
{
    struct point point = {0, 0};
    const json_t *place = where_of(job);
    return (struct point){json_f64(place, "lon", point.lon), json_f64(place, "lat", point.lat)};
}

/* The first or the last point of the way: at a street, which may lie on the other side of a border
 * that runs between it and the place. */
enum end { BEGIN, END };

static bool end_of_way(const struct audit *audit, const struct look *look, enum end end,
                       struct point *out)
{
    const char *line = json_text(look->visit, "geometry", "");
    struct point *points = NULL;
    size_t n = 0;
    if (!*line ||
        polyline_decode(audit->arena, sv_of(line), POLYLINE_5, &points, &n, NULL) != ERR_OK ||
        n == 0)
        return false;
    *out = points[end == BEGIN ? 0 : n - 1];
    return true;
}

/* The way leads from outside of the zone to a place in it. One that does not begin at the street by
 * which the crew stands proves nothing about where the crew is. */
static bool leads_in(struct audit *audit, const struct look *look, const json_t *zone,
                     struct point from)
{
    struct point begin, end;
    if (!is_inside(audit, zone, stop_of(look->job)))
        return false;
    if (end_of_way(audit, look, END, &end) && !is_inside(audit, zone, end))
        return false;
    bool is_known =
        end_of_way(audit, look, BEGIN, &begin) && point_distance_m(begin, from) <= STREET_NEAR_M;
    return !is_inside(audit, zone, is_known ? begin : from);
}

static void check_gate(struct audit *audit, const struct look *look, struct point from)
{
    const json_t *zone = world_get(&audit->world, WORLD_ZONE, json_text(look->zone, "id", ""));
    bool before_gate = json_object_get(json_object_get(look->job, "handover"), "gate") != NULL;
    if (look->level->entry.everyone || before_gate || !leads_in(audit, look, zone, from))
        return;
    const json_t *gate = world_get(&audit->world, WORLD_GATE, json_text(look->visit, "gate", ""));
    bool names = gate && strcmp(json_text(gate, "zone", ""), json_text(zone, "id", "")) == 0 &&
                 strcmp(json_text(gate, "state", ""), "open") == 0;
    if (!names)
        breach(audit, look, "gate", "The visit names no open gate of its zone.");
    else if (!is_open_at(audit, look, gate, world_time(look->visit, "arrive_at", 0)) &&
             !is_open_at(audit, look, gate, world_time(look->visit, "depart_at", 0)))
        breach(audit, look, "gate", "The gate is closed when the crew comes.");
}

static void check_handover(struct audit *audit, const struct look *look)
{
    struct point end;
    const json_t *gate = world_get(&audit->world, WORLD_GATE,
                                   json_text(json_object_get(look->job, "handover"), "gate", ""));
    if (gate && look->level && !look->level->entry.everyone &&
        !is_open_at(audit, look, gate, world_time(look->visit, "start_at", 0)) &&
        !is_open_at(audit, look, gate, world_time(look->visit, "arrive_at", 0)))
        breach(audit, look, "handover", "The gate is closed when goods change hands.");
    if (json_object_get(look->job, "handover") && end_of_way(audit, look, END, &end) &&
        point_distance_m(end, stop_of(look->job)) > STREET_NEAR_M)
        breach(audit, look, "handover", "The way does not end where goods change hands.");
}

/* ---- The plan -------------------------------------------------------------------------------- */

static bool is_in_hand(const json_t *visit)
{
    const char *state = json_text(visit, "state", "");
    return strcmp(state, "planned") != 0 && strcmp(state, "dispatched") != 0;
}

/* What is in hand comes first: the numbers of the others begin anew behind it. */
static int by_order(const void *a, const void *b)
{
    const json_t *x = json_object_get((*(const struct world_object *const *)a)->json, "visit");
    const json_t *y = json_object_get((*(const struct world_object *const *)b)->json, "visit");
    int64_t p = is_in_hand(x) ? -1 : json_i64(x, "seq", 0);
    int64_t q = is_in_hand(y) ? -1 : json_i64(y, "seq", 0);
    return (p > q) - (p < q);
}

static void audit_visit(struct audit *audit, struct look *look, struct point from)
{
    if (is_in_hand(look->visit) || json_flag(json_object_get(look->job, "pin"), "forced", false))
        return;
    const struct policy *policy =
        catalog_policy(audit->catalog, json_text(look->zone, "policy", ""));
    look->level = policy ? policy_level(policy, json_text(look->zone, "level", "")) : NULL;
    check_people(audit, look);
    check_vehicle_and_loop(audit, look);
    check_protection(audit, look);
    check_times(audit, look);
    check_exposed(audit, look);
    check_handover(audit, look);
    if (!look->level)
        return;
    check_service(audit, look);
    check_permits(audit, look);
    check_gate(audit, look, from);
}

static void audit_crew(struct audit *audit, const struct world_object *crew)
{
    size_t room = audit->world.objects[WORLD_JOB].n + 1, n = 0;
    const struct world_object **jobs = arena_alloc(audit->arena, room * sizeof *jobs);
    for (const struct world_object *job = world_jobs_of(&audit->world, crew->id); job;
         job = job->next) {
        if (json_is_object(json_object_get(job->json, "visit")))
            jobs[n++] = job;
    }
    qsort(jobs, n, sizeof *jobs, by_order);
    for (size_t i = 0; i < n; i++) {
        const json_t *job = jobs[i]->json;
        struct look look = {.job = job,
                            .needs = json_object_get(job, "requirements"),
                            .visit = json_object_get(job, "visit"),
                            .crew = crew->json,
                            .zone = json_object_get(job, "zone"),
                            .before = i > 0 ? jobs[i - 1]->json : NULL,
                            .after = i + 1 < n ? jobs[i + 1]->json : NULL};
        audit_visit(audit, &look, i > 0 ? stop_of(look.before) : crew->point);
    }
}

enum err audit_zone_rules(struct ops *ops, const struct catalog *catalog, json_t **breaches,
                          struct error *error)
{
    struct audit audit = {.catalog = catalog,
                          .arena = arena_new(),
                          .now_ms = clock_now_ms(ops_clock(ops)),
                          .offset_min = ops_offset_min(ops),
                          .breaches = json_array()};
    world_init(&audit.world, ops);
    enum err rc = world_load(&audit.world, error);
    size_t at = 0;
    for (const struct world_object *crew;
         rc == ERR_OK && (crew = world_next(&audit.world, WORLD_CREW, &at));)
        audit_crew(&audit, crew);
    world_free(&audit.world);
    arena_free(audit.arena);
    if (rc == ERR_OK)
        *breaches = audit.breaches;
    else
        json_decref(audit.breaches);
    return rc;
}
