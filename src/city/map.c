/* The map of a demo city, element by element: nodes, ways, relations. */
#include <stdio.h>
#include <string.h>

#include "city/layout_int.h"
#include "city/sink_int.h"

enum { TAGS_MAX = 12 };

/* Node numbers inside a block. */
enum {
    NODE_WALL = 0,    /* 4 corners of the wall */
    NODE_LOOP = 4,    /* 4 corners of the drive */
    NODE_SIDE = 8,    /* 4 middles of its sides */
    NODE_MIDDLE = 12, /* where the cross drives meet; the end of the drive of other blocks */
    NODE_GATE = 13,   /* 4, where there is a gate */
};
/* Node numbers of a village: its road, then its lanes. */
enum { NODE_LANE = 32 };

struct tags {
    struct tag at[TAGS_MAX];
    size_t n;
};

static void tag(struct tags *tags, const char *key, const char *value)
{
    tags->at[tags->n++] = (struct tag){key, value};
}

static void tag_name(struct tags *tags, const struct place_name *name)
{
    tag(tags, "name", name->zh);
    tag(tags, "name:en", name->en);
}

struct writing {
    const struct city *city;
    struct sink *sink;
};

/* ---- Nodes ------------------------------------------------------------------------------------
 */

static bool has_signals(const struct city *city, uint32_t i, uint32_t j)
{
    return layout_class(city, true, i) <= STREET_SECONDARY &&
           layout_class(city, false, j) <= STREET_SECONDARY;
}

static void write_street_nodes(const struct city *city, struct sink *sink)
{
    static const struct tag signals = {"highway", "traffic_signals"};
    for (uint32_t j = 0; j <= city->n; j++) {
        for (uint32_t i = 0; i <= city->n; i++)
            sink_node(sink, layout_crossing_id(city, i, j), layout_crossing(city, i, j), &signals,
                      has_signals(city, i, j));
    }
    for (int north = 0; north < 2; north++) {
        for (uint32_t j = 0; j <= city->n; j++) {
            for (uint32_t i = 0; i <= city->n; i++) {
                if (layout_street_exists(city, north, i, j))
                    sink_node(sink, layout_halfway_id(city, north, i, j),
                              layout_halfway(city, north, i, j), NULL, 0);
            }
        }
    }
}

static void write_gate_nodes(const struct city *city, struct sink *sink, struct block block)
{
    unsigned gates = layout_gates(city, block);
    for (int side = 0; side < SIDES; side++) {
        if (!(gates & 1U << side))
            continue;
        struct tags tags = {0};
        struct place_name name;
        layout_gate_name(city, block, side, &name);
        tag(&tags, "barrier", "gate");
        tag(&tags, "access", "yes");
        tag_name(&tags, &name);
        sink_node(sink, layout_block_id(city, block, NODE_GATE + side),
                  layout_side(city, block, side, SHARE_WALL), tags.at, tags.n);
    }
}

static bool write_block_nodes(void *context, struct block block)
{
    const struct writing *writing = context;
    const struct city *city = writing->city;
    enum block_kind kind = layout_block_kind(city, block);
    for (int k = 0; kind == BLOCK_COMPOUND && k < 12; k++) {
        struct point place = k < NODE_LOOP   ? layout_corner(city, block, k, SHARE_WALL)
                             : k < NODE_SIDE ? layout_corner(city, block, k - 4, SHARE_LOOP)
                                             : layout_side(city, block, k - 8, SHARE_LOOP);
        sink_node(writing->sink, layout_block_id(city, block, k), place, NULL, 0);
    }
    if (kind != BLOCK_RIVER)
        sink_node(writing->sink, layout_block_id(city, block, NODE_MIDDLE),
                  layout_middle(city, block), NULL, 0);
    if (kind == BLOCK_COMPOUND)
        write_gate_nodes(city, writing->sink, block);
    return true;
}

static void write_village_nodes(const struct city *city, struct sink *sink, uint32_t village)
{
    struct point places[VILLAGE_ROAD_MAX];
    struct block ring;
    uint32_t n = layout_village_road(city, village, places, &ring);
    /* Place 0 is a crossing of the ring, the last one the middle of the village. */
    for (uint32_t k = 1; k + 1 < n; k++)
        sink_node(sink, layout_village_id(city, village, (int)k), places[k], NULL, 0);
    for (int k = 0; k < VILLAGE_SIDE * VILLAGE_SIDE; k++)
        sink_node(sink, layout_village_id(city, village, NODE_LANE + k),
                  layout_village_node(city, village, k % VILLAGE_SIDE, k / VILLAGE_SIDE), NULL, 0);
}

/* ---- Ways -------------------------------------------------------------------------------------
 */

static void tag_class(struct tags *tags, enum street_class class)
{
    static const char *const highways[] = {"trunk", "primary", "secondary", "tertiary",
                                           "residential"};
    static const char *const speeds[] = {"80", "60", "50", "40", "30"};
    static const char *const lanes[] = {"6", "4", "4", "2", "2"};
    tag(tags, "highway", highways[class]);
    tag(tags, "maxspeed", speeds[class]);
    tag(tags, "lanes", lanes[class]);
}

static void write_street(const struct city *city, struct sink *sink, bool north, uint32_t i,
                         uint32_t j)
{
    struct tags tags = {0};
    struct place_name name;
    uint32_t line = north ? i : j;
    int oneway = layout_oneway(city, north, line);
    layout_street_name(city, north, line, &name);
    tag_class(&tags, layout_class(city, north, line));
    tag_name(&tags, &name);
    if (oneway)
        tag(&tags, "oneway", oneway > 0 ? "yes" : "-1");
    if (layout_is_bridge(city, north, i, j)) {
        tag(&tags, "bridge", "yes");
        tag(&tags, "layer", "1");
    }
    int64_t nodes[] = {layout_crossing_id(city, i, j), layout_halfway_id(city, north, i, j),
                       layout_crossing_id(city, i + !north, j + north)};
    sink_way(sink, layout_street_way_id(city, north, i, j), nodes, 3, tags.at, tags.n);
}

static void write_streets(const struct city *city, struct sink *sink)
{
    for (int north = 0; north < 2; north++) {
        for (uint32_t j = 0; j <= city->n; j++) {
            for (uint32_t i = 0; i <= city->n; i++) {
                if (layout_street_exists(city, north, i, j))
                    write_street(city, sink, north, i, j);
            }
        }
    }
}

static void write_wall(const struct city *city, struct sink *sink, struct block block)
{
    static const struct tag wall = {"barrier", "wall"};
    int64_t nodes[CORNERS * 2 + 1];
    size_t n = 0;
    for (int side = 0; side < SIDES; side++) {
        nodes[n++] = layout_block_id(city, block, NODE_WALL + side);
        if (layout_gates(city, block) & 1U << side)
            nodes[n++] = layout_block_id(city, block, NODE_GATE + side);
    }
    nodes[n++] = layout_block_id(city, block, NODE_WALL);
    sink_way(sink, layout_block_way_id(city, block, 0), nodes, n, &wall, 1);
}

static void write_drives(const struct city *city, struct sink *sink, struct block block)
{
    static const struct tag living = {"highway", "living_street"};
    static const struct tag service = {"highway", "service"};
    int64_t loop[CORNERS * 2 + 1];
    for (int k = 0; k < CORNERS; k++) {
        loop[k * 2] = layout_block_id(city, block, NODE_LOOP + k);
        loop[k * 2 + 1] = layout_block_id(city, block, NODE_SIDE + k);
    }
    loop[CORNERS * 2] = loop[0];
    sink_way(sink, layout_block_way_id(city, block, 1), loop, CORNERS * 2 + 1, &living, 1);
    for (int k = 0; k < 2; k++) {
        int64_t across[] = {layout_block_id(city, block, NODE_SIDE + k),
                            layout_block_id(city, block, NODE_MIDDLE),
                            layout_block_id(city, block, NODE_SIDE + k + 2)};
        sink_way(sink, layout_block_way_id(city, block, 2 + k), across, 3, &living, 1);
    }
    for (int side = 0; side < SIDES; side++) {
        if (!(layout_gates(city, block) & 1U << side))
            continue;
        int64_t entrance[] = {layout_street_beside_id(city, block, side),
                              layout_block_id(city, block, NODE_GATE + side),
                              layout_block_id(city, block, NODE_SIDE + side)};
        sink_way(sink, layout_block_way_id(city, block, 4 + side), entrance, 3, &service, 1);
    }
}

static bool write_block_ways(void *context, struct block block)
{
    const struct writing *writing = context;
    const struct city *city = writing->city;
    enum block_kind kind = layout_block_kind(city, block);
    if (kind == BLOCK_COMPOUND) {
        write_wall(city, writing->sink, block);
        write_drives(city, writing->sink, block);
    } else if (kind != BLOCK_RIVER) {
        struct tags tags = {0};
        struct place_name name;
        layout_block_name(city, block, &name);
        tag(&tags, "highway", "service");
        tag_name(&tags, &name);
        int64_t drive[] = {layout_street_beside_id(city, block, layout_main_gate(city, block)),
                           layout_block_id(city, block, NODE_MIDDLE)};
        sink_way(writing->sink, layout_block_way_id(city, block, 0), drive, 2, tags.at, tags.n);
    }
    return true;
}

static void write_village_ways(const struct city *city, struct sink *sink, uint32_t village)
{
    struct point places[VILLAGE_ROAD_MAX];
    struct block ring;
    struct place_name name;
    uint32_t n = layout_village_road(city, village, places, &ring);
    int64_t road[VILLAGE_ROAD_MAX];
    layout_village_name(city, village, &name);
    road[0] = layout_crossing_id(city, ring.i, ring.j);
    for (uint32_t k = 1; k + 1 < n; k++)
        road[k] = layout_village_id(city, village, (int)k);
    road[n - 1] = layout_village_id(city, village, NODE_LANE + 4);
    struct tags tags = {0};
    tag_class(&tags, STREET_TERTIARY);
    tag_name(&tags, &name);
    sink_way(sink, layout_village_way_id(city, village, 0), road, n, tags.at, tags.n);
    for (int k = 0; k < VILLAGE_SIDE * 2; k++) {
        int64_t lane[VILLAGE_SIDE];
        struct tags lane_tags = {0};
        tag_class(&lane_tags, STREET_RESIDENTIAL);
        for (int m = 0; m < VILLAGE_SIDE; m++) {
            int node =
                k < VILLAGE_SIDE ? k * VILLAGE_SIDE + m : m * VILLAGE_SIDE + k - VILLAGE_SIDE;
            lane[m] = layout_village_id(city, village, NODE_LANE + node);
        }
        sink_way(sink, layout_village_way_id(city, village, 1 + k), lane, VILLAGE_SIDE,
                 lane_tags.at, lane_tags.n);
    }
}

/* ---- Relations --------------------------------------------------------------------------------
 */

/* Where two main streets meet, coming from the west one may not turn left. */
static void write_restrictions(const struct city *city, struct sink *sink)
{
    static const struct tag tags[] = {{"type", "restriction"}, {"restriction", "no_left_turn"}};
    int64_t id = 1;
    for (uint32_t j = 1; j < city->n; j++) {
        for (uint32_t i = 1; i < city->n; i++) {
            if (layout_class(city, true, i) != STREET_PRIMARY ||
                layout_class(city, false, j) != STREET_PRIMARY ||
                !layout_street_exists(city, false, i - 1, j) ||
                !layout_street_exists(city, true, i, j))
                continue;
            struct member members[] = {
                {MEMBER_WAY, layout_street_way_id(city, false, i - 1, j), "from"},
                {MEMBER_NODE, layout_crossing_id(city, i, j), "via"},
                {MEMBER_WAY, layout_street_way_id(city, true, i, j), "to"}};
            sink_relation(sink, id++, members, 3, tags, 2);
        }
    }
}

enum err city_write_map(const struct city *city, const char *path, struct error *error)
{
    struct sink sink;
    size_t size = strlen(path);
    bool pbf = size > 4 && strcmp(path + size - 4, ".pbf") == 0;
    enum err rc = pbf ? sink_pbf_open(path, city_bounds(city), &sink, error)
                      : sink_xml_open(path, city_bounds(city), &sink, error);
    if (rc)
        return rc;
    struct writing writing = {city, &sink};
    write_street_nodes(city, &sink);
    layout_each_block(city, write_block_nodes, &writing);
    for (uint32_t v = 0; v < city->villages; v++)
        write_village_nodes(city, &sink, v);
    write_streets(city, &sink);
    layout_each_block(city, write_block_ways, &writing);
    for (uint32_t v = 0; v < city->villages; v++)
        write_village_ways(city, &sink, v);
    write_restrictions(city, &sink);
    return sink_close(&sink, error);
}
