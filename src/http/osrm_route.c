#include <math.h>
#include <string.h>

#include "geo/polyline.h"
#include "http/osrm_int.h"

/* --- geometry --- */

struct span {
    size_t from, to;
};

/* Douglas and Peucker's simplification, without recursion: keeps what lies further than
 * `tolerance_m` from the line that would replace it. */
static size_t simplify(struct arena *arena, const struct point *points, size_t n,
                       double tolerance_m, struct point *out)
{
    struct span *todo = arena_array(arena, struct span, n + 1);
    bool *kept = arena_array(arena, bool, n + 1);
    size_t depth = 0, count = 0;
    kept[0] = kept[n - 1] = true;
    todo[depth++] = (struct span){0, n - 1};
    while (depth) {
        struct span span = todo[--depth];
        struct plane plane = plane_at(points[span.from]);
        double worst_m = tolerance_m;
        size_t worst = 0;
        for (size_t i = span.from + 1; i < span.to; i++) {
            double away_m;
            plane_nearest(&plane, points[span.from], points[span.to], points[i], &away_m);
            if (away_m > worst_m) {
                worst_m = away_m;
                worst = i;
            }
        }
        if (!worst)
            continue;
        kept[worst] = true;
        todo[depth++] = (struct span){span.from, worst};
        todo[depth++] = (struct span){worst, span.to};
    }
    for (size_t i = 0; i < n; i++)
        if (kept[i])
            out[count++] = points[i];
    return count;
}

/* What still shows when the whole way fills a screen. */
static double tolerance_for(const struct point *points, size_t n)
{
    enum { SCREEN_PIXELS = 1500 };
    struct box box = box_none();
    for (size_t i = 0; i < n; i++)
        box_add(&box, points[i]);
    return point_distance_m((struct point){box.west, box.south},
                            (struct point){box.east, box.north}) /
           SCREEN_PIXELS;
}

static json_t *geojson_line(const struct point *points, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, osrm_location(points[i]));
    return json_pack("{ss so}", "type", "LineString", "coordinates", list);
}

static json_t *encode(struct osrm_work *work, const struct point *points, size_t n)
{
    if (work->query->geometries == OSRM_GEOJSON)
        return geojson_line(points, n);
    return json_string(
        polyline_encode(work->arena, points, n,
                        work->query->geometries == OSRM_POLYLINE ? POLYLINE_5 : POLYLINE_6));
}

static void copy_points(struct point *to, const struct road_point *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (struct point){from[i].lon, from[i].lat};
}

json_t *osrm_geometry(struct osrm_work *work, const struct road_point *points, size_t n)
{
    struct point *copy = arena_array(work->arena, struct point, n + 1);
    copy_points(copy, points, n);
    if (n == 1) /* a line has two ends, also when they are one place */
        copy[n++] = copy[0];
    return encode(work, copy, n);
}

static json_t *overview(struct osrm_work *work, const struct road_route *route)
{
    size_t n = 0, room = 1;
    for (size_t i = 0; i < route->n_legs; i++)
        room += route->legs[i].n_points;
    struct point *points = arena_array(work->arena, struct point, room);
    for (size_t i = 0; i < route->n_legs; i++) {
        size_t skip = i && route->legs[i].n_points ? 1 : 0; /* legs share their joint */
        copy_points(points + n, route->legs[i].points + skip, route->legs[i].n_points - skip);
        n += route->legs[i].n_points - skip;
    }
    if (n == 1)
        points[n++] = points[0];
    if (work->query->overview == OSRM_SIMPLIFIED && n > 2) {
        struct point *fewer = arena_array(work->arena, struct point, n);
        n = simplify(work->arena, points, n, tolerance_for(points, n), fewer);
        points = fewer;
    }
    return encode(work, points, n);
}

/* --- annotations --- */

struct notes {
    json_t *nodes, *distance, *duration, *datasources, *weight, *speed;
};

/* The segment of a line on which a point lies. */
static size_t segment_of(const struct road_point *points, size_t n, struct road_point at)
{
    struct plane plane = plane_at((struct point){at.lon, at.lat});
    double nearest_m = HUGE_VAL;
    size_t best = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        double away_m;
        plane_nearest(&plane, (struct point){points[i].lon, points[i].lat},
                      (struct point){points[i + 1].lon, points[i + 1].lat},
                      (struct point){at.lon, at.lat}, &away_m);
        if (away_m < nearest_m) {
            nearest_m = away_m;
            best = i;
        }
    }
    return best;
}

/* The OSM nodes of a piece of `segments` segments, in the direction of travel: of a road that is
 * driven in part the nodes on either side of the part. */
static void note_nodes(struct osrm_work *work, const struct road_leg *leg, size_t p,
                       size_t segments, json_t *nodes)
{
    const struct road_piece *piece = &leg->pieces[p];
    size_t n = road_edge_points(work->network, piece->edge, NULL, NULL, 0);
    struct road_point *points = arena_array(work->arena, struct road_point, n);
    int64_t *osm = arena_array(work->arena, int64_t, n);
    road_edge_points(work->network, piece->edge, points, osm, n);
    for (size_t i = 0; piece->backward && i < n / 2; i++) {
        struct road_point point = points[i];
        int64_t node = osm[i];
        points[i] = points[n - 1 - i];
        osm[i] = osm[n - 1 - i];
        points[n - 1 - i] = point;
        osm[n - 1 - i] = node;
    }
    bool is_first = p == 0, is_last = p + 1 == leg->n_pieces;
    size_t from = 0;
    if (is_first && is_last)
        from = segment_of(points, n, leg->points[piece->first_point]);
    else if (is_first)
        from = n - 1 > segments ? n - 1 - segments : 0;
    for (size_t i = is_first ? 0 : 1; i <= segments && from + i < n; i++)
        json_array_append_new(nodes, json_integer((json_int_t)osm[from + i]));
}

/* A piece's time is spread over its segments by their length. */
static void note_piece(struct osrm_work *work, const struct road_leg *leg, size_t p,
                       struct notes *notes)
{
    const struct road_piece *piece = &leg->pieces[p];
    size_t last =
        p + 1 < leg->n_pieces ? leg->pieces[p + 1].first_point : (uint32_t)leg->n_points - 1;
    double length_m = piece->length_dm / 10.0, duration_s = piece->duration_ds / 10.0;
    for (size_t i = piece->first_point; i < last; i++) {
        struct point a = {leg->points[i].lon, leg->points[i].lat};
        struct point b = {leg->points[i + 1].lon, leg->points[i + 1].lat};
        double part_m = point_distance_m(a, b);
        double share = length_m > 0 ? part_m / length_m : 0;
        json_array_append_new(notes->distance, osrm_number(part_m, 6));
        json_array_append_new(notes->duration, osrm_number(duration_s * share, 1));
        json_array_append_new(notes->weight, osrm_number(piece->weight_ds / 10.0 * share, 1));
        json_array_append_new(notes->speed,
                              osrm_number(duration_s > 0 ? length_m / duration_s : 0, 1));
        json_array_append_new(notes->datasources, json_integer(0));
    }
    note_nodes(work, leg, p, last - piece->first_point, notes->nodes);
}

static json_t *annotation_of(struct osrm_work *work, const struct road_leg *leg)
{
    struct notes notes = {json_array(), json_array(), json_array(),
                          json_array(), json_array(), json_array()};
    static const char *const NAMES[] = {"nodes",       "distance", "duration",
                                        "datasources", "weight",   "speed"};
    json_t *const lists[] = {notes.nodes,       notes.distance, notes.duration,
                             notes.datasources, notes.weight,   notes.speed};
    json_t *annotation = json_object();
    for (size_t p = 0; p < leg->n_pieces; p++)
        note_piece(work, leg, p, &notes);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (work->query->annotations & (1u << i))
            json_object_set(annotation, NAMES[i], lists[i]);
        json_decref(lists[i]);
    }
    return annotation;
}

/* --- the route --- */

static json_t *leg_json(struct osrm_work *work, const struct road_leg *leg)
{
    json_t *out = json_object();
    json_object_set_new(out, "steps", work->query->steps ? osrm_steps(work, leg) : json_array());
    json_object_set_new(out, "weight", osrm_number(leg->weight_ds / 10.0, 1));
    json_object_set_new(out, "summary",
                        work->query->steps ? osrm_summary(work, leg) : json_string(""));
    json_object_set_new(out, "duration", osrm_number(leg->duration_ds / 10.0, 1));
    json_object_set_new(out, "distance", osrm_number(leg->length_dm / 10.0, 1));
    if (work->query->annotations)
        json_object_set_new(out, "annotation", annotation_of(work, leg));
    return out;
}

json_t *osrm_route_json(struct osrm_work *work, const struct road_route *route)
{
    json_t *out = json_object(), *legs = json_array();
    for (size_t i = 0; i < route->n_legs; i++)
        json_array_append_new(legs, leg_json(work, &route->legs[i]));
    json_object_set_new(out, "legs", legs);
    json_object_set_new(out, "weight_name", json_string("routability"));
    if (work->query->overview != OSRM_NO_OVERVIEW)
        json_object_set_new(out, "geometry", overview(work, route));
    json_object_set_new(out, "weight", osrm_number(route->weight_ds / 10.0, 1));
    json_object_set_new(out, "duration", osrm_number(route->duration_ds / 10.0, 1));
    json_object_set_new(out, "distance", osrm_number(route->length_dm / 10.0, 1));
    return out;
}

/* Two coordinates may have several ways. */
static void add_alternatives(struct osrm_work *work, const struct road_route_options *options,
                             json_t *routes)
{
    struct road_route *others[ROAD_ALTERNATIVES_MAX];
    if (work->query->n != 2 || work->query->alternatives == 0)
        return;
    size_t n = road_alternatives(work->search, work->snapshot, &work->places[0], &work->places[1],
                                 options, others, work->query->alternatives);
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(routes, osrm_route_json(work, others[i]));
        road_route_free(others[i]);
    }
}

/* Beside OSRM's sentence: what stands in the way between the first two places without one. */
static void explain(struct osrm_work *work, json_t *body)
{
    struct road_why why;
    for (size_t i = 0; i + 1 < work->query->n; i++) {
        if (road_why(work->search, work->snapshot, &work->places[i], &work->places[i + 1], &why,
                     NULL) != ERR_OK ||
            why.reachable)
            continue;
        json_t *closures = json_array();
        for (size_t c = 0; c < why.n_closures; c++)
            json_array_append_new(closures, json_string(why.closures[c]));
        json_object_set_new(body, "why", json_string(why.text));
        if (why.n_closures)
            json_object_set_new(
                body, "blocked_at",
                osrm_location((struct point){why.first_block.lon, why.first_block.lat}));
        json_object_set_new(body, "closures", closures);
        if (*why.gate)
            json_object_set_new(body, "gate", json_string(why.gate));
        return;
    }
}

bool osrm_route(struct osrm_work *work, json_t *body)
{
    const struct osrm_query *query = work->query;
    struct road_route_options options = {
        .depart_ms = work->depart_ms,
        .at_via = query->straight_at_via ? ROAD_STRAIGHT_ON : ROAD_U_TURN_AT_PLACES,
    };
    struct road_route *route = NULL;
    struct error error;
    if (query->alternatives > ROAD_ALTERNATIVES_MAX)
        return osrm_fault_set(&work->fault, "TooBig",
                              "Requested number of alternatives is higher than current maximum "
                              "(%d)",
                              ROAD_ALTERNATIVES_MAX);
    enum err rc =
        road_route(work->search, work->snapshot, work->places, query->n, &options, &route, &error);
    if (rc == ERR_NOT_FOUND) {
        explain(work, body);
        return osrm_fault_set(&work->fault, "NoRoute", "Impossible route between points");
    }
    if (rc != ERR_OK)
        return osrm_fault_set(&work->fault, "InvalidValue", "%s", error.text);
    const struct road_route *told =
        query->is_waypoint ? osrm_join_legs(work, route, query->is_waypoint) : route;
    json_t *routes = json_pack("[o]", osrm_route_json(work, told));
    add_alternatives(work, &options, routes);
    json_object_set_new(body, "routes", routes);
    if (!query->skip_waypoints)
        json_object_set_new(body, "waypoints", osrm_waypoints(work));
    road_route_free(route);
    return true;
}
