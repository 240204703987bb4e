/*
 * What the caller hears on the way, at most every 100 ms: how far it is, and every better plan.
 * What comes within the interval waits: the first look at the clock after it tells of the best so
 * far. Of several searches each hands in its own as often; the first one, which runs in the thread
 * of the caller, tells of the best of all.
 */
#ifndef LIFELINE_PLAN_ROUTE_TELLER_INT_H
#define LIFELINE_PLAN_ROUTE_TELLER_INT_H

#include <pthread.h>

#include "plan/route/search_int.h"

struct teller {
    const struct plan_options *options;
    struct search *first;
    pthread_mutex_t mutex;
    struct snapshot others; /* the best of all searches but the first; under the mutex */
    int64_t told_objective;
};

/* The searches lie still until it is freed. */
void teller_init(struct teller *teller, const struct plan_options *options, struct search *searches,
                 uint32_t n);
void teller_free(struct teller *teller);
/* From here on search->best is a plan to tell of. In the thread of the search. */
void teller_begin(struct search *search);

#endif
