/*
 * The rules for a single street, as tables: who may drive it which way, how fast, how gladly.
 * "=" both ways, ">" along it, "<" against it, "." not at all; for car, emergency and truck.
 */
#include "test.h"

#include "road/profile.h"
#include "town.h"

#define CHECK(cases) assert_streets((cases), sizeof(cases) / sizeof *(cases))

static void each_class_has_its_speed(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"highway=motorway", ">>>", 90, 1},
        {"highway=motorway_link", "===", 45, 1},
        {"highway=trunk", "===", 85, 1},
        {"highway=primary", "===", 65, 1},
        {"highway=secondary", "===", 55, 1},
        {"highway=tertiary", "===", 40, 1},
        {"highway=unclassified", "===", 25, 1},
        {"highway=residential", "===", 25, 1},
        {"highway=living_street", "===", 10, 1},
        {"highway=service", "===", 15, 1},
        {"highway=track", ".=.", 0, 0},
        {"highway=pedestrian", ".=.", 0, 0},
        {"highway=footway", "...", 0, 0},
        {"highway=cycleway", "...", 0, 0},
        {"highway=track motor_vehicle=yes", "===", 10, 1},
        {"highway=footway access=permissive", "===", 10, 1},
        {"highway=path motor_vehicle:forward=yes", ">.>", 10, 1},
        {"highway=nonsense", "...", 0, 0},
    };
    CHECK(cases);
}

static void the_nearest_access_tag_decides(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"access=no", "...", 0, 0},
        {"access=no vehicle=yes", "=.=", 0, 0},
        {"access=no motor_vehicle=yes", "=.=", 0, 0},
        {"vehicle=no motorcar=yes", "==.", 0, 0},
        {"motor_vehicle=no motorcar=yes", "==.", 0, 0},
        {"motor_vehicle=yes motorcar=no", ".==", 0, 0},
        {"motor_vehicle=no", ".=.", 0, 0},
        {"access=no emergency=yes", ".=.", 0, 0},
        {"hgv=no", "==.", 0, 0},
        {"hgv=no access=yes", "==.", 0, 0},
        {"access=no hgv=designated", "..=", 0, 0},
        {"access=agricultural", "...", 0, 0},
        {"access=forestry", "...", 0, 0},
        {"access=psv", ".=.", 0, 0},
        {"access=permissive", "===", 0, 0},
        {"access:forward=no", "<<<", 0, 0},
        {"access=yes access:backward=no", ">>>", 0, 0},
        {"access=no motorcar:forward=yes", ">..", 0, 0},
        {"access=private", "===", 0, 0},
        {"access=destination", "===", 0, 0},
        {"access=delivery", "===", 0, 0},
        {"access=customers", "===", 0, 0},
        {"highway=track access=private", ".=.", 0, 0},
        {"highway=service service=emergency_access", ".=.", 0, 0},
    };
    CHECK(cases);
}

static void oneway_has_many_spellings_and_exceptions(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"oneway=yes", ">>>", 0, 0},
        {"oneway=1", ">>>", 0, 0},
        {"oneway=true", ">>>", 0, 0},
        {"oneway=-1", "<<<", 0, 0},
        {"oneway=no", "===", 0, 0},
        {"oneway=nonsense", "===", 0, 0},
        {"oneway=yes oneway:motorcar=no", "==>", 0, 0},
        {"oneway=no oneway:motor_vehicle=yes", ">>>", 0, 0},
        {"oneway=yes oneway:emergency=no", ">=>", 0, 0},
        {"oneway=yes oneway:hgv=no", ">>=", 0, 0},
        {"oneway=yes oneway:bicycle=no", ">>>", 0, 0},
        {"highway=motorway oneway=no", "===", 0, 0},
        {"highway=motorway oneway=-1", "<<<", 0, 0},
        {"junction=roundabout", ">>>", 0, 0},
        {"junction=circular", ">>>", 0, 0},
        {"junction=roundabout oneway=no", "===", 0, 0},
        {"oneway=reversible", "...", 0, 0},
        {"oneway=alternating", "===", 65, 0.4},
    };
    CHECK(cases);
}

static void some_roads_are_not_there_yet_or_not_for_driving(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"highway=construction", "...", 0, 0},
        {"highway=proposed", "...", 0, 0},
        {"highway=steps", "...", 0, 0},
        {"construction=yes", "...", 0, 0},
        {"construction=primary", "...", 0, 0},
        {"construction=no", "===", 0, 0},
        {"construction=minor", "===", 0, 0},
        {"construction=widening", "===", 0, 0},
        {"railway=construction", "...", 0, 0},
        {"proposed=trunk", "===", 0, 0}, /* a real road that will be widened */
        {"area=yes", "...", 0, 0},
        {"impassable=yes", "...", 0, 0},
        {"status=impassable", "...", 0, 0},
        {"smoothness=impassable", "...", 0, 0},
    };
    CHECK(cases);
}

static void a_speed_sign_replaces_the_speed_of_the_class(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"maxspeed=60", "=", 48, 1},
        {"highway=residential maxspeed=90", "=", 72, 1},
        {"maxspeed=50_mph", "=", 64.4, 1},
        {"maxspeed=none", "=", 112, 1},
        {"maxspeed=signals", "=", 65, 1},
        {"maxspeed=CN:urban", "=", 40, 1},
        {"maxspeed=CN:rural", "=", 56, 1},
        {"highway=motorway maxspeed=CN:motorway", ">", 96, 1},
        {"maxspeed=FR:urban", "=", 40, 1},
        {"maxspeed=CH:rural", "=", 64, 1},
        {"highway=motorway maxspeed=DE:motorway", ">", 90, 1},
        {"maxspeed=XX:unheard", "=", 65, 1},
        {"maxspeed:forward=30 maxspeed=60", "=", 24, 1},
        {"maxspeed:backward=30", "=", 65, 1},
        {"maxspeed:advisory=40 maxspeed=80", "=", 32, 1},
        {"source:maxspeed=RU:urban", "=", 48, 1},
        {"maxspeed:type=GB:nsl_single", "=", 77.2, 1},
        {"maxspeed=80 access=no", ".", 0, 0},
    };
    CHECK(cases);
}

static void what_the_road_is_made_of_caps_the_speed(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"surface=asphalt", "=", 65, 1},
        {"surface=gravel", "=", 40, 1},
        {"surface=mud", "=", 10, 1},
        {"surface=cement", "=", 65, 1},
        {"highway=residential surface=gravel", "=", 25, 1},
        {"surface=gravel maxspeed=100", "=", 40, 1},
        {"tracktype=grade5", "=", 20, 1},
        {"smoothness=very_horrible", "=", 5, 1},
        {"surface=sett tracktype=grade3 smoothness=intermediate", "=", 30, 1},
        {"surface=unheard", "=", 65, 1},
    };
    CHECK(cases);
}

static void small_roads_are_close_only_to_what_fits(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"maxheight=1.9", "...", 0, 0},
        {"maxheight=2.0", "=..", 0, 0},
        {"maxheight=3.5", "==.", 0, 0},
        {"maxheight=4", "===", 0, 0},
        {"maxheight=default", "===", 0, 0},
        {"maxheight=none", "===", 0, 0},
        {"maxheight=no-sign", "===", 0, 0},
        {"maxheight=unsigned", "===", 0, 0},
        {"maxwidth=narrow", "=..", 0, 0},
        {"maxheight=below_default", "===", 0, 0},
        {"maxheight=11'6\"", "==.", 0, 0},
        {"maxheight=12'9\"", "===", 0, 0},
        {"maxheight=10_ft", "=..", 0, 0},
        {"maxheight:physical=3 maxheight=5", "=..", 0, 0},
        {"maxheight:forward=3", "=<<", 0, 0},
        {"maxwidth=1.9", "...", 0, 0},
        {"maxwidth=2.2", "=..", 0, 0},
        {"maxwidth=2,6", "===", 0, 0},
        {"width=2", "=..", 0, 0},
        {"narrow=yes", "=..", 0, 0},
        {"maxlength=9", "==.", 0, 0},
        {"maxweight=3.5", "=..", 0, 0},
        {"maxweight=3500_kg", "=..", 0, 0},
        {"maxweight=30000_lbs", "==.", 0, 0},
        {"maxweight=12", "==.", 0, 0},
        {"maxweight=20", "===", 0, 0},
        {"maxweightrating:hgv=7.5", "==.", 0, 0},
        {"maxaxleload=8", "==.", 0, 0},
        {"maxaxleload=11", "===", 0, 0},
        {"maxheight=nonsense", "===", 0, 0},
    };
    CHECK(cases);
}

static void unattractive_roads_keep_their_time_and_lose_their_rate(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"highway=service service=alley", "=", 15, 0.5},
        {"highway=service service=driveway", "=", 15, 0.5},
        {"highway=service service=parking_aisle", "=", 15, 0.5},
        {"highway=service service=unheard", "=", 15, 1},
        {"width=3", "=", 65, 0.5},
        {"width=3.5", "=", 65, 1},
        {"lanes=1", "=", 65, 0.5},
        {"lanes=1 oneway=yes", ">", 65, 1},
        {"lanes=2", "=", 65, 1},
        {"side_road=yes", "=", 65, 0.8},
        {"side_road=rotary lanes=1", "=", 65, 0.5},
    };
    CHECK(cases);
}

static void ferries_and_movable_bridges_take_their_time(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"route=ferry", "===", 5, 1},
        {"route=ferry duration=0:12", "===", 10, 1}, /* 2 km */
        {"route=ferry duration=PT6M", "===", 20, 1},
        {"route=ferry duration=12", "===", 10, 1},
        {"route=ferry duration=soon", "===", 5, 1},
        {"route=ferry motorcar=no", ".==", 0, 0},
        {"route=shuttle_train", "===", 10, 1},
        {"route=bus", "...", 0, 0},
        {"bridge=movable", "===", 5, 1},
        {"bridge=movable duration=0:06:00", "===", 20, 1},
        {"bridge=yes", "===", 65, 1},
    };
    CHECK(cases);
}

static void barriers_stop_who_cannot_pass_them(void **state)
{
    (void)state;
    static const struct street_case cases[] = {
        {"node:barrier=bollard", "...", 0, 0},
        {"node:barrier=bollard node:bollard=rising", "===", 0, 0},
        {"node:barrier=gate", "===", 0, 0},
        {"node:barrier=lift_gate", "===", 0, 0},
        {"node:barrier=toll_booth", "===", 0, 0},
        {"node:barrier=border_control", "===", 0, 0},
        {"node:barrier=cattle_grid", "===", 0, 0},
        {"node:barrier=wall", "...", 0, 0},
        {"node:barrier=unheard", "...", 0, 0},
        {"node:barrier=wall node:access=yes", "===", 0, 0},
        {"node:barrier=gate node:access=no", "...", 0, 0},
        {"node:barrier=gate node:access=no node:emergency=yes", ".=.", 0, 0},
        {"node:barrier=gate node:access=private", "===", 0, 0},
        {"node:barrier=gate node:motorcar=no", ".==", 0, 0},
        {"node:barrier=gate node:hgv=no", "==.", 0, 0},
        {"node:access=no", "...", 0, 0},
        {"node:barrier=kerb", "...", 0, 0},
        {"node:barrier=kerb node:kerb=lowered", "===", 0, 0},
        {"node:barrier=kerb node:kerb=flush", "===", 0, 0},
        {"node:barrier=kerb node:highway=crossing", "===", 0, 0},
        {"node:barrier=height_restrictor", "===", 0, 0},
        {"node:barrier=height_restrictor node:maxheight=2.5", "=..", 0, 0},
    };
    CHECK(cases);
}

/* ---- Profiles as files ----------------------------------------------------------------------- */

static void assert_profile_refused(struct sv text, const char *part, const char *where)
{
    struct tag_slots slots;
    struct profile *profile = NULL;
    struct error error = {0};
    tag_slots_init(&slots);
    assert_int_not_equal(profile_read(text, "my.yaml", &slots, &profile, &error), ERR_OK);
    if (!strstr(error.text, part) || !strstr(error.where, where))
        print_error("got %s: %s\n", error.where, error.text);
    assert_non_null(strstr(error.text, part));
    assert_non_null(strstr(error.where, where));
    assert_null(profile);
    tag_slots_free(&slots);
}

/* The car's profile with one line changed; the result lives until the next call. */
static struct sv car_with(const char *from, const char *to)
{
    static char text[16384];
    struct sv car = profile_builtin("car");
    const char *at = memmem(car.at, car.n, from, strlen(from));
    assert_non_null(at);
    int n = snprintf(text, sizeof text, "%.*s%s%.*s", (int)(at - car.at), car.at, to,
                     (int)(car.n - (size_t)(at - car.at) - strlen(from)), at + strlen(from));
    return sv_from(text, (size_t)n);
}

static void a_wrong_profile_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_profile_refused(sv_of(""), "YAML map", "my.yaml");
    assert_profile_refused(sv_of("[1, 2"), "YAML is broken", "my.yaml:");
    assert_profile_refused(sv_of("name: x\n"), "vehicle_height_m is missing", "my.yaml:1");
    assert_profile_refused(car_with("hazmat: no", "hazmat: maybe"), "must be yes or no",
                           "my.yaml:16");
    assert_profile_refused(car_with("stop_s: 2", "stop_s: -2"), "from 0 to 600", "my.yaml:");
    assert_profile_refused(car_with("stop_s: 2", "stop_s: [2]"), "from 0 to 600", "my.yaml:");
    assert_profile_refused(car_with("stop_s: 2", "stoop_s: 2"), "no field \"stoop_s\"", "my.yaml:");
    assert_profile_refused(car_with("stop_s: 2", "signal_s: 2"), "second time", "my.yaml:");
    assert_profile_refused(car_with("access_no: [", "access_no: [[], "), "must be a text",
                           "my.yaml:");
    assert_profile_refused(car_with("{ferry: 5", "{ferry: 5, ferry: 6"), "repeated", "my.yaml:");
    assert_profile_refused(car_with("[maxlength]", "[a, b, c, d, e, f, g, h, i]"),
                           "at most 8 entries", "my.yaml:");
    assert_profile_refused(car_with("name: car", "name: ''"), "1 to 31 bytes", "my.yaml:");
}

static void dangerous_goods_are_a_switch_of_the_profile(void **state)
{
    (void)state;
    struct tag_slots slots;
    struct profile *profile[2] = {0};
    struct tag_view view;
    struct way_verdict verdict;
    tag_slots_init(&slots);
    for (int i = 0; i < 2; i++)
        assert_int_equal(profile_read(car_with("hazmat: no", i ? "hazmat: yes" : "hazmat: no"),
                                      "my.yaml", &slots, &profile[i], NULL),
                         ERR_OK);
    struct osm_tag tags[] = {{sv_of("highway"), sv_of("primary")}, {sv_of("hazmat"), sv_of("no")}};
    tag_view_fill(&slots, (struct osm_tags){tags, 2}, &view);
    assert_null(profile_way(profile[0], &view, &verdict));
    assert_non_null(strstr(profile_way(profile[1], &view, &verdict), "dangerous goods"));
    profile_free(profile[0]);
    profile_free(profile[1]);
    tag_slots_free(&slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_class_has_its_speed),
        cmocka_unit_test(the_nearest_access_tag_decides),
        cmocka_unit_test(oneway_has_many_spellings_and_exceptions),
        cmocka_unit_test(some_roads_are_not_there_yet_or_not_for_driving),
        cmocka_unit_test(a_speed_sign_replaces_the_speed_of_the_class),
        cmocka_unit_test(what_the_road_is_made_of_caps_the_speed),
        cmocka_unit_test(small_roads_are_close_only_to_what_fits),
        cmocka_unit_test(unattractive_roads_keep_their_time_and_lose_their_rate),
        cmocka_unit_test(ferries_and_movable_bridges_take_their_time),
        cmocka_unit_test(barriers_stop_who_cannot_pass_them),
        cmocka_unit_test(a_wrong_profile_is_refused_with_its_line),
        cmocka_unit_test(dangerous_goods_are_a_switch_of_the_profile),
    };
    return RUN_TESTS(tests);
}
