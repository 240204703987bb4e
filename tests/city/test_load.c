/* A demo city loaded through the commands that a user would call, and the calls of the two stories
 * taken in there. */
#include "../ops/town.h"

#include "base/arena.h"
#include "base/map.h"
#include "city/city.h"

/* The same text with "@name" replaced by the id of what was made under that name; a new value. */
static json_t *resolved(const json_t *value, const struct map *made)
{
    const char *key;
    json_t *item, *out;
    size_t i;
    if (json_is_string(value) && json_string_value(value)[0] == '@') {
        const char *id = map_get(made, sv_of(json_string_value(value) + 1));
        assert_non_null(id);
        return json_string(id);
    }
    if (json_is_object(value)) {
        out = json_object();
        json_object_foreach((json_t *)value, key, item)
        {
            json_object_set_new(out, key, resolved(item, made));
        }
        return out;
    }
    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach((json_t *)value, i, item)
        {
            json_array_append_new(out, resolved(item, made));
        }
        return out;
    }
    return json_deep_copy(value);
}

static void load_city(struct town *town, const struct city *city)
{
    json_t *list = NULL, *entry;
    size_t i;
    struct map made = {0};
    struct arena *arena = arena_new();
    assert_int_equal(city_commands(city, &list, NULL), ERR_OK);
    json_array_foreach(list, i, entry)
    {
        struct ops_reply *reply = NULL;
        json_t *args = resolved(json_object_get(entry, "args"), &made);
        const char *command = json_text(entry, "command", "");
        if (ops_call_name(town->ops, command, args, &town->admin, &reply))
            fail_msg("entry %zu, %s: %s: %s", i, command, reply->error.where, reply->error.text);
        const char *as = json_text(entry, "as", NULL);
        if (as)
            map_set(&made, sv_of(as), arena_strdup(arena, reply->id));
        ops_reply_free(reply);
    }
    map_free(&made);
    arena_free(arena);
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
