/*
 * Junctions, and the edges between them.
 *
 * A raw node becomes a node of the graph where roads meet or end and where something stands that
 * costs time or stops somebody; all others are geometry.
 * Times are summed over the segments between nodes, each rounded to a tenth of a second and at
 * least one, as OSRM does, so that times can be compared digit by digit.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "road/import_int.h"

#define DEGREE 1e-7
static const double radians = 3.14159265358979323846 / 180;
/* How far along a road its bearing at a junction is taken: past kinks, before the next bend. */
static const double look_ahead_m = 10;

/* Metres per degree on the WGS-84 ellipsoid at a latitude: radii of curvature. */
struct ruler {
    double x_m, y_m;
};

static struct ruler ruler_at(double lat_deg)
{
    const double equator_m = 6378137.0, e2 = 0.00669437999014;
    double c = cos(lat_deg * radians), w2 = 1 / (1 - e2 * (1 - c * c)), w = sqrt(w2);
    return (struct ruler){radians * equator_m * w * c, radians * equator_m * w * w2 * (1 - e2)};
}

/* One way while it is cut into edges. */
struct cutter {
    struct import *import;
    struct drafts *drafts;
    const struct raw_way *way;
    uint32_t way_index;
    struct ruler ruler;
    double way_m;        /* of the whole way, for roads with a duration */
    VEC(uint32_t) nodes; /* raw nodes of the present stretch */
    VEC(int32_t) lon, lat;
    VEC(int64_t) osm;
};

static double segment_m(const struct cutter *cutter, uint32_t a, uint32_t b)
{
    const struct raw *raw = &cutter->import->raw;
    double dx = ((double)raw->node_lon[b] - raw->node_lon[a]) * DEGREE * cutter->ruler.x_m;
    double dy = ((double)raw->node_lat[b] - raw->node_lat[a]) * DEGREE * cutter->ruler.y_m;
    return sqrt(dx * dx + dy * dy);
}

/* Rounds to the sixth decimal of a degree. */
static double sixth(int32_t e7)
{
    return round(e7 / 10.0) * 10;
}

/* The length that times are taken from: between coordinates of six decimals, as OSRM keeps them. At
 * walking pace the seventh is worth a tenth of a second. */
static double timed_m(const struct cutter *cutter, uint32_t a, uint32_t b)
{
    const struct raw *raw = &cutter->import->raw;
    double dx = (sixth(raw->node_lon[b]) - sixth(raw->node_lon[a])) * DEGREE * cutter->ruler.x_m;
    double dy = (sixth(raw->node_lat[b]) - sixth(raw->node_lat[a])) * DEGREE * cutter->ruler.y_m;
    return sqrt(dx * dx + dy * dy);
}

static bool is_missing(const struct raw *raw, uint32_t node)
{
    return raw->node_lon[node] == RAW_MISSING;
}

static uint32_t graph_node(struct cutter *cutter, uint32_t raw_node)
{
    struct drafts *drafts = cutter->drafts;
    const struct raw *raw = &cutter->import->raw;
    if (drafts->graph_node[raw_node] == GRAPH_NONE) {
        drafts->graph_node[raw_node] =
            graph_add_node(cutter->import->builder, raw->node_lon[raw_node],
                           raw->node_lat[raw_node], raw->node_id[raw_node]);
        vec_push(&drafts->raw_node, raw_node);
    }
    return drafts->graph_node[raw_node];
}

/* Direction from one end of the stretch, clockwise from north. */
static float bearing_from(const struct cutter *cutter, bool from_head)
{
    const struct raw *raw = &cutter->import->raw;
    size_t n = cutter->nodes.n;
    uint32_t start = cutter->nodes.at[from_head ? n - 1 : 0], here = start;
    double left = look_ahead_m, x = 0, y = 0;
    for (size_t i = 1; i < n && left > 0; i++) {
        uint32_t next = cutter->nodes.at[from_head ? n - 1 - i : i];
        double m = segment_m(cutter, here, next);
        double share = m > left ? left / m : 1;
        x += share * ((double)raw->node_lon[next] - raw->node_lon[here]) * cutter->ruler.x_m;
        y += share * ((double)raw->node_lat[next] - raw->node_lat[here]) * cutter->ruler.y_m;
        left -= m;
        here = next;
    }
    double degrees = atan2(x, y) / radians;
    return (float)(degrees < 0 ? degrees + 360 : degrees);
}

/* Tenths of a second for one segment, never none. */
static uint64_t segment_ds(double metres, double kmh)
{
    double ds = round(metres * 36 / kmh);
    return ds < 1 ? 1 : ds > GRAPH_COST_MAX_DS ? GRAPH_COST_MAX_DS : (uint64_t)ds;
}

static uint32_t capped(uint64_t ds)
{
    return ds > GRAPH_COST_MAX_DS ? GRAPH_COST_MAX_DS : (uint32_t)ds;
}

static struct graph_pace pace_of(const struct cutter *cutter, const struct way_pace *pace,
                                 const struct way_verdict *verdict, double stretch_m)
{
    struct graph_pace cost = {GRAPH_NEVER, GRAPH_NEVER};
    uint64_t weight = 0, duration = 0;
    if (!pace->open)
        return cost;
    if (verdict->duration_s > 0) {
        double share = cutter->way_m > 0 ? stretch_m / cutter->way_m : 1;
        duration = (uint64_t)fmax(1, round(verdict->duration_s * 10 * share));
        weight = (uint64_t)fmax(1, round(verdict->weight_s * 10 * share));
    } else {
        for (size_t i = 0; i + 1 < cutter->nodes.n; i++) {
            double m = timed_m(cutter, cutter->nodes.at[i], cutter->nodes.at[i + 1]);
            weight += segment_ds(m, pace->rate_kmh);
            duration += segment_ds(m, pace->speed_kmh);
        }
    }
    cost.duration_ds = capped(duration);
    cost.weight_ds = capped(weight > duration ? weight : duration);
    return cost;
}

/* The geometry of the stretch as the builder wants it. */
static void lay_points(struct cutter *cutter, struct graph_edge_spec *spec)
{
    const struct raw *raw = &cutter->import->raw;
    vec_clear(&cutter->lon);
    vec_clear(&cutter->lat);
    vec_clear(&cutter->osm);
    for (size_t i = 0; i < cutter->nodes.n; i++) {
        uint32_t node = cutter->nodes.at[i];
        vec_push(&cutter->lon, raw->node_lon[node]);
        vec_push(&cutter->lat, raw->node_lat[node]);
        vec_push(&cutter->osm, raw->node_id[node]);
    }
    spec->lon_e7 = cutter->lon.at;
    spec->lat_e7 = cutter->lat.at;
    spec->osm = cutter->osm.at;
    spec->n_points = (uint32_t)cutter->nodes.n;
}

static void add_edge(struct cutter *cutter)
{
    struct import *import = cutter->import;
    const struct road_kind *kind = &import->raw.kinds.at[cutter->way->kind];
    struct graph_edge_spec spec = {
        .tail = graph_node(cutter, cutter->nodes.at[0]),
        .head = graph_node(cutter, *vec_last(&cutter->nodes)),
        .way = cutter->way->id,
        .name = cutter->way->name,
        .ref = cutter->way->ref,
        .class = kind->class,
        .flags = kind->flags,
    };
    double metres = 0;
    for (size_t i = 0; i + 1 < cutter->nodes.n; i++)
        metres += segment_m(cutter, cutter->nodes.at[i], cutter->nodes.at[i + 1]);
    for (uint32_t p = 0; p < import->n_profiles; p++) {
        const struct way_verdict *verdict = &kind->verdict[p];
        spec.forward[p] = pace_of(cutter, &verdict->forward, verdict, metres);
        spec.backward[p] = pace_of(cutter, &verdict->backward, verdict, metres);
    }
    lay_points(cutter, &spec);
    spec.length_dm = metres < 0.1 ? 1 : metres > 2e7 ? 200000000 : (uint32_t)(metres * 10 + 0.5);
    uint32_t edge = graph_add_edge(import->builder, &spec);
    vec_push(&cutter->drafts->edges,
             ((struct draft){
                 .node = {spec.tail, spec.head},
                 .arc = {graph_arc_of(import->builder, edge, false),
                         graph_arc_of(import->builder, edge, true)},
                 .kind = cutter->way->kind,
                 .way = cutter->way_index,
                 .bearing = {bearing_from(cutter, false), bearing_from(cutter, true)},
                 .length_m = (float)metres,
             }));
}

/* Ends the present stretch; `node` begins the next one unless it is GRAPH_NONE. */
static void cut_here(struct cutter *cutter, uint32_t node)
{
    if (cutter->nodes.n >= 2)
        add_edge(cutter);
    vec_clear(&cutter->nodes);
    if (node != GRAPH_NONE)
        vec_push(&cutter->nodes, node);
}

static void cut_way(struct cutter *cutter, const uint8_t *is_junction)
{
    struct import *import = cutter->import;
    const struct raw *raw = &import->raw;
    const uint32_t *refs = raw->ref_nodes + cutter->way->first_ref;
    uint32_t n = cutter->way->ref_count, missing = 0, before = GRAPH_NONE;
    cutter->way_m = 0;
    cutter->ruler = (struct ruler){0, 0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = refs[i];
        if (is_missing(raw, node)) {
            before = GRAPH_NONE;
            continue;
        }
        if (cutter->ruler.y_m <= 0)
            cutter->ruler = ruler_at(raw->node_lat[node] * DEGREE);
        if (before != GRAPH_NONE)
            cutter->way_m += segment_m(cutter, before, node);
        before = node;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = refs[i];
        if (is_missing(raw, node)) {
            missing++;
            cut_here(cutter, GRAPH_NONE);
            continue;
        }
        if (cutter->nodes.n && *vec_last(&cutter->nodes) == node)
            continue;
        vec_push(&cutter->nodes, node);
        if (is_junction[node] && cutter->nodes.n >= 2)
            cut_here(cutter, node);
    }
    cut_here(cutter, GRAPH_NONE);
    if (missing)
        import_drop(import, "a piece of road whose nodes are not in the file", cutter->way->id);
}

/* Raw nodes that become nodes of the graph. The last node before a gap in the data becomes one as
 * the end of its edge. */
static uint8_t *mark_junctions(const struct raw *raw)
{
    uint8_t *is_junction = calloc(raw->node_count ? raw->node_count : 1, 1);
    if (!is_junction)
        abort();
    for (size_t i = 0; i < raw->node_count; i++)
        is_junction[i] = raw->node_uses[i] > 1;
    for (size_t i = 0; i < raw->ways.n; i++) {
        const struct raw_way *way = &raw->ways.at[i];
        is_junction[raw->ref_nodes[way->first_ref]] = 1;
        is_junction[raw->ref_nodes[way->first_ref + way->ref_count - 1]] = 1;
    }
    for (size_t i = 0; i < raw->obstacles.n; i++)
        is_junction[raw->obstacles.at[i].node] = 1;
    return is_junction;
}

static void sort_legs(struct drafts *drafts)
{
    size_t nodes = drafts->raw_node.n, legs = 2 * drafts->edges.n;
    drafts->first_leg = calloc(nodes + 2, sizeof *drafts->first_leg);
    drafts->legs = malloc((legs + 1) * sizeof *drafts->legs);
    if (!drafts->first_leg || !drafts->legs)
        abort();
    for (uint32_t leg = 0; leg < legs; leg++)
        drafts->first_leg[leg_node(drafts, leg) + 2]++;
    for (size_t v = 0; v < nodes; v++)
        drafts->first_leg[v + 2] += drafts->first_leg[v + 1];
    for (uint32_t leg = 0; leg < legs; leg++)
        drafts->legs[drafts->first_leg[leg_node(drafts, leg) + 1]++] = leg;
}

enum err import_edges(struct import *import, struct drafts *drafts)
{
    struct raw *raw = &import->raw;
    struct cutter cutter = {.import = import, .drafts = drafts};
    enum err err = ERR_OK;
    uint8_t *is_junction = mark_junctions(raw);
    drafts->graph_node = malloc((raw->node_count + 1) * sizeof *drafts->graph_node);
    if (!drafts->graph_node)
        abort();
    memset(drafts->graph_node, 0xff, (raw->node_count + 1) * sizeof *drafts->graph_node);
    for (uint32_t i = 0; i < raw->ways.n && !err; i++) {
        struct raw_way *way = &raw->ways.at[i];
        cutter.way = way;
        cutter.way_index = i;
        way->first_edge = (uint32_t)drafts->edges.n;
        cut_way(&cutter, is_junction);
        way->edge_count = (uint32_t)drafts->edges.n - way->first_edge;
        if (i % 65536 == 0)
            err = import_progress(import, "roads", 0.75 + 0.15 * i / (double)raw->ways.n);
        if (drafts->edges.n > GRAPH_ARCS_MAX / 2)
            err = error_at(import->error, ERR_LIMIT, import->options->source_path,
                           "The file has more than %d pieces of road.", GRAPH_ARCS_MAX / 2);
    }
    sort_legs(drafts);
    free(is_junction);
    vec_free(&cutter.nodes);
    vec_free(&cutter.lon);
    vec_free(&cutter.lat);
    vec_free(&cutter.osm);
    return err;
}

void drafts_free(struct drafts *drafts)
{
    vec_free(&drafts->edges);
    vec_free(&drafts->raw_node);
    free(drafts->graph_node);
    free(drafts->first_leg);
    free(drafts->legs);
}
