/* Organisations: heads that add up, lending, dual registration, named responsibility, daily calls.
 */
#include "town.h"

#include "base/json_find.h"
#include "base/rng.h"
#include "ops/import.h"

enum { ORGS = 314, MEMBERS = 3354 };

static void import_file(struct town *town, const char *kind, const char *text)
{
    char path[160];
    struct import_result result;
    struct error error = {0};
    snprintf(path, sizeof path, "%s/%s.csv", town->folder.path, kind);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    if (ops_import_csv(town->ops, kind, path, NULL, &town->admin, &result, &error) != ERR_OK)
        fail_msg("%s: %s; %s", error.where, error.text,
                 result.errors.n ? result.errors.at[0].text : "");
    import_result_free(&result);
}

/* A tree of three levels below one head: 13 committees, 300 branches. */
static void import_the_county(struct town *town)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "code,name_zh,parent,kind\nO0,县委,,party\n");
    for (int i = 1; i < ORGS; i++)
        fprintf(out, "O%d,支部%d,O%d,party\n", i, i, i <= 13 ? 0 : 1 + i % 13);
    fclose(out);
    import_file(town, "orgs", text);
    free(text);
    out = open_memstream(&text, &size);
    fprintf(out, "code,label,org\n");
    for (int i = 0; i < MEMBERS; i++)
        fprintf(out, "m%d,member %d,O%d\n", i, i, (i * 7) % ORGS);
    fclose(out);
    import_file(town, "people", text);
    free(text);
}

static json_t *heads_of(const json_t *report, const char *code)
{
    return json_find(json_object_get(report, "items"), "code", code);
}

static int64_t figure(const json_t *unit, const char *key)
{
    return json_i64(json_object_get(unit, "people"), key, -1);
}

/* Every total is the organisation's own and the totals of its children. */
static void check_roll_up(const json_t *report)
{
    const json_t *items = json_object_get(report, "items"), *unit, *child;
    size_t i, k;
    json_array_foreach(items, i, unit)
    {
        int64_t total = figure(unit, "own"), present = figure(unit, "present");
        json_array_foreach(items, k, child)
        {
            if (strcmp(json_text(child, "parent", ""), json_text(unit, "id", "")) != 0)
                continue;
            total += figure(child, "total");
            present += figure(child, "present_total");
        }
        assert_int_equal(figure(unit, "total"), total);
        assert_int_equal(figure(unit, "present_total"), present);
    }
}

static void every_roll_up_of_314_organisations_adds_up_to_3354(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    import_the_county(&town);
    json_t *report = town_get(&town, "org.heads", "{}");
    assert_int_equal(json_array_size(json_object_get(report, "items")), ORGS);
    check_roll_up(report);
    const json_t *top = heads_of(report, "O0");
    assert_int_equal(figure(top, "total"), MEMBERS);
    assert_int_equal(figure(top, "own"), 11);
    json_decref(report);
    town_close(&town);
}

static const char *id_at(json_t *list, size_t i)
{
    return json_text(json_array_get(json_object_get(list, "items"), i), "id", "");
}

/* Random loans all over the county: present adds up to the members at every moment. */
static void who_is_lent_is_counted_once(void **state)
{
    (void)state;
    struct town town;
    struct rng rng;
    town_open(&town);
    import_the_county(&town);
    rng_seed(&rng, 7);
    printf("# seed 7\n");
    json_t *people = town_get(&town, "person.list", "{\"limit\":400}");
    json_t *orgs = town_get(&town, "org.list", "{\"limit\":400}");
    int64_t lent = 0, refused = 0;
    for (int i = 0; i < 300; i++) {
        unsigned from = rng_below(&rng, 20), hours = 1 + rng_below(&rng, 30);
        enum err rc =
            town_try(&town, &town.admin, "loan.create", NULL,
                     "{\"person\":\"%s\",\"to_org\":\"%s\",\"from\":"
                     "\"2022-09-28T%02u:00:00+08:00\",\"until\":"
                     "\"2022-09-%02uT%02u:30:00+08:00\"}",
                     id_at(people, rng_below(&rng, 120)), id_at(orgs, rng_below(&rng, ORGS)), from,
                     28 + (from + hours) / 24, (from + hours) % 24);
        assert_true(rc == ERR_OK || rc == ERR_RULE);
        *(rc == ERR_OK ? &lent : &refused) += 1;
    }
    assert_true(lent > 50 && refused > 20);
    bool moved = false;
    for (int hour = 0; hour < 24; hour += 5) {
        json_t *report =
            town_get(&town, "org.heads", "{\"at\":\"2022-09-28T%02d:00:00+08:00\"}", hour);
        check_roll_up(report);
        assert_int_equal(figure(heads_of(report, "O0"), "present_total"), MEMBERS);
        assert_int_equal(figure(heads_of(report, "O0"), "total"), MEMBERS);
        size_t u;
        json_t *unit;
        json_array_foreach(json_object_get(report, "items"), u, unit) moved |=
            figure(unit, "present") != figure(unit, "own");
        json_decref(report);
    }
    assert_true(moved);
    json_decref(people);
    json_decref(orgs);
    town_close(&town);
}

static void five_lent_to_the_city_team_return_when_the_loan_ends(void **state)
{
    (void)state;
    struct town town;
    char team[ID_TEXT_SIZE], person[5][ID_TEXT_SIZE], loan[5][ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, team, "org.create", "{\"name\":{\"en\":\"City team\"},\"kind\":\"team\"}");
    for (int i = 0; i < 5; i++) {
        town_do(&town, person[i], "person.create", "{\"org\":\"%s\",\"label\":\"p\"}", town.org);
        town_do(&town, loan[i], "loan.create", "{\"person\":\"%s\",\"to_org\":\"%s\"}", person[i],
                team);
    }
    assert_int_equal(town_try(&town, &town.admin, "loan.create", NULL,
                              "{\"person\":\"%s\",\"to_org\":\"%s\"}", person[0], team),
                     ERR_RULE);
    for (int round = 0; round < 2; round++) {
        json_t *report = town_get(&town, "org.heads", "{}");
        const json_t *home = json_array_get(json_object_get(report, "items"), 0);
        const json_t *away = json_array_get(json_object_get(report, "items"), 1);
        assert_int_equal(figure(home, "own"), 6);
        assert_int_equal(figure(home, "present"), round ? 6 : 1);
        assert_int_equal(figure(away, "present"), round ? 0 : 5);
        json_decref(report);
        town_advance(&town, 60);
        for (int i = 0; i < 5 && round == 0; i++)
            town_do(&town, NULL, "loan.end", "{\"id\":\"%s\"}", loan[i]);
    }
    town_close(&town);
}

static void a_member_registers_where_they_live_and_a_unit_with_many(void **state)
{
    (void)state;
    struct town town;
    char a[ID_TEXT_SIZE], b[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, a, "org.create", "{\"name\":{\"en\":\"East\"},\"kind\":\"community\"}");
    town_do(&town, b, "org.create", "{\"name\":{\"en\":\"West\"},\"kind\":\"community\"}");
    assert_int_equal(town_try(&town, &town.admin, "affiliation.create", NULL,
                              "{\"community\":\"%s\",\"person\":\"%s\"}", town.org, town.person),
                     ERR_RULE);
    town_do(&town, id, "affiliation.create", "{\"community\":\"%s\",\"unit\":\"%s\"}", a, town.org);
    town_do(&town, NULL, "affiliation.create", "{\"community\":\"%s\",\"unit\":\"%s\"}", b,
            town.org);
    town_do(&town, NULL, "affiliation.create", "{\"community\":\"%s\",\"person\":\"%s\"}", a,
            town.person);
    assert_int_equal(town_try(&town, &town.admin, "affiliation.create", NULL,
                              "{\"community\":\"%s\",\"person\":\"%s\"}", b, town.person),
                     ERR_EXISTS);
    town_do(&town, NULL, "affiliation.help",
            "{\"id\":\"%s\",\"what\":\"disinfectant and paper\",\"hours\":2}", id);
    json_t *list = town_get(&town, "affiliation.list", "{\"community\":\"%s\",\"open\":true}", a);
    assert_int_equal(json_array_size(json_object_get(list, "items")), 2);
    char *text = json_dumps(list, JSON_COMPACT);
    assert_non_null(strstr(text, "disinfectant and paper"));
    free(text);
    json_decref(list);
    town_close(&town);
}

/* Six blocks of households: each resolves to one name, whatever overlaps. */
static void every_household_resolves_to_one_name(void **state)
{
    (void)state;
    struct town town;
    char grid[ID_TEXT_SIZE], other[ID_TEXT_SIZE], own[ID_TEXT_SIZE], home[ID_TEXT_SIZE] = "";
    town_open(&town);
    town_settle(&town);
    char *const people[] = {grid, other, own};
    for (int i = 0; i < 3; i++)
        town_do(&town, people[i], "person.create", "{\"label\":\"grid worker %d\"}", i);
    for (int i = 0; i < 60; i++)
        town_do(&town, i == 7 ? home : NULL, "site.create",
                "{\"kind\":\"household\",\"name\":{\"en\":\"Home %d\"},\"place\":{\"lon\":%.4f,"
                "\"lat\":%.4f}}",
                i, 106.2 + (i % 6) * 0.001, 37.98 + (i % 10) * 0.001);
#define BOX(w, s, e, n)                                                                            \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" w "," s "],[" e "," s "],[" e "," n "],[" w "," n  \
    "],[" w "," s "]]]}"
    town_do(&town, NULL, "responsibility.create",
            "{\"person\":\"%s\",\"substitutes\":[\"%s\"],\"polygon\":" BOX(
                "106.1995", "37.9795", "106.2025", "37.9995") "}",
            grid, other);
    json_t *gaps = town_get(&town, "responsibility.gaps", "{\"kind\":\"household\"}");
    assert_int_equal(json_i64(gaps, "sites", 0), 60);
    assert_int_equal(json_i64(gaps, "resolved", 0), 30);
    json_decref(gaps);
    town_do(&town, NULL, "responsibility.create",
            "{\"person\":\"%s\",\"polygon\":" BOX("106.1", "37.9", "106.3", "38.1") "}", other);
    gaps = town_get(&town, "responsibility.gaps", "{\"kind\":\"household\"}");
    assert_int_equal(json_i64(gaps, "resolved", 0), 60);
    assert_int_equal(json_array_size(json_object_get(gaps, "gaps")), 0);
    json_decref(gaps);
    /* The smaller area counts; then the substitute; then who is named for the home itself. */
    json_t *who = town_get(&town, "responsibility.resolve", "{\"site\":\"%s\"}", home);
    assert_string_equal(json_text(who, "person", ""), grid);
    json_decref(who);
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", grid);
    who = town_get(&town, "responsibility.resolve", "{\"site\":\"%s\"}", home);
    assert_string_equal(json_text(who, "person", ""), other);
    assert_true(json_flag(who, "substitute", false));
    json_decref(who);
    town_do(&town, NULL, "responsibility.create", "{\"person\":\"%s\",\"site\":\"%s\"}", own, home);
    assert_int_equal(town_try(&town, &town.admin, "responsibility.create", NULL,
                              "{\"person\":\"%s\",\"site\":\"%s\"}", grid, home),
                     ERR_EXISTS);
    who = town_get(&town, "responsibility.resolve", "{\"site\":\"%s\"}", home);
    assert_string_equal(json_text(who, "person", ""), own);
    json_decref(who);
    town_close(&town);
}

/* Twelve isolated staff are called each day until they are released. */
static void twelve_are_called_each_day_until_release(void **state)
{
    (void)state;
    struct town town;
    char person[ID_TEXT_SIZE], entry[12][ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    for (int i = 0; i < 12; i++) {
        town_do(&town, person, "person.create",
                "{\"org\":\"%s\",\"label\":\"s\",\"status\":\"isolated\"}", town.org);
        town_do(&town, entry[i], "welfare.add", "{\"person\":\"%s\",\"reason\":\"isolated\"}",
                person);
    }
    for (int day = 0; day < 3; day++) {
        for (int i = 0; i < 12 - (day == 2); i++)
            town_do(&town, NULL, "welfare.call", "{\"id\":\"%s\",\"result\":\"well\"}", entry[i]);
        json_t *list = town_get(&town, "welfare.day", "{}");
        assert_int_equal(json_i64(list, "wanted", 0), 12);
        assert_int_equal(json_i64(list, "called", 0), day == 2 ? 11 : 12);
        json_decref(list);
        town_advance(&town, 24 * 3600);
    }
    town_do(&town, NULL, "welfare.release", "{\"id\":\"%s\"}", entry[0]);
    town_advance(&town, 24 * 3600);
    json_t *list = town_get(&town, "welfare.day", "{}");
    assert_int_equal(json_i64(list, "wanted", 0), 11);
    json_decref(list);
    list = town_get(&town, "welfare.day", "{\"day\":\"2022-09-28\"}");
    assert_int_equal(json_i64(list, "called", 0), 12);
    json_decref(list);
    town_close(&town);
}

/* The same person is called by several in the same millisecond: what each heard is kept. */
static void calls_of_one_moment_keep_what_each_was_told(void **state)
{
    (void)state;
    static const char *const results[] = {"no_answer", "needs", "well"};
    struct town town;
    char person[ID_TEXT_SIZE], entry[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, person, "person.create", "{\"org\":\"%s\",\"label\":\"s\"}", town.org);
    town_do(&town, entry, "welfare.add", "{\"person\":\"%s\"}", person);
    for (int i = 0; i < 3; i++)
        town_do(&town, NULL, "welfare.call",
                "{\"id\":\"%s\",\"result\":\"%s\",\"note\":\"note %d\"}", entry, results[i], i);
    json_t *list = town_get(&town, "welfare.day", "{}"), *call;
    const json_t *item = json_array_get(json_object_get(list, "items"), 0);
    size_t i;
    assert_int_equal(json_array_size(json_object_get(item, "calls")), 3);
    json_array_foreach(json_object_get(item, "calls"), i, call)
    {
        char note[20];
        snprintf(note, sizeof note, "note %zu", i);
        assert_string_equal(json_text(call, "result", ""), results[i]);
        assert_string_equal(json_text(call, "note", ""), note);
        assert_null(json_object_get(call, "_field"));
    }
    json_decref(list);
    town_close(&town);
}

static void a_contact_that_is_due_is_listed_until_it_is_made(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, id, "agreement.create",
            "{\"org\":\"%s\",\"partner_name\":\"Community\",\"subjects\":[\"governance\",\"city "
            "campaigns\",\"epidemic control\"],\"next_at\":\"2022-09-28T09:00:00+08:00\"}",
            town.org);
    json_t *list = town_get(&town, "agreement.list", "{\"overdue\":true}");
    assert_int_equal(json_array_size(json_object_get(list, "items")), 0);
    json_decref(list);
    town_advance(&town, 24 * 3600);
    list = town_get(&town, "agreement.list", "{\"overdue\":true}");
    assert_int_equal(json_array_size(json_object_get(list, "items")), 1);
    json_decref(list);
    town_do(&town, NULL, "agreement.contact",
            "{\"id\":\"%s\",\"note\":\"met\",\"next_at\":\"2022-10-28T09:00:00+08:00\"}", id);
    list = town_get(&town, "agreement.list", "{\"overdue\":true}");
    assert_int_equal(json_array_size(json_object_get(list, "items")), 0);
    json_decref(list);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_roll_up_of_314_organisations_adds_up_to_3354),
        cmocka_unit_test(who_is_lent_is_counted_once),
        cmocka_unit_test(five_lent_to_the_city_team_return_when_the_loan_ends),
        cmocka_unit_test(a_member_registers_where_they_live_and_a_unit_with_many),
        cmocka_unit_test(every_household_resolves_to_one_name),
        cmocka_unit_test(twelve_are_called_each_day_until_release),
        cmocka_unit_test(calls_of_one_moment_keep_what_each_was_told),
        cmocka_unit_test(a_contact_that_is_due_is_listed_until_it_is_made),
    };
    return RUN_TESTS(tests);
}
