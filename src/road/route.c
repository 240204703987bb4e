#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "road/gates_int.h"

enum err road_search_new(const struct road_network *network, struct road_search **out,
                         struct error *error)
{
    (void)error;
    struct road_search *search = take_zeroed(1, sizeof *search);
    uint32_t n = network->cch->n;
    search->network = network;
    search->up = take(n, sizeof *search->up);
    search->down = take(n, sizeof *search->down);
    search->up_dm = take_zeroed(n, sizeof *search->up_dm);
    search->down_dm = take_zeroed(n, sizeof *search->down_dm);
    search->up_link = take(n, sizeof *search->up_link);
    search->down_link = take(n, sizeof *search->down_link);
    for (uint32_t x = 0; x < n; x++)
        search->up[x] = search->down[x] = KEY_NEVER;
    *out = search;
    return ERR_OK;
}

void road_search_free(struct road_search *search)
{
    if (!search)
        return;
    free(search->up);
    free(search->down);
    free(search->up_dm);
    free(search->down_dm);
    free(search->up_link);
    free(search->down_link);
    dijkstra_free(search->dijkstra);
    vec_free(&search->path);
    vec_free(&search->way);
    vec_free(&search->apart);
    vec_free(&search->touched);
    free(search);
}

/* ---- one leg as a list of arcs ---- */

/* A gate passed on the way, at the arc with this index. */
struct passed {
    size_t at;
    const struct timed_gate *gate;
    int64_t wait;
};

struct trip {
    struct cost cost;
    uint32_t direct; /* the closed arc on which all of it lies, or GRAPH_NONE */
    u32_vec arcs;    /* from the one the trip starts on to the one it ends on */
    VEC(struct passed) gates;
};

static void trip_drop(struct trip *trip)
{
    vec_free(&trip->arcs);
    vec_free(&trip->gates);
}

static struct cost static_run(struct road_search *search, const struct road_snapshot *snapshot,
                              const struct seeds *from, const struct seeds *to, bool path)
{
    struct seeds round;
    for (uint32_t i = 0; i < from->n; i++)
        for (uint32_t j = 0; j < to->n; j++)
            if (from->at[i].arc == to->at[j].arc && from->at[i].key + to->at[j].key <= 0) {
                round = *from;
                bool changed = seeds_go_round(snapshot, &round, to);
                return query_run(search, snapshot, changed ? &round : from, to, path);
            }
    return query_run(search, snapshot, from, to, path);
}

/* The path of the last query, with the arc it starts on, onto the trip. */
static void trip_append(struct trip *trip, const struct road_search *search,
                        const struct road_snapshot *snapshot, const struct seeds *from,
                        const struct seeds *to)
{
    struct seeds round = *from;
    seeds_go_round(snapshot, &round, to);
    const struct seed *seed = seed_of(&round, search->path.at[0]);
    bool known = trip->arcs.n > 0; /* the arc before is the gate that the trip has come by */
    if (seed && seed->before != GRAPH_NONE && !known)
        vec_push(&trip->arcs, seed->before);
    vec_reserve(&trip->arcs, trip->arcs.n + search->path.n);
    for (size_t i = 0; i < search->path.n; i++)
        vec_push(&trip->arcs, search->path.at[i]);
}

static void trip_through_gates(struct road_search *search, const struct road_snapshot *snapshot,
                               const struct seeds *from, const struct seeds *to,
                               const struct gate_plan *plan, uint32_t last, struct trip *trip)
{
    u32_vec gates = {0};
    for (uint32_t g = last; g != GRAPH_NONE; g = plan->labels[g].before)
        vec_push(&gates, g);
    const struct seeds *start = from;
    while (gates.n > 0) {
        uint32_t g = vec_pop(&gates);
        if (start == from && plan->labels[g].on_its_road) {
            vec_push(&trip->arcs, snapshot->rules->gates.at[g].arc);
        } else {
            static_run(search, snapshot, start, &plan->at[g], true);
            trip_append(trip, search, snapshot, start, &plan->at[g]);
        }
        vec_push(&trip->gates, ((struct passed){trip->arcs.n - 1, &snapshot->rules->gates.at[g],
                                                plan->labels[g].wait}));
        start = &plan->beyond[g];
    }
    if (!stand_at_gate(snapshot, to, snapshot->rules->gates.at[last].arc, false)) {
        static_run(search, snapshot, start, to, true);
        trip_append(trip, search, snapshot, start, to);
    }
    vec_free(&gates);
}

static void trip_fill(struct road_search *search, const struct road_snapshot *snapshot,
                      const struct seeds *from, const struct seeds *to,
                      const struct gate_plan *plan, uint32_t last_gate, struct trip *trip)
{
    if (last_gate != GRAPH_NONE)
        trip_through_gates(search, snapshot, from, to, plan, last_gate, trip);
    else if (trip->direct != GRAPH_NONE)
        vec_push(&trip->arcs, trip->direct);
    else
        trip_append(trip, search, snapshot, from, to);
}

/* The best trip; its arcs only with `path`. False when there is none. */
static bool trip_find(struct road_search *search, const struct road_snapshot *snapshot,
                      const struct seeds *from, const struct seeds *to, int64_t depart_ms,
                      bool path, struct trip *trip)
{
    uint32_t last = GRAPH_NONE;
    struct gate_plan plan;
    struct cost direct;
    bool gates = snapshot->rules->gates.n > 0;
    trip->cost = static_run(search, snapshot, from, to, path);
    trip->direct = seeds_direct(snapshot, from, to, &direct);
    if (trip->direct != GRAPH_NONE && cost_less(direct, trip->cost))
        trip->cost = direct;
    else
        trip->direct = GRAPH_NONE;
    if (gates) {
        u32_vec kept = search->path; /* the tables below use the search as well */
        memset(&search->path, 0, sizeof search->path);
        gate_plan_make(search, snapshot, from, 1, to, 1, true, &plan);
        vec_free(&search->path);
        search->path = kept;
        gate_plan_run(&plan, snapshot, from, 0, depart_ms);
        last = gate_plan_best(&plan, snapshot, to, 0, 1, &trip->cost);
    }
    if (path && trip->cost.key < KEY_NEVER)
        trip_fill(search, snapshot, from, to, &plan, last, trip);
    if (gates)
        gate_plan_drop(&plan);
    return trip->cost.key < KEY_NEVER;
}

/* ---- a trip as a leg ---- */

struct leg_draft {
    const struct road_snapshot *snapshot;
    VEC(struct road_piece) pieces;
    VEC(struct road_point) points;
};

static const struct passed *gate_at(const struct trip *trip, size_t i)
{
    for (size_t g = 0; g < trip->gates.n; g++)
        if (trip->gates.at[g].at == i)
            return &trip->gates.at[g];
    return NULL;
}

static void add_point(struct leg_draft *draft, struct point p)
{
    if (draft->points.n > 0) {
        const struct road_point *last = vec_last(&draft->points);
        if (fabs(last->lon - p.lon) < 5e-8 && fabs(last->lat - p.lat) < 5e-8)
            return;
    }
    vec_push(&draft->points, ((struct road_point){p.lon, p.lat}));
}

/* Points of an edge between two fractions of its length, given in the direction of travel. */
static void add_points(struct leg_draft *draft, uint32_t arc, double from, double to)
{
    const struct graph *graph = draft->snapshot->network->graph;
    uint32_t edge = graph->arc_edge[arc], first = graph->edge_first_point[edge];
    uint32_t n = graph->edge_first_point[edge + 1] - first;
    bool backward = graph->arc_flags[arc] & GRAPH_ARC_BACKWARD;
    double length = 0, walked = 0;
    for (uint32_t i = 0; i + 1 < n; i++)
        length += point_distance_near_m(network_point(graph, first + i),
                                        network_point(graph, first + i + 1));
    double start = from * length, stop = to * length;
    for (uint32_t i = 0; i + 1 < n; i++) {
        uint32_t at = backward ? n - 1 - i : i, next = backward ? at - 1 : at + 1;
        struct point a = network_point(graph, first + at), b = network_point(graph, first + next);
        double piece = point_distance_near_m(a, b);
        double low = fmax(start - walked, 0), high = fmin(stop - walked, piece);
        bool here = low <= piece && high >= 0 && low <= high;
        if (here) {
            double f = piece > 0 ? low / piece : 0, g = piece > 0 ? high / piece : 0;
            add_point(draft,
                      (struct point){a.lon + (b.lon - a.lon) * f, a.lat + (b.lat - a.lat) * f});
            add_point(draft,
                      (struct point){a.lon + (b.lon - a.lon) * g, a.lat + (b.lat - a.lat) * g});
        }
        walked += piece;
    }
}

static uint32_t dm_part(uint32_t length_dm, double fraction)
{
    return fraction <= 0 ? 0 : fraction >= 1 ? length_dm : (uint32_t)lround(length_dm * fraction);
}

static void add_piece(struct leg_draft *draft, const struct trip *trip, size_t i, double from,
                      double to, bool geometry)
{
    const struct graph *graph = draft->snapshot->network->graph;
    uint32_t arc = trip->arcs.at[i];
    const struct passed *passed = gate_at(trip, i);
    int64_t key = arc_part(draft->snapshot, arc, to) - arc_part(draft->snapshot, arc, from);
    uint32_t length = graph->edge_length_dm[graph->arc_edge[arc]];
    struct road_piece piece = {
        .edge = graph->arc_edge[arc],
        .backward = graph->arc_flags[arc] & GRAPH_ARC_BACKWARD,
        .first_point = draft->points.n > 0 ? (uint32_t)draft->points.n - 1 : 0,
        .length_dm = dm_part(length, to) - dm_part(length, from),
        .duration_ds = key_duration(key),
        .weight_ds = key_weight(key),
        .gate_id = "",
    };
    if (passed) {
        piece.gate_wait_ds = key_duration(passed->wait);
        piece.gate_id = passed->gate->id;
    }
    if (i > 0) {
        uint32_t turn = graph_turn(graph, trip->arcs.at[i - 1], arc);
        int64_t cost = turn_key(snapshot_profile(draft->snapshot), turn);
        piece.turn_duration_ds = key_duration(cost);
        piece.turn_weight_ds = key_weight(cost);
    }
    vec_push(&draft->pieces, piece);
    if (geometry)
        add_points(draft, arc, from, to);
}

static void leg_make(const struct road_snapshot *snapshot, const struct trip *trip,
                     const struct spot *from, const struct spot *to, bool geometry,
                     struct road_leg *leg)
{
    const struct graph *graph = snapshot->network->graph;
    struct leg_draft draft = {.snapshot = snapshot};
    vec_reserve(&draft.pieces, trip->arcs.n);
    for (size_t i = 0; i < trip->arcs.n; i++) {
        uint32_t arc = trip->arcs.at[i];
        double start = i == 0 ? spot_fraction(graph, from, arc, true) : 0;
        double stop = i + 1 == trip->arcs.n ? spot_fraction(graph, to, arc, false) : 1;
        add_piece(&draft, trip, i, start, stop, geometry);
    }
    if (geometry && draft.points.n == 1)
        vec_push(&draft.points, draft.points.at[0]);
    *leg = (struct road_leg){
        .pieces = draft.pieces.at,
        .n_pieces = draft.pieces.n,
        .points = draft.points.at,
        .n_points = draft.points.n,
        .duration_ds = key_duration(trip->cost.key),
        .weight_ds = key_weight(trip->cost.key),
        .length_dm = cost_length_dm(trip->cost),
    };
}

struct road_route *route_along(struct road_search *search, const struct road_snapshot *snapshot,
                               const struct spot *from, const struct spot *to, struct cost cost,
                               bool geometry)
{
    struct trip trip = {.cost = cost};
    struct seeds source, target;
    struct road_route *route = take_zeroed(1, sizeof *route);
    seeds_from(snapshot, from, &source);
    seeds_to(snapshot, to, &target);
    trip_append(&trip, search, snapshot, &source, &target);
    route->legs = take_zeroed(1, sizeof *route->legs);
    route->n_legs = 1;
    leg_make(snapshot, &trip, from, to, geometry, &route->legs[0]);
    route->duration_ds = route->legs[0].duration_ds;
    route->weight_ds = route->legs[0].weight_ds;
    route->length_dm = route->legs[0].length_dm;
    trip_drop(&trip);
    return route;
}

/* ---- several places ---- */

/* A place in one of two directions; both when a trip may turn round there. */
struct stage {
    struct cost cost; /* best cost of arriving this way */
    int came_by;      /* direction at the place before */
};

enum { FORWARD, BACKWARD, DIRECTIONS };

static struct spot directed(const struct spot *spot, int direction)
{
    struct spot one = *spot;
    one.crossing = false; /* arriving on one road does not go on along another */
    one.forward = one.forward && direction == FORWARD;
    one.backward = one.backward && direction == BACKWARD;
    return one;
}

/* Straight on at every place: arriving one way means leaving the same way. */
static bool choose_directions(struct road_search *search, const struct road_snapshot *snapshot,
                              const struct spot *spots, size_t n,
                              const struct road_route_options *options, struct spot *from,
                              struct spot *to)
{
    struct stage(*stages)[DIRECTIONS] = take_zeroed(n, sizeof *stages);
    bool found = false;
    for (size_t i = 1; i < n; i++)
        for (int d = 0; d < DIRECTIONS; d++) {
            struct spot end = directed(&spots[i], d);
            struct seeds target, source;
            seeds_to(snapshot, &end, &target);
            stages[i][d].cost = (struct cost){KEY_NEVER, 0};
            for (int b = 0; b < DIRECTIONS; b++) {
                struct spot start = directed(&spots[i - 1], b);
                struct trip trip = {0};
                int64_t before = stages[i - 1][b].cost.key;
                int64_t depart = options->depart_ms
                                     ? options->depart_ms + (int64_t)key_duration(before) * 100
                                     : 0;
                seeds_from(snapshot, &start, &source);
                if (before < KEY_NEVER &&
                    trip_find(search, snapshot, &source, &target, depart, false, &trip)) {
                    struct cost sum = {before + trip.cost.key,
                                       stages[i - 1][b].cost.dm + trip.cost.dm};
                    if (cost_less(sum, stages[i][d].cost))
                        stages[i][d] = (struct stage){sum, b};
                }
                trip_drop(&trip);
            }
        }
    int d =
        cost_less(stages[n - 1][BACKWARD].cost, stages[n - 1][FORWARD].cost) ? BACKWARD : FORWARD;
    found = stages[n - 1][d].cost.key < KEY_NEVER;
    for (size_t i = n - 1; found && i > 0; i--) {
        to[i] = directed(&spots[i], d);
        d = stages[i][d].came_by;
        from[i - 1] = directed(&spots[i - 1], d);
    }
    free(stages);
    return found;
}

static enum err no_way(struct error *error, size_t leg)
{
    return error_set(error, ERR_NOT_FOUND, "There is no way from place %zu to place %zu.", leg,
                     leg + 1);
}

static enum err legs_make(struct road_search *search, const struct road_snapshot *snapshot,
                          const struct spot *from, const struct spot *to, size_t n,
                          const struct road_route_options *options, struct road_route *route,
                          struct error *error)
{
    for (size_t i = 0; i + 1 < n; i++) {
        struct seeds source, target;
        struct trip trip = {0};
        int64_t depart =
            options->depart_ms ? options->depart_ms + (int64_t)route->duration_ds * 100 : 0;
        seeds_from(snapshot, &from[i], &source);
        seeds_to(snapshot, &to[i + 1], &target);
        bool found = trip_find(search, snapshot, &source, &target, depart, true, &trip);
        if (found) {
            struct road_leg *leg = &route->legs[route->n_legs++];
            leg_make(snapshot, &trip, &from[i], &to[i + 1], !options->no_geometry, leg);
            route->duration_ds += leg->duration_ds;
            route->weight_ds += leg->weight_ds;
            route->length_dm += leg->length_dm;
        }
        trip_drop(&trip);
        if (!found)
            return no_way(error, i);
    }
    return ERR_OK;
}

enum err road_route(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_place *places, size_t n,
                    const struct road_route_options *options, struct road_route **out,
                    struct error *error)
{
    static const struct road_route_options defaults = {0};
    enum err err = places_check(search->network, places, n, "places", error);
    options = options ? options : &defaults;
    if (!err && n < 2)
        err = error_set(error, ERR_INVALID, "A route needs at least two places.");
    if (err)
        return err;
    struct spot *from = take(3 * n, sizeof *from), *to = from + n, *spots = to + n;
    struct road_route *route = take_zeroed(1, sizeof *route);
    spots_choose(snapshot, &places, &n, 1, spots);
    memcpy(from, spots, n * sizeof *from);
    memcpy(to, spots, n * sizeof *to);
    if (n > 2 && options->at_via == ROAD_STRAIGHT_ON &&
        !choose_directions(search, snapshot, spots, n, options, from, to)) {
        err = error_set(error, ERR_NOT_FOUND,
                        "There is no way through these places without turning round at one.");
    } else {
        route->legs = take_zeroed(n - 1, sizeof *route->legs);
        err = legs_make(search, snapshot, from, to, n, options, route, error);
    }
    free(from);
    if (err)
        road_route_free(route);
    else
        *out = route;
    return err;
}

void road_route_free(struct road_route *route)
{
    if (!route)
        return;
    for (size_t i = 0; i < route->n_legs; i++) {
        free(route->legs[i].pieces);
        free(route->legs[i].points);
    }
    free(route->legs);
    free(route);
}

bool road_pair(struct road_search *search, const struct road_snapshot *snapshot,
               const struct road_place *from, const struct road_place *to, uint32_t *duration_ds,
               uint32_t *length_dm)
{
    const struct road_place *lists[2] = {from, to};
    const size_t counts[2] = {1, 1};
    struct spot spots[2];
    struct seeds source, target;
    struct trip trip = {0};
    if (places_check(search->network, from, 1, "places", NULL) ||
        places_check(search->network, to, 1, "places", NULL))
        return false;
    spots_choose(snapshot, lists, counts, 2, spots);
    seeds_from(snapshot, &spots[0], &source);
    seeds_to(snapshot, &spots[1], &target);
    bool found = trip_find(search, snapshot, &source, &target, 0, false, &trip);
    trip_drop(&trip);
    if (found) {
        *duration_ds = key_duration(trip.cost.key);
        *length_dm = cost_length_dm(trip.cost);
    }
    return found;
}

uint32_t road_duration_ds(struct road_search *search, const struct road_snapshot *snapshot,
                          const struct road_place *from, const struct road_place *to)
{
    uint32_t duration_ds, length_dm;
    return road_pair(search, snapshot, from, to, &duration_ds, &length_dm) ? duration_ds
                                                                           : ROAD_UNREACHABLE;
}
