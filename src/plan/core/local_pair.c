/* The moves of a pair of visits. Hops first: what costs more and has no penalty to win is no move.
 */
#include "plan/core/local_int.h"

/* A: one or two visits from u on; B: none (the gap behind v), one or two visits from v on. */
struct exchange {
    uint16_t a1, a2, before_a, behind_a;
    uint16_t b1, b2, before_b, behind_b; /* b1 and b2 NOBODY: a gap */
    bool turned;                         /* A is put back to front */
};

static inline bool stands(const struct local *local, const struct exchange *x)
{
    if (!is_client(local, x->a2))
        return false;
    if (x->b1 == NOBODY)
        return x->before_b != x->a1 && x->before_b != x->a2 && x->before_b != x->before_a;
    return is_client(local, x->b1) && is_client(local, x->b2) && x->b1 != x->a1 && x->b1 != x->a2 &&
           x->b2 != x->a1;
}

/* Between routes of unlike vehicles, where hops between visits that go together change as well. */
static int64_t unlike_cost(const struct local *local, const struct exchange *x)
{
    uint32_t r = lane_base(local, local->routes[x->a1]);
    uint32_t s = lane_base(local, local->routes[x->before_b]);
    uint16_t first = x->turned ? x->a2 : x->a1, last = x->turned ? x->a1 : x->a2;
    int64_t cost =
        hop_cost_in(local, s, x->before_b, first) + hop_cost_in(local, s, last, x->behind_b) -
        hop_cost_in(local, r, x->before_a, x->a1) - hop_cost_in(local, r, x->a2, x->behind_a);
    if (x->a1 != x->a2)
        cost += hop_cost_in(local, s, first, last) - hop_cost_in(local, r, x->a1, x->a2);
    if (x->b1 == NOBODY)
        return cost + hop_cost_in(local, r, x->before_a, x->behind_a) -
               hop_cost_in(local, s, x->before_b, x->behind_b);
    if (x->b1 != x->b2)
        cost += hop_cost_in(local, r, x->b1, x->b2) - hop_cost_in(local, s, x->b1, x->b2);
    return cost + hop_cost_in(local, r, x->before_a, x->b1) +
           hop_cost_in(local, r, x->b2, x->behind_a) - hop_cost_in(local, s, x->before_b, x->b1) -
           hop_cost_in(local, s, x->b2, x->behind_b);
}

static inline bool is_unlike(const struct local *local, uint16_t u, uint16_t v)
{
    const struct lane *lanes = local->lanes;
    return local->problem->several && lanes[local->routes[u]].kind != lanes[local->routes[v]].kind;
}

static inline int64_t exchange_cost(const struct local *local, const struct exchange *x)
{
    if (is_unlike(local, x->a1, x->before_b))
        return unlike_cost(local, x);
    uint16_t first = x->turned ? x->a2 : x->a1, last = x->turned ? x->a1 : x->a2;
    int64_t inside = x->turned ? hop_cost(local, x->a2, x->a1) - hop_cost(local, x->a1, x->a2) : 0;
    if (x->b1 == NOBODY)
        return inside + hop_cost(local, x->before_a, x->behind_a) -
               hop_cost(local, x->before_a, x->a1) - hop_cost(local, x->a2, x->behind_a) +
               hop_cost(local, x->before_b, first) + hop_cost(local, last, x->behind_b) -
               hop_cost(local, x->before_b, x->behind_b);
    if (x->behind_a == x->b1)
        return inside + hop_cost(local, x->before_a, x->b1) + hop_cost(local, x->b2, first) +
               hop_cost(local, last, x->behind_b) - hop_cost(local, x->before_a, x->a1) -
               hop_cost(local, x->a2, x->b1) - hop_cost(local, x->b2, x->behind_b);
    if (x->behind_b == x->a1)
        return inside + hop_cost(local, x->before_b, first) + hop_cost(local, last, x->b1) +
               hop_cost(local, x->b2, x->behind_a) - hop_cost(local, x->before_b, x->b1) -
               hop_cost(local, x->b2, x->a1) - hop_cost(local, x->a2, x->behind_a);
    return inside + hop_cost(local, x->before_a, x->b1) + hop_cost(local, x->b2, x->behind_a) +
           hop_cost(local, x->before_b, first) + hop_cost(local, last, x->behind_b) -
           hop_cost(local, x->before_a, x->a1) - hop_cost(local, x->a2, x->behind_a) -
           hop_cost(local, x->before_b, x->b1) - hop_cost(local, x->b2, x->behind_b);
}

/* A vehicle more or less, where nothing comes back for what goes. */
static inline int64_t exchange_fixed(const struct local *local, const struct exchange *x)
{
    uint32_t r = local->routes[x->a1], s = local->routes[x->before_b];
    if (r == s || x->b1 != NOBODY)
        return 0;
    bool opens = !local->lanes[s].n;
    bool closes = !is_client(local, x->before_a) && !is_client(local, x->behind_a);
    return (opens ? lane_kind(local, s)->fixed : 0) - (closes ? lane_kind(local, r)->fixed : 0);
}

static void add(struct recipe *recipe, uint16_t from, uint16_t to, bool backward)
{
    recipe->pieces[recipe->n++] = (struct piece){from, to, backward};
}

static void add_a(struct recipe *recipe, const struct exchange *x)
{
    add(recipe, x->turned ? x->a2 : x->a1, x->turned ? x->a1 : x->a2, x->turned);
}

static uint32_t exchange_recipes(const struct local *local, const struct exchange *x,
                                 struct recipe recipes[2])
{
    const struct visit *visits = local->visits;
    uint16_t r = local->routes[x->a1], s = local->routes[x->before_b];
    recipes[0].n = recipes[1].n = 0;
    if (r != s) {
        recipes[0].lane = r;
        recipes[0].head = x->before_a;
        recipes[0].tail = x->behind_a;
        if (x->b1 != NOBODY)
            add(&recipes[0], x->b1, x->b2, false);
        recipes[1].lane = s;
        recipes[1].head = x->before_b;
        recipes[1].tail = x->behind_b;
        add_a(&recipes[1], x);
        return 2;
    }
    recipes[0].lane = r;
    if (visits[x->a1].position < visits[x->behind_b].position) {
        recipes[0].head = x->before_a;
        recipes[0].tail = x->behind_b;
        if (x->b1 != NOBODY)
            add(&recipes[0], x->b1, x->b2, false);
        if (x->behind_a != x->b1)
            add(&recipes[0], x->behind_a, x->before_b, false);
        add_a(&recipes[0], x);
    } else {
        recipes[0].head = x->before_b;
        recipes[0].tail = x->behind_a;
        add_a(&recipes[0], x);
        if (x->behind_b != x->a1)
            add(&recipes[0], x->behind_b, x->before_a, false);
        if (x->b1 != NOBODY)
            add(&recipes[0], x->b1, x->b2, false);
    }
    return 1;
}

/* Within one route no load changes. */
static inline int64_t penalty_to_win(const struct local *local, uint32_t r, uint32_t s)
{
    return r == s ? local->lanes[r].warp_penalty : lane_penalty(local, r) + lane_penalty(local, s);
}

static inline bool try_exchange(struct local *local, uint16_t u, uint16_t v, uint32_t a, uint32_t b,
                                bool turned)
{
    const struct visit *visits = local->visits;
    struct exchange x = {.a1 = u, .a2 = a == 2 ? visits[u].next : u, .turned = turned};
    x.before_a = visits[u].prev;
    x.behind_a = visits[x.a2].next;
    x.b1 = b ? v : NOBODY;
    x.b2 = b == 2 ? visits[v].next : x.b1;
    x.before_b = b ? visits[v].prev : v;
    x.behind_b = b ? visits[x.b2].next : visits[v].next;
    if (!stands(local, &x))
        return false;
    int64_t delta = exchange_cost(local, &x) + exchange_fixed(local, &x);
    if (delta >= penalty_to_win(local, local->routes[u], local->routes[v]))
        return false;
    struct recipe recipes[2];
    uint32_t n = exchange_recipes(local, &x, recipes);
    delta = recipes_delta(local, recipes, n, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, recipes, n, delta);
    return true;
}

/* What turning a piece round costs where ways differ by direction. */
static int64_t turning_cost(const struct local *local, uint16_t from, uint16_t to)
{
    int64_t cost = 0;
    if (local->problem->symmetric)
        return 0;
    for (uint16_t at = from; at != to; at = local->visits[at].next)
        cost += hop_cost(local, local->visits[at].next, at) -
                hop_cost(local, at, local->visits[at].next);
    return cost;
}

/* u-x ... v-y becomes u-v ... x-y in one route. */
static bool try_turn(struct local *local, const struct around *around, uint16_t v)
{
    const struct visit *visits = local->visits;
    uint16_t u = around->u, x = around->x, y = visits[v].next, r = local->routes[u];
    if (visits[u].position + 1 >= visits[v].position)
        return false;
    int64_t delta = around->from_u[v] + around->from_x[visits[y].place] - visits[u].out_cost -
                    visits[v].out_cost + turning_cost(local, x, v);
    if (delta >= penalty_to_win(local, r, r))
        return false;
    struct recipe recipe = {.lane = r, .head = u, .tail = y, .n = 1, .pieces = {{v, x, true}}};
    delta = recipes_delta(local, &recipe, 1, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, &recipe, 1, delta);
    return true;
}

/* What the hops from a client to the end of its route, or (`back`) from the start to it, cost more
 * for a vehicle of the kind of route s. */
static int64_t moving_cost(const struct local *local, uint16_t at, uint32_t s, bool back)
{
    const struct visit *visits = local->visits;
    uint32_t kinds = local->problem->n_kinds, r = local->routes[at];
    uint32_t from = local->lanes[r].kind, to = local->lanes[s].kind;
    if (!is_client(local, at) || from == to)
        return 0;
    const struct visit *start = &visits[lane_start(local, r)], *end = &visits[lane_end(local, r)];
    uint16_t first = back ? start->next : at, last = back ? at : end->prev;
    const int32_t *a = local->inner + (size_t)first * kinds;
    const int32_t *b = local->inner + (size_t)last * kinds;
    int64_t depot =
        back
            ? hop_cost_in(local, lane_base(local, s), lane_start(local, s), first) - start->out_cost
            : hop_cost_in(local, lane_base(local, s), last, lane_end(local, s)) - end->in_cost;
    return (int64_t)(b[to] - a[to]) - (b[from] - a[from]) + depot;
}

/* Tails change hands so that u is followed by `v`, which may be the end of an empty route. */
static bool try_tails(struct local *local, const struct around *around, uint16_t v)
{
    const struct visit *visits = local->visits;
    uint16_t u = around->u, x = around->x, before = visits[v].prev;
    uint16_t r = local->routes[u], s = local->routes[v];
    int64_t delta = around->from_u[visits[v].place] +
                    costs_from(local, before)[visit_place(local, x)] - visits[u].out_cost -
                    visits[v].in_cost;
    if (!local->lanes[s].n)
        delta += is_client(local, x) ? lane_kind(local, s)->fixed : 0;
    else if (!is_client(local, before) && !is_client(local, x))
        delta -= lane_kind(local, s)->fixed;
    if (local->problem->several)
        delta += moving_cost(local, v, r, false) + moving_cost(local, x, s, false);
    if (delta >= penalty_to_win(local, r, s))
        return false;
    struct recipe recipes[2] = {{.lane = r, .head = u, .tail = v},
                                {.lane = s, .head = before, .tail = x}};
    delta = recipes_delta(local, recipes, 2, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, recipes, 2, delta);
    return true;
}

/* Heads and tails change hands with half of them turned round: u-x, v-y becomes u-v, x-y. Only
 * where no window says which way round a route goes. */
static bool try_turned_tails(struct local *local, const struct around *around, uint16_t v)
{
    const struct visit *visits = local->visits;
    uint16_t u = around->u, x = around->x, y = visits[v].next;
    uint16_t r = local->routes[u], s = local->routes[v];
    int64_t delta = around->from_u[v] + around->from_x[visits[y].place] - visits[u].out_cost -
                    visits[v].out_cost;
    if (!is_client(local, x) && !is_client(local, y))
        delta -= lane_kind(local, s)->fixed;
    if (is_unlike(local, u, v))
        delta += moving_cost(local, v, r, true) + moving_cost(local, x, s, false) -
                 around->from_x[visits[y].place] + hop_cost_in(local, lane_base(local, s), x, y);
    if (delta >= penalty_to_win(local, r, s))
        return false;
    struct recipe recipes[2] = {{.lane = r, .head = u, .tail = lane_end(local, r)},
                                {.lane = s, .head = lane_start(local, s), .tail = y}};
    add(&recipes[0], v, visits[lane_start(local, s)].next, true);
    if (is_client(local, x))
        add(&recipes[1], visits[lane_end(local, r)].prev, x, true);
    delta = recipes_delta(local, recipes, 2, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, recipes, 2, delta);
    return true;
}

/* What the hops of the moves between u and v change where the two are apart: what is added around
 * them against what goes. Most pairs end here. */
struct hops {
    int32_t relocate, relocate_two, relocate_turned, swap, swap_two_one, swap_two;
    int32_t tails, turned; /* turned: tails, or within a route the visits behind u up to v */
};

/* Costs more than any move, where there is no such move; may be added to that of four hops. */
#define NO_MOVE (1 << 30)

struct around local_around(const struct local *local, uint16_t u)
{
    const struct visit *visits = local->visits, *at = &visits[u];
    struct around around = {.u = u, .p = at->prev, .x = at->next, .out = at->out_cost};
    const struct visit *next = &visits[around.x];
    bool last = !is_client(local, around.x);
    around.xx = last ? around.x : next->next;
    around.route = local->routes[u];
    around.position = at->position;
    around.penalty = lane_penalty(local, around.route);
    around.fixed =
        last || local->lanes[around.route].n <= 2 ? lane_kind(local, around.route)->fixed : 0;
    around.from_p = costs_from(local, around.p);
    around.from_u = costs_from(local, u);
    around.from_x = costs_from(local, around.x);
    around.to_u = costs_to(local, u);
    around.to_x = costs_to(local, around.x);
    around.to_xx = costs_to(local, around.xx);
    around.one = at->in_cost + at->out_cost;
    around.two = last ? -NO_MOVE : at->in_cost + next->out_cost;
    around.closed_one = around.from_p[next->place] - around.one;
    around.closed_two = last ? NO_MOVE : around.to_xx[visit_place(local, around.p)] - around.two;
    around.turned = around.from_x[u] - at->out_cost;
    return around;
}

/* Of v the depot, or where u and v share hops, not all of them are right. */
static inline struct hops weigh_hops(const struct local *local, const struct around *around,
                                     uint16_t v)
{
    const struct visit *at = &local->visits[v], *next = &local->visits[at->next];
    uint32_t place = place_of(local, v), w = place_of(local, at->prev);
    uint32_t y = place_of(local, at->next), yy = place_of(local, next->next);
    int32_t v_u = around->to_u[place], u_y = around->from_u[y];
    int32_t v_x = around->to_x[place], x_y = around->from_x[y];
    int32_t u_v = around->from_u[place], v_y = at->out_cost;
    int32_t came = around->from_p[place] + around->to_u[w] - at->in_cost;
    return (struct hops){
        .relocate = around->closed_one + v_u + u_y - v_y,
        .relocate_two = around->closed_two + v_u + x_y - v_y,
        .relocate_turned = around->closed_two + v_x + u_y - v_y + around->turned,
        .swap = came + v_x + u_y - around->one - v_y,
        .swap_two_one = came + around->to_xx[place] + x_y - around->two - v_y,
        .swap_two = came + around->to_xx[y] + around->from_x[yy] - around->two - next->out_cost,
        .tails = u_v + around->to_x[w] - around->out - at->in_cost,
        .turned = u_v + x_y - around->out - v_y,
    };
}

/* Between unlike vehicles each move is weighed by itself. */
static const struct hops TO_WEIGH = {INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN,
                                     INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN};

/* The routes of u and v, and what a move between them may cost with the penalties that are left. */
struct pair {
    uint16_t u, v;
    uint32_t r, s;
    int64_t most;
};

static inline struct pair pair_of(const struct local *local, const struct around *around,
                                  uint16_t v)
{
    uint32_t r = around->route, s = local->routes[v];
    int64_t most = around->penalty + lane_penalty(local, s);
    most = r == s ? local->lanes[s].warp_penalty : most;
    return (struct pair){around->u, v, r, s, most + around->fixed};
}

/* What is no move becomes dear, what has to be weighed by itself cheap. */
static inline void sort_out(const struct local *local, const struct around *around,
                            const struct pair *pair, struct hops *hops)
{
    const struct problem *problem = local->problem;
    bool same = pair->r == pair->s;
    if (!is_client(local, pair->v)) {
        hops->swap = hops->swap_two_one = hops->swap_two = hops->turned = NO_MOVE;
        hops->tails = same || local->lanes[pair->s].n ? NO_MOVE : INT32_MIN;
        return;
    }
    if (same) {
        int gap = (int)local->visits[pair->v].position - (int)around->position;
        if (gap <= 2 && gap >= -2)
            hops->swap = hops->swap_two_one = hops->swap_two = INT32_MIN;
        hops->tails = NO_MOVE;
        hops->turned = gap < 2 ? NO_MOVE : problem->symmetric ? hops->turned : INT32_MIN;
    } else if (problem->timed || !problem->symmetric) {
        hops->turned = NO_MOVE;
    }
    if (pair->u > pair->v)
        hops->swap = hops->swap_two = NO_MOVE;
}

static inline int32_t least(const struct hops *hops)
{
    int32_t relocate =
        span_min_(hops->relocate, span_min_(hops->relocate_two, hops->relocate_turned));
    int32_t swap = span_min_(hops->swap, span_min_(hops->swap_two_one, hops->swap_two));
    return span_min_(span_min_(relocate, swap), span_min_(hops->tails, hops->turned));
}

/* Whether a move is worth its hops when route r carries so much more then, and s less. */
static inline bool pays(const struct local *local, const struct pair *pair, int32_t hops,
                        int64_t more)
{
    uint32_t r = pair->r, s = pair->s;
    if (hops >= pair->most || r == s)
        return hops < pair->most;
    return hops + load_penalty(local, local->lanes[r].load + more, lane_capacity(local, r)) +
               load_penalty(local, local->lanes[s].load - more, lane_capacity(local, s)) <
           pair->most;
}

static bool try_exchanges(struct local *local, const struct pair *pair, const struct hops *hops)
{
    const int64_t *loads = local->problem->loads;
    const struct visit *visits = local->visits;
    uint16_t u = pair->u, v = pair->v;
    int64_t one = loads[u], two = one + loads[place_of(local, visits[u].next)];
    int64_t back = loads[place_of(local, v)],
            back_two = back + loads[place_of(local, visits[v].next)];
    return (pays(local, pair, hops->relocate, -one) && try_exchange(local, u, v, 1, 0, false)) ||
           (pays(local, pair, hops->relocate_two, -two) &&
            try_exchange(local, u, v, 2, 0, false)) ||
           (pays(local, pair, hops->relocate_turned, -two) &&
            try_exchange(local, u, v, 2, 0, true)) ||
           (pays(local, pair, hops->swap, back - one) && try_exchange(local, u, v, 1, 1, false)) ||
           (pays(local, pair, hops->swap_two_one, back - two) &&
            try_exchange(local, u, v, 2, 1, false)) ||
           (pays(local, pair, hops->swap_two, back_two - two) &&
            try_exchange(local, u, v, 2, 2, false));
}

static bool try_routes(struct local *local, const struct around *around, const struct pair *pair,
                       const struct hops *hops)
{
    const struct visit *visits = local->visits;
    uint16_t u = pair->u, v = pair->v;
    /* The end of an empty route comes behind u. */
    if (!is_client(local, v))
        return hops->tails < NO_MOVE && try_tails(local, around, visits[v].next);
    if (pair->r == pair->s)
        return pays(local, pair, hops->turned, 0) && try_turn(local, around, v);
    int64_t tail_u = local->lanes[pair->r].load - visits[u].load;
    int64_t tail_v = local->lanes[pair->s].load - visits[visits[v].prev].load;
    return (pays(local, pair, hops->tails, tail_v - tail_u) && try_tails(local, around, v)) ||
           (pays(local, pair, hops->turned, visits[v].load - tail_u) &&
            try_turned_tails(local, around, v));
}

bool local_try_pair(struct local *local, const struct around *around, uint16_t v)
{
    struct pair pair = pair_of(local, around, v);
    struct hops hops = TO_WEIGH;
    if (!is_unlike(local, pair.u, v))
        hops = weigh_hops(local, around, v);
    sort_out(local, around, &pair, &hops);
    if (least(&hops) >= pair.most)
        return false;
    return try_exchanges(local, &pair, &hops) || try_routes(local, around, &pair, &hops);
}
