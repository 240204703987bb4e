#include "ops/staff_int.h"

#include <string.h>

#include "base/vec.h"
#include "catalog/catalog.h"
#include "catalog/figures.h"
#include "ops/timer_int.h"

enum { DAY_MIN = 24 * 60, MIN_MS = 60000 };

static int64_t next_multiple(int64_t minute, int64_t of)
{
    return (minute / of + 1) * of;
}

/* The next time of a count after the minute of the day. */
static int64_t next_minute(const struct reporting *rule, int64_t minute)
{
    int64_t next =
        next_multiple(minute, rule && rule->staff_every_min ? rule->staff_every_min : DAY_MIN);
    for (size_t i = 0; rule && i < rule->due.n; i++) {
        int64_t at = rule->due.at[i].at_min;
        next = at > minute && at < next ? at : next;
    }
    return next < DAY_MIN ? next : DAY_MIN;
}

static int64_t next_count_ms(const struct op *op)
{
    const struct reporting *rule = catalog_reporting(op->ops->config.catalog);
    int64_t local_min = op->now_ms / MIN_MS + op->ops->config.offset_min;
    int64_t minute = local_min % DAY_MIN;
    return (local_min - minute + next_minute(rule, minute) - op->ops->config.offset_min) * MIN_MS;
}

enum err staff_changed(struct op *op, const struct record *person, const char *from,
                       struct error *error)
{
    return strcmp(from, json_text(person->doc, "status", "available")) == 0
               ? ERR_OK
               : timer_errand(op, "staff", person->org, next_count_ms(op), error);
}

/* ---- Counting ----------------------------------------------------------------------------------
 */

struct tally {
    int64_t ill, isolated;
};

static enum err count_one(struct op *op, struct record *person, void *context, struct error *error)
{
    (void)op, (void)error;
    struct tally *tally = context;
    tally->ill += strcmp(json_text(person->doc, "status", ""), "ill") == 0;
    tally->isolated += strcmp(json_text(person->doc, "status", ""), "isolated") == 0;
    return ERR_OK;
}

enum err staff_count(struct op *op, const char *org, struct error *error)
{
    struct tally tally = {0, 0};
    /* The column says no more than this of who is ill. */
    enum err rc = record_each(op, &noun_person, "org = ? AND status = 'away'",
                              SQL_ARGS(sql_text(org)), count_one, &tally, error);
    return rc == ERR_OK ? op_event_of(op, "staff.counted", "org", org, org,
                                      json_pack("{s:I, s:I}", "ill", (json_int_t)tally.ill,
                                                "isolated", (json_int_t)tally.isolated),
                                      error)
                        : rc;
}

struct waiting {
    char org[ID_TEXT_SIZE];
};

enum err staff_count_now(struct op *op, const char *org, struct error *error)
{
    VEC(struct waiting) list = {0};
    struct sql_rows *rows = NULL;
    struct actor whose = {.kind = "system"};
    snprintf(whose.org, sizeof whose.org, "%s", org);
    enum err rc =
        sql_ask(op->sql, "SELECT noun_id FROM timer WHERE noun = 'staff'", SQL_NONE, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct waiting one;
        snprintf(one.org, sizeof one.org, "%s", sql_col_text(rows, 0));
        vec_push(&list, one);
    }
    sql_rows_done(rows);
    for (size_t i = 0; rc == ERR_OK && i < list.n; i++) {
        bool covers = false;
        rc = org_covers(op->sql, &whose, list.at[i].org, &covers, error);
        if (rc == ERR_OK && covers)
            rc = staff_count(op, list.at[i].org, error);
        if (rc == ERR_OK && covers)
            rc = sql_run(op->sql, "DELETE FROM timer WHERE noun = 'staff' AND noun_id = ?",
                         SQL_ARGS(sql_text(list.at[i].org)), error);
    }
    vec_free(&list);
    return rc;
}
