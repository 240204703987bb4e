#include "ops/seal_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_TEXT_SIZE = 2 * crypto_secretbox_KEYBYTES + 1 };

/* ---- Keys -------------------------------------------------------------------------------------
 */

/* An idle key's row is taken again, so that the table is no longer than values ever were. */
static enum err new_key(struct op *op, int64_t *number, unsigned char bytes[], struct error *error)
{
    char text[KEY_TEXT_SIZE];
    crypto_secretbox_keygen(bytes);
    sodium_bin2hex(text, sizeof text, bytes, crypto_secretbox_KEYBYTES);
    enum err rc = sql_ask_i64(op->sql, "SELECT number FROM seal_key WHERE idle = 1 LIMIT 1",
                              SQL_NONE, 0, number, error);
    if (rc == ERR_OK && *number > 0)
        return sql_run(op->sql, "UPDATE seal_key SET bytes = ?, idle = 0 WHERE number = ?",
                       SQL_ARGS(sql_text(text), sql_i64(*number)), error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT max(number) + 1 FROM seal_key", SQL_NONE, 1, number,
                         error);
    if (rc != ERR_OK)
        return rc;
    return sql_run(op->sql, "INSERT INTO seal_key (number, bytes, idle) VALUES (?, ?, 0)",
                   SQL_ARGS(sql_i64(*number), sql_text(text)), error);
}

static bool read_key(const char *text, unsigned char bytes[])
{
    size_t n = 0;
    return sodium_hex2bin(bytes, crypto_secretbox_KEYBYTES, text, strlen(text), NULL, &n, NULL) ==
               0 &&
           n == crypto_secretbox_KEYBYTES;
}

/* ---- Ciphertext: nonce and box in base64 ------------------------------------------------------
 */

static char *lock(const unsigned char key[], const char *plain)
{
    size_t n = strlen(plain), boxed = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
    size_t size = sodium_base64_encoded_len(boxed, sodium_base64_VARIANT_ORIGINAL);
    unsigned char *box = malloc(boxed);
    char *text = malloc(size);
    if (!box || !text)
        abort();
    randombytes_buf(box, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const unsigned char *)plain, n, box,
                          key);
    sodium_bin2base64(text, size, box, boxed, sodium_base64_VARIANT_ORIGINAL);
    free(box);
    return text;
}

/* New, with a NUL behind; NULL when the key does not open it. */
static char *unlock(const unsigned char key[], const char *text)
{
    size_t room = strlen(text), n = 0;
    unsigned char *box = malloc(room + 1);
    char *plain = malloc(room + 1);
    if (!box || !plain)
        abort();
    enum { HEAD = crypto_secretbox_NONCEBYTES };
    if (sodium_base642bin(box, room, text, room, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) !=
            0 ||
        n < HEAD + crypto_secretbox_MACBYTES ||
        crypto_secretbox_open_easy((unsigned char *)plain, box + HEAD, n - HEAD, box, key) != 0) {
        free(plain);
        plain = NULL;
    } else {
        plain[n - HEAD - crypto_secretbox_MACBYTES] = '\0';
    }
    free(box);
    return plain;
}

/* A row's text: in clear where no key is named. New. */
static char *opened(struct sql_rows *rows, int value, int key)
{
    unsigned char bytes[crypto_secretbox_KEYBYTES];
    if (sql_col_is_null(rows, key))
        return strdup(sql_col_text(rows, value));
    return read_key(sql_col_text(rows, key), bytes) ? unlock(bytes, sql_col_text(rows, value))
                                                    : NULL;
}

/* ---- A text beside a row of another table -----------------------------------------------------
 */

enum err seal_text(struct op *op, const char *plain, int64_t *key, char **out, struct error *error)
{
    unsigned char bytes[crypto_secretbox_KEYBYTES];
    enum err rc = new_key(op, key, bytes, error);
    if (rc == ERR_OK)
        *out = lock(bytes, plain);
    return rc;
}

enum err seal_open(struct op *op, int64_t key, const char *text, char **out, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, "SELECT ?, bytes FROM seal_key WHERE number = ?",
                          SQL_ARGS(sql_text(text), sql_i64(key)), &rows, error);
    *out = NULL;
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        *out = opened(rows, 0, 1);
    sql_rows_done(rows);
    return rc;
}

/* ---- Values of things -------------------------------------------------------------------------
 */

static enum err update(struct op *op, const struct seal *seal, int64_t key,
                       const unsigned char bytes[], const char *plain, struct error *error)
{
    char *text = lock(bytes, plain);
    enum err rc =
        sql_run(op->sql,
                "INSERT INTO sealed (noun, noun_id, field, rule, value, key)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (noun, noun_id, field)"
                " DO UPDATE SET value = excluded.value, rule = excluded.rule, key = excluded.key",
                SQL_ARGS(sql_text(seal->noun), sql_text(seal->id), sql_text(seal->field),
                         sql_text(seal->rule), sql_text(text), sql_i64(key)),
                error);
    free(text);
    return rc;
}

enum err seal_put(struct op *op, const struct seal *seal, const char *plain, struct error *error)
{
    unsigned char bytes[crypto_secretbox_KEYBYTES];
    struct sql_rows *rows = NULL;
    char *was = NULL;
    bool has_key = false;
    int64_t key = 0;
    enum err rc = sql_ask(op->sql,
                          "SELECT sealed.value, seal_key.bytes, sealed.key FROM sealed"
                          " LEFT JOIN seal_key ON seal_key.number = sealed.key"
                          " WHERE noun = ? AND noun_id = ? AND field = ?",
                          SQL_ARGS(sql_text(seal->noun), sql_text(seal->id), sql_text(seal->field)),
                          &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error)) {
        was = opened(rows, 0, 1);
        has_key = read_key(sql_col_text(rows, 1), bytes);
        key = sql_col_i64(rows, 2);
    }
    sql_rows_done(rows);
    bool same = has_key && was && strcmp(was, plain) == 0;
    free(was);
    if (rc != ERR_OK || same)
        return rc;
    if (!has_key)
        rc = new_key(op, &key, bytes, error);
    return rc == ERR_OK ? update(op, seal, key, bytes, plain, error) : rc;
}

#define OF_FIELD "noun = ? AND noun_id = ? AND field = ?"

enum err seal_take(struct op *op, const struct seal *seal, struct error *error)
{
    const struct sql_value of[] = {sql_text(seal->noun), sql_text(seal->id), sql_text(seal->field)};
    enum err rc =
        sql_run(op->sql, SEAL_FORGET "(SELECT key FROM sealed WHERE " OF_FIELD ")", of, 3, error);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "DELETE FROM sealed WHERE " OF_FIELD, of, 3, error);
    if (rc == ERR_OK && sql_changes(op->sql) > 0)
        sql_wipe(op->sql);
    return rc;
}

enum err seal_each(struct op *op, const char *noun, const char *id, seal_visit *visit,
                   void *context, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT sealed.value, seal_key.bytes, field FROM sealed"
                          " LEFT JOIN seal_key ON seal_key.number = sealed.key"
                          " WHERE noun = ? AND noun_id = ?",
                          SQL_ARGS(sql_text(noun), sql_text(id)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        char *plain = opened(rows, 0, 1);
        if (plain)
            visit(sql_col_text(rows, 2), sv_of(plain), context);
        free(plain);
    }
    sql_rows_done(rows);
    return rc;
}

#define OF_DAY "noun = ? AND noun_id = ? AND (destroy_ms <= ? OR ? < 0)"

enum err seal_destroy(struct op *op, const char *noun, const char *id, int64_t until_ms, int64_t *n,
                      struct error *error)
{
    const struct sql_value of[] = {sql_text(noun), sql_text(id), sql_i64(until_ms),
                                   sql_i64(until_ms)};
    enum err rc =
        sql_run(op->sql, SEAL_FORGET "(SELECT key FROM sealed WHERE " OF_DAY ")", of, 4, error);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "DELETE FROM sealed WHERE " OF_DAY, of, 4, error);
    if (rc == ERR_OK)
        *n += sql_changes(op->sql);
    sql_wipe(op->sql);
    return rc;
}
