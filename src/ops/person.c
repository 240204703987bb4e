#include <string.h>

#include "ops/privacy_int.h"
#include "ops/staff_int.h"

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
        rc = staff_changed(op, &person, "available", error);
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
    enum err rc = staff_changed(op, &op->target, from, error);
    json_t *data = json_object();
    static const char *const shown[] = {"code", "skills", "certificates", "role_title"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (json_object_get(op->target.doc, shown[i]))
            json_object_set(data, shown[i], json_object_get(op->target.doc, shown[i]));
    }
    if (rc == ERR_OK)
        rc = op_changed(op, &op->target, "updated", data, error);
    else
        json_decref(data);
    bool same = strcmp(from, json_text(op->target.doc, "status", "")) == 0;
    return rc == ERR_OK && !same ? privacy_settle(op, &op->target, error) : rc;
}

enum err op_person_update(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    enum err rc = set_fields(op, op->target.doc, error);
    return rc == ERR_OK ? changed(op, from, error) : rc;
}

/* Only when, and only that it was negative: who tests positive has another status. */
enum err op_person_tested(struct op *op, struct error *error)
{
    int64_t at_ms = 0;
    enum err rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    op_set_time(op, op->target.doc, "tested_at", at_ms);
    return op_changed(op, &op->target, "updated",
                      json_pack("{s:O}", "tested_at", json_object_get(op->target.doc, "tested_at")),
                      error);
}

enum err op_person_set_status(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    op_copy_args(op, op->target.doc, "status", NULL);
    return changed(op, from, error);
}
