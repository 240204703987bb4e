#include "exact_world_int.h"

#include <stdlib.h>
#include <string.h>

static void two_windows(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++)
        for (int k = 0; k < 2; k++) {
            int64_t from = rng_between(rng, 0, 25);
            w->windows[2 * j + k][0] = (struct plan_window){from, from + rng_between(rng, 0, 10)};
            from = w->windows[2 * j + k][0].until_s + rng_between(rng, 5, 20);
            w->windows[2 * j + k][1] = (struct plan_window){from, from + rng_between(rng, 5, 30)};
            w->jobs[j].visits[k].windows = w->windows[2 * j + k];
            w->jobs[j].visits[k].n_windows = 2;
        }
}

static void service_and_setup(struct world *w, struct rng *rng)
{
    w->input.n_types = 2;
    w->vehicles[1].type = 1;
    for (int j = 0; j < JOBS; j++)
        for (int k = 0; k < 2; k++) {
            struct plan_visit *visit = &w->jobs[j].visits[k];
            visit->service_s = rng_between(rng, 0, 6);
            visit->setup_s = rng_between(rng, 0, 6);
            w->by_type[2 * j + k][0] = -1;
            w->by_type[2 * j + k][1] = rng_between(rng, -1, 9);
            visit->service_by_type_s = w->by_type[2 * j + k];
            visit->setup_by_type_s = w->by_type[2 * j + (1 - k)];
        }
    w->jobs[1].visits[0].place = w->jobs[0].visits[0].place;
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].cost_per_task_hour = 3600 * rng_between(rng, 0, 2);
}

static void mixed_loads(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++)
        for (int d = 0; d < DIMS; d++) {
            w->pickups[j][d] = rng_between(rng, 0, 4);
            w->deliveries[j][d] = w->jobs[j].kind == PLAN_JOB ? rng_between(rng, 0, 4) : 0;
        }
    for (int v = 0; v < VEHICLES; v++)
        for (int d = 0; d < DIMS; d++)
            w->capacities[v][d] = rng_between(rng, 5, 8);
}

static void skills(struct world *w, struct rng *rng)
{
    w->skills[0] = 5;
    w->skills[1] = 900;
    for (int j = 0; j < JOBS; j++) {
        w->jobs[j].skills = &w->skills[rng_below(rng, 2)];
        w->jobs[j].n_skills = rng_below(rng, 2);
    }
    w->vehicles[0].skills = w->skills;
    w->vehicles[0].n_skills = 2;
    w->vehicles[1].skills = &w->skills[1];
    w->vehicles[1].n_skills = 1;
}

static void shipments(struct world *w, struct rng *rng)
{
    for (int j = 0; j < 3; j++) {
        w->jobs[j].kind = PLAN_SHIPMENT;
        w->jobs[j].visits[1].place = rng_below(rng, PLACES);
        w->jobs[j].delivery = NULL;
        w->pickups[j][0] = rng_between(rng, 1, 5);
    }
    for (int v = 0; v < VEHICLES; v++)
        w->capacities[v][0] = rng_between(rng, 5, 9);
}

static void unlike_vehicles(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++) {
        w->vehicles[v].cost_fixed = rng_between(rng, 0, 30);
        w->vehicles[v].cost_per_hour = 3600 * rng_between(rng, 0, 3);
        w->vehicles[v].cost_per_km = rng_between(rng, 0, 20);
    }
}

static void open_ends(struct world *w, struct rng *rng)
{
    w->vehicles[0].end = PLAN_NONE;
    if (rng_below(rng, 2))
        w->vehicles[1].start = PLAN_NONE;
    else
        w->vehicles[1].end = rng_below(rng, PLACES);
}

static void shifts(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++) {
        int64_t from = rng_between(rng, 0, 10);
        w->shifts[v][0] = (struct plan_window){from, from + rng_between(rng, 15, 40)};
        from = w->shifts[v][0].until_s + rng_between(rng, 5, 20);
        w->shifts[v][1] = (struct plan_window){from, from + rng_between(rng, 15, 60)};
        w->vehicles[v].windows = w->shifts[v];
        w->vehicles[v].n_windows = 1 + rng_below(rng, 2);
    }
}

static void breaks(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++) {
        int64_t from = rng_between(rng, 0, 25);
        w->rests[v][0] = (struct plan_window){from, from + rng_between(rng, 0, 15)};
        for (int d = 0; d < DIMS; d++)
            w->rest_load[v][d] = rng_between(rng, 0, 6);
        w->breaks[v] = (struct plan_break){w->rests[v], 1, rng_between(rng, 1, 12),
                                           rng_below(rng, 2) ? w->rest_load[v] : NULL};
        w->vehicles[v].breaks = &w->breaks[v];
        w->vehicles[v].n_breaks = 1;
    }
}

/* No more than an order: deliveries before pickups. */
static void empty_breaks(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++) {
        uint32_t kind = rng_below(rng, 5);
        w->pickups[j][0] = kind < 2 ? rng_between(rng, 1, 4) : w->pickups[j][0];
        w->deliveries[j][0] = kind > 2 && w->jobs[j].kind == PLAN_JOB ? rng_between(rng, 1, 4) : 0;
    }
    for (int v = 0; v < VEHICLES; v++) {
        w->rests[v][0] = (struct plan_window){-PLAN_FOREVER, PLAN_FOREVER};
        w->breaks[v] = (struct plan_break){w->rests[v], 1, 0, w->rest_load[v]};
        w->vehicles[v].breaks = &w->breaks[v];
        w->vehicles[v].n_breaks = v == 0 || rng_below(rng, 3) > 0;
    }
}

static void max_tasks(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_tasks = 1 + rng_below(rng, 3);
}

static void max_travel(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_travel_s = rng_between(rng, 10, 40);
}

static void max_distance(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_distance_m = rng_between(rng, 100, 400);
}

static void max_duration(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_duration_s = rng_between(rng, 15, 60);
}

static void waiting_costs(struct world *w, struct rng *rng)
{
    w->vehicles[0].cost_per_waiting_hour = 3600 * rng_between(rng, 1, 3);
    w->vehicles[1].pay_shift = true;
}

static void prizes(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++) {
        w->jobs[j].optional = rng_below(rng, 3) > 0;
        w->jobs[j].prize = rng_between(rng, 0, 20);
    }
}

static void priorities(struct world *w, struct rng *rng)
{
    w->by_priority = true;
    w->terms[0].kind = PLAN_TERM_PRIORITY;
    for (int j = 0; j < JOBS; j++)
        w->jobs[j].priority = rng_below(rng, 4);
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_travel_s = rng_between(rng, 10, 20);
}

static void due_times(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++) {
        w->jobs[j].visits[0].due_s = rng_between(rng, 0, 20);
        w->jobs[j].visits[0].late_cost_per_s = rng_between(rng, 0, 4);
        w->jobs[j].visits[0].asked_s = rng_between(rng, 0, 20);
        w->jobs[j].visits[0].wait_cost_per_s = rng_between(rng, 0, 2);
    }
}

static void releases(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++)
        w->jobs[j].release_s = rng_between(rng, 0, 25);
    for (int v = 0; v < VEHICLES; v++) {
        w->shifts[v][0] = (struct plan_window){0, rng_between(rng, 40, 70)};
        w->vehicles[v].windows = w->shifts[v];
        w->vehicles[v].n_windows = 1;
    }
}

void exact_exposure(struct world *w, struct rng *rng)
{
    w->input.n_exposures = 2;
    w->input.exposures = w->exposures;
    w->exposures[2] = (struct plan_exposure){.forbidden = rng_below(rng, 2) != 0,
                                             .on_spot_s = rng_between(rng, 1, 15)};
    for (int j = 0; j < JOBS; j++)
        w->jobs[j].exposure = rng_below(rng, 2);
    w->vehicles[0].exposure = rng_below(rng, 2);
    for (int v = 0; v < VEHICLES; v++) {
        w->shifts[v][0] = (struct plan_window){0, rng_between(rng, 30, 60)};
        w->vehicles[v].windows = w->shifts[v];
        w->vehicles[v].n_windows = 1;
    }
}

static void assignments(struct world *w, struct rng *rng)
{
    static const uint32_t each[] = {0, 1};
    w->jobs[rng_below(rng, JOBS)].only_vehicles = &each[1];
    for (int j = 0; j < JOBS; j++) {
        if (w->jobs[j].only_vehicles)
            w->jobs[j].n_only_vehicles = 1;
        else if (rng_below(rng, 2)) {
            w->jobs[j].never_vehicles = &each[rng_below(rng, 2)];
            w->jobs[j].n_never_vehicles = 1;
        }
    }
}

static struct plan_relation *relate(struct world *w, enum plan_relation_kind kind, uint32_t a,
                                    uint32_t b)
{
    uint32_t *jobs = w->related[w->n_relations];
    struct plan_relation *relation = &w->relations[w->n_relations++];
    jobs[0] = a;
    jobs[1] = b;
    *relation = (struct plan_relation){.kind = kind, .jobs = jobs, .n_jobs = 2};
    w->input.relations = w->relations;
    w->input.n_relations = w->n_relations;
    return relation;
}

static void same_vehicle(struct world *w, struct rng *rng)
{
    relate(w, PLAN_SAME_VEHICLE, rng_below(rng, 2), 2 + rng_below(rng, 2));
}

static void different_vehicles(struct world *w, struct rng *rng)
{
    relate(w, PLAN_DIFFERENT_VEHICLE, rng_below(rng, 2), 2 + rng_below(rng, 2));
}

static void order(struct world *w, struct rng *rng)
{
    struct plan_relation *relation =
        relate(w, PLAN_ORDER, 2 + rng_below(rng, 2), rng_below(rng, 2));
    relation->gap_min_s = rng_between(rng, 0, 10);
    relation->gap_max_s = rng_below(rng, 2) ? relation->gap_min_s + rng_between(rng, 1, 20) : 0;
}

static void not_together(struct world *w, struct rng *rng)
{
    shipments(w, rng);
    relate(w, PLAN_NOT_TOGETHER, 0, 1 + rng_below(rng, 2));
}

static void together(struct world *w, struct rng *rng)
{
    relate(w, PLAN_SYNC, rng_below(rng, 2), 2 + rng_below(rng, 2));
}

/* Two kinds of vehicle on two networks; the second at half speed. */
static void profiles(struct world *w, struct rng *rng)
{
    for (int i = 0; i < PLACES * PLACES; i++) {
        w->slow[i] = w->durations[i] ? w->durations[i] + (int32_t)rng_below(rng, 3) : 0;
        w->detours[i] = w->distances[i] ? w->distances[i] + (int32_t)rng_below(rng, 30) : 0;
    }
    w->profiles[1] = (struct plan_profile){.durations_s = w->slow, .distances_m = w->detours};
    w->input.n_profiles = 2;
    w->vehicles[1].profile = 1;
    w->vehicles[rng_below(rng, 2)].speed_factor = 0.5;
}

static void driving_rule(struct world *w, struct rng *rng)
{
    for (int v = 0; v < VEHICLES; v++) {
        w->vehicles[v].drive_s = rng_between(rng, 5, 15);
        w->vehicles[v].rest_s = rng_between(rng, 1, 8);
    }
}

/* A job that no relation names, or JOBS. */
static uint32_t unrelated_job(const struct world *w)
{
    uint32_t j = JOBS;
    bool named = true;
    while (named && j-- > 0) {
        named = false;
        for (uint32_t r = 0; r < w->n_relations; r++)
            named |= w->related[r][0] == j || w->related[r][1] == j;
    }
    return named ? JOBS : j;
}

/* One shipment was picked up already; something collected lies on the other vehicle. */
static void on_board(struct world *w, struct rng *rng)
{
    uint32_t j = unrelated_job(w);
    for (int d = 0; d < DIMS; d++)
        w->on_board[1][d] = rng_between(rng, 0, 2);
    w->vehicles[1].load = w->on_board[1];
    if (j == JOBS)
        return;
    w->jobs[j].kind = PLAN_SHIPMENT;
    w->jobs[j].visits[1].place = rng_below(rng, PLACES);
    w->jobs[j].delivery = NULL;
    w->jobs[j].n_only_vehicles = w->jobs[j].n_never_vehicles = w->jobs[j].n_skills = 0;
    w->jobs[j].on_board_of = 0;
    w->pickups[j][0] = rng_between(rng, 0, 2);
    w->pickups[j][1] = 0;
}

/* The first vehicle has begun with the first job (a shipment: picked it up). */
static void frozen_prefix(struct world *w, struct rng *rng)
{
    struct plan_job *job = &w->jobs[0];
    job->n_only_vehicles = job->n_never_vehicles = job->n_skills = 0;
    if (job->on_board_of != PLAN_NONE)
        return;
    w->frozen[0] = (struct plan_step){
        .kind = job->kind == PLAN_SHIPMENT ? PLAN_STOP_PICKUP : PLAN_STOP_JOB, .at_s = -1};
    if (!w->n_relations && rng_below(rng, 2))
        w->frozen[0].at_s = rng_between(rng, 25, 35);
    w->vehicles[0].frozen = w->frozen;
    w->vehicles[0].n_frozen = 1;
}

/* Crews were promised, and begins where the schedule of a route is its own business. */
static void promises(struct world *w, struct rng *rng)
{
    bool timed = !w->n_relations && !w->input.n_facilities && !w->vehicles[0].drive_s &&
                 !w->vehicles[0].n_frozen && w->jobs[0].visits[0].n_windows < 2;
    for (int j = 0; j < JOBS; j++) {
        w->jobs[j].promised_vehicle = rng_below(rng, 3) ? rng_below(rng, VEHICLES) : PLAN_NONE;
        w->jobs[j].promised_start_s = timed ? rng_between(rng, -10, 40) : -1;
    }
    w->input.change_vehicle_cost = rng_between(rng, 1, 20);
    w->input.change_cost_per_hour = timed ? 3600 * rng_between(rng, 0, 2) : 0;
    w->input.change_tolerance_s = rng_between(rng, 0, 5);
}

/* A term over all routes, before the cost. */
static void balance(struct world *w, struct rng *rng)
{
    static const enum plan_term_kind kinds[] = {PLAN_TERM_MAX_DURATION, PLAN_TERM_LOAD_SPREAD,
                                                PLAN_TERM_TASK_SPREAD};
    for (uint32_t t = 1; t < w->input.n_terms; t++)
        w->terms[t].level = 2;
    w->terms[w->input.n_terms++] = (struct plan_term){kinds[rng_below(rng, 3)], 1, 1};
    for (int j = 0; j < JOBS; j++)
        w->pickups[j][0] += w->pickups[j][0] == 0 && w->jobs[j].on_board_of == PLAN_NONE;
}

const struct exact_feature exact_features[] = {
    {"shipments", shipments, false},
    {"two windows", two_windows, true},
    {"service and setup", service_and_setup, false},
    {"mixed loads", mixed_loads, false},
    {"skills", skills, true},
    {"unlike vehicles", unlike_vehicles, false},
    {"open ends", open_ends, false},
    {"shifts", shifts, false},
    {"breaks", breaks, false},
    {"empty breaks", empty_breaks, false},
    {"max tasks", max_tasks, true},
    {"max travel", max_travel, true},
    {"max distance", max_distance, true},
    {"max duration", max_duration, true},
    {"waiting costs", waiting_costs, false},
    {"reloads", exact_reloads, false},
    {"disposal", exact_disposal, false},
    {"prizes", prizes, false},
    {"priorities", priorities, false},
    {"due times", due_times, false},
    {"releases", releases, false},
    {"exposure", exact_exposure, false},
    {"assignments", assignments, true},
    {"same vehicle", same_vehicle, true},
    {"different vehicles", different_vehicles, true},
    {"order", order, true},
    {"not together", not_together, false},
    {"together", together, true},
    {"profiles", profiles, false},
    {"max trips", exact_max_trips, false},
    {"cleaning place", exact_cleaning_place, false},
    {"driving rule", driving_rule, false},
    {"on board", on_board, false},
    {"frozen prefix", frozen_prefix, false},
    {"promises", promises, false},
    {"balance", balance, false},
    {"shipments among trips", exact_shipments_among_trips, false},
};
const int exact_n_features = sizeof exact_features / sizeof *exact_features;

void exact_make_base(struct world *w, struct rng *rng)
{
    int64_t x[PLACES], y[PLACES];
    memset(w, 0, sizeof *w);
    for (int i = 0; i < PLACES; i++) {
        x[i] = rng_between(rng, 0, 9);
        y[i] = rng_between(rng, 0, 9);
    }
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++) {
            w->durations[i * PLACES + j] = (int32_t)(llabs(x[i] - x[j]) + llabs(y[i] - y[j]));
            w->distances[i * PLACES + j] = 10 * w->durations[i * PLACES + j];
        }
    w->profiles[0] =
        (struct plan_profile){.durations_s = w->durations, .distances_m = w->distances};
    for (int j = 0; j < JOBS; j++) {
        plan_job_init(&w->jobs[j]);
        w->jobs[j].visits[0].place = 2 + rng_below(rng, PLACES - 2);
        w->jobs[j].pickup = w->pickups[j];
        w->jobs[j].delivery = w->deliveries[j];
    }
    for (int v = 0; v < VEHICLES; v++) {
        plan_vehicle_init(&w->vehicles[v]);
        w->vehicles[v].start = (uint32_t)v;
        w->vehicles[v].end = (uint32_t)v;
        w->capacities[v][0] = w->capacities[v][1] = 100;
        w->vehicles[v].capacity = w->capacities[v];
        w->shifts[v][0] = (struct plan_window){0, 100};
        w->vehicles[v].windows = w->shifts[v];
        w->vehicles[v].n_windows = 1;
    }
    w->terms[0] = (struct plan_term){PLAN_TERM_UNASSIGNED, 0, 1};
    w->terms[1] = (struct plan_term){PLAN_TERM_COST, 1, 1};
    w->terms[2] = (struct plan_term){PLAN_TERM_LATENESS, 1, 1};
    w->terms[3] = (struct plan_term){PLAN_TERM_CHANGE, 1, 1};
    w->input = (struct plan_input){.n_places = PLACES,
                                   .n_dims = DIMS,
                                   .n_types = 1,
                                   .profiles = w->profiles,
                                   .n_profiles = 1,
                                   .jobs = w->jobs,
                                   .n_jobs = JOBS,
                                   .vehicles = w->vehicles,
                                   .n_vehicles = VEHICLES,
                                   .facilities = w->facilities,
                                   .terms = w->terms,
                                   .n_terms = 4};
}
