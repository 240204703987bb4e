/* W2 of the transfers to isolation: a driver tests positive. The hand-overs, visits, gates and
 * people of the 48 hours before are listed; the names for who traces contacts only. */
#include "chain.h"

enum { HOUR_S = 3600 };

struct tracing {
    struct chain chain;
    char mate[ID_TEXT_SIZE], list[ID_TEXT_SIZE], old[ID_TEXT_SIZE], gate[ID_TEXT_SIZE];
};

static void carry(struct tracing *tracing, const char *name, char id[ID_TEXT_SIZE])
{
    struct town *town = &tracing->chain.town;
    town_do(town, id, "manifest.create",
            "{\"kind\":\"persons\",\"site\":\"%s\",\"lines\":[{\"code\":\"1\",\"name\":\"%s\"}]}",
            tracing->chain.hotel, name);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH "}", id,
            tracing->chain.hotel, town->vehicle);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH "}", id,
            town->vehicle, tracing->chain.plant);
    town_do(town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", town->vehicle);
}

/* A call, which the crew works off. */
static void visit(struct tracing *tracing)
{
    struct town *town = &tracing->chain.town;
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_call(town, request, job);
    town_plan(town, job, town->crew, visit);
    town_move(town, visit, states, 4);
}

static void pass(struct tracing *tracing)
{
    struct town *town = &tracing->chain.town;
    char zone[ID_TEXT_SIZE], permit[ID_TEXT_SIZE];
    town_do(
        town, zone, "zone.create",
        "{\"name\":{\"en\":\"Z\"},\"policy\":\"epidemic-2021\",\"level\":\"control\",\"polygon\":"
        "{\"type\":\"Polygon\",\"coordinates\":[[[106.3,37.9],[106.31,37.9],[106.31,37.91],"
        "[106.3,37.91],[106.3,37.9]]]}}");
    town_do(town, tracing->gate, "gate.create",
            "{\"zone\":\"%s\",\"name\":{\"en\":\"G\"},\"place\":{\"lon\":106.3,\"lat\":37.9}}",
            zone);
    town_do(town, permit, "permit.create",
            "{\"org\":\"%s\",\"holder\":{\"crew\":\"%s\"},\"zone\":\"%s\",\"from\":"
            "\"2022-09-27T00:00:00+08:00\",\"until\":\"2022-10-27T00:00:00+08:00\"}",
            town->org, town->crew, zone);
    town_do(town, NULL, "gate.pass", "{\"id\":\"%s\",\"direction\":\"in\",\"permit\":\"%s\"}",
            tracing->gate, permit);
}

/* Three days ago, and of today. */
static void live(struct tracing *tracing)
{
    struct town *town = &tracing->chain.town;
    char text[400];
    struct ops_reply *reply = NULL;
    chain_open(&tracing->chain);
    town_do(town, tracing->mate, "person.create",
            "{\"org\":\"%s\",\"name\":{\"zh\":\"马同车\",\"en\":\"Ma\"}}", town->org);
    json_t *crew = town_get(town, "crew.get", "{\"id\":\"%s\"}", town->crew);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"members\":[\"%s\",\"%s\"]}", town->crew,
             town->person, tracing->mate);
    struct ops_call call = {.command = ops_command("crew.update"),
                            .args = town_json(text),
                            .actor = &town->admin,
                            .if_match = json_i64(crew, "rev", 0)};
    assert_int_equal(ops_call(town->ops, call, &reply), ERR_OK);
    ops_reply_free(reply);
    json_decref(crew);
    visit(tracing);
    carry(tracing, "古早某", tracing->old);
    town_advance(town, 72 * HOUR_S);
    carry(tracing, "欧阳同行", tracing->list);
    pass(tracing);
}

static bool holds(const json_t *json, const char *text)
{
    char *dumped = json_dumps(json, JSON_COMPACT);
    bool found = strstr(dumped, text) != NULL;
    free(dumped);
    return found;
}

static json_t *trace(struct tracing *tracing, const struct actor *actor, const char *rest)
{
    return town_shown(&tracing->chain.town, actor, "privacy.trace",
                      "{\"person\":\"%s\",\"reason\":\"tested positive\"%s}",
                      tracing->chain.town.person, rest);
}

static size_t many(const json_t *trace, const char *list)
{
    return json_array_size(json_object_get(trace, list));
}

static void a_driver_who_tests_positive_is_traced(void **state)
{
    (void)state;
    struct tracing tracing;
    live(&tracing);
    struct town *town = &tracing.chain.town;
    struct actor tracer = town_user(town, "tracer", "dispatcher", "\"health\"");
    struct actor desk = town_user(town, "desk", "dispatcher", "");
    struct actor viewer = town_user(town, "viewer", "viewer", "");
    json_t *shown = trace(&tracing, &tracer, "");
    assert_false(json_flag(shown, "masked", true));
    assert_true(holds(shown, "欧阳同行") && holds(shown, "马同车"));
    assert_false(holds(shown, "古早某")); /* three days ago */
    assert_int_equal(many(shown, "people"), 2);
    assert_int_equal(many(shown, "manifests"), 2); /* handed over, received */
    assert_int_equal(many(shown, "gates"), 1);
    assert_true(holds(json_object_get(shown, "gates"), tracing.gate));
    assert_true(holds(json_object_get(shown, "manifests"), tracing.list));
    json_decref(shown);
    /* The visit of three days ago has not ended: they may still be there. A week back all of it. */
    shown = trace(&tracing, &tracer, ",\"hours\":168");
    assert_int_equal(many(shown, "manifests"), 4);
    assert_int_equal(many(shown, "visits"), 1);
    assert_true(holds(shown, "古早某"));
    json_decref(shown);
    shown = trace(&tracing, &desk, "");
    assert_true(json_flag(shown, "masked", false));
    assert_false(holds(shown, "欧阳同行") || holds(shown, "马同车"));
    assert_true(holds(shown, "欧**") && holds(shown, "马**"));
    json_decref(shown);
    assert_int_equal(town_try(town, &viewer, "privacy.trace", NULL,
                              "{\"person\":\"%s\",\"reason\":\"r\"}", town->person),
                     ERR_DENIED);
    json_t *looks = town_get(town, "privacy.looks", "{\"thing\":\"%s\"}", town->person);
    assert_int_equal(json_array_size(json_object_get(looks, "items")), 3);
    assert_true(holds(looks, "tested positive") && holds(looks, "tracing"));
    json_decref(looks);
    town_close(town);
}

/* Two trucks break down: what is on board goes to the next with two signatures, bag for bag, and
 * the chain names both; nothing is lost, and the broken one gives nothing twice. */
static void a_load_goes_over_to_another_truck(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    char other[ID_TEXT_SIZE];
    chain_open(&chain);
    town_do(town, other, "vehicle.create", "{\"org\":\"%s\",\"plate\":\"W-2\",\"kind\":\"truck\"}",
            town->org);
    waste(&chain, TWO_BAGS);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH "}",
            chain.id, chain.hotel, town->vehicle);
    static const char over[] =
        "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}%s}";
    assert_int_equal(town_try(town, &town->admin, "manifest.hand_over", NULL, over, chain.id,
                              town->vehicle, other, ""),
                     ERR_INVALID);
    town_do(town, NULL, "manifest.hand_over", over, chain.id, town->vehicle, other, "," BOTH);
    assert_int_equal(town_try(town, &town->admin, "manifest.hand_over", NULL, over, chain.id,
                              town->vehicle, other, "," BOTH),
                     ERR_RULE);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH "}", chain.id,
            other, chain.plant);
    json_t *end = get(&chain);
    assert_int_equal(grams(end, "kg"), 14600);
    assert_int_equal(json_array_size(json_object_get(end, "history")), 3);
    assert_string_equal(json_text(end, "state", ""), "received");
    json_decref(end);
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_driver_who_tests_positive_is_traced),
        cmocka_unit_test(a_load_goes_over_to_another_truck),
    };
    return RUN_TESTS(tests);
}
