/*
 * Who may and can do a job, and if nobody, why, in words for a dispatcher.
 *
 * A crew is held against the job's requirements in a fixed order, from what changes least to what
 * changes most: skills, people, shift, vehicle, permit, protection, stock. The first one that fails
 * is the crew's refusal. Only crews that pass all are offered to the planner.
 *
 * A job without any crew gets a reason for every requirement at which qualified crews failed, the
 * furthest first, each naming its crews: "the permit for Riverside is missing (crews 3, 7)",
 * "people are unavailable (crew 1)". Lifting one of them helps. Crews without the skill are not
 * worth a word, unless nobody has it.
 */
#ifndef LIFELINE_LIVE_ELIGIBLE_INT_H
#define LIFELINE_LIVE_ELIGIBLE_INT_H

#include "catalog/catalog.h"
#include "live/world_int.h"

/* In the order of the checks; the texts are in the table of reasons.c. */
enum refusal {
    REFUSAL_SKILL,       /* nobody in the crew has it */
    REFUSAL_PINNED,      /* a person gave the job to another crew */
    REFUSAL_FORBIDDEN,   /* a person said that this crew may not */
    REFUSAL_BY_HAND,     /* the service is dispatched by people */
    REFUSAL_KIND,        /* the crew's vehicle is of a kind that the service does not use */
    REFUSAL_PEOPLE,      /* those who have the skill are isolated, ill or away */
    REFUSAL_CREW_SIZE,   /* too few members are available, or have the training that each needs */
    REFUSAL_TEST,        /* too few have a test that is young enough for the zone */
    REFUSAL_CERTIFICATE, /* nobody available holds a valid one */
    REFUSAL_SHIFT,       /* not on shift in time */
    REFUSAL_VEHICLE,     /* out of service or not disinfected */
    REFUSAL_LOOP,        /* a closed-loop crew serves only its loop */
    REFUSAL_PERMIT,      /* none for this zone and service */
    REFUSAL_PROTECTION,  /* not enough sets on board */
    REFUSAL_STOCK,       /* not enough goods on board */
    REFUSAL_GATE,        /* no gate of the zone is open to them while they are on shift */
    REFUSAL_ROAD,        /* no way there under the present closures */
    REFUSAL_TIME,        /* does not fit into the shift beside the other work */
    REFUSAL_COUNT,
    REFUSAL_NONE = REFUSAL_COUNT
};

/* Why one crew is out; `word` names the missing thing (a skill, an item, a zone). */
struct refusal_of {
    char crew[ID_TEXT_SIZE];
    enum refusal refusal;
    char word[96];
    int64_t when_ms; /* shift: when it begins; 0: none ahead */
};

/* The first requirement that the crew does not meet at `now_ms`, or REFUSAL_NONE. */
enum refusal eligible_check(const struct world *world, const json_t *job, const json_t *crew,
                            int64_t now_ms, struct refusal_of *why);

/* The same in two steps, for many jobs: jobs that are alike ask the same of a crew, but for when it
 * is on shift. */
struct verdict {
    int step; /* the check that failed; past the last: none */
    struct refusal_of why;
};
bool eligible_alike(const json_t *job, const json_t *other);
void eligible_judge(const struct world *world, const json_t *job, const json_t *crew,
                    int64_t now_ms, struct verdict *verdict);
struct working_hours {
    int64_t from_ms, until_ms;
    bool off; /* the crew does not work now */
};
struct working_hours eligible_hours(const json_t *crew);
enum refusal eligible_in_time(const struct verdict *verdict, const struct working_hours *hours,
                              int64_t due_ms, int64_t now_ms, struct refusal_of *why);

/* Every requirement that the crew does not meet; at most REFUSAL_COUNT. */
uint32_t eligible_conflicts(const struct world *world, const json_t *job, const json_t *crew,
                            int64_t now_ms, struct refusal_of conflicts[REFUSAL_COUNT]);

/* How the job's service is dispatched. */
enum eligible_mode { MODE_AUTOMATIC, MODE_PROPOSE, MODE_MANUAL };
enum eligible_mode eligible_mode_of(const struct world *world, const json_t *job);
/* Whether people decided anything about the job, or its service is theirs to dispatch. */
bool eligible_is_decided(const struct world *world, const json_t *job);
/* What people decided about this job and this crew: REFUSAL_NONE when nothing stands against it. */
enum refusal eligible_decided(const struct world *world, const json_t *job, const json_t *crew,
                              struct refusal_of *why);

/* The reason of one refusal of the job: {code, text, crews}. New. */
json_t *reason_for_one(const struct world *world, const struct catalog *catalog, const json_t *job,
                       const struct refusal_of *refusal, int offset_min);
/* The reasons of a job as `plan.commit` takes them: a new array of {code, text, crews}. The catalog
 * knows what the missing things are called; NULL: by their codes. */
json_t *reasons_for(const struct world *world, const struct catalog *catalog, const json_t *job,
                    const struct refusal_of *refusals, size_t n, int offset_min);

#endif
