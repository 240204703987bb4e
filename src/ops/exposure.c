#include "ops/exposure_int.h"

#include <string.h>

#include "base/vec.h"
#include "catalog/catalog.h"

static const char CLEAN[] = "clean";

static int class_of(const struct op *op, const char *exposure)
{
    const struct catalog *catalog = op->ops->config.catalog;
    return catalog ? catalog_exposure_class(catalog, exposure) : 0;
}

enum err crew_expose(struct op *op, const char *id, const char *exposure, struct error *error)
{
    struct record crew;
    if (!exposure || class_of(op, exposure) <= 0)
        return ERR_OK;
    enum err rc = record_load(op, &noun_crew, id, "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    const char *was = json_text(crew.doc, "exposure", CLEAN);
    bool is_worse = class_of(op, exposure) > class_of(op, was);
    if (is_worse)
        json_object_set_new(crew.doc, "exposure", json_string(exposure));
    op_set_time(op, crew.doc, "exposed_at", op->now_ms);
    rc = record_save(op, &crew, error);
    return rc == ERR_OK && is_worse ? op_event(op, "crew.exposed", &crew,
                                               json_pack("{s:s}", "exposure", exposure), error)
                                    : rc;
}

static enum err clean(struct op *op, struct record *crew, struct error *error)
{
    if (strcmp(json_text(crew->doc, "exposure", CLEAN), CLEAN) == 0)
        return ERR_OK;
    json_object_set_new(crew->doc, "exposure", json_string(CLEAN));
    json_object_del(crew->doc, "exposed_at");
    enum err rc = record_save(op, crew, error);
    return rc == ERR_OK ? op_event(op, "crew.disinfected", crew, json_object(), error) : rc;
}

enum err crew_disinfect(struct op *op, const char *id, int64_t at_ms, struct error *error)
{
    struct record crew, vehicle;
    enum err rc = record_load(op, &noun_crew, id, "crew", &crew, error);
    if (rc == ERR_OK)
        rc = clean(op, &crew, error);
    const char *vehicle_id = rc == ERR_OK ? json_text(crew.doc, "vehicle", NULL) : NULL;
    if (rc != ERR_OK || !vehicle_id)
        return rc;
    rc = record_load(op, &noun_vehicle, vehicle_id, "vehicle", &vehicle, error);
    if (rc != ERR_OK)
        return rc;
    op_set_time(op, vehicle.doc, "last_disinfected_at", at_ms);
    rc = record_save(op, &vehicle, error);
    return rc == ERR_OK ? op_event(op, "vehicle.disinfected", &vehicle,
                                   json_pack("{s:s}", "crew", crew.id), error)
                        : rc;
}

struct crews {
    VEC(struct record) list;
};

static enum err collect(struct op *op, struct record *crew, void *context, struct error *error)
{
    (void)op, (void)error;
    vec_push(&((struct crews *)context)->list, *crew);
    return ERR_OK;
}

enum err vehicle_crews_disinfect(struct op *op, const char *vehicle, struct error *error)
{
    struct crews crews = {0};
    enum err rc = record_each(op, &noun_crew, "vehicle = ? ORDER BY id",
                              SQL_ARGS(sql_text(vehicle)), collect, &crews, error);
    for (size_t i = 0; rc == ERR_OK && i < crews.list.n; i++)
        rc = clean(op, &crews.list.at[i], error);
    vec_free(&crews.list);
    return rc;
}
