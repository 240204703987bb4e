#include "plan/core/weave.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = UINT16_MAX, BESIDE_MOST = 16, JOIN_NEAR = 10 };

/* By client: who stands beside it; 0: the depot, NONE: nobody (any more). */
typedef uint16_t beside[2];

/* Edges at the depot that only one plan has: the client at the other end; 0 for an empty route,
 * which has two ends there. */
struct gate {
    uint16_t *clients;
    uint32_t n;
};

struct weave {
    const struct problem *problem;
    struct rng *rng;
    const struct tours *first_plan;
    beside *a, *b, *child;
    beside *only[2]; /* by plan: its edges that the other has not, as far as they are not walked */
    struct gate gates[2];
    struct edge *edges; /* of all cycles, one after the other */
    uint32_t *first;    /* of each cycle; n_cycles + 1 */
    uint32_t n_cycles;
    /* The way that is walked: places, and which plan the edge out of each is of. */
    uint16_t *way;
    bool *seconds;
    uint32_t n_way;
    uint32_t *left[2]; /* by place: how long the way was when it left it by an edge of that plan */
    /* Of a child. */
    uint16_t *owner; /* by client: route of the first plan */
    bool *taken;     /* by route of the first plan: touched by the first of the cycles */
    uint32_t *round; /* by client: number of the round it is in; 0: it goes through the depot */
    uint16_t *list;
    uint16_t *changed;
    uint32_t n_changed;
};

static void *array(size_t n, size_t size)
{
    void *items = calloc(n, size);
    assert(items);
    return items;
}

bool weave_serves(const struct problem *problem)
{
    return !problem->timed && problem->symmetric && !problem->several;
}

struct weave *weave_new(const struct problem *problem, struct rng *rng)
{
    struct weave *weave = array(1, sizeof *weave);
    size_t n = problem->n + 1, edges = 4 * (n + problem->vehicles);
    weave->problem = problem;
    weave->rng = rng;
    weave->a = array(n, sizeof *weave->a);
    weave->b = array(n, sizeof *weave->b);
    weave->child = array(n, sizeof *weave->child);
    for (int plan = 0; plan < 2; plan++) {
        weave->only[plan] = array(n, sizeof *weave->only[plan]);
        weave->gates[plan].clients = array(edges, sizeof *weave->gates[plan].clients);
        weave->left[plan] = array(n, sizeof *weave->left[plan]);
    }
    weave->edges = array(edges, sizeof *weave->edges);
    weave->first = array(edges, sizeof *weave->first);
    weave->way = array(edges, sizeof *weave->way);
    weave->seconds = array(edges, sizeof *weave->seconds);
    weave->owner = array(n, sizeof *weave->owner);
    weave->taken = array((size_t)problem->vehicles + 1, sizeof *weave->taken);
    weave->round = array(n, sizeof *weave->round);
    weave->list = array(n, sizeof *weave->list);
    weave->changed = array(2 * edges, sizeof *weave->changed);
    return weave;
}

void weave_free(struct weave *weave)
{
    if (!weave)
        return;
    free(weave->a);
    free(weave->b);
    free(weave->child);
    for (int plan = 0; plan < 2; plan++) {
        free(weave->only[plan]);
        free(weave->gates[plan].clients);
        free(weave->left[plan]);
    }
    free(weave->edges);
    free(weave->first);
    free(weave->way);
    free(weave->seconds);
    free(weave->owner);
    free(weave->taken);
    free(weave->round);
    free(weave->list);
    free(weave->changed);
    free(weave);
}

/* ---- Edges ------------------------------------------------------------------------------- */

static void set_beside(const struct tours *tours, beside *all)
{
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t first = tours->first[r], end = tours->first[r + 1];
        for (uint32_t i = first; i < end; i++) {
            all[tours->nodes[i]][0] = i > first ? tours->nodes[i - 1] : 0;
            all[tours->nodes[i]][1] = i + 1 < end ? tours->nodes[i + 1] : 0;
        }
    }
}

static uint32_t count(const uint16_t *two, uint16_t place)
{
    return (uint32_t)(two[0] == place) + (two[1] == place);
}

static void replace(uint16_t *two, uint16_t from, uint16_t to)
{
    assert(count(two, from));
    two[two[0] == from ? 0 : 1] = to;
}

/* An edge to the depot is shared as often as both plans have it. */
static void find_only(struct weave *weave, int plan)
{
    beside *mine = plan ? weave->b : weave->a, *others = plan ? weave->a : weave->b;
    struct gate *gate = &weave->gates[plan];
    gate->n = 0;
    for (uint32_t c = 1; c <= weave->problem->n; c++) {
        uint32_t shared = count(others[c], 0);
        for (int k = 0; k < 2; k++) {
            uint16_t to = mine[c][k];
            weave->only[plan][c][k] = to;
            if (to ? count(others[c], to) : shared) {
                weave->only[plan][c][k] = NONE;
                shared -= !to;
            } else if (!to) {
                gate->clients[gate->n++] = (uint16_t)c;
            }
        }
    }
}

static void add_empty_routes(struct gate *gate, uint32_t n)
{
    for (uint32_t i = 0; i < 2 * n; i++)
        gate->clients[gate->n++] = 0;
}

static void gate_close(struct gate *gate, uint16_t client)
{
    uint32_t k = 0;
    while (gate->clients[k] != client)
        k++;
    gate->clients[k] = gate->clients[--gate->n];
}

/* Along a random edge of the plan that is not walked yet; where it leads. */
static uint16_t take_edge(struct weave *weave, int plan, uint16_t from)
{
    struct gate *gate = &weave->gates[plan];
    if (!from) {
        uint16_t to = gate->clients[rng_below(weave->rng, gate->n)];
        gate_close(gate, to);
        if (to)
            replace(weave->only[plan][to], 0, NONE);
        else
            gate_close(gate, 0);
        return to;
    }
    uint16_t *two = weave->only[plan][from];
    int k = two[0] == NONE || (two[1] != NONE && rng_below(weave->rng, 2));
    uint16_t to = two[k];
    two[k] = NONE;
    if (to)
        replace(weave->only[plan][to], from, NONE);
    else
        gate_close(gate, from);
    return to;
}

/* ---- Cycles ------------------------------------------------------------------------------ */

/* The way from its place `from` on, which leads back there, is a cycle. */
static void cut_cycle(struct weave *weave, uint32_t from)
{
    uint32_t n = weave->first[weave->n_cycles];
    for (uint32_t i = from; i < weave->n_way; i++) {
        uint16_t to = weave->way[i + 1 < weave->n_way ? i + 1 : from];
        weave->left[weave->seconds[i]][weave->way[i]] = 0;
        weave->edges[n++] = (struct edge){weave->way[i], to, weave->seconds[i]};
    }
    weave->n_way = from;
    weave->first[++weave->n_cycles] = n;
}

/* Until the way is closed. A cycle is cut off as soon as the way comes to a place by one plan that
 * it has left by the other. */
static void walk(struct weave *weave, uint16_t start)
{
    uint16_t at = start;
    int plan = 0;
    weave->n_way = 0;
    do {
        weave->way[weave->n_way] = at;
        weave->seconds[weave->n_way++] = plan;
        weave->left[plan][at] = weave->n_way;
        at = take_edge(weave, plan, at);
        plan = !plan;
        if (weave->left[plan][at])
            cut_cycle(weave, weave->left[plan][at] - 1);
    } while (weave->n_way);
}

static bool is_walked(const struct weave *weave, uint32_t c)
{
    return count(weave->only[0][c], NONE) == 2;
}

uint32_t weave_pair(struct weave *weave, const struct tours *a, const struct tours *b)
{
    weave->first_plan = a;
    set_beside(a, weave->a);
    set_beside(b, weave->b);
    tours_owners(a, weave->owner);
    find_only(weave, 0);
    find_only(weave, 1);
    add_empty_routes(&weave->gates[0], b->n > a->n ? b->n - a->n : 0);
    add_empty_routes(&weave->gates[1], a->n > b->n ? a->n - b->n : 0);
    weave->n_cycles = 0;
    weave->first[0] = 0;
    while (weave->gates[0].n)
        walk(weave, 0);
    for (uint32_t c = 1; c <= weave->problem->n; c++) {
        while (!is_walked(weave, c))
            walk(weave, (uint16_t)c);
    }
    return weave->n_cycles;
}

const struct edge *weave_cycle(const struct weave *weave, uint32_t cycle, uint32_t *n)
{
    *n = weave->first[cycle + 1] - weave->first[cycle];
    return weave->edges + weave->first[cycle];
}

/* ---- Children ---------------------------------------------------------------------------- */

static bool touches_taken(const struct weave *weave, uint32_t cycle)
{
    for (uint32_t i = weave->first[cycle]; i < weave->first[cycle + 1]; i++) {
        uint16_t c = weave->edges[i].from;
        if (c && weave->taken[weave->owner[c]])
            return true;
    }
    return false;
}

/* Half of those that touch a route of this cycle, from a random one on. */
static uint32_t choose_cycles(struct weave *weave, uint32_t cycle, uint32_t most, uint32_t *chosen)
{
    uint32_t n = 0, all = weave->n_cycles;
    chosen[n++] = cycle;
    if (most == 1)
        return n;
    memset(weave->taken, 0, weave->first_plan->n * sizeof *weave->taken);
    for (uint32_t i = weave->first[cycle]; i < weave->first[cycle + 1]; i++) {
        uint16_t c = weave->edges[i].from;
        if (c)
            weave->taken[weave->owner[c]] = true;
    }
    uint32_t begin = rng_below(weave->rng, all);
    for (uint32_t i = 0; i < all && n < most; i++) {
        uint32_t k = (begin + i) % all;
        if (k != cycle && touches_taken(weave, k) && rng_below(weave->rng, 2))
            chosen[n++] = k;
    }
    return n;
}

static void set_edge(struct weave *weave, uint16_t at, uint16_t from, uint16_t to)
{
    if (!at)
        return;
    replace(weave->child[at], from, to);
    weave->changed[weave->n_changed++] = at;
}

/* All edges of the first plan go before those of the second come. */
static void change_edges(struct weave *weave, const uint32_t *cycles, uint32_t n)
{
    for (int second = 0; second < 2; second++) {
        for (uint32_t k = 0; k < n; k++) {
            for (uint32_t i = weave->first[cycles[k]]; i < weave->first[cycles[k] + 1]; i++) {
                const struct edge *edge = &weave->edges[i];
                if (edge->second != second)
                    continue;
                set_edge(weave, edge->from, second ? NONE : edge->to, second ? edge->to : NONE);
                set_edge(weave, edge->to, second ? NONE : edge->from, second ? edge->from : NONE);
            }
        }
    }
}

/* All from a client on, to the depot or round; it must be beside the depot if one of them is. */
static uint32_t walk_child(struct weave *weave, uint16_t start, uint32_t round, uint16_t *list)
{
    const uint16_t *two = weave->child[start];
    uint16_t at = start, last = two[0] && two[1] ? two[0] : 0;
    uint32_t n = 0;
    do {
        list[n++] = at;
        weave->round[at] = round;
        uint16_t next = weave->child[at][weave->child[at][0] == last ? 1 : 0];
        last = at;
        at = next;
    } while (at && at != start);
    return n;
}

/* Two edges changed for two others: between u and x, in a round, and between v and y. */
struct joint {
    uint16_t u, x, v, y;
    int64_t delta;
};

static int64_t cost_of(const struct weave *weave, uint16_t from, uint16_t to)
{
    return problem_hop(weave->problem, from, to).cost;
}

static void try_joint(const struct weave *weave, uint16_t u, uint16_t v, struct joint *best)
{
    for (int k = 0; k < 4; k++) {
        uint16_t x = weave->child[u][k & 1], y = weave->child[v][k >> 1];
        int64_t delta = cost_of(weave, u, v) + cost_of(weave, x, y) - cost_of(weave, u, x) -
                        cost_of(weave, v, y);
        if (delta < best->delta)
            *best = (struct joint){u, x, v, y, delta};
    }
}

/* Where the round is joined to anything else at the least cost; beside clients near each other, or
 * anywhere where nothing else is near. Without anything else v is 0. */
static struct joint find_joint(const struct weave *weave, const uint16_t *round, uint32_t n)
{
    const struct problem *problem = weave->problem;
    uint32_t number = weave->round[round[0]];
    struct joint best = {.u = round[0], .x = weave->child[round[0]][0], .delta = INT64_MAX};
    for (uint32_t i = 0; i < n; i++) {
        const uint16_t *near = problem_near(problem, round[i]);
        uint32_t tried = 0;
        for (uint32_t k = 0; k < problem->n_near && near[k] && tried < JOIN_NEAR; k++) {
            if (weave->round[near[k]] == number)
                continue;
            try_joint(weave, round[i], near[k], &best);
            tried++;
        }
    }
    for (uint32_t c = 1; c <= problem->n && !best.v; c++) {
        if (weave->round[c] != number)
            try_joint(weave, round[0], (uint16_t)c, &best);
    }
    return best;
}

/* A round may be joined to another one, which then takes it along. */
static void join_round(struct weave *weave, uint16_t start)
{
    uint32_t n = walk_child(weave, start, weave->round[start], weave->list);
    struct joint joint = find_joint(weave, weave->list, n);
    uint32_t round = joint.v ? weave->round[joint.v] : 0;
    set_edge(weave, joint.u, joint.x, joint.v);
    set_edge(weave, joint.x, joint.u, joint.y);
    set_edge(weave, joint.v, joint.y, joint.u);
    set_edge(weave, joint.y, joint.v, joint.x);
    for (uint32_t i = 0; i < n; i++)
        weave->round[weave->list[i]] = round;
}

static void join_rounds(struct weave *weave)
{
    uint32_t n = weave->problem->n, rounds = 0;
    memset(weave->round, UINT8_MAX, (n + 1) * sizeof *weave->round);
    for (uint32_t c = 1; c <= n; c++) {
        if (weave->round[c] == UINT32_MAX && count(weave->child[c], 0))
            walk_child(weave, (uint16_t)c, 0, weave->list);
    }
    for (uint32_t c = 1; c <= n; c++) {
        if (weave->round[c] == UINT32_MAX)
            walk_child(weave, (uint16_t)c, ++rounds, weave->list);
    }
    for (uint32_t c = 1; c <= n && rounds; c++) {
        if (weave->round[c])
            join_round(weave, (uint16_t)c);
    }
}

static uint32_t gather_route(struct weave *weave, uint16_t start, uint32_t n, struct tours *child)
{
    if (weave->round[start] || !count(weave->child[start], 0))
        return n;
    child->kinds[child->n] = 0;
    child->first[child->n++] = (uint16_t)n;
    return n + walk_child(weave, start, 1, child->nodes + n);
}

/* First those that begin as routes of the first plan do: so these keep their direction. */
static void gather(struct weave *weave, struct tours *child)
{
    const struct tours *plan = weave->first_plan;
    uint32_t n = 0;
    child->n = 0;
    for (uint32_t r = 0; r < plan->n; r++)
        n = gather_route(weave, plan->nodes[plan->first[r]], n, child);
    for (uint32_t c = 1; c <= weave->problem->n; c++)
        n = gather_route(weave, (uint16_t)c, n, child);
    child->first[child->n] = (uint16_t)n;
    assert(n == weave->problem->n);
    tours_weigh(child, weave->problem);
}

void weave_child(struct weave *weave, uint32_t cycle, uint32_t most, struct tours *child)
{
    uint32_t cycles[BESIDE_MOST];
    memcpy(weave->child, weave->a, (weave->problem->n + 1) * sizeof *weave->child);
    weave->n_changed = 0;
    uint32_t n = choose_cycles(weave, cycle, most < BESIDE_MOST ? most : BESIDE_MOST, cycles);
    change_edges(weave, cycles, n);
    join_rounds(weave);
    gather(weave, child);
}

const uint16_t *weave_changed(const struct weave *weave, uint32_t *n)
{
    *n = weave->n_changed;
    return weave->changed;
}
