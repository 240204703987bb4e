#include "ops/replay_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "ops/seal_int.h"

void call_hash(const struct command *command, const json_t *args, char hash[CALL_HASH_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    char *text = json_canonical(args);
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)command->name,
                              strlen(command->name) + 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)text, strlen(text));
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(hash, CALL_HASH_SIZE, digest, sizeof digest);
    free(text);
}

/* Whose keys these are: users have an id, parts of the program a name. */
static const char *owner(const struct op *op)
{
    return op->actor.id[0] ? op->actor.id : op->actor.name;
}

static enum err take_text(struct op *op, struct sql_rows *rows, struct ops_reply *reply,
                          struct error *error)
{
    if (sql_col_is_null(rows, 4))
        return ERR_OK;
    if (!sql_col_is_null(rows, 5))
        return seal_open(op, sql_col_i64(rows, 5), sql_col_text(rows, 4), &reply->text_, error);
    reply->text_ = strdup(sql_col_text(rows, 4));
    return ERR_OK;
}

enum err replay_find(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     bool *found, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT body_hash, status, rev, thing_id, body, key FROM idempotency"
                          " WHERE actor = ? AND idem_key = ?",
                          SQL_ARGS(sql_text(owner(op)), sql_text(key)), &rows, error);
    *found = rc == ERR_OK && sql_next(rows, &rc, error);
    if (*found && strcmp(sql_col_text(rows, 0), hash) != 0) {
        rc = error_at(error, ERR_KEY_REUSED, "Idempotency-Key",
                      "This key came before with another call; a new call needs a new key.");
    } else if (*found) {
        reply->replayed = true;
        reply->http_status = (int)sql_col_i64(rows, 1);
        reply->rev = sql_col_i64(rows, 2);
        snprintf(reply->id, sizeof reply->id, "%s", sql_col_text(rows, 3));
        rc = take_text(op, rows, reply, error);
    }
    sql_rows_done(rows);
    return rc;
}

#define TOO_OLD  "at_ms < ?"
#define OF_THING "thing_id = ?"

enum err replay_forget(struct op *op, const char *thing_id, struct error *error)
{
    const struct sql_value of = sql_text(thing_id);
    enum err rc = sql_run(op->sql, SEAL_FORGET "(SELECT key FROM idempotency WHERE " OF_THING ")",
                          &of, 1, error);
    return rc == ERR_OK ? sql_run(op->sql, "DELETE FROM idempotency WHERE " OF_THING, &of, 1, error)
                        : rc;
}

static enum err forget_old(struct op *op, struct error *error)
{
    const struct sql_value of = sql_i64(op->now_ms - REPLAY_KEPT_MS);
    enum err rc = sql_run(op->sql, SEAL_FORGET "(SELECT key FROM idempotency WHERE " TOO_OLD ")",
                          &of, 1, error);
    return rc == ERR_OK ? sql_run(op->sql, "DELETE FROM idempotency WHERE " TOO_OLD, &of, 1, error)
                        : rc;
}

enum err replay_keep(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     struct error *error)
{
    const char *text = ops_reply_text(reply);
    char *sealed = NULL;
    int64_t number = 0;
    enum err rc = forget_old(op, error);
    if (rc == ERR_OK && text)
        rc = seal_text(op, text, &number, &sealed, error);
    if (rc == ERR_OK)
        rc = sql_run(op->sql,
                     "INSERT INTO idempotency"
                     " (actor, idem_key, body_hash, at_ms, status, rev, thing_id, body, key)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     SQL_ARGS(sql_text(owner(op)), sql_text(key), sql_text(hash),
                              sql_i64(op->now_ms), sql_i64(reply->http_status), sql_i64(reply->rev),
                              sql_text(reply->id), sql_text(sealed),
                              text ? sql_i64(number) : sql_null()),
                     error);
    free(sealed);
    return rc;
}
