#include "geo/point.h"

#include <math.h>

#define RADIANS (M_PI / 180)

bool point_is_valid(struct point p)
{
    return fabs(p.lon) <= 180 && fabs(p.lat) <= 90;
}

bool point_eq(struct point a, struct point b)
{
    return !(a.lon < b.lon) && !(b.lon < a.lon) && !(a.lat < b.lat) && !(b.lat < a.lat);
}

double point_distance_m(struct point a, struct point b)
{
    double half_lat = sin((b.lat - a.lat) / 2 * RADIANS);
    double half_lon = sin((b.lon - a.lon) / 2 * RADIANS);
    double h =
        half_lat * half_lat + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * half_lon * half_lon;
    return 2 * EARTH_RADIUS_M * asin(sqrt(fmin(h, 1)));
}

double point_distance_near_m(struct point a, struct point b)
{
    double x = (b.lon - a.lon) * cos((a.lat + b.lat) / 2 * RADIANS), y = b.lat - a.lat;
    return sqrt(x * x + y * y) * RADIANS * EARTH_RADIUS_M;
}

double point_bearing_deg(struct point a, struct point b)
{
    double turn = (b.lon - a.lon) * RADIANS, from = a.lat * RADIANS, to = b.lat * RADIANS;
    double east = sin(turn) * cos(to);
    double north = cos(from) * sin(to) - sin(from) * cos(to) * cos(turn);
    double bearing = atan2(east, north) / RADIANS;
    if (bearing < 0)
        bearing += 360;
    return bearing < 360 ? bearing : 0; /* a tiny negative angle rounds up to 360 */
}

struct point point_move(struct point from, double bearing_deg, double distance_m)
{
    double arc = distance_m / EARTH_RADIUS_M, turn = bearing_deg * RADIANS;
    double lat = from.lat * RADIANS;
    double to = asin(fmax(-1, fmin(1, sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(turn))));
    double lon = atan2(sin(turn) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(to));
    return (struct point){remainder(from.lon + lon / RADIANS, 360), to / RADIANS};
}

struct plane plane_at(struct point origin)
{
    double per_deg = EARTH_RADIUS_M * RADIANS;
    return (struct plane){origin, per_deg * cos(origin.lat * RADIANS), per_deg};
}

void plane_xy(const struct plane *plane, struct point p, double *x_m, double *y_m)
{
    *x_m = (p.lon - plane->origin.lon) * plane->x_m_per_deg;
    *y_m = (p.lat - plane->origin.lat) * plane->y_m_per_deg;
}

struct point plane_point(const struct plane *plane, double x_m, double y_m)
{
    return (struct point){plane->origin.lon + x_m / plane->x_m_per_deg,
                          plane->origin.lat + y_m / plane->y_m_per_deg};
}

double plane_nearest(const struct plane *plane, struct point a, struct point b, struct point p,
                     double *distance_m)
{
    double ax, ay, bx, by, px, py;
    plane_xy(plane, a, &ax, &ay);
    plane_xy(plane, b, &bx, &by);
    plane_xy(plane, p, &px, &py);
    double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    double share = length2 > 0 ? ((px - ax) * dx + (py - ay) * dy) / length2 : 0;
    share = fmax(0, fmin(1, share));
    *distance_m = hypot(px - (ax + share * dx), py - (ay + share * dy));
    return share;
}

struct box box_none(void)
{
    return (struct box){HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
}

bool box_is_none(struct box box)
{
    return box.west > box.east || box.south > box.north;
}

void box_add(struct box *box, struct point p)
{
    box_add_box(box, (struct box){p.lon, p.lat, p.lon, p.lat});
}

void box_add_box(struct box *box, struct box other)
{
    box->west = fmin(box->west, other.west);
    box->south = fmin(box->south, other.south);
    box->east = fmax(box->east, other.east);
    box->north = fmax(box->north, other.north);
}

bool box_contains(struct box box, struct point p)
{
    return p.lon >= box.west && p.lon <= box.east && p.lat >= box.south && p.lat <= box.north;
}

bool box_overlaps(struct box a, struct box b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

struct box box_grown(struct box box, double by_m)
{
    double lat = by_m / (EARTH_RADIUS_M * RADIANS);
    double farthest = fmin(89, fmax(fabs(box.south), fabs(box.north)));
    double lon = lat / cos(farthest * RADIANS);
    return (struct box){box.west - lon, box.south - lat, box.east + lon, box.north + lat};
}
