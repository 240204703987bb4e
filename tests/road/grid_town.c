#include "grid_town.h"

#include <stdlib.h>

#define ORIGIN_LON 86000000
#define ORIGIN_LAT 411000000
#define STEP_LON   11900
#define STEP_LAT   9000

static const char *const profiles[] = {"car", "truck"};

static uint32_t grid_node(const struct grid_town *town, uint32_t column, uint32_t row)
{
    return row * town->columns + column;
}

static bool chance(struct rng *rng, uint32_t percent)
{
    return rng_below(rng, 100) < percent;
}

static void choose_kind(const struct grid_town *town, struct rng *rng, struct graph_edge_spec *spec)
{
    static const uint16_t flags[] = {GRAPH_EDGE_TOLL, GRAPH_EDGE_FERRY, GRAPH_EDGE_RESTRICTED,
                                     GRAPH_EDGE_TUNNEL};
    if (town->kinds == 0)
        return;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        spec->flags |= chance(rng, town->kinds) ? flags[i] : 0;
    if (chance(rng, town->kinds))
        spec->class = chance(rng, 50) ? GRAPH_MOTORWAY : GRAPH_MOTORWAY_LINK;
}

static void offer_exclusion(struct graph_builder *builder)
{
    static const uint8_t sets[GRAPH_EXCLUDABLE_MAX] = {
        GRAPH_KIND_TOLL,       GRAPH_KIND_MOTORWAY, GRAPH_KIND_FERRY,
        GRAPH_KIND_RESTRICTED, GRAPH_KIND_TUNNEL,   GRAPH_KIND_TOLL | GRAPH_KIND_MOTORWAY,
    };
    graph_builder_excludable(builder, 0, sets);
}

static void add_street(struct graph_builder *builder, const struct grid_town *town, struct rng *rng,
                       uint32_t a, uint32_t b)
{
    if (chance(rng, town->missing))
        return;
    struct graph_edge_spec spec = {.tail = a, .head = b, .class = GRAPH_RESIDENTIAL, .way = a + 1};
    choose_kind(town, rng, &spec);
    bool oneway = chance(rng, town->oneway), trucks = !chance(rng, 5);
    for (int direction = 0; direction < 2; direction++) {
        struct graph_pace *pace = direction ? spec.backward : spec.forward;
        uint32_t duration = town->equal_times ? 100 : 50 + rng_below(rng, 200);
        uint32_t weight =
            duration + (!town->time_only && chance(rng, 10) ? rng_below(rng, 100) : 0);
        pace[0] = (struct graph_pace){weight, duration};
        pace[1] = trucks ? (struct graph_pace){weight * 2, duration * 2}
                         : (struct graph_pace){GRAPH_NEVER, GRAPH_NEVER};
        if (direction == 1 && oneway)
            pace[0] = pace[1] = (struct graph_pace){GRAPH_NEVER, GRAPH_NEVER};
    }
    graph_add_edge(builder, &spec);
}

static struct graph *make_graph(const struct grid_town *town, struct rng *rng)
{
    struct graph_builder *builder = graph_builder_new(profiles, 2);
    for (uint32_t r = 0; r < town->rows; r++)
        for (uint32_t c = 0; c < town->columns; c++) {
            int32_t lon = ORIGIN_LON + (int32_t)(c * STEP_LON + rng_below(rng, 4000));
            int32_t lat = ORIGIN_LAT + (int32_t)(r * STEP_LAT + rng_below(rng, 3000));
            graph_add_node(builder, lon, lat, 1 + (int64_t)grid_node(town, c, r));
        }
    for (uint32_t r = 0; r < town->rows; r++)
        for (uint32_t c = 0; c < town->columns; c++) {
            if (c + 1 < town->columns)
                add_street(builder, town, rng, grid_node(town, c, r), grid_node(town, c + 1, r));
            if (r + 1 < town->rows)
                add_street(builder, town, rng, grid_node(town, c, r), grid_node(town, c, r + 1));
        }
    graph_add_plain_turns(builder);
    struct graph *graph;
    return graph_finish(builder, &graph, NULL) ? NULL : graph;
}

/* The same streets again, now with costs and bans on turns, and copies behind some of them. */
static struct graph *with_turns(const struct graph *plain, const struct grid_town *town,
                                struct rng *rng)
{
    struct graph_builder *builder = graph_builder_new(profiles, 2);
    offer_exclusion(builder);
    for (uint32_t v = 0; v < plain->n_nodes; v++)
        graph_add_node(builder, plain->node_lon_e7[v], plain->node_lat_e7[v], plain->node_osm[v]);
    uint32_t *arc_of = malloc((plain->n_arcs + 1) * sizeof *arc_of);
    for (uint32_t e = 0; e < plain->n_edges; e++) {
        struct graph_edge_spec spec = {.tail = plain->edge_tail[e],
                                       .head = plain->edge_head[e],
                                       .way = plain->edge_way[e],
                                       .class = (enum graph_class)plain->edge_class[e],
                                       .flags = plain->edge_flags[e]};
        for (uint32_t p = 0; p < 2; p++)
            spec.forward[p] = spec.backward[p] = (struct graph_pace){GRAPH_NEVER, GRAPH_NEVER};
        for (uint32_t a = plain->edge_first_arc[e]; a < plain->edge_first_arc[e + 1]; a++)
            for (uint32_t p = 0; p < 2; p++)
                (plain->arc_flags[a] & GRAPH_ARC_BACKWARD ? spec.backward : spec.forward)[p] =
                    (struct graph_pace){plain->profiles[p].arc_weight_ds[a],
                                        plain->profiles[p].arc_duration_ds[a]};
        graph_add_edge(builder, &spec);
        for (uint32_t a = plain->edge_first_arc[e]; a < plain->edge_first_arc[e + 1]; a++)
            arc_of[a] = graph_arc_of(builder, e, plain->arc_flags[a] & GRAPH_ARC_BACKWARD);
    }
    for (uint32_t a = 0; a < plain->n_arcs; a++) {
        uint32_t copy = chance(rng, town->copies) ? graph_add_copy(builder, arc_of[a]) : GRAPH_NONE;
        for (uint32_t t = plain->turn_first[a]; t < plain->turn_first[a + 1]; t++) {
            uint16_t cost = town->equal_times ? 0 : (uint16_t)rng_below(rng, 80);
            struct graph_turn_spec turn = {
                arc_of[a], arc_of[plain->turn_to[t]], {cost, cost}, {cost, (uint16_t)(cost / 2)}};
            if (chance(rng, town->forbidden_turns))
                turn.weight_ds[0] = turn.duration_ds[0] = GRAPH_NO_TURN;
            graph_add_turn(builder, &turn);
            turn.from_arc = copy;
            if (copy != GRAPH_NONE && chance(rng, 50))
                graph_add_turn(builder, &turn);
        }
        /* The copy is entered instead of the arc from one of the arcs before it. */
        for (uint32_t b = 0; b < plain->n_arcs && copy != GRAPH_NONE; b++)
            for (uint32_t t = plain->turn_first[b]; t < plain->turn_first[b + 1]; t++)
                if (plain->turn_to[t] == a) {
                    graph_add_turn(builder,
                                   &(struct graph_turn_spec){arc_of[b], copy, {7, 7}, {7, 7}});
                    b = plain->n_arcs - 1;
                    break;
                }
    }
    free(arc_of);
    struct graph *graph;
    return graph_finish(builder, &graph, NULL) ? NULL : graph;
}

struct road_network *grid_town_make(const struct grid_town *town, struct rng *rng)
{
    struct graph *plain = make_graph(town, rng);
    struct graph *graph = with_turns(plain, town, rng);
    struct road_network *network = NULL;
    graph_free(plain);
    if (graph_check(graph, NULL) || network_of(graph, &network, NULL))
        abort();
    return network;
}

struct road_point grid_town_point(double column, double row)
{
    return (struct road_point){(ORIGIN_LON + column * STEP_LON) * 1e-7,
                               (ORIGIN_LAT + row * STEP_LAT) * 1e-7};
}

struct seeds grid_town_seed(const struct road_network *network, struct rng *rng)
{
    struct seeds seeds = {.n = 1};
    seeds.at[0] = (struct seed){rng_below(rng, network->graph->n_arcs), GRAPH_NONE, 0, 0};
    return seeds;
}

struct hand hand_begin(void)
{
    return (struct hand){graph_builder_new(profiles, 2)};
}

uint32_t hand_node(struct hand *hand, double column, double row)
{
    return graph_add_node(hand->builder, (int32_t)(ORIGIN_LON + column * STEP_LON),
                          (int32_t)(ORIGIN_LAT + row * STEP_LAT), 0);
}

uint32_t hand_street(struct hand *hand, uint32_t a, uint32_t b, uint32_t there_ds, uint32_t back_ds,
                     const char *name)
{
    struct graph_edge_spec spec = {.tail = a, .head = b, .class = GRAPH_RESIDENTIAL};
    spec.name = graph_add_name(hand->builder, name);
    for (int p = 0; p < 2; p++) {
        spec.forward[p] = (struct graph_pace){there_ds, there_ds};
        spec.backward[p] = (struct graph_pace){back_ds, back_ds};
    }
    return graph_add_edge(hand->builder, &spec);
}

struct road_network *hand_finish(struct hand *hand)
{
    struct graph *graph;
    struct road_network *network = NULL;
    graph_add_plain_turns(hand->builder);
    if (graph_finish(hand->builder, &graph, NULL) || graph_check(graph, NULL) ||
        network_of(graph, &network, NULL))
        abort();
    return network;
}
