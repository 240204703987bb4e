/*
 * Times of a piece of a route, joined in O(1) (Nagata, Braysy, Dullaert: "A penalty-based edge
 * assembly memetic algorithm for the vehicle routing problem with time windows", 2010; Vidal,
 * Crainic, Gendreau, Prins: "A hybrid genetic algorithm with adaptive diversity management for a
 * large class of vehicle routing problems with time windows", 2013, section 4.4).
 *
 * Who comes too late goes back in time to the end of the window and pays for it: that is the warp.
 * A piece that is begun between `early` and `late` needs `duration` (waiting included) and `warp`,
 * both the least possible.
 */
#ifndef LIFELINE_PLAN_CORE_SPAN_H
#define LIFELINE_PLAN_CORE_SPAN_H

#include <stdint.h>

struct span {
    int32_t duration, warp, early, late;
};

static inline int32_t span_max_(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static inline int32_t span_min_(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The first piece, `travel`, then the second. */
static inline struct span span_join(struct span a, int32_t travel, struct span b)
{
    int32_t delta = a.duration - a.warp + travel;
    int32_t wait = span_max_(b.early - delta - a.late, 0);
    int32_t warp = span_max_(a.early + delta - b.late, 0);
    return (struct span){.duration = a.duration + b.duration + travel + wait,
                         .warp = a.warp + b.warp + warp,
                         .early = span_max_(b.early - delta, a.early) - wait,
                         .late = span_min_(b.late - delta, a.late) + warp};
}

#endif
