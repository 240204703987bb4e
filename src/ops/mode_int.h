/*
 * Modes: which contingency plans are in force, and what follows from them. One question for every
 * rule that depends on the mode:
 *
 *     struct mode mode;
 *     rc = mode_of(op, job->org, json_object_get(job->doc, "place"), &mode, error);
 *     situation.emergency = mode.emergency;
 *     hours = mode_number(op, &mode, "waste_interval_h");
 *
 * A switch counts for a thing when its scope is the city, an organisation above the thing's, or a
 * zone around the thing's place, and now lies between its `from` and `until`: the end needs no
 * timer. Where several plans set the same parameter the graver response level counts, then the
 * later switch. Outside of ops/ the query `mode.at` answers the same. docs/modes.md.
 */
#ifndef LIFELINE_OPS_MODE_INT_H
#define LIFELINE_OPS_MODE_INT_H

#include "catalog/catalog.h"
#include "catalog/contingency.h"
#include "ops/ops_int.h"

enum { MODES_AT_ONCE_MAX = 64 };

struct mode {
    bool emergency;
    int level; /* response level: 1 (I, the gravest) to 4 (IV); 0: none is declared */
    /* What is in force, what counts first first. */
    struct mode_part {
        const struct contingency *plan;
        int level;
        char id[ID_TEXT_SIZE]; /* of the switch */
        int64_t until_ms;
    } at[MODES_AT_ONCE_MAX];
    size_t n;
};

/* `org` "" is the city's; `place` {lon, lat} or NULL where the thing has none. */
enum err mode_of(struct op *op, const char *org, const json_t *place, struct mode *out,
                 struct error *error);
/* The value that holds for a parameter of packs/parameters.yaml; `otherwise` when no such is known.
 */
double mode_number(const struct op *op, const struct mode *mode, const char *parameter,
                   double otherwise);
/* Whether people may use a channel; a channel that is not known is open. */
bool mode_channel_open(const struct mode *mode, const char *channel);
/* What is added to the priority of a service's jobs. */
int mode_priority(const struct mode *mode, const struct service *service);

/* ---- Between the files of modes ---------------------------------------------------------------
 */

struct scope {
    const char *kind;    /* "city", "zone", "org" */
    struct record about; /* of a zone or an organisation */
};

/* The scope of the arguments `zone` and `org`, which exclude each other. */
enum err mode_scope(struct op *op, struct scope *out, struct error *error);
/* Puts what the plan would change now under the keys of types/mode: measures, parameters (with the
 * values of now), channels, priorities, vehicles, roster, acknowledgements. */
enum err mode_effects(struct op *op, const struct contingency *plan, const struct scope *scope,
                      json_t *into, struct error *error);
/* What an approval's end does to a switch that waited for it. */
enum err mode_approved(struct op *op, const char *id, bool approved, struct error *error);

#endif
