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
    uint32_t costs = builder_turn_costs(builder, &(struct turn_costs){0});
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

/* The turns by (from, to) in the new numbering, as a list of their indexes; of equals the later one
 * stays. */
static uint32_t *sort_turns(const struct graph_builder *builder, const uint32_t *new_arc, size_t *n)
{
    size_t n_turns = builder->turns.n, n_arcs = builder->arcs.n;
    const struct draft_turn *turns = builder->turns.at;
    uint32_t *sorted = malloc((n_turns + 1) * sizeof *sorted);
    uint32_t *first = calloc(n_arcs + 2, sizeof *first);
    if (!sorted || !first)
        abort();
    for (size_t i = 0; i < n_turns; i++)
        first[new_arc[turns[i].from] + 1]++;
    for (size_t a = 0; a < n_arcs; a++)
        first[a + 1] += first[a];
    for (uint32_t i = 0; i < n_turns; i++)
        sorted[first[new_arc[turns[i].from]]++] = i;
    free(first);
    size_t kept = 0;
    for (size_t i = 0; i < n_turns;) {
        size_t group = kept; /* insertion sort of one arc's turns: there are a handful */
        uint32_t from = turns[sorted[i]].from;
        for (; i < n_turns && turns[sorted[i]].from == from; i++) {
            uint32_t turn = sorted[i], to = new_arc[turns[turn].to];
            size_t at = kept;
            while (at > group && new_arc[turns[sorted[at - 1]].to] > to)
                at--;
            if (at > group && new_arc[turns[sorted[at - 1]].to] == to) {
                sorted[at - 1] = turn;
                continue;
            }
            memmove(sorted + at + 1, sorted + at, (kept - at) * sizeof *sorted);
            sorted[at] = turn;
            kept++;
        }
    }
    *n = kept;
    return sorted;
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

/* The work of graph_finish: what the builder gathered goes over into the arrays kind by kind. Of
 * the arrays only the present kind is in memory. */
struct finish {
    struct graph_builder *builder;
    uint32_t *new_arc;        /* by old number */
    uint32_t *edge_first_arc; /* n_edges + 1 */
    uint32_t *sorted;         /* indexes of turns */
    size_t n_turns;
    struct arrays arrays;
    char *base;
    size_t bytes, kept_from; /* what lies before has been sent away */
    bool mapped;
};

static void carve_all(struct carve *block, const struct finish *finish, struct arrays *a)
{
    const struct graph_builder *builder = finish->builder;
    size_t nodes = builder->nodes.n, edges = builder->edges.n, points = builder->n_points,
           arcs = builder->arcs.n, turns = finish->n_turns;
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
    for (uint32_t p = 0; p < builder->n_profiles; p++) {
        TAKE(weight[p], arcs);
        TAKE(duration[p], arcs);
    }
    TAKE(turn_first, arcs + 1);
    TAKE(turn_to, turns);
    for (uint32_t p = 0; p < builder->n_profiles; p++) {
        TAKE(turn_weight[p], turns);
        TAKE(turn_duration[p], turns);
    }
    TAKE(barriers, builder->barriers.n);
    TAKE(name_first, builder->name_first.n);
    TAKE(name_text, builder->name_text.n);
#undef TAKE
}

/* Everything before `next` is filled. */
static void filled_up_to(struct finish *finish, const void *next)
{
    size_t end = (size_t)((const char *)next - finish->base);
    if (finish->mapped)
        spill_block_forget(finish->base + finish->kept_from, end - finish->kept_from);
    finish->kept_from = end;
}

static void fill_nodes(struct finish *finish)
{
    struct graph_builder *builder = finish->builder;
    struct arrays *a = &finish->arrays;
    for (size_t v = 0; v < builder->nodes.n; v++) {
        a->node_lon[v] = builder->nodes.at[v].lon;
        a->node_lat[v] = builder->nodes.at[v].lat;
        a->node_osm[v] = builder->nodes.at[v].osm;
    }
    spill_rewind(&builder->points);
    for (size_t i = 0; i < builder->n_points; i++) {
        struct point_e7 point;
        spill_take(&builder->points, &point, sizeof point);
        a->point_lon[i] = point.lon;
        a->point_lat[i] = point.lat;
        a->point_osm[i] = point.osm;
    }
    filled_up_to(finish, a->edge_tail);
}

static void fill_edges(struct finish *finish)
{
    struct graph_builder *builder = finish->builder;
    struct arrays *a = &finish->arrays;
    size_t n = builder->edges.n;
    for (size_t e = 0; e < n; e++) {
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
    a->edge_first_point[n] = (uint32_t)builder->n_points;
    memcpy(a->edge_first_arc, finish->edge_first_arc, (n + 1) * sizeof *a->edge_first_arc);
    filled_up_to(finish, a->arc_edge);
}

/* A copy drives as its original does, which was made before it. */
static uint32_t original_of(const struct graph_builder *builder, const struct draft_arc *copy)
{
    return builder->edges.at[copy->edge].arc[copy->flags & GRAPH_ARC_BACKWARD ? 1 : 0];
}

static void fill_arcs(struct finish *finish)
{
    struct graph_builder *builder = finish->builder;
    struct arrays *a = &finish->arrays;
    spill_rewind(&builder->paces);
    for (size_t i = 0; i < builder->arcs.n; i++) {
        const struct draft_arc *arc = &builder->arcs.at[i];
        uint32_t to = finish->new_arc[i];
        bool is_copy = arc->flags & GRAPH_ARC_COPY;
        uint32_t like = is_copy ? finish->new_arc[original_of(builder, arc)] : 0;
        a->arc_edge[to] = arc->edge;
        a->arc_flags[to] = arc->flags;
        for (uint32_t p = 0; p < builder->n_profiles; p++) {
            struct graph_pace pace = {a->weight[p][like], a->duration[p][like]};
            if (!is_copy)
                spill_take(&builder->paces, &pace, sizeof pace);
            a->weight[p][to] = pace.weight_ds;
            a->duration[p][to] = pace.duration_ds;
        }
    }
    filled_up_to(finish, a->turn_first);
}

static void fill_turns(struct finish *finish)
{
    const struct graph_builder *builder = finish->builder;
    struct arrays *a = &finish->arrays;
    for (size_t t = 0; t < finish->n_turns; t++) {
        const struct draft_turn *turn = &builder->turns.at[finish->sorted[t]];
        const struct turn_costs *costs = &builder->turn_costs.at[turn->costs];
        a->turn_first[finish->new_arc[turn->from] + 1]++;
        a->turn_to[t] = finish->new_arc[turn->to];
        for (uint32_t p = 0; p < builder->n_profiles; p++) {
            a->turn_weight[p][t] = costs->ds[p];
            a->turn_duration[p][t] = costs->ds[builder->n_profiles + p];
        }
    }
    for (size_t i = 0; i < builder->arcs.n; i++)
        a->turn_first[i + 1] += a->turn_first[i];
    filled_up_to(finish, a->barriers);
}

static int barrier_order(const void *a, const void *b)
{
    int64_t x = ((const struct graph_barrier *)a)->osm_node;
    int64_t y = ((const struct graph_barrier *)b)->osm_node;
    return (x > y) - (x < y);
}

static void fill_rest(struct finish *finish)
{
    const struct graph_builder *builder = finish->builder;
    struct arrays *a = &finish->arrays;
    memcpy(a->name_first, builder->name_first.at, builder->name_first.n * sizeof *a->name_first);
    memcpy(a->name_text, builder->name_text.at, builder->name_text.n);
    if (builder->barriers.n > 0) {
        memcpy(a->barriers, builder->barriers.at, builder->barriers.n * sizeof *a->barriers);
        qsort(a->barriers, builder->barriers.n, sizeof *a->barriers, barrier_order);
    }
}

static struct graph *publish(const struct finish *finish)
{
    const struct graph_builder *builder = finish->builder;
    const struct arrays *a = &finish->arrays;
    struct graph *graph = malloc(sizeof *graph);
    if (!graph)
        abort();
    *graph = (struct graph){
        .n_nodes = (uint32_t)builder->nodes.n,
        .n_edges = (uint32_t)builder->edges.n,
        .n_arcs = (uint32_t)builder->arcs.n,
        .n_turns = (uint32_t)finish->n_turns,
        .n_points = (uint32_t)builder->n_points,
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
        .storage = finish->base,
        .storage_bytes = finish->bytes,
        .storage_mapped = finish->mapped,
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
    return graph;
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

static enum err check_sizes(const struct graph_builder *builder, struct error *error)
{
    if (builder->nodes.n <= GRAPH_NODES_MAX && builder->arcs.n <= GRAPH_ARCS_MAX &&
        builder->n_points < UINT32_MAX && builder->turns.n < UINT32_MAX)
        return ERR_OK;
    return error_set(error, ERR_LIMIT,
                     "The network has %zu junctions and %zu streets by direction; the maximum is "
                     "%d and %d.",
                     builder->nodes.n, builder->arcs.n, GRAPH_NODES_MAX, GRAPH_ARCS_MAX);
}

/* False: the temporary files do not hold what was written. */
static bool fill_all(struct finish *finish)
{
    struct graph_builder *builder = finish->builder;
    struct carve block = {.base = finish->base};
    carve_all(&block, finish, &finish->arrays);
    fill_nodes(finish);
    fill_edges(finish);
    fill_arcs(finish);
    fill_turns(finish);
    fill_rest(finish);
    return !builder->points.failed && !builder->paces.failed;
}

enum err graph_finish(struct graph_builder *builder, struct graph **out, struct error *error)
{
    struct finish finish = {.builder = builder};
    struct carve measure = {0};
    if (builder->plain_turns)
        make_plain_turns(builder);
    enum err err = check_sizes(builder, error);
    if (!err) {
        finish.new_arc = malloc((builder->arcs.n + 1) * sizeof *finish.new_arc);
        finish.edge_first_arc = malloc((builder->edges.n + 1) * sizeof *finish.edge_first_arc);
        if (!finish.new_arc || !finish.edge_first_arc)
            abort();
        number_arcs(builder, finish.new_arc, finish.edge_first_arc);
        finish.sorted = sort_turns(builder, finish.new_arc, &finish.n_turns);
        carve_all(&measure, &finish, &finish.arrays);
        finish.bytes = measure.used;
        finish.base = spill_block(finish.bytes, &finish.mapped);
        if (!finish.base || !fill_all(&finish))
            err = error_set(error, ERR_IO,
                            "The network does not fit into the folder for temporary files; set "
                            "TMPDIR to another one.");
        else
            *out = publish(&finish);
    }
    if (err && finish.base)
        spill_block_free(finish.base, finish.bytes, finish.mapped);
    free(finish.new_arc);
    free(finish.edge_first_arc);
    free(finish.sorted);
    graph_builder_free(builder);
    return err;
}
