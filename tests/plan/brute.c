#include <math.h>
#include <string.h>

#include "brute_int.h"

/* A plan's worth but for the jobs left out. */
struct worth {
    int64_t unassigned;
    double lost;
};

static bool is_better(const struct brute_best *a, const struct brute_best *b)
{
    if (a->unassigned != b->unassigned)
        return a->unassigned < b->unassigned;
    if (a->balance != b->balance)
        return a->balance < b->balance;
    return a->cost < b->cost - 1e-9;
}

static void judge_times(struct search *s, const struct worth *left_out)
{
    struct brute_best found = {left_out->unassigned, 0, left_out->lost, s->best.plans + 1};
    for (uint32_t v = 0; v < s->in->n_vehicles; v++)
        memset(s->tours[v].floor, 0, sizeof s->tours[v].floor);
    if (!brute_time_all(s))
        return;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        if (!s->tours[v].n)
            continue;
        if (!brute_within_limits(s, v, &s->tours[v]))
            return;
        found.cost += brute_tour_cost(s, v);
    }
    found.balance = brute_balance(s);
    s->best.plans++;
    if (is_better(&found, &s->best))
        s->best = found;
}

/* The latest departure of a shift that ends no later and is no later anywhere. */
static int64_t latest_departure(struct search *s, uint32_t v, const struct plan_window *shift)
{
    struct tour *tour = &s->tours[v];
    tour->departure = shift->from_s;
    memset(tour->floor, 0, sizeof tour->floor);
    if (!brute_time_tour(s, v, tour))
        return shift->from_s;
    int64_t end = tour->end;
    double late = tour->late;
    while (tour->departure < shift->until_s) {
        tour->departure++;
        if (!brute_time_tour(s, v, tour) || tour->end != end || tour->late > late)
            return tour->departure - 1;
    }
    return tour->departure;
}

/* What departures a shift allows: all, or the one that the promises are measured at, or the
 * earliest; the shift's begin where a begin in it is known already. */
static struct plan_window departures_of(struct search *s, uint32_t v,
                                        const struct plan_window *shift)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    struct plan_window span = {shift->from_s, shift->from_s};
    if (vehicle->n_frozen && vehicle->frozen[0].at_s >= 0)
        return span;
    if (s->promised_times)
        span.from_s = span.until_s = latest_departure(s, v, shift);
    else if (s->times_count)
        span.until_s = shift->until_s < 200 ? shift->until_s : 200;
    return span;
}

typedef void try_fn(struct search *s, uint32_t v, void *context);

/* Every departure and every choice of rests of one vehicle. */
static void each_departure(struct search *s, uint32_t v, try_fn *try, void *context)
{
    static const struct plan_window any = {0, 200};
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    const struct plan_window *shifts = vehicle->n_windows ? vehicle->windows : &any;
    struct tour *tour = &s->tours[v];
    uint32_t choices = vehicle->drive_s ? 1u << tour->n : 1;
    for (uint32_t w = 0; w < (vehicle->n_windows ? vehicle->n_windows : 1); w++) {
        for (uint32_t rests = 0; rests < choices; rests++) {
            tour->rests = rests;
            struct plan_window span = departures_of(s, v, &shifts[w]);
            for (int64_t at = span.from_s; at <= span.until_s; at++) {
                tour->departure = at;
                tour->rests = rests;
                try(s, v, context);
            }
        }
    }
}

/* The times of a tour that nothing else ties; false: not possible. Ties only make it later. */
static bool time_alone(struct search *s, uint32_t v)
{
    struct tour *tour = &s->tours[v];
    memset(tour->floor, 0, sizeof tour->floor);
    return brute_time_tour(s, v, tour);
}

struct cheapest {
    bool by_duration, found;
    int64_t longest; /* no longer than that */
    double cost;
    int64_t departure;
    uint32_t rests;
};

static void try_alone(struct search *s, uint32_t v, void *context)
{
    struct cheapest *best = context;
    struct tour *tour = &s->tours[v];
    if (!time_alone(s, v) || !brute_within_limits(s, v, tour) ||
        tour->end - tour->start > best->longest)
        return;
    double cost = best->by_duration ? (double)(tour->end - tour->start) : brute_tour_cost(s, v);
    if (best->found && cost >= best->cost)
        return;
    best->found = true;
    best->cost = cost;
    best->departure = tour->departure;
    best->rests = tour->rests;
}

/* The shortest that the longest tour can be; -1 when a tour is not possible. */
static int64_t least_longest(struct search *s)
{
    int64_t longest = 0;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        struct cheapest best = {.by_duration = true, .longest = INT64_MAX};
        if (!s->tours[v].n)
            continue;
        each_departure(s, v, try_alone, &best);
        if (!best.found)
            return -1;
        longest = best.cost > (double)longest ? (int64_t)best.cost : longest;
    }
    return longest;
}

static void choose_together(struct search *s, uint32_t v, const struct worth *left_out);

static void try_together(struct search *s, uint32_t v, void *context)
{
    const struct worth *left_out = context;
    if (time_alone(s, v))
        choose_together(s, v + 1, left_out);
}

/* Departures of the used vehicles from `v` on, each with each. */
static void choose_together(struct search *s, uint32_t v, const struct worth *left_out)
{
    struct worth out = *left_out;
    while (v < s->in->n_vehicles && !s->tours[v].n)
        v++;
    if (v == s->in->n_vehicles)
        judge_times(s, left_out);
    else
        each_departure(s, v, try_together, &out);
}

/* Where nothing ties vehicles together each has its own best departure. */
static void choose_departures(struct search *s, const struct worth *left_out)
{
    if (s->in->n_relations) {
        choose_together(s, 0, left_out);
        return;
    }
    int64_t longest = s->balance == PLAN_TERM_MAX_DURATION ? least_longest(s) : INT64_MAX;
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        struct cheapest best = {.longest = longest};
        if (!s->tours[v].n)
            continue;
        each_departure(s, v, try_alone, &best);
        if (!best.found)
            return;
        s->tours[v].departure = best.departure;
        s->tours[v].rests = best.rests;
    }
    judge_times(s, left_out);
}

static void choose_breaks(struct search *s, uint32_t v, uint32_t b, const struct worth *left_out)
{
    while (v < s->in->n_vehicles && (!s->tours[v].n || b == s->in->vehicles[v].n_breaks)) {
        v++;
        b = 0;
    }
    if (v == s->in->n_vehicles) {
        if (brute_loads_fit(s))
            choose_departures(s, left_out);
        return;
    }
    for (s->tours[v].break_at[b] = 0; s->tours[v].break_at[b] <= s->tours[v].n;
         s->tours[v].break_at[b]++)
        choose_breaks(s, v, b + 1, left_out);
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
            uint32_t there = i < tour->n ? brute_place(s, &tour->items[i]) : vehicle->end;
            travel += brute_way(s, v, here, there, false);
            metres += brute_way(s, v, here, there, true);
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

/* What the jobs left out count; false when half of a shipment stands somewhere. */
static bool count_left_out(const struct search *s, struct worth *left_out)
{
    for (uint32_t j = 0; j < s->in->n_jobs; j++) {
        const struct plan_job *job = &s->in->jobs[j];
        bool is_done = s->on[j][brute_last_visit(s, j)] != 0;
        if (s->on[j][0] && !is_done && !brute_is_on_board(s, j))
            return false;
        if (is_done)
            continue;
        left_out->lost += (double)job->prize;
        if (!job->optional)
            left_out->unassigned += s->by_priority ? job->priority + 1 : 1;
        else if (s->by_priority)
            left_out->unassigned += job->priority;
    }
    return true;
}

/* A vehicle goes out for work, not for a facility alone. */
static bool every_tour_works(const struct search *s)
{
    for (uint32_t v = 0; v < s->in->n_vehicles; v++) {
        const struct tour *tour = &s->tours[v];
        bool works = false;
        for (uint32_t i = 0; i < tour->n; i++)
            works |= !tour->items[i].is_facility;
        if (tour->n && !works)
            return false;
    }
    return true;
}

static void judge(struct search *s)
{
    struct worth left_out = {0, 0};
    if (!count_left_out(s, &left_out) || !every_tour_works(s) ||
        left_out.unassigned > s->best.unassigned || !brute_facilities_fit(s))
        return;
    if (left_out.unassigned == s->best.unassigned && s->balance == PLAN_TERM_COUNT &&
        left_out.lost + least_cost(s) >= s->best.cost - 1e-9)
        return;
    for (uint32_t r = 0; r < s->in->n_relations; r++)
        if (!brute_relation_fits(s, &s->in->relations[r]))
            return;
    choose_breaks(s, 0, 0, &left_out);
}

/* Whether an item may stand next: what is frozen comes first, as it was. */
static bool is_frozen_right(const struct search *s, uint32_t v, const struct item *item)
{
    const struct plan_vehicle *vehicle = &s->in->vehicles[v];
    uint32_t at = s->tours[v].n;
    if (at >= vehicle->n_frozen)
        return true;
    const struct plan_step *step = &vehicle->frozen[at];
    return item->is_facility == (step->kind == PLAN_STOP_FACILITY) && item->index == step->index &&
           item->visit == (step->kind == PLAN_STOP_DELIVERY);
}

/* Whether a stop at a facility can be of use next: something was done or lay on board before, and
 * of two in a row the second does what the first does not. */
static bool may_help(const struct search *s, uint32_t v, uint32_t f)
{
    const struct tour *tour = &s->tours[v];
    const struct plan_facility *facility = &s->in->facilities[f];
    int64_t load = 0;
    for (uint32_t d = 0; d < s->in->n_dims; d++)
        load += brute_amount(s->in->vehicles[v].load, d);
    if (!tour->n)
        return load && facility->unloads;
    const struct item *last = &tour->items[tour->n - 1];
    if (!last->is_facility)
        return facility->unloads || facility->reloads;
    const struct plan_facility *before = &s->in->facilities[last->index];
    return (facility->unloads && !before->unloads) || (facility->reloads && !before->reloads);
}

static void extend(struct search *s, uint32_t v, uint32_t facilities)
{
    if (v == s->in->n_vehicles) {
        judge(s);
        return;
    }
    struct tour *tour = &s->tours[v];
    if (tour->n >= s->in->vehicles[v].n_frozen)
        extend(s, v + 1, 0);
    for (uint32_t j = 0; j < s->in->n_jobs; j++) {
        uint32_t visit = s->in->jobs[j].kind == PLAN_SHIPMENT && s->on[j][0] != 0;
        if (s->on[j][visit] || (visit && s->on[j][0] != v + 1) || !brute_may_serve(s, v, j) ||
            !is_frozen_right(s, v, &(struct item){false, j, visit}))
            continue;
        tour->items[tour->n++] = (struct item){false, j, visit};
        s->on[j][visit] = v + 1;
        extend(s, v, facilities);
        s->on[j][visit] = 0;
        tour->n--;
    }
    for (uint32_t f = 0; f < s->in->n_facilities && facilities < s->facilities_max; f++) {
        const struct plan_facility *facility = &s->in->facilities[f];
        if (!brute_skilled(&s->in->vehicles[v], facility->skills, facility->n_skills) ||
            !may_help(s, v, f) || !is_frozen_right(s, v, &(struct item){true, f, 0}))
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
                       .balance = PLAN_TERM_COUNT,
                       .best = {INT64_MAX, INT64_MAX, HUGE_VAL, 0}};
    for (uint32_t t = 0; t < input->n_terms; t++)
        if (input->terms[t].kind >= PLAN_TERM_MAX_DURATION)
            s.balance = input->terms[t].kind;
    for (uint32_t j = 0; j < input->n_jobs; j++)
        if (brute_is_on_board(&s, j))
            s.on[j][0] = input->jobs[j].on_board_of + 1;
    s.promised_times = input->change_cost_per_hour > 0;
    for (uint32_t v = 0; v < input->n_vehicles; v++)
        s.times_count |= input->vehicles[v].cost_per_waiting_hour || input->vehicles[v].pay_shift ||
                         input->vehicles[v].max_duration_s;
    s.times_count |= s.balance == PLAN_TERM_MAX_DURATION;
    extend(&s, 0, 0);
    return s.best;
}
