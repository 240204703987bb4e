/*
 * Partial customisation: links that may have lost what they stood for, from their turn and their
 * lower triangles. There are two ways to go through these: along the lists of all ranks below y,
 * which serves all marked links of y at once, or where few are marked by what hangs below both ends
 * of each.
 */
#include "road/update_int.h"

/* A link as its turn alone makes it. */
static struct anew turn_alone(const struct updater *u, uint32_t link, uint32_t from_rank,
                              uint32_t to_rank)
{
    const struct graph *graph = u->snapshot->network->graph;
    struct anew none = {KEY_NEVER, 0, link, GRAPH_NONE, GRAPH_NONE};
    if (!link_is_turn(u->cch, link))
        return none;
    uint32_t arc = u->cch->arc_of_rank[from_rank];
    if (u->snapshot->arc_key[arc] >= KEY_NEVER)
        return none;
    uint32_t turn = graph_turn(graph, arc, u->cch->arc_of_rank[to_rank]);
    int64_t key = snapshot_turn(u->snapshot, arc, turn);
    if (key >= KEY_NEVER)
        return none;
    return (struct anew){key, graph->edge_length_dm[graph->arc_edge[arc]], link, GRAPH_NONE,
                         GRAPH_NONE};
}

/* The marked links of y on one side, from all lower triangles. */
static void recompute_side(struct updater *u, uint32_t y, uint32_t lowest_end, struct below below,
                           const uint32_t *first)
{
    const uint32_t *below_first = below.first, *below_rank = below.rank, *below_link = below.link;
    enum { FAR = 10, AHEAD = 5 };
    const int64_t *key = u->snapshot->link_key;
    const uint32_t *dm = u->snapshot->link_dm, *end = u->cch->end, *at = u->at;
    struct anew *anew = u->anew.at;
    for (uint32_t i = below_first[y], stop = below_first[y + 1]; i < stop; i++) {
        if (i + FAR < stop) {
            __builtin_prefetch(&key[below_link[i + FAR]]);
            __builtin_prefetch(&first[below_rank[i + FAR] + 1]);
        }
        if (i + AHEAD < stop && key[below_link[i + AHEAD]] < KEY_NEVER) {
            uint32_t last = first[below_rank[i + AHEAD] + 1] - 1;
            __builtin_prefetch(&end[last]);
            __builtin_prefetch(&key[last]);
        }
        int64_t leg = key[below_link[i]];
        if (leg >= KEY_NEVER)
            continue;
        uint32_t x = below_rank[i];
        for (uint32_t k = first[x + 1]; k-- > first[x] && end[k] >= lowest_end;) {
            struct anew *target = &anew[at[end[k]]];
            int64_t sum = leg + key[k];
            u->work++;
            if (sum > target->key || sum >= KEY_NEVER)
                continue;
            uint32_t length = dm[below_link[i]] + dm[k];
            if (sum < target->key || length < target->dm) {
                target->key = sum;
                target->dm = length;
                target->first = below_link[i];
                target->second = k;
            }
        }
    }
}

/* Takes the better of what a marked link has and of one triangle. */
static inline void take_triangle(const struct updater *u, struct anew *anew, uint32_t first,
                                 uint32_t second)
{
    const int64_t *key = u->snapshot->link_key;
    const uint32_t *dm = u->snapshot->link_dm;
    int64_t sum = key[first] + key[second];
    if (sum > anew->key || sum >= KEY_NEVER)
        return;
    uint32_t length = dm[first] + dm[second];
    if (sum < anew->key || length < anew->dm) {
        anew->key = sum;
        anew->dm = length;
        anew->first = first;
        anew->second = second;
    }
}

/* One marked link of y, from the ranks that are below both its ends: where few are marked, most of
 * what hangs below y does not lead to them. */
static void recompute_link(struct updater *u, uint32_t y, struct anew *anew, struct below near,
                           struct below far)
{
    enum { AT_ONCE = 32 };
    uint32_t z = u->cch->end[anew->link], first[AT_ONCE], second[AT_ONCE], n = 0;
    uint32_t i = near.first[y], i_stop = near.first[y + 1];
    uint32_t j = far.first[z], j_stop = far.first[z + 1];
    if (i == i_stop)
        return;
    for (uint32_t high = j_stop; j < high;) {
        uint32_t middle = j + (high - j) / 2;
        if (far.rank[middle] < near.rank[i])
            j = middle + 1;
        else
            high = middle;
    }
    u->work += i_stop - i;
    while (i < i_stop && j < j_stop) {
        uint32_t a = near.rank[i], b = far.rank[j];
        first[n] = near.link[i];
        second[n] = far.link[j];
        n += a == b;
        i += a <= b;
        j += b <= a;
        if (n == AT_ONCE || i == i_stop || j == j_stop)
            while (n > 0) {
                n--;
                take_triangle(u, anew, first[n], second[n]);
            }
    }
}

void recompute_marked(struct updater *u, uint32_t y, bool out)
{
    enum { FEW = 2 };
    const struct cch *cch = u->cch;
    const struct below out_below = {cch->below_out_first, cch->below_out_rank, cch->below_out_link};
    const struct below in_below = {cch->below_in_first, cch->below_in_rank, cch->below_in_link};
    uint32_t lowest = GRAPH_NONE;
    vec_clear(&u->anew);
    vec_push(&u->anew, ((struct anew){.key = INT64_MIN}));
    for (uint32_t i = u->chain[y]; i != GRAPH_NONE; i = u->touches.at[i].next) {
        const struct touch *t = &u->touches.at[i];
        if (!t->marked || (t->link < cch->n_out) != out)
            continue;
        uint32_t end = cch->end[t->link];
        struct anew anew = turn_alone(u, t->link, out ? y : end, out ? end : y);
        u->at[end] = (uint32_t)u->anew.n;
        vec_push(&u->anew, anew);
        lowest = end < lowest ? end : lowest;
    }
    if (lowest == GRAPH_NONE)
        return;
    if (u->anew.n - 1 <= FEW)
        for (size_t i = 1; i < u->anew.n; i++)
            recompute_link(u, y, &u->anew.at[i], out ? out_below : in_below,
                           out ? in_below : out_below);
    else
        recompute_side(u, y, lowest, out ? out_below : in_below,
                       out ? cch->out_first : cch->in_first);
    for (size_t i = 1; i < u->anew.n; i++) {
        const struct anew *anew = &u->anew.at[i];
        u->snapshot->link_key[anew->link] = anew->key;
        u->snapshot->link_dm[anew->link] = anew->dm;
        u->at[cch->end[anew->link]] = 0;
        if (anew->first != GRAPH_NONE) {
            link_set_leg(u->snapshot, anew->first);
            link_set_leg(u->snapshot, anew->second);
        }
    }
}
