/* Trips through gates: which way, when, and from or to places on their own roads. */
#include "test.h"

#include "five_town.h"

static void a_gate_for_entering_does_not_let_anybody_out(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    gate.way = ROAD_GATE_IN;
    struct road_closure closure = sealed(ring, &gate, 1);
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.2), 50 + 100 + 600 + 20);
    assert_int_equal(trip(&city, "car", 0, 2, 2.2, 0.5, 2), -1);
    city_free(&city);
}

static void a_gate_with_hours_lets_one_wait(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    /* Monday to Friday 07:00-09:00 in a place 8 hours ahead of UTC: 23:00-01:00 UTC. */
    gate.hours.n = 1;
    gate.hours.windows[0].days = 0x1f;
    gate.hours.windows[0].open_min = 7 * 60;
    gate.hours.windows[0].close_min = 9 * 60;
    gate.hours.utc_offset_min = 8 * 60;
    struct road_closure closure = sealed(ring, &gate, 1);
    apply(&city, &closure);
    int open = 50 + 100 + 600 + 20;
    int64_t seven_ms = MONDAY_MS - HOUR_MS; /* Monday 07:00 there */
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.2), open);
    assert_int_equal(trip(&city, "car", seven_ms + HOUR_MS, 0.5, 2, 2, 2.2), open);
    /* Ten seconds to the gate: who leaves 70 s early waits 60 s. */
    assert_int_equal(trip(&city, "car", seven_ms - 70000, 0.5, 2, 2, 2.2), open + 600);
    assert_int_equal(trip(&city, "car", seven_ms - 10000, 0.5, 2, 2, 2.2), open);
    /* Too late on Monday: until Tuesday 07:00, 22 hours less nothing. */
    assert_int_equal(trip(&city, "car", seven_ms + 2 * HOUR_MS - 10000, 0.5, 2, 2, 2.2),
                     open + 22 * 36000);
    /* The gate counts, not the beginning of its road. */
    assert_int_equal(trip(&city, "car", seven_ms + 2 * HOUR_MS - 6000, 0.5, 2, 2, 2.2),
                     open + 22 * 36000 - 40);
    assert_int_equal(trip(&city, "car", seven_ms + 2 * HOUR_MS - 11000, 0.5, 2, 2, 2.2), open);
    /* The border elsewhere stays shut at all times, and who need not pass the gate does not wait.
     */
    assert_int_equal(trip(&city, "car", seven_ms - HOUR_MS, 0.5, 2, 3.5, 2), 500);
    city_free(&city);
}

/* ---- on a gate's own road ---- */

/*
 * An engine of its own for the town of five by five: places a tenth of a street apart, a second
 * each, in four directions; no turning round. The border of the square below lies between two of
 * them.
 */
enum { LATTICE = 41 };

struct lattice {
    int64_t at_ds[LATTICE][LATTICE][4];
};

static bool in_square(int x, int y)
{
    return x >= 15 && x <= 24 && y >= 15 && y <= 24;
}

/* When one comes to the next place, or -1: only the street from the west leads through the border,
 * at its gate, half way between two places. */
static int64_t lattice_step(int64_t at_ds, int x, int y, int d, const struct road_gate *gate,
                            int64_t depart_ms)
{
    static const int east[] = {1, 0, -1, 0}, north[] = {0, 1, 0, -1};
    int u = x + east[d], v = y + north[d];
    if (u < 0 || v < 0 || u >= LATTICE || v >= LATTICE || (y % 10 != 0 && x % 10 != 0) ||
        (v % 10 != 0 && u % 10 != 0))
        return -1;
    if (in_square(x, y) == in_square(u, v))
        return at_ds + 10;
    if (!gate || y != 20 || x > 20)
        return -1;
    int64_t wait_ms =
        depart_ms ? road_hours_wait_ms(&gate->hours, depart_ms + (at_ds + 5) * 100) : 0;
    return at_ds + 10 + wait_ms / 100 + gate->delay_s * 10;
}

/* Earliest arrivals from a place, by going on until nothing gets better. */
static void lattice_run(struct lattice *lattice, int x, int y, const struct road_gate *gate,
                        int64_t depart_ms)
{
    static const int east[] = {1, 0, -1, 0}, north[] = {0, 1, 0, -1};
    bool better = true;
    memset(lattice, 0x7f, sizeof *lattice);
    for (int d = 0; d < 4; d++)
        lattice->at_ds[x][y][d] = 0;
    while (better) {
        better = false;
        for (int i = 0; i < LATTICE * LATTICE * 16; i++) {
            int u = i / 16 / LATTICE, v = i / 16 % LATTICE, came = i / 4 % 4, d = i % 4;
            int64_t at_ds = lattice->at_ds[u][v][came];
            bool start = u == x && v == y;
            if (at_ds > INT32_MAX || (came != d && u % 10 + v % 10 != 0) ||
                (came == (d + 2) % 4 && !start))
                continue;
            int64_t next = lattice_step(at_ds, u, v, d, gate, depart_ms);
            int64_t *there = next < 0 ? NULL : &lattice->at_ds[u + east[d]][v + north[d]][d];
            if (there && next < *there) {
                *there = next;
                better = true;
            }
        }
    }
}

static int lattice_trip(const struct lattice *lattice, int x, int y)
{
    int64_t best = INT64_MAX;
    for (int d = 0; d < 4; d++)
        best = lattice->at_ds[x][y][d] < best ? lattice->at_ds[x][y][d] : best;
    return best > INT32_MAX ? -1 : (int)best;
}

static struct road_closure sealed_between_places(struct road_point ring[4], struct road_gate *gates,
                                                 size_t n)
{
    struct road_closure closure = sealed(ring, gates, n);
    ring[0] = grid_town_point(1.45, 1.45);
    ring[1] = grid_town_point(2.45, 1.45);
    ring[2] = grid_town_point(2.45, 2.45);
    ring[3] = grid_town_point(1.45, 2.45);
    return closure;
}

/* From and to every place on the streets that cross the border, and some around. */
static void compare_with_lattice(struct city *city, const struct road_gate *gate, int64_t depart_ms)
{
    struct lattice *lattice = malloc(sizeof *lattice);
    struct {
        int x, y;
    } places[64];
    size_t n = 0;
    for (int t = 11; t < 30; t++)
        if (t != 20) {
            places[n].x = t;
            places[n++].y = 20;
            if (t % 2) {
                places[n].x = 20;
                places[n++].y = t;
            }
        }
    places[n].x = 5;
    places[n++].y = 10;
    for (size_t i = 0; i < n; i++) {
        lattice_run(lattice, places[i].x, places[i].y, gate, depart_ms);
        for (size_t j = 0; j < n; j++) {
            int want = lattice_trip(lattice, places[j].x, places[j].y);
            int got = trip(city, "car", depart_ms, places[i].x / 10.0, places[i].y / 10.0,
                           places[j].x / 10.0, places[j].y / 10.0);
            /* Where a street is parted at a border, and a wait, are rounded to tenths. */
            if (abs(got - want) > (depart_ms && want > 600))
                fail_msg("from %d,%d to %d,%d: %d is not %d", places[i].x, places[i].y, places[j].x,
                         places[j].y, got, want);
        }
    }
    free(lattice);
}

static void who_lives_on_the_road_of_a_gate_is_not_sent_round(void **state)
{
    (void)state;
    struct road_point ring[4];
    for (int kind = 0; kind < 3; kind++) {
        struct city city = city_new();
        struct road_gate gate = west_gate();
        bool timed = kind == 2;
        if (timed) {
            gate.hours.n = 1;
            gate.hours.windows[0].days = 0x1f;
            gate.hours.windows[0].open_min = 7 * 60;
            gate.hours.windows[0].close_min = 9 * 60;
        }
        struct road_closure closure = sealed_between_places(ring, &gate, kind > 0);
        apply(&city, &closure);
        assert_int_equal(trip(&city, "car", 0, 1.3, 2, 1.3, 2), 0);
        assert_int_equal(trip(&city, "car", 0, 1.7, 2, 1.7, 2), 0);
        assert_int_equal(trip(&city, "car", 0, 1.2, 2, 1.4, 2), 20);
        assert_int_equal(trip(&city, "car", 0, 1.8, 2, 1.6, 2), 20);
        assert_int_equal(trip(&city, "car", 0, 1.2, 2, 1.8, 2), kind ? 660 : -1);
        compare_with_lattice(&city, kind ? &gate : NULL, 0);
        if (timed) {
            compare_with_lattice(&city, &gate, MONDAY_MS + 7 * HOUR_MS - 15000);
            compare_with_lattice(&city, &gate, MONDAY_MS + 9 * HOUR_MS - 6000);
        }
        city_free(&city);
    }
}

/* ---- gates against a search by time ---- */

/* Earliest arrivals at the beginning of every arc, by going on until nothing gets better. */
static void arrivals(const struct road_snapshot *snapshot, const struct seeds *from,
                     int64_t depart_ms, int64_t *at_ds)
{
    const struct graph *graph = snapshot->network->graph;
    bool better = true;
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        at_ds[a] = INT64_MAX / 4;
    for (uint32_t i = 0; i < from->n; i++)
        at_ds[from->at[i].arc] = (int32_t)key_duration(from->at[i].key);
    while (better) {
        better = false;
        for (uint32_t a = 0; a < graph->n_arcs; a++) {
            int64_t key = snapshot->arc_key[a], wait_ds = 0;
            if (at_ds[a] >= INT64_MAX / 4)
                continue;
            for (size_t g = 0; g < snapshot->rules->gates.n; g++)
                if (snapshot->rules->gates.at[g].arc == a) {
                    const struct timed_gate *gate = &snapshot->rules->gates.at[g];
                    key = gate->key;
                    for (uint32_t h = 0; h < gate->n_hours; h++)
                        wait_ds +=
                            road_hours_wait_ms(
                                &gate->hours[h],
                                depart_ms +
                                    (at_ds[a] + key_duration(gate->approach) + wait_ds) * 100) /
                            100;
                }
            if (key >= KEY_NEVER)
                continue;
            for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
                int64_t turn = turn_key(snapshot_profile(snapshot), t);
                int64_t next = at_ds[a] + wait_ds + key_duration(key) + key_duration(turn);
                if (turn < KEY_NEVER && next < at_ds[graph->turn_to[t]]) {
                    at_ds[graph->turn_to[t]] = next;
                    better = true;
                }
            }
        }
    }
}

static void seal_at_random(struct road_live *live, struct rng *rng)
{
    double west = 1.3 + rng_unit(rng) * 3, south = 1.3 + rng_unit(rng) * 3;
    double east = west + 3 + rng_unit(rng) * 3, north = south + 3 + rng_unit(rng) * 3;
    struct road_point ring[4] = {grid_town_point(west, south), grid_town_point(east, south),
                                 grid_town_point(east, north), grid_town_point(west, north)};
    struct road_gate gates[6];
    struct road_closure closure = {
        .id = "zone", .change = ROAD_SEAL_AREA, .ring = ring, .n_ring = 4, .gates = gates};
    for (int i = 0; i < 6; i++) {
        struct road_gate *gate = &gates[closure.n_gates];
        double along = rng_unit(rng);
        memset(gate, 0, sizeof *gate);
        snprintf(gate->id, sizeof gate->id, "g%d", i);
        gate->point = i % 2 ? grid_town_point(west + (east - west) * along, south)
                            : grid_town_point(east, south + (north - south) * along);
        gate->delay_s = rng_below(rng, 100);
        gate->hours.n = 1 + rng_below(rng, 3);
        for (size_t w = 0; w < gate->hours.n; w++) {
            gate->hours.windows[w].days = (uint8_t)(1 + rng_below(rng, 127));
            gate->hours.windows[w].open_min = (uint16_t)rng_below(rng, 1440);
            gate->hours.windows[w].close_min = (uint16_t)rng_below(rng, 1440);
        }
        closure.n_gates++;
        /* A gate may find no street near it: then the town does without. */
        if (road_live_put(live, &closure, 1, NULL))
            closure.n_gates--;
    }
    assert_int_equal(road_live_apply(live, MONDAY_MS, NULL, NULL), ERR_OK);
}

static bool lies_on_closed(const struct road_snapshot *snapshot, uint32_t edge)
{
    const struct graph *graph = snapshot->network->graph;
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        if (snapshot->arc_key[a] >= KEY_NEVER)
            return true;
    return false;
}

static struct road_place anywhere_open(const struct road_snapshot *snapshot, struct rng *rng)
{
    const struct graph *graph = snapshot->network->graph;
    struct road_place place = {.main_edge = ROAD_NO_EDGE, .fraction = rng_unit(rng)};
    do
        place.edge = rng_below(rng, graph->n_edges);
    while (lies_on_closed(snapshot, place.edge));
    for (uint32_t a = graph->edge_first_arc[place.edge]; a < graph->edge_first_arc[place.edge + 1];
         a++)
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &place.backward : &place.forward) = true;
    return place;
}

static int64_t arrival_at(const struct road_snapshot *snapshot, const struct road_place *to,
                          const int64_t *at_ds)
{
    struct spot spot = {to->edge, to->fraction, to->forward, to->backward, false};
    struct seeds seeds;
    int64_t best = INT64_MAX / 4;
    seeds_to(snapshot, &spot, &seeds);
    for (uint32_t i = 0; i < seeds.n; i++) {
        int64_t at = at_ds[seeds.at[i].arc] + key_duration(seeds.at[i].key);
        best = at < best ? at : best;
    }
    return best;
}

static void trips_through_gates_are_the_earliest(void **state)
{
    (void)state;
    static const struct grid_town towns[] = {
        {.columns = 9, .rows = 9, .missing = 10, .time_only = true},
        {.columns = 9, .rows = 9, .oneway = 30, .forbidden_turns = 5, .time_only = true},
    };
    int through = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct rng rng;
        struct city city;
        struct road_snapshot *snapshot;
        print_message("# seed %d\n", (int)seed);
        rng_seed(&rng, seed);
        city.network = grid_town_make(&towns[seed % 2], &rng);
        assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
        assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
        seal_at_random(city.live, &rng);
        assert_int_equal(road_snapshot_get(city.live, "car", 0, &snapshot, NULL), ERR_OK);
        int64_t *at_ds = malloc(city.network->graph->n_arcs * sizeof *at_ds);
        for (int i = 0; i < 8; i++) {
            int64_t depart_ms = MONDAY_MS + (int64_t)rng_below(&rng, 7 * 24 * 60) * MINUTE_MS;
            struct road_table_options options = {.depart_ms = depart_ms};
            struct road_place from = anywhere_open(snapshot, &rng), to[10];
            uint32_t durations[10];
            struct seeds seeds;
            struct spot spot = {from.edge, from.fraction, from.forward, from.backward, false};
            for (int j = 0; j < 10; j++)
                do
                    to[j] = anywhere_open(snapshot, &rng);
                while (to[j].edge == from.edge);
            seeds_from(snapshot, &spot, &seeds);
            arrivals(snapshot, &seeds, depart_ms, at_ds);
            assert_int_equal(road_table(city.search, snapshot, &from, 1, to, 10, &options,
                                        durations, NULL, NULL),
                             ERR_OK);
            for (int j = 0; j < 10; j++) {
                int64_t want = arrival_at(snapshot, &to[j], at_ds);
                if (want >= INT64_MAX / 4)
                    assert_int_equal(durations[j], ROAD_UNREACHABLE);
                else
                    assert_int_equal(durations[j], want);
                through += want > 3600 * 10 && want < INT64_MAX / 4;
            }
        }
        free(at_ds);
        road_snapshot_put(snapshot);
        city_free(&city);
    }
    assert_true(through > 10); /* some did wait */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_for_entering_does_not_let_anybody_out),
        cmocka_unit_test(a_gate_with_hours_lets_one_wait),
        cmocka_unit_test(who_lives_on_the_road_of_a_gate_is_not_sent_round),
        cmocka_unit_test(trips_through_gates_are_the_earliest),
    };
    return RUN_TESTS(tests);
}
