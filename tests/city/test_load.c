/* A demo city loaded through the commands that a user would call, and the calls of the two stories
 * taken in there. */
#include "../ops/town.h"

#include "city/city.h"
#include "ops/import.h"

static void load_city(struct town *town, const struct city *city)
{
    json_t *list = NULL;
    struct error error = {0};
    assert_int_equal(city_commands(city, &list, NULL), ERR_OK);
    if (ops_load_script(town->ops, list, "city.json", &town->admin, &error))
        fail_msg("%s: %s", error.where, error.text);
    json_decref(list);
}

static struct city *city_of(const struct town *town)
{
    struct city_options options = {.seed = 1,
                                   .residents = 20000,
                                   .at_ms = clock_now_ms(town->clock),
                                   .offset_min = 480,
                                   .catalog = town->catalog};
    struct city *city = NULL;
    assert_int_equal(city_new(&options, &city, NULL), ERR_OK);
    return city;
}

static json_t *call_from(struct town *town, const char *service, const json_t *story)
{
    const json_t *place = json_object_get(story, "place");
    return town_get(town, "request.create",
                    "{\"service\":\"%s\",\"caller\":{\"name\":\"resident\",\"phone\":\"0\"},"
                    "\"place\":{\"lon\":%.7f,\"lat\":%.7f},\"answers\":{}}",
                    service, json_f64(place, "lon", 0), json_f64(place, "lat", 0));
}

static void every_command_of_a_city_is_taken_and_both_calls_come_in(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    struct city *city = city_of(&town);
    load_city(&town, city);
    json_t *stories = city_stories(city);
    json_t *lpg = call_from(&town, "gas.lpg.delivery", json_object_get(stories, "lpg"));
    assert_true(json_is_null(json_object_get(lpg, "zone")));
    assert_true(json_array_size(json_object_get(lpg, "script")) > 0);
    json_t *leak = call_from(&town, "gas.leak", json_object_get(stories, "leak"));
    /* The set of September 2022: what used to be a control zone is a medium-risk area. */
    assert_string_equal(json_text(json_object_get(leak, "zone"), "level", ""), "medium");
    json_decref(lpg);
    json_decref(leak);
    json_decref(stories);
    city_free(city);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_of_a_city_is_taken_and_both_calls_come_in),
    };
    return RUN_TESTS(tests);
}
