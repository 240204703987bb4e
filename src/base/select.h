/* The smallest of many, in no order: what a sort of all of them would cost is not paid. */
#ifndef LIFELINE_BASE_SELECT_H
#define LIFELINE_BASE_SELECT_H

#include <stddef.h>

/* Brings the `keep` smallest of n elements to the front. `compare` is as for qsort, and tells any
 * two elements apart. Linear time in the mean (Hoare 1961: "Algorithm 65: Find"). */
void select_smallest(void *elements, size_t n, size_t width, size_t keep,
                     int (*compare)(const void *, const void *));

#endif
