#include "road/engine_int.h"

#include <stdlib.h>
#include <string.h>

/* Every link takes the cost of its turn; shortcuts start as impossible. */
static void set_inputs(struct road_snapshot *snapshot)
{
    const struct graph *graph = snapshot->network->graph;
    const struct cch *cch = snapshot->network->cch;
    for (uint32_t k = 0; k < cch->n_links; k++) {
        snapshot->link_key[k] = KEY_NEVER;
        snapshot->link_dm[k] = 0;
    }
    for (uint32_t a = 0; a < graph->n_arcs; a++) {
        if (snapshot->arc_key[a] >= KEY_NEVER)
            continue;
        uint32_t length = graph->edge_length_dm[graph->arc_edge[a]];
        for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
            uint32_t link = cch->turn_link[t];
            if (link == GRAPH_NONE)
                continue;
            snapshot->link_key[link] = snapshot_turn(snapshot, a, t);
            snapshot->link_dm[link] = length;
        }
    }
}

/*
 * Lower triangles through x of the links that y keeps on one side. `first_leg` is the link between
 * y and x; x's list holds the second legs, of which those that end above y belong to a triangle.
 * `at` gives y's link for each upper end.
 */
static inline void relax_through(int64_t *restrict key, uint32_t *restrict dm,
                                 const uint32_t *restrict end, const uint32_t *restrict at,
                                 uint32_t first_leg, uint32_t list, uint32_t list_end, uint32_t y)
{
    int64_t leg_key = key[first_leg];
    if (leg_key >= KEY_NEVER)
        return;
    uint32_t leg_dm = dm[first_leg];
    for (uint32_t k = list_end; k-- > list && end[k] > y;) {
        uint32_t target = at[end[k]];
        int64_t sum = leg_key + key[k];
        if (sum > key[target])
            continue;
        uint32_t length = leg_dm + dm[k];
        if (sum < key[target] || length < dm[target]) {
            key[target] = sum;
            dm[target] = length;
        }
    }
}

void customize(struct road_snapshot *snapshot)
{
    const struct cch *cch = snapshot->network->cch;
    uint32_t *at = take(cch->n, sizeof *at);
    int64_t *key = snapshot->link_key;
    uint32_t *dm = snapshot->link_dm;
    set_inputs(snapshot);
    for (uint32_t y = 0; y < cch->n; y++) {
        for (uint32_t k = cch->out_first[y]; k < cch->out_first[y + 1]; k++)
            at[cch->end[k]] = k;
        for (uint32_t i = cch->below_out_first[y]; i < cch->below_out_first[y + 1]; i++) {
            uint32_t x = cch->below_out_rank[i];
            relax_through(key, dm, cch->end, at, cch->below_out_link[i], cch->out_first[x],
                          cch->out_first[x + 1], y);
        }
        for (uint32_t k = cch->in_first[y]; k < cch->in_first[y + 1]; k++)
            at[cch->end[k]] = k;
        for (uint32_t i = cch->below_in_first[y]; i < cch->below_in_first[y + 1]; i++) {
            uint32_t x = cch->below_in_rank[i];
            relax_through(key, dm, cch->end, at, cch->below_in_link[i], cch->in_first[x],
                          cch->in_first[x + 1], y);
        }
    }
    free(at);
}
