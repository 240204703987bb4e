/*
 * From places on roads to the arcs on which a search begins or ends.
 */
#include "road/engine_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- which parts of which arcs may be used ---- */

static const struct border_arc *find_border(const struct road_snapshot *snapshot, uint32_t arc)
{
    const struct rules *rules = snapshot->rules;
    size_t low = 0, high = rules->borders.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rules->borders.at[middle].arc < arc)
            low = middle + 1;
        else
            high = middle;
    }
    return low < rules->borders.n && rules->borders.at[low].arc == arc ? &rules->borders.at[low]
                                                                       : NULL;
}

bool arc_open_ends(const struct road_snapshot *snapshot, uint32_t arc, double *until, double *from)
{
    const struct border_arc *border = find_border(snapshot, arc);
    uint32_t weight = snapshot_profile(snapshot)->arc_weight_ds[arc];
    if (!border || weight == GRAPH_NEVER)
        return false;
    for (size_t i = 0; i < snapshot->rules->changes.n; i++)
        if (change_shuts(snapshot->rules->changes.at[i], snapshot->profile, arc))
            return false;
    *until = 1;
    *from = 0;
    const struct border_arc *end = snapshot->rules->borders.at + snapshot->rules->borders.n;
    for (; border < end && border->arc == arc; border++) {
        *until = fmin(*until, (double)border->first);
        *from = fmax(*from, (double)border->last);
    }
    return true;
}

bool road_snapshot_open(const struct road_snapshot *snapshot, uint32_t edge, bool backward)
{
    const struct graph *graph = snapshot->network->graph;
    if (edge >= graph->n_edges)
        return false;
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        if (!!(graph->arc_flags[a] & GRAPH_ARC_BACKWARD) == backward &&
            snapshot->arc_key[a] < KEY_NEVER)
            return true;
    for (size_t i = 0; i < snapshot->rules->gates.n; i++) {
        uint32_t arc = snapshot->rules->gates.at[i].arc;
        if (graph->arc_edge[arc] == edge &&
            !!(graph->arc_flags[arc] & GRAPH_ARC_BACKWARD) == backward)
            return true;
    }
    return false;
}

/* ---- from places to seeds ---- */

static uint32_t component_of(const struct road_snapshot *snapshot, const struct road_place *place)
{
    const struct graph *graph = snapshot->network->graph;
    const uint32_t *component = snapshot->network->component[snapshot->profile];
    uint32_t of = GRAPH_NONE;
    for (uint32_t a = graph->edge_first_arc[place->edge];
         a < graph->edge_first_arc[place->edge + 1]; a++)
        of = component[a] < of ? component[a] : of;
    return of;
}

void spots_choose(const struct road_snapshot *snapshot, const struct road_place *const *lists,
                  const size_t *counts, size_t n_lists, struct spot *spots)
{
    bool same = true;
    uint32_t part = n_lists > 0 && counts[0] > 0 ? component_of(snapshot, &lists[0][0]) : 0;
    for (size_t l = 0; l < n_lists; l++)
        for (size_t i = 0; i < counts[l]; i++)
            same = same && component_of(snapshot, &lists[l][i]) == part;
    for (size_t l = 0; l < n_lists; l++)
        for (size_t i = 0; i < counts[l]; i++) {
            const struct road_place *p = &lists[l][i];
            *spots++ =
                same || p->main_edge == ROAD_NO_EDGE
                    ? (struct spot){p->edge, p->fraction, p->forward, p->backward, p->crossing}
                    : (struct spot){p->main_edge, p->main_fraction, p->main_forward,
                                    p->main_backward, false};
        }
}

enum err places_check(const struct road_network *network, const struct road_place *places, size_t n,
                      const char *what, struct error *error)
{
    uint32_t edges = network->graph->n_edges;
    if (n > ROAD_POINTS_MAX)
        return error_set(error, ERR_LIMIT, "There are %zu %s; the maximum is %d.", n, what,
                         ROAD_POINTS_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct road_place *p = &places[i];
        bool main_holds = p->main_edge == ROAD_NO_EDGE ||
                          (p->main_edge < edges && p->main_fraction >= 0 && p->main_fraction <= 1);
        if (p->edge >= edges || !(p->fraction >= 0 && p->fraction <= 1) || !main_holds)
            return error_set(error, ERR_INVALID,
                             "Number %zu of the %s is no place of this network.", i, what);
    }
    return ERR_OK;
}

/* Where on an edge a fraction of its length lies: on the segment between two shares of the length,
 * so far along it. */
struct stop {
    double before, after, along; /* the shares; of the segment */
};

static struct point sixth_decimal(struct point p)
{
    return (struct point){round(p.lon * 1e6) / 1e6, round(p.lat * 1e6) / 1e6};
}

/* How far between a and b the point at a share lies, all three with six decimals: who names a node
 * with six is at the node, and not a hair before it. */
static double share_of_sixths(struct point a, struct point b, double share)
{
    struct point p = {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
    double whole = point_distance_near_m(sixth_decimal(a), sixth_decimal(b));
    double part = point_distance_near_m(sixth_decimal(a), sixth_decimal(p));
    return whole > 0 ? fmin(part / whole, 1) : share;
}

static struct stop stop_on(const struct graph *graph, uint32_t edge, double fraction)
{
    uint32_t first = graph->edge_first_point[edge], end = graph->edge_first_point[edge + 1];
    double length = 0, walked = 0, segment = 0;
    for (uint32_t i = first; i + 1 < end; i++)
        length += point_distance_near_m(network_point(graph, i), network_point(graph, i + 1));
    if (length <= 0)
        return (struct stop){0, 1, fraction};
    uint32_t at = first;
    for (; at + 1 < end; at++) {
        segment = point_distance_near_m(network_point(graph, at), network_point(graph, at + 1));
        if (at + 2 == end || walked + segment >= fraction * length)
            break;
        walked += segment;
    }
    double share = segment > 0 ? fmin(fmax((fraction * length - walked) / segment, 0), 1) : 0;
    return (struct stop){
        walked / length, (walked + segment) / length,
        share_of_sixths(network_point(graph, at), network_point(graph, at + 1), share)};
}

/* Cost up to a stop, counted from the end whose node has the lower OSM id: the segments before it
 * in full, and of its own the whole deciseconds that are done. Who comes from the other end has the
 * rest. */
static uint32_t cost_part(uint32_t cost, const struct stop *stop, bool backward)
{
    const double noise = 1e-9; /* a product that is whole may come out a hair below */
    long before = lround(cost * stop->before), after = lround(cost * stop->after);
    uint32_t done = (uint32_t)(before + (long)((double)(after - before) * stop->along + noise));
    return backward ? cost - done : done;
}

int64_t key_part(const struct graph *graph, uint32_t arc, int64_t key, double fraction)
{
    if (fraction <= 0 || fraction >= 1)
        return fraction <= 0 ? 0 : key;
    uint32_t edge = graph->arc_edge[arc];
    bool backward = graph->arc_flags[arc] & GRAPH_ARC_BACKWARD;
    struct stop stop = stop_on(graph, edge, backward ? 1 - fraction : fraction);
    if (graph->node_osm[graph->edge_tail[edge]] > graph->node_osm[graph->edge_head[edge]]) {
        stop = (struct stop){1 - stop.after, 1 - stop.before, 1 - stop.along};
        backward = !backward;
    }
    return key_of(cost_part(key_weight(key), &stop, backward),
                  cost_part(key_duration(key), &stop, backward));
}

static int64_t dm_part(const struct graph *graph, uint32_t arc, double fraction)
{
    return lround(graph->edge_length_dm[graph->arc_edge[arc]] * fraction);
}

static void add_seed(struct seeds *seeds, uint32_t arc, uint32_t before, int64_t key, int64_t dm)
{
    if (seeds->n < SEEDS_MAX && key < KEY_NEVER)
        seeds->at[seeds->n++] = (struct seed){arc, before, key, dm};
}

static const struct timed_gate *gate_on(const struct road_snapshot *snapshot, uint32_t arc)
{
    for (size_t i = 0; i < snapshot->rules->gates.n; i++)
        if (snapshot->rules->gates.at[i].arc == arc)
            return &snapshot->rules->gates.at[i];
    return NULL;
}

/* Cost of an arc with all its gates; of one that is closed at a border without them. */
static int64_t whole_key(const struct road_snapshot *snapshot, uint32_t arc)
{
    const struct graph_profile *profile = snapshot_profile(snapshot);
    const struct timed_gate *gate;
    if (snapshot->arc_key[arc] < KEY_NEVER)
        return snapshot->arc_key[arc];
    if ((gate = gate_on(snapshot, arc)))
        return gate->key;
    return key_of(profile->arc_weight_ds[arc], profile->arc_duration_ds[arc]);
}

int64_t arc_part(const struct road_snapshot *snapshot, uint32_t arc, double fraction)
{
    const struct graph *graph = snapshot->network->graph;
    int64_t whole = whole_key(snapshot, arc);
    if (fraction <= 0 || fraction >= 1)
        return fraction <= 0 ? 0 : whole;
    uint32_t delay_ds = 0, paid_ds = 0;
    const struct border_arc *border = find_border(snapshot, arc);
    const struct border_arc *end = snapshot->rules->borders.at + snapshot->rules->borders.n;
    bool gates = snapshot->arc_key[arc] < KEY_NEVER || gate_on(snapshot, arc);
    for (; border && gates && border < end && border->arc == arc; border++) {
        delay_ds += border->delay_ds;
        paid_ds += fraction >= (double)border->last ? border->delay_ds : 0;
    }
    return key_part(graph, arc, whole - key_of(delay_ds, delay_ds), fraction) +
           key_of(paid_ds, paid_ds);
}

/* The arcs behind `arc`, for a trip that starts at a fraction of it. */
static void add_beyond(const struct road_snapshot *snapshot, struct seeds *seeds, uint32_t arc,
                       double fraction)
{
    const struct graph *graph = snapshot->network->graph;
    int64_t rest = whole_key(snapshot, arc) - arc_part(snapshot, arc, fraction);
    int64_t dm = graph->edge_length_dm[graph->arc_edge[arc]] - dm_part(graph, arc, fraction);
    for (uint32_t t = graph->turn_first[arc]; t < graph->turn_first[arc + 1]; t++)
        add_seed(seeds, graph->turn_to[t], arc, rest + turn_key(snapshot_profile(snapshot), t), dm);
}

static void add_stand(const struct road_snapshot *snapshot, struct seeds *seeds, uint32_t arc,
                      double at)
{
    if (seeds->n_closed < STANDS_MAX)
        seeds->closed[seeds->n_closed++] = (struct stand){
            arc, at, arc_part(snapshot, arc, at), dm_part(snapshot->network->graph, arc, at)};
}

static bool spot_takes(const struct graph *graph, const struct spot *spot, uint32_t arc)
{
    return graph->arc_flags[arc] & GRAPH_ARC_BACKWARD ? spot->backward : spot->forward;
}

double spot_fraction(const struct graph *graph, const struct spot *spot, uint32_t arc, bool start)
{
    if (graph->arc_edge[arc] != spot->edge)
        return start ? 0 : 1;
    return graph->arc_flags[arc] & GRAPH_ARC_BACKWARD ? 1 - spot->fraction : spot->fraction;
}

/* The node of a spot that lies on a crossing. */
static uint32_t crossing_node(const struct graph *graph, const struct spot *spot)
{
    return spot->fraction < 0.5 ? graph->edge_tail[spot->edge] : graph->edge_head[spot->edge];
}

/* The arcs of the other roads at a crossing that leave it, or that arrive there: nothing of them
 * is driven yet, or all of it. */
static void add_crossing(const struct road_snapshot *snapshot, const struct spot *spot, bool start,
                         struct seeds *seeds)
{
    const struct road_network *network = snapshot->network;
    const struct graph *graph = network->graph;
    uint32_t node = crossing_node(graph, spot);
    for (uint32_t i = network->node_first[node]; i < network->node_first[node + 1]; i++) {
        uint32_t edge = network->node_edge[i];
        if (edge == spot->edge || (graph->edge_flags[edge] & GRAPH_EDGE_NO_SNAP))
            continue;
        for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++) {
            bool fits =
                start ? graph_tail(graph, a) == node && !(graph->arc_flags[a] & GRAPH_ARC_COPY)
                      : graph_head(graph, a) == node;
            if (fits && snapshot->arc_key[a] < KEY_NEVER)
                add_seed(seeds, a, GRAPH_NONE, start ? 0 : snapshot->arc_key[a],
                         start ? 0 : graph->edge_length_dm[edge]);
        }
    }
}

void seeds_from(const struct road_snapshot *snapshot, const struct spot *spot, struct seeds *seeds)
{
    const struct graph *graph = snapshot->network->graph;
    seeds->n = seeds->n_closed = 0;
    for (uint32_t a = graph->edge_first_arc[spot->edge]; a < graph->edge_first_arc[spot->edge + 1];
         a++) {
        double at = spot_fraction(graph, spot, a, true), until, from;
        if ((graph->arc_flags[a] & GRAPH_ARC_COPY) || !spot_takes(graph, spot, a))
            continue;
        if (snapshot->arc_key[a] < KEY_NEVER) {
            add_seed(seeds, a, GRAPH_NONE, -arc_part(snapshot, a, at), -dm_part(graph, a, at));
        } else if (arc_open_ends(snapshot, a, &until, &from)) {
            add_stand(snapshot, seeds, a, at);
            if (at >= from)
                add_beyond(snapshot, seeds, a, at);
        }
    }
    if (spot->crossing)
        add_crossing(snapshot, spot, true, seeds);
}

void seeds_to(const struct road_snapshot *snapshot, const struct spot *spot, struct seeds *seeds)
{
    const struct graph *graph = snapshot->network->graph;
    seeds->n = seeds->n_closed = 0;
    for (uint32_t a = graph->edge_first_arc[spot->edge]; a < graph->edge_first_arc[spot->edge + 1];
         a++) {
        double at = spot_fraction(graph, spot, a, false), until = 1, from;
        bool open = snapshot->arc_key[a] < KEY_NEVER;
        if (!spot_takes(graph, spot, a) || (!open && !arc_open_ends(snapshot, a, &until, &from)))
            continue;
        if (!open)
            add_stand(snapshot, seeds, a, at);
        if (at <= until)
            add_seed(seeds, a, GRAPH_NONE, arc_part(snapshot, a, at), dm_part(graph, a, at));
    }
    if (spot->crossing)
        add_crossing(snapshot, spot, false, seeds);
}

/* ---- from place to place on one closed arc ---- */

/* No border lies between two places on an arc. */
static bool same_side(const struct road_snapshot *snapshot, uint32_t arc, double a, double b)
{
    const struct border_arc *border = find_border(snapshot, arc);
    const struct border_arc *end = snapshot->rules->borders.at + snapshot->rules->borders.n;
    for (; border && border < end && border->arc == arc; border++) {
        bool before = fmax(a, b) <= (double)border->first;
        bool behind = fmin(a, b) >= (double)border->last;
        if (!before && !behind)
            return false;
    }
    return true;
}

uint32_t seeds_direct(const struct road_snapshot *snapshot, const struct seeds *from,
                      const struct seeds *to, struct cost *cost)
{
    uint32_t by = GRAPH_NONE;
    for (uint32_t i = 0; i < from->n_closed; i++)
        for (uint32_t j = 0; j < to->n_closed; j++) {
            const struct stand *a = &from->closed[i], *b = &to->closed[j];
            bool ahead = a->arc == b->arc && a->at <= b->at;
            if (!ahead || (a->at < b->at && !same_side(snapshot, a->arc, a->at, b->at)))
                continue;
            struct cost direct = {b->key - a->key, b->dm - a->dm};
            if (by == GRAPH_NONE || cost_less(direct, *cost)) {
                *cost = direct;
                by = a->arc;
            }
        }
    return by;
}

const struct stand *stand_at_gate(const struct road_snapshot *snapshot, const struct seeds *seeds,
                                  uint32_t arc, bool before)
{
    double until, from;
    for (uint32_t i = 0; i < seeds->n_closed; i++) {
        const struct stand *stand = &seeds->closed[i];
        if (stand->arc == arc && arc_open_ends(snapshot, arc, &until, &from) &&
            (before ? stand->at < from : stand->at > until))
            return stand;
    }
    return NULL;
}

/* Does a target lie on the seed's arc, behind it? The seed's key is the negative of what is behind
 * it. */
static bool target_behind(const struct seed *seed, const struct seeds *to)
{
    for (uint32_t i = 0; i < to->n; i++)
        if (to->at[i].arc == seed->arc && seed->key < 0)
            return seed->key + to->at[i].key < 0 ||
                   (seed->key + to->at[i].key == 0 && seed->dm + to->at[i].dm < 0);
    return false;
}

bool seeds_go_round(const struct road_snapshot *snapshot, struct seeds *from,
                    const struct seeds *to)
{
    const struct graph *graph = snapshot->network->graph;
    bool changed = false;
    uint32_t n = from->n;
    for (uint32_t i = 0; i < n; i++) {
        struct seed seed = from->at[i];
        if (!target_behind(&seed, to))
            continue;
        int64_t key = snapshot->arc_key[seed.arc] + seed.key;
        int64_t dm = graph->edge_length_dm[graph->arc_edge[seed.arc]] + seed.dm;
        from->at[i] = (struct seed){seed.arc, GRAPH_NONE, KEY_NEVER, 0};
        for (uint32_t t = graph->turn_first[seed.arc]; t < graph->turn_first[seed.arc + 1]; t++)
            add_seed(from, graph->turn_to[t], seed.arc,
                     key + turn_key(snapshot_profile(snapshot), t), dm);
        changed = true;
    }
    return changed;
}
