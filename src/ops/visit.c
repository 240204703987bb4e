/* Visits: the planned stops of crews, their checklists and what happens on site. */
#include "ops/visit_int.h"

#include <string.h>

#include "base/json_find.h"
#include "ops/alarm_int.h"
#include "ops/attachment_int.h"
#include "ops/crew_int.h"
#include "ops/exposure_int.h"
#include "ops/job_int.h"
#include "ops/ledger_int.h"
#include "ops/mode_int.h"
#include "ops/needs_int.h"
#include "ops/privacy_int.h"

const struct noun noun_visit = {
    .name = "visit",
    .table = "visit",
    .columns = {{"job", "job", COLUMN_TEXT},
                {"crew", "crew", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"is_open", "_open", COLUMN_NUMBER},
                {"seq", "seq", COLUMN_NUMBER},
                {"depart_ms", "depart_at", COLUMN_TIME}},
    .own_crew = "SELECT count(*) FROM visit WHERE id = ? AND crew = ?",
    .own_crew_where = "crew = ?",
};

enum visit_state visit_state_of(const struct record *visit)
{
    return (enum visit_state)machine_state(&machine_visit, json_text(visit->doc, "state", ""));
}

static bool is_over(enum visit_state state)
{
    return state == VISIT_DONE || state == VISIT_CANCELLED || state == VISIT_FAILED;
}

/* ---- States
 * ---------------------------------------------------------------------------------------- */

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(word, *words) == 0)
            return true;
    }
    return false;
}

enum err visit_check_steps(const json_t *visit, const char *const *phases, const char *what,
                           struct error *error)
{
    char missing[ERROR_TEXT_MAX - 128] = "";
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(visit, "steps"), i, step)
    {
        size_t n = strlen(missing);
        if (json_flag(step, "required", false) && !json_object_get(step, "done_at") &&
            is_one_of(json_text(step, "phase", ""), phases))
            snprintf(missing + n, sizeof missing - n, "%s%s", n ? ", " : "",
                     json_text(step, "code", ""));
    }
    return missing[0]
               ? error_at(error, ERR_RULE, "to",
                          "It cannot be %s before these steps are recorded: %s.", what, missing)
               : ERR_OK;
}

/* Checks the machine, sets the state and writes "visit.state". Saves. */
static enum err set_state(struct op *op, struct record *visit, enum visit_state to,
                          const char *reason, int64_t at_ms, struct error *error)
{
    enum visit_state from = visit_state_of(visit);
    const char *from_name = machine_visit.states[from], *to_name = machine_visit.states[to];
    if (!machine_allows(&machine_visit, (int)from, (int)to))
        return error_at(error, ERR_STATE, "to", "The visit is %s; it cannot be moved to %s.",
                        from_name, to_name);
    json_object_set_new(visit->doc, "state", json_string(to_name));
    json_object_set_new(visit->doc, "_open", json_boolean(!is_over(to)));
    if (to == VISIT_DISPATCHED)
        op_set_time(op, visit->doc, "sent_at", at_ms);
    if ((to == VISIT_AT_GATE || to == VISIT_ON_SITE) && !json_object_get(visit->doc, "inside_at"))
        op_set_time(op, visit->doc, "inside_at", at_ms);
    if (to == VISIT_ON_SITE)
        op_set_time(op, visit->doc, "started_at", at_ms);
    if (to == VISIT_DONE)
        op_set_time(op, visit->doc, "done_at", at_ms);
    enum err rc = record_save(op, visit, error);
    if (rc != ERR_OK)
        return rc;
    json_t *data =
        json_pack("{s:s, s:s, s:O, s:O}", "from", from_name, "to", to_name, "job",
                  json_object_get(visit->doc, "job"), "crew", json_object_get(visit->doc, "crew"));
    op_set_time(op, data, "at", at_ms);
    if (*reason)
        json_object_set_new(data, "reason", json_string(reason));
    rc = op_event(op, "visit.state", visit, data, error);
    return rc == ERR_OK ? watch_visit(op, visit, error) : rc;
}

/* What a visit that ends does to its crew: free again, unless another visit is under way. */
static enum err free_crew(struct op *op, const struct record *visit, struct error *error)
{
    int64_t busy = 0;
    const char *crew = json_text(visit->doc, "crew", "");
    enum err rc = sql_ask_i64(op->sql,
                              "SELECT count(*) FROM visit WHERE crew = ? AND id <> ?"
                              " AND state IN ('en_route', 'at_gate', 'on_site')",
                              SQL_ARGS(sql_text(crew), sql_text(visit->id)), 0, &busy, error);
    return rc == ERR_OK && busy == 0 ? crew_set_state(op, crew, "idle", error) : rc;
}

enum err visit_cancel(struct op *op, struct record *visit, const char *reason, struct error *error)
{
    enum visit_state state = visit_state_of(visit);
    if (is_over(state))
        return ERR_OK;
    enum err rc = set_state(op, visit, VISIT_CANCELLED, reason, op->now_ms, error);
    bool under_way = state == VISIT_EN_ROUTE || state == VISIT_AT_GATE || state == VISIT_ON_SITE;
    return rc == ERR_OK && under_way ? free_crew(op, visit, error) : rc;
}

/* Takes what the work has used up off the crew's stock: protection, and goods without numbers. */
static enum err use_up(struct op *op, const struct stock_move *use, const json_t *lines,
                       json_t *used_list, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        struct stock_move move = *use;
        int64_t used = 0;
        move.item = json_text(line, "item", "");
        if (rc != ERR_OK || json_flag(line, "serial", false) || json_flag(line, "returns", false))
            continue;
        rc = milli_of(line, "qty", &move.milli, error);
        if (rc == ERR_OK)
            rc = ledger_use(op, &move, &used, error);
        if (used > 0)
            json_array_append_new(used_list,
                                  json_pack("{s:s, s:o}", "item", move.item, "qty", qty_of(used)));
    }
    return rc;
}

/* The work is done: stock is used, staff may count as exposed, the crew is free. */
static enum err settle(struct op *op, struct record *visit, const struct record *job,
                       struct error *error)
{
    const json_t *needs = json_object_get(job->doc, "requirements");
    struct record crew;
    struct situation situation;
    enum err rc =
        record_load(op, &noun_crew, json_text(visit->doc, "crew", ""), "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    const struct stock_move use = {.kind = "consume",
                                   .from = holder_of(&crew),
                                   .to = holder_outside("consumed"),
                                   .about = visit->id,
                                   .at_ms = op->now_ms};
    json_t *used = op_keep(op, json_array());
    rc = use_up(op, &use, json_object_get(needs, "protection"), used, error);
    if (rc == ERR_OK)
        rc = use_up(op, &use, json_object_get(needs, "stock"), used, error);
    if (rc == ERR_OK && json_array_size(used))
        rc = op_event(op, "stock.used", &crew,
                      json_pack("{s:O, s:s}", "items", used, "visit", visit->id), error);
    if (rc == ERR_OK && job_situation(op, job->doc, &situation, NULL) == ERR_OK)
        rc = crew_expose(op, crew.id, situation_exposure(&situation), error);
    return rc == ERR_OK ? free_crew(op, visit, error) : rc;
}

/* R-T5: after so many trips as the mode says the vehicle takes no more until it is disinfected. */
static enum err count_trip(struct op *op, const struct record *visit, const struct record *job,
                           struct error *error)
{
    const struct service *service =
        catalog_service(op->ops->config.catalog, json_text(job->doc, "service", ""));
    struct record crew, vehicle;
    struct mode mode;
    if (!service || !service->trips)
        return ERR_OK;
    enum err rc =
        record_load(op, &noun_crew, json_text(visit->doc, "crew", ""), "crew", &crew, error);
    const char *id = rc == ERR_OK ? json_text(crew.doc, "vehicle", NULL) : NULL;
    if (rc == ERR_OK)
        rc = mode_of(op, job->org, json_object_get(job->doc, "place"), &mode, error);
    if (rc == ERR_OK && id)
        rc = record_load(op, &noun_vehicle, id, "vehicle", &vehicle, error);
    if (rc != ERR_OK || !id)
        return rc;
    int64_t trips = json_i64(vehicle.doc, "trips", 0) + 1;
    bool dirty = (double)trips >= mode_number(op, &mode, service->trips, 1);
    json_object_set_new(vehicle.doc, "trips", json_integer(trips));
    if (dirty)
        json_object_set_new(vehicle.doc, "status", json_string("dirty"));
    rc = record_save(op, &vehicle, error);
    return rc == ERR_OK && dirty
               ? op_event(op, "vehicle.soiled", &vehicle,
                          json_pack("{s:s, s:I}", "visit", visit->id, "trips", (json_int_t)trips),
                          error)
               : rc;
}

/* The job's state that goes with a visit's. */
static enum job_state job_state_with(enum visit_state state)
{
    static const enum job_state with[] = {
        [VISIT_PLANNED] = JOB_PLANNED,   [VISIT_DISPATCHED] = JOB_DISPATCHED,
        [VISIT_ACCEPTED] = JOB_ACCEPTED, [VISIT_EN_ROUTE] = JOB_EN_ROUTE,
        [VISIT_AT_GATE] = JOB_AT_GATE,   [VISIT_ON_SITE] = JOB_ON_SITE,
        [VISIT_DONE] = JOB_DONE,         [VISIT_CANCELLED] = JOB_TRIAGED,
        [VISIT_FAILED] = JOB_FAILED,
    };
    return with[state];
}

enum err visit_move(struct op *op, struct record *visit, struct record *job, enum visit_state to,
                    const char *reason, int64_t at_ms, struct error *error)
{
    const char *const *phases = machine_visit.requires[to];
    enum err rc = ERR_OK;
    if (to == VISIT_EN_ROUTE)
        rc = job_check_approved(op, job, error);
    /* What the machine does not allow is refused as that. */
    if (rc == ERR_OK && phases &&
        machine_allows(&machine_visit, (int)visit_state_of(visit), (int)to))
        rc = visit_check_steps(visit->doc, phases, machine_visit.states[to], error);
    if (rc == ERR_OK)
        rc = set_state(op, visit, to, reason, at_ms, error);
    if (rc == ERR_OK)
        rc = job_move(op, job, job_state_with(to), reason, at_ms, error);
    if (rc == ERR_OK && to == VISIT_CANCELLED)
        rc = job_release(op, job, error);
    if (rc == ERR_OK)
        rc = record_save(op, job, error);
    if (rc != ERR_OK)
        return rc;
    switch (to) {
    case VISIT_EN_ROUTE:
    case VISIT_AT_GATE:
    case VISIT_ON_SITE:
        return crew_set_state(op, json_text(visit->doc, "crew", ""), machine_visit.states[to],
                              error);
    case VISIT_DONE:
        rc = count_trip(op, visit, job, error);
        return rc == ERR_OK ? settle(op, visit, job, error) : rc;
    case VISIT_FAILED:
    case VISIT_CANCELLED:
        return free_crew(op, visit, error);
    default:
        return ERR_OK;
    }
}

enum err op_visit_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_visit_transition(struct op *op, struct error *error)
{
    struct record job;
    int64_t at_ms;
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_job, json_text(op->target.doc, "job", ""), "job", &job, error);
    if (rc == ERR_OK)
        rc = visit_move(
            op, &op->target, &job,
            (enum visit_state)machine_state(&machine_visit, json_text(op->args, "to", "")),
            json_text(op->args, "reason", ""), at_ms, error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

/* ---- Steps
 * ----------------------------------------------------------------------------------------- */

json_t *visit_step(const json_t *visit, const char *code)
{
    return json_find(json_object_get(visit, "steps"), "code", code);
}

/* Steps of the work belong to a visit in hand; those after it may come when it is done. */
static enum err check_step_time(const struct record *visit, const json_t *step, struct error *error)
{
    enum visit_state state = visit_state_of(visit);
    const char *phase = json_text(step, "phase", "");
    bool after = strcmp(phase, "after") == 0 || strcmp(phase, "closing") == 0;
    bool in_hand = state >= VISIT_ACCEPTED && state <= VISIT_ON_SITE;
    if (in_hand || (after && state == VISIT_DONE))
        return ERR_OK;
    return error_at(error, ERR_STATE, "code", "The visit is %s; this step cannot be recorded now.",
                    machine_visit.states[state]);
}

/* No electrical work before the work permit, no supply before the inspection: as the pack says. */
static enum err check_step_order(const json_t *visit, const struct step *declared,
                                 struct error *error)
{
    for (size_t i = 0; i < declared->after.n; i++) {
        const json_t *before = visit_step(visit, declared->after.at[i]);
        if (before && !json_object_get(before, "done_at"))
            return error_at(error, ERR_RULE, "code", "'%s' must be recorded before '%s'.",
                            declared->after.at[i], declared->code);
    }
    return ERR_OK;
}

static void set_step(struct op *op, json_t *step, const json_t *value, int64_t at_ms)
{
    json_object_set(step, "value", (json_t *)value);
    json_object_set_new(step, "by", json_string(op->actor.name));
    op_set_time(op, step, "done_at", at_ms);
}

/* Where goods go to at the customer's: the site, or the job where no site is known. */
static struct holder customer_of(const struct record *job)
{
    struct holder customer = holder_of(job);
    snprintf(customer.id, sizeof customer.id, "%s", json_text(job->doc, "site", job->id));
    return customer;
}

/* Full ones go out of the vehicle to the customer, empty ones come back; an empty one that the city
 * has never seen before is found there. */
static enum err exchange_one(struct op *op, const struct stock_move *exchange, bool out,
                             struct error *error)
{
    struct stock_move move = *exchange;
    struct serial_place place;
    enum err rc = ledger_place(op, move.serial, &place, error);
    if (rc == ERR_OK && !out && !place.holder[0])
        move.from = holder_outside("found");
    return rc == ERR_OK ? ledger_post(op, &move, error) : rc;
}

static enum err exchange(struct op *op, const struct record *job, const struct step *step,
                         const json_t *serials, struct error *error)
{
    struct record crew;
    bool out = step->kind == STEP_SERIAL_OUT;
    enum err rc =
        record_load(op, &noun_crew, json_text(op->target.doc, "crew", ""), "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    struct holder customer = customer_of(job), aboard = holder_of(&crew);
    struct stock_move move = {.kind = out ? "deliver" : "collect",
                              .from = out ? aboard : customer,
                              .to = out ? customer : aboard,
                              .item = step->item,
                              .about = op->target.id,
                              .at_ms = op->now_ms};
    size_t i;
    json_t *serial;
    json_array_foreach(serials, i, serial)
    {
        move.serial = json_string_value(serial);
        if (rc == ERR_OK)
            rc = exchange_one(op, &move, out, error);
    }
    if (rc != ERR_OK)
        return rc;
    return op_event(op, "stock.moved", &crew,
                    json_pack("{s:s, s:O, s:s, s:s, s:O?}", "item", step->item, "serials", serials,
                              out ? "to" : "from", customer.id, "visit", op->target.id, "reason",
                              json_object_get(op->args, "reason")),
                    error);
}

static enum err record_step(struct op *op, json_t *step, const struct record *job,
                            const struct service *service, struct error *error)
{
    const json_t *value = json_object_get(op->args, "value");
    const char *code = json_text(op->args, "code", "");
    const struct step *declared = needs_step(service, code);
    int64_t at_ms;
    if (!declared)
        return error_at(error, ERR_STATE, "code", "The service %s has no step %s any more.",
                        service->id, code);
    enum err rc = step_check_value(declared, value, error);
    bool picture = declared->kind == STEP_PHOTO || declared->kind == STEP_SIGNATURE;
    if (rc == ERR_OK && picture && is_attachment_name(json_string_value(value)))
        rc = attachment_check(op, json_string_value(value), "value", error);
    if (rc == ERR_OK)
        rc = check_step_order(op->target.doc, declared, error);
    if (rc == ERR_OK)
        rc = op_at(op, &at_ms, error);
    bool serials = declared->kind == STEP_SERIAL_IN || declared->kind == STEP_SERIAL_OUT;
    if (rc == ERR_OK && serials && json_object_get(step, "done_at"))
        rc = error_at(error, ERR_STATE, "code",
                      "The exchange has been recorded; goods do not move twice.");
    if (rc == ERR_OK && serials)
        rc = exchange(op, job, declared, value, error);
    if (rc == ERR_OK && declared->custody)
        rc = visit_custody(op, job, declared, value, step, error);
    if (rc != ERR_OK)
        return rc;
    set_step(op, step, value, at_ms);
    if (step_is_finding(declared, value))
        json_object_set_new(step, "finding", json_true());
    else
        json_object_del(step, "finding");
    return ERR_OK;
}

static enum err step_event(struct op *op, struct record *visit, const json_t *step,
                           const struct record *job, struct error *error)
{
    /* Counters add up values: of a manifest what it carried, its number stands beside. */
    json_t *carried = json_object_get(step, "carried");
    json_t *data = json_pack("{s:O, s:O, s:o, s:s, s:O}", "code", json_object_get(step, "code"),
                             "kind", json_object_get(step, "kind"), "value",
                             carried ? json_incref(carried) : privacy_step_value(step), "job",
                             job->id, "service", json_object_get(job->doc, "service"));
    if (carried)
        json_object_set(data, "manifest", json_object_get(step, "value"));
    return op_event(op, "step.recorded", visit, data, error);
}

/* What is written down after the request is over has its day as well. */
static enum err end_late(struct op *op, const struct record *job, struct error *error)
{
    struct record request;
    const char *id = json_text(job->doc, "request", NULL);
    enum err rc = id ? record_load(op, &noun_request, id, "request", &request, error) : ERR_OK;
    return rc == ERR_OK && id && strcmp(json_text(request.doc, "state", ""), "open") != 0
               ? privacy_ended(op, &request, true, error)
               : rc;
}

/* What is not ticked off has not been done. */
static bool is_disinfection(const struct service *service, const json_t *step)
{
    const struct step *declared = needs_step(service, json_text(step, "code", ""));
    return declared && declared->disinfects && !json_is_false(json_object_get(step, "value"));
}

enum err op_step_record(struct op *op, struct error *error)
{
    struct record job;
    struct situation situation;
    json_t *step = visit_step(op->target.doc, json_text(op->args, "code", ""));
    if (!step)
        return error_at(error, ERR_NOT_FOUND, "code", "The visit has no such step.");
    /* What a phone sends again has happened already. */
    if (json_object_get(step, "done_at") &&
        json_equal(json_object_get(step, "value"), json_object_get(op->args, "value")))
        return op_answer(op, &op->target, error);
    enum err rc = check_step_time(&op->target, step, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_job, json_text(op->target.doc, "job", ""), "job", &job, error);
    if (rc == ERR_OK)
        rc = job_situation(op, job.doc, &situation, error);
    if (rc == ERR_OK)
        rc = record_step(op, step, &job, situation.service, error);
    if (rc == ERR_OK)
        rc = record_save(op, &op->target, error);
    if (rc == ERR_OK)
        rc = step_event(op, &op->target, step, &job, error);
    if (rc == ERR_OK && !json_flag(job.doc, "_open", false))
        rc = end_late(op, &job, error);
    if (rc == ERR_OK && is_disinfection(situation.service, step))
        rc = crew_disinfect(op, json_text(op->target.doc, "crew", ""),
                            op_time_of(step, "done_at", op->now_ms), error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

enum err visit_feedback(struct op *op, const struct record *job, const json_t *score,
                        struct error *error)
{
    static const char *const codes[] = {"callback", "score"};
    const char *id = json_text(job->doc, "_visit", NULL);
    struct record visit;
    if (!id)
        return ERR_OK;
    enum err rc = record_load(op, &noun_visit, id, "visit", &visit, error);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; rc == ERR_OK && i < sizeof codes / sizeof *codes; i++) {
        json_t *step = visit_step(visit.doc, codes[i]);
        if (!step || strcmp(json_text(step, "phase", ""), "closing") != 0)
            continue;
        bool number = strcmp(json_text(step, "kind", ""), "number") == 0;
        set_step(op, step, number ? score : json_true(), op->now_ms);
        rc = step_event(op, &visit, step, job, error);
    }
    return rc == ERR_OK ? record_save(op, &visit, error) : rc;
}
