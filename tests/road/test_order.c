/* Nested dissection: cuts of graphs too large to be cut in one go. */
#include "test.h"

#include <stdlib.h>

#include "base/rng.h"
#include "road/engine_int.h"
#include "road/order_int.h"

enum { SIDE = 80, ISLAND = SIDE * SIDE, BRIDGES = 3 };

/* Two square islands of streets, joined by some bridges. */
struct islands {
    uint32_t n, *a, *b;
};

static void join(struct islands *islands, uint32_t a, uint32_t b)
{
    islands->a[islands->n] = a;
    islands->b[islands->n++] = b;
}

static struct cut_graph islands_make(void)
{
    struct islands islands = {0, malloc(4 * ISLAND * sizeof(uint32_t)),
                              malloc(4 * ISLAND * sizeof(uint32_t))};
    for (uint32_t v = 0; v < 2 * ISLAND; v++) {
        if (v % SIDE + 1 < SIDE)
            join(&islands, v, v + 1);
        if (v % ISLAND + SIDE < ISLAND)
            join(&islands, v, v + SIDE);
    }
    for (uint32_t i = 0; i < BRIDGES; i++)
        join(&islands, SIDE * (10 + 20 * i) + SIDE - 1, ISLAND + SIDE * (10 + 20 * i));
    struct cut_graph graph;
    cut_graph_take(&graph, 2 * ISLAND, 2 * (size_t)islands.n);
    uint32_t *end = calloc(graph.n + 2, sizeof *end);
    for (uint32_t i = 0; i < islands.n; i++) {
        end[islands.a[i] + 2]++;
        end[islands.b[i] + 2]++;
    }
    for (uint32_t v = 0; v < graph.n; v++)
        end[v + 2] += end[v + 1];
    for (uint32_t v = 0; v <= graph.n; v++)
        graph.first[v] = end[v + 1];
    for (uint32_t i = 0; i < islands.n; i++) {
        uint32_t there = end[islands.a[i] + 1]++, back = end[islands.b[i] + 1]++;
        graph.head[there] = islands.b[i];
        graph.head[back] = islands.a[i];
        graph.twin[there] = back;
        graph.twin[back] = there;
        graph.capacity[there] = graph.capacity[back] = 2;
    }
    for (uint32_t v = 0; v < graph.n; v++) {
        graph.weight[v] = 1;
        graph.x[v] = (float)(v % SIDE + (v >= ISLAND ? SIDE : 0));
        graph.y[v] = (float)(v % ISLAND / SIDE);
    }
    graph.n_half = 2 * islands.n;
    free(end);
    free(islands.a);
    free(islands.b);
    return graph;
}

static uint32_t cut_size(const struct cut_graph *graph, const uint8_t *side)
{
    uint32_t size = 0;
    for (uint32_t v = 0; v < graph->n; v++)
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++)
            size += side[v] && !side[graph->head[h]] ? graph->capacity[h] : 0;
    return size;
}

static void two_islands_are_cut_at_their_bridges(void **state)
{
    (void)state;
    struct cut_graph graph = islands_make();
    uint8_t *side = malloc(graph.n);
    cut_find(&graph, side);
    assert_int_equal(cut_size(&graph, side), 2 * BRIDGES);
    for (uint32_t v = 0; v < graph.n; v++)
        assert_int_equal(side[v], side[v < ISLAND ? 0 : ISLAND]);
    free(side);
    cut_graph_drop(&graph);
}

/* A border that runs askew through an island is moved to the bridges when they are near it. */
static void a_border_moves_to_where_it_cuts_less(void **state)
{
    (void)state;
    struct cut_graph graph = islands_make();
    uint8_t *side = malloc(graph.n);
    for (uint32_t v = 0; v < graph.n; v++)
        side[v] = graph.x[v] < SIDE - 8 + graph.y[v] / 10;
    assert_true(cut_size(&graph, side) > 2 * BRIDGES);
    cut_improve(&graph, side);
    assert_int_equal(cut_size(&graph, side), 2 * BRIDGES);
    free(side);
    cut_graph_drop(&graph);
}

static void a_coarse_graph_stands_for_the_whole(void **state)
{
    (void)state;
    struct cut_graph graph = islands_make(), coarse;
    uint32_t *part = malloc(graph.n * sizeof *part);
    uint8_t *side = malloc(graph.n), *coarse_side = malloc(graph.n);
    struct rng rng;
    rng_seed(&rng, 7);
    cut_coarsen(&graph, &coarse, part);
    assert_true(coarse.n > graph.n / 4 && coarse.n < graph.n * 6 / 10);
    uint64_t weight = 0;
    for (uint32_t p = 0; p < coarse.n; p++)
        weight += coarse.weight[p];
    assert_int_equal(weight, graph.n);
    for (uint32_t p = 0; p < coarse.n; p++)
        for (uint32_t h = coarse.first[p]; h < coarse.first[p + 1]; h++) {
            assert_int_equal(coarse.head[coarse.twin[h]], p);
            assert_int_equal(coarse.twin[coarse.twin[h]], h);
            assert_int_equal(coarse.capacity[coarse.twin[h]], coarse.capacity[h]);
        }
    /* Whatever side the parts are on: both graphs see the same cut. */
    for (uint32_t p = 0; p < coarse.n; p++)
        coarse_side[p] = rng_below(&rng, 2) == 1;
    for (uint32_t v = 0; v < graph.n; v++)
        side[v] = coarse_side[part[v]];
    assert_int_equal(cut_size(&coarse, coarse_side), cut_size(&graph, side));
    free(part);
    free(side);
    free(coarse_side);
    cut_graph_drop(&coarse);
    cut_graph_drop(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_islands_are_cut_at_their_bridges),
        cmocka_unit_test(a_border_moves_to_where_it_cuts_less),
        cmocka_unit_test(a_coarse_graph_stands_for_the_whole),
    };
    return RUN_TESTS(tests);
}
