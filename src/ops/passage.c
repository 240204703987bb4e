/*
 * The register of a gate (R-Z4, R-Z9): who went in or out, with which permit, and who was turned
 * back and why. The check is made against the register of permits when the passage is recorded, so
 * that nobody has to look a pass up. A locked gate opens in an emergency only, and that stays on
 * record (R-Z6).
 */
#include <string.h>

#include "ops/privacy_int.h"
#include "ops/zone_int.h"

static const double FEVER_C = 37.3;

const struct noun noun_passage = {
    .name = "passage",
    .table = "passage",
    .columns = {{"gate", "gate", COLUMN_TEXT},
                {"permit", "permit", COLUMN_TEXT},
                {"result", "result", COLUMN_TEXT}},
    .newest_first = true,
};

/* Why this permit does not open this gate at that moment; NULL: it does. */
static const char *permit_fails(const struct record *permit, const json_t *gate, int64_t at_ms)
{
    const char *zone = json_text(permit->doc, "zone", NULL);
    if (strcmp(json_text(permit->doc, "state", ""), "valid") != 0)
        return "permit_not_valid";
    if (at_ms < op_time_of(permit->doc, "from", INT64_MIN))
        return "permit_not_yet";
    if (at_ms >= op_time_of(permit->doc, "until", INT64_MAX))
        return "permit_expired";
    if (zone && strcmp(zone, json_text(gate, "zone", "")) != 0)
        return "permit_of_another_zone";
    return NULL;
}

/* The permit named, or the reason why there is no valid one. */
static enum err check_permit(struct op *op, int64_t at_ms, const char **why, struct error *error)
{
    const char *id = json_text(op->args, "permit", NULL);
    struct record permit;
    if (!id) {
        *why = "no_permit";
        return ERR_OK;
    }
    enum err rc = record_load(op, &noun_permit, id, "permit", &permit, error);
    if (rc == ERR_OK)
        *why = permit_fails(&permit, op->target.doc, at_ms);
    return rc;
}

static enum err check_gate(struct op *op, struct error *error)
{
    bool emergency = json_flag(op->args, "emergency", false);
    if (emergency && !json_text(op->args, "reason", NULL))
        return error_at(error, ERR_RULE, "reason", "An emergency opens a gate with its reason.");
    if (!emergency && strcmp(json_text(op->target.doc, "state", ""), "open") != 0)
        return error_at(error, ERR_STATE, "id", "The gate is locked; in an emergency it opens: %s.",
                        json_text(op->target.doc, "emergency_contact", "no contact is known"));
    return ERR_OK;
}

/* Within the gate's hours; a gate without hours is open day and night. */
static bool in_hours(const struct op *op, const json_t *gate, int64_t at_ms)
{
    const json_t *hours = json_object_get(gate, "hours");
    char now[TIME_TEXT_MAX];
    size_t i;
    json_t *window;
    time_format(at_ms, op->ops->config.offset_min, now);
    now[16] = '\0'; /* "2022-09-27T11:32" */
    json_array_foreach(hours, i, window)
    {
        const char *from = json_text(window, "from", "00:00"),
                   *until = json_text(window, "until", "24:00");
        bool after = strcmp(now + 11, from) >= 0, before = strcmp(now + 11, until) < 0;
        if (strcmp(from, until) < 0 ? after && before : after || before)
            return true;
    }
    return json_array_size(hours) == 0;
}

struct errand {
    const char *zone;
    bool is_red;
};

static enum err find_red(struct op *op, struct record *visit, void *context, struct error *error)
{
    struct errand *errand = context;
    struct record job;
    enum err rc = record_load(op, &noun_job, json_text(visit->doc, "job", ""), "job", &job, error);
    if (rc == ERR_OK && strcmp(json_text(job.doc, "urgency", ""), "red") == 0 &&
        strcmp(json_text(json_object_get(job.doc, "zone"), "id", ""), errand->zone) == 0)
        errand->is_red = true;
    return rc;
}

/* Out of hours those pass who are on their way to a red job in the zone, where its level says so
 * (`emergency_any_hour`). */
static enum err check_hours(struct op *op, int64_t at_ms, const char **why, struct error *error)
{
    const json_t *gate = op->target.doc;
    struct errand errand = {.zone = json_text(gate, "zone", "")};
    struct record zone, permit;
    if (in_hours(op, gate, at_ms))
        return ERR_OK;
    *why = "outside_hours";
    const char *id = json_text(op->args, "permit", NULL);
    if (!id || !*errand.zone)
        return ERR_OK;
    enum err rc = record_load(op, &noun_zone, errand.zone, "zone", &zone, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_permit, id, "permit", &permit, error);
    const char *crew =
        rc == ERR_OK ? json_text(json_object_get(permit.doc, "holder"), "crew", "") : "";
    const struct zone_level *level = rc == ERR_OK ? zone_level_of(op, zone.doc) : NULL;
    if (rc == ERR_OK && level && level->gates.emergency_any_hour)
        rc = record_each(op, &noun_visit, "crew = ? AND is_open = 1", SQL_ARGS(sql_text(crew)),
                         find_red, &errand, error);
    if (errand.is_red)
        *why = NULL;
    return rc;
}

/* Passed, or turned back and why. */
static enum err judge(struct op *op, int64_t at_ms, const char **why, struct error *error)
{
    bool in = strcmp(json_text(op->args, "direction", ""), "in") == 0;
    *why = NULL;
    enum err rc = check_gate(op, error);
    if (rc != ERR_OK || json_flag(op->args, "emergency", false))
        return rc;
    if (json_f64(op->args, "temperature", 0) >= FEVER_C)
        *why = "fever";
    else if (in)
        rc = check_hours(op, at_ms, why, error);
    if (rc == ERR_OK && in && !*why)
        rc = check_permit(op, at_ms, why, error);
    return rc;
}

enum err op_gate_pass(struct op *op, struct error *error)
{
    const char *why = NULL;
    int64_t at_ms;
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK)
        rc = judge(op, at_ms, &why, error);
    if (rc != ERR_OK)
        return rc;
    struct record passage = record_new(op, &noun_passage, op->target.org);
    json_object_set_new(passage.doc, "gate", json_string(op->target.id));
    op_copy_args(op, passage.doc, "direction", "permit", "who", "temperature", "escort", "reason",
                 "emergency", "disinfected", NULL);
    json_object_set_new(passage.doc, "result", json_string(why ? "turned_back" : "passed"));
    if (why)
        json_object_set_new(passage.doc, "why", json_string(why));
    json_object_set_new(passage.doc, "by", json_string(op->actor.name));
    op_set_time(op, passage.doc, "at", at_ms);
    rc = record_insert(op, &passage, error);
    if (rc == ERR_OK)
        rc = privacy_settle(op, &passage, error);
    /* Names and temperatures stay in the register and out of the log. */
    json_t *data = json_pack(
        "{s:s, s:O, s:O?, s:O, s:O, s:O?}", "passage", passage.id, "direction",
        json_object_get(passage.doc, "direction"), "post", json_object_get(op->target.doc, "post"),
        "result", json_object_get(passage.doc, "result"), "at", json_object_get(passage.doc, "at"),
        "why", json_object_get(passage.doc, "why"));
    if (rc == ERR_OK)
        rc = op_event(op, why ? "gate.turned_back" : "gate.passed", &op->target, data, error);
    else
        json_decref(data);
    return rc == ERR_OK ? op_answer(op, &passage, error) : rc;
}

enum err op_gate_register(struct op *op, struct error *error)
{
    return op_list(op, &noun_passage, error);
}
