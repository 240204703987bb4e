/*
 * What-ifs: the next hours of the city, with what somebody supposes to happen in them. They are
 * only asked for and recorded here; the runner of drills plays them on a copy, one after the other,
 * and reports. Nothing of the city is changed by them.
 */
#include <string.h>

#include "catalog/catalog.h"
#include "ops/ops_int.h"

const struct noun noun_rehearsal = {
    .name = "rehearsal",
    .table = "rehearsal",
    .columns = {{"state", "state", COLUMN_TEXT}},
    .newest_first = true,
};

enum { OPEN_MAX = 20, HOURS = 4, LATELY_H = 3 };

/* ---- Asking ---------------------------------------------------------------------------------- */

static enum err check_drawn(struct op *op, const json_t *what, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct policy *policy = catalog_policy(catalog, json_text(what, "policy", ""));
    if (!json_object_get(what, "place") || !json_object_get(what, "half_m"))
        return error_at(error, ERR_INVALID, "zone", "Name a zone, or the middle and size of one.");
    if (!policy || !policy_level(policy, json_text(what, "level", "")))
        return error_at(error, ERR_INVALID, "level", "Name a policy that is loaded and its level.");
    return op_check_place(op, json_object_get(what, "place"), "place", error);
}

static enum err check_zone(struct op *op, const json_t *what, struct error *error)
{
    struct record zone;
    const char *id = json_text(what, "zone", NULL);
    if (!id && strcmp(json_text(what, "kind", ""), "lift") == 0)
        return error_at(error, ERR_INVALID, "zone", "Name the zone that is lifted.");
    return id ? record_load(op, &noun_zone, id, "zone", &zone, error)
              : check_drawn(op, what, error);
}

static enum err check_happening(struct op *op, const json_t *what, struct error *error)
{
    const char *kind = json_text(what, "kind", ""), *service = json_text(what, "service", NULL);
    if (strcmp(kind, "seal") == 0 || strcmp(kind, "lift") == 0)
        return check_zone(op, what, error);
    if (strcmp(kind, "lose") == 0 && !json_object_get(what, "crews"))
        return error_at(error, ERR_INVALID, "crews", "Say how many crews are lost.");
    if (strcmp(kind, "surge") == 0 && !json_object_get(what, "factor"))
        return error_at(error, ERR_INVALID, "factor", "Say how many times the calls come.");
    if (service && !catalog_service(op->ops->config.catalog, service))
        return error_at(error, ERR_INVALID, "service", "There is no service of this name.");
    return op_check_span(what, error);
}

static enum err check_room(struct op *op, struct error *error)
{
    int64_t open = 0;
    enum err rc =
        sql_ask_i64(op->sql, "SELECT count(*) FROM rehearsal WHERE state IN ('waiting', 'running')",
                    SQL_NONE, 0, &open, error);
    if (rc == ERR_OK && open >= OPEN_MAX)
        rc = error_set(error, ERR_LIMIT, "%d what-ifs wait already; ask again later.", OPEN_MAX);
    return rc;
}

enum err op_rehearsal_start(struct op *op, struct error *error)
{
    const char *org = "";
    size_t i;
    json_t *what;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = check_room(op, error);
    json_array_foreach(json_object_get(op->args, "happenings"), i, what)
    {
        if (rc == ERR_OK && (rc = check_happening(op, what, error)) != ERR_OK) {
            char prefix[40];
            snprintf(prefix, sizeof prefix, "happenings[%zu].", i);
            error_prefix(error, prefix);
        }
    }
    if (rc != ERR_OK)
        return rc;
    struct record rehearsal = record_new(op, &noun_rehearsal, org);
    op_copy_args(op, rehearsal.doc, "name", "hours", "lately_h", "happenings", NULL);
    op_default(rehearsal.doc, "hours", json_integer(HOURS));
    op_default(rehearsal.doc, "lately_h", json_integer(LATELY_H));
    json_object_set_new(rehearsal.doc, "state", json_string("waiting"));
    json_object_set_new(rehearsal.doc, "asked_by", json_string(op->actor.name));
    op_set_time(op, rehearsal.doc, "asked_at", op->now_ms);
    return op_created(op, &rehearsal, error);
}

/* ---- Reporting ------------------------------------------------------------------------------- */

static enum err keep_page(struct op *op, const char *page, struct error *error)
{
    return page ? sql_run(op->sql,
                          "INSERT INTO rehearsal_page (rehearsal, text) VALUES (?, ?)"
                          " ON CONFLICT (rehearsal) DO UPDATE SET text = excluded.text",
                          SQL_ARGS(sql_text(op->target.id), sql_text(page)), error)
                : ERR_OK;
}

enum err op_rehearsal_report(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    const char *was = json_text(doc, "state", ""), *state = json_text(op->args, "state", "");
    if (strcmp(was, "done") == 0 || strcmp(was, "failed") == 0)
        return error_set(error, ERR_STATE, "It has ended already.");
    op_copy_args(op, doc, "state", "percent", "from", "why", "result", NULL);
    if (strcmp(state, "running") != 0)
        op_set_time(op, doc, "ended_at", op->now_ms);
    enum err rc = keep_page(op, json_text(op->args, "page", NULL), error);
    /* The figures are in the thing, not in the log. */
    json_t *said =
        json_pack("{s:s, s:O?}", "state", state, "percent", json_object_get(op->args, "percent"));
    if (rc != ERR_OK) {
        json_decref(said);
        return rc;
    }
    return op_changed(op, &op->target, "reported", said, error);
}

/* ---- Reading --------------------------------------------------------------------------------- */

enum err op_rehearsal_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_rehearsal_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_rehearsal, error);
}

enum err op_rehearsal_page(struct op *op, struct error *error)
{
    struct sql_rows *rows = NULL;
    json_t *page = NULL;
    enum err rc = sql_ask(op->sql, "SELECT text FROM rehearsal_page WHERE rehearsal = ?",
                          SQL_ARGS(sql_text(op->target.id)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        page = json_pack("{s:s, s:s}", "type", "text/html", "text", sql_col_text(rows, 0));
    sql_rows_done(rows);
    if (rc == ERR_OK && !page)
        rc = error_set(error, ERR_STATE, "It has no page: it has not come to its end.");
    if (rc == ERR_OK)
        op_answer_json(op, page);
    return rc;
}
