/*
 * Plans of several trips by ruin and recreate; where there is time for more than one annealing,
 * several plans that take over trips of each other. A visit may be left out for a while, at a price
 * that rises while too few plans are whole: where vehicles hardly suffice, the ways between whole
 * plans lead through such.
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
    PROBE_ITERATIONS = 2048,
    PARENTS_LEAST = 6,
    PARENTS_MOST = 20,
    PARENTS_OF_ROUND = 10, /* where there is time for three rounds or more */
    ROUNDS_LEAST = 3,
    PARENT_PER_VISIT = 400, /* iterations of the annealing of a plan, at least */
    CHILD_PER_SEED = 15,    /* of a child, for each visit that has moved */
};
#define HOT          0.25 /* heats in mean arcs */
#define COLD         0.01
#define CHILD_HOT    0.1
#define PARENT_SHARE 0.5 /* of the time of a round */
#define ROUNDS_SHARE 0.9 /* of the budget: then the best of all rounds are parents */
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
    struct haul_plan best, own; /* own: the best of the present annealing */
    struct haul_plan parents[PARENTS_MOST];
    uint32_t n_parents;
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

static void note(struct run *run)
{
    if (run->haul.n_removed)
        return;
    if (run->haul.cost < run->own.cost)
        haul_store(&run->haul, &run->own);
    if (run->haul.cost < run->best.cost)
        haul_store(&run->haul, &run->best);
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
    else
        note(run);
}

struct cooling {
    double hot, cold;   /* heats in mean arcs */
    int64_t iterations; /* 0: by the budget */
    double share;       /* of the budget: ends then at the latest */
    bool fills;         /* ends when nothing is left out */
};

/* From the plan as it lies. */
static void anneal(struct run *run, const struct cooling *cooling)
{
    struct budget *budget = &run->search->budget;
    double first = budget_share(budget), heat = 0;
    run->own.cost = INT64_MAX;
    note(run);
    for (int64_t i = 0; !cooling->fills || run->haul.n_removed; i++) {
        if (i % CLOCK_EVERY == 0) {
            double share = budget_share(budget);
            double done = cooling->iterations ? (double)i / (double)cooling->iterations
                                              : (share - first) / (cooling->share - first + 1e-9);
            if (budget_is_over(budget) || share >= cooling->share || done >= 1)
                break;
            heat = run->unit * cooling->hot * pow(cooling->cold / cooling->hot, done);
        }
        budget->spent++;
        change(run, heat);
        set_price(run);
    }
}

/* ---- Population -------------------------------------------------------------------------- */

static void lay(struct run *run, const struct haul_plan *plan)
{
    struct haul *haul = &run->haul;
    haul_clear(haul);
    for (uint32_t r = 0; r < haul->n_lines; r++)
        haul_set_line(haul, r, plan->nodes + plan->first[r], plan->first[r + 1] - plan->first[r]);
    haul->n_removed = 0;
}

/* The best of the annealing in the place of its first parent, unless that is better, or there is
 * such a plan already. */
static void replace(struct run *run, struct haul_plan *parent)
{
    for (uint32_t i = 0; i < run->n_parents; i++) {
        if (run->parents[i].cost == run->own.cost)
            return;
    }
    if (run->own.cost < parent->cost)
        haul_plan_copy(parent, &run->own, &run->haul);
}

/* Plans of one beginning, annealed one after the other, up to this share of the budget. */
static void make_parents(struct run *run, const struct haul_plan *start, uint32_t n, double until)
{
    double begin = budget_share(&run->search->budget), share = (until - begin) / n;
    run->n_parents = 0;
    for (uint32_t i = 0; i < n && !run->search->budget.over; i++) {
        lay(run, start);
        anneal(run, &(struct cooling){HOT, COLD, .share = begin + share * (i + 1)});
        haul_plan_copy(&run->parents[run->n_parents++], &run->own, &run->haul);
    }
}

/* Two plans make a third: cheap ones, but many. Only around what has moved is searched. */
static void make_child(struct run *run)
{
    struct haul *haul = &run->haul;
    uint32_t a = rng_below(haul->rng, run->n_parents);
    uint32_t b = rng_below(haul->rng, run->n_parents - 1);
    int64_t dear = INT64_MAX / 8 / haul->n; /* even all visits together never reach the limit */
    b += b >= a;
    run->search->budget.spent++;
    lay(run, &run->parents[a]);
    if (haul_cross(haul, &run->parents[b])) {
        haul_recreate(haul, INT64_MAX / 4, dear);
        run->price = PRICE_FIRST * run->unit;
        anneal(run, &(struct cooling){CHILD_HOT, COLD, .share = 1,
                                      .iterations = (int64_t)CHILD_PER_SEED * haul->n_seeds});
        replace(run, &run->parents[a]);
    }
    haul->n_seeds = 0;
}

/* How many iterations the whole budget will hold, from a short probe. */
static double probe(struct run *run)
{
    struct budget *budget = &run->search->budget;
    int64_t before = budget->spent;
    double share = budget_share(budget);
    anneal(run, &(struct cooling){HOT, HOT, .iterations = PROBE_ITERATIONS, .share = 1});
    double spent = budget_share(budget) - share;
    return spent > 0 ? (double)(budget->spent - before) * (1 - share) / spent : 0;
}

static void make_children(struct run *run, double until)
{
    struct budget *budget = &run->search->budget;
    while (!budget_is_over(budget) && budget_share(budget) < until && run->n_parents > 1)
        make_child(run);
}

/* One population, up to this share of the budget. */
static void evolve(struct run *run, const struct haul_plan *start, uint32_t n, double until)
{
    double begin = budget_share(&run->search->budget);
    make_parents(run, start, n, begin + PARENT_SHARE * (until - begin));
    make_children(run, until);
}

static const struct haul_plan *best_parent(const struct run *run)
{
    const struct haul_plan *best = &run->parents[0];
    for (uint32_t i = 1; i < run->n_parents; i++)
        best = run->parents[i].cost < best->cost ? &run->parents[i] : best;
    return best;
}

/* Several populations one after the other: each soon consists of plans that are almost the same.
 * Their best ones are the last. */
static void evolve_in_rounds(struct run *run, const struct haul_plan *start, uint32_t rounds)
{
    struct haul_plan bests[PARENTS_MOST];
    for (uint32_t i = 0; i < rounds; i++) {
        haul_plan_init(&bests[i], &run->haul);
        evolve(run, start, PARENTS_OF_ROUND, ROUNDS_SHARE * (i + 1) / rounds);
        haul_plan_copy(&bests[i], run->n_parents ? best_parent(run) : start, &run->haul);
    }
    for (run->n_parents = 0; run->n_parents < rounds; run->n_parents++)
        haul_plan_copy(&run->parents[run->n_parents], &bests[run->n_parents], &run->haul);
    make_children(run, 1);
    for (uint32_t i = 0; i < rounds; i++)
        haul_plan_free(&bests[i]);
}

/* As many plans as there is time for; where it is too short for some, one. */
static void improve(struct run *run)
{
    double n = PARENT_SHARE * probe(run) / ((double)PARENT_PER_VISIT * run->haul.n);
    uint32_t rounds = (uint32_t)fmin(n / PARENTS_OF_ROUND, PARENTS_MOST);
    struct haul_plan start;
    if (n < PARENTS_LEAST) {
        anneal(run, &(struct cooling){HOT, COLD, .share = 1});
        return;
    }
    haul_plan_init(&start, &run->haul);
    haul_plan_copy(&start, &run->best, &run->haul);
    for (uint32_t i = 0; i < PARENTS_MOST; i++)
        haul_plan_init(&run->parents[i], &run->haul);
    if (rounds < ROUNDS_LEAST)
        evolve(run, &start, (uint32_t)fmin(n, PARENTS_MOST), 1);
    else
        evolve_in_rounds(run, &start, rounds);
    for (uint32_t i = 0; i < PARENTS_MOST; i++)
        haul_plan_free(&run->parents[i]);
    haul_plan_free(&start);
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
    haul_plan_free(&run->own);
    haul_free(&run->haul);
}

/* False, and nothing to free: not of this kind. */
static bool run_init(struct run *run, struct search *search)
{
    *run = (struct run){.search = search};
    if (search->model->n_visits < FEW_VISITS || !haul_init(&run->haul, search->model, &search->rng))
        return false;
    haul_plan_init(&run->best, &run->haul);
    haul_plan_init(&run->own, &run->haul);
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
    anneal(run, &(struct cooling){FILL_HEAT, FILL_HEAT, .fills = true,
                                  .share = begin + FILL_SHARE * (share - begin)});
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
        improve(&run);
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
        anneal(run, &(struct cooling){FILL_HEAT, COLD, .fills = true,
                                      .share = begin + COOL_SHARE * (share - begin) + 0.01});
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
