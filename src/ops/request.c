/* Requests: what somebody needs, from the call to the call-back. */
#include <string.h>

#include "base/json_find.h"
#include "ops/alarm_int.h"
#include "ops/job_int.h"
#include "ops/needs_int.h"
#include "ops/privacy_int.h"
#include "ops/visit_int.h"
#include "ops/zone_int.h"

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_request = {
    .name = "request",
    .table = "request",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"service", "service", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"by_user", "_by_user", COLUMN_TEXT}},
    .newest_first = true,
    .own_crew = "SELECT count(*) FROM job WHERE request = ? AND crew = ?",
    .own_crew_where = "id IN (SELECT request FROM job WHERE crew = ?)",
    .own_user = "SELECT count(*) FROM request WHERE id = ? AND by_user = ?",
    .own_user_where = "by_user = ?",
    .show = show,
};

static bool find_job(struct op *op, const char *request, struct record *job, enum err *rc,
                     struct error *error)
{
    return record_find(op, &noun_job, "request", request, job, rc, error);
}

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    struct record job;
    enum err rc = ERR_OK;
    if (!find_job(op, record->id, &job, &rc, error))
        return rc;
    json_object_set_new(doc, "job",
                        json_pack("{s:s, s:O, s:O, s:O, s:O}", "id", job.id, "number",
                                  json_object_get(job.doc, "number"), "state",
                                  json_object_get(job.doc, "state"), "priority",
                                  json_object_get(job.doc, "priority"), "due_at",
                                  json_object_get(job.doc, "due_at")));
    return ERR_OK;
}

/* ---- request.create
 * -------------------------------------------------------------------------------- */

struct intake {
    json_t *place; /* with lon and lat, in the end */
    struct record site;
    bool has_site;
};

/* A site named by id, or the one of a known address when no position is given. */
static enum err find_site(struct op *op, struct intake *intake, struct error *error)
{
    const json_t *given = json_object_get(op->args, "place");
    const char *site = json_text(given, "site", NULL), *address = json_text(given, "address", NULL);
    bool has_point = json_object_get(given, "lon") && json_object_get(given, "lat");
    enum err rc = ERR_OK;
    if (site) {
        rc = record_load(op, &noun_site, site, "place.site", &intake->site, error);
        intake->has_site = rc == ERR_OK;
    } else if (!has_point && address) {
        intake->has_site =
            record_find(op, &noun_site, "address", address, &intake->site, &rc, error);
        if (rc == ERR_OK && !intake->has_site)
            rc = error_at(error, ERR_INVALID, "place.address",
                          "No site of that address is known; give a position or a site.");
    } else if (!has_point) {
        rc = error_at(error, ERR_INVALID, "place",
                      "A place needs a position (lon and lat), a site or an address.");
    }
    return rc;
}

static enum err find_place(struct op *op, struct intake *intake, struct error *error)
{
    enum err rc = find_site(op, intake, error);
    if (rc != ERR_OK)
        return rc;
    intake->place = op_keep(op, json_copy(json_object_get(op->args, "place")));
    if (intake->has_site) {
        const json_t *at = json_object_get(intake->site.doc, "place");
        json_object_set_new(intake->place, "site", json_string(intake->site.id));
        op_default(intake->place, "lon", json_incref(json_object_get(at, "lon")));
        op_default(intake->place, "lat", json_incref(json_object_get(at, "lat")));
        const char *address = json_text(intake->site.doc, "address", NULL);
        if (address)
            op_default(intake->place, "address", json_string(address));
    }
    return op_check_place(op, intake->place, "place", error);
}

static enum err find_service(struct op *op, const struct service **out, struct error *error)
{
    const char *id = json_text(op->args, "service", "");
    const struct catalog *catalog = op->ops->config.catalog;
    *out = catalog ? catalog_service(catalog, id) : NULL;
    return *out ? ERR_OK
                : error_at(error, ERR_INVALID, "service", "The catalog has no service %.80s.", id);
}

/* The mode at the place, and whether it leaves the channel open by which the request came. */
static enum err find_mode(struct op *op, const json_t *place, struct mode *mode,
                          struct error *error)
{
    const char *org, *channel = json_text(op->args, "channel", NULL);
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = mode_of(op, org, place, mode, error);
    if (rc != ERR_OK || !channel)
        return rc;
    if (!catalog_channel(op->ops->config.catalog, channel))
        return error_at(error, ERR_INVALID, "channel",
                        "packs/parameters.yaml has no channel %.80s.", channel);
    if (!mode_channel_open(mode, channel))
        return error_at(error, ERR_RULE, "channel", "The channel %s is closed in the present mode.",
                        channel);
    return ERR_OK;
}

/* The request's own row: who, where, what, and the script to read out. */
static enum err make_request(struct op *op, const struct intake *intake,
                             const struct situation *situation, const json_t *zone,
                             struct record *request, struct error *error)
{
    const char *org;
    char number[40];
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = op_number(op, "R", number, error);
    if (rc != ERR_OK)
        return rc;
    *request = record_new(op, &noun_request, org);
    json_t *doc = request->doc;
    op_copy_args(op, doc, "service", "caller", "answers", "note", "channel", NULL);
    op_default(doc, "answers", json_object());
    json_object_set_new(doc, "number", json_string(number));
    json_object_set(doc, "place", intake->place);
    json_object_set(doc, "zone", (json_t *)zone);
    json_object_set_new(doc, "state", json_string("open"));
    json_object_set_new(doc, "script", needs_script(situation));
    json_object_set_new(doc, "_by_user", json_string(op->actor.id));
    op_set_time(op, doc, "received_at", op->now_ms);
    return record_insert(op, request, error);
}

static enum err make_job(struct op *op, const struct intake *intake, const struct record *request,
                         const struct situation *situation, const struct mode *mode,
                         struct error *error)
{
    struct record job;
    const json_t *class =
        intake->has_site ? json_object_get(intake->site.doc, "customer_class") : NULL;
    enum err rc = job_make(op, request, situation, mode, class, &job, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &job, error);
    if (rc != ERR_OK)
        return rc;
    json_t *data = json_pack(
        "{s:O, s:O, s:s, s:O, s:O}", "number", json_object_get(job.doc, "number"), "service",
        json_object_get(job.doc, "service"), "request", request->id, "priority",
        json_object_get(job.doc, "priority"), "due_at", json_object_get(job.doc, "due_at"));
    rc = op_event(op, "job.created", &job, data, error);
    if (rc == ERR_OK)
        rc = watch_job(op, &job, NULL, error);
    if (rc == ERR_OK)
        rc = job_ask_approvals(op, &job, situation, error);
    if (rc == ERR_OK)
        rc = job_admit(op, &job, situation, error);
    return rc == ERR_OK && job_state_of(&job) == JOB_HELD ? record_save(op, &job, error) : rc;
}

enum err op_request_create(struct op *op, struct error *error)
{
    struct intake intake = {0};
    struct record zone, request;
    const struct service *service = NULL;
    enum err rc = find_service(op, &service, error);
    if (rc == ERR_OK)
        rc = find_place(op, &intake, error);
    if (rc != ERR_OK)
        return rc;
    bool in_zone = zone_at(op, json_f64(intake.place, "lon", 0), json_f64(intake.place, "lat", 0),
                           &zone, &rc, error);
    if (rc != ERR_OK)
        return rc;
    struct mode mode;
    rc = find_mode(op, intake.place, &mode, error);
    if (rc != ERR_OK)
        return rc;
    struct situation situation = {.service = service,
                                  .emergency = mode.emergency,
                                  .answers = json_object_get(op->args, "answers"),
                                  .level = in_zone ? zone_level_of(op, zone.doc) : NULL,
                                  .at_ms = op->now_ms,
                                  .offset_min = op->ops->config.offset_min};
    rc = service_check_answers(&situation, error);
    json_t *ref = op_keep(op, in_zone ? zone_ref(&zone) : json_null());
    if (rc == ERR_OK)
        rc = make_request(op, &intake, &situation, ref, &request, error);
    if (rc == ERR_OK)
        rc = op_event(op, "request.created", &request,
                      json_pack("{s:O, s:s, s:O, s:O?}", "number",
                                json_object_get(request.doc, "number"), "service", service->id,
                                "zone", ref, "channel", json_object_get(request.doc, "channel")),
                      error);
    if (rc == ERR_OK)
        rc = make_job(op, &intake, &request, &situation, &mode, error);
    return rc == ERR_OK ? op_answer(op, &request, error) : rc;
}

enum err op_request_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_request_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_request, error);
}

/* ---- The call goes on
 * ------------------------------------------------------------------------------- */

enum err op_request_script_done(struct op *op, struct error *error)
{
    const char *step = json_text(op->args, "step", "");
    json_t *line = json_find(json_object_get(op->target.doc, "script"), "id", step);
    if (!line)
        return error_at(error, ERR_NOT_FOUND, "step", "The script has no line %.80s.", step);
    json_object_set_new(line, "done", json_true());
    op_set_time(op, line, "done_at", op->now_ms);
    return op_changed(op, &op->target, "script_done", NULL, error);
}

enum err op_request_feedback(struct op *op, struct error *error)
{
    struct record job;
    enum err rc = ERR_OK;
    if (!find_job(op, op->target.id, &job, &rc, error))
        return rc != ERR_OK ? rc : error_set(error, ERR_STATE, "The request has no job.");
    enum job_state state = job_state_of(&job);
    if (state != JOB_DONE && state != JOB_CLOSED)
        return error_set(error, ERR_STATE, "The job is %s; feedback is asked once it is done.",
                         machine_job.states[state]);
    json_t *feedback = json_object();
    op_copy_args(op, feedback, "score", "comment", NULL);
    op_set_time(op, feedback, "at", op->now_ms);
    json_object_set_new(op->target.doc, "feedback", feedback);
    rc = visit_feedback(op, &job, json_object_get(op->args, "score"), error);
    if (rc == ERR_OK)
        rc = op_changed(op, &op->target, "feedback",
                        json_pack("{s:O}", "score", json_object_get(op->args, "score")), error);
    return rc == ERR_OK && strcmp(json_text(op->target.doc, "state", ""), "open") != 0
               ? privacy_ended(op, &op->target, true, error)
               : rc;
}

enum err op_request_cancel(struct op *op, struct error *error)
{
    struct record job;
    enum err rc = ERR_OK;
    if (strcmp(json_text(op->target.doc, "state", ""), "open") != 0)
        return error_set(error, ERR_STATE, "The request is %s.",
                         json_text(op->target.doc, "state", ""));
    if (find_job(op, op->target.id, &job, &rc, error) && job_state_of(&job) != JOB_CANCELLED) {
        /* The job first: its state decides whether it can still be cancelled. */
        rc = job_release(op, &job, error);
        if (rc == ERR_OK)
            rc = job_move(op, &job, JOB_CANCELLED, json_text(op->args, "reason", ""), op->now_ms,
                          error);
        if (rc == ERR_OK)
            rc = record_save(op, &job, error);
    }
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(op->target.doc, "state", json_string("cancelled"));
    rc = op_changed(op, &op->target, "cancelled", NULL, error);
    return rc == ERR_OK ? privacy_ended(op, &op->target, true, error) : rc;
}
