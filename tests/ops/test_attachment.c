/* Attachments: kept by what they are, proved by their name; signatures and passes that refer to
 * them.
 */
#include "chain.h"

#include "base/limits.h"

/* A PNG's first eight bytes and two more. */
#define PNG  "iVBORw0KGgoAAA=="
#define HASH "6d2a9a2f8f8fa6e0a3d1a5d3b1bde4ad6ae0f7de0c2b4d6a6c0a8d5e2bb0cf4e"

static void the_same_photo_twice_is_kept_once(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    json_t *first =
        town_get(&town, "attachment.create", "{\"type\":\"image/png\",\"data\":\"" PNG "\"}");
    town_advance(&town, 60);
    json_t *again =
        town_get(&town, "attachment.create", "{\"type\":\"image/png\",\"data\":\"" PNG "\"}");
    assert_true(json_equal(first, again));
    assert_int_equal(json_i64(first, "bytes", 0), 10);
    const char *sha256 = json_text(first, "sha256", "");
    json_t *shown = town_get(&town, "attachment.get", "{\"sha256\":\"%s\"}", sha256);
    assert_string_equal(json_text(shown, "data", ""), PNG);
    json_t *have = town_get(&town, "attachment.have", "{\"sha256s\":\"" HASH ",%s\"}", sha256);
    const json_t *kept = json_object_get(have, "kept");
    assert_int_equal(json_array_size(kept), 1);
    assert_string_equal(json_string_value(json_array_get(kept, 0)), sha256);
    json_decref(have);
    json_decref(shown);
    /* Destroyed: the name stays, the bytes do not. */
    town_do(&town, NULL, "attachment.destroy", "{\"sha256\":\"%s\",\"reason\":\"over\"}", sha256);
    shown = town_get(&town, "attachment.get", "{\"sha256\":\"%s\"}", sha256);
    assert_null(json_object_get(shown, "data"));
    assert_true(json_is_string(json_object_get(shown, "destroyed_at")));
    assert_int_equal(town_try(&town, &town.admin, "attachment.destroy", NULL,
                              "{\"sha256\":\"%s\",\"reason\":\"over\"}", sha256),
                     ERR_STATE);
    json_decref(shown);
    json_decref(first);
    json_decref(again);
    town_close(&town);
}

static void what_is_too_large_or_not_what_it_says_is_refused(void **state)
{
    (void)state;
    struct town town;
    static const char *const wrong[] = {
        "{\"type\":\"image/jpeg\",\"data\":\"" PNG "\"}",
        "{\"type\":\"image/png\",\"data\":\"not base64!\"}",
        "{\"type\":\"image/png\",\"data\":\"\"}",
        "{\"type\":\"text/html\",\"data\":\"" PNG "\"}",
    };
    town_open(&town);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(town_try(&town, &town.admin, "attachment.create", NULL, "%s", wrong[i]),
                         ERR_INVALID);
    size_t n = LIMIT_ATTACHMENT_BYTES / 3 * 4 + 8;
    char *data = malloc(n + 1);
    memset(data, 'A', n);
    data[n] = '\0';
    memcpy(data, "iVBORw0KGgoA", 12);
    struct ops_reply *reply = NULL;
    assert_int_equal(ops_call_name(town.ops, "attachment.create",
                                   json_pack("{s:s, s:s}", "type", "image/png", "data", data),
                                   &town.admin, &reply),
                     ERR_INVALID);
    ops_reply_free(reply);
    data[n - 8] = '\0';
    assert_int_equal(ops_call_name(town.ops, "attachment.create",
                                   json_pack("{s:s, s:s}", "type", "image/png", "data", data),
                                   &town.admin, &reply),
                     ERR_OK);
    ops_reply_free(reply);
    free(data);
    town_close(&town);
}

#define AT "\"at\":\"2022-09-27T11:30:00+08:00\""

static enum err hand_over(struct chain *chain, const char *taker)
{
    return town_try(&chain->town, &chain->town.admin, "manifest.hand_over", NULL,
                    "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"},"
                    "\"signatures\":{\"from\":" SIGNED("giver") ",\"to\":%s}}",
                    chain->id, chain->hotel, chain->town.crew, taker);
}

static void a_signature_is_drawn_typed_or_a_known_pass(void **state)
{
    (void)state;
    struct chain chain;
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
    static const char *const wrong[] = {
        "{\"by\":\"x\",\"method\":\"scanned\"," AT "}",
        "{\"by\":\"x\",\"method\":\"scanned\",\"pass\":\"nobody\"," AT "}",
        "{\"by\":\"x\",\"method\":\"drawn\",\"file\":\"" HASH "\"," AT "}",
    };
    assert_int_equal(hand_over(&chain, wrong[0]), ERR_RULE);
    assert_int_equal(hand_over(&chain, wrong[1]), ERR_RULE);
    assert_int_equal(hand_over(&chain, wrong[2]), ERR_INVALID);
    /* c1 is the courier's code. */
    assert_int_equal(hand_over(&chain, "{\"by\":\"Courier 1\",\"method\":\"scanned\",\"pass\":"
                                       "\"c1\"," AT "}"),
                     ERR_OK);
    json_t *drawing =
        town_get(&chain.town, "attachment.create", "{\"type\":\"image/png\",\"data\":\"" PNG "\"}");
    town_do(&chain.town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"site\":\"%s\",\"signatures\":{\"from\":{"
            "\"by\":\"Courier 1\",\"method\":\"typed\"," AT "},\"to\":{\"by\":\"Plant\",\"method\":"
            "\"drawn\",\"file\":\"%s\"," AT "}}}",
            chain.id, chain.town.crew, chain.plant, json_text(drawing, "sha256", ""));
    json_decref(drawing);
    town_close(&chain.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_photo_twice_is_kept_once),
        cmocka_unit_test(what_is_too_large_or_not_what_it_says_is_refused),
        cmocka_unit_test(a_signature_is_drawn_typed_or_a_known_pass),
    };
    return RUN_TESTS(tests);
}
