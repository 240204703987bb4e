/* Jobs that are tied in time: who waits for whom. Small days worked out by hand. */
#include "test.h"

#include "plan/route/town.h"

enum { GAP_MAX_S = 10 };

/* Places in a line, ten seconds apart; job 0 may begin at any time, job 1 from 50 to 60, at most
 * ten seconds after job 0 is done (which takes 5). */
struct day {
    struct town town;
    struct plan_relation relation;
    uint32_t related[2], skills[2];
};

static void day_make(struct day *day, uint32_t n_vehicles)
{
    struct town *town = &day->town;
    memset(day, 0, sizeof *day);
    town_open(town, 2, n_vehicles, 5, PLAN_PRESET_DISTANCE);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++)
            town->matrix[i * 3 + k] = 10 * abs(i - k);
    }
    town_set_shift(town, 0, 200);
    town_set_job(town, 1, 0, 50, 60);
    day->related[1] = 1;
    day->relation = (struct plan_relation){
        .kind = PLAN_ORDER, .jobs = day->related, .n_jobs = 2, .gap_max_s = GAP_MAX_S};
    town->input.relations = &day->relation;
    town->input.n_relations = 1;
}

/* Each vehicle can do one of the jobs only. */
static void part(struct day *day)
{
    day->skills[1] = 1;
    for (uint32_t i = 0; i < 2; i++) {
        day->town.jobs[i].skills = day->town.vehicles[i].skills = &day->skills[i];
        day->town.jobs[i].n_skills = day->town.vehicles[i].n_skills = 1;
    }
}

static const struct plan_stop *stop_of(const struct plan *plan, uint32_t job)
{
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == PLAN_STOP_JOB && stop->index == job)
                return stop;
        }
    }
    fail_msg("job %u is not in the plan", job);
    return NULL;
}

static int64_t begin_of(const struct plan *plan, uint32_t job)
{
    const struct plan_stop *stop = stop_of(plan, job);
    return stop->arrival_s + stop->waiting_s;
}

static struct plan *solved(const struct plan_model *model)
{
    struct plan_options options = {.iterations = 100, .seed = 1};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    assert_int_equal(plan->n_unassigned, 0);
    return plan;
}

/* Solved, the two jobs begin then. */
static void check_begins(struct day *day, int64_t first_s, int64_t second_s)
{
    struct plan_model *model = town_model(&day->town);
    struct plan *plan = solved(model);
    assert_int_equal(begin_of(plan, 0), first_s);
    assert_int_equal(begin_of(plan, 1), second_s);
    plan_free(plan);
    plan_model_free(model);
}

static void check_gap(const struct plan *plan)
{
    int64_t end = begin_of(plan, 0) + 5;
    assert_in_range(begin_of(plan, 1), end, end + GAP_MAX_S);
}

static void one_crew_waits_before_the_first_of_two(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 1);
    /* Done at 40 at the earliest, ten seconds before the other may begin; not at 10. */
    check_begins(&day, 35, 50);
}

static void one_crew_waits_for_another(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    part(&day);
    check_begins(&day, 35, 50);
}

static void both_move_on_where_the_first_has_no_window(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    part(&day);
    /* At 35 the first place is closed, until 53: done at 58, so that the second begins then. */
    struct plan_window *windows = day.town.windows[0];
    windows[0] = (struct plan_window){0, 20};
    windows[1] = (struct plan_window){53, 100};
    day.town.jobs[0].visits[0].windows = windows;
    day.town.jobs[0].visits[0].n_windows = 2;
    check_begins(&day, 53, 58);
}

static void one_crew_waits_for_another_that_has_its_break_first(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    part(&day);
    /* The first is open from 20 on, the second at any time but three seconds after it at most. Its
     * crew has a break of 11 from between 15 and 20 on: it is there at 31, not when the first is
     * done at 25, which waits until 23. */
    day.relation.gap_max_s = 3;
    town_set_job(&day.town, 0, 0, 20, 100);
    town_set_job(&day.town, 1, 0, 0, 100);
    struct plan_window window = {15, 20};
    struct plan_break pause = {.windows = &window, .n_windows = 1, .duration_s = 11};
    day.town.vehicles[1].breaks = &pause;
    day.town.vehicles[1].n_breaks = 1;
    check_begins(&day, 23, 31);
}

static void who_need_not_wait_any_longer_begins_at_once(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    part(&day);
    struct plan_model *model = town_model(&day.town);
    struct plan *plan = solved(model), *after = NULL;
    struct plan_draft *draft = plan_to_draft(plan);
    struct plan_live *live = NULL;
    struct error error = {0};
    assert_int_equal(plan_live_new(model, draft, &live, &error), ERR_OK);
    assert_int_equal(plan_live_remove(live, 1, &error), ERR_OK);
    assert_int_equal(plan_live_plan(live, &after, &error), ERR_OK);
    assert_int_equal(begin_of(after, 0), 10);
    plan_free(after);
    plan_live_free(live);
    free(draft);
    plan_free(plan);
    plan_model_free(model);
}

static void who_is_to_begin_together_with_a_frozen_visit_meets_it(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    /* The first is on its way to place 1, ten seconds away; the second begins at place 2 with it.
     */
    day.relation.kind = PLAN_SYNC;
    day.relation.gap_max_s = 0;
    town_set_job(&day.town, 1, 0, 0, 60);
    struct plan_step step = {.kind = PLAN_STOP_JOB, .index = 0, .at_s = -1};
    day.town.vehicles[0].frozen = &step;
    day.town.vehicles[0].n_frozen = 1;
    struct plan_model *model = town_model(&day.town);
    struct plan *plan = solved(model);
    assert_int_equal(plan->n_routes, 2);
    assert_int_equal(plan->routes[0].n_stops, 3);
    assert_int_equal(begin_of(plan, 0), 20);
    assert_int_equal(begin_of(plan, 1), 20);
    plan_free(plan);
    plan_model_free(model);
}

static void a_frozen_visit_waits_for_the_one_before_it(void **state)
{
    (void)state;
    struct day day;
    day_make(&day, 2);
    /* The second is on its way already, to place 2; the first is open from 40 on, for 5. */
    day.relation.gap_max_s = 0;
    town_set_job(&day.town, 0, 0, 40, 100);
    struct plan_step step = {.kind = PLAN_STOP_JOB, .index = 1, .at_s = -1};
    day.town.vehicles[1].frozen = &step;
    day.town.vehicles[1].n_frozen = 1;
    check_begins(&day, 40, 45);
}

/* Random days: whatever is planned keeps the gap, alone and with others on the routes. */
static void every_gap_is_kept_and_most_are_found(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t placed = 0, days = 200;
    rng_seed(&rng, 77);
    for (uint32_t i = 0; i < days; i++) {
        struct day day;
        day_make(&day, 2);
        if (rng_below(&rng, 2))
            part(&day);
        town_scatter(&day.town, &rng, 20);
        int64_t from = rng_below(&rng, 100);
        town_set_job(&day.town, 1, 0, from, from + 60);
        from = rng_below(&rng, 60);
        town_set_job(&day.town, 0, 0, from, from + 100);
        struct plan_model *model = town_model(&day.town);
        struct plan_options options = {.iterations = 60, .seed = 1 + i};
        struct plan *plan = NULL;
        struct error error = {0};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->bad, 0);
        if (!plan->n_unassigned)
            check_gap(plan);
        placed += !plan->n_unassigned;
        plan_free(plan);
        plan_model_free(model);
    }
    print_message("# both placed on %u of %u days\n", placed, days);
    assert_true(placed > days * 9 / 10);
}

/* The second of two in order begins together with a third: the first keeps its distance to both
 * when a fourth comes onto its route. */
static void who_comes_before_two_that_begin_together_stays_before_them(void **state)
{
    (void)state;
    static const uint32_t ordered[] = {0, 1}, both[] = {1, 2};
    struct rng rng;
    rng_seed(&rng, 78);
    for (uint32_t i = 0; i < 60; i++) {
        struct town town;
        struct plan_relation relations[] = {
            {.kind = PLAN_ORDER, .jobs = ordered, .n_jobs = 2, .gap_min_s = 3},
            {.kind = PLAN_SYNC, .jobs = both, .n_jobs = 2},
        };
        town_open(&town, 4, 2, 5, PLAN_PRESET_DISTANCE);
        town_scatter(&town, &rng, 20);
        town_set_shift(&town, 0, 200);
        town.input.relations = relations;
        town.input.n_relations = 2;
        struct plan_model *model = town_model(&town);
        struct plan_options options = {.iterations = 1000, .seed = 1 + i};
        struct plan *plan = NULL;
        struct error error = {0};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->bad, 0);
        assert_int_equal(plan->n_unassigned, 0);
        assert_int_equal(begin_of(plan, 1), begin_of(plan, 2));
        assert_true(begin_of(plan, 1) >= begin_of(plan, 0) + 5 + 3);
        plan_free(plan);
        plan_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_crew_waits_before_the_first_of_two),
        cmocka_unit_test(one_crew_waits_for_another),
        cmocka_unit_test(both_move_on_where_the_first_has_no_window),
        cmocka_unit_test(one_crew_waits_for_another_that_has_its_break_first),
        cmocka_unit_test(who_need_not_wait_any_longer_begins_at_once),
        cmocka_unit_test(who_is_to_begin_together_with_a_frozen_visit_meets_it),
        cmocka_unit_test(a_frozen_visit_waits_for_the_one_before_it),
        cmocka_unit_test(every_gap_is_kept_and_most_are_found),
        cmocka_unit_test(who_comes_before_two_that_begin_together_stays_before_them),
    };
    return RUN_TESTS(tests);
}
