/* Sealing, masking and looking. */
#include "ops/privacy_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "ops/mode_int.h"
#include "ops/timer_int.h"

const struct noun noun_look = {
    .name = "look",
    .table = "look",
    .columns = {{"thing", "thing", COLUMN_TEXT},
                {"by_user", "_by_user", COLUMN_TEXT},
                {"purpose", "purpose", COLUMN_TEXT}},
    .newest_first = true,
    .own_user = "SELECT count(*) FROM look WHERE id = ? AND thing IN"
                " (SELECT id FROM request WHERE by_user = ?)",
    .own_user_where = "thing IN (SELECT id FROM request WHERE by_user = ?)",
};

/* ---- Which fields ------------------------------------------------------------------------------
 */

/* A sealed value of a doc: where it stands. "answers.unwell" has a parent and a key. */
struct spot {
    json_t *parent;
    const char *key;
    char path[96];
};

typedef enum err spot_visit(struct op *op, const struct record *record,
                            const struct privacy_rule *rule, struct spot *spot, void *context,
                            struct error *error);

/* The sensitive questions of the service that a request is about. */
static enum err each_answer(struct op *op, const struct record *record, json_t *doc,
                            const struct privacy_rule *rule, spot_visit *visit, void *context,
                            struct error *error)
{
    const struct service *service =
        catalog_service(op->ops->config.catalog, json_text(doc, "service", ""));
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && service && i < service->form.n; i++) {
        struct spot spot = {json_object_get(doc, "answers"), service->form.at[i].id, ""};
        if (!service->form.at[i].sensitive || !spot.parent)
            continue;
        snprintf(spot.path, sizeof spot.path, "answers.%s", spot.key);
        rc = visit(op, record, rule, &spot, context, error);
    }
    return rc;
}

static enum err each_spot(struct op *op, const struct record *record, json_t *doc,
                          spot_visit *visit, void *context, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    enum err rc = ERR_OK;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        if (strcmp(rule->noun, record->noun->name) != 0)
            continue;
        for (size_t k = 0; rc == ERR_OK && k < rule->fields.n; k++) {
            struct spot spot = {doc, rule->fields.at[k], ""};
            snprintf(spot.path, sizeof spot.path, "%s", spot.key);
            rc = strcmp(spot.key, "answers") == 0
                     ? each_answer(op, record, doc, rule, visit, context, error)
                     : visit(op, record, rule, &spot, context, error);
        }
    }
    return rc;
}

static bool has_rules(const struct op *op, const char *noun)
{
    const struct catalog *catalog = op->ops->config.catalog;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        if (strcmp(catalog_privacy_rule_at(catalog, i)->noun, noun) == 0)
            return true;
    }
    return false;
}

static bool is_column(const struct noun *noun, const char *path)
{
    for (const struct column *column = noun->columns; column->name; column++) {
        if (strcmp(column->field, path) == 0)
            return true;
    }
    return false;
}

/* ---- Sealing -----------------------------------------------------------------------------------
 */

static enum err seal_one(struct op *op, const struct record *record,
                         const struct privacy_rule *rule, struct spot *spot, void *context,
                         struct error *error)
{
    (void)context;
    json_t *value = json_object_get(spot->parent, spot->key);
    if (rule->in_row || is_column(record->noun, spot->path))
        return ERR_OK;
    /* What was taken out of the doc must not come back from where it lay. */
    if (!value)
        return sql_run(
            op->sql, "DELETE FROM sealed WHERE noun = ? AND noun_id = ? AND field = ?",
            SQL_ARGS(sql_text(record->noun->name), sql_text(record->id), sql_text(spot->path)),
            error);
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    enum err rc = sql_run(op->sql,
                          "INSERT INTO sealed (noun, noun_id, field, rule, value)"
                          " VALUES (?, ?, ?, ?, ?) ON CONFLICT (noun, noun_id, field)"
                          " DO UPDATE SET value = excluded.value, rule = excluded.rule",
                          SQL_ARGS(sql_text(record->noun->name), sql_text(record->id),
                                   sql_text(spot->path), sql_text(rule->id), sql_text(text)),
                          error);
    free(text);
    json_object_del(spot->parent, spot->key);
    return rc;
}

enum err privacy_seal(struct op *op, const struct record *record, json_t **stored,
                      struct error *error)
{
    *stored = json_incref(record->doc);
    if (!has_rules(op, record->noun->name))
        return ERR_OK;
    json_decref(*stored);
    *stored = json_deep_copy(record->doc);
    return each_spot(op, record, *stored, seal_one, NULL, error);
}

static void put_back(json_t *doc, const char *path, struct sv text)
{
    const char *dot = strchr(path, '.');
    char parent[96];
    json_t *value = json_loadb(text.at, text.n, JSON_DECODE_ANY, NULL);
    if (!value)
        return;
    snprintf(parent, sizeof parent, "%.*s", dot ? (int)(dot - path) : 0, path);
    json_object_set_new(dot ? json_object_get(doc, parent) : doc, dot ? dot + 1 : path, value);
}

enum err privacy_unseal(struct op *op, struct record *record, struct error *error)
{
    struct sql_rows *rows = NULL;
    if (!has_rules(op, record->noun->name))
        return ERR_OK;
    enum err rc =
        sql_ask(op->sql, "SELECT field, value FROM sealed WHERE noun = ? AND noun_id = ?",
                SQL_ARGS(sql_text(record->noun->name), sql_text(record->id)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        put_back(record->doc, sql_col_text(rows, 0), sql_col_sv(rows, 1));
    sql_rows_done(rows);
    return rc;
}

/* ---- Masking -----------------------------------------------------------------------------------
 */

/* How the caller sees what a rule guards without asking; NULL: not at all. */
static const struct privacy_sight *sight_of(const struct op *op, const struct privacy_rule *rule)
{
    for (size_t i = 0; i < rule->seen_by.n; i++) {
        const struct privacy_sight *sight = &rule->seen_by.at[i];
        if (strcmp(sight->role, role_name(op->actor.role)) == 0)
            return sight->asks ? NULL : sight;
    }
    return NULL;
}

/* A place to a hundredth of a degree, about a kilometre: the part of town, not the door. */
static json_t *coarse_place(const json_t *place)
{
    static const char *const keys[] = {"lon", "lat"};
    json_t *coarse = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *degrees = json_object_get(place, keys[i]);
        if (json_is_number(degrees))
            json_object_set_new(coarse, keys[i],
                                json_real(round(json_number_value(degrees) * 100.0) / 100.0));
    }
    return coarse;
}

static bool is_unavailable(const char *status)
{
    return strcmp(status, "ill") == 0 || strcmp(status, "isolated") == 0;
}

/* What is left of a text: of a phone number the last digits, of a name the first character. */
static json_t *masked_text(const char *key, const char *text)
{
    size_t n = strlen(text), first = 1;
    if (strcmp(key, "status") == 0)
        return json_string(is_unavailable(text) ? "away" : text);
    if (strcmp(key, "phone") == 0)
        return json_sprintf("****%s", n > 4 ? text + n - 4 : "");
    while (first < n && ((unsigned char)text[first] & 0xc0) == 0x80)
        first++;
    return json_sprintf("%.*s**", (int)(n ? first : 0), text);
}

static json_t *masked(const char *key, const json_t *value)
{
    if (json_is_string(value))
        return masked_text(key, json_string_value(value));
    if (!json_is_object(value))
        return NULL;
    json_t *object = json_object(), *part;
    const char *name;
    json_object_foreach((json_t *)value, name, part)
    {
        json_t *left = masked(name, part);
        if (left)
            json_object_set_new(object, name, left);
    }
    return object;
}

struct masking {
    json_t *list;
    bool whole; /* one thing, not a list */
};

static void note(struct op *op, const struct record *record, const char *path, const char *purpose)
{
    json_t *look = json_array_get(op->looks, 0);
    if (!op->looks)
        op->looks = op_keep(op, json_array());
    if (!look) {
        look = json_pack("{s:s, s:s, s:s, s:s, s:[]}", "noun", record->noun->name, "thing",
                         record->id, "org", record->org, "purpose", purpose, "fields");
        json_array_append_new(op->looks, look);
    }
    json_array_append_new(json_object_get(look, "fields"), json_string(path));
}

static enum err mask_one(struct op *op, const struct record *record,
                         const struct privacy_rule *rule, struct spot *spot, void *context,
                         struct error *error)
{
    (void)error;
    struct masking *masking = context;
    json_t *value = json_object_get(spot->parent, spot->key);
    const struct privacy_sight *sight = sight_of(op, rule);
    if (!value || (sight && sight->standing) ||
        (strcmp(spot->key, "status") == 0 && !is_unavailable(json_string_value(value))))
        return ERR_OK;
    if (masking->whole && sight) {
        note(op, record, spot->path, sight->purpose);
        return ERR_OK;
    }
    json_t *left = rule->matter == MATTER_LOCATION ? coarse_place(value) : masked(spot->key, value);
    if (left)
        json_object_set_new(spot->parent, spot->key, left);
    else
        json_object_del(spot->parent, spot->key);
    json_array_append_new(masking->list, json_string(spot->path));
    return ERR_OK;
}

/* The program itself, and who asked for something themselves, see it as it is. */
static bool sees_all(const struct op *op, const struct record *record)
{
    bool own = op->actor.id[0] && strcmp(json_text(record->doc, "_by_user", ""), op->actor.id) == 0;
    return op->actor.role == ROLE_SYSTEM || (own && op->actor.role == ROLE_RESIDENT);
}

void privacy_mask(struct op *op, const struct record *record, json_t *shown)
{
    if (!has_rules(op, record->noun->name) || sees_all(op, record))
        return;
    struct masking masking = {.list = json_array(),
                              .whole =
                                  op->command->noun != NULL && op->command->kind == COMMAND_QUERY};
    /* What is masked must not reach into the doc. */
    json_t *answers = json_object_get(shown, "answers");
    if (answers)
        json_object_set_new(shown, "answers", json_copy(answers));
    each_spot(op, record, shown, mask_one, &masking, NULL);
    if (json_array_size(masking.list))
        json_object_set(shown, "masked", masking.list);
    json_decref(masking.list);
}

void privacy_blank(const struct op *op, const char *noun, json_t *data)
{
    const struct catalog *catalog = op->ops->config.catalog;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        for (size_t k = 0; strcmp(rule->noun, noun) == 0 && k < rule->fields.n; k++) {
            json_t *value = json_object_get(data, rule->fields.at[k]);
            if (value)
                json_object_set_new(data, rule->fields.at[k],
                                    rule->matter == MATTER_LOCATION
                                        ? coarse_place(value)
                                        : json_pack("{s:b}", "sealed", 1));
        }
    }
}

/* ---- Looks -------------------------------------------------------------------------------------
 */

enum err privacy_note_looks(struct op *op, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *look;
    json_array_foreach(op->looks, i, look)
    {
        struct record record = record_new(op, &noun_look, json_text(look, "org", ""));
        json_object_update(record.doc, look);
        json_object_set_new(record.doc, "org", *record.org ? json_string(record.org) : json_null());
        json_object_set_new(record.doc, "by", json_string(op->actor.name));
        json_object_set_new(record.doc, "role", json_string(role_name(op->actor.role)));
        json_object_set_new(record.doc, "_by_user", json_string(op->actor.id));
        op_set_time(op, record.doc, "at", op->now_ms);
        if (rc == ERR_OK)
            rc = record_insert(op, &record, error);
        if (rc == ERR_OK)
            rc = op_event_of(op, "privacy.looked", json_text(look, "noun", ""),
                             json_text(look, "thing", ""), record.org,
                             json_pack("{s:O, s:O}", "purpose", json_object_get(look, "purpose"),
                                       "fields", json_object_get(look, "fields")),
                             error);
    }
    return rc;
}

enum err op_privacy_looks(struct op *op, struct error *error)
{
    return op_list(op, &noun_look, error);
}

/* ---- Asking, and destroying
 * ----------------------------------------------------------------------
 */

static bool may_ask(const struct op *op, const struct record *record, const char *purpose)
{
    const struct catalog *catalog = op->ops->config.catalog;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        for (size_t k = 0; strcmp(rule->noun, record->noun->name) == 0 && k < rule->seen_by.n;
             k++) {
            const struct privacy_sight *sight = &rule->seen_by.at[k];
            if (strcmp(sight->role, role_name(op->actor.role)) == 0 &&
                strcmp(sight->purpose, purpose) == 0)
                return true;
        }
    }
    return false;
}

static enum err find_thing(struct op *op, struct record *out, struct error *error)
{
    const struct noun *noun = noun_of(json_text(op->args, "noun", ""));
    bool covers = false;
    enum err rc = record_load(op, noun, json_text(op->args, "thing", ""), "thing", out, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, out->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "thing", "This %s belongs to another organisation.",
                      noun->name);
    return rc;
}

static enum err collect(struct op *op, const struct record *record, const struct privacy_rule *rule,
                        struct spot *spot, void *context, struct error *error)
{
    (void)rule, (void)error;
    json_t *value = json_object_get(spot->parent, spot->key);
    if (value) {
        json_object_set(context, spot->path, value);
        note(op, record, spot->path, json_text(op->args, "purpose", ""));
    }
    return ERR_OK;
}

enum err op_privacy_look(struct op *op, struct error *error)
{
    struct record thing;
    enum err rc = find_thing(op, &thing, error);
    const char *purpose = json_text(op->args, "purpose", "");
    if (rc == ERR_OK && !may_ask(op, &thing, purpose))
        rc = error_at(error, ERR_DENIED, "purpose",
                      "packs/privacy.yaml gives the role %s no purpose %.80s for a %s.",
                      role_name(op->actor.role), purpose, thing.noun->name);
    if (rc != ERR_OK)
        return rc;
    json_t *values = op_keep(op, json_object());
    rc = each_spot(op, &thing, thing.doc, collect, values, error);
    json_t *look = json_array_get(op->looks, 0);
    if (look)
        json_object_set(look, "reason", json_object_get(op->args, "reason"));
    if (rc == ERR_OK)
        rc = privacy_note_looks(op, error);
    op_answer_json(op, json_pack("{s:O}", "values", values));
    return rc;
}

static enum err destroy(struct op *op, const struct record *record, int64_t until_ms,
                        struct error *error)
{
    enum err rc = sql_run(op->sql,
                          "DELETE FROM sealed WHERE noun = ? AND noun_id = ?"
                          " AND (destroy_ms <= ? OR ? < 0)",
                          SQL_ARGS(sql_text(record->noun->name), sql_text(record->id),
                                   sql_i64(until_ms), sql_i64(until_ms)),
                          error);
    int64_t n = sql_changes(op->sql);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "DELETE FROM idempotency WHERE thing_id = ?",
                     SQL_ARGS(sql_text(record->id)), error);
    return rc == ERR_OK ? op_event(op, "privacy.destroyed", record,
                                   json_pack("{s:I}", "values", (json_int_t)n), error)
                        : rc;
}

enum err op_privacy_destroy(struct op *op, struct error *error)
{
    struct record thing;
    enum err rc = find_thing(op, &thing, error);
    if (rc == ERR_OK)
        rc = destroy(op, &thing, -1, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:{}}", "values"));
    return rc;
}

/* ---- By rule -----------------------------------------------------------------------------------
 */

static enum err set_timer(struct op *op, const struct record *record, struct error *error)
{
    int64_t next_ms = INT64_MAX;
    enum err rc = sql_ask_i64(
        op->sql, "SELECT min(destroy_ms) FROM sealed WHERE noun = ? AND noun_id = ?",
        SQL_ARGS(sql_text(record->noun->name), sql_text(record->id)), INT64_MAX, &next_ms, error);
    return rc == ERR_OK ? timer_set(op, record, next_ms, error) : rc;
}

enum err privacy_ended(struct op *op, const struct record *record, bool ended, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    enum err rc = ERR_OK;
    enum { DAY_MS = 24 * 3600 * 1000 };
    for (size_t i = 0; rc == ERR_OK && i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        int64_t at_ms = op->now_ms + rule->keep_days * DAY_MS;
        rc = sql_run(op->sql,
                     "UPDATE sealed SET destroy_ms = ? WHERE noun = ? AND noun_id = ? AND rule = ?",
                     SQL_ARGS(ended ? sql_i64(at_ms) : sql_null(), sql_text(record->noun->name),
                              sql_text(record->id), sql_text(rule->id)),
                     error);
    }
    return rc == ERR_OK ? set_timer(op, record, error) : rc;
}

/* R-V2: while the emergency lasts its data are needed; they go when it is over. */
enum err request_timer(struct op *op, struct record *request, struct error *error)
{
    struct mode mode;
    enum { DAY_MS = 24 * 3600 * 1000 };
    enum err rc = mode_of(op, request->org, json_object_get(request->doc, "place"), &mode, error);
    if (rc != ERR_OK)
        return rc;
    if (mode.emergency)
        return timer_set(op, request, op->now_ms + DAY_MS, error);
    rc = destroy(op, request, op->now_ms, error);
    return rc == ERR_OK ? set_timer(op, request, error) : rc;
}
