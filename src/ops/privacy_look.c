/* Who looks at sensitive values: asking for them, and the record of every look. */
#include "ops/privacy_int.h"

#include <string.h>

#include "base/json_find.h"
#include "catalog/catalog.h"

const struct noun noun_look = {
    .name = "look",
    .table = "look",
    .columns = {{"thing", "thing", COLUMN_TEXT},
                {"by_user", "_by_user", COLUMN_TEXT},
                {"purpose", "purpose", COLUMN_TEXT},
                {"day", "_day", COLUMN_NUMBER}},
    .newest_first = true,
    .own_user = "SELECT count(*) FROM look WHERE id = ? AND thing IN"
                " (SELECT id FROM request WHERE by_user = ?)",
    .own_user_where = "thing IN (SELECT id FROM request WHERE by_user = ?)",
};

/* ---- Noting ------------------------------------------------------------------------------------
 */

enum { DAY_MS = 24 * 3600 * 1000, LOOKS_KNOWN_MAX = 200000 };

static int64_t day_of(const struct op *op)
{
    return (op->now_ms + op->ops->config.offset_min * INT64_C(60000)) / DAY_MS;
}

/* What stays the same all day need not be asked of the store each time the map is drawn. */
static bool is_known(struct op *op, const char *key, bool add)
{
    struct ops *ops = op->ops;
    pthread_mutex_lock(&ops->knowing);
    if (ops->looked_day != day_of(op) || ops->looked.n >= LOOKS_KNOWN_MAX) {
        map_free(&ops->looked);
        ops->looked_day = day_of(op);
    }
    bool known = map_has(&ops->looked, sv_of(key));
    if (add)
        map_set(&ops->looked, sv_of(key), ops);
    pthread_mutex_unlock(&ops->knowing);
    return known;
}

static const char *looker(const struct op *op)
{
    return op->actor.id[0] ? op->actor.id : op->actor.name;
}

/* A standing purpose is recorded once a day for each thing, and not for who entered it. */
static enum err is_recorded(struct op *op, const struct record *record, const char *purpose,
                            bool *recorded, struct error *error)
{
    char key[256];
    int64_t n = 0;
    snprintf(key, sizeof key, "%s %s %s", looker(op), record->id, purpose);
    *recorded =
        (op->actor.id[0] && strcmp(json_text(record->doc, "_by_user", ""), op->actor.id) == 0) ||
        is_known(op, key, false);
    if (*recorded)
        return ERR_OK;
    enum err rc = sql_ask_i64(
        op->sql,
        "SELECT count(*) FROM look WHERE thing = ? AND by_user = ? AND purpose = ? AND day = ?",
        SQL_ARGS(sql_text(record->id), sql_text(looker(op)), sql_text(purpose),
                 sql_i64(day_of(op))),
        0, &n, error);
    *recorded = n > 0;
    if (rc == ERR_OK && *recorded)
        is_known(op, key, true);
    return rc;
}

/* The look of this op at the thing for the purpose; begun when there is none yet. */
static json_t *look_at(struct op *op, const struct record *record, const char *purpose)
{
    if (!op->looks)
        op->looks = op_keep(op, json_array());
    for (size_t i = json_array_size(op->looks); i-- > 0;) {
        json_t *look = json_array_get(op->looks, i);
        if (strcmp(json_text(look, "thing", ""), record->id) == 0 &&
            strcmp(json_text(look, "purpose", ""), purpose) == 0)
            return look;
        /* Lists show one thing after the other. */
        if (json_object_get(look, "_day"))
            break;
    }
    json_t *look = json_pack("{s:s, s:s, s:s, s:s, s:[]}", "noun", record->noun->name, "thing",
                             record->id, "org", record->org, "purpose", purpose, "fields");
    json_array_append_new(op->looks, look);
    return look;
}

static void note_field(json_t *look, const char *path)
{
    json_t *fields = json_object_get(look, "fields");
    if (!json_has(fields, path))
        json_array_append_new(fields, json_string(path));
}

enum err privacy_note(struct op *op, const struct record *record, const char *path,
                      const struct privacy_sight *sight, struct error *error)
{
    bool recorded = false;
    if (sight->standing) {
        enum err rc = is_recorded(op, record, sight->purpose, &recorded, error);
        if (rc != ERR_OK || recorded)
            return rc;
    }
    json_t *look = look_at(op, record, sight->purpose);
    note_field(look, path);
    if (sight->standing)
        json_object_set_new(look, "_day", json_integer(day_of(op)));
    return ERR_OK;
}

/* ---- Recording ---------------------------------------------------------------------------------
 */

static enum err record_look(struct op *op, const json_t *look, struct error *error)
{
    struct record record = record_new(op, &noun_look, json_text(look, "org", ""));
    json_object_update(record.doc, (json_t *)look);
    json_object_set_new(record.doc, "org", *record.org ? json_string(record.org) : json_null());
    json_object_set_new(record.doc, "by", json_string(op->actor.name));
    json_object_set_new(record.doc, "role", json_string(role_name(op->actor.role)));
    json_object_set_new(record.doc, "_by_user", json_string(looker(op)));
    op_set_time(op, record.doc, "at", op->now_ms);
    return record_insert(op, &record, error);
}

/* The event of the look at one thing: of the thing. */
static enum err tell_one(struct op *op, const json_t *look, struct error *error)
{
    return op_event_of(op, "privacy.looked", json_text(look, "noun", ""),
                       json_text(look, "thing", ""), json_text(look, "org", ""),
                       json_pack("{s:O, s:O}", "purpose", json_object_get(look, "purpose"),
                                 "fields", json_object_get(look, "fields")),
                       error);
}

/* The event of looks by a standing purpose, at a list or a map: which things they showed. */
static enum err tell_standing(struct op *op, json_t *things, struct error *error)
{
    return op_event_of(op, "privacy.looked", "", "", op->actor.org,
                       json_pack("{s:b, s:O}", "standing", 1, "things", things), error);
}

static void add_thing(json_t *things, const json_t *look)
{
    const char *noun = json_text(look, "noun", "");
    if (!json_object_get(things, noun))
        json_object_set_new(things, noun, json_array());
    json_array_append(json_object_get(things, noun), json_object_get(look, "thing"));
}

enum err privacy_note_looks(struct op *op, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *look;
    if (!op->looks)
        return ERR_OK;
    json_t *things = op_keep(op, json_object());
    json_array_foreach(op->looks, i, look)
    {
        if (rc == ERR_OK)
            rc = record_look(op, look, error);
        if (json_object_get(look, "_day"))
            add_thing(things, look);
        else if (rc == ERR_OK)
            rc = tell_one(op, look, error);
    }
    return rc == ERR_OK && json_object_size(things) ? tell_standing(op, things, error) : rc;
}

enum err op_privacy_looks(struct op *op, struct error *error)
{
    return op_list(op, &noun_look, error);
}

/* ---- Asking ------------------------------------------------------------------------------------
 */

static bool gives(const struct op *op, const struct privacy_rule *rule, const char *purpose)
{
    for (size_t i = 0; i < rule->seen_by.n; i++) {
        const struct privacy_sight *sight = &rule->seen_by.at[i];
        if (strcmp(sight->role, role_name(op->actor.role)) == 0 &&
            strcmp(sight->purpose, purpose) == 0)
            return true;
    }
    return false;
}

static bool may_ask(const struct op *op, const struct record *record, const char *purpose)
{
    const struct catalog *catalog = op->ops->config.catalog;
    bool may = false;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        may |= strcmp(rule->noun, record->noun->name) == 0 && gives(op, rule, purpose);
    }
    return may;
}

enum err privacy_thing(struct op *op, struct record *out, struct error *error)
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

void privacy_note_trace(struct op *op, const struct record *record)
{
    json_t *look = look_at(op, record, "tracing");
    note_field(look, "trace");
    json_object_set(look, "reason", json_object_get(op->args, "reason"));
}

/* What the rules give the caller for the purpose that was named. */
static enum err collect(struct privacy_walk *walk, struct privacy_spot *spot, struct error *error)
{
    (void)error;
    json_t *value = json_object_get(spot->parent, spot->key);
    const char *purpose = json_text(walk->op->args, "purpose", "");
    if (value && gives(walk->op, spot->rule, purpose)) {
        json_object_set(walk->context, spot->path, value);
        note_field(look_at(walk->op, walk->record, purpose), spot->path);
    }
    return ERR_OK;
}

enum err op_privacy_look(struct op *op, struct error *error)
{
    struct record thing;
    enum err rc = privacy_thing(op, &thing, error);
    const char *purpose = json_text(op->args, "purpose", "");
    if (rc == ERR_OK && !may_ask(op, &thing, purpose))
        rc = error_at(error, ERR_DENIED, "purpose",
                      "packs/privacy.yaml gives the role %s no purpose %.80s for a %s.",
                      role_name(op->actor.role), purpose, thing.noun->name);
    if (rc != ERR_OK)
        return rc;
    json_t *values = op_keep(op, json_object());
    struct privacy_walk walk = {.op = op, .record = &thing, .visit = collect, .context = values};
    rc = privacy_each(&walk, thing.doc, error);
    json_t *look = json_array_get(op->looks, 0);
    if (look)
        json_object_set(look, "reason", json_object_get(op->args, "reason"));
    op_answer_json(op, json_pack("{s:O}", "values", values));
    return rc;
}
