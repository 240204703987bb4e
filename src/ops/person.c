#include <string.h>

#include "catalog/catalog.h"
#include "catalog/figures.h"
#include "ops/timer_int.h"

const struct noun noun_person = {
    .name = "person",
    .table = "person",
    .columns = {{"code", "code", COLUMN_TEXT}, {"status", "status", COLUMN_TEXT}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "code", "name", "label", "role_title", "phone", "skills", "certificates",
                 "status", "lives_in_zone", "consents", NULL);
    op_default(doc, "skills", json_array());
    op_default(doc, "certificates", json_array());
    op_default(doc, "status", json_string("available"));
    if (!json_object_get(doc, "name") && !json_object_get(doc, "label"))
        return error_at(error, ERR_INVALID, "name", "A person needs a name or a label.");
    return op_refers(op, doc, "lives_in_zone", &noun_zone, error);
}

/* ---- How many are ill or isolated --------------------------------------------------------------
 *
 * Who is, is nobody's business in the log: a person's events are the same whatever of them changed,
 * and how many of an organisation are is counted at the times of reports, all changes of the hours
 * before in one number.
 */

/* The next time of reports (packs/figures.yaml); without any, midnight. */
static int64_t next_count_ms(const struct op *op)
{
    enum { DAY_MS = 24 * 3600 * 1000 };
    const struct reporting *rule = catalog_reporting(op->ops->config.catalog);
    int64_t offset_ms = op->ops->config.offset_min * INT64_C(60000);
    int64_t midnight_ms = (op->now_ms + offset_ms) / DAY_MS * DAY_MS - offset_ms;
    for (size_t i = 0; rule && i < rule->due.n; i++) {
        int64_t at_ms = midnight_ms + rule->due.at[i].at_min * 60000;
        if (at_ms > op->now_ms)
            return at_ms;
    }
    return midnight_ms + DAY_MS + (rule && rule->due.n ? rule->due.at[0].at_min * 60000 : 0);
}

static enum err will_count(struct op *op, const struct record *person, const char *from,
                           struct error *error)
{
    struct record org;
    if (!person->org[0] || strcmp(from, json_text(person->doc, "status", "available")) == 0)
        return ERR_OK;
    enum err rc = record_load(op, &noun_org, person->org, "org", &org, error);
    return rc == ERR_OK ? timer_set(op, &org, next_count_ms(op), error) : rc;
}

enum err org_timer(struct op *op, struct record *org, struct error *error)
{
    int64_t ill = 0, isolated = 0;
    enum err rc =
        sql_ask_i64(op->sql, "SELECT count(*) FROM person WHERE org = ? AND status = 'ill'",
                    SQL_ARGS(sql_text(org->id)), 0, &ill, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql,
                         "SELECT count(*) FROM person WHERE org = ? AND status = 'isolated'",
                         SQL_ARGS(sql_text(org->id)), 0, &isolated, error);
    return rc == ERR_OK ? op_event_of(op, "staff.counted", "org", org->id, org->id,
                                      json_pack("{s:I, s:I}", "ill", (json_int_t)ill, "isolated",
                                                (json_int_t)isolated),
                                      error)
                        : rc;
}

/* ---- Commands ----------------------------------------------------------------------------------
 */

enum err op_person_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record person = record_new(op, &noun_person, org);
    rc = set_fields(op, person.doc, error);
    if (rc == ERR_OK)
        rc = will_count(op, &person, "available", error);
    /* Nor does its event say that there was something to say. */
    json_object_del(op->args, "status");
    return rc == ERR_OK ? op_created(op, &person, error) : rc;
}

enum err op_person_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_person, error);
}

enum err op_person_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

/* Saves and answers. */
static enum err changed(struct op *op, const char *from, struct error *error)
{
    enum err rc = will_count(op, &op->target, from, error);
    json_t *data = json_object();
    static const char *const shown[] = {"code", "skills", "certificates", "role_title"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (json_object_get(op->target.doc, shown[i]))
            json_object_set(data, shown[i], json_object_get(op->target.doc, shown[i]));
    }
    if (rc == ERR_OK)
        return op_changed(op, &op->target, "updated", data, error);
    json_decref(data);
    return rc;
}

enum err op_person_update(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    enum err rc = set_fields(op, op->target.doc, error);
    return rc == ERR_OK ? changed(op, from, error) : rc;
}

enum err op_person_set_status(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    op_copy_args(op, op->target.doc, "status", NULL);
    return changed(op, from, error);
}
