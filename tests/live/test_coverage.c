/* How soon each part of the street could be reached, now and in an hour. */
#include "live_town.h"

static const char ERRAND[] = "{\"kind\":\"supplies\"}";

/* Sites at both ends make both ends count. */
static void add_sites(struct live_town *it)
{
    for (int i = 0; i < 2; i++)
        town_do(&it->town, NULL, "site.create",
                "{\"kind\":\"school\",\"name\":{\"en\":\"S\"},\"place\":%s}", street(9 * i));
}

struct ends {
    int64_t west_now_s, west_hour_s, east_now_s, east_hour_s;
};

static struct ends ends_of(const json_t *coverage)
{
    struct ends ends = {-1, -1, -1, -1};
    double west = 1e9, east = -1e9;
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(coverage, "cells"), i, cell)
    {
        double lon = json_number_value(json_array_get(json_object_get(cell, "bbox"), 0));
        if (lon < west) {
            west = lon;
            ends.west_now_s = json_i64(cell, "now_s", -1);
            ends.west_hour_s = json_i64(cell, "hour_s", -1);
        }
        if (lon > east) {
            east = lon;
            ends.east_now_s = json_i64(cell, "now_s", -1);
            ends.east_hour_s = json_i64(cell, "hour_s", -1);
        }
    }
    return ends;
}

static void an_idle_crew_is_near_its_own_end_and_far_from_the_other(void **state)
{
    (void)state;
    struct live_town it;
    live_town_open(&it);
    add_sites(&it);
    live_town_start(&it);
    json_t *coverage = town_get(&it.town, "coverage.get", "{}");
    struct ends ends = ends_of(coverage);
    /* It stands at the west end; the east end is nine streets away, cells a street wide. */
    assert_true(ends.west_now_s >= 0 && ends.west_now_s <= 2 * STREET_S);
    assert_true(ends.east_now_s >= 7 * STREET_S && ends.east_now_s <= 11 * STREET_S);
    assert_int_equal(ends.west_now_s, ends.west_hour_s);
    json_decref(coverage);
    live_town_close(&it);
}

static void a_crew_at_work_covers_from_where_and_when_it_ends(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    add_sites(&it);
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 9, job);
    json_t *shown = live_town_job(&it, job);
    int64_t ends_in_s = live_town_in_s(&it, shown, "end_at");
    json_t *coverage = town_get(&it.town, "coverage.get", "{}");
    struct ends ends = ends_of(coverage);
    /* Now: after its errand of ten minutes at the east end. In an hour it stands there, free. */
    assert_true(llabs(ends.east_now_s - ends_in_s) <= 2 * STREET_S);
    assert_true(ends.west_now_s >= ends_in_s + 7 * STREET_S);
    assert_true(ends.east_hour_s <= 2 * STREET_S);
    assert_true(ends.west_hour_s >= 7 * STREET_S && ends.west_hour_s <= 11 * STREET_S);
    json_decref(shown);
    json_decref(coverage);
    live_town_close(&it);
}

/* Two idle crews at one end of a street whose junctions are two minutes apart: one of them would
 * stand by at the other, which gains most; the other then stays. */
static void one_of_two_at_one_end_stands_by_down_the_street(void **state)
{
    (void)state;
    struct live_town it;
    char second[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], members[2][ID_TEXT_SIZE];
    live_town_open_spaced(&it, 12);
    add_sites(&it);
    live_town_crew(&it, "Second", 0, second, vehicle, members);
    live_town_start(&it);
    json_t *coverage = town_get(&it.town, "coverage.get", "{}");
    const json_t *standby = json_object_get(coverage, "standby");
    assert_int_equal(json_array_size(standby), 1);
    const json_t *move = json_array_get(standby, 0), *place = json_object_get(move, "place");
    assert_true(json_f64(place, "lon", 0) > grid_town_point(7, 0).lon);
    assert_true(json_i64(move, "gain_s", 0) >= 60);
    json_decref(coverage);
    live_town_close(&it);
}

static void a_street_that_is_reached_in_a_minute_needs_nobody_to_stand_by(void **state)
{
    (void)state;
    struct live_town it;
    live_town_open(&it);
    add_sites(&it);
    live_town_start(&it);
    json_t *coverage = town_get(&it.town, "coverage.get", "{}");
    assert_int_equal(json_array_size(json_object_get(coverage, "standby")), 0);
    json_decref(coverage);
    live_town_close(&it);
}

static void who_is_off_covers_nothing(void **state)
{
    (void)state;
    struct live_town it;
    live_town_open(&it);
    add_sites(&it);
    town_do(&it.town, NULL, "crew.set_state", "{\"id\":\"%s\",\"state\":\"off\"}", it.crew);
    live_town_start(&it);
    json_t *coverage = town_get(&it.town, "coverage.get", "{}");
    struct ends ends = ends_of(coverage);
    assert_int_equal(ends.west_now_s, 7200);
    assert_int_equal(ends.east_hour_s, 7200);
    assert_int_equal(json_array_size(json_object_get(coverage, "standby")), 0);
    json_decref(coverage);
    live_town_close(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_crew_is_near_its_own_end_and_far_from_the_other),
        cmocka_unit_test(a_crew_at_work_covers_from_where_and_when_it_ends),
        cmocka_unit_test(one_of_two_at_one_end_stands_by_down_the_street),
        cmocka_unit_test(a_street_that_is_reached_in_a_minute_needs_nobody_to_stand_by),
        cmocka_unit_test(who_is_off_covers_nothing),
    };
    return RUN_TESTS(tests);
}
