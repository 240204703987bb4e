/*
 * A job is put where it hurts least, late or too heavy as that may be, and local search over the
 * routes that are now wrong tries to make them right: visits move to or change places with near
 * ones of other routes, routes exchange tails. Every move is priced in constant time.
 */
#include "plan/route/eject_int.h"

#define NO_MOVE INT64_MAX

enum move_kind { MOVE_AWAY, MOVE_SWAP, MOVE_TAILS };

struct move {
    enum move_kind kind;
    int64_t gain; /* change of the penalty, < 0 is better */
    uint32_t a, i, b, j;
};

struct squeeze {
    struct eject *eject;
    struct lean_plan *plan;
    const struct lean *lean;
    struct move best;
};

/* Penalty of a route with this time warp and load. */
static int64_t penalty_of(const struct eject *eject, uint32_t r, int64_t warp, int64_t load)
{
    int64_t over = load - eject->lean->capacity[r];
    return over > 0 ? warp + (int64_t)(eject->load_weight * (double)over) : warp;
}

static int64_t load_of(const struct lean_plan *plan, uint32_t r)
{
    return plan->routes[r].stops[plan->routes[r].n + 1].load;
}

static int64_t penalty_now(const struct eject *eject, uint32_t r)
{
    return penalty_of(eject, r, lean_warp(&eject->plan.routes[r]), load_of(&eject->plan, r));
}

static bool put_cheaply(struct eject *eject, uint32_t node)
{
    const struct lean *lean = eject->lean;
    int64_t least = NO_MOVE;
    uint32_t route = 0, position = 0, ties = 0;
    for (uint32_t k = 0; k < eject->n_fleet; k++) {
        uint32_t r = eject->fleet[k];
        const struct lean_route *at = &eject->plan.routes[r];
        if (!lean_allows(lean, r, node))
            continue;
        int64_t load = load_of(&eject->plan, r) + lean->load[node];
        for (uint32_t i = 0; i <= at->n; i++) {
            int64_t penalty = penalty_of(
                eject, r, lean_warp_with(lean, &at->stops[i], node, &at->stops[i + 1]), load);
            ties = penalty < least ? 0 : ties;
            if (penalty > least || rng_below(eject->rng, ++ties))
                continue;
            least = penalty;
            route = r;
            position = i;
        }
    }
    if (least == NO_MOVE)
        return false;
    lean_put(&eject->plan, route, position, node);
    lean_refresh(&eject->plan, route);
    return true;
}

static void keep(struct squeeze *squeeze, struct move move, int64_t gain)
{
    if (gain >= squeeze->best.gain)
        return;
    squeeze->best = move;
    squeeze->best.gain = gain;
}

/* The visit at position i of route a goes behind position j of route b. */
static void price_away(struct squeeze *squeeze, uint32_t a, uint32_t i, uint32_t b, uint32_t j,
                       int64_t without)
{
    const struct lean_plan *plan = squeeze->plan;
    const struct stop *bs = plan->routes[b].stops + j;
    uint32_t v = plan->routes[a].stops[i].node;
    int64_t gain = without - penalty_now(squeeze->eject, a) - penalty_now(squeeze->eject, b);
    if (gain >= squeeze->best.gain)
        return;
    gain += penalty_of(squeeze->eject, b, lean_warp_with(squeeze->lean, bs, v, bs + 1),
                       load_of(plan, b) + squeeze->lean->load[v]);
    keep(squeeze, (struct move){MOVE_AWAY, 0, a, i, b, j}, gain);
}

static void price_swap(struct squeeze *squeeze, uint32_t a, uint32_t i, uint32_t b, uint32_t j)
{
    const struct lean_plan *plan = squeeze->plan;
    const struct lean *lean = squeeze->lean;
    const struct stop *as = plan->routes[a].stops + i, *bs = plan->routes[b].stops + j;
    int64_t more = (int64_t)lean->load[bs->node] - lean->load[as->node];
    int64_t gain = penalty_of(squeeze->eject, a, lean_warp_with(lean, as - 1, bs->node, as + 1),
                              load_of(plan, a) + more) -
                   penalty_now(squeeze->eject, a) - penalty_now(squeeze->eject, b);
    if (gain >= squeeze->best.gain || !lean_allows(lean, a, bs->node))
        return;
    gain += penalty_of(squeeze->eject, b, lean_warp_with(lean, bs - 1, as->node, bs + 1),
                       load_of(plan, b) - more);
    keep(squeeze, (struct move){MOVE_SWAP, 0, a, i, b, j}, gain);
}

/* Exchanges what lies behind position i of a and position j of b. */
static void price_tails(struct squeeze *squeeze, uint32_t a, uint32_t i, uint32_t b, uint32_t j)
{
    const struct lean_plan *plan = squeeze->plan;
    const struct stop *as = plan->routes[a].stops + i, *bs = plan->routes[b].stops + j;
    int64_t load_a = as->load + load_of(plan, b) - bs->load;
    int64_t load_b = bs->load + load_of(plan, a) - as->load;
    int64_t gain =
        penalty_of(squeeze->eject, a, lean_warp_joint(squeeze->lean, as, bs + 1), load_a) -
        penalty_now(squeeze->eject, a) - penalty_now(squeeze->eject, b);
    if (gain >= squeeze->best.gain)
        return;
    gain += penalty_of(squeeze->eject, b, lean_warp_joint(squeeze->lean, bs, as + 1), load_b);
    if (gain < squeeze->best.gain && lean_allows_tail(plan, a, i, b) &&
        lean_allows_tail(plan, b, j, a))
        keep(squeeze, (struct move){MOVE_TAILS, 0, a, i, b, j}, gain);
}

/* All moves that put the visit at position i of route a next to a near one of another route. */
static void price_visit(struct squeeze *squeeze, uint32_t a, uint32_t i)
{
    const struct lean_plan *plan = squeeze->plan;
    const struct plan_model *model = squeeze->lean->model;
    const struct stop *as = plan->routes[a].stops + i;
    int64_t without = penalty_of(squeeze->eject, a, lean_warp_joint(squeeze->lean, as - 1, as + 1),
                                 load_of(plan, a) - squeeze->lean->load[as->node]);
    const uint32_t *near = model->neighbours + (size_t)as->node * model->n_near;
    for (uint32_t k = 0; k < squeeze->eject->n_near && near[k] != PLAN_NONE; k++) {
        struct where at = plan->where[near[k]];
        if (at.route == PLAN_NONE || at.route == a)
            continue;
        if (lean_allows(squeeze->lean, at.route, as->node)) {
            price_away(squeeze, a, i, at.route, at.position - 1, without);
            price_away(squeeze, a, i, at.route, at.position, without);
            price_swap(squeeze, a, i, at.route, at.position);
        }
        price_tails(squeeze, a, i, at.route, at.position - 1);
        price_tails(squeeze, a, i - 1, at.route, at.position);
    }
}

static void apply(struct lean_plan *plan, const struct move *move)
{
    uint32_t v = plan->routes[move->a].stops[move->i].node;
    switch (move->kind) {
    case MOVE_TAILS:
        lean_swap_tails(plan, move->a, move->i, move->b, move->j);
        return;
    case MOVE_SWAP: {
        uint32_t w = plan->routes[move->b].stops[move->j].node;
        lean_take(plan, move->b, move->j);
        lean_put(plan, move->b, move->j - 1, v);
        lean_take(plan, move->a, move->i);
        lean_put(plan, move->a, move->i - 1, w);
        break;
    }
    default:
        lean_take(plan, move->a, move->i);
        lean_put(plan, move->b, move->j, v);
    }
    lean_refresh(plan, move->a);
    lean_refresh(plan, move->b);
}

/* A random one of the changed routes that is late or too full; PLAN_NONE: all are right. */
static uint32_t wrong_route(const struct eject *eject)
{
    const struct lean_plan *plan = &eject->plan;
    uint32_t found = 0, route = PLAN_NONE;
    for (uint32_t i = 0; i < plan->n_touched; i++) {
        uint32_t r = plan->touched[i];
        if ((lean_warp(&plan->routes[r]) || lean_excess(plan, r)) &&
            !rng_below(eject->rng, ++found))
            route = r;
    }
    return route;
}

/* What the failure says about the weight of a load too much (Nagata, Braysy 2009: 1 % a time). */
static void learn_weight(struct eject *eject)
{
    const struct lean_plan *plan = &eject->plan;
    double warp = 0, excess = 0;
    for (uint32_t i = 0; i < plan->n_touched; i++) {
        warp += (double)lean_warp(&plan->routes[plan->touched[i]]);
        excess += (double)lean_excess(plan, plan->touched[i]);
    }
    eject->load_weight *= excess * eject->load_weight < warp ? 0.99 : 1 / 0.99;
}

bool eject_squeeze(struct eject *eject, uint32_t node)
{
    struct squeeze squeeze = {.eject = eject, .plan = &eject->plan, .lean = eject->lean};
    lean_mark(&eject->plan);
    if (!put_cheaply(eject, node))
        return false;
    for (uint32_t r; (r = wrong_route(eject)) != PLAN_NONE;) {
        squeeze.best = (struct move){.gain = 0};
        for (uint32_t i = 1; i <= eject->plan.routes[r].n; i++)
            price_visit(&squeeze, r, i);
        if (squeeze.best.gain >= 0) {
            learn_weight(eject);
            lean_undo(&eject->plan);
            return false;
        }
        apply(&eject->plan, &squeeze.best);
    }
    return true;
}
