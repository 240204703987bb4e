#include "geo/polygon.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* Twice the signed area of the triangle a-b-c: > 0 when c lies left of a-b. */
static double turn(struct point a, struct point b, struct point c)
{
    return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

static struct box segment_box(struct point a, struct point b)
{
    struct box box = box_none();
    box_add(&box, a);
    box_add(&box, b);
    return box;
}

bool segments_meet(struct point a, struct point b, struct point c, struct point d)
{
    if (!box_overlaps(segment_box(a, b), segment_box(c, d)))
        return false;
    double c_side = turn(a, b, c), d_side = turn(a, b, d);
    double a_side = turn(c, d, a), b_side = turn(c, d, b);
    return !((c_side > 0 && d_side > 0) || (c_side < 0 && d_side < 0) ||
             (a_side > 0 && b_side > 0) || (a_side < 0 && b_side < 0));
}

/* An edge of a ring, to be sorted from west to east. */
struct edge {
    double west, east;
    size_t at;
};

static int by_west(const void *a, const void *b)
{
    const struct edge *left = a, *right = b;
    if (left->west < right->west)
        return -1;
    if (left->west > right->west)
        return 1;
    return left->at < right->at ? -1 : 1;
}

/* Whether two edges of a ring meet anywhere but in the corner that neighbours share. */
static bool edges_cross(const struct ring *ring, size_t i, size_t j)
{
    const struct point *p = ring->points;
    size_t edges = ring->n - 1;
    if ((i + 1) % edges == j || (j + 1) % edges == i) {
        size_t first = (i + 1) % edges == j ? i : j, second = first == i ? j : i;
        /* Neighbours cross when the second edge runs back over the first. */
        struct point corner = p[second], before = p[first], after = p[second + 1];
        bool folded = fabs(turn(before, corner, after)) <= 0 &&
                      (before.lon - corner.lon) * (after.lon - corner.lon) +
                              (before.lat - corner.lat) * (after.lat - corner.lat) >
                          0;
        return folded && edges > 2;
    }
    return segments_meet(p[i], p[i + 1], p[j], p[j + 1]);
}

/* Sweeps over the edges from west to east and compares those whose longitudes overlap. */
static bool ring_crosses_itself(struct arena *scratch, const struct ring *ring, size_t *where)
{
    size_t n = ring->n - 1;
    struct edge *edges = arena_array(scratch, struct edge, n);
    for (size_t i = 0; i < n; i++) {
        double a = ring->points[i].lon, b = ring->points[i + 1].lon;
        edges[i] = (struct edge){fmin(a, b), fmax(a, b), i};
    }
    qsort(edges, n, sizeof *edges, by_west);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n && edges[j].west <= edges[i].east; j++) {
            if (edges_cross(ring, edges[i].at, edges[j].at)) {
                *where = edges[i].at < edges[j].at ? edges[j].at : edges[i].at;
                return true;
            }
        }
    }
    return false;
}

/* Twice the signed area in square degrees and the centre of mass times six times the area, both
 * relative to the ring's first point (the shoelace formula). */
static double ring_moments(const struct ring *ring, struct point *moment)
{
    double area2 = 0;
    struct point origin = ring->points[0];
    *moment = (struct point){0, 0};
    for (size_t i = 0; i + 1 < ring->n; i++) {
        double x = ring->points[i].lon - origin.lon, y = ring->points[i].lat - origin.lat;
        double u = ring->points[i + 1].lon - origin.lon, v = ring->points[i + 1].lat - origin.lat;
        double cross = x * v - u * y;
        area2 += cross;
        moment->lon += (x + u) * cross;
        moment->lat += (y + v) * cross;
    }
    return area2;
}

static enum err ring_check(struct arena *scratch, const struct ring *ring, size_t number,
                           struct error *error)
{
    if (ring->n < 4)
        return error_set(error, ERR_INVALID,
                         "Ring %zu has %zu points; a closed ring has at least 4.", number, ring->n);
    for (size_t i = 0; i < ring->n; i++) {
        if (!point_is_valid(ring->points[i]))
            return error_set(error, ERR_INVALID,
                             "Point %zu of ring %zu is not on the earth: longitude must be within "
                             "-180 to 180 and latitude within -90 to 90.",
                             i + 1, number);
        if (i > 0 && i + 1 < ring->n && point_eq(ring->points[i], ring->points[i - 1]))
            return error_set(error, ERR_INVALID, "Point %zu of ring %zu repeats the one before it.",
                             i + 1, number);
    }
    if (!point_eq(ring->points[0], ring->points[ring->n - 1]))
        return error_set(error, ERR_INVALID,
                         "Ring %zu is not closed: its last point must equal its first.", number);
    struct point moment;
    size_t where = 0;
    if (fabs(ring_moments(ring, &moment)) <= 0)
        return error_set(error, ERR_INVALID, "Ring %zu encloses nothing.", number);
    if (ring_crosses_itself(scratch, ring, &where))
        return error_set(error, ERR_INVALID, "Ring %zu crosses itself after point %zu.", number,
                         where + 1);
    return ERR_OK;
}

enum err polygon_make(struct arena *arena, const struct ring *rings, size_t n, struct polygon *out,
                      struct error *error)
{
    if (n == 0)
        return error_set(error, ERR_INVALID, "A polygon needs an outer ring.");
    size_t points = 0;
    struct arena *scratch = arena_new();
    enum err rc = ERR_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        points += rings[i].n;
        if (points > LIMIT_POLYGON_POINTS)
            rc = error_set(error, ERR_LIMIT, "The polygon has more than %d points.",
                           LIMIT_POLYGON_POINTS);
        else
            rc = ring_check(scratch, &rings[i], i + 1, error);
    }
    arena_free(scratch);
    if (rc)
        return rc;
    struct polygon polygon = {arena_array(arena, struct ring, n), n, box_none()};
    for (size_t i = 0; i < n; i++) {
        size_t bytes = rings[i].n * sizeof(struct point);
        polygon.rings[i].n = rings[i].n;
        polygon.rings[i].points = memcpy(arena_alloc(arena, bytes), rings[i].points, bytes);
    }
    for (size_t i = 0; i < rings[0].n; i++)
        box_add(&polygon.box, rings[0].points[i]);
    *out = polygon;
    return ERR_OK;
}

struct polygon polygon_of_box(struct arena *arena, struct box box)
{
    assert(box.west < box.east && box.south < box.north);
    struct point corners[5] = {{box.west, box.south},
                               {box.east, box.south},
                               {box.east, box.north},
                               {box.west, box.north},
                               {box.west, box.south}};
    struct ring ring = {corners, 5};
    struct polygon polygon = {0};
    enum err rc = polygon_make(arena, &ring, 1, &polygon, NULL);
    assert(!rc);
    (void)rc;
    return polygon;
}

struct area area_of(struct polygon *polygons, size_t n)
{
    struct area area = {polygons, n, box_none()};
    for (size_t i = 0; i < n; i++)
        box_add_box(&area.box, polygons[i].box);
    return area;
}

/* Counts the edges that a ray to the east crosses; each edge owns its southern end only, so a ray
 * through a corner counts once. */
static bool ring_surrounds(const struct ring *ring, struct point p)
{
    bool inside = false;
    for (size_t i = 0; i + 1 < ring->n; i++) {
        struct point a = ring->points[i], b = ring->points[i + 1];
        if ((a.lat > p.lat) == (b.lat > p.lat))
            continue;
        /* Always from the southern to the northern end, so that two polygons that share the edge
         * decide alike. */
        struct point south = a.lat < b.lat ? a : b, north = a.lat < b.lat ? b : a;
        if (turn(south, north, p) > 0)
            inside = !inside;
    }
    return inside;
}

bool polygon_contains(const struct polygon *polygon, struct point p)
{
    if (!box_contains(polygon->box, p))
        return false;
    bool inside = false;
    for (size_t i = 0; i < polygon->n; i++)
        inside ^= ring_surrounds(&polygon->rings[i], p);
    return inside;
}

bool polygon_edge_meets_segment(const struct polygon *polygon, struct point a, struct point b)
{
    if (!box_overlaps(polygon->box, segment_box(a, b)))
        return false;
    for (size_t r = 0; r < polygon->n; r++) {
        const struct ring *ring = &polygon->rings[r];
        for (size_t i = 0; i + 1 < ring->n; i++) {
            if (segments_meet(a, b, ring->points[i], ring->points[i + 1]))
                return true;
        }
    }
    return false;
}

bool polygon_meets_segment(const struct polygon *polygon, struct point a, struct point b)
{
    return polygon_contains(polygon, a) || polygon_edge_meets_segment(polygon, a, b);
}

double polygon_size_m2(const struct polygon *polygon)
{
    double size = 0;
    for (size_t i = 0; i < polygon->n; i++) {
        const struct ring *ring = &polygon->rings[i];
        struct point middle = {(polygon->box.west + polygon->box.east) / 2,
                               (polygon->box.south + polygon->box.north) / 2};
        struct plane plane = plane_at(middle);
        struct point moment;
        double ring_m2 =
            fabs(ring_moments(ring, &moment)) / 2 * plane.x_m_per_deg * plane.y_m_per_deg;
        size += i == 0 ? ring_m2 : -ring_m2;
    }
    return size;
}

struct point polygon_centroid(const struct polygon *polygon)
{
    struct point origin = polygon->rings[0].points[0], sum = {0, 0};
    double total = 0;
    for (size_t i = 0; i < polygon->n; i++) {
        const struct ring *ring = &polygon->rings[i];
        struct point moment;
        double area2 = ring_moments(ring, &moment);
        /* The moment is relative to this ring's first point: shift it to the polygon's origin. */
        moment.lon = moment.lon / 3 + area2 * (ring->points[0].lon - origin.lon);
        moment.lat = moment.lat / 3 + area2 * (ring->points[0].lat - origin.lat);
        double sign = (area2 < 0 ? -1 : 1) * (i == 0 ? 1 : -1);
        total += sign * area2;
        sum.lon += sign * moment.lon;
        sum.lat += sign * moment.lat;
    }
    if (total <= 0) /* holes that swallow the outer ring */
        return origin;
    return (struct point){origin.lon + sum.lon / total, origin.lat + sum.lat / total};
}

double polygon_distance_m(const struct polygon *polygon, struct point p)
{
    if (polygon_contains(polygon, p))
        return 0;
    struct plane plane = plane_at(p);
    double nearest_m = HUGE_VAL;
    for (size_t r = 0; r < polygon->n; r++) {
        const struct ring *ring = &polygon->rings[r];
        for (size_t i = 0; i + 1 < ring->n; i++) {
            double distance_m;
            plane_nearest(&plane, ring->points[i], ring->points[i + 1], p, &distance_m);
            nearest_m = fmin(nearest_m, distance_m);
        }
    }
    return nearest_m;
}

bool area_contains(const struct area *area, struct point p)
{
    for (size_t i = 0; i < area->n; i++) {
        if (polygon_contains(&area->polygons[i], p))
            return true;
    }
    return false;
}

bool area_meets_segment(const struct area *area, struct point a, struct point b)
{
    for (size_t i = 0; i < area->n; i++) {
        if (polygon_meets_segment(&area->polygons[i], a, b))
            return true;
    }
    return false;
}

bool area_edge_meets_segment(const struct area *area, struct point a, struct point b)
{
    for (size_t i = 0; i < area->n; i++) {
        if (polygon_edge_meets_segment(&area->polygons[i], a, b))
            return true;
    }
    return false;
}

double area_size_m2(const struct area *area)
{
    double size = 0;
    for (size_t i = 0; i < area->n; i++)
        size += polygon_size_m2(&area->polygons[i]);
    return size;
}

struct point area_centroid(const struct area *area)
{
    assert(area->n > 0);
    double total = 0, lon = 0, lat = 0;
    for (size_t i = 0; i < area->n; i++) {
        double size = polygon_size_m2(&area->polygons[i]);
        struct point middle = polygon_centroid(&area->polygons[i]);
        total += size;
        lon += size * middle.lon;
        lat += size * middle.lat;
    }
    if (total <= 0)
        return polygon_centroid(&area->polygons[0]);
    return (struct point){lon / total, lat / total};
}
