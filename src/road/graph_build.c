#include "road/graph_build_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

void graph_builder_excludable(struct graph_builder *builder, uint32_t profile,
                              const uint8_t sets[GRAPH_EXCLUDABLE_MAX])
{
    assert(profile < builder->n_profiles);
    memcpy(builder->excludable[profile], sets, GRAPH_EXCLUDABLE_MAX);
}

void graph_builder_free(struct graph_builder *builder)
{
    if (!builder)
        return;
    vec_free(&builder->nodes);
    spill_free(&builder->points);
    vec_free(&builder->edges);
    vec_free(&builder->arcs);
    spill_free(&builder->paces);
    vec_free(&builder->turns);
    vec_free(&builder->turn_costs);
    map_free(&builder->turn_cost_ids);
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

static uint32_t add_text(struct graph_builder *builder, struct sv key)
{
    void *known = map_get(&builder->name_ids, key);
    if (known)
        return (uint32_t)(uintptr_t)known;
    uint32_t id = (uint32_t)builder->name_first.n;
    vec_push(&builder->name_first, (uint32_t)builder->name_text.n);
    vec_reserve(&builder->name_text, builder->name_text.n + key.n + 1);
    memcpy(builder->name_text.at + builder->name_text.n, key.at, key.n);
    builder->name_text.at[builder->name_text.n + key.n] = '\0';
    builder->name_text.n += key.n + 1;
    map_set(&builder->name_ids, key, (void *)(uintptr_t)id);
    return id;
}

uint32_t graph_add_name(struct graph_builder *builder, const char *text)
{
    return text && *text ? add_text(builder, sv_of(text)) : 0;
}

uint32_t graph_add_name_pair(struct graph_builder *builder, const char *first, const char *second)
{
    size_t n = strlen(first), n_second = strlen(second);
    if (n_second == 0 || n + n_second > GRAPH_NAME_MAX)
        return graph_add_name(builder, first);
    char both[GRAPH_NAME_MAX + 1];
    memcpy(both, first, n + 1);
    memcpy(both + n + 1, second, n_second);
    return add_text(builder, sv_from(both, n + 1 + n_second));
}

const char *graph_added_name(const struct graph_builder *builder, uint32_t name)
{
    return builder->name_text.at + builder->name_first.at[name];
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

/* Lays the points away and measures the line through them. */
static uint32_t add_points(struct graph_builder *builder, const struct graph_edge_spec *spec)
{
    struct point_e7 before = builder->nodes.at[spec->tail], head = builder->nodes.at[spec->head];
    uint32_t n = spec->lon_e7 ? spec->n_points : 2;
    double metres = 0;
    assert(n >= 2);
    for (uint32_t i = 0; i < n; i++) {
        struct point_e7 end = i == 0       ? before
                              : i + 1 == n ? head
                                           : (struct point_e7){0},
                        point = end;
        if (spec->lon_e7)
            point = (struct point_e7){spec->lon_e7[i], spec->lat_e7[i],
                                      spec->osm ? spec->osm[i] : end.osm};
        metres += i ? distance_m(before, point) : 0;
        before = point;
        spill_add(&builder->points, &point, sizeof point);
    }
    builder->n_points += n;
    double dm = round(metres * 10);
    return dm < 1 ? 1 : dm > 2e8 ? 200000000 : (uint32_t)dm;
}

static uint32_t add_arc(struct graph_builder *builder, uint32_t edge, uint8_t flags)
{
    vec_push(&builder->arcs, ((struct draft_arc){edge, flags}));
    return (uint32_t)builder->arcs.n - 1;
}

static uint32_t add_paced_arc(struct graph_builder *builder, uint32_t edge, uint8_t flags,
                              const struct graph_pace *paces)
{
    spill_add(&builder->paces, paces, builder->n_profiles * sizeof *paces);
    return add_arc(builder, edge, flags);
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
        .first_point = (uint32_t)builder->n_points,
        .arc = {GRAPH_NONE, GRAPH_NONE},
    };
    uint32_t measured_dm = add_points(builder, spec);
    edge.length_dm = spec->length_dm ? spec->length_dm : measured_dm;
    bool forward = drivable(builder, spec->forward), backward = drivable(builder, spec->backward);
    assert(forward || backward);
    if (forward)
        edge.arc[0] = add_paced_arc(builder, id, 0, spec->forward);
    if (backward)
        edge.arc[1] = add_paced_arc(builder, id, GRAPH_ARC_BACKWARD, spec->backward);
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
    return add_arc(builder, source.edge, (uint8_t)(source.flags | GRAPH_ARC_COPY));
}

uint32_t builder_turn_costs(struct graph_builder *builder, const struct turn_costs *costs)
{
    struct sv key = sv_from((const char *)costs, 2 * builder->n_profiles * sizeof *costs->ds);
    uintptr_t known = (uintptr_t)map_get(&builder->turn_cost_ids, key);
    if (known)
        return (uint32_t)known - 1;
    vec_push(&builder->turn_costs, *costs);
    map_set(&builder->turn_cost_ids, key, (void *)(uintptr_t)builder->turn_costs.n);
    return (uint32_t)builder->turn_costs.n - 1;
}

void graph_add_turn(struct graph_builder *builder, const struct graph_turn_spec *spec)
{
    assert(spec->from_arc < builder->arcs.n && spec->to_arc < builder->arcs.n);
    struct turn_costs costs = {0};
    uint32_t n = builder->n_profiles;
    memcpy(costs.ds, spec->weight_ds, n * sizeof *costs.ds);
    memcpy(costs.ds + n, spec->duration_ds, n * sizeof *costs.ds);
    vec_push(&builder->turns, ((struct draft_turn){spec->from_arc, spec->to_arc,
                                                   builder_turn_costs(builder, &costs)}));
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
