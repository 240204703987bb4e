/* Coverage: for how long nobody stood ready. */
#ifndef LIFELINE_DRILL_COVER_INT_H
#define LIFELINE_DRILL_COVER_INT_H

#include <stddef.h>
#include <stdint.h>

struct span {
    int64_t from_ms, until_ms;
};

/* The longest stretch of [from, until) that no span covers. Sorts the spans. */
int64_t cover_gap_ms(struct span *spans, size_t n, int64_t from_ms, int64_t until_ms);

#endif
