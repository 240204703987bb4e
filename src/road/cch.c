#include "road/engine_int.h"

#include <stdlib.h>
#include <string.h>

void *take(size_t count, size_t size)
{
    void *at = malloc(count * size + 1);
    if (!at)
        abort();
    return at;
}

void *take_zeroed(size_t count, size_t size)
{
    void *at = calloc(count + 1, size);
    if (!at)
        abort();
    return at;
}

/* Liu's algorithm on the turns, taken without direction: with path compression, O(m log n). */
static void find_parents(const struct graph *graph, struct cch *cch)
{
    uint32_t n = cch->n, *root = take(n, sizeof *root), *first = take_zeroed(n + 2, sizeof *first);
    uint32_t *lower = take(graph->n_turns, sizeof *lower);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t a = 0; a < graph->n_arcs; a++)
            for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
                uint32_t x = cch->rank_of_arc[a], y = cch->rank_of_arc[graph->turn_to[t]];
                uint32_t low = x < y ? x : y, high = x < y ? y : x;
                if (x == y)
                    continue;
                if (pass == 0)
                    first[high + 2]++;
                else
                    lower[first[high + 1]++] = low;
            }
        for (uint32_t x = 0; x < n && pass == 0; x++)
            first[x + 2] += first[x + 1];
    }
    for (uint32_t y = 0; y < n; y++) {
        cch->parent[y] = root[y] = GRAPH_NONE;
        for (uint32_t i = first[y]; i < first[y + 1]; i++) {
            uint32_t x = lower[i];
            while (root[x] != GRAPH_NONE && root[x] != y) {
                uint32_t next = root[x];
                root[x] = y;
                x = next;
            }
            if (root[x] == GRAPH_NONE && x != y) {
                root[x] = y;
                cch->parent[x] = y;
            }
        }
    }
    free(root);
    free(first);
    free(lower);
}

static void measure_depth(struct cch *cch)
{
    uint32_t *depth = take_zeroed(cch->n, sizeof *depth);
    for (uint32_t x = cch->n; x-- > 0;) {
        depth[x] = cch->parent[x] == GRAPH_NONE ? 1 : depth[cch->parent[x]] + 1;
        if (depth[x] > cch->depth)
            cch->depth = depth[x];
    }
    free(depth);
}

/*
 * Symbolic elimination, pulled from above: when y's turn comes, the lists of all lower x are
 * complete; for y -> x each out end of x above y is one of y's, and likewise for the other
 * direction.
 */
struct list_draft {
    u32_vec ends;          /* of all ranks so far, one list after the other */
    uint32_t *first;       /* n + 1 */
    uint32_t *below_first; /* per upper rank: its newest entry in the chain of below */
    u32_vec below_rank, below_next;
};

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_ends(uint32_t *at, size_t n)
{
    if (n > 24) {
        qsort(at, n, sizeof *at, ascending);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint32_t value = at[i];
        size_t j = i;
        for (; j > 0 && at[j - 1] > value; j--)
            at[j] = at[j - 1];
        at[j] = value;
    }
}

static void add_end(struct list_draft *list, uint32_t *mark, uint32_t y, uint32_t end)
{
    if (mark[end] == y)
        return;
    mark[end] = y;
    vec_push(&list->ends, end);
}

/* `other` holds, for lower x, the links that connect y with x on the far side of the triangle. */
static void pull_list(struct list_draft *list, const struct list_draft *other, uint32_t *mark,
                      uint32_t y, const uint32_t *input, uint32_t n_input)
{
    size_t start = list->ends.n;
    list->first[y] = (uint32_t)start;
    for (uint32_t i = 0; i < n_input; i++)
        if (input[i] > y)
            add_end(list, mark, y, input[i]);
    for (uint32_t i = other->below_first[y]; i != GRAPH_NONE; i = other->below_next.at[i]) {
        uint32_t x = other->below_rank.at[i];
        uint32_t stop = list->first[x];
        for (uint32_t k = list->first[x + 1]; k-- > stop && list->ends.at[k] > y;)
            add_end(list, mark, y, list->ends.at[k]);
    }
    list->first[y + 1] = (uint32_t)list->ends.n;
    sort_ends(list->ends.at + start, list->ends.n - start);
}

static void hang_below(struct list_draft *list, uint32_t y)
{
    for (uint32_t k = list->first[y]; k < list->first[y + 1]; k++) {
        uint32_t end = list->ends.at[k];
        vec_push(&list->below_rank, y);
        vec_push(&list->below_next, list->below_first[end]);
        list->below_first[end] = (uint32_t)list->below_rank.n - 1;
    }
}

static void list_start(struct list_draft *list, uint32_t n)
{
    list->first = take_zeroed((size_t)n + 1, sizeof *list->first);
    list->below_first = take(n, sizeof *list->below_first);
    memset(list->below_first, 0xff, n * sizeof *list->below_first);
}

static void list_drop_below(struct list_draft *list)
{
    free(list->below_first);
    vec_free(&list->below_rank);
    vec_free(&list->below_next);
}

/* Turns by rank in both directions: out of each and into each. */
struct turn_ends {
    uint32_t *out_first, *out, *in_first, *in;
};

static void turn_ends_make(const struct graph *graph, const struct cch *cch, struct turn_ends *ends)
{
    uint32_t n = cch->n, at = 0;
    ends->out_first = take((size_t)n + 1, sizeof *ends->out_first);
    ends->in_first = take_zeroed((size_t)n + 2, sizeof *ends->in_first);
    ends->out = take(graph->n_turns, sizeof *ends->out);
    ends->in = take(graph->n_turns, sizeof *ends->in);
    for (uint32_t t = 0; t < graph->n_turns; t++)
        ends->in_first[cch->rank_of_arc[graph->turn_to[t]] + 2]++;
    for (uint32_t x = 0; x < n; x++)
        ends->in_first[x + 2] += ends->in_first[x + 1];
    for (uint32_t x = 0; x < n; x++) {
        uint32_t arc = cch->arc_of_rank[x];
        ends->out_first[x] = at;
        for (uint32_t t = graph->turn_first[arc]; t < graph->turn_first[arc + 1]; t++) {
            uint32_t end = cch->rank_of_arc[graph->turn_to[t]];
            ends->out[at++] = end;
            ends->in[ends->in_first[end + 1]++] = x;
        }
    }
    ends->out_first[n] = at;
}

static void turn_ends_drop(struct turn_ends *ends)
{
    free(ends->out_first);
    free(ends->out);
    free(ends->in_first);
    free(ends->in);
}

/* Both lists into the final arrays: out links, then in links. */
static void links_store(struct cch *cch, const struct list_draft *out, const struct list_draft *in)
{
    uint32_t n = cch->n;
    cch->n_out = (uint32_t)out->ends.n;
    cch->n_links = cch->n_out + (uint32_t)in->ends.n;
    cch->end = take_zeroed((size_t)cch->n_links + CCH_END_PAD, sizeof *cch->end);
    cch->out_first = take((size_t)n + 1, sizeof *cch->out_first);
    cch->in_first = take((size_t)n + 1, sizeof *cch->in_first);
    if (out->ends.n > 0)
        memcpy(cch->end, out->ends.at, out->ends.n * sizeof *cch->end);
    if (in->ends.n > 0)
        memcpy(cch->end + cch->n_out, in->ends.at, in->ends.n * sizeof *cch->end);
    for (uint32_t x = 0; x <= n; x++) {
        cch->out_first[x] = out->first[x];
        cch->in_first[x] = in->first[x] + cch->n_out;
    }
}

/* The links of one kind by their upper end; within it ascending by the lower one. */
static void below_store(const struct cch *cch, const uint32_t *first, uint32_t **below_first,
                        uint32_t **below_rank, uint32_t **below_link)
{
    uint32_t n = cch->n, from = first[0], to = first[n];
    uint32_t *start = take_zeroed((size_t)n + 2, sizeof *start);
    *below_rank = take(to - from, sizeof **below_rank);
    *below_link = take(to - from, sizeof **below_link);
    for (uint32_t k = from; k < to; k++)
        start[cch->end[k] + 2]++;
    for (uint32_t x = 0; x < n; x++)
        start[x + 2] += start[x + 1];
    for (uint32_t x = 0; x < n; x++)
        for (uint32_t k = first[x]; k < first[x + 1]; k++) {
            uint32_t at = start[cch->end[k] + 1]++;
            (*below_rank)[at] = x;
            (*below_link)[at] = k;
        }
    *below_first = start;
}

static uint32_t find_link(const struct cch *cch, uint32_t from, uint32_t to)
{
    uint32_t low = from < to ? from : to, end = from < to ? to : from;
    const uint32_t *first = from < to ? cch->out_first : cch->in_first;
    uint32_t a = first[low], b = first[low + 1];
    while (a < b) {
        uint32_t middle = a + (b - a) / 2;
        if (cch->end[middle] < end)
            a = middle + 1;
        else
            b = middle;
    }
    return a;
}

static void turns_store(const struct graph *graph, struct cch *cch)
{
    cch->turn_link = take(graph->n_turns, sizeof *cch->turn_link);
    cch->is_turn = take_zeroed(cch->n_links / 64 + 1, sizeof *cch->is_turn);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
            uint32_t from = cch->rank_of_arc[a], to = cch->rank_of_arc[graph->turn_to[t]];
            uint32_t link = from == to ? GRAPH_NONE : find_link(cch, from, to);
            cch->turn_link[t] = link;
            if (link != GRAPH_NONE)
                cch->is_turn[link / 64] |= (uint64_t)1 << (link % 64);
        }
}

struct cch *cch_new(const struct graph *graph, const uint32_t *order)
{
    struct cch *cch = take_zeroed(1, sizeof *cch);
    uint32_t n = cch->n = graph->n_arcs;
    struct list_draft out = {0}, in = {0};
    struct turn_ends ends;
    cch->rank_of_arc = take(n, sizeof *cch->rank_of_arc);
    cch->arc_of_rank = take(n, sizeof *cch->arc_of_rank);
    cch->parent = take(n, sizeof *cch->parent);
    for (uint32_t x = 0; x < n; x++) {
        cch->arc_of_rank[x] = order[x];
        cch->rank_of_arc[order[x]] = x;
    }
    find_parents(graph, cch);
    measure_depth(cch);
    turn_ends_make(graph, cch, &ends);
    list_start(&out, n);
    list_start(&in, n);
    uint32_t *mark = take(n, sizeof *mark), *mark_in = take(n, sizeof *mark_in);
    memset(mark, 0xff, n * sizeof *mark);
    memset(mark_in, 0xff, n * sizeof *mark_in);
    for (uint32_t y = 0; y < n; y++) {
        /* y -> x -> v: below y hang the in lists; x -> y with u -> x: the out lists. */
        pull_list(&out, &in, mark, y, ends.out + ends.out_first[y],
                  ends.out_first[y + 1] - ends.out_first[y]);
        pull_list(&in, &out, mark_in, y, ends.in + ends.in_first[y],
                  ends.in_first[y + 1] - ends.in_first[y]);
        hang_below(&out, y);
        hang_below(&in, y);
    }
    free(mark);
    free(mark_in);
    turn_ends_drop(&ends);
    list_drop_below(&out);
    list_drop_below(&in);
    links_store(cch, &out, &in);
    free(out.first);
    free(in.first);
    vec_free(&out.ends);
    vec_free(&in.ends);
    below_store(cch, cch->in_first, &cch->below_out_first, &cch->below_out_rank,
                &cch->below_out_link);
    below_store(cch, cch->out_first, &cch->below_in_first, &cch->below_in_rank,
                &cch->below_in_link);
    turns_store(graph, cch);
    return cch;
}

void cch_free(struct cch *cch)
{
    if (!cch)
        return;
    free(cch->rank_of_arc);
    free(cch->arc_of_rank);
    free(cch->parent);
    free(cch->out_first);
    free(cch->in_first);
    free(cch->end);
    free(cch->below_out_first);
    free(cch->below_in_first);
    free(cch->below_out_rank);
    free(cch->below_out_link);
    free(cch->below_in_rank);
    free(cch->below_in_link);
    free(cch->turn_link);
    free(cch->is_turn);
    free(cch);
}
