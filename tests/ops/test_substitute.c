/* S0-6: who could take a person's place, the best first; one command; and back. */
#include "town.h"

static void person(struct town *town, char id[ID_TEXT_SIZE], const char *skills, const char *more)
{
    town_do(town, id, "person.create", "{\"org\":\"%s\",\"label\":\"x\",\"skills\":[%s]%s}",
            town->org, skills, more);
}

static const char *nth(const json_t *list, size_t i)
{
    return json_text(json_array_get(json_object_get(list, "items"), i), "person", "");
}

static void the_qualified_free_and_willing_come_first(void **state)
{
    (void)state;
    struct town town;
    char willing[ID_TEXT_SIZE], plain[ID_TEXT_SIZE], busy[ID_TEXT_SIZE], unskilled[ID_TEXT_SIZE],
        ill[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    person(&town, unskilled, "\"errand\"", ",\"consents\":true");
    person(&town, busy, "\"gas_delivery\"", "");
    person(&town, plain, "\"gas_delivery\"", "");
    person(&town, willing, "\"gas_delivery\"", ",\"consents\":true");
    person(&town, ill, "\"gas_delivery\"", ",\"consents\":true");
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"ill\"}", ill);
    town_do(&town, NULL, "crew.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"2\"},\"members\":[\"%s\"],\"shift\":{\"from\":"
            "\"2022-09-27T10:00:00+08:00\",\"until\":\"2022-09-27T22:00:00+08:00\"}}",
            town.org, busy);
    json_t *list = town_get(&town, "crew.substitutes", "{\"id\":\"%s\",\"person\":\"%s\"}",
                            town.crew, town.person);
    assert_int_equal(json_array_size(json_object_get(list, "items")), 4);
    assert_string_equal(nth(list, 0), willing);
    assert_string_equal(nth(list, 1), plain);
    const json_t *first = json_array_get(json_object_get(list, "items"), 0);
    assert_int_equal(json_array_size(json_object_get(first, "lacks")), 0);
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(list, "items"), i, one)
    {
        if (strcmp(json_text(one, "person", ""), unskilled) == 0)
            assert_string_equal(json_string_value(json_array_get(json_object_get(one, "lacks"), 0)),
                                "gas_delivery");
        if (strcmp(json_text(one, "person", ""), busy) == 0)
            assert_true(json_flag(one, "on_other_shift", false));
    }
    json_decref(list);
    town_close(&town);
}

static void one_command_takes_over_the_round_and_undo_gives_it_back(void **state)
{
    (void)state;
    struct town town;
    char other[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    person(&town, other, "\"gas_delivery\"", "");
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}",
            town.person);
    town_do(&town, NULL, "crew.substitute", "{\"id\":\"%s\",\"out\":\"%s\",\"in\":\"%s\"}",
            town.crew, town.person, other);
    json_t *crew = town_get(&town, "crew.get", "{\"id\":\"%s\"}", town.crew);
    assert_string_equal(json_string_value(json_array_get(json_object_get(crew, "members"), 0)),
                        other);
    json_decref(crew);
    /* The round is kept. */
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(json_object_get(shown, "visit"), "id", ""), visit);
    json_decref(shown);
    assert_int_equal(town_try(&town, &town.admin, "crew.substitute", NULL,
                              "{\"id\":\"%s\",\"out\":\"%s\",\"in\":\"%s\"}", town.crew, other,
                              town.person),
                     ERR_RULE);
    town_do(&town, NULL, "decision.undo", "{}");
    crew = town_get(&town, "crew.get", "{\"id\":\"%s\"}", town.crew);
    assert_string_equal(json_string_value(json_array_get(json_object_get(crew, "members"), 0)),
                        town.person);
    json_decref(crew);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_qualified_free_and_willing_come_first),
        cmocka_unit_test(one_command_takes_over_the_round_and_undo_gives_it_back),
    };
    return RUN_TESTS(tests);
}
