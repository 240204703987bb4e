/* Who may decide, for whom; decisions, what goes on by them, and what the clock does meanwhile. */
#include <string.h>

#include "base/json_find.h"
#include "ops/approval_int.h"
#include "ops/job_int.h"
#include "ops/mode_int.h"
#include "ops/notice_int.h"
#include "ops/permit_int.h"
#include "ops/timer_int.h"

const struct noun noun_delegation = {
    .name = "delegation",
    .table = "delegation",
    .columns = {{"state", "state", COLUMN_TEXT},
                {"giver", "giver", COLUMN_TEXT},
                {"taker", "taker", COLUMN_TEXT}},
    .newest_first = true,
};

/* ---- Who the caller stands for ------------------------------------------------------------------
 */

/* The positions of an account; a manager is a duty manager. */
static void add_positions(const struct record *user, json_t *given_by, json_t *into)
{
    size_t i;
    json_t *position;
    json_array_foreach(json_object_get(user->doc, "positions"), i, position)
        json_array_append_new(into, json_pack("{s:O, s:O}", "role", position, "for", given_by));
    if (strcmp(json_text(user->doc, "role", ""), "manager") == 0)
        json_array_append_new(into,
                              json_pack("{s:s, s:O}", "role", "duty_manager", "for", given_by));
}

static enum err add_delegated(struct op *op, struct record *delegation, void *context,
                              struct error *error)
{
    struct record giver;
    if (op_time_of(delegation->doc, "from", INT64_MAX) > op->now_ms ||
        op_time_of(delegation->doc, "until", INT64_MAX) <= op->now_ms)
        return ERR_OK;
    enum err rc = record_load(op, &noun_user, json_text(delegation->doc, "giver", ""), "giver",
                              &giver, error);
    if (rc == ERR_OK)
        add_positions(&giver, json_object_get(giver.doc, "name"), context);
    return rc;
}

enum err approval_roles(struct op *op, json_t **out, struct error *error)
{
    struct record user;
    json_t *nobody = op_keep(op, json_null());
    *out = op_keep(op, json_array());
    if (!op->actor.id[0])
        return ERR_OK;
    enum err rc = record_load(op, &noun_user, op->actor.id, "user", &user, error);
    if (rc != ERR_OK)
        return rc;
    add_positions(&user, nobody, *out);
    return record_each(op, &noun_delegation, "taker = ? AND state = 'given' ORDER BY id",
                       SQL_ARGS(sql_text(op->actor.id)), add_delegated, *out, error);
}

enum err op_delegation_create(struct op *op, struct error *error)
{
    struct record delegation = record_new(op, &noun_delegation, op->actor.org);
    const char *taker = json_text(op->args, "taker", "");
    if (!op->actor.id[0])
        return error_set(error, ERR_DENIED, "Only a person who signs in can delegate.");
    if (strcmp(taker, op->actor.id) == 0)
        return error_at(error, ERR_INVALID, "taker", "Nobody delegates to themselves.");
    op_copy_args(op, delegation.doc, "taker", "from", "until", "reason", NULL);
    op_default(delegation.doc, "from", op_time(op, op->now_ms));
    json_object_set_new(delegation.doc, "giver", json_string(op->actor.id));
    json_object_set_new(delegation.doc, "giver_name", json_string(op->actor.name));
    json_object_set_new(delegation.doc, "state", json_string("given"));
    struct record user;
    enum err rc = record_load(op, &noun_user, taker, "taker", &user, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(delegation.doc, "taker_name", json_object_get(user.doc, "name"));
    rc = op_check_span(delegation.doc, error);
    return rc == ERR_OK ? op_created(op, &delegation, error) : rc;
}

enum err op_delegation_end(struct op *op, struct error *error)
{
    bool own = strcmp(json_text(op->target.doc, "giver", ""), op->actor.id) == 0;
    if (!own && op->actor.role != ROLE_ADMIN)
        return error_at(error, ERR_DENIED, "id",
                        "Only who delegated, or an administrator, ends it.");
    json_object_set_new(op->target.doc, "state", json_string("ended"));
    return op_changed(op, &op->target, "ended", NULL, error);
}

enum err op_delegation_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_delegation, error);
}

/* ---- Whether the caller may decide -------------------------------------------------------------
 */

/* The role in which the caller may decide the step: {role, for}; NULL: in none. */
static const json_t *role_for(const json_t *step, const json_t *roles)
{
    const char *wanted = json_text(step, "role", ""), *above = json_text(step, "escalates", "");
    bool escalated = json_text(step, "escalated_at", NULL) != NULL;
    size_t i;
    json_t *role;
    json_array_foreach(roles, i, role)
    {
        const char *word = json_text(role, "role", "");
        if (strcmp(word, wanted) == 0 || (escalated && strcmp(word, above) == 0))
            return role;
    }
    return NULL;
}

static enum err check_org(struct op *op, const json_t *step, struct error *error)
{
    const char *code = json_text(step, "org_code", NULL);
    struct record org;
    if (!code)
        return ERR_OK;
    enum err rc =
        op->actor.org[0] ? record_load(op, &noun_org, op->actor.org, "org", &org, error) : ERR_OK;
    if (rc == ERR_OK && (!op->actor.org[0] || strcmp(json_text(org.doc, "code", ""), code) != 0))
        rc = error_set(error, ERR_DENIED, "This step is decided by the people of %s.", code);
    return rc;
}

/* The role in which the caller decides now. */
static enum err may_decide(struct op *op, const struct record *approval, const json_t *roles,
                           const json_t **role, struct error *error)
{
    const json_t *step = approval_step(approval);
    size_t i;
    json_t *other;
    if (!step)
        return error_set(error, ERR_STATE, "The approval is %s.",
                         json_text(approval->doc, "state", ""));
    *role = role_for(step, roles);
    if (!*role)
        return error_set(error, ERR_DENIED, "This step is decided by the role %s.",
                         json_text(step, "role", ""));
    if (strcmp(json_text(approval->doc, "_asked_by", ""), op->actor.id) == 0)
        return error_set(error, ERR_DENIED, "Who asks for an approval does not decide it.");
    if (json_find(json_object_get(step, "votes"), "user", op->actor.id))
        return error_set(error, ERR_STATE, "You have decided this step.");
    json_array_foreach(json_object_get(approval->doc, "steps"), i, other)
    {
        if (json_flag(approval->doc, "distinct", false) &&
            json_find(json_object_get(other, "votes"), "user", op->actor.id))
            return error_set(error, ERR_DENIED,
                             "You have decided another step; different people must decide.");
    }
    return check_org(op, step, error);
}

struct inbox {
    json_t *items, *roles;
};

static enum err add_mine(struct op *op, struct record *approval, void *context, struct error *error)
{
    struct inbox *inbox = context;
    const json_t *role = NULL;
    json_t *shown = NULL;
    bool covers = true;
    enum err rc = org_covers(op->sql, &op->actor, approval->org, &covers, error);
    if (rc != ERR_OK || !covers || may_decide(op, approval, inbox->roles, &role, NULL) != ERR_OK)
        return rc;
    rc = record_show(op, approval, &shown, error);
    if (rc == ERR_OK)
        json_array_append(inbox->items, shown);
    return rc;
}

/* What waits for the caller, what is due first first. */
enum err op_approval_inbox(struct op *op, struct error *error)
{
    struct inbox inbox = {.items = op_keep(op, json_array())};
    enum err rc = approval_roles(op, &inbox.roles, error);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_approval, "state = 'waiting' ORDER BY due_ms, id LIMIT 1000",
                         SQL_NONE, add_mine, &inbox, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", inbox.items, "next"));
    return rc;
}

/* ---- Deciding ----------------------------------------------------------------------------------
 */

/* What the approval was about goes on, or does not. */
static enum err settle(struct op *op, const struct record *approval, bool approved,
                       struct error *error)
{
    const json_t *about = json_object_get(approval->doc, "about");
    const char *noun = json_text(about, "noun", ""), *id = json_text(about, "id", "");
    bool exception = strcmp(json_text(approval->doc, "grants", ""), "exception") == 0;
    if (strcmp(noun, "job") == 0)
        return job_approved(op, id, approved && exception, error);
    if (strcmp(noun, "mode") == 0)
        return mode_approved(op, id, approved, error);
    if (strcmp(noun, "notice") == 0)
        return notice_approved(op, id, approved, error);
    if (strcmp(noun, "permit") == 0)
        return permit_approved(op, id, approved, error);
    return ERR_OK;
}

static void add_vote(struct op *op, json_t *step, const json_t *role, bool yes)
{
    json_t *vote = json_object();
    json_object_set_new(vote, "user", json_string(op->actor.id));
    json_object_set_new(vote, "by", json_string(op->actor.name));
    json_object_set(vote, "role", json_object_get(role, "role"));
    json_object_set(vote, "for", json_object_get(role, "for"));
    json_object_set_new(vote, "yes", json_boolean(yes));
    op_set_time(op, vote, "at", op->now_ms);
    op_copy_args(op, vote, "reason", "signature", NULL);
    if (!json_object_get(vote, "signature"))
        json_object_set_new(vote, "signature",
                            json_pack("{s:s, s:s, s:o}", "by", op->actor.name, "method", "typed",
                                      "at", op_time(op, op->now_ms)));
    json_array_append_new(json_object_get(step, "votes"), vote);
}

/* Takes the approval as far as the votes go: the next step, or its end. */
static void move_on(struct op *op, struct record *approval, bool yes)
{
    json_t *doc = approval->doc, *steps = json_object_get(doc, "steps"),
           *step = approval_step(approval);
    size_t at = (size_t)json_i64(doc, "step", 0);
    if (!yes) {
        json_object_set_new(doc, "state", json_string("rejected"));
    } else if (json_array_size(json_object_get(step, "votes")) >=
               (size_t)json_i64(step, "quorum", 1)) {
        json_object_set_new(doc, "step", json_integer((json_int_t)at + 1));
        if (at + 1 == json_array_size(steps))
            json_object_set_new(doc, "state", json_string("approved"));
        else
            approval_begin_step(op, json_array_get(steps, at + 1));
    }
    if (!approval_step(approval))
        op_set_time(op, doc, "decided_at", op->now_ms);
}

enum err op_approval_decide(struct op *op, struct error *error)
{
    struct record *approval = &op->target;
    bool yes = json_flag(op->args, "approve", false);
    const json_t *role = NULL;
    json_t *roles = NULL, *step = approval_step(approval);
    enum err rc = approval_roles(op, &roles, error);
    if (rc == ERR_OK)
        rc = may_decide(op, approval, roles, &role, error);
    if (rc == ERR_OK && !yes && !*json_text(op->args, "reason", ""))
        rc = error_at(error, ERR_INVALID, "reason", "Who refuses says why.");
    if (rc != ERR_OK)
        return rc;
    add_vote(op, step, role, yes);
    move_on(op, approval, yes);
    rc = approval_save(op, approval, error);
    if (rc == ERR_OK)
        rc = op_event(op, "approval.decided", approval,
                      json_pack("{s:O, s:O, s:b, s:O, s:O}", "number",
                                json_object_get(approval->doc, "number"), "step",
                                json_object_get(step, "id"), "yes", yes, "state",
                                json_object_get(approval->doc, "state"), "about",
                                json_object_get(approval->doc, "about")),
                      error);
    if (rc == ERR_OK && !approval_step(approval))
        rc = settle(op, approval, yes, error);
    return rc == ERR_OK ? op_answer(op, approval, error) : rc;
}

/* ---- The clock ---------------------------------------------------------------------------------
 */

/* The step's time is over: the role above may decide as well; when it has had its time too, or
 * there is none, the approval is overdue. */
static enum err pass_time(struct op *op, struct record *approval, json_t *step, struct error *error)
{
    bool escalates = json_text(step, "escalates", NULL) && !json_text(step, "escalated_at", NULL);
    json_t *data =
        json_pack("{s:O, s:O, s:O}", "number", json_object_get(approval->doc, "number"), "step",
                  json_object_get(step, "id"), "about", json_object_get(approval->doc, "about"));
    if (escalates) {
        json_object_set(data, "to", json_object_get(step, "escalates"));
        op_set_time(op, step, "escalated_at", op->now_ms);
        op_set_time(op, step, "due_at", op->now_ms + json_i64(step, "within_min", 0) * 60 * 1000);
    } else {
        json_object_set_new(step, "overdue", json_true());
    }
    return op_event(op, escalates ? "approval.escalated" : "approval.overdue", approval, data,
                    error);
}

enum err approval_timer(struct op *op, struct record *approval, struct error *error)
{
    json_t *step = approval_step(approval), *paper;
    enum err rc = ERR_OK;
    size_t i;
    if (step && !json_flag(step, "overdue", false) &&
        op_time_of(step, "due_at", INT64_MAX) <= op->now_ms)
        rc = pass_time(op, approval, step, error);
    json_array_foreach(json_object_get(approval->doc, "papers"), i, paper)
    {
        if (rc != ERR_OK || json_text(paper, "filed_at", NULL) || json_flag(paper, "late", false) ||
            op_time_of(paper, "due_at", INT64_MAX) > op->now_ms)
            continue;
        json_object_set_new(paper, "late", json_true());
        rc = op_event(op, "approval.paper_late", approval,
                      json_pack("{s:O, s:O}", "number", json_object_get(approval->doc, "number"),
                                "paper", json_object_get(paper, "id")),
                      error);
    }
    return rc == ERR_OK ? approval_save(op, approval, error) : rc;
}
