/* Trips that exclude kinds of road, against Dijkstra's algorithm on the network without them. */
#include "test.h"

#include "grid_town.h"
#include "road/live_int.h"

static const unsigned offered[] = {
    ROAD_KIND_TOLL,       ROAD_KIND_MOTORWAY, ROAD_KIND_FERRY,
    ROAD_KIND_RESTRICTED, ROAD_KIND_TUNNEL,   ROAD_KIND_TOLL | ROAD_KIND_MOTORWAY,
};
enum { OFFERED = sizeof offered / sizeof *offered };

/* The map of the rule: by flags and classes, not by what the engine says of an edge. */
static bool is_excluded(const struct graph *graph, uint32_t edge, unsigned kinds)
{
    static const struct {
        unsigned kind, flag;
    } flags[] = {{ROAD_KIND_TOLL, ROAD_EDGE_TOLL},
                 {ROAD_KIND_FERRY, ROAD_EDGE_ON_FERRY},
                 {ROAD_KIND_RESTRICTED, ROAD_EDGE_RESTRICTED},
                 {ROAD_KIND_TUNNEL, ROAD_EDGE_TUNNEL}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if ((kinds & flags[i].kind) && (graph->edge_flags[edge] & flags[i].flag))
            return true;
    return (kinds & ROAD_KIND_MOTORWAY) && (graph->edge_class[edge] == ROAD_MOTORWAY ||
                                            graph->edge_class[edge] == ROAD_MOTORWAY_LINK);
}

struct bench {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct dijkstra *dijkstra;
    struct road_snapshot plain; /* only arc costs and empty rules */
    struct rules rules;
    uint32_t closed; /* an edge, or GRAPH_NONE */
};

static void plain_without(struct bench *bench, unsigned kinds)
{
    const struct graph *graph = bench->network->graph;
    for (uint32_t a = 0; a < graph->n_arcs; a++) {
        uint32_t edge = graph->arc_edge[a], weight = graph->profiles[0].arc_weight_ds[a];
        bool open =
            weight != GRAPH_NEVER && !is_excluded(graph, edge, kinds) && edge != bench->closed;
        bench->plain.arc_key[a] =
            open ? key_of(weight, graph->profiles[0].arc_duration_ds[a]) : KEY_NEVER;
    }
}

/* Random trips from arc to arc; gives how many have a way. */
static int compare(struct bench *bench, struct rng *rng, unsigned kinds)
{
    struct road_snapshot *snapshot = NULL;
    int found = 0;
    assert_int_equal(road_snapshot_without(bench->live, "car", 0, kinds, &snapshot, NULL), ERR_OK);
    plain_without(bench, kinds);
    for (int i = 0; i < 12; i++) {
        struct seeds from = grid_town_seed(bench->network, rng);
        const struct cost *want =
            dijkstra_run(bench->dijkstra, &bench->plain, &from, KEY_NEVER, false);
        for (int j = 0; j < 12; j++) {
            struct seeds to = grid_town_seed(bench->network, rng);
            struct cost got = query_run(bench->search, snapshot, &from, &to, false);
            int64_t key = want[to.at[0].arc].key;
            assert_true(key >= KEY_NEVER ? got.key >= KEY_NEVER : got.key == key);
            found += key < KEY_NEVER;
        }
    }
    road_snapshot_put(snapshot);
    return found;
}

static void trips_without_kinds_of_road_are_those_of_dijkstra(void **state)
{
    (void)state;
    static const struct grid_town town = {
        .columns = 14, .rows = 14, .missing = 5, .oneway = 10, .copies = 3, .kinds = 8};
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct rng rng;
        struct bench bench = {.closed = GRAPH_NONE};
        int found = 0, without = 0;
        print_message("# seed %d\n", (int)seed);
        rng_seed(&rng, seed);
        bench.network = grid_town_make(&town, &rng);
        assert_int_equal(road_live_new(bench.network, &bench.live, NULL), ERR_OK);
        assert_int_equal(road_search_new(bench.network, &bench.search, NULL), ERR_OK);
        bench.dijkstra = dijkstra_new(bench.network->graph);
        bench.plain = (struct road_snapshot){.network = bench.network, .rules = &bench.rules};
        bench.plain.arc_key = malloc(bench.network->graph->n_arcs * sizeof *bench.plain.arc_key);
        for (int round = 0; round < 3; round++) {
            found += compare(&bench, &rng, 0);
            for (int k = 0; k < OFFERED; k++)
                without += compare(&bench, &rng, offered[k]);
            /* Closures come and go, and the exclusions follow. */
            bench.closed = rng_below(&rng, bench.network->graph->n_edges);
            struct road_closure closure = {
                .id = "dig", .change = ROAD_CLOSE_EDGES, .edges = &bench.closed, .n_edges = 1};
            assert_int_equal(road_live_put(bench.live, &closure, 1, NULL), ERR_OK);
            assert_int_equal(road_live_apply(bench.live, 1, NULL, NULL), ERR_OK);
        }
        assert_true(found > 300 && without > 1000);
        free(bench.plain.arc_key);
        dijkstra_free(bench.dijkstra);
        road_search_free(bench.search);
        road_live_free(bench.live);
        road_network_free(bench.network);
    }
}

/* Two ways from west to east: a short motorway with a toll, and a street around. */
static void no_place_is_found_on_an_excluded_road_and_it_is_named(void **state)
{
    (void)state;
    static const char *const profiles[] = {"car"};
    static const uint8_t sets[GRAPH_EXCLUDABLE_MAX] = {GRAPH_KIND_TOLL, GRAPH_KIND_MOTORWAY};
    struct graph_builder *builder = graph_builder_new(profiles, 1);
    graph_builder_excludable(builder, 0, sets);
    uint32_t nodes[] = {graph_add_node(builder, 0, 0, 1), graph_add_node(builder, 100000, 0, 2),
                        graph_add_node(builder, 50000, 50000, 3),
                        graph_add_node(builder, 200000, 0, 4)};
    static const struct {
        int tail, head, ds;
        uint16_t flags;
        enum graph_class class;
    } streets[] = {{0, 1, 100, GRAPH_EDGE_TOLL, GRAPH_MOTORWAY},
                   {0, 2, 300, 0, GRAPH_RESIDENTIAL},
                   {2, 1, 300, 0, GRAPH_RESIDENTIAL},
                   {1, 3, 100, GRAPH_EDGE_TOLL, GRAPH_PRIMARY}};
    for (size_t i = 0; i < sizeof streets / sizeof *streets; i++) {
        uint32_t ds = (uint32_t)streets[i].ds;
        struct graph_edge_spec spec = {.tail = nodes[streets[i].tail],
                                       .head = nodes[streets[i].head],
                                       .class = streets[i].class,
                                       .flags = streets[i].flags,
                                       .forward[0] = {ds, ds},
                                       .backward[0] = {ds, ds}};
        graph_add_edge(builder, &spec);
    }
    graph_add_plain_turns(builder);
    struct graph *graph;
    struct bench bench = {.closed = GRAPH_NONE};
    struct road_snapshot *all, *snapshot;
    assert_int_equal(graph_finish(builder, &graph, NULL), ERR_OK);
    assert_int_equal(network_of(graph, &bench.network, NULL), ERR_OK);
    assert_int_equal(road_live_new(bench.network, &bench.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(bench.network, &bench.search, NULL), ERR_OK);
    assert_int_equal(road_snapshot_get(bench.live, "car", 0, &all, NULL), ERR_OK);
    assert_int_equal(
        road_snapshot_without(bench.live, "car", 0, ROAD_KIND_MOTORWAY, &snapshot, NULL), ERR_OK);
    struct road_place west, east, middle;
    size_t n = 0;
    const struct road_point points[] = {{0.0025, 0.0025}, {0.015, 0}, {0.005, 0}};
    assert_int_equal(road_snap(bench.search, all, points[0], NULL, &west, 1, &n, NULL), ERR_OK);
    assert_int_equal(road_snap(bench.search, all, points[1], NULL, &east, 1, &n, NULL), ERR_OK);
    assert_int_equal(road_duration_ds(bench.search, all, &west, &east), 150 + 100 + 50);
    assert_int_equal(road_duration_ds(bench.search, snapshot, &west, &east), 150 + 300 + 50);
    assert_int_equal(road_snap(bench.search, all, points[2], NULL, &middle, 1, &n, NULL), ERR_OK);
    assert_int_equal(middle.edge, 0);
    assert_int_equal(road_snap(bench.search, snapshot, points[2], NULL, &middle, 1, &n, NULL),
                     ERR_OK);
    assert_int_not_equal(middle.edge, 0);
    road_snapshot_put(snapshot);
    assert_int_equal(road_snapshot_without(bench.live, "car", 0, ROAD_KIND_TOLL, &snapshot, NULL),
                     ERR_OK);
    struct road_why why;
    assert_int_equal(road_why(bench.search, snapshot, &west, &east, &why, NULL), ERR_OK);
    assert_false(why.reachable);
    assert_string_equal(why.closures[0], "exclude=toll");
    road_snapshot_put(snapshot);
    snapshot = NULL;
    assert_int_equal(road_snapshot_without(bench.live, "car", 0, ROAD_KIND_FERRY, &snapshot, NULL),
                     ERR_UNSUPPORTED);
    assert_int_equal(road_snapshot_without(bench.live, "car", 0,
                                           ROAD_KIND_TOLL | ROAD_KIND_MOTORWAY, &snapshot, NULL),
                     ERR_UNSUPPORTED);
    assert_null(snapshot);
    road_snapshot_put(all);
    road_search_free(bench.search);
    road_live_free(bench.live);
    road_network_free(bench.network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trips_without_kinds_of_road_are_those_of_dijkstra),
        cmocka_unit_test(no_place_is_found_on_an_excluded_road_and_it_is_named),
    };
    return RUN_TESTS(tests);
}
