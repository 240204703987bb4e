/* Jobs: work orders, their states and what they ask of a crew. */
#include "ops/handover_int.h"
#include "ops/job_int.h"

#include <string.h>

#include "ops/alarm_int.h"
#include "ops/approval_int.h"
#include "ops/needs_int.h"
#include "ops/privacy_int.h"
#include "ops/visit_int.h"
#include "ops/zone_int.h"

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_job = {
    .name = "job",
    .table = "job",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"service", "service", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"is_open", "_open", COLUMN_NUMBER},
                {"request", "request", COLUMN_TEXT},
                {"crew", "crew", COLUMN_TEXT},
                {"visit", "_visit", COLUMN_TEXT},
                {"by_user", "_by_user", COLUMN_TEXT}},
    .own_crew = "SELECT count(*) FROM job WHERE id = ? AND crew = ?",
    .own_crew_where = "crew = ?",
    .own_user = "SELECT count(*) FROM job WHERE id = ? AND by_user = ?",
    .own_user_where = "by_user = ?",
    .show = show,
};

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    struct record visit;
    enum err rc = ERR_OK;
    const char *id = json_text(record->doc, "_visit", NULL);
    json_t *shown = NULL;
    if (id) {
        rc = record_load(op, &noun_visit, id, "visit", &visit, error);
        if (rc == ERR_OK)
            rc = record_show(op, &visit, &shown, error);
    }
    json_object_set_new(doc, "visit", shown ? json_incref(shown) : json_null());
    enum job_state state = job_state_of(record);
    bool ahead = shown && state >= JOB_PLANNED && state <= JOB_AT_GATE;
    json_object_set_new(doc, "eta",
                        ahead ? json_incref(json_object_get(shown, "arrive_at")) : json_null());
    return rc;
}

/* ---- Making and judging
 * ---------------------------------------------------------------------------- */

enum err job_situation(struct op *op, const json_t *job, struct situation *out, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *id = json_text(job, "service", ""), *request_id = json_text(job, "request", NULL);
    struct mode mode;
    const struct service *service = catalog ? catalog_service(catalog, id) : NULL;
    if (!service)
        return error_set(error, ERR_STATE, "The service %s is no longer in the catalog.", id);
    struct record request = {0};
    if (request_id) {
        enum err rc = record_load(op, &noun_request, request_id, "request", &request, error);
        if (rc != ERR_OK)
            return rc;
    }
    enum err rc =
        mode_of(op, json_text(job, "org", ""), json_object_get(job, "place"), &mode, error);
    if (rc != ERR_OK)
        return rc;
    *out = (struct situation){.service = service,
                              .answers = json_object_get(request.doc, "answers"),
                              .level = zone_level_of(op, json_object_get(job, "zone")),
                              .emergency = mode.emergency,
                              .at_ms = op_time_of(job, "received_at", op->now_ms),
                              .offset_min = op->ops->config.offset_min};
    return ERR_OK;
}

/* The priority of the case, and what the mode adds; the first is kept, so that
 * the second can change. */
static void set_priority(json_t *doc, int priority, int more)
{
    int sum = priority + more;
    json_object_set_new(doc, "_priority", json_integer(priority));
    json_object_set_new(doc, "priority", json_integer(sum < 0 ? 0 : sum > 100 ? 100 : sum));
}

enum err job_make(struct op *op, const struct record *request, const struct situation *situation,
                  const struct mode *mode, const json_t *customer_class, struct record *out,
                  struct error *error)
{
    char number[40];
    enum due_to due_to;
    enum err rc = op_number(op, "J", number, error);
    if (rc != ERR_OK)
        return rc;
    *out = record_new(op, &noun_job, request->org);
    json_t *doc = out->doc, *place = json_object_get(request->doc, "place");
    const char *class = customer_class ? json_string_value(customer_class) : "";
    json_object_set_new(doc, "number", json_string(number));
    json_object_set_new(doc, "request", json_string(request->id));
    json_object_set_new(doc, "service", json_string(situation->service->id));
    json_object_set_new(doc, "title", needs_name(&situation->service->name));
    json_object_set(doc, "place", place);
    if (json_object_get(place, "site"))
        json_object_set(doc, "site", json_object_get(place, "site"));
    json_object_set(doc, "zone", json_object_get(request->doc, "zone"));
    json_object_set_new(doc, "state", json_string(machine_job.states[machine_job.initial]));
    set_priority(doc, needs_priority(situation, class), mode_priority(mode, situation->service));
    json_object_set_new(doc, "_emergency", json_boolean(mode->emergency));
    json_object_set_new(doc, "urgency", json_string(needs_urgency(situation)));
    json_object_set(doc, "received_at", json_object_get(request->doc, "received_at"));
    op_set_time(op, doc, "due_at", situation_due_ms(situation, &due_to));
    json_object_set_new(doc, "due_to", json_string(due_to == DUE_DONE ? "done" : "arrival"));
    json_object_set_new(doc, "crew", json_null());
    json_object_set_new(doc, "reasons", json_array());
    json_object_set_new(doc, "requirements", needs_requirements(situation));
    json_object_set_new(doc, "_open", json_true());
    json_object_set_new(doc, "_by_user", json_string(op->actor.id));
    bool changes;
    return handover_set(op, out, &changes, error);
}

struct open_jobs {
    VEC(struct record) list;
};

static enum err add_open(struct op *op, struct record *job, void *context, struct error *error)
{
    (void)op, (void)error;
    vec_push(&((struct open_jobs *)context)->list, *job);
    return ERR_OK;
}

/* ---- What holds a job back ---------------------------------------------------------------------
 */

static const char ZONE_REFUSES[] = "zone_refuses";

bool job_is_held_by_rule(const struct record *job)
{
    static const char *const rules[] = {ZONE_REFUSES, "approval", "approval_refused"};
    const json_t *reason = json_array_get(json_object_get(job->doc, "reasons"), 0);
    bool by_rule = false;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        by_rule |= strcmp(json_text(reason, "code", ""), rules[i]) == 0;
    return by_rule && job_state_of(job) == JOB_HELD;
}

static json_t *zone_refuses(const struct situation *situation)
{
    const struct names *level = &situation->level->name, *service = &situation->service->name;
    return json_pack(
        "{s:s, s:{s:o, s:o}}", "code", ZONE_REFUSES, "text", "zh",
        json_sprintf("“%s”区域不允许“%s”进入", level->zh, service->zh), "en",
        json_sprintf("A zone of level '%s' does not admit '%s'.", level->en, service->en));
}

/* The zone first, unless an exception has been granted; then the approvals. */
static enum err held_by(struct op *op, const struct record *job, const struct situation *situation,
                        json_t **out, struct error *error)
{
    const struct service *service = situation->service;
    bool admitted = !situation->level || json_flag(job->doc, "exception", false) ||
                    zone_level_admits(situation->level, service->id, service->category);
    enum err rc = approval_reasons(op, job->id, out, error);
    if (rc == ERR_OK && !admitted)
        json_array_insert_new(*out, 0, zone_refuses(situation));
    return rc;
}

enum err job_admit(struct op *op, struct record *job, const struct situation *situation,
                   struct error *error)
{
    json_t *reasons = NULL;
    enum err rc = held_by(op, job, situation, &reasons, error);
    bool holds = json_array_size(reasons) > 0, held = job_is_held_by_rule(job);
    if (rc != ERR_OK || (!holds && !held))
        return rc;
    if (!holds) {
        json_object_set_new(job->doc, "reasons", json_array());
        return job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    }
    if (!held)
        rc = job_release(op, job, error);
    json_object_set(job->doc, "reasons", reasons);
    return rc == ERR_OK && job_state_of(job) != JOB_HELD
               ? job_move(op, job, JOB_HELD, json_text(json_array_get(reasons, 0), "code", ""),
                          op->now_ms, error)
               : rc;
}

enum { APPROVALS_MAX = 20 };

enum err job_ask_approvals(struct op *op, const struct record *job,
                           const struct situation *situation, struct error *error)
{
    const struct approval_part *parts[APPROVALS_MAX];
    size_t n = situation_approvals(situation, parts, APPROVALS_MAX);
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < n && i < APPROVALS_MAX; i++) {
        struct record approval;
        const char *chain = parts[i]->chain;
        struct approval_wish wish = {.chain = chain ? catalog_chain(op->ops->config.catalog, chain)
                                                    : NULL,
                                     .part = parts[i],
                                     .about = job,
                                     .number = json_text(job->doc, "number", ""),
                                     .title = &situation->service->name};
        rc = approval_ask(op, &wish, &approval, error);
    }
    return rc;
}

enum err job_check_approved(struct op *op, const struct record *job, struct error *error)
{
    json_t *reasons = NULL;
    enum err rc = approval_reasons(op, job->id, &reasons, error);
    if (rc == ERR_OK && json_array_size(reasons) > 0)
        rc = error_at(error, ERR_RULE, "to", "%s",
                      json_text(json_object_get(json_array_get(reasons, 0), "text"), "en", ""));
    return rc;
}

enum err job_approved(struct op *op, const char *id, bool exception, struct error *error)
{
    struct record job;
    struct situation situation;
    enum err rc = record_load(op, &noun_job, id, "job", &job, error);
    if (rc != ERR_OK || !json_flag(job.doc, "_open", false))
        return rc;
    if (exception)
        json_object_set_new(job.doc, "exception", json_true());
    rc = job_situation(op, job.doc, &situation, error);
    if (rc == ERR_OK)
        rc = job_admit(op, &job, &situation, error);
    return rc == ERR_OK ? record_save(op, &job, error) : rc;
}

static bool has_other_mode(const struct op *op, const struct record *job, const struct mode *mode)
{
    const struct service *service =
        catalog_service(op->ops->config.catalog, json_text(job->doc, "service", ""));
    int64_t priority =
        json_i64(job->doc, "_priority", 0) + (service ? mode_priority(mode, service) : 0);
    priority = priority < 0 ? 0 : priority > 100 ? 100 : priority;
    return json_flag(job->doc, "_emergency", false) != mode->emergency ||
           json_i64(job->doc, "priority", 0) != priority;
}

/* The rules are the same; where goods change hands may have moved. */
static enum err hand_over_elsewhere(struct op *op, struct record *job, struct error *error)
{
    bool moves;
    enum err rc = handover_set(op, job, &moves, error);
    if (rc != ERR_OK || !moves)
        return rc;
    rc = record_save(op, job, error);
    return rc == ERR_OK
               ? op_event(op, "job.reassessed", job,
                          json_pack("{s:O}", "zone", json_object_get(job->doc, "zone")), error)
               : rc;
}

/* The zone and the mode that hold now at the job's place, and what follows from them. */
static enum err reassess(struct op *op, struct record *job, struct error *error)
{
    const json_t *place = json_object_get(job->doc, "place");
    struct record zone;
    enum err rc;
    bool in_zone =
        zone_at(op, json_f64(place, "lon", 0), json_f64(place, "lat", 0), &zone, &rc, error);
    if (rc != ERR_OK)
        return rc;
    json_t *ref = op_keep(op, in_zone ? zone_ref(&zone) : json_null());
    struct mode mode;
    rc = mode_of(op, job->org, place, &mode, error);
    if (rc != ERR_OK)
        return rc;
    bool same =
        json_equal(ref, json_object_get(job->doc, "zone")) && !has_other_mode(op, job, &mode);
    if (same)
        return hand_over_elsewhere(op, job, error);
    struct situation situation;
    json_object_set(job->doc, "zone", ref);
    json_object_set_new(job->doc, "_emergency", json_boolean(mode.emergency));
    rc = job_situation(op, job->doc, &situation, error);
    if (rc != ERR_OK)
        return rc;
    set_priority(job->doc, (int)json_i64(job->doc, "_priority", 0),
                 mode_priority(&mode, situation.service));
    json_object_set_new(job->doc, "requirements", needs_requirements(&situation));
    bool moves;
    rc = handover_set(op, job, &moves, error);
    if (rc == ERR_OK)
        rc = job_admit(op, job, &situation, error);
    if (rc == ERR_OK)
        rc = record_save(op, job, error);
    return rc == ERR_OK
               ? op_event(op, "job.reassessed", job, json_pack("{s:O}", "zone", ref), error)
               : rc;
}

enum err jobs_reassess(struct op *op, struct error *error)
{
    struct open_jobs open = {0};
    enum err rc = record_each(op, &noun_job,
                              "is_open = 1 AND state IN ('new', 'triaged', 'planned', 'dispatched',"
                              " 'accepted', 'reopened', 'held') ORDER BY id",
                              SQL_NONE, add_open, &open, error);
    for (size_t i = 0; rc == ERR_OK && i < open.list.n; i++)
        rc = reassess(op, &open.list.at[i], error);
    vec_free(&open.list);
    return rc;
}

/* ---- States
 * ---------------------------------------------------------------------------------------- */

enum job_state job_state_of(const struct record *job)
{
    return (enum job_state)machine_state(&machine_job, json_text(job->doc, "state", ""));
}

enum err job_move(struct op *op, struct record *job, enum job_state to, const char *reason,
                  int64_t at_ms, struct error *error)
{
    enum job_state from = job_state_of(job);
    const char *from_name = machine_job.states[from], *to_name = machine_job.states[to];
    if (!machine_allows(&machine_job, (int)from, (int)to))
        return error_at(error, ERR_STATE, "to", "The job is %s; it cannot be moved to %s.",
                        from_name, to_name);
    json_object_set_new(job->doc, "state", json_string(to_name));
    json_object_set_new(job->doc, "_open", json_boolean(to != JOB_CLOSED && to != JOB_CANCELLED));
    if (to == JOB_ON_SITE)
        op_set_time(op, job->doc, "arrived_at", at_ms);
    if (to == JOB_DONE)
        op_set_time(op, job->doc, "done_at", at_ms);
    if (to == JOB_CLOSED)
        op_set_time(op, job->doc, "closed_at", at_ms);
    json_t *data = json_pack("{s:s, s:s, s:O, s:O}", "from", from_name, "to", to_name, "service",
                             json_object_get(job->doc, "service"), "number",
                             json_object_get(job->doc, "number"));
    op_set_time(op, data, "at", at_ms);
    if (*reason)
        json_object_set_new(data, "reason", json_string(reason));
    enum err rc = op_event(op, "job.state", job, data, error);
    return rc == ERR_OK ? watch_job(op, job, NULL, error) : rc;
}

enum err job_release(struct op *op, struct record *job, struct error *error)
{
    const char *id = json_text(job->doc, "_visit", NULL);
    enum err rc = ERR_OK;
    if (id) {
        struct record visit;
        rc = record_load(op, &noun_visit, id, "visit", &visit, error);
        if (rc == ERR_OK)
            rc = visit_cancel(op, &visit, "", error);
    }
    json_object_set_new(job->doc, "crew", json_null());
    json_object_del(job->doc, "_visit");
    return rc;
}

/* States that a crew's phone reports: the visit moves, the job with it. */
static bool goes_with_visit(enum job_state state, enum visit_state *visit)
{
    static const struct {
        enum job_state job;
        enum visit_state visit;
    } pairs[] = {{JOB_DISPATCHED, VISIT_DISPATCHED}, {JOB_ACCEPTED, VISIT_ACCEPTED},
                 {JOB_EN_ROUTE, VISIT_EN_ROUTE},     {JOB_AT_GATE, VISIT_AT_GATE},
                 {JOB_ON_SITE, VISIT_ON_SITE},       {JOB_DONE, VISIT_DONE},
                 {JOB_FAILED, VISIT_FAILED}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i].job == state) {
            *visit = pairs[i].visit;
            return true;
        }
    }
    return false;
}

static enum err move_with_visit(struct op *op, struct record *job, enum visit_state to,
                                int64_t at_ms, struct error *error)
{
    const char *id = json_text(job->doc, "_visit", NULL);
    if (!id)
        return error_at(error, ERR_STATE, "to",
                        "The job is %s and has no visit: the plan must give it to a crew first.",
                        json_text(job->doc, "state", ""));
    struct record visit;
    enum err rc = record_load(op, &noun_visit, id, "visit", &visit, error);
    return rc == ERR_OK
               ? visit_move(op, &visit, job, to, json_text(op->args, "reason", ""), at_ms, error)
               : rc;
}

/* A closed job has been called back about where its service asks for it. */
static enum err check_closing(struct op *op, const struct record *job, struct error *error)
{
    static const char *const phases[] = {"after", "closing", NULL};
    const char *id = json_text(job->doc, "_visit", NULL);
    if (!id)
        return ERR_OK;
    struct record visit;
    enum err rc = record_load(op, &noun_visit, id, "visit", &visit, error);
    return rc == ERR_OK ? visit_check_steps(visit.doc, phases, "closed", error) : rc;
}

/* The request is over with its job, and open again with it. */
static enum err set_request_state(struct op *op, const struct record *job, const char *state,
                                  struct error *error)
{
    const char *id = json_text(job->doc, "request", NULL);
    struct record request;
    int64_t open = 0;
    if (!id)
        return ERR_OK;
    /* A request whose job was split is over with the last of them. */
    enum err rc = sql_ask_i64(
        op->sql, "SELECT count(*) FROM job WHERE request = ? AND id <> ? AND is_open = 1",
        SQL_ARGS(sql_text(id), sql_text(job->id)), 0, &open, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_request, id, "request", &request, error);
    if (rc != ERR_OK || open > 0 || strcmp(json_text(request.doc, "state", ""), state) == 0)
        return rc;
    json_object_set_new(request.doc, "state", json_string(state));
    rc = record_save(op, &request, error);
    if (rc == ERR_OK)
        rc = privacy_ended(op, &request, strcmp(state, "open") != 0, error);
    return rc == ERR_OK
               ? op_event(op, "request.state", &request, json_pack("{s:s}", "state", state), error)
               : rc;
}

static enum err move_alone(struct op *op, struct record *job, enum job_state to, int64_t at_ms,
                           struct error *error)
{
    enum err rc = ERR_OK;
    /* Asked first: nothing may be released for a move that is not allowed. */
    if (!machine_allows(&machine_job, (int)job_state_of(job), (int)to))
        return job_move(op, job, to, "", at_ms, error);
    if (to == JOB_PLANNED)
        return error_at(error, ERR_RULE, "to", "Jobs are planned by plan.commit only.");
    if (to == JOB_REOPENED && !json_object_get(job->doc, "place"))
        return error_at(error, ERR_STATE, "to",
                        "Where it was has been destroyed by rule; take a new call.");
    if (to == JOB_CLOSED)
        rc = check_closing(op, job, error);
    else if (to == JOB_TRIAGED)
        rc = job_check_approved(op, job, error);
    if (rc == ERR_OK && to != JOB_CLOSED)
        rc = job_release(op, job, error);
    if (rc == ERR_OK)
        rc = job_move(op, job, to, json_text(op->args, "reason", ""), at_ms, error);
    if (rc == ERR_OK)
        rc = record_save(op, job, error);
    if (rc == ERR_OK && to == JOB_CANCELLED)
        rc = approvals_withdraw(op, job->id, error);
    if (rc == ERR_OK && (to == JOB_CLOSED || to == JOB_CANCELLED))
        rc = set_request_state(op, job, to == JOB_CLOSED ? "closed" : "cancelled", error);
    if (rc == ERR_OK && to == JOB_REOPENED)
        rc = set_request_state(op, job, "open", error);
    return rc;
}

enum err op_job_transition(struct op *op, struct error *error)
{
    enum job_state to = (enum job_state)machine_state(&machine_job, json_text(op->args, "to", ""));
    enum visit_state visit_to;
    int64_t at_ms;
    enum err rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    bool with_visit = goes_with_visit(to, &visit_to);
    if (op->actor.role == ROLE_CREW && !with_visit && to != JOB_REFUSED)
        return error_at(error, ERR_DENIED, "to", "A crew may not move a job to %s.",
                        machine_job.states[to]);
    rc = with_visit ? move_with_visit(op, &op->target, visit_to, at_ms, error)
                    : move_alone(op, &op->target, to, at_ms, error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

enum err op_job_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_job_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_job, error);
}
