/* Approvals: what is asked, of whom, until when; the papers that are owed; who sees what. */
#include "ops/approval_int.h"

#include <string.h>

#include "base/json_find.h"
#include "ops/job_int.h"
#include "ops/mode_int.h"
#include "ops/needs_int.h"
#include "ops/timer_int.h"

const struct noun noun_approval = {
    .name = "approval",
    .table = "approval",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"about", "_about", COLUMN_TEXT},
                {"holds", "_holds", COLUMN_NUMBER},
                {"papers_open", "papers_open", COLUMN_NUMBER},
                {"due_ms", "due_at", COLUMN_TIME}},
    .newest_first = true,
};

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 3600 * 1000 };

static bool is_waiting(const struct record *approval)
{
    return strcmp(json_text(approval->doc, "state", ""), "waiting") == 0;
}

json_t *approval_step(const struct record *approval)
{
    size_t at = (size_t)json_i64(approval->doc, "step", 0);
    return is_waiting(approval) ? json_array_get(json_object_get(approval->doc, "steps"), at)
                                : NULL;
}

void approval_begin_step(struct op *op, json_t *step)
{
    op_set_time(op, step, "begun_at", op->now_ms);
    op_set_time(op, step, "due_at", op->now_ms + json_i64(step, "within_min", 0) * MINUTE_MS);
}

/* ---- Asking ------------------------------------------------------------------------------------
 */

static json_t *step_json(const char *id, const struct names *label, const char *role,
                         int64_t quorum, int64_t within_min)
{
    return json_pack("{s:s, s:o, s:s, s:I, s:I, s:n, s:[]}", "id", id, "label", needs_name(label),
                     "role", role, "quorum", (json_int_t)quorum, "within_min",
                     (json_int_t)within_min, "due_at", "votes");
}

static json_t *chain_steps(const struct chain *chain, bool emergency)
{
    bool other = emergency && chain->emergency_steps.n > 0;
    const struct chain_step *steps = other ? chain->emergency_steps.at : chain->steps.at;
    size_t n = other ? chain->emergency_steps.n : chain->steps.n;
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *step = step_json(steps[i].id, &steps[i].label, steps[i].role, steps[i].quorum,
                                 steps[i].within_min);
        if (steps[i].org)
            json_object_set_new(step, "org_code", json_string(steps[i].org));
        if (steps[i].escalates)
            json_object_set_new(step, "escalates", json_string(steps[i].escalates));
        json_array_append_new(list, step);
    }
    return list;
}

static json_t *chain_papers(struct op *op, const struct chain *chain)
{
    json_t *list = json_array();
    for (size_t i = 0; chain && i < chain->papers.n; i++) {
        const struct chain_paper *paper = &chain->papers.at[i];
        json_t *row = json_pack("{s:s, s:o, s:n, s:b}", "id", paper->id, "label",
                                needs_name(&paper->label), "filed_at", "late", 0);
        op_set_time(op, row, "due_at", op->now_ms + paper->within_h * HOUR_MS);
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *wish_steps(const struct approval_wish *wish, bool emergency)
{
    const struct approval_part *part = wish->part;
    if (wish->chain)
        return chain_steps(wish->chain, emergency);
    json_t *list = json_array();
    json_array_append_new(list, step_json(part->id, &part->label, part->role, 1, part->within_min));
    return list;
}

static void describe(struct op *op, const struct approval_wish *wish, json_t *doc)
{
    const struct record *about = wish->about;
    const struct chain *chain = wish->chain;
    bool after = chain ? chain->after : wish->part->after;
    if (wish->part && wish->part->after)
        after = true;
    json_object_set_new(doc, "chain", chain ? json_string(chain->id) : json_null());
    json_object_set_new(doc, "label", needs_name(wish->part ? &wish->part->label : &chain->name));
    json_object_set_new(doc, "title", needs_name(wish->title));
    json_object_set_new(doc, "about",
                        about ? json_pack("{s:s, s:s, s:s}", "noun", about->noun->name, "id",
                                          about->id, "number", wish->number)
                              : json_null());
    json_object_set_new(doc, "_about", json_string(about ? about->id : ""));
    json_object_set_new(doc, "state", json_string("waiting"));
    json_object_set_new(doc, "after", json_boolean(after));
    json_object_set_new(doc, "distinct", json_boolean(chain && chain->distinct));
    json_object_set_new(
        doc, "grants",
        json_string(chain && chain->grants == GRANT_EXCEPTION ? "exception" : "nothing"));
    json_object_set_new(doc, "step", json_integer(0));
    json_object_set_new(doc, "asked_by", json_string(op->actor.name));
    json_object_set_new(doc, "_asked_by", json_string(op->actor.id));
    json_object_set_new(doc, "reason", json_string(wish->reason ? wish->reason : ""));
    op_set_time(op, doc, "asked_at", op->now_ms);
}

static json_t *asked_data(const struct record *approval)
{
    static const char *const keys[] = {"number", "chain", "label", "about", "after", "due_at"};
    json_t *data = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        json_object_set(data, keys[i], json_object_get(approval->doc, keys[i]));
    return data;
}

/* Sets what the columns and the list of open papers show. */
static int64_t refresh(struct op *op, struct record *approval)
{
    json_t *doc = approval->doc, *step = approval_step(approval), *paper;
    bool rejected = strcmp(json_text(doc, "state", ""), "rejected") == 0 &&
                    !json_text(doc, "asked_again", NULL);
    int64_t next_ms = INT64_MAX, open = 0;
    size_t i;
    json_array_foreach(json_object_get(doc, "papers"), i, paper)
    {
        int64_t due_ms = op_time_of(paper, "due_at", INT64_MAX);
        bool filed = json_text(paper, "filed_at", NULL) != NULL;
        open += !filed;
        if (!filed && !json_flag(paper, "late", false) && due_ms < next_ms)
            next_ms = due_ms;
    }
    json_object_set_new(doc, "papers_open", json_integer(open));
    json_object_set_new(doc, "_holds",
                        json_boolean((step || rejected) && !json_flag(doc, "after", false)));
    json_object_set_new(doc, "due_at",
                        step ? json_incref(json_object_get(step, "due_at")) : json_null());
    if (step && !json_flag(step, "overdue", false)) {
        int64_t due_ms = op_time_of(step, "due_at", op->now_ms);
        next_ms = due_ms < next_ms ? due_ms : next_ms;
    }
    return next_ms;
}

enum err approval_save(struct op *op, struct record *approval, struct error *error)
{
    int64_t next_ms = refresh(op, approval);
    enum err rc =
        approval->rev ? record_save(op, approval, error) : record_insert(op, approval, error);
    return rc == ERR_OK ? timer_set(op, approval, next_ms, error) : rc;
}

enum err approval_ask(struct op *op, const struct approval_wish *wish, struct record *out,
                      struct error *error)
{
    char number[40];
    struct mode mode;
    const char *org = wish->about ? wish->about->org : op->actor.org;
    const json_t *place = wish->about ? json_object_get(wish->about->doc, "place") : NULL;
    enum err rc = mode_of(op, org, place, &mode, error);
    if (rc == ERR_OK)
        rc = op_number(op, "A", number, error);
    if (rc != ERR_OK)
        return rc;
    *out = record_new(op, &noun_approval, org);
    json_object_set_new(out->doc, "number", json_string(number));
    describe(op, wish, out->doc);
    json_object_set_new(out->doc, "steps", wish_steps(wish, mode.emergency));
    json_object_set_new(out->doc, "papers", chain_papers(op, wish->chain));
    approval_begin_step(op, approval_step(out));
    rc = approval_save(op, out, error);
    return rc == ERR_OK ? op_event(op, "approval.asked", out, asked_data(out), error) : rc;
}

/* ---- What waits for approvals -------------------------------------------------------------------
 */

static json_t *reason_of(const struct record *approval)
{
    const json_t *label = json_object_get(approval->doc, "label");
    const char *zh = json_text(label, "zh", ""), *en = json_text(label, "en", "");
    bool rejected = !is_waiting(approval);
    return json_pack(
        "{s:s, s:{s:o, s:o}}", "code", rejected ? "approval_refused" : "approval", "text", "zh",
        json_sprintf(rejected ? "“%s”未获批准" : "等待批准：%s", zh), "en",
        json_sprintf(rejected ? "Approval was refused: %s." : "It waits for approval: %s.", en));
}

static enum err add_reason(struct op *op, struct record *approval, void *context,
                           struct error *error)
{
    (void)op, (void)error;
    json_array_append_new(context, reason_of(approval));
    return ERR_OK;
}

enum err approval_reasons(struct op *op, const char *about, json_t **out, struct error *error)
{
    *out = op_keep(op, json_array());
    return record_each(op, &noun_approval, "about = ? AND holds = 1 ORDER BY id",
                       SQL_ARGS(sql_text(about)), add_reason, *out, error);
}

struct found {
    VEC(struct record) list;
};

static enum err add_found(struct op *op, struct record *approval, void *context,
                          struct error *error)
{
    (void)op, (void)error;
    vec_push(&((struct found *)context)->list, *approval);
    return ERR_OK;
}

enum err approvals_withdraw(struct op *op, const char *about, struct error *error)
{
    struct found found = {0};
    enum err rc = record_each(op, &noun_approval, "about = ? AND state = 'waiting' ORDER BY id",
                              SQL_ARGS(sql_text(about)), add_found, &found, error);
    for (size_t i = 0; rc == ERR_OK && i < found.list.n; i++) {
        struct record *approval = &found.list.at[i];
        json_object_set_new(approval->doc, "state", json_string("withdrawn"));
        rc = approval_save(op, approval, error);
        if (rc == ERR_OK)
            rc = op_event(op, "approval.withdrawn", approval, asked_data(approval), error);
    }
    vec_free(&found.list);
    return rc;
}

/* ---- Commands -----------------------------------------------------------------------------------
 */

static enum err find_chain(struct op *op, const struct chain **out, struct error *error)
{
    const char *id = json_text(op->args, "chain", "");
    *out = catalog_chain(op->ops->config.catalog, id);
    return *out ? ERR_OK
                : error_at(error, ERR_INVALID, "chain", "packs/approvals.yaml has no chain %.80s.",
                           id);
}

/* An exception is about a job that the rules of a zone hold back. */
static enum err check_about(const struct chain *chain, const struct record *job,
                            struct error *error)
{
    bool exception = chain->grants == GRANT_EXCEPTION;
    if (exception && !job->noun)
        return error_at(error, ERR_INVALID, "job", "An exception is for a job: name it.");
    if (exception && job_state_of(job) != JOB_HELD)
        return error_at(error, ERR_STATE, "job", "The job is %s; nothing holds it back.",
                        json_text(job->doc, "state", ""));
    return ERR_OK;
}

enum err op_approval_ask(struct op *op, struct error *error)
{
    const struct chain *chain = NULL;
    struct record job = {0}, approval;
    const json_t *title = json_object_get(op->args, "title");
    const char *id = json_text(op->args, "job", NULL);
    enum err rc = find_chain(op, &chain, error);
    if (rc == ERR_OK && id)
        rc = record_load(op, &noun_job, id, "job", &job, error);
    bool covers = true;
    if (rc == ERR_OK && id)
        rc = org_covers(op->sql, &op->actor, job.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "job", "This job belongs to another organisation.");
    if (rc == ERR_OK)
        rc = check_about(chain, &job, error);
    if (rc != ERR_OK)
        return rc;
    if (!title)
        title = json_object_get(job.doc, "title");
    struct names names = {json_text(title, "zh", chain->name.zh),
                          json_text(title, "en", chain->name.en)};
    struct approval_wish wish = {.chain = chain,
                                 .about = job.noun ? &job : NULL,
                                 .number = json_text(job.doc, "number", ""),
                                 .title = &names,
                                 .reason = json_text(op->args, "reason", "")};
    rc = approval_ask(op, &wish, &approval, error);
    return rc == ERR_OK ? op_answer(op, &approval, error) : rc;
}

/* The same steps from their beginning, without votes. */
static json_t *fresh_steps(const json_t *steps)
{
    json_t *fresh = json_deep_copy(steps), *step;
    size_t i;
    json_array_foreach(fresh, i, step)
    {
        json_object_del(step, "begun_at");
        json_object_del(step, "escalated_at");
        json_object_del(step, "overdue");
        json_object_set_new(step, "due_at", json_null());
        json_object_set_new(step, "votes", json_array());
    }
    return fresh;
}

static enum err insert_again(struct op *op, const struct record *refused, struct record *out,
                             struct error *error)
{
    static const char *const kept[] = {"chain", "label",    "title",  "about",  "_about",
                                       "after", "distinct", "grants", "papers", NULL};
    char number[40];
    enum err rc = op_number(op, "A", number, error);
    if (rc != ERR_OK)
        return rc;
    *out = record_new(op, &noun_approval, refused->org);
    for (size_t i = 0; kept[i]; i++)
        json_object_set(out->doc, kept[i], json_object_get(refused->doc, kept[i]));
    op_copy_args(op, out->doc, "reason", NULL);
    json_object_set_new(out->doc, "number", json_string(number));
    json_object_set_new(out->doc, "state", json_string("waiting"));
    json_object_set_new(out->doc, "step", json_integer(0));
    json_object_set_new(out->doc, "steps", fresh_steps(json_object_get(refused->doc, "steps")));
    json_object_set_new(out->doc, "asked_by", json_string(op->actor.name));
    json_object_set_new(out->doc, "_asked_by", json_string(op->actor.id));
    op_set_time(op, out->doc, "asked_at", op->now_ms);
    approval_begin_step(op, approval_step(out));
    rc = approval_save(op, out, error);
    return rc == ERR_OK ? op_event(op, "approval.asked", out, asked_data(out), error) : rc;
}

enum err op_approval_ask_again(struct op *op, struct error *error)
{
    struct record *refused = &op->target, approval;
    const json_t *about = json_object_get(refused->doc, "about");
    if (strcmp(json_text(refused->doc, "state", ""), "rejected") != 0)
        return error_set(error, ERR_STATE, "The approval is %s; nothing was refused.",
                         json_text(refused->doc, "state", ""));
    if (json_text(refused->doc, "asked_again", NULL))
        return error_set(error, ERR_STATE, "This has been asked again already.");
    if (strcmp(json_text(about, "noun", ""), "job") != 0)
        return error_set(error, ERR_STATE, "Only what a job waits for is asked again here.");
    enum err rc = insert_again(op, refused, &approval, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(refused->doc, "asked_again", json_string(approval.id));
    rc = approval_save(op, refused, error);
    if (rc == ERR_OK)
        rc = job_approved(op, json_text(about, "id", ""), false, error);
    return rc == ERR_OK ? op_answer(op, &approval, error) : rc;
}

enum err op_approval_file_paper(struct op *op, struct error *error)
{
    struct record *approval = &op->target;
    const char *id = json_text(op->args, "paper", "");
    json_t *paper = json_find(json_object_get(approval->doc, "papers"), "id", id);
    if (!paper)
        return error_at(error, ERR_NOT_FOUND, "paper", "The approval asks for no paper %.80s.", id);
    if (json_text(paper, "filed_at", NULL))
        return error_at(error, ERR_STATE, "paper", "This paper has been filed.");
    op_set_time(op, paper, "filed_at", op->now_ms);
    json_object_set_new(paper, "by", json_string(op->actor.name));
    op_copy_args(op, paper, "note", "file", NULL);
    enum err rc = approval_save(op, approval, error);
    if (rc == ERR_OK)
        rc = op_event(op, "approval.paper", approval, json_pack("{s:s}", "paper", id), error);
    return rc == ERR_OK ? op_answer(op, approval, error) : rc;
}

enum err op_approval_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_approval_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_approval, error);
}

/* Everything for which a paper is owed, what is due first first. */
static int64_t first_due_ms(const json_t *approval)
{
    int64_t first_ms = INT64_MAX;
    size_t i;
    json_t *paper;
    json_array_foreach(json_object_get(approval, "papers"), i, paper)
    {
        int64_t due_ms = op_time_of(paper, "due_at", INT64_MAX);
        if (!json_text(paper, "filed_at", NULL) && due_ms < first_ms)
            first_ms = due_ms;
    }
    return first_ms;
}

static enum err add_owed(struct op *op, struct record *approval, void *context, struct error *error)
{
    json_t *items = context, *shown = NULL;
    bool covers = true;
    enum err rc = org_covers(op->sql, &op->actor, approval->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_show(op, approval, &shown, error);
    if (!shown)
        return rc;
    size_t at = json_array_size(items);
    while (at > 0 && first_due_ms(json_array_get(items, at - 1)) > first_due_ms(shown))
        at--;
    json_array_insert(items, at, shown);
    return rc;
}

enum err op_approval_papers(struct op *op, struct error *error)
{
    json_t *items = op_keep(op, json_array());
    enum err rc = record_each(op, &noun_approval, "papers_open > 0 ORDER BY id LIMIT 1000",
                              SQL_NONE, add_owed, items, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
