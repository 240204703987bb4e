#include <string.h>

#include "catalog/catalog.h"
#include "ops/approval_int.h"
#include "ops/permit_int.h"

const struct noun noun_permit = {
    .name = "permit",
    .table = "permit",
    .columns = {{"state", "state", COLUMN_TEXT},
                {"crew", "holder.crew", COLUMN_TEXT},
                {"person", "holder.person", COLUMN_TEXT},
                {"vehicle", "holder.vehicle", COLUMN_TEXT},
                {"zone", "zone", COLUMN_TEXT}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "zone", "level", "services", "from", "until", "reason", NULL);
    op_default(doc, "services", json_array());
    op_default(doc, "state", json_string("valid"));
    enum err rc = op_refers(op, doc, "zone", &noun_zone, error);
    return rc == ERR_OK ? op_check_span(doc, error) : rc;
}

static enum err check_holder(struct op *op, const json_t *holder, struct error *error)
{
    if (json_object_size(holder) != 1)
        return error_at(error, ERR_INVALID, "holder",
                        "Name exactly one of crew, person and vehicle.");
    enum err rc = op_refers(op, holder, "crew", &noun_crew, error);
    if (rc == ERR_OK)
        rc = op_refers(op, holder, "person", &noun_person, error);
    if (rc == ERR_OK)
        rc = op_refers(op, holder, "vehicle", &noun_vehicle, error);
    if (rc != ERR_OK)
        error_prefix(error, "holder.");
    return rc;
}

/* A kind is one of the words that packs and policies ask for. */
static enum err check_kind(struct op *op, const char *kind, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    if (!catalog || catalog_term(catalog, TERM_PERMIT, kind))
        return ERR_OK;
    return error_at(error, ERR_INVALID, "kind",
                    "There is no kind of permit %s; packs/terms.yaml lists them.", kind);
}

/* A permit that names a chain waits until the chain has agreed. */
static enum err ask(struct op *op, const struct record *permit, struct error *error)
{
    const char *id = json_text(op->args, "chain", NULL);
    struct record approval;
    if (!id)
        return ERR_OK;
    struct approval_wish wish = {.chain = catalog_chain(op->ops->config.catalog, id),
                                 .about = permit,
                                 .number = json_text(permit->doc, "kind", ""),
                                 .reason = json_text(permit->doc, "reason", "")};
    if (!wish.chain)
        return error_at(error, ERR_INVALID, "chain", "packs/approvals.yaml has no chain %.80s.",
                        id);
    wish.title = &wish.chain->name;
    return approval_ask(op, &wish, &approval, error);
}

enum err op_permit_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = check_holder(op, json_object_get(op->args, "holder"), error);
    if (rc != ERR_OK)
        return rc;
    struct record permit = record_new(op, &noun_permit, org);
    op_copy_args(op, permit.doc, "holder", "kind", NULL);
    op_default(permit.doc, "kind", json_string("zone_entry"));
    if (json_text(op->args, "chain", NULL))
        json_object_set_new(permit.doc, "state", json_string("waiting"));
    rc = check_kind(op, json_text(permit.doc, "kind", ""), error);
    if (rc == ERR_OK)
        rc = set_fields(op, permit.doc, error);
    if (rc == ERR_OK)
        rc = op_created(op, &permit, error);
    return rc == ERR_OK ? ask(op, &permit, error) : rc;
}

enum err permit_approved(struct op *op, const char *id, bool approved, struct error *error)
{
    struct record permit;
    enum err rc = record_load(op, &noun_permit, id, "permit", &permit, error);
    if (rc != ERR_OK || strcmp(json_text(permit.doc, "state", ""), "waiting") != 0)
        return rc;
    const char *state = approved ? "valid" : "refused";
    json_object_set_new(permit.doc, "state", json_string(state));
    rc = record_save(op, &permit, error);
    return rc == ERR_OK
               ? op_event(op, "permit.decided", &permit, json_pack("{s:s}", "state", state), error)
               : rc;
}

enum err op_permit_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_permit, error);
}

enum err op_permit_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_permit_update(struct op *op, struct error *error)
{
    enum err rc = set_fields(op, op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

enum err op_permit_revoke(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "revoked") == 0)
        return error_set(error, ERR_STATE, "The permit has been revoked already.");
    json_object_set_new(op->target.doc, "state", json_string("revoked"));
    op_copy_args(op, op->target.doc, "reason", NULL);
    return op_changed(op, &op->target, "revoked", NULL, error);
}
