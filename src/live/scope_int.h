/*
 * The part of the city that one round looks at.
 *
 * In a small city that is everything. In a large one it is the most urgent thing that is due, the
 * crews nearest to it that may and can, and their jobs: what an urgent call changes lies near it,
 * and a round stays short however many jobs are open. What is due beyond that waits for its round;
 * all others keep what they have.
 */
#ifndef LIFELINE_LIVE_SCOPE_INT_H
#define LIFELINE_LIVE_SCOPE_INT_H

#include "base/arena.h"
#include "live/world_int.h"

enum {
    SCOPE_WHOLE = 160, /* jobs and crews that are still looked at all at once */
    SCOPE_CREWS = 20,  /* else: crews of a round */
    SCOPE_JOBS = 120,  /* and jobs, unless the fewest crews have more */
    SCOPE_CREWS_LEAST = 3,
    SCOPE_JOBS_MOST = 240,   /* jobs of the fewest crews; beyond that one crew is enough */
    SCOPE_LOOSE = 80,        /* jobs of nobody that only time has made due, beside whatever jobs */
    SCOPE_CREWS_BY_TIME = 8, /* where only time has passed: short, something urgent may come */
    SCOPE_CANDIDATES = 8,    /* crews that may and can do an urgent job, nearest first */
};

struct scope {
    struct world_object **crews, **jobs; /* by id, so that equal pictures give equal plans */
    uint32_t n_crews, n_jobs;
    bool whole;
    char seed[ID_TEXT_SIZE]; /* what it was made for; "" with `whole` */
};

/* The scope of the next thing that is due. */
struct scope scope_of_due(struct arena *arena, const struct world *world, int64_t now_ms);
/* The scope around a crew. */
struct scope scope_around(struct arena *arena, const struct world *world, const char *crew);
/* The most urgent thing's surroundings for one job, as if it were due. */
struct scope scope_for_job(struct arena *arena, const struct world *world, const char *job,
                           int64_t now_ms);
/* Some crews with their jobs, and one job. */
struct scope scope_of_crews(struct arena *arena, const struct world *world,
                            const char *const *crews, uint32_t n, const char *job);
/* Everything. */
struct scope scope_whole(struct arena *arena, const struct world *world);
/* What the scope holds is due no longer. */
void scope_done(const struct scope *scope, struct world *world);
bool scope_has_crew(const struct scope *scope, const char *crew);

/* Where a crew is: its last position, or the depot it starts from. */
bool scope_crew_point(const struct world *world, const struct world_object *crew,
                      struct point *out);

#endif
