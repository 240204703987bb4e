#include "brute.h"

#include <math.h>
#include <string.h>

/* What stands in a route: a visit of a job or a facility. */
struct item {
    bool is_facility;
    uint32_t index, visit;
};

struct tour {
    struct item items[BRUTE_ITEMS_MAX];
    uint32_t n;
    uint32_t break_at[PLAN_LIMIT_BREAKS]; /* before which item (n: before the end) */
    int64_t departure;
    int64_t begin[BRUTE_ITEMS_MAX], finish[BRUTE_ITEMS_MAX];
    int64_t floor[BRUTE_ITEMS_MAX]; /* begin not before, from relations */
    int64_t travel, distance, waiting, task, start, end;
    double late;
};

struct search {
    const struct plan_input *in;
    bool by_priority;
    uint32_t facilities_max;
    struct tour tours[BRUTE_VEHICLES_MAX];
    uint32_t on[BRUTE_ITEMS_MAX][2]; /* 1 + vehicle of each visit; 0: not yet */
    bool times_count;                /* departures must be tried */
    struct brute_best best;
};

static const struct plan_visit *visit_of(const struct search *s, const struct item *item)
{
    return &s->in->jobs[item->index].visits[item->visit];
}

static uint32_t place_of(const struct search *s, const struct item *item)
{
    return item->is_facility ? s->in->facilities[item->index].place : visit_of(s, item)->place;
}

static int64_t way(const struct search *s, uint32_t v, uint32_t from, uint32_t to, bool metres)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct plan_profile *profile = &s->in->profiles[vehicle->profile];
    if (from == PLAN_NONE || to == PLAN_NONE)
        return 0;
    size_t at = (size_t)from * s->in->n_places + to;
    return metres ? profile->distances_m[at] : profile->durations_s[at];
}

/* First time from `now` on inside a window; -1 when there is none. */
static int64_t open_from(const struct plan_window *windows, uint32_t n, int64_t now)
{
    for (uint32_t i = 0; i < n; i++)
        if (now <= windows[i].until_s)
            return now > windows[i].from_s ? now : windows[i].from_s;
    return n ? -1 : now;
}

static bool contains(const uint32_t *list, uint32_t n, uint32_t value)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == value)
            return true;
    return false;
}

static bool skilled(const struct plan_vehicle *vehicle, const uint32_t *skills, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!contains(vehicle->skills, vehicle->n_skills, skills[i]))
            return false;
    return true;
}

static bool may_serve(const struct search *s, uint32_t v, uint32_t j)
{
    const struct plan_job *job = &s->in->jobs[j];
    return skilled(&s->in->vehicles[v], job->skills, job->n_skills) &&
           (!job->n_only_vehicles || contains(job->only_vehicles, job->n_only_vehicles, v)) &&
           !contains(job->never_vehicles, job->n_never_vehicles, v);
}

static int64_t amount(const int64_t *amounts, uint32_t d)
{
    return amounts ? amounts[d] : 0;
}

/* Loads of one dimension; `at[i]` is what is on board when item i is left (at[0]: at the start). */
static bool loads_fit(const struct search *s, uint32_t v, const struct tour *tour, uint32_t d,
                      int64_t at[BRUTE_ITEMS_MAX + 1])
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    int64_t to_bring = 0, collected = 0, shipped = 0;
    for (uint32_t i = 0; i <= tour->n; i++) {
        bool reloads = i == 0;
        if (i > 0) {
            const struct item *item = &tour->items[i - 1];
            const struct plan_job *job = &s->in->jobs[item->is_facility ? 0 : item->index];
            if (item->is_facility) {
                reloads = s->in->facilities[item->index].reloads;
                if (s->in->facilities[item->index].unloads)
                    collected = 0;
            } else if (job->kind == PLAN_SHIPMENT) {
                shipped += item->visit ? -amount(job->pickup, d) : amount(job->pickup, d);
            } else {
                to_bring -= amount(job->delivery, d);
                collected += amount(job->pickup, d);
            }
        }
        for (uint32_t k = i; reloads && k < tour->n; k++) {
            const struct item *next = &tour->items[k];
            if (next->is_facility && s->in->facilities[next->index].reloads)
                break;
            if (!next->is_facility && s->in->jobs[next->index].kind == PLAN_JOB)
                to_bring += amount(s->in->jobs[next->index].delivery, d);
        }
        at[i] = to_bring + collected + shipped;
        if (vehicle->capacity && at[i] > vehicle->capacity[d])
            return false;
    }
    return !vehicle->must_unload || collected == 0;
}

static bool break_loads_fit(const struct search *s, uint32_t v, const struct tour *tour, uint32_t d,
                            const int64_t *at)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    for (uint32_t b = 0; b < vehicle->n_breaks; b++)
        if (vehicle->breaks[b].max_load && at[tour->break_at[b]] > vehicle->breaks[b].max_load[d])
            return false;
    return true;
}

static int64_t by_type(const int64_t *table, uint32_t type, int64_t plain)
{
    return table && table[type] >= 0 ? table[type] : plain;
}

/* Drives a leg with the breaks that stand before item `i`; false when a break finds no window. */
static bool drive(const struct search *s, uint32_t v, struct tour *tour, uint32_t i, int64_t leg,
                  int64_t *now)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    for (uint32_t b = 0; b < vehicle->n_breaks; b++) {
        if (tour->break_at[b] != i)
            continue;
        int64_t at = open_from(vehicle->breaks[b].windows, vehicle->breaks[b].n_windows, *now);
        if (at < 0)
            return false;
        int64_t driven = at - *now < leg ? at - *now : leg;
        tour->waiting += at - *now - driven;
        leg -= driven;
        *now = at + vehicle->breaks[b].duration_s;
    }
    *now += leg;
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
            delivers |= amount(job->delivery, d) > 0;
        if (delivers && job->release_s > release)
            release = job->release_s;
    }
    return release;
}

static bool is_delivery(const struct search *s, const struct plan_job *job)
{
    for (uint32_t d = 0; d < s->in->n_dims && job->kind == PLAN_JOB; d++)
        if (amount(job->delivery, d) > 0)
            return true;
    return false;
}

/* Time on the spot when going down in class; -1 when that is forbidden. */
static int64_t clean(const struct search *s, uint32_t *class, uint32_t to)
{
    uint32_t from = *class;
    *class = to;
    if (!s->in->exposures || to >= from)
        return 0;
    const struct plan_exposure *rule = &s->in->exposures[from * s->in->n_exposures + to];
    return rule->forbidden ? -1 : rule->on_spot_s;
}

/* All times of one tour as early as its departure and the floors allow; false: not possible. */
static bool time_tour(const struct search *s, uint32_t v, struct tour *tour)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    uint32_t here = vehicle->start, class = vehicle->exposure;
    int64_t now = tour->departure, release = trip_release(s, tour, 0);
    tour->travel = tour->distance = tour->waiting = tour->task = 0;
    tour->late = 0;
    now = release > now ? release : now;
    tour->start = now;
    for (uint32_t i = 0; i < tour->n; i++) {
        const struct item *item = &tour->items[i];
        uint32_t there = place_of(s, item);
        const struct plan_visit *visit = item->is_facility ? NULL : visit_of(s, item);
        const struct plan_job *job = item->is_facility ? NULL : &s->in->jobs[item->index];
        int64_t leg = way(s, v, here, there, false), setup = 0, service;
        int64_t spot = job ? clean(s, &class, job->exposure) : 0;
        if (spot < 0)
            return false;
        now += spot;
        if (!drive(s, v, tour, i, leg, &now))
            return false;
        int64_t begin = visit ? open_from(visit->windows, visit->n_windows,
                                          now > tour->floor[i] ? now : tour->floor[i])
                              : open_from(s->in->facilities[item->index].windows,
                                          s->in->facilities[item->index].n_windows, now);
        if (job && !is_delivery(s, job) && !item->visit && begin >= 0 && begin < job->release_s)
            begin = open_from(visit->windows, visit->n_windows, job->release_s);
        if (begin < 0 || begin > BRUTE_HORIZON)
            return false;
        if (visit) {
            service = by_type(visit->service_by_type_s, vehicle->type, visit->service_s);
            if (there != here)
                setup = by_type(visit->setup_by_type_s, vehicle->type, visit->setup_s);
            if (begin > visit->asked_s)
                tour->late += (double)(begin - visit->asked_s) * (double)visit->wait_cost_per_s;
            if (begin > visit->due_s)
                tour->late += (double)(begin - visit->due_s) * (double)visit->late_cost_per_s;
            tour->task += setup + service;
        } else {
            service = s->in->facilities[item->index].service_s;
        }
        tour->waiting += begin - now;
        tour->begin[i] = begin;
        now = tour->finish[i] = begin + setup + service;
        if (item->is_facility && s->in->facilities[item->index].reloads) {
            release = trip_release(s, tour, i + 1);
            tour->waiting += release > now ? release - now : 0;
            now = release > now ? release : now;
        }
        tour->travel += leg;
        tour->distance += way(s, v, here, there, true);
        here = there;
    }
    int64_t leg = way(s, v, here, vehicle->end, false);
    if (!drive(s, v, tour, tour->n, leg, &now))
        return false;
    tour->travel += leg;
    tour->distance += way(s, v, here, vehicle->end, true);
    tour->end = now;
    return true;
}

static bool within_limits(const struct search *s, uint32_t v, const struct tour *tour)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    uint32_t tasks = 0;
    bool in_shift = vehicle->n_windows == 0;
    for (uint32_t i = 0; i < tour->n; i++)
        tasks += !tour->items[i].is_facility;
    for (uint32_t w = 0; w < vehicle->n_windows; w++)
        in_shift |=
            tour->start >= vehicle->windows[w].from_s && tour->end <= vehicle->windows[w].until_s;
    return in_shift && (!vehicle->max_tasks || tasks <= vehicle->max_tasks) &&
           (!vehicle->max_travel_s || tour->travel <= vehicle->max_travel_s) &&
           (!vehicle->max_distance_m || tour->distance <= vehicle->max_distance_m) &&
           (!vehicle->max_duration_s || tour->end - tour->start <= vehicle->max_duration_s);
}

/* Where visit `k` of a job stands: vehicle and rank; false when it is left out. */
static bool find(const struct search *s, uint32_t job, uint32_t visit, uint32_t *v, uint32_t *rank)
{
    if (!s->on[job][visit])
        return false;
    *v = s->on[job][visit] - 1;
    for (*rank = 0; *rank < s->tours[*v].n; ++*rank) {
        const struct item *item = &s->tours[*v].items[*rank];
        if (!item->is_facility && item->index == job && item->visit == visit)
            return true;
    }
    return false;
}

static uint32_t last_visit(const struct search *s, uint32_t job)
{
    return s->in->jobs[job].kind == PLAN_SHIPMENT;
}

/* Rules about who, not when. */
static bool relation_fits(const struct search *s, const struct plan_relation *relation)
{
    uint32_t va, vb, ra, rb, da, db, done = 0;
    for (uint32_t a = 0; a < relation->n_jobs; a++) {
        bool has_a = find(s, relation->jobs[a], 0, &va, &ra);
        done += has_a;
        if (!has_a && relation->kind == PLAN_ORDER && a + 1 < relation->n_jobs &&
            find(s, relation->jobs[a + 1], 0, &vb, &rb))
            return false;
        for (uint32_t b = a + 1; b < relation->n_jobs && has_a; b++) {
            if (!find(s, relation->jobs[b], 0, &vb, &rb))
                continue;
            if (relation->kind == PLAN_SAME_VEHICLE && va != vb)
                return false;
            if ((relation->kind == PLAN_DIFFERENT_VEHICLE || relation->kind == PLAN_SYNC) &&
                va == vb)
                return false;
            if (relation->kind == PLAN_NOT_TOGETHER && va == vb &&
                find(s, relation->jobs[a], last_visit(s, relation->jobs[a]), &va, &da) &&
                find(s, relation->jobs[b], last_visit(s, relation->jobs[b]), &vb, &db) && ra < db &&
                rb < da)
                return false;
        }
    }
    return relation->kind != PLAN_SYNC || done == 0 || done == relation->n_jobs;
}

/* Raises floors where a rule asks for later begins; true when something moved. */
static bool raise_floors(struct search *s, const struct plan_relation *relation)
{
    bool moved = false;
    for (uint32_t a = 0; a < relation->n_jobs; a++)
        for (uint32_t b = 0; b < relation->n_jobs; b++) {
            uint32_t va, vb, ra, rb, rl;
            if (a == b || !find(s, relation->jobs[a], 0, &va, &ra) ||
                !find(s, relation->jobs[b], 0, &vb, &rb))
                continue;
            struct tour *ta = &s->tours[va], *tb = &s->tours[vb];
            if (relation->kind == PLAN_SYNC && ta->begin[ra] > tb->floor[rb] &&
                ta->begin[ra] > tb->begin[rb]) {
                tb->floor[rb] = ta->begin[ra];
                moved = true;
            }
            if (relation->kind != PLAN_ORDER || b != a + 1)
                continue;
            find(s, relation->jobs[a], last_visit(s, relation->jobs[a]), &va, &rl);
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
static bool time_all(struct search *s)
{
    for (int round = 0; round < 200; round++) {
        bool moved = false;
        for (uint32_t v = 0; v < s->in->n_vehicles; v++)
            if (s->tours[v].n && !time_tour(s, v, &s->tours[v]))
                return false;
        for (uint32_t r = 0; r < s->in->n_relations; r++)
            moved |= raise_floors(s, &s->in->relations[r]);
        if (!moved)
            return true;
    }
    return false;
}

static double tour_cost(const struct search *s, uint32_t v)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct tour *tour = &s->tours[v];
    int64_t paid = vehicle->pay_shift ? tour->end - tour->start : tour->travel;
    double cost = (double)vehicle->cost_fixed + tour->late;
    cost += (double)(vehicle->cost_per_hour * paid + vehicle->cost_per_task_hour * tour->task +
                     vehicle->cost_per_waiting_hour * tour->waiting) /
            3600.0;
    cost += (double)(vehicle->cost_per_km * tour->distance) / 1000.0;
    for (uint32_t i = 0; i < tour->n; i++)
        if (tour->items[i].is_facility)
            cost += (double)s->in->facilities[tour->items[i].index].cost;
    return cost;
}

static bool facilities_fit(const struct search *s)
{
    for (uint32_t f = 0; f < s->in->n_facilities; f++) {
        const struct plan_facility *facility = &s->in->facilities[f];
        for (uint32_t d = 0; d < s->in->n_dims && facility->limit; d++) {
            int64_t taken = 0;
            for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
                int64_t collected = 0;
                for (uint32_t i = 0; i < s->tours[v].n; i++) {
                    const struct item *item = &s->tours[v].items[i];
                    if (!item->is_facility) {
                        if (s->in->jobs[item->index].kind == PLAN_JOB)
                            collected += amount(s->in->jobs[item->index].pickup, d);
                    } else if (s->in->facilities[item->index].unloads) {
                        taken += item->index == f ? collected : 0;
                        collected = 0;
                    }
                }
            }
            if (taken > facility->limit[d])
                return false;
        }
    }
    return true;
}

static void judge_times(struct search *s, double lost, int64_t unassigned)
{
    double cost = lost;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++)
        memset(s->tours[v].floor, 0, sizeof s->tours[v].floor);
    if (!time_all(s))
        return;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        if (!s->tours[v].n)
            continue;
        if (!within_limits(s, v, &s->tours[v]))
            return;
        cost += tour_cost(s, v);
    }
    s->best.plans++;
    if (unassigned < s->best.unassigned ||
        (unassigned == s->best.unassigned && cost < s->best.cost - 1e-9)) {
        s->best.unassigned = unassigned;
        s->best.cost = cost;
    }
}

/* Tries every departure of every used vehicle from `v` on (or the earliest of each shift only). */
static void choose_departures(struct search *s, uint32_t v, double lost, int64_t unassigned)
{
    while (v < s->in->n_vehicles && !s->tours[v].n)
        v++;
    if (v == s->in->n_vehicles) {
        judge_times(s, lost, unassigned);
        return;
    }
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    static const struct plan_window any = {0, 200};
    const struct plan_window *shifts = vehicle->n_windows ? vehicle->windows : &any;
    for (uint32_t w = 0; w < (vehicle->n_windows ? vehicle->n_windows : 1); w++) {
        int64_t last = s->times_count ? shifts[w].until_s : shifts[w].from_s;
        for (int64_t at = shifts[w].from_s; at <= last && at <= 200; at++) {
            s->tours[v].departure = at;
            choose_departures(s, v + 1, lost, unassigned);
        }
    }
}

static bool all_loads_fit(struct search *s)
{
    int64_t at[BRUTE_ITEMS_MAX + 1];
    for (uint32_t v = 0; v < s->in->n_vehicles; v++)
        for (uint32_t d = 0; d < s->in->n_dims && s->tours[v].n; d++)
            if (!loads_fit(s, v, &s->tours[v], d, at) ||
                !break_loads_fit(s, v, &s->tours[v], d, at))
                return false;
    return true;
}

static void choose_breaks(struct search *s, uint32_t v, uint32_t b, double lost, int64_t unassigned)
{
    while (v < s->in->n_vehicles && (!s->tours[v].n || b == s->in->vehicles[v].n_breaks)) {
        v++;
        b = 0;
    }
    if (v == s->in->n_vehicles) {
        if (all_loads_fit(s))
            choose_departures(s, 0, lost, unassigned);
        return;
    }
    for (s->tours[v].break_at[b] = 0; s->tours[v].break_at[b] <= s->tours[v].n;
         s->tours[v].break_at[b]++)
        choose_breaks(s, v, b + 1, lost, unassigned);
}

/* What a plan costs at least, whenever it is driven. */
static double least_cost(const struct search *s)
{
    double cost = 0;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        const struct plan_vehicle *vehicle = &s->in->vehicles[v];
        const struct tour *tour = &s->tours[v];
        int64_t travel = 0, metres = 0;
        uint32_t here = vehicle->start;
        for (uint32_t i = 0; i <= tour->n && tour->n; i++) {
            uint32_t there = i < tour->n ? place_of(s, &tour->items[i]) : vehicle->end;
            travel += way(s, v, here, there, false);
            metres += way(s, v, here, there, true);
            here = there;
            if (i < tour->n && tour->items[i].is_facility)
                cost += (double)s->in->facilities[tour->items[i].index].cost;
        }
        cost += tour->n ? (double)vehicle->cost_fixed : 0;
        cost += (double)(vehicle->cost_per_hour * travel) / 3600.0;
        cost += (double)(vehicle->cost_per_km * metres) / 1000.0;
    }
    return cost;
}

static void judge(struct search *s)
{
    double lost = 0;
    int64_t unassigned = 0;
    for (uint32_t j = 0; j < s->in->n_jobs; j++) {
        const struct plan_job *job = &s->in->jobs[j];
        uint32_t end = last_visit(s, j);
        if (s->on[j][0] && !s->on[j][end])
            return;
        if (s->on[j][0])
            continue;
        lost += (double)job->prize;
        if (!job->optional)
            unassigned += s->by_priority ? job->priority + 1 : 1;
        else if (s->by_priority)
            unassigned += job->priority;
    }
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        const struct tour *tour = &s->tours[v];
        bool works = false;
        for (uint32_t i = 0; i < tour->n; i++)
            works |= !tour->items[i].is_facility;
        if (tour->n && !works)
            return;
    }
    if (unassigned > s->best.unassigned || !facilities_fit(s) ||
        (unassigned == s->best.unassigned && lost + least_cost(s) >= s->best.cost - 1e-9))
        return;
    for (uint32_t r = 0; r < s->in->n_relations; r++)
        if (!relation_fits(s, &s->in->relations[r]))
            return;
    choose_breaks(s, 0, 0, lost, unassigned);
}

static void extend(struct search *s, uint32_t v, uint32_t facilities)
{
    if (v == s->in->n_vehicles) {
        judge(s);
        return;
    }
    struct tour *tour = &s->tours[v];
    extend(s, v + 1, 0);
    for (uint32_t j = 0; j < s->in->n_jobs; j++) {
        uint32_t visit = s->in->jobs[j].kind == PLAN_SHIPMENT && s->on[j][0] != 0;
        if (s->on[j][visit] || (visit && s->on[j][0] != v + 1) || !may_serve(s, v, j))
            continue;
        tour->items[tour->n++] = (struct item){false, j, visit};
        s->on[j][visit] = v + 1;
        extend(s, v, facilities);
        s->on[j][visit] = 0;
        tour->n--;
    }
    for (uint32_t f = 0; f < s->in->n_facilities && facilities < s->facilities_max; f++) {
        const struct plan_facility *facility = &s->in->facilities[f];
        if (!skilled(&s->in->vehicles[v], facility->skills, facility->n_skills) || !tour->n ||
            tour->items[tour->n - 1].is_facility)
            continue;
        tour->items[tour->n++] = (struct item){true, f, 0};
        extend(s, v, facilities + 1);
        tour->n--;
    }
}

struct brute_best brute_solve(const struct plan_input *input, bool by_priority,
                              uint32_t facilities_max)
{
    struct search s = {.in = input,
                       .by_priority = by_priority,
                       .facilities_max = facilities_max,
                       .best = {INT64_MAX, HUGE_VAL, 0}};
    for (uint32_t v = 0; v < input->n_vehicles; v++)
        s.times_count |= input->vehicles[v].cost_per_waiting_hour || input->vehicles[v].pay_shift ||
                         input->vehicles[v].max_duration_s;
    extend(&s, 0, 0);
    return s.best;
}
