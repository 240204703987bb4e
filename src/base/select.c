#include "base/select.h"

#include <assert.h>
#include <string.h>

enum { WIDTH_MAX = 64 };

static void swap(char *a, char *b, size_t width)
{
    char held[WIDTH_MAX];
    memcpy(held, a, width);
    memcpy(a, b, width);
    memcpy(b, held, width);
}

void select_smallest(void *elements, size_t n, size_t width, size_t keep,
                     int (*compare)(const void *, const void *))
{
    char *at = elements, pivot[WIDTH_MAX];
    size_t low = 0, high = n;
    assert(width <= WIDTH_MAX);
    while (high - low > 1 && low < keep && keep < high) {
        size_t i = low, k = high - 1;
        memcpy(pivot, at + (low + (high - low - 1) / 2) * width, width);
        for (;; i++, k--) {
            while (compare(at + i * width, pivot) < 0)
                i++;
            while (compare(at + k * width, pivot) > 0)
                k--;
            if (i >= k)
                break;
            swap(at + i * width, at + k * width, width);
        }
        if (keep <= k + 1)
            high = k + 1;
        else
            low = k + 1;
    }
}
