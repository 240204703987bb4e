/* Zone rules in the plan, in a street that is checked by hand; see live_town.h. */
#include "live_town.h"

enum { MINUTE_S = 60, GATE_CHECK_S = 8 * MINUTE_S, DRESSING_S = 15 * MINUTE_S };

static const char LEAK[] = "{\"smell\":\"strong\"}", ERRAND[] = "{\"kind\":\"supplies\"}";

/* A visit put in force by hand; times in seconds from now. A way and a gate, or "". */
static void commit_way(struct live_town *it, const char *job, int depart, int arrive, int start,
                       int end, const char *gate, const char *way)
{
    char texts[4][TIME_TEXT_MAX], gate_text[80] = "";
    const int times[4] = {depart, arrive, start, end};
    for (int i = 0; i < 4; i++)
        time_format(clock_now_ms(it->town.clock) + times[i] * INT64_C(1000), 480, texts[i]);
    if (*gate)
        snprintf(gate_text, sizeof gate_text, ",\"gate\":\"%s\"", gate);
    json_t *now = town_get(&it->town, "plan.revision", "{}");
    town_do(&it->town, NULL, "plan.commit",
            "{\"base_revision\":%d,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",\"seq\":0,"
            "\"depart_at\":\"%s\",\"arrive_at\":\"%s\",\"start_at\":\"%s\",\"end_at\":\"%s\","
            "\"travel_s\":70,\"distance_m\":700,\"geometry\":\"%s\"%s}]}",
            (int)json_i64(now, "revision", 0), job, it->crew, texts[0], texts[1], texts[2],
            texts[3], way, gate_text);
    json_decref(now);
}

static void commit(struct live_town *it, const char *job, int depart, int arrive, int start,
                   int end, const char *gate)
{
    commit_way(it, job, depart, arrive, start, end, gate, "");
}

static void repair_goes_to_the_door_through_the_gate_dressed(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    const json_t *visit = json_object_get(shown, "visit");
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    assert_string_equal(json_text(visit, "gate", ""), it.gate);
    /* Seven streets, and what the level lets the gate's check take, which the gate does not say. */
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 7 * STREET_S + GATE_CHECK_S);
    assert_int_equal(live_town_in_s(&it, shown, "start_at"),
                     7 * STREET_S + GATE_CHECK_S + DRESSING_S);
    /* 40 minutes of work, 30 of disinfection. */
    assert_int_equal(live_town_in_s(&it, shown, "end_at") - live_town_in_s(&it, shown, "start_at"),
                     70 * MINUTE_S);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);
}

static void nobody_goes_in_without_permit_training_or_suits(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    assert_true(json_is_null(json_object_get(shown, "crew")));
    assert_string_equal(json_text(json_array_get(json_object_get(shown, "reasons"), 0), "code", ""),
                        "no_permit");
    json_decref(shown);
    live_town_permit(&it, it.crew);
    shown = live_town_job(&it, job);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    json_decref(shown);
    assert_no_breach(&it);
    live_town_close(&it);
}

/* The level asks for a test within 24 hours; that of two days before keeps the crew out until they
 * are tested again. */
static void who_was_tested_too_long_ago_does_not_go_in(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_load(&it, it.crew, 2);
    live_town_permit(&it, it.crew);
    for (int i = 0; i < 2; i++)
        town_do(&it.town, NULL, "person.tested",
                "{\"id\":\"%s\",\"at\":\"2022-09-25T11:00:00+08:00\"}", it.members[i]);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    assert_true(json_is_null(json_object_get(shown, "crew")));
    assert_string_equal(json_text(json_array_get(json_object_get(shown, "reasons"), 0), "code", ""),
                        "test_too_old");
    json_decref(shown);
    for (int i = 0; i < 2; i++)
        town_do(&it.town, NULL, "person.tested", "{\"id\":\"%s\"}", it.members[i]);
    shown = live_town_job(&it, job);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    json_decref(shown);
    assert_no_breach(&it);
    live_town_close(&it);
}

/* The same town by packs that want every test on record. */
static void want_tests_on_record(struct live_town *it)
{
    char from[PACKS_PATH_SIZE], to[PACKS_PATH_SIZE], command[3 * PACKS_PATH_SIZE];
    packs_path(from);
    snprintf(to, sizeof to, "%s/packs", it->town.folder.path);
    snprintf(command, sizeof command,
             "cp -r '%s' '%s' && chmod -R u+w '%s' && sed -i"
             " 's/^\\( *\\)test_valid_h: 24$/&\\n\\1test_on_record: true/'"
             " '%s/policies/epidemic-2022-06.yaml'",
             from, to, to, to);
    assert_int_equal(system(command), 0);
    ops_close(it->town.ops);
    catalog_free(it->town.catalog);
    it->town.catalog = packs_load(to);
    town_open_ops(&it->town);
    ops_set_bounds(it->town.ops, 0, 0, 0, 0);
}

/* Where the level wants tests on record, who has none stays out with the reason, whoever else of
 * the crew has one; the audit says the same of a visit that is in force already. */
static void who_has_no_test_on_record_does_not_go_in_where_one_is_wanted(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE], rules[400];
    live_town_open(&it);
    want_tests_on_record(&it);
    live_town_seal(&it, "high", "", "");
    live_town_load(&it, it.crew, 2);
    live_town_permit(&it, it.crew);
    town_do(&it.town, NULL, "person.tested", "{\"id\":\"%s\"}", it.members[0]);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    assert_true(json_is_null(json_object_get(shown, "crew")));
    const json_t *reason = json_array_get(json_object_get(shown, "reasons"), 0);
    assert_string_equal(json_text(reason, "code", ""), "test_too_old");
    json_decref(shown);
    town_do(&it.town, NULL, "person.tested", "{\"id\":\"%s\"}", it.members[1]);
    shown = live_town_job(&it, job);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);

    live_town_open(&it);
    want_tests_on_record(&it);
    live_town_seal(&it, "high", "", "");
    live_town_load(&it, it.crew, 2);
    live_town_permit(&it, it.crew);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    commit(&it, job, 0, 70, 70 + DRESSING_S, 70 + DRESSING_S + 70 * MINUTE_S, it.gate);
    live_town_audit(&it, rules, sizeof rules);
    assert_string_equal(rules, "people");
    live_town_close(&it);
}

static void suits_that_one_visit_takes_are_not_there_for_the_next(void **state)
{
    (void)state;
    struct live_town it;
    char near[ID_TEXT_SIZE], far[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 3);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, near);
    live_settle(it.live);
    live_town_call(&it, "gas.leak", LEAK, 8, far);
    json_t *first = live_town_job(&it, near), *second = live_town_job(&it, far);
    /* Two wear two of three sets; the second pair would need four. */
    assert_string_equal(json_text(first, "crew", ""), it.crew);
    assert_true(json_is_null(json_object_get(second, "crew")));
    assert_string_equal(
        json_text(json_array_get(json_object_get(second, "reasons"), 0), "code", ""),
        "no_protection");
    assert_no_breach(&it);
    town_do(&it.town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"item\":\"full_protective_suit\",\"qty\":1}", it.crew);
    town_do(&it.town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"n95_mask\",\"qty\":1}",
            it.crew);
    town_do(&it.town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"gloves\",\"qty\":2}",
            it.crew);
    town_do(&it.town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"face_shield\",\"qty\":1}",
            it.crew);
    town_do(&it.town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"boot_covers\",\"qty\":1}",
            it.crew);
    json_decref(second);
    second = live_town_job(&it, far);
    assert_string_equal(json_text(second, "crew", ""), it.crew);
    assert_no_breach(&it);
    json_decref(first);
    json_decref(second);
    live_town_close(&it);
}

static void goods_change_hands_at_the_point_or_else_at_the_gate(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE], more[200];
    live_town_open(&it);
    snprintf(more, sizeof more, ",\"handover_place\":%s", street(3));
    live_town_seal(&it, "high", more, "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 7, job);
    json_t *shown = live_town_job(&it, job);
    const json_t *handover = json_object_get(shown, "handover");
    assert_string_equal(json_text(handover, "at", ""), "point");
    assert_null(json_object_get(json_object_get(shown, "visit"), "gate"));
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 3 * STREET_S);
    assert_no_breach(&it);
    json_decref(shown);
    /* The point moves, and the plan with it. */
    snprintf(more, sizeof more, "\"handover_place\":%s", street(2));
    live_town_update(&it, "zone.update", it.zone, more);
    shown = live_town_job(&it, job);
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 2 * STREET_S);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);

    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 7, job);
    shown = live_town_job(&it, job);
    assert_string_equal(json_text(json_object_get(shown, "handover"), "gate", ""), it.gate);
    /* At the gate, not behind it. */
    assert_true(live_town_in_s(&it, shown, "arrive_at") <= 5 * STREET_S + GATE_CHECK_S);
    assert_no_breach(&it);
    json_decref(shown);
    /* The zone is lifted: to the door. */
    town_do(&it.town, NULL, "zone.lift", "{\"id\":\"%s\"}", it.zone);
    shown = live_town_job(&it, job);
    assert_null(json_object_get(shown, "handover"));
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 7 * STREET_S);
    json_decref(shown);
    live_town_close(&it);
}

/* It is 11:32. The gate opens at 12:00; what is urgent passes at once. */
static void gates_have_hours_but_for_emergencies(void **state)
{
    (void)state;
    struct live_town it;
    char leak[ID_TEXT_SIZE], reading[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_crew(&it, "Second", 0, (char[ID_TEXT_SIZE]){0}, (char[ID_TEXT_SIZE]){0},
                   (char[2][ID_TEXT_SIZE]){0});
    live_town_seal(&it, "medium", "",
                   ",\"delay_s\":60,\"hours\":[{\"from\":\"12:00\",\"until\":\"22:00\"}]");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 4);
    live_town_start(&it);
    live_town_call(&it, "heat.indoor_temperature", "{}", 7, reading);
    json_t *shown = live_town_job(&it, reading);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    /* Passing begins at 12:00, takes a minute; two and a half streets to go. */
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 28 * MINUTE_S + 60 + 25);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_call(&it, "gas.leak", LEAK, 7, leak);
    shown = live_town_job(&it, leak);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 7 * STREET_S + 60);
    assert_string_equal(json_text(json_object_get(shown, "visit"), "gate", ""), it.gate);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);
}

/* All who would have to pass it lose their visit in the same moment, and get it again. */
static void a_gate_that_shuts_takes_away_what_is_behind_it(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    json_decref(shown);
    live_town_update(&it, "gate.update", it.gate, "\"state\":\"closed\"");
    shown = live_town_job(&it, job);
    assert_true(json_is_null(json_object_get(shown, "crew")));
    assert_string_equal(json_text(json_array_get(json_object_get(shown, "reasons"), 0), "code", ""),
                        "no_way");
    assert_no_breach(&it);
    json_decref(shown);
    live_town_update(&it, "gate.update", it.gate, "\"state\":\"open\"");
    shown = live_town_job(&it, job);
    assert_string_equal(json_text(json_object_get(shown, "visit"), "gate", ""), it.gate);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);
}

/* The border runs between the end of the street, at 9, and the crew's place, so that the crew is
 * inside by the way that it came: it passes no gate to 7, and may though the gate is shut. Such a
 * way is no excuse for a crew that stands elsewhere. */
static void where_a_way_begins_counts_by_the_street(void **state)
{
    (void)state;
    enum { ARRIVE = 70, START = ARRIVE + DRESSING_S, END = START + 70 * MINUTE_S };
    struct live_town it;
    char inside[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], members[2][ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    char polygon[400], rules[400];
    struct road_point a = grid_town_point(4.5, -1), b = grid_town_point(9.05, 1);
    live_town_open(&it);
    live_town_crew(&it, "Inside", 9.1, inside, vehicle, members);
    live_town_seal(&it, "high", "", ",\"state\":\"closed\"");
    snprintf(polygon, sizeof polygon,
             "\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[%.7f,%.7f],[%.7f,%.7f],"
             "[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}",
             a.lon, a.lat, b.lon, a.lat, b.lon, b.lat, a.lon, b.lat, a.lon, a.lat);
    live_town_update(&it, "zone.update", it.zone, polygon);
    live_town_permit(&it, it.crew);
    live_town_permit(&it, inside);
    live_town_load(&it, it.crew, 2);
    live_town_load(&it, inside, 2);
    live_town_start(&it);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    json_t *shown = live_town_job(&it, job);
    const json_t *visit = json_object_get(shown, "visit");
    assert_string_equal(json_text(shown, "crew", ""), inside);
    assert_null(json_object_get(visit, "gate"));
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 2 * STREET_S);
    assert_no_breach(&it);
    live_stop(it.live);
    it.live = NULL;
    commit_way(&it, job, 0, ARRIVE, START, END, "", json_text(visit, "geometry", ""));
    live_town_audit(&it, rules, sizeof rules);
    assert_string_equal(rules, "gate");
    json_decref(shown);
    live_town_close(&it);
}

/* Likewise where nobody passes: the gate's place lies a hair outside of the border. */
static void goods_change_hands_at_a_gate_in_its_hours(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE], place[100], rules[400];
    live_town_open(&it);
    live_town_seal(&it, "high", "", ",\"hours\":[{\"from\":\"12:00\",\"until\":\"22:00\"}]");
    snprintf(place, sizeof place, "\"place\":%s", street(4.4));
    live_town_update(&it, "gate.update", it.gate, place);
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 2);
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 7, job);
    json_t *shown = live_town_job(&it, job);
    assert_string_equal(json_text(json_object_get(shown, "handover"), "gate", ""), it.gate);
    int64_t setup_s = json_i64(json_object_get(shown, "requirements"), "gate_s", 0);
    assert_int_equal(live_town_in_s(&it, shown, "start_at"), 28 * MINUTE_S + setup_s);
    assert_no_breach(&it);
    commit(&it, job, 0, 44, 44 + DRESSING_S, 44 + DRESSING_S + 70 * MINUTE_S, "");
    live_town_audit(&it, rules, sizeof rules);
    assert_string_equal(rules, "handover");
    json_decref(shown);
    live_town_close(&it);
}

static void who_was_exposed_is_disinfected_before_the_next_job(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE];
    live_town_open(&it);
    live_town_update(&it, "crew.update", it.crew, "\"exposure\":\"contaminated\"");
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 2, job);
    json_t *shown = live_town_job(&it, job);
    /* Nobody knows when it was exposed, and no disinfection is on record: 30 minutes first. */
    assert_int_equal(json_i64(json_object_get(shown, "visit"), "disinfect_s", 0), 30 * MINUTE_S);
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 30 * MINUTE_S + 2 * STREET_S);
    assert_no_breach(&it);
    json_decref(shown);
    town_do(&it.town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", it.vehicle);
    shown = live_town_job(&it, job);
    assert_null(json_object_get(json_object_get(shown, "visit"), "disinfect_s"));
    assert_int_equal(live_town_in_s(&it, shown, "arrive_at"), 2 * STREET_S);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);
}

static void a_closed_loop_crew_serves_its_loop_only(void **state)
{
    (void)state;
    struct live_town it;
    char near[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], members[2][ID_TEXT_SIZE], job[ID_TEXT_SIZE],
        loop[80];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_crew(&it, "Loop", 4, near, vehicle, members);
    snprintf(loop, sizeof loop, "\"loop\":\"%s\"", it.zone);
    live_town_update(&it, "crew.update", near, loop);
    live_town_start(&it);
    live_town_call(&it, "help.errand", ERRAND, 3, job);
    json_t *shown = live_town_job(&it, job);
    assert_string_equal(json_text(shown, "crew", ""), it.crew);
    assert_no_breach(&it);
    json_decref(shown);
    live_town_close(&it);
}

/* ---- The audit finds what is wrong ----------------------------------------------------------- */

static void the_audit_names_each_rule_that_a_plan_breaks(void **state)
{
    (void)state;
    enum { ARRIVE = 70, START = ARRIVE + DRESSING_S, END = START + 70 * MINUTE_S };
    static const struct {
        const char *rule, *change; /* a command about what `about` says, or NULL */
        const char *args;
        int start, end;
        bool no_gate;
    } cases[] = {
        {"", NULL, "", START, END, false},
        {"dressing", NULL, "", ARRIVE + MINUTE_S, END, false},
        {"disinfection", NULL, "", START, START + 40 * MINUTE_S, false},
        {"gate", NULL, "", START, END, true},
        {"gate", "gate.update", "\"state\":\"closed\"", START, END, false},
        {"people", "person.set_status", "\"status\":\"ill\"", START, END, false},
        {"vehicle", "vehicle.update", "\"status\":\"out_of_service\"", START, END, false},
        {"exposed", "crew.update", "\"exposure\":\"contaminated\"", START, END, false},
        {"permit", "permit.revoke", "", START, END, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct live_town it;
        char job[ID_TEXT_SIZE], rules[400], permit[ID_TEXT_SIZE];
        live_town_open(&it);
        live_town_seal(&it, "high", "", "");
        town_do(&it.town, permit, "permit.create",
                "{\"holder\":{\"crew\":\"%s\"},\"zone\":\"%s\",\"from\":"
                "\"2022-09-01T00:00:00+08:00\",\"until\":\"2022-10-30T00:00:00+08:00\"}",
                it.crew, it.zone);
        live_town_load(&it, it.crew, 2);
        live_town_call(&it, "gas.leak", LEAK, 7, job);
        commit(&it, job, 0, ARRIVE, cases[i].start, cases[i].end, cases[i].no_gate ? "" : it.gate);
        const char *change = cases[i].change ? cases[i].change : "";
        const char *about = strncmp(change, "gate", 4) == 0     ? it.gate
                            : strncmp(change, "person", 6) == 0 ? it.members[0]
                            : strncmp(change, "veh", 3) == 0    ? it.vehicle
                            : strncmp(change, "permit", 6) == 0 ? permit
                                                                : it.crew;
        if (*change)
            live_town_update(&it, change, about, cases[i].args);
        live_town_audit(&it, rules, sizeof rules);
        assert_string_equal(rules, cases[i].rule);
        live_town_close(&it);
    }
}

static void the_audit_counts_suits_over_all_visits_and_knows_loops(void **state)
{
    (void)state;
    struct live_town it;
    char job[ID_TEXT_SIZE], rules[400];
    live_town_open(&it);
    live_town_seal(&it, "high", "", "");
    live_town_permit(&it, it.crew);
    live_town_load(&it, it.crew, 1);
    live_town_call(&it, "gas.leak", LEAK, 7, job);
    commit(&it, job, 0, 70, 70 + DRESSING_S, 70 + DRESSING_S + 70 * MINUTE_S, it.gate);
    live_town_audit(&it, rules, sizeof rules);
    assert_non_null(strstr(rules, "protection"));
    char outside[ID_TEXT_SIZE], loop[80];
    snprintf(loop, sizeof loop, "\"loop\":\"%s\"", it.zone);
    live_town_update(&it, "crew.update", it.crew, loop);
    live_town_call(&it, "help.errand", ERRAND, 2, outside);
    commit(&it, outside, 6000, 6020, 6020, 6620, "");
    live_town_audit(&it, rules, sizeof rules);
    assert_non_null(strstr(rules, "loop"));
    live_town_close(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repair_goes_to_the_door_through_the_gate_dressed),
        cmocka_unit_test(nobody_goes_in_without_permit_training_or_suits),
        cmocka_unit_test(who_was_tested_too_long_ago_does_not_go_in),
        cmocka_unit_test(who_has_no_test_on_record_does_not_go_in_where_one_is_wanted),
        cmocka_unit_test(suits_that_one_visit_takes_are_not_there_for_the_next),
        cmocka_unit_test(goods_change_hands_at_the_point_or_else_at_the_gate),
        cmocka_unit_test(gates_have_hours_but_for_emergencies),
        cmocka_unit_test(a_gate_that_shuts_takes_away_what_is_behind_it),
        cmocka_unit_test(where_a_way_begins_counts_by_the_street),
        cmocka_unit_test(goods_change_hands_at_a_gate_in_its_hours),
        cmocka_unit_test(who_was_exposed_is_disinfected_before_the_next_job),
        cmocka_unit_test(a_closed_loop_crew_serves_its_loop_only),
        cmocka_unit_test(the_audit_names_each_rule_that_a_plan_breaks),
        cmocka_unit_test(the_audit_counts_suits_over_all_visits_and_knows_loops),
    };
    return RUN_TESTS(tests);
}
