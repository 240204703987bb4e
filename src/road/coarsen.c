/*
 * Makes a graph smaller by joining neighbours: those first that much runs between and that stand
 * for few junctions, so that what hangs together stays together (heavy edges, the rating of
 * Holtgrewe, Sanders, Schulz, IPDPS 2010). Who finds all neighbours taken goes along with one of
 * them.
 */
#include "road/order_int.h"

#include <stdlib.h>
#include <string.h>

#include "road/engine_int.h"

enum { PARTS_LEAST = 1000 }; /* no part weighs more than its share of so many */

void cut_graph_take(struct cut_graph *graph, uint32_t n, size_t room)
{
    graph->n = n;
    graph->n_half = 0;
    graph->first = take((size_t)n + 1, sizeof *graph->first);
    graph->head = take(room, sizeof *graph->head);
    graph->twin = take(room, sizeof *graph->twin);
    graph->capacity = take(room, sizeof *graph->capacity);
    graph->weight = take(n, sizeof *graph->weight);
    graph->x = take(n, sizeof *graph->x);
    graph->y = take(n, sizeof *graph->y);
}

void cut_graph_drop(struct cut_graph *graph)
{
    free(graph->first);
    free(graph->head);
    free(graph->twin);
    free(graph->capacity);
    free(graph->weight);
    free(graph->x);
    free(graph->y);
}

/* The neighbour that v goes best with, alone or also when it is taken; GRAPH_NONE when there is
 * none that is light enough. */
static uint32_t best_partner(const struct cut_graph *graph, const uint32_t *part,
                             const uint32_t *weight, uint32_t v, bool taken, uint32_t most)
{
    uint32_t best = GRAPH_NONE;
    double best_rating = 0;
    for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
        uint32_t w = graph->head[h];
        bool is_taken = part[w] != GRAPH_NONE;
        uint32_t theirs = is_taken ? weight[part[w]] : graph->weight[w];
        if (is_taken != taken || w == v || theirs + graph->weight[v] > most)
            continue;
        double rating = graph->capacity[h] / (double)theirs;
        if (best == GRAPH_NONE || rating > best_rating) {
            best = w;
            best_rating = rating;
        }
    }
    return best;
}

/* Gives each node its part; `weight` has room for as many parts as there are nodes. */
static uint32_t match(const struct cut_graph *graph, uint32_t *part, uint32_t *weight)
{
    uint64_t all = 0;
    uint32_t parts = 0;
    for (uint32_t v = 0; v < graph->n; v++) {
        part[v] = GRAPH_NONE;
        all += graph->weight[v];
    }
    uint32_t most = (uint32_t)(all / PARTS_LEAST) + 2;
    for (uint32_t v = 0; v < graph->n; v++) {
        if (part[v] != GRAPH_NONE)
            continue;
        uint32_t partner = best_partner(graph, part, weight, v, false, most);
        if (partner == GRAPH_NONE) {
            partner = best_partner(graph, part, weight, v, true, most);
            if (partner != GRAPH_NONE) {
                part[v] = part[partner];
                weight[part[v]] += graph->weight[v];
                continue;
            }
        } else {
            part[partner] = parts;
        }
        part[v] = parts;
        weight[parts++] = graph->weight[v] + (partner == GRAPH_NONE ? 0 : graph->weight[partner]);
    }
    return parts;
}

/* Nodes by their part. */
static void list_members(const uint32_t *part, uint32_t n, uint32_t parts, uint32_t *first,
                         uint32_t *members)
{
    memset(first, 0, ((size_t)parts + 2) * sizeof *first);
    for (uint32_t v = 0; v < n; v++)
        first[part[v] + 2]++;
    for (uint32_t p = 0; p < parts; p++)
        first[p + 2] += first[p + 1];
    for (uint32_t v = 0; v < n; v++)
        members[first[part[v] + 1]++] = v;
}

/* The half-edge of the coarse graph from p, whose own start at `start`, to q: made when it is not
 * there yet. `at` has the last one that was made to each part. */
static uint32_t coarse_half(struct cut_graph *coarse, uint32_t *at, uint32_t start, uint32_t p,
                            uint32_t q)
{
    if (at[q] != GRAPH_NONE && at[q] >= start)
        return at[q];
    uint32_t h = at[q] = coarse->n_half++;
    coarse->head[h] = q;
    coarse->capacity[h] = 0;
    for (uint32_t k = coarse->first[q]; q < p && k < coarse->first[q + 1]; k++)
        if (coarse->head[k] == p) {
            coarse->twin[h] = k;
            coarse->twin[k] = h;
        }
    return h;
}

static void join(const struct cut_graph *graph, struct cut_graph *coarse, const uint32_t *part,
                 const uint32_t *first, const uint32_t *members)
{
    uint32_t *at = take(coarse->n, sizeof *at);
    memset(at, 0xff, coarse->n * sizeof *at);
    for (uint32_t p = 0; p < coarse->n; p++) {
        double x = 0, y = 0;
        uint32_t start = coarse->first[p] = coarse->n_half;
        for (uint32_t i = first[p]; i < first[p + 1]; i++) {
            uint32_t v = members[i];
            x += (double)graph->x[v] * graph->weight[v];
            y += (double)graph->y[v] * graph->weight[v];
            for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
                uint32_t q = part[graph->head[h]];
                if (q == p)
                    continue;
                uint32_t half = coarse_half(coarse, at, start, p, q);
                uint32_t sum = (uint32_t)coarse->capacity[half] + graph->capacity[h];
                coarse->capacity[half] =
                    (uint16_t)(sum < CUT_CAPACITY_MAX ? sum : CUT_CAPACITY_MAX);
            }
        }
        coarse->x[p] = (float)(x / coarse->weight[p]);
        coarse->y[p] = (float)(y / coarse->weight[p]);
    }
    coarse->first[coarse->n] = coarse->n_half;
    free(at);
}

void cut_coarsen(const struct cut_graph *graph, struct cut_graph *coarse, uint32_t *part)
{
    uint32_t *weight = take(graph->n, sizeof *weight), parts = match(graph, part, weight);
    uint32_t *first = take((size_t)parts + 2, sizeof *first);
    uint32_t *members = take(graph->n, sizeof *members);
    list_members(part, graph->n, parts, first, members);
    cut_graph_take(coarse, parts, graph->n_half);
    memcpy(coarse->weight, weight, parts * sizeof *weight);
    join(graph, coarse, part, first, members);
    free(weight);
    free(first);
    free(members);
}
