#include "ops/ops_int.h"

const struct noun noun_site = {
    .name = "site",
    .table = "site",
    .columns = {{"code", "code", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"address", "address", COLUMN_TEXT}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "code", "kind", "name", "address", "place", "customer_class", "contact",
                 NULL);
    return op_check_place(op, json_object_get(doc, "place"), "place", error);
}

enum err op_site_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record site = record_new(op, &noun_site, org);
    rc = set_fields(op, site.doc, error);
    return rc == ERR_OK ? op_created(op, &site, error) : rc;
}

enum err op_site_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_site, error);
}

enum err op_site_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_site_update(struct op *op, struct error *error)
{
    enum err rc = set_fields(op, op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}
