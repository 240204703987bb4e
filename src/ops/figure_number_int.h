/*
 * Where postings lie in the book: days of the city, and numbers that put the postings of a figure
 * in the order of the log.
 */
#ifndef LIFELINE_OPS_FIGURE_NUMBER_INT_H
#define LIFELINE_OPS_FIGURE_NUMBER_INT_H

#include <assert.h>

#include "ops/figure_int.h"

enum { FIGURE_NUMBER_BITS = 12, FIGURE_SEQ_BITS = 40 };
#define FIGURE_DAY_MS (INT64_C(24) * 3600 * 1000)

static inline int64_t figure_day(const struct op *op, int64_t at_ms)
{
    int64_t local_ms = at_ms + op->ops->config.offset_min * INT64_C(60000);
    return (local_ms - ((local_ms % FIGURE_DAY_MS) + FIGURE_DAY_MS) % FIGURE_DAY_MS) /
           FIGURE_DAY_MS;
}

static inline int64_t figure_day_begins_ms(const struct op *op, int64_t day)
{
    return day * FIGURE_DAY_MS - op->ops->config.offset_min * INT64_C(60000);
}

/* The n-th posting of a figure by an event. */
static inline int64_t figure_number(size_t figure, int64_t seq, int64_t n)
{
    assert(figure < FIGURES_MAX && seq < INT64_C(1) << FIGURE_SEQ_BITS);
    return (int64_t)figure << (FIGURE_SEQ_BITS + FIGURE_NUMBER_BITS) | seq << FIGURE_NUMBER_BITS |
           n;
}

/* No posting of the figure up to this event has a greater number. */
static inline int64_t figure_last_number(size_t figure, int64_t until_seq)
{
    int64_t most = (INT64_C(1) << FIGURE_SEQ_BITS) - 1;
    return figure_number(figure, until_seq < most ? until_seq : most,
                         (1 << FIGURE_NUMBER_BITS) - 1);
}

static inline int64_t figure_seq(int64_t number)
{
    return number >> FIGURE_NUMBER_BITS & ((INT64_C(1) << FIGURE_SEQ_BITS) - 1);
}

#endif
