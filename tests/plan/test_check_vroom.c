#include "test.h"

#include "base/json.h"
#include "plan/check/check.h"

/*
 * A line of places 0..3, ten seconds and 1000 m apart. One vehicle with a break, a job, a shipment.
 * Single quotes stand for double ones.
 */
static const char INPUT[] =
    "{'vehicles':[{'id':7,'start_index':0,'end_index':0,'capacity':[5],'skills':[1],"
    "'time_window':[0,200],'max_tasks':3,'max_travel_time':60,'max_distance':6000,"
    "'costs':{'fixed':100,'per_km':2},"
    "'breaks':[{'id':1,'service':5,'time_windows':[[40,60]],'max_load':[3]}]}],"
    "'jobs':[{'id':1,'location_index':1,'setup':3,'service':4,'delivery':[2],'priority':9,"
    "'skills':[1],'time_windows':[[10,20]]},{'id':2,'location_index':1,'service':4}],"
    "'shipments':[{'pickup':{'id':1,'location_index':2},'delivery':{'id':2,'location_index':3},"
    "'amount':[3]}],"
    "'matrices':{'car':{'durations':[[0,10,20,30],[10,0,10,20],[20,10,0,10],[30,20,10,0]],"
    "'distances':[[0,1000,2000,3000],[1000,0,1000,2000],[2000,1000,0,1000],"
    "[3000,2000,1000,0]]}}}";
/* Out to 1, on to 2, break, 3, back. */
static const char OUTPUT[] =
    "{'code':0,'summary':{'cost':172,'routes':1,'unassigned':1,'duration':60,'service':9},"
    "'unassigned':[{'id':2,'type':'job'}],"
    "'routes':[{'vehicle':7,'cost':172,'duration':60,'distance':6000,'service':9,'setup':3,"
    "'waiting_time':3,'priority':9,'steps':["
    "{'type':'start','arrival':0,'duration':0,'load':[2]},"
    "{'type':'job','id':1,'arrival':10,'waiting_time':0,'setup':3,'service':4,'duration':10,"
    "'load':[0]},"
    "{'type':'pickup','id':1,'arrival':27,'load':[3]},"
    "{'type':'break','id':1,'arrival':37,'waiting_time':3,'service':5},"
    "{'type':'delivery','id':2,'arrival':45,'load':[0]},"
    "{'type':'end','arrival':75,'duration':60,'load':[0]}]}]}";

static char *quoted(struct arena *arena, const char *good, const char *from, const char *to)
{
    const char *at = strstr(good, from);
    assert_non_null(at);
    char *text = arena_printf(arena, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return text;
}

/* Judges the pair with one text replaced in the input and one in the output. */
static struct check_report judge(struct arena *arena, const char *const input[2],
                                 const char *const output[2])
{
    struct vroom *problem = NULL;
    struct error error = {0};
    struct check_report report;
    json_t *value = NULL;
    if (vroom_read(sv_of(quoted(arena, INPUT, input[0], input[1])), "in", arena, &problem,
                   &error) ||
        json_read(sv_of(quoted(arena, OUTPUT, output[0], output[1])), "out", &value, &error))
        fail_msg("%s: %s", error.where, error.text);
    check_report_init(&report, arena);
    check_vroom(problem, value, &report);
    json_decref(value);
    return report;
}

static void a_correct_output_is_accepted(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct check_report report = judge(arena, (const char *[2]){"", ""}, (const char *[2]){"", ""});
    if (!report.feasible)
        check_print(stderr, &report);
    assert_true(report.feasible);
    assert_true(report.cost == 172 && report.distance == 6000 && report.duration == 60);
    assert_int_equal(report.served, 3);
    assert_int_equal(report.unassigned, 1);
    arena_free(arena);
}

static void expect_kind(const char *in_from, const char *in_to, const char *out_from,
                        const char *out_to, const char *kind)
{
    struct arena *arena = arena_new();
    struct check_report report =
        judge(arena, (const char *[2]){in_from, in_to}, (const char *[2]){out_from, out_to});
    bool found = false;
    for (size_t i = 0; i < report.faults_n; i++)
        found |= !strcmp(report.faults[i].kind, kind);
    if (!found) {
        check_print(stderr, &report);
        fail_msg("no '%s' for '%s' -> '%s', '%s' -> '%s'", kind, in_from, in_to, out_from, out_to);
    }
    arena_free(arena);
}

static void a_rule_of_the_input_that_is_broken_is_named(void **state)
{
    (void)state;
    expect_kind("'capacity':[5]", "'capacity':[2]", "", "", "capacity");
    expect_kind("'skills':[1],'time_w", "'skills':[2],'time_w", "", "", "skills");
    expect_kind("[0,200]", "[0,74]", "", "", "window");
    expect_kind("[0,200]", "[1,200]", "", "", "window");
    expect_kind("[[10,20]]", "[[11,20]]", "", "", "window");
    expect_kind("[[10,20]]", "[[0,9]]", "", "", "window");
    expect_kind("'max_tasks':3", "'max_tasks':2", "", "", "tasks");
    expect_kind("'max_travel_time':60", "'max_travel_time':59", "", "", "duration");
    expect_kind("'max_distance':6000", "'max_distance':5999", "", "", "distance");
    expect_kind("[[40,60]]", "[[41,60]]", "", "", "break");
    expect_kind("[[40,60]]", "[[30,39]]", "", "", "break");
    expect_kind("'max_load':[3]", "'max_load':[2]", "", "", "break");
    expect_kind("[3000,2000,1000,0]", "[3001,2000,1000,0]", "", "", "stated");
    expect_kind("[30,20,10,0]", "[31,20,10,0]", "", "", "stated");
}

static void a_figure_that_is_stated_wrongly_is_named(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"'cost':172,'duration'", "'cost':180,'duration'"},
        {"'cost':172,'routes'", "'cost':180,'routes'"},
        {"'unassigned':1", "'unassigned':0"},
        {"'unassigned':[{'id':2,'type':'job'}]", "'unassigned':[]"},
        {"'unassigned':[{'id':2,'type':'job'}]", "'unassigned':[{'id':1,'type':'job'}]"},
        {"'arrival':27", "'arrival':26"},
        {"'arrival':45", "'arrival':46"},
        {"'setup':3,'service':4,'duration'", "'setup':0,'service':4,'duration'"},
        {"'priority':9", "'priority':8"},
        {"'waiting_time':3,'priority'", "'waiting_time':2,'priority'"},
        {"'load':[3]", "'load':[2]"},
        {"'duration':60,'distance':6000", "'duration':61,'distance':6000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_kind("", "", cases[i][0], cases[i][1], "stated");
}

static void a_route_that_cannot_be_is_named(void **state)
{
    (void)state;
    expect_kind("", "", "'vehicle':7", "'vehicle':8", "input");
    expect_kind("", "", "'job','id':1", "'job','id':3", "input");
    expect_kind("", "", "{'type':'end','arrival':75,'duration':60,'load':[0]}",
                "{'type':'break','id':1,'arrival':50}", "input");
    expect_kind("", "", "'type':'pickup','id':1,", "'type':'delivery','id':2,", "precedence");
    expect_kind("", "", "{'type':'pickup','id':1,'arrival':27,'load':[3]},", "", "precedence");
    expect_kind("", "", "{'type':'break','id':1,'arrival':37,'waiting_time':3,'service':5},", "",
                "break");
    expect_kind("", "", "{'type':'pickup','id':1", "{'type':'job','id':1", "twice");
    expect_kind("", "", "'code':0", "'code':2,'error':'no'", "input");
}

static void the_published_example_of_vroom_is_feasible(void **state)
{
    (void)state;
    char input[400], output[400];
    if (!test_shared("data/vroom/example_2.json", input, sizeof input) ||
        !test_shared("data/vroom/example_2_sol.json", output, sizeof output)) {
        print_message("# skipped: no ../shared/data/vroom\n");
        skip();
    }
    struct arena *arena = arena_new();
    json_t *in = NULL, *out = NULL;
    struct vroom *problem = NULL;
    struct check_report report;
    assert_int_equal(json_read_file(input, 1 << 20, &in, NULL), ERR_OK);
    assert_int_equal(json_read_file(output, 1 << 20, &out, NULL), ERR_OK);
    assert_int_equal(vroom_read_json(in, arena, &problem, NULL), ERR_OK);
    check_report_init(&report, arena);
    check_vroom(problem, out, &report);
    assert_true(report.feasible);
    assert_true(report.cost == 5461);
    json_decref(in);
    json_decref(out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_correct_output_is_accepted),
        cmocka_unit_test(a_rule_of_the_input_that_is_broken_is_named),
        cmocka_unit_test(a_figure_that_is_stated_wrongly_is_named),
        cmocka_unit_test(a_route_that_cannot_be_is_named),
        cmocka_unit_test(the_published_example_of_vroom_is_feasible),
    };
    return RUN_TESTS(tests);
}
