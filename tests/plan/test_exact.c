/*
 * Every constraint of the planner's model, alone and in pairs, on instances small enough to
 * enumerate, against the optimum of brute.c.
 */
#include "test.h"

#include <math.h>

#include "brute.h"
#include "exact_world.h"

/* "v1: job 2 @14+3, facility 0 @20 ..." for whoever looks for the reason of a disagreement. */
static void print_plan(const struct plan *plan)
{
    static const char *const kinds[] = {"start",    "end",   "job",  "pickup", "delivery",
                                        "facility", "break", "rest", "decon"};
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        print_message("#   v%u:", plan->routes[r].vehicle);
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            print_message(" %s %d at %d @%lld+%lld+%lld", kinds[stop->kind], (int)stop->index,
                          (int)stop->place, (long long)stop->arrival_s, (long long)stop->waiting_s,
                          (long long)(stop->setup_s + stop->service_s));
        }
        print_message("\n");
    }
}

enum verdict { OPTIMAL, MISSED, WRONG, IMPOSSIBLE };

/* Unassigned, balance and cost of a plan, as the enumeration counts them. */
static struct brute_best worth_of(const struct plan *plan, const struct plan_model *model)
{
    bool balanced = plan->n_levels > 2;
    return (struct brute_best){.unassigned = plan->levels[0],
                               .balance = balanced ? plan->levels[1] : 0,
                               .cost = (double)plan->levels[plan->n_levels - 1] /
                                       (double)plan_model_scale(model)};
}

static int order_of(const struct brute_best *a, const struct brute_best *b)
{
    if (a->unassigned != b->unassigned)
        return a->unassigned < b->unassigned ? -1 : 1;
    if (a->balance != b->balance)
        return a->balance < b->balance ? -1 : 1;
    return fabs(a->cost - b->cost) < 0.01 ? 0 : a->cost < b->cost ? -1 : 1;
}

/* A plan against the optimum; says in `text` what is wrong: a plan that breaks rules, that beats
 * the optimum, or misses it. */
static enum verdict judge(const struct plan *plan, const struct plan *again,
                          const struct plan_model *model, const struct brute_best *best,
                          char text[300])
{
    struct brute_best found = worth_of(plan, model), told = worth_of(again, model);
    snprintf(text, 300, "planner %lld / %lld / %.3f, enumeration %lld / %lld / %.3f",
             (long long)found.unassigned, (long long)found.balance, found.cost,
             (long long)best->unassigned, (long long)best->balance, best->cost);
    if (plan->bad || again->bad) {
        snprintf(text, 300, "the plan is not feasible: %x, evaluated again %x", plan->bad,
                 again->bad);
        return WRONG;
    }
    if (order_of(&found, &told) != 0) {
        snprintf(text, 300, "evaluated again it is worth %lld / %lld / %.3f",
                 (long long)told.unassigned, (long long)told.balance, told.cost);
        return WRONG;
    }
    int order = order_of(&found, best);
    return order == 0 ? OPTIMAL : order > 0 ? MISSED : WRONG;
}

/* The optimum goes to `best`. What was begun may leave no plan at all: IMPOSSIBLE. */
static enum verdict compare(const struct world *w, struct brute_best *best, char text[300])
{
    struct error error = {0};
    struct plan_model *model = NULL;
    struct plan *plan = NULL, *again = NULL;
    struct plan_draft *draft = NULL;
    struct plan_options options = {.iterations = 2000, .seed = 1};
    enum verdict verdict = WRONG;
    *best = brute_solve(&w->input, w->by_priority, JOBS);
    if (best->unassigned == INT64_MAX)
        return IMPOSSIBLE;
    if (plan_model_new(&w->input, &model, &error) || plan_solve(model, &options, &plan, &error)) {
        snprintf(text, 300, "%s: %s", error.where, error.text);
    } else {
        draft = plan_to_draft(plan);
        if (plan_evaluate(model, draft, &again, &error))
            snprintf(text, 300, "evaluate: %s: %s", error.where, error.text);
        else
            verdict = judge(plan, again, model, best, text);
    }
    if (verdict != OPTIMAL && plan)
        print_plan(plan);
    free(draft);
    plan_free(again);
    plan_free(plan);
    plan_model_free(model);
    return verdict;
}

struct tally {
    int worlds, missed, wrong, impossible;
};

static void count(struct tally *tally, enum verdict verdict, int a, int b, int seed,
                  const char *text)
{
    tally->worlds++;
    tally->missed += verdict == MISSED;
    tally->wrong += verdict == WRONG;
    tally->impossible += verdict == IMPOSSIBLE;
    if (verdict == MISSED || verdict == WRONG)
        print_message("# %s %s + %s, seed %d: %s\n", verdict == WRONG ? "WRONG" : "missed",
                      exact_features[a].name, exact_features[b].name, seed, text);
}

/* No set-up where a facility is: nobody goes there only to have stopped at the place before. */
static void drop_setups_at_facilities(struct world *w)
{
    for (uint32_t v = 0; v < 2 * w->input.n_jobs; v++) {
        struct plan_visit *visit = &w->jobs[v / 2].visits[v % 2];
        for (uint32_t f = 0; f < w->input.n_facilities; f++) {
            if (visit->place != w->facilities[f].place)
                continue;
            visit->setup_s = 0;
            visit->setup_by_type_s = NULL;
        }
    }
}

/* Runs worlds with both features (one when they are the same) from `seeds` seeds. Where the second
 * only forbids, the optimum without it is no worse. */
static void run_pair(struct tally *tally, int a, int b, int seeds)
{
    char text[300] = "";
    for (int seed = 1; seed <= seeds; seed++) {
        struct rng rng;
        struct brute_best alone = {0}, both;
        struct world *world = malloc(sizeof *world);
        assert_non_null(world);
        rng_seed(&rng, (uint64_t)(seed * 10000 + a * 100 + b));
        exact_make_base(world, &rng);
        exact_features[a].apply(world, &rng);
        drop_setups_at_facilities(world);
        bool forbids = b != a && exact_features[b].only_forbids;
        if (forbids)
            count(tally, compare(world, &alone, text), a, a, seed, text);
        if (b != a)
            exact_features[b].apply(world, &rng);
        drop_setups_at_facilities(world);
        enum verdict verdict = compare(world, &both, text);
        count(tally, verdict, a, b, seed, text);
        if (forbids && verdict != IMPOSSIBLE && order_of(&alone, &both) > 0)
            fail_msg("%s + %s, seed %d: worse without", exact_features[a].name,
                     exact_features[b].name, seed);
        free(world);
    }
}

/* More by hand: EXACT_SEEDS=10 tests/plan/test_plan_exact. */
static int seeds_wanted(int otherwise)
{
    const char *text = getenv("EXACT_SEEDS");
    return text ? atoi(text) : otherwise;
}

/* The search is a heuristic, but worlds as small as these are no excuse. */
static void expect(const struct tally *tally)
{
    print_message("# %d worlds, %d optima missed, %d without any plan\n", tally->worlds,
                  tally->missed, tally->impossible);
    assert_int_equal(tally->wrong, 0);
    assert_int_equal(tally->missed, 0);
    assert_true(tally->impossible * 10 <= tally->worlds);
}

static void every_constraint_alone_reaches_the_optimum(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (int a = 0; a < exact_n_features; a++)
        run_pair(&tally, a, a, seeds_wanted(3));
    expect(&tally);
}

static void every_pair_of_constraints_reaches_the_optimum(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (int a = 0; a < exact_n_features; a++)
        for (int b = a + 1; b < exact_n_features; b++)
            run_pair(&tally, a, b, seeds_wanted(1));
    expect(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_constraint_alone_reaches_the_optimum),
        cmocka_unit_test(every_pair_of_constraints_reaches_the_optimum),
    };
    return RUN_TESTS(tests);
}
