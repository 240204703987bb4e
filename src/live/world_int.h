/*
 * The picture of the city that the dispatcher plans on: the open jobs and everybody who could do
 * them, as the last committed events left them.
 *
 * Loaded whole once; afterwards `world_touch` notes what an event was about and `world_refresh`
 * fetches just that again. Every object keeps the JSON it came from; the views of its fields are
 * borrowed from there and end with the next refresh.
 */
#ifndef LIFELINE_LIVE_WORLD_INT_H
#define LIFELINE_LIVE_WORLD_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "geo/point.h"
#include "ops/ops.h"

enum world_noun {
    WORLD_CREW,
    WORLD_PERSON,
    WORLD_VEHICLE,
    WORLD_SITE,
    WORLD_ZONE,
    WORLD_GATE,
    WORLD_PERMIT,
    WORLD_CLOSURE,
    WORLD_JOB,
    WORLD_NOUNS
};

/* What a kind of change makes necessary. */
enum world_effect {
    WORLD_PLAN_CHANGED = 1 << 0,  /* jobs or crews: plan again */
    WORLD_ROADS_CHANGED = 1 << 1, /* zones, gates, closures: close and open streets first */
};

struct world_object {
    char id[ID_TEXT_SIZE];
    json_t *json; /* as the noun's `get` answers it */
};

struct world {
    struct ops *ops;
    struct actor self;
    struct map objects[WORLD_NOUNS]; /* id -> struct world_object, owned */
    struct map touched[WORLD_NOUNS]; /* ids to fetch again */
    int64_t plan_revision;           /* that the jobs' visits were read with */
};

void world_init(struct world *world, struct ops *ops);
void world_free(struct world *world);

/* Reads everything that matters to planning. */
enum err world_load(struct world *world, struct error *error);
/* Notes an event's noun and id; gives the effects (0 for what does not matter here). */
unsigned world_touch(struct world *world, const char *type, const char *noun, const char *noun_id);
/* Fetches what was touched; jobs that are over leave the picture. */
enum err world_refresh(struct world *world, struct error *error);

/* Takes a noun's JSON (shared, not taken over) into the picture; a job that is over goes out. */
void world_put(struct world *world, enum world_noun noun, json_t *json);

/* NULL when the id is unknown. */
const json_t *world_get(const struct world *world, enum world_noun noun, const char *id);
/* Walks a noun's objects; start with *at = 0. The order is that of the table: sort what shows. */
const struct world_object *world_next(const struct world *world, enum world_noun noun, size_t *at);

/* ---- Reading fields -------------------------------------------------------------------------- */

/* A time in milliseconds; `otherwise` when absent, null or no time. */
int64_t world_time(const json_t *object, const char *key, int64_t otherwise);
/* The position under `key` ({lon, lat}); false when there is none. */
bool world_point(const json_t *object, const char *key, struct point *out);
/* Whether an array of strings has the text. */
bool world_has_text(const json_t *array, const char *text);

/* States in which a job still needs somebody: on the way from call to the work's end. */
bool world_job_is_open(const char *state);
/* A crew has taken it in hand: accepted or further, and not yet done. */
bool world_job_is_in_hand(const char *state);

#endif
