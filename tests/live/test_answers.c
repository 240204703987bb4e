/* Questions of people, answered on the dispatcher's picture without changing anything. */
#include "live_town.h"

static const char LEAK[] = "{\"smell\":\"strong\"}", ERRAND[] = "{\"kind\":\"supplies\"}";

static const json_t *nth(const json_t *answer, const char *list, size_t i)
{
    return json_array_get(json_object_get(answer, list), i);
}

static void offers_are_ranked_and_the_others_refused_with_a_reason(void **state)
{
    (void)state;
    struct live_two two;
    char errand[ID_TEXT_SIZE], leak[ID_TEXT_SIZE];
    live_two_open(&two, 2, 0);
    live_town_call(&two.it, "help.errand", ERRAND, 3, errand);
    live_settle(two.it.live);
    json_t *answer = town_get(&two.it.town, "job.offers", "{\"id\":\"%s\"}", errand);
    assert_int_equal(json_array_size(json_object_get(answer, "items")), 2);
    assert_string_equal(json_text(nth(answer, "items", 0), "crew", ""), two.it.crew);
    assert_true(json_flag(nth(answer, "items", 0), "current", false));
    /* In seconds of travel: three streets, and as much again waited for at its price of 1.2. */
    assert_int_equal(json_i64(nth(answer, "items", 0), "cost_s", 0), 3 * STREET_S * 22 / 10);
    assert_string_equal(json_text(nth(answer, "items", 1), "crew", ""), two.far);
    /* Six streets instead of three. */
    assert_int_equal(json_i64(nth(answer, "items", 1), "later_s", 0), 3 * STREET_S);
    json_decref(answer);
    live_town_call(&two.it, "gas.leak", LEAK, 8, leak);
    live_settle(two.it.live);
    answer = town_get(&two.it.town, "job.offers", "{\"id\":\"%s\"}", leak);
    assert_int_equal(json_array_size(json_object_get(answer, "items")), 1);
    const json_t *refused = nth(answer, "refused", 0);
    assert_string_equal(json_text(refused, "crew", ""), two.far);
    assert_string_equal(json_text(json_object_get(refused, "reason"), "code", ""), "no_stock");
    json_decref(answer);
    live_town_close(&two.it);
}

static void what_if_tells_conflicts_and_effects_and_changes_nothing(void **state)
{
    (void)state;
    struct live_two two;
    char errand[ID_TEXT_SIZE], leak[ID_TEXT_SIZE];
    live_two_open(&two, 2, 0);
    live_town_call(&two.it, "help.errand", ERRAND, 8, errand);
    live_settle(two.it.live);
    live_town_call(&two.it, "gas.leak", LEAK, 2, leak);
    json_t *before = live_town_job(&two.it, leak);
    json_t *answer = town_get(&two.it.town, "job.what_if",
                              "{\"id\":\"%s\",\"crew\":\"%s\",\"next\":true}", leak, two.far);
    const json_t *move = nth(answer, "moves", 0);
    assert_string_equal(json_text(nth(move, "conflicts", 0), "code", ""), "no_stock");
    assert_true(json_is_object(json_object_get(move, "visit")));
    /* The far crew would go to the leak first: the errand moves. */
    assert_string_equal(json_text(nth(answer, "effects", 0), "job", ""), errand);
    json_t *after = live_town_job(&two.it, leak);
    assert_true(json_equal(before, after));
    json_decref(before);
    json_decref(after);
    json_decref(answer);
    live_town_close(&two.it);
}

static void swapping_is_asked_for_both_at_once(void **state)
{
    (void)state;
    struct live_two two;
    char near[ID_TEXT_SIZE], far[ID_TEXT_SIZE];
    live_two_open(&two, 2, 0);
    live_town_call(&two.it, "help.errand", ERRAND, 1, near);
    live_settle(two.it.live);
    live_town_call(&two.it, "help.errand", ERRAND, 8, far);
    live_settle(two.it.live);
    json_t *answer =
        town_get(&two.it.town, "job.what_if", "{\"id\":\"%s\",\"with\":\"%s\"}", near, far);
    assert_int_equal(json_array_size(json_object_get(answer, "moves")), 2);
    assert_string_equal(json_text(nth(answer, "moves", 0), "crew", ""), two.far);
    assert_string_equal(json_text(nth(answer, "moves", 1), "crew", ""), two.it.crew);
    json_decref(answer);
    town_do(&two.it.town, NULL, "job.swap", "{\"id\":\"%s\",\"with\":\"%s\"}", near, far);
    json_t *shown = live_town_job(&two.it, near);
    assert_string_equal(json_text(shown, "crew", ""), two.far);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 8 * STREET_S);
    json_decref(shown);
    live_town_close(&two.it);
}

static void what_the_dispatcher_does_not_know_is_not_found(void **state)
{
    (void)state;
    struct live_two two;
    struct ops_reply *reply = NULL;
    live_two_open(&two, 2, 0);
    assert_int_equal(town_try(&two.it.town, &two.it.town.admin, "job.what_if", &reply,
                              "{\"id\":\"01834b5e-7c00-7000-8000-00000000ffff\",\"crew\":\"%s\"}",
                              two.far),
                     ERR_NOT_FOUND);
    ops_reply_free(reply);
    live_town_close(&two.it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offers_are_ranked_and_the_others_refused_with_a_reason),
        cmocka_unit_test(what_if_tells_conflicts_and_effects_and_changes_nothing),
        cmocka_unit_test(swapping_is_asked_for_both_at_once),
        cmocka_unit_test(what_the_dispatcher_does_not_know_is_not_found),
    };
    return RUN_TESTS(tests);
}
