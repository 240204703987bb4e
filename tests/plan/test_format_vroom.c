#include "test.h"

#include "plan/format/vroom.h"

/* One job, one shipment, one vehicle with a break; single quotes stand for double ones. */
static const char GOOD[] =
    "{'vehicles':[{'id':7,'start_index':0,'end_index':0,'capacity':[9],'skills':[1,2],"
    "'type':'van','time_window':[0,900],'speed_factor':2,'max_tasks':5,"
    "'costs':{'fixed':3,'per_km':4},"
    "'breaks':[{'id':1,'service':10,'time_windows':[[50,60]],'max_load':[4]}],"
    "'steps':[{'type':'start'},{'type':'job','id':5,'service_after':9},{'type':'end'}]}],"
    "'jobs':[{'id':5,'location_index':1,'service':8,'setup':2,'delivery':[3],'skills':[2],"
    "'priority':10,'service_per_type':{'van':6,'bus':1},'time_windows':[[70,80],[20,30]]}],"
    "'shipments':[{'pickup':{'id':5,'location_index':1},'delivery':{'id':6,'location_index':2},"
    "'amount':[4]}],"
    "'matrices':{'car':{'durations':[[0,10,20],[11,0,30],[21,31,0]],"
    "'distances':[[0,100,200],[110,0,300],[210,310,0]]}},'options':{'g':true,'l':2.5}}";

static enum err read_text(const char *text, struct arena *arena, struct vroom **out,
                          struct error *error)
{
    char *copy = arena_strdup(arena, text);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return vroom_read(sv_of(copy), "in", arena, out, error);
}

static void every_field_of_an_input_is_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct vroom *p = NULL;
    struct error error = {0};
    if (read_text(GOOD, arena, &p, &error))
        fail_msg("%s: %s", error.where, error.text);
    const struct vroom_vehicle *v = &p->vehicles[0];
    const struct vroom_job *job = &p->jobs[0], *shipment = &p->jobs[1];
    assert_int_equal(p->places_n, 3);
    assert_int_equal(p->dims_n, 1);
    assert_int_equal(v->id, 7);
    assert_int_equal(v->capacity[0], 9);
    assert_int_equal(v->window.until, 900);
    assert_int_equal(v->max_tasks, 5);
    assert_int_equal(v->max_travel, -1);
    assert_int_equal(v->fixed, 3);
    assert_int_equal(v->per_hour, 3600);
    assert_int_equal(v->per_km, 4);
    assert_int_equal(v->breaks[0].max_load[0], 4);
    assert_int_equal(v->breaks[0].windows[0].from, 50);
    assert_int_equal(v->steps_n, 3);
    assert_int_equal(v->steps[1].kind, VROOM_JOB);
    assert_int_equal(v->steps[1].index, 0);
    assert_int_equal(v->steps[1].after, 9);
    assert_int_equal(v->steps[1].at, -1);
    assert_int_equal(job->priority, 10);
    assert_int_equal(job->delivery[0], 3);
    assert_int_equal(job->pickup[0], 0);
    assert_int_equal(job->stops[0].windows[0].from, 20); /* sorted */
    assert_int_equal(vroom_service(&job->stops[0], v), 6);
    assert_int_equal(vroom_setup(&job->stops[0], v), 2);
    assert_true(shipment->is_shipment);
    assert_int_equal(shipment->stops[1].id, 6);
    assert_int_equal(vroom_travel(p, v, 1, 0), 6); /* 11 at twice the speed */
    assert_int_equal(vroom_distance(p, v, 1, 0), 110);
    assert_true(p->options.geometry && !p->options.plan_mode && p->options.limit_s == 2.5);
    arena_free(arena);
}

static void older_field_names_are_understood(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct vroom *p = NULL;
    assert_int_equal(read_text("{'vehicles':[{'id':0,'start_index':0,'capacity':[5]}],"
                               "'jobs':[{'id':1,'location_index':1,'amount':[2]}],"
                               "'matrix':[[0,7],[8,0]]}",
                               arena, &p, NULL),
                     ERR_OK);
    assert_int_equal(p->jobs[0].delivery[0], 2);
    assert_int_equal(vroom_travel(p, &p->vehicles[0], 0, 1), 7);
    arena_free(arena);
}

static void the_same_coordinates_are_one_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct vroom *p = NULL;
    assert_int_equal(read_text("{'vehicles':[{'id':0,'start':[2.1,48.2],'end':[2.1,48.2]}],"
                               "'jobs':[{'id':1,'location':[2.5,48.5]},"
                               "{'id':2,'location':[2.1,48.2]}]}",
                               arena, &p, NULL),
                     ERR_OK);
    assert_int_equal(p->places_n, 2);
    assert_false(p->has_matrices);
    assert_null(p->profiles[0].durations);
    assert_string_equal(p->profiles[0].name, "car");
    assert_int_equal(p->jobs[1].stops[0].location.place, p->vehicles[0].start.place);
    assert_true(p->places[p->jobs[0].stops[0].location.place].lon == 2.5);
    arena_free(arena);
}

static void a_missing_capacity_is_zero_in_every_dimension(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct vroom *p = NULL;
    assert_int_equal(read_text("{'vehicles':[{'id':0,'start_index':0}],"
                               "'jobs':[{'id':1,'location_index':0,'pickup':[2,3]}],"
                               "'matrix':[[0]]}",
                               arena, &p, NULL),
                     ERR_OK);
    assert_int_equal(p->dims_n, 2);
    assert_int_equal(p->vehicles[0].capacity[1], 0);
    arena_free(arena);
}

struct malformed {
    const char *from, *to, *where;
};

static void each_wrong_field_is_refused_with_its_path(void **state)
{
    (void)state;
    static const struct malformed cases[] = {
        {"'vehicles':[{", "'vehicles':[7,{", "in:vehicles[0]"},
        {"'id':7", "'id':-7", "in:vehicles[0].id"},
        {"'id':7,", "", "in:vehicles[0].id"},
        {"'id':7", "'id':7.5", "in:vehicles[0].id"},
        {"'start_index':0,'end_index':0,", "", "in:vehicles[0]"},
        {"'start_index':0", "'start_index':3", "in:matrices.car.durations"},
        {"'start_index':0", "'start':[1,2]", "in:vehicles[0].start_index"},
        {"'capacity':[9]", "'capacity':9", "in:vehicles[0].capacity"},
        {"'capacity':[9]", "'capacity':[-1]", "in:vehicles[0].capacity[0]"},
        {"'capacity':[9]", "'capacity':[9,9]", "in:vehicles[0].breaks[0].max_load"},
        {"'capacity':[9]", "'capacity':[1,2,3,4,5,6,7,8,9]", "in:vehicles[0].capacity"},
        {"[1,2]", "[1,'x']", "in:vehicles[0].skills[1]"},
        {"'type':'van'", "'type':3", "in:vehicles[0].type"},
        {"[0,900]", "[900]", "in:vehicles[0].time_window"},
        {"[0,900]", "[900,0]", "in:vehicles[0].time_window"},
        {"'speed_factor':2", "'speed_factor':0", "in:vehicles[0].speed_factor"},
        {"'speed_factor':2", "'speed_factor':5.5", "in:vehicles[0].speed_factor"},
        {"'max_tasks':5", "'max_tasks':null", "in:vehicles[0].max_tasks"},
        {"'fixed':3", "'fixed':'3'", "in:vehicles[0].costs.fixed"},
        {"{'fixed':3,'per_km':4}", "5", "in:vehicles[0].costs"},
        {"[{'id':1,'service'", "[{'service'", "in:vehicles[0].breaks[0].id"},
        {"[[50,60]]", "[]", "in:vehicles[0].breaks[0].time_windows"},
        {"{'type':'start'}", "{'type':'fly'}", "in:vehicles[0].steps[0].type"},
        {"'job','id':5", "'job','id':9", "in:vehicles[0].steps[1].id"},
        {"'job','id':5", "'delivery','id':5", "in:vehicles[0].steps[1].id"},
        {"'jobs':[{'id':5,", "'jobs':[{", "in:jobs[0].id"},
        {"'location_index':1,'service':8", "'service':8", "in:jobs[0].location"},
        {"'service':8", "'service':true", "in:jobs[0].service"},
        {"'delivery':[3]", "'delivery':[3,4]", "in:jobs[0].delivery"},
        {"'priority':10", "'priority':101", "in:jobs[0].priority"},
        {"'van':6", "'van':-6", "in:jobs[0].van"},
        {"{'van':6,'bus':1}", "[]", "in:jobs[0].service_per_type"},
        {"[70,80]", "[25,80]", "in:jobs[0].time_windows"},
        {"[70,80]", "[70,60]", "in:jobs[0].time_windows[0]"},
        {"'pickup':{'id':5,", "'pick':{'id':5,", "in:shipments[0].pickup"},
        {"{'id':6,'location_index':2}", "{'id':6}", "in:shipments[0].delivery.location"},
        {"'amount':[4]", "'amount':[4.5]", "in:shipments[0].amount[0]"},
        {"[11,0,30]", "[11,0]", "in:matrices.car.durations"},
        {"[11,0,30]", "[11,0,-30]", "in:matrices.car.durations"},
        {"[11,0,30]", "[11,0,3e1]", "in:matrices.car.durations"},
        {"[11,0,30]", "[11,0,2147483647]", "in:matrices.car.durations"},
        {"'durations'", "'times'", "in:matrices.car.durations"},
        {"'car'", "'bike'", "in:matrices.car.durations"},
        {"'distances':[", "'costs':[", "in:vehicles[0].costs"},
        {"'l':2.5", "'l':'x'", "in:options.l"},
        {"'jobs'", "'tasks'", "in:vehicles[0].steps[1].id"},
        {"'vehicles'", "'cars'", "in:vehicles"},
        {"'options':{'g':true,'l':2.5}", "'options':3", "in:options"},
        {"'options'", "'matrix':3,'options'", "in:matrix.durations"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[3000];
        const char *at = strstr(GOOD, cases[i].from);
        assert_non_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - GOOD), GOOD, cases[i].to,
                 at + strlen(cases[i].from));
        struct arena *arena = arena_new();
        struct error error = {0};
        struct vroom *p = NULL;
        enum err rc = read_text(text, arena, &p, &error);
        if (!rc || strcmp(error.where, cases[i].where))
            fail_msg("'%s' for '%s': %d at '%s' (%s)", cases[i].to, cases[i].from, (int)rc,
                     error.where, error.text);
        assert_null(p);
        arena_free(arena);
    }
}

static void ids_are_unique_among_their_kind(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{'vehicles':[{'id':0,'start_index':0}],'jobs':[{'id':1,'location_index':0},"
        "{'id':1,'location_index':0}],'matrix':[[0]]}",
        "{'vehicles':[{'id':0,'start_index':0},{'id':0,'start_index':0}],'jobs':[],'matrix':[[0]]}",
        "{'vehicles':[{'id':0,'start_index':0,'breaks':[{'id':1},{'id':1}]}],'jobs':[],"
        "'matrix':[[0]]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena *arena = arena_new();
        struct vroom *p = NULL;
        assert_int_equal(read_text(texts[i], arena, &p, NULL), ERR_INVALID);
        arena_free(arena);
    }
}

static void coordinates_outside_the_globe_are_refused(void **state)
{
    (void)state;
    static const char *const places[] = {"[181,0]", "[0,91]", "[0]", "['a',0]", "{}", "[0,0,0]"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct arena *arena = arena_new();
        struct vroom *p = NULL;
        struct error error = {0};
        const char *text = arena_printf(arena,
                                        "{'vehicles':[{'id':0,'start':[1,1]}],"
                                        "'jobs':[{'id':1,'location':%s}]}",
                                        places[i]);
        assert_int_equal(read_text(text, arena, &p, &error), ERR_INVALID);
        assert_string_equal(error.where, "in:jobs[0].location");
        arena_free(arena);
    }
}

static void text_that_is_no_json_is_refused_with_its_line(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct vroom *p = NULL;
    struct error error = {0};
    assert_int_equal(read_text("{'vehicles':[\n{'id':}]}", arena, &p, &error), ERR_FORMAT);
    assert_true(strstr(error.where, "in:2") != NULL);
    assert_int_equal(read_text("[]", arena, &p, &error), ERR_FORMAT);
    assert_false(vroom_recognise(sv_of("C101\n\nVEHICLE")));
    assert_true(vroom_recognise(sv_of(" \n{}")));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_an_input_is_read),
        cmocka_unit_test(older_field_names_are_understood),
        cmocka_unit_test(the_same_coordinates_are_one_place),
        cmocka_unit_test(a_missing_capacity_is_zero_in_every_dimension),
        cmocka_unit_test(each_wrong_field_is_refused_with_its_path),
        cmocka_unit_test(ids_are_unique_among_their_kind),
        cmocka_unit_test(coordinates_outside_the_globe_are_refused),
        cmocka_unit_test(text_that_is_no_json_is_refused_with_its_line),
    };
    return RUN_TESTS(tests);
}
