/*
 * Whether the plan in people's hands keeps the rules of the zones: an invariant for tests, drills
 * and whoever doubts. It reads the city through queries, knows nothing of how the plan was made,
 * and goes by the policies themselves where they can be asked.
 *
 * Looked at are visits that no crew has accepted yet: what is in hand may have become wrong by what
 * happened since. What people have forced is theirs. Rules, by their words in a breach:
 *
 *   service       the level admits it, or an exception was granted
 *   people        so many of the crew are at work and have the training that the level asks of each
 *   permit        of each kind that the level asks, valid now, for this zone and service
 *   protection    the sets of all visits of the crew are on board
 *   vehicle       ready: not out of service, not waiting for its disinfection
 *   loop          a closed-loop crew stays in its loop
 *   dressing      between arrival and the begin of the work
 *   disinfection  after the work, before the crew leaves for the next (by times that are written to
 *                 half a minute)
 *   exposed       a crew that was exposed does not leave before it is disinfected
 *   gate          a way that leads into the zone names an open gate of it, open then (red jobs: at
 *                 any hour); where it begins and ends counts by the street, as for the router
 *   handover      the way ends where goods change hands, at a gate while it is open
 */
#ifndef LIFELINE_LIVE_AUDIT_H
#define LIFELINE_LIVE_AUDIT_H

#include <jansson.h>

#include "base/err.h"
#include "catalog/catalog.h"
#include "ops/ops.h"

/* A new array of {job, crew, rule, text}; empty when all rules are kept. Times are told from the
 * clock of `ops`. */
enum err audit_zone_rules(struct ops *ops, const struct catalog *catalog, json_t **breaches,
                          struct error *error);

#endif
