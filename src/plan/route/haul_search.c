/*
 * Plans of several trips by ruin and recreate. A visit may be left out for a while, at a price that
 * rises while too few plans are whole: where vehicles hardly suffice, the ways between whole plans
 * lead through such.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plan/route/haul_int.h"
#include "plan/route/search_int.h"

enum {
    FEW_VISITS = 13, /* with fewer the general search, beginning anew, misses nothing */
    SHIFTS = 3,      /* of trips, an iteration */
    CLOCK_EVERY = 32,
    PRICE_EVERY = 1024,
};
#define HOT          0.25 /* heats in mean arcs */
#define COLD         0.01
#define FILL_HEAT    0.3 /* while visits are left out */
#define COOL_SHARE   0.4
#define FILL_SHARE   0.3 /* of the time there is, then the general search goes on */
#define WHOLE_TARGET 0.6 /* share of plans without anything left out */
#define PRICE_STEP   1.1
#define PRICE_FIRST  10.0 /* of leaving a visit out, in mean arcs */
#define PRICE_MOST   100.0

struct run {
    struct search *search;
    struct haul haul;
    struct haul_plan best;
    double unit;  /* a mean arc */
    double price; /* of leaving a visit out */
    uint32_t n_whole, n_seen;
    int64_t shown_cost; /* of what the search's own plan shows */
};

/* Brings the best plan into the search's own state. */
static void put_back(void *context)
{
    struct run *run = context;
    if (run->best.cost == run->shown_cost)
        return;
    run->shown_cost = run->best.cost;
    search_lay(run->search, run->best.nodes, run->best.first, run->haul.n_lines);
}

/* ---- Annealing --------------------------------------------------------------------------- */

static void set_price(struct run *run)
{
    run->n_whole += !run->haul.n_removed;
    if (++run->n_seen < PRICE_EVERY)
        return;
    double share = (double)run->n_whole / run->n_seen;
    run->n_whole = run->n_seen = 0;
    if (share < WHOLE_TARGET && run->price < PRICE_MOST * run->unit)
        run->price *= PRICE_STEP;
    else if (share > WHOLE_TARGET)
        run->price /= PRICE_STEP;
}

/* Trips change their places, then strings are taken out and put back. */
static void change(struct run *run, double heat)
{
    struct haul *haul = &run->haul;
    double more = -heat * log(rng_unit(haul->rng) + 1e-300);
    for (int i = 0; i < SHIFTS; i++) {
        haul_begin(haul);
        if (!haul_shift(haul, haul->cost + (int64_t)ceil(more)))
            haul_undo(haul);
    }
    haul_begin(haul);
    int64_t price = (int64_t)run->price + 1;
    int64_t limit = haul->cost + price * haul->n_removed + (int64_t)ceil(more);
    if (!haul_ruin(haul) || !haul_recreate(haul, limit, price))
        haul_undo(haul);
    else if (!haul->n_removed && haul->cost < run->best.cost)
        haul_store(haul, &run->best);
}

/* From the plan as it lies, up to a share of the budget; with `fills` only until nothing is left
 * out. */
static void anneal(struct run *run, double hot, double cold, double share, bool fills)
{
    struct budget *budget = &run->search->budget;
    double first = budget_share(budget), heat = 0;
    for (uint32_t i = 0; !fills || run->haul.n_removed; i++) {
        if (i % CLOCK_EVERY == 0) {
            double done = (budget_share(budget) - first) / (share - first + 1e-9);
            if (budget_is_over(budget) || done >= 1)
                break;
            heat = run->unit * hot * pow(cold / hot, done);
        }
        budget->spent++;
        change(run, heat);
        set_price(run);
    }
}

/* ---- The calls --------------------------------------------------------------------------- */

/* Lays the search's best plan; where vehicles count first, no other vehicle is used. */
static void load(struct run *run)
{
    const struct snapshot *best = &run->search->best;
    struct haul *haul = &run->haul;
    haul_clear(haul);
    for (uint32_t r = 0; r < haul->n_lines; r++) {
        uint32_t first = best->first[r], n = best->first[r + 1] - first;
        haul->lines[r].closed = !n && haul->model->fleet_first && !best->n_absent;
        haul_set_line(haul, r, best->nodes + first, n);
    }
    int64_t ways = haul->cost;
    haul->n_removed = 0;
    for (uint32_t c = 0; c < haul->n; c++) {
        if (haul->stops[c].line == HAUL_NONE)
            haul->removed[haul->n_removed++] = (uint16_t)c;
    }
    for (uint32_t r = 0; r < haul->n_lines; r++)
        ways -= haul->lines[r].n ? haul->lines[r].fixed : 0;
    run->unit = fmax(1, (double)ways / (haul->n + haul->n_trips));
    run->price = PRICE_FIRST * run->unit;
    if (!haul->n_removed)
        haul_store(haul, &run->best);
    run->shown_cost = run->best.cost;
}

/* The search's own plan is its best again. */
static void run_end(struct run *run)
{
    search_shows(run->search, NULL, NULL);
    put_back(run);
    snapshot_restore(&run->search->best, &run->search->state);
    haul_plan_free(&run->best);
    haul_free(&run->haul);
}

/* False, and nothing to free: not of this kind. */
static bool run_init(struct run *run, struct search *search)
{
    *run = (struct run){.search = search};
    if (search->model->n_visits < FEW_VISITS || !haul_init(&run->haul, search->model, &search->rng))
        return false;
    haul_plan_init(&run->best, &run->haul);
    load(run);
    search_shows(search, put_back, run);
    if (run->haul.n_removed <= run->haul.n / 2)
        return true;
    run_end(run);
    return false;
}

/* False: something is left out still. */
static bool fill(struct run *run, double share)
{
    double begin = budget_share(&run->search->budget);
    anneal(run, FILL_HEAT, FILL_HEAT, begin + FILL_SHARE * (share - begin), true);
    put_back(run);
    return !run->haul.n_removed;
}

bool search_haul(struct search *search)
{
    struct run run;
    if (!run_init(&run, search))
        return false;
    bool whole = fill(&run, 1);
    if (whole)
        anneal(&run, HOT, COLD, 1, false);
    run_end(&run);
    return whole;
}

/* Takes all out of the line that has least. */
static void dissolve(struct haul *haul)
{
    uint32_t least = HAUL_NONE;
    for (uint32_t r = 0; r < haul->n_lines; r++) {
        bool is_less = least == HAUL_NONE || haul->lines[r].n < haul->lines[least].n;
        haul->lines[r].closed |= !haul->lines[r].n;
        least = haul->lines[r].n && is_less ? r : least;
    }
    uint32_t start = haul_start(haul, least);
    while (haul->lines[least].n) {
        uint32_t c = haul->stops[start].next;
        haul_take(haul, c);
        haul->removed[haul->n_removed++] = (uint16_t)c;
    }
    haul_time(haul, least);
    haul->lines[least].closed = true;
}

/* Again and again, each time over a part of what time is left: time on the road is time for visits.
 */
static void cool_until_whole(struct run *run, double share)
{
    struct budget *budget = &run->search->budget;
    while (run->haul.n_removed && !budget_is_over(budget) && budget_share(budget) < share) {
        double begin = budget_share(budget);
        anneal(run, FILL_HEAT, COLD, begin + COOL_SHARE * (share - begin) + 0.01, true);
    }
}

bool search_haul_fewer(struct search *search, uint32_t fewest, double share)
{
    struct run run;
    if (!run_init(&run, search))
        return false;
    while (fill(&run, share) && run.haul.n_used > fewest) {
        haul_begin(&run.haul);
        dissolve(&run.haul);
        run.best.cost = INT64_MAX;
        run.price = PRICE_FIRST * run.unit;
        cool_until_whole(&run, share);
        if (run.haul.n_removed)
            break;
    }
    run_end(&run);
    return true;
}
