#include "plan/core/problem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ORDER_MOST (INT64_C(1) << 29) /* what it adds to the times of any route */

static size_t table_size(const struct problem *problem)
{
    return (size_t)problem->n_kinds * (problem->n + 1) * (problem->n + 1);
}

static struct hop_table table_new(const struct problem *problem)
{
    size_t size = table_size(problem);
    struct hop_table table = {calloc(size, sizeof *table.costs), calloc(size, sizeof *table.times)};
    assert(table.costs && table.times);
    return table;
}

static void table_free(struct hop_table *table)
{
    if (table->times != table->costs)
        free(table->times);
    free(table->costs);
}

/* One table where times are what it costs: half as much to keep near. */
static void table_fold(struct hop_table *table, size_t cells)
{
    size_t size = cells * sizeof *table->costs;
    if (memcmp(table->costs, table->times, size) != 0)
        return;
    free(table->times);
    table->times = table->costs;
}

struct problem *problem_new(uint32_t n, uint32_t n_kinds, uint32_t n_near)
{
    assert(n <= PROBLEM_CLIENTS_MAX && n_near <= PROBLEM_NEAR_MAX);
    assert(n_kinds >= 1 && n_kinds <= PROBLEM_KINDS_MAX && n_kinds * (n + 1) <= UINT16_MAX);
    struct problem *problem = calloc(1, sizeof *problem);
    assert(problem);
    problem->n = n;
    problem->n_kinds = n_kinds;
    problem->several = n_kinds > 1;
    problem->n_near = n_near;
    problem->clients = calloc(n + 1, sizeof *problem->clients);
    problem->loads = calloc(n + 1, sizeof *problem->loads);
    problem->hops = table_new(problem);
    problem->near = calloc((size_t)(n + 1) * n_near + 1, sizeof *problem->near);
    problem->x = calloc(n + 1, sizeof *problem->x);
    problem->y = calloc(n + 1, sizeof *problem->y);
    assert(problem->clients && problem->loads && problem->near && problem->x && problem->y);
    return problem;
}

void problem_free(struct problem *problem)
{
    if (!problem)
        return;
    if (problem->turned.costs != problem->hops.costs)
        table_free(&problem->turned);
    table_free(&problem->hops);
    free(problem->clients);
    free(problem->loads);
    free(problem->near);
    free(problem->x);
    free(problem->y);
    free(problem);
}

static bool is_symmetric(const struct problem *problem)
{
    for (uint32_t row = 0; row < problem->n_kinds * (problem->n + 1); row++) {
        uint32_t i = row % (problem->n + 1), base = row - i;
        for (uint32_t k = 0; k < i; k++) {
            struct hop there = problem_hop(problem, row, k);
            struct hop back = problem_hop(problem, base + k, i);
            if (there.cost != back.cost || there.time != back.time)
                return false;
        }
    }
    return true;
}

/* Whether any order of visits can come too late: the sum of all services and of the longest hop
 * out of every client is a bound on the end of any route. */
static bool is_timed_for(const struct problem *problem, uint32_t kind)
{
    const struct span *shift = &problem->kinds[kind].shift;
    int64_t end = shift->early;
    int32_t first_late = shift->late;
    for (uint32_t i = 0; i <= problem->n; i++) {
        struct span span = problem_span(problem, kind, i);
        int32_t longest = 0;
        for (uint32_t k = 0; k <= problem->n; k++)
            longest =
                span_max_(longest, problem_hop(problem, problem_base(problem, kind) + i, k).time);
        end += span.duration + longest;
        first_late = span_min_(first_late, span.late);
        if (span.early > shift->early)
            return true;
    }
    return end > first_late;
}

static bool is_timed(const struct problem *problem)
{
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        if (is_timed_for(problem, k))
            return true;
    }
    return false;
}

/* Where clients would lie in a plane if costs were distances: the depot at 0, the client farthest
 * from it on the first axis, and the side of the second axis by the client farthest from the first.
 * Only orders routes by angle, so it may be rough. */
static void lay_out(struct problem *problem)
{
    uint32_t n = problem->n, a = 0, b = 0;
    double reach = 0;
    for (uint32_t c = 1; c <= n; c++) {
        if (!a || problem_hop(problem, 0, c).cost > problem_hop(problem, 0, a).cost)
            a = c;
    }
    reach = n ? problem_hop(problem, 0, a).cost : 0;
    for (uint32_t c = 1; c <= n && reach > 0; c++) {
        double to = problem_hop(problem, 0, c).cost, across = problem_hop(problem, a, c).cost;
        problem->x[c] = (to * to + reach * reach - across * across) / (2 * reach);
        problem->y[c] = sqrt(fmax(to * to - problem->x[c] * problem->x[c], 0));
        b = !b || problem->y[c] > problem->y[b] ? c : b;
    }
    /* Each client lies above or below the first axis: nearer to b's true place or to its mirror. */
    for (uint32_t c = 1; c <= n && reach > 0; c++) {
        double along = problem->x[c] - problem->x[b], to_b = problem_hop(problem, c, b).cost;
        double above = hypot(along, problem->y[c] - problem->y[b]);
        double below = hypot(along, problem->y[c] + problem->y[b]);
        if (fabs(to_b - below) < fabs(to_b - above))
            problem->y[c] = -problem->y[c];
    }
}

/* Nobody can come too late, so times are free to say who comes first: no way takes any, and who is
 * of the second kind is at 1, when it is too late for the first. */
static void order_by_windows(struct problem *problem)
{
    for (uint32_t i = 1; i <= problem->n; i++) {
        int64_t load = problem->loads[i];
        problem->clients[i].span =
            (struct span){.early = load_second(load) > 0, .late = load_first(load) == 0};
    }
    for (uint32_t k = 0; k < problem->n_kinds; k++)
        problem->kinds[k].shift = (struct span){.late = 1};
    memset(problem->hops.times, 0, table_size(problem) * sizeof *problem->hops.times);
}

/* From the second kind to the first it takes until it is too late for any of these. */
static bool order_by_ways(struct problem *problem)
{
    uint32_t n = problem->n;
    int32_t last = 0;
    for (uint32_t i = 1; i <= n; i++) {
        const struct client *client = &problem->clients[i];
        if (!problem->loads[i])
            return false;
        if (load_first(problem->loads[i]))
            last = span_max_(last, client->span.late);
    }
    if ((int64_t)last * n >= ORDER_MOST)
        return false;
    for (uint32_t row = 0; row < problem->n_kinds * (n + 1); row++) {
        uint32_t i = row % (n + 1);
        for (uint32_t k = 1; k <= n && load_second(problem->loads[i]); k++) {
            if (load_first(problem->loads[k]))
                problem->hops.times[(size_t)row * (n + 1) + k] += last + 1;
        }
    }
    return true;
}

bool problem_set_order(struct problem *problem)
{
    if (is_timed(problem))
        return order_by_ways(problem);
    order_by_windows(problem);
    return true;
}

static void count_kinds(struct problem *problem)
{
    problem->vehicles = 0;
    problem->capacity = 0;
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        struct kind *kind = &problem->kinds[k];
        kind->vehicles = kind->vehicles < problem->n ? kind->vehicles : problem->n;
        problem->first[k] = problem->vehicles;
        problem->vehicles += kind->vehicles;
        problem->first[k + 1] = problem->vehicles;
        if (kind->capacity > problem->capacity)
            problem->capacity = kind->capacity;
    }
}

static void turn_table(struct problem *problem)
{
    uint32_t n = problem->n;
    problem->turned = table_new(problem);
    for (uint32_t row = 0; row < problem->n_kinds * (n + 1); row++) {
        uint32_t i = row % (n + 1), base = row - i;
        for (uint32_t k = 0; k <= n; k++) {
            struct hop hop = problem_hop(problem, row, k);
            problem->turned.costs[(size_t)(base + k) * (n + 1) + i] = hop.cost;
            problem->turned.times[(size_t)(base + k) * (n + 1) + i] = hop.time;
        }
    }
    table_fold(&problem->turned, table_size(problem));
}

void problem_finish(struct problem *problem)
{
    count_kinds(problem);
    problem->timed = is_timed(problem);
    lay_out(problem);
    problem->symmetric = is_symmetric(problem);
    table_fold(&problem->hops, table_size(problem));
    problem->turned = problem->hops;
    if (!problem->symmetric)
        turn_table(problem);
}

struct problem *problem_part(const struct problem *whole, const uint16_t *clients, uint32_t n,
                             const uint32_t *vehicles)
{
    struct problem *part = problem_new(n, whole->n_kinds, whole->n_near);
    uint16_t *rank = calloc(whole->n + 1, sizeof *rank);
    assert(rank);
    for (uint32_t i = 0; i < n; i++)
        rank[clients[i]] = (uint16_t)(i + 1);
    for (uint32_t k = 0; k < whole->n_kinds; k++) {
        part->kinds[k] = whole->kinds[k];
        part->kinds[k].vehicles = vehicles[k];
    }
    for (uint32_t row = 0; row < part->n_kinds * (n + 1); row++) {
        uint32_t i = row % (n + 1), from = i ? clients[i - 1] : 0;
        uint32_t base = problem_base(whole, row / (n + 1));
        for (uint32_t k = 0; k <= n; k++)
            problem_set_hop(part, row, k, problem_hop(whole, base + from, k ? clients[k - 1] : 0));
    }
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t from = clients[i - 1];
        part->clients[i] = whole->clients[from];
        part->loads[i] = whole->loads[from];
        uint16_t *near = part->near + (size_t)i * part->n_near;
        for (uint32_t k = 0; k < whole->n_near; k++) {
            uint16_t to = problem_near(whole, from)[k];
            if (rank[to])
                *near++ = rank[to];
        }
    }
    free(rank);
    problem_finish(part);
    part->timed = whole->timed;
    return part;
}
