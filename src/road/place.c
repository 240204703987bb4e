#include "road/engine_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_RADIUS_M = 35000 };

struct found {
    uint32_t edge;
    double fraction, distance_m;
    bool forward, backward, main, crossing;
    struct point point;
};

struct snapping {
    const struct road_snapshot *snapshot;
    const struct road_snap_options *options;
    struct point at;
    struct plane plane;
    double radius_m;
    struct found *found; /* the nearest ones, ascending */
    size_t n, room;
    struct found main; /* the nearest one in the main part; edge GRAPH_NONE: none yet */
};

static struct found nearest_on(const struct snapping *s, uint32_t edge, double *bearing_deg)
{
    const struct graph *graph = s->snapshot->network->graph;
    struct found best = {.edge = edge, .distance_m = HUGE_VAL};
    double walked = 0, at = 0;
    for (uint32_t i = graph->edge_first_point[edge]; i + 1 < graph->edge_first_point[edge + 1];
         i++) {
        struct point a = network_point(graph, i), b = network_point(graph, i + 1);
        double distance, share = plane_nearest(&s->plane, a, b, s->at, &distance);
        double length = point_distance_near_m(a, b);
        if (distance < best.distance_m) {
            best.distance_m = distance;
            best.point =
                (struct point){a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
            at = walked + share * length;
            *bearing_deg = point_bearing_deg(a, b);
        }
        walked += length;
    }
    best.fraction = walked > 0 ? fmin(fmax(at / walked, 0), 1) : 0;
    return best;
}

/* Do two points share their first six decimals, which is what questions and answers have? */
static bool same_sixths(struct point a, struct point b)
{
    return lround(a.lon * 1e6) == lround(b.lon * 1e6) && lround(a.lat * 1e6) == lround(b.lat * 1e6);
}

/* Is it the end of its edge, and not narrowed by options? Then it is put there exactly. */
static void find_crossing(const struct snapping *s, struct found *found)
{
    const struct road_snap_options *o = s->options;
    const struct graph *graph = s->snapshot->network->graph;
    bool at_head = found->fraction >= 0.5;
    uint32_t end = at_head ? graph->edge_first_point[found->edge + 1] - 1
                           : graph->edge_first_point[found->edge];
    found->crossing = !(o->bearing_range_deg > 0) && !o->curb_side && !o->opposite_side &&
                      !o->closed_too && !o->any_road &&
                      same_sixths(found->point, network_point(graph, end));
    if (found->crossing)
        found->fraction = at_head;
}

static double angle_between_deg(double a, double b)
{
    double d = fabs(fmod(a - b, 360));
    return d > 180 ? 360 - d : d;
}

/* Is the asked point on the left of the segment's direction? */
static bool on_left(const struct snapping *s, struct point on_road, double bearing_deg)
{
    double to_point = point_bearing_deg(on_road, s->at);
    double turn = fmod(to_point - bearing_deg + 720, 360);
    return turn > 180;
}

/* Narrows the ways in which the place may be used to those that the options allow. */
static void apply_options(const struct snapping *s, double bearing_deg, struct found *found)
{
    const struct road_snap_options *o = s->options;
    const struct graph *graph = s->snapshot->network->graph;
    if (o->bearing_range_deg > 0) {
        double off = angle_between_deg(o->bearing_deg, bearing_deg);
        found->forward = found->forward && off <= o->bearing_range_deg;
        found->backward = found->backward && 180 - off <= o->bearing_range_deg;
    }
    if ((o->curb_side || o->opposite_side) && found->forward && found->backward &&
        found->distance_m > 0.5) {
        bool left_hand = graph->edge_flags[found->edge] & GRAPH_EDGE_LEFT_HAND;
        bool forward_is_curb = on_left(s, found->point, bearing_deg) == left_hand;
        bool keep_forward = o->curb_side ? forward_is_curb : !forward_is_curb;
        found->forward = keep_forward;
        found->backward = !keep_forward;
    }
}

static void find_ways(const struct snapping *s, struct found *found)
{
    const struct graph *graph = s->snapshot->network->graph;
    const struct graph_profile *profile = snapshot_profile(s->snapshot);
    const uint32_t *component = s->snapshot->network->component[s->snapshot->profile];
    for (uint32_t a = graph->edge_first_arc[found->edge];
         a < graph->edge_first_arc[found->edge + 1]; a++) {
        double until, from;
        bool open = s->snapshot->arc_key[a] < KEY_NEVER || s->options->closed_too ||
                    arc_open_ends(s->snapshot, a, &until, &from);
        if ((graph->arc_flags[a] & GRAPH_ARC_COPY) || profile->arc_weight_ds[a] == GRAPH_NEVER ||
            !open)
            continue;
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &found->backward : &found->forward) = true;
        found->main = found->main || component[a] == 0;
    }
}

static void insert(struct snapping *s, const struct found *found)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->found[i].edge == found->edge)
            return;
    if (s->n == s->room && found->distance_m >= s->found[s->n - 1].distance_m)
        return;
    size_t i = s->n < s->room ? s->n++ : s->n - 1;
    for (; i > 0 && s->found[i - 1].distance_m > found->distance_m; i--)
        s->found[i] = s->found[i - 1];
    s->found[i] = *found;
}

static void consider(void *context, uint32_t edge)
{
    struct snapping *s = context;
    const struct graph *graph = s->snapshot->network->graph;
    double bearing_deg = 0;
    if ((graph->edge_flags[edge] & GRAPH_EDGE_NO_SNAP) && !s->options->any_road)
        return;
    struct found found = nearest_on(s, edge, &bearing_deg);
    bool near_enough = s->n < s->room || found.distance_m < s->found[s->n - 1].distance_m ||
                       found.distance_m < s->main.distance_m;
    if (found.distance_m > s->radius_m || !near_enough)
        return;
    find_ways(s, &found);
    apply_options(s, bearing_deg, &found);
    if (!found.forward && !found.backward)
        return;
    find_crossing(s, &found);
    insert(s, &found);
    if (found.main && found.distance_m < s->main.distance_m)
        s->main = found;
}

static struct road_place place_of(const struct snapping *s, const struct found *found)
{
    struct road_place place = {
        .edge = found->edge,
        .fraction = found->fraction,
        .forward = found->forward,
        .backward = found->backward,
        .crossing = found->crossing,
        .point = {found->point.lon, found->point.lat},
        .distance_m = found->distance_m,
        .main_edge = ROAD_NO_EDGE,
    };
    const struct found *main = found->main ? found : &s->main;
    if (main->edge != GRAPH_NONE && main->edge != found->edge) {
        place.main_edge = main->edge;
        place.main_fraction = main->fraction;
        place.main_forward = main->forward;
        place.main_backward = main->backward;
        place.main_point = (struct road_point){main->point.lon, main->point.lat};
        place.main_distance_m = main->distance_m;
    }
    return place;
}

static void search_rings(struct snapping *s)
{
    const struct road_network *network = s->snapshot->network;
    for (uint32_t ring = 0;; ring++) {
        double beyond = grid_ring(network->grid, s->at, ring, consider, s);
        bool full = s->n == s->room && beyond >= s->found[s->n - 1].distance_m;
        bool main_known = s->main.edge != GRAPH_NONE && beyond >= s->main.distance_m;
        /* Where the nearest ones are in the main part nothing else is needed. */
        if (full && !main_known)
            for (size_t i = 0; i < s->n; i++)
                main_known = i == 0 ? s->found[i].main : main_known && s->found[i].main;
        if (beyond < 0 || beyond > s->radius_m || (full && main_known))
            return;
    }
}

enum err road_snap(struct road_search *search, const struct road_snapshot *snapshot,
                   struct road_point point, const struct road_snap_options *options,
                   struct road_place *places, size_t room, size_t *n, struct error *error)
{
    (void)search;
    static const struct road_snap_options defaults = {0};
    struct found found[ROAD_NEAREST_MAX];
    struct snapping s = {.snapshot = snapshot,
                         .options = options ? options : &defaults,
                         .at = {point.lon, point.lat},
                         .found = found,
                         .room = room,
                         .main = {.edge = GRAPH_NONE, .distance_m = HUGE_VAL}};
    if (!point_is_valid(s.at))
        return error_set(error, ERR_INVALID, "%g, %g is no longitude and latitude (in this order).",
                         point.lon, point.lat);
    if (room == 0 || room > ROAD_NEAREST_MAX)
        return error_set(error, ERR_LIMIT, "Between 1 and %d nearest roads can be asked for.",
                         ROAD_NEAREST_MAX);
    s.plane = plane_at(s.at);
    s.radius_m = s.options->radius_m > 0 ? s.options->radius_m : DEFAULT_RADIUS_M;
    search_rings(&s);
    if (s.n == 0)
        return error_set(error, ERR_NOT_FOUND, "There is no road within %g m of %g, %g.",
                         s.radius_m, point.lon, point.lat);
    for (size_t i = 0; i < s.n; i++)
        places[i] = place_of(&s, &found[i]);
    *n = s.n;
    return ERR_OK;
}
