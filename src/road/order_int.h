/*
 * Nested dissection of a road graph: order.c takes the graph apart, cutter.c finds the cuts.
 */
#ifndef LIFELINE_ROAD_ORDER_INT_H
#define LIFELINE_ROAD_ORDER_INT_H

#include <stdbool.h>
#include <stdint.h>

/* A connected undirected graph with small capacities. Half-edges of node v are first[v] ..
 * first[v+1]; twin[h] is the other half. */
struct cut_graph {
    uint32_t n, n_half;
    uint32_t *first, *head, *twin;
    uint8_t *capacity;
    float *x, *y; /* metres or so: only used to sort */
};

/* Splits the nodes in two: side[v] is 1 for one part and 0 for the other, none of them empty (n >=
 * 2). InertialFlowCutter: Gottesbueren, Hamann, Uhl, Wagner, arXiv 1906.11811, section 3. The same
 * graph gives the same cut. */
void cut_find(const struct cut_graph *graph, uint8_t *side);

#endif
