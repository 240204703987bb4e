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
int64_t *round_goods_needed(struct round *round, const json_t *needs)
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
int64_t *round_goods_on_board(struct round *round, const struct round_crew *crew)
{
    int64_t *load = arena_array(round->arena, int64_t, ROUND_GOODS_MAX);
    const int64_t *taken = crew->standing ? round_goods_needed(round, crew->standing) : NULL;
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
 * nobody has to go to a place that is cleaner: then nothing is dirty to the planner. */
static struct plan_exposure *model_exposures(struct round *round, struct plan_job *jobs,
                                             struct plan_vehicle *vehicles, uint32_t *n)
{
    const struct catalog *catalog = round->network->catalog;
    uint32_t worst = 0, cleanest = UINT32_MAX;
    for (uint32_t c = 0; c < round->n_crews; c++)
        worst = vehicles[c].exposure > worst ? vehicles[c].exposure : worst;
    for (uint32_t m = 0; m < round->numbers.n; m++) {
        worst = jobs[m].exposure > worst ? jobs[m].exposure : worst;
        cleanest = jobs[m].exposure < cleanest ? jobs[m].exposure : cleanest;
    }
    *n = worst > cleanest ? worst + 1 : 0;
    for (uint32_t c = 0; !*n && c < round->n_crews; c++)
        vehicles[c].exposure = 0;
    for (uint32_t m = 0; !*n && m < round->numbers.n; m++)
        jobs[m].exposure = 0;
    if (!*n)
        return NULL;
    struct plan_exposure *rules = arena_array(round->arena, struct plan_exposure, (size_t)*n * *n);
    for (uint32_t from = 1; from < *n; from++) {
        for (uint32_t to = 0; to < from; to++)
            rules[from * *n + to].on_spot_s =
                60 * catalog_decontamination_min(catalog, catalog_exposure_word(catalog, from));
    }
    return rules;
}

/* Goods change hands at a gate while it is open, on whichever side of the border its place lies. */
static void keep_gate_hours(struct round *round, const struct round_job *job,
                            struct plan_visit *visit)
{
    enum { WINDOWS = 8 };
    const char *gate = json_text(json_object_get(job->json, "handover"), "gate", "");
    struct road_hours hours;
    if (job->in_hand || job->forced || job->any_hour || !*gate ||
        !network_gate_hours(round->network, round->world, gate, &hours))
        return;
    struct plan_window *windows = arena_array(round->arena, struct plan_window, WINDOWS);
    int64_t at_ms = round->now_ms;
    while (visit->n_windows < WINDOWS && at_ms < INT64_MAX) {
        int64_t open_ms = at_ms + road_hours_wait_ms(&hours, at_ms);
        at_ms = road_hours_next_ms(&hours, open_ms);
        windows[visit->n_windows++] = (struct plan_window){
            open_ms / 1000, at_ms < INT64_MAX ? at_ms / 1000 - 1 : at_ms / 1000};
    }
    visit->windows = windows;
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
    keep_gate_hours(round, job, &out->visits[0]);
    out->visits[0].asked_s = world_time(job->json, "received_at", round->now_ms) / 1000;
    out->visits[0].wait_cost_per_s = tenths(prices_wait(prices, priority));
    if (due_ms)
        out->prize = price_of_leaving_out(round, job, &out->visits[0], due_ms / 1000);
    out->priority = (uint32_t)(priority > PLAN_PRIORITY_MAX ? PLAN_PRIORITY_MAX : priority);
    out->exposure = exposure_of(round, job->needs);
    if (round->n_goods && !job->forced)
        out->delivery = round_goods_needed(round, job->needs);
    if (!job->in_hand && job->next_of == PLAN_NONE) {
        out->only_vehicles = job->may;
        out->n_only_vehicles = job->n_may;
    }
    if (job->crew != PLAN_NONE && job->visit && !round->afresh) {
        out->promised_vehicle = job->crew;
        out->promised_start_s = job->object->start_s ? job->object->start_s
                                                     : world_time(job->visit, "start_at", 0) / 1000;
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

/* How long the crew has driven without a rest by the time its route starts. */
static int64_t driven_s(const struct round_crew *crew, int64_t start_s, int64_t rest_s)
{
    const json_t *drive = json_object_get(crew->json, "drive");
    int64_t before_s = json_i64(drive, "driven_s", 0);
    int64_t from_s = world_time(drive, "from", -1000) / 1000;
    int64_t stood_s = start_s - world_time(drive, "stood_from", 0) / 1000;
    if (from_s >= 0)
        return before_s + (start_s > from_s ? start_s - from_s : 0);
    return stood_s < rest_s ? before_s : 0;
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
    out->driven_s = driven_s(crew, shift->from_s, out->rest_s);
    if (round->n_goods)
        out->capacity = round_goods_on_board(round, crew);

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
    const int64_t *need = round_goods_needed(round, needs);
    const int64_t *on_board = round_goods_on_board(round, &round->crews[vehicle]);
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
                       : set & PLAN_BAD_WINDOW      ? REFUSAL_GATE
                                                    : REFUSAL_TIME;
        if (why->refusal == REFUSAL_STOCK)
            name_scarce_good(round, refused->vehicle, job->needs, why);
    }
    plan_offers_free(offers);
    return ERR_OK;
}

enum err round_explain_left_out(struct round *round, struct error *error)
{
    const struct numbering *numbers = &round->numbers;
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
    const struct plan_exposure *exposures = model_exposures(round, jobs, vehicles, &n_exposures);
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
