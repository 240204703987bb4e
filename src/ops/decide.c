/*
 * What people decide about a job: who goes, who may not, that it waits, that it is two jobs.
 *
 * Before a decision that moves work is queued, the dispatcher is asked what it would mean (see
 * ops_advised_by): the rules it breaks, and the visit with its times. A broken rule refuses it,
 * unless it is forced, with a reason; then the rules stand on the job beside who forced it and why.
 */
#include <math.h>
#include <string.h>

#include "base/json_find.h"
#include "ops/alarm_int.h"
#include "ops/decision_int.h"
#include "ops/job_int.h"
#include "ops/plan_int.h"

enum { FORBIDDEN_MAX = 50 };

static enum err check_movable(const struct record *job, struct error *error)
{
    enum job_state state = job_state_of(job);
    if (state <= JOB_AT_GATE || state == JOB_REOPENED)
        return ERR_OK;
    return error_at(error, ERR_STATE, "id", "The job is %s; nobody can be sent to it now.",
                    machine_job.states[state]);
}

/* What the dispatcher said about moving this job; NULL when none was asked. */
static const json_t *advice_for(const struct op *op, const char *job)
{
    return json_find(json_at(op->args, "_advice.moves"), "job", job);
}

static enum err refuse_broken(const json_t *conflicts, struct error *error)
{
    char list[ERROR_TEXT_MAX - 128] = "";
    size_t i, n = 0;
    json_t *conflict;
    json_array_foreach(conflicts, i, conflict)
    {
        int more = snprintf(list + n, sizeof list - n, "%s%s", n ? "; " : "",
                            json_text(json_object_get(conflict, "text"), "en", ""));
        if (more < 0 || (size_t)more >= sizeof list - n)
            break;
        n += (size_t)more;
    }
    return error_at(error, ERR_RULE, "crew", "%s. It can be forced, with a reason.", list);
}

/* The wish for a crew as it stands on the job. */
static enum err make_pin(struct op *op, const char *crew, const json_t *conflicts, json_t **out,
                         struct error *error)
{
    bool force = json_flag(op->args, "force", false), next = json_flag(op->args, "next", false);
    const char *reason = json_text(op->args, "reason", "");
    if (json_array_size(conflicts) > 0 && !force)
        return refuse_broken(conflicts, error);
    if (force && !*reason)
        return error_at(error, ERR_INVALID, "reason", "What is forced needs a reason.");
    json_t *pin = op_keep(op, json_pack("{s:s, s:s}", "crew", crew, "by", op->actor.name));
    op_set_time(op, pin, "at", op->now_ms);
    if (*reason)
        json_object_set_new(pin, "reason", json_string(reason));
    if (next)
        json_object_set_new(pin, "next", json_true());
    if (force && json_array_size(conflicts) > 0) {
        json_object_set_new(pin, "forced", json_true());
        json_object_set_new(pin, "broken", json_deep_copy(conflicts));
    }
    *out = pin;
    return ERR_OK;
}

/* Without the one crew, or unchanged. */
static void allow(json_t *doc, const char *crew)
{
    json_t *list = json_object_get(doc, "forbidden");
    for (size_t i = json_array_size(list); i-- > 0;) {
        if (strcmp(json_text(json_array_get(list, i), "crew", ""), crew) == 0)
            json_array_remove(list, i);
    }
}

/* Gives the job to the crew: with the dispatcher's times where it named some, else for the
 * dispatcher to place. Saves. */
static enum err give(struct op *op, struct record *job, const char *crew, struct error *error)
{
    const json_t *advice = advice_for(op, job->id);
    const json_t *visit = json_object_get(advice, "visit");
    json_t *pin = NULL;
    enum err rc = make_pin(op, crew, json_object_get(advice, "conflicts"), &pin, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(job->doc, "pin", pin);
    json_object_del(job->doc, "proposal");
    allow(job->doc, crew);
    if (json_is_object(visit))
        return plan_assign(op, job, visit, error);
    if (strcmp(json_text(job->doc, "crew", ""), crew) != 0) {
        if (job_state_of(job) != JOB_TRIAGED && job_state_of(job) != JOB_NEW)
            rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
        if (rc == ERR_OK)
            rc = job_release(op, job, error);
    }
    return rc == ERR_OK ? record_save(op, job, error) : rc;
}

enum err op_job_assign(struct op *op, struct error *error)
{
    struct decision decision;
    struct record crew;
    const char *id = json_text(op->args, "crew", "");
    enum err rc = check_movable(&op->target, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_crew, id, "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    decision_begin(&decision, op);
    rc = decision_note(&decision, &op->target, error);
    if (rc == ERR_OK)
        rc = give(op, &op->target, id, error);
    if (rc == ERR_OK)
        rc = decision_end(
            &decision,
            json_pack("{s:s, s:b, s:O?}", "crew", id, "forced",
                      json_flag(json_object_get(op->target.doc, "pin"), "forced", false), "broken",
                      json_object_get(json_object_get(op->target.doc, "pin"), "broken")),
            error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

enum err op_job_swap(struct op *op, struct error *error)
{
    struct decision decision;
    struct record other;
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE];
    enum err rc =
        record_load(op, &noun_job, json_text(op->args, "with", ""), "with", &other, error);
    if (rc == ERR_OK)
        rc = check_movable(&op->target, error);
    if (rc == ERR_OK)
        rc = check_movable(&other, error);
    if (rc != ERR_OK)
        return rc;
    snprintf(first, sizeof first, "%s", json_text(op->target.doc, "crew", ""));
    snprintf(second, sizeof second, "%s", json_text(other.doc, "crew", ""));
    if (!*first || !*second || strcmp(first, second) == 0)
        return error_at(error, ERR_RULE, "with", "Two jobs of two crews can be swapped.");
    decision_begin(&decision, op);
    rc = decision_note(&decision, &op->target, error);
    if (rc == ERR_OK)
        rc = decision_note(&decision, &other, error);
    if (rc == ERR_OK)
        rc = give(op, &op->target, second, error);
    if (rc == ERR_OK)
        rc = give(op, &other, first, error);
    if (rc == ERR_OK)
        rc = decision_end(&decision,
                          json_pack("{s:s, s:s}", "job", op->target.id, "with", other.id), error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

/* One job, one change of its document: noted, saved, told. */
typedef enum err change_one(struct op *op, struct record *job, struct error *error);

static enum err decide_one(struct op *op, change_one *change, struct error *error)
{
    struct decision decision;
    decision_begin(&decision, op);
    enum err rc = decision_note(&decision, &op->target, error);
    if (rc == ERR_OK)
        rc = change(op, &op->target, error);
    if (rc == ERR_OK)
        rc = record_save(op, &op->target, error);
    json_t *data = json_copy(op->args);
    json_object_del(data, "id");
    if (rc == ERR_OK)
        rc = decision_end(&decision, json_incref(data), error);
    json_decref(data);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

static enum err set_pin(struct op *op, struct record *job, struct error *error)
{
    const char *crew = json_text(job->doc, "crew", "");
    json_t *pin = NULL;
    if (!json_flag(op->args, "pinned", true)) {
        json_object_del(job->doc, "pin");
        return ERR_OK;
    }
    if (!*crew)
        return error_at(error, ERR_RULE, "pinned", "The job has no crew to stay with.");
    enum err rc = make_pin(op, crew, NULL, &pin, error);
    if (rc == ERR_OK)
        json_object_set(job->doc, "pin", pin);
    return rc;
}

enum err op_job_pin(struct op *op, struct error *error)
{
    return decide_one(op, set_pin, error);
}

static enum err set_forbidden(struct op *op, struct record *job, struct error *error)
{
    const char *crew = json_text(op->args, "crew", "");
    struct record found;
    enum err rc = record_load(op, &noun_crew, crew, "crew", &found, error);
    if (rc != ERR_OK)
        return rc;
    allow(job->doc, crew);
    if (!json_flag(op->args, "forbidden", true))
        return ERR_OK;
    op_default(job->doc, "forbidden", json_array());
    json_t *list = json_object_get(job->doc, "forbidden");
    if (json_array_size(list) >= FORBIDDEN_MAX)
        return error_at(error, ERR_LIMIT, "crew", "At most %d crews can be forbidden.",
                        FORBIDDEN_MAX);
    json_t *line = json_pack("{s:s, s:s}", "crew", crew, "by", op->actor.name);
    op_set_time(op, line, "at", op->now_ms);
    if (json_object_get(op->args, "reason"))
        json_object_set(line, "reason", json_object_get(op->args, "reason"));
    json_array_append_new(list, line);
    if (strcmp(json_text(json_object_get(job->doc, "pin"), "crew", ""), crew) == 0)
        json_object_del(job->doc, "pin");
    if (strcmp(json_text(job->doc, "crew", ""), crew) != 0)
        return ERR_OK;
    rc = check_movable(job, error);
    if (rc == ERR_OK)
        rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    return rc == ERR_OK ? job_release(op, job, error) : rc;
}

enum err op_job_forbid(struct op *op, struct error *error)
{
    return decide_one(op, set_forbidden, error);
}

/* ---- Waiting --------------------------------------------------------------------------------- */

static enum err hold(struct op *op, struct record *job, struct error *error)
{
    int64_t until_ms = op_time_of(op->args, "until", INT64_MAX);
    if (until_ms <= op->now_ms)
        return error_at(error, ERR_INVALID, "until", "The time lies in the past.");
    enum err rc = job_release(op, job, error);
    if (rc == ERR_OK)
        rc = job_move(op, job, JOB_HELD, json_text(op->args, "reason", ""), op->now_ms, error);
    json_object_del(job->doc, "held_until");
    if (until_ms != INT64_MAX)
        op_set_time(op, job->doc, "held_until", until_ms);
    return rc == ERR_OK ? watch_job(op, job, NULL, error) : rc;
}

enum err op_job_hold(struct op *op, struct error *error)
{
    return decide_one(op, hold, error);
}

static enum err resume(struct op *op, struct record *job, struct error *error)
{
    if (job_state_of(job) != JOB_HELD)
        return error_at(error, ERR_STATE, "id", "The job is %s, not held.",
                        json_text(job->doc, "state", ""));
    if (job_is_held_by_rule(job))
        return error_at(error, ERR_RULE, "id", "A rule holds the job (its reasons say which).");
    json_object_del(job->doc, "held_until");
    return job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
}

enum err op_job_resume(struct op *op, struct error *error)
{
    return decide_one(op, resume, error);
}

/* ---- Proposals ------------------------------------------------------------------------------- */

enum err op_job_answer_proposal(struct op *op, struct error *error)
{
    struct decision decision;
    json_t *proposal = json_object_get(op->target.doc, "proposal");
    const char *crew = json_text(proposal, "crew", "");
    bool accepts = json_flag(op->args, "accept", false);
    if (!json_is_object(proposal))
        return error_at(error, ERR_STATE, "id", "Nothing is proposed for the job now.");
    op_keep(op, json_incref(proposal));
    decision_begin(&decision, op);
    enum err rc = decision_note(&decision, &op->target, error);
    json_object_del(op->target.doc, "proposal");
    if (rc == ERR_OK && accepts) {
        rc = plan_assign(op, &op->target, proposal, error);
    } else if (rc == ERR_OK) {
        json_object_set_new(op->args, "crew", json_string(crew));
        rc = set_forbidden(op, &op->target, error);
        if (rc == ERR_OK)
            rc = record_save(op, &op->target, error);
    }
    if (rc == ERR_OK)
        rc = decision_end(&decision, json_pack("{s:b, s:s}", "accept", accepts, "crew", crew),
                          error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

/* ---- Splitting ------------------------------------------------------------------------------- */

/* A part of the goods and of the time; tools and protection are needed in both parts. */
static void take_share(json_t *needs, double share)
{
    json_int_t service_s = json_integer_value(json_object_get(needs, "service_s"));
    json_object_set_new(needs, "service_s",
                        json_integer((json_int_t)llround((double)service_s * share)));
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(needs, "stock"), i, line)
    {
        double qty = json_f64(line, "qty", 0);
        if (!json_flag(line, "returns", false))
            json_object_set_new(line, "qty", json_real(round(qty * share)));
    }
}

/* What is left of `whole` beside `part`. */
static void leave_rest(json_t *whole, const json_t *part)
{
    json_int_t service_s = json_integer_value(json_object_get(whole, "service_s")) -
                           json_integer_value(json_object_get(part, "service_s"));
    json_object_set_new(whole, "service_s", json_integer(service_s));
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(whole, "stock"), i, line)
    {
        const json_t *taken = json_array_get(json_object_get(part, "stock"), i);
        if (!json_flag(line, "returns", false))
            json_object_set_new(line, "qty",
                                json_real(json_f64(line, "qty", 0) - json_f64(taken, "qty", 0)));
    }
}

static enum err make_part(struct op *op, const struct record *job, struct record *part,
                          struct error *error)
{
    static const char *const own[] = {"_visit", "_decision",   "pin",       "proposal",
                                      "moves",  "promised_at", "held_until"};
    char number[40];
    enum err rc = op_number(op, "J", number, error);
    *part = record_new(op, &noun_job, job->org);
    json_t *copy = op_keep(op, json_deep_copy(job->doc));
    json_object_del(copy, "id");
    json_object_del(copy, "rev");
    json_object_update(part->doc, copy);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        json_object_del(part->doc, own[i]);
    json_object_set_new(part->doc, "number", json_string(number));
    json_object_set_new(part->doc, "split_from", json_string(job->id));
    json_object_set_new(part->doc, "crew", json_null());
    json_object_set_new(part->doc, "reasons", json_array());
    json_object_set_new(part->doc, "state", json_string("triaged"));
    return rc;
}

enum err op_job_split(struct op *op, struct error *error)
{
    struct decision decision;
    struct record part;
    double share = json_f64(op->args, "percent", 50) / 100;
    if (job_state_of(&op->target) > JOB_DISPATCHED && job_state_of(&op->target) != JOB_REOPENED)
        return error_at(error, ERR_STATE, "id", "The job is %s; it can no longer be split.",
                        json_text(op->target.doc, "state", ""));
    decision_begin(&decision, op);
    enum err rc = decision_note(&decision, &op->target, error);
    if (rc == ERR_OK)
        rc = make_part(op, &op->target, &part, error);
    if (rc != ERR_OK)
        return rc;
    json_t *needs = json_object_get(part.doc, "requirements");
    json_t *rest = op_keep(op, json_deep_copy(json_object_get(op->target.doc, "requirements")));
    take_share(needs, share);
    leave_rest(rest, needs);
    json_object_set(op->target.doc, "requirements", rest);
    json_object_set_new(op->target.doc, "_split", json_true());
    json_object_set_new(part.doc, "_split", json_true());
    decision_made(&decision, &part);
    rc = record_save(op, &op->target, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &part, error);
    if (rc == ERR_OK)
        rc = op_event(op, "job.created", &part,
                      json_pack("{s:O, s:O, s:s}", "number", json_object_get(part.doc, "number"),
                                "service", json_object_get(part.doc, "service"), "split_from",
                                op->target.id),
                      error);
    if (rc == ERR_OK)
        rc = decision_end(&decision, json_pack("{s:s}", "part", part.id), error);
    return rc == ERR_OK ? op_answer(op, &part, error) : rc;
}

/* ---- Questions ------------------------------------------------------------------------------- */

enum err op_job_offers(struct op *op, struct error *error)
{
    return op_ask(op, "offers", error);
}

enum err op_coverage_get(struct op *op, struct error *error)
{
    return op_ask(op, "coverage", error);
}

enum err op_job_what_if(struct op *op, struct error *error)
{
    return op_ask(op, "what_if", error);
}
