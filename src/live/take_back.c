/*
 * Danger to life goes before what a crew has accepted: packs/dispatch.yaml says from which priority
 * on, before what, and for how many seconds. A crew that is at a gate or a door is left there, and
 * so is what people decided.
 */
#include <string.h>

#include "catalog/prices.h"
#include "live/round_int.h"

static int64_t priority_of(const struct round_job *job)
{
    return json_i64(job->json, "priority", 0);
}

/* When somebody is there by a plan; INT64_MAX: nobody is. */
static int64_t arrival_s(const struct round *round, const struct plan *plan, uint32_t j)
{
    uint32_t m = round->numbers.to_plan[j];
    for (uint32_t r = 0; plan && r < plan->n_routes; r++) {
        const struct plan_route *route = &plan->routes[r];
        for (uint32_t i = 0; i < route->n_stops; i++) {
            if (route->stops[i].kind == PLAN_STOP_JOB && route->stops[i].index == m)
                return route->stops[i].arrival_s;
        }
    }
    return INT64_MAX;
}

static bool may_be_let_go(const struct round_job *job, const struct prices *prices)
{
    const char *state = json_text(job->json, "state", "");
    bool is_on_way = strcmp(state, "accepted") == 0 || strcmp(state, "en_route") == 0;
    return is_on_way && !job->forced && !json_is_object(json_object_get(job->json, "pin")) &&
           priority_of(job) < prices->take_back_below;
}

static bool is_crew_to_take(const struct round *round, const struct round_crew *crew,
                            const struct prices *prices)
{
    bool takes = crew->n_in_hand > 0 && !crew->standing;
    for (uint32_t i = 0; takes && i < crew->n_in_hand; i++)
        takes = may_be_let_go(&round->jobs[crew->in_hand[i]], prices);
    return takes;
}

/* Of the crews that may and can, and have something to be let go, the one that would be there first
 * if it went now; PLAN_NONE: none is there sooner than `by_s`. */
static uint32_t crew_to_take(const struct round *round, const struct round_job *job, int64_t by_s)
{
    const struct prices *prices = catalog_prices(round->network->catalog);
    uint32_t best = PLAN_NONE;
    for (uint32_t i = 0; i < job->n_may; i++) {
        const struct round_crew *crew = &round->crews[job->may[i]];
        const int32_t *row =
            round->durations_s[crew->profile] + (size_t)crew->start * round->n_places;
        int64_t there_s = crew->free_s + row[job->place];
        if (there_s >= by_s || !is_crew_to_take(round, crew, prices))
            continue;
        best = job->may[i];
        by_s = there_s;
    }
    return best;
}

/* What the crew had in hand is planned as what it was promised only. */
static void let_go(struct round *round, uint32_t c, const char *number)
{
    struct round_crew *crew = &round->crews[c];
    for (uint32_t i = 0; i < crew->n_in_hand; i++) {
        struct round_job *job = &round->jobs[crew->in_hand[i]];
        job->in_hand = false;
        job->taken_for = number;
        job->fixed_start_s = -1;
        job->own_only = true;
        job->may = arena_make(round->arena, uint32_t);
        job->may[0] = c;
        job->n_may = 1;
    }
    crew->n_in_hand = 0;
    crew->seen_s = -1;
}

/* Somebody is there in time by the plan as it would be, and everybody who was let go is planned. */
static bool is_worth_it(const struct round *round, const struct plan *plan, uint32_t urgent,
                        int64_t by_s)
{
    bool all = arrival_s(round, plan, urgent) <= by_s;
    for (uint32_t j = 0; all && j < round->n_jobs; j++)
        all = !round->jobs[j].taken_for || arrival_s(round, plan, j) < INT64_MAX;
    return all;
}

/* Plans with the crew let go; all is as it was when that is not worth it. */
static enum err try_crew(struct round *round, uint32_t urgent, uint32_t c, int64_t by_s,
                         struct error *error)
{
    const struct round was = *round;
    const struct round_crew crew_was = round->crews[c];
    struct round_job *jobs_were = arena_array(round->arena, struct round_job, round->n_jobs + 1);
    memcpy(jobs_were, round->jobs, round->n_jobs * sizeof *jobs_were);
    let_go(round, c, json_text(round->jobs[urgent].json, "number", ""));
    round->model = NULL;
    round->plan = NULL;
    enum err rc = round_model(round, error);
    struct plan *plan = rc == ERR_OK ? round_insert(round) : NULL;
    if (plan && is_worth_it(round, plan, urgent, by_s)) {
        plan_free(was.plan);
        plan_model_free(was.model);
        round->plan = plan;
        return ERR_OK;
    }
    plan_free(plan);
    plan_model_free(round->model);
    memcpy(round->jobs, jobs_were, round->n_jobs * sizeof *jobs_were);
    round->crews[c] = crew_was;
    *round = was;
    return rc;
}

enum err round_take_back(struct round *round, struct error *error)
{
    const struct prices *prices = catalog_prices(round->network->catalog);
    enum err rc = ERR_OK;
    for (uint32_t j = 0; prices->take_back_from && j < round->n_jobs && rc == ERR_OK; j++) {
        const struct round_job *job = &round->jobs[j];
        if (priority_of(job) < prices->take_back_from || job->in_hand || job->proposes ||
            job->decided || job->place == PLAN_NONE || round->numbers.to_plan[j] == PLAN_NONE)
            continue;
        int64_t now_planned_s = arrival_s(round, round->plan, j);
        int64_t by_s = now_planned_s < INT64_MAX ? now_planned_s - prices->take_back_sooner_s
                                                 : round->now_ms / 1000 + 86400;
        uint32_t c = crew_to_take(round, job, by_s);
        if (c != PLAN_NONE)
            return try_crew(round, j, c, by_s, error);
    }
    return rc;
}
