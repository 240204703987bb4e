/* The part of a large city that one turn looks at. A line of crews to the east, each with jobs. */
#include "test.h"

#include "live/scope_int.h"

enum { CREWS = 60, JOBS_EACH = 4 };

static int64_t now_ms(void)
{
    int64_t time_ms = 0;
    assert_true(time_parse("2022-09-27T11:32:00+08:00", &time_ms));
    return time_ms;
}

__attribute__((format(printf, 3, 4))) static void put(struct world *world, enum world_noun noun,
                                                      const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++) {
        if (*c == '\'')
            *c = '"';
    }
    json_t *json = NULL;
    assert_int_equal(json_read(sv_of(text), "test", &json, NULL), ERR_OK);
    world_put(world, noun, json);
    json_decref(json);
}

/* Crew k stands at 106 + k / 1000 degrees; every fifth has no skill. */
static void put_crew(struct world *world, int k)
{
    put(world, WORLD_PERSON, "{'id':'p%02d','skills':['%s'],'status':'available'}", k,
        k % 5 ? "errand" : "none");
    put(world, WORLD_CREW,
        "{'id':'c%02d','name':{'en':'c'},'members':['p%02d'],'state':'idle','position':{'lon':%.3f,"
        "'lat':38},'shift':{'from':'2022-09-27T08:00:00+08:00','until':'2022-09-27T20:00:00+08:00'}"
        "}",
        k, k, 106 + k / 1000.0);
}

static void put_job(struct world *world, const char *id, double lon, int priority, const char *crew)
{
    put(world, WORLD_JOB,
        "{'id':'%s','state':'%s','service':'s','priority':%d,'place':{'lon':%.4f,'lat':38},"
        "'requirements':{'skills':['errand'],'crew_size':1}%s%s%s}",
        id, *crew ? "planned" : "triaged", priority, lon, *crew ? ",'crew':'" : "", crew,
        *crew ? "'" : "");
}

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    char id[24], crew[24];
    for (int k = 0; k < CREWS; k++) {
        put_crew(world, k);
        for (int j = 0; k % 5 && j < JOBS_EACH; j++) {
            snprintf(id, sizeof id, "j%02d%d", k, j);
            snprintf(crew, sizeof crew, "c%02d", k);
            put_job(world, id, 106 + k / 1000.0 + j / 20000.0, 30, crew);
        }
    }
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_free(*state);
    free(*state);
    return 0;
}

static bool has_job(const struct scope *scope, const char *id)
{
    for (uint32_t i = 0; i < scope->n_jobs; i++) {
        if (strcmp(scope->jobs[i]->id, id) == 0)
            return true;
    }
    return false;
}

static void due(struct world *world, const char *job)
{
    map_set(&world->due.jobs, sv_of(job), world);
}

static void the_most_urgent_is_looked_at_with_the_nearest_that_may_and_their_jobs(void **state)
{
    struct world *world = *state;
    struct arena *arena = arena_new();
    put_job(world, "calm", 106.050, 30, "");
    put_job(world, "red", 106.0101, 90, "");
    due(world, "calm");
    due(world, "red");
    struct scope scope = scope_of_due(arena, world, now_ms());
    assert_false(scope.whole);
    assert_string_equal(scope.seed, "red");
    assert_true(has_job(&scope, "red"));
    /* c10 stands there and has no skill; the eight nearest others are there, with all they have. */
    static const char *const near[] = {"c06", "c07", "c08", "c09", "c11", "c12", "c13", "c14"};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        assert_true(scope_has_crew(&scope, near[i]));
        assert_true(has_job(&scope, "j110"));
    }
    assert_false(scope_has_crew(&scope, "c10"));
    assert_false(scope_has_crew(&scope, "c40"));
    assert_true(scope.n_crews <= SCOPE_CREWS && scope.n_jobs <= SCOPE_JOBS);
    arena_free(arena);
}

static void what_was_looked_at_is_due_no_longer_and_the_rest_still_is(void **state)
{
    struct world *world = *state;
    struct arena *arena = arena_new();
    put_job(world, "east", 106.050, 30, "");
    put_job(world, "west", 106.005, 90, "");
    due(world, "east");
    due(world, "west");
    struct scope scope = scope_of_due(arena, world, now_ms());
    scope_done(&scope, world);
    assert_false(map_has(&world->due.jobs, sv_of("west")));
    /* Loose jobs come along while there is room, and are looked at then. */
    assert_int_equal(map_has(&world->due.jobs, sv_of("east")), !has_job(&scope, "east"));
    while (world_is_due(world)) {
        scope = scope_of_due(arena, world, now_ms());
        scope_done(&scope, world);
    }
    assert_int_equal(world->due.jobs.n + world->due.crews.n, 0);
    arena_free(arena);
}

static void a_crew_that_only_moved_is_looked_at_alone(void **state)
{
    struct world *world = *state;
    struct arena *arena = arena_new();
    map_set(&world->due.crews, sv_of("c21"), (void *)WORLD_ALONE);
    struct scope scope = scope_of_due(arena, world, now_ms());
    assert_int_equal(scope.n_crews, 1);
    assert_string_equal(scope.crews[0]->id, "c21");
    assert_int_equal(scope.n_jobs, JOBS_EACH);
    map_set(&world->due.crews, sv_of("c21"), (void *)WORLD_AROUND);
    scope = scope_of_due(arena, world, now_ms());
    assert_int_equal(scope.n_crews, SCOPE_CREWS);
    arena_free(arena);
}

static void jobs_follow_their_crew_in_the_picture(void **state)
{
    struct world *world = *state;
    assert_int_equal(world->loose, 0);
    put_job(world, "j110", 106.011, 30, "c12");
    put_job(world, "j111", 106.011, 30, "");
    int eleven = 0, twelve = 0;
    for (const struct world_object *o = world_jobs_of(world, "c11"); o; o = o->next)
        eleven++;
    for (const struct world_object *o = world_jobs_of(world, "c12"); o; o = o->next)
        twelve++;
    assert_int_equal(eleven, JOBS_EACH - 2);
    assert_int_equal(twelve, JOBS_EACH + 1);
    assert_int_equal(world->loose, 1);
    put(world, WORLD_JOB, "{'id':'j111','state':'closed'}");
    assert_int_equal(world->loose, 0);
    assert_null(world_jobs_of(world, ""));
}

/* A visit in hand of a crew; `end`: hour and minute. */
static void put_visit(struct world *world, int k, const char *state, const char *end)
{
    put(world, WORLD_JOB,
        "{'id':'v%02d','state':'%s','service':'s','crew':'c%02d','place':{'lon':106,'lat':38},"
        "'visit':{'id':'x','seq':0,'depart_at':'2022-09-27T11:00:00+08:00',"
        "'arrive_at':'2022-09-27T11:10:00+08:00','end_at':'2022-09-27T%s:00+08:00'}}",
        k, state, k, end);
}

static void what_goes_as_planned_is_not_due_for_the_passing_of_time(void **state)
{
    (void)state;
    struct world world = {0};
    for (int k = 0; k < 5; k++)
        put_crew(&world, k);
    put_visit(&world, 1, "on_site", "11:40");
    put_visit(&world, 2, "on_site", "11:30");
    put_visit(&world, 3, "en_route", "11:40");
    put_visit(&world, 4, "planned", "11:40");
    put_job(&world, "loose", 106, 30, "");
    world_due_by_time(&world, now_ms());
    /* It is 11:32: at work, with nothing to do; too long at work, not there yet, not yet sent. */
    static const bool is_due[] = {false, false, true, true, true};
    for (int k = 0; k < 5; k++) {
        char crew[8];
        snprintf(crew, sizeof crew, "c%02d", k);
        assert_int_equal(map_has(&world.due.crews, sv_of(crew)), is_due[k]);
    }
    assert_true(map_has(&world.due.jobs, sv_of("loose")));
    world_due_all(&world);
    assert_int_equal(world.due.crews.n, 5);
    world_free(&world);
}

static void of_crews_with_very_long_routes_fewer_are_looked_at(void **state)
{
    (void)state;
    static const struct {
        int each;
        uint32_t crews;
    } cases[] = {{60, 3}, {100, 2}, {200, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world world = {0};
        struct arena *arena = arena_new();
        for (int k = 1; k < 5; k++) {
            char crew[8], job[16];
            put_crew(&world, k);
            for (int j = 0; j < cases[i].each; j++) {
                snprintf(crew, sizeof crew, "c%02d", k);
                snprintf(job, sizeof job, "j%d-%d", k, j);
                put_job(&world, job, 106 + j / 20000.0, 30, crew);
            }
        }
        map_set(&world.due.crews, sv_of("c01"), (void *)WORLD_AROUND);
        struct scope scope = scope_of_due(arena, &world, now_ms());
        assert_int_equal(scope.n_crews, cases[i].crews);
        assert_true(scope_has_crew(&scope, "c01"));
        arena_free(arena);
        world_free(&world);
    }
}

static void a_small_city_is_looked_at_whole(void **state)
{
    (void)state;
    struct world world = {0};
    struct arena *arena = arena_new();
    put_crew(&world, 1);
    put_job(&world, "j", 106, 30, "");
    due(&world, "j");
    struct scope scope = scope_of_due(arena, &world, now_ms());
    assert_true(scope.whole);
    assert_int_equal(scope.n_crews + scope.n_jobs, 2);
    scope_done(&scope, &world);
    assert_false(world_is_due(&world));
    arena_free(arena);
    world_free(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_most_urgent_is_looked_at_with_the_nearest_that_may_and_their_jobs, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(what_was_looked_at_is_due_no_longer_and_the_rest_still_is,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_crew_that_only_moved_is_looked_at_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(jobs_follow_their_crew_in_the_picture, set_up, tear_down),
        cmocka_unit_test(what_goes_as_planned_is_not_due_for_the_passing_of_time),
        cmocka_unit_test(of_crews_with_very_long_routes_fewer_are_looked_at),
        cmocka_unit_test(a_small_city_is_looked_at_whole),
    };
    return RUN_TESTS(tests);
}
