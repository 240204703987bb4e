#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "plan/core/local_int.h"
#include "plan/core/swap_int.h"

enum { SWAP_NEAR = 8, SWAP_PAIRS = 4096 };

/* Which routes belong to which kind. */
static void set_lanes(struct local *local)
{
    const struct problem *problem = local->problem;
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        for (uint32_t r = problem->first[k]; r < problem->first[k + 1]; r++) {
            local->lanes[r].kind = (uint8_t)k;
            local->routes[lane_start(local, r)] = local->routes[lane_end(local, r)] = (uint16_t)r;
            local->visits[lane_start(local, r)].row = (uint16_t)problem_base(problem, k);
            local->visits[lane_end(local, r)].row = (uint16_t)problem_base(problem, k);
        }
    }
}

struct local *local_new(const struct problem *problem, struct rng *rng)
{
    struct local *local = calloc(1, sizeof *local);
    uint32_t n = problem->n;
    assert(local);
    local->problem = problem;
    local->rng = rng;
    local->n_lanes = problem->vehicles;
    size_t n_visits = n + 1 + 2 * (size_t)local->n_lanes + 1;
    local->visits = aligned_alloc(sizeof *local->visits, n_visits * sizeof *local->visits);
    local->spans = calloc(n_visits, sizeof *local->spans);
    local->lanes = calloc(local->n_lanes + 1, sizeof *local->lanes);
    local->routes = calloc(n_visits, sizeof *local->routes);
    local->changed_at = calloc(local->n_lanes + 1, sizeof *local->changed_at);
    local->origins = calloc(local->n_lanes + 1, sizeof *local->origins);
    local->tested = calloc(n + 1, sizeof *local->tested);
    local->swap_tested = calloc(SWAP_PAIRS, sizeof *local->swap_tested);
    local->pair_seen = calloc(local->n_lanes + 1, sizeof *local->pair_seen);
    local->order = calloc(n + 1, sizeof *local->order);
    local->queue = calloc(n + 1, sizeof *local->queue);
    local->queued = calloc(n + 1, sizeof *local->queued);
    local->scratch[0] = calloc(n + 1, sizeof *local->scratch[0]);
    local->scratch[1] = calloc(n + 1, sizeof *local->scratch[1]);
    local->removals = calloc(n + 1, sizeof *local->removals);
    local->removals_at = calloc(local->n_lanes + 1, sizeof *local->removals_at);
    local->spots = calloc(n + 1, sizeof *local->spots);
    assert(local->visits && local->spans && local->lanes && local->routes && local->changed_at &&
           local->origins && local->tested && local->swap_tested && local->pair_seen &&
           local->order && local->queue && local->queued && local->scratch[0] &&
           local->scratch[1] && local->removals && local->removals_at && local->spots);
    memset(local->visits, 0, n_visits * sizeof *local->visits);
    if (problem->several) {
        local->inner = calloc(n_visits * problem->n_kinds, sizeof *local->inner);
        assert(local->inner);
    }
    set_lanes(local);
    for (uint32_t c = 1; c <= n; c++) {
        local->visits[c].place = local->visits[c].row = (uint16_t)c;
        local->order[c - 1] = (uint16_t)c;
    }
    local_set_near(local, problem->n_near);
    return local;
}

void local_free(struct local *local)
{
    if (!local)
        return;
    free(local->visits);
    free(local->spans);
    free(local->lanes);
    free(local->routes);
    free(local->changed_at);
    free(local->origins);
    free(local->tested);
    free(local->swap_tested);
    free(local->pair_seen);
    free(local->order);
    free(local->queue);
    free(local->queued);
    free(local->scratch[0]);
    free(local->scratch[1]);
    free(local->inner);
    free(local->removals);
    free(local->removals_at);
    free(local->spots);
    free(local);
}

void local_set_prices(struct local *local, int64_t load, int64_t warp)
{
    local->load_price = load < PRICE_MAX ? load : PRICE_MAX;
    local->warp_price = warp < PRICE_MAX ? warp : PRICE_MAX;
}

void local_set_near(struct local *local, uint32_t n_near)
{
    local->n_near = n_near < local->problem->n_near ? n_near : local->problem->n_near;
}

/* ---- Routes ------------------------------------------------------------------------------ */

/* See local.inner. */
static void sum_inner(struct local *local, uint32_t r)
{
    const struct problem *problem = local->problem;
    uint32_t kinds = problem->n_kinds, last = lane_start(local, r);
    memset(local->inner + (size_t)last * kinds, 0, kinds * sizeof *local->inner);
    for (uint32_t at = local->visits[last].next; is_client(local, at);
         at = local->visits[at].next) {
        const int32_t *before = local->inner + (size_t)last * kinds;
        int32_t *inner = local->inner + (size_t)at * kinds;
        for (uint32_t k = 0; k < kinds; k++)
            inner[k] =
                is_client(local, last)
                    ? before[k] + problem_hop(problem, problem_base(problem, k) + last, at).cost
                    : 0;
        last = at;
    }
}

/* See struct spans. */
static void join_spans(struct local *local, uint32_t r)
{
    const struct problem *problem = local->problem;
    const struct visit *visits = local->visits;
    struct spans *spans = local->spans;
    const struct span *shift = &lane_kind(local, r)->shift;
    uint16_t start = lane_start(local, r), end = lane_end(local, r);
    spans[start].before = *shift;
    for (uint16_t at = start; at != end; at = visits[at].next) {
        uint16_t next = visits[at].next;
        int32_t time = problem_hop(problem, visits[at].row, visits[next].place).time;
        spans[next].before =
            span_join(spans[at].before, time, next == end ? *shift : problem->clients[next].span);
    }
    spans[end].after = *shift;
    for (uint16_t at = end; at != start; at = visits[at].prev) {
        uint16_t before = visits[at].prev;
        int32_t time = problem_hop(problem, visits[before].row, visits[at].place).time;
        spans[before].after = span_join(before == start ? *shift : problem->clients[before].span,
                                        time, spans[at].after);
    }
    local->lanes[r].warp_penalty = warp_penalty(local, spans[end].before.warp);
}

/* Puts the clients into the route and works everything out. */
static void lane_set(struct local *local, uint32_t r, const uint16_t *clients, uint32_t n)
{
    const struct problem *problem = local->problem;
    struct visit *visits = local->visits;
    struct lane *lane = &local->lanes[r];
    uint16_t last = lane_start(local, r), end = lane_end(local, r);
    uint32_t base = lane_base(local, r);
    int64_t load = 0;
    for (uint32_t i = 0; i <= n; i++) {
        uint16_t at = i < n ? clients[i] : end;
        struct visit *visit = &visits[at];
        visits[last].next = at;
        visit->prev = last;
        local->routes[at] = (uint16_t)r;
        visit->row = (uint16_t)(base + visit->place);
        visit->position = (uint16_t)(i + 1);
        load += problem->loads[visit->place];
        visit->load = load;
        visits[last].out_cost = visit->in_cost =
            problem_hop(problem, visits[last].row, visit->place).cost;
        last = at;
    }
    lane->n = (uint16_t)n;
    lane->load = load;
    lane->load_penalty = load_penalty(local, load, lane_capacity(local, r));
    local->changed_at[r] = local->moves;
    local->origins[r] = 0;
    if (problem->timed)
        join_spans(local, r);
    if (problem->several)
        sum_inner(local, r);
}

static void load_lane(struct local *local, uint32_t r, const struct tours *tours, uint32_t route,
                      const uint16_t *origins)
{
    bool used = route < tours->n;
    lane_set(local, r, used ? tours->nodes + tours->first[route] : NULL,
             used ? (uint32_t)(tours->first[route + 1] - tours->first[route]) : 0);
    local->origins[r] = used && origins ? (uint8_t)origins[route] : 0;
    local->cost += used ? lane_penalty(local, r) : 0;
}

void local_load(struct local *local, const struct tours *tours, const uint16_t *origins)
{
    uint32_t next[PROBLEM_KINDS_MAX];
    local->moves = 1;
    local->cost = tours->cost;
    memcpy(next, local->problem->first, sizeof next);
    for (uint32_t r = 0; r < tours->n; r++)
        load_lane(local, next[tours->kinds[r]]++, tours, r, origins);
    for (uint32_t k = 0; k < local->problem->n_kinds; k++) {
        assert(next[k] <= local->problem->first[k + 1]);
        while (next[k] < local->problem->first[k + 1])
            load_lane(local, next[k]++, tours, tours->n, NULL);
    }
    memset(local->tested, 0, (local->problem->n + 1) * sizeof *local->tested);
    memset(local->swap_tested, 0, SWAP_PAIRS * sizeof *local->swap_tested);
    memset(local->removals_at, 0, local->n_lanes * sizeof *local->removals_at);
}

void local_store(const struct local *local, struct tours *tours)
{
    uint16_t n = 0;
    tours->n = 0;
    for (uint32_t r = 0; r < local->n_lanes; r++) {
        if (!local->lanes[r].n)
            continue;
        tours->kinds[tours->n] = local->lanes[r].kind;
        tours->first[tours->n++] = n;
        for (uint16_t at = local->visits[lane_start(local, r)].next; is_client(local, at);
             at = local->visits[at].next)
            tours->nodes[n++] = at;
    }
    tours->first[tours->n] = n;
    tours_weigh(tours, local->problem);
}

/* ---- Recipes ----------------------------------------------------------------------------- */

struct span recipe_span(const struct local *local, const struct recipe *recipe)
{
    const struct problem *problem = local->problem;
    const struct visit *visits = local->visits;
    const struct lane *lane = &local->lanes[recipe->lane];
    struct span span = local->spans[recipe->head].before;
    uint32_t last = visit_place(local, recipe->head), base = lane_base(local, recipe->lane);
    uint16_t tail = recipe->tail;
    for (uint32_t k = 0; k < recipe->n; k++) {
        const struct piece *piece = &recipe->pieces[k];
        for (uint16_t at = piece->from;; at = piece->backward ? visits[at].prev : visits[at].next) {
            span = span_join(span, problem_hop(problem, base + last, at).time,
                             problem->clients[at].span);
            last = at;
            if (at == piece->to)
                break;
        }
    }
    /* What comes from a vehicle of another kind is known for that kind only. */
    if (problem->several && local->lanes[local->routes[tail]].kind != lane->kind) {
        for (; is_client(local, tail); tail = visits[tail].next) {
            span = span_join(span, problem_hop(problem, base + last, tail).time,
                             problem->clients[tail].span);
            last = tail;
        }
        return span_join(span, problem_hop(problem, base + last, 0).time,
                         problem->kinds[lane->kind].shift);
    }
    return span_join(span, problem_hop(problem, base + last, visit_place(local, tail)).time,
                     local->spans[tail].after);
}

int64_t recipe_load(const struct local *local, const struct recipe *recipe)
{
    const struct visit *visits = local->visits;
    const struct visit *tail = &visits[recipe->tail];
    int64_t load = visits[recipe->head].load + local->lanes[local->routes[recipe->tail]].load -
                   visits[tail->prev].load;
    for (uint32_t k = 0; k < recipe->n; k++) {
        const struct piece *piece = &recipe->pieces[k];
        uint16_t first = piece->backward ? piece->to : piece->from;
        uint16_t last = piece->backward ? piece->from : piece->to;
        load += visits[last].load - visits[visits[first].prev].load;
    }
    return load;
}

int64_t recipes_delta(const struct local *local, const struct recipe *recipes, uint32_t n,
                      int64_t delta)
{
    for (uint32_t i = 0; i < n; i++)
        delta -= lane_penalty(local, recipes[i].lane);
    if (n == 1) {
        delta += local->lanes[recipes[0].lane].load_penalty;
    } else {
        for (uint32_t i = 0; i < n; i++)
            delta += load_penalty(local, recipe_load(local, &recipes[i]),
                                  lane_capacity(local, recipes[i].lane));
    }
    for (uint32_t i = 0; i < n && delta < 0 && local->problem->timed; i++)
        delta += warp_penalty(local, recipe_span(local, &recipes[i]).warp);
    return delta;
}

static uint32_t recipe_list(const struct local *local, const struct recipe *recipe, uint16_t *list)
{
    const struct visit *visits = local->visits;
    uint32_t n = 0;
    for (uint16_t at = lane_start(local, local->routes[recipe->head]); at != recipe->head;) {
        at = visits[at].next;
        list[n++] = at;
    }
    for (uint32_t k = 0; k < recipe->n; k++) {
        const struct piece *piece = &recipe->pieces[k];
        for (uint16_t at = piece->from;; at = piece->backward ? visits[at].prev : visits[at].next) {
            list[n++] = at;
            if (at == piece->to)
                break;
        }
    }
    for (uint16_t at = recipe->tail; is_client(local, at); at = visits[at].next)
        list[n++] = at;
    return n;
}

void recipes_apply(struct local *local, const struct recipe *recipes, uint32_t n, int64_t delta)
{
    uint32_t length[2];
    local->cost += delta;
    local->moves++;
    for (uint32_t i = 0; local->asks && i < n; i++)
        local_ask_about(local, &recipes[i]);
    for (uint32_t i = 0; i < n; i++)
        length[i] = recipe_list(local, &recipes[i], local->scratch[i]);
    for (uint32_t i = 0; i < n; i++)
        lane_set(local, recipes[i].lane, local->scratch[i], length[i]);
}

/* ---- Search ------------------------------------------------------------------------------ */

static void shuffle(struct rng *rng, uint16_t *list, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = rng_below(rng, i);
        uint16_t swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
}

/* Behind the last route of the kind where there is none. */
static uint32_t empty_lane(const struct local *local, uint32_t kind)
{
    uint32_t r = local->problem->first[kind];
    while (r < local->problem->first[kind + 1] && local->lanes[r].n)
        r++;
    return r;
}

/* Which of the near clients from place `from` of the list on stand in routes that are not known
 * together with u's (see is_known): their places in the list. Without a branch, as no processor
 * could foretell it. */
static uint32_t find_unknown(const struct local *local, uint16_t u, uint32_t since, uint32_t from,
                             uint8_t *unknown)
{
    const uint16_t *near = problem_near(local->problem, u), *routes = local->routes;
    const uint8_t *origins = local->origins;
    const uint32_t *changed_at = local->changed_at;
    uint8_t origin = origins[routes[u]];
    bool all = since ? changed_at[routes[u]] > since : !origin;
    uint32_t n = 0;
    for (uint32_t i = from; i < local->n_near && near[i]; i++) {
        uint16_t r = routes[near[i]];
        unknown[n] = (uint8_t)i;
        n += all | (since ? changed_at[r] > since : origins[r] != origin);
    }
    return n;
}

bool local_try_client(struct local *local, uint16_t u, bool first_round)
{
    const uint16_t *near = problem_near(local->problem, u);
    const struct visit *visits = local->visits;
    uint32_t since = local->tested[u], moves = local->moves;
    uint8_t unknown[PROBLEM_NEAR_MAX];
    if (since == moves)
        return false;
    local->tested[u] = moves;
    uint32_t n = find_unknown(local, u, since, 0, unknown);
    if (!n && first_round)
        return false;
    struct around around = local_around(local, u);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t before = local->moves;
        uint16_t v = near[unknown[i]];
        if (local_try_pair(local, &around, v))
            around = local_around(local, u);
        if (!is_client(local, visits[v].prev) && local_try_pair(local, &around, visits[v].prev))
            around = local_around(local, u);
        if (local->moves == before)
            continue;
        n = find_unknown(local, u, since, unknown[i] + 1U, unknown);
        i = UINT32_MAX;
    }
    if (first_round || is_known(local, local->routes[u], local->routes[u], since))
        return local->moves > moves;
    for (uint32_t k = 0; k < local->problem->n_kinds; k++) {
        uint32_t r = empty_lane(local, k);
        if (r < local->problem->first[k + 1] &&
            local_try_pair(local, &around, lane_start(local, r)))
            break;
    }
    return local->moves > moves;
}

/* Tries two routes, if they have changed since they were tried last, whichever of them came first
 * then. Where another pair has taken the place of this one, it is tried once more than needed. */
static bool try_swap(struct local *local, uint32_t r, uint32_t s)
{
    uint16_t low = (uint16_t)(r < s ? r : s), high = (uint16_t)(r < s ? s : r);
    struct swap_tested *tested = &local->swap_tested[(low * 61U + high) % SWAP_PAIRS];
    bool met = tested->moves && tested->r == low && tested->s == high;
    if (is_known(local, r, s, met ? tested->moves : 0))
        return false;
    *tested = (struct swap_tested){low, high, local->moves};
    return local_try_swap(local, r, s);
}

/* Routes next to r: those with a client that is near one of r's. */
static bool try_swaps_of(struct local *local, uint32_t r)
{
    bool moved = false;
    local->pair_seen[r] = ++local->pair;
    for (uint16_t u = local->visits[lane_start(local, r)].next; is_client(local, u);
         u = local->visits[u].next) {
        const uint16_t *near = problem_near(local->problem, u);
        for (uint32_t i = 0; i < SWAP_NEAR && i < local->n_near && near[i]; i++) {
            uint32_t s = local->routes[near[i]];
            if (local->pair_seen[s] == local->pair)
                continue;
            local->pair_seen[s] = local->pair;
            if (try_swap(local, r, s)) {
                moved = true;
                u = lane_start(local, r);
                break;
            }
        }
        if (u == lane_start(local, r) && !is_client(local, local->visits[u].next))
            break;
    }
    return moved;
}

void local_improve(struct local *local, struct tours *tours, struct budget *budget,
                   const uint16_t *origins, bool swaps)
{
    uint32_t n = local->problem->n, examined = 0;
    local_load(local, tours, origins);
    shuffle(local->rng, local->order, n);
    bool moved = true;
    for (uint32_t round = 0; moved && !budget->over; round++) {
        moved = false;
        for (uint32_t i = 0; i < n && !budget->over; i++) {
            moved |= local_try_client(local, local->order[i], round == 0);
            if (++examined % (64 * EXAMINED_PER_ITERATION) == 0) {
                budget->spent += 64;
                budget_is_over(budget);
            }
        }
        moved |= round == 0;
        for (uint32_t r = 0; local->problem->several && !moved && r < local->n_lanes; r++) {
            if (local->lanes[r].n)
                moved |= local_try_kinds(local, r);
        }
        if (moved || !swaps)
            continue;
        for (uint32_t r = 0; r < local->n_lanes && !budget->over; r++) {
            if (!local->lanes[r].n)
                continue;
            moved |= try_swaps_of(local, r);
            budget_is_over(budget);
        }
    }
    budget->spent += examined % (64 * EXAMINED_PER_ITERATION) / EXAMINED_PER_ITERATION;
    local_store(local, tours);
}
