/* POST /vroom as vroom-express answers it, without a server. */
#include "test.h"

#include "base/json.h"
#include "plan/check/check.h"
#include "plan/format/vroom_answer.h"

static const char REQUEST[] =
    "{'vehicles':[{'id':3,'start_index':0,'end_index':0,'capacity':[2],'description':'van'}],"
    "'jobs':[{'id':1,'location_index':1,'delivery':[1],'service':5,'description':'a'},"
    "{'id':2,'location_index':2,'delivery':[1]},{'id':4,'location_index':1,'delivery':[9]}],"
    "'matrices':{'car':{'durations':[[0,10,20],[10,0,10],[20,10,0]],"
    "'distances':[[0,100,200],[100,0,100],[200,100,0]]}}%s}";

/* Gives the answer as a value (new reference); single quotes of the text stand for double ones. */
static json_t *ask(const struct vroom_asked *asked, const char *text, int status)
{
    char *copy = strdup(text), *json = NULL;
    json_t *answer = NULL;
    int http_status = 0;
    assert_non_null(copy);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    enum err rc = vroom_answer(sv_of(copy), asked, &json, &http_status, NULL);
    if (http_status != status)
        fail_msg("status %d instead of %d: %s", http_status, status, json);
    assert_int_equal(rc == ERR_OK, status == 200);
    assert_int_equal(json_read(sv_of(json), "answer", &answer, NULL), ERR_OK);
    free(json);
    free(copy);
    return answer;
}

static struct vroom_asked usual(void)
{
    struct vroom_asked asked;
    vroom_asked_init(&asked);
    asked.iterations = 100;
    return asked;
}

static void an_answer_carries_every_field_that_clients_read(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    char text[1000];
    snprintf(text, sizeof text, REQUEST, "");
    json_t *answer = ask(&asked, text, 200);
    const json_t *summary = json_object_get(answer, "summary");
    const json_t *route = json_array_get(json_object_get(answer, "routes"), 0);
    const json_t *left = json_array_get(json_object_get(answer, "unassigned"), 0);
    static const char *const figures[] = {"cost",         "routes",   "unassigned",
                                          "setup",        "service",  "duration",
                                          "waiting_time", "priority", "distance"};
    static const int values[] = {40, 1, 1, 0, 5, 40, 0, 0, 400};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_int_equal(json_i64(summary, figures[i], -1), values[i]);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(summary, "delivery"), 0)),
                     2);
    assert_non_null(json_object_get(json_object_get(summary, "computing_times"), "solving"));
    assert_true(json_is_array(json_object_get(summary, "violations")));
    assert_int_equal(json_i64(left, "id", -1), 4);
    assert_string_equal(json_text(left, "type", ""), "job");
    assert_int_equal(json_i64(left, "location_index", -1), 1);
    assert_int_equal(json_i64(route, "vehicle", -1), 3);
    assert_string_equal(json_text(route, "description", ""), "van");
    const json_t *steps = json_object_get(route, "steps");
    assert_int_equal(json_array_size(steps), 4);
    assert_string_equal(json_text(json_array_get(steps, 0), "type", ""), "start");
    assert_string_equal(json_text(json_array_get(steps, 3), "type", ""), "end");
    assert_int_equal(json_i64(json_array_get(steps, 3), "arrival", -1), 45);
    assert_int_equal(json_i64(json_array_get(steps, 3), "distance", -1), 400);
    json_decref(answer);
}

static void statuses_and_codes_are_those_of_vroom_express(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status, code;
    } cases[] = {
        {"nonsense", 400, 2},
        {"[]", 400, 2},
        {"{}", 400, 2},
        {"{'vehicles':[]}", 400, 2},
        {"{'vehicles':[],'jobs':[{'id':1,'location_index':0}],'matrix':[[0]]}", 400, 2},
        {"{'vehicles':[{'id':1}],'jobs':[]}", 400, 2},
        {"{'vehicles':[{'id':1,'start':[1,1]}],'jobs':[{'id':1,'location':[2,2]}]}", 500, 3},
    };
    struct vroom_asked asked = usual();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *answer = ask(&asked, cases[i].text, cases[i].status);
        assert_int_equal(json_i64(answer, "code", -1), cases[i].code);
        assert_true(strlen(json_text(answer, "error", "")) > 10);
        json_decref(answer);
    }
}

static void a_request_above_a_limit_is_413(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    char text[1000];
    snprintf(text, sizeof text, REQUEST, "");
    asked.locations_max = 3;
    json_decref(ask(&asked, text, 200));
    asked.locations_max = 2;
    json_t *answer = ask(&asked, text, 413);
    assert_int_equal(json_i64(answer, "code", -1), 4);
    json_decref(answer);
    asked.locations_max = 0;
    asked.vehicles_max = 1;
    json_decref(ask(&asked, text, 200));
    json_decref(ask(&asked, "{'vehicles':[{},{}],'jobs':[]}", 413));
}

static void a_request_without_tasks_gets_the_sentence_that_clients_know(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    json_t *answer = ask(&asked, "{'vehicles':[{'id':1,'start_index':0}]}", 400);
    assert_string_equal(json_text(answer, "error", ""),
                        "Invalid JSON object in request, please add vehicles and jobs or "
                        "shipments to the object body");
    json_decref(answer);
}

static void no_jobs_at_all_is_an_empty_answer(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    json_t *answer =
        ask(&asked, "{'vehicles':[{'id':1,'start_index':0}],'jobs':[],'matrix':[[0]]}", 200);
    assert_int_equal(json_array_size(json_object_get(answer, "routes")), 0);
    json_decref(answer);
}

static void a_fleet_that_may_do_nothing_leaves_everything(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    json_t *answer = ask(&asked,
                         "{'vehicles':[{'id':1,'start_index':0,'max_tasks':0}],"
                         "'jobs':[{'id':1,'location_index':0},{'id':2,'location_index':0}],"
                         "'matrix':[[0]]}",
                         200);
    assert_int_equal(json_array_size(json_object_get(answer, "unassigned")), 2);
    json_decref(answer);
}

/* A town on a line: a kilometre is a minute. */
static enum err line_town(void *context, const char *profile, const struct vroom_location *places,
                          size_t n, int32_t *durations_s, int32_t *distances_m, struct error *error)
{
    int *calls = context;
    ++*calls;
    if (strcmp(profile, "car") != 0)
        return error_set(error, ERR_UNSUPPORTED, "There is no profile '%s'.", profile);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double d = places[i].lon - places[j].lon;
            distances_m[i * n + j] = (int32_t)((d < 0 ? -d : d) * 1000 + 0.5);
            durations_s[i * n + j] = distances_m[i * n + j] * 60 / 1000;
        }
    return ERR_OK;
}

static void coordinates_are_routed_when_a_network_is_there(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    int calls = 0;
    asked.matrix = line_town;
    asked.matrix_context = &calls;
    json_t *answer = ask(&asked,
                         "{'vehicles':[{'id':1,'start':[0,0],'end':[0,0]}],"
                         "'jobs':[{'id':1,'location':[2,0]},{'id':2,'location':[1,0]}]}",
                         200);
    const json_t *summary = json_object_get(answer, "summary");
    assert_int_equal(calls, 1);
    assert_int_equal(json_i64(summary, "duration", -1), 240);
    assert_int_equal(json_i64(summary, "distance", -1), 4000);
    json_decref(answer);
    answer = ask(&asked,
                 "{'vehicles':[{'id':1,'start':[0,0],'profile':'boat'}],"
                 "'jobs':[{'id':1,'location':[2,0]}]}",
                 500);
    assert_int_equal(json_i64(answer, "code", -1), 3);
    json_decref(answer);
}

/* Draws a route as the places it goes through. */
static enum err name_places(void *context, const char *profile, const struct vroom_location *places,
                            size_t n, struct arena *arena, const char **line, struct error *error)
{
    (void)context;
    (void)profile;
    char *text = arena_array(arena, char, n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('A' + (int)places[i].lon);
    *line = text;
    return n > 3 ? error_set(error, ERR_NOT_FOUND, "There is no way.") : ERR_OK;
}

static void routes_are_drawn_when_asked(void **state)
{
    (void)state;
    struct vroom_asked asked = usual();
    int calls = 0;
    asked.matrix = line_town;
    asked.geometry = name_places;
    asked.matrix_context = &calls;
    const char *text = "{'vehicles':[{'id':1,'start':[0,0]}],'options':{'g':true},"
                       "'jobs':[{'id':1,'location':[2,0]},{'id':2,'location':[1,0]}]}";
    json_t *answer = ask(&asked, text, 200);
    const json_t *route = json_array_get(json_object_get(answer, "routes"), 0);
    assert_string_equal(json_string_value(json_object_get(route, "geometry")), "ABC");
    json_decref(answer);
    text = "{'vehicles':[{'id':1,'start':[0,0]}],'jobs':[{'id':1,'location':[2,0]}]}";
    answer = ask(&asked, text, 200);
    route = json_array_get(json_object_get(answer, "routes"), 0);
    assert_null(json_object_get(route, "geometry"));
    json_decref(answer);
    asked.draws = true;
    answer = ask(&asked,
                 "{'vehicles':[{'id':1,'start':[0,0],'end':[0,0]}],"
                 "'jobs':[{'id':1,'location':[2,0]},{'id':2,'location':[1,0]}]}",
                 500);
    assert_int_equal(json_i64(answer, "code", -1), 3);
    json_decref(answer);
}

static void given_steps_start_the_search_and_plan_mode_keeps_them(void **state)
{
    (void)state;
    static const char text[] =
        "{'vehicles':[{'id':1,'start_index':0,'end_index':0,'steps':[{'type':'job','id':2},"
        "{'type':'job','id':1}]}],'jobs':[{'id':1,'location_index':1},"
        "{'id':2,'location_index':2},{'id':3,'location_index':2}],"
        "'matrix':[[0,10,20],[10,0,15],[20,10,0]],'options':{'c':%s}}";
    struct vroom_asked asked = usual();
    char request[600];
    snprintf(request, sizeof request, text, "true");
    json_t *answer = ask(&asked, request, 200);
    const json_t *route = json_array_get(json_object_get(answer, "routes"), 0);
    const json_t *steps = json_object_get(route, "steps");
    assert_int_equal(json_i64(json_array_get(steps, 1), "id", -1), 2);
    assert_int_equal(json_i64(json_array_get(steps, 2), "id", -1), 1);
    assert_int_equal(json_array_size(json_object_get(answer, "unassigned")), 1);
    json_decref(answer);
    snprintf(request, sizeof request, text, "false");
    answer = ask(&asked, request, 200);
    assert_int_equal(json_i64(json_object_get(answer, "summary"), "cost", -1), 40);
    json_decref(answer);
}

/* Places 0 to 2 lie 10 apart on a line. In plan mode: vehicle, tasks, and what is violated, as
 * "cause" or "cause:duration" of the route. */
static void plan_mode_names_every_cause(void **state)
{
    (void)state;
    static const struct {
        const char *vehicle, *tasks, *causes;
    } cases[] = {
        {"'steps':[{'type':'job','id':1}]", "'jobs':[{'id':1,'location_index':1}]", ""},
        {"'time_window':[0,99],'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1,'time_windows':[[0,4]]}]", "delay:6"},
        {"'time_window':[0,15],'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1}]", "delay:5"},
        {"'steps':[{'type':'job','id':1,'service_at':20}]",
         "'jobs':[{'id':1,'location_index':1,'time_windows':[[50,90]]}]", "lead_time:30"},
        {"'capacity':[1],'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1,'delivery':[2]}]", "load"},
        {"'max_tasks':1,'steps':[{'type':'job','id':1},{'type':'job','id':2}]",
         "'jobs':[{'id':1,'location_index':1},{'id':2,'location_index':2}]", "max_tasks"},
        {"'steps':[{'type':'job','id':1}]", "'jobs':[{'id':1,'location_index':1,'skills':[7]}]",
         "skills"},
        {"'steps':[{'type':'delivery','id':2},{'type':'pickup','id':1}]",
         "'shipments':[{'pickup':{'id':1,'location_index':1},"
         "'delivery':{'id':2,'location_index':2}}]",
         "precedence"},
        {"'max_travel_time':19,'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1}]", "max_travel_time"},
        {"'max_distance':199,'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1}]", "max_distance"},
        {"'breaks':[{'id':5,'service':4}],'steps':[{'type':'job','id':1}]",
         "'jobs':[{'id':1,'location_index':1}]", "missing_break"},
        {"'breaks':[{'id':5,'service':4},{'id':6,'service':4}],"
         "'steps':[{'type':'job','id':1},{'type':'break','id':6}]",
         "'jobs':[{'id':1,'location_index':1}]", "missing_break"},
        {"'breaks':[{'id':5,'service':4}],'steps':[{'type':'job','id':1},{'type':'break','id':5}]",
         "'jobs':[{'id':1,'location_index':1}]", ""},
        {"'capacity':[2],'breaks':[{'id':5,'service':4,'max_load':[0]}],"
         "'steps':[{'type':'job','id':1},{'type':'break','id':5},{'type':'job','id':2}]",
         "'jobs':[{'id':1,'location_index':0,'pickup':[1]},"
         "{'id':2,'location_index':0,'delivery':[1]}]",
         "max_load"},
        {"'time_window':[100,200],'breaks':[{'id':5,'service':4,'time_windows':[[0,60]]}],"
         "'steps':[{'type':'job','id':1},{'type':'break','id':5}]",
         "'jobs':[{'id':1,'location_index':1}]", "delay:50"},
    };
    struct vroom_asked asked = usual();
    asked.plan_mode = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[1200], causes[200] = "";
        snprintf(request, sizeof request,
                 "{'vehicles':[{'id':1,'start_index':0,'end_index':0,%s}],%s,'matrices':{'car':{"
                 "'durations':[[0,10,20],[10,0,10],[20,10,0]],"
                 "'distances':[[0,100,200],[100,0,100],[200,100,0]]}}}",
                 cases[i].vehicle, cases[i].tasks);
        json_t *answer = ask(&asked, request, 200);
        const json_t *route = json_array_get(json_object_get(answer, "routes"), 0);
        const json_t *list = json_object_get(route, "violations");
        const json_t *all = json_object_get(json_object_get(answer, "summary"), "violations");
        assert_true(json_equal(list, all));
        size_t k;
        json_t *item;
        json_array_foreach(list, k, item)
        {
            char *end = causes + strlen(causes);
            int64_t duration = json_i64(item, "duration", 0);
            size_t room = sizeof causes - strlen(causes);
            int n = snprintf(end, room, "%s%s", k ? " " : "", json_text(item, "cause", "?"));
            if (duration)
                snprintf(end + n, room - (size_t)n, ":%lld", (long long)duration);
        }
        if (strcmp(causes, cases[i].causes))
            fail_msg("case %zu: '%s' instead of '%s'", i, causes, cases[i].causes);
        json_decref(answer);
    }
}

/* The answer (new reference), which the checker has found right; nobody is left out. */
static json_t *ask_and_check(const char *text)
{
    struct vroom_asked asked = usual();
    struct arena *arena = arena_new();
    json_t *answer = ask(&asked, text, 200);
    char *copy = arena_strdup(arena, text);
    struct vroom *problem = NULL;
    struct check_report report;
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    assert_int_equal(vroom_read(sv_of(copy), "request", arena, &problem, NULL), ERR_OK);
    check_report_init(&report, arena);
    check_vroom(problem, answer, &report);
    if (!report.feasible) {
        check_print(stderr, &report);
        json_dumpf(answer, stderr, JSON_COMPACT);
    }
    assert_true(report.feasible);
    assert_int_equal(report.unassigned, 0);
    arena_free(arena);
    return answer;
}

static void what_is_answered_passes_the_checker(void **state)
{
    (void)state;
    static const char text[] =
        "{'vehicles':[{'id':1,'start_index':0,'end_index':0,'capacity':[4],'skills':[1],"
        "'time_window':[0,300],'type':'van','costs':{'fixed':10,'per_hour':7200,'per_km':50,"
        "'per_task_hour':360},'breaks':[{'id':1,'service':20,'time_windows':[[30,60]]}]},"
        "{'id':2,'start_index':1,'capacity':[4],'speed_factor':1.3,'max_tasks':3}],"
        "'jobs':[{'id':1,'location_index':1,'setup':3,'service':5,'delivery':[1],'skills':[1]},"
        "{'id':2,'location_index':2,'service':5,'service_per_type':{'van':9},'pickup':[2]},"
        "{'id':3,'location_index':1,'setup':3,'time_windows':[[20,40],[70,90]],'delivery':[2]}],"
        "'shipments':[{'pickup':{'id':1,'location_index':2,'setup':2},"
        "'delivery':{'id':1,'location_index':3},'amount':[2],'priority':5}],"
        "'matrices':{'car':{'durations':[[0,11,22,17],[10,0,13,25],[20,10,0,12],[9,31,14,0]],"
        "'distances':[[0,100,200,150],[100,0,100,220],[200,100,0,90],[80,300,140,0]]}}}";
    json_decref(ask_and_check(text));
}

/* Along a line: out to 3 with deliveries at 1 and 3, and back with the pickups at 2 and 1. The
 * other vehicle has one of each kind too many: 4 and 5 lie the other way. */
static void an_empty_break_stands_between_deliveries_and_pickups(void **state)
{
    (void)state;
    static const char text[] =
        "{'vehicles':[{'id':1,'start_index':0,'end_index':0,'capacity':[3],"
        "'breaks':[{'id':8,'max_load':[0]}]},"
        "{'id':2,'start_index':0,'end_index':0,'capacity':[3],"
        "'breaks':[{'id':9,'max_load':[0]}]}],"
        "'jobs':[{'id':1,'location_index':1,'delivery':[1]},"
        "{'id':2,'location_index':2,'pickup':[2]},{'id':3,'location_index':3,'delivery':[2]},"
        "{'id':4,'location_index':4,'delivery':[2]},{'id':5,'location_index':5,'pickup':[3]},"
        "{'id':6,'location_index':1,'pickup':[1]}],"
        "'matrices':{'car':{'durations':[[0,10,20,30,10,20],[10,0,10,20,20,30],"
        "[20,10,0,10,30,40],[30,20,10,0,40,50],[10,20,30,40,0,10],[20,30,40,50,10,0]]}}}";
    json_t *answer = ask_and_check(text);
    const json_t *routes = json_object_get(answer, "routes");
    assert_int_equal(json_i64(json_object_get(answer, "summary"), "cost", -1), 100);
    assert_int_equal(json_array_size(routes), 2);
    for (size_t r = 0; r < 2; r++) {
        const json_t *steps = json_object_get(json_array_get(routes, r), "steps");
        for (size_t i = 0, breaks = 0; i < json_array_size(steps); i++) {
            const json_t *step = json_array_get(steps, i);
            bool is_break = !strcmp(json_text(step, "type", ""), "break");
            int64_t id = json_i64(step, "id", -1);
            breaks += is_break;
            if (is_break)
                assert_int_equal(
                    json_integer_value(json_array_get(json_object_get(step, "load"), 0)), 0);
            else if (id > 0)
                assert_int_equal(breaks, id == 2 || id == 5 || id == 6);
        }
    }
    json_decref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_carries_every_field_that_clients_read),
        cmocka_unit_test(statuses_and_codes_are_those_of_vroom_express),
        cmocka_unit_test(a_request_above_a_limit_is_413),
        cmocka_unit_test(a_request_without_tasks_gets_the_sentence_that_clients_know),
        cmocka_unit_test(no_jobs_at_all_is_an_empty_answer),
        cmocka_unit_test(a_fleet_that_may_do_nothing_leaves_everything),
        cmocka_unit_test(coordinates_are_routed_when_a_network_is_there),
        cmocka_unit_test(routes_are_drawn_when_asked),
        cmocka_unit_test(given_steps_start_the_search_and_plan_mode_keeps_them),
        cmocka_unit_test(plan_mode_names_every_cause),
        cmocka_unit_test(what_is_answered_passes_the_checker),
        cmocka_unit_test(an_empty_break_stands_between_deliveries_and_pickups),
    };
    return RUN_TESTS(tests);
}
