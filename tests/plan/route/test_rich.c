/* Random rich problems: whatever the mixture of rules, answers keep them all. */
#include "test.h"

#include "base/clock.h"
#include "city.h"

static struct plan *solve(const struct plan_model *model, uint64_t seed, int64_t iterations)
{
    struct plan_options options = {.iterations = iterations, .seed = seed};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    return plan;
}

static uint32_t draw_parts(struct rng *rng)
{
    uint32_t parts = 0;
    for (int i = 0; i < CITY_PARTS; i++)
        parts |= rng_below(rng, 3) == 0 ? 1u << i : 0u;
    if (parts &
        CITY_FROZEN) /* what was done may have broken a limit; that is no fault of the plan */
        parts &= ~(uint32_t)CITY_LIMITS;
    return parts;
}

static struct plan_model *model_of(struct city *city)
{
    struct plan_model *model = NULL;
    struct error error = {0};
    if (plan_model_new(&city->input, &model, &error))
        fail_msg("%s: %s", error.where, error.text);
    return model;
}

static void every_answer_keeps_every_rule(void **state)
{
    (void)state;
    static struct city city;
    uint64_t rounds = city_rounds(300);
    for (uint64_t seed = 1; seed <= rounds; seed++) {
        struct rng rng;
        rng_seed(&rng, seed);
        uint32_t parts = draw_parts(&rng);
        city_make(&city, &rng, parts);
        struct plan_model *model = model_of(&city);
        struct plan *plan = solve(model, seed, 150), *again = NULL;
        if (plan->bad)
            fail_msg("seed %d parts %x: the answer breaks %x", (int)seed, parts, plan->bad);
        struct plan_draft *draft = plan_to_draft(plan);
        struct error error = {0};
        assert_int_equal(plan_evaluate(model, draft, &again, &error), ERR_OK);
        bool timed = city.input.n_relations > 0;
        if (again->bad && !timed)
            fail_msg("seed %d parts %x: evaluated %x", (int)seed, parts, again->bad);
        if (plan_compare(plan, again) != 0 && !timed)
            fail_msg("seed %d parts %x: evaluating gives another worth", (int)seed, parts);
        free(draft);
        plan_free(plan);
        plan_free(again);
        plan_model_free(model);
    }
}

static void same_seed_and_budget_give_the_same_plan(void **state)
{
    (void)state;
    static struct city city;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct rng rng;
        rng_seed(&rng, seed + 5000);
        city_make(&city, &rng, draw_parts(&rng));
        struct plan_model *model = model_of(&city);
        struct plan *a = solve(model, 3, 100), *b = solve(model, 3, 100);
        assert_int_equal(a->n_routes, b->n_routes);
        for (uint32_t r = 0; r < a->n_routes; r++) {
            assert_int_equal(a->routes[r].n_stops, b->routes[r].n_stops);
            for (uint32_t i = 0; i < a->routes[r].n_stops; i++) {
                assert_int_equal(a->routes[r].stops[i].index, b->routes[r].stops[i].index);
                assert_int_equal(a->routes[r].stops[i].arrival_s, b->routes[r].stops[i].arrival_s);
            }
        }
        plan_free(a);
        plan_free(b);
        plan_model_free(model);
    }
}

static void an_offer_is_kept_and_costs_what_it_says(void **state)
{
    (void)state;
    static struct city city;
    uint64_t rounds = city_rounds(200);
    for (uint64_t seed = 1; seed <= rounds; seed++) {
        struct rng rng;
        rng_seed(&rng, seed + 9000);
        uint32_t parts = draw_parts(&rng) & ~(uint32_t)(CITY_RELATIONS | CITY_FROZEN);
        city_make(&city, &rng, parts);
        struct plan_model *model = model_of(&city);
        struct plan *plan = solve(model, seed, 30), *before = NULL, *after = NULL;
        struct plan_draft *draft = plan_to_draft(plan);
        struct plan_live *live = NULL;
        struct plan_offers *offers = NULL;
        struct error error = {0};
        assert_int_equal(plan_live_new(model, draft, &live, &error), ERR_OK);
        uint32_t j = rng_below(&rng, city.input.n_jobs);
        bool out = false;
        for (uint32_t i = 0; i < plan->n_unassigned; i++)
            out |= plan->unassigned[i] == j;
        if (!out)
            assert_int_equal(plan_live_remove(live, j, &error), ERR_OK);
        assert_int_equal(plan_live_plan(live, &before, &error), ERR_OK);
        assert_int_equal(plan_live_insert(live, j, 0, true, &offers, &error), ERR_OK);
        assert_int_equal(offers->n_offers + offers->n_refusals, city.input.n_vehicles);
        if (!out && !before->bad)
            assert_true(offers->n_offers > 0 || city.jobs[j].optional || parts & CITY_FACILITIES);
        if (offers->n_offers && !before->bad) {
            const struct plan_offer *offer = &offers->offers[0];
            assert_int_equal(plan_live_accept(live, j, offer, &error), ERR_OK);
            assert_int_equal(plan_live_plan(live, &after, &error), ERR_OK);
            assert_int_equal(after->bad, 0);
            int64_t difference = after->cost.total + after->cost.late + after->cost.change -
                                 before->cost.total - before->cost.late - before->cost.change;
            if (difference != offer->cost)
                fail_msg("seed %d: offered %d, costs %d", (int)seed, (int)offer->cost,
                         (int)difference);
            plan_free(after);
        }
        plan_offers_free(offers);
        plan_live_free(live);
        free(draft);
        plan_free(plan);
        plan_free(before);
        plan_model_free(model);
    }
}

static void a_frozen_prefix_stays_as_it_was(void **state)
{
    (void)state;
    static struct city city;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct rng rng;
        rng_seed(&rng, seed + 12000);
        city_make(&city, &rng, CITY_FROZEN | CITY_LOADS | CITY_WINDOWS | CITY_SHIPMENTS);
        struct plan_model *model = model_of(&city);
        struct plan *plan = solve(model, seed, 100);
        assert_int_equal(plan->routes[0].vehicle, 0);
        const struct plan_stop *stop = &plan->routes[0].stops[1];
        assert_int_equal(stop->kind, PLAN_STOP_JOB);
        assert_int_equal(stop->index, 0);
        assert_int_equal(stop->arrival_s + stop->waiting_s, 300);
        plan_free(plan);
        plan_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_keeps_every_rule),
        cmocka_unit_test(same_seed_and_budget_give_the_same_plan),
        cmocka_unit_test(an_offer_is_kept_and_costs_what_it_says),
        cmocka_unit_test(a_frozen_prefix_stays_as_it_was),
    };
    return RUN_TESTS(tests);
}
