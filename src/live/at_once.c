/*
 * The answer of a round: what is new goes into the plan in force, which otherwise stays; only what
 * does not fit beside it, or a promise that is lost, takes a search.
 */
#include <stdlib.h>
#include <string.h>

#include "live/live_int.h"

struct waiting_job {
    uint32_t m;
    int64_t priority, due_ms;
};

static int by_urgency(const void *a, const void *b)
{
    const struct waiting_job *x = a, *y = b;
    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    if (x->due_ms != y->due_ms)
        return x->due_ms < y->due_ms ? -1 : 1;
    return x->m < y->m ? -1 : x->m > y->m;
}

/* The jobs that the draft leaves out, the most urgent first. */
static struct waiting_job *jobs_waiting(struct round *round, const struct numbering *numbers,
                                        const struct plan_draft *draft, uint32_t *n)
{
    bool *has = arena_array(round->arena, bool, numbers->n + 1);
    struct waiting_job *list = arena_array(round->arena, struct waiting_job, numbers->n + 1);
    for (uint32_t r = 0; r < draft->n_routes; r++) {
        for (uint32_t i = 0; i < draft->routes[r].n_steps; i++)
            has[draft->routes[r].steps[i].index] = true;
    }
    *n = 0;
    for (uint32_t m = 0; m < numbers->n; m++) {
        const struct round_job *job = &round->jobs[numbers->to_round[m]];
        if (!has[m])
            list[(*n)++] = (struct waiting_job){m, json_i64(job->json, "priority", 0),
                                                world_time(job->json, "due_at", INT64_MAX)};
    }
    qsort(list, *n, sizeof *list, by_urgency);
    return list;
}

/* Whether all the crews that may together have too little of something left: then no other order of
 * their work makes room, and a search is in vain. */
static bool is_short_of_goods(struct round *round, const struct round_job *job)
{
    const int64_t *need = round_goods_needed(round, job->needs);
    int64_t *left = arena_array(round->arena, int64_t, ROUND_GOODS_MAX);
    bool *may = arena_array(round->arena, bool, round->n_crews + 1);
    for (uint32_t i = 0; i < job->n_may; i++) {
        const int64_t *has = round_goods_on_board(round, &round->crews[job->may[i]]);
        may[job->may[i]] = true;
        for (uint32_t g = 0; g < round->n_goods; g++)
            left[g] += has[g];
    }
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        const struct round_job *other = &round->jobs[j];
        bool takes = other->crew != PLAN_NONE && may[other->crew] && !other->forced &&
                     round->crews[other->crew].standing != other->needs;
        const int64_t *taken = takes ? round_goods_needed(round, other->needs) : NULL;
        for (uint32_t g = 0; taken && g < round->n_goods; g++)
            left[g] -= taken[g];
    }
    bool is_short = false;
    for (uint32_t g = 0; g < round->n_goods && !job->forced; g++)
        is_short |= need[g] > 0 && left[g] < need[g];
    return is_short;
}

/* Whether a search may find room where there is none: not again for a job that waits for reasons
 * that are known, nor where all who may have too little left of something. */
static bool is_worth_search(struct round *round, const struct round_job *job)
{
    bool is_lost = job->crew != PLAN_NONE;
    return (is_lost || round_is_asked_anew(round, job)) && !is_short_of_goods(round, job);
}

/* Puts each waiting job where it fits best; gives how many fit nowhere, though they might if others
 * moved. */
static uint32_t insert_waiting(struct round *round, struct plan_live *live, bool *urgent)
{
    uint32_t n, n_left = 0;
    const struct waiting_job *waiting = jobs_waiting(round, &round->numbers, round->draft, &n);
    *urgent = false;
    for (uint32_t i = 0; i < n; i++) {
        struct plan_offers *offers = NULL;
        bool fits = plan_live_insert(live, waiting[i].m, 1, false, &offers, NULL) == ERR_OK &&
                    offers->n_offers > 0 &&
                    plan_live_accept(live, waiting[i].m, &offers->offers[0], NULL) == ERR_OK;
        struct round_job *job = &round->jobs[round->numbers.to_round[waiting[i].m]];
        *urgent |= fits && waiting[i].priority >= LIVE_URGENT;
        job->is_left = !fits && is_worth_search(round, job);
        n_left += job->is_left;
        plan_offers_free(offers);
    }
    return n_left;
}

/* What is urgent is in force at once: what else is new and does not fit has its turn after it. A
 * job that would lose its crew by that does not wait. */
static bool may_postpone(const struct round *round)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        if (round->jobs[j].is_left && round->jobs[j].crew != PLAN_NONE)
            return false;
    }
    return true;
}

static void postpone(struct round *round)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        struct round_job *job = &round->jobs[j];
        job->is_postponed = job->is_left;
        job->is_told = job->is_told && !job->is_left;
    }
}

struct plan *round_insert(struct round *round)
{
    struct plan *plan = NULL;
    struct plan_live *live = NULL;
    bool urgent;
    if (plan_live_new(round->model, round->draft, &live, NULL) != ERR_OK)
        return NULL;
    uint32_t n_left = insert_waiting(round, live, &urgent);
    if (n_left && urgent && may_postpone(round)) {
        postpone(round);
        n_left = 0;
    }
    if (n_left || plan_live_plan(live, &plan, NULL) != ERR_OK)
        plan = NULL;
    plan_live_free(live);
    return plan;
}

/* The model again, with all crews for every job: what is to be searched for long enough to move
 * others. */
static enum err widen(struct round *round, struct error *error)
{
    plan_model_free(round->model);
    round->model = NULL;
    round->at_once = false;
    round_weigh_rest(round);
    return round_model(round, error);
}

/* ---- A plan that breaks rules by now --------------------------------------------------------- */

static struct plan_draft_route *route_of(const struct plan_draft *draft, uint32_t vehicle)
{
    for (uint32_t r = 0; r < draft->n_routes; r++) {
        if (draft->routes[r].vehicle == vehicle)
            return (struct plan_draft_route *)&draft->routes[r];
    }
    return NULL;
}

/* Takes the last job off every route that breaks a rule, but for what its crew has in hand; false:
 * there is none. */
static bool shorten(struct round *round, const struct plan *plan)
{
    bool any = false;
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        struct plan_draft_route *route = route_of(round->draft, plan->routes[r].vehicle);
        if (!plan->routes[r].bad || !route || route->n_steps == 0)
            continue;
        uint32_t m = route->steps[route->n_steps - 1].index;
        if (round->jobs[round->numbers.to_round[m]].in_hand)
            continue;
        route->n_steps--;
        any = true;
    }
    return any;
}

/* The plan in force without what its crews can no longer do; that is to be placed anew. */
static enum err keep_rules(struct round *round, struct error *error)
{
    bool is_whole = true, again = true;
    enum err rc = ERR_OK;
    while (rc == ERR_OK && again) {
        struct plan *plan = NULL;
        rc = plan_evaluate(round->model, round->draft, &plan, error);
        again = rc == ERR_OK && plan->bad && shorten(round, plan);
        plan_free(plan);
        if (again && is_whole) {
            is_whole = false;
            rc = widen(round, error);
        }
    }
    return rc;
}

/* ---------------------------------------------------------------------------------------------- */

static enum err search(struct round *round, const struct round_effort *effort, struct error *error)
{
    const struct plan_options options = {
        .iterations = effort->iterations,
        .seed = effort->seed,
        .cancel = effort->cancel,
        .start = round->afresh ? NULL : round->draft,
        .keep_start = !round->afresh,
    };
    enum err rc = round->at_once ? widen(round, error) : ERR_OK;
    return rc == ERR_OK ? plan_solve(round->model, &options, &round->plan, error) : rc;
}

enum err round_solve(struct round *round, const struct round_effort *effort, struct error *error)
{
    int64_t since_ns = clock_monotonic_ns();
    enum err rc = round_model(round, error);
    if (rc != ERR_OK || !round->model)
        return rc;
    if (effort->at_once)
        rc = keep_rules(round, error);
    if (rc == ERR_OK && effort->at_once)
        round->plan = round_insert(round);
    phase_end(effort->phases, LIVE_PLACE, &since_ns);
    if (rc == ERR_OK && !round->plan) {
        rc = search(round, effort, error);
        phase_end(effort->phases, LIVE_SEARCH, &since_ns);
    }
    if (rc == ERR_OK && effort->at_once)
        rc = round_take_back(round, error);
    if (rc == ERR_OK && !(effort->cancel && *effort->cancel))
        rc = round_explain_left_out(round, error);
    phase_end(effort->phases, LIVE_EXPLAIN, &since_ns);
    return rc;
}
