/*
 * Rounds. Each site of a round has a next slot; when the clock reaches it, the site gets a job by
 * the command that a call would make, and the slot is written down, once. The interval is a
 * parameter of packs/parameters.yaml, so that a mode changes it, or a fixed number of hours. A slot
 * whose job is not done in time, or that passed while the program stood still, is missed and says
 * so.
 */
#include "ops/round_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "ops/batch_int.h"
#include "ops/mode_int.h"
#include "ops/timer_int.h"

/* Jobs made in one go; the rest follows a second later, so that others may write between. */
enum { GO_MAX = 100, GO_AGAIN_MS = 1000, MISSED_MAX = 50 };
static const int64_t HOUR_MS = 3600 * 1000;

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

/* ---- Intervals and slots ----------------------------------------------------------------------
 */

/* How long from one slot to the next at the site, as things are now. */
static enum err interval_of(struct op *op, const struct record *round, const char *site,
                            int64_t *interval_ms, struct error *error)
{
    struct record record;
    struct mode mode;
    double hours = json_f64(round->doc, "every_h", 24);
    const char *parameter = json_text(round->doc, "parameter", NULL);
    enum err rc = record_load(op, &noun_site, site, "site", &record, error);
    if (rc == ERR_OK && parameter) {
        rc = mode_of(op, round->org, json_object_get(record.doc, "place"), &mode, error);
        hours = mode_number(op, &mode, parameter, hours);
        const struct parameter *known = catalog_parameter(op->ops->config.catalog, parameter);
        if (known && known->per_day && hours > 0)
            hours = 24 / hours;
    }
    *interval_ms = (int64_t)(hours * (double)HOUR_MS);
    return rc;
}

struct stop {
    char site[ID_TEXT_SIZE];
    int64_t next_ms, last_ms; /* last 0: none yet */
    json_t *answers;          /* kept by the op */
};

struct stops {
    VEC(struct stop) list;
};

static enum err read_stops(struct op *op, const char *round, int64_t until_ms, int64_t limit,
                           struct stops *out, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(op->sql,
                "SELECT site, next_ms, COALESCE(last_ms, 0), answers FROM round_stop"
                " WHERE round = ? AND is_open = 1 AND next_ms <= ?"
                " ORDER BY next_ms, site LIMIT ?",
                SQL_ARGS(sql_text(round), sql_i64(until_ms), sql_i64(limit)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct stop *stop = vec_add(&out->list);
        snprintf(stop->site, sizeof stop->site, "%s", sql_col_text(rows, 0));
        stop->next_ms = sql_col_i64(rows, 1);
        stop->last_ms = sql_col_i64(rows, 2);
        rc = json_read(sql_col_sv(rows, 3), "answers", &stop->answers, error);
        if (rc == ERR_OK)
            op_keep(op, stop->answers);
    }
    sql_rows_done(rows);
    return rc;
}

/* The round's timer goes off for the next slot, or for the next end of one that is under way. */
static enum err set_timer(struct op *op, const struct record *round, bool more, struct error *error)
{
    int64_t slot_ms = INT64_MAX, end_ms = INT64_MAX;
    if (strcmp(json_text(round->doc, "state", ""), "active") != 0)
        return timer_set(op, round, INT64_MAX, error);
    enum err rc =
        sql_ask_i64(op->sql, "SELECT min(next_ms) FROM round_stop WHERE round = ? AND is_open = 1",
                    SQL_ARGS(sql_text(round->id)), INT64_MAX, &slot_ms, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql,
                         "SELECT min(due_ms) FROM round_due WHERE round = ? AND state = 'open'",
                         SQL_ARGS(sql_text(round->id)), INT64_MAX, &end_ms, error);
    int64_t at_ms = slot_ms < end_ms ? slot_ms : end_ms;
    if (more && at_ms < op->now_ms + GO_AGAIN_MS)
        at_ms = op->now_ms + GO_AGAIN_MS;
    return rc == ERR_OK ? timer_set(op, round, at_ms, error) : rc;
}

/* ---- Slots ------------------------------------------------------------------------------------
 */

static enum err note_slot(struct op *op, const struct record *round, const char *site,
                          int64_t slot_ms, int64_t due_ms, const char *request, const char *state,
                          const char *reason, struct error *error)
{
    return sql_run(op->sql,
                   "INSERT INTO round_due (round, site, slot_ms, due_ms, request, state, reason)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?)",
                   SQL_ARGS(sql_text(round->id), sql_text(site), sql_i64(slot_ms), sql_i64(due_ms),
                            sql_text(request), sql_text(state), sql_text(reason)),
                   error);
}

static enum err tell_missed(struct op *op, const struct record *round, const char *site,
                            int64_t slot_ms, const char *reason, struct error *error)
{
    json_t *data = json_pack("{s:s, s:s}", "site", site, "reason", reason);
    op_set_time(op, data, "slot", slot_ms);
    return op_event(op, "round.missed", round, data, error);
}

/* The job for a slot, made as a call would; what cannot be made is missed with the reason. */
static enum err make_job(struct op *op, const struct record *round, const struct stop *stop,
                         int64_t slot_ms, int64_t due_ms, struct error *error)
{
    struct actor self = actor_system("rounds");
    struct batch batch = {.ops = op->ops, .actor = &self, .sql = op->sql};
    struct error why = {0};
    char request[ID_TEXT_SIZE] = "";
    const json_t *number = json_object_get(round->doc, "number");
    json_t *args = json_pack("{s:O, s:{s:O}, s:{s:s}, s:O, s:O}", "service",
                             json_object_get(round->doc, "service"), "caller", "name", number,
                             "place", "site", stop->site, "answers", stop->answers, "note", number);
    if (round->org[0])
        json_object_set_new(args, "org", json_string(round->org));
    if (batch_command(&batch, "request.create", args, request, &why) == ERR_OK)
        return note_slot(op, round, stop->site, slot_ms, due_ms, request, "open", "", error);
    char reason[ERROR_WHERE_MAX + ERROR_TEXT_MAX];
    snprintf(reason, sizeof reason, "%s%s%s", why.where, *why.where ? ": " : "", why.text);
    enum err rc = note_slot(op, round, stop->site, slot_ms, due_ms, NULL, "missed", reason, error);
    return rc == ERR_OK ? tell_missed(op, round, stop->site, slot_ms, reason, error) : rc;
}

/* Slots that passed while nobody looked are missed; the last one that has begun is worked. */
static enum err run_stop(struct op *op, const struct record *round, const struct stop *stop,
                         struct error *error)
{
    int64_t interval_ms = 0, slot_ms = stop->next_ms, within_ms = 0;
    enum err rc = interval_of(op, round, stop->site, &interval_ms, error);
    if (rc == ERR_OK && interval_ms < HOUR_MS / 60)
        rc = error_set(error, ERR_RULE, "The interval of a round is at least a minute.");
    within_ms = (int64_t)(json_f64(round->doc, "within_h", 0) * (double)HOUR_MS);
    if (within_ms == 0)
        within_ms = interval_ms;
    for (int missed = 0; rc == ERR_OK && slot_ms + interval_ms <= op->now_ms; missed++) {
        static const char reason[] = "Nobody worked when it was due.";
        if (missed < MISSED_MAX)
            rc = note_slot(op, round, stop->site, slot_ms, slot_ms + within_ms, NULL, "missed",
                           reason, error);
        if (rc == ERR_OK && missed < MISSED_MAX)
            rc = tell_missed(op, round, stop->site, slot_ms, reason, error);
        slot_ms += interval_ms;
    }
    if (rc == ERR_OK)
        rc = make_job(op, round, stop, slot_ms, slot_ms + within_ms, error);
    return rc == ERR_OK ? sql_run(op->sql,
                                  "UPDATE round_stop SET last_ms = ?, next_ms = ? WHERE round = ?"
                                  " AND site = ?",
                                  SQL_ARGS(sql_i64(slot_ms), sql_i64(slot_ms + interval_ms),
                                           sql_text(round->id), sql_text(stop->site)),
                                  error)
                        : rc;
}

/* ---- The ends of slots ------------------------------------------------------------------------
 */

struct late {
    char site[ID_TEXT_SIZE];
    int64_t slot_ms;
    bool missed;
};

struct lates {
    VEC(struct late) list;
};

static enum err read_ended(struct op *op, const char *round, struct lates *out, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT d.site, d.slot_ms, COALESCE(j.state, '') FROM round_due AS d"
                          " LEFT JOIN job AS j ON j.request = d.request WHERE d.round = ?"
                          " AND d.state = 'open' AND (d.due_ms <= ? OR j.state IN"
                          " ('done', 'closed')) ORDER BY d.slot_ms, d.site LIMIT 2000",
                          SQL_ARGS(sql_text(round), sql_i64(op->now_ms)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct late *late = vec_add(&out->list);
        const char *state = sql_col_text(rows, 2);
        snprintf(late->site, sizeof late->site, "%s", sql_col_text(rows, 0));
        late->slot_ms = sql_col_i64(rows, 1);
        late->missed = strcmp(state, "done") != 0 && strcmp(state, "closed") != 0;
    }
    sql_rows_done(rows);
    return rc;
}

static enum err end_slots(struct op *op, const struct record *round, struct error *error)
{
    struct lates ended = {0};
    static const char reason[] = "Its job was not done in time.";
    enum err rc = read_ended(op, round->id, &ended, error);
    for (size_t i = 0; rc == ERR_OK && i < ended.list.n; i++) {
        const struct late *late = &ended.list.at[i];
        rc = sql_run(op->sql,
                     "UPDATE round_due SET state = ?, reason = ? WHERE round = ? AND site = ?"
                     " AND slot_ms = ?",
                     SQL_ARGS(sql_text(late->missed ? "missed" : "done"),
                              sql_text(late->missed ? reason : ""), sql_text(round->id),
                              sql_text(late->site), sql_i64(late->slot_ms)),
                     error);
        if (rc == ERR_OK && late->missed)
            rc = tell_missed(op, round, late->site, late->slot_ms, reason, error);
    }
    vec_free(&ended.list);
    return rc;
}

enum err round_timer(struct op *op, struct record *round, struct error *error)
{
    struct stops due = {0};
    if (strcmp(json_text(round->doc, "state", ""), "active") != 0)
        return ERR_OK;
    enum err rc = end_slots(op, round, error);
    if (rc == ERR_OK)
        rc = read_stops(op, round->id, op->now_ms, GO_MAX, &due, error);
    for (size_t i = 0; rc == ERR_OK && i < due.list.n; i++)
        rc = run_stop(op, round, &due.list.at[i], error);
    bool more = due.list.n == GO_MAX;
    vec_free(&due.list);
    return rc == ERR_OK ? set_timer(op, round, more, error) : rc;
}

/* ---- Modes ------------------------------------------------------------------------------------
 */

static enum err retime(struct op *op, struct record *round, void *context, struct error *error)
{
    (void)context;
    struct stops all = {0};
    if (!json_text(round->doc, "parameter", NULL))
        return ERR_OK;
    enum err rc = read_stops(op, round->id, INT64_MAX, INT64_MAX, &all, error);
    for (size_t i = 0; rc == ERR_OK && i < all.list.n; i++) {
        const struct stop *stop = &all.list.at[i];
        int64_t interval_ms = 0;
        if (!stop->last_ms)
            continue;
        rc = interval_of(op, round, stop->site, &interval_ms, error);
        int64_t next_ms = stop->last_ms + interval_ms;
        if (next_ms < op->now_ms)
            next_ms = op->now_ms;
        if (rc == ERR_OK && next_ms != stop->next_ms)
            rc = sql_run(op->sql, "UPDATE round_stop SET next_ms = ? WHERE round = ? AND site = ?",
                         SQL_ARGS(sql_i64(next_ms), sql_text(round->id), sql_text(stop->site)),
                         error);
    }
    vec_free(&all.list);
    return rc == ERR_OK ? set_timer(op, round, false, error) : rc;
}

enum err rounds_retime(struct op *op, struct error *error)
{
    return record_each(op, &noun_round, "state = 'active' ORDER BY id", SQL_NONE, retime, NULL,
                       error);
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
        rc = set_timer(op, &round, false, error);
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
        rc = set_timer(op, &op->target, false, error);
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
        rc = set_timer(op, &op->target, false, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "site_closed", NULL, error) : rc;
}

enum err op_round_end(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "active") != 0)
        return error_set(error, ERR_STATE, "The round has ended.");
    json_object_set_new(op->target.doc, "state", json_string("ended"));
    op_set_time(op, op->target.doc, "until", op->now_ms);
    enum err rc = set_timer(op, &op->target, false, error);
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
