#include "test.h"

#include "base/limits.h"
#include "plan/format/classic.h"

static const char SOLOMON[] = "tiny\n\nVEHICLE\nNUMBER CAPACITY\n  2  10\n\nCUSTOMER\n"
                              "CUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE\n\n"
                              "0 0 0 0 0 100 0\n"
                              "1 3 4 5 10 20 2\n"
                              "7 1 1 6 0 90 3\n";
static const char LILIM[] = "2\t10\t1\n0\t0\t0\t0\t0\t100\t0\t0\t0\n"
                            "1\t3\t4\t5\t0\t50\t1\t0\t2\n"
                            "2\t1\t1\t-5\t0\t90\t1\t1\t0\n";
static const char VRPLIB[] = "NAME : tiny\nTYPE : CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n"
                             "CAPACITY : 10\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 1 1\n"
                             "DEMAND_SECTION\n1 0\n2 5\n3 6\nDEPOT_SECTION\n 1\n -1\nEOF\n";

static enum err read_text(const char *text, struct arena *arena, struct classic **out,
                          struct error *error)
{
    return classic_read(sv_of(text), "tiny", arena, out, error);
}

static void solomon_file_is_read_with_its_numbers_and_fleet(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    assert_int_equal(read_text(SOLOMON, arena, &c, NULL), ERR_OK);
    assert_int_equal(c->family, CLASSIC_SOLOMON);
    assert_string_equal(c->name, "tiny");
    assert_int_equal(c->n, 3);
    assert_int_equal(c->vehicles_n, 2);
    assert_int_equal(c->vehicles[1].capacity, 10);
    assert_int_equal(c->nodes[2].number, 7);
    assert_int_equal(c->nodes[2].delivery, 6);
    assert_true(c->nodes[1].ready == 10 && c->nodes[1].due == 20 && c->nodes[1].service == 2);
    assert_true(c->nodes[0].is_depot);
    assert_int_equal(classic_convention(c), CONVENTION_DIMACS);
    arena_free(arena);
}

static void lilim_siblings_become_partners(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    assert_int_equal(read_text(LILIM, arena, &c, NULL), ERR_OK);
    assert_int_equal(c->family, CLASSIC_LILIM);
    assert_int_equal(c->nodes[1].partner, 2);
    assert_int_equal(c->nodes[2].partner, 1);
    assert_int_equal(c->nodes[1].shipment, 5);
    assert_int_equal(c->nodes[2].shipment, -5);
    assert_int_equal(classic_convention(c), CONVENTION_HIER_REAL);
    arena_free(arena);
}

static void vrplib_without_vehicles_has_one_for_each_customer(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    assert_int_equal(read_text(VRPLIB, arena, &c, NULL), ERR_OK);
    assert_false(c->fleet_given);
    assert_int_equal(c->vehicles_n, 2);
    assert_int_equal(c->nodes[1].number, 1);
    assert_true(c->nodes[0].is_depot && !c->nodes[1].is_depot);
    assert_int_equal(classic_convention(c), CONVENTION_ROUND);
    arena_free(arena);
}

static void vrplib_reads_every_section_of_a_rich_file(void **state)
{
    (void)state;
    static const char text[] =
        "NAME: rich\nTYPE: VRPB\nDIMENSION: 4\nVEHICLES: 2\nCAPACITY: 9\nSERVICE_TIME: 5\n"
        "EDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: LOWER_ROW\nEDGE_WEIGHT_SECTION\n"
        "1\n2 3\n4 5 6\n"
        "DEMAND_SECTION\n1 0\n2 0\n3 4\n4 0\nBACKHAUL_SECTION\n1 0\n2 0\n3 0\n4 3\n"
        "TIME_WINDOW_SECTION\n1 0 99\n2 0 99\n3 1 50\n4 2 60\n"
        "RELEASE_TIME_SECTION\n1 0\n2 0\n3 7\n4 0\nPRIZE_SECTION\n1 0\n2 0\n3 0\n4 8\n"
        "VEHICLES_DEPOT_SECTION\n1 1\n2 2\nVEHICLES_RELOAD_DEPOT_SECTION\n1 1\n"
        "VEHICLES_MAX_DURATION_SECTION\n1 40\n2 50\nVEHICLES_FIXED_COST_SECTION\n1 3\n2 4\n"
        "DEPOT_SECTION\n1\n2\n-1\nEOF\n";
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    assert_int_equal(read_text(text, arena, &c, NULL), ERR_OK);
    assert_true(c->backhauls_last && c->has_windows && c->fleet_given);
    assert_true(classic_distance(c, CONVENTION_ROUND, 3, 1) == 5);
    assert_true(classic_distance(c, CONVENTION_DIMACS, 1, 3) == 5);
    assert_int_equal(c->nodes[2].delivery, 4);
    assert_int_equal(c->nodes[3].pickup, 3);
    assert_true(c->nodes[2].release == 7 && c->nodes[3].prize == 8 && c->nodes[2].service == 5);
    assert_true(c->nodes[0].service == 0);
    assert_int_equal(c->vehicles[1].depot, 1);
    assert_int_equal(c->vehicles[0].reload, 0);
    assert_int_equal(c->vehicles[1].reload, CLASSIC_NONE);
    assert_true(c->vehicles[0].duration_max == 40 && c->vehicles[1].fixed_cost == 4);
    arena_free(arena);
}

static void every_layout_of_an_explicit_matrix_gives_the_same_lengths(void **state)
{
    (void)state;
    static const char *const layouts[][2] = {
        {"FULL_MATRIX", "0 1 2 1 0 3 2 3 0"},
        {"LOWER_ROW", "1 2 3"},
        {"UPPER_ROW", "1 2\n3"},
        {"LOWER_DIAG_ROW", "0 1 0 2 3 0"},
        {"UPPER_DIAG_ROW", "0 1 2 0 3 0"},
    };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char text[600];
        snprintf(text, sizeof text,
                 "DIMENSION : 3\nCAPACITY : 9\nEDGE_WEIGHT_TYPE : EXPLICIT\n"
                 "EDGE_WEIGHT_FORMAT : %s\nEDGE_WEIGHT_SECTION\n%s\n"
                 "DEMAND_SECTION\n1 0\n2 1\n3 1\nDEPOT_SECTION\n1\n-1\nEOF\n",
                 layouts[i][0], layouts[i][1]);
        struct arena *arena = arena_new();
        struct classic *c = NULL;
        assert_int_equal(read_text(text, arena, &c, NULL), ERR_OK);
        assert_true(classic_distance(c, CONVENTION_ROUND, 0, 1) == 1);
        assert_true(classic_distance(c, CONVENTION_ROUND, 2, 0) == 2);
        assert_true(classic_distance(c, CONVENTION_ROUND, 1, 2) == 3);
        arena_free(arena);
    }
}

static void a_convention_decides_the_length_of_an_arc(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    assert_int_equal(read_text(SOLOMON, arena, &c, NULL), ERR_OK);
    /* (3,4) to (1,1): sqrt 13 = 3.605551... */
    assert_true(classic_distance(c, CONVENTION_DIMACS, 1, 2) == 3.6);
    assert_true(classic_distance(c, CONVENTION_ROUND, 1, 2) == 4);
    assert_true(classic_distance(c, CONVENTION_EXACT, 1, 2) == 3.606);
    assert_true(classic_distance(c, CONVENTION_HIER_REAL, 0, 1) == 5);
    for (int i = 0; i < CONVENTION_COUNT; i++) {
        enum convention again;
        assert_true(convention_parse(sv_of(convention_name((enum convention)i)), &again));
        assert_int_equal(again, i);
    }
    assert_false(convention_parse(sv_of("real"), &(enum convention){0}));
    arena_free(arena);
}

struct malformed {
    const char *from, *to; /* replaced in the good file */
    const char *where;     /* of the error */
    enum err code;
};

static void refuse_each(const char *good, const struct malformed *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char text[2000];
        const char *at = strstr(good, cases[i].from);
        assert_non_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, cases[i].to,
                 at + strlen(cases[i].from));
        struct arena *arena = arena_new();
        struct error error = {0};
        struct classic *c = NULL;
        enum err rc = read_text(text, arena, &c, &error);
        if (rc != cases[i].code || strcmp(error.where, cases[i].where))
            fail_msg("case '%s': code %d at %s: %s", cases[i].to, (int)rc, error.where, error.text);
        assert_null(c);
        assert_true(strlen(error.text) > 10);
        arena_free(arena);
    }
}

static void a_malformed_solomon_file_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct malformed cases[] = {
        {"VEHICLE", "VEHICLES", "tiny", ERR_FORMAT},
        {"  2  10", "  2", "tiny:5", ERR_FORMAT},
        {"  2  10", "  0 10", "tiny:5", ERR_INVALID},
        {"  2  10", "  2 10 7", "tiny:5", ERR_FORMAT},
        {"CUSTOMER", "CLIENTS", "tiny:7", ERR_FORMAT},
        {"1 3 4 5 10 20 2", "1 3 4 5 10 20", "tiny:11", ERR_FORMAT},
        {"1 3 4 5 10 20 2", "1 3 4 5 10 20 2 9", "tiny:11", ERR_FORMAT},
        {"1 3 4 5 10 20 2", "1 3 4 5 30 20 2", "tiny:11", ERR_INVALID},
        {"1 3 4 5 10 20 2", "1 3 4 -5 10 20 2", "tiny:11", ERR_INVALID},
        {"1 3 4 5 10 20 2", "1 3 4 5.5 10 20 2", "tiny:11", ERR_FORMAT},
        {"1 3 4 5 10 20 2", "1 3 1e99 5 10 20 2", "tiny:11", ERR_INVALID},
        {"1 3 4 5 10 20 2", "1 3 nan 5 10 20 2", "tiny:11", ERR_FORMAT},
        {"7 1 1", "1 1 1", "tiny:12", ERR_INVALID},
        {"0 0 0 0 0 100 0", "0 0 0 3 0 100 0", "tiny:10", ERR_INVALID},
    };
    refuse_each(SOLOMON, cases, sizeof cases / sizeof *cases);
}

static void a_malformed_lilim_file_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct malformed cases[] = {
        {"1\t0\n", "1\t1\n", "tiny:4", ERR_INVALID}, /* both siblings */
        {"-5\t0\t90\t1\t1", "5\t0\t90\t1\t1", "tiny:4", ERR_INVALID},
        {"-5\t0\t90\t1\t1", "-4\t0\t90\t1\t1", "tiny:4", ERR_INVALID},
        {"-5\t0\t90\t1\t1", "-5\t0\t90\t1\t9", "tiny:4", ERR_INVALID},
        {"-5\t0\t90\t1\t1", "-5\t0\t90\t1\t2", "tiny:4", ERR_INVALID},
        {"2\t10\t1\n", "2\t-1\t1\n", "tiny:1", ERR_INVALID},
    };
    refuse_each(LILIM, cases, sizeof cases / sizeof *cases);
}

static void a_malformed_vrplib_file_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct malformed cases[] = {
        {"DIMENSION : 3", "DIMENSION : 1", "tiny:3", ERR_INVALID},
        {"DIMENSION : 3", "DIMENSION : 999999999", "tiny:3", ERR_INVALID},
        {"DIMENSION : 3", "DIMENSION : three", "tiny:3", ERR_FORMAT},
        {"DIMENSION : 3\n", "", "tiny:5", ERR_FORMAT},
        {"EUC_2D", "GEO", "tiny:4", ERR_UNSUPPORTED},
        {"EUC_2D", "EXPLICIT", "tiny:17", ERR_FORMAT},
        {"3 1 1\n", "", "tiny:8", ERR_FORMAT},
        {"3 1 1\n", "2 1 1\n", "tiny:9", ERR_INVALID},
        {"3 1 1\n", "4 1 1\n", "tiny:9", ERR_INVALID},
        {"3 6\n", "3 x\n", "tiny:13", ERR_FORMAT},
        {"DEMAND_SECTION", "HEIGHT_SECTION", "tiny:10", ERR_UNSUPPORTED},
        {"1 0\n2 5", "1 1\n2 5", "tiny:17", ERR_INVALID},
        {" 1\n -1", " 9\n -1", "tiny:15", ERR_INVALID},
        {"DEPOT_SECTION\n 1\n -1\n", "", "tiny:14", ERR_FORMAT},
        {"CAPACITY : 10", "CAPACITY 10", "tiny:5", ERR_FORMAT},
    };
    refuse_each(VRPLIB, cases, sizeof cases / sizeof *cases);
}

static void other_text_is_not_taken_for_an_instance(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n\n", "{}", "hello", "1 2 3", "a\nb\nc\n", "\t: 1\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(classic_recognise(sv_of(texts[i])));
    assert_true(classic_recognise(sv_of(SOLOMON)));
    assert_true(classic_recognise(sv_of(LILIM)));
    assert_true(classic_recognise(sv_of(VRPLIB)));
}

static void a_matrix_larger_than_the_file_is_refused_before_it_is_made(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct classic *c = NULL;
    struct error error = {0};
    assert_int_equal(read_text("DIMENSION : 20000\nEDGE_WEIGHT_TYPE : EXPLICIT\n"
                               "EDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1 2\n",
                               arena, &c, &error),
                     ERR_FORMAT);
    assert_true(arena_used(arena) < 100u << 20);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solomon_file_is_read_with_its_numbers_and_fleet),
        cmocka_unit_test(lilim_siblings_become_partners),
        cmocka_unit_test(vrplib_without_vehicles_has_one_for_each_customer),
        cmocka_unit_test(vrplib_reads_every_section_of_a_rich_file),
        cmocka_unit_test(every_layout_of_an_explicit_matrix_gives_the_same_lengths),
        cmocka_unit_test(a_convention_decides_the_length_of_an_arc),
        cmocka_unit_test(a_malformed_solomon_file_is_refused_with_its_line),
        cmocka_unit_test(a_malformed_lilim_file_is_refused_with_its_line),
        cmocka_unit_test(a_malformed_vrplib_file_is_refused_with_its_line),
        cmocka_unit_test(other_text_is_not_taken_for_an_instance),
        cmocka_unit_test(a_matrix_larger_than_the_file_is_refused_before_it_is_made),
    };
    return RUN_TESTS(tests);
}
