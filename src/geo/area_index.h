/*
 * Finds the areas at a point, under a segment or in a box without looking at each: a packed R-tree
 * (Leutenegger, Lopez, Edgington: "STR: a simple and efficient algorithm for R-tree packing",
 * 1997) over the boxes of the polygons.
 *
 * Built once from a fixed set of areas and read from any thread; a change of zones builds a new
 * one. The areas are borrowed and must outlive the index.
 */
#ifndef LIFELINE_GEO_AREA_INDEX_H
#define LIFELINE_GEO_AREA_INDEX_H

#include <stdint.h>

#include "geo/polygon.h"

struct area_index;

/* The areas are numbered by their place in the array. */
struct area_index *area_index_new(const struct area *areas, size_t n);
void area_index_free(struct area_index *index); /* NULL does nothing */

/* Called once for each area found, in no promised order; false ends the search. */
typedef bool area_found(void *context, uint32_t area);

void area_index_at(const struct area_index *index, struct point p, area_found *found,
                   void *context);
void area_index_along(const struct area_index *index, struct point a, struct point b,
                      area_found *found, void *context);
/* Areas of which a polygon's box overlaps the given box. */
void area_index_in(const struct area_index *index, struct box box, area_found *found,
                   void *context);
/* The lowest-numbered area that contains the point, or -1. */
int64_t area_index_first_at(const struct area_index *index, struct point p);

#endif
