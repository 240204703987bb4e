/*
 * SWAP*: two clients change routes, each to wherever it is best there with the other one gone
 * (Vidal 2022, section 3.3). The best place is one of the three best with the other one still
 * there, or where the other one stood.
 */
#include "plan/core/swap_int.h"

/* ---- What leaving and coming change ------------------------------------------------------ */

static int64_t warp_without(const struct local *local, uint16_t u)
{
    const struct visit *visits = local->visits;
    uint16_t before = visits[u].prev, behind = visits[u].next;
    struct hop hop = problem_hop(local->problem, visits[before].row, visit_place(local, behind));
    return warp_penalty(
        local, span_join(local->spans[before].before, hop.time, local->spans[behind].after).warp);
}

/* Of the route with u between two visits of it. */
static int64_t warp_with(const struct local *local, uint32_t base, uint16_t before, uint16_t u,
                         uint16_t behind)
{
    const struct problem *problem = local->problem;
    const struct visit *visits = local->visits;
    struct span span =
        span_join(local->spans[before].before, problem_hop(problem, visits[before].row, u).time,
                  problem->clients[u].span);
    span = span_join(span, problem_hop(problem, base + u, visit_place(local, behind)).time,
                     local->spans[behind].after);
    return warp_penalty(local, span.warp);
}

/* What the hops to and from u cost on a route whose depot has the row `base`, by place. */
struct rows {
    const int32_t *to, *from;
};

static inline struct rows rows_of(const struct local *local, uint32_t base, uint16_t u)
{
    const struct problem *problem = local->problem;
    return (struct rows){problem_row(problem, &problem->turned, base + u).costs,
                         problem_row(problem, &problem->hops, base + u).costs};
}

/* Of u, which may stand elsewhere, behind a visit of a route whose depot has the row `base`. */
static int64_t detour(const struct local *local, uint32_t base, uint16_t before, uint16_t u)
{
    const struct visit *at = &local->visits[before];
    struct rows rows = rows_of(local, base, u);
    return (int64_t)rows.to[at->place] + rows.from[visit_place(local, at->next)] - at->out_cost;
}

/* What is known of a route stays so until it changes. */
static void find_removals(struct local *local, uint32_t r)
{
    const struct visit *visits = local->visits;
    if (local->changed_at[r] <= local->removals_at[r])
        return;
    local->removals_at[r] = local->moves;
    for (uint16_t u = visits[lane_start(local, r)].next; is_client(local, u); u = visits[u].next) {
        int64_t delta = hop_cost(local, visits[u].prev, visits[u].next) - visits[u].in_cost -
                        visits[u].out_cost;
        if (local->problem->timed)
            delta += warp_without(local, u) - local->lanes[r].warp_penalty;
        local->removals[u] = delta;
    }
}

static void spots_add(struct spots *spots, int64_t delta, uint16_t behind)
{
    int k = SPOTS - 1;
    if (spots->behind[k] != NOBODY && delta >= spots->delta[k])
        return;
    for (; k > 0 && (spots->behind[k - 1] == NOBODY || delta < spots->delta[k - 1]); k--) {
        spots->delta[k] = spots->delta[k - 1];
        spots->behind[k] = spots->behind[k - 1];
    }
    spots->delta[k] = delta;
    spots->behind[k] = behind;
}

/* The three best places of u in route s. */
static void find_spots(struct local *local, uint16_t u, uint32_t s)
{
    const struct visit *visits = local->visits;
    int64_t old = local->lanes[s].warp_penalty;
    uint32_t base = lane_base(local, s);
    struct rows rows = rows_of(local, base, u);
    struct spots spots = {.behind = {NOBODY, NOBODY, NOBODY}, .round = local->swap_round};
    for (uint16_t at = lane_start(local, s); at != lane_end(local, s); at = visits[at].next) {
        uint16_t behind = visits[at].next;
        int64_t delta = (int64_t)rows.to[place_of(local, at)] + rows.from[place_of(local, behind)] -
                        visits[at].out_cost - old;
        if (spots.behind[SPOTS - 1] != NOBODY && delta >= spots.delta[SPOTS - 1])
            continue;
        if (local->problem->timed)
            delta += warp_with(local, base, at, u, behind);
        spots_add(&spots, delta, at);
    }
    local->spots[u] = spots;
}

/* ---- Pairs ------------------------------------------------------------------------------- */

struct exchanged {
    uint16_t u, v;
    uint16_t behind_u, behind_v; /* where u and v go: behind this visit */
    int64_t delta;
};

/* The best place of u in the route of v without v. Places are looked for when first asked for. */
static int64_t best_spot(struct local *local, uint16_t u, uint16_t v, uint16_t *behind)
{
    const struct visit *visits = local->visits;
    const struct spots *spots = &local->spots[u];
    uint16_t before = visits[v].prev, after = visits[v].next;
    uint32_t s = local->routes[v], base = lane_base(local, s);
    struct rows rows = rows_of(local, base, u);
    if (spots->round != local->swap_round)
        find_spots(local, u, s);
    *behind = before;
    /* In its stead: exact, so what the removal of v has said is taken back. */
    int64_t best = (int64_t)rows.to[place_of(local, before)] + rows.from[place_of(local, after)] -
                   visits[v].in_cost - visits[v].out_cost - local->removals[v] -
                   local->lanes[s].warp_penalty;
    if (local->problem->timed)
        best += warp_with(local, base, before, u, after);
    for (int k = 0; k < SPOTS && spots->behind[k] != NOBODY; k++) {
        if (spots->behind[k] == before || spots->behind[k] == v)
            continue;
        if (spots->delta[k] < best) {
            best = spots->delta[k];
            *behind = spots->behind[k];
        }
        break;
    }
    return best;
}

/* The route without `out` and with `in` behind `behind` (which is not `out`). */
static struct recipe exchange_recipe(const struct local *local, uint16_t out, uint16_t in,
                                     uint16_t behind)
{
    const struct visit *visits = local->visits;
    uint16_t before = visits[out].prev, after = visits[out].next;
    struct recipe recipe = {.lane = local->routes[out]};
    if (behind == before) {
        recipe.head = before;
        recipe.tail = after;
        recipe.pieces[recipe.n++] = (struct piece){in, in, false};
    } else if (visits[behind].position < visits[out].position) {
        recipe.head = behind;
        recipe.tail = after;
        recipe.pieces[recipe.n++] = (struct piece){in, in, false};
        recipe.pieces[recipe.n++] = (struct piece){visits[behind].next, before, false};
    } else {
        recipe.head = before;
        recipe.tail = visits[behind].next;
        recipe.pieces[recipe.n++] = (struct piece){after, behind, false};
        recipe.pieces[recipe.n++] = (struct piece){in, in, false};
    }
    return recipe;
}

/* What the hops of the route change. */
static int64_t exchange_hops(const struct local *local, uint16_t out, uint16_t in, uint16_t behind)
{
    const struct visit *visits = local->visits;
    uint16_t before = visits[out].prev, after = visits[out].next;
    uint32_t base = lane_base(local, local->routes[out]);
    struct rows rows = rows_of(local, base, in);
    int64_t gone = (int64_t)visits[out].in_cost + visits[out].out_cost;
    if (behind == before)
        return rows.to[visit_place(local, before)] + rows.from[visit_place(local, after)] - gone;
    return hop_cost(local, before, after) - gone + detour(local, base, behind, in);
}

static bool apply_best(struct local *local, const struct exchanged *best)
{
    struct recipe recipes[2] = {exchange_recipe(local, best->u, best->v, best->behind_v),
                                exchange_recipe(local, best->v, best->u, best->behind_u)};
    int64_t delta = exchange_hops(local, best->u, best->v, best->behind_v) +
                    exchange_hops(local, best->v, best->u, best->behind_u);
    delta = recipes_delta(local, recipes, 2, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, recipes, 2, delta);
    return true;
}

bool local_try_swap(struct local *local, uint32_t r, uint32_t s)
{
    const struct problem *problem = local->problem;
    const struct visit *visits = local->visits;
    const struct lane *lanes = local->lanes;
    if (r == s || !lanes[r].n || !lanes[s].n)
        return false;
    find_removals(local, r);
    find_removals(local, s);
    local->swap_round++;
    int64_t loads = lanes[r].load_penalty + lanes[s].load_penalty;
    struct exchanged best = {.delta = 0};
    for (uint16_t u = visits[lane_start(local, r)].next; is_client(local, u); u = visits[u].next) {
        for (uint16_t v = visits[lane_start(local, s)].next; is_client(local, v);
             v = visits[v].next) {
            int64_t more = problem->loads[v] - problem->loads[u];
            int64_t delta = load_penalty(local, lanes[r].load + more, lane_capacity(local, r)) +
                            load_penalty(local, lanes[s].load - more, lane_capacity(local, s)) -
                            loads + local->removals[u] + local->removals[v];
            /* Coming costs nothing less than what lateness it could heal. */
            if (delta - lanes[r].warp_penalty - lanes[s].warp_penalty >= best.delta)
                continue;
            struct exchanged now = {.u = u, .v = v};
            delta += best_spot(local, u, v, &now.behind_u);
            if (delta - lanes[r].warp_penalty >= best.delta)
                continue;
            now.delta = delta + best_spot(local, v, u, &now.behind_v);
            if (now.delta < best.delta)
                best = now;
        }
    }
    return best.delta < 0 && apply_best(local, &best);
}
