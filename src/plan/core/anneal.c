#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/core/anneal_int.h"

enum { CLOCK_EVERY = 64 };
/* Share of iterations in which tails change hands: by how many clients a route has, up to a most.
 */
#define TAILS_LENGTH 50.0
#define TAILS_MOST   0.8
#define KINDS_SHARE  0.05 /* of those in which a route changes its kind */

/* Which routes belong to which kind. */
static void set_lines(struct anneal *anneal)
{
    const struct problem *problem = anneal->problem;
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        for (uint32_t r = problem->first[k]; r < problem->first[k + 1]; r++) {
            anneal->lines[r].kind = (uint8_t)k;
            anneal->cells[r] = problem_base(problem, k) * (problem->n + 1);
        }
    }
}

static void count_near(struct anneal *anneal)
{
    const struct problem *problem = anneal->problem;
    for (uint32_t c = 1; c <= problem->n; c++) {
        const uint16_t *near = problem_near(problem, c);
        while (anneal->n_near[c] < problem->n_near && near[anneal->n_near[c]])
            anneal->n_near[c]++;
    }
}

struct anneal *anneal_new(const struct problem *problem, struct rng *rng)
{
    struct anneal *anneal = calloc(1, sizeof *anneal);
    uint32_t n = problem->n, lines = problem->vehicles;
    assert(anneal);
    anneal->problem = problem;
    anneal->rng = rng;
    anneal->n_lines = lines;
    size_t n_stops = n + 1 + 2 * (size_t)lines, size = (n_stops + 1) / 2 * 2 * sizeof(struct stop);
    anneal->stops = aligned_alloc(2 * sizeof *anneal->stops, size);
    anneal->lines = calloc(lines + 1, sizeof *anneal->lines);
    anneal->routes = calloc(n_stops, sizeof *anneal->routes);
    anneal->loads = calloc(lines + 1, sizeof *anneal->loads);
    anneal->cells = calloc(lines + 1, sizeof *anneal->cells);
    anneal->saved = calloc(lines + 1, sizeof *anneal->saved);
    anneal->saved_stops = calloc(n + 2 * (size_t)lines + 1, sizeof *anneal->saved_stops);
    anneal->removed = calloc(n + 1, sizeof *anneal->removed);
    anneal->met = calloc(lines + 1, sizeof *anneal->met);
    anneal->n_near = calloc(n + 1, sizeof *anneal->n_near);
    assert(anneal->stops && anneal->lines && anneal->routes && anneal->loads && anneal->cells &&
           anneal->saved && anneal->saved_stops && anneal->removed && anneal->met &&
           anneal->n_near);
    set_lines(anneal);
    count_near(anneal);
    memset(anneal->stops, 0, size);
    anneal->blink_in = 1;
    anneal_set_keys(anneal);
    return anneal;
}

void anneal_free(struct anneal *anneal)
{
    if (!anneal)
        return;
    free(anneal->stops);
    free(anneal->lines);
    free(anneal->routes);
    free(anneal->loads);
    free(anneal->cells);
    free(anneal->saved);
    free(anneal->saved_stops);
    free(anneal->removed);
    free(anneal->met);
    free(anneal->n_near);
    for (uint32_t o = 0; o < ORDERS; o++)
        free(anneal->keys[o]);
    free(anneal);
}

/* ---- Routes ------------------------------------------------------------------------------ */

/* Earliest times from behind `at` to the end, as far as they change; all with `whole`. */
static void time_forward(struct anneal *anneal, uint32_t at, bool whole)
{
    const struct client *clients = anneal->problem->clients;
    struct stop *stops = anneal->stops;
    int32_t leave = stops[at].leave;
    for (uint32_t i = stops[at].next; i <= anneal->problem->n; i = stops[i].next) {
        const struct span *span = &clients[i].span;
        leave = span_max_(leave + stops[i].in_time, span->early) + span->duration;
        if (leave == stops[i].leave && !whole)
            return;
        stops[i].leave = leave;
    }
}

static void time_backward(struct anneal *anneal, uint32_t at, bool whole)
{
    const struct client *clients = anneal->problem->clients;
    struct stop *stops = anneal->stops;
    int32_t late = stops[at].late - stops[at].in_time;
    for (uint32_t i = stops[at].prev; i <= anneal->problem->n; i = stops[i].prev) {
        const struct span *span = &clients[i].span;
        late = span_min_(late - span->duration, span->late);
        if (late == stops[i].late && !whole)
            return;
        stops[i].late = late;
        late -= stops[i].in_time;
    }
}

void anneal_time(struct anneal *anneal, uint32_t r)
{
    if (!anneal->problem->timed)
        return;
    time_forward(anneal, line_start(anneal, r), true);
    time_backward(anneal, line_start(anneal, r) + 1, true);
}

void anneal_link(struct anneal *anneal, uint32_t r, uint32_t from, uint32_t to)
{
    struct stop *stops = anneal->stops;
    const struct hop_table *hops = &anneal->problem->hops;
    size_t at = anneal->cells[r] + stop_place(anneal, from) * ((size_t)anneal->problem->n + 1) +
                stop_place(anneal, to);
    struct hop hop = {hops->costs[at], hops->times[at]};
    stops[from].next = (uint16_t)to;
    stops[to].prev = (uint16_t)from;
    stops[from].out_cost = hop.cost;
    stops[to].in_cost = hop.cost;
    stops[to].in_time = hop.time;
}

void anneal_take(struct anneal *anneal, uint16_t c)
{
    struct stop *stops = anneal->stops;
    uint32_t before = stops[c].prev, behind = stops[c].next;
    uint32_t r = anneal->routes[c];
    struct line *line = &anneal->lines[r];
    anneal->cost -= (int64_t)stops[c].in_cost + stops[behind].in_cost;
    anneal->loads[r] -= anneal->problem->loads[c];
    anneal->routes[c] = (uint16_t)anneal->n_lines;
    if (--line->n) {
        anneal_link(anneal, r, before, behind);
        anneal->cost += stops[behind].in_cost;
        return;
    }
    stops[before].next = (uint16_t)behind;
    stops[behind].prev = (uint16_t)before;
    stops[before].out_cost = stops[behind].in_cost = stops[behind].in_time = 0;
    anneal->cost -= line_kind(anneal, r)->fixed;
    anneal->n_used--;
}

void anneal_put(struct anneal *anneal, uint16_t c, uint32_t before)
{
    struct stop *stops = anneal->stops;
    uint32_t behind = stops[before].next, r = anneal->routes[before];
    struct line *line = &anneal->lines[r];
    anneal_save(anneal, r);
    if (!line->n++) {
        anneal->cost += line_kind(anneal, r)->fixed;
        anneal->n_used++;
    }
    anneal->cost -= stops[behind].in_cost;
    anneal_link(anneal, r, before, c);
    anneal_link(anneal, r, c, behind);
    anneal->cost += (int64_t)stops[c].in_cost + stops[behind].in_cost;
    anneal->loads[r] += anneal->problem->loads[c];
    anneal->routes[c] = (uint16_t)r;
    if (!anneal->problem->timed)
        return;
    stops[c].leave = stops[c].late = INT32_MIN;
    time_forward(anneal, before, false);
    time_backward(anneal, behind, false);
}

uint32_t anneal_empty_line(const struct anneal *anneal, uint32_t kind)
{
    const uint32_t *first = anneal->problem->first;
    uint32_t r = first[kind];
    while (r < first[kind + 1] && anneal->lines[r].n)
        r++;
    return r < first[kind + 1] ? r : anneal->n_lines;
}

/* ---- Undo -------------------------------------------------------------------------------- */

void anneal_save(struct anneal *anneal, uint32_t r)
{
    struct line *line = &anneal->lines[r];
    if (line->saved_at == anneal->iteration)
        return;
    line->saved_at = anneal->iteration;
    struct saved_line *saved = &anneal->saved[anneal->n_saved++];
    saved->first = anneal->n_saved_stops;
    saved->n = line->n + 2U;
    saved->line = *line;
    saved->load = anneal->loads[r];
    saved->route = (uint16_t)r;
    struct saved_stop *to = anneal->saved_stops + saved->first;
    uint32_t at = line_start(anneal, r);
    for (uint32_t i = 0; i < saved->n; i++, at = anneal->stops[at].next)
        to[i] = (struct saved_stop){anneal->stops[at], (uint16_t)at};
    anneal->n_saved_stops += saved->n;
}

void anneal_undo(struct anneal *anneal)
{
    for (uint32_t k = 0; k < anneal->n_saved; k++) {
        const struct saved_line *saved = &anneal->saved[k];
        const struct saved_stop *from = anneal->saved_stops + saved->first;
        anneal->lines[saved->route] = saved->line;
        anneal->loads[saved->route] = saved->load;
        for (uint32_t i = 0; i < saved->n; i++) {
            anneal->stops[from[i].at] = from[i].stop;
            anneal->routes[from[i].at] = saved->route;
        }
    }
    anneal->cost = anneal->saved_cost;
    anneal->n_used = anneal->saved_used;
}

void anneal_begin(struct anneal *anneal)
{
    anneal->iteration++;
    anneal->n_saved = anneal->n_saved_stops = 0;
    anneal->saved_cost = anneal->cost;
    anneal->saved_used = anneal->n_used;
}

/* ---- Plans ------------------------------------------------------------------------------- */

/* The route of a plan, or none, becomes a line. */
static void load_line(struct anneal *anneal, uint32_t r, const uint16_t *clients, uint32_t n)
{
    const struct problem *problem = anneal->problem;
    const struct span *shift = &line_kind(anneal, r)->shift;
    uint32_t last = line_start(anneal, r), end = last + 1;
    struct line *line = &anneal->lines[r];
    *line = (struct line){.n = (uint16_t)n, .kind = line->kind};
    anneal->stops[last] = (struct stop){.leave = shift->early};
    anneal->stops[end] = (struct stop){.late = shift->late};
    anneal->routes[last] = anneal->routes[end] = (uint16_t)r;
    anneal->loads[r] = line_slack(anneal, r);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = clients[i];
        anneal_link(anneal, r, last, c);
        anneal->routes[c] = (uint16_t)r;
        anneal->loads[r] += problem->loads[c];
        last = c;
    }
    anneal_link(anneal, r, last, end);
    anneal_time(anneal, r);
}

void anneal_load(struct anneal *anneal, const struct tours *tours)
{
    uint32_t next[PROBLEM_KINDS_MAX];
    anneal->n_used = tours->n;
    anneal->cost = tours->cost;
    const uint32_t *first = anneal->problem->first;
    memcpy(next, first, sizeof next);
    for (uint32_t r = 0; r < tours->n; r++)
        load_line(anneal, next[tours->kinds[r]]++, tours->nodes + tours->first[r],
                  (uint32_t)(tours->first[r + 1] - tours->first[r]));
    for (uint32_t k = 0; k < anneal->problem->n_kinds; k++) {
        assert(next[k] <= first[k + 1]);
        while (next[k] < first[k + 1])
            load_line(anneal, next[k]++, NULL, 0);
    }
    anneal->loads[anneal->n_lines] = LOAD_FULL;
    anneal->iteration = 0;
}

void anneal_store(const struct anneal *anneal, struct tours *tours)
{
    uint16_t n = 0;
    tours->n = 0;
    for (uint32_t r = 0; r < anneal->n_lines; r++) {
        if (!anneal->lines[r].n)
            continue;
        tours->kinds[tours->n] = anneal->lines[r].kind;
        tours->first[tours->n++] = n;
        for (uint16_t c = anneal->stops[line_start(anneal, r)].next; c <= anneal->problem->n;
             c = anneal->stops[c].next)
            tours->nodes[n++] = c;
    }
    tours->first[tours->n] = n;
    tours->cost = anneal->cost;
    tours->excess = tours->warp = 0;
}

/* ---- Annealing --------------------------------------------------------------------------- */

static double done_share(const struct cooling *cooling, const struct budget *budget, int64_t spent,
                         double first)
{
    double share = budget_share(budget);
    double done = share >= cooling->share ? 1 : (share - first) / (cooling->share - first + 1e-9);
    if (cooling->iterations)
        done = share >= cooling->share ? 1 : (double)spent / (double)cooling->iterations;
    return done;
}

/* One iteration: the plan may cost so much more; false when it stays as it was. */
static bool change(struct anneal *anneal, int64_t more)
{
    double length = (double)anneal->problem->n / (anneal->n_used ? anneal->n_used : 1);
    if (rng_unit(anneal->rng) < fmin(TAILS_MOST, length / TAILS_LENGTH))
        return anneal_trade_tails(anneal, more);
    if (anneal->problem->several && rng_unit(anneal->rng) < KINDS_SHARE)
        return anneal_trade_kinds(anneal, more);
    anneal_begin(anneal);
    anneal_ruin(anneal);
    if (anneal_recreate(anneal, anneal->saved_cost + more))
        return true;
    anneal_undo(anneal);
    return false;
}

void anneal_run(struct anneal *anneal, const struct cooling *cooling, struct budget *budget,
                struct tours *best)
{
    double first = budget_share(budget), heat = 0;
    int64_t hops = best->cost - tours_fixed(best, anneal->problem);
    double unit = fmax(1, (double)hops / (anneal->problem->n + best->n));
    anneal_load(anneal, best);
    for (int64_t i = 0;; i++) {
        if (i % CLOCK_EVERY == 0) {
            double done = done_share(cooling, budget, i, first);
            if (budget_is_over(budget) || done >= 1)
                break;
            heat = unit * cooling->hot * pow(cooling->cold / cooling->hot, done);
        }
        budget->spent++;
        double more = -heat * log(rng_unit(anneal->rng) + 1e-300);
        if (change(anneal, (int64_t)ceil(more)) && anneal->cost < best->cost)
            anneal_store(anneal, best);
    }
}
