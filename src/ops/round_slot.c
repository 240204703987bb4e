/*
 * Slots of rounds. Each site of a round has a next slot; when the clock reaches it, the site gets a
 * job by the command that a call would make, and the slot is written down, once. The interval is a
 * parameter of packs/parameters.yaml, so that a mode changes it, or a fixed number of hours. A slot
 * whose job is not done in time, or that passed while the program stood still, is missed and says
 * so.
 */
#include "ops/round_int.h"

#include <string.h>

#include "base/vec.h"
#include "ops/batch_int.h"
#include "ops/mode_int.h"
#include "ops/timer_int.h"

/* Jobs made in one go; the rest follows a second later, so that others may write between. */
enum { GO_MAX = 100, GO_AGAIN_MS = 1000, MISSED_MAX = 50 };
static const int64_t HOUR_MS = 3600 * 1000;

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

enum err round_set_timer(struct op *op, const struct record *round, bool more, struct error *error)
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
    return rc == ERR_OK ? round_set_timer(op, round, more, error) : rc;
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
    return rc == ERR_OK ? round_set_timer(op, round, false, error) : rc;
}

enum err rounds_retime(struct op *op, struct error *error)
{
    return record_each(op, &noun_round, "state = 'active' ORDER BY id", SQL_NONE, retime, NULL,
                       error);
}
