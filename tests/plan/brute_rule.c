#include "brute_int.h"

const struct plan_visit *brute_visit(const struct search *s, const struct item *item)
{
    return &s->in->jobs[item->index].visits[item->visit];
}

uint32_t brute_place(const struct search *s, const struct item *item)
{
    return item->is_facility ? s->in->facilities[item->index].place : brute_visit(s, item)->place;
}

static bool contains(const uint32_t *list, uint32_t n, uint32_t value)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == value)
            return true;
    return false;
}

bool brute_skilled(const struct plan_vehicle *vehicle, const uint32_t *skills, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!contains(vehicle->skills, vehicle->n_skills, skills[i]))
            return false;
    return true;
}

bool brute_may_serve(const struct search *s, uint32_t v, uint32_t j)
{
    const struct plan_job *job = &s->in->jobs[j];
    return brute_skilled(&s->in->vehicles[v], job->skills, job->n_skills) &&
           (!job->n_only_vehicles || contains(job->only_vehicles, job->n_only_vehicles, v)) &&
           !contains(job->never_vehicles, job->n_never_vehicles, v);
}

bool brute_is_on_board(const struct search *s, uint32_t j)
{
    return s->in->jobs[j].on_board_of != PLAN_NONE;
}

uint32_t brute_last_visit(const struct search *s, uint32_t job)
{
    return s->in->jobs[job].kind == PLAN_SHIPMENT;
}

/* Loads of one dimension; `at[i]` is what is on board when item i is left (at[0]: at the start). */
static bool loads_fit(const struct search *s, uint32_t v, const struct tour *tour, uint32_t d,
                      int64_t at[BRUTE_ITEMS_MAX + 1])
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    int64_t to_bring = 0, collected = brute_amount(vehicle->load, d), shipped = 0;
    for (uint32_t j = 0; j < s->in->n_jobs; j++)
        if (s->in->jobs[j].on_board_of == v)
            shipped += brute_amount(s->in->jobs[j].pickup, d);
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
                shipped +=
                    item->visit ? -brute_amount(job->pickup, d) : brute_amount(job->pickup, d);
            } else {
                to_bring -= brute_amount(job->delivery, d);
                collected += brute_amount(job->pickup, d);
            }
        }
        for (uint32_t k = i; reloads && k < tour->n; k++) {
            const struct item *next = &tour->items[k];
            if (next->is_facility && s->in->facilities[next->index].reloads)
                break;
            if (!next->is_facility && s->in->jobs[next->index].kind == PLAN_JOB)
                to_bring += brute_amount(s->in->jobs[next->index].delivery, d);
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

/* Where visit `k` of a job stands: vehicle and rank; false when it is left out. */
bool brute_find(const struct search *s, uint32_t job, uint32_t visit, uint32_t *v, uint32_t *rank)
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

/* Rules about who, not when. */
bool brute_relation_fits(const struct search *s, const struct plan_relation *relation)
{
    uint32_t va, vb, ra, rb, da, db, done = 0;
    for (uint32_t a = 0; a < relation->n_jobs; a++) {
        bool has_a = brute_find(s, relation->jobs[a], 0, &va, &ra);
        done += has_a;
        if (!has_a && relation->kind == PLAN_ORDER && a + 1 < relation->n_jobs &&
            brute_find(s, relation->jobs[a + 1], 0, &vb, &rb))
            return false;
        for (uint32_t b = a + 1; b < relation->n_jobs && has_a; b++) {
            if (!brute_find(s, relation->jobs[b], 0, &vb, &rb))
                continue;
            if (relation->kind == PLAN_SAME_VEHICLE && va != vb)
                return false;
            if ((relation->kind == PLAN_DIFFERENT_VEHICLE || relation->kind == PLAN_SYNC) &&
                va == vb)
                return false;
            if (relation->kind == PLAN_NOT_TOGETHER && va == vb &&
                brute_find(s, relation->jobs[a], brute_last_visit(s, relation->jobs[a]), &va,
                           &da) &&
                brute_find(s, relation->jobs[b], brute_last_visit(s, relation->jobs[b]), &vb,
                           &db) &&
                ra < db && rb < da)
                return false;
        }
    }
    return relation->kind != PLAN_SYNC || done == 0 || done == relation->n_jobs;
}

bool brute_facilities_fit(const struct search *s)
{
    for (uint32_t f = 0; f < s->in->n_facilities; f++) {
        const struct plan_facility *facility = &s->in->facilities[f];
        for (uint32_t d = 0; d < s->in->n_dims && facility->limit; d++) {
            int64_t taken = 0;
            for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
                int64_t collected = brute_amount(s->in->vehicles[v].load, d);
                for (uint32_t i = 0; i < s->tours[v].n; i++) {
                    const struct item *item = &s->tours[v].items[i];
                    if (!item->is_facility) {
                        if (s->in->jobs[item->index].kind == PLAN_JOB)
                            collected += brute_amount(s->in->jobs[item->index].pickup, d);
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

bool brute_loads_fit(struct search *s)
{
    int64_t at[BRUTE_ITEMS_MAX + 1];
    for (uint32_t v = 0; v < s->in->n_vehicles; v++)
        for (uint32_t d = 0; d < s->in->n_dims && s->tours[v].n; d++)
            if (!loads_fit(s, v, &s->tours[v], d, at) ||
                !break_loads_fit(s, v, &s->tours[v], d, at))
                return false;
    return true;
}

/* Goods that a vehicle handles over its route, in dimension 0. */
static int64_t handled(const struct search *s, const struct tour *tour)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < tour->n; i++) {
        const struct item *item = &tour->items[i];
        const struct plan_job *job = item->is_facility ? NULL : &s->in->jobs[item->index];
        if (job && !item->visit)
            sum += brute_amount(job->pickup, 0) +
                   (job->kind == PLAN_JOB ? brute_amount(job->delivery, 0) : 0);
    }
    return sum;
}

int64_t brute_balance(const struct search *s)
{
    int64_t most = 0, least = INT64_MAX, longest = 0;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        const struct tour *tour = &s->tours[v];
        int64_t value = 0;
        if (!tour->n)
            continue;
        for (uint32_t i = 0; i < tour->n; i++)
            value += !tour->items[i].is_facility;
        if (s->balance == PLAN_TERM_LOAD_SPREAD)
            value = handled(s, tour);
        most = value > most ? value : most;
        least = value < least ? value : least;
        longest = tour->end - tour->start > longest ? tour->end - tour->start : longest;
    }
    if (s->balance == PLAN_TERM_COUNT)
        return 0;
    if (s->balance == PLAN_TERM_MAX_DURATION)
        return longest;
    return least < INT64_MAX ? most - least : 0;
}
