#include "chain.h"

/* What one line says of a holder, in grams; -1 when the holder is not there. */
static int64_t held(const json_t *manifest, size_t line, const char *stage, const char *holder)
{
    size_t i;
    json_t *holding;
    json_array_foreach(
        json_object_get(json_array_get(json_object_get(manifest, "lines"), line), "holdings"), i,
        holding)
    {
        const char *key;
        json_t *id;
        json_object_foreach(json_object_get(holding, "party"), key, id)
        {
            if (strcmp(json_string_value(id), holder) == 0 &&
                strcmp(json_text(holding, "stage", ""), stage) == 0)
                return grams(holding, "kg");
        }
    }
    return -1;
}

static void totals_are(struct chain *chain, const char *key, int64_t wanted_g)
{
    json_t *report = town_get(&chain->town, "report.custody", "{}");
    assert_int_equal(grams(json_object_get(report, "totals"), key), wanted_g);
    json_decref(report);
}

/* Hotel -> collector -> transfer vehicle -> plant: the vehicle's scale says 12.4 for 12.5 kg, the
 * plant's 2.3 for 2.1 kg; then the plant finds its own scale 0.2 kg too high. */
static void waste_goes_from_site_to_plant_with_every_difference_on_record(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
    json_t *photo =
        town_get(town, "attachment.create", "{\"type\":\"image/jpeg\",\"data\":\"/9j/4AAQ\"}");
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH
            ",\"lines\":[{\"code\":\"B-1\",\"packages\":4,\"kg\":12.4,\"reason\":\"other scale\"},"
            "{\"code\":\"B-2\",\"packages\":1,\"kg\":2.1}],\"photo\":\"%s\"}",
            chain.id, chain.hotel, town->crew, json_text(photo, "sha256", ""));
    json_decref(photo);
    json_t *shown = get(&chain);
    assert_int_equal(held(shown, 0, "producer", chain.hotel), 0);
    assert_int_equal(held(shown, 0, "carrier", town->crew), 12400);
    assert_string_equal(json_text(shown, "state", ""), "under_way");
    json_decref(shown);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH "}",
            chain.id, town->crew, town->vehicle);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH
            ",\"lines\":[{\"code\":\"B-1\",\"kg\":12.4},{\"code\":\"B-2\",\"kg\":2.3,"
            "\"reason\":\"scale of the plant\"}]}",
            chain.id, town->vehicle, chain.plant);
    totals_are(&chain, "received_kg", 14700);
    town_do(town, NULL, "manifest.correct",
            "{\"id\":\"%s\",\"line\":\"B-2\",\"party\":{\"site\":\"%s\"},\"kg\":2.1,"
            "\"reason\":\"The scale was not set to zero.\"}",
            chain.id, chain.plant);
    town_do(town, NULL, "manifest.treat",
            "{\"id\":\"%s\",\"site\":\"%s\",\"method\":\"incineration\",\"signature\":" SIGNED(
                "plant") "}",
            chain.id, chain.plant);
    shown = get(&chain);
    assert_string_equal(json_text(shown, "state", ""), "closed");
    assert_string_equal(json_text(shown, "number", ""), "M-20220927-0001");
    assert_int_equal(grams(shown, "kg"), 14500);
    assert_int_equal(held(shown, 1, "treated", chain.plant), 2100);
    const json_t *history = json_object_get(shown, "history");
    assert_int_equal(json_array_size(history), 5);
    const json_t *correction = json_array_get(history, 3);
    assert_string_equal(json_text(correction, "what", ""), "corrected");
    assert_int_equal(grams(json_object_get(correction, "was"), "kg"), 2300);
    /* What was registered first is still there. */
    const json_t *line = json_array_get(json_object_get(shown, "lines"), 0);
    assert_int_equal(grams(line, "kg"), 12500);
    json_decref(shown);
    totals_are(&chain, "registered_kg", 14500);
    totals_are(&chain, "difference_kg", 100);
    totals_are(&chain, "corrected_kg", -200);
    totals_are(&chain, "treated_kg", 14500);
    totals_are(&chain, "epidemic_kg", 12400);
    town_close(town);
}

static void what_breaks_a_rule_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
#define OVER(rest) "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," rest "}"
    static const struct {
        const char *args, *where;
        enum err wanted;
    } calls[] = {
        {OVER("\"signatures\":{\"from\":" SIGNED("g") "}"), "signatures.to", ERR_RULE},
        {OVER("\"signatures\":{\"to\":" SIGNED("t") "}"), "signatures.from", ERR_RULE},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-1\",\"packages\":5,\"kg\":12.5}]"), "lines.code",
         ERR_RULE},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-1\",\"packages\":2,\"kg\":13}]"), "lines.code",
         ERR_RULE},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-1\",\"kg\":12.4}]"), "lines.reason", ERR_RULE},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-1\",\"packages\":2}]"), "lines.kg", ERR_RULE},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-9\",\"kg\":1}]"), "lines.code", ERR_NOT_FOUND},
        {OVER(BOTH ",\"lines\":[{\"code\":\"B-2\"},{\"code\":\"B-2\"}]"), "lines.code", ERR_RULE},
        {OVER(BOTH ",\"at\":\"2022-09-27T11:00:00+08:00\""), "at", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct ops_reply *reply = NULL;
        char text[2048];
        int n = snprintf(text, sizeof text, "%s", calls[i].args);
        assert_true(n > 0 && (size_t)n < sizeof text);
        json_t *args = json_loads(text, 0, NULL);
        assert_non_null(args);
        json_object_set_new(args, "id", json_string(chain.id));
        json_object_set_new(args, "from", json_pack("{s:s}", "site", chain.hotel));
        json_object_set_new(args, "to", json_pack("{s:s}", "crew", town->crew));
        enum err rc = ops_call_name(town->ops, "manifest.hand_over", args, &town->admin, &reply);
        if (rc != calls[i].wanted || strcmp(reply->error.where, calls[i].where) != 0)
            fail_msg("%s: %s: %s", calls[i].args, reply->error.where, reply->error.text);
        ops_reply_free(reply);
    }
    assert_int_equal(
        town_try(town, &town->admin, "manifest.treat", NULL,
                 "{\"id\":\"%s\",\"site\":\"%s\",\"method\":\"m\",\"signature\":" SIGNED("p") "}",
                 chain.id, chain.hotel),
        ERR_RULE);
    json_t *shown = get(&chain);
    assert_int_equal(json_i64(shown, "rev", 0), 1);
    json_decref(shown);
    town_close(town);
}

static void what_is_refused_or_left_over_stays_with_the_giver(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
    town_do(
        town, NULL, "manifest.refuse",
        "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"},\"lines\":[\"B-2\"],"
        "\"reason\":\"The box is open.\",\"signature\":" SIGNED("crew") "}",
        chain.id, chain.hotel, town->crew);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH
            ",\"lines\":[{\"code\":\"B-1\",\"packages\":3,\"kg\":9}]}",
            chain.id, chain.hotel, town->crew);
    json_t *shown = get(&chain);
    assert_int_equal(held(shown, 0, "producer", chain.hotel), 3500);
    assert_int_equal(held(shown, 0, "carrier", town->crew), 9000);
    assert_int_equal(held(shown, 1, "producer", chain.hotel), 2100);
    assert_int_equal(json_array_size(json_object_get(shown, "history")), 2);
    json_decref(shown);
    town_close(town);
}

static size_t overdue(struct chain *chain)
{
    json_t *list = town_get(&chain->town, "manifest.list", "{\"overdue\":true}");
    size_t n = json_array_size(json_object_get(list, "items"));
    json_t *report = town_get(&chain->town, "report.custody", "{}");
    assert_int_equal(json_i64(json_object_get(report, "totals"), "overdue", -1), n);
    json_decref(list);
    json_decref(report);
    alarms_are(chain, "held_too_long", n);
    return n;
}

static void limits_run_two_days_in_normal_times_and_a_day_in_an_epidemic(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    waste(&chain, "[{\"code\":\"N\",\"packages\":1,\"kg\":1}]");
    char normal[ID_TEXT_SIZE];
    memcpy(normal, chain.id, sizeof normal);
    waste(&chain, "[{\"code\":\"E\",\"packages\":1,\"kg\":1,\"epidemic\":true}]");
    town_advance(town, 24 * 3600);
    assert_int_equal(overdue(&chain), 0);
    town_advance(town, 60);
    assert_int_equal(overdue(&chain), 1);
    json_t *early =
        town_get(town, "manifest.list", "{\"overdue_at\":\"2022-09-30T00:00:00+08:00\"}");
    assert_int_equal(json_array_size(json_object_get(early, "items")), 2);
    json_decref(early);
    town_advance(town, 24 * 3600);
    assert_int_equal(overdue(&chain), 2);
    /* Collected: the limit at the producer no longer runs; at the plant 12 hours do. */
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH "}",
            chain.id, chain.hotel, town->crew);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"site\":\"%s\"," BOTH "}", chain.id,
            town->crew, chain.plant);
    assert_int_equal(overdue(&chain), 1);
    town_advance(town, 12 * 3600);
    assert_int_equal(overdue(&chain), 1);
    town_advance(town, 60);
    assert_int_equal(overdue(&chain), 2);
    json_t *shown = get(&chain);
    assert_string_equal(json_text(shown, "due_limit", ""), "treatment");
    assert_true(json_flag(shown, "overdue", false));
    json_decref(shown);
    town_do(town, NULL, "manifest.treat",
            "{\"id\":\"%s\",\"site\":\"%s\",\"method\":\"steam\",\"signature\":" SIGNED("p") "}",
            chain.id, chain.plant);
    assert_int_equal(overdue(&chain), 1);
    /* In normal times the plant has no such limit. */
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH "}", normal,
            chain.hotel, town->crew);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"crew\":\"%s\"},\"site\":\"%s\"," BOTH "}", normal,
            town->crew, chain.plant);
    town_advance(town, 30 * 24 * 3600);
    assert_int_equal(overdue(&chain), 0);
    town_close(town);
}

static void who_boards_must_leave_and_names_are_masked(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    struct actor viewer = {.role = ROLE_VIEWER, .kind = "user"};
    struct ops_reply *reply = NULL;
    chain_open(&chain);
    town_do(town, chain.id, "manifest.create",
            "{\"kind\":\"persons\",\"site\":\"%s\",\"lines\":[{\"code\":\"1\",\"name\":\"李某某\"},"
            "{\"code\":\"2\",\"name\":\"Bo\"},{\"code\":\"3\",\"name\":\"Cy\"}]}",
            chain.hotel);
    town_do(town, NULL, "manifest.hand_over",
            "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH "}",
            chain.id, chain.hotel, town->vehicle);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH
            ",\"lines\":[{\"code\":\"1\"},{\"code\":\"3\"}]}",
            chain.id, town->vehicle, chain.plant);
    assert_int_equal(town_try(town, &viewer, "manifest.get", &reply, "{\"id\":\"%s\"}", chain.id),
                     ERR_OK);
    const json_t *shown = ops_reply_json(reply);
    assert_true(json_flag(shown, "open", false)); /* one is still on board */
    const json_t *line = json_array_get(json_object_get(shown, "lines"), 0);
    assert_string_equal(json_text(line, "name", ""), "李**");
    assert_null(strstr(ops_reply_text(reply), "Bo"));
    ops_reply_free(reply);
    json_t *log = town_get(town, "event.list", "{\"noun\":\"manifest\",\"limit\":1000}");
    char *text = json_dumps(log, 0);
    assert_null(strstr(text, "某某"));
    free(text);
    json_decref(log);
    town_do(town, NULL, "manifest.receive",
            "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH "}", chain.id,
            town->vehicle, chain.plant);
    json_t *end = get(&chain);
    assert_string_equal(json_text(end, "state", ""), "closed");
    assert_string_equal(json_text(json_array_get(json_object_get(end, "lines"), 1), "name", ""),
                        "Bo");
    json_decref(end);
    town_close(town);
}

static void a_bus_makes_no_second_trip_before_it_is_disinfected(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    static const enum err wanted[] = {ERR_OK, ERR_RULE, ERR_OK};
    for (size_t trip = 0; trip < sizeof wanted / sizeof *wanted; trip++) {
        town_do(
            town, chain.id, "manifest.create",
            "{\"kind\":\"persons\",\"site\":\"%s\",\"lines\":[{\"code\":\"1\",\"name\":\"A\"}]}",
            chain.hotel);
        assert_int_equal(
            town_try(town, &town->admin, "manifest.hand_over", NULL,
                     "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"vehicle\":\"%s\"}," BOTH
                     "}",
                     chain.id, chain.hotel, town->vehicle),
            wanted[trip]);
        if (wanted[trip] == ERR_OK)
            town_do(town, NULL, "manifest.receive",
                    "{\"id\":\"%s\",\"from\":{\"vehicle\":\"%s\"},\"site\":\"%s\"," BOTH "}",
                    chain.id, town->vehicle, chain.plant);
        else
            town_do(town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", town->vehicle);
    }
    town_close(town);
}

static void a_stale_or_repeated_call_books_nothing_twice(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
    static const struct {
        const char *key;
        int64_t if_match;
        enum err wanted;
        bool replayed;
    } calls[] = {{"k1", 7, ERR_STALE, false},
                 {"k2", 1, ERR_OK, false},
                 {"k2", 1, ERR_OK, true},
                 {"k3", 1, ERR_STALE, false}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct ops_reply *reply = NULL;
        json_t *args =
            town_json("{" BOTH ",\"lines\":[{\"code\":\"B-1\",\"packages\":1,\"kg\":3}]}");
        json_object_set_new(args, "id", json_string(chain.id));
        json_object_set_new(args, "from", json_pack("{s:s}", "site", chain.hotel));
        json_object_set_new(args, "to", json_pack("{s:s}", "crew", town->crew));
        struct ops_call call = {.command = ops_command("manifest.hand_over"),
                                .args = args,
                                .actor = &town->admin,
                                .key = calls[i].key,
                                .if_match = calls[i].if_match};
        assert_int_equal(ops_call(town->ops, call, &reply), calls[i].wanted);
        assert_int_equal(reply->replayed, calls[i].replayed);
        ops_reply_free(reply);
    }
    json_t *shown = get(&chain);
    assert_int_equal(held(shown, 0, "carrier", town->crew), 3000);
    json_decref(shown);
    town_close(town);
}

static void a_seal_is_read_at_every_hand_over(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    chain_open(&chain);
    town_do(town, chain.id, "manifest.create",
            "{\"kind\":\"cash_boxes\",\"site\":\"%s\",\"lines\":[{\"code\":\"K1\",\"packages\":1,"
            "\"seal\":\"S-77\"}]}",
            chain.hotel);
    static const struct {
        const char *line;
        enum err wanted;
    } tries[] = {{"{\"code\":\"K1\"}", ERR_RULE},
                 {"{\"code\":\"K1\",\"seal\":\"S-78\"}", ERR_RULE},
                 {"{\"code\":\"K1\",\"seal\":\"S-77\"}", ERR_OK}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        assert_int_equal(
            town_try(town, &town->admin, "manifest.hand_over", NULL,
                     "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH
                     ",\"lines\":[%s]}",
                     chain.id, chain.hotel, town->crew, tries[i].line),
            tries[i].wanted);
    town_close(town);
}

static void a_crew_records_only_its_own_hand_overs(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    struct actor crew = {.role = ROLE_CREW, .kind = "user"};
    chain_open(&chain);
    waste(&chain, TWO_BAGS);
    memcpy(crew.crew, town->crew, sizeof crew.crew);
    memcpy(crew.org, town->org, sizeof crew.org);
    assert_int_equal(
        town_try(town, &crew, "manifest.hand_over", NULL,
                 "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"person\":\"%s\"}," BOTH "}",
                 chain.id, chain.hotel, town->person),
        ERR_DENIED);
    assert_int_equal(
        town_try(town, &crew, "manifest.hand_over", NULL,
                 "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH "}",
                 chain.id, chain.hotel, town->crew),
        ERR_OK);
    assert_int_equal(town_try(town, &crew, "manifest.correct", NULL,
                              "{\"id\":\"%s\",\"line\":\"B-1\",\"kg\":1,\"reason\":\"r\"}",
                              chain.id),
                     ERR_DENIED);
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waste_goes_from_site_to_plant_with_every_difference_on_record),
        cmocka_unit_test(what_breaks_a_rule_is_refused_and_changes_nothing),
        cmocka_unit_test(what_is_refused_or_left_over_stays_with_the_giver),
        cmocka_unit_test(limits_run_two_days_in_normal_times_and_a_day_in_an_epidemic),
        cmocka_unit_test(who_boards_must_leave_and_names_are_masked),
        cmocka_unit_test(a_bus_makes_no_second_trip_before_it_is_disinfected),
        cmocka_unit_test(a_stale_or_repeated_call_books_nothing_twice),
        cmocka_unit_test(a_seal_is_read_at_every_hand_over),
        cmocka_unit_test(a_crew_records_only_its_own_hand_overs),
    };
    return RUN_TESTS(tests);
}
