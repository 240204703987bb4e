/*
 * Reasons that a dispatcher acts on must be true: whoever lifts what was named, and nothing else,
 * can put the job on that vehicle; and what is not named alone would not have been enough.
 */
#include "test.h"

#include "city.h"

enum { JOB_SLACK = 1 << 20 };

/* Families that say nothing about times: taking one of these away changes nothing else. (Without
 * its windows a route waits nowhere either, which may make room that no reason promised.) */
enum {
    UNTIMED = PLAN_BAD_SKILLS | PLAN_BAD_ASSIGNMENT | PLAN_BAD_LOAD | PLAN_BAD_MAX_TASKS |
              PLAN_BAD_MAX_TRIPS | PLAN_BAD_MAX_TRAVEL | PLAN_BAD_MAX_DISTANCE
};

static struct plan_model *model_of(const struct city *city)
{
    struct plan_model *model = NULL;
    struct error error = {0};
    if (plan_model_new(&city->input, &model, &error))
        fail_msg("%s: %s", error.where, error.text);
    return model;
}

/* Takes constraint families out of the problem, for the vehicle and the job asked about. */
static void lift(struct city *city, uint32_t v, uint32_t j, uint32_t families)
{
    struct plan_vehicle *vehicle = &city->vehicles[v];
    struct plan_job *job = &city->jobs[j];
    if (families & PLAN_BAD_SKILLS)
        for (uint32_t i = 0; i < city->input.n_jobs; i++)
            city->jobs[i].n_skills = 0;
    if (families & PLAN_BAD_ASSIGNMENT)
        job->n_only_vehicles = job->n_never_vehicles = 0;
    if (families & PLAN_BAD_LOAD)
        vehicle->capacity = NULL;
    if (families & PLAN_BAD_WINDOW)
        for (uint32_t i = 0; i < city->input.n_jobs; i++)
            city->jobs[i].visits[0].n_windows = city->jobs[i].visits[1].n_windows = 0;
    if (families & PLAN_BAD_SHIFT && vehicle->n_windows) {
        city->shifts[v][0].until_s += JOB_SLACK;
        vehicle->n_windows = 1;
    }
    if (families & PLAN_BAD_BREAK)
        vehicle->n_breaks = 0;
    if (families & PLAN_BAD_MAX_TASKS)
        vehicle->max_tasks = 0;
    if (families & PLAN_BAD_MAX_TRAVEL)
        vehicle->max_travel_s = 0;
    if (families & PLAN_BAD_MAX_DISTANCE)
        vehicle->max_distance_m = 0;
    if (families & PLAN_BAD_MAX_DURATION)
        vehicle->max_duration_s = 0;
    if (families & PLAN_BAD_MAX_TRIPS)
        vehicle->max_trips = 0;
    if (families & PLAN_BAD_EXPOSURE)
        memset(city->exposures, 0, sizeof city->exposures);
    if (families & PLAN_BAD_RELATION)
        city->input.n_relations = 0;
    job->prize = JOB_SLACK; /* possible is asked here, not worth its cost */
    for (uint32_t f = 0; families & PLAN_BAD_FACILITY && f < city->input.n_facilities; f++) {
        city->facilities[f].n_windows = city->facilities[f].n_skills = 0;
        city->facilities[f].limit = NULL;
        vehicle->must_unload = false;
    }
}

/* Whether the job is offered a place on the vehicle. */
static bool is_offered(const struct city *city, const struct plan_draft *draft, uint32_t v,
                       uint32_t j)
{
    struct plan_model *model = model_of(city);
    struct plan_offers *offers = NULL;
    struct error error = {0};
    bool found = false;
    assert_int_equal(plan_insert(model, draft, j, 0, false, &offers, &error), ERR_OK);
    for (uint32_t i = 0; i < offers->n_offers; i++)
        found |= offers->offers[i].vehicle == v;
    plan_offers_free(offers);
    plan_model_free(model);
    return found;
}

/* The same city again, so that each lifting begins with the whole problem. */
static void make(struct city *city, uint64_t seed, uint32_t parts)
{
    struct rng rng;
    rng_seed(&rng, seed);
    city_make(city, &rng, parts);
}

static uint32_t parts_of(uint64_t seed)
{
    struct rng rng;
    rng_seed(&rng, seed + 77000);
    uint32_t parts = 0;
    for (int i = 0; i < CITY_PARTS; i++)
        parts |= rng_below(&rng, 3) == 0 ? 1u << i : 0u;
    return parts & ~(uint32_t)CITY_FROZEN;
}

/* Whether taking the set away can be tried. Without their windows other vehicles begin earlier, and
 * relations tie them to this one; goods on board of another vehicle stay there; nothing makes a
 * road. */
static bool can_be_lifted(const struct plan_job *job, uint32_t parts, uint32_t set)
{
    if (parts & CITY_RELATIONS && set & ~(uint32_t)(UNTIMED | PLAN_BAD_RELATION))
        return false;
    if (set & PLAN_BAD_ASSIGNMENT && job->on_board_of != PLAN_NONE)
        return false;
    return !(set & (PLAN_BAD_UNREACHABLE | PLAN_BAD_PRECEDENCE));
}

/* A draft with a route that can be lengthened by a job and a facility. */
struct trial {
    const struct plan_model *model;
    struct plan_draft draft;
    struct plan_draft_route routes[CITY_VEHICLES];
    struct plan_step steps[4 * CITY_JOBS];
    const struct plan_draft_route *before; /* the route as it is */
};

static struct plan_step step_of(enum plan_stop_kind kind, uint32_t index)
{
    return (struct plan_step){
        .kind = kind, .index = index, .at_s = -1, .after_s = -1, .before_s = -1};
}

static void trial_begin(struct trial *trial, const struct plan_model *model,
                        const struct plan_draft *draft, uint32_t v)
{
    static const struct plan_draft_route none = {0};
    *trial = (struct trial){.model = model, .before = &none};
    for (uint32_t r = 0; r < draft->n_routes; r++) {
        if (draft->routes[r].vehicle == v)
            trial->before = &draft->routes[r];
        else
            trial->routes[trial->draft.n_routes++] = draft->routes[r];
    }
    trial->routes[trial->draft.n_routes++] =
        (struct plan_draft_route){.vehicle = v, .steps = trial->steps};
    trial->draft.routes = trial->routes;
}

/* A step that is put into the route behind so many of its own. */
struct extra {
    uint32_t gap;
    struct plan_step step;
};

/* Whether the route with these steps, in their order by gap, keeps every rule. */
static bool trial_holds(struct trial *trial, const struct extra *extras, uint32_t n_extras)
{
    struct plan_draft_route *route = &trial->routes[trial->draft.n_routes - 1];
    uint32_t n = 0;
    for (uint32_t i = 0; i <= trial->before->n_steps; i++) {
        for (uint32_t k = 0; k < n_extras; k++) {
            if (extras[k].gap == i)
                trial->steps[n++] = extras[k].step;
        }
        if (i < trial->before->n_steps)
            trial->steps[n++] = trial->before->steps[i];
    }
    route->n_steps = n;
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_evaluate(trial->model, &trial->draft, &plan, &error), ERR_OK);
    bool holds = !plan->bad;
    plan_free(plan);
    return holds;
}

/* Whether the job's own steps hold, alone or with a facility at any gap before or behind any. */
static bool holds_with_any_facility(struct trial *trial, const struct city *city,
                                    const struct extra *own, uint32_t n_own)
{
    if (trial_holds(trial, own, n_own))
        return true;
    uint32_t gaps = trial->before->n_steps + 1;
    for (uint32_t i = 0; i < city->input.n_facilities * gaps; i++) {
        struct extra stop = {i % gaps, step_of(PLAN_STOP_FACILITY, i / gaps)}, all[3];
        for (uint32_t at = 0; at <= n_own; at++) {
            bool beside = (at && own[at - 1].gap == stop.gap) ||
                          (at < n_own && own[at].gap == stop.gap) || at == 0;
            for (uint32_t k = 0, from = 0; k <= n_own; k++)
                all[k] = k == at ? stop : own[from++];
            if (beside && trial_holds(trial, all, n_own + 1))
                return true;
        }
    }
    return false;
}

/* Whether the job fits anywhere on the vehicle, alone or with a facility. */
static bool fits_somewhere(const struct city *city, const struct plan_model *model,
                           const struct plan_draft *draft, uint32_t v, uint32_t j)
{
    static struct trial trial;
    const struct plan_job *job = &city->jobs[j];
    bool both = job->kind == PLAN_SHIPMENT && job->on_board_of == PLAN_NONE;
    trial_begin(&trial, model, draft, v);
    for (uint32_t gap = 0; gap <= trial.before->n_steps; gap++) {
        struct extra own[2] = {{gap, step_of(PLAN_STOP_JOB, j)}};
        if (job->kind == PLAN_SHIPMENT)
            own[0].step.kind = both ? PLAN_STOP_PICKUP : PLAN_STOP_DELIVERY;
        if (!both && holds_with_any_facility(&trial, city, own, 1))
            return true;
        for (uint32_t at = gap; both && at <= trial.before->n_steps; at++) {
            own[1] = (struct extra){at, step_of(PLAN_STOP_DELIVERY, j)};
            if (holds_with_any_facility(&trial, city, own, 2))
                return true;
        }
    }
    return false;
}

/* Said of a vehicle without a place: there is none; said to cost too much: there is one. */
static void check_places(uint64_t seed, const struct city *city, const struct plan_model *model,
                         const struct plan_draft *draft, uint32_t j,
                         const struct plan_refusal *refusal, int *checked)
{
    bool skilled = true;
    for (uint32_t f = 0; f < city->input.n_facilities; f++)
        skilled &= !city->facilities[f].n_skills;
    if (city->input.n_relations || !skilled)
        return;
    /* All that there is to try for a shipment would be too much on long routes. */
    bool pair = city->jobs[j].kind == PLAN_SHIPMENT && city->jobs[j].on_board_of == PLAN_NONE;
    for (uint32_t r = 0; pair && r < draft->n_routes; r++) {
        if (draft->routes[r].vehicle == refusal->vehicle && draft->routes[r].n_steps > 8)
            return;
    }
    ++*checked;
    bool costs = refusal->sets[0] == PLAN_BAD_COST;
    if (fits_somewhere(city, model, draft, refusal->vehicle, j) != costs)
        fail_msg("seed %d: job %d on vehicle %d: refused for %x, but a place was %s", (int)seed,
                 (int)j, (int)refusal->vehicle, refusal->sets[0], costs ? "not found" : "found");
}

static void check_refusal(uint64_t seed, uint32_t parts, const struct plan_draft *draft, uint32_t j,
                          const struct plan_refusal *refusal, int *checked)
{
    static struct city other;
    for (uint32_t s = 0; s < refusal->n_sets; s++) {
        uint32_t set = refusal->sets[s];
        assert_int_not_equal(set, 0);
        make(&other, seed, parts);
        if (!can_be_lifted(&other.jobs[j], parts, set))
            continue;
        lift(&other, refusal->vehicle, j, set);
        if (!is_offered(&other, draft, refusal->vehicle, j))
            fail_msg("seed %d parts %x: job %d on vehicle %d: lifting %x is not enough", (int)seed,
                     parts, (int)j, (int)refusal->vehicle, set);
        for (uint32_t bit = 1; !(set & ~UNTIMED) && bit <= set; bit <<= 1) {
            if (!(set & bit) || set == bit)
                continue;
            make(&other, seed, parts);
            lift(&other, refusal->vehicle, j, set & ~bit);
            if (is_offered(&other, draft, refusal->vehicle, j))
                fail_msg("seed %d parts %x: job %d on vehicle %d: of %x, %x is not needed",
                         (int)seed, parts, (int)j, (int)refusal->vehicle, set, bit);
        }
        ++*checked;
    }
}

static void lifting_what_was_named_is_enough_and_needed(void **state)
{
    (void)state;
    static struct city city;
    int checked = 0, searched = 0;
    uint64_t rounds = city_rounds(400);
    for (uint64_t seed = 1; seed <= rounds; seed++) {
        uint32_t parts = parts_of(seed);
        make(&city, seed, parts);
        struct plan_model *model = model_of(&city);
        struct plan_options options = {.iterations = 30, .seed = seed};
        struct plan *plan = NULL;
        struct error error = {0};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        struct plan_draft *draft = plan_to_draft(plan);
        for (uint32_t i = 0; i < plan->n_unassigned && i < 2; i++) {
            struct plan_offers *offers = NULL;
            assert_int_equal(
                plan_insert(model, draft, plan->unassigned[i], 0, true, &offers, &error), ERR_OK);
            for (uint32_t r = 0; r < offers->n_refusals; r++) {
                check_places(seed, &city, model, draft, plan->unassigned[i], &offers->refusals[r],
                             &searched);
                check_refusal(seed, parts, draft, plan->unassigned[i], &offers->refusals[r],
                              &checked);
            }
            plan_offers_free(offers);
        }
        free(draft);
        plan_free(plan);
        plan_model_free(model);
    }
    print_message("# %d reasons checked, %d vehicles searched for places\n", checked, searched);
    assert_true((uint64_t)searched > rounds / 4);
    assert_true((uint64_t)checked > rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifting_what_was_named_is_enough_and_needed),
    };
    return RUN_TESTS(tests);
}
