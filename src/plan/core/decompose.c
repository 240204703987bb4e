#include "plan/core/decompose.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_TRIED = 8 };

struct decomposition {
    const struct problem *problem;
    struct rng *rng;
    uint16_t *owner, *clients;
    bool *taken; /* by route */
    uint32_t n_clients;
    uint32_t *visits; /* by client: parts that it was in */
    struct tours merged;
};

/* Of a few clients drawn at random the one that was looked at least often. */
static uint16_t draw_seed(const struct decomposition *parts)
{
    uint32_t best = 0;
    for (int i = 0; i < SEEDS_TRIED; i++) {
        uint32_t c = 1 + rng_below(parts->rng, parts->problem->n);
        if (!best || parts->visits[c] < parts->visits[best])
            best = c;
    }
    return (uint16_t)best;
}

static void take_route(struct decomposition *parts, const struct tours *tours, uint32_t r)
{
    parts->taken[r] = true;
    for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++) {
        parts->visits[tours->nodes[i]]++;
        parts->clients[parts->n_clients++] = tours->nodes[i];
    }
}

/* Routes of what is near the seed, then of what is near the clients of these, until there are
 * enough. */
static void choose_routes(struct decomposition *parts, const struct tours *tours, uint32_t enough)
{
    const struct problem *problem = parts->problem;
    memset(parts->taken, 0, tours->n * sizeof *parts->taken);
    parts->n_clients = 0;
    tours_owners(tours, parts->owner);
    uint16_t seed = draw_seed(parts);
    take_route(parts, tours, parts->owner[seed]);
    /* The seed itself stands for its near ones before the first client of its route does. */
    for (uint32_t at = 0; at <= parts->n_clients && parts->n_clients < enough; at++) {
        uint16_t from = at ? parts->clients[at - 1] : seed;
        const uint16_t *near = problem_near(problem, from);
        for (uint32_t i = 0; i < problem->n_near && near[i] && parts->n_clients < enough; i++) {
            if (!parts->taken[parts->owner[near[i]]])
                take_route(parts, tours, parts->owner[near[i]]);
        }
    }
}

static void put_in(struct decomposition *parts, const struct tours *out, struct tours *tours)
{
    struct tours *merged = &parts->merged;
    uint16_t n = 0;
    merged->n = 0;
    for (uint32_t r = 0; r < tours->n; r++) {
        if (parts->taken[r])
            continue;
        merged->kinds[merged->n] = tours->kinds[r];
        merged->first[merged->n++] = n;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
            merged->nodes[n++] = tours->nodes[i];
    }
    merged->first[merged->n] = n;
    tours_append(merged, out, parts->clients);
    tours_weigh(merged, parts->problem);
    tours_copy(tours, merged);
}

static void improve_part(struct decomposition *parts, const struct decompose_options *options,
                         struct budget *budget, struct tours *best)
{
    choose_routes(parts, best, options->clients);
    /* All vehicles but those of the routes that stay. */
    uint32_t vehicles[PROBLEM_KINDS_MAX];
    for (uint32_t k = 0; k < parts->problem->n_kinds; k++)
        vehicles[k] = parts->problem->kinds[k].vehicles;
    for (uint32_t r = 0; r < best->n; r++)
        vehicles[best->kinds[r]] -= !parts->taken[r];
    struct problem *part = problem_part(parts->problem, parts->clients, parts->n_clients, vehicles);
    struct tours out;
    tours_init(&out, part);
    tours_cut(best, parts->taken, parts->clients, part, &out);
    struct genetic_options genetic = options->part;
    genetic.share = options->share;
    int64_t before = out.cost;
    genetic_run(part, &genetic, budget, parts->rng, &out);
    if (out.cost < before)
        put_in(parts, &out, best);
    tours_free(&out);
    problem_free(part);
}

void decompose_run(const struct problem *problem, const struct decompose_options *options,
                   struct budget *budget, struct rng *rng, struct tours *best)
{
    struct decomposition parts = {.problem = problem, .rng = rng};
    parts.owner = calloc(problem->n + 1, sizeof *parts.owner);
    parts.clients = calloc(problem->n + 1, sizeof *parts.clients);
    parts.taken = calloc(problem->vehicles + 1, sizeof *parts.taken);
    parts.visits = calloc(problem->n + 1, sizeof *parts.visits);
    assert(parts.owner && parts.clients && parts.taken && parts.visits);
    tours_init(&parts.merged, problem);
    while (!budget_is_over(budget) && budget_share(budget) < options->share)
        improve_part(&parts, options, budget, best);
    tours_free(&parts.merged);
    free(parts.owner);
    free(parts.clients);
    free(parts.taken);
    free(parts.visits);
}
