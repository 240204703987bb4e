/* What the caller hears on the way, and when: by a clock that goes on by a millisecond whenever it
 * is read. */
#include "test.h"

#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "plan/route/teller_int.h"
#include "plan/route/town.h"

#define MS INT64_C(1000000)

static atomic_int_fast64_t readings;

int clock_gettime(clockid_t id, struct timespec *now)
{
    (void)id;
    int64_t now_ms = atomic_fetch_add(&readings, 1);
    *now = (struct timespec){.tv_sec = now_ms / 1000, .tv_nsec = now_ms % 1000 * MS};
    return 0;
}

struct watch {
    int64_t levels[PLAN_TERMS_MAX], told_ns; /* of the best plan told, and when it was told first */
    int better, progress;
};

static void note_better(void *context, const struct plan *plan)
{
    struct watch *watch = context;
    watch->better++;
    if (!memcmp(plan->levels, watch->levels, plan->n_levels * sizeof *plan->levels))
        return;
    memcpy(watch->levels, plan->levels, plan->n_levels * sizeof *plan->levels);
    watch->told_ns = clock_monotonic_ns();
}

static void note_progress(void *context, const struct plan_progress *progress)
{
    struct watch *watch = context;
    watch->progress++;
    assert_int_equal(progress->n_unassigned, 0);
}

/* ---- By hand ---- */

enum { WAYS = 3, VISITS = 4 };

/* Orders of visits on a line, 100 m apart, each better than the one before. */
static const uint32_t orders[WAYS][VISITS] = {{3, 0, 2, 1}, {1, 0, 2, 3}, {0, 1, 2, 3}};
static const int64_t ways_m[WAYS] = {1200, 1000, 800};

struct stage {
    struct town town;
    struct plan_model *model;
    struct watch watch;
    struct plan_options options;
    struct search searches[2];
    struct teller teller;
};

static void set(struct search *search, int way)
{
    state_set_route(&search->state, 0, orders[way], VISITS);
    state_sum(&search->state);
    state_mark(&search->state);
    search_note_best(search);
}

static void stage_init(struct stage *stage)
{
    *stage = (struct stage){0};
    town_open(&stage->town, VISITS, 1, 0, PLAN_PRESET_DISTANCE);
    for (int i = 0; i <= VISITS; i++) {
        for (int k = 0; k <= VISITS; k++)
            stage->town.matrix[i * (VISITS + 1) + k] = 100 * abs(i - k);
    }
    town_set_shift(&stage->town, 0, 10000);
    stage->model = town_model(&stage->town);
    stage->options = (struct plan_options){
        .better = note_better, .progress = note_progress, .context = &stage->watch};
    for (int i = 0; i < 2; i++)
        search_init(&stage->searches[i], stage->model, 1);
    teller_init(&stage->teller, &stage->options, stage->searches, 2);
    for (int i = 0; i < 2; i++) {
        set(&stage->searches[i], 0);
        teller_begin(&stage->searches[i]);
    }
}

static void stage_free(struct stage *stage)
{
    for (int i = 0; i < 2; i++)
        search_free(&stage->searches[i]);
    teller_free(&stage->teller);
    plan_model_free(stage->model);
}

static void beat(struct search *search, int64_t now_ns)
{
    search->budget.beat(search->budget.context, now_ns);
}

static void assert_told(const struct stage *stage, int better, int progress, int way)
{
    assert_int_equal(stage->watch.better, better);
    assert_int_equal(stage->watch.progress, progress);
    assert_int_equal(stage->watch.levels[1], ways_m[way] * plan_model_scale(stage->model));
}

static void what_is_held_back_is_told_when_the_interval_is_over(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    struct search *search = &stage.searches[0];
    beat(search, 0);
    assert_told(&stage, 1, 1, 0);
    set(search, 1);
    beat(search, 99 * MS);
    set(search, 2);
    beat(search, 100 * MS - 1);
    assert_told(&stage, 1, 1, 0);
    beat(search, 100 * MS);
    assert_told(&stage, 2, 2, 2);
    beat(search, 250 * MS); /* nothing new */
    assert_told(&stage, 2, 3, 2);
    stage_free(&stage);
}

static void show_the_last(void *context)
{
    set(context, 2);
}

static void a_search_is_asked_for_what_it_has_only_when_it_is_time(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    struct search *search = &stage.searches[0];
    beat(search, 0);
    int64_t before = search->best.objective;
    search_shows(search, show_the_last, search);
    beat(search, 99 * MS);
    assert_int_equal(search->best.objective, before);
    beat(search, 101 * MS);
    assert_told(&stage, 2, 2, 2);
    stage_free(&stage);
}

static void the_best_of_all_searches_is_told_by_the_first(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage);
    struct search *first = &stage.searches[0], *second = &stage.searches[1];
    beat(first, 0);
    set(second, 2);
    beat(second, 10 * MS);
    assert_told(&stage, 1, 1, 0);
    set(first, 1);
    beat(first, 100 * MS);
    assert_told(&stage, 2, 2, 2);
    beat(first, 200 * MS);
    assert_told(&stage, 2, 3, 2);
    stage_free(&stage);
}

/* ---- On the way of every search ---- */

enum kind { PLAIN, RICH, SHIPMENTS, TRIPS, KINDS };
enum { JOBS = 14, VEHICLES = 4, LIMIT_MS = 1500 };

struct world {
    struct town town;
    struct plan_facility depot;
    struct plan_window open;
};

static void make_shipments(struct town *town)
{
    town->input.n_jobs = JOBS / 2;
    for (uint32_t j = 0; j < JOBS / 2; j++) {
        struct plan_job *job = &town->jobs[j];
        job->kind = PLAN_SHIPMENT;
        job->pickup = town->loads[j];
        job->delivery = NULL;
        job->visits[1] = job->visits[0];
        job->visits[1].place = j + 1 + JOBS / 2;
    }
}

static void make(struct world *world, enum kind kind, enum plan_preset preset)
{
    struct town *town = &world->town;
    struct rng rng;
    rng_seed(&rng, 5);
    *world = (struct world){.open = {0, 20000}};
    town_open(town, JOBS, VEHICLES, 60, preset);
    town_scatter(town, &rng, 1000);
    town_set_shift(town, 0, 20000);
    town->capacity[0] = 25;
    for (uint32_t j = 0; j < JOBS; j++)
        town_set_job(town, j, rng_between(&rng, 1, 9), 0, 20000);
    if (kind == RICH)
        town->vehicles[0].cost_per_waiting_hour = 3600;
    if (kind == SHIPMENTS)
        make_shipments(town);
    if (kind != TRIPS)
        return;
    world->depot = (struct plan_facility){
        .place = 0, .windows = &world->open, .n_windows = 1, .reloads = true};
    town->input.facilities = &world->depot;
    town->input.n_facilities = 1;
}

/* So small that it is found at once: then it is told soon, not in the end. */
static void check_soon(enum kind kind, enum plan_preset preset, uint32_t threads)
{
    struct world world;
    make(&world, kind, preset);
    struct plan_model *model = town_model(&world.town);
    struct watch watch = {0};
    int64_t start_ns = clock_monotonic_ns();
    struct plan_options options = {.deadline_ns = start_ns + LIMIT_MS * MS,
                                   .seed = 1,
                                   .threads = threads,
                                   .better = note_better,
                                   .progress = note_progress,
                                   .context = &watch};
    struct plan *plan = NULL;
    assert_int_equal(plan_solve(model, &options, &plan, NULL), ERR_OK);
    assert_int_equal(plan->n_unassigned, 0);
    assert_memory_equal(plan->levels, watch.levels, plan->n_levels * sizeof *plan->levels);
    int64_t told_ms = (watch.told_ns - start_ns) / MS;
    print_message("# kind %d, preset %d, %u threads: %d told, the best after %d of %d ms\n",
                  (int)kind, (int)preset, threads, watch.better, (int)told_ms, LIMIT_MS);
    assert_true(told_ms < LIMIT_MS * 3 / 4);
    assert_true(watch.progress >= LIMIT_MS / 200);
    plan_free(plan);
    plan_model_free(model);
}

static void the_best_plan_is_told_soon_by_every_search(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        check_soon((enum kind)kind, PLAN_PRESET_DISTANCE, 1);
        check_soon((enum kind)kind, PLAN_PRESET_FLEET, 1);
    }
    check_soon(PLAIN, PLAN_PRESET_DISTANCE, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_back_is_told_when_the_interval_is_over),
        cmocka_unit_test(a_search_is_asked_for_what_it_has_only_when_it_is_time),
        cmocka_unit_test(the_best_of_all_searches_is_told_by_the_first),
        cmocka_unit_test(the_best_plan_is_told_soon_by_every_search),
    };
    return RUN_TESTS(tests);
}
