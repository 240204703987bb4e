/*
 * The end of personal values. A request's case is the request, its jobs and their visits; of other
 * nouns a thing is a case of its own. When it is over each value gets its day (`keep_days` of its
 * rule); what is due is destroyed by the request's timer, of other nouns by the errand "sealed",
 * and waits while an emergency holds there (R-V2).
 */
#include "ops/privacy_int.h"

#include <string.h>

#include "catalog/catalog.h"
#include "ops/attachment_int.h"
#include "ops/mode_int.h"
#include "ops/replay_int.h"
#include "ops/seal_int.h"
#include "ops/timer_int.h"
#include "ops/welfare_int.h"

enum { DAY_MS = 24 * 3600 * 1000 };

/* ---- A case -----------------------------------------------------------------------------------
 */

#define JOBS_OF   "SELECT id FROM job WHERE request = ?"
#define VISITS_OF "SELECT id FROM visit WHERE job IN (" JOBS_OF ")"

typedef enum err case_visit(struct op *op, const struct record *thing, void *context,
                            struct error *error);

struct things {
    VEC(struct record) list;
};

static enum err add_thing(struct op *op, struct record *thing, void *context, struct error *error)
{
    (void)op, (void)error;
    vec_push(&((struct things *)context)->list, *thing);
    return ERR_OK;
}

/* The request first. A thing of another noun is a case of its own. */
static enum err each_of_case(struct op *op, const struct record *about, case_visit *visit,
                             void *context, struct error *error)
{
    struct things things = {0};
    const struct sql_value id = sql_text(about->id);
    enum err rc = visit(op, about, context, error);
    if (rc == ERR_OK && about->noun == &noun_request)
        rc = record_each(op, &noun_job, "id IN (" JOBS_OF ")", &id, 1, add_thing, &things, error);
    if (rc == ERR_OK && about->noun == &noun_request)
        rc = record_each(op, &noun_visit, "id IN (" VISITS_OF ")", &id, 1, add_thing, &things,
                         error);
    for (size_t i = 0; rc == ERR_OK && i < things.list.n; i++)
        rc = visit(op, &things.list.at[i], context, error);
    vec_free(&things.list);
    return rc;
}

/* Rows from before values were sealed hold them in clear; saving seals them. */
static enum err seal_again(struct op *op, const struct record *thing, void *context,
                           struct error *error)
{
    (void)context;
    struct record record;
    enum err rc = record_load(op, thing->noun, thing->id, "id", &record, error);
    return rc == ERR_OK ? record_save(op, &record, error) : rc;
}

/* ---- Destroying -------------------------------------------------------------------------------
 */

struct destruction {
    int64_t until_ms; /* < 0: all */
    int64_t values, attachments;
};

/* Whether the value of this path is to go now. */
static enum err is_due(struct op *op, const struct record *thing, const char *path,
                       const struct destruction *destruction, bool *due, struct error *error)
{
    int64_t n = 0;
    enum err rc =
        sql_ask_i64(op->sql,
                    "SELECT count(*) FROM sealed WHERE noun = ? AND noun_id = ?"
                    " AND field = ? AND (destroy_ms <= ? OR ? < 0)",
                    SQL_ARGS(sql_text(thing->noun->name), sql_text(thing->id), sql_text(path),
                             sql_i64(destruction->until_ms), sql_i64(destruction->until_ms)),
                    0, &n, error);
    *due = n > 0;
    return rc;
}

/* A value that is due may name a picture, which goes as well. */
static enum err wipe_picture(struct privacy_walk *walk, struct privacy_spot *spot,
                             struct error *error)
{
    struct destruction *destruction = walk->context;
    bool due = false;
    json_t *value = json_object_get(spot->parent, spot->key);
    bool named = json_is_string(value) && is_attachment_name(json_string_value(value));
    enum err rc =
        named ? is_due(walk->op, walk->record, spot->path, destruction, &due, error) : ERR_OK;
    if (rc != ERR_OK || !due)
        return rc;
    destruction->attachments++;
    return attachment_wipe(walk->op, json_string_value(value), error);
}

static enum err destroy_of(struct op *op, const struct record *thing, void *context,
                           struct error *error)
{
    struct destruction *destruction = context;
    struct privacy_walk walk = {
        .op = op, .record = thing, .visit = wipe_picture, .context = destruction};
    enum err rc = privacy_each(&walk, thing->doc, error);
    if (rc == ERR_OK)
        rc = seal_destroy(op, thing->noun->name, thing->id, destruction->until_ms,
                          &destruction->values, error);
    return rc == ERR_OK ? replay_forget(op, thing->id, error) : rc;
}

static enum err destroy(struct op *op, const struct record *about, int64_t until_ms,
                        struct error *error)
{
    struct destruction destruction = {.until_ms = until_ms};
    enum err rc = each_of_case(op, about, destroy_of, &destruction, error);
    if (rc == ERR_OK && about->noun == &noun_welfare)
        rc = welfare_forget(op, about, error);
    return rc == ERR_OK ? op_event(op, "privacy.destroyed", about,
                                   json_pack("{s:I, s:I}", "values", (json_int_t)destruction.values,
                                             "attachments", (json_int_t)destruction.attachments),
                                   error)
                        : rc;
}

enum err op_privacy_destroy(struct op *op, struct error *error)
{
    struct record thing;
    enum err rc = privacy_thing(op, &thing, error);
    if (rc == ERR_OK)
        rc = each_of_case(op, &thing, seal_again, NULL, error);
    if (rc == ERR_OK)
        rc = destroy(op, &thing, -1, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:{}}", "values"));
    return rc;
}

/* ---- By rule -----------------------------------------------------------------------------------
 */

static enum err find_next(struct op *op, const struct record *thing, void *context,
                          struct error *error)
{
    int64_t at_ms = 0, *next_ms = context;
    enum err rc = sql_ask_i64(
        op->sql, "SELECT min(destroy_ms) FROM sealed WHERE noun = ? AND noun_id = ?",
        SQL_ARGS(sql_text(thing->noun->name), sql_text(thing->id)), INT64_MAX, &at_ms, error);
    *next_ms = at_ms < *next_ms ? at_ms : *next_ms;
    return rc;
}

static enum err set_timer(struct op *op, const struct record *about, struct error *error)
{
    int64_t next_ms = INT64_MAX;
    enum err rc = each_of_case(op, about, find_next, &next_ms, error);
    if (rc != ERR_OK)
        return rc;
    return about->noun == &noun_request ? timer_set(op, about, next_ms, error)
                                        : timer_errand(op, "sealed", "", next_ms, error);
}

struct ending {
    bool ended, health_only;
};

static enum err set_day(struct op *op, const struct record *thing, void *context,
                        struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct ending *ending = context;
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        int64_t at_ms = op->now_ms + rule->keep_days * DAY_MS;
        if (strcmp(rule->noun, thing->noun->name) != 0 ||
            (ending->health_only && rule->matter != MATTER_HEALTH))
            continue;
        /* A day once set stays until the thing goes on again. */
        rc = sql_run(op->sql,
                     "UPDATE sealed SET destroy_ms = CASE WHEN ? THEN COALESCE(destroy_ms, ?) END"
                     " WHERE noun = ? AND noun_id = ? AND rule = ?",
                     SQL_ARGS(sql_i64(ending->ended), sql_i64(at_ms), sql_text(rule->noun),
                              sql_text(thing->id), sql_text(rule->id)),
                     error);
    }
    return rc;
}

static enum err end_values(struct op *op, const struct record *about, struct ending ending,
                           struct error *error)
{
    enum err rc = each_of_case(op, about, set_day, &ending, error);
    return rc == ERR_OK ? set_timer(op, about, error) : rc;
}

enum err privacy_ended(struct op *op, const struct record *about, bool ended, struct error *error)
{
    return end_values(op, about, (struct ending){.ended = ended}, error);
}

/* Whether the thing has come to its end: what is written once is over at once. */
static bool is_over(const struct record *thing)
{
    const char *state = json_text(thing->doc, "state", json_text(thing->doc, "status", ""));
    static const char *const ends[] = {"closed", "standing", "left"};
    bool over = thing->noun == &noun_passage ||
                (thing->noun == &noun_welfare && !json_flag(thing->doc, "open", true));
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        over |= strcmp(state, ends[i]) == 0;
    return over;
}

enum err privacy_settle(struct op *op, const struct record *record, struct error *error)
{
    return privacy_applies(op, record) ? privacy_ended(op, record, is_over(record), error) : ERR_OK;
}

/* Whether an emergency holds where the thing is. */
static enum err in_emergency(struct op *op, const struct record *thing, bool *emergency,
                             struct error *error)
{
    struct mode mode;
    struct record site = *thing;
    const char *id = json_text(thing->doc, "site", NULL);
    enum err rc = id ? record_load(op, &noun_site, id, "site", &site, error) : ERR_OK;
    if (rc == ERR_OK)
        rc = mode_of(op, thing->org, json_object_get(site.doc, "place"), &mode, error);
    *emergency = rc == ERR_OK && mode.emergency;
    return rc;
}

enum err request_timer(struct op *op, struct record *request, struct error *error)
{
    bool emergency = false;
    enum err rc = in_emergency(op, request, &emergency, error);
    if (rc != ERR_OK)
        return rc;
    if (emergency)
        return timer_set(op, request, op->now_ms + DAY_MS, error);
    rc = each_of_case(op, request, seal_again, NULL, error);
    if (rc == ERR_OK)
        rc = privacy_ended(op, request, true, error);
    if (rc == ERR_OK)
        rc = destroy(op, request, op->now_ms, error);
    return rc == ERR_OK ? set_timer(op, request, error) : rc;
}

/* ---- Things that are a case of their own -------------------------------------------------------
 */

#define OF_ITSELF "noun NOT IN ('request', 'job', 'visit')"

enum { SWEEP_MAX = 500 };

struct due {
    struct {
        char noun[41], id[ID_TEXT_SIZE];
    } at[SWEEP_MAX];
    size_t n;
};

static enum err find_due(struct op *op, struct due *due, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT DISTINCT noun, noun_id FROM sealed WHERE destroy_ms <= ?"
                          " AND " OF_ITSELF " LIMIT ?",
                          SQL_ARGS(sql_i64(op->now_ms), sql_i64(SWEEP_MAX)), &rows, error);
    while (rc == ERR_OK && due->n < SWEEP_MAX && sql_next(rows, &rc, error)) {
        snprintf(due->at[due->n].noun, sizeof due->at->noun, "%s", sql_col_text(rows, 0));
        snprintf(due->at[due->n++].id, ID_TEXT_SIZE, "%s", sql_col_text(rows, 1));
    }
    sql_rows_done(rows);
    return rc;
}

static enum err end_one(struct op *op, const char *noun, const char *id, struct error *error)
{
    struct record thing;
    bool emergency = false;
    enum err rc = record_load(op, noun_of(noun), id, "id", &thing, error);
    if (rc == ERR_OK)
        rc = in_emergency(op, &thing, &emergency, error);
    if (rc != ERR_OK || !emergency)
        return rc == ERR_OK ? destroy(op, &thing, op->now_ms, error) : rc;
    return sql_run(
        op->sql,
        "UPDATE sealed SET destroy_ms = ? WHERE noun = ? AND noun_id = ? AND destroy_ms <= ?",
        SQL_ARGS(sql_i64(op->now_ms + DAY_MS), sql_text(noun), sql_text(id), sql_i64(op->now_ms)),
        error);
}

enum err privacy_sweep(struct op *op, const char *id, struct error *error)
{
    (void)id;
    struct due due = {.n = 0};
    int64_t next_ms = INT64_MAX;
    enum err rc = find_due(op, &due, error);
    for (size_t i = 0; rc == ERR_OK && i < due.n; i++)
        rc = end_one(op, due.at[i].noun, due.at[i].id, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT min(destroy_ms) FROM sealed WHERE " OF_ITSELF, SQL_NONE,
                         INT64_MAX, &next_ms, error);
    return rc == ERR_OK ? timer_errand(op, "sealed", "", next_ms, error) : rc;
}

enum err privacy_again(struct op *op, const char *noun, const char *id, struct error *error)
{
    struct record thing;
    enum err rc = record_load(op, noun_of(noun), id, "id", &thing, error);
    if (rc == ERR_OK)
        rc = record_save(op, &thing, error);
    if (rc == ERR_OK && thing.noun == &noun_welfare)
        rc = welfare_seal_calls(op, id, error);
    return rc == ERR_OK ? privacy_settle(op, &thing, error) : rc;
}

/* ---- The end of an emergency -------------------------------------------------------------------
 */

static enum err end_health(struct op *op, struct record *person, void *context, struct error *error)
{
    (void)context;
    bool emergency = false;
    enum err rc = in_emergency(op, person, &emergency, error);
    return rc == ERR_OK && !emergency
               ? end_values(op, person, (struct ending){.ended = true, .health_only = true}, error)
               : rc;
}

enum err privacy_emergency_over(struct op *op, struct error *error)
{
    return record_each(op, &noun_person,
                       "status = 'away' AND id IN (SELECT noun_id FROM sealed WHERE noun ="
                       " 'person' AND field = 'status' AND destroy_ms IS NULL)",
                       SQL_NONE, end_health, NULL, error);
}
