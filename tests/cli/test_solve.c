/* `lifeline solve` and `lifeline check` as a user runs them, each family by a file. */
#include "test.h"

#include <math.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json.h"

/* Runs a shell command with $L for the program; gives its exit code and what it printed. */
static int run(struct arena *arena, char **out, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int run(struct arena *arena, char **out, const char *format, ...)
{
    const char *build = getenv("LIFELINE_BUILD");
    va_list args;
    va_start(args, format);
    char *command =
        arena_printf(arena, "L=%s/src/cli/lifeline; { %s; } 2>&1", build ? build : "build/checked",
                     arena_vprintf(arena, format, args));
    va_end(args);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t room = 1 << 20, n = 0, got;
    char *text = arena_alloc(arena, room + 1);
    while (n < room && (got = fread(text + n, 1, room - n, pipe)) > 0)
        n += got;
    text[n] = '\0';
    int status = pclose(pipe);
    if (out)
        *out = text;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* A new file with this text in the temporary directory. */
static const char *file_with(struct arena *arena, const char *text)
{
    char *path = arena_strdup(arena, "/tmp/lifeline-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return path;
}

static const char TINY[] = "NAME : tiny\nTYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\n"
                           "CAPACITY : 2\nNODE_COORD_SECTION\n1 0 0\n2 0 5\n3 0 6\n4 9 0\n"
                           "DEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\nDEPOT_SECTION\n1\n-1\nEOF\n";
static const char REQUEST[] =
    "{\"vehicles\":[{\"id\":0,\"start_index\":0,\"end_index\":3}],\"jobs\":[{\"id\":1414,"
    "\"location_index\":1},{\"id\":1515,\"location_index\":2}],\"matrix\":[[0,2104,197,1299],"
    "[2103,0,2255,3152],[197,2256,0,1102],[1299,3153,1102,0]]}";

static void routes_are_written_as_the_literature_does(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *file = file_with(arena, TINY);
    char *out;
    assert_int_equal(run(arena, &out, "$L solve --iterations 300 --format vrplib %s", file), 0);
    /* 0-1-2-0 and 0-3-0: 12 + 18. */
    assert_non_null(strstr(out, "Cost 30\n"));
    assert_true(strstr(out, ": 1 2\n") || strstr(out, ": 2 1\n"));
    assert_non_null(strstr(out, ": 3\n"));
    unlink(file);
    arena_free(arena);
}

static void the_same_seed_and_iterations_give_the_same_bytes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *file = file_with(arena, TINY);
    char *a, *b;
    assert_int_equal(run(arena, &a, "$L solve --seed 7 --iterations 200 %s", file), 0);
    assert_int_equal(run(arena, &b, "$L solve --seed 7 --iterations 200 - <%s", file), 0);
    assert_string_equal(a, b);
    unlink(file);
    arena_free(arena);
}

static void vroom_requests_are_answered_in_its_form(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *file = file_with(arena, REQUEST);
    char *out;
    json_t *answer = NULL;
    assert_int_equal(run(arena, &out, "$L solve --iterations 100 %s", file), 0);
    assert_int_equal(json_read(sv_of(out), "answer", &answer, NULL), ERR_OK);
    const json_t *summary = json_object_get(answer, "summary");
    assert_int_equal(json_i64(answer, "code", -1), 0);
    assert_int_equal(json_i64(summary, "cost", -1), 5461);
    assert_int_equal(json_i64(summary, "routes", -1), 1);
    const json_t *route = json_array_get(json_object_get(answer, "routes"), 0);
    const json_t *step = json_array_get(json_object_get(route, "steps"), 2);
    assert_int_equal(json_i64(step, "id", -1), 1515);
    assert_int_equal(json_i64(step, "arrival", -1), 4359);
    json_decref(answer);
    unlink(file);
    arena_free(arena);
}

static void coordinates_without_a_network_are_code_3(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *file = file_with(arena, "{\"vehicles\":[{\"id\":0,\"start\":[2.1,48.2]}],"
                                        "\"jobs\":[{\"id\":1,\"location\":[2.5,48.5]}]}");
    char *out;
    assert_int_equal(run(arena, &out, "$L solve %s", file), 1);
    assert_non_null(strstr(out, "{\"code\":3,"));
    assert_non_null(strstr(out, "no road network is loaded"));
    unlink(file);
    arena_free(arena);
}

/* 1.11 km of a primary road to the east of the depot, there and back. */
static void coordinates_are_planned_on_the_streets_of_a_city(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *map =
        file_with(arena, "<osm version=\"0.6\"><node id=\"1\" lat=\"0.5\" lon=\"0.50\"/>"
                         "<node id=\"2\" lat=\"0.5\" lon=\"0.51\"/><way id=\"10\"><nd ref=\"1\"/>"
                         "<nd ref=\"2\"/><tag k=\"highway\" v=\"primary\"/></way></osm>");
    const char *city = file_with(arena, "");
    const char *file = file_with(arena, "{\"vehicles\":[{\"id\":1,\"start\":[0.5,0.5],"
                                        "\"end\":[0.5,0.5]}],\"jobs\":[{\"id\":1,"
                                        "\"location\":[0.51,0.5]}]}");
    char *out;
    json_t *answer = NULL;
    if (run(arena, &out, "mv %s %s.osm && $L road import %s.osm -o %s >/dev/null", map, map, map,
            city))
        fail_msg("%s", out);
    assert_int_equal(run(arena, &out, "$L solve --iterations 50 --city %s %s", city, file), 0);
    assert_int_equal(json_read(sv_of(out), "answer", &answer, NULL), ERR_OK);
    int64_t metres = json_i64(json_object_get(answer, "summary"), "distance", 0);
    if (metres < 2200 || metres > 2250)
        fail_msg("%s", out);
    assert_true(json_i64(json_object_get(answer, "summary"), "duration", 0) > 60);
    json_decref(answer);
    assert_int_equal(run(arena, NULL, "$L solve --city /nowhere.road %s", file), 1);
    run(arena, NULL, "rm -f %s.osm %s %s", map, city, file);
    arena_free(arena);
}

static void wrong_files_end_with_one_sentence_and_code_1(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"", "neither VROOM JSON nor"},
        {"hello\n", "neither VROOM JSON nor"},
        {"{\"vehicles\":[", "request:1"},
        {"{\"vehicles\":[],\"jobs\":[]}", "vehicles: One vehicle"},
        {"DIMENSION : 3\n", "The file ends without NODE_COORD_SECTION"},
        {"3 10 1\n0 0 0 0 0 100 0 0 0\n1 1 1 5 0 9 0 0 1\n", ":3: The sibling"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *file = file_with(arena, texts[i][0]);
        char *out;
        assert_int_equal(run(arena, &out, "$L solve %s", file), 1);
        if (!strstr(out, texts[i][1]))
            fail_msg("'%s' is not in: %s", texts[i][1], out);
        unlink(file);
    }
    assert_int_equal(run(arena, NULL, "$L solve /nowhere/at/all"), 1);
    arena_free(arena);
}

static void wrong_options_are_code_2(void **state)
{
    (void)state;
    static const char *const options[] = {"",
                                          "--time 0 x",
                                          "--time soon x",
                                          "--seed -1 x",
                                          "--threads 65 x",
                                          "--iterations 0 x",
                                          "--format xml x",
                                          "--objective cheap x",
                                          "--convention real x",
                                          "--nonsense x",
                                          "x y"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        char *out;
        assert_int_equal(run(arena, &out, "$L solve %s", options[i]), 2);
        assert_non_null(strstr(out, "usage: lifeline solve"));
    }
    assert_int_equal(run(arena, NULL, "$L check one"), 2);
    assert_int_equal(run(arena, NULL, "$L check --convention real a b"), 2);
    assert_int_equal(run(arena, NULL, "$L solve --help"), 0);
    arena_free(arena);
}

static void plan_mode_says_what_the_given_steps_violate(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *file = file_with(
        arena,
        "{\"vehicles\":[{\"id\":0,\"start_index\":0,\"end_index\":0,\"capacity\":[1],"
        "\"time_window\":[0,100],\"steps\":[{\"type\":\"start\"},{\"type\":\"job\",\"id\":1},"
        "{\"type\":\"end\"}]}],\"jobs\":[{\"id\":1,\"location_index\":1,\"delivery\":[2],"
        "\"skills\":[3],\"time_windows\":[[0,4]]}],\"matrix\":[[0,7],[8,0]]}");
    char *out;
    json_t *answer = NULL;
    assert_int_equal(run(arena, &out, "$L solve -c %s", file), 0);
    assert_int_equal(json_read(sv_of(out), "answer", &answer, NULL), ERR_OK);
    const json_t *list = json_object_get(json_object_get(answer, "summary"), "violations"), *item;
    bool load = false, skills = false, delay = false;
    size_t i;
    json_array_foreach((json_t *)list, i, item)
    {
        const char *cause = json_text(item, "cause", "");
        load |= !strcmp(cause, "load");
        skills |= !strcmp(cause, "skills");
        delay |= !strcmp(cause, "delay") && json_i64(item, "duration", 0) == 3;
    }
    if (!load || !skills || !delay)
        fail_msg("%s", out);
    json_decref(answer);
    unlink(file);
    arena_free(arena);
}

/* What is published of an instance: its best known cost under a convention. */
struct published {
    const char *file, *convention;
    double best;
    bool optimal;
};

static void every_family_is_solved_and_passes_the_checker(void **state)
{
    (void)state;
    static const struct published instances[] = {
        {"data/vrp/solomon/C101.txt", "dimacs", 827.3, true},
        {"data/vrp/solomon/RC101.txt", "dimacs", 1619.8, true},
        {"data/vrp/homberger/C1_2_4.txt", "dimacs", 2625.6, true},
        {"data/vrp/lilim/lc101.txt", "hier-real", 0, false},
        {"data/vrp/cvrp/X-n101-k25.vrp", "round", 27591, true},
        {"data/vrp/cvrp/X-n101-k25.vrp", "exact", 0, false},
        {"data/vrp/multitrip/C201R0.25.vrp", "dimacs", 1500.6, true},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof instances / sizeof *instances; i++) {
        const struct published *instance = &instances[i];
        char path[400], *out;
        json_t *report = NULL;
        if (!test_shared(instance->file, path, sizeof path)) {
            print_message("# skipped: no %s\n", instance->file);
            arena_free(arena);
            skip();
        }
        const char *solution = file_with(arena, "");
        assert_int_equal(run(arena, NULL,
                             "$L solve --iterations 2000 --convention %s --format "
                             "vrplib %s >%s",
                             instance->convention, path, solution),
                         0);
        assert_int_equal(run(arena, &out, "$L check --json --convention %s %s %s",
                             instance->convention, path, solution),
                         0);
        assert_int_equal(json_read(sv_of(out), "report", &report, NULL), ERR_OK);
        double cost = json_f64(report, "cost", 0);
        assert_int_equal(json_i64(report, "unassigned", -1), 0);
        if (instance->optimal && cost < instance->best - 1e-6)
            fail_msg("%s costs %f, below the proven optimum", instance->file, cost);
        if (instance->best > 0 && cost > 2 * instance->best)
            fail_msg("%s costs %f, twice the best known", instance->file, cost);
        json_decref(report);
        unlink(solution);
    }
    arena_free(arena);
}

static void vroom_files_are_solved_and_pass_the_checker(void **state)
{
    (void)state;
    static const char *const files[] = {"vrptw_RC104", "vrptw_C204",          "pdptw_lrc103",
                                        "mdvrp_p01",   "hvrp_HVRP15",         "vrpb_X-n101-50-k13",
                                        "example_2",   "express_healthcheck", "docker_test_req"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[400], *out;
        if (!test_shared(arena_printf(arena, "data/vroom/%s.json", files[i]), path, sizeof path)) {
            print_message("# skipped: no data/vroom/%s.json\n", files[i]);
            arena_free(arena);
            skip();
        }
        const char *solution = file_with(arena, "");
        assert_int_equal(run(arena, NULL, "$L solve --iterations 200 %s >%s", path, solution), 0);
        if (run(arena, &out, "$L check %s %s", path, solution))
            fail_msg("%s: %s", files[i], out);
        assert_non_null(strstr(out, "unassigned 0,"));
        unlink(solution);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_written_as_the_literature_does),
        cmocka_unit_test(the_same_seed_and_iterations_give_the_same_bytes),
        cmocka_unit_test(vroom_requests_are_answered_in_its_form),
        cmocka_unit_test(coordinates_without_a_network_are_code_3),
        cmocka_unit_test(coordinates_are_planned_on_the_streets_of_a_city),
        cmocka_unit_test(wrong_files_end_with_one_sentence_and_code_1),
        cmocka_unit_test(wrong_options_are_code_2),
        cmocka_unit_test(plan_mode_says_what_the_given_steps_violate),
        cmocka_unit_test(every_family_is_solved_and_passes_the_checker),
        cmocka_unit_test(vroom_files_are_solved_and_pass_the_checker),
    };
    return RUN_TESTS(tests);
}
