#include "plan/core/population.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void population_init(struct population *population, const struct problem *problem, uint32_t most)
{
    uint32_t room = most + POPULATION_BORN + 1;
    *population = (struct population){.problem = problem, .kept = POPULATION_LEAST, .room = room};
    population->members = calloc(room, sizeof *population->members);
    population->apart = calloc((size_t)room * room, sizeof *population->apart);
    assert(population->members && population->apart);
    for (uint32_t i = 0; i < room; i++) {
        struct member *member = &population->members[i];
        tours_init(&member->tours, problem);
        member->next = calloc(problem->n + 1, sizeof *member->next);
        member->prev = calloc(problem->n + 1, sizeof *member->prev);
        assert(member->next && member->prev);
    }
}

void population_free(struct population *population)
{
    for (uint32_t i = 0; i < population->room; i++) {
        tours_free(&population->members[i].tours);
        free(population->members[i].next);
        free(population->members[i].prev);
    }
    free(population->members);
    free(population->apart);
}

void population_clear(struct population *population)
{
    population->n = 0;
}

void population_keep(struct population *population, uint32_t kept)
{
    uint32_t most = population->room - POPULATION_BORN - 1;
    population->kept = kept < most ? kept : most;
}

static inline float *apart_row(const struct population *population, uint32_t i)
{
    return population->apart + (size_t)i * population->room;
}

/* Where the direction of a route says nothing, a pair counts either way round. Without a branch and
 * in 16 bits (each client counts at most twice), so that several clients are compared at once. */
static float measure(const struct problem *problem, const struct member *a, const struct member *b)
{
    const uint16_t *next_a = a->next, *next_b = b->next, *prev_a = a->prev, *prev_b = b->prev;
    uint16_t broken = 0;
    if (problem->timed || !problem->symmetric) {
        for (uint32_t c = 1; c <= problem->n; c++)
            broken = (uint16_t)(broken + (next_a[c] != next_b[c]));
    } else {
        for (uint32_t c = 1; c <= problem->n; c++) {
            bool parted = (next_a[c] != next_b[c]) & (next_a[c] != prev_b[c]);
            bool began = !prev_a[c] & (prev_b[c] != 0) & (next_b[c] != 0);
            broken = (uint16_t)(broken + parted + began);
        }
    }
    return (float)broken / (float)problem->n;
}

/* ---- Fitness ----------------------------------------------------------------------------- */

static void meet(struct member *member, float apart)
{
    float *nearest = member->nearest;
    uint32_t n = member->n_nearest;
    if (n == POPULATION_NEAREST && apart >= nearest[n - 1])
        return;
    uint32_t at = n < POPULATION_NEAREST ? member->n_nearest++ : n - 1;
    for (; at > 0 && nearest[at - 1] > apart; at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = apart;
}

static void meet_all(struct population *population, uint32_t i)
{
    const float *apart = apart_row(population, i);
    population->members[i].n_nearest = 0;
    for (uint32_t k = 0; k < population->n; k++) {
        if (k != i)
            meet(&population->members[i], apart[k]);
    }
}

static float mean_nearest(const struct member *member)
{
    float sum = 0;
    for (uint32_t k = 0; k < member->n_nearest; k++)
        sum += member->nearest[k];
    return member->n_nearest ? sum / (float)member->n_nearest : 1;
}

static void rank_members(struct population *population)
{
    float apart[POPULATION_MOST + POPULATION_BORN + 1];
    int64_t cost[POPULATION_MOST + POPULATION_BORN + 1];
    uint32_t n = population->n;
    double share = n > POPULATION_ELITE ? 1 - (double)POPULATION_ELITE / n : 0;
    for (uint32_t i = 0; i < n; i++) {
        apart[i] = mean_nearest(&population->members[i]);
        cost[i] = population->members[i].cost;
    }
    /* Of those alike the earlier one stands before the later one. */
    for (uint32_t i = 0; i < n; i++) {
        uint32_t cheaper = 0, farther = 0;
        for (uint32_t k = 0; k < i; k++) {
            cheaper += cost[k] <= cost[i];
            farther += apart[k] >= apart[i];
        }
        for (uint32_t k = i + 1; k < n; k++) {
            cheaper += cost[k] < cost[i];
            farther += apart[k] > apart[i];
        }
        population->members[i].fitness = cheaper + share * farther;
    }
}

/* The member that leaves: of those that have a twin the least fit, or the least fit of all. */
static uint32_t find_leaver(const struct population *population)
{
    uint32_t worst = 0;
    bool worst_twin = false;
    for (uint32_t i = 0; i < population->n; i++) {
        const struct member *member = &population->members[i];
        bool twin = member->n_nearest && member->nearest[0] <= 0;
        if ((twin && !worst_twin) ||
            (twin == worst_twin && member->fitness > population->members[worst].fitness)) {
            worst = i;
            worst_twin = twin;
        }
    }
    return worst;
}

static void drop(struct population *population, uint32_t i)
{
    uint32_t last = --population->n;
    struct member member = population->members[i];
    float *row = apart_row(population, i), *last_row = apart_row(population, last);
    population->members[i] = population->members[last];
    population->members[last] = member;
    for (uint32_t k = 0; k <= last; k++) {
        float apart = row[k];
        row[k] = last_row[k];
        last_row[k] = apart;
    }
    for (uint32_t k = 0; k <= last; k++) {
        float *to = apart_row(population, k), apart = to[i];
        to[i] = to[last];
        to[last] = apart;
    }
    for (uint32_t k = 0; k < last; k++) {
        const struct member *other = &population->members[k];
        if (last_row[k] <= other->nearest[other->n_nearest - 1])
            meet_all(population, k);
    }
}

void population_add(struct population *population, const struct tours *tours,
                    const struct prices *prices)
{
    uint32_t at = population->n++;
    struct member *member = &population->members[at];
    float *row = apart_row(population, at);
    tours_copy(&member->tours, tours);
    tours_link(&member->tours, member->next, member->prev);
    member->cost = prices_weigh(prices, tours);
    member->n_nearest = 0;
    for (uint32_t k = 0; k < at; k++) {
        row[k] = measure(population->problem, member, &population->members[k]);
        apart_row(population, k)[at] = row[k];
        meet(member, row[k]);
        meet(&population->members[k], row[k]);
    }
    row[at] = 0;
    if (population->n > population->kept + POPULATION_BORN) {
        while (population->n > population->kept) {
            rank_members(population);
            drop(population, find_leaver(population));
        }
    }
    rank_members(population);
}

void population_price(struct population *population, const struct prices *prices)
{
    for (uint32_t i = 0; i < population->n; i++)
        population->members[i].cost = prices_weigh(prices, &population->members[i].tours);
    rank_members(population);
}
