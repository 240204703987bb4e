#include "town.h"

static enum err decide(struct town *town, const struct actor *actor, const char *id, bool yes)
{
    return town_try(town, actor, "approval.decide", NULL,
                    "{\"id\":\"%s\",\"approve\":%s,\"reason\":\"looked at it\"}", id,
                    yes ? "true" : "false");
}

static void first_of_inbox(struct town *town, const struct actor *actor, char id[ID_TEXT_SIZE])
{
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(town, actor, "approval.inbox", &reply, "{}"), ERR_OK);
    const json_t *first = json_array_get(json_object_get(ops_reply_json(reply), "items"), 0);
    snprintf(id, ID_TEXT_SIZE, "%s", json_text(first, "id", ""));
    ops_reply_free(reply);
}

static void assert_field(struct town *town, const char *command, const char *id, const char *field,
                         const char *wanted)
{
    json_t *shown = town_get(town, command, "{\"id\":\"%s\"}", id);
    assert_string_equal(json_text(shown, field, ""), wanted);
    json_decref(shown);
}

static void take_call(struct town *town, const char *service, const char *answers,
                      char job[ID_TEXT_SIZE])
{
    json_t *reply = town_get(town, "request.create",
                             "{\"service\":\"%s\",\"caller\":{},\"place\":{\"lon\":106.195,\"lat\":"
                             "37.992},\"answers\":%s}",
                             service, answers);
    snprintf(job, ID_TEXT_SIZE, "%s", json_text(json_object_get(reply, "job"), "id", ""));
    json_decref(reply);
}

static void seal(struct town *town, const char *level)
{
    town_do(town, NULL, "zone.create",
            "{\"name\":{\"en\":\"Z\"},\"policy\":\"flood-cordon\",\"level\":\"%s\",\"polygon\":{"
            "\"type\":\"Polygon\",\"coordinates\":[[[106.1,37.9],[106.2,37.9],[106.2,38.0],[106.1,"
            "38.0],[106.1,37.9]]]}}",
            level);
}

/* The pack's approval: a cylinder to a high-rise waits for the duty manager, and goes on by itself
 * when that one agrees. Nobody moves it on before, and the asker does not decide. */
static void a_job_waits_for_its_approval_and_goes_on_by_itself(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], approval[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor manager = town_user(&town, "manager", "manager", "");
    struct actor agent = town_user(&town, "agent", "agent", "");
    take_call(&town, "gas.lpg.delivery", "{\"cylinders\":1,\"building\":\"high_rise\"}", job);
    json_t *held = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(held, "state", ""), "held");
    const json_t *reason = json_array_get(json_object_get(held, "reasons"), 0);
    assert_string_equal(json_text(reason, "code", ""), "approval");
    json_decref(held);
    assert_int_equal(town_try(&town, &town.admin, "job.transition", NULL,
                              "{\"id\":\"%s\",\"to\":\"triaged\"}", job),
                     ERR_RULE);

    first_of_inbox(&town, &agent, approval);
    assert_string_equal(approval, "");
    first_of_inbox(&town, &manager, approval);
    assert_int_equal(decide(&town, &agent, approval, true), ERR_DENIED);
    assert_int_equal(decide(&town, &manager, approval, true), ERR_OK);
    assert_field(&town, "approval.get", approval, "state", "approved");
    assert_field(&town, "job.get", job, "state", "triaged");
    assert_int_equal(decide(&town, &manager, approval, true), ERR_STATE);
    town_close(&town);
}

static void a_refused_job_stays_held_and_says_so(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], approval[ID_TEXT_SIZE];
    town_open(&town);
    struct actor manager = town_user(&town, "manager", "manager", "");
    take_call(&town, "gas.lpg.delivery", "{\"cylinders\":1,\"building\":\"basement\"}", job);
    first_of_inbox(&town, &manager, approval);
    /* Who refuses says why. */
    assert_int_equal(town_try(&town, &manager, "approval.decide", NULL,
                              "{\"id\":\"%s\",\"approve\":false}", approval),
                     ERR_INVALID);
    assert_int_equal(decide(&town, &manager, approval, false), ERR_OK);
    json_t *held = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(held, "state", ""), "held");
    const json_t *reason = json_array_get(json_object_get(held, "reasons"), 0);
    assert_string_equal(json_text(reason, "code", ""), "approval_refused");
    json_decref(held);
    town_do(&town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"cancelled\"}", job);
    town_close(&town);
}

/* S3-35: the zone admits ambulances only. The exception's first step is passed over when nobody
 * answers; both steps are decided within ten minutes, and the trip is released. */
static void an_exception_is_decided_within_ten_minutes(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], approval[ID_TEXT_SIZE];
    town_open(&town);
    struct actor post = town_user(&town, "post", "viewer", "\"command_post\"");
    struct actor manager = town_user(&town, "manager", "manager", "");
    struct actor agent = town_user(&town, "agent", "agent", "");
    seal(&town, "flooded");
    /* A visit that the flooded zone does not admit stands for the trip. */
    take_call(&town, "heat.indoor_temperature", "{}", job);
    assert_field(&town, "job.get", job, "state", "held");
    struct ops_reply *reply = NULL;
    assert_int_equal(
        town_try(&town, &agent, "approval.ask", &reply,
                 "{\"chain\":\"exception\",\"job\":\"%s\",\"reason\":\"A child is ill; "
                 "no ambulance is free.\"}",
                 job),
        ERR_OK);
    memcpy(approval, reply->id, sizeof approval);
    ops_reply_free(reply);

    assert_int_equal(decide(&town, &post, approval, true), ERR_DENIED);
    town_tick(&town, 5 * 60); /* the community is silent */
    assert_int_equal(decide(&town, &post, approval, true), ERR_OK);
    town_tick(&town, 60);
    assert_int_equal(decide(&town, &agent, approval, true), ERR_DENIED);
    assert_int_equal(decide(&town, &post, approval, true), ERR_OK);
    json_t *shown = town_get(&town, "approval.get", "{\"id\":\"%s\"}", approval);
    assert_string_equal(json_text(shown, "asked_at", ""), "2022-09-27T11:32:00+08:00");
    assert_string_equal(json_text(shown, "decided_at", ""), "2022-09-27T11:38:00+08:00");
    json_decref(shown);
    assert_field(&town, "job.get", job, "state", "triaged");
    /* The zone's rules do not catch it again. */
    const struct actor keeper = actor_system("keeper");
    assert_int_equal(town_try(&town, &keeper, "zone.tick", NULL, "{}"), ERR_OK);
    assert_field(&town, "job.get", job, "state", "triaged");
    (void)manager;
    town_close(&town);
}

/* S1-3, R-M3: the order starts the work, the papers are listed with their days and then named as
 * late. */
static void the_green_channel_acts_first_and_lists_its_papers(void **state)
{
    (void)state;
    struct town town;
    char approval[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_open(&town);
    struct actor manager = town_user(&town, "manager", "manager", "");
    struct actor desk = town_user(&town, "desk", "dispatcher", "");
    assert_int_equal(town_try(&town, &desk, "approval.ask", &reply,
                              "{\"chain\":\"green_channel\",\"title\":{\"en\":\"Isolation site\"},"
                              "\"reason\":\"Order of the command post.\"}"),
                     ERR_OK);
    memcpy(approval, reply->id, sizeof approval);
    assert_true(json_flag(ops_reply_json(reply), "after", false));
    ops_reply_free(reply);
    json_t *owed = town_get(&town, "approval.papers", "{}");
    const json_t *papers =
        json_object_get(json_array_get(json_object_get(owed, "items"), 0), "papers");
    assert_int_equal(json_array_size(papers), 2);
    assert_string_equal(json_text(json_array_get(papers, 0), "due_at", ""),
                        "2022-09-30T11:32:00+08:00");
    json_decref(owed);
    assert_int_equal(decide(&town, &manager, approval, true), ERR_OK);
    town_do(&town, NULL, "approval.file_paper", "{\"id\":\"%s\",\"paper\":\"application\"}",
            approval);
    assert_int_equal(town_try(&town, &town.admin, "approval.file_paper", NULL,
                              "{\"id\":\"%s\",\"paper\":\"application\"}", approval),
                     ERR_STATE);
    town_tick(&town, 3 * 24 * 3600);
    json_t *shown = town_get(&town, "approval.get", "{\"id\":\"%s\"}", approval);
    papers = json_object_get(shown, "papers");
    assert_false(json_flag(json_array_get(papers, 0), "late", true));
    assert_true(json_flag(json_array_get(papers, 1), "late", false));
    assert_int_equal(json_i64(shown, "papers_open", -1), 1);
    json_decref(shown);
    town_do(&town, NULL, "approval.file_paper", "{\"id\":\"%s\",\"paper\":\"safety\"}", approval);
    owed = town_get(&town, "approval.papers", "{}");
    assert_int_equal(json_array_size(json_object_get(owed, "items")), 0);
    json_decref(owed);
    town_close(&town);
}

/* S3-36: nobody departs before the permit; a permit that needs a chain is not valid before. */
static void a_permit_waits_for_its_chain(void **state)
{
    (void)state;
    struct town town;
    char permit[ID_TEXT_SIZE], approval[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "viewer", "\"command_post\"");
    town_do(
        &town, permit, "permit.create",
        "{\"holder\":{\"crew\":\"%s\"},\"chain\":\"pass\",\"from\":\"2022-09-27T11:00:00+08:00\","
        "\"until\":\"2022-09-28T11:00:00+08:00\"}",
        town.crew);
    assert_field(&town, "permit.get", permit, "state", "waiting");
    first_of_inbox(&town, &post, approval);
    assert_int_equal(decide(&town, &post, approval, true), ERR_OK);
    assert_field(&town, "permit.get", permit, "state", "valid");
    town_close(&town);
}

/* Three signatures of three people in everyday work; a delegate signs for somebody, and is named.
 */
static void distinct_people_decide_and_delegates_are_named(void **state)
{
    (void)state;
    struct town town;
    char approval[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_open(&town);
    struct actor manager = town_user(&town, "manager", "manager", "\"finance\"");
    struct actor clerk = town_user(&town, "clerk", "viewer", "\"finance\"");
    struct actor deputy = town_user(&town, "deputy", "viewer", "");
    struct actor post = town_user(&town, "post", "viewer", "\"command_post\"");
    assert_int_equal(town_try(&town, &town.admin, "approval.ask", &reply,
                              "{\"chain\":\"small_purchase\",\"title\":{\"en\":\"Suits\"},"
                              "\"reason\":\"two days left\"}"),
                     ERR_OK);
    memcpy(approval, reply->id, sizeof approval);
    ops_reply_free(reply);
    assert_int_equal(decide(&town, &manager, approval, true), ERR_OK);
    assert_int_equal(decide(&town, &manager, approval, true), ERR_DENIED);
    assert_int_equal(decide(&town, &clerk, approval, true), ERR_OK);
    assert_int_equal(decide(&town, &deputy, approval, true), ERR_DENIED);
    assert_int_equal(town_try(&town, &post, "delegation.create", NULL,
                              "{\"taker\":\"%s\",\"until\":\"2022-09-27T12:00:00+08:00\"}",
                              deputy.id),
                     ERR_OK);
    assert_int_equal(decide(&town, &deputy, approval, true), ERR_OK);
    json_t *shown = town_get(&town, "approval.get", "{\"id\":\"%s\"}", approval);
    assert_string_equal(json_text(shown, "state", ""), "approved");
    const json_t *last = json_array_get(json_object_get(shown, "steps"), 2);
    const json_t *vote = json_array_get(json_object_get(last, "votes"), 0);
    assert_string_equal(json_text(vote, "by", ""), "deputy");
    assert_string_equal(json_text(vote, "for", ""), "post");
    json_decref(shown);
    struct verify_result result;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(&town);
}

/* A refusal is not the end: asked again, the job waits again and goes on when it is given. */
static void what_was_refused_can_be_asked_again_once(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], refused[ID_TEXT_SIZE], again[ID_TEXT_SIZE];
    town_open(&town);
    struct actor manager = town_user(&town, "manager", "manager", "");
    take_call(&town, "gas.lpg.delivery", "{\"cylinders\":1,\"building\":\"basement\"}", job);
    first_of_inbox(&town, &manager, refused);
    char text[160];
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"reason\":\"a guard goes along\"}", refused);
    assert_int_equal(town_try(&town, &town.admin, "approval.ask_again", NULL, "%s", text),
                     ERR_STATE);
    assert_int_equal(decide(&town, &manager, refused, false), ERR_OK);
    town_do(&town, again, "approval.ask_again", "%s", text);
    assert_int_equal(town_try(&town, &town.admin, "approval.ask_again", NULL, "%s", text),
                     ERR_STATE);
    assert_field(&town, "approval.get", refused, "asked_again", again);
    assert_field(&town, "approval.get", refused, "state", "rejected");
    json_t *held = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    const json_t *reasons = json_object_get(held, "reasons");
    assert_int_equal(json_array_size(reasons), 1);
    assert_string_equal(json_text(json_array_get(reasons, 0), "code", ""), "approval");
    json_decref(held);
    assert_int_equal(decide(&town, &manager, again, true), ERR_OK);
    assert_field(&town, "job.get", job, "state", "triaged");
    town_close(&town);
}

/* The town with chains of its own besides those of the packs. */
static void open_with_chains(struct town *town, const char *chains)
{
    char from[PACKS_PATH_SIZE], path[600], command[1200];
    town_open(town);
    ops_close(town->ops);
    catalog_free(town->catalog);
    packs_path(from);
    snprintf(path, sizeof path, "%s/packs", town->folder.path);
    snprintf(command, sizeof command, "cp -r '%s' '%s' && chmod -R u+w '%s'", from, path, path);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "%s/approvals.yaml", path);
    FILE *file = fopen(command, "a");
    assert_non_null(file);
    fputs(chains, file);
    fclose(file);
    town->catalog = packs_load(path);
    town_open_ops(town);
}

static void ask(struct town *town, const char *chain, char id[ID_TEXT_SIZE])
{
    town_do(town, id, "approval.ask",
            "{\"chain\":\"%s\",\"title\":{\"en\":\"T\"},\"reason\":\"r\"}", chain);
}

/* Two of three, whoever they are; one vote each; one refusal ends it. */
static void a_quorum_of_two_takes_two_people(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    open_with_chains(&town, "  - id: two\n    name: {zh: 二, en: two}\n    steps:\n"
                            "      - {id: both, label: {zh: 二, en: two}, role: finance, quorum: 2,"
                            " within_min: 10}\n");
    struct actor one = town_user(&town, "one", "viewer", "\"finance\"");
    struct actor two = town_user(&town, "two", "viewer", "\"finance\"");
    ask(&town, "two", id);
    assert_int_equal(decide(&town, &one, id, true), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "waiting");
    assert_int_equal(decide(&town, &one, id, true), ERR_STATE);
    assert_field(&town, "approval.get", id, "state", "waiting");
    assert_int_equal(decide(&town, &two, id, true), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "approved");
    ask(&town, "two", id);
    assert_int_equal(decide(&town, &one, id, true), ERR_OK);
    assert_int_equal(decide(&town, &two, id, false), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "rejected");
    town_close(&town);
}

/* `org`: the right position in the wrong house does not decide. */
static void a_step_is_decided_by_the_people_of_its_organisation(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], bureau[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    open_with_chains(&town, "  - id: house\n    name: {zh: 院, en: house}\n    steps:\n"
                            "      - {id: bureau, label: {zh: 局, en: bureau}, role: finance,"
                            " org: bureau, within_min: 10}\n");
    town_do(&town, bureau, "org.create",
            "{\"code\":\"bureau\",\"name\":{\"en\":\"Bureau\"},\"kind\":\"company\"}");
    town_do(&town, other, "org.create",
            "{\"code\":\"other\",\"name\":{\"en\":\"Other\"},\"kind\":\"company\"}");
    struct actor inside = town_user(&town, "inside", "viewer", "\"finance\"");
    struct actor outside = town_user(&town, "outside", "viewer", "\"finance\"");
    struct actor nowhere = town_user(&town, "nowhere", "viewer", "\"finance\"");
    snprintf(inside.org, sizeof inside.org, "%s", bureau);
    snprintf(outside.org, sizeof outside.org, "%s", other);
    ask(&town, "house", id);
    assert_int_not_equal(decide(&town, &outside, id, true), ERR_OK);
    assert_int_equal(decide(&town, &nowhere, id, true), ERR_DENIED);
    assert_field(&town, "approval.get", id, "state", "waiting");
    assert_int_equal(decide(&town, &inside, id, true), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "approved");
    town_close(&town);
}

/* Three signatures in everyday work, one while the mode is emergency. */
static void an_emergency_has_its_own_steps(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], switched[ID_TEXT_SIZE];
    town_open(&town);
    struct actor manager = town_user(&town, "manager", "manager", "");
    struct actor post = town_user(&town, "post", "viewer", "\"command_post\"");
    ask(&town, "small_purchase", id);
    assert_int_equal(decide(&town, &manager, id, true), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "waiting");
    town_do(&town, NULL, "mode.switch", "{\"plan\":\"peace_to_emergency\",\"reason\":\"r\"}");
    first_of_inbox(&town, &post, switched);
    assert_int_equal(decide(&town, &post, switched, true), ERR_OK);
    ask(&town, "small_purchase", id);
    assert_int_equal(decide(&town, &manager, id, true), ERR_OK);
    assert_field(&town, "approval.get", id, "state", "approved");
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_waits_for_its_approval_and_goes_on_by_itself),
        cmocka_unit_test(a_refused_job_stays_held_and_says_so),
        cmocka_unit_test(an_exception_is_decided_within_ten_minutes),
        cmocka_unit_test(the_green_channel_acts_first_and_lists_its_papers),
        cmocka_unit_test(a_permit_waits_for_its_chain),
        cmocka_unit_test(distinct_people_decide_and_delegates_are_named),
        cmocka_unit_test(what_was_refused_can_be_asked_again_once),
        cmocka_unit_test(a_quorum_of_two_takes_two_people),
        cmocka_unit_test(a_step_is_decided_by_the_people_of_its_organisation),
        cmocka_unit_test(an_emergency_has_its_own_steps),
    };
    return RUN_TESTS(tests);
}
