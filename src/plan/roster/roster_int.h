/* Inside of the roster planner: who may stand where, given what everybody has. */
#ifndef LIFELINE_PLAN_ROSTER_ROSTER_INT_H
#define LIFELINE_PLAN_ROSTER_ROSTER_INT_H

#include "base/vec.h"
#include "plan/roster/roster.h"

enum { DAY_S = 86400, WEEK_S = 7 * DAY_S };

/* What one person does, in order of time; `slot` ROSTER_NOBODY: fixed before. */
struct turn {
    struct roster_span span;
    uint32_t slot;
};

struct person_state {
    VEC(struct turn) turns;
    int64_t planned_s;  /* in slots of this roster */
    uint32_t last_post; /* where they stood last, ROSTER_NOBODY at first */
};

struct work {
    const struct roster_problem *problem;
    struct roster *roster;
    struct person_state *people;
    uint32_t *order;          /* slots by time */
    bool own_only;            /* nobody is lent yet */
    bool *moving;             /* people in the chain that is being tried */
    int64_t looks, looks_all; /* left for the present place, and for all */
};

/* Whether they could ever: skills, unit, and being there. */
bool roster_suits(const struct roster_problem *problem, uint32_t person, uint32_t slot);
/* Whether they may, with what they have but the turn of `without` (ROSTER_NOBODY: with all). */
bool roster_may(const struct work *work, uint32_t person, uint32_t slot, uint32_t without);
/* What no roster can avoid: `shortage`, `gaps_least`, `people_least`; slots by their begin in
 * `order`. */
void roster_bound(const struct roster_problem *problem, const uint32_t *order,
                  struct roster *roster);

#endif
