#include <stdlib.h>

#include "brute_int.h"

int64_t brute_way(const struct search *s, uint32_t v, uint32_t from, uint32_t to, bool metres)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct plan_profile *profile = &s->in->profiles[vehicle->profile];
    if (from == PLAN_NONE || to == PLAN_NONE)
        return 0;
    size_t at = (size_t)from * s->in->n_places + to;
    if (metres)
        return profile->distances_m[at];
    double factor = vehicle->speed_factor > 0 ? vehicle->speed_factor : 1;
    return (int64_t)(profile->durations_s[at] / factor);
}

/* First time from `now` on inside a window; -1 when there is none. */
static int64_t open_from(const struct plan_window *windows, uint32_t n, int64_t now)
{
    for (uint32_t i = 0; i < n; i++)
        if (now <= windows[i].until_s)
            return now > windows[i].from_s ? now : windows[i].from_s;
    return n ? -1 : now;
}
static int64_t by_type(const int64_t *table, uint32_t type, int64_t plain)
{
    return table && table[type] >= 0 ? table[type] : plain;
}

/* Drives for `left` seconds with the rests that this forces. */
static void go(const struct plan_vehicle *vehicle, struct tour *tour, int64_t left, int64_t *now)
{
    while (vehicle->drive_s && tour->driven + left > vehicle->drive_s) {
        int64_t part = vehicle->drive_s - tour->driven;
        *now += part + vehicle->rest_s;
        left -= part;
        tour->driven = 0;
    }
    *now += left;
    tour->driven += left;
}

static void stand(const struct plan_vehicle *vehicle, struct tour *tour, int64_t seconds)
{
    if (vehicle->drive_s && seconds >= vehicle->rest_s)
        tour->driven = 0;
}

/* Drives a leg with the breaks that stand before item `i`; false when a break finds no window. */
static bool drive(const struct search *s, uint32_t v, struct tour *tour, uint32_t i, int64_t leg,
                  int64_t spot, int64_t *now)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    for (uint32_t b = 0; b < vehicle->n_breaks; b++) {
        if (tour->break_at[b] != i)
            continue;
        int64_t at = open_from(vehicle->breaks[b].windows, vehicle->breaks[b].n_windows, *now);
        if (at < 0)
            return false;
        int64_t part = at - *now < leg ? at - *now : leg;
        go(vehicle, tour, part, now);
        leg -= part;
        at = open_from(vehicle->breaks[b].windows, vehicle->breaks[b].n_windows, *now);
        if (at < 0)
            return false;
        tour->waiting += at - *now;
        stand(vehicle, tour, at - *now);
        stand(vehicle, tour, vehicle->breaks[b].duration_s);
        *now = at + vehicle->breaks[b].duration_s;
    }
    *now += spot;
    go(vehicle, tour, leg, now);
    return true;
}

/* Goods of the trip that starts before item i are there from then on. */
static int64_t trip_release(const struct search *s, const struct tour *tour, uint32_t i)
{
    int64_t release = INT64_MIN;
    for (; i < tour->n; i++) {
        const struct item *item = &tour->items[i];
        if (item->is_facility) {
            if (s->in->facilities[item->index].reloads)
                break;
            continue;
        }
        const struct plan_job *job = &s->in->jobs[item->index];
        bool delivers = false;
        for (uint32_t d = 0; d < s->in->n_dims && job->kind == PLAN_JOB; d++)
            delivers |= brute_amount(job->delivery, d) > 0;
        if (delivers && job->release_s > release)
            release = job->release_s;
    }
    return release;
}

static bool is_delivery(const struct search *s, const struct plan_job *job)
{
    for (uint32_t d = 0; d < s->in->n_dims && job->kind == PLAN_JOB; d++)
        if (brute_amount(job->delivery, d) > 0)
            return true;
    return false;
}

/* The way to the next stop: driving, and the decontamination that a drop in class needs. */
struct leg {
    int64_t seconds, metres, spot;
    uint32_t before; /* the place that is left last */
};

/* Through the facility that makes the shortest way; false when none decontaminates. */
static bool leg_through_facility(const struct search *s, uint32_t v, uint32_t from, uint32_t to,
                                 struct tour *tour, struct leg *leg)
{
    int64_t best = INT64_MAX;
    uint32_t chosen = 0;
    for (uint32_t f = 0; f < s->in->n_facilities; f++) {
        const struct plan_facility *facility = &s->in->facilities[f];
        int64_t seconds = brute_way(s, v, from, facility->place, false) +
                          brute_way(s, v, facility->place, to, false);
        if (!facility->decontaminates || seconds + facility->decon_s >= best)
            continue;
        best = seconds + facility->decon_s;
        chosen = f;
        *leg = (struct leg){seconds,
                            brute_way(s, v, from, facility->place, true) +
                                brute_way(s, v, facility->place, to, true),
                            facility->decon_s, facility->place};
    }
    if (best < INT64_MAX)
        tour->facilities += (double)s->in->facilities[chosen].cost;
    return best < INT64_MAX;
}

/* False when a drop in class is forbidden. */
static bool find_leg(const struct search *s, uint32_t v, struct tour *tour, uint32_t from,
                     uint32_t to, uint32_t *class, uint32_t class_to, struct leg *leg)
{
    uint32_t class_from = *class;
    *class = class_to;
    *leg = (struct leg){brute_way(s, v, from, to, false), brute_way(s, v, from, to, true), 0, from};
    if (!s->in->exposures || class_to >= class_from)
        return true;
    const struct plan_exposure *rule =
        &s->in->exposures[class_from * s->in->n_exposures + class_to];
    if (rule->forbidden)
        return false;
    if (rule->at_facility)
        return leg_through_facility(s, v, from, to, tour, leg);
    leg->spot = rule->on_spot_s;
    return true;
}

/* Begin of service for a vehicle that is there at `now`; -1: too late. */
static int64_t begin_of(const struct search *s, uint32_t v, const struct tour *tour, uint32_t i,
                        int64_t now)
{
    const struct item *item = &tour->items[i];
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    if (i < vehicle->n_frozen && vehicle->frozen[i].at_s >= 0)
        return vehicle->frozen[i].at_s;
    if (i < vehicle->n_frozen)
        return now > tour->floor[i] ? now : tour->floor[i];
    if (item->is_facility) {
        const struct plan_facility *facility = &s->in->facilities[item->index];
        return open_from(facility->windows, facility->n_windows, now);
    }
    const struct plan_visit *visit = brute_visit(s, item);
    const struct plan_job *job = &s->in->jobs[item->index];
    int64_t begin =
        open_from(visit->windows, visit->n_windows, now > tour->floor[i] ? now : tour->floor[i]);
    bool is_first = !item->visit || brute_is_on_board(s, item->index);
    if (!is_delivery(s, job) && is_first && begin >= 0 && begin < job->release_s)
        begin = open_from(visit->windows, visit->n_windows, job->release_s);
    return begin;
}

/* What a visit's begin costs beside the vehicle. */
static void count_begin(const struct search *s, uint32_t v, struct tour *tour, uint32_t i)
{
    const struct item *item = &tour->items[i];
    const struct plan_visit *visit = brute_visit(s, item);
    const struct plan_job *job = &s->in->jobs[item->index];
    int64_t begin = tour->begin[i];
    if (begin > visit->asked_s)
        tour->late += (double)(begin - visit->asked_s) * (double)visit->wait_cost_per_s;
    if (begin > visit->due_s)
        tour->late += (double)(begin - visit->due_s) * (double)visit->late_cost_per_s;
    if (item->visit && !brute_is_on_board(s, item->index))
        return;
    if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle != v)
        tour->change += (double)s->in->change_vehicle_cost;
    int64_t moved = llabs(begin - job->promised_start_s) - s->in->change_tolerance_s;
    if (job->promised_start_s >= 0 && moved > 0)
        tour->change += (double)(moved * s->in->change_cost_per_hour) / 3600.0;
}

/* Work at item i, which begins at tour->begin[i]; gives when it is left. */
static int64_t work(const struct search *s, uint32_t v, struct tour *tour, uint32_t i,
                    bool moved_here)
{
    const struct item *item = &tour->items[i];
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    if (item->is_facility)
        return tour->begin[i] + s->in->facilities[item->index].service_s;
    const struct plan_visit *visit = brute_visit(s, item);
    int64_t spent = by_type(visit->service_by_type_s, vehicle->type, visit->service_s);
    if (moved_here)
        spent += by_type(visit->setup_by_type_s, vehicle->type, visit->setup_s);
    tour->task += spent;
    return tour->begin[i] + spent;
}

/* One stop: the way to it, its begin and its work. */
static bool time_stop(const struct search *s, uint32_t v, struct tour *tour, uint32_t i,
                      uint32_t *here, uint32_t *class, int64_t *now)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct item *item = &tour->items[i];
    uint32_t there = brute_place(s, item);
    struct leg leg;
    if (!find_leg(s, v, tour, *here, there, class,
                  item->is_facility ? *class : s->in->jobs[item->index].exposure, &leg) ||
        !drive(s, v, tour, i, leg.seconds, leg.spot, now))
        return false;
    if (tour->rests >> i & 1) {
        *now += vehicle->rest_s;
        tour->driven = 0;
    }
    int64_t begin = begin_of(s, v, tour, i, *now);
    if (begin < *now || begin > BRUTE_HORIZON)
        return false;
    tour->begin[i] = begin;
    if (!item->is_facility)
        count_begin(s, v, tour, i);
    int64_t stood = begin - *now;
    *now = tour->finish[i] = work(s, v, tour, i, there != leg.before);
    if (item->is_facility && s->in->facilities[item->index].reloads) {
        int64_t release = trip_release(s, tour, i + 1);
        stood += release > *now ? release - *now : 0;
        *now = release > *now ? release : *now;
    }
    stand(vehicle, tour, stood);
    tour->waiting += stood;
    tour->travel += leg.seconds;
    tour->distance += leg.metres;
    *here = there;
    return true;
}

bool brute_time_tour(const struct search *s, uint32_t v, struct tour *tour)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    uint32_t here = vehicle->start, class = vehicle->exposure;
    int64_t now = tour->departure, release = trip_release(s, tour, 0);
    tour->travel = tour->distance = tour->waiting = tour->task = tour->driven = 0;
    tour->late = tour->change = tour->facilities = 0;
    now = release > now ? release : now;
    tour->start = now;
    for (uint32_t i = 0; i < tour->n; i++) {
        if (!time_stop(s, v, tour, i, &here, &class, &now))
            return false;
    }
    int64_t leg = brute_way(s, v, here, vehicle->end, false);
    if (!drive(s, v, tour, tour->n, leg, 0, &now))
        return false;
    tour->travel += leg;
    tour->distance += brute_way(s, v, here, vehicle->end, true);
    tour->end = now;
    return true;
}

bool brute_within_limits(const struct search *s, uint32_t v, const struct tour *tour)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    uint32_t tasks = 0, trips = 1;
    bool in_shift = vehicle->n_windows == 0;
    for (uint32_t i = 0; i < tour->n; i++)
        *(tour->items[i].is_facility ? &trips : &tasks) += 1;
    for (uint32_t w = 0; w < vehicle->n_windows; w++)
        in_shift |=
            tour->start >= vehicle->windows[w].from_s && tour->end <= vehicle->windows[w].until_s;
    return in_shift && (!vehicle->max_tasks || tasks <= vehicle->max_tasks) &&
           (!vehicle->max_trips || trips <= vehicle->max_trips) &&
           (!vehicle->max_travel_s || tour->travel <= vehicle->max_travel_s) &&
           (!vehicle->max_distance_m || tour->distance <= vehicle->max_distance_m) &&
           (!vehicle->max_duration_s || tour->end - tour->start <= vehicle->max_duration_s);
}

/* Raises floors where a rule asks for later begins; true when something moved. */
static bool raise_floors(struct search *s, const struct plan_relation *relation)
{
    bool moved = false;
    for (uint32_t a = 0; a < relation->n_jobs; a++)
        for (uint32_t b = 0; b < relation->n_jobs; b++) {
            uint32_t va, vb, ra, rb, rl;
            if (a == b || !brute_find(s, relation->jobs[a], 0, &va, &ra) ||
                !brute_find(s, relation->jobs[b], 0, &vb, &rb))
                continue;
            struct tour *ta = &s->tours[va], *tb = &s->tours[vb];
            if (relation->kind == PLAN_SYNC && ta->begin[ra] > tb->floor[rb] &&
                ta->begin[ra] > tb->begin[rb]) {
                tb->floor[rb] = ta->begin[ra];
                moved = true;
            }
            if (relation->kind != PLAN_ORDER || b != a + 1)
                continue;
            brute_find(s, relation->jobs[a], brute_last_visit(s, relation->jobs[a]), &va, &rl);
            if (tb->begin[rb] < ta->finish[rl] + relation->gap_min_s) {
                tb->floor[rb] = ta->finish[rl] + relation->gap_min_s;
                moved = true;
            }
            int64_t service = ta->finish[rl] - ta->begin[rl];
            int64_t least = tb->begin[rb] - relation->gap_max_s - service;
            if (relation->gap_max_s && ta->begin[rl] < least) {
                ta->floor[rl] = least;
                moved = true;
            }
        }
    return moved;
}

/* The least times that satisfy every tour and relation; false when there are none. */
bool brute_time_all(struct search *s)
{
    for (int round = 0; round < 200; round++) {
        bool moved = false;
        for (uint32_t v = 0; v < s->in->n_vehicles; v++)
            if (s->tours[v].n && !brute_time_tour(s, v, &s->tours[v]))
                return false;
        for (uint32_t r = 0; r < s->in->n_relations; r++)
            moved |= raise_floors(s, &s->in->relations[r]);
        if (!moved)
            return true;
    }
    return false;
}

double brute_tour_cost(const struct search *s, uint32_t v)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct tour *tour = &s->tours[v];
    int64_t paid = vehicle->pay_shift ? tour->end - tour->start : tour->travel;
    double cost = (double)vehicle->cost_fixed + tour->late + tour->change + tour->facilities;
    cost += (double)(vehicle->cost_per_hour * paid + vehicle->cost_per_task_hour * tour->task +
                     vehicle->cost_per_waiting_hour * tour->waiting) /
            3600.0;
    cost += (double)(vehicle->cost_per_km * tour->distance) / 1000.0;
    for (uint32_t i = 0; i < tour->n; i++)
        if (tour->items[i].is_facility)
            cost += (double)s->in->facilities[tour->items[i].index].cost;
    return cost;
}
