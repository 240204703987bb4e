#include "ops/handover_int.h"

#include <string.h>

#include "geo/point.h"

static struct point point_of(const json_t *place)
{
    return (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
}

struct nearest_gate {
    struct point from;
    struct record gate; /* no noun: none */
    double far_m;
};

static enum err look_at_gate(struct op *op, struct record *gate, void *context, struct error *error)
{
    (void)op, (void)error;
    struct nearest_gate *nearest = context;
    double far_m = point_distance_m(nearest->from, point_of(json_object_get(gate->doc, "place")));
    if (!nearest->gate.noun || far_m < nearest->far_m) {
        nearest->gate = *gate;
        nearest->far_m = far_m;
    }
    return ERR_OK;
}

static json_t *place_json(const char *at, const json_t *place, const json_t *name)
{
    return json_pack("{s:s, s:{s:f, s:f}, s:O?}", "at", at, "place", "lon",
                     json_f64(place, "lon", 0), "lat", json_f64(place, "lat", 0), "name", name);
}

/* The nearest open gate of the zone; NULL when there is none. New. */
static enum err at_gate(struct op *op, const struct record *job, const char *zone, json_t **out,
                        struct error *error)
{
    struct nearest_gate nearest = {.from = point_of(json_object_get(job->doc, "place"))};
    enum err rc = record_each(op, &noun_gate, "zone = ? AND state = 'open' ORDER BY id",
                              SQL_ARGS(sql_text(zone)), look_at_gate, &nearest, error);
    if (rc != ERR_OK || !nearest.gate.noun)
        return rc;
    const json_t *doc = nearest.gate.doc;
    *out = place_json("gate", json_object_get(doc, "place"), json_object_get(doc, "name"));
    json_object_set_new(*out, "gate", json_string(nearest.gate.id));
    return ERR_OK;
}

enum err handover_set(struct op *op, struct record *job, bool *changes, struct error *error)
{
    const char *zone_id = json_text(json_object_get(job->doc, "zone"), "id", NULL);
    const char *at = json_text(json_object_get(job->doc, "requirements"), "handover", "door");
    json_t *handover = NULL;
    enum err rc = ERR_OK;
    if (zone_id && strcmp(at, "point") == 0) {
        struct record zone;
        rc = record_load(op, &noun_zone, zone_id, "zone", &zone, error);
        const json_t *place = rc == ERR_OK ? json_object_get(zone.doc, "handover_place") : NULL;
        if (json_is_object(place))
            handover = place_json("point", place, json_object_get(zone.doc, "name"));
    }
    if (rc == ERR_OK && zone_id && !handover && strcmp(at, "door") != 0)
        rc = at_gate(op, job, zone_id, &handover, error);
    if (rc != ERR_OK)
        return rc;
    const json_t *was = json_object_get(job->doc, "handover");
    *changes = handover ? !json_equal(handover, was) : was != NULL;
    if (handover)
        json_object_set_new(job->doc, "handover", handover);
    else
        json_object_del(job->doc, "handover");
    return ERR_OK;
}
