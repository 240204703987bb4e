/* Plans as the caller sees them: built from sequences, compared, turned into drafts. */
#ifndef LIFELINE_PLAN_ROUTE_ANSWER_INT_H
#define LIFELINE_PLAN_ROUTE_ANSWER_INT_H

#include "plan/route/search_int.h"

/* What a draft says, as node sequences; where it says something impossible, it is left out. */
struct sketch {
    const struct plan_model *model;
    uint32_t **nodes; /* by vehicle */
    uint32_t *n;
    int64_t *low, *high; /* from at_s, after_s, before_s; NULL when no step has any */
    char *text;          /* what was wrong, a sentence a line; NULL: nothing */
    size_t text_size;
};

/* `repair` leaves out what cannot be (unknown, twice, half a shipment) and says so; without it that
 * is an error. The frozen prefixes are put first. */
enum err sketch_init(struct sketch *sketch, const struct plan_model *model,
                     const struct plan_draft *draft, bool repair, struct error *error);
void sketch_free(struct sketch *sketch);
/* Works out the least begins that satisfy all relations in time: they go to `low` and `high` of the
 * related visits. False, and nothing changed, when the routes cannot hold them. */
bool sketch_settle(struct sketch *sketch);
void sketch_say(struct sketch *sketch, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The plan of these routes. With `soft` violations are told; without they must not be there. */
struct plan *answer_new(const struct plan_model *model, uint32_t *const *nodes, const uint32_t *n,
                        struct bounds bounds, bool soft);
struct plan *answer_of_snapshot(const struct plan_model *model, const struct snapshot *snapshot);
/* Adds a text that lives as long as the plan. */
void answer_set_repaired(struct plan *plan, const char *text);

#endif
