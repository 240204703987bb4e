/*
 * What a route carries: two sums that never share its room, such as all that is brought out before
 * anything is collected, and what is collected then. Both stand in one number, the second above the
 * first, so that they are added, taken away and compared as one. Sums of visits of one route are
 * never negative and below 2^30; what is taken from one another before it is added again may be.
 */
#ifndef LIFELINE_PLAN_CORE_LOAD_H
#define LIFELINE_PLAN_CORE_LOAD_H

#include <stdbool.h>
#include <stdint.h>

enum { LOAD_BITS = 32 };
#define LOAD_FULL (INT64_C(1) << 30) /* leaves no room, whatever else there is */
/* Set where one of the sums is below 0. */
#define LOAD_SIGNS UINT64_C(0x8000000080000000)

static inline int64_t load_pair(int32_t first, int32_t second)
{
    return (int64_t)second * (INT64_C(1) << LOAD_BITS) + first;
}

/* Of loads that are not negative. */
static inline int32_t load_first(int64_t load)
{
    return (int32_t)(load & INT32_MAX);
}

static inline int32_t load_second(int64_t load)
{
    return (int32_t)(load >> LOAD_BITS);
}

static inline int64_t load_sum(int64_t load)
{
    return (int64_t)load_first(load) + load_second(load);
}

/* A first sum below 0 takes one from the second, but shows by its own sign. */
static inline bool load_within(int64_t load, int64_t capacity)
{
    return !((uint64_t)(capacity - load) & LOAD_SIGNS);
}

/* How much is too much, of both. */
static inline int64_t load_excess(int64_t load, int64_t capacity)
{
    if (load_within(load, capacity))
        return 0;
    int64_t first = (int64_t)load_first(load) - load_first(capacity);
    int64_t second = (int64_t)load_second(load) - load_second(capacity);
    return (first > 0 ? first : 0) + (second > 0 ? second : 0);
}

/* Half more than that. */
static inline int64_t load_half_more(int64_t capacity)
{
    return load_pair(load_first(capacity) + load_first(capacity) / 2,
                     load_second(capacity) + load_second(capacity) / 2);
}

#endif
