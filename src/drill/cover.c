#include "drill/cover_int.h"

#include <stdlib.h>

static int by_begin(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return (x->from_ms > y->from_ms) - (x->from_ms < y->from_ms);
}

int64_t cover_gap_ms(struct span *spans, size_t n, int64_t from_ms, int64_t until_ms)
{
    int64_t covered_ms = from_ms, longest_ms = 0;
    if (n)
        qsort(spans, n, sizeof *spans, by_begin);
    for (size_t i = 0; i < n && spans[i].from_ms < until_ms; i++) {
        if (spans[i].until_ms <= spans[i].from_ms)
            continue;
        int64_t gap_ms = spans[i].from_ms - covered_ms;
        if (gap_ms > longest_ms)
            longest_ms = gap_ms;
        if (spans[i].until_ms > covered_ms)
            covered_ms = spans[i].until_ms;
    }
    return until_ms - covered_ms > longest_ms ? until_ms - covered_ms : longest_ms;
}
