/* A small town to try commands on: a store in a folder of its own, a virtual clock that stands at
 * the LPG call of 11:32, an organisation, a courier with a loaded tricycle. */
#ifndef LIFELINE_TESTS_OPS_TOWN_H
#define LIFELINE_TESTS_OPS_TOWN_H

#include "../catalog/packs_folder.h"
#include "../store/folder.h"

#include "catalog/event_kind.h"
#include "ops/ops.h"

#define TOWN_START "2022-09-27T11:32:00+08:00"

struct town {
    struct folder folder;
    struct clock *clock;
    struct id_source *ids;
    struct catalog *catalog;
    struct ops *ops;
    struct actor admin;
    char org[ID_TEXT_SIZE], person[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], depot[ID_TEXT_SIZE],
        crew[ID_TEXT_SIZE];
};

static inline json_t *town_json(const char *text)
{
    json_t *value = NULL;
    struct error error = {0};
    if (json_read(sv_of(text), "test", &value, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    return value;
}

/* Calls a command whose arguments are written as JSON with printf's places. */
static inline enum err town_call_args(struct town *town, const struct actor *actor,
                                      const char *name, struct ops_reply **reply,
                                      const char *format, va_list args)
{
    char text[8192];
    vsnprintf(text, sizeof text, format, args);
    return ops_call_name(town->ops, name, town_json(text), actor, reply);
}

/* Gives the code. The reply goes to *reply, or away when that is NULL. */
__attribute__((format(printf, 5, 6))) static inline enum err
town_try(struct town *town, const struct actor *actor, const char *name, struct ops_reply **reply,
         const char *format, ...)
{
    struct ops_reply *got = NULL;
    va_list args;
    va_start(args, format);
    enum err rc = town_call_args(town, actor, name, &got, format, args);
    va_end(args);
    if (reply)
        *reply = got;
    else
        ops_reply_free(got);
    return rc;
}

/* Must work; the id of what came back is copied to `id` unless that is NULL. */
__attribute__((format(printf, 4, 5))) static inline void
town_do(struct town *town, char *id, const char *name, const char *format, ...)
{
    struct ops_reply *got = NULL;
    va_list args;
    va_start(args, format);
    if (town_call_args(town, &town->admin, name, &got, format, args) != ERR_OK)
        fail_msg("%s: %s: %s", name, got->error.where, got->error.text);
    va_end(args);
    if (id)
        memcpy(id, got->id, ID_TEXT_SIZE);
    ops_reply_free(got);
}

/* Must work; gives the answer's JSON as a new reference. */
__attribute__((format(printf, 3, 4))) static inline json_t *
town_get(struct town *town, const char *name, const char *format, ...)
{
    struct ops_reply *got = NULL;
    va_list args;
    va_start(args, format);
    if (town_call_args(town, &town->admin, name, &got, format, args) != ERR_OK)
        fail_msg("%s: %s: %s", name, got->error.where, got->error.text);
    va_end(args);
    json_t *json = json_incref((json_t *)ops_reply_json(got));
    ops_reply_free(got);
    return json;
}

static inline void town_open_ops(struct town *town)
{
    struct ops_config config = {.store = town->folder.store,
                                .clock = town->clock,
                                .catalog = town->catalog,
                                .ids = town->ids,
                                .offset_min = 480,
                                .lon_min = 106.0,
                                .lat_min = 37.8,
                                .lon_max = 106.4,
                                .lat_max = 38.2};
    assert_int_equal(ops_open(&config, &town->ops, NULL), ERR_OK);
}

static inline void town_open(struct town *town)
{
    int64_t start_ms = 0;
    *town = (struct town){.admin = actor_cli()};
    assert_true(time_parse(TOWN_START, &start_ms));
    town->clock = clock_virtual(start_ms);
    town->ids = id_source_new(town->clock, 1);
    town->catalog = packs_of_house();
    folder_open(&town->folder, NULL);
    town_open_ops(town);
}

static inline void town_check_entry(const struct event_kind *kind, const json_t *entry)
{
    const char *field;
    json_t *value;
    json_object_foreach((json_t *)entry, field, value)
    {
        size_t k = 0;
        while (kind->entries[k] && strcmp(kind->entries[k], field) != 0)
            k++;
        if (!kind->entries[k])
            fail_msg("The field %s of %s in %s is not in the list of events.", field, kind->list,
                     kind->type);
    }
}

/* Packs are checked against the list of events (catalog/event_kind.h): it must know this one. */
static inline void town_check_event(const struct event *event, void *context)
{
    const struct event_kind *kind = event_kind(event->type);
    const char *field;
    json_t *value, *data = town_json(event->data);
    (void)context;
    if (!kind)
        fail_msg("The type %s is not in the list of events.", event->type);
    json_object_foreach(data, field, value)
    {
        if (!kind->of_form && !event_kind_says(kind, field))
            fail_msg("The field %s of %s is not in the list of events.", field, event->type);
        size_t i;
        json_t *entry;
        bool listed = kind->list && strcmp(kind->list, field) == 0;
        json_array_foreach(listed ? value : NULL, i, entry) town_check_entry(kind, entry);
    }
    json_decref(data);
}

static inline void town_close(struct town *town)
{
    enum { EVENTS_MAX = 3000 };
    struct sql *sql = NULL;
    if (store_reader(town->folder.store, &sql, NULL) == ERR_OK) {
        event_read(sql, 0, EVENTS_MAX, NULL, NULL, town_check_event, NULL, NULL);
        store_reader_done(town->folder.store, sql);
    }
    folder_remove(&town->folder);
    ops_close(town->ops);
    catalog_free(town->catalog);
    id_source_free(town->ids);
    clock_free(town->clock);
}

/* People, vehicle, depot and stock of an LPG round. */
static inline void town_settle(struct town *town)
{
    town_do(town, town->org, "org.create",
            "{\"name\":{\"en\":\"LPG company\"},\"kind\":\"company\"}");
    town_do(town, town->person, "person.create",
            "{\"org\":\"%s\",\"code\":\"c1\",\"name\":{\"en\":\"Courier 1\"},"
            "\"skills\":[\"gas_delivery\"]}",
            town->org);
    town_do(town, town->vehicle, "vehicle.create",
            "{\"org\":\"%s\",\"plate\":\"NC-0001\",\"kind\":\"tricycle\"}", town->org);
    town_do(town, town->depot, "site.create",
            "{\"org\":\"%s\",\"kind\":\"lpg_station\",\"name\":{\"en\":\"East station\"},"
            "\"place\":{\"lon\":106.216,\"lat\":37.981}}",
            town->org);
    town_do(town, town->crew, "crew.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"Round 1\"},\"members\":[\"%s\"],\"vehicle\":\"%s\","
            "\"depot\":\"%s\",\"shift\":{\"from\":\"2022-09-27T08:00:00+08:00\",\"until\":"
            "\"2022-09-27T20:00:00+08:00\"},\"position\":{\"lon\":106.216,\"lat\":37.981}}",
            town->org, town->person, town->vehicle, town->depot);
    town_do(town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"item\":\"lpg_cylinder_15kg_full\",\"qty\":2,\"serials\":[\"F1\","
            "\"F2\"]}",
            town->crew);
    town_do(town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"soap_spray\",\"qty\":1}",
            town->crew);
}

/* The call of 11:32; gives the ids of request and job. */
static inline void town_call(struct town *town, char request[ID_TEXT_SIZE], char job[ID_TEXT_SIZE])
{
    json_t *reply = town_get(
        town, "request.create",
        "{\"org\":\"%s\",\"service\":\"gas.lpg.delivery\",\"caller\":{\"name\":"
        "\"Resident\",\"phone\":\"0953-0000000\"},\"place\":{\"lon\":106.195,\"lat\":37.992"
        "},\"answers\":{\"cylinders\":1}}",
        town->org);
    snprintf(request, ID_TEXT_SIZE, "%s", json_text(reply, "id", ""));
    snprintf(job, ID_TEXT_SIZE, "%s", json_text(json_object_get(reply, "job"), "id", ""));
    json_decref(reply);
}

/* Puts the job into the plan of the crew; gives the visit's id. */
static inline void town_plan(struct town *town, const char *job, const char *crew,
                             char visit[ID_TEXT_SIZE])
{
    json_t *now = town_get(town, "plan.revision", "{}");
    town_do(town, NULL, "plan.commit",
            "{\"base_revision\":%d,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",\"seq\":0,"
            "\"depart_at\":\"2022-09-27T11:33:00+08:00\",\"arrive_at\":"
            "\"2022-09-27T11:44:00+08:00\",\"start_at\":\"2022-09-27T11:44:00+08:00\",\"end_at\":"
            "\"2022-09-27T11:52:00+08:00\",\"travel_s\":660,\"distance_m\":3100}]}",
            (int)json_i64(now, "revision", 0), job, crew);
    json_decref(now);
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", job);
    snprintf(visit, ID_TEXT_SIZE, "%s", json_text(json_object_get(shown, "visit"), "id", ""));
    json_decref(shown);
}

/* A settled town with one call in the plan of its crew. */
static inline void town_open_planned(struct town *town, char job[ID_TEXT_SIZE],
                                     char visit[ID_TEXT_SIZE])
{
    char request[ID_TEXT_SIZE];
    town_open(town);
    town_settle(town);
    town_call(town, request, job);
    town_plan(town, job, town->crew, visit);
}

/* Another crew for the day, with nothing to drive or to hand out. */
static inline void town_second_crew(struct town *town, char id[ID_TEXT_SIZE])
{
    town_do(
        town, id, "crew.create",
        "{\"org\":\"%s\",\"name\":{\"en\":\"Round 2\"},\"members\":[\"%s\"],\"shift\":{\"from\":"
        "\"2022-09-27T08:00:00+08:00\",\"until\":\"2022-09-27T20:00:00+08:00\"}}",
        town->org, town->person);
}

/* The admin of the town is the command line and has no account; these people have one. Positions as
 * JSON: "\"command_post\"" or "". */
static inline struct actor town_user(struct town *town, const char *name, const char *role,
                                     const char *positions)
{
    char id[ID_TEXT_SIZE];
    struct actor actor = {.kind = "user"};
    town_do(town, id, "user.create",
            "{\"name\":\"%s\",\"role\":\"%s\",\"password\":\"a long password\","
            "\"positions\":[%s]}",
            name, role, positions);
    assert_true(role_parse(role, &actor.role));
    snprintf(actor.id, sizeof actor.id, "%s", id);
    snprintf(actor.name, sizeof actor.name, "%s", name);
    return actor;
}

/* The emergency plan, switched on and approved by somebody of the command post; `hours` 0: for as
 * long as the plan says. */
static inline void town_begin_emergency(struct town *town, const struct actor *post, int hours,
                                        char mode[ID_TEXT_SIZE])
{
    char lasts[40] = "";
    if (hours > 0)
        snprintf(lasts, sizeof lasts, "\"hours\":%d,", hours);
    town_do(town, mode, "mode.switch", "{\"plan\":\"peace_to_emergency\",%s\"reason\":\"r\"}",
            lasts);
    json_t *shown = town_get(town, "mode.get", "{\"id\":\"%s\"}", mode);
    assert_int_equal(town_try(town, post, "approval.decide", NULL,
                              "{\"id\":\"%s\",\"approve\":true}", json_text(shown, "approval", "")),
                     ERR_OK);
    json_decref(shown);
}

/* What the actor is answered; a new reference. */
__attribute__((format(printf, 4, 5))) static inline json_t *
town_shown(struct town *town, const struct actor *actor, const char *name, const char *format, ...)
{
    struct ops_reply *got = NULL;
    va_list args;
    va_start(args, format);
    if (town_call_args(town, actor, name, &got, format, args) != ERR_OK)
        fail_msg("%s: %s: %s", name, got->error.where, got->error.text);
    va_end(args);
    json_t *json = json_incref((json_t *)ops_reply_json(got));
    ops_reply_free(got);
    return json;
}

/* Ticks off what the crew has to do before it leaves. */
static inline void town_ready(struct town *town, const char *visit)
{
    json_t *step, *shown = town_get(town, "visit.get", "{\"id\":\"%s\"}", visit);
    size_t i;
    json_array_foreach(json_object_get(shown, "steps"), i, step)
    {
        if (strcmp(json_text(step, "phase", ""), "depart") == 0 &&
            strcmp(json_text(step, "kind", ""), "check") == 0)
            town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"%s\",\"value\":true}",
                    visit, json_text(step, "code", ""));
    }
    json_decref(shown);
}

/* Moves a visit on, one state after the other, to the last of them. */
static inline void town_move(struct town *town, const char *visit, const char *const *states,
                             size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(states[i], "en_route") == 0)
            town_ready(town, visit);
        town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"%s\"}", visit, states[i]);
    }
}

#define TOWN_SIGNED                                                                                \
    "{\"by\":\"somebody\",\"method\":\"typed\",\"at\":\"2022-09-27T11:30:00+08:00\"}"

/* Eight kg of a site, weighed and signed for on a manifest. */
static inline void town_take_over(struct town *town, const char *visit)
{
    char site[ID_TEXT_SIZE], manifest[ID_TEXT_SIZE];
    town_do(town, site, "site.create",
            "{\"kind\":\"sampling\",\"name\":{\"en\":\"Site\"},\"place\":{\"lon\":106.2,"
            "\"lat\":37.98}}");
    town_do(town, manifest, "manifest.create",
            "{\"kind\":\"waste\",\"site\":\"%s\",\"lines\":[{\"code\":\"B\",\"packages\":1,"
            "\"kg\":8}]}",
            site);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"},"
            "\"signatures\":{\"from\":" TOWN_SIGNED ",\"to\":" TOWN_SIGNED "}}",
            manifest, site, town->crew);
    json_t *shown = town_get(town, "manifest.get", "{\"id\":\"%s\"}", manifest);
    town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"taken_over\",\"value\":\"%s\"}",
            visit, json_text(shown, "number", ""));
    json_decref(shown);
}

/* A collection of waste, from its plan to the end of the work. */
static inline void town_collect(struct town *town, const char *job)
{
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    char visit[ID_TEXT_SIZE];
    town_plan(town, job, town->crew, visit);
    town_move(town, visit, states, 4);
    town_do(town, NULL, "step.record",
            "{\"id\":\"%s\",\"code\":\"packing_checked\",\"value\":true}", visit);
    town_take_over(town, visit);
    town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"done\"}", visit);
}

static inline void town_advance(struct town *town, int by_s)
{
    town_do(town, NULL, "clock.advance", "{\"by_s\":%d}", by_s);
}

/* Lets the clock run and does what is due then, as live/keeper would. */
static inline void town_tick(struct town *town, int by_s)
{
    const struct actor keeper = actor_system("keeper");
    if (by_s > 0)
        town_advance(town, by_s);
    assert_int_equal(town_try(town, &keeper, "timer.tick", NULL, "{}"), ERR_OK);
}

/* The open alarm of a kind, new; NULL when there is none. */
static inline json_t *town_alarm(struct town *town, const char *kind)
{
    json_t *list = town_get(town, "alarm.list", "{\"open\":true}"), *found = NULL, *one;
    size_t i;
    json_array_foreach(json_object_get(list, "items"), i, one)
    {
        if (!found && strcmp(json_text(one, "kind", ""), kind) == 0)
            found = json_incref(one);
    }
    json_decref(list);
    return found;
}

/* Who was told of it, in order. */
static inline void town_assert_told(const json_t *alarm, const char *words)
{
    char text[200] = "";
    size_t i, n = 0;
    json_t *one;
    json_array_foreach(json_object_get(alarm, "told"), i, one)
    {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "",
                              json_text(one, "to", ""));
    }
    assert_string_equal(text, words);
}

#endif
