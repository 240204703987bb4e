/* The ejection pool for shipments: a pickup and its delivery go, stay and leave together. */
#include "plan/route/eject_int.h"

enum { ROUTE_STEPS_MAX = 20000 };

/* ---- Places ---------------------------------------------------------------------------------- */

/* A place drawn evenly from all that were offered. */
struct draw {
    uint32_t found, route, position, position_delivery;
};

/* Offers all places of the delivery behind a pickup that is put behind position i. */
static void offer_deliveries(struct eject *eject, uint32_t node, uint32_t r, uint32_t i,
                             struct draw *draw)
{
    const struct lean *lean = eject->lean;
    const struct lean_route *route = &eject->plan.routes[r];
    const struct stop *stops = route->stops;
    int32_t time_s = stops[i].early_s + lean_way(lean, stops[i].node, node);
    if (time_s > lean->due_s[node])
        return;
    time_s = time_s < lean->ready_s[node] ? lean->ready_s[node] : time_s;
    uint32_t from = node, brings = node + 1;
    for (uint32_t j = i; stops[j].load + lean->load[node] <= lean->capacity[r]; j++) {
        const struct stop *next = &stops[j + 1];
        int32_t there_s = time_s + lean_way(lean, from, brings);
        if (there_s > lean->due_s[brings])
            return;
        there_s = there_s < lean->ready_s[brings] ? lean->ready_s[brings] : there_s;
        if (there_s + lean_way(lean, brings, next->node) <= next->late_s &&
            !rng_below(eject->rng, ++draw->found)) {
            draw->route = r;
            draw->position = i;
            draw->position_delivery = j;
        }
        if (j == route->n)
            return;
        time_s += lean_way(lean, from, next->node);
        if (time_s > next->late_s)
            return;
        time_s = time_s < lean->ready_s[next->node] ? lean->ready_s[next->node] : time_s;
        from = next->node;
    }
}

static void offer_route(struct eject *eject, uint32_t node, uint32_t r, struct draw *draw)
{
    const struct lean *lean = eject->lean;
    const struct lean_route *route = &eject->plan.routes[r];
    if (!lean_allows(lean, r, node))
        return;
    for (uint32_t i = 0; i <= route->n && route->stops[i].early_s <= lean->due_s[node]; i++)
        offer_deliveries(eject, node, r, i, draw);
}

static void put_pair(struct lean_plan *plan, uint32_t node, const struct draw *draw)
{
    lean_put(plan, draw->route, draw->position_delivery, node + 1);
    lean_put(plan, draw->route, draw->position, node);
    lean_refresh(plan, draw->route);
}

static void take_pair(struct lean_plan *plan, uint32_t node)
{
    struct where where = plan->where[node];
    lean_take(plan, where.route, plan->where[node + 1].position);
    lean_take(plan, where.route, where.position);
    lean_refresh(plan, where.route);
}

bool eject_insert_pair(struct eject *eject, uint32_t node)
{
    struct draw draw = {0};
    for (uint32_t k = 0; k < eject->n_fleet; k++)
        offer_route(eject, node, eject->fleet[k], &draw);
    if (!draw.found)
        return false;
    put_pair(&eject->plan, node, &draw);
    return true;
}

/* ---- Ejections ------------------------------------------------------------------------------- */

enum phase { PHASE_BEFORE, PHASE_ON_BOARD, PHASE_DONE };

/* One branch of the enumeration: what has been decided up to a position. */
struct branch {
    uint32_t next; /* the first stop that is still to be decided */
    uint32_t from; /* node before it */
    int32_t time_s, load;
    uint64_t sum;
    uint32_t n, pending; /* that leave; of these, deliveries still ahead */
    enum phase phase;
};

struct hunt {
    const struct eject *eject;
    const struct lean_route *route;
    uint32_t node, r;
    int64_t steps;
    struct ejection now;
    struct ejection *best;
};

static void hunt_from(struct hunt *hunt, struct branch branch);

/* The new pickup, or its delivery, comes before the next stop. False when it is too late. */
static bool hunt_put(struct hunt *hunt, const struct branch *branch)
{
    const struct lean *lean = hunt->eject->lean;
    struct branch next = *branch;
    uint32_t node = hunt->node + (branch->phase == PHASE_ON_BOARD);
    next.time_s += lean_way(lean, branch->from, node);
    next.load += lean->load[node];
    if (next.time_s > lean->due_s[node])
        return false;
    if (next.load > lean->capacity[hunt->r])
        return true;
    if (next.time_s < lean->ready_s[node])
        next.time_s = lean->ready_s[node];
    next.from = node;
    if (next.phase++ == PHASE_BEFORE)
        hunt->now.position = branch->next - 1;
    else
        hunt->now.position_delivery = branch->next - 1;
    hunt_from(hunt, next);
    return true;
}

static void hunt_leave(struct hunt *hunt, const struct branch *branch)
{
    uint32_t node = hunt->route->stops[branch->next].node;
    struct branch next = *branch;
    next.sum += hunt->eject->counter[node];
    if (next.sum >= hunt->best->sum)
        return;
    hunt->now.leaving[next.n++] = next.next++;
    next.pending++;
    hunt_from(hunt, next);
}

static bool may_leave(const struct hunt *hunt, const struct branch *branch)
{
    return branch->n < hunt->eject->leaving_max && branch->next <= hunt->route->n &&
           branch->sum + hunt->eject->least[branch->next] < hunt->best->sum;
}

/* Whether the stop is the delivery of a pair that leaves. */
static bool has_left(const struct hunt *hunt, const struct branch *branch, uint32_t node)
{
    for (uint32_t i = 0; i < branch->n; i++) {
        if (hunt->route->stops[hunt->now.leaving[i]].node + 1 == node)
            return true;
    }
    return false;
}

/* Keeps the next stop; false when it cannot be kept. */
static bool hunt_keep(struct hunt *hunt, struct branch *branch, int32_t time_s)
{
    const struct lean *lean = hunt->eject->lean;
    const struct stop *stop = &hunt->route->stops[branch->next];
    branch->load += lean->load[stop->node];
    if (time_s > lean->due_s[stop->node] || branch->load > lean->capacity[hunt->r])
        return false;
    branch->time_s = time_s < lean->ready_s[stop->node] ? lean->ready_s[stop->node] : time_s;
    branch->from = stop->node;
    /* Those who left have won nothing: neither time nor load. */
    return branch->phase != PHASE_BEFORE || !branch->n || branch->pending ||
           branch->time_s < stop->early_s;
}

/* Walks on from a branch. A stop's latest time also holds when pairs that have left are missing
 * behind it: without them it could only be later. */
static void hunt_from(struct hunt *hunt, struct branch branch)
{
    const struct lean *lean = hunt->eject->lean;
    for (; branch.sum < hunt->best->sum && hunt->steps-- > 0; branch.next++) {
        const struct stop *stop = &hunt->route->stops[branch.next];
        int32_t time_s = branch.time_s + lean_way(lean, branch.from, stop->node);
        if (branch.phase == PHASE_DONE && time_s <= stop->late_s) {
            *hunt->best = hunt->now;
            hunt->best->sum = branch.sum;
            hunt->best->n = branch.n;
            return;
        }
        if (branch.phase != PHASE_DONE && !hunt_put(hunt, &branch))
            return;
        if (branch.next > hunt->route->n)
            return;
        bool leaving = may_leave(hunt, &branch);
        if (lean_delivers(stop->node)) {
            if (branch.pending && has_left(hunt, &branch, stop->node)) {
                branch.pending--;
                continue;
            }
        } else if (leaving) {
            hunt_leave(hunt, &branch);
        }
        if (!leaving && !branch.pending && time_s > stop->late_s)
            return;
        if (!hunt_keep(hunt, &branch, time_s))
            return;
    }
}

void eject_find_pair(struct eject *eject, uint32_t node, uint32_t r, struct ejection *best)
{
    eject_fill_least(eject, r);
    struct hunt hunt = {.eject = eject,
                        .route = &eject->plan.routes[r],
                        .node = node,
                        .r = r,
                        .steps = ROUTE_STEPS_MAX,
                        .now = {.route = r},
                        .best = best};
    hunt_from(&hunt,
              (struct branch){.next = 1, .from = eject->lean->n, .time_s = eject->lean->open_s[r]});
}

/* ---- Random moves ---------------------------------------------------------------------------- */

/* Puts a pair back where it was. */
static void put_back(struct lean_plan *plan, uint32_t node, struct where pickup,
                     struct where delivery)
{
    lean_put(plan, pickup.route, pickup.position - 1, node);
    lean_put(plan, pickup.route, delivery.position - 1, node + 1);
    lean_refresh(plan, pickup.route);
}

/* Moves a pair to a random place in the route of a near visit. */
static void try_move(struct eject *eject, uint32_t node, uint32_t r)
{
    struct lean_plan *plan = &eject->plan;
    struct draw draw = {0};
    if (plan->routes[plan->where[node].route].n == 2)
        return;
    if (plan->where[node].route != r) {
        offer_route(eject, node, r, &draw);
        if (!draw.found)
            return;
        take_pair(plan, node);
        put_pair(plan, node, &draw);
        return;
    }
    take_pair(plan, node);
    offer_route(eject, node, r, &draw);
    put_pair(plan, node, &draw); /* where it was is always among the places */
}

/* Two pairs change routes, each going to a random place there. */
static void try_swap(struct eject *eject, uint32_t v, uint32_t w)
{
    struct lean_plan *plan = &eject->plan;
    struct where v_at[2] = {plan->where[v], plan->where[v + 1]},
                 w_at[2] = {plan->where[w], plan->where[w + 1]};
    struct draw to_w = {0}, to_v = {0};
    take_pair(plan, v);
    take_pair(plan, w);
    offer_route(eject, v, w_at[0].route, &to_w);
    if (to_w.found)
        offer_route(eject, w, v_at[0].route, &to_v);
    if (to_v.found) {
        put_pair(plan, v, &to_w);
        put_pair(plan, w, &to_v);
        return;
    }
    put_back(plan, v, v_at[0], v_at[1]);
    put_back(plan, w, w_at[0], w_at[1]);
}

void eject_shake_pairs(struct eject *eject, uint32_t moves)
{
    const struct lean *lean = eject->lean;
    const struct lean_plan *plan = &eject->plan;
    for (uint32_t i = 0; i < moves; i++) {
        uint32_t v = 2 * rng_below(eject->rng, lean->n / 2);
        if (plan->where[v].route == PLAN_NONE)
            continue;
        uint32_t w = eject_neighbour(eject, v + rng_below(eject->rng, 2));
        if (w == PLAN_NONE)
            continue;
        w -= lean_delivers(w);
        if (w == v || plan->where[w].route == PLAN_NONE)
            continue;
        if (plan->where[w].route == plan->where[v].route || rng_below(eject->rng, 2))
            try_move(eject, v, plan->where[w].route);
        else
            try_swap(eject, v, w);
    }
}
