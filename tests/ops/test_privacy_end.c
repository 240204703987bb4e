/* Destroyed means destroyed: after its day a value is nowhere in the files of the database,
 * whatever became of the case meanwhile, and the log of events is whole. */
#include "db_files.h"
#include "town.h"

#include "store/copy.h"

static const char PHONE[] = "0953-5551234";
enum { DAY_S = 24 * 3600 };

/* ---- A case with a value of every kind --------------------------------------------------------
 */

struct leak {
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], photo[65];
};

/* What the people of the case say, write, sign and photograph; no two are alike. */
static const char *const personal[] = {
    "王芳的名字",      "0953-5551234",   "third floor left",    "unit nine east gate",
    "106.19537",       "37.99264",       "way_to_a_door",       "replaced her hose",
    "Wang Fang signs", "too_kind_to_me", "cannot_leave\":true", "iVBORw0KGgpQSE9UTyBv",
};

/* A call with an Idempotency-Key, so that its answer is kept. */
__attribute__((format(printf, 5, 6))) static struct ops_reply *
keyed(struct town *town, const struct actor *actor, const char *name, const char *key,
      const char *format, ...)
{
    char text[4096];
    va_list args;
    struct ops_reply *reply = NULL;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct ops_call call = {.command = ops_command(name),
                            .args = town_json(text),
                            .actor = actor,
                            .key = key,
                            .if_match = -1};
    if (ops_call(town->ops, call, &reply) != ERR_OK)
        fail_msg("%s: %s: %s", name, reply->error.where, reply->error.text);
    return reply;
}

static void call_in(struct town *town, const struct actor *resident, struct leak *leak)
{
    struct ops_reply *reply = keyed(
        town, resident, "request.create", "key of the call",
        "{\"org\":\"%s\",\"service\":\"gas.leak\",\"caller\":{\"name\":\"王芳的名字\",\"phone\":"
        "\"%s\"},\"place\":{\"lon\":106.19537,\"lat\":37.99264,\"address\":\"unit nine east "
        "gate\"},"
        "\"answers\":{\"smell\":\"strong\",\"cannot_leave\":true},\"note\":\"third floor left\"}",
        town->org, PHONE);
    snprintf(leak->request, ID_TEXT_SIZE, "%s", reply->id);
    snprintf(leak->job, ID_TEXT_SIZE, "%s",
             json_text(json_object_get(ops_reply_json(reply), "job"), "id", ""));
    ops_reply_free(reply);
}

/* Planned, taken away by a decision and given back, so that every copy of a plan exists. */
static void plan(struct town *town, struct leak *leak)
{
    static const char visit[] =
        "{\"job\":\"%s\",\"crew\":\"%s\",\"seq\":0,\"depart_at\":\"2022-09-27T11:33:00+08:00\","
        "\"arrive_at\":\"2022-09-27T11:44:00+08:00\",\"start_at\":\"2022-09-27T11:44:00+08:00\","
        "\"end_at\":\"2022-09-27T11:52:00+08:00\",\"travel_s\":660,\"distance_m\":3100,"
        "\"geometry\":\"way_to_a_door\"}";
    char text[1024], list[2][1024];
    snprintf(text, sizeof text, visit, leak->job, town->crew);
    for (int i = 0; i < 2; i++) {
        json_t *now = town_get(town, "plan.revision", "{}");
        snprintf(list[i], sizeof list[i], "\"%s\":[%s]", i ? "visits" : "proposals", text);
        town_do(town, NULL, "plan.commit", "{\"base_revision\":%d,%s%s}",
                (int)json_i64(now, "revision", 0), i ? "" : "\"visits\":[],", list[i]);
        json_decref(now);
    }
    town_do(town, NULL, "job.assign",
            "{\"id\":\"%s\",\"crew\":\"%s\",\"reason\":\"r\",\"force\":true}", leak->job,
            town->crew);
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", leak->job);
    snprintf(leak->visit, ID_TEXT_SIZE, "%s", json_text(json_object_get(shown, "visit"), "id", ""));
    json_decref(shown);
}

static void step(struct town *town, const struct leak *leak, const char *code, const char *value)
{
    char key[80];
    snprintf(key, sizeof key, "key of %s", code);
    ops_reply_free(keyed(town, &town->admin, "step.record", key,
                         "{\"id\":\"%s\",\"code\":\"%s\",\"value\":%s}", leak->visit, code, value));
}

static void work(struct town *town, struct leak *leak)
{
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    static const char *const steps[][2] = {{"reading_before", "12"},
                                           {"cause", "\"hose\""},
                                           {"measures", "\"replaced her hose\""},
                                           {"reading_after", "0"},
                                           {"tightness_test", "\"tight\""},
                                           {"signature", "\"Wang Fang signs\""}};
    char photo[80];
    json_t *kept =
        town_get(town, "attachment.create",
                 "{\"type\":\"image/png\",\"data\":\"iVBORw0KGgpQSE9UTyBvZiBoZXIga2l0Y2hlbg==\"}");
    snprintf(leak->photo, sizeof leak->photo, "%s", json_text(kept, "sha256", ""));
    snprintf(photo, sizeof photo, "\"%s\"", leak->photo);
    json_decref(kept);
    town_move(town, leak->visit, states, 4);
    /* A picture that a step names must be kept. */
    assert_int_not_equal(town_try(town, &town->admin, "step.record", NULL,
                                  "{\"id\":\"%s\",\"code\":\"photo\",\"value\":\"%064d\"}",
                                  leak->visit, 7),
                         ERR_OK);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        step(town, leak, steps[i][0], steps[i][1]);
    step(town, leak, "photo", photo);
    town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"done\"}", leak->visit);
    town_do(town, NULL, "request.feedback",
            "{\"id\":\"%s\",\"score\":5,\"comment\":\"too_kind_to_me\"}", leak->request);
    town_do(town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"closed\"}", leak->job);
}

static void handle_leak(struct town *town, struct leak *leak)
{
    struct actor resident = town_user(town, "resident", "resident", "");
    call_in(town, &resident, leak);
    plan(town, leak);
    work(town, leak);
}

static void assert_log_is_whole(struct town *town)
{
    struct verify_result result;
    struct error error = {0};
    if (store_verify(town->folder.store, 0, NULL, &result, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
}

/* The keys of the sealed values of the case. */
static size_t keys_of(struct town *town, char keys[][65], size_t room)
{
    struct sql *sql = NULL;
    struct sql_rows *rows = NULL;
    enum err rc = store_reader(town->folder.store, &sql, NULL);
    size_t n = 0;
    assert_int_equal(rc, ERR_OK);
    assert_int_equal(sql_ask(sql,
                             "SELECT bytes FROM seal_key JOIN sealed ON sealed.key = number"
                             " WHERE noun IN ('request', 'job', 'visit')",
                             SQL_NONE, &rows, NULL),
                     ERR_OK);
    while (n < room && sql_next(rows, &rc, NULL))
        snprintf(keys[n++], 65, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    store_reader_done(town->folder.store, sql);
    return n;
}

/* ---- Tests ------------------------------------------------------------------------------------
 */

/* Two hundred days on, neither a value nor a key is left in any file; while it was there it lay in
 * clear nowhere, but for pictures. */
static void nothing_is_left_in_any_file(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    char keys[40][65];
    enum { N = sizeof personal / sizeof *personal };
    town_open(&town);
    town_settle(&town);
    handle_leak(&town, &leak);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(files_hold(&town.folder, personal[i]), i == N - 1);
    json_t *shown = town_get(&town, "visit.get", "{\"id\":\"%s\"}", leak.visit);
    char *text = json_dumps(shown, 0);
    assert_non_null(strstr(text, "Wang Fang signs"));
    free(text);
    json_decref(shown);
    size_t n = keys_of(&town, keys, 40);
    assert_in_range(n, 8, 39);
    for (size_t i = 0; i < n; i++)
        assert_true(files_hold(&town.folder, keys[i]));

    for (int day = 0; day < 200; day++)
        town_tick(&town, DAY_S);
    for (size_t i = 0; i < N; i++) {
        if (files_hold(&town.folder, personal[i]))
            fail_msg("'%s' is still in the files.", personal[i]);
    }
    for (size_t i = 0; i < n; i++)
        assert_false(files_hold(&town.folder, keys[i]));
    assert_int_equal(keys_of(&town, keys, 40), 0);
    shown = town_get(&town, "attachment.get", "{\"sha256\":\"%s\"}", leak.photo);
    assert_false(json_is_null(json_object_get(shown, "destroyed_at")));
    json_decref(shown);
    /* What the city accounts for is still there. */
    shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", leak.job);
    assert_string_equal(json_text(shown, "state", ""), "closed");
    assert_string_equal(json_text(json_object_get(shown, "visit"), "state", ""), "done");
    json_decref(shown);
    assert_int_equal(town_try(&town, &town.admin, "job.transition", NULL,
                              "{\"id\":\"%s\",\"to\":\"reopened\"}", leak.job),
                     ERR_STATE);
    assert_log_is_whole(&town);
    town_close(&town);
}

static bool shows(struct town *town, const char *id, const char *text)
{
    json_t *shown = town_get(town, "privacy.look",
                             "{\"noun\":\"request\",\"thing\":\"%s\",\"purpose\":\"supervision\","
                             "\"reason\":\"a test\"}",
                             id);
    char *dumped = json_dumps(shown, JSON_COMPACT);
    bool found = strstr(dumped, text) != NULL;
    free(dumped);
    json_decref(shown);
    return found;
}

/* R-V2: each value has the day of its rule: the condition fourteen days after the end, the caller
 * and the place thirty. */
static void each_value_goes_on_the_day_of_its_rule(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    town_open(&town);
    town_settle(&town);
    handle_leak(&town, &leak);
    town_tick(&town, 13 * DAY_S);
    assert_true(shows(&town, leak.request, PHONE) && shows(&town, leak.request, "cannot_leave"));
    town_tick(&town, DAY_S);
    assert_true(shows(&town, leak.request, PHONE) && shows(&town, leak.request, "106.19537"));
    assert_false(shows(&town, leak.request, "cannot_leave"));
    town_tick(&town, 16 * DAY_S);
    assert_false(shows(&town, leak.request, PHONE) || shows(&town, leak.request, "106.19537"));
    /* What is said later has its day as well. */
    town_do(&town, NULL, "request.feedback",
            "{\"id\":\"%s\",\"score\":4,\"comment\":\"said much later\"}", leak.request);
    assert_true(shows(&town, leak.request, "said much later"));
    town_tick(&town, 30 * DAY_S);
    assert_false(shows(&town, leak.request, "said much later"));
    assert_log_is_whole(&town);
    town_close(&town);
}

/* By hand at once, and a phone that sends its call again is not answered with what is destroyed. */
static void by_hand_all_of_a_case_goes_at_once(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    town_open(&town);
    town_settle(&town);
    handle_leak(&town, &leak);
    town_do(&town, NULL, "privacy.destroy",
            "{\"noun\":\"request\",\"thing\":\"%s\",\"reason\":\"asked for\"}", leak.request);
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
        assert_false(files_hold(&town.folder, personal[i]));
    assert_log_is_whole(&town);
    town_close(&town);
}

/* R-V2: what would have gone after fourteen and thirty days stays while the emergency lasts. */
static void nothing_is_destroyed_while_the_emergency_lasts(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor manager = town_user(&town, "manager", "manager", "\"command_post\"");
    handle_leak(&town, &leak);
    town_begin_emergency(&town, &manager, 960, mode);
    for (int day = 0; day < 35; day++)
        town_tick(&town, DAY_S);
    assert_true(shows(&town, leak.request, PHONE) && shows(&town, leak.request, "106.19537"));
    for (int day = 0; day < 7; day++) /* forty days are over */
        town_tick(&town, DAY_S);
    assert_false(shows(&town, leak.request, PHONE) || shows(&town, leak.request, "106.19537"));
    town_close(&town);
}

/* A backup of before holds what was there; served again, it destroys what is due at its first tick.
 */
static void a_backup_that_is_served_again_destroys_what_is_due(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    struct folder backup = {0};
    town_open(&town);
    town_settle(&town);
    handle_leak(&town, &leak);
    snprintf(backup.path, sizeof backup.path, "/tmp/lifeline-test-XXXXXX");
    assert_non_null(mkdtemp(backup.path));
    assert_int_equal(store_copy(town.folder.path, backup.path, NULL), ERR_OK);
    for (int day = 0; day < 40; day++)
        town_tick(&town, DAY_S);
    ops_close(town.ops);
    folder_remove(&town.folder);

    town.folder = backup;
    folder_open(&town.folder, NULL);
    town_open_ops(&town);
    assert_true(shows(&town, leak.request, PHONE));
    town_tick(&town, 0);
    assert_false(shows(&town, leak.request, PHONE) || shows(&town, leak.request, "106.19537"));
    assert_log_is_whole(&town);
    town_close(&town);
}

static enum err lay_open(struct sql *sql, void *context, struct error *error)
{
    const struct leak *leak = context;
    enum err rc = sql_run(sql,
                          "UPDATE request SET doc = substr(doc, 1, length(doc) - 1) ||"
                          " ',\"place\":{\"lat\":37.99264,\"lon\":106.19537}}' WHERE id = ?",
                          SQL_ARGS(sql_text(leak->request)), error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "DELETE FROM sealed WHERE noun_id = ? AND field = 'place'",
                     SQL_ARGS(sql_text(leak->request)), error);
    if (rc == ERR_OK)
        rc = sql_run(sql,
                     "UPDATE sealed SET key = NULL, value = '\"clear as before\"'"
                     " WHERE noun_id = ? AND field = 'note'",
                     SQL_ARGS(sql_text(leak->request)), error);
    /* As migration 0060 does for requests that are over. */
    return rc == ERR_OK ? sql_run(sql, "UPDATE timer SET at_ms = 0 WHERE noun_id = ?",
                                  SQL_ARGS(sql_text(leak->request)), error)
                        : rc;
}

/* Databases from before held places in rows and other values in clear: they are sealed, and go. */
static void what_lay_in_clear_before_is_sealed_and_goes(void **state)
{
    (void)state;
    struct town town;
    struct leak leak;
    town_open(&town);
    town_settle(&town);
    handle_leak(&town, &leak);
    assert_int_equal(store_call(town.folder.store, lay_open, &leak, NULL), ERR_OK);
    assert_true(files_hold(&town.folder, "106.19537"));
    assert_true(shows(&town, leak.request, "clear as before"));
    assert_true(shows(&town, leak.request, "106.19537"));
    town_tick(&town, 0);
    assert_true(shows(&town, leak.request, "clear as before"));
    assert_true(shows(&town, leak.request, "106.19537"));
    for (int day = 0; day < 31; day++)
        town_tick(&town, DAY_S);
    assert_false(files_hold(&town.folder, "106.19537"));
    assert_false(files_hold(&town.folder, "clear as before"));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_in_any_file),
        cmocka_unit_test(each_value_goes_on_the_day_of_its_rule),
        cmocka_unit_test(by_hand_all_of_a_case_goes_at_once),
        cmocka_unit_test(nothing_is_destroyed_while_the_emergency_lasts),
        cmocka_unit_test(a_backup_that_is_served_again_destroys_what_is_due),
        cmocka_unit_test(what_lay_in_clear_before_is_sealed_and_goes),
    };
    return RUN_TESTS(tests);
}
