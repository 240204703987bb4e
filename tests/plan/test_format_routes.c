#include "test.h"

#include "plan/format/routes.h"

static void routes_and_cost_are_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct routes *routes = NULL;
    assert_int_equal(routes_read(sv_of("Route #1: 4 7 12\nroute 2 : 9 0 3\nTime 3\nCost: 827.3\n"),
                                 "x", arena, &routes, NULL),
                     ERR_OK);
    assert_int_equal(routes->n, 2);
    assert_int_equal(routes->at[0].n, 3);
    assert_int_equal(routes->at[0].stops[2], 12);
    assert_int_equal(routes->at[1].number, 2);
    assert_int_equal(routes->at[1].stops[1], 0);
    assert_true(routes->has_cost && routes->cost == 827.3);
    arena_free(arena);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    int64_t stops[] = {3, 1, 0, 2};
    struct routes_route route = {1, 4, stops};
    struct routes routes = {.n = 1, .at = &route, .has_cost = true, .cost = 12.25}, *again = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    routes_write(stream, &routes, 2);
    fclose(stream);
    assert_string_equal(text, "Route #1: 3 1 0 2\nCost 12.25\n");
    struct arena *arena = arena_new();
    assert_int_equal(routes_read(sv_from(text, size), "x", arena, &again, NULL), ERR_OK);
    assert_memory_equal(again->at[0].stops, stops, sizeof stops);
    arena_free(arena);
    free(text);
}

static void a_malformed_solution_is_refused_with_its_line(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"", "x"},
        {"nothing here\n", "x"},
        {"Route 1 4 7\n", "x:1"},
        {"Route #one: 4\n", "x:1"},
        {"Route #1: 4\nRoute #2: 4 b\n", "x:2"},
        {"Route #1: 4 -7\n", "x:1"},
        {"Route #1: 4.5\n", "x:1"},
        {"Route #1: 4\nCost\n", "x:2"},
        {"Route #1: 4\nCost many\n", "x:2"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena *arena = arena_new();
        struct routes *routes = NULL;
        struct error error = {0};
        assert_int_not_equal(routes_read(sv_of(texts[i][0]), "x", arena, &routes, &error), ERR_OK);
        assert_string_equal(error.where, texts[i][1]);
        assert_null(routes);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_and_cost_are_read),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_malformed_solution_is_refused_with_its_line),
    };
    return RUN_TESTS(tests);
}
