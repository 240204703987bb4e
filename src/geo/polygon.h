/*
 * Polygons as in RFC 7946: one outer ring and any number of holes, and areas of several polygons.
 *
 * Invariants of a made polygon: every ring is closed (first point = last point), has at least four
 * points, encloses something and does not cross itself; all rings together have at most
 * LIMIT_POLYGON_POINTS points. Whether a hole lies inside its outer ring is not checked: where
 * rings overlap, a point is inside when an odd number of them surround it. The direction of rings
 * does not matter. Lines between points are straight in longitude and latitude; a polygon does not
 * cross the 180th meridian (RFC 7946, section 3.1.9, asks to cut it there).
 *
 * Memory is the arena's that was handed to `polygon_make`; polygons are never changed afterwards
 * and can be read from any thread.
 */
#ifndef LIFELINE_GEO_POLYGON_H
#define LIFELINE_GEO_POLYGON_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "geo/point.h"

struct ring {
    struct point *points;
    size_t n;
};

struct polygon {
    struct ring *rings; /* rings[0] is the outer one */
    size_t n;
    struct box box;
};

struct area {
    struct polygon *polygons;
    size_t n;
    struct box box;
};

/* Checks the rings and copies them into the arena. ERR_INVALID or ERR_LIMIT name ring and point. */
enum err polygon_make(struct arena *arena, const struct ring *rings, size_t n, struct polygon *out,
                      struct error *error);
/* The polygon of a box; for closures by rectangle and tests. */
struct polygon polygon_of_box(struct arena *arena, struct box box);
/* The polygons become part of the area and are not copied. */
struct area area_of(struct polygon *polygons, size_t n);

/* Points on an edge may fall on either side; neighbours that share an edge share no inner point. */
bool polygon_contains(const struct polygon *polygon, struct point p);
/* Some point of the segment lies inside or on the edge. */
bool polygon_meets_segment(const struct polygon *polygon, struct point a, struct point b);
/* The segment meets an edge (it enters, leaves or touches). */
bool polygon_edge_meets_segment(const struct polygon *polygon, struct point a, struct point b);
double polygon_size_m2(const struct polygon *polygon);
/* The centre of mass; it may lie outside of a bent polygon. */
struct point polygon_centroid(const struct polygon *polygon);
/* Distance from the point to the nearest edge; 0 inside. */
double polygon_distance_m(const struct polygon *polygon, struct point p);

bool area_contains(const struct area *area, struct point p);
bool area_meets_segment(const struct area *area, struct point a, struct point b);
bool area_edge_meets_segment(const struct area *area, struct point a, struct point b);
double area_size_m2(const struct area *area);
struct point area_centroid(const struct area *area);

/* The segments a-b and c-d have a point in common. */
bool segments_meet(struct point a, struct point b, struct point c, struct point d);

#endif
