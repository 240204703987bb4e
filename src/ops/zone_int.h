/* What lies under which zone, for requests and jobs. */
#ifndef LIFELINE_OPS_ZONE_INT_H
#define LIFELINE_OPS_ZONE_INT_H

#include "catalog/catalog.h"
#include "ops/ops_int.h"

/* The strictest zone in force at a place at this moment; false when there is none. */
bool zone_at(struct op *op, double lon, double lat, struct record *out, enum err *rc,
             struct error *error);
/* The level of a zone or zone_ref ({policy, level}); NULL when the catalog has none such. */
const struct zone_level *zone_level_of(const struct op *op, const json_t *zone);
/* A level that keeps one entrance shuts the others of its zone (where one is marked), and they open
 * again when it is over (gate.c). */
enum err gates_follow(struct op *op, const struct record *zone, struct error *error);
/* {id, name, level, policy}; null for no zone. New. */
json_t *zone_ref(const struct record *zone);

#endif
