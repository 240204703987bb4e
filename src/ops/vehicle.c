#include "catalog/catalog.h"
#include "ops/exposure_int.h"

const struct noun noun_vehicle = {
    .name = "vehicle",
    .table = "vehicle",
    .columns = {{"plate", "plate", COLUMN_TEXT}, {"status", "status", COLUMN_TEXT}},
};

static void set_fields(struct op *op, json_t *doc)
{
    op_copy_args(op, doc, "plate", "kind", "profile", "capacity", "status", "last_disinfected_at",
                 NULL);
    op_default(doc, "profile", json_string("car"));
    op_default(doc, "capacity", json_object());
    op_default(doc, "status", json_string("ready"));
}

/* A kind is one of the words that services ask for. */
static enum err check_kind(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *kind = json_text(op->args, "kind", NULL);
    if (!kind || !catalog || catalog_term(catalog, TERM_VEHICLE, kind))
        return ERR_OK;
    return error_at(error, ERR_INVALID, "kind",
                    "There is no kind of vehicle %s; packs/terms.yaml lists them.", kind);
}

enum err op_vehicle_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = check_kind(op, error);
    if (rc != ERR_OK)
        return rc;
    struct record vehicle = record_new(op, &noun_vehicle, org);
    set_fields(op, vehicle.doc);
    return op_created(op, &vehicle, error);
}

enum err op_vehicle_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_vehicle, error);
}

enum err op_vehicle_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_vehicle_update(struct op *op, struct error *error)
{
    enum err rc = check_kind(op, error);
    if (rc != ERR_OK)
        return rc;
    set_fields(op, op->target.doc);
    return op_changed(op, &op->target, "updated", NULL, error);
}

enum err op_vehicle_disinfected(struct op *op, struct error *error)
{
    int64_t at_ms;
    enum err rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    op_set_time(op, op->target.doc, "last_disinfected_at", at_ms);
    if (sv_is(json_sv(op->target.doc, "status"), "dirty"))
        json_object_set_new(op->target.doc, "status", json_string("ready"));
    json_object_del(op->target.doc, "trips");
    rc = vehicle_crews_disinfect(op, op->target.id, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "disinfected", NULL, error) : rc;
}
