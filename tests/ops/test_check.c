#include "town.h"

#include <dirent.h>

#include "base/limits.h"
#include "ops/gen/commands.h"

/* ---- Rights: every command against every role, from the schema files themselves
 * ------------------ */

static json_t *read_schema(const char *name)
{
    char path[512];
    json_t *schema = NULL;
    struct error error = {0};
    snprintf(path, sizeof path, "%s/schema/commands/%s.json", getenv("LIFELINE_ROOT"), name);
    if (json_read_file(path, 1 << 20, &schema, &error) != ERR_OK)
        fail_msg("%s %s", error.where, error.text);
    return schema;
}

static bool lists_role(const json_t *schema, enum role role)
{
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(schema, "roles"), i, name)
    {
        if (strcmp(json_string_value(name), role_name(role)) == 0)
            return true;
    }
    return false;
}

static void only_the_listed_roles_may_call_each_command(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    int refused = 0, heard = 0;
    for (size_t c = 0; c < COMMANDS_N; c++) {
        json_t *schema = read_schema(commands[c].name);
        for (int role = 0; commands[c].kind != COMMAND_DOOR && role < ROLE_COUNT; role++) {
            struct actor actor = {.role = (enum role)role, .kind = "user", .name = "somebody"};
            struct ops_reply *reply = NULL;
            /* An argument that no command has: refused as such only after the role was accepted. */
            enum err rc = town_try(&town, &actor, commands[c].name, &reply, "{\"zzz\":1}");
            bool may = lists_role(schema, (enum role)role);
            if (rc != (may ? ERR_INVALID : ERR_DENIED))
                fail_msg("%s as %s: %s", commands[c].name, role_name((enum role)role),
                         reply->error.text);
            refused += !may;
            heard += may;
            ops_reply_free(reply);
        }
        json_decref(schema);
    }
    assert_true(refused > 100 && heard > 200);
    town_close(&town);
}

static void every_schema_file_is_a_command(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s/schema/commands", getenv("LIFELINE_ROOT"));
    DIR *folder = opendir(path);
    assert_non_null(folder);
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char *end = strstr(entry->d_name, ".json");
        if (!end)
            continue;
        *end = '\0';
        if (!ops_command(entry->d_name))
            fail_msg("%s is not found by name", entry->d_name);
        n++;
    }
    closedir(folder);
    assert_int_equal(n, COMMANDS_N);
    assert_null(ops_command("job.destroy"));
    assert_null(ops_command(""));
}

/* ---- Organisation and own
 * ------------------------------------------------------------------------ */

struct tree {
    char city[ID_TEXT_SIZE], company[ID_TEXT_SIZE], station[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
};

static void plant(struct town *town, struct tree *tree)
{
    town_do(town, tree->city, "org.create", "{\"name\":{\"en\":\"City\"},\"kind\":\"city\"}");
    town_do(town, tree->company, "org.create",
            "{\"name\":{\"en\":\"Company\"},\"kind\":\"company\",\"parent\":\"%s\"}", tree->city);
    town_do(town, tree->station, "org.create",
            "{\"name\":{\"en\":\"Station\"},\"kind\":\"station\",\"parent\":\"%s\"}",
            tree->company);
    town_do(town, tree->other, "org.create",
            "{\"name\":{\"en\":\"Other\"},\"kind\":\"company\",\"parent\":\"%s\"}", tree->city);
}

static struct actor of_org(enum role role, const char *org)
{
    struct actor actor = {.role = role, .kind = "user", .name = "somebody"};
    snprintf(actor.id, sizeof actor.id, "01834b5e-7c00-7000-8000-00000000000%d", (int)role);
    snprintf(actor.org, sizeof actor.org, "%s", org);
    return actor;
}

static void an_organisation_sees_and_changes_only_its_own_tree(void **state)
{
    (void)state;
    struct town town;
    struct tree tree;
    char mine[ID_TEXT_SIZE], theirs[ID_TEXT_SIZE], nobodys[ID_TEXT_SIZE];
    town_open(&town);
    plant(&town, &tree);
    town_do(&town, mine, "person.create", "{\"org\":\"%s\",\"label\":\"mine\"}", tree.station);
    town_do(&town, theirs, "person.create", "{\"org\":\"%s\",\"label\":\"theirs\"}", tree.other);
    town_do(&town, nobodys, "person.create", "{\"label\":\"the city's\"}");
    struct actor actor = of_org(ROLE_DISPATCHER, tree.company);
    static const char status[] = "{\"id\":\"%s\",\"status\":\"off\"}";
    assert_int_equal(town_try(&town, &actor, "person.set_status", NULL, status, mine), ERR_OK);
    assert_int_equal(town_try(&town, &actor, "person.set_status", NULL, status, theirs),
                     ERR_DENIED);
    assert_int_equal(town_try(&town, &actor, "person.get", NULL, "{\"id\":\"%s\"}", theirs),
                     ERR_DENIED);
    assert_int_equal(town_try(&town, &actor, "person.get", NULL, "{\"id\":\"%s\"}", nobodys),
                     ERR_OK);
    assert_int_equal(town_try(&town, &actor, "person.create", NULL,
                              "{\"org\":\"%s\",\"label\":\"x\"}", tree.other),
                     ERR_DENIED);
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &actor, "person.list", &reply, "{}"), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(ops_reply_json(reply), "items")), 2);
    ops_reply_free(reply);
    assert_int_equal(town_try(&town, &actor, "event.list", &reply, "{\"noun\":\"person\"}"),
                     ERR_OK);
    assert_int_equal(json_array_size(json_object_get(ops_reply_json(reply), "items")), 3);
    ops_reply_free(reply);
    for (int again = 0; again < 2; again++) {
        assert_true(ops_may_see(town.ops, &actor, tree.station));
        assert_false(ops_may_see(town.ops, &actor, tree.other));
    }
    assert_false(ops_may_see(town.ops, &actor, tree.city));
    assert_true(ops_may_see(town.ops, &actor, ""));
    town_close(&town);
}

static void a_crew_and_a_resident_touch_only_what_is_their_own(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], request[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other_crew[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_second_crew(&town, other_crew);
    town_call(&town, request, job);
    town_plan(&town, job, town.crew, visit);
    struct actor own = of_org(ROLE_CREW, ""), other = of_org(ROLE_CREW, ""),
                 resident = of_org(ROLE_RESIDENT, "");
    memcpy(own.crew, town.crew, ID_TEXT_SIZE);
    memcpy(other.crew, other_crew, ID_TEXT_SIZE);
    static const char accept[] = "{\"id\":\"%s\",\"to\":\"accepted\"}", id[] = "{\"id\":\"%s\"}";
    assert_int_equal(town_try(&town, &other, "visit.transition", NULL, accept, visit), ERR_DENIED);
    assert_int_equal(town_try(&town, &other, "crew.visits", NULL, id, town.crew), ERR_DENIED);
    assert_int_equal(town_try(&town, &other, "request.get", NULL, id, request), ERR_DENIED);
    assert_int_equal(town_try(&town, &own, "request.get", NULL, id, request), ERR_OK);
    assert_int_equal(town_try(&town, &own, "visit.transition", NULL, accept, visit), ERR_OK);
    /* A crew reports its work; closing and cancelling are the desk's. */
    assert_int_equal(
        town_try(&town, &own, "job.transition", NULL, "{\"id\":\"%s\",\"to\":\"cancelled\"}", job),
        ERR_DENIED);
    assert_int_equal(town_try(&town, &resident, "request.get", NULL, id, request), ERR_DENIED);
    struct ops_reply *made = NULL;
    assert_int_equal(town_try(&town, &resident, "request.create", &made,
                              "{\"service\":\"gas.lpg.delivery\",\"caller\":{},\"place\":{\"lon\":"
                              "106.2,\"lat\":37.99},\"answers\":{\"cylinders\":1}}"),
                     ERR_OK);
    assert_int_equal(town_try(&town, &resident, "request.get", NULL, id, made->id), ERR_OK);
    ops_reply_free(made);
    assert_int_equal(town_try(&town, &resident, "request.list", &made, "{}"), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(ops_reply_json(made), "items")), 1);
    ops_reply_free(made);
    assert_int_equal(town_try(&town, &own, "job.list", &made, "{}"), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(ops_reply_json(made), "items")), 1);
    ops_reply_free(made);
    assert_int_equal(town_try(&town, &other, "plan.get", &made, "{}"), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(ops_reply_json(made), "crews")), 0);
    ops_reply_free(made);
    town_close(&town);
}

/* ---- Versions and keys
 * --------------------------------------------------------------------------- */

static enum err update(struct town *town, const char *id, int64_t if_match, const char *key,
                       const char *label, struct ops_reply **reply)
{
    struct ops_call call = {.command = ops_command("person.update"),
                            .args = json_pack("{s:s, s:s}", "id", id, "label", label),
                            .actor = &town->admin,
                            .key = key,
                            .if_match = if_match};
    return ops_call(town->ops, call, reply);
}

static void an_update_needs_the_version_that_was_read(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_open(&town);
    town_do(&town, id, "person.create", "{\"label\":\"a\"}");
    assert_int_equal(update(&town, id, -1, NULL, "b", &reply), ERR_CONDITION_MISSING);
    ops_reply_free(reply);
    assert_int_equal(update(&town, id, 1, NULL, "b", &reply), ERR_OK);
    assert_int_equal(reply->rev, 2);
    ops_reply_free(reply);
    assert_int_equal(update(&town, id, 1, NULL, "c", &reply), ERR_STALE);
    assert_string_equal(reply->error.where, "If-Match");
    assert_null(ops_reply_text(reply));
    ops_reply_free(reply);
    json_t *person = town_get(&town, "person.get", "{\"id\":\"%s\"}", id);
    assert_string_equal(json_text(person, "label", ""), "b");
    json_decref(person);
    town_close(&town);
}

static int64_t events(struct town *town)
{
    struct verify_result result;
    assert_int_equal(store_verify(town->folder.store, 0, NULL, &result, NULL), ERR_OK);
    return result.events;
}

static enum err create(struct town *town, const struct actor *actor, const char *key,
                       const char *label, struct ops_reply **reply)
{
    struct ops_call call = {.command = ops_command("person.create"),
                            .args = json_pack("{s:s}", "label", label),
                            .actor = actor,
                            .key = key,
                            .if_match = -1};
    return ops_call(town->ops, call, reply);
}

static void the_same_key_gives_the_same_answer_once(void **state)
{
    (void)state;
    struct town town;
    struct ops_reply *first = NULL, *again = NULL;
    town_open(&town);
    assert_int_equal(create(&town, &town.admin, "k1", "a", &first), ERR_OK);
    int64_t after = events(&town);
    /* Also after the program has been started anew. */
    folder_close(&town.folder);
    ops_close(town.ops);
    folder_open(&town.folder, NULL);
    town_open_ops(&town);
    assert_int_equal(create(&town, &town.admin, "k1", "a", &again), ERR_OK);
    assert_true(again->replayed && !first->replayed);
    assert_int_equal(again->http_status, 201);
    assert_string_equal(again->id, first->id);
    assert_int_equal(again->rev, first->rev);
    assert_true(json_equal((json_t *)ops_reply_json(again), (json_t *)ops_reply_json(first)));
    assert_int_equal(events(&town), after);
    ops_reply_free(again);
    assert_int_equal(create(&town, &town.admin, "k1", "b", &again), ERR_KEY_REUSED);
    ops_reply_free(again);
    /* Another caller's key of the same name is another key. */
    struct actor other = of_org(ROLE_MANAGER, "");
    assert_int_equal(create(&town, &other, "k1", "b", &again), ERR_OK);
    assert_false(again->replayed);
    ops_reply_free(again);
    ops_reply_free(first);
    town_close(&town);
}

static void a_failure_is_not_kept_under_its_key(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_open(&town);
    town_do(&town, id, "person.create", "{\"label\":\"a\"}");
    assert_int_equal(update(&town, id, 7, "k", "b", &reply), ERR_STALE);
    ops_reply_free(reply);
    assert_int_equal(update(&town, id, 1, "k", "b", &reply), ERR_OK);
    ops_reply_free(reply);
    /* The version has moved on, but the answer is the kept one. */
    assert_int_equal(update(&town, id, 1, "k", "b", &reply), ERR_OK);
    assert_int_equal(reply->rev, 2);
    ops_reply_free(reply);
    char long_key[LIMIT_KEY_BYTES + 2];
    memset(long_key, 'k', sizeof long_key - 1);
    long_key[sizeof long_key - 1] = '\0';
    assert_int_equal(create(&town, &town.admin, long_key, "a", &reply), ERR_INVALID);
    ops_reply_free(reply);
    assert_int_equal(create(&town, &town.admin, "", "a", &reply), ERR_INVALID);
    ops_reply_free(reply);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_listed_roles_may_call_each_command),
        cmocka_unit_test(every_schema_file_is_a_command),
        cmocka_unit_test(an_organisation_sees_and_changes_only_its_own_tree),
        cmocka_unit_test(a_crew_and_a_resident_touch_only_what_is_their_own),
        cmocka_unit_test(an_update_needs_the_version_that_was_read),
        cmocka_unit_test(the_same_key_gives_the_same_answer_once),
        cmocka_unit_test(a_failure_is_not_kept_under_its_key),
    };
    return RUN_TESTS(tests);
}
