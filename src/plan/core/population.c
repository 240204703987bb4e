#include "plan/core/population.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST = 5 };

void population_init(struct population *population, const struct problem *problem)
{
    population->problem = problem;
    population->n = 0;
    for (uint32_t i = 0; i <= POPULATION_ROOM; i++) {
        struct member *member = &population->members[i];
        tours_init(&member->tours, problem);
        member->next = calloc(problem->n + 1, sizeof *member->next);
        member->prev = calloc(problem->n + 1, sizeof *member->prev);
        assert(member->next && member->prev);
    }
}

void population_free(struct population *population)
{
    for (uint32_t i = 0; i <= POPULATION_ROOM; i++) {
        tours_free(&population->members[i].tours);
        free(population->members[i].next);
        free(population->members[i].prev);
    }
}

void population_clear(struct population *population)
{
    population->n = 0;
}

static void link_member(struct member *member)
{
    const struct tours *tours = &member->tours;
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t first = tours->first[r], end = tours->first[r + 1];
        for (uint32_t i = first; i < end; i++) {
            member->prev[tours->nodes[i]] = i > first ? tours->nodes[i - 1] : 0;
            member->next[tours->nodes[i]] = i + 1 < end ? tours->nodes[i + 1] : 0;
        }
    }
}

/* Where the direction of a route says nothing, a pair counts either way round. */
static float measure(const struct problem *problem, const struct member *a, const struct member *b)
{
    uint32_t broken = 0;
    if (problem->timed || !problem->symmetric) {
        for (uint32_t c = 1; c <= problem->n; c++)
            broken += a->next[c] != b->next[c];
    } else {
        for (uint32_t c = 1; c <= problem->n; c++)
            broken += (a->next[c] != b->next[c] && a->next[c] != b->prev[c]) +
                      (!a->prev[c] && b->prev[c] && b->next[c]);
    }
    return (float)broken / (float)problem->n;
}

/* ---- Fitness ----------------------------------------------------------------------------- */

static float apart_from_nearest(const struct population *population, uint32_t i)
{
    float nearest[NEAREST];
    uint32_t n = 0;
    for (uint32_t k = 0; k < population->n; k++) {
        float apart = population->apart[i][k];
        if (k == i || (n == NEAREST && apart >= nearest[n - 1]))
            continue;
        uint32_t at = n < NEAREST ? n++ : n - 1;
        for (; at > 0 && nearest[at - 1] > apart; at--)
            nearest[at] = nearest[at - 1];
        nearest[at] = apart;
    }
    float sum = 0;
    for (uint32_t k = 0; k < n; k++)
        sum += nearest[k];
    return n ? sum / (float)n : 1;
}

static void rank_members(struct population *population)
{
    float apart[POPULATION_ROOM + 1];
    double share =
        population->n > POPULATION_ELITE ? 1 - (double)POPULATION_ELITE / population->n : 0;
    for (uint32_t i = 0; i < population->n; i++)
        apart[i] = apart_from_nearest(population, i);
    for (uint32_t i = 0; i < population->n; i++) {
        uint32_t cheaper = 0, farther = 0;
        for (uint32_t k = 0; k < population->n; k++) {
            cheaper += population->members[k].cost < population->members[i].cost ||
                       (population->members[k].cost == population->members[i].cost && k < i);
            farther += apart[k] > apart[i] || (apart[k] == apart[i] && k < i);
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
        bool twin = false;
        for (uint32_t k = 0; k < population->n && !twin; k++)
            twin = k != i && population->apart[i][k] == 0;
        if ((twin && !worst_twin) ||
            (twin == worst_twin &&
             population->members[i].fitness > population->members[worst].fitness)) {
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
    population->members[i] = population->members[last];
    population->members[last] = member;
    for (uint32_t k = 0; k <= last; k++) {
        population->apart[i][k] = population->apart[last][k];
        population->apart[k][i] = population->apart[k][last];
    }
    population->apart[i][i] = 0;
}

void population_add(struct population *population, const struct tours *tours,
                    const struct prices *prices)
{
    uint32_t at = population->n;
    struct member *member = &population->members[at];
    tours_copy(&member->tours, tours);
    link_member(member);
    member->cost = prices_weigh(prices, tours);
    for (uint32_t k = 0; k < at; k++)
        population->apart[at][k] = population->apart[k][at] =
            measure(population->problem, member, &population->members[k]);
    population->apart[at][at] = 0;
    population->n++;
    if (population->n > POPULATION_ROOM) {
        while (population->n > POPULATION_KEPT) {
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
