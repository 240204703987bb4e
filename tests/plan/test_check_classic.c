#include "test.h"

#include "plan/check/check.h"

/* Depot (0,0), customers at 5 and 10 to the east and 5 to the west; two vehicles of capacity 10. */
static const char LINE[] = "line\n\nVEHICLE\nNUMBER CAPACITY\n2 10\n\nCUSTOMER\nheading\n\n"
                           "0 0 0 0 0 100 0\n"
                           "1 5 0 4 0 20 2\n"
                           "2 10 0 4 30 40 2\n"
                           "3 -5 0 4 0 90 2\n";

static struct check_report judge(struct arena *arena, const char *instance, const char *solution)
{
    struct classic *classic = NULL;
    struct routes *routes = NULL;
    struct check_report report;
    assert_int_equal(classic_read(sv_of(instance), "instance", arena, &classic, NULL), ERR_OK);
    assert_int_equal(routes_read(sv_of(solution), "solution", arena, &routes, NULL), ERR_OK);
    check_report_init(&report, arena);
    check_classic(classic, classic_convention(classic), routes, &report);
    return report;
}

/* The one fault is of this kind; "" for none. */
static void expect(const char *instance, const char *solution, const char *kind, double cost)
{
    struct arena *arena = arena_new();
    struct check_report report = judge(arena, instance, solution);
    if (*kind ? report.faults_n != 1 || strcmp(report.faults[0].kind, kind) : !report.feasible) {
        check_print(stderr, &report);
        fail_msg("expected '%s' for %s", kind, solution);
    }
    if (cost > report.cost + 1e-9 || cost < report.cost - 1e-9)
        fail_msg("cost %f instead of %f for %s", report.cost, cost, solution);
    arena_free(arena);
}

static void a_feasible_solution_is_accepted_with_its_cost(void **state)
{
    (void)state;
    expect(LINE, "Route #1: 1 2\nRoute #2: 3\nCost 30\n", "", 30);
    expect(LINE, "Route #1: 0 1 2 0\nRoute #2: 3\n", "", 30);
}

static void each_broken_rule_is_named(void **state)
{
    (void)state;
    expect(LINE, "Route #1: 1 2 3\n", "capacity", 30);
    expect(LINE, "Route #1: 2 1\nRoute #2: 3\n", "window", 30);
    expect(LINE, "Route #1: 1 2\n", "missing", 20);
    expect(LINE, "Route #1: 1 2\nRoute #2: 3 1\n", "twice", 30);
    expect(LINE, "Route #1: 1\nRoute #2: 2\nRoute #3: 3\n", "fleet", 40);
    expect(LINE, "Route #1: 1 2\nRoute #2: 3 9\n", "input", 30);
    expect(LINE, "Route #1: 1 2\nRoute #2: 3\nCost 29\n", "stated", 30);
    expect(LINE, "Route #1: 1 0 2\nRoute #2: 3\n", "depot", 40);
}

static void a_shipment_goes_with_one_vehicle_and_pickup_first(void **state)
{
    (void)state;
    static const char text[] = "2 10 1\n0 0 0 0 0 100 0 0 0\n1 5 0 6 0 90 0 0 2\n"
                               "2 10 0 -6 0 90 0 1 0\n3 15 0 6 0 90 0 0 4\n4 20 0 -6 0 90 0 3 0\n";
    expect(text, "Route #1: 1 2 3 4\n", "", 40);
    expect(text, "Route #1: 2 1 3 4\n", "precedence", 50);
    expect(text, "Route #1: 1 3 2 4\n", "capacity", 50);
    struct arena *arena = arena_new();
    struct check_report report = judge(arena, text, "Route #1: 1\nRoute #2: 3 4 2\n");
    assert_false(report.feasible);
    assert_string_equal(report.faults[0].kind, "precedence");
    arena_free(arena);
}

static const char TRIPS[] = "TYPE: MT\nDIMENSION: 4\nVEHICLES: 1\nCAPACITY: 4\nSERVICE_TIME: 1\n"
                            "EDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 5 0\n3 10 0\n"
                            "4 5 0\nDEMAND_SECTION\n1 0\n2 4\n3 4\n4 0\n"
                            "TIME_WINDOW_SECTION\n1 0 60\n2 0 50\n3 0 %d\n4 0 60\n"
                            "RELEASE_TIME_SECTION\n1 0\n2 0\n3 20\n4 0\n"
                            "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\nDEPOT_SECTION\n1\n-1\nEOF\n";

static void a_trip_waits_for_its_goods_and_starts_empty(void **state)
{
    (void)state;
    char text[800];
    snprintf(text, sizeof text, TRIPS, 40);
    expect(text, "Route #1: 1 3 0 2\n", "", 30);
    expect(text, "Route #1: 1 3 2\n", "capacity", 20);
    snprintf(text, sizeof text, TRIPS, 30);
    expect(text, "Route #1: 1 3 0 2\n", "", 30);
    /* Released at 20, ten away: not there before 30. */
    snprintf(text, sizeof text, TRIPS, 29);
    expect(text, "Route #1: 1 3 0 2\n", "window", 30);
}

static void backhauls_follow_linehauls(void **state)
{
    (void)state;
    static const char text[] = "TYPE: VRPB\nDIMENSION: 3\nCAPACITY: 4\nEDGE_WEIGHT_TYPE: EUC_2D\n"
                               "NODE_COORD_SECTION\n1 0 0\n2 5 0\n3 10 0\n"
                               "DEMAND_SECTION\n1 0\n2 4\n3 0\nBACKHAUL_SECTION\n1 0\n2 0\n3 3\n"
                               "DEPOT_SECTION\n1\n-1\nEOF\n";
    expect(text, "Route #1: 1 2\n", "", 20);
    expect(text, "Route #1: 1\nRoute #2: 2\n", "backhaul", 30);
}

static void the_shortest_duration_counts_against_its_limit(void **state)
{
    (void)state;
    static const char text[] =
        "DIMENSION: 3\nVEHICLES: 1\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EUC_2D\n"
        "VEHICLES_MAX_DURATION: %d\nNODE_COORD_SECTION\n1 0 0\n2 5 0\n3 10 0\n"
        "DEMAND_SECTION\n1 0\n2 4\n3 1\n"
        "TIME_WINDOW_SECTION\n1 0 90\n2 0 30\n3 50 60\n"
        "DEPOT_SECTION\n1\n-1\nEOF\n";
    char limited[600];
    /* Leaves at 25, is at customer 1 at its latest, 30, waits 15 at customer 2, is back at 60. */
    snprintf(limited, sizeof limited, text, 35);
    expect(limited, "Route #1: 1 2\n", "", 20);
    snprintf(limited, sizeof limited, text, 34);
    expect(limited, "Route #1: 1 2\n", "duration", 20);
}

static void optional_customers_cost_their_prize(void **state)
{
    (void)state;
    static const char text[] = "DIMENSION: 3\nCAPACITY: 9\nEDGE_WEIGHT_TYPE: EUC_2D\n"
                               "NODE_COORD_SECTION\n1 0 0\n2 5 0\n3 10 0\n"
                               "DEMAND_SECTION\n1 0\n2 4\n3 1\nPRIZE_SECTION\n1 0\n2 0\n3 7\n"
                               "DEPOT_SECTION\n1\n-1\nEOF\n";
    expect(text, "Route #1: 1\n", "", 17);
    expect(text, "Route #1: 1 2\n", "", 20);
}

static void a_report_is_json_too(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct check_report report = judge(arena, LINE, "Route #1: 1 2\n");
    json_t *value = check_json(&report);
    assert_true(json_is_false(json_object_get(value, "feasible")));
    assert_int_equal(json_integer_value(json_object_get(value, "unassigned")), 1);
    json_t *fault = json_array_get(json_object_get(value, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(fault, "kind")), "missing");
    json_decref(value);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feasible_solution_is_accepted_with_its_cost),
        cmocka_unit_test(each_broken_rule_is_named),
        cmocka_unit_test(a_shipment_goes_with_one_vehicle_and_pickup_first),
        cmocka_unit_test(a_trip_waits_for_its_goods_and_starts_empty),
        cmocka_unit_test(backhauls_follow_linehauls),
        cmocka_unit_test(the_shortest_duration_counts_against_its_limit),
        cmocka_unit_test(optional_customers_cost_their_prize),
        cmocka_unit_test(a_report_is_json_too),
    };
    return RUN_TESTS(tests);
}
