#include "ops/replay_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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

enum err replay_find(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     bool *found, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT body_hash, status, rev, thing_id, body FROM idempotency"
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
        reply->text_ = sql_col_is_null(rows, 4) ? NULL : strdup(sql_col_text(rows, 4));
    }
    sql_rows_done(rows);
    return rc;
}

enum err replay_keep(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     struct error *error)
{
    enum err rc = sql_run(op->sql, "DELETE FROM idempotency WHERE at_ms < ?",
                          SQL_ARGS(sql_i64(op->now_ms - REPLAY_KEPT_MS)), error);
    if (rc != ERR_OK)
        return rc;
    return sql_run(op->sql,
                   "INSERT INTO idempotency"
                   " (actor, idem_key, body_hash, at_ms, status, rev, thing_id, body)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   SQL_ARGS(sql_text(owner(op)), sql_text(key), sql_text(hash), sql_i64(op->now_ms),
                            sql_i64(reply->http_status), sql_i64(reply->rev), sql_text(reply->id),
                            sql_text(ops_reply_text(reply))),
                   error);
}
