/*
 * Points on the earth, distances, bearings and boxes.
 *
 * A point is WGS-84 longitude and latitude in degrees, longitude first as in GeoJSON. Distances are
 * metres on a sphere of the mean earth radius (at most 0.6 % off the ellipsoid). Boxes do not cross
 * the 180th meridian.
 */
#ifndef LIFELINE_GEO_POINT_H
#define LIFELINE_GEO_POINT_H

#include <stdbool.h>

struct point {
    double lon, lat;
};

#define EARTH_RADIUS_M 6371008.8

/* Both finite, longitude in [-180, 180], latitude in [-90, 90]. */
bool point_is_valid(struct point p);
bool point_eq(struct point a, struct point b);
/* Great-circle distance (haversine). */
double point_distance_m(struct point a, struct point b);
/* Distance on the plane that touches the earth between the points: one cosine, within 0.1 % of the
 * great circle up to 100 km at latitudes below 60 degrees. */
double point_distance_near_m(struct point a, struct point b);
/* First bearing of the great circle from `a` to `b`, degrees clockwise from north in [0, 360). */
double point_bearing_deg(struct point a, struct point b);
/* The point reached from `from` after `distance_m` on the given first bearing. */
struct point point_move(struct point from, double bearing_deg, double distance_m);

/* A plane that touches the earth at an origin: x metres east, y metres north. For work within some
 * tens of kilometres of the origin. */
struct plane {
    struct point origin;
    double x_m_per_deg, y_m_per_deg;
};

struct plane plane_at(struct point origin);
void plane_xy(const struct plane *plane, struct point p, double *x_m, double *y_m);
struct point plane_point(const struct plane *plane, double x_m, double y_m);
/* Where on the segment a-b (0 at a, 1 at b) the point nearest to `p` lies, and how far away. */
double plane_nearest(const struct plane *plane, struct point a, struct point b, struct point p,
                     double *distance_m);

struct box {
    double west, south, east, north;
};

/* Contains nothing; adding a point gives the box of that point. */
struct box box_none(void);
bool box_is_none(struct box box);
void box_add(struct box *box, struct point p);
void box_add_box(struct box *box, struct box other);
bool box_contains(struct box box, struct point p); /* edges count as inside */
bool box_overlaps(struct box a, struct box b);     /* touching counts */
/* The box with `by_m` more on every side. */
struct box box_grown(struct box box, double by_m);

#endif
