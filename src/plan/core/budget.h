/* How long a search may go on: time, iterations, or until somebody says stop. */
#ifndef LIFELINE_PLAN_CORE_BUDGET_H
#define LIFELINE_PLAN_CORE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* Told the time. */
typedef void budget_beat_fn(void *context, int64_t now_ns);

struct budget {
    int64_t start_ns, deadline_ns, iterations; /* 0: none */
    int64_t spent;                             /* iterations */
    const volatile bool *cancel;
    bool over;
    budget_beat_fn *beat; /* may be NULL: called at every look at the clock until it is over */
    void *context;
};

/* Looks at the clock; true when the search must end. */
bool budget_is_over(struct budget *budget);
/* Whether somebody said stop; cheap enough for every iteration. */
static inline bool budget_is_cancelled(const struct budget *budget)
{
    return budget->cancel && *budget->cancel;
}
/* The share of the budget that is spent, 0..1. */
double budget_share(const struct budget *budget);

#endif
