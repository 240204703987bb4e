/*
 * The nodes that roads use: a sorted list of ids, looked up by bisection.
 */
#include <stdlib.h>
#include <string.h>

#include "road/import_int.h"

void raw_free_shapes(struct raw *raw)
{
    free(raw->ref_nodes);
    free(raw->node_lon);
    free(raw->node_lat);
    free(raw->node_uses);
    raw->ref_nodes = NULL;
    raw->node_lon = raw->node_lat = NULL;
    raw->node_uses = NULL;
}

void raw_free(struct raw *raw)
{
    raw_free_shapes(raw);
    vec_free(&raw->ways);
    vec_free(&raw->kinds);
    vec_free(&raw->refs);
    vec_free(&raw->restriction_ways);
    vec_free(&raw->restrictions);
    routes_free(&raw->routes);
    vec_free(&raw->obstacles);
    free(raw->node_id);
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* Sorts by least significant digit first, 11 bits at a time; digits that are the same in all ids
 * are stepped over, so real ids take three or four rounds. Negative ids come behind positive ones
 * here and are then moved to the front. */
static void sort_ids(int64_t *ids, size_t n)
{
    int64_t *other = malloc((n ? n : 1) * sizeof *other), *from = ids, *to = other;
    uint64_t any = 0, all = UINT64_MAX;
    if (!other)
        abort();
    for (size_t i = 0; i < n; i++) {
        any |= (uint64_t)ids[i];
        all &= (uint64_t)ids[i];
    }
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        size_t start[DIGITS + 1] = {0};
        if (!(((any ^ all) >> shift) & (DIGITS - 1)))
            continue;
        for (size_t i = 0; i < n; i++)
            start[(((uint64_t)from[i] >> shift) & (DIGITS - 1)) + 1]++;
        for (size_t d = 0; d < DIGITS; d++)
            start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++)
            to[start[((uint64_t)from[i] >> shift) & (DIGITS - 1)]++] = from[i];
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    size_t positive = 0;
    while (positive < n && from[positive] >= 0)
        positive++;
    if (n) {
        memcpy(to, from + positive, (n - positive) * sizeof *to);
        memcpy(to + (n - positive), from, positive * sizeof *to);
    }
    if (to != ids && n)
        memcpy(ids, to, n * sizeof *ids);
    free(other);
}

uint32_t raw_node_find(const struct raw *raw, int64_t id)
{
    size_t low = 0, high = raw->node_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (raw->node_id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < raw->node_count && raw->node_id[low] == id ? (uint32_t)low : GRAPH_NONE;
}

static void *room(size_t count, size_t size)
{
    void *at = calloc(count ? count : 1, size);
    if (!at)
        abort();
    return at;
}

void raw_list_nodes(struct raw *raw)
{
    size_t n = raw->refs.n;
    raw->node_id = room(n, sizeof *raw->node_id);
    if (n)
        memcpy(raw->node_id, raw->refs.at, n * sizeof *raw->node_id);
    sort_ids(raw->node_id, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || raw->node_id[i] != raw->node_id[kept - 1])
            raw->node_id[kept++] = raw->node_id[i];
    raw->node_count = kept;
    int64_t *smaller = realloc(raw->node_id, (kept ? kept : 1) * sizeof *smaller);
    if (smaller)
        raw->node_id = smaller;
    raw->node_lon = room(kept, sizeof *raw->node_lon);
    raw->node_lat = room(kept, sizeof *raw->node_lat);
    raw->node_uses = room(kept, 1);
    for (size_t i = 0; i < kept; i++)
        raw->node_lon[i] = RAW_MISSING;
    raw->ref_nodes = room(n, sizeof *raw->ref_nodes);
    for (size_t i = 0; i < n; i++) {
        uint32_t node = raw_node_find(raw, raw->refs.at[i]);
        raw->ref_nodes[i] = node;
        if (raw->node_uses[node] < 3)
            raw->node_uses[node]++;
    }
    vec_free(&raw->refs);
}
