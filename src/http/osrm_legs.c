/*
 * Coordinates that are no waypoints (OSRM's option `waypoints`) shape the way and make no legs: the
 * legs on either side of one are told as one. Where both lie on the same road in the same direction
 * the two parts of that road become one piece again.
 */
#include <math.h>
#include <string.h>

#include "http/osrm_int.h"

static bool same_point(struct road_point a, struct road_point b)
{
    return fabs(a.lon - b.lon) < 5e-8 && fabs(a.lat - b.lat) < 5e-8;
}

/* Whether the map itself has a point of the edge there. */
static bool is_shape_point(struct osrm_work *work, uint32_t edge, struct road_point at)
{
    size_t n = road_edge_points(work->network, edge, NULL, NULL, 0);
    struct road_point *points = arena_array(work->arena, struct road_point, n);
    road_edge_points(work->network, edge, points, NULL, n);
    for (size_t i = 0; i < n; i++)
        if (same_point(points[i], at))
            return true;
    return false;
}

static void extend_piece(struct road_piece *piece, const struct road_piece *more)
{
    piece->length_dm += more->length_dm;
    piece->duration_ds += more->duration_ds;
    piece->weight_ds += more->weight_ds;
    piece->gate_wait_ds += more->gate_wait_ds;
    if (!*piece->gate_id)
        piece->gate_id = more->gate_id;
}

/* Puts `more` behind `leg`, whose arrays have room for it. */
static void extend_leg(struct osrm_work *work, struct road_leg *leg, const struct road_leg *more)
{
    size_t first_piece = 0;
    if (leg->n_pieces && more->n_pieces) {
        struct road_piece *last = &leg->pieces[leg->n_pieces - 1];
        const struct road_piece *next = &more->pieces[0];
        if (last->edge == next->edge && last->backward == next->backward) {
            extend_piece(last, next);
            first_piece = 1;
        }
    }
    size_t skip = leg->n_points && more->n_points ? 1 : 0; /* legs share their joint */
    if (skip && first_piece && leg->n_points > 1 && more->n_points > 1 &&
        !is_shape_point(work, more->pieces[0].edge, more->points[0]))
        leg->n_points--; /* amid a road the joint is no point of the map */
    size_t shift = leg->n_points - skip;
    memcpy(leg->points + leg->n_points, more->points + skip,
           (more->n_points - skip) * sizeof *more->points);
    leg->n_points += more->n_points - skip;
    for (size_t i = first_piece; i < more->n_pieces; i++) {
        struct road_piece *piece = &leg->pieces[leg->n_pieces++];
        *piece = more->pieces[i];
        piece->first_point += (uint32_t)shift;
    }
    leg->duration_ds += more->duration_ds;
    leg->weight_ds += more->weight_ds;
    leg->length_dm += more->length_dm;
}

static void copy_leg(struct osrm_work *work, struct road_leg *to, const struct road_route *route,
                     size_t first, size_t end)
{
    size_t pieces = 0, points = 0;
    for (size_t i = first; i < end; i++) {
        pieces += route->legs[i].n_pieces;
        points += route->legs[i].n_points;
    }
    to->pieces = arena_array(work->arena, struct road_piece, pieces + 1);
    to->points = arena_array(work->arena, struct road_point, points + 1);
    for (size_t i = first; i < end; i++)
        extend_leg(work, to, &route->legs[i]);
}

struct road_route *osrm_join_legs(struct osrm_work *work, const struct road_route *route,
                                  const bool *is_waypoint)
{
    struct road_route *joined = arena_make(work->arena, struct road_route);
    *joined = *route;
    joined->n_legs = 0;
    joined->legs = arena_array(work->arena, struct road_leg, route->n_legs);
    memset(joined->legs, 0, route->n_legs * sizeof *joined->legs);
    for (size_t first = 0, end; first < route->n_legs; first = end) {
        for (end = first + 1; end < route->n_legs && !is_waypoint[end];)
            end++;
        copy_leg(work, &joined->legs[joined->n_legs++], route, first, end);
    }
    return joined;
}
