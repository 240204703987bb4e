#include "ops/decision_int.h"

#include <string.h>

#include "ops/crew_int.h"
#include "ops/dispatch_int.h"
#include "ops/job_int.h"
#include "ops/plan_int.h"

const struct noun noun_decision = {
    .name = "decision",
    .table = "decision",
    .columns = {{"by_user", "_by_user", COLUMN_TEXT},
                {"undone", "undone", COLUMN_NUMBER},
                {"at_ms", "at", COLUMN_TIME}},
    .newest_first = true,
};

/* What a decision may change on a job, and what taking it back restores. */
static const char *const kept[] = {"pin",          "forbidden", "proposal", "held_until",
                                   "requirements", "reasons",   "_split"};

static const char *user_of(const struct op *op)
{
    return *op->actor.id ? op->actor.id : op->actor.name;
}

void decision_begin(struct decision *decision, struct op *op)
{
    *decision = (struct decision){.op = op, .record = record_new(op, &noun_decision, "")};
    json_t *doc = decision->record.doc;
    op_set_time(op, doc, "at", op->now_ms);
    json_object_set_new(doc, "by", json_string(op->actor.name));
    json_object_set_new(doc, "_by_user", json_string(user_of(op)));
    json_object_set_new(doc, "command", json_string(op->command->name));
    json_object_set_new(doc, "undone", json_false());
    json_object_set_new(doc, "jobs", json_array());
    if (json_object_get(op->args, "reason"))
        json_object_set(doc, "reason", json_object_get(op->args, "reason"));
}

enum err decision_note(struct decision *decision, struct record *job, struct error *error)
{
    struct op *op = decision->op;
    json_t *before = json_pack("{s:O, s:O}", "state", json_object_get(job->doc, "state"), "crew",
                               json_object_get(job->doc, "crew"));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(job->doc, kept[i]);
        if (value)
            json_object_set_new(before, kept[i], json_deep_copy(value));
    }
    if (json_object_get(job->doc, "_decision"))
        json_object_set(before, "decision", json_object_get(job->doc, "_decision"));
    json_array_append_new(json_object_get(decision->record.doc, "jobs"),
                          json_pack("{s:s, s:O, s:o}", "job", job->id, "number",
                                    json_object_get(job->doc, "number"), "before", before));
    json_object_set_new(job->doc, "_decision", json_string(decision->record.id));
    const char *visit_id = json_text(job->doc, "_visit", NULL);
    struct record visit;
    if (!visit_id)
        return ERR_OK;
    enum err rc = record_load(op, &noun_visit, visit_id, "visit", &visit, error);
    if (rc != ERR_OK)
        return rc;
    /* The way leads to somebody's door; the dispatcher finds it again. */
    json_t *copy = json_deep_copy(visit.doc);
    json_object_del(copy, "geometry");
    json_object_set_new(before, "visit", copy);
    return ERR_OK;
}

void decision_made(struct decision *decision, const struct record *job)
{
    json_object_set_new(job->doc, "_decision", json_string(decision->record.id));
    json_object_set_new(decision->record.doc, "made", json_string(job->id));
    json_array_append_new(
        json_object_get(decision->record.doc, "jobs"),
        json_pack("{s:s, s:O}", "job", job->id, "number", json_object_get(job->doc, "number")));
}

void decision_of_service(struct decision *decision, const char *service, const char *was,
                         const char *is)
{
    json_object_set_new(decision->record.doc, "service",
                        json_pack("{s:s, s:s, s:s}", "id", service, "was", was, "is", is));
}

void decision_of_crew(struct decision *decision, const char *crew, const char *out, const char *in)
{
    json_object_set_new(decision->record.doc, "crew",
                        json_pack("{s:s, s:s, s:s}", "id", crew, "out", out, "in", in));
}

enum err decision_end(struct decision *decision, json_t *data, struct error *error)
{
    struct op *op = decision->op;
    op_keep(op, data);
    enum err rc = record_insert(op, &decision->record, error);
    json_object_set_new(data, "decision", json_string(decision->record.id));
    json_object_set_new(data, "command", json_string(op->command->name));
    if (json_object_get(op->args, "reason"))
        json_object_set(data, "reason", json_object_get(op->args, "reason"));
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(decision->record.doc, "jobs"), i, line)
    {
        struct record job;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_job, json_text(line, "job", ""), "job", &job, error);
        if (rc == ERR_OK)
            rc = op_event(op, "job.decided", &job, json_incref(data), error);
    }
    return rc == ERR_OK ? plan_moved_on(op, error) : rc;
}

/* ---- Taking back ----------------------------------------------------------------------------- */

/* Why it can no longer be taken back, in words; ERR_OK when it can. */
static enum err check_undo(const struct record *decision, const struct record *job,
                           struct error *error)
{
    enum job_state state = job_state_of(job);
    const char *number = json_text(job->doc, "number", "");
    if (strcmp(json_text(job->doc, "_decision", ""), decision->id) != 0)
        return error_at(error, ERR_STATE, "job", "Something else was decided about %s since.",
                        number);
    if (state >= JOB_ACCEPTED && state <= JOB_ON_SITE)
        return error_at(error, ERR_STATE, "job", "The crew has taken %s in hand since.", number);
    if (state == JOB_DONE || state == JOB_CLOSED || state == JOB_CANCELLED || state == JOB_FAILED)
        return error_at(error, ERR_STATE, "job", "%s is %s by now.", number,
                        machine_job.states[state]);
    return ERR_OK;
}

static void restore_fields(struct record *job, const json_t *before)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(before, kept[i]);
        if (value)
            json_object_set_new(job->doc, kept[i], json_deep_copy(value));
        else
            json_object_del(job->doc, kept[i]);
    }
    json_t *decision = json_object_get(before, "decision");
    if (decision)
        json_object_set(job->doc, "_decision", decision);
    else
        json_object_del(job->doc, "_decision");
}

static enum err restore_crew(struct op *op, struct record *job, const json_t *before,
                             struct error *error)
{
    const char *was = json_text(before, "crew", ""), *is = json_text(job->doc, "crew", "");
    if (strcmp(was, is) == 0)
        return record_save(op, job, error);
    if (*was)
        return plan_assign(op, job, json_object_get(before, "visit"), error);
    enum err rc = ERR_OK;
    if (job_state_of(job) != JOB_TRIAGED)
        rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    if (rc == ERR_OK)
        rc = job_release(op, job, error);
    return rc == ERR_OK ? record_save(op, job, error) : rc;
}

static enum err restore(struct op *op, struct record *job, const json_t *before,
                        struct error *error)
{
    bool was_held = strcmp(json_text(before, "state", ""), "held") == 0;
    bool is_held = job_state_of(job) == JOB_HELD;
    enum err rc = ERR_OK;
    if (is_held && !was_held)
        rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    restore_fields(job, before);
    if (rc == ERR_OK && was_held && !is_held) {
        rc = job_release(op, job, error);
        if (rc == ERR_OK)
            rc = job_move(op, job, JOB_HELD, "", op->now_ms, error);
        return rc == ERR_OK ? record_save(op, job, error) : rc;
    }
    return rc == ERR_OK ? restore_crew(op, job, before, error) : rc;
}

static enum err undo_line(struct op *op, const struct record *decision, const json_t *line,
                          struct error *error)
{
    struct record job;
    const json_t *before = json_object_get(line, "before");
    enum err rc = record_load(op, &noun_job, json_text(line, "job", ""), "job", &job, error);
    if (rc == ERR_OK)
        rc = check_undo(decision, &job, error);
    if (rc == ERR_OK && before) {
        rc = restore(op, &job, before, error);
    } else if (rc == ERR_OK) {
        rc = job_release(op, &job, error);
        if (rc == ERR_OK)
            rc = job_move(op, &job, JOB_CANCELLED, "undone", op->now_ms, error);
        if (rc == ERR_OK)
            rc = record_save(op, &job, error);
    }
    return rc == ERR_OK ? op_event(op, "job.decided", &job,
                                   json_pack("{s:s, s:s}", "command", "decision.undo", "decision",
                                             decision->id),
                                   error)
                        : rc;
}

static enum err undo_service(struct op *op, const json_t *line, struct error *error)
{
    const char *id = json_text(line, "id", ""), *is;
    const struct service *service = catalog_service(op->ops->config.catalog, id);
    if (!service)
        return error_at(error, ERR_STATE, "service", "The catalog has no service %s any more.", id);
    enum err rc = dispatch_mode(op, service, &is, error);
    if (rc == ERR_OK && strcmp(is, json_text(line, "is", "")) != 0)
        return error_at(error, ERR_STATE, "service", "%s is dispatched otherwise since.", id);
    return rc == ERR_OK ? dispatch_set(op, service, json_text(line, "was", ""), error) : rc;
}

static enum err undo_crew(struct op *op, const json_t *line, struct error *error)
{
    struct record crew;
    enum err rc = record_load(op, &noun_crew, json_text(line, "id", ""), "crew", &crew, error);
    return rc == ERR_OK ? crew_exchange(op, &crew, json_text(line, "in", ""),
                                        json_text(line, "out", ""), error)
                        : rc;
}

static enum err keep_first(struct op *op, struct record *record, void *context, struct error *error)
{
    (void)op, (void)error;
    struct record *first = context;
    if (!first->noun)
        *first = *record;
    return ERR_OK;
}

enum err op_decision_undo(struct op *op, struct error *error)
{
    struct record last = {0};
    enum err rc = record_each(op, &noun_decision,
                              "by_user = ? AND undone = 0 ORDER BY at_ms DESC, id DESC LIMIT 1",
                              SQL_ARGS(sql_text(user_of(op))), keep_first, &last, error);
    if (rc == ERR_OK && !last.noun)
        rc = error_set(error, ERR_STATE, "There is no decision of yours to take back.");
    if (rc != ERR_OK)
        return rc;
    const json_t *lines = json_object_get(last.doc, "jobs");
    const json_t *service = json_object_get(last.doc, "service");
    const json_t *crew = json_object_get(last.doc, "crew");
    if (service)
        rc = undo_service(op, service, error);
    if (rc == ERR_OK && crew)
        rc = undo_crew(op, crew, error);
    for (size_t i = json_array_size(lines); rc == ERR_OK && i-- > 0;)
        rc = undo_line(op, &last, json_array_get(lines, i), error);
    json_object_set_new(last.doc, "undone", json_true());
    if (rc == ERR_OK)
        rc = record_save(op, &last, error);
    if (rc == ERR_OK)
        rc = plan_moved_on(op, error);
    return rc == ERR_OK ? op_answer(op, &last, error) : rc;
}

enum err op_decision_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_decision, error);
}
