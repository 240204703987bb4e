/* The call: budgets, warm starts, threads. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "plan/route/answer_int.h"
#include "plan/route/plain_int.h"
#include "plan/route/teller_int.h"

enum { DEFAULT_ITERATIONS = 20000, THREADS_MAX = 64, LARGE = 4000 };
#define FLEET_SHARE 0.5 /* of the budget, where vehicles count first */

/* Lays a sketch into the state; routes that are not feasible lose jobs until they are. */
static void lay_sketch(struct search *search, struct sketch *sketch, bool says)
{
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        uint32_t frozen = model->vehicles[v].n_frozen;
        if (sketch->n[v] <= frozen)
            continue;
        state_mark(state);
        uint32_t *nodes = search->order, n = frozen;
        memcpy(nodes, sketch->nodes[v], frozen * sizeof *nodes);
        for (uint32_t i = frozen; i < sketch->n[v]; i++) {
            uint32_t node = sketch->nodes[v][i];
            bool fits =
                node >= model->n_visits || (!model_compat(model, model->nodes[node].job, v) &&
                                            !(model->jobs[model->nodes[node].job].in_relation));
            if (fits)
                nodes[n++] = node;
            else if (says && node < model->n_visits &&
                     !model->jobs[model->nodes[node].job].in_relation)
                sketch_say(sketch, "Job %u may not be done by vehicle %u.", model->nodes[node].job,
                           v);
        }
        struct worth worth;
        state->eval.trusted = false;
        state_set_rooms(state, v);
        bool ok = eval_route(&state->eval, v, nodes, n, &worth);
        state->eval.trusted = true;
        if (ok) {
            state_set_route(state, v, nodes, n);
            continue;
        }
        /* One by one, each where it was asked to be if that is feasible. */
        uint32_t dropped = 0;
        for (uint32_t i = frozen; i < n; i++) {
            uint32_t node = nodes[i];
            const struct job *job =
                node < model->n_visits ? &model->jobs[model->nodes[node].job] : NULL;
            if (job && job->n_nodes == 2)
                continue; /* pairs are placed anew by the search */
            uint32_t *longer = search->order + model->n_jobs + 32, m = state->routes[v].n;
            memcpy(longer, state->routes[v].nodes, m * sizeof *longer);
            longer[m++] = node;
            if (eval_route(&state->eval, v, longer, m, &worth))
                state_set_route(state, v, longer, m);
            else
                dropped++;
        }
        if (says)
            sketch_say(sketch,
                       "Vehicle %u: the route broke rules; %u of its stops were placed anew.", v,
                       dropped);
    }
    state_sum(state);
    state_mark(state);
}

static void set_budget(struct search *search, const struct plan_options *options)
{
    search->budget = (struct budget){.start_ns = clock_monotonic_ns(),
                                     .deadline_ns = options->deadline_ns,
                                     .iterations = options->iterations,
                                     .cancel = options->cancel};
    if (!options->deadline_ns && !options->iterations)
        search->budget.iterations = DEFAULT_ITERATIONS;
    /* Writing the answer down takes time too: about a microsecond a visit, and as much to stop; a
     * table of all ways is given back at a nanosecond a way. */
    if (search->budget.deadline_ns)
        search->budget.deadline_ns -= (int64_t)search->model->n_visits * 1500 + 1000000 +
                                      (int64_t)search->model->n_places * search->model->n_places *
                                          (search->model->all_plain ? 2 : 0);
}

/* How long an answer takes depends on the machine, on what else runs there and on what a leg costs
 * to ask: the first plan of a large problem is written down once to see, and twice that is kept
 * free at the end. */
static void reserve_answer(struct search *search)
{
    struct budget *budget = &search->budget;
    if (!budget->deadline_ns || search->model->n_visits < LARGE || budget->over)
        return;
    int64_t start_ns = clock_monotonic_ns();
    plan_free(answer_of_snapshot(search->model, &search->best));
    budget->deadline_ns -= 2 * (clock_monotonic_ns() - start_ns);
}

/* One search from the beginning to the end of its budget. */
static void *work(void *context)
{
    struct search *search = context;
    search_construct(search);
    reserve_answer(search);
    teller_begin(search);
    if (search->model->fleet_first)
        search_shrink_fleet(search, FLEET_SHARE);
    if (!search_plain(search) && !search_pairs(search) && !search_haul(search))
        search_evolve(search);
    return NULL;
}

/* Several searches that differ in their seeds; the first one runs in the caller's thread. The best
 * is what is given back. */
static struct search *work_together(struct search *searches, uint32_t n)
{
    pthread_t threads[THREADS_MAX];
    bool started[THREADS_MAX] = {false};
    for (uint32_t i = 1; i < n; i++)
        started[i] = pthread_create(&threads[i], NULL, work, &searches[i]) == 0;
    work(&searches[0]);
    struct search *best = &searches[0];
    for (uint32_t i = 1; i < n; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        if (started[i] && searches[i].best.objective < best->best.objective)
            best = &searches[i];
        searches[0].budget.spent += searches[i].budget.spent;
    }
    return best;
}

/* A large plain plan is far from its best when time is up: there threads share one search, since
 * several would each get less far. Elsewhere each searches on its own. */
static bool shares_search(const struct plan_model *model, const struct plan_options *options)
{
    return options->deadline_ns && !options->iterations && !model->fleet_first &&
           plain_is_large(model);
}

enum err plan_solve(const struct plan_model *model, const struct plan_options *options,
                    struct plan **plan, struct error *error)
{
    uint32_t n = options->threads > 1 ? options->threads : 1;
    n = n < THREADS_MAX ? n : THREADS_MAX;
    uint32_t threads = shares_search(model, options) ? n : 1;
    n = n / threads;
    struct search *searches = calloc(n, sizeof *searches);
    struct teller teller;
    struct sketch sketch = {0};
    assert(searches);
    if (options->start) {
        enum err err = sketch_init(&sketch, model, options->start, true, error);
        if (err) {
            free(searches);
            return err;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        search_init(&searches[i], model, options->seed + i * UINT64_C(0x9e3779b97f4a7c15));
        searches[i].threads = threads;
        set_budget(&searches[i], options);
        if (options->start)
            lay_sketch(&searches[i], &sketch, i == 0);
    }
    teller_init(&teller, options, searches, n);
    struct search *best = work_together(searches, n);
    *plan = answer_of_snapshot(model, &best->best);
    (*plan)->iterations = searches[0].budget.spent;
    if (sketch.text)
        answer_set_repaired(*plan, sketch.text);
    if (options->better)
        options->better(options->context, *plan);
    for (uint32_t i = 0; i < n; i++)
        search_free(&searches[i]);
    free(searches);
    teller_free(&teller);
    sketch_free(&sketch);
    return ERR_OK;
}
