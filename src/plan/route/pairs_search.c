/*
 * Plans for shipments by ruin and recreate on a lean plan. Where there is time, several annealings
 * make a small population; then pairs of plans exchange patches of routes, as in evolve.c.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/route/pairs_int.h"

enum {
    PARENTS = 8,
    PROBE_ITERATIONS = 512,
    CLOCK_EVERY = 16,
    RUN_PER_VISIT = 160,  /* iterations of one annealing, per visit, at least */
    CHILD_PER_VISIT = 15, /* of a child */
    LONG = 500,
    PATCH_MAX = 32,
};
#define HOT        0.5 /* heats in mean hops: of a run in no time, */
#define HOT_LONG   1.0 /* and from LONG iterations a visit on */
#define COLD       0.01
#define CHILD_HOT  0.15
#define LAST_SHARE 0.93 /* of the budget: from there the best is polished */
#define BLINK      0.01

struct run {
    struct search *search;
    struct lean lean;
    struct lean_plan plan;
    struct pairs pairs;
    struct pairs_plan best, own, parents[PARENTS];
    uint32_t n_parents;
    double unit;        /* a mean hop */
    int64_t shown_cost; /* of what the search's own plan shows */
    uint32_t *owner;    /* by node: its route in the giving parent */
    uint32_t *overlap;  /* by vehicle */
    uint32_t patch[PATCH_MAX], n_patch;
};

/* ---- Plans ------------------------------------------------------------------------------- */

static void plan_init(struct pairs_plan *plan, const struct lean *lean)
{
    plan->nodes = calloc(lean->n, sizeof *plan->nodes);
    plan->first = calloc(lean->model->n_vehicles + 1, sizeof *plan->first);
    plan->cost = INT64_MAX;
    assert(plan->nodes && plan->first);
}

static void plan_free_arrays(struct pairs_plan *plan)
{
    free(plan->nodes);
    free(plan->first);
}

static void plan_copy(struct pairs_plan *to, const struct pairs_plan *from, const struct lean *lean)
{
    memcpy(to->nodes, from->nodes, lean->n * sizeof *to->nodes);
    memcpy(to->first, from->first, (lean->model->n_vehicles + 1) * sizeof *to->first);
    to->cost = from->cost;
}

static void keep(const struct run *run, struct pairs_plan *to)
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < run->lean.model->n_vehicles; v++) {
        const struct lean_route *route = &run->plan.routes[v];
        to->first[v] = n;
        for (uint32_t i = 1; i <= route->n; i++)
            to->nodes[n++] = route->stops[i].node;
    }
    to->first[run->lean.model->n_vehicles] = n;
    to->cost = run->pairs.cost;
}

static void lay(struct run *run, const struct pairs_plan *from)
{
    for (uint32_t i = 0; i < run->lean.n; i++)
        run->plan.where[i].route = PLAN_NONE;
    for (uint32_t v = 0; v < run->lean.model->n_vehicles; v++) {
        lean_set_tail(&run->plan, v, 0, from->nodes + from->first[v],
                      from->first[v + 1] - from->first[v]);
        lean_refresh(&run->plan, v);
    }
    lean_mark(&run->plan);
    pairs_weigh(&run->pairs);
}

/* Brings the best plan into the search's own state. */
static void put_back(void *context)
{
    struct run *run = context;
    if (run->best.cost == run->shown_cost)
        return;
    run->shown_cost = run->best.cost;
    search_lay(run->search, run->best.nodes, run->best.first, run->lean.model->n_vehicles);
}

/* ---- Annealing --------------------------------------------------------------------------- */

/* From the plan as it lies, in so many iterations or (0) up to this share of the budget. The best
 * of it is in `own`. */
static void anneal(struct run *run, double hot, double cold, int64_t iterations, double share)
{
    struct pairs *pairs = &run->pairs;
    struct budget *budget = &run->search->budget;
    double first = budget_share(budget), heat = 0;
    keep(run, &run->own);
    for (int64_t i = 0;; i++) {
        if (i % CLOCK_EVERY == 0) {
            double done = iterations ? (double)i / (double)iterations
                                     : (budget_share(budget) - first) / (share - first + 1e-9);
            if (budget_is_over(budget) || done >= 1)
                break;
            heat = run->unit * hot * pow(cold / hot, done);
        }
        budget->spent++;
        int64_t cost = pairs->cost;
        uint32_t used = pairs->n_used;
        double more = -heat * log(rng_unit(pairs->rng) + 1e-300);
        lean_mark(&run->plan);
        pairs->n_removed = 0;
        pairs_ruin(pairs);
        if (!pairs_recreate(pairs, cost + (int64_t)ceil(more))) {
            lean_undo(&run->plan);
            pairs->cost = cost;
            pairs->n_used = used;
            continue;
        }
        if (pairs->cost < run->own.cost)
            keep(run, &run->own);
        if (pairs->cost < run->best.cost)
            keep(run, &run->best);
    }
    lean_mark(&run->plan);
}

/* ---- Population -------------------------------------------------------------------------- */

/* Routes of the giver around a random visit. */
static void choose_patch(struct run *run, const struct pairs_plan *giver)
{
    const struct plan_model *model = run->lean.model;
    struct rng *rng = run->pairs.rng;
    uint32_t used = 0;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        used += giver->first[v + 1] > giver->first[v];
        for (uint32_t i = giver->first[v]; i < giver->first[v + 1]; i++)
            run->owner[giver->nodes[i]] = v;
    }
    uint32_t most = used / 2 < PATCH_MAX ? used / 2 : PATCH_MAX;
    uint32_t want = 1 + rng_below(rng, most ? most : 1), seed = rng_below(rng, model->n_visits);
    const uint32_t *near = model->neighbours + (size_t)seed * model->n_near;
    run->n_patch = 0;
    for (uint32_t i = 0; i <= model->n_near && run->n_patch < want; i++) {
        uint32_t node = i ? near[i - 1] : seed;
        if (node == PLAN_NONE)
            break;
        bool has = false;
        for (uint32_t k = 0; k < run->n_patch; k++)
            has |= run->patch[k] == run->owner[node];
        if (!has)
            run->patch[run->n_patch++] = run->owner[node];
    }
}

static uint32_t most_overlapping(const struct run *run)
{
    uint32_t most = PLAN_NONE;
    for (uint32_t v = 0; v < run->lean.model->n_vehicles; v++) {
        if (run->overlap[v] && (most == PLAN_NONE || run->overlap[v] > run->overlap[most]))
            most = v;
    }
    return most;
}

/* Empties as many routes of the plan as the patch has, those that share most visits with it. Their
 * vehicles are in `to`. */
static uint32_t make_way(struct run *run, const struct pairs_plan *giver, uint32_t *to)
{
    struct lean_plan *plan = &run->plan;
    uint32_t n = 0;
    memset(run->overlap, 0, run->lean.model->n_vehicles * sizeof *run->overlap);
    for (uint32_t k = 0; k < run->n_patch; k++) {
        for (uint32_t i = giver->first[run->patch[k]]; i < giver->first[run->patch[k] + 1]; i++)
            run->overlap[plan->where[giver->nodes[i]].route]++;
    }
    while (n < run->n_patch) {
        uint32_t r = most_overlapping(run);
        if (r == PLAN_NONE)
            break;
        run->overlap[r] = 0;
        for (uint32_t i = 1; i <= plan->routes[r].n; i++)
            plan->where[plan->routes[r].stops[i].node].route = PLAN_NONE;
        lean_set_tail(plan, r, 0, NULL, 0);
        lean_refresh(plan, r);
        to[n++] = r;
    }
    return n;
}

/* Takes out what the patch brings. */
static void take_patch_out(struct run *run, const struct pairs_plan *giver, uint32_t n_patch)
{
    struct lean_plan *plan = &run->plan;
    for (uint32_t k = 0; k < n_patch; k++) {
        for (uint32_t i = giver->first[run->patch[k]]; i < giver->first[run->patch[k] + 1]; i++) {
            struct where where = plan->where[giver->nodes[i]];
            if (where.route == PLAN_NONE)
                continue;
            lean_take(plan, where.route, where.position);
            lean_refresh(plan, where.route);
        }
    }
}

/* The taker's plan with a patch of the giver's routes; false: something found no place. */
static bool cross(struct run *run, const struct pairs_plan *taker, const struct pairs_plan *giver)
{
    struct pairs *pairs = &run->pairs;
    uint32_t to[PATCH_MAX];
    lay(run, taker);
    choose_patch(run, giver);
    uint32_t n = make_way(run, giver, to);
    take_patch_out(run, giver, n);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t v = run->patch[k];
        lean_set_tail(&run->plan, to[k], 0, giver->nodes + giver->first[v],
                      giver->first[v + 1] - giver->first[v]);
        lean_refresh(&run->plan, to[k]);
    }
    pairs->n_removed = 0;
    for (uint32_t node = 0; node < run->lean.n; node += 2) {
        if (run->plan.where[node].route == PLAN_NONE)
            pairs->removed[pairs->n_removed++] = node;
    }
    pairs_weigh(pairs);
    pairs_recreate(pairs, INT64_MAX);
    lean_mark(&run->plan);
    return !pairs->n_removed;
}

/* The best of the run joins: instead of a plan as good as itself, or else of the worst. */
static void join(struct run *run)
{
    uint32_t worst = 0;
    if (run->n_parents < PARENTS) {
        worst = run->n_parents++;
    } else {
        for (uint32_t i = 0; i < PARENTS; i++) {
            if (run->parents[i].cost == run->own.cost)
                return;
            if (run->parents[i].cost > run->parents[worst].cost)
                worst = i;
        }
        if (run->parents[worst].cost < run->own.cost)
            return;
    }
    plan_copy(&run->parents[worst], &run->own, &run->lean);
}

static bool is_last(struct run *run)
{
    return budget_is_over(&run->search->budget) || budget_share(&run->search->budget) >= LAST_SHARE;
}

static void evolve(struct run *run, int64_t annealing, int64_t child)
{
    struct pairs_plan start;
    plan_init(&start, &run->lean);
    plan_copy(&start, &run->best, &run->lean);
    while (run->n_parents < PARENTS && !is_last(run)) {
        lay(run, &start);
        anneal(run, HOT_LONG, COLD, annealing, 1);
        join(run);
    }
    while (!is_last(run)) {
        uint32_t a = rng_below(run->pairs.rng, PARENTS), b = rng_below(run->pairs.rng, PARENTS - 1);
        b += b >= a;
        run->search->budget.spent++;
        if (!cross(run, &run->parents[a], &run->parents[b]))
            continue;
        anneal(run, CHILD_HOT, COLD, child, 1);
        join(run);
    }
    lay(run, &run->best);
    anneal(run, CHILD_HOT / 2, COLD / 2, 0, 1);
    plan_free_arrays(&start);
}

/* ---- The call ---------------------------------------------------------------------------- */

static bool suits(const struct search *search)
{
    const struct plan_model *model = search->model;
    if (!model->has_shipments || model->n_kinds != 1 || model->has_prizes || search->best.n_absent)
        return false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        if (model->jobs[j].optional)
            return false;
    }
    return !model->vehicles[0].max_trips;
}

static void run_init(struct run *run, struct search *search)
{
    const struct plan_model *model = search->model;
    int64_t money = model->weight[PLAN_TERM_COST] ? model->weight[PLAN_TERM_COST] : 1;
    run->search = search;
    lean_plan_init(&run->plan, &run->lean);
    pairs_init(&run->pairs, &run->lean, &run->plan, &search->rng);
    run->pairs.blink = (uint32_t)(BLINK * 4294967296.0);
    run->pairs.fixed = model->vehicles[0].fixed;
    if (!model->fleet_first)
        run->pairs.fixed += model->weight[PLAN_TERM_VEHICLES] / money;
    plan_init(&run->best, &run->lean);
    plan_init(&run->own, &run->lean);
    for (uint32_t i = 0; i < PARENTS; i++)
        plan_init(&run->parents[i], &run->lean);
    run->owner = calloc(run->lean.n, sizeof *run->owner);
    run->overlap = calloc(model->n_vehicles, sizeof *run->overlap);
    assert(run->owner && run->overlap);
}

static void run_free(struct run *run)
{
    plan_free_arrays(&run->best);
    plan_free_arrays(&run->own);
    for (uint32_t i = 0; i < PARENTS; i++)
        plan_free_arrays(&run->parents[i]);
    free(run->owner);
    free(run->overlap);
    pairs_free(&run->pairs);
    lean_plan_free(&run->plan);
    lean_free(&run->lean);
}

/* The search's plan, and which vehicles may be used: where vehicles count first, no more than there
 * are. */
static void load(struct run *run)
{
    const struct state *state = &run->search->state;
    for (uint32_t v = 0; v < run->lean.model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        if (route->n || !run->lean.model->fleet_first)
            run->pairs.fleet[run->pairs.n_fleet++] = v;
        lean_set_tail(&run->plan, v, 0, route->nodes, route->n);
        lean_refresh(&run->plan, v);
    }
    lean_mark(&run->plan);
    pairs_weigh(&run->pairs);
    keep(run, &run->best);
    run->shown_cost = run->best.cost;
    run->unit = fmax(1, (double)(run->pairs.cost - run->pairs.fixed * run->pairs.n_used) /
                            (run->lean.n + run->pairs.n_used));
}

/* How many iterations the whole budget will hold, from a short probe. */
static double probe(struct run *run)
{
    struct budget *budget = &run->search->budget;
    int64_t before = budget->spent;
    double share = budget_share(budget);
    anneal(run, CHILD_HOT, CHILD_HOT, PROBE_ITERATIONS, 1);
    double spent = budget_share(budget) - share;
    return spent > 0 ? (double)(budget->spent - before) * (1 - share) / spent : 0;
}

bool search_pairs(struct search *search)
{
    struct run run = {0};
    if (!suits(search) || !lean_init(&run.lean, search->model))
        return false;
    run_init(&run, search);
    load(&run);
    search_shows(search, put_back, &run);
    double total = probe(&run);
    int64_t annealing = (int64_t)RUN_PER_VISIT * run.lean.n;
    if (total < 3.0 * (double)annealing * PARENTS) {
        double length = fmin(1, total / ((double)LONG * run.lean.n));
        anneal(&run, HOT + length * (HOT_LONG - HOT), COLD, 0, 1);
    } else {
        /* A quarter of the time for the first plans, the rest for their children. */
        double longer = fmin(8 * (double)annealing, total / 4 / PARENTS);
        evolve(&run, (int64_t)fmax((double)annealing, longer),
               (int64_t)CHILD_PER_VISIT * run.lean.n);
    }
    search_shows(search, NULL, NULL);
    put_back(&run);
    run_free(&run);
    return true;
}
