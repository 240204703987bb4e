/* Switching a mode on, changing it and taking it back; who has acknowledged. */
#include <string.h>

#include "base/json_find.h"
#include "ops/approval_int.h"
#include "ops/job_int.h"
#include "ops/mode_int.h"
#include "ops/needs_int.h"
#include "ops/notice_int.h"
#include "ops/privacy_int.h"
#include "ops/report_due_int.h"
#include "ops/round_int.h"
#include "ops/timer_int.h"

enum { HOUR_MS = 3600 * 1000 };

static bool is_state(const struct record *mode, const char *state)
{
    return strcmp(json_text(mode->doc, "state", ""), state) == 0;
}

/* ---- What was asked for ------------------------------------------------------------------------
 */

struct wish {
    const struct contingency *plan;
    struct scope scope;
    int level;
    int64_t hours;
};

static enum err read_wish(struct op *op, struct wish *wish, struct error *error)
{
    const char *id = json_text(op->args, "plan", ""), *level = json_text(op->args, "level", NULL);
    wish->plan = catalog_contingency(op->ops->config.catalog, id);
    if (!wish->plan)
        return error_at(error, ERR_INVALID, "plan", "The packs have no contingency plan %.80s.",
                        id);
    wish->level = level ? response_level_parse(level) : wish->plan->level + 1;
    wish->hours = json_i64(op->args, "hours", wish->plan->hours);
    enum err rc = mode_scope(op, &wish->scope, error);
    if (rc == ERR_OK && !contingency_fits(wish->plan, wish->scope.kind))
        rc = error_at(error, ERR_INVALID, "plan", "The plan %s is not made for the scope '%s'.",
                      wish->plan->id, wish->scope.kind);
    return rc;
}

static void describe(struct op *op, const struct wish *wish, json_t *doc)
{
    const struct contingency *plan = wish->plan;
    const struct record *about = &wish->scope.about;
    (void)op;
    json_object_set_new(doc, "plan", json_string(plan->id));
    json_object_set_new(doc, "name", needs_name(&plan->name));
    json_object_set_new(doc, "matter", needs_name(&plan->matter));
    json_object_set_new(doc, "level", json_string(response_level_name(wish->level)));
    json_object_set_new(doc, "emergency", json_boolean(plan->emergency));
    json_object_set_new(doc, "scope", json_string(wish->scope.kind));
    json_object_set_new(doc, "scope_id", about->noun ? json_string(about->id) : json_null());
    json_object_set_new(doc, "scope_name",
                        about->noun ? json_incref(json_object_get(about->doc, "name"))
                                    : json_null());
}

enum err op_mode_preview(struct op *op, struct error *error)
{
    struct wish wish = {0};
    json_t *shown = op_keep(op, json_object());
    int64_t jobs = 0;
    enum err rc = read_wish(op, &wish, error);
    if (rc == ERR_OK)
        rc = mode_effects(op, wish.plan, &wish.scope, shown, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT count(*) FROM job WHERE is_open = 1", SQL_NONE, 0, &jobs,
                         error);
    if (rc != ERR_OK)
        return rc;
    describe(op, &wish, shown);
    op_set_time(op, shown, "until", op->now_ms + wish.hours * HOUR_MS);
    json_object_set_new(shown, "approval",
                        wish.plan->approval ? json_string(wish.plan->approval) : json_null());
    json_object_set_new(shown, "jobs", json_integer(jobs));
    op_answer_json(op, json_incref(shown));
    return ERR_OK;
}

/* ---- On ----------------------------------------------------------------------------------------
 */

/* Reserve vehicles go on duty, or back: only those that are still in the state they were put in. */
static enum err move_vehicles(struct op *op, const struct record *mode, const char *from,
                              const char *to, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(mode->doc, "vehicles"), i, row)
    {
        struct record vehicle;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_vehicle, json_text(row, "id", ""), "vehicle", &vehicle,
                             error);
        if (rc != ERR_OK)
            return rc;
        if (strcmp(json_text(vehicle.doc, "status", ""), from) != 0)
            continue;
        json_object_set_new(vehicle.doc, "status", json_string(to));
        rc = record_save(op, &vehicle, error);
        if (rc == ERR_OK)
            rc = op_event(op, "vehicle.status", &vehicle,
                          json_pack("{s:s, s:s}", "status", to, "mode", mode->id), error);
    }
    return rc;
}

/* Shifts last as the roster's pattern says, or as before: only those that are still as they were
 * put. */
static enum err move_shifts(struct op *op, const struct record *mode, const char *from,
                            const char *to, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(json_object_get(mode->doc, "roster"), "crews"), i, row)
    {
        struct record crew;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_crew, json_text(row, "id", ""), "crew", &crew, error);
        if (rc != ERR_OK)
            return rc;
        json_t *shift = json_object_get(crew.doc, "shift");
        if (op_time_of(shift, "until", 0) != op_time_of(row, from, 1))
            continue;
        json_object_set(shift, "until", json_object_get(row, to));
        rc = record_save(op, &crew, error);
        if (rc == ERR_OK)
            rc = op_event(
                op, "crew.shift", &crew,
                json_pack("{s:O, s:s}", "until", json_object_get(row, to), "mode", mode->id),
                error);
    }
    return rc;
}

/* The earliest thing that happens to a mode by itself: its end, or an acknowledgement that is late.
 */
static enum err set_timer(struct op *op, const struct record *mode, struct error *error)
{
    int64_t at_ms = op_time_of(mode->doc, "until", INT64_MAX);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(mode->doc, "acknowledgements"), i, row)
    {
        int64_t due_ms = op_time_of(row, "due_at", INT64_MAX);
        if (!json_text(row, "at", NULL) && !json_flag(row, "late", false) && due_ms < at_ms)
            at_ms = due_ms;
    }
    return timer_set(op, mode, is_state(mode, "active") ? at_ms : INT64_MAX, error);
}

static json_t *event_data(const struct record *mode)
{
    static const char *const keys[] = {"number",   "plan", "level", "emergency",  "scope",
                                       "scope_id", "from", "until", "parameters", "channels"};
    json_t *data = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(mode->doc, keys[i]);
        if (value)
            json_object_set(data, keys[i], value);
    }
    return data;
}

/* S2-6: where a channel closes, the notice is drafted and handed to its checkers. */
static enum err draft_notices(struct op *op, const struct contingency *plan, struct record *mode,
                              struct error *error)
{
    json_t *notices = json_array();
    enum err rc = ERR_OK;
    json_object_set_new(mode->doc, "notices", notices);
    for (size_t i = 0; rc == ERR_OK && i < plan->channels.n; i++) {
        const struct channel_notice *text = &plan->channels.at[i].notice;
        struct record notice;
        if (!text->headline.zh || !catalog_issuer(op->ops->config.catalog))
            continue;
        struct notice_draft draft = {.kind = "service_change",
                                     .headline = text->headline,
                                     .description = text->description,
                                     .instruction = text->instruction,
                                     .source = mode,
                                     .until_ms = INT64_MAX};
        rc = notice_make(op, &draft, &notice, error);
        if (rc == ERR_OK)
            json_array_append_new(notices, json_string(notice.id));
    }
    return rc;
}

/* Takes effect now. What depends on the mode is judged again. */
static enum err start(struct op *op, struct record *mode, struct error *error)
{
    struct wish wish = {
        .plan = catalog_contingency(op->ops->config.catalog, json_text(mode->doc, "plan", ""))};
    const char *scope_id = json_text(mode->doc, "scope_id", "");
    if (!wish.plan)
        return error_set(error, ERR_STATE, "The plan is no longer in the packs.");
    wish.scope.kind = json_text(mode->doc, "scope", "");
    enum err rc = ERR_OK;
    if (*scope_id)
        rc = record_load(op, strcmp(wish.scope.kind, "zone") == 0 ? &noun_zone : &noun_org,
                         scope_id, "scope", &wish.scope.about, error);
    if (rc == ERR_OK)
        rc = mode_effects(op, wish.plan, &wish.scope, mode->doc, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(mode->doc, "state", json_string("active"));
    op_set_time(op, mode->doc, "from", op->now_ms);
    op_set_time(op, mode->doc, "until",
                op->now_ms + json_i64(mode->doc, "_hours", wish.plan->hours) * HOUR_MS);
    rc = move_vehicles(op, mode, "reserve", "ready", error);
    if (rc == ERR_OK)
        rc = move_shifts(op, mode, "was", "until", error);
    if (rc == ERR_OK)
        rc = draft_notices(op, wish.plan, mode, error);
    if (rc == ERR_OK)
        rc = record_save(op, mode, error);
    if (rc == ERR_OK)
        rc = op_event(op, "mode.started", mode, event_data(mode), error);
    if (rc == ERR_OK)
        rc = set_timer(op, mode, error);
    if (rc == ERR_OK)
        rc = rounds_retime(op, error);
    if (rc == ERR_OK)
        rc = reports_mode(op, true, error);
    return rc == ERR_OK ? jobs_reassess(op, error) : rc;
}

enum err mode_approved(struct op *op, const char *id, bool approved, struct error *error)
{
    struct record mode;
    enum err rc = record_load(op, &noun_mode, id, "mode", &mode, error);
    if (rc != ERR_OK || !is_state(&mode, "waiting"))
        return rc;
    if (approved)
        return start(op, &mode, error);
    json_object_set_new(mode.doc, "state", json_string("refused"));
    rc = record_save(op, &mode, error);
    return rc == ERR_OK ? op_event(op, "mode.refused", &mode, event_data(&mode), error) : rc;
}

/* The same plan for the same scope once at a time: a second press changes nothing. */
static enum err check_single(struct op *op, const struct wish *wish, struct error *error)
{
    int64_t n = 0;
    enum err rc = sql_ask_i64(op->sql,
                              "SELECT count(*) FROM mode_switch WHERE plan = ? AND scope = ?"
                              " AND scope_id = ? AND state IN ('waiting', 'active')",
                              SQL_ARGS(sql_text(wish->plan->id), sql_text(wish->scope.kind),
                                       sql_text(wish->scope.about.id)),
                              0, &n, error);
    if (rc == ERR_OK && n > 0)
        rc = error_at(error, ERR_EXISTS, "plan",
                      "The plan %s is in force, or waits for approval, for this scope already.",
                      wish->plan->id);
    return rc;
}

static enum err make(struct op *op, const struct wish *wish, struct record *mode,
                     struct error *error)
{
    char number[40];
    bool is_org = strcmp(wish->scope.kind, "org") == 0;
    enum err rc = op_number(op, "MS", number, error);
    if (rc != ERR_OK)
        return rc;
    *mode = record_new(op, &noun_mode, is_org ? wish->scope.about.id : "");
    json_object_set_new(mode->doc, "number", json_string(number));
    describe(op, wish, mode->doc);
    json_object_set_new(mode->doc, "_scope_id", json_string(wish->scope.about.id));
    json_object_set_new(mode->doc, "_hours", json_integer(wish->hours));
    json_object_set_new(mode->doc, "plan_version", json_integer(wish->plan->version));
    json_object_set_new(mode->doc, "state", json_string("waiting"));
    json_object_set_new(mode->doc, "from", json_null());
    json_object_set_new(mode->doc, "until", json_null());
    json_object_set_new(mode->doc, "asked_by", json_string(op->actor.name));
    op_set_time(op, mode->doc, "asked_at", op->now_ms);
    op_copy_args(op, mode->doc, "reason", NULL);
    rc = mode_effects(op, wish->plan, &wish->scope, mode->doc, error);
    if (rc == ERR_OK)
        rc = record_insert(op, mode, error);
    return rc == ERR_OK ? op_event(op, "mode.asked", mode, event_data(mode), error) : rc;
}

static enum err start_or_ask(struct op *op, const struct wish *wish, struct record *mode,
                             struct error *error)
{
    const struct chain *chain =
        wish->plan->approval ? catalog_chain(op->ops->config.catalog, wish->plan->approval) : NULL;
    struct record approval;
    if (!chain)
        return start(op, mode, error);
    struct approval_wish ask = {.chain = chain,
                                .about = mode,
                                .number = json_text(mode->doc, "number", ""),
                                .title = &wish->plan->name,
                                .reason = json_text(mode->doc, "reason", "")};
    enum err rc = approval_ask(op, &ask, &approval, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(mode->doc, "approval", json_string(approval.id));
    rc = record_save(op, mode, error);
    return rc == ERR_OK && chain->after ? start(op, mode, error) : rc;
}

enum err op_mode_switch(struct op *op, struct error *error)
{
    struct wish wish = {0};
    struct record mode;
    enum err rc = read_wish(op, &wish, error);
    if (rc == ERR_OK)
        rc = check_single(op, &wish, error);
    if (rc == ERR_OK)
        rc = make(op, &wish, &mode, error);
    if (rc == ERR_OK)
        rc = start_or_ask(op, &wish, &mode, error);
    return rc == ERR_OK ? op_answer(op, &mode, error) : rc;
}

enum err op_mode_update(struct op *op, struct error *error)
{
    struct record *mode = &op->target;
    if (!is_state(mode, "active"))
        return error_set(error, ERR_STATE, "The mode is %s.", json_text(mode->doc, "state", ""));
    op_copy_args(op, mode->doc, "level", "until", NULL);
    if (op_time_of(mode->doc, "until", 0) <= op->now_ms)
        return error_at(error, ERR_INVALID, "until",
                        "It must lie in the future; to end the mode now there is mode.end.");
    enum err rc = op_changed(op, mode, "updated", NULL, error);
    return rc == ERR_OK ? set_timer(op, mode, error) : rc;
}

/* ---- The way back ------------------------------------------------------------------------------
 */

static enum err end(struct op *op, struct record *mode, const char *by, const char *reason,
                    struct error *error)
{
    json_object_set_new(mode->doc, "state", json_string("ended"));
    op_set_time(op, mode->doc, "ended_at", op->now_ms);
    json_object_set_new(mode->doc, "ended_by", json_string(by));
    json_object_set_new(mode->doc, "end_reason", json_string(reason));
    enum err rc = move_vehicles(op, mode, "ready", "reserve", error);
    if (rc == ERR_OK)
        rc = move_shifts(op, mode, "until", "was", error);
    if (rc == ERR_OK)
        rc = notices_end(op, mode->id, reason, error);
    if (rc == ERR_OK)
        rc = record_save(op, mode, error);
    if (rc == ERR_OK)
        rc = op_event(op, "mode.ended", mode, event_data(mode), error);
    if (rc == ERR_OK)
        rc = timer_set(op, mode, INT64_MAX, error);
    if (rc == ERR_OK)
        rc = rounds_retime(op, error);
    if (rc == ERR_OK)
        rc = privacy_emergency_over(op, error);
    if (rc == ERR_OK)
        rc = reports_mode(op, false, error);
    return rc == ERR_OK ? jobs_reassess(op, error) : rc;
}

enum err op_mode_end(struct op *op, struct error *error)
{
    struct record *mode = &op->target;
    if (!is_state(mode, "active"))
        return error_set(error, ERR_STATE, "The mode is %s.", json_text(mode->doc, "state", ""));
    enum err rc = end(op, mode, op->actor.name, json_text(op->args, "reason", ""), error);
    return rc == ERR_OK ? op_answer(op, mode, error) : rc;
}

/* ---- Acknowledgements --------------------------------------------------------------------------
 */

static json_t *acknowledgement_of(const struct record *mode, const char *org)
{
    return json_find(json_object_get(mode->doc, "acknowledgements"), "org", org);
}

enum err op_mode_acknowledge(struct op *op, struct error *error)
{
    struct record *mode = &op->target;
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK && !is_state(mode, "active"))
        rc = error_set(error, ERR_STATE, "The mode is %s.", json_text(mode->doc, "state", ""));
    json_t *row = rc == ERR_OK ? acknowledgement_of(mode, org) : NULL;
    if (rc == ERR_OK && !row)
        rc = error_at(error, ERR_INVALID, "org", "This organisation need not acknowledge it.");
    if (rc != ERR_OK)
        return rc;
    /* Who says it again has said it. */
    if (json_text(row, "at", NULL))
        return op_answer(op, mode, error);
    op_set_time(op, row, "at", op->now_ms);
    json_object_set_new(row, "by", json_string(op->actor.name));
    rc = op_changed(op, mode, "acknowledged", json_pack("{s:s}", "org", org), error);
    return rc == ERR_OK ? set_timer(op, mode, error) : rc;
}

static enum err mark_late(struct op *op, struct record *mode, struct error *error)
{
    json_t *late = op_keep(op, json_array()), *row;
    size_t i;
    json_array_foreach(json_object_get(mode->doc, "acknowledgements"), i, row)
    {
        if (json_text(row, "at", NULL) || json_flag(row, "late", false) ||
            op_time_of(row, "due_at", INT64_MAX) > op->now_ms)
            continue;
        json_object_set_new(row, "late", json_true());
        json_array_append(late, json_object_get(row, "org"));
    }
    enum err rc = record_save(op, mode, error);
    if (rc == ERR_OK && json_array_size(late))
        rc = op_event(op, "mode.unacknowledged", mode, json_pack("{s:O}", "orgs", late), error);
    return rc == ERR_OK ? set_timer(op, mode, error) : rc;
}

enum err mode_timer(struct op *op, struct record *mode, struct error *error)
{
    if (!is_state(mode, "active"))
        return ERR_OK;
    if (op_time_of(mode->doc, "until", INT64_MAX) <= op->now_ms)
        return end(op, mode, "clock", "The time that was set is over.", error);
    return mark_late(op, mode, error);
}
