#include <stdlib.h>
#include <string.h>

#include "catalog/prices.h"
#include "catalog/watches.h"
#include "live/round_int.h"

/* Prices come from packs/dispatch.yaml; the planner is given them in tenths of a second of travel.
 */
enum { DAY_S = 86400, WEEK_S = 7 * DAY_S };

static int64_t tenths(double seconds)
{
    return (int64_t)(seconds * ROUND_TENTHS + 0.5);
}

static const struct plan_term terms[] = {
    {PLAN_TERM_PRIORITY, 0, 1}, {PLAN_TERM_UNASSIGNED, 1, 1}, {PLAN_TERM_LATENESS, 2, 1},
    {PLAN_TERM_COST, 2, 1},     {PLAN_TERM_CHANGE, 2, 1},
};

static double quantity(const json_t *lines, const char *item)
{
    double sum = 0;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (strcmp(json_text(line, "item", ""), item) == 0)
            sum += json_f64(line, "qty", 0);
    }
    return sum;
}

/* Loads count whole pieces; what is needed is rounded up, what is there down. */
static int64_t *goods_needed(struct round *round, const json_t *needs)
{
    int64_t *load = arena_array(round->arena, int64_t, ROUND_GOODS_MAX);
    for (uint32_t g = 0; g < round->n_goods; g++) {
        double need = quantity(json_object_get(needs, "protection"), round->goods[g]) +
                      quantity(json_object_get(needs, "stock"), round->goods[g]);
        load[g] = (int64_t)need + (need > (double)(int64_t)need);
    }
    return load;
}

/* What the job takes that the crew stands in is on board until it is handed over, and spoken for.
 */
static int64_t *goods_on_board(struct round *round, const struct round_crew *crew)
{
    int64_t *load = arena_array(round->arena, int64_t, ROUND_GOODS_MAX);
    const int64_t *taken = crew->standing ? goods_needed(round, crew->standing) : NULL;
    for (uint32_t g = 0; g < round->n_goods; g++) {
        load[g] = (int64_t)quantity(json_object_get(crew->json, "stock"), round->goods[g]);
        load[g] -= taken ? taken[g] : 0;
        load[g] = load[g] > 0 ? load[g] : 0;
    }
    return load;
}

/* What leaving a job out costs, beside others of its priority: as much as serving it in a day, and
 * that twice, so that it is never cheaper to drop who has waited longest than to come late; and
 * once more when a crew was promised, which nobody loses to a later caller. */
static int64_t price_of_leaving_out(const struct round *round, const struct round_job *job,
                                    const struct plan_visit *visit, int64_t due_s)
{
    int64_t waited_s = round->now_ms / 1000 - due_s;
    if (waited_s > WEEK_S || waited_s < -WEEK_S)
        waited_s = waited_s < 0 ? -WEEK_S : WEEK_S;
    int64_t served_late_s = waited_s + DAY_S > 0 ? waited_s + DAY_S : 0;
    int64_t promised_s = job->crew != PLAN_NONE && !round->afresh ? WEEK_S : 0;
    return (visit->late_cost_per_s + visit->wait_cost_per_s) * (2 * served_late_s + promised_s);
}

/* The class in which a job leaves its crew: none when disinfection belongs to it. */
static uint32_t exposure_of(const struct round *round, const json_t *needs)
{
    const struct catalog *catalog = round->network->catalog;
    const char *word = json_text(needs, "exposure", "clean");
    int class =
        catalog && json_i64(needs, "after_s", 0) == 0 ? catalog_exposure_class(catalog, word) : 0;
    return class > 0 ? (uint32_t) class : 0;
}

/* From dirty to cleaner takes the disinfection of the class that is left, on the spot. NULL when
 * nobody is or becomes dirty. */
static struct plan_exposure *model_exposures(struct round *round, const struct plan_job *jobs,
                                             uint32_t *n)
{
    const struct catalog *catalog = round->network->catalog;
    uint32_t worst = 0;
    for (uint32_t c = 0; c < round->n_crews; c++)
        worst = round->crews[c].exposure > worst ? round->crews[c].exposure : worst;
    for (uint32_t m = 0; m < round->numbers.n; m++)
        worst = jobs[m].exposure > worst ? jobs[m].exposure : worst;
    *n = worst ? worst + 1 : 0;
    if (!worst)
        return NULL;
    struct plan_exposure *rules = arena_array(round->arena, struct plan_exposure, (size_t)*n * *n);
    for (uint32_t from = 1; from < *n; from++) {
        for (uint32_t to = 0; to < from; to++)
            rules[from * *n + to].on_spot_s =
                60 * catalog_decontamination_min(catalog, catalog_exposure_word(catalog, from));
    }
    return rules;
}

static void model_job(struct round *round, struct round_job *job, struct plan_job *out)
{
    plan_job_init(out);
    int64_t priority = json_i64(job->json, "priority", 0);
    int64_t due_ms = world_time(job->json, "due_at", 0);
    const struct prices *prices = catalog_prices(round->network->catalog);
    out->visits[0].place = job->place;
    out->visits[0].service_s =
        json_i64(job->needs, "service_s", 0) + json_i64(job->needs, "after_s", 0);
    out->visits[0].setup_s = json_i64(job->needs, "gate_s", 0);
    if (due_ms) {
        /* Due at the door: passing the gate and dressing come before. */
        out->visits[0].due_s = due_ms / 1000 - out->visits[0].setup_s;
        out->visits[0].late_cost_per_s = tenths(prices->late * (double)(10 + priority) / 10);
    }
    out->visits[0].asked_s = world_time(job->json, "received_at", round->now_ms) / 1000;
    out->visits[0].wait_cost_per_s = tenths(prices_wait(prices, priority));
    if (due_ms)
        out->prize = price_of_leaving_out(round, job, &out->visits[0], due_ms / 1000);
    out->priority = (uint32_t)(priority > PLAN_PRIORITY_MAX ? PLAN_PRIORITY_MAX : priority);
    out->exposure = exposure_of(round, job->needs);
    if (round->n_goods && !job->forced)
        out->delivery = goods_needed(round, job->needs);
    if (!job->in_hand && job->next_of == PLAN_NONE) {
        out->only_vehicles = job->may;
        out->n_only_vehicles = job->n_may;
    }
    if (job->crew != PLAN_NONE && job->visit && !round->afresh) {
        out->promised_vehicle = job->crew;
        out->promised_start_s = world_time(job->visit, "start_at", 0) / 1000;
    } else if (job->proposes && job->proposed_to != PLAN_NONE) {
        out->promised_vehicle = job->proposed_to;
        out->promised_start_s = -1;
    }
}

static struct numbering number_jobs(struct round *round)
{
    struct numbering numbers = {arena_array(round->arena, uint32_t, round->n_jobs + 1),
                                arena_array(round->arena, uint32_t, round->n_jobs + 1), 0};
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        struct round_job *job = &round->jobs[j];
        bool standing_in_it = strcmp(json_text(job->json, "state", ""), "on_site") == 0;
        bool plannable = job->place != PLAN_NONE && (job->in_hand ? !standing_in_it : job->n_may);
        numbers.to_plan[j] = plannable ? numbers.n : PLAN_NONE;
        if (plannable)
            numbers.to_round[numbers.n++] = j;
    }
    return numbers;
}

/* From when the crew's times are counted: one on its way has driven since it was last seen, one at
 * a gate stands there since it came, and neither is there before now. */
static int64_t counts_from_s(const struct round *round, const struct round_crew *crew)
{
    const struct round_job *job = crew->n_in_hand ? &round->jobs[crew->in_hand[0]] : NULL;
    if (!job || crew->seen_s < 0 || job->place == PLAN_NONE)
        return crew->free_s;
    const int32_t *row = round->durations_s[crew->profile] + (size_t)crew->start * round->n_places;
    int64_t setup_s = job->is_at_gate ? json_i64(job->needs, "gate_s", 0) : 0;
    int64_t there_now_s = crew->free_s - row[job->place] - setup_s;
    int64_t from_s = crew->seen_s > there_now_s ? crew->seen_s : there_now_s;
    return from_s < crew->free_s ? from_s : crew->free_s;
}

static void model_crew(struct round *round, const struct numbering *numbers,
                       struct round_crew *crew, struct plan_vehicle *out)
{
    plan_vehicle_init(out);
    struct plan_window *shift = arena_make(round->arena, struct plan_window);
    shift->from_s = counts_from_s(round, crew);
    shift->until_s = crew->until_s > crew->free_s ? crew->until_s : crew->free_s;
    out->profile = crew->profile;
    out->cost_per_hour = 3600 * ROUND_TENTHS;
    out->exposure = crew->exposure;
    out->start = crew->start;
    out->windows = shift;
    out->n_windows = 1;
    const struct watches *watches = catalog_watches(round->network->catalog);
    out->drive_s = 60 * watches->drive_min;
    out->rest_s = 60 * watches->rest_min;
    if (round->n_goods)
        out->capacity = goods_on_board(round, crew);

    struct plan_step *frozen = arena_array(round->arena, struct plan_step, crew->n_in_hand + 3);
    for (uint32_t i = 0; i < crew->n_in_hand; i++) {
        uint32_t j = crew->in_hand[i];
        if (numbers->to_plan[j] == PLAN_NONE)
            continue;
        frozen[out->n_frozen++] = (struct plan_step){.kind = PLAN_STOP_JOB,
                                                     .index = numbers->to_plan[j],
                                                     .at_s = round->jobs[j].fixed_start_s,
                                                     .after_s = -1,
                                                     .before_s = -1};
    }
    uint32_t c = (uint32_t)(crew - round->crews);
    for (uint32_t m = 0; m < numbers->n; m++) {
        const struct round_job *job = &round->jobs[numbers->to_round[m]];
        if (job->next_of == c && !job->in_hand && out->n_frozen <= crew->n_in_hand + 1)
            frozen[out->n_frozen++] = (struct plan_step){PLAN_STOP_JOB, m, -1, -1, -1};
    }
    out->frozen = frozen;
}

/* The plan in force, less what has become impossible: crews in order, visits by their number. */
static struct plan_draft *draft_in_force(struct round *round, const struct numbering *numbers)
{
    struct plan_draft *draft = arena_make(round->arena, struct plan_draft);
    struct plan_draft_route *routes =
        arena_array(round->arena, struct plan_draft_route, round->n_crews + 1);
    for (uint32_t c = 0; c < round->n_crews; c++) {
        struct plan_step *steps = arena_array(round->arena, struct plan_step, numbers->n + 1);
        int64_t *seqs = arena_array(round->arena, int64_t, numbers->n + 1);
        uint32_t n = 0;
        for (uint32_t m = 0; m < numbers->n; m++) {
            const struct round_job *job = &round->jobs[numbers->to_round[m]];
            if (job->crew != c || !job->visit || job->next_of != PLAN_NONE)
                continue;
            bool may = job->in_hand;
            for (uint32_t i = 0; i < job->n_may && !may; i++)
                may = job->may[i] == c;
            if (!may)
                continue;
            int64_t seq = json_i64(job->visit, "seq", 0) - (job->in_hand ? 1000000 : 0);
            uint32_t at = n++;
            for (; at > 0 && seqs[at - 1] > seq; at--) {
                seqs[at] = seqs[at - 1];
                steps[at] = steps[at - 1];
            }
            seqs[at] = seq;
            steps[at] = (struct plan_step){PLAN_STOP_JOB, m, -1, -1, -1};
        }
        if (n)
            routes[draft->n_routes++] = (struct plan_draft_route){c, steps, n};
    }
    draft->routes = routes;
    return draft;
}

/* Which of the goods that a job needs the crew's planned work leaves too few of. */
static void name_scarce_good(struct round *round, uint32_t vehicle, const json_t *needs,
                             struct refusal_of *why)
{
    const int64_t *need = goods_needed(round, needs);
    const int64_t *on_board = goods_on_board(round, &round->crews[vehicle]);
    const int64_t *promised = NULL;
    for (uint32_t r = 0; r < round->plan->n_routes; r++) {
        if (round->plan->routes[r].vehicle == vehicle)
            promised = round->plan->routes[r].delivered;
    }
    for (uint32_t g = 0; g < round->n_goods; g++) {
        if (!need[g] || need[g] + (promised ? promised[g] : 0) <= on_board[g])
            continue;
        if (quantity(json_object_get(needs, "protection"), round->goods[g]) > 0)
            why->refusal = REFUSAL_PROTECTION;
        snprintf(why->word, sizeof why->word, "%s", round->goods[g]);
        return;
    }
}

/* What the planner says about a job that it left out, added to what eligibility said. */
static enum err add_refusals(struct round *round, const struct plan_draft *draft, uint32_t m,
                             struct round_job *job, struct error *error)
{
    struct plan_offers *offers = NULL;
    enum err rc = plan_explain(round->model, draft, m, 1, &offers, error);
    if (rc != ERR_OK)
        return rc;
    struct refusal_of *all =
        arena_array(round->arena, struct refusal_of, job->n_refusals + offers->n_refusals + 1);
    memcpy(all, job->refusals, job->n_refusals * sizeof *all);
    job->refusals = all;
    for (uint32_t i = 0; i < offers->n_refusals; i++) {
        const struct plan_refusal *refused = &offers->refusals[i];
        uint32_t set = refused->n_sets ? refused->sets[0] : 0;
        if (set & PLAN_BAD_ASSIGNMENT)
            continue;
        struct refusal_of *why = &job->refusals[job->n_refusals++];
        snprintf(why->crew, sizeof why->crew, "%s", round->crews[refused->vehicle].id);
        why->refusal = set & PLAN_BAD_LOAD          ? REFUSAL_STOCK
                       : set & PLAN_BAD_UNREACHABLE ? REFUSAL_ROAD
                                                    : REFUSAL_TIME;
        if (why->refusal == REFUSAL_STOCK)
            name_scarce_good(round, refused->vehicle, job->needs, why);
    }
    plan_offers_free(offers);
    return ERR_OK;
}

static enum err explain_left_out(struct round *round, const struct numbering *numbers,
                                 struct error *error)
{
    struct plan_draft *draft = plan_to_draft(round->plan);
    enum err rc = ERR_OK;
    for (uint32_t i = 0; i < round->plan->n_unassigned && rc == ERR_OK; i++) {
        uint32_t m = round->plan->unassigned[i];
        struct round_job *job = &round->jobs[numbers->to_round[m]];
        if (job->is_told)
            rc = add_refusals(round, draft, m, job, error);
    }
    free(draft);
    return rc;
}

/* Jobs no road leads to never reach the planner: each of their crews is told so. */
static void refuse_off_road(struct round *round)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        struct round_job *job = &round->jobs[j];
        if (job->place != PLAN_NONE || job->in_hand || job->n_may == 0)
            continue;
        job->refusals = arena_array(round->arena, struct refusal_of, job->n_may);
        job->n_refusals = job->n_may;
        for (uint32_t i = 0; i < job->n_may; i++) {
            job->refusals[i].refusal = REFUSAL_ROAD;
            snprintf(job->refusals[i].crew, ID_TEXT_SIZE, "%s", round->crews[job->may[i]].id);
        }
    }
}

/* ---- Placing at once ------------------------------------------------------------------------- */

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
    const int64_t *need = goods_needed(round, job->needs);
    int64_t *left = arena_array(round->arena, int64_t, ROUND_GOODS_MAX);
    bool *may = arena_array(round->arena, bool, round->n_crews + 1);
    for (uint32_t i = 0; i < job->n_may; i++) {
        const int64_t *has = goods_on_board(round, &round->crews[job->may[i]]);
        may[job->may[i]] = true;
        for (uint32_t g = 0; g < round->n_goods; g++)
            left[g] += has[g];
    }
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        const struct round_job *other = &round->jobs[j];
        bool takes = other->crew != PLAN_NONE && may[other->crew] && !other->forced &&
                     round->crews[other->crew].standing != other->needs;
        const int64_t *taken = takes ? goods_needed(round, other->needs) : NULL;
        for (uint32_t g = 0; taken && g < round->n_goods; g++)
            left[g] -= taken[g];
    }
    bool is_short = false;
    for (uint32_t g = 0; g < round->n_goods && !job->forced; g++)
        is_short |= need[g] > 0 && left[g] < need[g];
    return is_short;
}

/* Puts each waiting job where it fits best; false when one that was asked about fits nowhere,
 * though it might if others moved. */
static bool insert_waiting(struct round *round, const struct numbering *numbers,
                           const struct plan_draft *draft, struct plan_live *live)
{
    bool all = true;
    uint32_t n;
    const struct waiting_job *waiting = jobs_waiting(round, numbers, draft, &n);
    for (uint32_t i = 0; i < n; i++) {
        struct plan_offers *offers = NULL;
        bool fits = plan_live_insert(live, waiting[i].m, 1, false, &offers, NULL) == ERR_OK &&
                    offers->n_offers > 0 &&
                    plan_live_accept(live, waiting[i].m, &offers->offers[0], NULL) == ERR_OK;
        const struct round_job *job = &round->jobs[numbers->to_round[waiting[i].m]];
        all = all && (fits || !job->is_told || is_short_of_goods(round, job));
        plan_offers_free(offers);
    }
    return all;
}

/* What is new goes into the plan in force, which otherwise stays. NULL when that plan breaks rules
 * by now, or something does not fit beside it: then it takes a search. */
static struct plan *place_at_once(struct round *round, const struct numbering *numbers,
                                  const struct plan_draft *draft)
{
    struct plan *plan = NULL;
    struct plan_live *live = NULL;
    if (plan_evaluate(round->model, draft, &plan, NULL) != ERR_OK)
        return NULL;
    bool holds = plan->bad == 0;
    plan_free(plan);
    plan = NULL;
    if (holds && plan_live_new(round->model, draft, &live, NULL) == ERR_OK &&
        insert_waiting(round, numbers, draft, live) && plan_live_plan(live, &plan, NULL) != ERR_OK)
        plan = NULL;
    plan_live_free(live);
    return plan;
}

enum err round_model(struct round *round, struct error *error)
{
    struct numbering numbers = number_jobs(round);
    const struct prices *prices = catalog_prices(round->network->catalog);
    struct plan_job *jobs = arena_array(round->arena, struct plan_job, numbers.n + 1);
    struct plan_vehicle *vehicles =
        arena_array(round->arena, struct plan_vehicle, round->n_crews + 1);
    struct plan_profile *profiles =
        arena_array(round->arena, struct plan_profile, round->n_profiles + 1);
    round->numbers = numbers;
    for (uint32_t m = 0; m < numbers.n; m++)
        model_job(round, &round->jobs[numbers.to_round[m]], &jobs[m]);
    for (uint32_t c = 0; c < round->n_crews; c++)
        model_crew(round, &numbers, &round->crews[c], &vehicles[c]);
    for (uint32_t p = 0; p < round->n_profiles; p++) {
        profiles[p].durations_s = round->durations_s[p];
        profiles[p].distances_m = round->distances_m[p];
    }
    uint32_t n_exposures;
    const struct plan_exposure *exposures = model_exposures(round, jobs, &n_exposures);
    const struct plan_input input = {
        .n_places = round->n_places,
        .n_dims = round->n_goods,
        .n_types = 1,
        .exposures = exposures,
        .n_exposures = n_exposures,
        .profiles = profiles,
        .n_profiles = round->n_profiles,
        .jobs = jobs,
        .n_jobs = numbers.n,
        .vehicles = vehicles,
        .n_vehicles = round->n_crews,
        .terms = terms,
        .n_terms = sizeof terms / sizeof *terms,
        .change_vehicle_cost = tenths(prices->change_crew),
        .change_cost_per_hour = tenths(prices->change_hour),
        .change_tolerance_s = prices->change_tolerance_s,
    };
    refuse_off_road(round);
    if (numbers.n == 0)
        return ERR_OK;
    round->draft = draft_in_force(round, &numbers);
    return plan_model_new(&input, &round->model, error);
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

enum err round_solve(struct round *round, const struct round_effort *effort, struct error *error)
{
    int64_t since_ns = clock_monotonic_ns();
    enum err rc = round_model(round, error);
    if (rc != ERR_OK || !round->model)
        return rc;
    if (effort->at_once)
        round->plan = place_at_once(round, &round->numbers, round->draft);
    phase_end(effort->phases, LIVE_PLACE, &since_ns);
    if (!round->plan && round->at_once)
        rc = widen(round, error);
    if (rc == ERR_OK && !round->plan) {
        const struct plan_options options = {
            .iterations = effort->iterations,
            .seed = effort->seed,
            .cancel = effort->cancel,
            .start = round->afresh ? NULL : round->draft,
            .keep_start = !round->afresh,
        };
        rc = plan_solve(round->model, &options, &round->plan, error);
        phase_end(effort->phases, LIVE_SEARCH, &since_ns);
    }
    if (rc == ERR_OK && !(effort->cancel && *effort->cancel))
        rc = explain_left_out(round, &round->numbers, error);
    phase_end(effort->phases, LIVE_EXPLAIN, &since_ns);
    return rc;
}
