/*
 * Rows of a sheet that are moves of the ledger of stock. A row names its move; item, quantity and
 * day are not kept with it: they are read from the ledger whenever the sheet is shown, with the
 * corrections that the move has had. So a receipt cannot say other than what was posted.
 */
#include <math.h>
#include <string.h>

#include "catalog/catalog.h"
#include "ops/form_int.h"
#include "ops/ledger_int.h"
#include "ops/sheet_int.h"

struct issue {
    char org[ID_TEXT_SIZE], item[LIMIT_NAME_BYTES], kind[16];
    int64_t milli, at_ms; /* with corrections */
};

static enum err read_issue(struct op *op, const char *move, struct issue *out, bool *found,
                           struct error *error)
{
    struct sql_rows *rows = NULL;
    *out = (struct issue){.milli = 0};
    /* What the giver's side lost; an issue is one pair of postings. */
    enum err rc = sql_ask(op->sql,
                          "SELECT p.org, p.item, p.kind, p.at_ms, (SELECT -sum(milli)"
                          " FROM stock_posting WHERE holder = p.holder AND (move = p.move OR"
                          " (about = p.move AND kind = 'correct'))) FROM stock_posting AS p"
                          " WHERE p.move = ? AND p.milli < 0",
                          SQL_ARGS(sql_text(move)), &rows, error);
    *found = rc == ERR_OK && sql_next(rows, &rc, error);
    if (*found) {
        snprintf(out->org, sizeof out->org, "%s", sql_col_text(rows, 0));
        snprintf(out->item, sizeof out->item, "%s", sql_col_text(rows, 1));
        snprintf(out->kind, sizeof out->kind, "%s", sql_col_text(rows, 2));
        out->at_ms = sql_col_i64(rows, 3);
        out->milli = sql_col_i64(rows, 4);
    }
    sql_rows_done(rows);
    return rc;
}

/* ---- Filling in -------------------------------------------------------------------------------
 */

/* The move must be an issue that the caller may see and that stands on no other sheet. */
static enum err find_issue(struct op *op, const char *form, const char *sheet, const char *move,
                           const char *column, struct issue *out, struct error *error)
{
    bool found = false, covers = false;
    int64_t n = 0;
    enum err rc = read_issue(op, move, out, &found, error);
    if (rc == ERR_OK && (!found || strcmp(out->kind, "issue") != 0))
        return error_at(error, ERR_RULE, column,
                        "The ledger has no issue '%.80s'; hand the goods out by stock.issue and "
                        "name its move.",
                        move);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, out->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, column, "It belongs to another organisation.");
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql,
                         "SELECT count(*) FROM sheet WHERE form = ? AND id <> ?"
                         " AND doc LIKE '%\"' || ? || '\"%'",
                         SQL_ARGS(sql_text(form), sql_text(sheet), sql_text(move)), 0, &n, error);
    if (rc == ERR_OK && n > 0)
        rc = error_at(error, ERR_RULE, column, "The move '%.80s' stands on another sheet.", move);
    return rc;
}

static void day_text(const struct op *op, int64_t at_ms, char day[TIME_TEXT_MAX])
{
    time_format(at_ms, op->ops->config.offset_min, day);
    day[10] = '\0';
}

/* What people wrote beside the move must be what the ledger says; then it is not kept. */
static enum err check_said(struct op *op, const struct form_posted *posted,
                           const struct issue *issue, json_t *row, struct error *error)
{
    char day[TIME_TEXT_MAX];
    const json_t *quantity = json_object_get(row, posted->quantity);
    day_text(op, issue->at_ms, day);
    if (quantity && llround(json_number_value(quantity) * 1000) != issue->milli)
        return error_at(error, ERR_RULE, posted->quantity, "The ledger says %g.",
                        (double)issue->milli / 1000);
    if (strcmp(json_text(row, posted->day, day), day) != 0)
        return error_at(error, ERR_RULE, posted->day, "The ledger says %s.", day);
    if (strcmp(json_text(row, posted->item, issue->item), issue->item) != 0)
        return error_at(error, ERR_RULE, posted->item, "The ledger says %s.", issue->item);
    json_object_del(row, posted->quantity);
    json_object_del(row, posted->day);
    json_object_del(row, posted->item);
    return ERR_OK;
}

static enum err check_once(const json_t *rows, size_t n, const char *column, const char *move,
                           struct error *error)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(json_text(json_array_get(rows, i), column, ""), move) == 0)
            return error_at(error, ERR_RULE, column, "The move '%.80s' is named twice.", move);
    }
    return ERR_OK;
}

static enum err check_table(struct op *op, const struct form *form, const char *sheet,
                            const struct form_block *table, const json_t *doc, struct error *error)
{
    const struct form_posted *posted = &table->posted;
    const json_t *rows = json_object_get(json_object_get(doc, "rows"), table->id);
    const json_t *limit = json_object_get(json_object_get(doc, "values"), posted->limit);
    int64_t sum = 0;
    enum err rc = ERR_OK;
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)rows, i, row)
    {
        struct issue issue;
        const char *move = json_text(row, posted->move, "");
        if (rc == ERR_OK)
            rc = check_once(rows, i, posted->move, move, error);
        if (rc == ERR_OK)
            rc = find_issue(op, form->id, sheet, move, posted->move, &issue, error);
        if (rc == ERR_OK)
            rc = check_said(op, posted, &issue, row, error);
        sum += rc == ERR_OK ? issue.milli : 0;
    }
    if (rc == ERR_OK && sum > llround(json_number_value(limit) * 1000))
        rc = error_at(error, ERR_RULE, table->id, "%g have been handed out of %g.",
                      (double)sum / 1000, json_number_value(limit));
    return rc;
}

enum err sheet_check_posted(struct op *op, const struct form *form, const char *sheet,
                            const json_t *doc, struct error *error)
{
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < form->blocks.n; i++) {
        if (form->blocks.at[i].posted.move)
            rc = check_table(op, form, sheet, &form->blocks.at[i], doc, error);
    }
    return rc;
}

/* ---- Showing ----------------------------------------------------------------------------------
 */

static enum err fill_row(struct op *op, const struct form_posted *posted, json_t *row,
                         struct error *error)
{
    struct issue issue;
    char day[TIME_TEXT_MAX];
    bool found = false;
    enum err rc = read_issue(op, json_text(row, posted->move, ""), &issue, &found, error);
    if (rc != ERR_OK || !found)
        return rc;
    day_text(op, issue.at_ms, day);
    json_object_set_new(row, posted->item, json_string(issue.item));
    json_object_set_new(row, posted->quantity, qty_of(issue.milli));
    json_object_set_new(row, posted->day, json_string(day));
    return ERR_OK;
}

enum err sheet_fill_posted(struct op *op, const struct form *form, json_t *rows,
                           struct error *error)
{
    enum err rc = ERR_OK;
    for (size_t b = 0; form && b < form->blocks.n; b++) {
        const struct form_block *table = &form->blocks.at[b];
        size_t i;
        json_t *row;
        if (!table->posted.move)
            continue;
        json_array_foreach(json_object_get(rows, table->id), i, row)
        {
            if (rc == ERR_OK)
                rc = fill_row(op, &table->posted, row, error);
        }
    }
    return rc;
}
