/*
 * Slack induction by string removals (Christiaens, Vanden Berghe: "Slack Induction by String
 * Removals for Vehicle Routing Problems", Transportation Science 54(2), 2020): strings of
 * neighbouring visits are taken out of a few routes near each other, and put back greedily with
 * blinks; simulated annealing decides. Feasible plans only, so every rule of the model is kept by
 * the one place that knows it.
 */
#include "plan/route/search_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { REMOVED_MEAN = 10, STRING_MAX = 10, OLD_ABSENT_TRIED = 8 };
#define SPLIT_SHARE 0.5
#define SPLIT_GROWS 0.01
#define BLINK       0.01
/* A handful of visits has few places in all: greed then finds the same few plans again and again,
 * and overlooking one place in three costs nothing. Fades out up to FEW_VISITS. */
#define BLINK_FEW  0.3
#define FEW_VISITS 50
/* How often jobs, about half of them, are put in although they cost more than their prize: others
 * may share the way. All of them would bring along those that pay with no others either. */
#define EAGER_SHARE 0.1
/* Iterations that change whole routes and trips instead; of very small plans more. */
#define RESHAPE_SHARE 0.02
#define RESHAPE_FEW   0.2
/* Very small plans: how often jobs go anywhere, and when all begins anew. */
#define WILD_SHARE 0.1
enum { RESTART_VISITS = 12, RESTART_PER_VISIT = 40 };

/* ---- Ruin -------------------------------------------------------------------------------- */

static void take_job(struct search *search, uint32_t j)
{
    struct state *state = &search->state;
    if (job_is_absent(state, j))
        return;
    state_remove_job(state, j, false);
    search->is_new[j] = true;
    if (state->model->jobs[j].in_relation && state->model->has_time_relations) {
        state_refresh(state, search->ruined[search->n_ruined - 1]);
        relation_removed(state, j);
    }
}

/* Takes out a string of `length` visits that contains the one at `position`; with `kept` > 0 that
 * many inside it stay. */
static void remove_string(struct search *search, uint32_t r, uint32_t position, uint32_t length,
                          uint32_t kept)
{
    struct state *state = &search->state;
    const struct route *route = &state->routes[r];
    uint32_t span = length + kept, n = route->n;
    uint32_t low = position > span ? position - span + 1 : 1;
    uint32_t high = n + 1 - span < position ? n + 1 - span : position;
    uint32_t first = low + rng_below(&search->rng, high - low + 1);
    uint32_t skip = kept ? first + rng_below(&search->rng, length + 1) : 0;
    uint32_t jobs[4 * STRING_MAX], n_jobs = 0;
    for (uint32_t i = first; i < first + span; i++) {
        uint32_t node = route->nodes[i - 1];
        if ((kept && i >= skip && i < skip + kept) || node >= state->model->n_visits)
            continue;
        uint32_t j = state->model->nodes[node].job;
        const struct job *job = &state->model->jobs[j];
        uint32_t last = job->first + job->n_nodes - 1;
        if (state->where[last].route == r && state_is_free(state, r, state->where[last].position) &&
            n_jobs < 4 * STRING_MAX)
            jobs[n_jobs++] = j;
    }
    search->ruined[search->n_ruined++] = r;
    for (uint32_t i = 0; i < n_jobs; i++)
        take_job(search, jobs[i]);
}

static bool is_ruined(const struct search *search, uint32_t r)
{
    for (uint32_t i = 0; i < search->n_ruined; i++) {
        if (search->ruined[i] == r)
            return true;
    }
    return false;
}

/* Facilities that the ruin has made needless go too. */
static void drop_facilities(struct search *search, uint32_t r)
{
    struct state *state = &search->state;
    struct route *route = &state->routes[r];
    uint32_t *nodes = search->order;
    for (uint32_t i = route->n; i-- > state->model->vehicles[r].n_frozen;) {
        if (route->nodes[i] < state->model->n_visits)
            continue;
        uint32_t n = 0;
        for (uint32_t k = 0; k < route->n; k++) {
            if (k != i)
                nodes[n++] = route->nodes[k];
        }
        struct worth worth;
        state_set_rooms(state, r);
        if (eval_route(&state->eval, r, nodes, n, &worth) && worth.objective <= route->objective) {
            state_take(state, r, i + 1);
            state_refresh(state, r);
        }
    }
}

void search_ruin(struct search *search)
{
    struct state *state = &search->state;
    const struct plan_model *model = state->model;
    struct rng *rng = &search->rng;
    search->n_ruined = 0;
    double mean = state->n_used ? (double)(model->n_visits - state->n_absent) / state->n_used : 1;
    double length_max = fmin(STRING_MAX, fmax(mean, 1));
    double strings_max = 4.0 * REMOVED_MEAN / (1 + length_max) - 1;
    uint32_t strings = (uint32_t)(rng_unit(rng) * strings_max + 1);
    uint32_t seed = rng_below(rng, model->n_visits);
    const uint32_t *near = model->neighbours + (size_t)seed * model->n_near;
    for (uint32_t i = 0; i <= model->n_near && search->n_ruined < strings; i++) {
        uint32_t node = i ? near[i - 1] : seed;
        if (node == PLAN_NONE)
            break;
        const struct where *where = &state->where[node];
        uint32_t r = where->route;
        if (r == PLAN_NONE || is_ruined(search, r))
            continue;
        uint32_t n = state->routes[r].n;
        uint32_t longest = (uint32_t)fmin(n, length_max);
        uint32_t length = (uint32_t)(rng_unit(rng) * longest + 1);
        length = length > n ? n : length;
        uint32_t kept = 0;
        if (length > 1 && length < n && rng_unit(rng) < SPLIT_SHARE) {
            kept = 1;
            while (length + kept < n && kept < STRING_MAX && rng_unit(rng) < SPLIT_GROWS)
                kept++;
        }
        remove_string(search, r, where->position, length, kept);
    }
    for (uint32_t i = 0; i < search->n_ruined; i++) {
        state_refresh(state, search->ruined[i]);
        if (model->n_facilities && !state->broken)
            drop_facilities(search, search->ruined[i]);
    }
}

/* ---- Recreate ---------------------------------------------------------------------------- */

enum order {
    ORDER_RANDOM,
    ORDER_DEMAND,
    ORDER_FAR,
    ORDER_CLOSE,
    ORDER_NARROW,
    ORDER_EARLY,
    ORDER_LATE
};

static double key_of(const struct search *search, uint32_t j, enum order order)
{
    const struct plan_model *model = search->model;
    const struct job *job = &model->jobs[j];
    const struct node *node = &model->nodes[job->first];
    double demand = 0;
    switch (order) {
    case ORDER_DEMAND:
        for (uint32_t d = 0; d < model->n_dims; d++)
            demand += (double)(job->pickup[d] + job->delivery[d]);
        return -demand;
    case ORDER_FAR:
        return -(double)model_arc(model, &model->vehicles[0], model->vehicles[0].start, node->place)
                    .cost;
    case ORDER_CLOSE:
        return (double)model_arc(model, &model->vehicles[0], model->vehicles[0].start, node->place)
            .cost;
    case ORDER_NARROW:
        return (double)(node->windows[node->n_windows - 1].until_s - node->windows[0].from_s);
    case ORDER_EARLY:
        return (double)node->windows[0].from_s;
    case ORDER_LATE:
        return -(double)node->windows[node->n_windows - 1].until_s;
    default:
        return 0;
    }
}

static void shuffle(struct rng *rng, uint32_t *list, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = rng_below(rng, i), swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
}

/* Sorts search->order[0..n) by search->keys (by job), stable merges for long lists avoided: heap.
 */
static void sift(uint32_t *list, const double *keys, uint32_t at, uint32_t n)
{
    for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && keys[list[child + 1]] > keys[list[child]])
            child++;
        if (keys[list[at]] >= keys[list[child]])
            return;
        uint32_t swap = list[at];
        list[at] = list[child];
        list[child] = swap;
    }
}

static void sort_by_key(uint32_t *list, const double *keys, uint32_t n)
{
    if (n <= 32) {
        for (uint32_t i = 1; i < n; i++) {
            uint32_t item = list[i], k = i;
            for (; k > 0 && keys[list[k - 1]] > keys[item]; k--)
                list[k] = list[k - 1];
            list[k] = item;
        }
        return;
    }
    for (uint32_t i = n / 2; i-- > 0;)
        sift(list, keys, i, n);
    for (uint32_t end = n; end-- > 1;) {
        uint32_t swap = list[0];
        list[0] = list[end];
        list[end] = swap;
        sift(list, keys, 0, end);
    }
}

static enum order draw_order(struct search *search)
{
    static const uint8_t weights[] = {4, 4, 2, 1, 2, 2, 2};
    uint32_t n = search->model->has_windows ? 17 : 11;
    uint32_t draw = rng_below(&search->rng, n);
    enum order order = ORDER_RANDOM;
    while (draw >= weights[order])
        draw -= weights[order++];
    return order;
}

/* The jobs to try now: those just removed, and a few of those that have been absent for long. */
static uint32_t choose_absent(struct search *search, bool all)
{
    struct state *state = &search->state;
    uint32_t n = 0, old = 0;
    for (uint32_t i = 0; i < state->n_absent; i++) {
        uint32_t j = state->absent[i];
        if (all || search->is_new[j])
            search->order[n++] = j;
        else
            old++;
        search->is_new[j] = false;
    }
    if (old) {
        uint32_t at = rng_below(&search->rng, state->n_absent), tried = 0, fresh = n;
        for (uint32_t i = 0; i < state->n_absent && tried < OLD_ABSENT_TRIED; i++) {
            uint32_t j = state->absent[(at + i) % state->n_absent];
            bool has = false;
            for (uint32_t k = 0; k < fresh && !has; k++)
                has = search->order[k] == j;
            if (has)
                continue;
            search->order[n++] = j;
            tried++;
        }
    }
    return n;
}

/* Whether a job goes in that costs more than leaving it out: others need it, or may share the way.
 * By chance, since they may not come; the first plan is for as many as can be. */
static bool goes_in_dear(struct search *search, uint32_t j, bool related, int64_t delta)
{
    const struct plan_model *model = search->model;
    bool needed = related && delta < model->chain_cost[j];
    bool shares = search->eager && (related || model->jobs[j].prize);
    return (needed && search->careful) || ((needed || shares) && rng_below(&search->rng, 2));
}

/* `waits`: see relation_prepare. */
static void insert_job(struct search *search, uint32_t j, bool waits)
{
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    if (!job_is_absent(state, j))
        return;
    bool related = model->jobs[j].in_relation && model->has_time_relations;
    if (related && relation_is_group(model, j)) {
        relation_place_group(&search->placer, j);
        return;
    }
    if (related && !relation_prepare(state, j, waits))
        return;
    struct place place;
    if (!(search->wild && place_draw(&search->placer, j, &place)) &&
        !place_find(&search->placer, j, &place))
        return;
    if (place.delta >= model->jobs[j].out_cost && !goes_in_dear(search, j, related, place.delta))
        return;
    place_apply(state, j, &place);
    if (related)
        relation_placed(state, j);
}

/* What leaves a route broken is taken back; what others were to wait for is then tried without. */
static void insert_carefully(struct search *search, uint32_t j)
{
    for (int waits = search->model->has_time_relations; waits >= 0; waits--) {
        state_mark(&search->state);
        insert_job(search, j, waits);
        if (!search->state.broken)
            return;
        state_undo(&search->state);
    }
}

void search_recreate(struct search *search, bool all)
{
    if (!search->model->n_vehicles)
        return;
    uint32_t n = choose_absent(search, all);
    enum order order = draw_order(search);
    uint32_t *list = search->order + search->model->n_jobs;
    for (uint32_t i = 0; i < n; i++)
        list[i] = search->order[i];
    shuffle(&search->rng, list, n);
    if (order != ORDER_RANDOM) {
        for (uint32_t i = 0; i < n; i++)
            search->keys[list[i]] = key_of(search, list[i], order);
        sort_by_key(list, search->keys, n);
    }
    for (uint32_t i = 0; i < n && !search->state.broken; i++) {
        if (search->careful)
            insert_carefully(search, list[i]);
        else
            insert_job(search, list[i],
                       search->model->has_time_relations && rng_below(&search->rng, 2));
        /* Of all jobs, each may be looked for everywhere. */
        if ((all || i % 64 == 63) && budget_is_over(&search->budget))
            break;
    }
}

/* ---- Annealing --------------------------------------------------------------------------- */

void search_set_heat(struct search *search)
{
    const struct plan_model *model = search->model;
    uint32_t present = model->n_visits - search->state.n_absent;
    double cost = 0;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct route *route = &search->state.routes[v];
        for (uint32_t i = 0; route->n && i <= route->n; i++)
            cost += route->spots[i].next_cost;
    }
    double mean = cost * (double)model->weight[PLAN_TERM_COST] / (present ? present : 1);
    search->scale = mean > 1 ? mean : 1;
}

/* One ruin and recreate. */
static void rebuild(struct search *search, double few)
{
    struct state *state = &search->state;
    search->placer.blink = (uint32_t)((BLINK + few * BLINK_FEW) * 4294967296.0);
    search->wild = few > 0 && rng_unit(&search->rng) < few * WILD_SHARE;
    search->placer.level = search->model->has_global_terms && rng_below(&search->rng, 2);
    search->eager = search->model->has_prizes && rng_unit(&search->rng) < EAGER_SHARE;
    search_ruin(search);
    if (!state->broken)
        search_recreate(search, false);
    for (uint32_t i = 0; search->model->n_facilities && i < search->n_ruined; i++) {
        if (!state->broken)
            search_cut_trips(search, search->ruined[i], true);
    }
    search->eager = search->wild = search->placer.level = false;
}

/* Everything out and in again anywhere: whatever the search has settled on, it looks elsewhere. */
static void restart(struct search *search)
{
    struct state *state = &search->state;
    for (uint32_t j = 0; j < search->model->n_jobs; j++) {
        const struct job *job = &search->model->jobs[j];
        const struct where *where = &state->where[job->first + job->n_nodes - 1];
        if (job_is_absent(state, j) || !state_is_free(state, where->route, where->position))
            continue;
        state_remove_job(state, j, true);
        if (job->in_relation && search->model->has_time_relations)
            relation_removed(state, j);
    }
    for (uint32_t v = 0; search->model->n_facilities && v < search->model->n_vehicles; v++)
        state_set_route(state, v, search->model->vehicles[v].frozen,
                        search->model->vehicles[v].n_frozen);
    state->broken = false;
    search->wild = true;
    search->eager = search->model->has_prizes;
    search_recreate(search, true);
    search->wild = search->eager = false;
}

void search_run(struct search *search, double hot, double cold, int64_t iterations, double share)
{
    struct state *state = &search->state;
    struct budget *budget = &search->budget;
    double heat = 0, first = budget_share(budget);
    search_set_heat(search);
    search->current = state->objective;
    double few = fmax(0, 1 - (double)search->model->n_visits / FEW_VISITS);
    const int64_t anew_each =
        search->model->n_visits <= RESTART_VISITS ? RESTART_PER_VISIT * search->model->n_visits : 0;
    bool reshapes = search->model->n_vehicles > 1 || search->model->n_facilities;
    snapshot_take(&search->own, state);
    if (!search->model->n_visits || !search->model->n_vehicles)
        return;
    /* Ways that are asked for can take long: then the clock is read every time. */
    bool asks = !search->model->vehicles[0].arcs;
    for (int64_t i = 0; !budget->over; i++) {
        if (asks || i % 16 == 0 || budget_is_cancelled(budget)) {
            if (budget_is_over(budget))
                break;
            double done = iterations ? (double)i / (double)iterations
                                     : (budget_share(budget) - first) / (share - first + 1e-9);
            if (done >= 1)
                break;
            heat = search->scale * hot * pow(cold / hot, done);
        }
        budget->spent++;
        state_mark(state);
        bool anew = anew_each && i % anew_each == anew_each - 1;
        if (anew)
            restart(search);
        else if (reshapes && rng_unit(&search->rng) < RESHAPE_SHARE + few * RESHAPE_FEW)
            search_reshape(search);
        else
            rebuild(search, few);
        state_sum(state);
        double limit = (double)search->current - heat * log(rng_unit(&search->rng) + 1e-300);
        if (state->broken || (!anew && (double)state->objective >= limit)) {
            for (uint32_t k = 0; k < state->n_absent; k++)
                search->is_new[state->absent[k]] = false;
            state_undo(state);
            continue;
        }
        search->current = state->objective;
        if (search->current < search->own.objective) {
            snapshot_take(&search->own, state);
            if (search->current < search->best.objective)
                search_note_best(search);
        }
    }
    state_mark(state);
}
