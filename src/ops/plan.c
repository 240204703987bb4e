/* The plan in force: put in place as a whole, against a revision, for the jobs it names. */
#include <string.h>

#include "ops/alarm_int.h"
#include "ops/job_int.h"
#include "ops/needs_int.h"
#include "ops/plan_int.h"
#include "ops/visit_int.h"

static const char REVISION[] = "plan.revision", MADE_AT[] = "plan.made_at";

/* ---- plan.commit
 * ------------------------------------------------------------------------------------ */

static void copy_times(json_t *visit, const json_t *planned)
{
    static const char *const keys[] = {"seq",      "depart_at",   "arrive_at",  "start_at",
                                       "end_at",   "travel_s",    "distance_m", "gate",
                                       "geometry", "explanation", "disinfect_s"};
    /* Without a gate, way or disinfection in the new plan, the old one's no longer hold; why it was
     * this crew does, as long as the crew stays. */
    json_object_del(visit, "gate");
    json_object_del(visit, "disinfect_s");
    json_object_del(visit, "geometry");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(planned, keys[i]);
        if (value && !json_is_null(value))
            json_object_set(visit, keys[i], value);
    }
}

static enum err make_visit(struct op *op, struct record *job, const json_t *planned,
                           struct error *error)
{
    struct situation situation;
    struct record crew;
    enum err rc = record_load(op, &noun_crew, json_text(planned, "crew", ""), "crew", &crew, error);
    if (rc == ERR_OK)
        rc = job_situation(op, job->doc, &situation, error);
    if (rc != ERR_OK)
        return rc;
    struct record visit = record_new(op, &noun_visit, job->org);
    json_object_set_new(visit.doc, "job", json_string(job->id));
    json_object_set_new(visit.doc, "crew", json_string(crew.id));
    json_object_set_new(visit.doc, "state",
                        json_string(machine_visit.states[machine_visit.initial]));
    json_object_set_new(visit.doc, "_open", json_true());
    json_object_set_new(visit.doc, "steps", needs_steps(&situation));
    copy_times(visit.doc, planned);
    /* The crew had it in hand: why it waits. */
    if (json_flag(planned, "taken_back", false))
        json_object_set(visit.doc, "cause", json_object_get(planned, "cause"));
    rc = record_insert(op, &visit, error);
    if (rc == ERR_OK)
        rc = op_event(op, "visit.planned", &visit,
                      json_pack("{s:s, s:s, s:O}", "job", job->id, "crew", crew.id, "arrive_at",
                                json_object_get(planned, "arrive_at")),
                      error);
    json_object_set_new(job->doc, "_visit", json_string(visit.id));
    json_object_set_new(job->doc, "crew", json_string(crew.id));
    return rc;
}

/* Whether the job's current visit is open and of this crew. */
static enum err keep_visit(struct op *op, const struct record *job, const json_t *planned,
                           struct record *visit, bool *keeps, struct error *error)
{
    const char *id = json_text(job->doc, "_visit", NULL);
    *keeps = false;
    if (!id)
        return ERR_OK;
    enum err rc = record_load(op, &noun_visit, id, "visit", visit, error);
    if (rc != ERR_OK)
        return rc;
    enum visit_state state = visit_state_of(visit);
    *keeps = state <= VISIT_ON_SITE &&
             strcmp(json_text(visit->doc, "crew", ""), json_text(planned, "crew", "")) == 0;
    return ERR_OK;
}

/* What a crew has accepted is taken from it by people only: a plan that the program made before it
 * heard of the acceptance is stale. */
static enum err refuse_in_hand(const struct op *op, const struct record *job, struct error *error)
{
    enum job_state state = job_state_of(job);
    bool in_hand = state >= JOB_ACCEPTED && state <= JOB_ON_SITE;
    if (!in_hand || op->actor.role != ROLE_SYSTEM)
        return ERR_OK;
    return error_at(error, ERR_STALE, "job", "A crew has accepted the job meanwhile.");
}

/* ---- Promises -------------------------------------------------------------------------------- */

/* What a resident was told moves by more than this only for a reason that is recorded. */
enum { PROMISE_TOLERANCE_S = 300, MOVES_KEPT = 10 };

static const json_t *cause_of(struct op *op, const json_t *planned)
{
    const json_t *cause = json_object_get(planned, "cause");
    const char *reason = json_text(op->args, "reason", NULL);
    if (!cause && !reason && op->actor.role != ROLE_SYSTEM)
        return op_keep(op, json_pack("{s:s, s:{s:o, s:o}}", "code", "decided", "text", "zh",
                                     json_sprintf("%s 的人工决定", op->actor.name), "en",
                                     json_sprintf("By decision of %s", op->actor.name)));
    if (cause || !reason)
        return cause;
    return op_keep(op, json_pack("{s:s, s:{s:s, s:s}}", "code", "decided", "text", "zh", reason,
                                 "en", reason));
}

static void note_move(struct op *op, struct record *job, const json_t *planned, const json_t *cause)
{
    json_t *moves = json_object_get(job->doc, "moves");
    if (!moves) {
        moves = json_array();
        json_object_set_new(job->doc, "moves", moves);
    }
    json_t *move = json_pack("{s:O?, s:O, s:O?, s:O, s:O}", "crew_was",
                             json_object_get(job->doc, "promised_crew"), "crew",
                             json_object_get(planned, "crew"), "arrive_was",
                             json_object_get(job->doc, "promised_at"), "arrive_at",
                             json_object_get(planned, "arrive_at"), "cause", cause);
    op_set_time(op, move, "at", op->now_ms);
    json_array_append_new(moves, move);
    if (json_array_size(moves) > MOVES_KEPT)
        json_array_remove(moves, 0);
}

/* Keeps what the resident is told; a move of it needs a cause. People's own commands are their
 * cause. */
static enum err keep_promise(struct op *op, struct record *job, const json_t *planned,
                             struct error *error)
{
    json_t *told = json_object_get(job->doc, "promised_at");
    const char *crew = json_text(planned, "crew", "");
    const json_t *cause = cause_of(op, planned);
    int64_t was_ms = op_time_of(job->doc, "promised_at", 0);
    int64_t is_ms = op_time_of(planned, "arrive_at", 0);
    int64_t by_s = (is_ms > was_ms ? is_ms - was_ms : was_ms - is_ms) / 1000;
    bool moves =
        json_is_string(told) && (by_s > PROMISE_TOLERANCE_S ||
                                 strcmp(json_text(job->doc, "promised_crew", crew), crew) != 0);
    if (moves && !cause && op->actor.role == ROLE_SYSTEM)
        return error_at(error, ERR_RULE, "cause", "A promise moves only for a reason.");
    if (json_is_string(told) && !moves)
        return ERR_OK;
    enum err rc = ERR_OK;
    if (moves && cause) {
        note_move(op, job, planned, cause);
        rc = op_event(op, "job.promise_moved", job,
                      json_pack("{s:O, s:O, s:O, s:O}", "crew", json_object_get(planned, "crew"),
                                "arrive_was", told, "arrive_at",
                                json_object_get(planned, "arrive_at"), "cause", cause),
                      error);
    }
    json_object_set(job->doc, "promised_at", json_object_get(planned, "arrive_at"));
    json_object_set(job->doc, "promised_crew", json_object_get(planned, "crew"));
    return rc;
}

/* What a crew has accepted goes back into the plan, for a cause that it is told; not once it is at
 * the door. */
static enum err take_back(struct op *op, struct record *job, const json_t *planned,
                          struct record *visit, bool *keeps, struct error *error)
{
    enum job_state state = job_state_of(job);
    const json_t *cause = json_object_get(planned, "cause");
    if (!cause)
        return error_at(error, ERR_RULE, "cause", "Accepted work is taken back only for a reason.");
    if (state != JOB_ACCEPTED && state != JOB_EN_ROUTE)
        return error_at(error, ERR_STALE, "job", "The job is %s; it is not on its crew's way.",
                        json_text(job->doc, "state", ""));
    *keeps = false;
    return visit_cancel(op, visit, json_text(json_object_get(cause, "text"), "zh", ""), error);
}

enum err plan_assign(struct op *op, struct record *job, const json_t *planned, struct error *error)
{
    struct record visit = {0};
    bool keeps = false;
    enum err rc = keep_visit(op, job, planned, &visit, &keeps, error);
    if (rc == ERR_OK && json_flag(planned, "taken_back", false))
        rc = take_back(op, job, planned, &visit, &keeps, error);
    else if (rc == ERR_OK && !keeps)
        rc = refuse_in_hand(op, job, error);
    if (rc == ERR_OK)
        rc = keep_promise(op, job, planned, error);
    if (rc != ERR_OK)
        return rc;
    if (keeps) {
        copy_times(visit.doc, planned);
        rc = record_save(op, &visit, error);
    } else {
        if (job_state_of(job) != JOB_PLANNED)
            rc = job_move(op, job, JOB_PLANNED, "", op->now_ms, error);
        if (rc == ERR_OK)
            rc = job_release(op, job, error);
        if (rc == ERR_OK)
            rc = make_visit(op, job, planned, error);
    }
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(job->doc, "reasons", json_array());
    json_object_del(job->doc, "proposal");
    rc = record_save(op, job, error);
    if (rc == ERR_OK)
        rc = watch_job(op, job, planned, error);
    if (rc != ERR_OK)
        return rc;
    return op_event(op, "job.assigned", job,
                    json_pack("{s:O, s:O}", "crew", json_object_get(planned, "crew"), "arrive_at",
                              json_object_get(planned, "arrive_at")),
                    error);
}

/* A visit that waits for a person's word; it is nobody's yet. */
static enum err propose(struct op *op, struct record *job, const json_t *planned,
                        struct error *error)
{
    enum err rc = refuse_in_hand(op, job, error);
    enum job_state state = job_state_of(job);
    if (rc == ERR_OK && (state == JOB_PLANNED || state == JOB_DISPATCHED))
        rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    if (rc == ERR_OK)
        rc = job_release(op, job, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(job->doc, "proposal", json_deep_copy(planned));
    json_object_set_new(job->doc, "reasons", json_array());
    rc = record_save(op, job, error);
    return rc == ERR_OK ? op_event(op, "job.proposed", job,
                                   json_pack("{s:O, s:O}", "crew", json_object_get(planned, "crew"),
                                             "arrive_at", json_object_get(planned, "arrive_at")),
                                   error)
                        : rc;
}

enum err plan_moved_on(struct op *op, struct error *error)
{
    int64_t revision;
    return op_count(op, REVISION, 1, &revision, error);
}

static enum err unassign(struct op *op, struct record *job, const json_t *line, struct error *error)
{
    enum err rc = ERR_OK;
    enum job_state state = job_state_of(job);
    json_t *reasons = json_object_get(line, "reasons");
    rc = refuse_in_hand(op, job, error);
    if (rc == ERR_OK && state != JOB_NEW && state != JOB_TRIAGED && state != JOB_REOPENED)
        rc = job_move(op, job, JOB_TRIAGED, "", op->now_ms, error);
    if (rc == ERR_OK)
        rc = job_release(op, job, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(job->doc, "reasons", reasons);
    json_object_del(job->doc, "proposal");
    rc = record_save(op, job, error);
    return rc == ERR_OK
               ? op_event(op, "job.unassigned", job, json_pack("{s:O}", "reasons", reasons), error)
               : rc;
}

typedef enum err change_job(struct op *op, struct record *job, const json_t *line,
                            struct error *error);

/* Each line of a list, with the line's place in the error. */
static enum err change_jobs(struct op *op, const char *list, change_job *change,
                            struct error *error)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(op->args, list), i, line)
    {
        struct record job;
        enum err rc = record_load(op, &noun_job, json_text(line, "job", ""), "job", &job, error);
        if (rc == ERR_OK)
            rc = change(op, &job, line, error);
        if (rc != ERR_OK) {
            char prefix[48];
            snprintf(prefix, sizeof prefix, "%s[%zu].", list, i);
            error_prefix(error, prefix);
            return rc;
        }
    }
    return ERR_OK;
}

enum err op_plan_commit(struct op *op, struct error *error)
{
    int64_t revision = 0, made_ms = 0, base = json_i64(op->args, "base_revision", -1);
    enum err rc = op_count(op, REVISION, 0, &revision, error);
    if (rc == ERR_OK && base != revision)
        rc = error_at(error, ERR_STALE, "base_revision",
                      "The plan is at revision %lld, not %lld: another commit came first.",
                      (long long)revision, (long long)base);
    if (rc == ERR_OK)
        rc = change_jobs(op, "visits", plan_assign, error);
    if (rc == ERR_OK)
        rc = change_jobs(op, "unassigned", unassign, error);
    if (rc == ERR_OK)
        rc = change_jobs(op, "proposals", propose, error);
    if (rc == ERR_OK)
        rc = op_count(op, REVISION, 1, &revision, error);
    if (rc == ERR_OK)
        rc = op_count(op, MADE_AT, 0, &made_ms, error);
    if (rc == ERR_OK && made_ms != op->now_ms)
        rc = op_count(op, MADE_AT, op->now_ms - made_ms, &made_ms, error);
    if (rc != ERR_OK)
        return rc;
    json_t *receipt = op_keep(
        op,
        json_pack("{s:I, s:I, s:I}", "revision", (json_int_t)revision, "visits",
                  (json_int_t)json_array_size(json_object_get(op->args, "visits")), "unassigned",
                  (json_int_t)json_array_size(json_object_get(op->args, "unassigned"))));
    json_t *data = json_copy(receipt);
    if (json_object_get(op->args, "reason"))
        json_object_set(data, "reason", json_object_get(op->args, "reason"));
    op_answer_json(op, json_incref(receipt));
    return op_event_of(op, "plan.committed", "plan", "", "", data, error);
}

enum err op_plan_revision(struct op *op, struct error *error)
{
    int64_t revision = 0;
    enum err rc = op_count(op, REVISION, 0, &revision, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:I}", "revision", (json_int_t)revision));
    return rc;
}

/* ---- plan.get
 * --------------------------------------------------------------------------------------- */

/* Visits come by crew; each crew's go under one entry. */
static enum err add_visit(struct op *op, struct record *visit, void *context, struct error *error)
{
    json_t *crews = context, *shown = NULL;
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, visit->org, &covers, error);
    if (rc != ERR_OK || !covers)
        return rc;
    const char *crew = json_text(visit->doc, "crew", "");
    json_t *last = json_array_get(crews, json_array_size(crews) - 1);
    if (!last || strcmp(json_text(last, "crew", ""), crew) != 0) {
        last = json_pack("{s:s, s:[]}", "crew", crew, "visits");
        json_array_append_new(crews, last);
    }
    rc = record_show(op, visit, &shown, error);
    if (rc == ERR_OK)
        json_array_append(json_object_get(last, "visits"), shown);
    return rc;
}

static enum err add_unassigned(struct op *op, struct record *job, void *context,
                               struct error *error)
{
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, job->org, &covers, error);
    if (rc == ERR_OK && covers)
        json_array_append_new(context, json_pack("{s:s, s:O}", "job", job->id, "reasons",
                                                 json_object_get(job->doc, "reasons")));
    return rc;
}

enum err op_plan_get(struct op *op, struct error *error)
{
    bool crew_only = op->actor.role == ROLE_CREW;
    const char *crew = crew_only ? op->actor.crew : json_text(op->args, "crew", NULL);
    json_t *crews = op_keep(op, json_array()), *unassigned = op_keep(op, json_array());
    int64_t revision = 0, made_ms = 0;
    enum err rc = record_each(op, &noun_visit,
                              "is_open = 1 AND crew = COALESCE(?, crew)"
                              " ORDER BY crew, depart_ms, seq",
                              SQL_ARGS(sql_text(crew)), add_visit, crews, error);
    if (rc == ERR_OK && !crew_only)
        rc = record_each(op, &noun_job,
                         "is_open = 1 AND crew IS NULL"
                         " AND state IN ('new', 'triaged', 'reopened') ORDER BY id",
                         SQL_NONE, add_unassigned, unassigned, error);
    if (rc == ERR_OK)
        rc = op_count(op, REVISION, 0, &revision, error);
    if (rc == ERR_OK)
        rc = op_count(op, MADE_AT, 0, &made_ms, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:I, s:o, s:O, s:O}", "revision", (json_int_t)revision,
                                     "made_at", made_ms ? op_time(op, made_ms) : json_null(),
                                     "crews", crews, "unassigned", unassigned));
    return rc;
}
