/*
 * Towns: what happens where roads meet. Times in comments are made of 11.1 s for 200 m of primary
 * road (65 km/h), 2.1 s for a right turn and 5.4 s for a left turn at a right angle, and 27.5 s for
 * turning round.
 */
#include "test.h"

#include <math.h>
#include <unistd.h>

#include "town.h"

/* ---- Signs and signals ----------------------------------------------------------------------- */

static void signals_and_signs_delay_those_they_face(void **state)
{
    (void)state;
    static const struct {
        const char *tags;
        double there_s, back_s;
    } cases[] = {
        {"", 22.2, 22.2},
        {"highway=traffic_signals", 24.2, 24.2},
        {"highway=traffic_signals traffic_signals:direction=forward", 24.2, 22.2},
        {"highway=traffic_signals traffic_signals:direction=backward", 22.2, 24.2},
        {"highway=traffic_signals direction=backward traffic_signals:direction=both", 24.2, 24.2},
        {"highway=stop", 24.2, 24.2},
        {"highway=stop direction=forward", 24.2, 22.2},
        {"highway=stop direction=backward", 22.2, 24.2},
        {"highway=give_way", 23.2, 23.2},
        {"highway=give_way direction=backward", 22.2, 23.2},
        {"highway=crossing", 22.2, 22.2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct town town = town_new("a---b---c");
        town_way(&town, "abc", "highway=primary");
        town_node(&town, 'b', cases[i].tags);
        town_open(&town);
        assert_route(&town, "car", 'a', 'c', "abc", cases[i].there_s);
        assert_route(&town, "car", 'c', 'a', "abc", cases[i].back_s);
        assert_route(&town, "emergency", 'a', 'c', "abc", 22.2);
        town_close(&town);
    }
}

static void a_minor_stop_sign_is_for_those_from_the_slower_road(void **state)
{
    (void)state;
    struct town town = town_new("    a    \n"
                                "         \n"
                                "b---c---d\n"
                                "         \n"
                                "    e    ");
    town_way(&town, "bcd", "highway=primary");
    town_way(&town, "ace", "highway=secondary");
    town_node(&town, 'c', "highway=stop stop=minor");
    town_open(&town);
    assert_route(&town, "car", 'b', 'd', "bcd", 22.2);
    assert_route(&town, "car", 'a', 'e', "ace", 26.2 + 2);
    assert_route(&town, "car", 'a', 'b', "ace,bcd", 13.1 + 2 + 2.1 + 11.1);
    assert_route(&town, "car", 'b', 'e', "bcd,ace", 11.1 + 2.1 + 13.1);
    town_close(&town);
}

static void a_stop_sign_close_to_a_junction_is_for_those_who_come_to_it(void **state)
{
    (void)state;
    struct town town = town_new("                    d\n"
                                "a------------------sb------------------c\n"
                                "                    e");
    town.grid_m = 10; /* s is 5 m from the crossing, a 95 m from s */
    town_way(&town, "asbc", "highway=primary");
    town_way(&town, "dbe", "highway=primary");
    town_node(&town, 's', "highway=stop");
    town_open(&town);
    double free_s = town_route(&town, "car", 'c', 'a').duration_s;
    assert_route(&town, "car", 'a', 'c', "asbc", free_s + 2);
    town_close(&town);
    /* A gate between the sign and the crossing changes nothing. */
    town = town_new("                    d\n"
                    "a-----------------sgb------------------c\n"
                    "                    e");
    town.grid_m = 10;
    town_way(&town, "asgbc", "highway=primary");
    town_way(&town, "dbe", "highway=primary");
    town_node(&town, 's', "highway=stop");
    town_node(&town, 'g', "barrier=gate");
    town_open(&town);
    free_s = town_route(&town, "emergency", 'c', 'a').duration_s;
    assert_route(&town, "car", 'c', 'a', "asgbc", free_s);
    assert_route(&town, "car", 'a', 'c', "asgbc", free_s + 2);
    town_close(&town);
}

/* ---- Turns ----------------------------------------------------------------------------------- */

static void left_turns_cost_more_than_right_turns_and_straight_on_nothing(void **state)
{
    (void)state;
    struct town town = town_crossing("highway=primary");
    town_open(&town);
    assert_route(&town, "car", 'b', 'd', "bc,cd", 22.2);
    assert_route(&town, "car", 'b', 'e', "bc,ce", 22.2 + 2.1);
    assert_route(&town, "car", 'b', 'a', "bc,ac", 22.2 + 5.4);
    assert_route(&town, "car", 'e', 'd', "ce,cd", 22.2 + 2.1);
    assert_route(&town, "truck", 'b', 'a', "bc,ac", 13.1 * 2 + 5.4 * 10 / 7.5);
    town_close(&town);
}

static void where_traffic_keeps_left_right_turns_cost_more(void **state)
{
    (void)state;
    struct town town = town_crossing("highway=primary driving_side=left");
    town_open(&town);
    assert_route(&town, "car", 'b', 'e', "bc,ce", 22.2 + 5.4);
    assert_route(&town, "car", 'b', 'a', "bc,ac", 22.2 + 2.1);
    town_close(&town);
}

static void a_bend_is_no_junction(void **state)
{
    (void)state;
    struct town town = town_new("a---b\n"
                                "     \n"
                                "    c\n"
                                "     \n"
                                "    d");
    town_way(&town, "abc", "highway=primary");
    town_way(&town, "cd", "highway=primary");
    town_open(&town);
    assert_route(&town, "car", 'a', 'd', "abc,cd", 33.3);
    town_close(&town);
}

static void a_path_that_cars_may_not_use_makes_no_junction(void **state)
{
    (void)state;
    struct town town = town_crossing("highway=primary");
    struct town quiet = town_new(town_crossing_map);
    town_way(&quiet, "bce", "highway=primary");
    town_way(&quiet, "acd", "highway=pedestrian");
    town_open(&town);
    town_open(&quiet);
    assert_route(&town, "car", 'b', 'e', "bc,ce", 22.2 + 2.1);
    assert_route(&quiet, "car", 'b', 'e', "bce", 22.2);
    town_close(&town);
    town_close(&quiet);
}

static void turning_round_is_for_dead_ends_and_places_made_for_it(void **state)
{
    (void)state;
    static const struct {
        const char *tags;
        bool may;
    } cases[] = {
        {"", false},
        {"highway=turning_circle", true},
        {"highway=turning_loop", true},
        {"highway=mini_roundabout", true},
        {"highway=traffic_signals", false},
        {"barrier=bollard", true},
        {"barrier=gate", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        /* From 1 back to a: turn at b when one may, else at the dead end c (or never). */
        struct town town = town_new("a-1-b-2-c");
        town_way(&town, "ab", "highway=primary");
        town_way(&town, "bc", "highway=primary");
        town_node(&town, 'b', cases[i].tags);
        town_open(&town);
        const struct graph *g = town.graph;
        unsigned turns_back = 0;
        for (uint32_t arc = 0; arc < g->n_arcs; arc++)
            for (uint32_t t = g->turn_first[arc]; t < g->turn_first[arc + 1]; t++)
                if (g->arc_edge[g->turn_to[t]] == g->arc_edge[arc] &&
                    g->node_osm[graph_head(g, arc)] == 'b' &&
                    g->profiles[0].turn_weight_ds[t] != GRAPH_NO_TURN) {
                    turns_back++;
                    assert_in_range(g->profiles[0].turn_duration_ds[t], 273, 294);
                }
        assert_int_equal(turns_back, cases[i].may ? 2 : 0);
        town_close(&town);
    }
}

static void at_a_dead_end_one_turns_round(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c");
    town_way(&town, "ab", "highway=primary oneway=yes");
    town_way(&town, "bc", "highway=primary");
    town_way(&town, "ba", "highway=residential oneway=yes name=back");
    town_open(&town);
    /* At b only one street leads in: turning there is allowed; from c one must turn at c. */
    assert_route(&town, "car", 'c', 'a', "bc,back", -1);
    assert_route(&town, "car", 'a', 'a', "ab", 0);
    town_close(&town);
}

static void two_oneways_over_the_same_ground_are_one_street(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d");
    town_way(&town, "ab", "highway=primary");
    town_way(&town, "bc", "highway=primary oneway=yes");
    town_way(&town, "cb", "highway=primary oneway=yes");
    town_way(&town, "cd", "highway=primary");
    town_open(&town);
    assert_route(&town, "car", 'a', 'd', "ab,bc,cd", 33.3);
    /* Nobody turns round at c, where two streets meet, but at the dead end d. */
    const struct graph *g = town.graph;
    for (uint32_t arc = 0; arc < g->n_arcs; arc++)
        for (uint32_t t = g->turn_first[arc]; t < g->turn_first[arc + 1]; t++)
            assert_false(strcmp(graph_name(g, g->edge_name[g->arc_edge[arc]]), "bc") == 0 &&
                         strcmp(graph_name(g, g->edge_name[g->arc_edge[g->turn_to[t]]]), "cb") ==
                             0);
    town_close(&town);
}

static void a_lane_for_turning_round_allows_it(void **state)
{
    (void)state;
    for (int marked = 0; marked < 2; marked++) {
        struct town town = town_new("    d    \n"
                                    "         \n"
                                    "a-1-b---c\n"
                                    "         \n"
                                    "    e    ");
        town_way(&town, "ab",
                 marked ? "highway=primary turn:lanes:forward=left;reverse|through"
                        : "highway=primary");
        town_way(&town, "bc", "highway=primary");
        town_way(&town, "dbe", "highway=primary");
        town_open(&town);
        const struct graph *g = town.graph;
        bool found = false;
        for (uint32_t arc = 0; arc < g->n_arcs; arc++)
            for (uint32_t t = g->turn_first[arc]; t < g->turn_first[arc + 1]; t++)
                found |= g->arc_edge[g->turn_to[t]] == g->arc_edge[arc] &&
                         g->node_osm[graph_head(g, arc)] == 'b';
        assert_int_equal(found, marked);
        town_close(&town);
    }
}

static void one_leaves_a_roundabout_along_its_flow(void **state)
{
    (void)state;
    /* Driven anticlockwise: b, e, d, c. The arm s joins at b beside the arm t. */
    struct town town = town_new("      c      \n"
                                "             \n"
                                "   d     b--s\n"
                                "             \n"
                                "      e      \n"
                                "      f      ");
    town_way(&town, "bcdeb", "highway=primary junction=roundabout name=ring");
    town_way(&town, "sb", "highway=primary");
    town_way(&town, "ef", "highway=primary");
    town_open(&town);
    assert_route(&town, "car", 's', 'f', "sb,ring,ef", -1);
    assert_route(&town, "car", 'f', 's', "ef,ring,sb", -1);
    town_close(&town);
}

/* ---- Who may only start or end --------------------------------------------------------------- */

static void nobody_drives_through_a_private_road_but_one_may_go_there(void **state)
{
    (void)state;
    struct town town = town_new("b-------c\n"
                                "         \n"
                                "a---p---d");
    town_way(&town, "abcd", "highway=primary name=round");
    town_way(&town, "apd", "highway=residential access=private name=yard");
    town_open(&town);
    assert_route(&town, "car", 'a', 'd', "round", -1);
    assert_route(&town, "car", 'b', 'p', "round,yard", -1);
    assert_route(&town, "car", 'p', 'c', "yard,round", -1);
    assert_true(town_route(&town, "car", 'b', 'p').weight_s > 3000);
    assert_true(town_route(&town, "car", 'b', 'p').duration_s < 100);
    assert_route(&town, "emergency", 'a', 'd', "yard", -1);
    town_close(&town);
}

static void a_service_road_is_no_short_cut_but_a_way_there(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d\n"
                                "    e---f    ");
    town_way(&town, "abcd", "highway=residential name=street");
    town_way(&town, "befc", "highway=service service=alley name=alley");
    town_open(&town);
    assert_route(&town, "car", 'a', 'd', "street", -1);
    assert_route(&town, "car", 'a', 'f', "street,alley", -1);
    town_close(&town);
}

static void private_yards_and_ferries_are_no_places_to_start(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d");
    town_way(&town, "ab", "highway=service access=private");
    town_way(&town, "bc", "highway=service");
    town_way(&town, "cd", "route=ferry");
    town_open(&town);
    const struct graph *g = town.graph;
    for (uint32_t e = 0; e < g->n_edges; e++) {
        bool may_snap = !(g->edge_flags[e] & GRAPH_EDGE_NO_SNAP);
        assert_int_equal(may_snap, strcmp(graph_name(g, g->edge_name[e]), "bc") == 0);
        assert_int_equal(g->edge_class[e] == GRAPH_FERRY, !!(g->edge_flags[e] & GRAPH_EDGE_FERRY));
    }
    /* On and off the ferry is a change of vehicle that takes a moment even straight on. */
    assert_route(&town, "car", 'b', 'd', "bc,cd", 48 + 144);
    town_close(&town);
}

static void times_are_taken_between_coordinates_of_six_decimals(void **state)
{
    (void)state;
    struct town town = town_new("a\n"
                                "b");
    town.grid_m = 99.91; /* 0.0009036 degrees, at 5 km/h 71.9 s; 0.000904 are 72.0 s */
    town_way(&town, "ab", "route=ferry");
    town_open(&town);
    struct town_answer way = town_route(&town, "car", 'a', 'b');
    assert_int_equal(lround(way.duration_s * 10), 720);
    assert_int_equal(town.graph->edge_length_dm[0], 999); /* the length keeps all seven */
    town_close(&town);
}

/* ---- The map itself -------------------------------------------------------------------------- */

static void gates_are_nodes_with_their_ids(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d---e");
    town_way(&town, "abcde", "highway=service name=drive");
    town_node(&town, 'b', "barrier=lift_gate");
    town_node(&town, 'c', "barrier=bollard");
    town_node(&town, 'd', "barrier=kerb kerb=lowered");
    town_open(&town);
    const struct graph *g = town.graph;
    assert_int_equal(g->n_nodes, 4); /* a, b, c, e: the flat kerb is nothing */
    assert_int_equal(g->n_barriers, 2);
    assert_int_equal(g->barriers[0].osm_node, 'b');
    assert_int_equal(g->barriers[0].kind, GRAPH_BARRIER_LIFT_GATE);
    assert_int_equal(g->barriers[0].passable, 7);
    assert_int_equal(g->barriers[1].osm_node, 'c');
    assert_int_equal(g->barriers[1].kind, GRAPH_BARRIER_BOLLARD);
    assert_int_equal(g->barriers[1].passable, 0);
    assert_int_equal(g->node_osm[g->barriers[1].node], 'c');
    assert_route(&town, "car", 'a', 'b', "drive", 48);
    assert_route(&town, "car", 'b', 'd', NULL, -1);
    town_close(&town);
}

static void shape_nodes_are_geometry_with_their_ids(void **state)
{
    (void)state;
    struct town town = town_new("a---b\n"
                                "    c---d");
    town_way(&town, "abcd", "highway=primary ref=G60 name=文三路");
    town_open(&town);
    const struct graph *g = town.graph;
    assert_int_equal(g->n_nodes, 2);
    assert_int_equal(g->n_edges, 1);
    assert_int_equal(g->n_points, 4);
    assert_int_equal(g->point_osm[1], 'b');
    assert_int_equal(g->edge_way[0], 1000);
    assert_string_equal(graph_name(g, g->edge_name[0]), "文三路");
    assert_string_equal(graph_name(g, g->edge_ref[0]), "G60");
    assert_in_range(g->edge_length_dm[0], 4998, 5002);
    town_close(&town);
}

static void odd_ways_are_survived_and_counted(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d\n"
                                "    e        \n"
                                "  f   g      ");
    town_way(&town, "aabbcc", "highway=primary name=stutter");
    town_way(&town, "efge", "highway=residential name=loop");
    town_way(&town, "be", "highway=residential name=stem");
    town_way(&town, "d", "highway=residential");
    town_way(&town, "cd", "highway=primary");
    maker_way(&town.maker, 5000, (int64_t[]){'d', 999999, 'c'}, 3, "highway=primary name=torn");
    maker_way(&town.maker, 5001, (int64_t[]){999998, 999997}, 2, "highway=primary name=gone");
    maker_way(&town.maker, 5002, (int64_t[]){'a', 'a'}, 2, "highway=primary name=point");
    town_open(&town);
    assert_route(&town, "car", 'a', 'd', "stutter,cd", 33.3);
    assert_route(&town, "car", 'a', 'g', "stutter,stem,loop", -1);
    assert_route(&town, "car", 'g', 'f', "loop", -1);
    uint64_t torn = 0, short_ways = 0;
    for (size_t i = 0; i < town.report.n_drops; i++) {
        const struct road_drop *drop = &town.report.drops[i];
        torn += strstr(drop->reason, "not in the file") ? drop->count : 0;
        short_ways += strstr(drop->reason, "fewer than two") ? drop->count : 0;
    }
    assert_int_equal(torn, 2);
    assert_int_equal(short_ways, 1);
    town_close(&town);
}

static void sixty_five_roads_at_one_place_are_bounded(void **state)
{
    (void)state;
    struct town town = town_new("a---b");
    town_way(&town, "ab", "highway=primary");
    for (int i = 0; i < 70; i++) {
        maker_node(&town.maker, 2000 + i, 1.001 + i * 1e-4, 1.001, "");
        maker_way(&town.maker, 3000 + i, (int64_t[]){'a', 2000 + i}, 2, "highway=residential");
    }
    town_open(&town);
    bool told = false;
    for (size_t i = 0; i < town.report.n_drops; i++)
        told |= strstr(town.report.drops[i].reason, "beyond the 64th") != NULL;
    assert_true(told);
    town_close(&town);
}

/* ---- The call -------------------------------------------------------------------------------- */

static bool stop_at_nodes(void *context, const char *phase, double fraction)
{
    double *last = context;
    assert_true(fraction >= *last && fraction <= 1);
    *last = fraction;
    return strcmp(phase, "nodes") != 0;
}

static void an_import_can_be_watched_and_stopped(void **state)
{
    (void)state;
    char path[] = "/tmp/lifeline-import-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    FILE *file = fdopen(handle, "wb");
    fputs("<osm><node id='1' lat='1' lon='1'/><node id='2' lat='1' lon='1.01'/>"
          "<way id='3'><nd ref='1'/><nd ref='2'/><tag k='building' v='yes'/></way></osm>",
          file);
    fclose(file);
    double last = 0;
    struct graph *graph = NULL;
    struct error error = {0};
    struct road_import_options options = {
        .source_path = path, .progress = stop_at_nodes, .context = &last};
    assert_int_equal(graph_import(&options, &graph, NULL, &error), ERR_CANCELLED);
    options.progress = NULL;
    assert_int_equal(graph_import(&options, &graph, NULL, &error), ERR_INVALID);
    assert_non_null(strstr(error.text, "no road"));
    assert_string_equal(error.where, path);
    options.profile_dir = "/nonexistent";
    assert_int_equal(graph_import(&options, &graph, NULL, &error), ERR_NOT_FOUND);
    remove(path);
}

static void a_real_city_is_imported_whole(void **state)
{
    (void)state;
    char path[4096];
    if (!test_shared("data/osm/porto.osm.pbf", path, sizeof path)) {
        print_message("the extract of Porto is not here\n");
        skip();
    }
    struct graph *graph = NULL;
    struct road_import_report report;
    struct road_import_options options = {.source_path = path};
    assert_int_equal(graph_import(&options, &graph, &report, NULL), ERR_OK);
    assert_int_equal(graph_check(graph, NULL), ERR_OK);
    assert_int_equal(report.osm_nodes, 347944);
    assert_int_equal(report.osm_relations, 357);
    assert_true(report.restrictions > 300);
    assert_true(report.barriers > 400);
    /* The same file gives the same graph. */
    struct graph *again = NULL;
    assert_int_equal(graph_import(&options, &again, NULL, NULL), ERR_OK);
    assert_int_equal(graph->n_turns, again->n_turns);
    assert_memory_equal(graph->turn_to, again->turn_to, graph->n_turns * sizeof *graph->turn_to);
    graph_free(again);
    graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_and_signs_delay_those_they_face),
        cmocka_unit_test(a_minor_stop_sign_is_for_those_from_the_slower_road),
        cmocka_unit_test(a_stop_sign_close_to_a_junction_is_for_those_who_come_to_it),
        cmocka_unit_test(left_turns_cost_more_than_right_turns_and_straight_on_nothing),
        cmocka_unit_test(where_traffic_keeps_left_right_turns_cost_more),
        cmocka_unit_test(a_bend_is_no_junction),
        cmocka_unit_test(a_path_that_cars_may_not_use_makes_no_junction),
        cmocka_unit_test(turning_round_is_for_dead_ends_and_places_made_for_it),
        cmocka_unit_test(at_a_dead_end_one_turns_round),
        cmocka_unit_test(two_oneways_over_the_same_ground_are_one_street),
        cmocka_unit_test(a_lane_for_turning_round_allows_it),
        cmocka_unit_test(one_leaves_a_roundabout_along_its_flow),
        cmocka_unit_test(nobody_drives_through_a_private_road_but_one_may_go_there),
        cmocka_unit_test(a_service_road_is_no_short_cut_but_a_way_there),
        cmocka_unit_test(private_yards_and_ferries_are_no_places_to_start),
        cmocka_unit_test(times_are_taken_between_coordinates_of_six_decimals),
        cmocka_unit_test(gates_are_nodes_with_their_ids),
        cmocka_unit_test(shape_nodes_are_geometry_with_their_ids),
        cmocka_unit_test(odd_ways_are_survived_and_counted),
        cmocka_unit_test(sixty_five_roads_at_one_place_are_bounded),
        cmocka_unit_test(an_import_can_be_watched_and_stopped),
        cmocka_unit_test(a_real_city_is_imported_whole),
    };
    return RUN_TESTS(tests);
}
