/* The commands that make a demo city's people and things. */
#include "../catalog/packs_folder.h"
#include "city_map.h"

#include <math.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/json_find.h"
#include "geo/geojson.h"

static struct catalog *catalog;

static int load(void **state)
{
    (void)state;
    catalog = packs_of_house();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    catalog_free(catalog);
    return 0;
}

static struct city *city_of_seed(uint64_t seed, const char *when, uint32_t residents,
                                 const char *policy)
{
    struct city_options options = {.seed = seed,
                                   .residents = residents,
                                   .offset_min = 480,
                                   .catalog = catalog,
                                   .policy = policy};
    struct city *city = NULL;
    assert_true(time_parse(when, &options.at_ms));
    assert_int_equal(city_new(&options, &city, NULL), ERR_OK);
    return city;
}

static json_t *commands_of(const struct city *city)
{
    json_t *list = NULL;
    struct error error = {0};
    if (city_commands(city, &list, &error))
        fail_msg("%s: %s", error.where, error.text);
    return list;
}

static struct city *city_at(const char *when, uint32_t residents, const char *policy)
{
    return city_of_seed(1, when, residents, policy);
}

/* Every "@name" anywhere in a value must have been made by an earlier command. */
static void check_references(const json_t *value, const struct map *made)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_string(value) && json_string_value(value)[0] == '@') {
        if (!map_has(made, sv_of(json_string_value(value) + 1)))
            fail_msg("nothing was made as '%s'", json_string_value(value));
    }
    json_object_foreach((json_t *)value, key, item)
    {
        check_references(item, made);
    }
    json_array_foreach((json_t *)value, i, item)
    {
        check_references(item, made);
    }
}

static void commands_refer_only_to_what_was_made_before(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {CITY_RESIDENTS_MIN, CITY_RESIDENTS_DEFAULT, 600000};
    for (size_t k = 0; k < 3; k++) {
        struct city *city = city_at("2022-09-27T11:32:00+08:00", sizes[k], NULL);
        json_t *list = commands_of(city), *entry;
        struct map made = {0};
        size_t i;
        json_array_foreach(list, i, entry)
        {
            check_references(json_object_get(entry, "args"), &made);
            const char *as = json_text(entry, "as", NULL);
            if (as) {
                assert_false(map_has(&made, sv_of(as)));
                map_set(&made, sv_of(as), list);
            }
        }
        assert_true(json_array_size(list) > 150 && json_array_size(list) < 6000);
        map_free(&made);
        json_decref(list);
        city_free(city);
    }
}

/* Words in the lists must be words that packs know: a crew with a misspelt skill never gets a job.
 */
static void words_are_those_of_the_catalog(void **state)
{
    (void)state;
    static const struct {
        const char *command, *field;
        enum term_kind kind;
    } lists[] = {{"person.create", "skills", TERM_SKILL},
                 {"stock.issue", "item", TERM_ITEM},
                 {"vehicle.create", "kind", TERM_VEHICLE}};
    struct city *city = city_at("2022-09-27T11:32:00+08:00", 0, NULL);
    json_t *list = commands_of(city), *entry, *word;
    size_t i, k;
    json_array_foreach(list, i, entry)
    {
        for (size_t m = 0; m < 3; m++) {
            if (strcmp(json_text(entry, "command", ""), lists[m].command) != 0)
                continue;
            json_t *value = json_object_get(json_object_get(entry, "args"), lists[m].field);
            if (json_is_string(value))
                assert_non_null(catalog_term(catalog, lists[m].kind, json_string_value(value)));
            json_array_foreach(value, k, word)
            {
                assert_non_null(catalog_term(catalog, lists[m].kind, json_string_value(word)));
            }
        }
    }
    json_decref(list);
    city_free(city);
}

struct zone {
    struct area area;
    size_t gates, open;
    struct point places[8];
};

static bool same_reference(const char *reference, const char *name)
{
    return reference[0] == '@' && strcmp(reference + 1, name) == 0;
}

static struct zone zone_of(struct arena *arena, const json_t *list, const json_t *zone)
{
    struct zone out = {0};
    struct error error = {0};
    const json_t *polygon = json_object_get(json_object_get(zone, "args"), "polygon");
    if (geojson_read_area(arena, polygon, &out.area, &error))
        fail_msg("%s: %s", error.where, error.text);
    json_t *entry;
    size_t i;
    json_array_foreach(list, i, entry)
    {
        const json_t *args = json_object_get(entry, "args");
        if (strcmp(json_text(entry, "command", ""), "gate.create") != 0 ||
            !same_reference(json_text(args, "zone", ""), json_text(zone, "as", "")))
            continue;
        const json_t *place = json_object_get(args, "place");
        out.places[out.gates++] =
            (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
        out.open += strcmp(json_text(args, "state", ""), "open") == 0;
    }
    return out;
}

/* A zone whose border is crossed by a street without a gate could never be left that way; a gate
 * away from the streets could never be used. */
static void check_crossings(const struct town *town, const struct zone *zone)
{
    size_t crossings = 0;
    for (size_t s = 0; s < town->streets.n; s++) {
        struct point a = town_place(town, town->streets.at[s].a),
                     b = town_place(town, town->streets.at[s].b);
        if (!area_edge_meets_segment(&zone->area, a, b))
            continue;
        crossings++;
        double nearest_m = HUGE_VAL;
        for (size_t g = 0; g < zone->gates; g++) {
            struct plane plane = plane_at(zone->places[g]);
            double distance_m;
            plane_nearest(&plane, a, b, zone->places[g], &distance_m);
            nearest_m = fmin(nearest_m, distance_m);
        }
        assert_true(nearest_m < 1);
    }
    assert_int_equal(crossings, zone->gates);
    assert_int_equal(zone->open, 1);
}

static void streets_cross_a_zone_at_its_gates_only(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {CITY_RESIDENTS_MIN, 13000, 30000, CITY_RESIDENTS_DEFAULT};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        print_message("# seed %d\n", (int)seed);
        struct city *city = city_of_seed(seed, "2022-03-19T10:00:00+08:00", sizes[seed % 4], NULL);
        struct town town = town_of(city, ".osm.pbf");
        json_t *list = commands_of(city), *entry;
        struct arena *arena = arena_new();
        size_t i, zones = 0;
        json_array_foreach(list, i, entry)
        {
            if (strcmp(json_text(entry, "command", ""), "zone.create") != 0)
                continue;
            struct zone zone = zone_of(arena, list, entry);
            check_crossings(&town, &zone);
            zones++;
        }
        /* Three compounds, and a village where there are four of them. */
        assert_true(zones == 4 || (zones == 3 && sizes[seed % 4] < 20000));
        arena_free(arena);
        json_decref(list);
        town_free(&town);
        city_free(city);
    }
}

static const char *level_of(const json_t *list, const char *zone, const char *field)
{
    const json_t *entry = json_find(list, "as", zone);
    if (!entry)
        fail_msg("no %s", zone);
    return json_text(json_object_get(entry, "args"), field, "");
}

static void zones_carry_the_levels_in_force_on_their_day(void **state)
{
    (void)state;
    static const struct {
        const char *when, *policy, *set, *sealed, *control;
    } cases[] = {
        {"2022-03-19T10:00:00+08:00", NULL, "epidemic-2021", "sealed", "control"},
        {"2022-09-27T11:32:00+08:00", NULL, "epidemic-2022-06", "high", "medium"},
        {"2026-01-01T00:00:00+08:00", NULL, "epidemic-2022-11", "high", "high"},
        {"2026-01-01T00:00:00+08:00", "epidemic-2021", "epidemic-2021", "sealed", "control"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct city *city = city_at(cases[k].when, 0, cases[k].policy);
        json_t *list = commands_of(city);
        assert_string_equal(level_of(list, "zone.sealed.0", "policy"), cases[k].set);
        assert_string_equal(level_of(list, "zone.sealed.0", "level"), cases[k].sealed);
        assert_string_equal(level_of(list, "zone.control.1", "level"), cases[k].control);
        json_decref(list);
        city_free(city);
    }
    struct city *city = city_at("2026-01-01T00:00:00+08:00", 0, "epidemic-1999");
    json_t *list = NULL;
    struct error error = {0};
    assert_int_equal(city_commands(city, &list, &error), ERR_NOT_FOUND);
    assert_non_null(strstr(error.text, "epidemic-1999"));
    city_free(city);
    city = city_at("1999-01-01T00:00:00+08:00", 0, NULL);
    assert_int_equal(city_commands(city, &list, &error), ERR_NOT_FOUND);
    city_free(city);
}

static struct point place_of(const json_t *story, const char *field)
{
    const json_t *place = json_object_get(story, field);
    assert_true(json_is_object(place));
    return (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
}

static void the_places_of_the_stories_are_where_the_stories_need_them(void **state)
{
    (void)state;
    struct city *city = city_at("2022-03-19T10:00:00+08:00", 0, NULL);
    json_t *stories = city_stories(city), *list = commands_of(city), *entry;
    struct point leak = place_of(json_object_get(stories, "leak"), "place"),
                 lpg = place_of(json_object_get(stories, "lpg"), "place");
    struct arena *arena = arena_new();
    size_t i, leak_zones = 0;
    json_array_foreach(list, i, entry)
    {
        if (strcmp(json_text(entry, "command", ""), "zone.create") != 0)
            continue;
        struct zone zone = zone_of(arena, list, entry);
        assert_false(area_contains(&zone.area, lpg));
        if (area_contains(&zone.area, leak)) {
            leak_zones++;
            assert_string_equal(json_text(json_object_get(entry, "args"), "level", ""), "control");
        }
    }
    assert_int_equal(leak_zones, 1);
    double away_m = point_distance_m(lpg, place_of(json_object_get(stories, "lpg"), "depot"));
    assert_true(away_m > 3000 && away_m < 9000);
    arena_free(arena);
    json_decref(list);
    json_decref(stories);
    city_free(city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_refer_only_to_what_was_made_before),
        cmocka_unit_test(words_are_those_of_the_catalog),
        cmocka_unit_test(streets_cross_a_zone_at_its_gates_only),
        cmocka_unit_test(zones_carry_the_levels_in_force_on_their_day),
        cmocka_unit_test(the_places_of_the_stories_are_where_the_stories_need_them),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
