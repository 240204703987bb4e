#include "city.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void make_streets(struct city *city, struct rng *rng)
{
    double x[CITY_PLACES], y[CITY_PLACES];
    for (int i = 0; i < CITY_PLACES; i++) {
        x[i] = rng_unit(rng) * 1000;
        y[i] = rng_unit(rng) * 1000;
    }
    for (int i = 0; i < CITY_PLACES; i++) {
        for (int k = 0; k < CITY_PLACES; k++)
            city->matrix[i * CITY_PLACES + k] = (int32_t)ceil(hypot(x[i] - x[k], y[i] - y[k]));
    }
    city->profile = (struct plan_profile){.durations_s = city->matrix, .distances_m = city->matrix};
}

static void make_windows(struct rng *rng, struct plan_visit *visit, struct plan_window *windows)
{
    int64_t from = rng_below(rng, 5000);
    windows[0] = (struct plan_window){from, from + 200 + rng_below(rng, 2500)};
    visit->windows = windows;
    visit->n_windows = 1;
    if (rng_below(rng, 3) == 0) {
        from = windows[0].until_s + 1 + rng_below(rng, 1000);
        windows[1] = (struct plan_window){from, from + 100 + rng_below(rng, 1000)};
        visit->n_windows = 2;
    }
}

static void make_job(struct city *city, struct rng *rng, uint32_t j, uint32_t parts)
{
    struct plan_job *job = &city->jobs[j];
    plan_job_init(job);
    job->kind = parts & CITY_SHIPMENTS && rng_below(rng, 2) ? PLAN_SHIPMENT : PLAN_JOB;
    for (int k = 0; k < 2; k++) {
        struct plan_visit *visit = &job->visits[k];
        visit->place = 2 + rng_below(rng, CITY_PLACES - 2);
        visit->service_s = rng_below(rng, 120);
        if (parts & CITY_SETUP)
            visit->setup_s = rng_below(rng, 60);
        if (parts & CITY_WINDOWS && rng_below(rng, 2))
            make_windows(rng, visit, city->windows[j][k]);
        if (parts & CITY_LATE) {
            visit->due_s = 500 + rng_below(rng, 4000);
            visit->late_cost_per_s = rng_below(rng, 4);
        }
        for (int d = 0; d < 2; d++)
            city->loads[j][k][d] = rng_below(rng, 6);
    }
    if (parts & CITY_LOADS) {
        if (job->kind == PLAN_SHIPMENT || rng_below(rng, 2))
            job->pickup = city->loads[j][0];
        if (job->kind == PLAN_JOB && rng_below(rng, 2))
            job->delivery = city->loads[j][1];
    }
    if (parts & CITY_SKILLS && rng_below(rng, 3) == 0) {
        job->skills = &city->skills[rng_below(rng, 3)];
        job->n_skills = 1;
    }
    if (parts & CITY_RELEASES && rng_below(rng, 2))
        job->release_s = rng_below(rng, 2000);
    if (parts & CITY_EXPOSURE)
        job->exposure = rng_below(rng, 3);
    if (parts & CITY_LISTS) {
        city->lists[j][0] = rng_below(rng, CITY_VEHICLES);
        city->lists[j][1] = rng_below(rng, CITY_VEHICLES);
        uint32_t which = rng_below(rng, 6);
        if (which == 0) {
            job->only_vehicles = city->lists[j];
            job->n_only_vehicles = 2;
        } else if (which == 1) {
            job->never_vehicles = city->lists[j];
            job->n_never_vehicles = 2;
        } else if (which == 2) {
            job->promised_vehicle = city->lists[j][0];
            job->promised_start_s = rng_below(rng, 4000);
        } else if (which == 3 && job->kind == PLAN_SHIPMENT) {
            job->on_board_of = city->lists[j][1];
        }
    }
    job->priority = rng_below(rng, 4) ? 0 : rng_below(rng, 101);
    if (parts & CITY_OPTIONAL && rng_below(rng, 2)) {
        job->optional = true;
        job->prize = rng_below(rng, 1000);
    }
}

static void make_vehicle(struct city *city, struct rng *rng, uint32_t v, uint32_t parts)
{
    struct plan_vehicle *vehicle = &city->vehicles[v];
    plan_vehicle_init(vehicle);
    vehicle->start = rng_below(rng, 8) ? rng_below(rng, 2) : PLAN_NONE;
    vehicle->end = rng_below(rng, 8) ? rng_below(rng, 2) : PLAN_NONE;
    vehicle->cost_fixed = rng_below(rng, 2) ? 0 : rng_below(rng, 500);
    vehicle->cost_per_km = rng_below(rng, 3) * 1000;
    if (parts & CITY_LOADS) {
        city->capacity[v][0] = 6 + rng_below(rng, 15);
        city->capacity[v][1] = 6 + rng_below(rng, 15);
        vehicle->capacity = city->capacity[v];
    }
    if (parts & CITY_WINDOWS) {
        city->shifts[v][0] =
            (struct plan_window){rng_below(rng, 1000), 5000 + rng_below(rng, 2000)};
        city->shifts[v][1] = (struct plan_window){7001, 9000};
        vehicle->windows = city->shifts[v];
        vehicle->n_windows = 1 + (rng_below(rng, 3) == 0);
    }
    if (parts & CITY_SKILLS) {
        vehicle->skills = city->skills;
        vehicle->n_skills = rng_below(rng, 4);
    }
    if (parts & CITY_BREAKS && rng_below(rng, 2)) {
        int64_t from = 500 + rng_below(rng, 3000);
        city->pauses[v] = (struct plan_window){from, from + 300 + rng_below(rng, 1000)};
        city->breaks[v] = (struct plan_break){
            .windows = &city->pauses[v], .n_windows = 1, .duration_s = rng_below(rng, 400)};
        /* No more than an order: deliveries before pickups. */
        if (rng_below(rng, 4) == 0) {
            static const int64_t none[2] = {0};
            city->pauses[v] = (struct plan_window){-PLAN_FOREVER, PLAN_FOREVER};
            city->breaks[v] = (struct plan_break){&city->pauses[v], 1, 0, none};
        }
        vehicle->breaks = &city->breaks[v];
        vehicle->n_breaks = 1;
    }
    if (parts & CITY_LIMITS) {
        vehicle->max_tasks = rng_below(rng, 2) ? 0 : 3 + rng_below(rng, 5);
        vehicle->max_travel_s = rng_below(rng, 3) ? 0 : 1500 + rng_below(rng, 2000);
        vehicle->max_distance_m = rng_below(rng, 3) ? 0 : 1500 + rng_below(rng, 2000);
        vehicle->max_duration_s = rng_below(rng, 3) ? 0 : 2000 + rng_below(rng, 3000);
        vehicle->pay_shift = rng_below(rng, 2);
        vehicle->cost_per_waiting_hour = rng_below(rng, 2) * 1800;
    }
    if (parts & CITY_DRIVING) {
        vehicle->drive_s = 600 + rng_below(rng, 600);
        vehicle->rest_s = 50 + rng_below(rng, 100);
    }
    if (parts & CITY_FACILITIES) {
        vehicle->must_unload = rng_below(rng, 2);
        vehicle->max_trips = rng_below(rng, 2) ? 0 : 2 + rng_below(rng, 2);
    }
    if (parts & CITY_FROZEN && v == 0) {
        city->frozen[0] = (struct plan_step){.kind = PLAN_STOP_JOB, .index = 0, .at_s = 300};
        vehicle->frozen = city->frozen;
        vehicle->n_frozen = 1;
    }
}

static void make_rules(struct city *city, struct rng *rng, uint32_t parts)
{
    struct plan_input *in = &city->input;
    if (parts & CITY_FACILITIES) {
        for (uint32_t f = 0; f < 2; f++)
            city->facilities[f] = (struct plan_facility){.place = rng_below(rng, CITY_PLACES),
                                                         .service_s = rng_below(rng, 200),
                                                         .unloads = f == 0 || rng_below(rng, 2),
                                                         .reloads = f == 1 || rng_below(rng, 2),
                                                         .decontaminates = true,
                                                         .decon_s = rng_below(rng, 100),
                                                         .cost = rng_below(rng, 50)};
        city->limit[0] = 10 + rng_below(rng, 20);
        city->limit[1] = 10 + rng_below(rng, 20);
        if (parts & CITY_LOADS && rng_below(rng, 2))
            city->facilities[0].limit = city->limit;
        if (parts & CITY_WINDOWS && rng_below(rng, 2)) {
            city->open = (struct plan_window){rng_below(rng, 2000), 3000 + rng_below(rng, 4000)};
            city->facilities[1].windows = &city->open;
            city->facilities[1].n_windows = 1;
        }
        in->facilities = city->facilities;
        in->n_facilities = 2;
    }
    if (parts & CITY_EXPOSURE) {
        in->n_exposures = 3;
        in->exposures = city->exposures;
        for (int i = 0; i < 9; i++)
            city->exposures[i] = (struct plan_exposure){.forbidden = rng_below(rng, 3) == 0,
                                                        .at_facility = rng_below(rng, 2),
                                                        .on_spot_s = rng_below(rng, 200)};
    }
    for (uint32_t r = 0; parts & CITY_RELATIONS && r < 3; r++) {
        uint32_t first = 1 + r * 3;
        for (uint32_t k = 0; k < 3; k++)
            city->related[r][k] = first + k;
        city->relations[r] =
            (struct plan_relation){.kind = (enum plan_relation_kind)rng_below(rng, 5),
                                   .jobs = city->related[r],
                                   .n_jobs = 2 + rng_below(rng, 2),
                                   .gap_min_s = rng_below(rng, 2) * rng_below(rng, 300)};
        in->n_relations = r + 1;
        in->relations = city->relations;
    }
}

void city_make(struct city *city, struct rng *rng, uint32_t parts)
{
    memset(city, 0, sizeof *city);
    make_streets(city, rng);
    for (uint32_t i = 0; i < 4; i++)
        city->skills[i] = i;
    struct plan_input *in = &city->input;
    in->n_places = CITY_PLACES;
    in->n_dims = parts & CITY_LOADS ? 2 : 0;
    in->profiles = &city->profile;
    in->n_profiles = 1;
    in->jobs = city->jobs;
    in->n_jobs = 6 + rng_below(rng, CITY_JOBS - 5);
    in->vehicles = city->vehicles;
    in->n_vehicles = 2 + rng_below(rng, CITY_VEHICLES - 1);
    in->change_vehicle_cost = 100;
    in->change_cost_per_hour = 720;
    make_rules(city, rng, parts);
    if (in->n_jobs < 11)
        in->n_relations = in->n_relations ? 1 : 0;
    for (uint32_t j = 0; j < in->n_jobs; j++)
        make_job(city, rng, j, parts);
    if (parts & CITY_FROZEN) {
        city->jobs[0].kind = PLAN_JOB;
        city->jobs[0].on_board_of = PLAN_NONE;
        city->jobs[0].n_only_vehicles = city->jobs[0].n_never_vehicles = 0;
        city->jobs[0].n_skills = 0;
    }
    for (uint32_t j = 0; j < in->n_jobs; j++) {
        struct plan_job *job = &city->jobs[j];
        for (int k = 0; k < 2; k++)
            city->lists[j][k] %= in->n_vehicles;
        if (job->on_board_of != PLAN_NONE)
            job->on_board_of %= in->n_vehicles;
        if (job->promised_vehicle != PLAN_NONE)
            job->promised_vehicle %= in->n_vehicles;
    }
    for (uint32_t v = 0; v < in->n_vehicles; v++)
        make_vehicle(city, rng, v, parts);
}

uint64_t city_rounds(uint64_t otherwise)
{
    const char *text = getenv("LIFELINE_PLAN_ROUNDS");
    return text ? strtoull(text, NULL, 10) : otherwise;
}
