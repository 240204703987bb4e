#include "five_town.h"

#include "test.h"

struct city city_new(void)
{
    struct city city;
    struct hand hand = hand_begin();
    uint32_t node[5][5];
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++)
            node[r][c] = hand_node(&hand, c, r);
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++) {
            if (c < 4)
                hand_street(&hand, node[r][c], node[r][c + 1], 100, 100, "");
            if (r < 4)
                hand_street(&hand, node[r][c], node[r + 1][c], 100, 100, "");
        }
    city.network = hand_finish(&hand);
    assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
    return city;
}

void city_free(struct city *city)
{
    road_search_free(city->search);
    road_live_free(city->live);
    road_network_free(city->network);
}

struct road_place place_at(struct city *city, struct road_snapshot *snapshot, double column,
                           double row)
{
    struct road_place place;
    struct road_snap_options all = {.closed_too = true};
    size_t n = 0;
    assert_int_equal(
        road_snap(city->search, snapshot, grid_town_point(column, row), &all, &place, 1, &n, NULL),
        ERR_OK);
    assert_true(place.distance_m < 1);
    return place;
}

int trip(struct city *city, const char *profile, int64_t depart_ms, double from_column,
         double from_row, double to_column, double to_row)
{
    struct road_snapshot *snapshot;
    struct road_route *route = NULL;
    struct road_route_options options = {.depart_ms = depart_ms};
    struct road_table_options table_options = {.depart_ms = depart_ms};
    uint32_t cell = 0, length = 0;
    assert_int_equal(road_snapshot_get(city->live, profile, depart_ms, &snapshot, NULL), ERR_OK);
    struct road_place places[2] = {place_at(city, snapshot, from_column, from_row),
                                   place_at(city, snapshot, to_column, to_row)};
    assert_int_equal(road_table(city->search, snapshot, places, 1, places + 1, 1, &table_options,
                                &cell, &length, NULL),
                     ERR_OK);
    enum err err = road_route(city->search, snapshot, places, 2, &options, &route, NULL);
    if (err) {
        assert_int_equal(err, ERR_NOT_FOUND);
        assert_int_equal(cell, ROAD_UNREACHABLE);
    } else {
        const struct road_leg *leg = &route->legs[0];
        uint32_t sum = 0, metres = 0;
        for (size_t i = 0; i < leg->n_pieces; i++) {
            sum += leg->pieces[i].duration_ds + leg->pieces[i].turn_duration_ds +
                   leg->pieces[i].gate_wait_ds;
            metres += leg->pieces[i].length_dm;
        }
        assert_int_equal(route->duration_ds, cell);
        assert_int_equal(route->length_dm, length);
        assert_int_equal(sum, cell);
        assert_int_equal(metres, length);
    }
    road_route_free(route);
    road_snapshot_put(snapshot);
    return cell == ROAD_UNREACHABLE ? -1 : (int)cell;
}

void apply(struct city *city, const struct road_closure *closure)
{
    struct error error = {0};
    if (road_live_put(city->live, closure, 1, &error))
        fail_msg("%s: %s", error.where, error.text);
    assert_int_equal(road_live_apply(city->live, MONDAY_MS, NULL, NULL), ERR_OK);
}

uint32_t edge_between(struct city *city, double column_a, double row_a, double column_b,
                      double row_b)
{
    struct road_snapshot *snapshot;
    assert_int_equal(road_snapshot_get(city->live, "car", 0, &snapshot, NULL), ERR_OK);
    uint32_t edge = place_at(city, snapshot, (column_a + column_b) / 2, (row_a + row_b) / 2).edge;
    road_snapshot_put(snapshot);
    return edge;
}

static void square(struct road_point ring[4])
{
    ring[0] = grid_town_point(1.5, 1.5);
    ring[1] = grid_town_point(2.5, 1.5);
    ring[2] = grid_town_point(2.5, 2.5);
    ring[3] = grid_town_point(1.5, 2.5);
}

struct road_closure sealed(struct road_point ring[4], struct road_gate *gates, size_t n)
{
    square(ring);
    struct road_closure closure = {.id = "compound",
                                   .change = ROAD_SEAL_AREA,
                                   .ring = ring,
                                   .n_ring = 4,
                                   .gates = gates,
                                   .n_gates = n};
    return closure;
}

struct road_gate west_gate(void)
{
    struct road_gate gate = {.id = "west", .point = grid_town_point(1.45, 2), .delay_s = 60};
    return gate;
}
