/*
 * Partial customisation.
 *
 * Ranks are visited from low to high, as they wait in a set of bits. A link that may have lost what
 * it stood for is *marked* and computed anew from its turn and its lower triangles, all of which
 * are final by then. A link that changed is *touched*: its old cost is kept. From every changed
 * link the triangles above are looked at: when the new sum is better than what the third side has,
 * that side takes it at once; when the old sum was what the third side had, that side has lost its
 * support and is marked. In all other cases the third side is not concerned, which is where most of
 * the work is saved in comparison with computing every side anew. A link that is not known to be
 * a leg of what others stand on (a bit each in the metric) concerns none unless something has
 * become better.
 */
#include "road/update_int.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
    u->queue.n_words = cch->n / 4096 + 1;
    u->queue.words = take_zeroed(u->queue.n_words, sizeof *u->queue.words);
    u->queue.ranks = take_zeroed((size_t)u->queue.n_words * 64, sizeof *u->queue.ranks);
    return u;
}

void updater_free(struct updater *u)
{
    if (!u)
        return;
    vec_free(&u->touches);
    free(u->queue.words);
    free(u->queue.ranks);
    vec_free(&u->anew);
    vec_free(&u->out.changed);
    vec_free(&u->in.changed);
    free(u->slots);
    free(u->chain);
    free(u->at);
    free(u->stamp);
    free(u);
}

/* Ranks that wait for their turn: a bit each, and a bit for each word of these. */
static void queue_push(struct queue *queue, uint32_t rank)
{
    queue->ranks[rank / 64] |= (uint64_t)1 << (rank % 64);
    queue->words[rank / 4096] |= (uint64_t)1 << (rank / 64 % 64);
}

/* Takes the lowest; GRAPH_NONE when none is left. None is ever put in below one taken out. */
static uint32_t queue_pop(struct queue *queue)
{
    while (queue->at < queue->n_words && !queue->words[queue->at])
        queue->at++;
    if (queue->at == queue->n_words)
        return GRAPH_NONE;
    uint32_t word = queue->at * 64 + (uint32_t)__builtin_ctzll(queue->words[queue->at]);
    uint32_t rank = word * 64 + (uint32_t)__builtin_ctzll(queue->ranks[word]);
    queue->ranks[word] &= queue->ranks[word] - 1;
    if (!queue->ranks[word])
        queue->words[queue->at] &= queue->words[queue->at] - 1;
    return rank;
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
    while (2 * u->touches.n >= u->slots_n)
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
        queue_push(&u->queue, low);
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

static void legs_collect(struct updater *u, uint32_t y, uint32_t first, uint32_t stop,
                         struct legs *legs)
{
    const struct road_snapshot *snapshot = u->snapshot;
    legs->first = first;
    legs->stop = stop;
    legs->better = false;
    vec_clear(&legs->changed);
    for (uint32_t i = u->chain[y]; i != GRAPH_NONE; i = u->touches.at[i].next) {
        const struct touch *t = &u->touches.at[i];
        if (t->link < first || t->link >= stop || !touch_changed(u, t))
            continue;
        struct leg leg = {.link = t->link,
                          .end = u->cch->end[t->link],
                          .key = snapshot->link_key[t->link],
                          .old_key = t->old_key,
                          .dm = snapshot->link_dm[t->link],
                          .old_dm = t->old_dm};
        leg.better = leg.key < leg.old_key || (leg.key == leg.old_key && leg.dm < leg.old_dm);
        if (!leg.better && !link_is_leg(snapshot, leg.link))
            continue;
        legs->better = legs->better || leg.better;
        size_t at = legs->changed.n;
        vec_push(&legs->changed, leg);
        for (; at > 0 && legs->changed.at[at - 1].link > leg.link; at--)
            legs->changed.at[at] = legs->changed.at[at - 1];
        legs->changed.at[at] = leg;
    }
}

/* The link that ends at `end`, which is there, from `from` on: mostly near, so that some are
 * compared at once, without a branch for each; the list may be read beyond its end (CCH_END_PAD).
 */
static inline uint32_t seek(const uint32_t *ends, uint32_t from, uint32_t end)
{
#ifdef __SSE2__
    __m128i wanted = _mm_set1_epi32((int)end);
    for (;; from += 8) {
        const __m128i *at = (const __m128i *)&ends[from];
        __m128i a = _mm_cmpeq_epi32(_mm_loadu_si128(at), wanted);
        __m128i b = _mm_cmpeq_epi32(_mm_loadu_si128(at + 1), wanted);
        unsigned hit = (unsigned)_mm_movemask_epi8(_mm_packs_epi32(a, b));
        if (hit)
            return from + (uint32_t)__builtin_ctz(hit) / 2;
    }
#else
    while (ends[from] != end)
        from++;
    return from;
#endif
}

/*
 * One triangle: the sums of its legs now and before, and the third side kept at rank `low`. An old
 * sum above what the side has now was not what it stood on, or it has found something better since.
 */
static inline void triangle(struct updater *u, struct cost now, struct cost before, uint32_t first,
                            uint32_t second, uint32_t side, uint32_t low)
{
    int64_t *key = &u->snapshot->link_key[side];
    if (before.key > *key && now.key > *key)
        return;
    uint32_t *dm = &u->snapshot->link_dm[side];
    if (now.key < *key || (now.key == *key && now.key < KEY_NEVER && now.dm < *dm)) {
        touch(u, side, low);
        *key = now.key;
        *dm = (uint32_t)now.dm;
        link_set_leg(u->snapshot, first);
        link_set_leg(u->snapshot, second);
    } else if (before.key == *key && before.key < KEY_NEVER && before.dm == *dm &&
               (now.key != before.key || now.dm != before.dm)) {
        touch(u, side, low)->marked = true;
    }
}

/* All triangles of a changed leg with the links of the other side that end above it, of which
 * `from` is the first; `third` has the third sides, kept at the leg's end. */
static void spread_changed(struct updater *u, const struct leg *leg, const struct legs *others,
                           uint32_t from, size_t changed, const uint32_t *third)
{
    const uint32_t *end = u->cch->end, *dm = u->snapshot->link_dm;
    const int64_t *key = u->snapshot->link_key;
    uint32_t cursor = third[leg->end];
    for (uint32_t k = from; k < others->stop; k++) {
        struct cost now = {leg->key + key[k], (int64_t)leg->dm + dm[k]};
        struct cost before = {leg->old_key + key[k], (int64_t)leg->old_dm + dm[k]};
        if (changed < others->changed.n && others->changed.at[changed].link == k) {
            const struct leg *other = &others->changed.at[changed++];
            before =
                (struct cost){leg->old_key + other->old_key, (int64_t)leg->old_dm + other->old_dm};
        } else if (key[k] >= KEY_NEVER || (!leg->better && !link_is_leg(u->snapshot, k))) {
            continue;
        }
        cursor = seek(end, cursor, end[k]);
        triangle(u, now, before, leg->link, k, cursor, leg->end);
    }
    u->work += others->stop - from;
}

/* All triangles of a link that is as before with changed ones that end above it. When none of these
 * is better it must have been a leg to matter. */
static inline void spread_unchanged(struct updater *u, uint32_t link, const struct leg *changed,
                                    size_t n, bool better, const uint32_t *third)
{
    int64_t key = u->snapshot->link_key[link];
    if (key >= KEY_NEVER || (!better && !link_is_leg(u->snapshot, link)))
        return;
    uint32_t low = u->cch->end[link], dm = u->snapshot->link_dm[link];
    uint32_t cursor = third[low];
    for (size_t i = 0; i < n; i++) {
        const struct leg *leg = &changed[i];
        cursor = seek(u->cch->end, cursor, leg->end);
        triangle(u, (struct cost){key + leg->key, (int64_t)dm + leg->dm},
                 (struct cost){key + leg->old_key, (int64_t)dm + leg->old_dm}, link, leg->link,
                 cursor, low);
    }
    u->work += n;
}

/* Triangles in which the leg of this side ends lower: a changed leg with all others, one that is as
 * before with the changed ones. */
static void spread_side(struct updater *u, const struct legs *legs, const struct legs *others,
                        const uint32_t *third)
{
    enum { AHEAD = 4 };
    const uint32_t *end = u->cch->end;
    size_t mine = 0, theirs = 0;    /* changed ones: the next of this side; the first above */
    uint32_t above = others->first; /* the first of the other side that ends above */
    for (uint32_t k = legs->first; k < legs->stop; k++) {
        while (theirs < others->changed.n && others->changed.at[theirs].end <= end[k])
            theirs++;
        if (theirs == others->changed.n) {
            if (mine == legs->changed.n)
                return;
            k = legs->changed.at[mine].link;
        }
        if (k + AHEAD < legs->stop) {
            uint32_t soon = third[end[k + AHEAD]];
            __builtin_prefetch(&end[soon]);
            __builtin_prefetch(&u->snapshot->link_key[soon]);
        }
        if (mine == legs->changed.n || legs->changed.at[mine].link != k) {
            spread_unchanged(u, k, others->changed.at + theirs, others->changed.n - theirs,
                             others->better, third);
            continue;
        }
        const struct leg *leg = &legs->changed.at[mine++];
        while (above < others->stop && end[above] <= leg->end)
            above++;
        while (theirs < others->changed.n && others->changed.at[theirs].end <= leg->end)
            theirs++;
        spread_changed(u, leg, others, above, theirs, third);
    }
}

static void spread_from(struct updater *u, uint32_t y)
{
    const struct cch *cch = u->cch;
    legs_collect(u, y, cch->out_first[y], cch->out_first[y + 1], &u->out);
    legs_collect(u, y, cch->in_first[y], cch->in_first[y + 1], &u->in);
    if (u->out.changed.n == 0 && u->in.changed.n == 0)
        return;
    spread_side(u, &u->in, &u->out, cch->out_first);
    spread_side(u, &u->out, &u->in, cch->in_first);
}

/* A link that is no way any more. */
static void cut(struct updater *u, uint32_t link)
{
    u->snapshot->link_key[link] = KEY_NEVER;
    u->snapshot->link_dm[link] = 0;
}

/*
 * An arc that was closed: whatever starts on it has no way left, and needs no triangle to know
 * that. Of the triangles above, those through the arc may have been what their third side stood on;
 * a link that a lower rank keeps is a side of such only as start on the arc as well.
 */
static void cut_arc(struct updater *u, uint32_t y, u32_vec *links)
{
    const struct cch *cch = u->cch;
    const int64_t *key = u->snapshot->link_key;
    const uint32_t *dm = u->snapshot->link_dm, *below = cch->below_out_link;
    uint32_t from = cch->below_out_first[y], to = cch->below_out_first[y + 1];
    for (uint32_t i = from; i < to; i++) {
        __builtin_prefetch(&key[below[i]], 1);
        __builtin_prefetch(&dm[below[i]], 1);
    }
    for (uint32_t k = cch->out_first[y + 1]; k-- > cch->out_first[y];) {
        if (key[k] >= KEY_NEVER)
            continue;
        vec_push(
            &u->touches,
            ((struct touch){.link = k, .next = u->chain[y], .old_key = key[k], .old_dm = dm[k]}));
        u->chain[y] = (uint32_t)u->touches.n - 1;
        cut(u, k);
    }
    if (u->chain[y] != GRAPH_NONE)
        queue_push(&u->queue, y);
    for (uint32_t i = from; i < to; i++)
        if (key[below[i]] < KEY_NEVER) {
            cut(u, below[i]);
            vec_push(links, below[i]);
        }
}

static void mark_turns(struct updater *u, uint32_t arc)
{
    const struct graph *graph = u->snapshot->network->graph;
    uint32_t rank = u->cch->rank_of_arc[arc];
    for (uint32_t t = graph->turn_first[arc]; t < graph->turn_first[arc + 1]; t++) {
        uint32_t link = u->cch->turn_link[t];
        if (link == GRAPH_NONE)
            continue;
        uint32_t to = u->cch->rank_of_arc[graph->turn_to[t]];
        touch(u, link, rank < to ? rank : to)->marked = true;
    }
}

static void forget(struct updater *u)
{
    memset(u->slots, 0, u->slots_n * sizeof *u->slots);
    for (uint32_t rank; (rank = queue_pop(&u->queue)) != GRAPH_NONE;)
        u->chain[rank] = GRAPH_NONE;
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
    for (size_t i = 0; i < n_arcs; i++) {
        if (snapshot->arc_key[arcs[i]] >= KEY_NEVER)
            cut_arc(u, u->cch->rank_of_arc[arcs[i]], links);
        else
            mark_turns(u, arcs[i]);
    }
    u->queue.at = 0;
    for (uint32_t y = 0; u->work < u->work_max && (y = queue_pop(&u->queue)) != GRAPH_NONE;) {
        recompute_marked(u, y, true);
        recompute_marked(u, y, false);
        spread_from(u, y);
        u->chain[y] = GRAPH_NONE;
    }
    bool done = u->work < u->work_max;
    for (size_t i = 0; i < u->touches.n && done; i++) {
        const struct touch *t = &u->touches.at[i];
        if (touch_changed(u, t))
            vec_push(links, t->link);
    }
    forget(u);
    return done;
}
