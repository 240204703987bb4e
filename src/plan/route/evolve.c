/*
 * A small population of plans. Where there is time for more than one annealing, several short ones
 * are run; then pairs of plans exchange routes and the child is annealed from a low heat. The
 * exchange takes a patch of neighbouring routes out of one parent and puts it in the place of the
 * routes of the other parent that share most visits with it (selective route exchange: Nagata,
 * Braysy, Dullaert 2010; Vidal et al. 2013), then reinserts what is left over.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/route/search_int.h"

enum {
    PARENTS = 8,
    PROBE_ITERATIONS = 512,
    RUN_PER_VISIT = 160,  /* iterations of one annealing, per visit, at least */
    CHILD_PER_VISIT = 15, /* of a child */
    PATCH_MAX = 32,
    LONG = 3000,
};
#define HOT_SHORT  0.5 /* heats in mean arcs: of a run in no time, */
#define HOT        3.0 /* and from LONG iterations a visit on */
#define COLD       0.03
#define CHILD_HOT  0.15
#define LAST_SHARE 0.93 /* of the budget: from there the best is polished */

struct evolution {
    struct search *search;
    struct snapshot parents[PARENTS];
    uint32_t n;
    uint32_t *owner;   /* by visit node: its route in the giving parent */
    uint32_t *overlap; /* by vehicle */
    uint32_t patch[PATCH_MAX], n_patch;
};

/* Routes of the giver around a random visit. */
static void choose_patch(struct evolution *evolution, const struct snapshot *giver)
{
    struct search *search = evolution->search;
    const struct plan_model *model = search->model;
    for (uint32_t i = 0; i < model->n_visits; i++)
        evolution->owner[i] = PLAN_NONE;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        for (uint32_t i = giver->first[v]; i < giver->first[v + 1]; i++) {
            if (giver->nodes[i] < model->n_visits)
                evolution->owner[giver->nodes[i]] = v;
        }
    }
    uint32_t most = giver->n_used / 2 < PATCH_MAX ? giver->n_used / 2 : PATCH_MAX;
    uint32_t want = 1 + rng_below(&search->rng, most ? most : 1);
    uint32_t seed = rng_below(&search->rng, model->n_visits);
    const uint32_t *near = model->neighbours + (size_t)seed * model->n_near;
    evolution->n_patch = 0;
    for (uint32_t i = 0; i <= model->n_near && evolution->n_patch < want; i++) {
        uint32_t node = i ? near[i - 1] : seed;
        uint32_t v = node == PLAN_NONE ? PLAN_NONE : evolution->owner[node];
        bool has = v == PLAN_NONE;
        for (uint32_t k = 0; k < evolution->n_patch; k++)
            has |= evolution->patch[k] == v;
        if (!has)
            evolution->patch[evolution->n_patch++] = v;
    }
}

/* Empties the routes of the receiver that the patch overlaps most, as many as the patch has, and
 * takes the patch's jobs out of all others. */
static void make_room(struct evolution *evolution, const struct snapshot *giver)
{
    struct search *search = evolution->search;
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    memset(evolution->overlap, 0, model->n_vehicles * sizeof *evolution->overlap);
    for (uint32_t k = 0; k < evolution->n_patch; k++) {
        uint32_t v = evolution->patch[k];
        for (uint32_t i = giver->first[v]; i < giver->first[v + 1]; i++) {
            uint32_t node = giver->nodes[i];
            if (node < model->n_visits && state->where[node].route != PLAN_NONE)
                evolution->overlap[state->where[node].route]++;
        }
    }
    for (uint32_t k = 0; k < evolution->n_patch; k++) {
        uint32_t most = 0;
        for (uint32_t v = 1; v < model->n_vehicles; v++) {
            if (evolution->overlap[v] > evolution->overlap[most])
                most = v;
        }
        if (!evolution->overlap[most])
            break;
        evolution->overlap[most] = 0;
        state_set_route(state, most, NULL, 0);
    }
    for (uint32_t k = 0; k < evolution->n_patch; k++) {
        uint32_t v = evolution->patch[k];
        for (uint32_t i = giver->first[v]; i < giver->first[v + 1]; i++) {
            uint32_t node = giver->nodes[i];
            if (node < model->n_visits && !job_is_absent(state, model->nodes[node].job))
                state_remove_job(state, model->nodes[node].job, true);
        }
    }
}

/* The child of two parents becomes the state; false when rules between routes forbid it. */
static bool cross(struct evolution *evolution, const struct snapshot *receiver,
                  const struct snapshot *giver)
{
    struct search *search = evolution->search;
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    snapshot_restore(receiver, state);
    choose_patch(evolution, giver);
    make_room(evolution, giver);
    for (uint32_t k = 0; k < evolution->n_patch && !state->broken; k++) {
        uint32_t from = evolution->patch[k];
        uint32_t v = state_empty_of_kind(state, model->vehicles[from].kind);
        if (v != PLAN_NONE)
            state_set_route(state, v, giver->nodes + giver->first[from],
                            giver->first[from + 1] - giver->first[from]);
    }
    if (!state->broken)
        search_recreate(search, true);
    state_sum(state);
    if (state->broken) {
        state_undo(state);
        return false;
    }
    state_mark(state);
    return true;
}

/* The best of the run joins: instead of a plan as good as itself, or else of the worst. */
static void join(struct evolution *evolution)
{
    struct search *search = evolution->search;
    uint32_t worst = 0;
    if (evolution->n < PARENTS) {
        worst = evolution->n++;
    } else {
        for (uint32_t i = 0; i < PARENTS; i++) {
            if (evolution->parents[i].objective == search->own.objective)
                return;
            if (evolution->parents[i].objective > evolution->parents[worst].objective)
                worst = i;
        }
        if (evolution->parents[worst].objective < search->own.objective)
            return;
    }
    snapshot_copy(&evolution->parents[worst], &search->own, search->model);
}

/* How many iterations the whole budget will hold, from a short probe. */
static double probe(struct search *search)
{
    int64_t before = search->budget.spent;
    double share = budget_share(&search->budget);
    search_run(search, CHILD_HOT, CHILD_HOT, PROBE_ITERATIONS, 1);
    double spent = budget_share(&search->budget) - share;
    return spent > 0 ? (double)(search->budget.spent - before) * (1 - share) / spent : 0;
}

static void evolve(struct evolution *evolution, int64_t run, int64_t child)
{
    struct search *search = evolution->search;
    struct snapshot start;
    snapshot_init(&start, search->model);
    snapshot_copy(&start, &search->best, search->model);
    while (!search->budget.over && evolution->n < PARENTS &&
           budget_share(&search->budget) < LAST_SHARE) {
        snapshot_restore(&start, &search->state);
        search_run(search, HOT, COLD, run, 1);
        join(evolution);
    }
    while (!search->budget.over && budget_share(&search->budget) < LAST_SHARE) {
        uint32_t a = rng_below(&search->rng, PARENTS), b = rng_below(&search->rng, PARENTS - 1);
        b += b >= a;
        if (!cross(evolution, &evolution->parents[a], &evolution->parents[b]))
            continue;
        search_run(search, CHILD_HOT, COLD, child, 1);
        join(evolution);
    }
    snapshot_restore(&search->best, &search->state);
    search_run(search, CHILD_HOT / 2, COLD / 2, 0, 1);
    snapshot_free(&start);
}

void search_evolve(struct search *search)
{
    const struct plan_model *model = search->model;
    double total = probe(search);
    int64_t run = (int64_t)RUN_PER_VISIT * model->n_visits;
    bool alone = model->has_time_relations || model->has_frozen || model->n_vehicles < 2 ||
                 model->n_visits < 4 || total < 1.5 * (double)run * PARENTS;
    if (alone) {
        double length = fmin(1, total / ((double)LONG * model->n_visits));
        search_run(search, HOT_SHORT + length * (HOT - HOT_SHORT), COLD, 0, 1);
        return;
    }
    /* A quarter of the time for the first plans, the rest for their children. */
    if (total / 4 / PARENTS > (double)run)
        run = (int64_t)(total / 4 / PARENTS) < 8 * run ? (int64_t)(total / 4 / PARENTS) : 8 * run;
    struct evolution evolution = {.search = search};
    evolution.owner = malloc(model->n_visits * sizeof *evolution.owner);
    evolution.overlap = malloc(model->n_vehicles * sizeof *evolution.overlap);
    assert(evolution.owner && evolution.overlap);
    for (uint32_t i = 0; i < PARENTS; i++)
        snapshot_init(&evolution.parents[i], model);
    evolve(&evolution, run, (int64_t)CHILD_PER_VISIT * model->n_visits);
    for (uint32_t i = 0; i < PARENTS; i++)
        snapshot_free(&evolution.parents[i]);
    free(evolution.owner);
    free(evolution.overlap);
}
