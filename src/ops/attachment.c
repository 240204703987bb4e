#include "ops/attachment_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

enum { HASH_TEXT_SIZE = 2 * crypto_hash_sha256_BYTES + 1 };

/* What a file says it is must be what it begins with. */
static const struct {
    const char *type, *begins;
    size_t n, at;
} kinds[] = {
    {"image/jpeg", "\xff\xd8\xff", 3, 0},
    {"image/png", "\x89PNG\r\n\x1a\n", 8, 0},
    {"image/webp", "WEBP", 4, 8},
    {"application/pdf", "%PDF-", 5, 0},
};

static bool is_of_type(const char *type, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].type, type) == 0)
            return n >= kinds[i].at + kinds[i].n &&
                   memcmp(bytes + kinds[i].at, kinds[i].begins, kinds[i].n) == 0;
    }
    return false;
}

bool is_attachment_name(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static enum err find(struct op *op, const char *sha256, json_t **out, char org[ID_TEXT_SIZE],
                     bool with_data, struct error *error)
{
    struct sql_rows *rows = NULL;
    *out = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT type, bytes, at_ms, by_name, org, destroyed_ms, data"
                          " FROM attachment WHERE sha256 = ?",
                          SQL_ARGS(sql_text(sha256)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error)) {
        *out = op_keep(
            op, json_pack("{s:s, s:s, s:I, s:o, s:s}", "sha256", sha256, "type",
                          sql_col_text(rows, 0), "bytes", (json_int_t)sql_col_i64(rows, 1), "at",
                          op_time(op, sql_col_i64(rows, 2)), "by", sql_col_text(rows, 3)));
        snprintf(org, ID_TEXT_SIZE, "%s", sql_col_text(rows, 4));
        json_object_set_new(*out, "destroyed_at",
                            sql_col_is_null(rows, 5) ? json_null()
                                                     : op_time(op, sql_col_i64(rows, 5)));
        if (with_data && !sql_col_is_null(rows, 6))
            json_object_set_new(*out, "data", json_string(sql_col_text(rows, 6)));
    }
    sql_rows_done(rows);
    return rc;
}

/* The one that the arguments name, which the caller may see. */
static enum err named(struct op *op, bool with_data, json_t **out, char org[ID_TEXT_SIZE],
                      struct error *error)
{
    bool covers = false;
    enum err rc = find(op, json_text(op->args, "sha256", ""), out, org, with_data, error);
    if (rc == ERR_OK && !*out)
        rc = error_at(error, ERR_NOT_FOUND, "sha256", "There is no attachment of this name.");
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "sha256", "It belongs to another organisation.");
    return rc;
}

enum err attachment_check(struct op *op, const char *sha256, const char *field, struct error *error)
{
    char org[ID_TEXT_SIZE];
    json_t *found = NULL;
    if (!sha256)
        return ERR_OK;
    enum err rc = find(op, sha256, &found, org, false, error);
    if (rc == ERR_OK && (!found || !json_is_null(json_object_get(found, "destroyed_at"))))
        rc = error_at(error, ERR_INVALID, field,
                      "There is no attachment of this name; upload it first.");
    return rc;
}

static enum err keep(struct op *op, const char *sha256, size_t n, struct error *error)
{
    const char *org, *type = json_text(op->args, "type", "");
    char was[ID_TEXT_SIZE];
    json_t *found = NULL;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = find(op, sha256, &found, was, false, error);
    if (rc == ERR_OK && !found)
        rc = sql_run(op->sql,
                     "INSERT INTO attachment (sha256, org, type, bytes, at_ms, by_name, data)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?)",
                     SQL_ARGS(sql_text(sha256), sql_text(org), sql_text(type), sql_i64((int64_t)n),
                              sql_i64(op->now_ms), sql_text(op->actor.name),
                              sql_text(json_text(op->args, "data", ""))),
                     error);
    if (rc == ERR_OK && !found)
        rc = op_event_of(op, "attachment.created", "attachment", sha256, org,
                         json_pack("{s:s, s:I}", "type", type, "bytes", (json_int_t)n), error);
    if (rc == ERR_OK && !found)
        rc = find(op, sha256, &found, was, false, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_incref(found));
    return rc;
}

enum err op_attachment_create(struct op *op, struct error *error)
{
    const char *data = json_text(op->args, "data", "");
    unsigned char *bytes = malloc(LIMIT_ATTACHMENT_BYTES), digest[crypto_hash_sha256_BYTES];
    char sha256[HASH_TEXT_SIZE];
    size_t n = 0;
    const char *end = NULL;
    if (!bytes)
        abort();
    enum err rc = ERR_OK;
    if (sodium_base642bin(bytes, LIMIT_ATTACHMENT_BYTES, data, strlen(data), NULL, &n, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        *end)
        rc = error_at(error, ERR_INVALID, "data",
                      "It is not base64, or larger than the %d bytes allowed.",
                      LIMIT_ATTACHMENT_BYTES);
    else if (!is_of_type(json_text(op->args, "type", ""), bytes, n))
        rc = error_at(error, ERR_INVALID, "type", "The bytes are not of this type.");
    if (rc == ERR_OK) {
        crypto_hash_sha256(digest, bytes, n);
        sodium_bin2hex(sha256, sizeof sha256, digest, sizeof digest);
        rc = keep(op, sha256, n, error);
    }
    free(bytes);
    return rc;
}

enum err op_attachment_get(struct op *op, struct error *error)
{
    char org[ID_TEXT_SIZE];
    json_t *found = NULL;
    enum err rc = named(op, true, &found, org, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_incref(found));
    return rc;
}

/* Which of these names are kept: what a phone may delete. */
enum err op_attachment_have(struct op *op, struct error *error)
{
    json_t *kept = op_keep(op, json_array());
    struct sv rest = json_sv(op->args, "sha256s");
    enum err rc = ERR_OK;
    while (rc == ERR_OK && rest.n > 0) {
        char sha256[HASH_TEXT_SIZE], org[ID_TEXT_SIZE];
        struct sv one = sv_cut(&rest, ',');
        json_t *found = NULL;
        snprintf(sha256, sizeof sha256, SV_FMT, SV_ARG(one));
        rc = find(op, sha256, &found, org, false, error);
        if (found && json_is_null(json_object_get(found, "destroyed_at")))
            json_array_append_new(kept, json_string(sha256));
    }
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O}", "kept", kept));
    return rc;
}

static enum err take_bytes(struct op *op, const char *sha256, const char *org, const char *reason,
                           struct error *error)
{
    enum err rc =
        sql_run(op->sql, "UPDATE attachment SET data = NULL, destroyed_ms = ? WHERE sha256 = ?",
                SQL_ARGS(sql_i64(op->now_ms), sql_text(sha256)), error);
    sql_wipe(op->sql);
    return rc == ERR_OK ? op_event_of(op, "attachment.destroyed", "attachment", sha256, org,
                                      json_pack("{s:s}", "reason", reason), error)
                        : rc;
}

enum err attachment_wipe(struct op *op, const char *sha256, struct error *error)
{
    char org[ID_TEXT_SIZE];
    json_t *found = NULL;
    enum err rc = find(op, sha256, &found, org, false, error);
    return rc == ERR_OK && found && json_is_null(json_object_get(found, "destroyed_at"))
               ? take_bytes(op, sha256, org, "privacy", error)
               : rc;
}

enum err op_attachment_destroy(struct op *op, struct error *error)
{
    char org[ID_TEXT_SIZE];
    json_t *found = NULL;
    const char *sha256 = json_text(op->args, "sha256", "");
    enum err rc = named(op, false, &found, org, error);
    if (rc == ERR_OK && !json_is_null(json_object_get(found, "destroyed_at")))
        rc = error_set(error, ERR_STATE, "It has been destroyed already.");
    if (rc == ERR_OK)
        rc = take_bytes(op, sha256, org, json_text(op->args, "reason", ""), error);
    if (rc == ERR_OK)
        rc = find(op, sha256, &found, org, false, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_incref(found));
    return rc;
}
