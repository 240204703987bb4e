#include "plan/core/assemble.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOT_MET UINT32_MAX

/* A plan as links; 0 is the depot. */
struct links {
    uint16_t *next, *prev; /* by client */
    uint32_t routes;
};

/* Hops at the depot that only one plan takes: the client at the other end, 0 for an empty route. */
struct port {
    uint16_t *clients;
    uint32_t n;
};

struct assembly {
    const struct problem *problem;
    struct rng *rng;
    struct links a, b, child;
    struct taken_hop *hops; /* of all cycles, one after the other */
    uint32_t *first;        /* of each cycle; n_cycles + 1 */
    uint32_t n_cycles;
    /* The way that is walked: its hops, and how many there were when the depot was left and was
     * come to last. */
    struct taken_hop *way;
    uint32_t n_way, left_at, come_at;
    struct port leaving, coming; /* hops of a out of the depot, of b into it, not yet walked */
    bool *walked;                /* by client: the hop of a out of it, or it is one of b too */
    bool *at_depot;              /* by client of the child: its round goes through the depot */
};

static void *array(size_t n, size_t size)
{
    void *items = calloc(n, size);
    assert(items);
    return items;
}

static void links_init(struct links *links, size_t n)
{
    links->next = array(n, sizeof *links->next);
    links->prev = array(n, sizeof *links->prev);
}

static void links_free(struct links *links)
{
    free(links->next);
    free(links->prev);
}

struct assembly *assembly_new(const struct problem *problem, struct rng *rng)
{
    struct assembly *assembly = array(1, sizeof *assembly);
    size_t n = problem->n + 1, hops = 2 * (n + problem->vehicles);
    assembly->problem = problem;
    assembly->rng = rng;
    links_init(&assembly->a, n);
    links_init(&assembly->b, n);
    links_init(&assembly->child, n);
    assembly->hops = array(hops, sizeof *assembly->hops);
    assembly->way = array(hops, sizeof *assembly->way);
    assembly->first = array(hops, sizeof *assembly->first);
    assembly->leaving.clients = array(hops, sizeof *assembly->leaving.clients);
    assembly->coming.clients = array(hops, sizeof *assembly->coming.clients);
    assembly->walked = array(n, sizeof *assembly->walked);
    assembly->at_depot = array(n, sizeof *assembly->at_depot);
    return assembly;
}

void assembly_free(struct assembly *assembly)
{
    if (!assembly)
        return;
    links_free(&assembly->a);
    links_free(&assembly->b);
    links_free(&assembly->child);
    free(assembly->hops);
    free(assembly->way);
    free(assembly->first);
    free(assembly->leaving.clients);
    free(assembly->coming.clients);
    free(assembly->walked);
    free(assembly->at_depot);
    free(assembly);
}

static void links_set(struct links *links, const struct tours *tours)
{
    links->routes = tours->n;
    tours_link(tours, links->next, links->prev);
}

/* ---- Cycles ------------------------------------------------------------------------------ */

static void find_ports(struct assembly *assembly)
{
    const struct links *a = &assembly->a, *b = &assembly->b;
    struct port *leaving = &assembly->leaving, *coming = &assembly->coming;
    leaving->n = coming->n = 0;
    for (uint32_t c = 1; c <= assembly->problem->n; c++) {
        if (!a->prev[c] && b->prev[c])
            leaving->clients[leaving->n++] = (uint16_t)c;
        if (!b->next[c] && a->next[c])
            coming->clients[coming->n++] = (uint16_t)c;
    }
    /* The plan with fewer routes has empty ones besides. */
    for (uint32_t r = a->routes; r < b->routes; r++)
        leaving->clients[leaving->n++] = 0;
    for (uint32_t r = b->routes; r < a->routes; r++)
        coming->clients[coming->n++] = 0;
}

static uint16_t port_draw(struct port *port, struct rng *rng)
{
    uint32_t k = rng_below(rng, port->n);
    uint16_t client = port->clients[k];
    port->clients[k] = port->clients[--port->n];
    return client;
}

/* What was walked since there were `from` hops is a cycle. */
static void cut_cycle(struct assembly *assembly, uint32_t from)
{
    uint32_t n = assembly->n_way - from, at = assembly->first[assembly->n_cycles];
    memcpy(assembly->hops + at, assembly->way + from, n * sizeof *assembly->way);
    assembly->first[++assembly->n_cycles] = at + n;
    assembly->n_way = from;
    if (assembly->left_at != NOT_MET && assembly->left_at > from)
        assembly->left_at = NOT_MET;
    if (assembly->come_at != NOT_MET && assembly->come_at > from)
        assembly->come_at = NOT_MET;
}

static void step(struct assembly *assembly, uint16_t from, uint16_t to, bool second)
{
    assembly->way[assembly->n_way++] = (struct taken_hop){from, to, second};
}

/* Along a hop of a; where that ends. */
static uint16_t walk_first(struct assembly *assembly, uint16_t at)
{
    uint16_t to;
    if (at) {
        to = assembly->a.next[at];
        assembly->walked[at] = true;
    } else {
        assembly->left_at = assembly->n_way;
        to = port_draw(&assembly->leaving, assembly->rng);
    }
    step(assembly, at, to, false);
    if (!to && assembly->come_at != NOT_MET)
        cut_cycle(assembly, assembly->come_at);
    return to;
}

/* Back along the hop of b that comes to the same place; where that begins. */
static uint16_t walk_second(struct assembly *assembly, uint16_t to, uint16_t start)
{
    uint16_t at;
    if (to) {
        at = assembly->b.prev[to];
    } else {
        assembly->come_at = assembly->n_way;
        at = port_draw(&assembly->coming, assembly->rng);
    }
    step(assembly, at, to, true);
    if (at ? at == start : assembly->left_at != NOT_MET)
        cut_cycle(assembly, at ? 0 : assembly->left_at);
    return at;
}

/* Until the way is closed. Only at the depot is there a choice: a cycle is cut off whenever the
 * depot is left, or come to, a second time. */
static void walk(struct assembly *assembly, uint16_t start)
{
    uint16_t at = start;
    assembly->n_way = 0;
    assembly->left_at = assembly->come_at = NOT_MET;
    do
        at = walk_second(assembly, walk_first(assembly, at), start);
    while (assembly->n_way);
}

uint32_t assembly_pair(struct assembly *assembly, const struct tours *a, const struct tours *b)
{
    uint32_t n = assembly->problem->n;
    links_set(&assembly->a, a);
    links_set(&assembly->b, b);
    find_ports(assembly);
    assembly->n_cycles = 0;
    assembly->first[0] = 0;
    for (uint32_t c = 1; c <= n; c++)
        assembly->walked[c] = assembly->a.next[c] == assembly->b.next[c];
    while (assembly->leaving.n)
        walk(assembly, 0);
    for (uint32_t c = 1; c <= n; c++) {
        if (!assembly->walked[c])
            walk(assembly, (uint16_t)c);
    }
    return assembly->n_cycles;
}

const struct taken_hop *assembly_cycle(const struct assembly *assembly, uint32_t cycle, uint32_t *n)
{
    *n = assembly->first[cycle + 1] - assembly->first[cycle];
    return assembly->hops + assembly->first[cycle];
}

/* ---- Children ---------------------------------------------------------------------------- */

static int64_t cost_of(const struct assembly *assembly, uint16_t from, uint16_t to)
{
    return problem_hop(assembly->problem, from, to).cost;
}

static void mark_round(struct assembly *assembly, uint16_t from)
{
    for (uint16_t at = from; at && !assembly->at_depot[at]; at = assembly->child.next[at])
        assembly->at_depot[at] = true;
}

static void link_hop(struct links *links, uint16_t from, uint16_t to)
{
    if (from)
        links->next[from] = to;
    if (to)
        links->prev[to] = from;
}

/* Two hops changed for two others: v comes behind u, and what was behind u behind what was in front
 * of v. */
struct joint {
    uint16_t u, v;
    int64_t delta;
};

static void try_joint(const struct assembly *assembly, uint16_t u, uint16_t v, struct joint *best)
{
    const struct links *child = &assembly->child;
    if (!assembly->at_depot[v])
        return;
    uint16_t x = child->next[u], before = child->prev[v];
    int64_t delta = cost_of(assembly, u, v) + cost_of(assembly, before, x) -
                    cost_of(assembly, u, x) - cost_of(assembly, before, v);
    if (delta < best->delta)
        *best = (struct joint){u, v, delta};
}

/* Where the round with this client is joined to a route at the least cost; beside clients near
 * each other, or anywhere where no route is near. */
static struct joint find_joint(const struct assembly *assembly, uint16_t round)
{
    const struct problem *problem = assembly->problem;
    struct joint best = {.u = round, .delta = INT64_MAX};
    uint16_t u = round;
    do {
        const uint16_t *near = problem_near(problem, u);
        for (uint32_t k = 0; k < problem->n_near && near[k]; k++)
            try_joint(assembly, u, near[k], &best);
        u = assembly->child.next[u];
    } while (u != round);
    for (uint32_t c = 1; c <= problem->n && !best.v; c++)
        try_joint(assembly, round, (uint16_t)c, &best);
    return best;
}

/* Without any route it becomes the first one. */
static void join_round(struct assembly *assembly, uint16_t round)
{
    struct links *child = &assembly->child;
    struct joint joint = find_joint(assembly, round);
    uint16_t x = child->next[joint.u], before = joint.v ? child->prev[joint.v] : 0;
    link_hop(child, joint.u, joint.v);
    link_hop(child, before, x);
    mark_round(assembly, x);
}

static void join_rounds(struct assembly *assembly)
{
    uint32_t n = assembly->problem->n;
    memset(assembly->at_depot, 0, (n + 1) * sizeof *assembly->at_depot);
    for (uint32_t c = 1; c <= n; c++) {
        if (!assembly->child.prev[c])
            mark_round(assembly, (uint16_t)c);
    }
    for (uint32_t c = 1; c <= n; c++) {
        if (!assembly->at_depot[c])
            join_round(assembly, (uint16_t)c);
    }
}

static void gather(const struct assembly *assembly, struct tours *child)
{
    const struct links *links = &assembly->child;
    uint16_t n = 0;
    child->n = 0;
    for (uint32_t c = 1; c <= assembly->problem->n; c++) {
        if (links->prev[c])
            continue;
        child->kinds[child->n] = 0;
        child->first[child->n++] = n;
        for (uint16_t at = (uint16_t)c; at; at = links->next[at])
            child->nodes[n++] = at;
    }
    child->first[child->n] = n;
    assert(n == assembly->problem->n);
    tours_weigh(child, assembly->problem);
}

void assembly_child(struct assembly *assembly, uint32_t cycle, struct tours *child)
{
    size_t size = (assembly->problem->n + 1) * sizeof *assembly->child.next;
    memcpy(assembly->child.next, assembly->a.next, size);
    memcpy(assembly->child.prev, assembly->a.prev, size);
    for (uint32_t i = assembly->first[cycle]; i < assembly->first[cycle + 1]; i++) {
        const struct taken_hop *hop = &assembly->hops[i];
        if (hop->second)
            link_hop(&assembly->child, hop->from, hop->to);
    }
    join_rounds(assembly);
    gather(assembly, child);
}
