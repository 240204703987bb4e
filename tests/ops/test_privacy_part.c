/* Names of transfer lists, gate registers, sheets and feedback, and the health of staff: sealed
 * under keys of their own, shown by role, and after their day nowhere in the files. */
#include "chain.h"
#include "db_files.h"

enum { DAY_S = 24 * 3600 };

/* What lies in the cases below; no two are alike. */
static const char *const personal[] = {
    "李转运的名字",
    "Second On Board",
    "王登记过门",
    "37.12345",
    "her escort by the gate",
    "赵志愿者",
    "642101199001011",
    "0953-7770001",
    "钱更正后",
    "Thankful Family Sun",
    "rude at door",
    "we are sorry",
    "positive since day",
    "coughs at night",
    "38.6 and a wheelchair",
};
enum { N_PERSONAL = sizeof personal / sizeof *personal };

struct cases {
    struct chain chain;
    char list[ID_TEXT_SIZE], gate[ID_TEXT_SIZE], sheet[ID_TEXT_SIZE], thanks[ID_TEXT_SIZE],
        welfare[ID_TEXT_SIZE], ill[ID_TEXT_SIZE];
};

static void move_two(struct cases *cases)
{
    struct town *town = &cases->chain.town;
    town_do(town, cases->list, "manifest.create",
            "{\"kind\":\"persons\",\"site\":\"%s\",\"lines\":[{\"code\":\"1\",\"name\":\"%s\","
            "\"note\":\"%s\"},"
            "{\"code\":\"2\",\"name\":\"%s\"}]}",
            cases->chain.hotel, personal[0], personal[14], personal[1]);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH "}",
            cases->list, cases->chain.hotel, town->vehicle);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH "}", cases->list,
            town->vehicle, cases->chain.plant);
}

static void pass_a_gate(struct cases *cases)
{
    struct town *town = &cases->chain.town;
    char zone[ID_TEXT_SIZE];
    town_do(town, zone, "zone.create",
            "{\"name\":{\"en\":\"Garden\"},\"policy\":\"epidemic-2021\",\"level\":\"sealed\","
            "\"polygon\":{\"type\":\"Polygon\","
            "\"coordinates\":[[[106.19,37.99],[106.2,37.99],[106.2,38.0],[106.19,38.0],[106.19,"
            "37.99]]]}}");
    town_do(town, cases->gate, "gate.create",
            "{\"zone\":\"%s\",\"name\":{\"en\":\"East gate\"},\"place\":{\"lon\":106.2,\"lat\":"
            "37.995}}",
            zone);
    town_do(town, NULL, "gate.pass",
            "{\"id\":\"%s\",\"direction\":\"out\",\"who\":\"%s\",\"temperature\":%s,\"escort\":"
            "\"%s\"}",
            cases->gate, personal[2], personal[3], personal[4]);
}

#define VOLUNTEER                                                                                  \
    "{\"volunteers\":[{\"name\":\"%s\",\"id_number\":\"%s\",\"phone\":\"%s\",\"unit\":\"power\","  \
    "\"trained\":true,\"insured\":true,\"healthy\":true,\"in_at\":\"2022-09-27T05:00:00+08:00\"}]" \
    "}"

static void sign_in(struct cases *cases)
{
    struct town *town = &cases->chain.town;
    town_do(town, cases->sheet, "sheet.create",
            "{\"form\":\"volunteer_sign_in\",\"values\":{\"activity\":\"testing\",\"kind\":"
            "\"sampling\",\"place\":\"hall\",\"planned_at\":\"2022-09-27T05:00:00+08:00\"},"
            "\"rows\":" VOLUNTEER "}",
            personal[5], personal[6], personal[7]);
    town_do(town, NULL, "sheet.sign",
            "{\"id\":\"%s\",\"slot\":\"leader\",\"signature\":" SIGNED("leader") "}", cases->sheet);
    town_do(town, NULL, "sheet.correct",
            "{\"id\":\"%s\",\"reason\":\"misread\",\"rows\":" VOLUNTEER "}", cases->sheet,
            personal[8], personal[6], personal[7]);
}

static void thank_and_call(struct cases *cases)
{
    struct town *town = &cases->chain.town;
    town_do(town, cases->thanks, "feedback.record",
            "{\"kind\":\"complaint\",\"from\":\"%s\",\"text\":\"%s\"}", personal[9], personal[10]);
    town_do(town, NULL, "feedback.answer", "{\"id\":\"%s\",\"answer\":\"%s\"}", cases->thanks,
            personal[11]);
    town_do(town, cases->ill, "person.create", "{\"org\":\"%s\",\"name\":{\"en\":\"Fitter\"}}",
            town->org);
    town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", cases->ill);
    town_do(town, cases->welfare, "welfare.add", "{\"person\":\"%s\",\"reason\":\"%s\"}",
            cases->ill, personal[12]);
    town_do(town, NULL, "welfare.call", "{\"id\":\"%s\",\"result\":\"needs\",\"note\":\"%s\"}",
            cases->welfare, personal[13]);
}

static void cases_open(struct cases *cases)
{
    chain_open(&cases->chain);
    move_two(cases);
    pass_a_gate(cases);
    sign_in(cases);
    thank_and_call(cases);
}

static bool holds(const json_t *json, const char *text)
{
    char *dumped = json_dumps(json, JSON_COMPACT);
    bool found = strstr(dumped, text) != NULL;
    free(dumped);
    return found;
}

static int64_t count(struct town *town, const char *query)
{
    struct sql *sql = NULL;
    int64_t n = -1;
    assert_int_equal(store_reader(town->folder.store, &sql, NULL), ERR_OK);
    assert_int_equal(sql_ask_i64(sql, query, SQL_NONE, 0, &n, NULL), ERR_OK);
    store_reader_done(town->folder.store, sql);
    return n;
}

static void assert_nothing_in_clear(struct town *town)
{
    for (size_t i = 0; i < N_PERSONAL; i++) {
        if (files_hold(&town->folder, personal[i]))
            fail_msg("'%s' lies in clear.", personal[i]);
    }
    assert_false(files_hold(&town->folder, ":\"isolated\""));
}

static void ops_reopen(struct town *town)
{
    ops_close(town->ops);
    folder_close(&town->folder);
    folder_open(&town->folder, NULL);
    town_open_ops(town);
}

/* While they are kept nothing of them lies in clear anywhere; in the end nothing is left of them
 * but what the city accounts for. */
static void no_name_is_left_in_any_file(void **state)
{
    (void)state;
    struct cases cases;
    struct town *town = &cases.chain.town;
    cases_open(&cases);
    assert_nothing_in_clear(town);
    json_t *log = town_get(town, "event.list", "{\"limit\":1000}");
    assert_false(holds(log, "赵志愿者") || holds(log, "Thankful"));
    json_decref(log);
    assert_true(count(town, "SELECT count(*) FROM sealed WHERE key IS NULL") == 0);
    assert_true(count(town, "SELECT count(*) FROM sealed") >= 9);

    town_do(town, NULL, "welfare.release", "{\"id\":\"%s\"}", cases.welfare);
    town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"available\"}", cases.ill);
    for (int day = 0; day < 190; day++)
        town_tick(town, DAY_S);
    for (size_t i = 0; i < N_PERSONAL; i++)
        assert_false(files_hold(&town->folder, personal[i]));
    assert_int_equal(count(town, "SELECT count(*) FROM sealed WHERE noun <> 'crew'"), 0);
    assert_int_equal(count(town, "SELECT count(*) FROM welfare"), 0);
    json_t *sheet = town_get(town, "sheet.get", "{\"id\":\"%s\"}", cases.sheet);
    const json_t *row =
        json_array_get(json_object_get(json_object_get(sheet, "rows"), "volunteers"), 0);
    assert_string_equal(json_text(row, "unit", ""), "power");
    assert_null(json_object_get(row, "name"));
    json_decref(sheet);
    json_t *list = town_get(town, "manifest.get", "{\"id\":\"%s\"}", cases.list);
    assert_string_equal(json_text(list, "state", ""), "closed");
    assert_int_equal(json_i64(list, "packages", 0), 2);
    json_decref(list);
    struct verify_result result;
    assert_int_equal(store_verify(town->folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(town);
}

/* Those whom the rule names see them, everybody else sees a mask. */
static void assert_shown_by_role(struct cases *cases)
{
    struct town *town = &cases->chain.town;
    struct actor desk = town_user(town, "desk", "dispatcher", "");
    struct actor manager = town_user(town, "manager", "manager", "");
    struct actor viewer = town_user(town, "viewer", "viewer", "");
    const struct {
        const struct actor *who;
        const char *query, *id, *text;
        bool sees;
    } looks[] = {
        {&desk, "manifest.get", cases->list, personal[0], true},
        {&viewer, "manifest.get", cases->list, personal[0], false},
        {&manager, "sheet.get", cases->sheet, personal[8], true},
        {&manager, "sheet.get", cases->sheet, personal[5], true}, /* what a correction replaced */
        {&desk, "sheet.get", cases->sheet, personal[6], false},
        {&desk, "sheet.get", cases->sheet, personal[5], false},
        {&manager, "feedback.get", cases->thanks, personal[10], true},
    };
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        json_t *shown =
            town_shown(town, looks[i].who, looks[i].query, "{\"id\":\"%s\"}", looks[i].id);
        if (holds(shown, looks[i].text) != looks[i].sees)
            fail_msg("look %zu", i);
        assert_int_equal(json_object_get(shown, "masked") != NULL, !looks[i].sees);
        json_decref(shown);
    }
    /* The list of calls: name and what was said, for those who call. */
    json_t *day = town_shown(town, &desk, "welfare.day", "%s", "{}");
    assert_true(holds(day, personal[13]) && holds(day, "needs"));
    json_decref(day);
}

/* And the look is on record. */
static void names_are_shown_by_role_and_the_look_is_on_record(void **state)
{
    (void)state;
    struct cases cases;
    struct town *town = &cases.chain.town;
    cases_open(&cases);
    assert_shown_by_role(&cases);
    assert_int_equal(count(town, "SELECT count(*) FROM look WHERE purpose = 'dispatch'"), 1);
    assert_int_equal(count(town, "SELECT count(*) FROM look WHERE purpose = 'welfare'"), 1);
    town_close(town);
}

/* ---- Databases from before ---------------------------------------------------------------------
 */

static enum err run_with(struct sql *sql, const char *text, const char *id, struct error *error)
{
    return sql_run(sql, text, SQL_ARGS(sql_text(id)), error);
}

/* The rows as they were before migration 0070: every value in clear where it belongs. */
static enum err lay_open(struct sql *sql, void *context, struct error *error)
{
    const struct cases *cases = context;
    char passage[400], list[400], sheet[900], thanks[400];
    snprintf(list, sizeof list,
             "UPDATE manifest SET doc = json_set(doc, '$.lines[0].name', '%s', '$.lines[0].note',"
             " '%s', '$.lines[1].name', '%s') WHERE id = ?",
             personal[0], personal[14], personal[1]);
    snprintf(passage, sizeof passage,
             "UPDATE passage SET doc = json_set(doc, '$.who', '%s', '$.temperature', %s,"
             " '$.escort', '%s') WHERE gate = ?",
             personal[2], personal[3], personal[4]);
    snprintf(sheet, sizeof sheet,
             "UPDATE sheet SET doc = json_set(doc, '$.rows.volunteers[0].name', '%s',"
             " '$.rows.volunteers[0].id_number', '%s', '$.rows.volunteers[0].phone', '%s',"
             " '$.corrections[0].was.rows.volunteers[0].name', '%s') WHERE id = ?",
             personal[8], personal[6], personal[7], personal[5]);
    snprintf(thanks, sizeof thanks,
             "UPDATE feedback SET doc = json_set(doc, '$.from', '%s', '$.text', '%s', '$.answer',"
             " '%s') WHERE id = ?",
             personal[9], personal[10], personal[11]);
    char welfare[300], call[200];
    snprintf(welfare, sizeof welfare,
             "UPDATE welfare SET doc = json_set(doc, '$.reason', '%s') WHERE id = ?", personal[12]);
    snprintf(call, sizeof call,
             "UPDATE welfare_call SET result = 'needs', note = '%s' WHERE welfare = ?",
             personal[13]);
    const struct {
        const char *text, *id;
    } steps[] = {
        {list, cases->list},
        {passage, cases->gate},
        {sheet, cases->sheet},
        {thanks, cases->thanks},
        {welfare, cases->welfare},
        {call, cases->welfare},
        {"UPDATE person SET status = 'isolated', doc = json_set(doc, '$.status', 'isolated')"
         " WHERE id = ?",
         cases->ill},
        {"DELETE FROM sealed WHERE noun IN ('manifest', 'passage', 'sheet', 'feedback', 'welfare',"
         " 'person') AND '' <> ?",
         cases->ill},
        {"DELETE FROM timer WHERE noun = 'sealed' AND '' <> ?", cases->ill},
        {"DELETE FROM migration WHERE number IN (70, 71) AND '' <> ?", cases->ill},
    };
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < sizeof steps / sizeof *steps; i++)
        rc = run_with(sql, steps[i].text, steps[i].id, error);
    return rc;
}

/* What an earlier version left in clear is sealed at the first tick, shown to those who may see it
 * as before, and goes on its day. */
static void rows_from_before_are_sealed_at_the_first_tick_and_go(void **state)
{
    (void)state;
    struct cases cases;
    struct town *town = &cases.chain.town;
    struct error error = {0};
    cases_open(&cases);
    if (store_call(town->folder.store, lay_open, &cases, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    ops_reopen(town);
    for (size_t i = 0; i < N_PERSONAL; i++) {
        if (!files_hold(&town->folder, personal[i]))
            fail_msg("'%s' does not lie in clear.", personal[i]);
    }
    assert_true(files_hold(&town->folder, ":\"isolated\""));
    assert_shown_by_role(&cases);
    town_tick(town, 0);
    ops_reopen(town);
    assert_nothing_in_clear(town);
    assert_int_equal(count(town, "SELECT count(*) FROM event WHERE type = 'timer.failed'"), 0);
    assert_true(count(town, "SELECT count(*) FROM sealed WHERE key IS NULL") == 0);
    json_t *sheet = town_get(town, "sheet.get", "{\"id\":\"%s\"}", cases.sheet);
    assert_true(holds(sheet, personal[5]) && holds(sheet, personal[8]));
    json_decref(sheet);
    json_t *person = town_get(town, "person.list", "{}");
    assert_true(holds(person, "Fitter"));
    json_decref(person);
    json_t *day = town_get(town, "welfare.day", "{}");
    assert_true(holds(day, personal[13]) && holds(day, "needs"));
    json_decref(day);
    town_do(town, NULL, "welfare.release", "{\"id\":\"%s\"}", cases.welfare);
    for (int week = 0; week < 28; week++)
        town_tick(town, 7 * DAY_S);
    assert_nothing_in_clear(town);
    assert_int_equal(count(town, "SELECT count(*) FROM sealed WHERE noun NOT IN ('crew',"
                                 " 'person')"),
                     0);
    assert_int_equal(count(town, "SELECT count(*) FROM welfare"), 0);
    town_close(town);
}

static void emergency(struct town *town, int hours)
{
    char mode[ID_TEXT_SIZE];
    struct actor manager = town_user(town, "post", "manager", "\"command_post\"");
    town_begin_emergency(town, &manager, hours, mode);
}

static size_t sealed_of(struct town *town, const char *noun)
{
    char query[120];
    snprintf(query, sizeof query, "SELECT count(*) FROM sealed WHERE noun = '%s'", noun);
    return (size_t)count(town, query);
}

/* R-V2: the end of the emergency starts the time of what is said of people's health, and what was
 * due before waits for it. */
static void the_end_of_the_emergency_starts_the_time(void **state)
{
    (void)state;
    struct cases cases;
    struct town *town = &cases.chain.town;
    chain_open(&cases.chain);
    emergency(town, 40 * 24);
    move_two(&cases);
    thank_and_call(&cases);
    for (int day = 0; day < 38; day++)
        town_tick(town, DAY_S);
    assert_int_equal(sealed_of(town, "manifest"), 1); /* thirty days are over, the emergency not */
    for (int day = 0; day < 4; day++)
        town_tick(town, DAY_S);
    assert_int_equal(sealed_of(town, "manifest"), 0);
    /* Nobody has said that the fitter is out of isolation: a year on it is forgotten all the same.
     */
    assert_int_equal(sealed_of(town, "person"), 1);
    for (int week = 0; week < 51; week++)
        town_tick(town, 7 * DAY_S);
    assert_int_equal(sealed_of(town, "person"), 1);
    town_tick(town, 7 * DAY_S);
    assert_int_equal(sealed_of(town, "person"), 0);
    json_t *person = town_get(town, "person.get", "{\"id\":\"%s\"}", cases.ill);
    assert_string_equal(json_text(person, "status", ""), "away");
    json_decref(person);
    town_close(town);
}

/* Who leaves takes the telephone number along, a year later; who comes back keeps it. */
static void who_leaves_is_forgotten(void **state)
{
    (void)state;
    struct town town;
    char ids[2][ID_TEXT_SIZE];
    town_open(&town);
    for (size_t i = 0; i < 2; i++) {
        town_do(&town, ids[i], "person.create",
                "{\"name\":{\"en\":\"Fitter\"},\"phone\":\"0953-88800%zu\"}", i);
        town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"left\"}", ids[i]);
    }
    town_tick(&town, 100 * DAY_S);
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"available\"}", ids[1]);
    town_tick(&town, 266 * DAY_S);
    assert_false(files_hold(&town.folder, "0953-888000"));
    assert_int_equal(sealed_of(&town, "person"), 1);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_name_is_left_in_any_file),
        cmocka_unit_test(names_are_shown_by_role_and_the_look_is_on_record),
        cmocka_unit_test(rows_from_before_are_sealed_at_the_first_tick_and_go),
        cmocka_unit_test(the_end_of_the_emergency_starts_the_time),
        cmocka_unit_test(who_leaves_is_forgotten),
    };
    return RUN_TESTS(tests);
}
