/* The ejection pool where every job is one visit: places, ejections, random moves. */
#include "plan/route/eject_int.h"

/* ---- Places ---------------------------------------------------------------------------------- */

bool eject_insert_single(struct eject *eject, uint32_t node)
{
    const struct lean *lean = eject->lean;
    struct lean_plan *plan = &eject->plan;
    uint32_t found = 0, route = 0, position = 0;
    for (uint32_t k = 0; k < eject->n_fleet; k++) {
        uint32_t r = eject->fleet[k];
        const struct lean_route *at = &plan->routes[r];
        const struct stop *stops = at->stops;
        if (stops[at->n + 1].load + lean->load[node] > lean->capacity[r] ||
            !lean_allows(lean, r, node))
            continue;
        for (uint32_t i = 0; i <= at->n && stops[i].early_s <= lean->due_s[node]; i++) {
            if (stops[i + 1].late_s < lean->ready_s[node] ||
                lean_warp_with(lean, &stops[i], node, &stops[i + 1]))
                continue;
            if (!rng_below(eject->rng, ++found)) {
                route = r;
                position = i;
            }
        }
    }
    if (!found)
        return false;
    lean_put(plan, route, position, node);
    lean_refresh(plan, route);
    return true;
}

/* ---- Ejections ------------------------------------------------------------------------------- */

/* One branch of the enumeration: what has been decided up to a position. */
struct branch {
    uint32_t next; /* the first stop that is still to be decided */
    uint32_t from; /* node before it */
    int32_t time_s;
    int32_t load; /* of the whole route as decided */
    uint64_t sum;
    uint32_t n;
    bool inserted;
};

struct hunt {
    const struct eject *eject;
    const struct lean_route *route;
    uint32_t node, r;
    bool has_room; /* for the load of the new visit with nobody leaving */
    int64_t steps;
    struct ejection now;
    struct ejection *best;
};

static void hunt_from(struct hunt *hunt, struct branch branch);

/* The new visit comes before the next stop. False when it is too late for that. */
static bool hunt_put(struct hunt *hunt, const struct branch *branch)
{
    const struct lean *lean = hunt->eject->lean;
    struct branch next = *branch;
    next.time_s += lean_way(lean, branch->from, hunt->node);
    if (next.time_s > lean->due_s[hunt->node])
        return false;
    if (next.time_s < lean->ready_s[hunt->node])
        next.time_s = lean->ready_s[hunt->node];
    next.from = hunt->node;
    next.inserted = true;
    hunt->now.position = branch->next - 1;
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
    next.load -= hunt->eject->lean->load[node];
    hunt->now.leaving[next.n++] = next.next++;
    hunt_from(hunt, next);
}

static bool may_leave(const struct hunt *hunt, const struct branch *branch)
{
    return branch->n < hunt->eject->leaving_max && branch->next <= hunt->route->n &&
           branch->sum + hunt->eject->least[branch->next] < hunt->best->sum;
}

/* Walks on from a branch; at each stop the new visit may come before it and the stop may leave. */
static void hunt_from(struct hunt *hunt, struct branch branch)
{
    const struct lean *lean = hunt->eject->lean;
    for (; branch.sum < hunt->best->sum && hunt->steps-- > 0; branch.next++) {
        const struct stop *stop = &hunt->route->stops[branch.next];
        int32_t time_s = branch.time_s + lean_way(lean, branch.from, stop->node);
        bool fits = branch.load <= lean->capacity[hunt->r];
        if (branch.inserted && fits && time_s <= stop->late_s) {
            *hunt->best = hunt->now;
            hunt->best->sum = branch.sum;
            hunt->best->n = branch.n;
            return;
        }
        if (!branch.inserted && !hunt_put(hunt, &branch))
            return;
        if (branch.next > hunt->route->n)
            return;
        if (may_leave(hunt, &branch))
            hunt_leave(hunt, &branch);
        else if (branch.inserted || !fits || time_s > stop->late_s)
            return;
        if (time_s > lean->due_s[stop->node])
            return;
        branch.time_s = time_s < lean->ready_s[stop->node] ? lean->ready_s[stop->node] : time_s;
        branch.from = stop->node;
        /* Those who left have won nothing, and there is no load to be won. */
        if (!branch.inserted && branch.n && hunt->has_room && branch.time_s >= stop->early_s)
            return;
    }
}

void eject_find_single(struct eject *eject, uint32_t node, uint32_t r, struct ejection *best)
{
    const struct lean_route *route = &eject->plan.routes[r];
    int32_t load = route->stops[route->n + 1].load + eject->lean->load[node];
    eject_fill_least(eject, r);
    struct hunt hunt = {.eject = eject,
                        .route = route,
                        .node = node,
                        .r = r,
                        .has_room = load <= eject->lean->capacity[r],
                        .steps = eject->steps,
                        .now = {.route = r},
                        .best = best};
    hunt_from(&hunt, (struct branch){.next = 1,
                                     .from = eject->lean->n,
                                     .time_s = eject->lean->open_s[r],
                                     .load = load});
    eject->steps = hunt.steps > 0 ? hunt.steps : 0;
}

/* ---- Random moves ---------------------------------------------------------------------------- */

static bool load_fits(const struct lean_plan *plan, uint32_t r, int64_t more)
{
    const struct lean_route *route = &plan->routes[r];
    return route->stops[route->n + 1].load + more <= plan->lean->capacity[r];
}

/* Moves v before or behind w of another route. */
static void try_move(struct eject *eject, uint32_t v, uint32_t w)
{
    struct lean_plan *plan = &eject->plan;
    struct where from = plan->where[v], to = plan->where[w];
    uint32_t gap = to.position - rng_below(eject->rng, 2);
    const struct stop *stops = plan->routes[to.route].stops;
    if (!load_fits(plan, to.route, plan->lean->load[v]) ||
        lean_warp_with(plan->lean, &stops[gap], v, &stops[gap + 1]) ||
        !lean_allows(plan->lean, to.route, v) || plan->routes[from.route].n == 1)
        return;
    const struct stop *own = plan->routes[from.route].stops;
    if (lean_warp_joint(plan->lean, &own[from.position - 1], &own[from.position + 1]))
        return;
    lean_take(plan, from.route, from.position);
    lean_refresh(plan, from.route);
    lean_put(plan, to.route, gap, v);
    lean_refresh(plan, to.route);
}

static void try_swap(struct eject *eject, uint32_t v, uint32_t w)
{
    struct lean_plan *plan = &eject->plan;
    const struct lean *lean = plan->lean;
    struct where a = plan->where[v], b = plan->where[w];
    struct stop *as = plan->routes[a.route].stops + a.position,
                *bs = plan->routes[b.route].stops + b.position;
    int32_t more = lean->load[w] - lean->load[v];
    if (!load_fits(plan, a.route, more) || !load_fits(plan, b.route, -(int64_t)more) ||
        lean_warp_with(lean, as - 1, w, as + 1) || lean_warp_with(lean, bs - 1, v, bs + 1) ||
        !lean_allows(lean, a.route, w) || !lean_allows(lean, b.route, v))
        return;
    as->node = w;
    bs->node = v;
    lean_refresh(plan, a.route);
    lean_refresh(plan, b.route);
}

/* Joins the head of one route that ends at v to the tail of another that begins at w. */
static void try_tails(struct eject *eject, uint32_t v, uint32_t w)
{
    struct lean_plan *plan = &eject->plan;
    struct where a = plan->where[v], b = plan->where[w];
    const struct lean_route *ra = &plan->routes[a.route], *rb = &plan->routes[b.route];
    const struct stop *as = ra->stops + a.position, *bs = rb->stops + b.position;
    int64_t all_a = ra->stops[ra->n + 1].load, all_b = rb->stops[rb->n + 1].load;
    int64_t load = as->load + all_b - bs[-1].load;
    bool empties = b.position == 1 && a.position == ra->n;
    if (empties || load > plan->lean->capacity[a.route] ||
        all_a + all_b - load > plan->lean->capacity[b.route] ||
        lean_warp_joint(plan->lean, as, bs) || lean_warp_joint(plan->lean, bs - 1, as + 1) ||
        !lean_allows_tail(plan, b.route, b.position - 1, a.route) ||
        !lean_allows_tail(plan, a.route, a.position, b.route))
        return;
    lean_swap_tails(plan, a.route, a.position, b.route, b.position - 1);
}

void eject_shake_singles(struct eject *eject, uint32_t moves)
{
    const struct lean_plan *plan = &eject->plan;
    for (uint32_t i = 0; i < moves; i++) {
        uint32_t v = rng_below(eject->rng, eject->lean->n);
        if (plan->where[v].route == PLAN_NONE)
            continue;
        uint32_t w = eject_neighbour(eject, v);
        if (w == PLAN_NONE || plan->where[v].route == plan->where[w].route)
            continue;
        switch (rng_below(eject->rng, 3)) {
        case 0:
            try_move(eject, v, w);
            break;
        case 1:
            try_swap(eject, v, w);
            break;
        default:
            try_tails(eject, v, w);
        }
    }
}
