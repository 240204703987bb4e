/*
 * Routes change to vehicles of other kinds: alone, where one of that kind is left, or two routes
 * exchange their vehicles. What a route costs another kind is known in O(1) but for its times.
 */
#include "plan/core/local_int.h"

/* What the hops of route r and its vehicle cost more for a vehicle of the kind of route s. */
static int64_t changing_cost(const struct local *local, uint32_t r, uint32_t s)
{
    const struct visit *visits = local->visits;
    uint32_t kinds = local->problem->n_kinds;
    uint32_t from = local->lanes[r].kind, to = local->lanes[s].kind, base = lane_base(local, s);
    uint16_t start = lane_start(local, r), end = lane_end(local, r);
    if (!local->lanes[r].n)
        return 0;
    uint16_t first = visits[start].next, last = visits[end].prev;
    const int32_t *inner = local->inner + (size_t)last * kinds;
    return (int64_t)inner[to] - inner[from] + hop_cost_in(local, base, start, first) -
           visits[first].in_cost + hop_cost_in(local, base, last, end) - visits[last].out_cost +
           lane_kind(local, s)->fixed - lane_kind(local, r)->fixed;
}

/* All that route r has now goes to route s. */
static struct recipe take_over(const struct local *local, uint32_t s, uint32_t r)
{
    uint16_t start = lane_start(local, r);
    return (struct recipe){
        .lane = (uint16_t)s, .head = lane_start(local, s), .tail = local->visits[start].next};
}

static bool try_exchange(struct local *local, uint32_t r, uint32_t s)
{
    int64_t delta = changing_cost(local, r, s) + changing_cost(local, s, r);
    if (delta >= lane_penalty(local, r) + lane_penalty(local, s))
        return false;
    struct recipe recipes[2] = {take_over(local, r, s), take_over(local, s, r)};
    delta = recipes_delta(local, recipes, 2, delta);
    if (delta >= 0)
        return false;
    recipes_apply(local, recipes, 2, delta);
    return true;
}

bool local_try_kinds(struct local *local, uint32_t r)
{
    for (uint32_t k = 0; k < local->problem->n_kinds; k++) {
        bool empty = false;
        if (k == local->lanes[r].kind)
            continue;
        for (uint32_t s = local->problem->first[k]; s < local->problem->first[k + 1]; s++) {
            bool skip = !local->lanes[s].n && empty;
            empty |= !local->lanes[s].n;
            if (!skip && try_exchange(local, r, s))
                return true;
        }
    }
    return false;
}
