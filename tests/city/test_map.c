/* The map of a demo city, read back as the importer reads it. */
#include "city_map.h"

static struct city *city_of(uint64_t seed, uint32_t residents)
{
    struct city_options options = {.seed = seed, .residents = residents};
    struct city *city = NULL;
    assert_int_equal(city_new(&options, &city, NULL), ERR_OK);
    return city;
}

static void xml_and_pbf_say_the_same(void **state)
{
    (void)state;
    struct city *city = city_of(7, 0);
    struct town xml = town_of(city, ".osm"), pbf = town_of(city, ".osm.pbf");
    assert_true(xml.nodes == pbf.nodes && xml.ways == pbf.ways);
    assert_true(xml.relations == pbf.relations && xml.relations > 0);
    assert_true(xml.digest == pbf.digest);
    assert_true(xml.nodes > 3000 && xml.nodes < 6000);
    town_free(&xml);
    town_free(&pbf);
    city_free(city);
}

static void the_seed_decides_and_nothing_else(void **state)
{
    (void)state;
    struct city *one = city_of(1, 20000), *again = city_of(1, 20000), *other = city_of(2, 20000);
    struct town a = town_of(one, ".osm.pbf"), b = town_of(again, ".osm.pbf"),
                c = town_of(other, ".osm.pbf");
    assert_true(a.digest == b.digest);
    assert_true(a.digest != c.digest);
    town_free(&a);
    town_free(&b);
    town_free(&c);
    city_free(one);
    city_free(again);
    city_free(other);
}

/* How many nodes can be driven to from the first street (or, backwards, drive to it). */
static size_t reached(const struct town *town, bool backwards, bool bridges)
{
    size_t n = town->points.n, count = 0;
    unsigned char *seen = calloc(n + 1, 1);
    bool grown = true;
    uint64_t first;
    assert_true(u64map_get(&town->places, (uint64_t)town->streets.at[0].a, &first));
    seen[first] = 1;
    while (grown) {
        grown = false;
        for (size_t i = 0; i < town->streets.n; i++) {
            const struct street *street = &town->streets.at[i];
            uint64_t a, b;
            u64map_get(&town->places, (uint64_t)street->a, &a);
            u64map_get(&town->places, (uint64_t)street->b, &b);
            int way = backwards ? -street->oneway : street->oneway;
            if (street->bridge && !bridges)
                continue;
            if (seen[a] && !seen[b] && way >= 0)
                seen[b] = grown = true;
            if (seen[b] && !seen[a] && way <= 0)
                seen[a] = grown = true;
        }
    }
    for (size_t i = 1; i <= n; i++)
        count += seen[i];
    free(seen);
    return count;
}

static size_t nodes_on_streets(const struct town *town)
{
    struct u64map on = {0};
    for (size_t i = 0; i < town->streets.n; i++) {
        u64map_set(&on, (uint64_t)town->streets.at[i].a, 1);
        u64map_set(&on, (uint64_t)town->streets.at[i].b, 1);
    }
    size_t n = on.n;
    u64map_free(&on);
    return n;
}

static void everywhere_can_be_driven_to_and_back_and_only_bridges_cross_the_river(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {CITY_RESIDENTS_MIN, 25000, CITY_RESIDENTS_DEFAULT, 150000};
    for (uint64_t k = 0; k < 4; k++) {
        struct city *city = city_of(100 + k, sizes[k]);
        struct town town = town_of(city, ".osm.pbf");
        size_t all = nodes_on_streets(&town);
        assert_int_equal(reached(&town, false, true), all);
        assert_int_equal(reached(&town, true, true), all);
        assert_true(reached(&town, false, false) < all * 3 / 4);
        size_t bridges = 0;
        for (size_t i = 0; i < town.streets.n; i++)
            bridges += town.streets.at[i].bridge;
        assert_true(bridges >= 2 * 2 && bridges <= 2 * 12);
        assert_true(town.gates.n > 10);
        town_free(&town);
        city_free(city);
    }
}

static void districts_are_joined_by_few_streets(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {30000, CITY_RESIDENTS_DEFAULT, 400000};
    for (uint64_t k = 0; k < 3; k++) {
        struct city_options options = {
            .seed = 200 + k, .residents = sizes[k], .district_blocks = 8 + (uint32_t)k};
        struct city *city = NULL;
        assert_int_equal(city_new(&options, &city, NULL), ERR_OK);
        struct town town = town_of(city, ".osm.pbf");
        size_t all = nodes_on_streets(&town);
        assert_int_equal(reached(&town, false, true), all);
        assert_int_equal(reached(&town, true, true), all);
        assert_true(reached(&town, false, false) < all / 2);
        town_free(&town);
        city_free(city);
    }
    struct city_options tiny = {.district_blocks = 7};
    struct city *city = NULL;
    struct error error = {0};
    assert_int_equal(city_new(&tiny, &city, &error), ERR_INVALID);
    assert_string_equal(error.where, "districts");
}

static void the_whole_map_lies_in_its_bounds(void **state)
{
    (void)state;
    struct city *city = city_of(3, 40000);
    struct town town = town_of(city, ".osm.pbf");
    struct box bounds = city_bounds(city);
    for (size_t i = 0; i < town.points.n; i++)
        assert_true(box_contains(bounds, town.points.at[i]));
    town_free(&town);
    city_free(city);
}

static void sizes_out_of_range_and_bad_paths_are_refused(void **state)
{
    (void)state;
    struct city_options options = {.residents = CITY_RESIDENTS_MIN - 1};
    struct city *city = NULL;
    struct error error = {0};
    assert_int_equal(city_new(&options, &city, &error), ERR_INVALID);
    assert_non_null(strstr(error.text, "8000"));
    options.residents = CITY_RESIDENTS_MAX + 1;
    assert_int_equal(city_new(&options, &city, &error), ERR_INVALID);
    assert_null(city);
    city = city_of(1, 0);
    assert_int_equal(city_write_map(city, "/nowhere/city.osm", &error), ERR_IO);
    assert_int_equal(city_write_map(city, "/nowhere/city.osm.pbf", &error), ERR_IO);
    assert_int_equal(city_write_map(city, "/dev/full", &error), ERR_IO);
    json_t *commands = NULL;
    assert_int_equal(city_commands(city, &commands, &error), ERR_INVALID);
    city_free(city);
    city_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_and_pbf_say_the_same),
        cmocka_unit_test(the_seed_decides_and_nothing_else),
        cmocka_unit_test(everywhere_can_be_driven_to_and_back_and_only_bridges_cross_the_river),
        cmocka_unit_test(districts_are_joined_by_few_streets),
        cmocka_unit_test(the_whole_map_lies_in_its_bounds),
        cmocka_unit_test(sizes_out_of_range_and_bad_paths_are_refused),
    };
    return RUN_TESTS(tests);
}
