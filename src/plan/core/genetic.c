#include "plan/core/genetic.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/core/anneal.h"
#include "plan/core/assemble.h"
#include "plan/core/cross.h"
#include "plan/core/local.h"
#include "plan/core/population.h"
#include "plan/core/weave.h"

enum {
    STALE = 3000, /* children without a better plan before everything begins anew; more where more
                     than POPULATION_LEAST plans stay */
    STALE_A_CLIENT = 8,  /* the same without windows: what comes late there comes by chance */
    STALE_WOVEN = 12000, /* and where many children are cheap ones by edges */
    LOOKED_BACK = 40,    /* plans between two looks at the prices */
    NEAR = 30,
    BORN_FIRST = 100, /* children before one can say how many there will be */
    CYCLES_MOST = 5,  /* of two plans that make a child together */
};
#define CHILD_HOT      0.1
#define COLD           0.01
#define WANTED_WHOLE   0.3     /* share of plans that should come out whole */
#define WANTED_LEAST   0.02    /* below this prices double */
#define DEARER_MOST    10000.0 /* than the first prices */
#define SWAPPED        0.3 /* share of children with windows for which the dear SWAP* is tried */
#define SEVERAL_CYCLES 0.5 /* share of children by edges that take over more than one cycle */
#define REPAIRED       0.5 /* share of broken plans that are improved once more with high prices */

struct genetic {
    const struct problem *problem;
    const struct genetic_options *options;
    struct budget *budget;
    struct rng *rng;
    struct local *local;
    struct cross *cross;
    struct assembly *assembly;
    struct weave *weave; /* NULL: does not serve */
    struct anneal *anneal;
    struct population *whole, *broken;
    struct prices prices;
    struct prices least, most;
    uint32_t seen, light,
        timely; /* plans since the last look, those without excess, without warp */
    struct tours child, other;
    uint16_t *origins;       /* of the routes of the child: 1 and 2 for its parents */
    uint16_t *owners;        /* of a parent: route of each client */
    struct tours *best, own; /* own: of this life */
    uint32_t stale, born;
    double begin; /* share of the budget when this life began */
};

/* ---- Prices ------------------------------------------------------------------------------ */

/* Half of what the way of a mean client costs, for a mean load, for the time of a mean way (at
 * least a second). */
static void first_prices(struct genetic *genetic)
{
    const struct problem *problem = genetic->problem;
    double cost = 1, time = 1, load = 1;
    uint32_t hops = 0;
    for (uint32_t c = 1; c <= problem->n; c++) {
        load += (double)load_sum(problem->loads[c]);
        for (uint32_t k = 1; k <= problem->n; k += 1 + problem->n / 50) {
            struct hop hop = problem_hop(problem, c, k);
            if (hop.cost >= HOP_FAR)
                continue;
            cost += hop.cost;
            time += hop.time;
            hops++;
        }
    }
    double unit = 1 << PRICE_BITS, mean = cost / (hops + 1);
    double by_load = fmin(unit * mean * problem->n / load + 1, PRICE_MAX);
    double by_time = fmin(unit * cost / fmax(time, hops) + 1, PRICE_MAX);
    genetic->prices = (struct prices){(int64_t)by_load, (int64_t)by_time};
    genetic->least = (struct prices){genetic->prices.load / 50 + 1, genetic->prices.warp / 50 + 1};
    genetic->most = (struct prices){(int64_t)fmin(by_load * DEARER_MOST, PRICE_MAX),
                                    (int64_t)fmin(by_time * DEARER_MOST, PRICE_MAX)};
}

static int64_t adapt(int64_t price, double share, int64_t least, int64_t most)
{
    if (share < WANTED_LEAST)
        price = price * 2;
    else if (share < WANTED_WHOLE - 0.05)
        price = (int64_t)((double)price * 1.2) + 1;
    else if (share > WANTED_WHOLE + 0.05)
        price = (int64_t)((double)price * 0.85);
    return price < least ? least : price > most ? most : price;
}

static void look_back(struct genetic *genetic)
{
    if (genetic->seen < LOOKED_BACK)
        return;
    double seen = genetic->seen;
    genetic->prices.load =
        adapt(genetic->prices.load, genetic->light / seen, genetic->least.load, genetic->most.load);
    genetic->prices.warp = adapt(genetic->prices.warp, genetic->timely / seen, genetic->least.warp,
                                 genetic->most.warp);
    genetic->seen = genetic->light = genetic->timely = 0;
    population_price(genetic->broken, &genetic->prices);
}

/* ---- Plans ------------------------------------------------------------------------------- */

static void note(struct genetic *genetic, const struct tours *tours)
{
    if (tours->cost < genetic->own.cost) {
        tours_copy(&genetic->own, tours);
        genetic->stale = 0;
    }
    if (tours->cost >= genetic->best->cost)
        return;
    tours_copy(genetic->best, tours);
    genetic->budget->over |= genetic->options->one_is_enough;
}

static void keep(struct genetic *genetic, const struct tours *tours)
{
    bool whole = tours_feasible(tours);
    population_add(whole ? genetic->whole : genetic->broken, tours, &genetic->prices);
    if (whole)
        note(genetic, tours);
}

/* Which routes of the child are routes of the parent as they were. */
static void find_origins(struct genetic *genetic, const struct member *parent, uint16_t mark)
{
    const struct tours *child = &genetic->child, *tours = &parent->tours;
    if (genetic->problem->several)
        tours_owners(tours, genetic->owners);
    for (uint32_t r = 0; r < child->n; r++) {
        uint32_t first = child->first[r], last = child->first[r + 1] - 1U;
        bool same = !parent->prev[child->nodes[first]] && !parent->next[child->nodes[last]];
        if (same && genetic->problem->several)
            same = child->kinds[r] == tours->kinds[genetic->owners[child->nodes[first]]];
        for (uint32_t i = first; same && i < last; i++)
            same = parent->next[child->nodes[i]] == child->nodes[i + 1];
        if (same)
            genetic->origins[r] = mark;
    }
}

/* How a child is improved: everywhere, or only around some clients. */
struct care {
    const uint16_t *origins; /* of its routes; NULL: of no plan */
    bool around, swaps;
    const uint16_t *clients;
    uint32_t n;
};

static void improve_child(struct genetic *genetic, const struct care *care, int64_t dearer)
{
    local_set_prices(genetic->local, genetic->prices.load * dearer, genetic->prices.warp * dearer);
    if (care->around)
        local_improve_around(genetic->local, &genetic->child, genetic->budget, care->origins,
                             care->clients, care->n);
    else
        local_improve(genetic->local, &genetic->child, genetic->budget, care->origins, care->swaps);
}

/* Improves the child and lets it live, if it is not the same as its parent; a broken one is
 * repaired at times. */
static void raise_child(struct genetic *genetic, const struct care *care, const struct member *a)
{
    struct tours *child = &genetic->child;
    improve_child(genetic, care, 1);
    if (genetic->budget->over && !tours_feasible(child))
        return;
    genetic->seen++;
    genetic->light += !child->excess;
    genetic->timely += !child->warp;
    if (!care->around || prices_weigh(&genetic->prices, child) != a->cost)
        keep(genetic, child);
    /* While there is no whole plan at all, every one is repaired, whatever it costs. */
    int64_t dearer = genetic->best->cost < INT64_MAX ? 10 : 1000;
    if (!tours_feasible(child) && (dearer > 10 || rng_unit(genetic->rng) < REPAIRED)) {
        struct care again = {.around = care->around, .swaps = care->swaps};
        improve_child(genetic, &again, dearer);
        if (tours_feasible(child))
            keep(genetic, child);
    }
    look_back(genetic);
}

/* A child that is changed all over. Parents NULL: none. */
static void raise_wholly(struct genetic *genetic, const struct member *a, const struct member *b)
{
    struct care care = {.swaps = !genetic->problem->timed || rng_unit(genetic->rng) < SWAPPED};
    if (a) {
        care.origins = genetic->origins;
        memset(genetic->origins, 0, genetic->child.n * sizeof *genetic->origins);
        find_origins(genetic, b, 2);
        find_origins(genetic, a, 1);
    }
    raise_child(genetic, &care, a);
}

/* Takes a whole child further by annealing, and lets what comes of it live too. */
static void anneal_child(struct genetic *genetic, double hot, uint32_t per_client)
{
    struct cooling cooling = {.hot = hot,
                              .cold = COLD,
                              .iterations = (int64_t)per_client * genetic->problem->n,
                              .share = genetic->options->share};
    anneal_run(genetic->anneal, &cooling, genetic->budget, &genetic->child);
    keep(genetic, &genetic->child);
}

static const struct member *choose(struct genetic *genetic)
{
    const struct member *best = NULL;
    uint32_t n = genetic->whole->n + genetic->broken->n;
    for (int i = 0; i < 2; i++) {
        uint32_t k = rng_below(genetic->rng, n);
        const struct member *member = k < genetic->whole->n
                                          ? &genetic->whole->members[k]
                                          : &genetic->broken->members[k - genetic->whole->n];
        if (!best || member->fitness < best->fitness)
            best = member;
    }
    return best;
}

/* Routes of b in a, or clients in the order of both, whichever comes to be cheaper. */
static void breed_by_routes(struct genetic *genetic, const struct member *a, const struct member *b)
{
    cross_by_routes(genetic->cross, &genetic->prices, &a->tours, &b->tours, &genetic->child);
    cross_by_order(genetic->cross, &genetic->prices, &a->tours, &b->tours, &genetic->other);
    if (prices_weigh(&genetic->prices, &genetic->other) <
        prices_weigh(&genetic->prices, &genetic->child))
        tours_copy(&genetic->child, &genetic->other);
}

/* Some hops of b in a; false where both plans are the same. */
static bool breed_by_hops(struct genetic *genetic, const struct member *a, const struct member *b)
{
    uint32_t n = assembly_pair(genetic->assembly, &a->tours, &b->tours);
    if (n)
        assembly_child(genetic->assembly, rng_below(genetic->rng, n), &genetic->child);
    return n;
}

/* Some edges of b in a, improved around these; false where both plans are the same. */
static bool breed_by_edges(struct genetic *genetic, const struct member *a, const struct member *b)
{
    uint32_t n = weave_pair(genetic->weave, &a->tours, &b->tours), most = 1;
    if (!n)
        return false;
    if (rng_unit(genetic->rng) < SEVERAL_CYCLES)
        most = 2 + rng_below(genetic->rng, CYCLES_MOST - 1);
    weave_child(genetic->weave, rng_below(genetic->rng, n), most, &genetic->child);
    struct care care = {.around = true, .origins = genetic->origins};
    care.clients = weave_changed(genetic->weave, &care.n);
    memset(genetic->origins, 0, genetic->child.n * sizeof *genetic->origins);
    find_origins(genetic, a, 1);
    raise_child(genetic, &care, a);
    return true;
}

static void breed(struct genetic *genetic)
{
    const struct member *a = choose(genetic), *b = NULL;
    for (int i = 0; i < 10 && (!b || b == a); i++)
        b = choose(genetic);
    if (genetic->weave && rng_unit(genetic->rng) < genetic->options->by_edges &&
        breed_by_edges(genetic, a, b))
        return;
    if (rng_unit(genetic->rng) >= genetic->options->by_hops || !breed_by_hops(genetic, a, b))
        breed_by_routes(genetic, a, b);
    raise_wholly(genetic, a, b);
    if (tours_feasible(&genetic->child) && rng_unit(genetic->rng) < genetic->options->child_share)
        anneal_child(genetic, CHILD_HOT, genetic->options->child_per_client);
}

/* The more children there is time for, the more plans stay: a small pool is all alike long before
 * the end, a large one still is not. */
static void resize(struct genetic *genetic)
{
    double used = budget_share(genetic->budget) - genetic->begin;
    if (genetic->options->patience || genetic->born < BORN_FIRST || used <= 0)
        return;
    double all = genetic->born * (genetic->options->share - genetic->begin) / used;
    double kept =
        fmin(fmax(all / genetic->options->children_a_plan, POPULATION_LEAST), POPULATION_MOST);
    population_keep(genetic->whole, (uint32_t)kept);
    population_keep(genetic->broken, (uint32_t)kept);
}

/* Whether to end this life: nothing new comes, and there is time for another as long. */
static bool is_stale(const struct genetic *genetic)
{
    const struct genetic_options *options = genetic->options;
    if (options->patience)
        return genetic->stale > options->patience;
    double now = budget_share(genetic->budget);
    uint32_t patience = genetic->problem->timed ? STALE : STALE_A_CLIENT * genetic->problem->n;
    if (genetic->weave)
        patience = STALE_WOVEN;
    return genetic->stale > patience * genetic->whole->kept / POPULATION_LEAST &&
           options->share - now >= now - genetic->begin;
}

/* One population from its first plans until nothing new comes. */
static void live(struct genetic *genetic, bool seeded)
{
    struct budget *budget = genetic->budget;
    const struct genetic_options *options = genetic->options;
    uint32_t annealed = 0;
    genetic->own.cost = INT64_MAX;
    genetic->stale = genetic->born = 0;
    genetic->begin = budget_share(budget);
    population_clear(genetic->whole);
    population_clear(genetic->broken);
    if (seeded)
        keep(genetic, genetic->best);
    for (uint32_t i = 0; i < options->first && !budget->over; i++) {
        cross_random(genetic->cross, &genetic->prices, &genetic->child);
        raise_wholly(genetic, NULL, NULL);
        if (annealed < options->annealed && tours_feasible(&genetic->child)) {
            anneal_child(genetic, options->hot, options->per_client);
            annealed++;
        }
        if (budget_is_over(budget) || budget_share(budget) >= options->share)
            return;
    }
    while (!budget_is_over(budget) && budget_share(budget) < options->share) {
        genetic->stale++;
        if (is_stale(genetic))
            return;
        breed(genetic);
        if (++genetic->born % BORN_FIRST == 0)
            resize(genetic);
    }
}

bool genetic_run(const struct problem *problem, const struct genetic_options *options,
                 struct budget *budget, struct rng *rng, struct tours *best)
{
    struct genetic genetic = {.problem = problem,
                              .options = options,
                              .budget = budget,
                              .rng = rng,
                              .best = best,
                              .whole = malloc(sizeof *genetic.whole),
                              .broken = malloc(sizeof *genetic.broken)};
    assert(genetic.whole && genetic.broken);
    genetic.local = local_new(problem, rng);
    genetic.origins = calloc(problem->vehicles + 1, sizeof *genetic.origins);
    genetic.owners = calloc(problem->n + 1, sizeof *genetic.owners);
    assert(genetic.origins && genetic.owners);
    genetic.anneal = anneal_new(problem, rng);
    genetic.cross = cross_new(problem, rng);
    genetic.assembly = assembly_new(problem, rng);
    genetic.weave = options->by_edges > 0 && weave_serves(problem) ? weave_new(problem, rng) : NULL;
    local_set_near(genetic.local, NEAR);
    uint32_t most = options->patience ? POPULATION_LEAST : POPULATION_MOST;
    population_init(genetic.whole, problem, most);
    population_init(genetic.broken, problem, most);
    tours_init(&genetic.child, problem);
    tours_init(&genetic.other, problem);
    tours_init(&genetic.own, problem);
    first_prices(&genetic);
    bool seeded = best->cost < INT64_MAX;
    do {
        live(&genetic, seeded);
        seeded = false;
    } while (!options->patience && !budget->over && budget_share(budget) < options->share);
    tours_free(&genetic.child);
    tours_free(&genetic.other);
    tours_free(&genetic.own);
    population_free(genetic.whole);
    population_free(genetic.broken);
    free(genetic.whole);
    free(genetic.broken);
    local_free(genetic.local);
    free(genetic.origins);
    free(genetic.owners);
    anneal_free(genetic.anneal);
    cross_free(genetic.cross);
    assembly_free(genetic.assembly);
    weave_free(genetic.weave);
    return best->cost < INT64_MAX;
}
