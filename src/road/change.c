#include "road/live_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/polygon.h"

const char *road_kind_name(unsigned i)
{
    static const char *const NAMES[] = {"toll", "motorway", "ferry", "restricted", "tunnel"};
    _Static_assert(1 << (sizeof NAMES / sizeof *NAMES) == ROAD_KINDS + 1, "a name for each");
    return i < sizeof NAMES / sizeof *NAMES ? NAMES[i] : NULL;
}

struct change *change_get(struct change *change)
{
    atomic_fetch_add(&change->refs, 1);
    return change;
}

void change_put(struct change *change)
{
    if (!change || atomic_fetch_sub(&change->refs, 1) != 1)
        return;
    vec_free(&change->arcs);
    vec_free(&change->gates);
    vec_free(&change->borders);
    free(change);
}

bool change_in_force(const struct change *change, int64_t at_ms)
{
    return (change->from_ms == 0 || at_ms >= change->from_ms) &&
           (change->until_ms == 0 || at_ms < change->until_ms) &&
           road_hours_wait_ms(&change->hours, at_ms) == 0;
}

int64_t change_next_ms(const struct change *change, int64_t at_ms)
{
    if (change->until_ms != 0 && at_ms >= change->until_ms)
        return INT64_MAX;
    if (change->from_ms != 0 && at_ms < change->from_ms)
        return change->from_ms;
    int64_t next = road_hours_next_ms(&change->hours, at_ms);
    return change->until_ms != 0 && change->until_ms < next ? change->until_ms : next;
}

bool change_has_arc(const struct change *change, uint32_t arc)
{
    size_t low = 0, high = change->arcs.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (change->arcs.at[middle] < arc)
            low = middle + 1;
        else
            high = middle;
    }
    return low < change->arcs.n && change->arcs.at[low] == arc;
}

bool change_shuts(const struct change *change, uint32_t profile, uint32_t arc)
{
    return (change->profile_mask >> profile & 1) &&
           (change->kind == ROAD_CLOSE_EDGES || change->kind == ROAD_CLOSE_AREA) &&
           change_has_arc(change, arc);
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void arcs_sort(u32_vec *arcs)
{
    size_t i = 1;
    while (i < arcs->n && arcs->at[i - 1] <= arcs->at[i])
        i++;
    if (i < arcs->n)
        qsort(arcs->at, arcs->n, sizeof *arcs->at, ascending);
}

static void sort_unique(u32_vec *arcs)
{
    size_t kept = 0;
    arcs_sort(arcs);
    for (size_t i = 0; i < arcs->n; i++)
        if (kept == 0 || arcs->at[kept - 1] != arcs->at[i])
            arcs->at[kept++] = arcs->at[i];
    arcs->n = kept;
}

/* ---- by edge and way ---- */

static void add_edge(const struct graph *graph, uint32_t edge, int direction, u32_vec *arcs)
{
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++) {
        bool backward = graph->arc_flags[a] & GRAPH_ARC_BACKWARD;
        if (direction == 0 || (direction < 0) == backward)
            vec_push(arcs, a);
    }
}

struct change *change_of_kinds(const struct road_network *network, unsigned kinds)
{
    const struct graph *graph = network->graph;
    struct change *change = take_zeroed(1, sizeof *change);
    atomic_store(&change->refs, 1);
    change->kind = ROAD_CLOSE_EDGES;
    change->profile_mask = UINT32_MAX;
    size_t n = (size_t)snprintf(change->id, sizeof change->id, "exclude=");
    for (unsigned i = 0; road_kind_name(i); i++)
        if (kinds >> i & 1)
            n += (size_t)snprintf(change->id + n, sizeof change->id - n, "%s%s",
                                  change->id[n - 1] == '=' ? "" : ",", road_kind_name(i));
    for (uint32_t e = 0; e < graph->n_edges; e++)
        if (graph_kinds(graph, e) & kinds)
            add_edge(graph, e, 0, &change->arcs);
    return change;
}

static int ways_ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void add_ways(const struct graph *graph, const struct road_closure *closure, u32_vec *arcs)
{
    if (closure->n_ways == 0)
        return;
    int64_t *ways = take(closure->n_ways, sizeof *ways);
    memcpy(ways, closure->ways, closure->n_ways * sizeof *ways);
    qsort(ways, closure->n_ways, sizeof *ways, ways_ascending);
    for (uint32_t e = 0; e < graph->n_edges; e++)
        if (bsearch(&graph->edge_way[e], ways, closure->n_ways, sizeof *ways, ways_ascending))
            add_edge(graph, e, 0, arcs);
    free(ways);
}

/* ---- by area ---- */

struct area_scan {
    const struct graph *graph;
    const struct road_closure *closure;
    struct polygon polygon;
    u32_vec touching; /* edges */
};

static bool class_counts(const struct road_closure *closure, const struct graph *graph,
                         uint32_t edge)
{
    return closure->class_mask == 0 || (closure->class_mask >> graph->edge_class[edge] & 1);
}

static bool area_edge(void *context, uint32_t edge)
{
    struct area_scan *scan = context;
    const struct graph *graph = scan->graph;
    if (!class_counts(scan->closure, graph, edge))
        return true;
    for (uint32_t i = graph->edge_first_point[edge]; i + 1 < graph->edge_first_point[edge + 1]; i++)
        if (polygon_meets_segment(&scan->polygon, network_point(graph, i),
                                  network_point(graph, i + 1))) {
            vec_push(&scan->touching, edge);
            break;
        }
    return true;
}

/* Where on a-b (0..1) the ring is crossed first and last; false when it is not. */
static bool crossings(const struct ring *ring, struct point a, struct point b, double *first,
                      double *last)
{
    bool any = false;
    double dx = b.lon - a.lon, dy = b.lat - a.lat;
    for (size_t i = 0; i + 1 < ring->n; i++) {
        struct point c = ring->points[i], d = ring->points[i + 1];
        double ex = d.lon - c.lon, ey = d.lat - c.lat, det = dx * ey - dy * ex;
        if (!segments_meet(a, b, c, d))
            continue;
        double t = det == 0 ? 0.5 : ((c.lon - a.lon) * ey - (c.lat - a.lat) * ex) / det;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        *first = !any || t < *first ? t : *first;
        *last = !any || t > *last ? t : *last;
        any = true;
    }
    return any;
}

/* Fractions of an edge's length at which the border is crossed first and last. */
static bool edge_crossings(const struct area_scan *scan, uint32_t edge, double *first, double *last)
{
    const struct graph *graph = scan->graph;
    uint32_t from = graph->edge_first_point[edge], to = graph->edge_first_point[edge + 1];
    double length = 0, walked = 0;
    bool any = false;
    for (uint32_t i = from; i + 1 < to; i++)
        length += point_distance_near_m(network_point(graph, i), network_point(graph, i + 1));
    for (uint32_t i = from; i + 1 < to; i++) {
        struct point a = network_point(graph, i), b = network_point(graph, i + 1);
        double piece = point_distance_near_m(a, b), f = 0, l = 0;
        if (polygon_edge_meets_segment(&scan->polygon, a, b) &&
            crossings(&scan->polygon.rings[0], a, b, &f, &l)) {
            double scale = length > 0 ? length : 1;
            *first = any ? *first : (walked + f * piece) / scale;
            *last = (walked + l * piece) / scale;
            any = true;
        }
        walked += piece;
    }
    return any;
}

static void add_border(struct change *change, const struct graph *graph, uint32_t edge,
                       double first, double last)
{
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++) {
        struct border_arc border = {a, (float)first, (float)last, 0};
        if (graph->arc_flags[a] & GRAPH_ARC_BACKWARD)
            border = (struct border_arc){a, (float)(1 - last), (float)(1 - first), 0};
        vec_push(&change->borders, border);
        vec_push(&change->arcs, a);
    }
}

static double edge_distance_m(const struct graph *graph, uint32_t edge, struct point p)
{
    struct plane plane = plane_at(p);
    double best = HUGE_VAL;
    for (uint32_t i = graph->edge_first_point[edge]; i + 1 < graph->edge_first_point[edge + 1];
         i++) {
        double distance;
        plane_nearest(&plane, network_point(graph, i), network_point(graph, i + 1), p, &distance);
        best = distance < best ? distance : best;
    }
    return best;
}

static bool edge_has_osm(const struct graph *graph, uint32_t edge, int64_t osm)
{
    for (uint32_t i = graph->edge_first_point[edge]; i < graph->edge_first_point[edge + 1]; i++)
        if (graph->point_osm[i] == osm)
            return true;
    return false;
}

static void gate_on_edge(const struct area_scan *scan, struct change *change,
                         const struct road_gate *gate, uint32_t edge)
{
    const struct graph *graph = scan->graph;
    struct point tail = network_point(graph, graph->edge_first_point[edge]);
    struct point head = network_point(graph, graph->edge_first_point[edge + 1] - 1);
    bool tail_in = polygon_contains(&scan->polygon, tail),
         head_in = polygon_contains(&scan->polygon, head);
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++) {
        bool backward = graph->arc_flags[a] & GRAPH_ARC_BACKWARD;
        bool enters = backward ? tail_in && !head_in : head_in && !tail_in;
        bool leaves = backward ? head_in && !tail_in : tail_in && !head_in;
        if ((gate->way == ROAD_GATE_IN && leaves) || (gate->way == ROAD_GATE_OUT && enters))
            continue;
        struct gate_arc gate_arc = {
            .arc = a,
            .profile_mask = gate->profile_mask ? gate->profile_mask : UINT32_MAX,
            .delay_ds = gate->delay_s * 10,
            .hours = gate->hours,
        };
        memcpy(gate_arc.id, gate->id, sizeof gate_arc.id);
        vec_push(&change->gates, gate_arc);
    }
}

enum { GATE_REACH_M = 100 };

static enum err place_gate(const struct area_scan *scan, struct change *change,
                           const struct road_gate *gate, struct error *error)
{
    const struct graph *graph = scan->graph;
    size_t before = change->gates.n;
    uint32_t nearest = GRAPH_NONE, edge = GRAPH_NONE;
    struct point at = {gate->point.lon, gate->point.lat};
    double best = GATE_REACH_M;
    for (size_t i = 0; i < change->borders.n; i++) {
        if (graph->arc_edge[change->borders.at[i].arc] == edge)
            continue;
        edge = graph->arc_edge[change->borders.at[i].arc];
        if (gate->osm_node != 0) {
            if (edge_has_osm(graph, edge, gate->osm_node))
                gate_on_edge(scan, change, gate, edge);
            continue;
        }
        double distance = edge_distance_m(graph, edge, at);
        if (distance <= best) {
            best = distance;
            nearest = edge;
        }
    }
    if (nearest != GRAPH_NONE)
        gate_on_edge(scan, change, gate, nearest);
    if (change->gates.n == before)
        return error_at(error, ERR_INVALID, change->id,
                        "Gate \"%s\" has no road of its direction across the border of the area "
                        "within %d m.",
                        gate->id, GATE_REACH_M);
    return ERR_OK;
}

static int gates_ascending(const void *a, const void *b)
{
    uint32_t x = ((const struct gate_arc *)a)->arc, y = ((const struct gate_arc *)b)->arc;
    return (x > y) - (x < y);
}

/* Gates are taken out of the arcs that are closed. */
static void spare_gates(struct change *change)
{
    size_t kept = 0, g = 0;
    if (change->gates.n > 1)
        qsort(change->gates.at, change->gates.n, sizeof *change->gates.at, gates_ascending);
    for (size_t i = 0; i < change->arcs.n; i++) {
        uint32_t arc = change->arcs.at[i];
        while (g < change->gates.n && change->gates.at[g].arc < arc)
            g++;
        if (g == change->gates.n || change->gates.at[g].arc != arc)
            change->arcs.at[kept++] = arc;
    }
    change->arcs.n = kept;
}

static enum err resolve_area(const struct road_network *network, const struct road_closure *closure,
                             struct change *change, struct error *error)
{
    struct arena *arena = arena_new();
    struct area_scan scan = {.graph = network->graph, .closure = closure};
    struct point *points = arena_array(arena, struct point, closure->n_ring + 1);
    struct ring ring = {points, closure->n_ring};
    for (size_t i = 0; i < closure->n_ring; i++)
        points[i] = (struct point){closure->ring[i].lon, closure->ring[i].lat};
    if (ring.n > 0 && !point_eq(points[0], points[ring.n - 1]))
        points[ring.n++] = points[0];
    enum err err = polygon_make(arena, &ring, 1, &scan.polygon, error);
    if (err) {
        error_prefix(error, change->id);
        goto done;
    }
    grid_visit(network->grid, scan.polygon.box, area_edge, &scan);
    sort_unique(&scan.touching);
    for (size_t i = 0; i < scan.touching.n; i++) {
        double first = 0, last = 1;
        uint32_t edge = scan.touching.at[i];
        if (closure->change != ROAD_SEAL_AREA)
            add_edge(network->graph, edge, 0, &change->arcs);
        else if (edge_crossings(&scan, edge, &first, &last))
            add_border(change, network->graph, edge, first, last);
    }
    for (size_t i = 0; i < closure->n_gates && !err; i++)
        err = place_gate(&scan, change, &closure->gates[i], error);
done:
    vec_free(&scan.touching);
    arena_free(arena);
    return err;
}

/* ---- checks ---- */

static enum err check_gates(const struct road_closure *closure, struct error *error)
{
    if (closure->n_gates > 0 && closure->change != ROAD_SEAL_AREA)
        return error_at(error, ERR_INVALID, closure->id, "Only a sealed area has gates.");
    if (closure->n_gates > ROAD_GATES_MAX)
        return error_at(error, ERR_LIMIT, closure->id, "There are %zu gates; the maximum is %d.",
                        closure->n_gates, ROAD_GATES_MAX);
    for (size_t i = 0; i < closure->n_gates; i++) {
        const struct road_gate *gate = &closure->gates[i];
        if (!memchr(gate->id, '\0', ROAD_ID_MAX) || gate->delay_s > 24 * 3600 ||
            (gate->osm_node == 0 &&
             !point_is_valid((struct point){gate->point.lon, gate->point.lat})))
            return error_at(error, ERR_INVALID, closure->id,
                            "Gate %zu needs a point or an OSM node, and a delay of at most a day.",
                            i);
        enum err err = hours_check(&gate->hours, error);
        if (err)
            return err;
    }
    return ERR_OK;
}

static enum err check_edges(const struct road_network *network, const struct road_closure *closure,
                            struct error *error)
{
    if (closure->n_edges > 2 * (size_t)network->graph->n_edges ||
        closure->n_ways > ROAD_CLOSURE_WAYS_MAX)
        return error_at(error, ERR_LIMIT, closure->id,
                        "There are %zu edges and %zu ways; the maximum is %u and %d.",
                        closure->n_edges, closure->n_ways, 2 * network->graph->n_edges,
                        ROAD_CLOSURE_WAYS_MAX);
    for (size_t i = 0; i < closure->n_edges; i++)
        if (closure->edges[i] >= network->graph->n_edges)
            return error_at(error, ERR_INVALID, closure->id, "The network has no edge %u.",
                            closure->edges[i]);
    return ERR_OK;
}

static bool is_area(enum road_change change)
{
    return change == ROAD_CLOSE_AREA || change == ROAD_SEAL_AREA || change == ROAD_SLOW_AREA;
}

static enum err check(const struct road_network *network, const struct road_closure *closure,
                      struct error *error)
{
    if (!memchr(closure->id, '\0', ROAD_ID_MAX) || closure->id[0] == '\0')
        return error_at(error, ERR_INVALID, "id", "A closure needs an id of 1 to %d bytes.",
                        ROAD_ID_MAX - 1);
    bool slow = closure->change == ROAD_SLOW_EDGES || closure->change == ROAD_SLOW_AREA;
    if (slow && !(closure->factor > 0 && closure->factor <= 100))
        return error_at(error, ERR_INVALID, closure->id,
                        "The factor of a slow-down must be above 0 and at most 100.");
    if (is_area(closure->change) &&
        (closure->n_ring < 3 || closure->n_ring > ROAD_POLYGON_POINTS_MAX))
        return error_at(error, ERR_INVALID, closure->id,
                        "An area needs a ring of 3 to %d points; this one has %zu.",
                        ROAD_POLYGON_POINTS_MAX, closure->n_ring);
    if (closure->until_ms != 0 && closure->from_ms >= closure->until_ms)
        return error_at(error, ERR_INVALID, closure->id, "It ends before it begins.");
    enum err err = hours_check(&closure->hours, error);
    if (!err)
        err = check_gates(closure, error);
    return err ? err : check_edges(network, closure, error);
}

enum err change_resolve(const struct road_network *network, const struct road_closure *closure,
                        struct change **out, struct error *error)
{
    enum err err = check(network, closure, error);
    if (err)
        return err;
    struct change *change = take_zeroed(1, sizeof *change);
    atomic_store(&change->refs, 1);
    memcpy(change->id, closure->id, sizeof change->id);
    change->kind = closure->change;
    change->profile_mask = closure->profile_mask ? closure->profile_mask : UINT32_MAX;
    change->from_ms = closure->from_ms;
    change->until_ms = closure->until_ms;
    change->hours = closure->hours;
    change->factor = closure->factor;
    if (is_area(closure->change)) {
        err = resolve_area(network, closure, change, error);
    } else {
        for (size_t i = 0; i < closure->n_edges; i++)
            if (class_counts(closure, network->graph, closure->edges[i]))
                add_edge(network->graph, closure->edges[i],
                         closure->directions ? closure->directions[i] : 0, &change->arcs);
        add_ways(network->graph, closure, &change->arcs);
    }
    sort_unique(&change->arcs);
    spare_gates(change);
    if (err)
        change_put(change);
    else
        *out = change;
    return err;
}
