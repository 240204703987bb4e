/*
 * Moves that taking out strings and putting them back greedily does not find: two vehicles change
 * routes or their ends, and trips are cut anew as a whole.
 */
#include "plan/route/search_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint32_t *sequence(struct search *search, int which, uint32_t n)
{
    struct reshape *reshape = &search->reshape;
    if (n > reshape->room[which]) {
        reshape->room[which] = 2 * n;
        reshape->nodes[which] =
            realloc(reshape->nodes[which], reshape->room[which] * sizeof(uint32_t));
        assert(reshape->nodes[which]);
    }
    return reshape->nodes[which];
}

/* Whether the vehicle could go this way, and what it would be worth. */
static bool holds(struct search *search, uint32_t r, const uint32_t *nodes, uint32_t n,
                  struct worth *worth)
{
    struct eval *eval = &search->state.eval;
    eval->trusted = false;
    state_set_rooms(&search->state, r);
    bool ok = eval_route(eval, r, nodes, n, worth);
    eval->trusted = true;
    return ok;
}

/* ---- Trips ------------------------------------------------------------------------------- */

/* The sequence with its trips cut anew, put in the place of sequence `which`; false when loads
 * allow none. */
static bool cut_anew(struct search *search, int which, uint32_t r, uint32_t *n)
{
    uint32_t *out = sequence(search, 2, 2 * *n + 2);
    uint32_t m = trips_cut(&search->trips, r, search->reshape.nodes[which], *n, out);
    if (!m)
        return false;
    memcpy(sequence(search, which, m), out, m * sizeof *out);
    *n = m;
    return true;
}

static bool has_facility(const struct state *state, uint32_t r)
{
    const struct route *route = &state->routes[r];
    for (uint32_t i = state->model->vehicles[r].n_frozen; i < route->n; i++) {
        if (route->nodes[i] >= state->model->n_visits)
            return true;
    }
    return false;
}

void search_cut_trips(struct search *search, uint32_t r, bool only_better)
{
    struct state *state = &search->state;
    const struct route *route = &state->routes[r];
    struct worth worth;
    uint32_t n = route->n;
    if (!has_facility(state, r))
        return;
    memcpy(sequence(search, 0, n + 1), route->nodes, n * sizeof(uint32_t));
    if (!cut_anew(search, 0, r, &n))
        return;
    uint32_t *nodes = search->reshape.nodes[0];
    if ((n == route->n && !memcmp(nodes, route->nodes, n * sizeof *nodes)) ||
        !holds(search, r, nodes, n, &worth) || (only_better && worth.objective >= route->objective))
        return;
    state_set_route(state, r, nodes, n);
}

/* One visit to a facility goes to a gap and a facility drawn at random. */
static void move_facility(struct search *search, uint32_t r)
{
    struct state *state = &search->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    uint32_t *nodes = sequence(search, 0, route->n + 1), n = 0, chosen = PLAN_NONE, seen = 0;
    struct worth worth;
    for (uint32_t i = vehicle->n_frozen; i < route->n; i++) {
        if (route->nodes[i] >= model->n_visits && !rng_below(&search->rng, ++seen))
            chosen = i;
    }
    if (chosen == PLAN_NONE || !vehicle->n_facilities)
        return;
    uint32_t gap = vehicle->n_frozen + rng_below(&search->rng, route->n - vehicle->n_frozen);
    uint32_t facility =
        model->n_visits + vehicle->facilities[rng_below(&search->rng, vehicle->n_facilities)];
    for (uint32_t i = 0; i < route->n; i++) {
        if (n == gap)
            nodes[n++] = facility;
        if (i != chosen)
            nodes[n++] = route->nodes[i];
    }
    if (n == gap)
        nodes[n++] = facility;
    if (holds(search, r, nodes, n, &worth))
        state_set_route(state, r, nodes, n);
}

/* ---- Two vehicles ------------------------------------------------------------------------ */

/* Head of one route, tail of the other. */
static uint32_t join(struct search *search, int which, uint32_t head, uint32_t cut, uint32_t tail,
                     uint32_t cut_tail)
{
    const struct route *a = &search->state.routes[head], *b = &search->state.routes[tail];
    uint32_t n = cut + b->n - cut_tail, *nodes = sequence(search, which, n + 1);
    if (cut)
        memcpy(nodes, a->nodes, cut * sizeof *nodes);
    if (b->n > cut_tail)
        memcpy(nodes + cut, b->nodes + cut_tail, (b->n - cut_tail) * sizeof *nodes);
    return n;
}

/* As it is, or with its trips cut anew. */
static bool made_to_hold(struct search *search, int which, uint32_t r, uint32_t *n)
{
    struct worth worth;
    if (holds(search, r, search->reshape.nodes[which], *n, &worth))
        return true;
    return search->model->vehicles[r].n_facilities && cut_anew(search, which, r, n) &&
           holds(search, r, search->reshape.nodes[which], *n, &worth);
}

/* What lies behind the cuts changes vehicles. Both routes are taken out first: what they unload
 * counts against what facilities take. */
static void exchange(struct search *search, uint32_t a, uint32_t cut_a, uint32_t b, uint32_t cut_b)
{
    struct state *state = &search->state;
    uint32_t n_a = join(search, 0, a, cut_a, b, cut_b), n_b = join(search, 1, b, cut_b, a, cut_a);
    state_set_route(state, a, NULL, 0);
    state_set_route(state, b, NULL, 0);
    if (made_to_hold(search, 0, a, &n_a)) {
        state_set_route(state, a, search->reshape.nodes[0], n_a);
        if (made_to_hold(search, 1, b, &n_b)) {
            state_set_route(state, b, search->reshape.nodes[1], n_b);
            return;
        }
    }
    state_undo(state);
    state_mark(state);
}

static uint32_t draw_cut(struct search *search, uint32_t r)
{
    uint32_t frozen = search->model->vehicles[r].n_frozen;
    return frozen + rng_below(&search->rng, search->state.routes[r].n - frozen + 1);
}

/* Any vehicle, or that of a near visit. */
static uint32_t draw_partner(struct search *search, uint32_t node)
{
    const struct plan_model *model = search->model;
    if (model->n_near && rng_below(&search->rng, 2)) {
        uint32_t near =
            model
                ->neighbours[(size_t)node * model->n_near + rng_below(&search->rng, model->n_near)];
        if (near != PLAN_NONE && search->state.where[near].route != PLAN_NONE)
            return search->state.where[near].route;
    }
    return rng_below(&search->rng, model->n_vehicles);
}

/* ---- The draw ---------------------------------------------------------------------------- */

void search_reshape(struct search *search)
{
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    struct rng *rng = &search->rng;
    uint32_t seed = rng_below(rng, model->n_visits), a = state->where[seed].route;
    search->n_ruined = 0;
    if (a == PLAN_NONE)
        return;
    if (model->n_facilities && rng_below(rng, 2)) {
        bool moves = rng_below(rng, 2);
        if (moves) {
            move_facility(search, a);
        } else {
            int64_t weight = model->weight[PLAN_TERM_COST];
            trips_disturb(&search->trips, rng, search->scale / (double)(weight ? weight : 1));
            search_cut_trips(search, a, false);
            trips_disturb(&search->trips, NULL, 0);
        }
        return;
    }
    uint32_t b = draw_partner(search, seed);
    bool alike = model->vehicles[a].kind == model->vehicles[b].kind;
    bool whole = model->has_relations || (!alike && rng_below(rng, 2));
    uint32_t frozen_a = model->vehicles[a].n_frozen, frozen_b = model->vehicles[b].n_frozen;
    if (a == b || (whole && alike) || (model->has_relations && (frozen_a || frozen_b)))
        return;
    exchange(search, a, whole ? frozen_a : draw_cut(search, a), b,
             whole ? frozen_b : draw_cut(search, b));
}
