#include "road/graph_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"

struct draft_edge {
    uint32_t tail, head, length_dm, name, ref, first_point;
    int64_t way;
    uint32_t arc[2]; /* forward, backward; GRAPH_NONE without */
    uint16_t flags;
    uint8_t class;
};

struct draft_arc {
    uint32_t edge;
    uint8_t flags;
};

struct draft_turn {
    uint32_t from, to, costs; /* costs: index of its first entry in turn_costs */
};

struct point_e7 {
    int32_t lon, lat;
    int64_t osm;
};

struct graph_builder {
    uint32_t n_profiles;
    bool plain_turns;
    char profile_names[GRAPH_PROFILES_MAX][GRAPH_PROFILE_NAME_MAX];
    VEC(struct point_e7) nodes;
    VEC(struct point_e7) points;
    VEC(struct draft_edge) edges;
    VEC(struct draft_arc) arcs;
    VEC(struct graph_pace) paces; /* n_profiles per arc */
    VEC(struct draft_turn) turns;
    VEC(uint16_t) turn_costs; /* weights then durations of all profiles, per turn */
    VEC(struct graph_barrier) barriers;
    VEC(uint32_t) name_first;
    VEC(char) name_text;
    struct map name_ids;
};

struct graph_builder *graph_builder_new(const char *const *profiles, uint32_t n_profiles)
{
    assert(n_profiles > 0 && n_profiles <= GRAPH_PROFILES_MAX);
    struct graph_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        abort();
    builder->n_profiles = n_profiles;
    for (uint32_t p = 0; p < n_profiles; p++) {
        assert(strlen(profiles[p]) < GRAPH_PROFILE_NAME_MAX);
        strcpy(builder->profile_names[p], profiles[p]);
    }
    vec_push(&builder->name_first, 0);
    vec_push(&builder->name_text, '\0');
    return builder;
}

void graph_builder_free(struct graph_builder *builder)
{
    if (!builder)
        return;
    vec_free(&builder->nodes);
    vec_free(&builder->points);
    vec_free(&builder->edges);
    vec_free(&builder->arcs);
    vec_free(&builder->paces);
    vec_free(&builder->turns);
    vec_free(&builder->turn_costs);
    vec_free(&builder->barriers);
    vec_free(&builder->name_first);
    vec_free(&builder->name_text);
    map_free(&builder->name_ids);
    free(builder);
}

uint32_t graph_add_node(struct graph_builder *builder, int32_t lon_e7, int32_t lat_e7,
                        int64_t osm_node)
{
    vec_push(&builder->nodes, ((struct point_e7){lon_e7, lat_e7, osm_node}));
    return (uint32_t)builder->nodes.n - 1;
}

uint32_t graph_add_name(struct graph_builder *builder, const char *text)
{
    if (!text || !*text)
        return 0;
    struct sv key = sv_of(text);
    void *known = map_get(&builder->name_ids, key);
    if (known)
        return (uint32_t)(uintptr_t)known;
    uint32_t id = (uint32_t)builder->name_first.n;
    vec_push(&builder->name_first, (uint32_t)builder->name_text.n);
    vec_reserve(&builder->name_text, builder->name_text.n + key.n + 1);
    memcpy(builder->name_text.at + builder->name_text.n, text, key.n + 1);
    builder->name_text.n += key.n + 1;
    map_set(&builder->name_ids, key, (void *)(uintptr_t)id);
    return id;
}

/* Length by the haversine formula on a sphere of 6,372,797.56 m: the radius OSRM uses, so that
 * lengths can be compared digit by digit. */
static double distance_m(struct point_e7 a, struct point_e7 b)
{
    const double to_rad = 3.14159265358979323846 / 180 / 1e7;
    double lat_a = a.lat * to_rad, lat_b = b.lat * to_rad;
    double s_lat = sin((lat_b - lat_a) / 2);
    double s_lon = sin(((double)b.lon - a.lon) * to_rad / 2);
    double h = s_lat * s_lat + cos(lat_a) * cos(lat_b) * s_lon * s_lon;
    return 2 * 6372797.560856 * asin(sqrt(h > 1 ? 1 : h));
}

static uint32_t add_points(struct graph_builder *builder, const struct graph_edge_spec *spec)
{
    uint32_t first = (uint32_t)builder->points.n;
    struct point_e7 tail = builder->nodes.at[spec->tail], head = builder->nodes.at[spec->head];
    if (!spec->lon_e7) {
        vec_push(&builder->points, tail);
        vec_push(&builder->points, head);
        return first;
    }
    assert(spec->n_points >= 2);
    for (uint32_t i = 0; i < spec->n_points; i++) {
        int64_t end_osm = i == 0 ? tail.osm : i + 1 == spec->n_points ? head.osm : 0;
        vec_push(&builder->points, ((struct point_e7){spec->lon_e7[i], spec->lat_e7[i],
                                                      spec->osm ? spec->osm[i] : end_osm}));
    }
    return first;
}

static uint32_t measure_dm(const struct graph_builder *builder, uint32_t first)
{
    double metres = 0;
    for (size_t i = first; i + 1 < builder->points.n; i++)
        metres += distance_m(builder->points.at[i], builder->points.at[i + 1]);
    double dm = round(metres * 10);
    return dm < 1 ? 1 : dm > 2e8 ? 200000000 : (uint32_t)dm;
}

static uint32_t add_arc(struct graph_builder *builder, uint32_t edge, uint8_t flags,
                        const struct graph_pace *paces)
{
    vec_push(&builder->arcs, ((struct draft_arc){edge, flags}));
    for (uint32_t p = 0; p < builder->n_profiles; p++)
        vec_push(&builder->paces, paces[p]);
    return (uint32_t)builder->arcs.n - 1;
}

static bool drivable(const struct graph_builder *builder, const struct graph_pace *paces)
{
    for (uint32_t p = 0; p < builder->n_profiles; p++)
        if (paces[p].weight_ds != GRAPH_NEVER)
            return true;
    return false;
}

uint32_t graph_add_edge(struct graph_builder *builder, const struct graph_edge_spec *spec)
{
    assert(spec->tail < builder->nodes.n && spec->head < builder->nodes.n);
    assert(spec->name < builder->name_first.n && spec->ref < builder->name_first.n);
    uint32_t id = (uint32_t)builder->edges.n;
    struct draft_edge edge = {
        .tail = spec->tail,
        .head = spec->head,
        .name = spec->name,
        .ref = spec->ref,
        .way = spec->way,
        .flags = spec->flags,
        .class = (uint8_t)spec->class,
        .first_point = add_points(builder, spec),
        .arc = {GRAPH_NONE, GRAPH_NONE},
    };
    edge.length_dm = spec->length_dm ? spec->length_dm : measure_dm(builder, edge.first_point);
    bool forward = drivable(builder, spec->forward), backward = drivable(builder, spec->backward);
    assert(forward || backward);
    if (forward)
        edge.arc[0] = add_arc(builder, id, 0, spec->forward);
    if (backward)
        edge.arc[1] = add_arc(builder, id, GRAPH_ARC_BACKWARD, spec->backward);
    vec_push(&builder->edges, edge);
    return id;
}

uint32_t graph_arc_of(const struct graph_builder *builder, uint32_t edge, bool backward)
{
    return builder->edges.at[edge].arc[backward];
}

uint32_t graph_add_copy(struct graph_builder *builder, uint32_t arc)
{
    struct draft_arc source = builder->arcs.at[arc];
    struct graph_pace paces[GRAPH_PROFILES_MAX];
    memcpy(paces, builder->paces.at + (size_t)arc * builder->n_profiles,
           builder->n_profiles * sizeof *paces);
    return add_arc(builder, source.edge, (uint8_t)(source.flags | GRAPH_ARC_COPY), paces);
}

void graph_add_turn(struct graph_builder *builder, const struct graph_turn_spec *spec)
{
    assert(spec->from_arc < builder->arcs.n && spec->to_arc < builder->arcs.n);
    uint32_t costs = (uint32_t)builder->turn_costs.n;
    vec_push(&builder->turns, ((struct draft_turn){spec->from_arc, spec->to_arc, costs}));
    for (uint32_t p = 0; p < builder->n_profiles; p++)
        vec_push(&builder->turn_costs, spec->weight_ds[p]);
    for (uint32_t p = 0; p < builder->n_profiles; p++)
        vec_push(&builder->turn_costs, spec->duration_ds[p]);
}

void graph_add_plain_turns(struct graph_builder *builder)
{
    builder->plain_turns = true;
}

void graph_add_barrier(struct graph_builder *builder, const struct graph_barrier *barrier)
{
    assert(barrier->node < builder->nodes.n);
    vec_push(&builder->barriers, *barrier);
}

/* ---- finishing ---- */

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
