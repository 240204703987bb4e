/*
 * Tables: RPHAST (Delling, Goldberg, Werneck, JEA 2013) on the elimination tree. The ranks from
 * which the targets can be reached downwards are selected once, together with those of their links
 * that are possible under the snapshot. Then, for LANES sources at a time: one upward search each,
 * and one sweep over the selection from the top down that serves all of them with vector
 * instructions.
 */
#include "road/engine_int.h"

#include <stdlib.h>
#include <string.h>

enum { LANES = 8, PARTS = 2 };

/* A vector of the compiler's: operators work lane by lane, comparisons give 0 or -1 in each. */
typedef int64_t part __attribute__((vector_size(LANES / PARTS * sizeof(int64_t))));

union lane_row {
    part part[PARTS];
    int64_t at[LANES];
};

struct selection {
    uint32_t n;
    uint32_t *rank;  /* descending */
    uint32_t *local; /* per rank: its index here + 1, or 0 */
    uint32_t *first; /* n + 1 */
    uint32_t *tail;  /* per link: index of its upper end */
    int64_t *key;
    uint32_t *dm;
};

static int descending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

static void select_ranks(const struct cch *cch, const struct seeds *to, size_t n_to,
                         struct selection *s)
{
    u32_vec ranks = {0};
    s->local = take_zeroed(cch->n, sizeof *s->local);
    for (size_t j = 0; j < n_to; j++)
        for (uint32_t i = 0; i < to[j].n; i++)
            for (uint32_t x = cch->rank_of_arc[to[j].at[i].arc]; x != GRAPH_NONE && !s->local[x];
                 x = cch->parent[x]) {
                s->local[x] = 1;
                vec_push(&ranks, x);
            }
    if (ranks.n > 1)
        qsort(ranks.at, ranks.n, sizeof *ranks.at, descending);
    s->n = (uint32_t)ranks.n;
    s->rank = ranks.at;
    for (uint32_t i = 0; i < s->n; i++)
        s->local[s->rank[i]] = i + 1;
}

static void select_links(const struct road_snapshot *snapshot, struct selection *s)
{
    const struct cch *cch = snapshot->network->cch;
    size_t n = 0, room = 0;
    for (uint32_t i = 0; i < s->n; i++)
        room += cch->in_first[s->rank[i] + 1] - cch->in_first[s->rank[i]];
    s->first = take((size_t)s->n + 1, sizeof *s->first);
    s->tail = take(room, sizeof *s->tail);
    s->key = take(room, sizeof *s->key);
    s->dm = take(room, sizeof *s->dm);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t x = s->rank[i];
        s->first[i] = (uint32_t)n;
        for (uint32_t k = cch->in_first[x]; k < cch->in_first[x + 1]; k++) {
            if (snapshot->link_key[k] >= KEY_NEVER)
                continue;
            s->tail[n] = s->local[cch->end[k]] - 1;
            s->key[n] = snapshot->link_key[k];
            s->dm[n++] = snapshot->link_dm[k];
        }
    }
    s->first[s->n] = (uint32_t)n;
}

static void selection_drop(struct selection *s)
{
    free(s->rank);
    free(s->local);
    free(s->first);
    free(s->tail);
    free(s->key);
    free(s->dm);
}

/* ---- sweeping, once for each kind of processor ---- */

#define SWEEP_BODY static inline __attribute__((always_inline)) void

SWEEP_BODY sweep_keys_body(const struct selection *s, union lane_row *rows)
{
    for (uint32_t x = 0; x < s->n; x++) {
        union lane_row best = rows[x];
        for (uint32_t k = s->first[x]; k < s->first[x + 1]; k++) {
            const union lane_row *tail = &rows[s->tail[k]];
            for (int p = 0; p < PARTS; p++) {
                part sum = tail->part[p] + s->key[k];
                part less = sum < best.part[p];
                best.part[p] = (sum & less) | (best.part[p] & ~less);
            }
        }
        rows[x] = best;
    }
}

SWEEP_BODY sweep_both_body(const struct selection *s, union lane_row *rows, union lane_row *rows_dm)
{
    for (uint32_t x = 0; x < s->n; x++) {
        union lane_row best = rows[x], best_dm = rows_dm[x];
        for (uint32_t k = s->first[x]; k < s->first[x + 1]; k++) {
            uint32_t tail = s->tail[k];
            for (int p = 0; p < PARTS; p++) {
                part sum = rows[tail].part[p] + s->key[k];
                part dm = rows_dm[tail].part[p] + (int64_t)s->dm[k];
                part less = (sum < best.part[p]) | ((sum == best.part[p]) & (dm < best_dm.part[p]));
                best.part[p] = (sum & less) | (best.part[p] & ~less);
                best_dm.part[p] = (dm & less) | (best_dm.part[p] & ~less);
            }
        }
        rows[x] = best;
        rows_dm[x] = best_dm;
    }
}

typedef void sweep_fn(const struct selection *s, union lane_row *rows, union lane_row *rows_dm);

static void sweep_plain(const struct selection *s, union lane_row *rows, union lane_row *rows_dm)
{
    if (rows_dm)
        sweep_both_body(s, rows, rows_dm);
    else
        sweep_keys_body(s, rows);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
sweep_avx2(const struct selection *s, union lane_row *rows, union lane_row *rows_dm)
{
    if (rows_dm)
        sweep_both_body(s, rows, rows_dm);
    else
        sweep_keys_body(s, rows);
}

#endif

static sweep_fn *sweep_choose(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return sweep_avx2;
#endif
    return sweep_plain;
}

/* ---- batches ---- */

struct batch {
    struct road_search *search;
    const struct road_snapshot *snapshot;
    const struct selection *selection;
    union lane_row *rows, *rows_dm; /* rows_dm NULL without lengths */
};

static void batch_reset(struct batch *batch)
{
    for (uint32_t x = 0; x < batch->selection->n; x++)
        for (int l = 0; l < LANES; l++)
            batch->rows[x].at[l] = KEY_NEVER;
    if (batch->rows_dm)
        memset(batch->rows_dm, 0, batch->selection->n * sizeof *batch->rows_dm);
}

/* What one source reaches upwards goes into its lane. */
static void batch_source(struct batch *batch, const struct seeds *from, int lane)
{
    struct road_search *search = batch->search;
    query_climb(search, batch->snapshot, from);
    for (size_t i = 0; i < search->touched.n; i++) {
        uint32_t x = search->touched.at[i], local = batch->selection->local[x];
        if (local) {
            batch->rows[local - 1].at[lane] = search->up[x];
            if (batch->rows_dm)
                batch->rows_dm[local - 1].at[lane] = search->up_dm[x];
        }
    }
    query_clear(search);
}

static void batch_read(const struct batch *batch, const struct seeds *to, int lane, int64_t *key,
                       uint32_t *dm)
{
    struct cost best = {KEY_NEVER, 0};
    for (uint32_t i = 0; i < to->n; i++) {
        uint32_t rank = batch->search->network->cch->rank_of_arc[to->at[i].arc];
        uint32_t local = batch->selection->local[rank] - 1;
        struct cost cost = {batch->rows[local].at[lane] + to->at[i].key, to->at[i].dm};
        if (batch->rows_dm)
            cost.dm += batch->rows_dm[local].at[lane];
        if (cost.key < KEY_NEVER && cost_less(cost, best))
            best = cost;
    }
    *key = best.key;
    if (dm)
        *dm = best.key < KEY_NEVER ? cost_length_dm(best) : ROAD_UNREACHABLE;
}

/* ---- pairs on one arc with the target behind: by single queries ---- */

struct arc_target {
    uint32_t arc, target;
};

static int arc_target_order(const void *a, const void *b)
{
    uint32_t x = ((const struct arc_target *)a)->arc, y = ((const struct arc_target *)b)->arc;
    return (x > y) - (x < y);
}

static void fix_pair(struct road_search *search, const struct road_snapshot *snapshot,
                     const struct seeds *from, const struct seeds *to, int64_t *key, uint32_t *dm)
{
    struct seeds round = *from;
    if (!seeds_go_round(snapshot, &round, to))
        return;
    struct cost cost = query_run(search, snapshot, &round, to, false);
    *key = cost.key;
    if (dm)
        *dm = cost.key < KEY_NEVER ? cost_length_dm(cost) : ROAD_UNREACHABLE;
}

/* Pairs on one closed arc. */
static void join_direct(const struct road_snapshot *snapshot, const struct seeds *from,
                        size_t n_from, const struct seeds *to, size_t n_to, int64_t *keys,
                        uint32_t *dm)
{
    struct cost direct;
    for (size_t i = 0; i < n_from; i++)
        for (size_t j = 0; from[i].n_closed > 0 && j < n_to; j++) {
            size_t cell = i * n_to + j;
            struct cost best = {keys[cell], dm ? dm[cell] : 0};
            if (seeds_direct(snapshot, &from[i], &to[j], &direct) == GRAPH_NONE ||
                !cost_less(direct, best))
                continue;
            keys[cell] = direct.key;
            if (dm)
                dm[cell] = cost_length_dm(direct);
        }
}

static void fix_pairs(struct road_search *search, const struct road_snapshot *snapshot,
                      const struct seeds *from, size_t n_from, const struct seeds *to, size_t n_to,
                      int64_t *keys, uint32_t *dm)
{
    VEC(struct arc_target) by_arc = {0};
    for (size_t j = 0; j < n_to; j++)
        for (uint32_t k = 0; k < to[j].n; k++)
            vec_push(&by_arc, ((struct arc_target){to[j].at[k].arc, (uint32_t)j}));
    if (by_arc.n > 1)
        qsort(by_arc.at, by_arc.n, sizeof *by_arc.at, arc_target_order);
    for (size_t i = 0; i < n_from && by_arc.n > 0; i++)
        for (uint32_t k = 0; k < from[i].n; k++) {
            size_t low = 0, high = by_arc.n;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (by_arc.at[middle].arc < from[i].at[k].arc)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < by_arc.n && by_arc.at[low].arc == from[i].at[k].arc; low++) {
                size_t j = by_arc.at[low].target, cell = i * n_to + j;
                fix_pair(search, snapshot, &from[i], &to[j], &keys[cell], dm ? &dm[cell] : NULL);
            }
        }
    vec_free(&by_arc);
}

void table_run(struct road_search *search, const struct road_snapshot *snapshot,
               const struct seeds *from, size_t n_from, const struct seeds *to, size_t n_to,
               int64_t *keys, uint32_t *dm)
{
    struct selection selection = {0};
    sweep_fn *sweep = sweep_choose();
    select_ranks(snapshot->network->cch, to, n_to, &selection);
    select_links(snapshot, &selection);
    size_t bytes = ((size_t)selection.n + 1) * sizeof(union lane_row);
    struct batch batch = {search, snapshot, &selection, aligned_alloc(64, bytes),
                          dm ? aligned_alloc(64, bytes) : NULL};
    if (!batch.rows || (dm && !batch.rows_dm))
        abort();
    for (size_t i = 0; i < n_from; i += LANES) {
        size_t used = n_from - i < LANES ? n_from - i : LANES;
        batch_reset(&batch);
        for (size_t l = 0; l < used; l++)
            batch_source(&batch, &from[i + l], (int)l);
        sweep(&selection, batch.rows, batch.rows_dm);
        for (size_t l = 0; l < used; l++)
            for (size_t j = 0; j < n_to; j++) {
                size_t cell = (i + l) * n_to + j;
                batch_read(&batch, &to[j], (int)l, &keys[cell], dm ? &dm[cell] : NULL);
            }
    }
    fix_pairs(search, snapshot, from, n_from, to, n_to, keys, dm);
    join_direct(snapshot, from, n_from, to, n_to, keys, dm);
    free(batch.rows);
    free(batch.rows_dm);
    selection_drop(&selection);
}
