/*
 * Who has not reported. At each time of reports (packs/figures.yaml, R-I2) an organisation of the
 * kinds that report has an approved situation report as of less than its interval ago: the
 * parameter `report_interval_h`, so that a mode asks for more. Where a mode does, the alarm
 * `no_report` rings for each that is missing; the next approved report, or the end of the mode,
 * ends it. That there is nothing to report is a report (zero report).
 */
#include <string.h>

#include "catalog/catalog.h"
#include "catalog/figures.h"
#include "ops/alarm_int.h"
#include "ops/mode_int.h"
#include "ops/report_due_int.h"

static const int64_t HOUR_MS = 3600 * 1000, DAY_MS = 24LL * 3600 * 1000;

/* The last time of reports up to `at_ms`, and the first one behind it. */
static void times_around(const struct op *op, const struct reporting *rule, int64_t at_ms,
                         int64_t *last_ms, int64_t *next_ms)
{
    int64_t offset_ms = op->ops->config.offset_min * INT64_C(60000), local_ms = at_ms + offset_ms;
    int64_t midnight_ms = local_ms - (local_ms % DAY_MS + DAY_MS) % DAY_MS - offset_ms;
    *last_ms = INT64_MIN;
    *next_ms = INT64_MAX;
    for (int64_t day = -1; day <= 1; day++) {
        for (size_t i = 0; i < rule->due.n; i++) {
            int64_t time_ms = midnight_ms + day * DAY_MS + rule->due.at[i].at_min * 60000;
            if (time_ms <= at_ms)
                *last_ms = time_ms;
            else if (*next_ms == INT64_MAX)
                *next_ms = time_ms;
        }
    }
}

struct asking {
    const struct reporting *rule;
    int64_t at_ms, due_ms;
    /* What is done with each that reports; `asked_more`: a mode asks more often than usual. */
    enum err (*tell)(struct op *op, struct asking *asking, struct record *org, double interval_h,
                     bool missing, bool asked_more, struct error *error);
    int64_t n, n_more; /* that report; of those, that a mode asks for more */
    json_t *missing;
};

static enum err is_missing(struct op *op, const struct asking *asking, const char *org,
                           double interval_h, bool *missing, struct error *error)
{
    int64_t n = 0;
    enum err rc = sql_ask_i64(
        op->sql,
        "SELECT count(*) FROM situation WHERE org = ? AND state = 'approved'"
        " AND as_of_ms > ? AND as_of_ms <= ?",
        SQL_ARGS(sql_text(org), sql_i64(asking->due_ms - (int64_t)(interval_h * (double)HOUR_MS)),
                 sql_i64(asking->at_ms)),
        0, &n, error);
    *missing = n == 0;
    return rc;
}

static enum err ask_one(struct op *op, struct record *org, void *context, struct error *error)
{
    struct asking *asking = context;
    struct mode mode;
    bool asked = false, covers = false, missing = false;
    for (size_t i = 0; i < asking->rule->kinds.n; i++)
        asked |= strcmp(asking->rule->kinds.at[i], json_text(org->doc, "kind", "")) == 0;
    enum err rc = org_covers(op->sql, &op->actor, org->id, &covers, error);
    if (rc != ERR_OK || !asked || !covers)
        return rc;
    const struct parameter *usual = catalog_parameter(op->ops->config.catalog, "report_interval_h");
    rc = mode_of(op, org->id, NULL, &mode, error);
    double interval_h = rc == ERR_OK ? mode_number(op, &mode, "report_interval_h", 24) : 0;
    if (rc == ERR_OK)
        rc = is_missing(op, asking, org->id, interval_h, &missing, error);
    bool asked_more = usual && interval_h < usual->normal;
    asking->n++;
    asking->n_more += asked_more;
    return rc == ERR_OK ? asking->tell(op, asking, org, interval_h, missing, asked_more, error)
                        : rc;
}

static enum err ask_all(struct op *op, struct asking *asking, struct error *error)
{
    return record_each(op, &noun_org, "1 = 1 ORDER BY id", SQL_NONE, ask_one, asking, error);
}

/* ---- Asked ------------------------------------------------------------------------------------
 */

static enum err list_one(struct op *op, struct asking *asking, struct record *org,
                         double interval_h, bool missing, bool asked_more, struct error *error)
{
    (void)op, (void)asked_more, (void)error;
    if (missing)
        json_array_append_new(asking->missing, json_pack("{s:s, s:O?, s:f}", "org", org->id, "name",
                                                         json_object_get(org->doc, "name"),
                                                         "interval_h", interval_h));
    return ERR_OK;
}

enum err op_situation_missing(struct op *op, struct error *error)
{
    struct asking asking = {.rule = catalog_reporting(op->ops->config.catalog),
                            .at_ms = op_time_of(op->args, "at", op->now_ms),
                            .tell = list_one,
                            .missing = op_keep(op, json_array())};
    int64_t next_ms;
    if (!asking.rule)
        return error_set(error, ERR_NOT_FOUND,
                         "The packs name no times of reports (packs/figures.yaml).");
    times_around(op, asking.rule, asking.at_ms, &asking.due_ms, &next_ms);
    enum err rc = ask_all(op, &asking, error);
    if (rc == ERR_OK)
        op_answer_json(op,
                       json_pack("{s:o, s:I, s:O}", "due_at", op_time(op, asking.due_ms),
                                 "organisations", (json_int_t)asking.n, "missing", asking.missing));
    return rc;
}

/* ---- By the clock -----------------------------------------------------------------------------
 */

static enum err ring_one(struct op *op, struct asking *asking, struct record *org,
                         double interval_h, bool missing, bool asked_more, struct error *error)
{
    (void)asking, (void)interval_h;
    return missing && asked_more ? alarm_raise(op, ALARM_REPORT, org, NULL, "", 1, NULL, error)
                                 : alarm_clear(op, ALARM_REPORT, org->id, error);
}

static enum err end_one(struct op *op, struct asking *asking, struct record *org, double interval_h,
                        bool missing, bool asked_more, struct error *error)
{
    (void)asking, (void)interval_h, (void)missing;
    return asked_more ? ERR_OK : alarm_clear(op, ALARM_REPORT, org->id, error);
}

enum err reports_watch(struct op *op, const char *id, struct error *error)
{
    (void)id;
    struct asking asking = {
        .rule = catalog_reporting(op->ops->config.catalog), .at_ms = op->now_ms, .tell = ring_one};
    int64_t next_ms = INT64_MAX;
    if (!asking.rule)
        return ERR_OK;
    times_around(op, asking.rule, op->now_ms, &asking.due_ms, &next_ms);
    enum err rc = ask_all(op, &asking, error);
    return rc == ERR_OK && asking.n_more ? timer_errand(op, "reports", "", next_ms, error) : rc;
}

enum err reports_mode(struct op *op, bool begins, struct error *error)
{
    struct asking asking = {.rule = catalog_reporting(op->ops->config.catalog), .tell = end_one};
    int64_t last_ms, next_ms = INT64_MAX;
    if (!asking.rule)
        return ERR_OK;
    times_around(op, asking.rule, op->now_ms, &last_ms, &next_ms);
    return begins ? timer_errand(op, "reports", "", next_ms, error) : ask_all(op, &asking, error);
}
