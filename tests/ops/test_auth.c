#include "town.h"

#include "ops/auth.h"

static void add(struct town *town, const char *name, enum role role)
{
    struct ops_reply *reply = NULL;
    if (auth_user_add(town->ops, &town->admin, name, "correct horse", role, NULL,
                      role == ROLE_CREW ? town->crew : NULL, &reply) != ERR_OK)
        fail_msg("%s", reply->error.text);
    assert_null(strstr(ops_reply_text(reply), "argon2"));
    ops_reply_free(reply);
}

static void the_right_password_opens_a_session(void **state)
{
    (void)state;
    struct town town;
    struct session session, seen;
    town_open(&town);
    town_settle(&town);
    add(&town, "c1", ROLE_CREW);
    assert_int_equal(auth_sign_in(town.ops, "c1", "correct horse", &session, NULL), ERR_OK);
    assert_int_equal(auth_session(town.ops, session.token, &seen, NULL), ERR_OK);
    assert_int_equal(seen.actor.role, ROLE_CREW);
    assert_string_equal(seen.actor.crew, town.crew);
    assert_string_equal(seen.csrf, session.csrf);
    assert_string_not_equal(session.csrf, session.token);
    assert_int_equal(auth_sign_out(town.ops, session.token, NULL), ERR_OK);
    assert_int_equal(auth_session(town.ops, session.token, &seen, NULL), ERR_UNAUTHENTICATED);
    town_close(&town);
}

/* Whoever tries names must not learn which of them exist. */
static void a_wrong_name_and_a_wrong_password_look_the_same(void **state)
{
    (void)state;
    struct town town;
    struct session session;
    struct error name = {0}, password = {0};
    town_open(&town);
    add(&town, "a", ROLE_ADMIN);
    assert_int_equal(auth_sign_in(town.ops, "b", "correct horse", &session, &name),
                     ERR_UNAUTHENTICATED);
    assert_int_equal(auth_sign_in(town.ops, "a", "wrong horse", &session, &password),
                     ERR_UNAUTHENTICATED);
    assert_string_equal(name.text, password.text);
    assert_int_equal(auth_sign_in(town.ops, "a' OR 1=1 --", "", &session, NULL),
                     ERR_UNAUTHENTICATED);
    town_close(&town);
}

static void sessions_and_tokens_end(void **state)
{
    (void)state;
    struct town town;
    struct session session, seen;
    struct actor actor;
    struct error error = {0};
    char token[AUTH_TOKEN_SIZE];
    town_open(&town);
    add(&town, "a", ROLE_DISPATCHER);
    assert_int_equal(auth_sign_in(town.ops, "a", "correct horse", &session, NULL), ERR_OK);
    assert_int_equal(auth_token_new(town.ops, "a", 3600, token, NULL), ERR_OK);
    assert_int_equal(auth_token(town.ops, token, &actor, NULL), ERR_OK);
    assert_int_equal(actor.role, ROLE_DISPATCHER);
    town_advance(&town, 3599);
    assert_int_equal(auth_token(town.ops, token, &actor, NULL), ERR_OK);
    town_advance(&town, 1);
    assert_int_equal(auth_token(town.ops, token, &actor, &error), ERR_UNAUTHENTICATED);
    assert_non_null(strstr(error.text, "expired"));
    assert_int_equal(auth_session(town.ops, session.token, &seen, NULL), ERR_OK);
    town_advance(&town, 13 * 3600);
    assert_int_equal(auth_session(town.ops, session.token, &seen, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(auth_token(town.ops, "", &actor, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(auth_token_new(town.ops, "nobody", 60, token, NULL), ERR_NOT_FOUND);
    town_close(&town);
}

static void secrets_are_not_kept_as_they_are(void **state)
{
    (void)state;
    struct town town;
    struct session session;
    char token[AUTH_TOKEN_SIZE], command[256];
    town_open(&town);
    add(&town, "a", ROLE_ADMIN);
    assert_int_equal(auth_sign_in(town.ops, "a", "correct horse", &session, NULL), ERR_OK);
    assert_int_equal(auth_token_new(town.ops, "a", 60, token, NULL), ERR_OK);
    folder_close(&town.folder);
    ops_close(town.ops);
    const char *const secrets[] = {"correct horse", session.token, token};
    for (size_t i = 0; i < 3; i++) {
        snprintf(command, sizeof command, "cat %s/* | grep -aqF -e '%s'", town.folder.path,
                 secrets[i]);
        assert_int_not_equal(system(command), 0);
    }
    snprintf(command, sizeof command, "cat %s/* | grep -aqF 'argon2id'", town.folder.path);
    assert_int_equal(system(command), 0);
    folder_open(&town.folder, NULL);
    town_open_ops(&town);
    json_t *log = town_get(&town, "event.list", "{\"noun\":\"user\"}");
    char *text = json_canonical(log);
    assert_null(strstr(text, "argon2"));
    assert_non_null(strstr(text, "user.created"));
    free(text);
    json_decref(log);
    town_close(&town);
}

static void a_user_that_cannot_be_is_refused(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    add(&town, "a", ROLE_ADMIN);
    static const struct {
        const char *args;
        const char *where;
        enum err wanted;
    } users[] = {
        {"{\"name\":\"a\",\"role\":\"viewer\",\"password\":\"12345678\"}", "name", ERR_EXISTS},
        {"{\"name\":\"b\",\"role\":\"viewer\",\"password\":\"short\"}", "password", ERR_INVALID},
        {"{\"name\":\"b\",\"role\":\"system\",\"password\":\"12345678\"}", "role", ERR_INVALID},
        {"{\"name\":\"b\",\"role\":\"crew\",\"password\":\"12345678\"}", "crew", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        struct ops_reply *reply = NULL;
        assert_int_equal(town_try(&town, &town.admin, "user.create", &reply, "%s", users[i].args),
                         users[i].wanted);
        assert_string_equal(reply->error.where, users[i].where);
        ops_reply_free(reply);
    }
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_password_opens_a_session),
        cmocka_unit_test(a_wrong_name_and_a_wrong_password_look_the_same),
        cmocka_unit_test(sessions_and_tokens_end),
        cmocka_unit_test(secrets_are_not_kept_as_they_are),
        cmocka_unit_test(a_user_that_cannot_be_is_refused),
    };
    return RUN_TESTS(tests);
}
