#include <stdlib.h>
#include <string.h>

#include "road/graph_build_int.h"

static uint32_t draft_tail(const struct graph_builder *builder, uint32_t arc)
{
    const struct draft_edge *edge = &builder->edges.at[builder->arcs.at[arc].edge];
    return builder->arcs.at[arc].flags & GRAPH_ARC_BACKWARD ? edge->head : edge->tail;
}

static uint32_t draft_head(const struct graph_builder *builder, uint32_t arc)
{
    const struct draft_edge *edge = &builder->edges.at[builder->arcs.at[arc].edge];
    return builder->arcs.at[arc].flags & GRAPH_ARC_BACKWARD ? edge->tail : edge->head;
}

/* Plain turns go in front of the explicit ones, so that those win. */
static void make_plain_turns(struct graph_builder *builder)
{
    uint32_t n = (uint32_t)builder->nodes.n, n_arcs = (uint32_t)builder->arcs.n;
    uint32_t *first = calloc((size_t)n + 2, sizeof *first), *out = calloc(n_arcs + 1, sizeof *out);
    VEC(struct draft_turn) plain = {0};
    if (!first || !out)
        abort();
    for (uint32_t a = 0; a < n_arcs; a++)
        if (!(builder->arcs.at[a].flags & GRAPH_ARC_COPY))
            first[draft_tail(builder, a) + 2]++;
    for (uint32_t v = 0; v < n; v++)
        first[v + 2] += first[v + 1];
    for (uint32_t a = 0; a < n_arcs; a++)
        if (!(builder->arcs.at[a].flags & GRAPH_ARC_COPY))
            out[first[draft_tail(builder, a) + 1]++] = a;
    uint32_t costs = (uint32_t)builder->turn_costs.n;
    for (uint32_t p = 0; p < 2 * builder->n_profiles; p++)
        vec_push(&builder->turn_costs, 0);
    for (uint32_t a = 0; a < n_arcs; a++) {
        uint32_t v = draft_head(builder, a), edge = builder->arcs.at[a].edge;
        bool dead_end = first[v + 1] - first[v] == 1;
        for (uint32_t i = first[v]; i < first[v + 1]; i++)
            if (!(builder->arcs.at[a].flags & GRAPH_ARC_COPY) &&
                (builder->arcs.at[out[i]].edge != edge || dead_end))
                vec_push(&plain, ((struct draft_turn){a, out[i], costs}));
    }
    for (size_t i = 0; i < builder->turns.n; i++)
        vec_push(&plain, builder->turns.at[i]);
    vec_free(&builder->turns);
    memcpy(&builder->turns, &plain, sizeof plain);
    free(first);
    free(out);
}

/* Sorts by (from, to) in the new numbering; of equals the later one stays. */
static void sort_turns(struct graph_builder *builder, const uint32_t *new_arc)
{
    size_t n = builder->turns.n, n_arcs = builder->arcs.n, kept = 0;
    struct draft_turn *sorted = malloc((n + 1) * sizeof *sorted);
    uint32_t *first = calloc(n_arcs + 2, sizeof *first);
    if (!sorted || !first)
        abort();
    for (size_t i = 0; i < n; i++)
        first[new_arc[builder->turns.at[i].from] + 1]++;
    for (size_t a = 0; a < n_arcs; a++)
        first[a + 1] += first[a];
    for (size_t i = 0; i < n; i++) {
        struct draft_turn turn = builder->turns.at[i];
        turn = (struct draft_turn){new_arc[turn.from], new_arc[turn.to], turn.costs};
        sorted[first[turn.from]++] = turn;
    }
    for (size_t i = 0; i < n;) {
        size_t group = kept; /* insertion sort of one arc's turns: there are a handful */
        uint32_t from = sorted[i].from;
        for (; i < n && sorted[i].from == from; i++) {
            struct draft_turn turn = sorted[i];
            size_t at = kept;
            while (at > group && builder->turns.at[at - 1].to > turn.to)
                at--;
            if (at > group && builder->turns.at[at - 1].to == turn.to) {
                builder->turns.at[at - 1] = turn;
                continue;
            }
            memmove(builder->turns.at + at + 1, builder->turns.at + at,
                    (kept - at) * sizeof *sorted);
            builder->turns.at[at] = turn;
            kept++;
        }
    }
    builder->turns.n = kept;
    free(sorted);
    free(first);
}

/* The storage is walked twice: once with base == NULL to measure, once to hand out. */
struct carve {
    char *base;
    size_t used;
};

static void *carve(struct carve *block, size_t count, size_t size)
{
    char *at = block->base ? block->base + block->used : NULL;
    block->used += (count * size + 15) & ~(size_t)15;
    return at;
}

struct arrays {
    int32_t *node_lon, *node_lat, *point_lon, *point_lat;
    int64_t *node_osm, *edge_way, *point_osm;
    uint32_t *edge_tail, *edge_head, *edge_first_point, *edge_first_arc, *edge_length, *edge_name,
        *edge_ref, *arc_edge, *turn_first, *turn_to, *name_first;
    uint8_t *edge_class, *arc_flags;
    uint16_t *edge_flags;
    struct graph_barrier *barriers;
    char *name_text;
    uint32_t *weight[GRAPH_PROFILES_MAX], *duration[GRAPH_PROFILES_MAX];
    uint16_t *turn_weight[GRAPH_PROFILES_MAX], *turn_duration[GRAPH_PROFILES_MAX];
};

static void carve_all(struct carve *block, const struct graph_builder *builder, struct arrays *a)
{
    size_t nodes = builder->nodes.n, edges = builder->edges.n, points = builder->points.n,
           arcs = builder->arcs.n, turns = builder->turns.n;
#define TAKE(field, count) ((a)->field = carve(block, (count), sizeof *(a)->field))
    TAKE(node_lon, nodes);
    TAKE(node_lat, nodes);
    TAKE(node_osm, nodes);
    TAKE(point_lon, points);
    TAKE(point_lat, points);
    TAKE(point_osm, points);
    TAKE(edge_tail, edges);
    TAKE(edge_head, edges);
    TAKE(edge_first_point, edges + 1);
    TAKE(edge_first_arc, edges + 1);
    TAKE(edge_length, edges);
    TAKE(edge_way, edges);
    TAKE(edge_name, edges);
    TAKE(edge_ref, edges);
    TAKE(edge_class, edges);
    TAKE(edge_flags, edges);
    TAKE(arc_edge, arcs);
    TAKE(arc_flags, arcs);
    TAKE(turn_first, arcs + 1);
    TAKE(turn_to, turns);
    TAKE(barriers, builder->barriers.n);
    TAKE(name_first, builder->name_first.n);
    TAKE(name_text, builder->name_text.n);
    for (uint32_t p = 0; p < builder->n_profiles; p++) {
        TAKE(weight[p], arcs);
        TAKE(duration[p], arcs);
        TAKE(turn_weight[p], turns);
        TAKE(turn_duration[p], turns);
    }
#undef TAKE
}

static void fill_edges(const struct graph_builder *builder, struct arrays *a)
{
    for (size_t v = 0; v < builder->nodes.n; v++) {
        a->node_lon[v] = builder->nodes.at[v].lon;
        a->node_lat[v] = builder->nodes.at[v].lat;
        a->node_osm[v] = builder->nodes.at[v].osm;
    }
    for (size_t i = 0; i < builder->points.n; i++) {
        a->point_lon[i] = builder->points.at[i].lon;
        a->point_lat[i] = builder->points.at[i].lat;
        a->point_osm[i] = builder->points.at[i].osm;
    }
    for (size_t e = 0; e < builder->edges.n; e++) {
        const struct draft_edge *edge = &builder->edges.at[e];
        a->edge_tail[e] = edge->tail;
        a->edge_head[e] = edge->head;
        a->edge_first_point[e] = edge->first_point;
        a->edge_length[e] = edge->length_dm;
        a->edge_way[e] = edge->way;
        a->edge_name[e] = edge->name;
        a->edge_ref[e] = edge->ref;
        a->edge_class[e] = edge->class;
        a->edge_flags[e] = edge->flags;
    }
    a->edge_first_point[builder->edges.n] = (uint32_t)builder->points.n;
}

static void fill_arcs(const struct graph_builder *builder, const uint32_t *new_arc,
                      struct arrays *a)
{
    for (size_t i = 0; i < builder->arcs.n; i++) {
        a->arc_edge[new_arc[i]] = builder->arcs.at[i].edge;
        a->arc_flags[new_arc[i]] = builder->arcs.at[i].flags;
        for (uint32_t p = 0; p < builder->n_profiles; p++) {
            struct graph_pace pace = builder->paces.at[i * builder->n_profiles + p];
            a->weight[p][new_arc[i]] = pace.weight_ds;
            a->duration[p][new_arc[i]] = pace.duration_ds;
        }
    }
    for (size_t t = 0; t < builder->turns.n; t++) {
        const struct draft_turn *turn = &builder->turns.at[t];
        a->turn_first[turn->from + 1]++;
        a->turn_to[t] = turn->to;
        for (uint32_t p = 0; p < builder->n_profiles; p++) {
            a->turn_weight[p][t] = builder->turn_costs.at[turn->costs + p];
            a->turn_duration[p][t] = builder->turn_costs.at[turn->costs + builder->n_profiles + p];
        }
    }
    for (size_t i = 0; i < builder->arcs.n; i++)
        a->turn_first[i + 1] += a->turn_first[i];
}

static int barrier_order(const void *a, const void *b)
{
    int64_t x = ((const struct graph_barrier *)a)->osm_node;
    int64_t y = ((const struct graph_barrier *)b)->osm_node;
    return (x > y) - (x < y);
}

static void fill_rest(const struct graph_builder *builder, struct arrays *a)
{
    memcpy(a->name_first, builder->name_first.at, builder->name_first.n * sizeof *a->name_first);
    memcpy(a->name_text, builder->name_text.at, builder->name_text.n);
    if (builder->barriers.n > 0) {
        memcpy(a->barriers, builder->barriers.at, builder->barriers.n * sizeof *a->barriers);
        qsort(a->barriers, builder->barriers.n, sizeof *a->barriers, barrier_order);
    }
}

static void publish(const struct graph_builder *builder, const struct arrays *a,
                    struct graph *graph)
{
    *graph = (struct graph){
        .n_nodes = (uint32_t)builder->nodes.n,
        .n_edges = (uint32_t)builder->edges.n,
        .n_arcs = (uint32_t)builder->arcs.n,
        .n_turns = (uint32_t)builder->turns.n,
        .n_points = (uint32_t)builder->points.n,
        .n_barriers = (uint32_t)builder->barriers.n,
        .n_names = (uint32_t)builder->name_first.n,
        .n_profiles = builder->n_profiles,
        .node_lon_e7 = a->node_lon,
        .node_lat_e7 = a->node_lat,
        .node_osm = a->node_osm,
        .edge_tail = a->edge_tail,
        .edge_head = a->edge_head,
        .edge_first_point = a->edge_first_point,
        .edge_first_arc = a->edge_first_arc,
        .edge_length_dm = a->edge_length,
        .edge_way = a->edge_way,
        .edge_name = a->edge_name,
        .edge_ref = a->edge_ref,
        .edge_class = a->edge_class,
        .edge_flags = a->edge_flags,
        .point_lon_e7 = a->point_lon,
        .point_lat_e7 = a->point_lat,
        .point_osm = a->point_osm,
        .arc_edge = a->arc_edge,
        .arc_flags = a->arc_flags,
        .turn_first = a->turn_first,
        .turn_to = a->turn_to,
        .barriers = a->barriers,
        .name_first = a->name_first,
        .name_text = a->name_text,
        .name_bytes = builder->name_text.n,
    };
    for (uint32_t p = 0; p < builder->n_profiles; p++) {
        struct graph_profile *profile = &graph->profiles[p];
        strcpy(profile->name, builder->profile_names[p]);
        memcpy(profile->excludable, builder->excludable[p], GRAPH_EXCLUDABLE_MAX);
        profile->arc_weight_ds = a->weight[p];
        profile->arc_duration_ds = a->duration[p];
        profile->turn_weight_ds = a->turn_weight[p];
        profile->turn_duration_ds = a->turn_duration[p];
    }
}

/* Numbers arcs by their edge: forward, backward, then copies in the order they were made. */
static void number_arcs(const struct graph_builder *builder, uint32_t *new_arc, uint32_t *first)
{
    size_t edges = builder->edges.n;
    memset(first, 0, (edges + 1) * sizeof *first);
    for (size_t i = 0; i < builder->arcs.n; i++)
        first[builder->arcs.at[i].edge + 1]++;
    for (size_t e = 0; e < edges; e++)
        first[e + 1] += first[e];
    for (size_t i = 0; i < builder->arcs.n; i++)
        new_arc[i] = first[builder->arcs.at[i].edge]++;
    memmove(first + 1, first, edges * sizeof *first);
    first[0] = 0;
}

enum err graph_finish(struct graph_builder *builder, struct graph **out, struct error *error)
{
    enum err err = ERR_OK;
    struct graph *graph = NULL;
    uint32_t *new_arc = NULL, *edge_first_arc = NULL;
    struct arrays arrays = {0};
    struct carve measure = {0}, block = {0};
    if (builder->plain_turns)
        make_plain_turns(builder);
    if (builder->nodes.n > GRAPH_NODES_MAX || builder->arcs.n > GRAPH_ARCS_MAX ||
        builder->points.n >= UINT32_MAX || builder->turn_costs.n >= UINT32_MAX) {
        err =
            error_set(error, ERR_LIMIT,
                      "The network has %zu junctions and %zu streets by direction; the maximum is "
                      "%d and %d.",
                      builder->nodes.n, builder->arcs.n, GRAPH_NODES_MAX, GRAPH_ARCS_MAX);
        goto done;
    }
    new_arc = malloc((builder->arcs.n + 1) * sizeof *new_arc);
    edge_first_arc = malloc((builder->edges.n + 1) * sizeof *edge_first_arc);
    graph = calloc(1, sizeof *graph);
    if (!new_arc || !edge_first_arc || !graph)
        abort();
    number_arcs(builder, new_arc, edge_first_arc);
    sort_turns(builder, new_arc);
    carve_all(&measure, builder, &arrays);
    block.base = calloc(measure.used + 1, 1);
    if (!block.base)
        abort();
    carve_all(&block, builder, &arrays);
    fill_edges(builder, &arrays);
    memcpy(arrays.edge_first_arc, edge_first_arc, (builder->edges.n + 1) * sizeof *edge_first_arc);
    fill_arcs(builder, new_arc, &arrays);
    fill_rest(builder, &arrays);
    publish(builder, &arrays, graph);
    graph->storage = block.base;
    graph->storage_bytes = measure.used;
    *out = graph;
done:
    free(new_arc);
    free(edge_first_arc);
    graph_builder_free(builder);
    return err;
}
