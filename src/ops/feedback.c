/* Thanks, complaints and suggestions, linked to the work; what people say in call-backs, in
 * figures. */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "ops/privacy_int.h"
#include "ops/timer_int.h"

const struct noun noun_feedback = {
    .name = "feedback",
    .table = "feedback",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"job", "job", COLUMN_TEXT},
                {"due_ms", "due_at", COLUMN_TIME}},
    .newest_first = true,
};

enum { DAY_MS = 24 * 3600 * 1000, ANSWER_WORKING_DAYS = 5 };

/* R-K3: five working days. Public holidays are not known here: the date is never too late for the
 * law, which does not count them. 1970-01-01 was a Thursday. */
static int64_t answer_due_ms(int64_t from_ms, int offset_min)
{
    int64_t due_ms = from_ms;
    for (int left = ANSWER_WORKING_DAYS; left > 0;) {
        due_ms += DAY_MS;
        int64_t weekday = ((due_ms + offset_min * INT64_C(60000)) / DAY_MS + 3) % 7;
        left -= weekday < 5;
    }
    return due_ms;
}

enum err op_feedback_record(struct op *op, struct error *error)
{
    char number[40];
    const char *org;
    struct record job = {0};
    const char *id = json_text(op->args, "job", NULL);
    bool complaint = strcmp(json_text(op->args, "kind", ""), "complaint") == 0, covers = true;
    enum err rc = id ? record_load(op, &noun_job, id, "job", &job, error) : op_org(op, &org, error);
    if (rc == ERR_OK && id)
        rc = org_covers(op->sql, &op->actor, job.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "job", "This job belongs to another organisation.");
    if (rc == ERR_OK)
        rc = op_number(op, "F", number, error);
    if (rc != ERR_OK)
        return rc;
    struct record feedback = record_new(op, &noun_feedback, id ? job.org : org);
    op_copy_args(op, feedback.doc, "kind", "job", "activity", "from", "text", NULL);
    json_object_set_new(feedback.doc, "number", json_string(number));
    json_object_set_new(feedback.doc, "state", json_string(complaint ? "open" : "closed"));
    op_set_time(op, feedback.doc, "at", op->now_ms);
    if (complaint)
        op_set_time(op, feedback.doc, "due_at",
                    answer_due_ms(op->now_ms, op->ops->config.offset_min));
    if (id) {
        json_object_set(feedback.doc, "job_number", json_object_get(job.doc, "number"));
        json_object_set(feedback.doc, "crew", json_object_get(job.doc, "crew"));
    }
    rc = op_created(op, &feedback, error);
    if (rc == ERR_OK)
        rc = privacy_settle(op, &feedback, error);
    return rc == ERR_OK && complaint
               ? timer_set(op, &feedback, op_time_of(feedback.doc, "due_at", INT64_MAX), error)
               : rc;
}

enum err op_feedback_answer(struct op *op, struct error *error)
{
    struct record *feedback = &op->target;
    if (strcmp(json_text(feedback->doc, "state", ""), "open") != 0)
        return error_set(error, ERR_STATE, "This has been answered, or needs no answer.");
    json_object_set_new(feedback->doc, "state", json_string("closed"));
    json_object_set_new(feedback->doc, "answered_by", json_string(op->actor.name));
    op_set_time(op, feedback->doc, "answered_at", op->now_ms);
    op_copy_args(op, feedback->doc, "answer", NULL);
    enum err rc = op_changed(op, feedback, "answered", NULL, error);
    if (rc == ERR_OK)
        rc = privacy_settle(op, feedback, error);
    return rc == ERR_OK ? timer_set(op, feedback, INT64_MAX, error) : rc;
}

enum err feedback_timer(struct op *op, struct record *feedback, struct error *error)
{
    if (strcmp(json_text(feedback->doc, "state", ""), "open") != 0)
        return ERR_OK;
    json_object_set_new(feedback->doc, "late", json_true());
    enum err rc = record_save(op, feedback, error);
    return rc == ERR_OK
               ? op_event(op, "feedback.late", feedback,
                          json_pack("{s:O}", "number", json_object_get(feedback->doc, "number")),
                          error)
               : rc;
}

enum err op_feedback_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_feedback_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_feedback, error);
}

/* ---- Satisfaction ------------------------------------------------------------------------------
 */

struct tally {
    char service[81];
    int64_t scores, sum, satisfied;
};

struct tallies {
    VEC(struct tally) list;
};

enum { SATISFIED_FROM = 4 };

static void count_score(struct tallies *tallies, const char *service, int64_t score)
{
    size_t i = 0;
    while (i < tallies->list.n && strcmp(tallies->list.at[i].service, service) != 0)
        i++;
    if (i == tallies->list.n) {
        struct tally fresh = {.scores = 0};
        snprintf(fresh.service, sizeof fresh.service, "%s", service);
        vec_push(&tallies->list, fresh);
    }
    struct tally *tally = &tallies->list.at[i];
    tally->scores++;
    tally->sum += score;
    tally->satisfied += score >= SATISFIED_FROM;
}

/* The last score of each request up to a moment: asked of the events, so that the same moment gives
 * the same figures later. */
static const char SCORES[] =
    "SELECT e.data, r.service, e.org FROM event AS e JOIN request AS r ON r.id = e.noun_id"
    " WHERE e.type = 'request.feedback' AND e.at_ms <= ? AND e.at_ms >= ?"
    " AND e.seq = (SELECT max(l.seq) FROM event AS l WHERE l.noun_id = e.noun_id"
    " AND l.type = 'request.feedback' AND l.at_ms <= ?) ORDER BY r.service, e.seq";

static enum err count_all(struct op *op, int64_t from_ms, int64_t as_of_ms, struct tallies *tallies,
                          struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(op->sql, SCORES, SQL_ARGS(sql_i64(as_of_ms), sql_i64(from_ms), sql_i64(as_of_ms)),
                &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        bool covers = false;
        json_t *data = NULL;
        rc = org_covers(op->sql, &op->actor, sql_col_text(rows, 2), &covers, error);
        if (rc == ERR_OK)
            rc = json_read(sql_col_sv(rows, 0), "event", &data, error);
        if (rc == ERR_OK && covers)
            count_score(tallies, sql_col_text(rows, 1), json_i64(data, "score", 0));
        json_decref(data);
    }
    sql_rows_done(rows);
    return rc;
}

static json_t *tally_json(const struct tally *tally)
{
    double n = tally->scores ? (double)tally->scores : 1;
    return json_pack("{s:s, s:I, s:f, s:f}", "service", tally->service, "scores",
                     (json_int_t)tally->scores, "mean", (double)tally->sum / n, "satisfied",
                     (double)tally->satisfied / n);
}

static enum err count_rows(struct op *op, const char *kind, bool open, int64_t as_of_ms, int64_t *n,
                           struct error *error)
{
    /* A complaint is open as of a moment when no answer had come by then. */
    return sql_ask_i64(
        op->sql,
        open ? "SELECT count(*) FROM event AS e JOIN feedback AS f ON f.id = e.noun_id"
               " WHERE e.type = 'feedback.created' AND e.at_ms <= ? AND f.kind = ?"
               " AND NOT EXISTS (SELECT 1 FROM event AS a WHERE a.noun_id = e.noun_id"
               " AND a.type = 'feedback.answered' AND a.at_ms <= ?)"
             : "SELECT count(*) FROM event AS e JOIN feedback AS f ON f.id = e.noun_id"
               " WHERE e.type = 'feedback.created' AND e.at_ms <= ? AND f.kind = ? AND ? > 0",
        SQL_ARGS(sql_i64(as_of_ms), sql_text(kind), sql_i64(as_of_ms)), 0, n, error);
}

enum err op_report_satisfaction(struct op *op, struct error *error)
{
    int64_t as_of_ms = op_time_of(op->args, "as_of", op->now_ms), thanks = 0, complaints = 0,
            open = 0;
    struct tallies tallies = {0};
    struct tally total = {.service = "*"};
    enum err rc = count_all(op, op_time_of(op->args, "from", INT64_MIN), as_of_ms, &tallies, error);
    if (rc == ERR_OK)
        rc = count_rows(op, "thanks", false, as_of_ms, &thanks, error);
    if (rc == ERR_OK)
        rc = count_rows(op, "complaint", false, as_of_ms, &complaints, error);
    if (rc == ERR_OK)
        rc = count_rows(op, "complaint", true, as_of_ms, &open, error);
    json_t *services = json_array();
    for (size_t i = 0; i < tallies.list.n; i++) {
        const struct tally *tally = &tallies.list.at[i];
        json_array_append_new(services, tally_json(tally));
        total.scores += tally->scores;
        total.sum += tally->sum;
        total.satisfied += tally->satisfied;
    }
    vec_free(&tallies.list);
    op_answer_json(op, json_pack("{s:o, s:o, s:o, s:I, s:I, s:I}", "as_of", op_time(op, as_of_ms),
                                 "total", tally_json(&total), "services", services, "thanks",
                                 (json_int_t)thanks, "complaints", (json_int_t)complaints,
                                 "complaints_open", (json_int_t)open));
    return rc;
}
