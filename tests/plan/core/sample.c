#include "plan/core/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { SIDE = 1000, SHIFT = 6000, WIDTH = 600, SERVICE = 30 };

struct near {
    int32_t cost;
    uint16_t client;
};

static int by_cost(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (int)x->client - (int)y->client;
}

static void set_near(struct problem *problem)
{
    struct near list[SAMPLE_MAX];
    for (uint32_t c = 1; c <= problem->n; c++) {
        uint32_t n = 0;
        for (uint32_t k = 1; k <= problem->n; k++) {
            if (k != c)
                list[n++] = (struct near){problem_hop(problem, c, k).cost, (uint16_t)k};
        }
        qsort(list, n, sizeof *list, by_cost);
        for (uint32_t i = 0; i < problem->n_near; i++)
            problem->near[(size_t)c * problem->n_near + i] = list[i].client;
    }
}

struct sample sample_kind(uint32_t round, uint32_t n, uint32_t vehicles, int32_t capacity,
                          int64_t fixed)
{
    return (struct sample){.n = n,
                           .vehicles = vehicles,
                           .kinds = 1 + round / 2 % 3,
                           .windows = round % 2,
                           .asymmetric = round % 3 == 1,
                           .apart = round % 5 == 3,
                           .ordered = round % 7 == 2,
                           .capacity = capacity,
                           .fixed = round % 4 ? 0 : fixed};
}

/* Others than the first start elsewhere, cost more by the way, take other loads, work longer. */
static void set_kind(const struct sample *sample, struct problem *problem, uint32_t k,
                     const double *x, const double *y, struct rng *rng)
{
    uint32_t kinds = problem->n_kinds, n = problem->n, base = problem_base(problem, k);
    int32_t capacity = k == 0   ? sample->capacity
                       : k == 1 ? sample->capacity + sample->capacity / 2
                                : sample->capacity * 2 / 3;
    problem->kinds[k] = (struct kind){
        .vehicles = sample->vehicles / kinds + (k < sample->vehicles % kinds),
        .capacity = load_pair(capacity, capacity),
        .fixed = sample->fixed + 40 * k,
        .shift = {.late = sample->windows ? SHIFT + 1000 * (int32_t)k : TIME_FAR},
    };
    double start_x = k ? rng_unit(rng) * SIDE : x[0], start_y = k ? rng_unit(rng) * SIDE : y[0];
    for (uint32_t i = 0; i <= n; i++) {
        for (uint32_t j = 0; j <= n; j++) {
            double more = (sample->asymmetric && i > j ? 1.3 : 1) * (1 + 0.1 * k);
            double wide = (i ? x[i] : start_x) - (j ? x[j] : start_x);
            double high = (i ? y[i] : start_y) - (j ? y[j] : start_y);
            int32_t cost = (int32_t)(hypot(wide, high) * more);
            int32_t time = sample->apart && i != j ? cost + cost / 8 + 1 : cost;
            problem_set_hop(problem, base + i, j, (struct hop){.cost = cost, .time = time});
            /* Who is alone on a route can be reached in time. */
            if (!i && j)
                problem->clients[j].span.late = span_max_(problem->clients[j].span.late, time);
        }
    }
}

struct problem *sample_problem(const struct sample *sample, struct rng *rng)
{
    uint32_t n = sample->n;
    struct problem *problem = problem_new(n, sample->kinds ? sample->kinds : 1,
                                          n <= PROBLEM_NEAR_MAX ? n - 1 : PROBLEM_NEAR_MAX);
    double x[SAMPLE_MAX + 1], y[SAMPLE_MAX + 1];
    for (uint32_t i = 0; i <= n; i++) {
        x[i] = rng_unit(rng) * SIDE;
        y[i] = rng_unit(rng) * SIDE;
        int32_t early = sample->windows && i ? (int32_t)rng_below(rng, SHIFT / 2) : 0;
        int32_t late = sample->windows && i ? early + 1 + (int32_t)rng_below(rng, WIDTH) : TIME_FAR;
        problem->clients[i] =
            (struct client){.span = {.duration = i ? SERVICE : 0, .early = early, .late = late}};
        int32_t load = i ? 1 + (int32_t)rng_below(rng, 10) : 0;
        problem->loads[i] = sample->ordered && i % 2 ? load_pair(0, load) : load_pair(load, 0);
    }
    for (uint32_t k = 0; k < problem->n_kinds; k++)
        set_kind(sample, problem, k, x, y, rng);
    set_near(problem);
    if (sample->ordered)
        assert_true(problem_set_order(problem));
    problem_finish(problem);
    return problem;
}

uint8_t sample_kind_of(const struct problem *problem, uint32_t route)
{
    return (uint8_t)(route % problem->n_kinds);
}

void sample_tours(const struct problem *problem, struct rng *rng, struct tours *tours)
{
    for (uint32_t i = 0; i < problem->n; i++)
        tours->nodes[i] = (uint16_t)(i + 1);
    for (uint32_t i = problem->n; i > 1; i--) {
        uint32_t k = rng_below(rng, i);
        uint16_t swap = tours->nodes[i - 1];
        tours->nodes[i - 1] = tours->nodes[k];
        tours->nodes[k] = swap;
    }
    tours->n = 0;
    tours->first[0] = 0;
    for (uint32_t i = 1; i < problem->n; i++) {
        if (tours->n + 2 < problem->vehicles && rng_below(rng, 5) == 0)
            tours->first[++tours->n] = (uint16_t)i;
    }
    tours->first[++tours->n] = (uint16_t)problem->n;
    for (uint32_t r = 0; r < tours->n; r++)
        tours->kinds[r] = sample_kind_of(problem, r);
    tours_weigh(tours, problem);
}

bool sample_is_complete(const struct problem *problem, const struct tours *tours)
{
    uint8_t seen[SAMPLE_MAX + 1] = {0};
    uint32_t n = 0, used[PROBLEM_KINDS_MAX];
    tours_count(tours, used);
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        if (used[k] > problem->kinds[k].vehicles)
            return false;
    }
    for (uint32_t r = 0; r < tours->n; r++) {
        if (tours->first[r] >= tours->first[r + 1])
            return false;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++, n++) {
            if (seen[tours->nodes[i]]++)
                return false;
        }
    }
    return n == problem->n && !seen[0];
}

void sample_apart(const struct problem *problem, struct tours *tours)
{
    for (uint32_t c = 1; c <= problem->n; c++) {
        tours->nodes[c - 1] = (uint16_t)c;
        tours->first[c] = (uint16_t)c;
        tours->kinds[c - 1] = sample_kind_of(problem, c - 1);
    }
    tours->first[0] = 0;
    tours->n = problem->n;
    tours_weigh(tours, problem);
}
