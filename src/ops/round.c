/*
 * Rounds: which sites are on them, from when until when. What becomes of a site's slots is in
 * round_slot.c.
 */
#include "ops/round_int.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "catalog/contingency.h"
#include "ops/batch_int.h"

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_round = {
    .name = "round",
    .table = "round",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"service", "service", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT}},
    .newest_first = true,
    .show = show,
};

static enum err count(struct op *op, const char *text, const char *round, const char *key,
                      json_t *doc, struct error *error)
{
    int64_t n = 0;
    enum err rc = sql_ask_i64(op->sql, text, SQL_ARGS(sql_text(round)), 0, &n, error);
    json_object_set_new(doc, key, json_integer(n));
    return rc;
}

/* A slot whose job is done counts as done at once, not when its time is over. */
#define IS_DONE                                                                                    \
    "EXISTS (SELECT 1 FROM job WHERE job.request = round_due.request"                              \
    " AND job.state IN ('done', 'closed'))"

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    static const struct {
        const char *key, *text;
    } counts[] = {
        {"sites", "SELECT count(*) FROM round_stop WHERE round = ? AND is_open = 1"},
        {"due",
         "SELECT count(*) FROM round_due WHERE round = ? AND state = 'open' AND NOT " IS_DONE},
        {"done", "SELECT count(*) FROM round_due WHERE round = ?"
                 " AND (state = 'done' OR (state = 'open' AND " IS_DONE "))"},
        {"missed", "SELECT count(*) FROM round_due WHERE round = ? AND state = 'missed'"},
    };
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < sizeof counts / sizeof *counts; i++)
        rc = count(op, counts[i].text, record->id, counts[i].key, doc, error);
    return rc;
}

/* ---- Commands ---------------------------------------------------------------------------------
 */

/* Puts a site on the round, or back on it; its first slot is at `from_ms`. */
static enum err open_stop(struct op *op, const struct record *round, const json_t *stop,
                          int64_t from_ms, struct error *error)
{
    struct record site;
    int64_t open = 0;
    const json_t *answers = json_object_get(stop, "answers");
    enum err rc = record_load(op, &noun_site, json_text(stop, "site", ""), "site", &site, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT is_open FROM round_stop WHERE round = ? AND site = ?",
                         SQL_ARGS(sql_text(round->id), sql_text(site.id)), 0, &open, error);
    if (rc == ERR_OK && open)
        rc = error_at(error, ERR_EXISTS, "site", "The site is on this round already.");
    if (rc != ERR_OK)
        return rc;
    /* Sites without answers of their own have the round's. */
    json_t *none = op_keep(op, json_object());
    if (!answers)
        answers = json_object_get(round->doc, "answers");
    char *text = json_canonical(answers ? answers : none);
    rc = sql_run(op->sql,
                 "INSERT INTO round_stop (round, site, answers, is_open, next_ms)"
                 " VALUES (?, ?, ?, 1, ?) ON CONFLICT (round, site) DO UPDATE SET is_open = 1,"
                 " answers = excluded.answers, next_ms = excluded.next_ms",
                 SQL_ARGS(sql_text(round->id), sql_text(site.id), sql_text(text), sql_i64(from_ms)),
                 error);
    free(text);
    return rc;
}

static enum err check_round(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *service = json_text(op->args, "service", "");
    const char *parameter = json_text(op->args, "parameter", NULL);
    if (!catalog || !catalog_service(catalog, service))
        return error_at(error, ERR_INVALID, "service", "The catalog has no service %.80s.",
                        service);
    if (!parameter == !json_object_get(op->args, "every_h"))
        return error_at(error, ERR_INVALID, "every_h", "Give either 'parameter' or 'every_h'.");
    if (parameter && !catalog_parameter(catalog, parameter))
        return error_at(error, ERR_INVALID, "parameter",
                        "There is no parameter %.80s; packs/parameters.yaml lists them.",
                        parameter);
    return ERR_OK;
}

enum err op_round_create(struct op *op, struct error *error)
{
    const char *org;
    char number[40];
    size_t i;
    json_t *stop;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = check_round(op, error);
    if (rc == ERR_OK)
        rc = op_number(op, "D", number, error);
    if (rc != ERR_OK)
        return rc;
    struct record round = record_new(op, &noun_round, org);
    op_copy_args(op, round.doc, "name", "service", "parameter", "every_h", "within_h", "answers",
                 NULL);
    json_object_set_new(round.doc, "number", json_string(number));
    json_object_set_new(round.doc, "state", json_string("active"));
    op_set_time(op, round.doc, "from", op_time_of(op->args, "from", op->now_ms));
    rc = record_insert(op, &round, error);
    json_array_foreach(json_object_get(op->args, "sites"), i, stop)
    {
        if (rc == ERR_OK)
            rc = open_stop(op, &round, stop, op_time_of(round.doc, "from", op->now_ms), error);
    }
    if (rc == ERR_OK)
        rc = round_set_timer(op, &round, false, error);
    if (rc == ERR_OK)
        rc = op_event(op, "round.created", &round,
                      json_pack("{s:s, s:s, s:I}", "number", number, "service",
                                json_text(round.doc, "service", ""), "sites",
                                (json_int_t)json_array_size(json_object_get(op->args, "sites"))),
                      error);
    return rc == ERR_OK ? op_answer(op, &round, error) : rc;
}

enum err op_round_open_site(struct op *op, struct error *error)
{
    int64_t from_ms = op_time_of(op->args, "from", op->now_ms);
    if (strcmp(json_text(op->target.doc, "state", ""), "active") != 0)
        return error_set(error, ERR_STATE, "The round has ended.");
    enum err rc =
        open_stop(op, &op->target, op->args, from_ms > op->now_ms ? from_ms : op->now_ms, error);
    if (rc == ERR_OK)
        rc = round_set_timer(op, &op->target, false, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "site_opened", NULL, error) : rc;
}

/* Takes back the job that waits for a site; one that a crew has taken in hand goes on. */
static enum err cancel_open(struct op *op, const char *round, const char *site, const char *reason,
                            struct error *error)
{
    struct actor self = actor_system("rounds");
    struct batch batch = {.ops = op->ops, .actor = &self, .sql = op->sql};
    char request[ID_TEXT_SIZE] = "";
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT d.request FROM round_due AS d JOIN job AS j"
                          " ON j.request = d.request WHERE d.round = ? AND d.site = ?"
                          " AND d.state = 'open' AND j.state IN ('new', 'triaged', 'held',"
                          " 'planned', 'dispatched') ORDER BY d.slot_ms DESC LIMIT 1",
                          SQL_ARGS(sql_text(round), sql_text(site)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        snprintf(request, sizeof request, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    if (rc == ERR_OK && request[0])
        rc = batch_command(&batch, "request.cancel",
                           json_pack("{s:s, s:s}", "id", request, "reason", reason), NULL, error);
    return rc == ERR_OK && request[0]
               ? sql_run(op->sql,
                         "UPDATE round_due SET state = 'cancelled', reason = ? WHERE request = ?",
                         SQL_ARGS(sql_text(reason), sql_text(request)), error)
               : rc;
}

enum err op_round_close_site(struct op *op, struct error *error)
{
    const char *site = json_text(op->args, "site", "");
    enum err rc = sql_run(op->sql,
                          "UPDATE round_stop SET is_open = 0 WHERE round = ? AND site = ?"
                          " AND is_open = 1",
                          SQL_ARGS(sql_text(op->target.id), sql_text(site)), error);
    if (rc == ERR_OK && sql_changes(op->sql) == 0)
        rc = error_at(error, ERR_NOT_FOUND, "site", "The site is not on this round.");
    if (rc == ERR_OK)
        rc = cancel_open(op, op->target.id, site, json_text(op->args, "reason", "closed"), error);
    if (rc == ERR_OK)
        rc = round_set_timer(op, &op->target, false, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "site_closed", NULL, error) : rc;
}

enum err op_round_end(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "active") != 0)
        return error_set(error, ERR_STATE, "The round has ended.");
    json_object_set_new(op->target.doc, "state", json_string("ended"));
    op_set_time(op, op->target.doc, "until", op->now_ms);
    enum err rc = round_set_timer(op, &op->target, false, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "ended", NULL, error) : rc;
}

enum err op_round_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_round_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_round, error);
}

enum err op_round_dues(struct op *op, struct error *error)
{
    json_t *items = op_keep(op, json_array());
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(
        op->sql,
        "SELECT d.site, d.slot_ms, d.due_ms, d.request, d.state, d.reason, COALESCE(j.state, '')"
        " FROM round_due AS d LEFT JOIN job AS j ON j.request = d.request WHERE d.round = ?"
        " AND d.state = COALESCE(?, d.state) AND d.slot_ms >= ? ORDER BY d.slot_ms DESC, d.site"
        " LIMIT ?",
        SQL_ARGS(sql_text(op->target.id), sql_text(json_text(op->args, "state", NULL)),
                 sql_i64(op_time_of(op->args, "from", INT64_MIN)),
                 sql_i64(json_i64(op->args, "limit", 1000))),
        &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        const char *request = sql_col_text(rows, 3);
        json_t *item =
            json_pack("{s:s, s:o, s:o, s:s, s:s, s:s}", "site", sql_col_text(rows, 0), "slot",
                      op_time(op, sql_col_i64(rows, 1)), "due_at",
                      op_time(op, sql_col_i64(rows, 2)), "state", sql_col_text(rows, 4), "reason",
                      sql_col_text(rows, 5), "job_state", sql_col_text(rows, 6));
        json_object_set_new(item, "request", *request ? json_string(request) : json_null());
        json_array_append_new(items, item);
    }
    sql_rows_done(rows);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
