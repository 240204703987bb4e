/* Shipments on lean plans: what a place costs, where the best one is, taking out and putting in. */
#include "plan/route/pairs_int.h"

#include <assert.h>
#include <stdlib.h>

/* One gap of the route that is looked at, for the delivery when the pickup stands before. */
struct gap {
    int32_t cost;
    int32_t least; /* from here on, where it is in time */
};

/* Ways from stop to stop of a route. */
struct legs {
    struct hop *hops;
    uint32_t room, version; /* of the route that they were looked up for */
};

enum { NEAR_TRIED = 30, WIDE_EVERY = 16 };
#define NO_PLACE (INT32_MAX / 2)

/* ---- The problem ------------------------------------------------------------------------- */

static uint32_t place_of(const struct lean *lean, uint32_t node)
{
    const struct plan_model *model = lean->model;
    if (node < lean->n)
        return model->nodes[node].place;
    return node == lean->n ? model->vehicles[0].start : model->vehicles[0].end;
}

static void fill_hops(struct pairs *pairs)
{
    const struct lean *lean = pairs->lean;
    const struct vehicle *vehicle = &lean->model->vehicles[0];
    for (uint32_t from = 0; from < lean->width; from++) {
        for (uint32_t to = 0; to < lean->width; to++) {
            struct arc arc =
                model_arc(lean->model, vehicle, place_of(lean, from), place_of(lean, to));
            struct hop hop = {.cost = arc.cost < HOP_FAR ? arc.cost : HOP_FAR,
                              .time = lean_way(lean, from, to)};
            pairs->out[(size_t)from * lean->width + to] = hop;
            pairs->in[(size_t)to * lean->width + from] = hop;
        }
    }
}

enum order { BY_LOAD, BY_FAR, BY_CLOSE, BY_WIDTH, BY_EARLY, BY_LATE };

static void fill_keys(struct pairs *pairs)
{
    const struct lean *lean = pairs->lean;
    for (uint32_t j = 0; j < lean->n / 2; j++) {
        uint32_t node = 2 * j;
        int32_t out = pairs->out[(size_t)lean->n * lean->width + node].cost;
        pairs->keys[BY_LOAD][j] = -lean->load[node];
        pairs->keys[BY_FAR][j] = -out;
        pairs->keys[BY_CLOSE][j] = out;
        pairs->keys[BY_WIDTH][j] = lean->due_s[node] - lean->ready_s[node];
        pairs->keys[BY_EARLY][j] = lean->ready_s[node];
        pairs->keys[BY_LATE][j] = -lean->due_s[node];
    }
}

void pairs_init(struct pairs *pairs, const struct lean *lean, struct lean_plan *plan,
                struct rng *rng)
{
    uint32_t n_vehicles = lean->model->n_vehicles, jobs = lean->n / 2;
    size_t hops = (size_t)lean->width * lean->width;
    *pairs = (struct pairs){.lean = lean, .plan = plan, .rng = rng};
    pairs->out = malloc(hops * sizeof *pairs->out);
    pairs->in = malloc(hops * sizeof *pairs->in);
    pairs->fleet = calloc(n_vehicles, sizeof *pairs->fleet);
    pairs->removed = calloc(jobs + 1, sizeof *pairs->removed);
    pairs->offers = calloc((size_t)jobs * n_vehicles, sizeof *pairs->offers);
    pairs->met = calloc(n_vehicles, sizeof *pairs->met);
    pairs->leaves = calloc(lean->n, sizeof *pairs->leaves);
    pairs->legs = calloc(n_vehicles, sizeof *pairs->legs);
    pairs->gaps = calloc(lean->n + 2, sizeof *pairs->gaps);
    assert(pairs->out && pairs->in && pairs->fleet && pairs->removed && pairs->offers &&
           pairs->met && pairs->leaves && pairs->gaps && pairs->legs);
    for (uint32_t o = 0; o < PAIRS_ORDERS; o++) {
        pairs->keys[o] = calloc(jobs, sizeof *pairs->keys[o]);
        assert(pairs->keys[o]);
    }
    fill_hops(pairs);
    fill_keys(pairs);
}

void pairs_free(struct pairs *pairs)
{
    free(pairs->out);
    free(pairs->in);
    free(pairs->fleet);
    free(pairs->removed);
    free(pairs->offers);
    free(pairs->met);
    free(pairs->leaves);
    free(pairs->gaps);
    for (uint32_t v = 0; pairs->legs && v < pairs->lean->model->n_vehicles; v++)
        free(pairs->legs[v].hops);
    free(pairs->legs);
    for (uint32_t o = 0; o < PAIRS_ORDERS; o++)
        free(pairs->keys[o]);
}

/* The ways of a route, looked up once for all shipments that are tried in it. */
static const struct hop *legs_of(struct pairs *pairs, uint32_t r)
{
    const struct lean_route *route = &pairs->plan->routes[r];
    struct legs *legs = &pairs->legs[r];
    if (legs->version == route->version)
        return legs->hops;
    if (route->n + 1 > legs->room) {
        legs->room = route->n + 16;
        legs->hops = realloc(legs->hops, legs->room * sizeof *legs->hops);
        assert(legs->hops);
    }
    for (uint32_t i = 0; i <= route->n; i++)
        legs->hops[i] =
            pairs
                ->out[(size_t)route->stops[i].node * pairs->lean->width + route->stops[i + 1].node];
    legs->version = route->version;
    return legs->hops;
}

static int64_t route_cost(struct pairs *pairs, uint32_t r)
{
    uint32_t n = pairs->plan->routes[r].n;
    const struct hop *legs = legs_of(pairs, r);
    int64_t cost = pairs->fixed;
    for (uint32_t i = 0; i <= n; i++)
        cost += legs[i].cost;
    return n ? cost : 0;
}

void pairs_weigh(struct pairs *pairs)
{
    pairs->cost = 0;
    pairs->n_used = 0;
    for (uint32_t v = 0; v < pairs->lean->model->n_vehicles; v++) {
        pairs->cost += route_cost(pairs, v);
        pairs->n_used += pairs->plan->routes[v].n > 0;
    }
}

/* ---- Ruin -------------------------------------------------------------------------------- */

enum { REMOVED_MEAN = 10, STRING_MAX = 10 };
#define SPLIT_SHARE 0.5
#define SPLIT_GROWS 0.01

/* Marks `length` visits in a row that contain the one at `position`; with `kept` > 0 so many inside
 * them stay. */
static void mark_string(struct pairs *pairs, const struct lean_route *route, uint32_t position,
                        uint32_t length, uint32_t kept)
{
    uint32_t span = length + kept, n = route->n;
    uint32_t low = position > span ? position - span + 1 : 1;
    uint32_t high = n + 1 - span < position ? n + 1 - span : position;
    uint32_t first = low + rng_below(pairs->rng, high - low + 1);
    uint32_t skip = kept ? first + rng_below(pairs->rng, length + 1) : 0;
    for (uint32_t i = first; i < first + span; i++) {
        uint32_t node = route->stops[i].node & ~1u;
        if (!kept || i < skip || i >= skip + kept)
            pairs->leaves[node] = pairs->leaves[node + 1] = true;
    }
}

/* Takes out what is marked. */
static void take_marked(struct pairs *pairs, uint32_t r)
{
    struct lean_plan *plan = pairs->plan;
    const struct lean_route *route = &plan->routes[r];
    uint32_t n = 0, *nodes = plan->scratch;
    pairs->cost -= route_cost(pairs, r);
    for (uint32_t i = 1; i <= route->n; i++) {
        uint32_t node = route->stops[i].node;
        if (!pairs->leaves[node]) {
            nodes[n++] = node;
            continue;
        }
        pairs->leaves[node] = false;
        plan->where[node].route = PLAN_NONE;
        if (!lean_delivers(node))
            pairs->removed[pairs->n_removed++] = node;
    }
    pairs->n_used -= !n;
    lean_set_tail(plan, r, 0, nodes, n);
    lean_refresh(plan, r);
    pairs->cost += route_cost(pairs, r);
}

static void take_string(struct pairs *pairs, uint32_t r, uint32_t position, double length_max)
{
    struct rng *rng = pairs->rng;
    const struct lean_route *route = &pairs->plan->routes[r];
    uint32_t n = route->n, longest = n < length_max ? n : (uint32_t)length_max;
    uint32_t length = (uint32_t)(rng_unit(rng) * longest + 1), kept = 0;
    length = length > n ? n : length;
    if (length > 1 && length < n && rng_unit(rng) < SPLIT_SHARE) {
        kept = 1;
        while (length + kept < n && kept < STRING_MAX && rng_unit(rng) < SPLIT_GROWS)
            kept++;
    }
    mark_string(pairs, route, position, length, kept);
    take_marked(pairs, r);
}

void pairs_ruin(struct pairs *pairs)
{
    const struct plan_model *model = pairs->lean->model;
    struct rng *rng = pairs->rng;
    double mean = (double)pairs->lean->n / (pairs->n_used ? pairs->n_used : 1);
    double length_max = mean < 1 ? 1 : mean > STRING_MAX ? STRING_MAX : mean;
    uint32_t strings = (uint32_t)(rng_unit(rng) * (4.0 * REMOVED_MEAN / (1 + length_max) - 1) + 1);
    uint32_t seed = rng_below(rng, pairs->lean->n), met = 0;
    if (pairs->n_removed && rng_below(rng, 2))
        seed = pairs->removed[rng_below(rng, pairs->n_removed)] + rng_below(rng, 2);
    const uint32_t *near = model->neighbours + (size_t)seed * model->n_near;
    pairs->meeting++;
    for (uint32_t i = 0; i <= model->n_near && met < strings; i++) {
        uint32_t node = i ? near[i - 1] : seed;
        if (node == PLAN_NONE)
            break;
        struct where where = pairs->plan->where[node];
        if (where.route == PLAN_NONE || pairs->met[where.route] == pairs->meeting)
            continue;
        pairs->met[where.route] = pairs->meeting;
        met++;
        take_string(pairs, where.route, where.position, length_max);
    }
}

/* ---- Places ------------------------------------------------------------------------------ */

struct look {
    const struct lean *lean;
    const struct stop *stops;
    uint32_t n, node;
    int32_t room; /* what may be on board to take the shipment */
    const struct hop *legs;
    const struct hop *out_p, *in_p, *out_d, *in_d; /* rows of the pickup's and delivery's hops */
    struct gap *gaps;
};

/* What the delivery would cost in each gap; false: it is in time nowhere. */
static bool fill_gaps(const struct look *look)
{
    const struct lean *lean = look->lean;
    int32_t ready_s = lean->ready_s[look->node + 1], due_s = lean->due_s[look->node + 1];
    int32_t least = NO_PLACE;
    for (uint32_t i = look->n + 1; i-- > 0;) {
        const struct stop *before = &look->stops[i], *behind = before + 1;
        int32_t cost = NO_PLACE;
        if (before->early_s <= due_s && behind->late_s >= ready_s) {
            int32_t time_s = before->early_s + look->in_d[before->node].time;
            int32_t leaves_s = time_s < ready_s ? ready_s : time_s;
            if (time_s <= due_s && leaves_s + look->out_d[behind->node].time <= behind->late_s)
                cost = look->in_d[before->node].cost + look->out_d[behind->node].cost -
                       look->legs[i].cost;
        }
        least = cost < least ? cost : least;
        look->gaps[i] = (struct gap){cost, least};
    }
    return least < NO_PLACE;
}

/* The delivery at gaps behind the one that the pickup is put into at time `time_s`. */
static void look_behind(const struct look *look, uint32_t gap, int32_t time_s, int32_t pickup_cost,
                        struct offer *offer)
{
    int32_t ready_s = look->lean->ready_s[look->node + 1],
            due_s = look->lean->due_s[look->node + 1];
    time_s += look->out_p[look->stops[gap + 1].node].time;
    for (uint32_t k = gap + 1; k <= look->n; k++) {
        const struct stop *stop = &look->stops[k];
        const struct gap *at = &look->gaps[k];
        if (time_s > stop->late_s || stop->load > look->room ||
            pickup_cost + at->least >= offer->delta)
            return;
        time_s = time_s < stop->early_s ? stop->early_s : time_s;
        if (pickup_cost + at->cost < offer->delta) {
            int32_t there_s = time_s + look->in_d[stop->node].time;
            int32_t leaves_s = there_s < ready_s ? ready_s : there_s;
            if (there_s <= due_s && leaves_s + look->out_d[stop[1].node].time <= stop[1].late_s) {
                offer->delta = pickup_cost + at->cost;
                offer->gap = (uint16_t)gap;
                offer->gap_delivery = (uint16_t)k;
            }
        }
        time_s += look->legs[k].time;
    }
}

/* The pickup in one gap. */
static void look_at(const struct look *look, uint32_t gap, struct offer *offer)
{
    const struct lean *lean = look->lean;
    const struct stop *before = &look->stops[gap], *behind = before + 1;
    uint32_t p = look->node, d = p + 1;
    int32_t time_s = before->early_s + look->in_p[before->node].time;
    if (behind->late_s < lean->ready_s[p] || time_s > lean->due_s[p] || before->load > look->room)
        return;
    time_s = time_s < lean->ready_s[p] ? lean->ready_s[p] : time_s;
    int32_t come = look->in_p[before->node].cost - look->legs[gap].cost;
    int32_t beside = come + look->out_p[d].cost + look->out_d[behind->node].cost;
    if (beside < offer->delta) {
        int32_t there_s = time_s + look->out_p[d].time;
        int32_t leaves_s = there_s < lean->ready_s[d] ? lean->ready_s[d] : there_s;
        if (there_s <= lean->due_s[d] &&
            leaves_s + look->out_d[behind->node].time <= behind->late_s) {
            offer->delta = beside;
            offer->gap = offer->gap_delivery = (uint16_t)gap;
        }
    }
    int32_t pickup_cost = come + look->out_p[behind->node].cost;
    if (gap < look->n && pickup_cost + look->gaps[gap + 1].least < offer->delta)
        look_behind(look, gap, time_s, pickup_cost, offer);
}

/* The best place in a route. */
static void look_through(struct pairs *pairs, uint32_t node, uint32_t r, struct offer *offer)
{
    const struct lean *lean = pairs->lean;
    const struct lean_route *route = &pairs->plan->routes[r];
    size_t p = (size_t)node * lean->width, d = p + lean->width;
    struct look look = {.lean = lean,
                        .stops = route->stops,
                        .n = route->n,
                        .node = node,
                        .room = lean->capacity[r] - lean->load[node],
                        .legs = legs_of(pairs, r),
                        .out_p = pairs->out + p,
                        .in_p = pairs->in + p,
                        .out_d = pairs->out + d,
                        .in_d = pairs->in + d,
                        .gaps = pairs->gaps};
    *offer = (struct offer){.version = route->version, .delta = NO_PLACE};
    if (!lean_allows(lean, r, node) || !fill_gaps(&look))
        return;
    for (uint32_t i = 0; i <= route->n && route->stops[i].early_s <= lean->due_s[node]; i++)
        look_at(&look, i, offer);
}

static inline bool is_overlooked(struct pairs *pairs)
{
    return (uint32_t)(rng_u64(pairs->rng) >> 32) < pairs->blink;
}

struct choice {
    int64_t delta;
    uint32_t route;
};

static void put(struct pairs *pairs, uint32_t node, uint32_t r, const struct offer *offer)
{
    lean_put(pairs->plan, r, offer->gap_delivery, node + 1);
    lean_put(pairs->plan, r, offer->gap, node);
    lean_refresh(pairs->plan, r);
}

/* Keeps the place in a route if it is cheaper than `most`. */
static void try_route(struct pairs *pairs, uint32_t node, uint32_t r, struct choice *choice)
{
    const struct lean_route *route = &pairs->plan->routes[r];
    struct offer *offer = &pairs->offers[(size_t)node / 2 * pairs->lean->model->n_vehicles + r];
    if (is_overlooked(pairs))
        return;
    if (offer->version != route->version)
        look_through(pairs, node, r, offer);
    int64_t delta = offer->delta + (route->n ? 0 : pairs->fixed);
    if (offer->delta < NO_PLACE && delta < choice->delta)
        *choice = (struct choice){delta, r};
}

/* Routes of visits near the pickup or the delivery. */
static void try_near(struct pairs *pairs, uint32_t node, struct choice *choice)
{
    const struct plan_model *model = pairs->lean->model;
    const uint32_t *near = model->neighbours + (size_t)node * model->n_near;
    pairs->meeting++;
    for (uint32_t half = 0; half < 2; half++, near += model->n_near) {
        for (uint32_t i = 0; i < model->n_near && i < NEAR_TRIED && near[i] != PLAN_NONE; i++) {
            uint32_t r = pairs->plan->where[near[i]].route;
            if (r == PLAN_NONE || pairs->met[r] == pairs->meeting)
                continue;
            pairs->met[r] = pairs->meeting;
            try_route(pairs, node, r, choice);
        }
    }
}

/* Vehicles without a visit; of vehicles that are all alike only one. */
static void try_empty(struct pairs *pairs, uint32_t node, struct choice *choice)
{
    for (uint32_t k = 0; k < pairs->n_fleet; k++) {
        if (pairs->plan->routes[pairs->fleet[k]].n)
            continue;
        try_route(pairs, node, pairs->fleet[k], choice);
        if (pairs->lean->alike)
            return;
    }
}

static void try_all(struct pairs *pairs, uint32_t node, struct choice *choice)
{
    for (uint32_t k = 0; k < pairs->n_fleet; k++) {
        if (pairs->met[pairs->fleet[k]] != pairs->meeting)
            try_route(pairs, node, pairs->fleet[k], choice);
    }
}

bool pairs_place(struct pairs *pairs, uint32_t node, int64_t most)
{
    struct choice choice = {most, PLAN_NONE};
    try_near(pairs, node, &choice);
    if (pairs->n_used < pairs->n_fleet)
        try_empty(pairs, node, &choice);
    if (pairs->looks_wide || (choice.route == PLAN_NONE && most == INT64_MAX))
        try_all(pairs, node, &choice);
    if (choice.route == PLAN_NONE)
        return false;
    uint32_t r = choice.route;
    pairs->n_used += !pairs->plan->routes[r].n;
    put(pairs, node, r, &pairs->offers[(size_t)node / 2 * pairs->lean->model->n_vehicles + r]);
    pairs->cost += choice.delta;
    return true;
}

/* ---- Recreate ---------------------------------------------------------------------------- */

static void sort_removed(struct pairs *pairs)
{
    /* Weights of the orders; what is left of the draw stays in random order. */
    static const uint8_t weights[PAIRS_ORDERS] = {4, 2, 1, 2, 2, 2};
    uint32_t *list = pairs->removed;
    for (uint32_t i = pairs->n_removed; i > 1; i--) {
        uint32_t k = rng_below(pairs->rng, i), swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
    uint32_t draw = rng_below(pairs->rng, 17), order = 0;
    while (order < PAIRS_ORDERS && draw >= weights[order])
        draw -= weights[order++];
    if (order == PAIRS_ORDERS)
        return;
    const int32_t *keys = pairs->keys[order];
    for (uint32_t i = 1; i < pairs->n_removed; i++) {
        uint32_t node = list[i], k = i;
        for (; k > 0 && keys[list[k - 1] / 2] > keys[node / 2]; k--)
            list[k] = list[k - 1];
        list[k] = node;
    }
}

bool pairs_recreate(struct pairs *pairs, int64_t limit)
{
    uint32_t left = 0;
    pairs->looks_wide = !rng_below(pairs->rng, WIDE_EVERY);
    sort_removed(pairs);
    for (uint32_t i = 0; i < pairs->n_removed; i++) {
        uint32_t node = pairs->removed[i];
        if (pairs_place(pairs, node, limit == INT64_MAX ? limit : limit - pairs->cost))
            continue;
        if (limit != INT64_MAX)
            return false;
        pairs->removed[left++] = node;
    }
    pairs->n_removed = left;
    return pairs->cost < limit;
}
