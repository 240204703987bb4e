/* Plain problems drawn at random, up to a hundred clients every one near every other. */
#ifndef LIFELINE_TESTS_PLAN_CORE_SAMPLE_H
#define LIFELINE_TESTS_PLAN_CORE_SAMPLE_H

#include "base/rng.h"
#include "plan/core/tours.h"

enum { SAMPLE_MAX = 420 };

struct sample {
    uint32_t n, vehicles;            /* n at most SAMPLE_MAX */
    uint32_t kinds;                  /* among which the vehicles are shared out; 0: one */
    bool windows, asymmetric, apart; /* apart: times are not what it costs */
    bool ordered;     /* every second client has the other load, and all of these come last */
    int32_t capacity; /* loads are 1..10 */
    int64_t fixed;
};

/* Every sort in turns: with windows and without, as far back as there or farther, as long as it
 * costs or longer, vehicles that cost `fixed` or nothing, of one, two or three kinds, one load or
 * two.
 */
struct sample sample_kind(uint32_t round, uint32_t n, uint32_t vehicles, int32_t capacity,
                          int64_t fixed);
struct problem *sample_problem(const struct sample *sample, struct rng *rng);
/* A plan drawn at random, mostly a broken one, weighed. */
void sample_tours(const struct problem *problem, struct rng *rng, struct tours *tours);
/* The kind of the route that has this number: all vehicles are used up at once. */
uint8_t sample_kind_of(const struct problem *problem, uint32_t route);
/* Every client alone, where the vehicles allow it: whole, and far from good. */
void sample_apart(const struct problem *problem, struct tours *tours);
/* Every client once, no route empty. */
bool sample_is_complete(const struct problem *problem, const struct tours *tours);

#endif
