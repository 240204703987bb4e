/*
 * What is watched on the clock, and when to look at it next: crews that do not answer, jobs that
 * are due, people in dangerous places, suits worn and hours driven. Minutes are the city's data
 * (packs/watches.yaml). Each thing has one timer, at the earliest time that concerns it.
 */
#include <string.h>

#include "catalog/watches.h"
#include "ops/alarm_int.h"
#include "ops/job_int.h"
#include "ops/visit_int.h"

enum { MINUTE_MS = 60 * 1000 };

static const struct watches *watches_of(const struct op *op)
{
    return catalog_watches(op->ops->config.catalog);
}

static void earlier(int64_t *next_ms, int64_t at_ms)
{
    if (at_ms < *next_ms)
        *next_ms = at_ms;
}

/* ---- Visits ---------------------------------------------------------------------------------- */

/* Climbs the ladder to where the time has come, and says when the next step is. */
static enum err watch_answer(struct op *op, const struct record *visit, const struct record *job,
                             int64_t *next_ms, struct error *error)
{
    const struct watches *watches = watches_of(op);
    int64_t sent_ms = op_time_of(visit->doc, "sent_at", INT64_MAX);
    bool urgent = strcmp(json_text(job->doc, "urgency", "normal"), "normal") != 0;
    enum err rc = ERR_OK;
    if (visit_state_of(visit) != VISIT_DISPATCHED || sent_ms == INT64_MAX)
        return alarm_clear(op, ALARM_NO_ANSWER, visit->id, error);
    for (size_t i = 0; rc == ERR_OK && i < watches->no_answer.n; i++) {
        const struct rung *rung = &watches->no_answer.at[i];
        int64_t at_ms = sent_ms + (urgent ? rung->urgent_min : rung->normal_min) * MINUTE_MS;
        if (at_ms > op->now_ms) {
            earlier(next_ms, at_ms);
            break;
        }
        rc = alarm_raise(op, ALARM_NO_ANSWER, visit, job, json_text(visit->doc, "crew", ""),
                         (int64_t)i + 1, &rung->name, error);
    }
    return rc;
}

/* Whether people on this job count as exposed: a place where they have to be heard of. */
static bool is_dangerous(struct op *op, const struct record *job)
{
    struct situation situation;
    if (job_situation(op, job->doc, &situation, NULL) != ERR_OK)
        return false;
    const char *exposure = situation_exposure(&situation);
    return exposure && strcmp(exposure, "clean") != 0;
}

static bool is_inside(const struct record *visit)
{
    enum visit_state state = visit_state_of(visit);
    return state == VISIT_AT_GATE || state == VISIT_ON_SITE;
}

static enum err watch_limit(struct op *op, enum alarm_kind kind, const struct record *visit,
                            const struct record *job, int64_t at_ms, int64_t *next_ms,
                            struct error *error)
{
    if (at_ms == INT64_MAX)
        return alarm_clear(op, kind, visit->id, error);
    if (at_ms > op->now_ms) {
        earlier(next_ms, at_ms);
        return alarm_clear(op, kind, visit->id, error);
    }
    return alarm_raise(op, kind, visit, job, json_text(visit->doc, "crew", ""), 1, NULL, error);
}

static bool wears(const struct record *job, const char *suit)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(json_object_get(job->doc, "requirements"), "protection"), i,
                       line)
    {
        if (suit && strcmp(json_text(line, "item", ""), suit) == 0)
            return true;
    }
    return false;
}

enum err watch_visit(struct op *op, struct record *visit, struct error *error)
{
    const struct watches *watches = watches_of(op);
    struct record job;
    int64_t next_ms = INT64_MAX, check_ms = INT64_MAX, suit_ms = INT64_MAX;
    enum err rc = record_load(op, &noun_job, json_text(visit->doc, "job", ""), "job", &job, error);
    if (rc == ERR_OK)
        rc = watch_answer(op, visit, &job, &next_ms, error);
    if (rc == ERR_OK && is_inside(visit)) {
        int64_t since_ms = op_time_of(visit->doc, "inside_at", op->now_ms);
        int64_t heard_ms = op_time_of(visit->doc, "checked_in_at", since_ms);
        if (watches->check_in_min > 0 && is_dangerous(op, &job))
            check_ms = heard_ms + watches->check_in_min * MINUTE_MS;
        if (watches->suit_min > 0 && wears(&job, watches->suit))
            suit_ms = since_ms + watches->suit_min * MINUTE_MS;
    }
    if (rc == ERR_OK)
        rc = watch_limit(op, ALARM_CHECK_IN, visit, &job, check_ms, &next_ms, error);
    if (rc == ERR_OK)
        rc = watch_limit(op, ALARM_SUIT, visit, &job, suit_ms, &next_ms, error);
    return rc == ERR_OK ? timer_set(op, visit, next_ms, error) : rc;
}

enum err visit_timer(struct op *op, struct record *visit, struct error *error)
{
    return watch_visit(op, visit, error);
}

static enum err check_in(struct op *op, struct record *visit, void *context, struct error *error)
{
    (void)context;
    op_set_time(op, visit->doc, "checked_in_at", op->now_ms);
    enum err rc = record_save(op, visit, error);
    return rc == ERR_OK ? watch_visit(op, visit, error) : rc;
}

struct visits {
    VEC(struct record) list;
};

static enum err collect(struct op *op, struct record *visit, void *context, struct error *error)
{
    (void)op, (void)error;
    vec_push(&((struct visits *)context)->list, *visit);
    return ERR_OK;
}

enum err op_crew_check_in(struct op *op, struct error *error)
{
    struct visits visits = {0};
    enum err rc =
        record_each(op, &noun_visit, "crew = ? AND state IN ('at_gate', 'on_site') ORDER BY id",
                    SQL_ARGS(sql_text(op->target.id)), collect, &visits, error);
    for (size_t i = 0; rc == ERR_OK && i < visits.list.n; i++)
        rc = check_in(op, &visits.list.at[i], NULL, error);
    vec_free(&visits.list);
    op_set_time(op, op->target.doc, "checked_in_at", op->now_ms);
    return rc == ERR_OK ? op_changed(op, &op->target, "checked_in", NULL, error) : rc;
}

/* ---- Jobs ------------------------------------------------------------------------------------ */

static bool is_met(const struct record *job)
{
    enum job_state state = job_state_of(job);
    bool to_done = strcmp(json_text(job->doc, "due_to", "arrival"), "done") == 0;
    return state == JOB_DONE || state == JOB_CLOSED || state == JOB_CANCELLED ||
           state == JOB_REFUSED || state == JOB_FAILED || state == JOB_HELD ||
           (state == JOB_ON_SITE && !to_done);
}

enum err watch_job(struct op *op, struct record *job, const json_t *planned, struct error *error)
{
    int64_t due_ms = op_time_of(job->doc, "due_at", INT64_MAX), next_ms = INT64_MAX;
    bool to_done = strcmp(json_text(job->doc, "due_to", "arrival"), "done") == 0;
    bool met = is_met(job), overdue = !met && due_ms <= op->now_ms;
    struct record visit = {0};
    const char *visit_id = planned ? NULL : json_text(job->doc, "_visit", NULL);
    if (visit_id && record_load(op, &noun_visit, visit_id, "visit", &visit, NULL) == ERR_OK)
        planned = visit.doc;
    int64_t there_ms = planned ? op_time_of(planned, to_done ? "end_at" : "arrive_at", 0) : 0;
    const char *crew = json_text(job->doc, "crew", "");
    if (!met && due_ms > op->now_ms)
        next_ms = due_ms;
    if (job_state_of(job) == JOB_HELD)
        next_ms = op_time_of(job->doc, "held_until", INT64_MAX);
    enum err rc = overdue ? alarm_raise(op, ALARM_OVERDUE, job, job, crew, 1, NULL, error)
                          : alarm_clear(op, ALARM_OVERDUE, job->id, error);
    if (rc == ERR_OK)
        rc = !met && !overdue && there_ms > due_ms
                 ? alarm_raise(op, ALARM_IN_DANGER, job, job, crew, 1, NULL, error)
                 : alarm_clear(op, ALARM_IN_DANGER, job->id, error);
    return rc == ERR_OK ? timer_set(op, job, next_ms, error) : rc;
}

/* A job that was held until now goes on. */
enum err job_timer(struct op *op, struct record *job, struct error *error)
{
    if (job_state_of(job) == JOB_HELD &&
        op_time_of(job->doc, "held_until", INT64_MAX) <= op->now_ms) {
        json_object_del(job->doc, "held_until");
        enum err rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
        if (rc == ERR_OK)
            rc = record_save(op, job, error);
        if (rc != ERR_OK)
            return rc;
    }
    return watch_job(op, job, NULL, error);
}

/* ---- Crews ----------------------------------------------------------------------------------- */

/* At the wheel since `from`, after `driven_s` without a long enough rest before. */
static enum err watch_driving(struct op *op, struct record *crew, struct error *error)
{
    const struct watches *watches = watches_of(op);
    const json_t *drive = json_object_get(crew->doc, "drive");
    int64_t from_ms = op_time_of(drive, "from", INT64_MAX);
    if (watches->drive_min == 0)
        return ERR_OK;
    if (from_ms == INT64_MAX) {
        enum err rc = alarm_clear(op, ALARM_DRIVING, crew->id, error);
        return rc == ERR_OK ? timer_set(op, crew, INT64_MAX, error) : rc;
    }
    int64_t at_ms =
        from_ms + watches->drive_min * MINUTE_MS - json_i64(drive, "driven_s", 0) * 1000;
    if (at_ms > op->now_ms)
        return timer_set(op, crew, at_ms, error);
    return alarm_raise(op, ALARM_DRIVING, crew, NULL, crew->id, 1, NULL, error);
}

enum err watch_crew(struct op *op, struct record *crew, const char *was, const char *is,
                    struct error *error)
{
    const struct watches *watches = watches_of(op);
    json_t *drive = json_object_get(crew->doc, "drive");
    bool drove = strcmp(was, "en_route") == 0, drives = strcmp(is, "en_route") == 0;
    if (drove == drives || watches->drive_min == 0)
        return ERR_OK;
    if (!drive) {
        drive = json_object();
        json_object_set_new(crew->doc, "drive", drive);
    }
    int64_t driven_s = json_i64(drive, "driven_s", 0);
    if (drives) {
        int64_t stood_ms = op->now_ms - op_time_of(drive, "stood_from", 0);
        if (stood_ms >= watches->rest_min * MINUTE_MS)
            driven_s = 0;
        op_set_time(op, drive, "from", op->now_ms);
    } else {
        driven_s += (op->now_ms - op_time_of(drive, "from", op->now_ms)) / 1000;
        json_object_del(drive, "from");
        op_set_time(op, drive, "stood_from", op->now_ms);
    }
    json_object_set_new(drive, "driven_s", json_integer(driven_s));
    return watch_driving(op, crew, error);
}

enum err crew_timer(struct op *op, struct record *crew, struct error *error)
{
    return watch_driving(op, crew, error);
}
