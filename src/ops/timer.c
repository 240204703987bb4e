#include "ops/timer_int.h"

#include "ops/figure_int.h"
#include "ops/privacy_int.h"
#include "store/mark.h"

#include <string.h>

enum err timer_set(struct op *op, const struct record *about, int64_t at_ms, struct error *error)
{
    if (at_ms == INT64_MAX)
        return sql_run(op->sql, "DELETE FROM timer WHERE noun = ? AND noun_id = ?",
                       SQL_ARGS(sql_text(about->noun->name), sql_text(about->id)), error);
    return sql_run(op->sql,
                   "INSERT INTO timer (noun, noun_id, at_ms) VALUES (?, ?, ?)"
                   " ON CONFLICT (noun, noun_id) DO UPDATE SET at_ms = excluded.at_ms",
                   SQL_ARGS(sql_text(about->noun->name), sql_text(about->id), sql_i64(at_ms)),
                   error);
}

enum err timer_errand(struct op *op, const char *errand, const char *id, int64_t at_ms,
                      struct error *error)
{
    return at_ms == INT64_MAX
               ? ERR_OK
               : sql_run(op->sql,
                         "INSERT INTO timer (noun, noun_id, at_ms) VALUES (?, ?, ?)"
                         " ON CONFLICT (noun, noun_id) DO UPDATE SET"
                         " at_ms = CASE WHEN excluded.at_ms < at_ms THEN excluded.at_ms ELSE at_ms"
                         " END",
                         SQL_ARGS(sql_text(errand), sql_text(id), sql_i64(at_ms)), error);
}

static errand_work *errand_of(const char *name)
{
    static const struct {
        const char *name;
        errand_work *work;
    } errands[] = {{"staff", staff_count}, {"sealed", privacy_sweep}, {"reports", reports_watch}};
    for (size_t i = 0; i < sizeof errands / sizeof *errands; i++) {
        if (strcmp(errands[i].name, name) == 0)
            return errands[i].work;
    }
    return NULL;
}

static timer_work *work_of(const char *noun)
{
    static const struct {
        const char *noun;
        timer_work *work;
    } works[] = {
        {"mode", mode_timer},         {"approval", approval_timer}, {"notice", notice_timer},
        {"round", round_timer},       {"feedback", feedback_timer}, {"request", request_timer},
        {"visit", visit_timer},       {"job", job_timer},           {"crew", crew_timer},
        {"manifest", manifest_timer}, {"site", site_timer},         {"duty", duty_timer}};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        if (strcmp(works[i].noun, noun) == 0)
            return works[i].work;
    }
    return NULL;
}

static enum err work_on(struct op *op, const char *noun, const char *id, struct error *error)
{
    struct record about;
    timer_work *work = work_of(noun);
    errand_work *errand = errand_of(noun);
    if (errand)
        return errand(op, id, error);
    if (strncmp(noun, PRIVACY_AGAIN, strlen(PRIVACY_AGAIN)) == 0)
        return privacy_again(op, noun + strlen(PRIVACY_AGAIN), id, error);
    if (!work)
        return error_set(error, ERR_INTERNAL, "Nothing is known to do for a %s.", noun);
    enum err rc = record_load(op, noun_of(noun), id, "id", &about, error);
    return rc == ERR_OK ? work(op, &about, error) : rc;
}

/* One timer under a savepoint of its own: what cannot be done is undone, told, and over. */
static enum err run_one(struct op *op, const char *noun, const char *id, struct error *error)
{
    struct error why = {0};
    enum err rc = sql_run(op->sql, "DELETE FROM timer WHERE noun = ? AND noun_id = ?",
                          SQL_ARGS(sql_text(noun), sql_text(id)), error);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "SAVEPOINT timer", SQL_NONE, error);
    if (rc != ERR_OK)
        return rc;
    struct event_mark before = event_mark(op->sql);
    enum err worked = work_on(op, noun, id, &why);
    if (worked != ERR_OK)
        rc = sql_run(op->sql, "ROLLBACK TO timer", SQL_NONE, error);
    if (worked != ERR_OK)
        event_take_back(op->sql, &before);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "RELEASE timer", SQL_NONE, error);
    if (rc == ERR_OK && worked != ERR_OK)
        rc = op_event_of(op, "timer.failed", noun, id, "", json_pack("{s:s}", "why", why.text),
                         error);
    return rc;
}

enum { TICK_MAX = 1000 };

static bool next_due(struct op *op, char noun[41], char id[ID_TEXT_SIZE], enum err *rc,
                     struct error *error)
{
    struct sql_rows *rows = NULL;
    *rc = sql_ask(op->sql,
                  "SELECT noun, noun_id FROM timer WHERE at_ms <= ?"
                  " ORDER BY at_ms, noun, noun_id LIMIT 1",
                  SQL_ARGS(sql_i64(op->now_ms)), &rows, error);
    bool found = *rc == ERR_OK && sql_next(rows, rc, error);
    if (found) {
        snprintf(noun, 41, "%s", sql_col_text(rows, 0));
        snprintf(id, ID_TEXT_SIZE, "%s", sql_col_text(rows, 1));
    }
    sql_rows_done(rows);
    return found;
}

static enum err answer_next(struct op *op, int64_t done, struct error *error)
{
    int64_t next_ms = 0;
    enum err rc =
        sql_ask_i64(op->sql, "SELECT min(at_ms) FROM timer", SQL_NONE, INT64_MAX, &next_ms, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:I, s:o}", "done", (json_int_t)done, "next_at",
                                     next_ms == INT64_MAX ? json_null() : op_time(op, next_ms)));
    return rc;
}

enum err op_timer_tick(struct op *op, struct error *error)
{
    char noun[41], id[ID_TEXT_SIZE];
    enum err rc = ERR_OK;
    int64_t done = 0;
    while (rc == ERR_OK && done < TICK_MAX && next_due(op, noun, id, &rc, error)) {
        rc = run_one(op, noun, id, error);
        done++;
    }
    op->rev = 0;
    op->id[0] = '\0';
    if (rc == ERR_OK)
        rc = figures_keep_up(op, error);
    return rc == ERR_OK ? answer_next(op, done, error) : rc;
}

enum err op_timer_next(struct op *op, struct error *error)
{
    return answer_next(op, 0, error);
}
