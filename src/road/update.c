/*
 * Partial customisation.
 *
 * Ranks are visited from low to high through a heap. A link that may have lost what it stood for is
 * *marked* and computed anew from its turn and its lower triangles, all of which are final by then.
 * A link that changed is *touched*: its old cost is kept. From every changed link the triangles
 * above are looked at: when the new sum is better than what the third side has, that side takes it
 * at once; when the old sum was what the third side had, that side has lost its support and is
 * marked. In all other cases the third side is not concerned, which is where most of the work is
 * saved in comparison with computing every side anew.
 */
#include "road/engine_int.h"

#include <stdlib.h>
#include <string.h>

struct touch {
    uint32_t link, next; /* next: of the same rank; GRAPH_NONE at the end */
    uint32_t old_dm;
    bool marked;
    int64_t old_key;
};

struct leg {
    int64_t key, old_key;
    uint32_t end, dm, old_dm;
    bool changed;
};

/* Links of the rank at work on one side. */
struct legs {
    VEC(struct leg) all;
    VEC(struct leg) changed;
};

/* The marked links of the rank at work on one side, as they are computed anew. The first entry is
 * none of them: it is where ends without a marked link lead, and nothing improves it. */
struct anew {
    int64_t key;
    uint32_t dm, link;
};

struct updater {
    const struct cch *cch;
    VEC(struct touch) touches;
    uint32_t *slots;  /* hash table of links: index into touches + 1, or 0 */
    uint32_t slots_n; /* a power of two, more than twice the touches */
    uint32_t *chain;  /* per rank: its first touch, or GRAPH_NONE */
    uint32_t *at;     /* per rank: which of `anew` ends there, or 0 */
    VEC(struct anew) anew;
    uint32_t *stamp, round; /* per rank: seen in this round */
    u32_vec heap;
    struct legs out, in;
    size_t work, work_max;
    struct road_snapshot *snapshot;
};

enum { SLOTS_LEAST = 1 << 13 };

struct updater *updater_new(const struct cch *cch)
{
    struct updater *u = take_zeroed(1, sizeof *u);
    u->cch = cch;
    u->slots_n = SLOTS_LEAST;
    u->slots = take_zeroed(u->slots_n, sizeof *u->slots);
    u->chain = take(cch->n, sizeof *u->chain);
    memset(u->chain, 0xff, cch->n * sizeof *u->chain);
    u->at = take_zeroed(cch->n, sizeof *u->at);
    u->stamp = take_zeroed(cch->n, sizeof *u->stamp);
    return u;
}

void updater_free(struct updater *u)
{
    if (!u)
        return;
    vec_free(&u->touches);
    vec_free(&u->heap);
    vec_free(&u->anew);
    vec_free(&u->out.all);
    vec_free(&u->out.changed);
    vec_free(&u->in.all);
    vec_free(&u->in.changed);
    free(u->slots);
    free(u->chain);
    free(u->at);
    free(u->stamp);
    free(u);
}

static void heap_push(u32_vec *heap, uint32_t rank)
{
    vec_push(heap, rank);
    size_t i = heap->n - 1;
    for (; i > 0 && heap->at[(i - 1) / 2] > rank; i = (i - 1) / 2)
        heap->at[i] = heap->at[(i - 1) / 2];
    heap->at[i] = rank;
}

static uint32_t heap_pop(u32_vec *heap)
{
    uint32_t top = heap->at[0], last = vec_pop(heap);
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < heap->n; i = child) {
        if (child + 1 < heap->n && heap->at[child + 1] < heap->at[child])
            child++;
        if (heap->at[child] >= last)
            break;
        heap->at[i] = heap->at[child];
    }
    if (heap->n > 0)
        heap->at[i] = last;
    return top;
}

/* The slot that has a link or is free for it. The updates are small beside the network: a table of
 * their size stays in the cache, one of all links would not. */
static uint32_t *slot_of(struct updater *u, uint32_t link)
{
    uint32_t i = link * 0x9e3779b1u >> 7;
    while (u->slots[i & (u->slots_n - 1)] &&
           u->touches.at[u->slots[i & (u->slots_n - 1)] - 1].link != link)
        i++;
    return &u->slots[i & (u->slots_n - 1)];
}

static void slots_grow(struct updater *u)
{
    free(u->slots);
    u->slots_n *= 2;
    u->slots = take_zeroed(u->slots_n, sizeof *u->slots);
    for (uint32_t i = 0; i < u->touches.n; i++)
        *slot_of(u, u->touches.at[i].link) = i + 1;
}

/* Keeps the old cost of a link of rank `low`, once. */
static struct touch *touch(struct updater *u, uint32_t link, uint32_t low)
{
    uint32_t *slot = slot_of(u, link);
    if (*slot)
        return &u->touches.at[*slot - 1];
    if (u->chain[low] == GRAPH_NONE)
        heap_push(&u->heap, low);
    vec_push(&u->touches, ((struct touch){.link = link,
                                          .next = u->chain[low],
                                          .old_key = u->snapshot->link_key[link],
                                          .old_dm = u->snapshot->link_dm[link]}));
    *slot = (uint32_t)u->touches.n;
    u->chain[low] = (uint32_t)u->touches.n - 1;
    if (2 * u->touches.n >= u->slots_n)
        slots_grow(u);
    return vec_last(&u->touches);
}

static bool touch_changed(const struct updater *u, const struct touch *t)
{
    return u->snapshot->link_key[t->link] != t->old_key ||
           u->snapshot->link_dm[t->link] != t->old_dm;
}

/* A link as its turn alone makes it. */
static struct anew turn_alone(const struct updater *u, uint32_t link, uint32_t from_rank,
                              uint32_t to_rank)
{
    const struct graph *graph = u->snapshot->network->graph;
    struct anew none = {KEY_NEVER, 0, link};
    if (!link_is_turn(u->cch, link))
        return none;
    uint32_t arc = u->cch->arc_of_rank[from_rank];
    if (u->snapshot->arc_key[arc] >= KEY_NEVER)
        return none;
    uint32_t turn = graph_turn(graph, arc, u->cch->arc_of_rank[to_rank]);
    int64_t key = snapshot_turn(u->snapshot, arc, turn);
    if (key >= KEY_NEVER)
        return none;
    return (struct anew){key, graph->edge_length_dm[graph->arc_edge[arc]], link};
}

/* The marked links of y on one side, from all lower triangles. */
static void recompute_side(struct updater *u, uint32_t y, uint32_t lowest_end,
                           const uint32_t *below_first, const uint32_t *below_rank,
                           const uint32_t *below_link, const uint32_t *first)
{
    enum { AHEAD = 6 };
    const int64_t *key = u->snapshot->link_key;
    const uint32_t *dm = u->snapshot->link_dm, *end = u->cch->end, *at = u->at;
    struct anew *anew = u->anew.at;
    for (uint32_t i = below_first[y], stop = below_first[y + 1]; i < stop; i++) {
        if (i + AHEAD < stop) {
            __builtin_prefetch(&key[below_link[i + AHEAD]]);
            __builtin_prefetch(&first[below_rank[i + AHEAD]]);
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
            }
        }
    }
}

static void recompute_marked(struct updater *u, uint32_t y, bool out)
{
    const struct cch *cch = u->cch;
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
    if (out)
        recompute_side(u, y, lowest, cch->below_out_first, cch->below_out_rank, cch->below_out_link,
                       cch->out_first);
    else
        recompute_side(u, y, lowest, cch->below_in_first, cch->below_in_rank, cch->below_in_link,
                       cch->in_first);
    for (size_t i = 1; i < u->anew.n; i++) {
        const struct anew *anew = &u->anew.at[i];
        u->snapshot->link_key[anew->link] = anew->key;
        u->snapshot->link_dm[anew->link] = anew->dm;
        u->at[cch->end[anew->link]] = 0;
    }
}

/* Legs of the triangles above y on one side, ascending by end, with their costs before and now. */
static void legs_collect(struct updater *u, uint32_t y, uint32_t first, uint32_t stop,
                         struct legs *legs)
{
    const struct road_snapshot *snapshot = u->snapshot;
    vec_clear(&legs->changed);
    vec_reserve(&legs->all, stop - first);
    legs->all.n = stop - first;
    for (uint32_t k = first; k < stop; k++)
        legs->all.at[k - first] = (struct leg){.end = u->cch->end[k],
                                               .key = snapshot->link_key[k],
                                               .old_key = snapshot->link_key[k],
                                               .dm = snapshot->link_dm[k],
                                               .old_dm = snapshot->link_dm[k]};
    for (uint32_t i = u->chain[y]; i != GRAPH_NONE; i = u->touches.at[i].next) {
        const struct touch *t = &u->touches.at[i];
        if (t->link < first || t->link >= stop)
            continue;
        struct leg *leg = &legs->all.at[t->link - first];
        leg->old_key = t->old_key;
        leg->old_dm = t->old_dm;
        leg->changed = leg->key != leg->old_key || leg->dm != leg->old_dm;
    }
    for (size_t i = 0; i < legs->all.n; i++)
        if (legs->all.at[i].changed)
            vec_push(&legs->changed, legs->all.at[i]);
}

/* The first link from `from` on, within `stop`, that ends at `end` or above: gallops, as it is
 * mostly near. */
static inline uint32_t seek(const uint32_t *ends, uint32_t from, uint32_t stop, uint32_t end)
{
    uint32_t step = 1, low = from;
    if (ends[low] >= end)
        return low;
    while (low + step < stop && ends[low + step] < end) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < stop ? low + step : stop;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ends[middle] < end)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/*
 * One triangle: its legs, and the third side kept at rank `low`. An old sum above what the side has
 * now was not what it stood on, or it has found something better since.
 */
static inline void triangle(struct updater *u, const struct leg *a, const struct leg *b,
                            uint32_t side, uint32_t low)
{
    int64_t *key = &u->snapshot->link_key[side], sum = a->key + b->key;
    int64_t old_sum = a->old_key + b->old_key;
    if (old_sum > *key && sum > *key)
        return;
    uint32_t *dm = &u->snapshot->link_dm[side], length = a->dm + b->dm;
    if (sum < *key || (sum == *key && sum < KEY_NEVER && length < *dm)) {
        touch(u, side, low);
        *key = sum;
        *dm = length;
    } else if (old_sum == *key && old_sum < KEY_NEVER && a->old_dm + b->old_dm == *dm &&
               (sum != old_sum || length != *dm)) {
        touch(u, side, low)->marked = true;
    }
}

/* All triangles of this leg with `n` others, which end above it; `first` has the third sides, kept
 * at the leg's end. */
static inline void spread(struct updater *u, const struct leg *leg, const struct leg *others,
                          size_t n, const uint32_t *first)
{
    uint32_t cursor = first[leg->end], stop = first[leg->end + 1];
    for (size_t i = 0; i < n; i++) {
        cursor = seek(u->cch->end, cursor, stop, others[i].end);
        triangle(u, leg, &others[i], cursor, leg->end);
    }
    u->work += n;
}

/* Triangles in which the leg of this side ends lower: a changed leg with all others, one that is as
 * before with the changed ones. */
static void spread_side(struct updater *u, const struct legs *legs, const struct legs *others,
                        const uint32_t *first)
{
    enum { AHEAD = 4 };
    size_t all = 0, changed = 0; /* the first that end above the leg */
    for (size_t i = 0; i < legs->all.n; i++) {
        if (i + AHEAD < legs->all.n) {
            uint32_t soon = first[legs->all.at[i + AHEAD].end];
            __builtin_prefetch(&u->cch->end[soon]);
            __builtin_prefetch(&u->snapshot->link_key[soon]);
        }
        const struct leg *leg = &legs->all.at[i];
        if (leg->key >= KEY_NEVER && leg->old_key >= KEY_NEVER)
            continue;
        const struct leg *at = leg->changed ? others->all.at : others->changed.at;
        size_t n = leg->changed ? others->all.n : others->changed.n;
        size_t *low = leg->changed ? &all : &changed;
        while (*low < n && at[*low].end <= leg->end)
            (*low)++;
        if (*low < n)
            spread(u, leg, at + *low, n - *low, first);
    }
}

static void spread_from(struct updater *u, uint32_t y)
{
    const struct cch *cch = u->cch;
    uint32_t first = u->chain[y];
    while (first != GRAPH_NONE && !touch_changed(u, &u->touches.at[first]))
        first = u->touches.at[first].next;
    if (first == GRAPH_NONE)
        return;
    legs_collect(u, y, cch->out_first[y], cch->out_first[y + 1], &u->out);
    legs_collect(u, y, cch->in_first[y], cch->in_first[y + 1], &u->in);
    spread_side(u, &u->in, &u->out, cch->out_first);
    spread_side(u, &u->out, &u->in, cch->in_first);
}

static void mark_turns(struct updater *u, const uint32_t *arcs, size_t n_arcs)
{
    const struct graph *graph = u->snapshot->network->graph;
    for (size_t i = 0; i < n_arcs; i++) {
        uint32_t rank = u->cch->rank_of_arc[arcs[i]];
        for (uint32_t t = graph->turn_first[arcs[i]]; t < graph->turn_first[arcs[i] + 1]; t++) {
            uint32_t link = u->cch->turn_link[t];
            if (link == GRAPH_NONE)
                continue;
            uint32_t to = u->cch->rank_of_arc[graph->turn_to[t]];
            touch(u, link, rank < to ? rank : to)->marked = true;
        }
    }
}

static void forget(struct updater *u)
{
    memset(u->slots, 0, u->slots_n * sizeof *u->slots);
    for (size_t i = 0; i < u->heap.n; i++)
        u->chain[u->heap.at[i]] = GRAPH_NONE;
    vec_clear(&u->heap);
    vec_clear(&u->touches);
}

/* Fetches the beginning of a list of links into the cache before it is needed. */
static inline void warm_list(const struct updater *u, uint32_t first, uint32_t stop)
{
    enum { AT_MOST = 64, KEYS_A_LINE = 8 };
    stop = stop - first < AT_MOST ? stop : first + AT_MOST;
    for (uint32_t k = first; k < stop; k += KEYS_A_LINE)
        __builtin_prefetch(&u->snapshot->link_key[k], 1);
    for (uint32_t k = first; k < stop; k += 2 * KEYS_A_LINE) {
        __builtin_prefetch(&u->cch->end[k]);
        __builtin_prefetch(&u->snapshot->link_dm[k], 1);
    }
}

static inline void warm(const struct updater *u, uint32_t x)
{
    const struct cch *cch = u->cch;
    warm_list(u, cch->out_first[x], cch->out_first[x + 1]);
    warm_list(u, cch->in_first[x], cch->in_first[x + 1]);
    __builtin_prefetch(&cch->below_out_link[cch->below_out_first[x]]);
    __builtin_prefetch(&cch->below_in_link[cch->below_in_first[x]]);
    __builtin_prefetch(&cch->below_out_rank[cch->below_out_first[x]]);
    __builtin_prefetch(&cch->below_in_rank[cch->below_in_first[x]]);
}

/*
 * Is a partial update less work than everything? What it touches are links of the changed arcs'
 * ancestors in the elimination tree. Measured on several towns, the work of an update is about six
 * times their number for closures near each other or scattered alike, and breaks even when these
 * are three tenths of all links. The walk stops where another one has been.
 */
static bool worth_while(struct updater *u, const uint32_t *arcs, size_t n_arcs)
{
    const struct cch *cch = u->cch;
    size_t links = 0, links_max = cch->n_links / 10 * 3;
    u->round++;
    for (size_t i = 0; i < n_arcs && links <= links_max; i++)
        for (uint32_t x = cch->rank_of_arc[arcs[i]]; x != GRAPH_NONE && u->stamp[x] != u->round;
             x = cch->parent[x]) {
            u->stamp[x] = u->round;
            warm(u, x);
            links +=
                cch->out_first[x + 1] - cch->out_first[x] + cch->in_first[x + 1] - cch->in_first[x];
        }
    return links <= links_max;
}

bool update_links(struct updater *u, struct road_snapshot *snapshot, const uint32_t *arcs,
                  size_t n_arcs, u32_vec *links)
{
    u->snapshot = snapshot;
    u->work = 0;
    u->work_max = 2 * (size_t)u->cch->n_links;
    if (!worth_while(u, arcs, n_arcs))
        return false;
    mark_turns(u, arcs, n_arcs);
    while (u->heap.n > 0 && u->work < u->work_max) {
        uint32_t y = heap_pop(&u->heap);
        recompute_marked(u, y, true);
        recompute_marked(u, y, false);
        spread_from(u, y);
        u->chain[y] = GRAPH_NONE;
    }
    bool done = u->heap.n == 0;
    for (size_t i = 0; i < u->touches.n && done; i++) {
        const struct touch *t = &u->touches.at[i];
        if (touch_changed(u, t))
            vec_push(links, t->link);
    }
    forget(u);
    return done;
}
