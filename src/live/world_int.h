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
#include "road/road.h"

/* Times that differ by no more are the same. What is written of a visit may be further from what is
 * planned: packs/dispatch.yaml says how far (`tell_again`). */
enum { SAME_TIME_S = 30 };

enum world_noun {
    WORLD_CREW,
    WORLD_PERSON,
    WORLD_VEHICLE,
    WORLD_SITE,
    WORLD_ZONE,
    WORLD_GATE,
    WORLD_PERMIT,
    WORLD_CLOSURE,
    WORLD_SERVICE,
    WORLD_JOB,
    WORLD_NOUNS
};

/* What a kind of change makes necessary. */
enum world_effect {
    WORLD_PLAN_CHANGED = 1 << 0,  /* jobs or crews: plan again */
    WORLD_ROADS_CHANGED = 1 << 1, /* zones, gates, closures: close and open streets first */
};

enum world_placed { WORLD_UNPLACED, WORLD_ON_ROAD, WORLD_OFF_ROAD };

struct world_object {
    char id[ID_TEXT_SIZE];
    json_t *json;            /* as the noun's `get` answers it */
    char crew[ID_TEXT_SIZE]; /* of a job: who has it; "" nobody */
    bool has_point; /* of a job where its crew goes: a handover place or its own; of a crew its
                       position */
    struct point point;
    enum world_placed placed; /* whether the road was looked up, which never changes */
    struct road_place place;
    /* Of a job: when its work is planned to start, where that is not written; 0: as written. */
    int64_t start_s;
    /* Of a crew: how many jobs it has, a box around their places, its number in a survey. */
    uint32_t n_jobs, slot;
    struct box jobs_box;
    /* Of a permit: its neighbours among those of its holder; of a job: among those of its crew, or
     * of nobody. */
    struct world_object *next, *before;
};

/* What is to be looked at in a round; see scope_int.h. */
struct world_due {
    struct map jobs, crews; /* ids; the value of a crew says how far to look */
    bool everything;
};

struct world {
    struct ops *ops;
    struct actor self;
    struct map objects[WORLD_NOUNS]; /* id -> struct world_object, owned */
    struct map touched[WORLD_NOUNS]; /* ids to fetch again */
    struct map permits_of;           /* holder's id -> its first permit */
    struct map jobs_of;              /* crew's id, "" for nobody -> its first job */
    int64_t loose;                   /* jobs of nobody */
    struct world_due due;
    int64_t plan_revision; /* that the jobs' visits were read with */
};

/* Values of a crew that is due: it alone has to be looked at (it has moved), or those around it
 * too (it has become free, or can no longer do what it was to do). */
extern const char WORLD_ALONE[], WORLD_AROUND[];
/* Value of a job or crew that is due because time has passed: nothing has happened to it. */
extern const char WORLD_BY_TIME[];
/* Type of events by which a crew goes on with what it has in hand: it is due, alone, when it does
 * so earlier or later than was planned. */
extern const char WORLD_GOES_ON[];

void world_init(struct world *world, struct ops *ops);
void world_free(struct world *world);

/* Reads everything that matters to planning. */
enum err world_load(struct world *world, struct error *error);
/* Notes an event's noun and id; gives the effects (0 for what does not matter here). */
unsigned world_touch(struct world *world, const char *type, const char *noun, const char *noun_id);
/* Fetches what was touched; jobs that are over leave the picture. What that concerns is due. */
enum err world_refresh(struct world *world, int64_t now_ms, struct error *error);
/* All crews, and all jobs without one, are due. */
void world_due_all(struct world *world);
/* A minute has passed: of the crews only those are due that are not where their plan has them. */
void world_due_by_time(struct world *world, int64_t now_ms);
bool world_is_due(const struct world *world);
/* What a changed thing, as the picture has it now, makes necessary to look at: due.c. */
void world_concerns(struct world *world, enum world_noun noun, const char *id, const char *how);
/* A crew has gone on with a job: it is due when that was not planned for now. */
void world_goes_on(struct world *world, enum world_noun noun, const char *id, int64_t now_ms);

/* Takes a noun's JSON (shared, not taken over) into the picture; a job that is over goes out. */
void world_put(struct world *world, enum world_noun noun, json_t *json);

/* NULL when the id is unknown. */
const json_t *world_get(const struct world *world, enum world_noun noun, const char *id);
/* The permits of a crew, vehicle or person, linked by `next`; NULL for none. */
const struct world_object *world_permits_of(const struct world *world, const char *holder);
/* The jobs of a crew ("": of nobody), linked by `next`, in no order; NULL for none. */
struct world_object *world_jobs_of(const struct world *world, const char *crew);
/* Walks a noun's objects; start with *at = 0. The order is that of the table: sort what shows. */
struct world_object *world_next(const struct world *world, enum world_noun noun, size_t *at);

/* ---- Reading fields -------------------------------------------------------------------------- */

/* A time in milliseconds; `otherwise` when absent, null or no time. */
int64_t world_time(const json_t *object, const char *key, int64_t otherwise);
/* The position under `key` ({lon, lat}); false when there is none. */
bool world_point(const json_t *object, const char *key, struct point *out);

/* States in which a job still needs somebody: on the way from call to the work's end. */
bool world_job_is_open(const char *state);
/* A crew has taken it in hand: accepted or further, and not yet done. */
bool world_job_is_in_hand(const char *state);

#endif
