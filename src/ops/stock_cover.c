/*
 * How long the stock lasts: what is there as of a moment, what is promised to jobs in the plan,
 * what was used over a window, and the days that follow. Without consumption the days are
 * undefined, not infinite. Everything but reservations is summed from the ledger's postings.
 */
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "ops/cover_int.h"
#include "ops/ledger_int.h"
#include "ops/mode_int.h"

enum { WINDOW_H = 168 };
static const int64_t HOUR_MS = 3600 * 1000;

/* ---- Levels -----------------------------------------------------------------------------------
 */

static struct level *level_of(struct cover *cover, const char *item)
{
    struct level *level = map_get(&cover->levels, sv_of(item));
    if (level)
        return level;
    level = arena_make(cover->arena, struct level);
    level->item = arena_printf(cover->arena, "%s", item);
    map_set(&cover->levels, sv_of(item), level);
    return level;
}

/* Adds the numbers of "SELECT item, number" to a field of each item's level. */
static enum err add_numbers(struct op *op, struct cover *cover, const char *text,
                            const struct sql_value *values, size_t n, size_t field,
                            struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, text, values, n, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        char *level = (char *)level_of(cover, sql_col_text(rows, 0));
        *(int64_t *)(void *)(level + field) += sql_col_i64(rows, 1);
    }
    sql_rows_done(rows);
    return rc;
}

/* One list of organisations, so that the index of the ledger by organisation serves. */
#define IN_SCOPE                                                                                   \
    "p.org IN (SELECT t.id FROM org AS t WHERE t.path >= ? AND t.path < ?"                         \
    " UNION ALL SELECT '' WHERE ? = '')"
#define SCOPE(cover)                                                                               \
    sql_text((cover)->path_from), sql_text((cover)->path_until), sql_text((cover)->org)
#define FIELD(name) offsetof(struct level, name)

static enum err sum_holder(struct op *op, struct cover *cover, struct error *error)
{
    const char *id = cover->holder;
    enum err rc =
        add_numbers(op, cover,
                    "SELECT item, sum(milli) FROM stock_posting"
                    " WHERE holder = ? AND recorded_ms <= ? GROUP BY item",
                    SQL_ARGS(sql_text(id), sql_i64(cover->as_of_ms)), FIELD(on_hand), error);
    if (rc == ERR_OK)
        rc =
            add_numbers(op, cover,
                        "SELECT item, sum(milli) FROM stock_posting WHERE holder IN"
                        " (SELECT id FROM transfer WHERE to_holder = ?)"
                        " AND recorded_ms <= ? GROUP BY item",
                        SQL_ARGS(sql_text(id), sql_i64(cover->as_of_ms)), FIELD(in_transit), error);
    /* What a place hands to crews is used, as far as the place is concerned. */
    return rc == ERR_OK ? add_numbers(op, cover,
                                      "SELECT item, -sum(milli) FROM stock_posting WHERE holder = ?"
                                      " AND recorded_ms <= ? AND at_ms > ? AND at_ms <= ?"
                                      " AND (other = 'consumed' OR other_kind IN"
                                      " ('customer', 'crew', 'vehicle', 'person')) GROUP BY item",
                                      SQL_ARGS(sql_text(id), sql_i64(cover->as_of_ms),
                                               sql_i64(cover->as_of_ms - cover->window_ms),
                                               sql_i64(cover->as_of_ms)),
                                      FIELD(used), error)
                        : rc;
}

static enum err sum_org(struct op *op, struct cover *cover, struct error *error)
{
    enum err rc =
        add_numbers(op, cover,
                    "SELECT p.item, sum(p.milli) FROM stock_posting AS p"
                    " WHERE p.recorded_ms <= ? AND p.holder_kind IN"
                    " ('site', 'crew', 'vehicle', 'person') AND " IN_SCOPE " GROUP BY p.item",
                    SQL_ARGS(sql_i64(cover->as_of_ms), SCOPE(cover)), FIELD(on_hand), error);
    if (rc == ERR_OK)
        rc =
            add_numbers(op, cover,
                        "SELECT p.item, sum(p.milli) FROM stock_posting AS p"
                        " WHERE p.recorded_ms <= ? AND p.holder_kind = 'transit' AND " IN_SCOPE
                        " GROUP BY p.item",
                        SQL_ARGS(sql_i64(cover->as_of_ms), SCOPE(cover)), FIELD(in_transit), error);
    return rc == ERR_OK ? add_numbers(op, cover,
                                      "SELECT p.item, -sum(p.milli) FROM stock_posting AS p"
                                      " WHERE p.recorded_ms <= ? AND p.at_ms > ? AND p.at_ms <= ?"
                                      " AND p.holder_kind IN ('site', 'crew', 'vehicle', 'person')"
                                      " AND (p.other = 'consumed' OR p.other_kind = 'customer')"
                                      " AND " IN_SCOPE " GROUP BY p.item",
                                      SQL_ARGS(sql_i64(cover->as_of_ms),
                                               sql_i64(cover->as_of_ms - cover->window_ms),
                                               sql_i64(cover->as_of_ms), SCOPE(cover)),
                                      FIELD(used), error)
                        : rc;
}

/* ---- Reservations -----------------------------------------------------------------------------
 */

/* Whether the visit has handed these numbers over already. */
static bool delivered(const json_t *visit, const char *item)
{
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(visit, "steps"), i, step)
    {
        if (strcmp(json_text(step, "kind", ""), "serial_out") == 0 &&
            strcmp(json_text(json_object_get(step, "limits"), "item", ""), item) == 0 &&
            json_object_get(step, "done_at"))
            return true;
    }
    return false;
}

static void reserve(struct cover *cover, const json_t *visit, const json_t *lines)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        const char *item = json_text(line, "item", "");
        int64_t milli = 1000 * json_i64(line, "qty", 0);
        struct level *level = level_of(cover, item);
        /* Tools come back: the same one serves the next job. */
        if (json_flag(line, "returns", false))
            level->tools = level->tools > milli ? level->tools : milli;
        else if (!delivered(visit, item))
            level->reserved += milli;
    }
}

static enum err reserve_visit(struct op *op, struct record *visit, void *context,
                              struct error *error)
{
    struct cover *cover = context;
    struct record job;
    bool covers = false;
    if (cover->holder && strcmp(cover->holder, json_text(visit->doc, "crew", "")) != 0)
        return ERR_OK;
    struct actor scope = op->actor;
    snprintf(scope.org, sizeof scope.org, "%s", cover->org);
    enum err rc = org_covers(op->sql, &scope, visit->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_load(op, &noun_job, json_text(visit->doc, "job", ""), "job", &job, error);
    if (rc != ERR_OK || !covers)
        return rc;
    const json_t *needs = json_object_get(job.doc, "requirements");
    reserve(cover, visit->doc, json_object_get(needs, "protection"));
    reserve(cover, visit->doc, json_object_get(needs, "stock"));
    return ERR_OK;
}

/* ---- Minimums and kits ------------------------------------------------------------------------
 */

static enum err add_minimum(struct op *op, struct cover *cover, const char *kind, int64_t sites,
                            struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    for (size_t i = 0; i < catalog_items(catalog); i++) {
        const struct item *item = catalog_item_at(catalog, i);
        for (size_t k = 0; k < item->minimum.n; k++) {
            if (strcmp(item->minimum.at[k].at, kind) == 0)
                level_of(cover, item->id)->minimum +=
                    sites * (int64_t)(item->minimum.at[k].qty * 1000);
        }
    }
    return ERR_OK;
}

static enum err add_minimums(struct op *op, struct cover *cover, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = cover->holder ? sql_ask(op->sql, "SELECT kind, 1 FROM site WHERE id = ?",
                                          SQL_ARGS(sql_text(cover->holder)), &rows, error)
                                : sql_ask(op->sql,
                                          "SELECT p.kind, count(*) FROM site AS p WHERE " IN_SCOPE
                                          " GROUP BY p.kind",
                                          SQL_ARGS(SCOPE(cover)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        rc = add_minimum(op, cover, sql_col_text(rows, 0), sql_col_i64(rows, 1), error);
    sql_rows_done(rows);
    return rc;
}

double cover_days(const struct cover *cover, const struct level *level)
{
    double per_ms = (double)level->used / (double)cover->window_ms;
    return level->used > 0 ? (double)level->on_hand / per_ms / (double)(24 * HOUR_MS) : -1;
}

/* A kit is as many as its scarcest part allows, and lasts as long as the first part to run out. */
static void add_kit(struct cover *cover, const struct item *item)
{
    struct level *kit = level_of(cover, item->id);
    kit->is_kit = true;
    kit->kit_days = -1;
    kit->on_hand = INT64_MAX;
    for (size_t i = 0; i < item->parts.n; i++) {
        const struct level *part = level_of(cover, item->parts.at[i].item);
        int64_t kits = (int64_t)((double)part->on_hand / item->parts.at[i].qty) / 1000 * 1000;
        double days = cover_days(cover, part);
        kit->on_hand = kits < kit->on_hand ? kits : kit->on_hand;
        if (days >= 0 && (kit->kit_days < 0 || days < kit->kit_days))
            kit->kit_days = days;
    }
}

static enum err set_scope(struct op *op, struct cover *cover, struct error *error)
{
    struct record org;
    cover->path_from = "";
    cover->path_until = "~";
    if (!cover->org[0])
        return ERR_OK;
    enum err rc = record_load(op, &noun_org, cover->org, "org", &org, error);
    if (rc != ERR_OK)
        return rc;
    /* '0' follows '/': everything below the path. */
    char *until = arena_printf(cover->arena, "%s", json_text(org.doc, "_path", ""));
    cover->path_from = arena_printf(cover->arena, "%s", until);
    until[strlen(until) - 1] = '0';
    cover->path_until = until;
    return ERR_OK;
}

/* How long goods for emergencies are to last in the mode that holds there. */
static enum err set_days_wanted(struct op *op, struct cover *cover, struct error *error)
{
    struct mode mode;
    struct record site;
    enum err rc = ERR_OK;
    bool is_site =
        cover->holder && record_find(op, &noun_site, "id", cover->holder, &site, &rc, error);
    if (rc == ERR_OK)
        rc = mode_of(op, is_site ? site.org : cover->org,
                     is_site ? json_object_get(site.doc, "place") : NULL, &mode, error);
    if (rc == ERR_OK)
        cover->days_wanted = mode_number(op, &mode, "stock_cover_days", 0);
    return rc;
}

enum err cover_take(struct op *op, struct cover *cover, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    enum err rc = set_scope(op, cover, error);
    if (rc == ERR_OK)
        rc = set_days_wanted(op, cover, error);
    if (rc == ERR_OK)
        rc = cover->holder ? sum_holder(op, cover, error) : sum_org(op, cover, error);
    if (rc == ERR_OK && cover->current)
        rc = record_each(op, &noun_visit, "is_open = 1 ORDER BY id", SQL_NONE, reserve_visit, cover,
                         error);
    if (rc == ERR_OK)
        rc = add_minimums(op, cover, error);
    for (size_t i = 0; rc == ERR_OK && i < catalog_items(catalog); i++) {
        if (catalog_item_at(catalog, i)->parts.n)
            add_kit(cover, catalog_item_at(catalog, i));
    }
    return rc;
}

bool cover_short(const struct op *op, const struct cover *cover, const struct level *level,
                 json_t *reasons)
{
    const struct item *item = catalog_item(op->ops->config.catalog, level->item);
    double days = level->is_kit ? level->kit_days : cover_days(cover, level);
    if (level->on_hand < level->minimum)
        json_array_append_new(reasons, json_string("below_minimum"));
    if (level->reserved > level->on_hand || level->tools > level->on_hand)
        json_array_append_new(reasons, json_string("promised"));
    if (item && item->lead_h && days >= 0 && days * 24 < (double)item->lead_h)
        json_array_append_new(reasons, json_string("gone_before_delivery"));
    if (item && item->emergency && days >= 0 && days < cover->days_wanted)
        json_array_append_new(reasons, json_string("below_cover"));
    return json_array_size(reasons) > 0;
}

static json_t *names_json(const struct names *names)
{
    return names ? json_pack("{s:s, s:s}", "zh", names->zh, "en", names->en) : json_null();
}

json_t *cover_json(struct op *op, const struct cover *cover, const struct level *level)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct item *item = catalog_item(catalog, level->item);
    double days = level->is_kit ? level->kit_days : cover_days(cover, level);
    int64_t reserved = level->reserved + level->tools;
    json_t *reasons = json_array();
    cover_short(op, cover, level, reasons);
    json_t *json =
        json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:I, s:o}", "item", level->item, "unit",
                  names_json(item ? &item->unit : NULL), "kind", item ? item->kind : "", "on_hand",
                  qty_of(level->on_hand), "in_transit", qty_of(level->in_transit), "minimum",
                  qty_of(level->minimum), "used", qty_of(level->used), "lead_h",
                  (json_int_t)(item ? item->lead_h : 0), "short", reasons);
    json_object_set_new(json, "name",
                        names_json(catalog ? catalog_term(catalog, TERM_ITEM, level->item) : NULL));
    json_object_set_new(json, "reserved", cover->current ? qty_of(reserved) : json_null());
    json_object_set_new(json, "per_day",
                        json_real((double)level->used / 1000 /
                                  ((double)cover->window_ms / (double)(24 * HOUR_MS))));
    json_object_set_new(json, "days_cover", days >= 0 ? json_real(days) : json_null());
    return json;
}

static int by_item(const void *a, const void *b)
{
    return strcmp((*(struct level *const *)a)->item, (*(struct level *const *)b)->item);
}

struct level **cover_sorted(struct cover *cover)
{
    struct level **sorted = arena_array(cover->arena, struct level *, cover->levels.n + 1);
    size_t n = 0, at = 0;
    struct sv key;
    void *level;
    while (map_next(&cover->levels, &at, &key, &level))
        sorted[n++] = level;
    qsort(sorted, n, sizeof *sorted, by_item);
    return sorted;
}

enum err cover_open(struct op *op, struct cover *cover, struct error *error)
{
    const char *org = NULL;
    *cover = (struct cover){.arena = arena_new(),
                            .as_of_ms = op_time_of(op->args, "as_of", op->now_ms),
                            .window_ms = HOUR_MS * json_i64(op->args, "window_h", WINDOW_H),
                            .current = !json_object_get(op->args, "as_of")};
    enum err rc = op_org(op, &org, error);
    snprintf(cover->org, sizeof cover->org, "%s", rc == ERR_OK ? org : "");
    return rc;
}

void cover_close(struct cover *cover)
{
    map_free(&cover->levels);
    arena_free(cover->arena);
}

enum err op_stock_levels(struct op *op, struct error *error)
{
    struct cover cover;
    struct record record;
    struct holder holder;
    json_t *items = op_keep(op, json_array());
    const char *wanted = json_text(op->args, "item", NULL);
    enum err rc = cover_open(op, &cover, error);
    if (rc == ERR_OK && json_text(op->args, "holder", NULL)) {
        rc = holder_find(op, "holder", &record, &holder, error);
        cover.holder = holder.id;
    }
    if (rc == ERR_OK)
        rc = cover_take(op, &cover, error);
    struct level **sorted = cover_sorted(&cover);
    for (size_t i = 0; rc == ERR_OK && i < cover.levels.n; i++) {
        if (!wanted || strcmp(wanted, sorted[i]->item) == 0)
            json_array_append_new(items, cover_json(op, &cover, sorted[i]));
    }
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:I, s:O}", "as_of", op_time(op, cover.as_of_ms),
                                     "window_h", (json_int_t)(cover.window_ms / HOUR_MS), "items",
                                     items));
    cover_close(&cover);
    return rc;
}
