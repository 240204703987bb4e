/*
 * The rules that must hold whenever the dispatcher rests. They are read from the program through
 * queries and judged here anew, without the code that planned.
 */
#include <string.h>

#include "drill/play_int.h"
#include "live/audit.h"

enum { COUNTED_EVERY = 8 };

static bool has_text(const json_t *list, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
            return true;
    }
    return false;
}

static double on_board(const json_t *crew, const char *item)
{
    double sum = 0;
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(crew, "stock"), i, line)
    {
        if (strcmp(json_text(line, "item", ""), item) == 0)
            sum += json_f64(line, "qty", 0);
    }
    return sum;
}

/* A permit of the crew or its vehicle for the zone and the service, in force now. */
static bool has_permit(struct play *play, const json_t *job, const json_t *crew,
                       const json_t *permits)
{
    const char *zone = json_text(json_object_get(job, "zone"), "id", "");
    const char *level = json_text(json_object_get(job, "zone"), "level", "");
    size_t i;
    json_t *permit;
    json_array_foreach(permits, i, permit)
    {
        const json_t *holder = json_object_get(permit, "holder");
        const json_t *services = json_object_get(permit, "services");
        bool of_crew = !strcmp(json_text(holder, "crew", "-"), json_text(crew, "id", "")) ||
                       !strcmp(json_text(holder, "vehicle", "-"), json_text(crew, "vehicle", ""));
        bool of_person =
            has_text(json_object_get(crew, "members"), json_text(holder, "person", "-"));
        bool of_place =
            (!json_object_get(permit, "zone") || !strcmp(json_text(permit, "zone", zone), zone)) &&
            !strcmp(json_text(permit, "level", level), level);
        bool of_service =
            json_array_size(services) == 0 || has_text(services, json_text(job, "service", ""));
        if ((of_crew || of_person) && of_place && of_service &&
            strcmp(json_text(permit, "state", ""), "valid") == 0 &&
            file_time(permit, "until", INT64_MAX) > play_now(play))
            return true;
    }
    return false;
}

/* How many of the crew are there and have the training. */
static int64_t trained(struct play *play, const json_t *crew, const char *skill)
{
    int64_t n = 0;
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(crew, "members"), i, member)
    {
        json_t *person = NULL;
        stage_call(&play->stage, &play->stage.self, "person.get", json_pack("{s:O}", "id", member),
                   &person, NULL);
        n += !strcmp(json_text(person, "status", ""), "available") &&
             has_text(json_object_get(person, "skills"), skill);
        json_decref(person);
    }
    return n;
}

/* Whether the crew may and can do what it was given just now. */
static void check_assignment(struct play *play, const json_t *job, const json_t *crew,
                             const json_t *permits)
{
    const json_t *needs = json_object_get(job, "requirements"), *lists[2];
    const char *number = json_text(job, "number", "");
    const char *name = json_text(json_object_get(crew, "name"), "en", "");
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(needs, "skills"), i, item)
    {
        if (!has_text(json_object_get(crew, "skills"), json_string_value(item)))
            play_break(play, "%s went to '%s', which lacks %s", number, name,
                       json_string_value(item));
    }
    json_array_foreach(json_object_get(needs, "each"), i, item)
    {
        if (trained(play, crew, json_string_value(item)) < json_i64(needs, "crew_size", 1))
            play_break(play, "%s went to '%s', where too few have %s", number, name,
                       json_string_value(item));
    }
    if (json_i64(crew, "available", 0) < json_i64(needs, "crew_size", 1))
        play_break(play, "%s went to '%s', which has too few people", number, name);
    lists[0] = json_object_get(needs, "protection");
    lists[1] = json_object_get(needs, "stock");
    for (size_t l = 0; l < 2; l++) {
        json_array_foreach(lists[l], i, item)
        {
            const char *what = json_text(item, "item", "");
            if (on_board(crew, what) < json_f64(item, "qty", 0))
                play_break(play, "%s went to '%s', which has too few of %s", number, name, what);
        }
    }
    if (json_flag(needs, "permit", false) && !has_permit(play, job, crew, permits))
        play_break(play, "%s went to '%s', which has no permit", number, name);
}

/* ---- Jobs ------------------------------------------------------------------------------------ */

static bool is_before_work(const char *state)
{
    return !strcmp(state, "planned") || !strcmp(state, "dispatched");
}

static int64_t check_jobs(struct play *play, const json_t *jobs, const json_t *crews_by_id,
                          const json_t *permits)
{
    int64_t done = 0;
    size_t i;
    json_t *job;
    json_array_foreach(jobs, i, job)
    {
        uint32_t d = play_index(&play->demand_of, json_text(job, "id", ""));
        const char *crew_id = json_text(job, "crew", "");
        const json_t *visit = json_object_get(job, "visit");
        const char *state = json_text(job, "state", "");
        done += json_object_get(job, "done_at") != NULL;
        if (d == UINT32_MAX && play->inherited)
            continue; /* over before the drill began */
        if (d == UINT32_MAX) {
            play_break(play, "%s comes of no call", json_text(job, "number", ""));
            continue;
        }
        if (*crew_id && strcmp(json_text(visit, "crew", ""), crew_id) != 0)
            play_break(play, "%s and its visit name two crews", json_text(job, "number", ""));
        if (play->demand.at[d].checked_anew && *crew_id && is_before_work(state))
            check_assignment(play, job, json_object_get(crews_by_id, crew_id), permits);
        play->demand.at[d].checked_anew = false;
    }
    return done;
}

/* A job once, a crew and a person in one place. */
static void check_plan(struct play *play, const json_t *plan, const json_t *crews_by_id)
{
    json_t *jobs = json_object(), *people = json_object(), *route, *visit, *member;
    size_t c, v, m;
    json_array_foreach(json_object_get(plan, "crews"), c, route)
    {
        const json_t *crew = json_object_get(crews_by_id, json_text(route, "crew", ""));
        int out = 0;
        json_array_foreach(json_object_get(route, "visits"), v, visit)
        {
            const char *job = json_text(visit, "job", ""), *state = json_text(visit, "state", "");
            if (json_object_get(jobs, job))
                play_break(play, "job %s is in the plan twice", job);
            json_object_set_new(jobs, job, json_true());
            out += !strcmp(state, "en_route") || !strcmp(state, "at_gate") ||
                   !strcmp(state, "on_site");
        }
        if (out > 1)
            play_break(play, "'%s' is in %d places",
                       json_text(json_object_get(crew, "name"), "en", ""), out);
        json_array_foreach(json_object_get(crew, "members"), m, member)
        {
            if (out && json_object_get(people, json_string_value(member)))
                play_break(play, "a person is out with two crews");
            if (out)
                json_object_set_new(people, json_string_value(member), json_true());
        }
    }
    json_decref(jobs);
    json_decref(people);
}

static void check_stock(struct play *play, const json_t *crew)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(crew, "stock"), i, line)
    {
        if (json_f64(line, "qty", 0) < 0)
            play_break(play, "'%s' has %g of %s",
                       json_text(json_object_get(crew, "name"), "en", ""), json_f64(line, "qty", 0),
                       json_text(line, "item", ""));
    }
}

static void check_counters(struct play *play, size_t jobs, int64_t done)
{
    json_t *body = NULL;
    stage_call(&play->stage, &play->stage.self, "report.counters", NULL, &body, NULL);
    const json_t *totals = json_object_get(body, "totals");
    if (json_i64(totals, "received", -1) != (int64_t)jobs || json_i64(totals, "done", -1) != done)
        play_break(play, "the counters say %lld received and %lld done; there are %zu and %lld",
                   (long long)json_i64(totals, "received", -1),
                   (long long)json_i64(totals, "done", -1), jobs, (long long)done);
    json_decref(body);
}

/* What the dispatcher's auditor finds in the plan, whoever made it. */
static void check_zones(struct play *play)
{
    json_t *breaches = NULL, *one;
    struct error error = {0};
    size_t i;
    if (audit_zone_rules(play->stage.ops, play->stage.catalog, &breaches, &error) != ERR_OK)
        play_break(play, "the rules of zones could not be checked: %s", error.text);
    json_array_foreach(breaches, i, one)
    {
        uint32_t crew = play_index(&play->crew_of, json_text(one, "crew", ""));
        const json_t *name = crew == UINT32_MAX ? NULL : play->crews.at[crew].name;
        play_break(play, "job %s with '%s': %s: %s", json_text(one, "job", ""),
                   json_text(name, "en", ""), json_text(one, "rule", ""),
                   json_text(one, "text", ""));
    }
    json_decref(breaches);
}

void check_rules(struct play *play)
{
    struct stage *stage = &play->stage;
    json_t *jobs = NULL, *crews = NULL, *permits = NULL, *plan = NULL, *crew;
    json_t *crews_by_id = json_object();
    struct error error = {0};
    size_t i, called = 0;
    enum err rc = stage_list(stage, "job.list", NULL, &jobs, &error);
    if (rc == ERR_OK)
        rc = stage_list(stage, "crew.list", NULL, &crews, &error);
    if (rc == ERR_OK)
        rc = stage_list(stage, "permit.list", NULL, &permits, &error);
    if (rc == ERR_OK)
        rc = stage_call(stage, &stage->self, "plan.get", NULL, &plan, &error);
    if (rc != ERR_OK)
        play_break(play, "the rules could not be checked: %s", error.text);
    json_array_foreach(crews, i, crew)
    {
        json_object_set(crews_by_id, json_text(crew, "id", ""), crew);
        check_stock(play, crew);
    }
    for (size_t d = 0; d < play->demand.n; d++)
        called += *play->demand.at[d].request != '\0';
    called += play->jobs_before;
    if (json_array_size(jobs) != called)
        play_break(play, "%zu calls were taken and there are %zu jobs", called,
                   json_array_size(jobs));
    int64_t done = check_jobs(play, jobs, crews_by_id, permits);
    check_plan(play, plan, crews_by_id);
    check_zones(play);
    /* Counting reads the whole log. */
    if (play->moments % COUNTED_EVERY == 0)
        check_counters(play, json_array_size(jobs), done);
    json_decref(jobs);
    json_decref(crews);
    json_decref(permits);
    json_decref(plan);
    json_decref(crews_by_id);
}

void check_log(struct play *play)
{
    struct verify_result result;
    struct error error = {0};
    if (store_verify(play->stage.store, 0, NULL, &result, &error) != ERR_OK)
        play_break(play, "the event log is not whole: %s", error.text);
}
