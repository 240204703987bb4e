/* Registered pieces: the rules of LPG cylinders, and the life of one from filling to kitchen. */
#include "books.h"

#define BOTH                                                                                       \
    "\"signatures\":{\"from\":{\"by\":\"giver\",\"method\":\"drawn\",\"at\":"                      \
    "\"2022-09-27T11:30:00+08:00\"},\"to\":{\"by\":\"taker\",\"method\":\"drawn\",\"at\":"         \
    "\"2022-09-27T11:30:00+08:00\"}}"

struct yard {
    struct town town;
    char plant[ID_TEXT_SIZE], rival[ID_TEXT_SIZE];
};

static void yard_open(struct yard *yard)
{
    town_open(&yard->town);
    town_settle(&yard->town);
    town_do(&yard->town, yard->rival, "org.create",
            "{\"name\":{\"en\":\"Rival gas\"},\"kind\":\"company\"}");
    town_do(&yard->town, yard->plant, "site.create",
            "{\"org\":\"%s\",\"kind\":\"filling_plant\",\"name\":{\"en\":\"Plant\"},\"place\":{"
            "\"lon\":106.2,\"lat\":37.98}}",
            yard->town.org);
}

static void enrol(struct yard *yard, const char *code, const char *made_at, char id[ID_TEXT_SIZE])
{
    town_do(&yard->town, id, "piece.register",
            "{\"code\":\"%s\",\"register\":\"lpg_cylinder\",\"keeper\":\"%s\",\"made_at\":"
            "\"%sT00:00:00+08:00\"}",
            code, yard->town.org, made_at);
}

static json_t *shown(struct yard *yard, const char *id)
{
    return town_get(&yard->town, "piece.get", "{\"id\":\"%s\"}", id);
}

static enum err hand_out(struct yard *yard, const char *code, struct ops_reply **reply)
{
    return town_try(&yard->town, &yard->town.admin, "stock.issue", reply,
                    "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"lpg_cylinder_15kg_full\","
                    "\"qty\":1,\"serials\":[\"%s\"]}",
                    yard->town.crew, yard->town.depot, code);
}

static void store(struct yard *yard, const char *holder, const char *item, const char *code)
{
    town_do(&yard->town, NULL, "stock.receive",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"%s\",\"qty\":1,\"serials\":[\"%s\"]}]}",
            holder, item, code);
}

static void a_code_is_registered_with_one_filler_only(void **state)
{
    (void)state;
    struct yard yard;
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    yard_open(&yard);
    enrol(&yard, "C1", "2020-01-15", id);
    assert_int_equal(
        town_try(&yard.town, &yard.town.admin, "piece.register", &reply,
                 "{\"code\":\"C1\",\"register\":\"lpg_cylinder\",\"keeper\":\"%s\",\"made_at\":"
                 "\"2020-01-15T00:00:00+08:00\"}",
                 yard.rival),
        ERR_EXISTS);
    assert_string_equal(reply->error.text, "C1 is registered with LPG company already.");
    ops_reply_free(reply);
    /* Own cylinders only. */
    store(&yard, yard.plant, "lpg_cylinder_15kg_empty", "C1");
    assert_int_equal(town_try(&yard.town, &yard.town.admin, "piece.act", NULL,
                              "{\"id\":\"%s\",\"act\":\"fill\",\"by\":\"%s\"}", id, yard.rival),
                     ERR_RULE);
    town_do(&yard.town, NULL, "piece.act", "{\"id\":\"%s\",\"act\":\"fill\",\"by\":\"%s\"}", id,
            yard.town.org);
    /* It is full already. */
    assert_int_equal(town_try(&yard.town, &yard.town.admin, "piece.act", NULL,
                              "{\"id\":\"%s\",\"act\":\"fill\",\"by\":\"%s\"}", id, yard.town.org),
                     ERR_RULE);
    books_check(&yard.town);
    town_close(&yard.town);
}

/* Made on 2014-09-01: eight years are over on 2022-09-01; four more after the assessment, and a
 * test every four years. The clock stands at 2022-09-27. */
static void life_and_tests_follow_the_rule(void **state)
{
    (void)state;
    struct yard yard;
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    yard_open(&yard);
    enrol(&yard, "C2", "2014-09-01", id);
    json_t *piece = shown(&yard, id);
    assert_string_equal(json_text(piece, "life_ends_at", ""), "2022-09-01T00:00:00+08:00");
    assert_string_equal(json_text(piece, "next_test_at", ""), "2018-09-01T00:00:00+08:00");
    assert_string_equal(json_text(piece, "overdue", ""), "life");
    json_decref(piece);
    town_do(&yard.town, NULL, "piece.test",
            "{\"id\":\"%s\",\"test\":\"assessment\",\"passed\":true}", id);
    piece = shown(&yard, id);
    assert_string_equal(json_text(piece, "life_ends_at", ""), "2026-09-01T00:00:00+08:00");
    assert_string_equal(json_text(piece, "overdue", ""), "periodic");
    json_decref(piece);
    /* A passed assessment counts once. */
    town_do(&yard.town, NULL, "piece.test",
            "{\"id\":\"%s\",\"test\":\"assessment\",\"passed\":true}", id);
    store(&yard, yard.town.depot, "lpg_cylinder_15kg_full", "C2");
    assert_int_equal(hand_out(&yard, "C2", &reply), ERR_RULE);
    assert_non_null(
        strstr(reply->error.text, "the test 'periodic' first; it was due on 2018-09-01"));
    ops_reply_free(reply);
    town_do(&yard.town, NULL, "piece.test", "{\"id\":\"%s\",\"test\":\"periodic\",\"passed\":true}",
            id);
    piece = shown(&yard, id);
    assert_string_equal(json_text(piece, "life_ends_at", ""), "2026-09-01T00:00:00+08:00");
    json_decref(piece);
    assert_int_equal(hand_out(&yard, "C2", NULL), ERR_OK);
    town_close(&yard.town);
}

static void thirty_days_before_it_warns_and_void_is_for_ever(void **state)
{
    (void)state;
    struct yard yard;
    char near[ID_TEXT_SIZE], far[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    yard_open(&yard);
    /* Tests due on 2022-10-27 and 2022-10-28; today is the 27th of September, 11:32. */
    enrol(&yard, "N1", "2018-10-27", near);
    enrol(&yard, "N2", "2018-10-28", far);
    json_t *due = town_get(&yard.town, "piece.due", "{\"register\":\"lpg_cylinder\"}");
    const json_t *items = json_object_get(due, "items");
    assert_int_equal(json_array_size(items), 1);
    assert_string_equal(json_text(json_array_get(items, 0), "code", ""), "N1");
    json_decref(due);
    store(&yard, yard.town.depot, "lpg_cylinder_15kg_full", "N2");
    town_do(&yard.town, NULL, "piece.void", "{\"id\":\"%s\",\"reason\":\"dented\"}", far);
    assert_int_equal(hand_out(&yard, "N2", &reply), ERR_RULE);
    assert_string_equal(reply->error.text, "N2 is void since 2022-09-27: dented");
    ops_reply_free(reply);
    assert_int_equal(town_try(&yard.town, &yard.town.admin, "piece.test", NULL,
                              "{\"id\":\"%s\",\"test\":\"periodic\",\"passed\":true}", far),
                     ERR_STATE);
    /* A failed test keeps it in the yard until one is passed. */
    store(&yard, yard.town.depot, "lpg_cylinder_15kg_full", "N1");
    town_do(&yard.town, NULL, "piece.test",
            "{\"id\":\"%s\",\"test\":\"periodic\",\"passed\":false}", near);
    assert_int_equal(hand_out(&yard, "N1", NULL), ERR_RULE);
    town_do(&yard.town, NULL, "piece.test", "{\"id\":\"%s\",\"test\":\"periodic\",\"passed\":true}",
            near);
    assert_int_equal(hand_out(&yard, "N1", NULL), ERR_OK);
    books_check(&yard.town);
    town_close(&yard.town);
}

/* What happened in one moment is told in the order in which it was done. */
static void told_in_order(const json_t *trace, const char *const *whats, size_t n)
{
    const json_t *entries = json_object_get(trace, "entries");
    assert_int_equal(json_array_size(entries), n);
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = json_array_get(entries, i);
        const char *kind = json_text(entry, "kind", json_text(entry, "what", ""));
        assert_string_equal(kind, whats[i]);
    }
}

/* The crew stands at the door. */
static void arrive(struct yard *yard, char visit[ID_TEXT_SIZE])
{
    struct town *town = &yard->town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    town_call(town, request, job);
    town_plan(town, job, town->crew, visit);
    town_move(town, visit, states, 4);
    town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"real_name\",\"value\":true}",
            visit);
}

static void deliver(struct yard *yard, const char *code)
{
    struct town *town = &yard->town;
    char visit[ID_TEXT_SIZE];
    arrive(yard, visit);
    town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"serial_out\",\"value\":[\"%s\"]}",
            visit, code);
    town_do(town, NULL, "step.record",
            "{\"id\":\"%s\",\"code\":\"serial_in\",\"value\":[\"E-%s\"]}", visit, code);
}

/* S3-24: filling, transfer, station disinfection, delivery. */
static void the_history_of_a_delivered_cylinder_has_all_four(void **state)
{
    (void)state;
    struct yard yard;
    char id[ID_TEXT_SIZE], transfer[ID_TEXT_SIZE];
    yard_open(&yard);
    struct town *town = &yard.town;
    enrol(&yard, "C4", "2021-03-01", id);
    store(&yard, yard.plant, "lpg_cylinder_15kg_empty", "C4");
    town_do(town, NULL, "piece.act", "{\"id\":\"%s\",\"act\":\"fill\",\"by\":\"%s\"}", id,
            town->org);
    town_advance(town, 600);
    town_do(town, transfer, "transfer.send",
            "{\"from\":\"%s\",\"to\":\"%s\",\"lines\":[{\"item\":\"lpg_cylinder_15kg_full\","
            "\"qty\":1,\"serials\":[\"C4\"]}]}",
            yard.plant, town->depot);
    town_do(town, NULL, "transfer.arrive", "{\"id\":\"%s\"," BOTH "}", transfer);
    json_t *trace = town_get(town, "stock.trace", "{\"serial\":\"C4\"}");
    const json_t *chain = json_object_get(trace, "chain");
    static const char *const whats[] = {"piece.created", "receive", "piece.act", "send", "arrive"};
    told_in_order(trace, whats, 5);
    assert_int_equal(json_array_size(chain), 4);
    assert_true(json_is_string(json_object_get(json_array_get(chain, 1), "at")));
    assert_true(json_is_null(json_object_get(json_array_get(chain, 2), "at")));
    json_decref(trace);
    town_advance(town, 600);
    town_do(town, NULL, "piece.act", "{\"id\":\"%s\",\"act\":\"disinfect\"}", id);
    assert_int_equal(hand_out(&yard, "C4", NULL), ERR_OK);
    deliver(&yard, "C4");
    trace = town_get(town, "stock.trace", "{\"serial\":\"C4\"}");
    chain = json_object_get(trace, "chain");
    for (size_t i = 0; i < 4; i++)
        assert_true(json_is_string(json_object_get(json_array_get(chain, i), "at")));
    json_decref(trace);
    /* The empty one that came for it is on the vehicle. */
    trace = town_get(town, "stock.trace", "{\"serial\":\"E-C4\"}");
    assert_string_equal(json_text(trace, "holder", ""), town->crew);
    assert_string_equal(json_text(trace, "item", ""), "lpg_cylinder_15kg_empty");
    json_decref(trace);
    books_check(town);
    town_close(town);
}

/* Who has taken no register up is not checked; a branch goes by the register of its company. */
static void the_first_piece_on_the_register_turns_the_check_on_for_the_branches_too(void **state)
{
    (void)state;
    struct yard yard;
    struct town *town = &yard.town;
    char id[ID_TEXT_SIZE], branch[ID_TEXT_SIZE], person[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    yard_open(&yard);
    town_do(town, branch, "org.create",
            "{\"name\":{\"en\":\"Branch\"},\"kind\":\"company\",\"parent\":\"%s\"}", town->org);
    town_do(town, person, "person.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"Courier 2\"},\"skills\":[\"gas_delivery\"]}",
            branch);
    town_do(town, town->crew, "crew.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"Round 2\"},\"members\":[\"%s\"],\"depot\":\"%s\","
            "\"shift\":{\"from\":\"2022-09-27T08:00:00+08:00\",\"until\":"
            "\"2022-09-27T20:00:00+08:00\"}}",
            branch, person, town->depot);
    town_do(town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"item\":\"lpg_cylinder_15kg_full\",\"qty\":2,\"serials\":[\"B1\","
            "\"B2\"]}",
            town->crew);
    struct actor crew = {.role = ROLE_CREW, .kind = "user"};
    snprintf(crew.crew, sizeof crew.crew, "%s", town->crew);
    for (int registered = 0; registered < 2; registered++) {
        if (registered)
            enrol(&yard, "C7", "2021-03-01", id);
        arrive(&yard, visit);
        assert_int_equal(town_try(town, &crew, "step.record", NULL,
                                  "{\"id\":\"%s\",\"code\":\"serial_out\",\"value\":[\"B%d\"]}",
                                  visit, registered + 1),
                         registered ? ERR_RULE : ERR_OK);
    }
    town_close(town);
}

/* R-G7: where a register is kept, a cylinder that is not on it goes to nobody; a dispatcher may say
 * why it goes all the same, the crew may not. */
static void a_cylinder_outside_the_register_goes_to_nobody(void **state)
{
    (void)state;
    struct yard yard;
    char id[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    yard_open(&yard);
    struct town *town = &yard.town;
    enrol(&yard, "C5", "2021-03-01", id);
    arrive(&yard, visit);
    struct actor crew = {.role = ROLE_CREW, .kind = "user"};
    snprintf(crew.crew, sizeof crew.crew, "%s", town->crew);
    static const char *const reasons[] = {"", ",\"reason\":\"register is down\""};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(town_try(town, &crew, "step.record", &reply,
                                  "{\"id\":\"%s\",\"code\":\"serial_out\",\"value\":[\"F1\"]%s}",
                                  visit, reasons[i]),
                         ERR_RULE);
        assert_non_null(strstr(reply->error.text, "F1 is not on the register 'lpg_cylinder'"));
        ops_reply_free(reply);
    }
    struct actor desk = town_user(town, "desk", "dispatcher", "");
    assert_int_equal(town_try(town, &desk, "step.record", NULL,
                              "{\"id\":\"%s\",\"code\":\"serial_out\",\"value\":[\"F1\"]%s}", visit,
                              reasons[1]),
                     ERR_OK);
    json_t *events = town_get(town, "event.list", "{\"limit\":1000}");
    char *text = json_dumps(events, JSON_COMPACT);
    assert_non_null(strstr(text, "register is down"));
    free(text);
    json_decref(events);
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cylinder_outside_the_register_goes_to_nobody),
        cmocka_unit_test(the_first_piece_on_the_register_turns_the_check_on_for_the_branches_too),
        cmocka_unit_test(a_code_is_registered_with_one_filler_only),
        cmocka_unit_test(life_and_tests_follow_the_rule),
        cmocka_unit_test(thirty_days_before_it_warns_and_void_is_for_ever),
        cmocka_unit_test(the_history_of_a_delivered_cylinder_has_all_four),
    };
    return RUN_TESTS(tests);
}
