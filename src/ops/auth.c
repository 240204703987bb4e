#include "ops/auth.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "ops/ops_int.h"

static const int64_t SESSION_MS = INT64_C(12) * 3600 * 1000;

static enum err refuse(struct error *error)
{
    return error_set(error, ERR_UNAUTHENTICATED,
                     "The name or the secret is wrong, or has expired.");
}

/* 32 random bytes in base64url. */
static void secret_new(char text[AUTH_TOKEN_SIZE])
{
    unsigned char bytes[32];
    static_assert(sodium_base64_ENCODED_LEN(
                      sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING) <= AUTH_TOKEN_SIZE,
                  "a secret must fit");
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, AUTH_TOKEN_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void secret_hash(const char *secret, char hash[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)secret, strlen(secret));
    sodium_bin2hex(hash, 65, digest, sizeof digest);
}

/* ---- Users
 * ------------------------------------------------------------------------------------------ */

enum err auth_user_add(struct ops *ops, const struct actor *by, const char *name,
                       const char *password, enum role role, const char *org, const char *crew,
                       struct ops_reply **out)
{
    json_t *args =
        json_pack("{s:s, s:s, s:s}", "name", name, "password", password, "role", role_name(role));
    if (!args) /* not UTF-8: the check names the field */
        args = json_object();
    if (org)
        json_object_set_new(args, "org", json_string(org));
    if (crew)
        json_object_set_new(args, "crew", json_string(crew));
    return ops_call_name(ops, "user.create", args, by, out);
}

/* Account columns, for an actor. */
#define ACCOUNT_COLUMNS "account.id, account.name, account.role, account.org, account.crew"

static void actor_from_row(struct sql_rows *rows, struct actor *actor)
{
    *actor = (struct actor){.kind = "user", .role = ROLE_VIEWER};
    snprintf(actor->id, sizeof actor->id, "%s", sql_col_text(rows, 0));
    snprintf(actor->name, sizeof actor->name, "%s", sql_col_text(rows, 1));
    role_parse(sql_col_text(rows, 2), &actor->role);
    snprintf(actor->org, sizeof actor->org, "%s", sql_col_text(rows, 3));
    snprintf(actor->crew, sizeof actor->crew, "%s", sql_col_text(rows, 4));
}

/* One row of a query with one parameter; an unknown name leaves `found` false. */
struct lookup {
    struct actor actor;
    char text[256];
    int64_t number;
    bool found;
};

static enum err look_up(struct ops *ops, const char *query, const char *value, struct lookup *out,
                        struct error *error)
{
    struct sql *sql = NULL;
    struct sql_rows *rows = NULL;
    *out = (struct lookup){.found = false};
    enum err rc = store_reader(ops->config.store, &sql, error);
    if (rc != ERR_OK)
        return rc;
    rc = sql_ask(sql, query, SQL_ARGS(sql_text(value)), &rows, error);
    out->found = rc == ERR_OK && sql_next(rows, &rc, error);
    if (out->found) {
        actor_from_row(rows, &out->actor);
        snprintf(out->text, sizeof out->text, "%s", sql_col_text(rows, 5));
        out->number = sql_col_i64(rows, 6);
    }
    sql_rows_done(rows);
    store_reader_done(ops->config.store, sql);
    return rc;
}

/* ---- Sessions
 * --------------------------------------------------------------------------------------- */

struct opening {
    const char *query;
    struct sql_value values[5];
    size_t n;
    int64_t expired_ms; /* sessions that ended before go as well; 0: none */
};

static enum err write_row(struct sql *sql, void *context, struct error *error)
{
    struct opening *opening = context;
    enum err rc = sql_run(sql, "DELETE FROM session WHERE expires_ms < ?",
                          SQL_ARGS(sql_i64(opening->expired_ms)), error);
    return rc == ERR_OK ? sql_run(sql, opening->query, opening->values, opening->n, error) : rc;
}

static enum err session_open(struct ops *ops, const struct actor *actor, struct session *out,
                             struct error *error)
{
    char hash[65];
    *out = (struct session){.actor = *actor};
    secret_new(out->token);
    secret_new(out->csrf);
    secret_hash(out->token, hash);
    int64_t now_ms = clock_now_ms(ops->config.clock);
    out->expires_ms = now_ms + SESSION_MS;
    struct opening opening = {
        .query = "INSERT INTO session (token_hash, account, csrf, expires_ms) VALUES (?, ?, ?, ?)",
        .values = {sql_text(hash), sql_text(actor->id), sql_text(out->csrf),
                   sql_i64(out->expires_ms)},
        .n = 4,
        .expired_ms = now_ms};
    return store_call(ops->config.store, write_row, &opening, error);
}

enum err auth_sign_in(struct ops *ops, const char *name, const char *password, struct session *out,
                      struct error *error)
{
    /* Verified when the name is unknown, so that both refusals take the same time: a hash of a
     * password that nobody knows, with the parameters that are in use. */
    static const char nobody[crypto_pwhash_STRBYTES] =
        "$argon2id$v=19$m=65536,t=2,p=1$bGlmZWxpbmUtbm9ib2R5IQ$"
        "q8Zb2kZ9m3k1vVtYw0pJx5s7uE4rT6yHc1dXfG2hJ3A";
    struct lookup account;
    enum err rc = look_up(ops,
                          "SELECT " ACCOUNT_COLUMNS ", account.password, 0 FROM account"
                          " WHERE account.name = ?",
                          name, &account, error);
    if (rc != ERR_OK)
        return rc;
    size_t n = strlen(password);
    bool right = crypto_pwhash_str_verify(account.found ? account.text : nobody, password,
                                          n < AUTH_PASSWORD_MAX ? n : AUTH_PASSWORD_MAX) == 0;
    if (!right || !account.found)
        return refuse(error);
    return session_open(ops, &account.actor, out, error);
}

enum err auth_session(struct ops *ops, const char *token, struct session *out, struct error *error)
{
    char hash[65];
    struct lookup row;
    secret_hash(token, hash);
    enum err rc = look_up(ops,
                          "SELECT " ACCOUNT_COLUMNS ", session.csrf, session.expires_ms"
                          " FROM session JOIN account ON account.id = session.account"
                          " WHERE session.token_hash = ?",
                          hash, &row, error);
    if (rc != ERR_OK)
        return rc;
    if (!row.found || row.number <= clock_now_ms(ops->config.clock))
        return refuse(error);
    *out = (struct session){.actor = row.actor, .expires_ms = row.number};
    snprintf(out->csrf, sizeof out->csrf, "%s", row.text);
    return ERR_OK;
}

enum err auth_sign_out(struct ops *ops, const char *token, struct error *error)
{
    char hash[65];
    secret_hash(token, hash);
    struct opening opening = {
        .query = "DELETE FROM session WHERE token_hash = ?", .values = {sql_text(hash)}, .n = 1};
    return store_call(ops->config.store, write_row, &opening, error);
}

/* ---- Tokens
 * ----------------------------------------------------------------------------------------- */

enum err auth_token_new(struct ops *ops, const char *name, int64_t valid_s,
                        char token[AUTH_TOKEN_SIZE], struct error *error)
{
    char hash[65];
    struct lookup account;
    enum err rc =
        look_up(ops, "SELECT " ACCOUNT_COLUMNS ", '', 0 FROM account WHERE account.name = ?", name,
                &account, error);
    if (rc == ERR_OK && !account.found)
        rc = error_at(error, ERR_NOT_FOUND, "name", "There is no user %.64s.", name);
    if (rc != ERR_OK)
        return rc;
    secret_new(token);
    secret_hash(token, hash);
    int64_t now_ms = clock_now_ms(ops->config.clock);
    struct opening opening = {
        .query = "INSERT INTO api_token (token_hash, account, expires_ms) VALUES (?, ?, ?)",
        .values = {sql_text(hash), sql_text(account.actor.id), sql_i64(now_ms + valid_s * 1000)},
        /* A program beside the server may go by another clock: it ends nobody's session. */
        .n = 3};
    return store_call(ops->config.store, write_row, &opening, error);
}

enum err auth_token(struct ops *ops, const char *token, struct actor *out, struct error *error)
{
    char hash[65];
    struct lookup row;
    secret_hash(token, hash);
    enum err rc = look_up(ops,
                          "SELECT " ACCOUNT_COLUMNS ", '', api_token.expires_ms"
                          " FROM api_token JOIN account ON account.id = api_token.account"
                          " WHERE api_token.token_hash = ?",
                          hash, &row, error);
    if (rc != ERR_OK)
        return rc;
    if (!row.found)
        return refuse(error);
    if (row.number <= clock_now_ms(ops->config.clock))
        return error_set(error, ERR_UNAUTHENTICATED, "The token has expired.");
    *out = row.actor;
    return ERR_OK;
}
