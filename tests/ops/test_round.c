/* Recurring work: 889 sites a day, sites that open and close, a mode that shortens the interval,
 * missed visits that say so, and nothing twice after a restart. */
#include "town.h"

#include "ops/batch_int.h"

/* Lets the clock run, half an hour at a time, and the timers with it. */
static void pass(struct town *town, int seconds)
{
    for (int left = seconds; left > 0; left -= 1800) {
        town_tick(town, left < 1800 ? left : 1800);
    }
}

static void new_site(struct town *town, char id[ID_TEXT_SIZE])
{
    town_do(town, id, "site.create",
            "{\"org\":\"%s\",\"kind\":\"sampling\",\"name\":{\"en\":\"Point\"},\"place\":{\"lon\":"
            "106.2,\"lat\":37.98}}",
            town->org);
}

static int64_t figure(struct town *town, const char *round, const char *key)
{
    json_t *shown = town_get(town, "round.get", "{\"id\":\"%s\"}", round);
    int64_t n = json_i64(shown, key, -1);
    json_decref(shown);
    return n;
}

#define ANSWERS "\"answers\":{\"producer\":\"sampling\",\"kg\":8}"

static void new_round(struct town *town, char id[ID_TEXT_SIZE], const char *interval,
                      const char *site)
{
    town_do(
        town, id, "round.create",
        "{\"org\":\"%s\",\"name\":{\"en\":\"Waste\"},\"service\":\"waste.collection\",%s," ANSWERS
        ",\"from\":\"2022-09-28T06:00:00+08:00\",\"sites\":[{\"site\":\"%s\"}]}",
        town->org, interval, site);
}

/* Does the open job of a slot, as a crew would. */
static void finish_job(struct town *town, const char *request)
{
    json_t *shown = town_get(town, "request.get", "{\"id\":\"%s\"}", request);
    char job[ID_TEXT_SIZE];
    snprintf(job, sizeof job, "%s", json_text(json_object_get(shown, "job"), "id", ""));
    json_decref(shown);
    town_collect(town, job);
}

static void what_is_done_in_time_is_done_and_the_rest_is_missed(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], round[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    new_site(&town, site);
    new_round(&town, round, "\"every_h\":24,\"within_h\":10", site);
    pass(&town, 17 * 3600);
    assert_int_equal(figure(&town, round, "due"), 0);
    pass(&town, 2 * 3600);
    assert_int_equal(figure(&town, round, "due"), 1);
    json_t *dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    const json_t *due = json_array_get(json_object_get(dues, "items"), 0);
    assert_string_equal(json_text(due, "slot", ""), "2022-09-28T06:00:00+08:00");
    finish_job(&town, json_text(due, "request", ""));
    json_decref(dues);
    pass(&town, 11 * 3600);
    assert_int_equal(figure(&town, round, "done"), 1);
    /* The next day nobody comes: at 16:00 it is missed. */
    pass(&town, 24 * 3600);
    assert_int_equal(figure(&town, round, "missed"), 1);
    json_t *events = town_get(&town, "event.list", "{\"noun\":\"round\",\"limit\":1000}");
    size_t i, missed = 0;
    json_t *event;
    json_array_foreach(json_object_get(events, "items"), i, event) missed +=
        strcmp(json_text(event, "type", ""), "round.missed") == 0;
    assert_int_equal(missed, 1);
    json_decref(events);
    town_close(&town);
}

static void a_restart_makes_nothing_twice_and_time_that_stood_still_is_missed(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], round[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    new_site(&town, site);
    new_round(&town, round, "\"every_h\":24", site);
    pass(&town, 19 * 3600);
    for (int i = 0; i < 3; i++) {
        ops_close(town.ops);
        folder_close(&town.folder);
        folder_open(&town.folder, NULL);
        town_open_ops(&town);
        town_tick(&town, 0);
        assert_int_equal(figure(&town, round, "due"), 1);
    }
    /* Three days without the program: two slots passed unseen, the third is worked. */
    town_advance(&town, 3 * 24 * 3600);
    town_tick(&town, 0);
    json_t *dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    assert_int_equal(json_array_size(json_object_get(dues, "items")), 4);
    json_decref(dues);
    assert_int_equal(figure(&town, round, "missed"), 3);
    assert_int_equal(figure(&town, round, "due"), 1);
    town_close(&town);
}

static void sites_open_and_close_during_the_day(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], fresh[ID_TEXT_SIZE], round[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    new_site(&town, site);
    new_site(&town, fresh);
    new_round(&town, round, "\"every_h\":24", site);
    pass(&town, 19 * 3600);
    town_do(&town, NULL, "round.open_site", "{\"id\":\"%s\",\"site\":\"%s\"}", round, fresh);
    assert_int_equal(town_try(&town, &town.admin, "round.open_site", NULL,
                              "{\"id\":\"%s\",\"site\":\"%s\"," ANSWERS "}", round, fresh),
                     ERR_EXISTS);
    town_tick(&town, 0);
    assert_int_equal(figure(&town, round, "sites"), 2);
    assert_int_equal(figure(&town, round, "due"), 2);
    town_do(&town, NULL, "round.close_site",
            "{\"id\":\"%s\",\"site\":\"%s\",\"reason\":\"the point moves\"}", round, fresh);
    assert_int_equal(figure(&town, round, "due"), 1);
    json_t *dues = town_get(&town, "round.dues", "{\"id\":\"%s\",\"state\":\"cancelled\"}", round);
    const json_t *due = json_array_get(json_object_get(dues, "items"), 0);
    assert_string_equal(json_text(due, "job_state", ""), "cancelled");
    json_decref(dues);
    pass(&town, 24 * 3600);
    dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    assert_int_equal(json_array_size(json_object_get(dues, "items")), 3);
    json_decref(dues);
    town_close(&town);
}

/* The cold wave's plan has facilities looked at every 8 hours instead of every 24; when it ends,
 * the next visit is a day after the last one again. */
static void a_mode_shortens_the_interval_and_gives_it_back(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], round[ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    new_site(&town, site);
    new_round(&town, round, "\"parameter\":\"inspection_interval_h\"", site);
    pass(&town, 19 * 3600); /* 06:3x on the 28th */
    assert_int_equal(figure(&town, round, "due"), 1);
    town_do(&town, mode, "mode.switch", "{\"plan\":\"cold_wave\",\"reason\":\"blue\"}");
    pass(&town, 8 * 3600); /* past 14:00 */
    json_t *dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    const json_t *due = json_array_get(json_object_get(dues, "items"), 0);
    assert_string_equal(json_text(due, "slot", ""), "2022-09-28T14:00:00+08:00");
    json_decref(dues);
    town_do(&town, NULL, "mode.end", "{\"id\":\"%s\",\"reason\":\"over\"}", mode);
    pass(&town, 22 * 3600); /* past noon of the 29th: no 22:00, no 06:00 */
    dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    assert_int_equal(json_array_size(json_object_get(dues, "items")), 2);
    json_decref(dues);
    pass(&town, 4 * 3600);
    dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    due = json_array_get(json_object_get(dues, "items"), 0);
    assert_string_equal(json_text(due, "slot", ""), "2022-09-29T14:00:00+08:00");
    json_decref(dues);
    town_close(&town);
}

/* S2-8: the switch from everyday to emergency work halves the interval, 24 h to 12 h, and the visit
 * that nobody made is told. */
static void the_switch_halves_the_interval_and_a_missed_visit_is_told(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], round[ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    new_site(&town, site);
    new_round(&town, round, "\"parameter\":\"inspection_interval_h\"", site);
    struct actor post = town_user(&town, "post", "viewer", "\"command_post\"");
    pass(&town, 19 * 3600); /* 06:32 on the 28th: the visit of 06:00 is due */
    town_begin_emergency(&town, &post, 0, mode);
    pass(&town, 12 * 3600); /* 18:32 */
    json_t *dues = town_get(&town, "round.dues", "{\"id\":\"%s\"}", round);
    const json_t *items = json_object_get(dues, "items");
    assert_int_equal(json_array_size(items), 2);
    assert_string_equal(json_text(json_array_get(items, 0), "slot", ""),
                        "2022-09-28T18:00:00+08:00");
    json_decref(dues);
    pass(&town, 12 * 3600); /* nobody came at 18:00 either */
    assert_true(figure(&town, round, "missed") >= 1);
    json_t *events = town_get(&town, "event.list", "{\"noun\":\"round\",\"limit\":1000}");
    bool told = false;
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(events, "items"), i, event) told |=
        strcmp(json_text(event, "type", ""), "round.missed") == 0 &&
        strcmp(json_text(json_object_get(event, "data"), "slot", ""),
               "2022-09-28T18:00:00+08:00") == 0;
    assert_true(told);
    json_decref(events);
    town_close(&town);
}

/* Thirty sites open at three in the afternoon, ten of them are closed before a crew has them. */
static void thirty_open_and_ten_close(struct town *town, const char *round)
{
    for (int i = 0; i < 30; i++) {
        char site[ID_TEXT_SIZE];
        new_site(town, site);
        town_do(town, NULL, "round.open_site", "{\"id\":\"%s\",\"site\":\"%s\"," ANSWERS "}", round,
                site);
        town_tick(town, 0);
        if (i < 10)
            town_do(town, NULL, "round.close_site",
                    "{\"id\":\"%s\",\"site\":\"%s\",\"reason\":\"closed\"}", round, site);
    }
}

/* ---- A day's work, many commands in one durable write
 * ------------------------------------------ */

enum { GROUP = 128 };

/* The text that a query of one argument gives first. */
static enum err text_of(struct batch *batch, const char *query, const char *of,
                        char out[ID_TEXT_SIZE], struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(batch->sql, query, SQL_ARGS(sql_text(of)), &rows, error);
    out[0] = '\0';
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        snprintf(out, ID_TEXT_SIZE, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    return rc;
}

__attribute__((format(printf, 5, 6))) static enum err
batch_do(struct batch *batch, const char *name, char id[ID_TEXT_SIZE], struct error *error,
         const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return batch_command(batch, name, json_loads(text, 0, NULL), id, error);
}

struct stops {
    struct town *town;
    const json_t *dues;
    size_t from, until;
    json_t *sites; /* that were made */
};

static enum err make_sites(struct batch *batch, void *context, struct error *error)
{
    struct stops *stops = context;
    enum err rc = ERR_OK;
    for (size_t i = stops->from; rc == ERR_OK && i < stops->until; i++) {
        char site[ID_TEXT_SIZE];
        rc = batch_do(batch, "site.create", site, error,
                      "{\"org\":\"%s\",\"kind\":\"sampling\",\"name\":{\"en\":\"Point\"},"
                      "\"place\":{\"lon\":106.2,\"lat\":37.98}}",
                      stops->town->org);
        json_array_append_new(stops->sites, json_pack("{s:s, s:{s:s, s:i}}", "site", site,
                                                      "answers", "producer", "sampling", "kg", 8));
    }
    return rc;
}

static enum err plan_all(struct batch *batch, void *context, struct error *error)
{
    static const char *const times[] = {"depart_at", "arrive_at", "start_at", "end_at"};
    const struct stops *stops = context;
    enum err rc = ERR_OK;
    size_t i;
    json_t *due, *visits = json_array();
    json_array_foreach(stops->dues, i, due)
    {
        char job[ID_TEXT_SIZE];
        if (rc == ERR_OK)
            rc = text_of(batch, "SELECT id FROM job WHERE request = ?",
                         json_text(due, "request", ""), job, error);
        json_t *visit =
            json_pack("{s:s, s:s, s:i, s:i, s:i}", "job", job, "crew", stops->town->crew, "seq",
                      (int)i, "travel_s", 60, "distance_m", 500);
        for (size_t k = 0; k < sizeof times / sizeof *times; k++)
            json_object_set_new(visit, times[k], json_string("2022-09-28T15:00:00+08:00"));
        json_array_append_new(visits, visit);
    }
    return rc == ERR_OK
               ? batch_command(batch, "plan.commit",
                               json_pack("{s:i, s:o}", "base_revision", 0, "visits", visits), NULL,
                               error)
               : rc;
}

/* Eight kg of the site, weighed and signed for on a manifest. */
static enum err take_over(struct batch *batch, const struct stops *stops, const char *site,
                          const char *visit, struct error *error)
{
    char manifest[ID_TEXT_SIZE], number[ID_TEXT_SIZE];
    enum err rc = batch_do(batch, "manifest.create", manifest, error,
                           "{\"kind\":\"waste\",\"site\":\"%s\",\"lines\":[{\"code\":\"B\","
                           "\"packages\":1,\"kg\":8}]}",
                           site);
    if (rc == ERR_OK)
        rc = batch_do(batch, "manifest.hand_over", NULL, error,
                      "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"},"
                      "\"signatures\":{\"from\":" TOWN_SIGNED ",\"to\":" TOWN_SIGNED "}}",
                      manifest, site, stops->town->crew);
    if (rc == ERR_OK)
        rc = text_of(batch, "SELECT number FROM manifest WHERE id = ?", manifest, number, error);
    return rc == ERR_OK
               ? batch_do(batch, "step.record", NULL, error,
                          "{\"id\":\"%s\",\"code\":\"taken_over\",\"value\":\"%s\"}", visit, number)
               : rc;
}

static enum err work_stop(struct batch *batch, const struct stops *stops, const json_t *due,
                          struct error *error)
{
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site", "done"};
    char visit[ID_TEXT_SIZE];
    enum err rc = text_of(batch,
                          "SELECT visit.id FROM visit JOIN job ON visit.job = job.id"
                          " WHERE job.request = ?",
                          json_text(due, "request", ""), visit, error);
    for (size_t i = 0; rc == ERR_OK && i < sizeof states / sizeof *states; i++) {
        bool ends = strcmp(states[i], "done") == 0;
        if (ends)
            rc = batch_do(batch, "step.record", NULL, error,
                          "{\"id\":\"%s\",\"code\":\"packing_checked\",\"value\":true}", visit);
        if (ends && rc == ERR_OK)
            rc = take_over(batch, stops, json_text(due, "site", ""), visit, error);
        if (rc == ERR_OK)
            rc = batch_do(batch, "visit.transition", NULL, error, "{\"id\":\"%s\",\"to\":\"%s\"}",
                          visit, states[i]);
    }
    return rc;
}

static enum err work_some(struct batch *batch, void *context, struct error *error)
{
    const struct stops *stops = context;
    enum err rc = ERR_OK;
    for (size_t i = stops->from; rc == ERR_OK && i < stops->until; i++)
        rc = work_stop(batch, stops, json_array_get(stops->dues, i), error);
    return rc;
}

/* Over all `n` in groups. */
static void in_groups(struct stops *stops, size_t n, batch_work *work)
{
    struct error error = {0};
    for (stops->from = 0; stops->from < n; stops->from = stops->until) {
        stops->until = stops->from + GROUP < n ? stops->from + GROUP : n;
        if (batch_run(stops->town->ops, &stops->town->admin, work, stops, &error) != ERR_OK)
            fail_msg("%s: %s", error.where, error.text);
    }
}

/* Every stop of the day is planned and worked: weighed, signed for, done. */
static void work_all(struct town *town, const char *round)
{
    struct error error = {0};
    json_t *dues = town_get(town, "round.dues", "{\"id\":\"%s\",\"state\":\"open\"}", round);
    struct stops stops = {.town = town, .dues = json_object_get(dues, "items")};
    if (batch_run(town->ops, &town->admin, plan_all, &stops, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    in_groups(&stops, json_array_size(stops.dues), work_some);
    json_decref(dues);
}

/* The day of 889 sites: each has its stop once, sites open and close meanwhile, all are served, and
 * the counters say so. */
static void a_day_of_889_sites_is_made_once_for_each_and_served(void **state)
{
    (void)state;
    enum { SITES = 889 };
    struct town town;
    char round[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    json_t *sites = json_array();
    struct stops stops = {.town = &town, .sites = sites};
    in_groups(&stops, SITES, make_sites);
    struct ops_reply *reply = NULL;
    assert_int_equal(
        ops_call_name(town.ops, "round.create",
                      json_pack("{s:s, s:{s:s}, s:s, s:i, s:s, s:o}", "org", town.org, "name", "en",
                                "Waste", "service", "waste.collection", "every_h", 24, "from",
                                "2022-09-28T06:00:00+08:00", "sites", sites),
                      &town.admin, &reply),
        ERR_OK);
    memcpy(round, reply->id, sizeof round);
    ops_reply_free(reply);
    town_advance(&town, 19 * 3600);
    for (int i = 0; i < 15; i++) {
        town_tick(&town, 0);
        town_advance(&town, 1);
    }
    assert_int_equal(figure(&town, round, "due"), SITES);
    for (int i = 0; i < 5; i++) {
        town_tick(&town, 0);
        town_advance(&town, 60);
    }
    assert_int_equal(figure(&town, round, "due"), SITES);
    json_t *shown = town_get(&town, "report.counters", "{}");
    assert_int_equal(json_i64(json_object_get(shown, "totals"), "received", 0), SITES);
    json_decref(shown);
    pass(&town, 8 * 3600);
    thirty_open_and_ten_close(&town, round);
    assert_int_equal(figure(&town, round, "due"), SITES + 20);
    work_all(&town, round);
    pass(&town, 60);
    assert_int_equal(figure(&town, round, "done"), SITES + 20);
    assert_int_equal(figure(&town, round, "missed"), 0);
    shown = town_get(&town, "report.counters", "{}");
    assert_int_equal(json_i64(json_object_get(shown, "totals"), "done", 0), SITES + 20);
    assert_int_equal(json_i64(json_object_get(shown, "totals"), "cancelled", 0), 10);
    json_decref(shown);
    shown = town_get(&town, "report.custody", "{\"kind\":\"waste\"}");
    assert_true(json_f64(json_object_get(shown, "totals"), "collected_kg", 0) == (SITES + 20) * 8);
    json_decref(shown);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_done_in_time_is_done_and_the_rest_is_missed),
        cmocka_unit_test(a_restart_makes_nothing_twice_and_time_that_stood_still_is_missed),
        cmocka_unit_test(sites_open_and_close_during_the_day),
        cmocka_unit_test(a_mode_shortens_the_interval_and_gives_it_back),
        cmocka_unit_test(the_switch_halves_the_interval_and_a_missed_visit_is_told),
        cmocka_unit_test(a_day_of_889_sites_is_made_once_for_each_and_served),
    };
    return RUN_TESTS(tests);
}
