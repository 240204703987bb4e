/*
 * Nested dissection of a road graph: order.c takes the graph apart, cutter.c finds the cuts,
 * coarsen.c makes large graphs small for that.
 */
#ifndef LIFELINE_ROAD_ORDER_INT_H
#define LIFELINE_ROAD_ORDER_INT_H

#include <stddef.h>
#include <stdint.h>

/* A connected undirected graph with small capacities. Half-edges of node v are first[v] ..
 * first[v+1]; twin[h] is the other half. */
struct cut_graph {
    uint32_t n, n_half;
    uint32_t *first, *head, *twin;
    uint16_t *capacity; /* at most CUT_CAPACITY_MAX */
    uint32_t *weight;   /* of each node: how many junctions it stands for */
    float *x, *y;       /* metres or so: only used to sort */
};

/* Both directions of a half-edge together stay below what 16 bits hold. */
enum { CUT_CAPACITY_MAX = 30000 };

void cut_graph_take(struct cut_graph *graph, uint32_t n, size_t room);
void cut_graph_drop(struct cut_graph *graph);

/* Splits the nodes in two: side[v] is 1 for one part and 0 for the other, none of them empty (n >=
 * 2). The same graph gives the same cut. */
void cut_find(const struct cut_graph *graph, uint8_t *side);
/* Moves the border between two parts to where it cuts less or the parts are more alike, within a
 * strip on both sides of it. */
void cut_improve(const struct cut_graph *graph, uint8_t *side);

/* Joins neighbours, mostly in pairs: part[v] is the node of `coarse` that v goes into. */
void cut_coarsen(const struct cut_graph *graph, struct cut_graph *coarse, uint32_t *part);

#endif
