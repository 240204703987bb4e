/* Driving in a demo city: its map through the importer and the router, its zones on the streets. */
#include "../catalog/packs_folder.h"

#include <math.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "city/city.h"
#include "geo/geojson.h"
#include "road/road.h"

/* Departs at noon, when every gate with hours is open. */
#define NOON "2022-03-19T12:00:00+08:00"

struct trip {
    struct catalog *catalog;
    struct city *city;
    json_t *stories, *commands;
    int64_t noon_ms;
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
};

static void fail_on(enum err rc, const struct error *error)
{
    if (rc)
        fail_msg("%s: %s", error->where, error->text);
}

static void import_map(struct trip *trip)
{
    char map[] = "/tmp/lifeline-drive-XXXXXX.osm.pbf", road[64];
    struct error error = {0};
    int file = mkstemps(map, 8);
    assert_true(file >= 0);
    close(file);
    snprintf(road, sizeof road, "%s.road", map);
    fail_on(city_write_map(trip->city, map, &error), &error);
    struct road_import_options options = {.source_path = map, .target_path = road};
    struct road_import_report report = {0};
    fail_on(road_import(&options, &report, &error), &error);
    assert_true(report.restrictions > 0 && report.barriers > 0 && report.signals > 0);
    fail_on(road_network_open(road, &trip->network, &error), &error);
    unlink(map);
    unlink(road);
}

static void trip_open(struct trip *trip)
{
    struct error error = {0};
    *trip = (struct trip){.catalog = packs_of_house()};
    assert_true(time_parse(NOON, &trip->noon_ms));
    struct city_options options = {
        .seed = 1, .at_ms = trip->noon_ms, .offset_min = 480, .catalog = trip->catalog};
    fail_on(city_new(&options, &trip->city, &error), &error);
    fail_on(city_commands(trip->city, &trip->commands, &error), &error);
    trip->stories = city_stories(trip->city);
    import_map(trip);
    fail_on(road_live_new(trip->network, &trip->live, &error), &error);
    fail_on(road_search_new(trip->network, &trip->search, &error), &error);
}

static void trip_close(struct trip *trip)
{
    road_search_free(trip->search);
    road_live_free(trip->live);
    road_network_free(trip->network);
    json_decref(trip->stories);
    json_decref(trip->commands);
    city_free(trip->city);
    catalog_free(trip->catalog);
}

static struct road_point point_of(const json_t *place)
{
    return (struct road_point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
}

/* Seconds from a story's depot to its place at noon, -1 when there is no way. */
static double drive_s(struct trip *trip, const char *story)
{
    struct road_snapshot *snapshot = NULL;
    struct error error = {0};
    const json_t *told = json_object_get(trip->stories, story);
    struct road_place from, to;
    size_t n;
    uint32_t duration_ds = ROAD_UNREACHABLE;
    struct road_table_options options = {.depart_ms = trip->noon_ms};
    fail_on(road_live_apply(trip->live, trip->noon_ms, NULL, &error), &error);
    fail_on(road_snapshot_get(trip->live, "car", 0, &snapshot, &error), &error);
    fail_on(road_snap(trip->search, snapshot, point_of(json_object_get(told, "depot")), NULL, &from,
                      1, &n, &error),
            &error);
    fail_on(road_snap(trip->search, snapshot, point_of(json_object_get(told, "place")), NULL, &to,
                      1, &n, &error),
            &error);
    fail_on(
        road_table(trip->search, snapshot, &from, 1, &to, 1, &options, &duration_ds, NULL, &error),
        &error);
    road_snapshot_put(snapshot);
    return duration_ds == ROAD_UNREACHABLE ? -1 : duration_ds / 10.0;
}

/* Puts a zone on the streets as the dispatcher does; with or without its gates. */
static void seal(struct trip *trip, const char *zone, bool with_gates)
{
    struct road_gate gates[8];
    struct road_point ring[64];
    struct road_closure closure = {.change = ROAD_SEAL_AREA, .ring = ring, .gates = gates};
    struct arena *arena = arena_new();
    struct error error = {0};
    struct area area = {0};
    json_t *entry;
    size_t i;
    char reference[64];
    snprintf(closure.id, sizeof closure.id, "%s", zone);
    snprintf(reference, sizeof reference, "@%s", zone);
    json_array_foreach(trip->commands, i, entry)
    {
        const json_t *args = json_object_get(entry, "args");
        if (strcmp(json_text(entry, "as", ""), zone) == 0)
            fail_on(geojson_read_area(arena, json_object_get(args, "polygon"), &area, &error),
                    &error);
        bool own = strcmp(json_text(args, "zone", ""), reference) == 0;
        if (own && with_gates && strcmp(json_text(args, "state", ""), "open") == 0) {
            struct road_gate *gate = &gates[closure.n_gates++];
            *gate = (struct road_gate){.point = point_of(json_object_get(args, "place")),
                                       .delay_s = (uint32_t)json_i64(args, "delay_s", 0)};
            snprintf(gate->id, sizeof gate->id, "%s", json_text(entry, "as", ""));
        }
    }
    assert_int_equal(area.n, 1);
    for (size_t k = 0; k < area.polygons[0].rings[0].n; k++) {
        struct point p = area.polygons[0].rings[0].points[k];
        ring[closure.n_ring++] = (struct road_point){p.lon, p.lat};
    }
    fail_on(road_live_put(trip->live, &closure, 1, &error), &error);
    arena_free(arena);
}

static void the_lpg_customer_is_about_a_quarter_of_an_hour_from_the_depot(void **state)
{
    (void)state;
    struct trip trip;
    trip_open(&trip);
    double there_s = drive_s(&trip, "lpg");
    print_message("# %.0f s\n", there_s);
    assert_true(there_s > 11 * 60 && there_s < 17 * 60);
    trip_close(&trip);
}

static void a_controlled_compound_is_entered_by_its_open_gate_only(void **state)
{
    (void)state;
    struct trip trip;
    trip_open(&trip);
    double free_s = drive_s(&trip, "leak");
    seal(&trip, "zone.control.1", true);
    double gate_s = drive_s(&trip, "leak");
    /* The check takes five minutes, the way to the only open gate may be longer. */
    assert_true(gate_s >= free_s + 300 - 1 && gate_s < free_s + 300 + 180);
    seal(&trip, "zone.control.1", false);
    assert_true(drive_s(&trip, "leak") < 0);
    road_live_clear(trip.live);
    assert_true(fabs(drive_s(&trip, "leak") - free_s) < 0.2);
    trip_close(&trip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lpg_customer_is_about_a_quarter_of_an_hour_from_the_depot),
        cmocka_unit_test(a_controlled_compound_is_entered_by_its_open_gate_only),
    };
    return RUN_TESTS(tests);
}
