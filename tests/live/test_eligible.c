#include "test.h"

#include "live/eligible_int.h"

/* A town of one crew and one job; each test changes one thing about them. */
static const char crew_text[] =
    "{'id':'crew-1','name':{'zh':'急修一组','en':'Repair 1'},'members':['p-1','p-2'],'available':2,"
    "'vehicle':'van-1','skills':['gas_emergency'],"
    "'shift':{'from':'2022-03-19T08:00:00+08:00','until':'2022-03-19T20:00:00+08:00'},"
    "'state':'idle','stock':[{'item':'suit','qty':4,'serials':[]}]}";
static const char job_text[] =
    "{'id':'job-1','state':'new','service':'gas.leak','due_at':'2022-03-19T11:00:00+08:00',"
    "'zone':{'id':'zone-1','level':'control','name':{'zh':'河畔','en':'Riverside'}},"
    "'requirements':{'skills':['gas_emergency'],'crew_size':2,'permits':['zone_entry'],"
    "'protection':[{'item':'suit','qty':2}],'stock':[]}}";
static const char permit_text[] =
    "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},'zone':'zone-1',"
    "'services':['gas.leak'],'until':'2022-03-20T00:00:00+08:00'}";

static int64_t at(const char *time)
{
    int64_t time_ms = 0;
    assert_true(time_parse(time, &time_ms));
    return time_ms;
}

/* JSON with single quotes. */
static json_t *json_of(const char *text)
{
    char *quoted = strdup(text);
    for (char *c = quoted; *c; c++) {
        if (*c == '\'')
            *c = '"';
    }
    json_t *value = NULL;
    struct error error;
    if (json_read(sv_of(quoted), "test", &value, &error) != ERR_OK)
        fail_msg("%s %s", error.where, error.text);
    free(quoted);
    return value;
}

static void put(struct world *world, enum world_noun noun, const char *text)
{
    json_t *json = json_of(text);
    world_put(world, noun, json);
    json_decref(json);
}

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    put(world, WORLD_CREW, crew_text);
    put(world, WORLD_JOB, job_text);
    put(world, WORLD_PERMIT, permit_text);
    put(world, WORLD_PERSON, "{'id':'p-1','skills':['gas_emergency'],'status':'available'}");
    put(world, WORLD_PERSON, "{'id':'p-2','skills':[],'status':'available'}");
    put(world, WORLD_VEHICLE, "{'id':'van-1','plate':'N-1','status':'ready'}");
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_free(*state);
    free(*state);
    return 0;
}

static enum refusal check_at(struct world *world, const char *time, struct refusal_of *why)
{
    return eligible_check(world, world_get(world, WORLD_JOB, "job-1"),
                          world_get(world, WORLD_CREW, "crew-1"), at(time), why);
}

static enum refusal check(struct world *world, struct refusal_of *why)
{
    return check_at(world, "2022-03-19T10:00:00+08:00", why);
}

static void a_crew_that_has_everything_may_go(void **state)
{
    struct refusal_of why;
    assert_int_equal(check(*state, &why), REFUSAL_NONE);
}

static void an_isolated_member_leaves_the_crew_too_small(void **state)
{
    struct world *world = *state;
    put(world, WORLD_PERSON, "{'id':'p-2','skills':[],'status':'isolated'}");
    struct refusal_of why;
    assert_int_equal(check(world, &why), REFUSAL_CREW_SIZE);
    assert_string_equal(why.word, "2");

    put(world, WORLD_PERSON, "{'id':'p-1','skills':['gas_emergency'],'status':'ill'}");
    assert_int_equal(check(world, &why), REFUSAL_PEOPLE);
    assert_string_equal(why.word, "gas_emergency");
}

static void training_certificates_and_vehicle_kind_are_asked_for(void **state)
{
    struct world *world = *state;
    struct refusal_of why;
    json_t *job = json_of(job_text), *needs = json_object_get(job, "requirements");
    world_put(world, WORLD_JOB, job);

    json_object_set_new(needs, "each", json_pack("[s]", "ppe_trained"));
    assert_int_equal(check(world, &why), REFUSAL_CREW_SIZE);
    put(world, WORLD_PERSON,
        "{'id':'p-1','skills':['gas_emergency','ppe_trained'],'status':'available',"
        "'certificates':[{'code':'gas_repair','valid_until':'2022-03-19T10:30:00+08:00'}]}");
    put(world, WORLD_PERSON, "{'id':'p-2','skills':['ppe_trained'],'status':'available'}");
    assert_int_equal(check(world, &why), REFUSAL_NONE);

    json_object_set_new(needs, "certificates", json_pack("[s]", "gas_repair"));
    assert_int_equal(check(world, &why), REFUSAL_NONE);
    assert_int_equal(check_at(world, "2022-03-19T10:30:00+08:00", &why), REFUSAL_CERTIFICATE);
    assert_string_equal(why.word, "gas_repair");

    json_object_set_new(needs, "vehicles", json_pack("[s]", "van"));
    assert_int_equal(check(world, &why), REFUSAL_KIND);
    put(world, WORLD_VEHICLE, "{'id':'van-1','plate':'N-1','kind':'van','status':'ready'}");
    assert_int_equal(check(world, &why), REFUSAL_NONE);
    json_decref(job);
}

static void a_test_that_is_too_old_keeps_out_and_one_unknown_does_not(void **state)
{
    struct world *world = *state;
    struct refusal_of why;
    json_t *job = json_of(job_text), *needs = json_object_get(job, "requirements");
    world_put(world, WORLD_JOB, job);
    json_object_set_new(needs, "test_h", json_integer(24));
    assert_int_equal(check(world, &why), REFUSAL_NONE); /* none is on record */
    json_object_set_new(needs, "test_on_record", json_true());
    assert_int_equal(check(world, &why), REFUSAL_TEST);
    assert_string_equal(why.word, "24");
    json_object_del(needs, "test_on_record");
    put(world, WORLD_PERSON,
        "{'id':'p-1','skills':['gas_emergency'],'status':'available','tested_at':"
        "'2022-03-18T10:00:00+08:00'}");
    assert_int_equal(check(world, &why), REFUSAL_NONE); /* a day old, to the minute */
    assert_int_equal(check_at(world, "2022-03-19T10:00:01+08:00", &why), REFUSAL_TEST);
    assert_string_equal(why.word, "24");
    json_object_set_new(needs, "crew_size", json_integer(1)); /* the other may go */
    assert_int_equal(check_at(world, "2022-03-19T10:00:01+08:00", &why), REFUSAL_NONE);
    json_object_set_new(needs, "test_on_record", json_true());
    assert_int_equal(check(world, &why), REFUSAL_NONE); /* the first is tested */
    json_object_set_new(needs, "crew_size", json_integer(2));
    assert_int_equal(check(world, &why), REFUSAL_TEST); /* the second is not */
    json_decref(job);
}

static void a_skill_that_nobody_has_is_named(void **state)
{
    struct world *world = *state;
    put(world, WORLD_PERSON, "{'id':'p-1','skills':['heating'],'status':'available'}");
    struct refusal_of why;
    assert_int_equal(check(world, &why), REFUSAL_SKILL);
    assert_string_equal(why.word, "gas_emergency");
}

static void a_shift_counts_when_it_begins_before_the_job_is_due(void **state)
{
    struct refusal_of why;
    assert_int_equal(check_at(*state, "2022-03-19T07:00:00+08:00", &why), REFUSAL_NONE);
    assert_int_equal(check_at(*state, "2022-03-19T20:00:00+08:00", &why), REFUSAL_SHIFT);
    assert_int_equal(why.when_ms, 0);

    json_t *job = json_of(job_text);
    json_object_set_new(job, "due_at", json_string("2022-03-19T07:30:00+08:00"));
    world_put(*state, WORLD_JOB, job);
    json_decref(job);
    assert_int_equal(check_at(*state, "2022-03-19T07:00:00+08:00", &why), REFUSAL_SHIFT);
    assert_int_equal(why.when_ms, at("2022-03-19T08:00:00+08:00"));
}

static void a_permit_must_fit_zone_service_and_time(void **state)
{
    static const char *const useless[] = {
        "{'id':'permit-1','state':'revoked','holder':{'crew':'crew-1'},"
        "'until':'2022-03-20T00:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},"
        "'until':'2022-03-19T09:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-2'},"
        "'until':'2022-03-20T00:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},'zone':'zone-2',"
        "'until':'2022-03-20T00:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},'services':['help.errand'],"
        "'until':'2022-03-20T00:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},'kind':'boat',"
        "'until':'2022-03-20T00:00:00+08:00'}",
        "{'id':'permit-1','state':'valid','holder':{'crew':'crew-1'},"
        "'from':'2022-03-19T12:00:00+08:00','until':'2022-03-20T00:00:00+08:00'}",
        /* one person of two */
        "{'id':'permit-1','state':'valid','holder':{'person':'p-1'},"
        "'until':'2022-03-20T00:00:00+08:00'}",
    };
    struct refusal_of why;
    for (size_t i = 0; i < sizeof useless / sizeof *useless; i++) {
        put(*state, WORLD_PERMIT, useless[i]);
        assert_int_equal(check(*state, &why), REFUSAL_PERMIT);
        assert_string_equal(why.word, "Riverside");
    }
    put(*state, WORLD_PERMIT,
        "{'id':'permit-2','state':'valid','holder':{'person':'p-2'},'level':'control',"
        "'until':'2022-03-20T00:00:00+08:00'}");
    assert_int_equal(check(*state, &why), REFUSAL_NONE);
    put(*state, WORLD_PERMIT,
        "{'id':'permit-1','state':'valid','holder':{'vehicle':'van-1'},"
        "'until':'2022-03-20T00:00:00+08:00'}");
    assert_int_equal(check(*state, &why), REFUSAL_NONE);
}

static void protection_must_be_on_board(void **state)
{
    json_t *crew = json_of(crew_text);
    json_object_set_new(crew, "stock", json_array());
    world_put(*state, WORLD_CREW, crew);
    json_decref(crew);
    struct refusal_of why;
    assert_int_equal(check(*state, &why), REFUSAL_PROTECTION);
    assert_string_equal(why.word, "suit");
}

static void a_vehicle_waiting_for_disinfection_stays(void **state)
{
    put(*state, WORLD_VEHICLE, "{'id':'van-1','plate':'N-1','status':'dirty'}");
    struct refusal_of why;
    assert_int_equal(check(*state, &why), REFUSAL_VEHICLE);
    assert_string_equal(why.word, "N-1");
}

static const char *text_of(const json_t *reasons, size_t i, const char *language)
{
    return json_text(json_object_get(json_array_get(reasons, i), "text"), language, "");
}

static void reasons_name_what_to_lift_and_for_whom(void **state)
{
    struct world *world = *state;
    put(world, WORLD_CREW, "{'id':'crew-2','name':{'zh':'急修二组','en':'Repair 2'}}");
    const json_t *job = world_get(world, WORLD_JOB, "job-1");
    struct refusal_of refusals[] = {
        {.crew = "crew-1", .refusal = REFUSAL_CREW_SIZE, .word = "2"},
        {.crew = "crew-2", .refusal = REFUSAL_PERMIT, .word = "Riverside"},
        {.crew = "crew-3", .refusal = REFUSAL_SKILL, .word = "gas_emergency"},
    };
    json_t *reasons = reasons_for(world, NULL, job, refusals, 3, 480);
    assert_int_equal(json_array_size(reasons), 2);
    assert_string_equal(text_of(reasons, 0, "en"),
                        "The permit for Riverside is missing (Repair 2)");
    assert_string_equal(text_of(reasons, 0, "zh"), "缺少进入“河畔”的通行证（急修二组）");
    assert_string_equal(text_of(reasons, 1, "en"),
                        "Fewer people than the 2 needed are available and trained (Repair 1)");
    json_decref(reasons);

    refusals[0] = (struct refusal_of){
        .crew = "crew-1", .refusal = REFUSAL_SHIFT, .when_ms = at("2022-03-19T14:00:00+08:00")};
    reasons = reasons_for(world, NULL, job, refusals, 1, 480);
    assert_string_equal(text_of(reasons, 0, "en"),
                        "No crew with gas_emergency is on shift before 14:00 (Repair 1)");
    json_decref(reasons);

    reasons = reasons_for(world, NULL, job, refusals, 0, 480);
    assert_string_equal(text_of(reasons, 0, "en"), "No crew has the skill gas_emergency");
    json_decref(reasons);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_crew_that_has_everything_may_go),
        TEST(an_isolated_member_leaves_the_crew_too_small),
        TEST(training_certificates_and_vehicle_kind_are_asked_for),
        TEST(a_test_that_is_too_old_keeps_out_and_one_unknown_does_not),
        TEST(a_skill_that_nobody_has_is_named),
        TEST(a_shift_counts_when_it_begins_before_the_job_is_due),
        TEST(a_permit_must_fit_zone_service_and_time),
        TEST(protection_must_be_on_board),
        TEST(a_vehicle_waiting_for_disinfection_stays),
        TEST(reasons_name_what_to_lift_and_for_whom),
    };
    return RUN_TESTS(tests);
}
