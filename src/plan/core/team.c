#include "plan/core/team.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ROUTES_LEAST = 3 }; /* of a sector: one route alone has nobody to give clients to */

struct member {
    struct sector sector;
    struct problem *problem;
    uint16_t *clients; /* of the sector, in the order of their numbers there */
    uint32_t n;
    sector_fn *improve;
    const void *context;
    pthread_t thread;
    bool started;
};

struct angle {
    double angle;
    uint32_t route;
};

static int compare_angles(const void *a, const void *b)
{
    const struct angle *x = a, *y = b;
    if (x->angle != y->angle)
        return x->angle < y->angle ? -1 : 1;
    return (x->route > y->route) - (x->route < y->route);
}

/* Routes around the depot, beginning anywhere. */
static void sort_routes(const struct problem *problem, const struct tours *tours, double from,
                        struct angle *angles)
{
    for (uint32_t r = 0; r < tours->n; r++) {
        double x = 0, y = 0;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++) {
            x += problem->x[tours->nodes[i]];
            y += problem->y[tours->nodes[i]];
        }
        double turn = atan2(y, x) / (2 * acos(-1)) - from;
        angles[r] = (struct angle){turn - floor(turn), r};
    }
    qsort(angles, tours->n, sizeof *angles, compare_angles);
}

/* Deals the routes out so that sectors have about as many clients each. */
static void deal(const struct tours *tours, const struct angle *angles, uint32_t n_sectors,
                 uint16_t *sector_of)
{
    uint32_t n = tours->first[tours->n], before = 0;
    for (uint32_t i = 0; i < tours->n; i++) {
        uint32_t r = angles[i].route, size = tours->first[r + 1] - tours->first[r];
        sector_of[r] = (uint16_t)((before + size / 2) * (uint64_t)n_sectors / n);
        before += size;
    }
}

static void member_init(struct member *member, const struct problem *whole,
                        const struct tours *tours, const uint16_t *sector_of, uint16_t s,
                        const uint32_t *spare)
{
    bool *taken = calloc(tours->n, sizeof *taken);
    uint32_t vehicles[PROBLEM_KINDS_MAX];
    memcpy(vehicles, spare, sizeof vehicles);
    member->clients = calloc(whole->n, sizeof *member->clients);
    assert(taken && member->clients);
    for (uint32_t r = 0; r < tours->n; r++) {
        taken[r] = sector_of[r] == s;
        vehicles[tours->kinds[r]] += taken[r];
        for (uint32_t i = tours->first[r]; taken[r] && i < tours->first[r + 1]; i++)
            member->clients[member->n++] = tours->nodes[i];
    }
    member->problem = problem_part(whole, member->clients, member->n, vehicles);
    member->sector.problem = member->problem;
    tours_init(&member->sector.stand, member->problem);
    tours_init(&member->sector.best, member->problem);
    tours_cut(tours, taken, member->clients, member->problem, &member->sector.stand);
    tours_copy(&member->sector.best, &member->sector.stand);
    free(taken);
}

static void member_free(struct member *member)
{
    tours_free(&member->sector.stand);
    tours_free(&member->sector.best);
    problem_free(member->problem);
    free(member->clients);
}

static void *work(void *context)
{
    struct member *member = context;
    member->improve(member->context, &member->sector);
    return NULL;
}

static void work_together(struct member *members, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        members[i].started = pthread_create(&members[i].thread, NULL, work, &members[i]) == 0;
    work(&members[0]);
    for (uint32_t i = 1; i < n; i++) {
        if (members[i].started)
            pthread_join(members[i].thread, NULL);
    }
}

static void join(const struct member *members, uint32_t n, const struct problem *problem,
                 struct tours *stand, struct tours *best)
{
    struct tours better;
    tours_init(&better, problem);
    stand->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        tours_append(stand, &members[i].sector.stand, members[i].clients);
        tours_append(&better, &members[i].sector.best, members[i].clients);
    }
    tours_weigh(stand, problem);
    tours_weigh(&better, problem);
    if (better.cost < best->cost)
        tours_copy(best, &better);
    tours_free(&better);
}

void team_round(const struct problem *problem, uint32_t threads, sector_fn *improve,
                const void *context, struct budget *budget, struct rng *rng, struct tours *stand,
                struct tours *best)
{
    struct member members[TEAM_THREADS_MAX] = {0};
    uint32_t n = threads < TEAM_THREADS_MAX ? threads : TEAM_THREADS_MAX;
    n = n < stand->n / ROUTES_LEAST ? n : stand->n / ROUTES_LEAST;
    n = n ? n : 1;
    uint32_t spare[PROBLEM_KINDS_MAX], used[PROBLEM_KINDS_MAX];
    tours_count(stand, used);
    for (uint32_t k = 0; k < PROBLEM_KINDS_MAX; k++)
        spare[k] = (problem->kinds[k].vehicles - used[k]) / n;
    struct angle *angles = calloc(stand->n, sizeof *angles);
    uint16_t *sector_of = calloc(stand->n, sizeof *sector_of);
    assert(angles && sector_of);
    sort_routes(problem, stand, rng_unit(rng), angles);
    deal(stand, angles, n, sector_of);
    for (uint32_t i = 0; i < n; i++) {
        member_init(&members[i], problem, stand, sector_of, (uint16_t)i, spare);
        members[i].improve = improve;
        members[i].context = context;
        members[i].sector.budget = *budget;
        if (i) /* the beat is heard in the thread of the caller only */
            members[i].sector.budget.beat = NULL;
        rng_seed(&members[i].sector.rng, rng_u64(rng));
    }
    work_together(members, n);
    join(members, n, problem, stand, best);
    int64_t spent = budget->spent;
    for (uint32_t i = 0; i < n; i++) {
        budget->spent += members[i].sector.budget.spent - spent;
        budget->over |= members[i].sector.budget.over;
        member_free(&members[i]);
    }
    free(angles);
    free(sector_of);
}
