/*
 * Situation reports (R-I1 to R-I3): of an organisation, as of a moment, with the figures of the
 * catalog since the report before. A draft shows the figures as they are counted; approval freezes
 * a copy of them, which the event log keeps as well. Who has nothing to report says so (zero
 * report): an empty report without that tick is refused, and so is the tick on figures that are not
 * zero.
 */
#include <string.h>

#include "ops/alarm_int.h"
#include "ops/form_int.h"
#include "ops/staff_int.h"

#define DAY_MS (24LL * 3600 * 1000)

const struct noun noun_situation = {
    .name = "situation",
    .table = "situation",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"stage", "stage", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"as_of_ms", "as_of", COLUMN_TIME}},
    .newest_first = true,
};

static const char *const TEXTS[] = {"level",    "zones", "incidents", "measures",
                                    "problems", "asks",  "next_steps"};
enum { N_TEXTS = sizeof TEXTS / sizeof *TEXTS };

enum err op_situation_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_situation, error);
}

/* ---- The figures of a report ------------------------------------------------------------------
 */

/* Stock and days of cover as of the same moment, in the words of stock.levels. */
static enum err add_stock(struct op *op, json_t *figures, struct error *error)
{
    json_object_del(op->args, "from");
    enum err rc = op_stock_levels(op, error);
    if (rc == ERR_OK)
        json_object_set(figures, "stock", json_object_get(op->reply, "items"));
    return rc;
}

/* Counts as the report says: its organisation, its period. Kept by the op. */
static enum err count(struct op *op, const json_t *doc, json_t **out, struct error *error)
{
    json_t *args = op->args;
    op->args = json_object();
    json_object_set(op->args, "as_of", json_object_get(doc, "as_of"));
    json_object_set(op->args, "from", json_object_get(doc, "from"));
    if (json_text(doc, "org", NULL))
        json_object_set(op->args, "org", json_object_get(doc, "org"));
    enum err rc = report_figures(op, out, error);
    if (rc == ERR_OK)
        rc = add_stock(op, *out, error);
    json_decref(op->args);
    op->args = args;
    return rc;
}

enum err situation_figures(struct op *op, const json_t *doc, json_t **out, struct error *error)
{
    *out = json_object_get(doc, "figures");
    return *out ? ERR_OK : count(op, doc, out, error);
}

enum err op_situation_get(struct op *op, struct error *error)
{
    json_t *shown = NULL, *figures = NULL;
    enum err rc = record_show(op, &op->target, &shown, error);
    if (rc == ERR_OK)
        rc = situation_figures(op, op->target.doc, &figures, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(shown, "figures", figures);
    op_answer_json(op, json_incref(shown));
    op->rev = op->target.rev;
    return ERR_OK;
}

/* ---- Writing ----------------------------------------------------------------------------------
 */

struct latest {
    int64_t as_of_ms;
};

static enum err find_latest(struct op *op, struct record *record, void *context,
                            struct error *error)
{
    (void)op, (void)error;
    struct latest *latest = context;
    int64_t as_of_ms = op_time_of(record->doc, "as_of", INT64_MIN);
    if (as_of_ms > latest->as_of_ms)
        latest->as_of_ms = as_of_ms;
    return ERR_OK;
}

/* The period begins where the approved report before it ended. */
static enum err set_period(struct op *op, const struct record *report, struct error *error)
{
    int64_t as_of_ms = op_time_of(op->args, "as_of", op->now_ms);
    struct latest latest = {as_of_ms - DAY_MS};
    if (as_of_ms > op->now_ms)
        return error_at(error, ERR_INVALID, "as_of", "It lies in the future.");
    enum err rc = record_each(
        op, &noun_situation, "org = ? AND state = 'approved' AND as_of_ms < ?",
        SQL_ARGS(sql_text(report->org), sql_i64(as_of_ms)), find_latest, &latest, error);
    op_set_time(op, report->doc, "as_of", as_of_ms);
    op_set_time(op, report->doc, "from", op_time_of(op->args, "from", latest.as_of_ms));
    if (rc == ERR_OK && op_time_of(report->doc, "from", 0) >= as_of_ms)
        rc = error_at(error, ERR_INVALID, "from", "It must lie before 'as_of'.");
    return rc;
}

static void copy_texts(struct op *op, json_t *doc)
{
    for (size_t i = 0; i < N_TEXTS; i++)
        op_copy_args(op, doc, TEXTS[i], NULL);
    op_copy_args(op, doc, "nothing", "stage", "previous", NULL);
}

static enum err check_stage(struct op *op, const json_t *doc, struct error *error)
{
    bool first = strcmp(json_text(doc, "stage", ""), "first") == 0;
    bool daily = strcmp(json_text(doc, "stage", ""), "daily") == 0;
    if (!first && !daily && !json_text(doc, "previous", NULL))
        return error_at(error, ERR_RULE, "previous",
                        "A follow-up or final report names the report before it.");
    return op_refers(op, doc, "previous", &noun_situation, error);
}

enum err op_situation_create(struct op *op, struct error *error)
{
    const char *org;
    char number[40];
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = op_number(op, "D", number, error);
    if (rc != ERR_OK)
        return rc;
    struct record report = record_new(op, &noun_situation, org);
    json_object_set_new(report.doc, "number", json_string(number));
    json_object_set_new(report.doc, "state", json_string("draft"));
    json_object_set_new(report.doc, "created_by", json_string(op->actor.name));
    op_set_time(op, report.doc, "created_at", op->now_ms);
    copy_texts(op, report.doc);
    op_default(report.doc, "stage", json_string("daily"));
    op_default(report.doc, "nothing", json_false());
    rc = check_stage(op, report.doc, error);
    if (rc == ERR_OK)
        rc = set_period(op, &report, error);
    if (rc == ERR_OK)
        rc = staff_count_now(op, report.org, error);
    return rc == ERR_OK ? op_created(op, &report, error) : rc;
}

enum err op_situation_update(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "draft") != 0)
        return error_at(error, ERR_STATE, "id",
                        "The report is approved; what is new goes into a follow-up.");
    copy_texts(op, op->target.doc);
    enum err rc = check_stage(op, op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

/* ---- Approving --------------------------------------------------------------------------------
 */

/* The first figure that changed in the period; NULL for none. */
static const char *figure_not_zero(const json_t *figures)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(figures, "items"), i, item)
    {
        if (json_number_value(json_object_get(item, "period")) != 0)
            return json_text(item, "id", "");
    }
    return NULL;
}

static const char *text_given(const json_t *doc)
{
    /* Level and zones describe; they are not something that happened. */
    for (size_t i = 2; i < N_TEXTS; i++) {
        if (*json_text(doc, TEXTS[i], ""))
            return TEXTS[i];
    }
    return NULL;
}

static enum err check_nothing(const json_t *doc, const json_t *figures, struct error *error)
{
    const char *what = figure_not_zero(figures), *text = text_given(doc);
    bool nothing = json_flag(doc, "nothing", false);
    if (nothing && what)
        return error_at(error, ERR_RULE, "nothing",
                        "The figure %s of the period is not zero: there is something to report.",
                        what);
    if (nothing && text)
        return error_at(error, ERR_RULE, "nothing", "'%s' says something: take the tick away.",
                        text);
    if (!nothing && !what && !text)
        return error_at(error, ERR_RULE, "nothing",
                        "The report is empty: tick that there is nothing to report.");
    return ERR_OK;
}

enum err op_situation_approve(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc, *figures = NULL;
    if (strcmp(json_text(doc, "state", ""), "draft") != 0)
        return error_at(error, ERR_STATE, "id", "The report is approved already.");
    enum err rc = count(op, doc, &figures, error);
    if (rc == ERR_OK)
        rc = check_nothing(doc, figures, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(doc, "figures", figures);
    json_object_set_new(doc, "state", json_string("approved"));
    json_object_set_new(doc, "approved_by", json_string(op->actor.name));
    op_set_time(op, doc, "approved_at", op->now_ms);
    rc = alarm_clear(op, ALARM_REPORT, op->target.org, error);
    if (rc != ERR_OK)
        return rc;
    return op_changed(op, &op->target, "approved",
                      json_pack("{s:O, s:O, s:O, s:O}", "number", json_object_get(doc, "number"),
                                "stage", json_object_get(doc, "stage"), "nothing",
                                json_object_get(doc, "nothing"), "figures", figures),
                      error);
}
