#include <string.h>

#include "ops/ops_int.h"

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

/* Who is ill or isolated is nobody's business in the log; how many of an organisation are, is a
 * figure of its reports. */
static enum err count_status(struct op *op, const struct record *person, const char *from,
                             struct error *error)
{
    const char *to = json_text(person->doc, "status", "available");
    if (strcmp(from, to) == 0)
        return ERR_OK;
    return op_event_of(op, "staff.status", "org", person->org, person->org,
                       json_pack("{s:s, s:s}", "from", from, "to", to), error);
}

enum err op_person_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record person = record_new(op, &noun_person, org);
    rc = set_fields(op, person.doc, error);
    if (rc == ERR_OK)
        rc = count_status(op, &person, "available", error);
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

enum err op_person_update(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    enum err rc = set_fields(op, op->target.doc, error);
    if (rc == ERR_OK)
        rc = count_status(op, &op->target, from, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

enum err op_person_set_status(struct op *op, struct error *error)
{
    char from[40];
    snprintf(from, sizeof from, "%s", json_text(op->target.doc, "status", "available"));
    op_copy_args(op, op->target.doc, "status", NULL);
    enum err rc = count_status(op, &op->target, from, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "status", NULL, error) : rc;
}
