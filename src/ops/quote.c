/* Shortages, and who could help: other places, what can stand in, and offers by suppliers. */
#include <string.h>

#include "ops/cover_int.h"
#include "ops/ledger_int.h"

enum { SOURCES_MAX = 5, PLACES_MAX = 1000 };

const struct noun noun_quote = {
    .name = "quote",
    .table = "quote",
    .columns = {{"item", "item", COLUMN_TEXT}, {"until_ms", "valid_until", COLUMN_TIME}},
    .newest_first = true,
};

enum err op_quote_create(struct op *op, struct error *error)
{
    const char *org;
    const char *item = json_text(op->args, "item", "");
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK && !catalog_item(op->ops->config.catalog, item))
        rc = error_at(error, ERR_INVALID, "item", "There is no item %.80s in packs/items.yaml.",
                      item);
    if (rc != ERR_OK)
        return rc;
    struct record quote = record_new(op, &noun_quote, org);
    op_copy_args(op, quote.doc, "item", "supplier", "phone", "qty", "price", "ready_at",
                 "valid_until", "note", NULL);
    op_set_time(op, quote.doc, "asked_at", op->now_ms);
    json_object_set_new(quote.doc, "asked_by", json_string(op->actor.name));
    return op_created(op, &quote, error);
}

enum err op_quote_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_quote, error);
}

/* ---- Sources ----------------------------------------------------------------------------------
 */

static int64_t minimum_at(const struct item *item, const char *kind)
{
    for (size_t i = 0; item && i < item->minimum.n; i++) {
        if (strcmp(item->minimum.at[i].at, kind) == 0)
            return (int64_t)(item->minimum.at[i].qty * 1000);
    }
    return 0;
}

/* Places with more than their own minimum, the one with most first. */
static enum err add_places(struct op *op, const struct item *item, const char *not_at,
                           json_t *sources, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT s.id, s.kind, s.doc, sum(b.milli) FROM stock_balance AS b"
                          " JOIN site AS s ON s.id = b.holder WHERE b.item = ? AND s.id <> ?"
                          " AND b.holder_kind = 'site' GROUP BY s.id, s.kind, s.doc"
                          " ORDER BY sum(b.milli) DESC, s.id LIMIT 100",
                          SQL_ARGS(sql_text(item->id), sql_text(not_at)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *site = NULL;
        int64_t spare = sql_col_i64(rows, 3) - minimum_at(item, sql_col_text(rows, 1));
        if (spare <= 0 || json_array_size(sources) >= SOURCES_MAX)
            continue;
        rc = json_read(sql_col_sv(rows, 2), "site", &site, error);
        if (rc == ERR_OK)
            json_array_append_new(sources, json_pack("{s:s, s:s, s:O?, s:s, s:o}", "kind", "place",
                                                     "holder", sql_col_text(rows, 0), "name",
                                                     json_object_get(site, "name"), "item",
                                                     item->id, "qty", qty_of(spare)));
        json_decref(site);
    }
    sql_rows_done(rows);
    return rc;
}

static enum err add_quote(struct op *op, struct record *quote, void *context, struct error *error)
{
    json_t *sources = context, *shown = NULL;
    bool covers = false;
    if (json_array_size(sources) >= 2 * SOURCES_MAX)
        return ERR_OK;
    enum err rc = org_covers(op->sql, &op->actor, quote->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_show(op, quote, &shown, error);
    if (rc != ERR_OK || !covers)
        return rc;
    json_t *source = json_copy(shown);
    json_object_set_new(source, "kind", json_string("quote"));
    json_array_append_new(sources, source);
    return ERR_OK;
}

static enum err sources_of(struct op *op, const struct item *item, const char *at, json_t *sources,
                           struct error *error)
{
    enum err rc = add_places(op, item, at, sources, error);
    if (rc == ERR_OK)
        rc = record_each(
            op, &noun_quote, "item = ? AND (until_ms IS NULL OR until_ms > ?) ORDER BY id DESC",
            SQL_ARGS(sql_text(item->id), sql_i64(op->now_ms)), add_quote, sources, error);
    for (size_t i = 0; rc == ERR_OK && i < item->alternatives.n; i++) {
        int64_t milli = 0;
        rc = ledger_balance(op, at, item->alternatives.at[i], NULL, &milli, error);
        if (rc == ERR_OK && milli > 0)
            json_array_append_new(sources,
                                  json_pack("{s:s, s:s, s:o}", "kind", "alternative", "item",
                                            item->alternatives.at[i], "qty", qty_of(milli)));
    }
    return rc;
}

/* ---- Shortages --------------------------------------------------------------------------------
 */

struct place {
    char id[ID_TEXT_SIZE];
    json_t *name; /* kept by the op */
};

struct places {
    VEC(struct place) list;
};

static enum err add_place(struct op *op, struct record *site, void *context, struct error *error)
{
    (void)error;
    struct places *places = context;
    const struct catalog *catalog = op->ops->config.catalog;
    bool keeps = false, covers = false;
    for (size_t i = 0; i < catalog_items(catalog); i++)
        keeps |= minimum_at(catalog_item_at(catalog, i), json_text(site->doc, "kind", "")) > 0;
    enum err rc = keeps ? org_covers(op->sql, &op->actor, site->org, &covers, error) : ERR_OK;
    const char *wanted = json_text(op->args, "holder", site->id);
    if (covers && strcmp(wanted, site->id) == 0 && places->list.n < PLACES_MAX) {
        struct place *place = vec_add(&places->list);
        memcpy(place->id, site->id, sizeof place->id);
        place->name = json_object_get(site->doc, "name");
    }
    return rc;
}

static enum err add_shortage(struct op *op, const struct cover *cover, const struct level *level,
                             const struct place *place, json_t *items, struct error *error)
{
    const struct item *item = catalog_item(op->ops->config.catalog, level->item);
    json_t *reasons = op_keep(op, json_array());
    if (!item || item->parts.n || !cover_short(op, cover, level, reasons))
        return ERR_OK;
    json_t *json = op_keep(op, cover_json(op, cover, level)), *sources = json_array();
    json_object_set_new(json, "holder", json_string(place->id));
    json_object_set(json, "holder_name", place->name);
    json_object_set_new(json, "sources", sources);
    json_array_append(items, json);
    return sources_of(op, item, place->id, sources, error);
}

static enum err shortages_at(struct op *op, const struct place *place, json_t *items,
                             struct error *error)
{
    struct cover cover;
    enum err rc = cover_open(op, &cover, error);
    cover.holder = place->id;
    if (rc == ERR_OK)
        rc = cover_take(op, &cover, error);
    struct level **sorted = cover_sorted(&cover);
    for (size_t i = 0; rc == ERR_OK && i < cover.levels.n; i++)
        rc = add_shortage(op, &cover, sorted[i], place, items, error);
    cover_close(&cover);
    return rc;
}

enum err op_stock_shortages(struct op *op, struct error *error)
{
    struct places places = {0};
    json_t *items = op_keep(op, json_array());
    enum err rc =
        record_each(op, &noun_site, "1 = 1 ORDER BY id", SQL_NONE, add_place, &places, error);
    for (size_t i = 0; rc == ERR_OK && i < places.list.n; i++)
        rc = shortages_at(op, &places.list.at[i], items, error);
    vec_free(&places.list);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
