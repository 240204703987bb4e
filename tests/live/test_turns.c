/* Turns of the dispatcher in a street that is checked by hand; see live_town.h. */
#include "live_town.h"

static const char LEAK[] = "{\"smell\":\"strong\"}", ERRAND[] = "{\"kind\":\"supplies\"}";

static void assert_crew(struct live_town *it, const char *job, const char *crew)
{
    json_t *shown = live_town_job(it, job);
    assert_string_equal(json_text(shown, "crew", ""), crew);
    json_decref(shown);
}

/* The second crew has nobody at work. */
static void leave_only_the_first(struct live_two *two)
{
    for (int i = 0; i < 2; i++)
        town_do(&two->it.town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"off\"}",
                two->members[i]);
}

static void what_is_new_goes_to_the_nearest_and_is_sent_and_that_is_all(void **state)
{
    (void)state;
    struct live_two two;
    struct live_stats before, after;
    char job[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_stats(two.it.live, &before);
    live_town_call(&two.it, "help.errand", ERRAND, 7, job);
    json_t *shown = live_town_job(&two.it, job);
    assert_string_equal(json_text(shown, "crew", ""), two.far);
    assert_string_equal(json_text(shown, "state", ""), "dispatched");
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 2 * STREET_S);
    live_stats(two.it.live, &after);
    /* What it committed and sent itself is no reason for another turn. */
    assert_int_equal(after.rounds - before.rounds, 1);
    assert_int_equal(after.commits - before.commits, 1);
    json_decref(shown);
    live_town_close(&two.it);
}

static void an_urgent_call_goes_first_and_the_promise_moves_with_a_cause(void **state)
{
    (void)state;
    struct live_two two;
    char reading[ID_TEXT_SIZE], leak[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    leave_only_the_first(&two);
    /* Half an hour of work at the far end; the leak at hand would wait for all of it. */
    live_town_call(&two.it, "heat.indoor_temperature", "{}", 9, reading);
    assert_crew(&two.it, reading, two.it.crew);
    live_town_call(&two.it, "gas.leak", LEAK, 1, leak);
    json_t *first = live_town_job(&two.it, leak), *second = live_town_job(&two.it, reading);
    assert_int_equal(live_town_in_s(&two.it, first, "arrive_at"), STREET_S);
    assert_true(live_town_in_s(&two.it, second, "arrive_at") > 40 * 60);
    const json_t *move = json_array_get(json_object_get(second, "moves"), 0);
    assert_string_equal(json_text(json_object_get(move, "cause"), "code", ""), "urgent_first");
    json_decref(first);
    json_decref(second);
    live_town_close(&two.it);
}

static void danger_to_life_goes_before_several_promises(void **state)
{
    (void)state;
    struct live_two two;
    char errands[4][ID_TEXT_SIZE], leak[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    leave_only_the_first(&two);
    for (int i = 0; i < 4; i++) {
        live_town_call(&two.it, "help.errand", ERRAND, 9 - i, errands[i]);
        live_settle(two.it.live);
    }
    live_town_call(&two.it, "gas.leak", LEAK, 1, leak);
    json_t *first = live_town_job(&two.it, leak);
    assert_int_equal(live_town_in_s(&two.it, first, "arrive_at"), STREET_S);
    json_decref(first);
    for (int i = 0; i < 4; i++) {
        json_t *moved = live_town_job(&two.it, errands[i]);
        const json_t *move = json_array_get(json_object_get(moved, "moves"), 0);
        assert_string_equal(json_text(json_object_get(move, "cause"), "code", ""), "urgent_first");
        json_decref(moved);
    }
    live_town_close(&two.it);
}

static void a_broken_vehicle_loses_its_round_to_the_other_crew(void **state)
{
    (void)state;
    struct live_two two;
    char job[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 1, job);
    assert_crew(&two.it, job, two.it.crew);
    live_town_update(&two.it, "vehicle.update", two.it.vehicle, "\"status\":\"out_of_service\"");
    json_t *shown = live_town_job(&two.it, job);
    assert_string_equal(json_text(shown, "crew", ""), two.far);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 8 * STREET_S);
    const json_t *move = json_array_get(json_object_get(shown, "moves"), 0);
    assert_string_equal(json_text(json_object_get(move, "cause"), "code", ""), "vehicle_not_ready");
    json_decref(shown);
    live_town_close(&two.it);
}

static void a_cancelled_job_leaves_the_plan_and_the_next_comes_sooner(void **state)
{
    (void)state;
    struct live_two two;
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    leave_only_the_first(&two);
    live_town_call(&two.it, "help.errand", ERRAND, 2, first);
    live_town_call(&two.it, "help.errand", ERRAND, 4, second);
    json_t *waits = live_town_job(&two.it, second);
    assert_true(live_town_in_s(&two.it, waits, "arrive_at") > 4 * STREET_S);
    json_decref(waits);
    town_do(&two.it.town, NULL, "job.transition",
            "{\"id\":\"%s\",\"to\":\"cancelled\",\"reason\":\"called off\"}", first);
    json_t *gone = live_town_job(&two.it, first), *next = live_town_job(&two.it, second);
    assert_string_equal(json_text(gone, "state", ""), "cancelled");
    assert_false(json_is_object(json_object_get(gone, "visit")));
    assert_int_equal(live_town_in_s(&two.it, next, "arrive_at"), 4 * STREET_S);
    json_decref(gone);
    json_decref(next);
    live_town_close(&two.it);
}

static void who_falls_ill_loses_the_round_and_what_is_in_hand_stays(void **state)
{
    (void)state;
    struct live_two two;
    char taken[ID_TEXT_SIZE], planned[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 1, taken);
    json_t *shown = live_town_job(&two.it, taken);
    assert_string_equal(json_text(shown, "crew", ""), two.it.crew);
    town_do(&two.it.town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}",
            json_text(json_object_get(shown, "visit"), "id", ""));
    json_decref(shown);
    live_town_call(&two.it, "help.errand", ERRAND, 2, planned);
    live_settle(two.it.live);
    for (int i = 0; i < 2; i++)
        town_do(&two.it.town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}",
                two.it.members[i]);
    assert_crew(&two.it, taken, two.it.crew);
    assert_crew(&two.it, planned, two.far);
    live_town_close(&two.it);
}

static void a_closed_street_turns_the_plan_round_and_back(void **state)
{
    (void)state;
    struct live_two two;
    char job[ID_TEXT_SIZE], closure[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 6, job);
    assert_crew(&two.it, job, two.far);
    struct road_point a = grid_town_point(7.2, 0), b = grid_town_point(7.8, 0);
    town_do(&two.it.town, closure, "closure.create",
            "{\"name\":{\"en\":\"dig\",\"zh\":\"d\"},\"line\":{\"type\":\"LineString\","
            "\"coordinates\":[[%.7f,%.7f],[%.7f,%.7f]]}}",
            a.lon, a.lat, b.lon, b.lat);
    json_t *shown = live_town_job(&two.it, job);
    assert_string_equal(json_text(shown, "crew", ""), two.it.crew);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 6 * STREET_S);
    json_decref(shown);
    live_town_close(&two.it);
}

static void take_up(struct live_two *two, const char *job, char visit[ID_TEXT_SIZE])
{
    json_t *shown = live_town_job(&two->it, job);
    snprintf(visit, ID_TEXT_SIZE, "%s", json_text(json_object_get(shown, "visit"), "id", ""));
    json_decref(shown);
    town_do(&two->it.town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
}

static void set_out(struct live_two *two, const char *visit)
{
    town_do(&two->it.town, NULL, "step.record",
            "{\"id\":\"%s\",\"code\":\"list_checked\",\"value\":true}", visit);
    town_do(&two->it.town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"en_route\"}", visit);
}

static void danger_to_life_takes_a_crew_from_its_way(void **state)
{
    (void)state;
    struct live_two two;
    char errand[ID_TEXT_SIZE], leak[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    leave_only_the_first(&two);
    live_town_call(&two.it, "help.errand", ERRAND, 9, errand);
    take_up(&two, errand, visit);
    set_out(&two, visit);
    live_town_call(&two.it, "gas.leak", LEAK, 1, leak);
    json_t *first = live_town_job(&two.it, leak), *waits = live_town_job(&two.it, errand);
    assert_string_equal(json_text(first, "crew", ""), two.it.crew);
    assert_string_equal(json_text(first, "state", ""), "dispatched");
    assert_int_equal(live_town_in_s(&two.it, first, "arrive_at"), STREET_S);
    /* It stays with its crew; the resident is told why it comes later, the crew why it is sent
     * elsewhere. */
    assert_string_equal(json_text(waits, "crew", ""), two.it.crew);
    assert_string_equal(json_text(waits, "state", ""), "planned");
    const json_t *move = json_array_get(json_object_get(waits, "moves"), 0);
    assert_string_equal(json_text(json_object_get(move, "cause"), "code", ""), "life_first");
    const json_t *told = json_object_get(json_object_get(waits, "visit"), "cause");
    assert_string_equal(json_text(told, "code", ""), "life_first");
    assert_non_null(strstr(json_text(json_object_get(told, "text"), "en", ""),
                           json_text(first, "number", "-")));
    json_t *taken = town_get(&two.it.town, "visit.get", "{\"id\":\"%s\"}", visit);
    assert_string_equal(json_text(taken, "state", ""), "cancelled");
    json_decref(taken);
    json_decref(first);
    json_decref(waits);
    live_town_close(&two.it);
}

static void who_is_at_the_door_stays(void **state)
{
    (void)state;
    struct live_two two;
    char errand[ID_TEXT_SIZE], leak[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    leave_only_the_first(&two);
    live_town_call(&two.it, "help.errand", ERRAND, 9, errand);
    take_up(&two, errand, visit);
    set_out(&two, visit);
    town_do(&two.it.town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"on_site\"}", visit);
    live_town_call(&two.it, "gas.leak", LEAK, 1, leak);
    json_t *waits = live_town_job(&two.it, leak), *stays = live_town_job(&two.it, errand);
    assert_string_equal(json_text(stays, "state", ""), "on_site");
    assert_true(live_town_in_s(&two.it, waits, "arrive_at") > 9 * STREET_S);
    json_decref(waits);
    json_decref(stays);
    live_town_close(&two.it);
}

static void who_is_free_and_near_goes_instead(void **state)
{
    (void)state;
    struct live_two two;
    char errand[ID_TEXT_SIZE], leak[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 2, errand);
    take_up(&two, errand, visit);
    live_town_call(&two.it, "gas.leak", LEAK, 1, leak);
    assert_crew(&two.it, leak, two.far);
    assert_crew(&two.it, errand, two.it.crew);
    json_t *kept = live_town_job(&two.it, errand);
    assert_string_equal(json_text(kept, "state", ""), "accepted");
    json_decref(kept);
    live_town_close(&two.it);
}

static void a_commit_that_was_overtaken_is_planned_again(void **state)
{
    (void)state;
    struct live_two two;
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 1, first);
    live_settle(two.it.live);
    /* A person's decision moves the revision on between the dispatcher's turns. */
    town_do(&two.it.town, NULL, "job.pin", "{\"id\":\"%s\"}", first);
    live_town_call(&two.it, "help.errand", ERRAND, 8, second);
    assert_crew(&two.it, second, two.far);
    assert_crew(&two.it, first, two.it.crew);
    struct live_stats stats;
    live_stats(two.it.live, &stats);
    assert_int_equal(stats.failures, 0);
    assert_int_equal(stats.unassigned_jobs, 0);
    live_town_close(&two.it);
}

/* A crew that sets out late is later by each second that passes. */
static void what_nobody_would_notice_is_not_written(void **state)
{
    (void)state;
    struct live_two two;
    char job[ID_TEXT_SIZE];
    struct live_stats before, after;
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 4, job);
    json_t *shown = live_town_job(&two.it, job);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 4 * STREET_S);
    json_decref(shown);
    int64_t start_ms = clock_now_ms(two.it.town.clock);
    live_stats(two.it.live, &before);
    clock_move_to(two.it.town.clock, start_ms + 100 * 1000);
    shown = live_town_job(&two.it, job);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 4 * STREET_S - 100);
    json_decref(shown);
    live_stats(two.it.live, &after);
    assert_true(after.rounds > before.rounds);
    assert_int_equal(after.commits, before.commits);
    /* Nor is it by who has just started and has not planned it. */
    live_stop(two.it.live);
    live_town_start(&two.it);
    shown = live_town_job(&two.it, job);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 4 * STREET_S - 100);
    json_decref(shown);
    clock_move_to(two.it.town.clock, start_ms + 200 * 1000);
    shown = live_town_job(&two.it, job);
    assert_int_equal(live_town_in_s(&two.it, shown, "arrive_at"), 4 * STREET_S);
    json_decref(shown);
    live_town_close(&two.it);
}

/* A step of a visit at its time takes no turn; one that comes early does. */
static void going_on_as_planned_takes_no_plan(void **state)
{
    (void)state;
    struct live_two two;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    struct live_phase_times times[LIVE_PHASES];
    live_two_open(&two, 4, 4);
    live_town_call(&two.it, "help.errand", ERRAND, 4, job);
    live_settle(two.it.live);
    live_phases_restart(two.it.live);
    take_up(&two, job, visit);
    set_out(&two, visit);
    live_settle(two.it.live);
    live_phases(two.it.live, times);
    assert_int_equal(times[LIVE_SCOPE].n, 0);
    town_do(&two.it.town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"on_site\"}", visit);
    live_settle(two.it.live);
    live_phases(two.it.live, times);
    assert_int_equal(times[LIVE_SCOPE].n, 1);
    live_town_close(&two.it);
}

static void phases_of_turns_are_counted(void **state)
{
    (void)state;
    struct live_two two;
    struct live_phase_times times[LIVE_PHASES];
    char job[ID_TEXT_SIZE];
    live_two_open(&two, 4, 4);
    live_phases_restart(two.it.live);
    live_town_call(&two.it, "help.errand", ERRAND, 3, job);
    live_settle(two.it.live);
    live_phases(two.it.live, times);
    static const enum live_phase once[] = {LIVE_WAITING, LIVE_PICTURE, LIVE_SCOPE, LIVE_COLLECT,
                                           LIVE_TRAVEL,  LIVE_PLACE,   LIVE_COMMIT};
    for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
        assert_true(times[once[i]].n >= 1);
        assert_true(times[once[i]].worst_us <= times[once[i]].sum_us);
        assert_true(times[once[i]].p50_us <= 2 * times[once[i]].worst_us + 2);
        assert_true(strlen(live_phase_name(once[i])) > 0);
    }
    live_town_close(&two.it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_new_goes_to_the_nearest_and_is_sent_and_that_is_all),
        cmocka_unit_test(an_urgent_call_goes_first_and_the_promise_moves_with_a_cause),
        cmocka_unit_test(danger_to_life_goes_before_several_promises),
        cmocka_unit_test(a_broken_vehicle_loses_its_round_to_the_other_crew),
        cmocka_unit_test(a_cancelled_job_leaves_the_plan_and_the_next_comes_sooner),
        cmocka_unit_test(who_falls_ill_loses_the_round_and_what_is_in_hand_stays),
        cmocka_unit_test(a_closed_street_turns_the_plan_round_and_back),
        cmocka_unit_test(a_commit_that_was_overtaken_is_planned_again),
        cmocka_unit_test(danger_to_life_takes_a_crew_from_its_way),
        cmocka_unit_test(who_is_at_the_door_stays),
        cmocka_unit_test(who_is_free_and_near_goes_instead),
        cmocka_unit_test(what_nobody_would_notice_is_not_written),
        cmocka_unit_test(going_on_as_planned_takes_no_plan),
        cmocka_unit_test(phases_of_turns_are_counted),
    };
    return RUN_TESTS(tests);
}
