/* A plant takes what it can, and says who else could. */
#include "chain.h"

static enum err bring(struct chain *chain, double kg, struct ops_reply **reply)
{
    struct town *town = &chain->town;
    char lines[120];
    snprintf(lines, sizeof lines,
             "[{\"code\":\"B-1\",\"category\":\"infectious\",\"packages\":1,\"kg\":%.3f}]", kg);
    waste(chain, lines);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH "}",
            chain->id, chain->hotel, town->crew);
    return town_try(town, &town->admin, "manifest.receive", reply,
                    "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"site\":\"%s\"," BOTH "}",
                    chain->id, town->crew, chain->plant);
}

static void what_does_not_fit_goes_to_mutual_aid(void **state)
{
    (void)state;
    struct chain chain;
    char full[ID_TEXT_SIZE], kiln[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    chain_open(&chain);
    struct town *town = &chain.town;
    town_do(town, full, "site.create",
            "{\"kind\":\"plant\",\"name\":{\"en\":\"Full plant\"},\"capacity_kg_day\":0,"
            "\"place\":{\"lon\":106.2,\"lat\":37.9}}");
    town_do(town, kiln, "site.create",
            "{\"kind\":\"plant\",\"name\":{\"en\":\"Kiln\"},\"capacity_kg_day\":3000,"
            "\"place\":{\"lon\":106.3,\"lat\":37.9}}");
    town_do(town, chain.plant, "site.create",
            "{\"kind\":\"plant\",\"name\":{\"en\":\"Plant\"},\"capacity_kg_day\":5000,"
            "\"mutual_aid\":[\"%s\",\"%s\"],\"place\":{\"lon\":106.25,\"lat\":37.95}}",
            full, kiln);
    assert_int_equal(bring(&chain, 4400, NULL), ERR_OK);
    alarms_are(&chain, "plant_full", 0);
    assert_int_equal(bring(&chain, 400, NULL), ERR_OK);
    alarms_are(&chain, "plant_full", 1);
    assert_int_equal(bring(&chain, 200.001, &reply), ERR_RULE);
    assert_string_equal(reply->error.text,
                        "Plant takes 5000 kg a day and has 4800 kg; 200.001 kg more do not fit. "
                        "Mutual aid: Kiln 3000 kg.");
    ops_reply_free(reply);
    /* What was refused is still on the vehicle, and the kiln takes it. */
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"site\":\"%s\"," BOTH "}", chain.id,
            town->crew, kiln);
    assert_int_equal(bring(&chain, 200, NULL), ERR_OK);
    alarms_are(&chain, "plant_full", 1);
    town_advance(town, 13 * 3600);
    alarms_are(&chain, "plant_full", 0);
    assert_int_equal(bring(&chain, 4900, NULL), ERR_OK);
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_does_not_fit_goes_to_mutual_aid)};
    return RUN_TESTS(tests);
}
