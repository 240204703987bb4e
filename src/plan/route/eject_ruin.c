/*
 * Between ejections: ruin and recreate on the plan that the pool is not yet in (the idea of taking
 * turns: Curtois, Landa-Silva, Qu, Laesanklang: "Large neighbourhood search with adaptive guided
 * ejection search for the pickup and delivery problem with time windows", 2018). Random moves tear
 * long routes apart; this draws them together again and finds room that single ejections do not
 * see. A plan is taken when what is left over weighs less, or as much and the ways are not much
 * longer (Christiaens, Vanden Berghe 2020, section 4.5).
 */
#include <math.h>
#include <string.h>

#include "plan/route/eject_int.h"

#define HEAT 0.3 /* mean hops */

static uint64_t weight_of(const struct eject *eject)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < eject->pairs.n_removed; i++)
        sum += eject->weight[eject->pairs.removed[i]];
    return sum;
}

void eject_ruin_pairs(struct eject *eject, struct budget *budget, int64_t iterations, double share)
{
    struct pairs *pairs = &eject->pairs;
    struct lean_plan *plan = &eject->plan;
    memcpy(pairs->fleet, eject->fleet, eject->n_fleet * sizeof *pairs->fleet);
    pairs->n_fleet = eject->n_fleet;
    pairs_weigh(pairs);
    double unit = (double)pairs->cost / (eject->lean->n + pairs->n_used);
    lean_mark(plan);
    for (int64_t i = 0; i < iterations && eject->n_pool; i++) {
        int64_t cost = pairs->cost;
        uint32_t used = pairs->n_used;
        if (i % 16 == 0 && (budget_is_over(budget) || budget_share(budget) >= share))
            return;
        budget->spent++;
        memcpy(pairs->removed, eject->pool, eject->n_pool * sizeof *eject->pool);
        pairs->n_removed = eject->n_pool;
        uint64_t before = weight_of(eject);
        pairs_ruin(pairs);
        pairs_recreate(pairs, INT64_MAX);
        uint64_t now = weight_of(eject);
        double more = -HEAT * unit * log(rng_unit(eject->rng) + 1e-300);
        for (uint32_t k = 0; k < pairs->n_removed; k++)
            eject->weight[pairs->removed[k]]++;
        if (pairs->n_removed < eject->n_pool || now < before ||
            (now == before && (double)pairs->cost < (double)cost + more)) {
            memcpy(eject->pool, pairs->removed, pairs->n_removed * sizeof *eject->pool);
            eject->n_pool = pairs->n_removed;
            lean_mark(plan);
            continue;
        }
        lean_undo(plan);
        pairs->cost = cost;
        pairs->n_used = used;
    }
}
