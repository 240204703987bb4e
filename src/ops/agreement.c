/* Standing contacts and agreements with partners: what about, with whom, and when next. */
#include "ops/ops_int.h"

enum { CONTACTS_MAX = 1000 };

const struct noun noun_agreement = {
    .name = "agreement",
    .table = "agreement",
    .columns = {{"state", "state", COLUMN_TEXT}, {"due_ms", "next_at", COLUMN_TIME}},
    .newest_first = true,
};

enum err op_agreement_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "partner", &noun_org, error);
    if (rc != ERR_OK)
        return rc;
    struct record agreement = record_new(op, &noun_agreement, org);
    op_copy_args(op, agreement.doc, "partner", "partner_name", "subjects", "terms", "contact",
                 "next_at", NULL);
    json_object_set_new(agreement.doc, "state", json_string("active"));
    json_object_set_new(agreement.doc, "contacts", json_array());
    return op_created(op, &agreement, error);
}

enum err op_agreement_contact(struct op *op, struct error *error)
{
    json_t *contacts = json_object_get(op->target.doc, "contacts"), *contact = json_object();
    int64_t at_ms;
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK && json_array_size(contacts) >= CONTACTS_MAX)
        rc = error_at(error, ERR_LIMIT, "id", "At most %d contacts are kept.", CONTACTS_MAX);
    op_copy_args(op, contact, "note", NULL);
    op_set_time(op, contact, "at", at_ms);
    json_object_set_new(contact, "by", json_string(op->actor.name));
    json_array_append_new(contacts, contact);
    op_copy_args(op, op->target.doc, "next_at", NULL);
    return rc == ERR_OK ? op_changed(op, &op->target, "contact", NULL, error) : rc;
}

enum err op_agreement_end(struct op *op, struct error *error)
{
    json_object_set_new(op->target.doc, "state", json_string("ended"));
    json_object_del(op->target.doc, "next_at");
    return op_changed(op, &op->target, "ended", NULL, error);
}

enum err op_agreement_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_agreement, error);
}
