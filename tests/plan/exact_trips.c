/* Features of tiny worlds that bring facilities: reloading, disposal, cleaning. */
#include "exact_world_int.h"

void exact_reloads(struct world *w, struct rng *rng)
{
    for (int j = 0; j < JOBS; j++)
        if (w->jobs[j].kind == PLAN_JOB)
            w->deliveries[j][0] = rng_between(rng, 1, 4);
    for (int v = 0; v < VEHICLES; v++)
        w->capacities[v][0] = rng_between(rng, 4, 6);
    w->open[0] = (struct plan_window){rng_between(rng, 0, 10), rng_between(rng, 30, 90)};
    w->facilities[0] = (struct plan_facility){.place = rng_below(rng, 2),
                                              .service_s = rng_between(rng, 0, 5),
                                              .windows = &w->open[0],
                                              .n_windows = 1,
                                              .reloads = true,
                                              .unloads = true,
                                              .cost = rng_between(rng, 0, 5)};
    if (w->input.n_facilities < 1)
        w->input.n_facilities = 1;
}

void exact_disposal(struct world *w, struct rng *rng)
{
    int64_t all = 0;
    for (int j = 0; j < JOBS; j++)
        if (w->jobs[j].kind == PLAN_JOB)
            all += w->pickups[j][0] = rng_between(rng, 1, 4);
    for (int v = 0; v < VEHICLES; v++) {
        w->capacities[v][0] = rng_between(rng, 4, 7);
        w->vehicles[v].must_unload = true;
    }
    w->limit[0] = rng_between(rng, all / 2, all + 2);
    w->limit[1] = 1000;
    w->facilities[1] = (struct plan_facility){.place = PLACES - 1,
                                              .service_s = rng_between(rng, 0, 5),
                                              .unloads = true,
                                              .limit = w->limit};
    if (!w->input.n_facilities) /* the first one must be something */
        w->facilities[0] = (struct plan_facility){.place = 1, .unloads = true, .cost = 3};
    w->input.n_facilities = 2;
}

/* Two shipments between visits whose goods fill the vehicle: it unloads before, between or after.
 */
void exact_shipments_among_trips(struct world *w, struct rng *rng)
{
    for (int j = 0; j < 2; j++) {
        w->jobs[j].kind = PLAN_SHIPMENT;
        w->jobs[j].visits[1].place = rng_below(rng, PLACES);
        w->jobs[j].delivery = NULL;
        w->pickups[j][0] = rng_between(rng, 2, 5);
    }
    for (int j = 0; j < JOBS; j++) /* brute.h: no promised times beside facilities */
        w->jobs[j].promised_start_s = -1;
    w->input.change_cost_per_hour = 0;
    if (w->vehicles[0].n_frozen)
        w->frozen[0].kind = PLAN_STOP_PICKUP;
    exact_disposal(w, rng);
    for (int v = 0; v < VEHICLES; v++) {
        w->capacities[v][0] = 5;
        w->vehicles[v].must_unload = rng_below(rng, 2);
    }
    w->facilities[1].reloads = rng_below(rng, 2);
    for (int j = 2; j < JOBS && w->facilities[1].reloads; j++)
        w->deliveries[j][0] = rng_between(rng, 0, 3);
}

void exact_max_trips(struct world *w, struct rng *rng)
{
    if (!w->input.n_facilities)
        exact_disposal(w, rng);
    for (int v = 0; v < VEHICLES; v++)
        w->vehicles[v].max_trips = 1 + rng_below(rng, 2);
}

/* The first facility cleans crews too. */
void exact_cleaning_place(struct world *w, struct rng *rng)
{
    exact_exposure(w, rng);
    w->exposures[2] = (struct plan_exposure){.at_facility = true};
    if (!w->input.n_facilities) {
        w->facilities[0] = (struct plan_facility){.place = rng_below(rng, PLACES)};
        w->input.n_facilities = 1;
    }
    w->facilities[0].decontaminates = true;
    w->facilities[0].decon_s = rng_between(rng, 0, 8);
}
