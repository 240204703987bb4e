/* The cheapest place for a client: in a trip, in one that is cut for it, or in one of its own. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plan/route/haul_int.h"

enum { NEAR_TRIED = 40, BOTH_SIDES = 10, BLINK_MEAN = 100 };

struct finding {
    const struct haul *haul;
    const struct haul_client *client;
    const struct arc *out, *in; /* rows of the arcs from the client, to it */
    uint32_t c;
    int64_t cost;    /* of the best place so far */
    uint32_t before; /* HAUL_NONE: none */
    enum haul_shape shape;
    uint32_t port;
};

static inline bool is_overlooked(struct haul *haul)
{
    if (--haul->blink_in)
        return false;
    haul->blink_in = 1 + (uint32_t)(-BLINK_MEAN * log(1 - rng_unit(haul->rng)));
    return true;
}

/* When the trip leaves at `depart`, the stop is done with then. */
static inline int32_t leave_at(const struct haul_stop *stop, int32_t depart)
{
    return haul_max(stop->base, depart + stop->pure);
}

/* The client's end of service, coming from a place left then; HAUL_FAR: too late. */
static inline int32_t serve(const struct finding *f, int32_t leave, int32_t way)
{
    int32_t begin = haul_max(leave + way, f->client->early);
    return begin > f->client->late ? HAUL_FAR : begin + f->client->service;
}

static bool fits_plain(const struct finding *f, uint32_t u, uint32_t v)
{
    const struct haul *haul = f->haul;
    const struct haul_stop *before = &haul->stops[u], *behind = &haul->stops[v];
    const struct haul_stop *trip = &haul->stops[before->trip];
    const struct haul_line *line = &haul->lines[before->line];
    if (trip->total + f->client->load > line->capacity)
        return false;
    if (line->unloads_last && !haul_is_port(haul, v) && v >= haul->n)
        return false;
    int32_t leave = before->leave;
    if (f->client->release > trip->leave) {
        if (f->client->release > before->room)
            return false;
        leave = leave_at(before, f->client->release);
    }
    leave = serve(f, leave, f->in[haul->places[u]].duration_s);
    return leave + f->out[haul->places[v]].duration_s <= behind->late;
}

/* u, the client, the port, v: the trip up to u ends with the client. */
static bool fits_port_behind(const struct finding *f, uint32_t u, uint32_t v, uint32_t p)
{
    const struct haul *haul = f->haul;
    const struct haul_stop *before = &haul->stops[u], *behind = &haul->stops[v];
    const struct haul_stop *trip = &haul->stops[before->trip];
    const struct haul_line *line = &haul->lines[before->line];
    const struct haul_port *port = &haul->ports[p];
    bool goes_home = v >= haul->n && !haul_is_port(haul, v);
    if (v >= haul->n && !(goes_home && line->unloads_last))
        return false;
    if (before->load + f->client->load > line->capacity)
        return false;
    int32_t depart = haul_max(haul_max(trip->ready, before->release), f->client->release);
    if (depart > before->room)
        return false;
    int32_t leave = serve(f, leave_at(before, depart), f->in[haul->places[u]].duration_s);
    int32_t begin = haul_max(leave + f->out[port->place].duration_s, port->open);
    if (begin > port->close)
        return false;
    depart = begin + port->service;
    if (v < haul->n)
        depart = haul_max(depart, behind->release_tail);
    const struct arc *way = &haul->arcs[(size_t)port->place * haul->n_places + haul->places[v]];
    return depart <= port->close + port->service && depart + way->duration_s <= behind->late;
}

/* u, the port, the client, v: the client begins the trip of what comes behind u. */
static bool fits_port_before(const struct finding *f, uint32_t u, uint32_t v, uint32_t p)
{
    const struct haul *haul = f->haul;
    const struct haul_stop *before = &haul->stops[u], *behind = &haul->stops[v];
    const struct haul_stop *trip = &haul->stops[before->trip];
    const struct haul_line *line = &haul->lines[before->line];
    const struct haul_port *port = &haul->ports[p];
    if (u >= haul->n || trip->total - before->load + f->client->load > line->capacity)
        return false;
    int32_t leave = leave_at(before, haul_max(trip->ready, before->release));
    leave += haul->arcs[(size_t)haul->places[u] * haul->n_places + port->place].duration_s;
    int32_t begin = haul_max(leave, port->open);
    if (begin > port->close)
        return false;
    int32_t depart = haul_max(begin + port->service, f->client->release);
    if (v < haul->n)
        depart = haul_max(depart, behind->release_tail);
    if (depart > port->close + port->service)
        return false;
    leave = serve(f, depart, f->in[port->place].duration_s);
    return leave + f->out[haul->places[v]].duration_s <= behind->late;
}

static void keep(struct finding *f, uint32_t u, enum haul_shape shape, uint32_t port, int64_t cost)
{
    f->before = u;
    f->shape = shape;
    f->port = port;
    f->cost = cost;
}

static void try_ports(struct finding *f, uint32_t u, uint32_t v, int64_t base)
{
    const struct haul *haul = f->haul;
    const struct arc *arcs = haul->arcs;
    uint32_t place_u = haul->places[u], place_v = haul->places[v];
    for (uint32_t p = 0; p < haul->n_ports && haul->n_free; p++) {
        const struct haul_port *port = &haul->ports[p];
        if (!(haul->lines[haul->stops[u].line].ports >> p & 1))
            continue;
        int64_t cost = base + port->cost + f->in[place_u].cost + f->out[port->place].cost +
                       arcs[(size_t)port->place * haul->n_places + place_v].cost;
        if (cost < f->cost && fits_port_behind(f, u, v, p))
            keep(f, u, HAUL_PORT_BEHIND, p, cost);
        cost = base + port->cost + arcs[(size_t)place_u * haul->n_places + port->place].cost +
               f->in[port->place].cost + f->out[place_v].cost;
        if (cost < f->cost && fits_port_before(f, u, v, p))
            keep(f, u, HAUL_PORT_BEFORE, p, cost);
    }
}

/* Between a stop and the next. Going through a port costs more than the way without. */
static void try_gap(struct haul *haul, struct finding *f, uint32_t u)
{
    const struct haul_stop *stop = &haul->stops[u];
    const struct haul_line *line = &haul->lines[stop->line];
    uint32_t v = stop->next;
    int64_t base = (line->n ? 0 : line->fixed) - stop->out_cost;
    int64_t cost = base + f->in[haul->places[u]].cost + f->out[haul->places[v]].cost;
    if (cost >= f->cost || is_overlooked(haul))
        return;
    if (!haul->any_vehicle && model_compat(haul->model, f->client->job, stop->line))
        return;
    if (fits_plain(f, u, v))
        keep(f, u, HAUL_PLAIN, 0, cost);
    else
        try_ports(f, u, v, base);
}

/* Where trips begin and lines end: there a trip of its own may come. */
static void try_trips(struct haul *haul, struct finding *f)
{
    uint32_t shift = rng_below(haul->rng, haul->n_lines);
    haul->meeting++;
    for (uint32_t k = 0; k < haul->n_lines; k++) {
        uint32_t r = k + shift < haul->n_lines ? k + shift : k + shift - haul->n_lines;
        const struct haul_line *line = &haul->lines[r];
        uint32_t start = haul_start(haul, r), begin = start;
        if (!line->n) {
            if (line->closed || haul->kind_met[line->kind] == haul->meeting)
                continue;
            haul->kind_met[line->kind] = haul->meeting;
        }
        for (; begin != start + 1; begin = haul->stops[begin].end)
            try_gap(haul, f, begin);
        if (line->n)
            try_gap(haul, f, haul->stops[start + 1].prev);
    }
}

static bool insert(struct haul *haul, uint32_t c, int64_t most)
{
    const struct haul_client *client = &haul->clients[c];
    size_t row = (size_t)client->place * haul->n_places;
    struct finding f = {.haul = haul,
                        .client = client,
                        .c = c,
                        .out = haul->arcs + row,
                        .in = haul->arcs_back + row,
                        .cost = most,
                        .before = HAUL_NONE};
    const uint32_t *near = haul->model->neighbours + (size_t)c * haul->model->n_near;
    for (uint32_t i = 0; i < haul->model->n_near && i < NEAR_TRIED && near[i] != PLAN_NONE; i++) {
        const struct haul_stop *stop = &haul->stops[near[i]];
        if (stop->line == HAUL_NONE)
            continue;
        /* The gap in front is also the one behind a visit that is near itself, mostly. */
        if (stop->prev >= haul->n || i < BOTH_SIDES)
            try_gap(haul, &f, stop->prev);
        try_gap(haul, &f, near[i]);
    }
    uint32_t depot = haul->ports[0].place;
    if (!haul->one_place || f.in[depot].cost + f.out[depot].cost < f.cost)
        try_trips(haul, &f);
    if (f.before == HAUL_NONE)
        return false;
    uint32_t r = haul->stops[f.before].line;
    haul_put(haul, c, f.before, f.shape, f.port);
    bool ok = haul_time(haul, r);
    assert(ok);
    (void)ok;
    return true;
}

/* ---- Orders ---------------------------------------------------------------------------------- */

enum order { BY_DEMAND, BY_FAR, BY_CLOSE, BY_WIDTH, BY_EARLY, BY_LATE, BY_RELEASE };

void haul_set_keys(struct haul *haul)
{
    uint32_t depot = haul->ports[0].place;
    for (uint32_t o = 0; o < HAUL_ORDERS; o++) {
        haul->keys[o] = calloc(haul->n, sizeof *haul->keys[o]);
        assert(haul->keys[o]);
    }
    for (uint32_t c = 0; c < haul->n; c++) {
        const struct haul_client *client = &haul->clients[c];
        int32_t out = haul->arcs[(size_t)depot * haul->n_places + client->place].cost;
        haul->keys[BY_DEMAND][c] = -client->load;
        haul->keys[BY_FAR][c] = -out;
        haul->keys[BY_CLOSE][c] = out;
        haul->keys[BY_WIDTH][c] = client->late - client->early;
        haul->keys[BY_EARLY][c] = client->early;
        haul->keys[BY_LATE][c] = -client->late;
        haul->keys[BY_RELEASE][c] = -client->release;
    }
}

static void sort_removed(struct haul *haul)
{
    /* Weights of the orders; what is left of the draw stays in random order. */
    static const uint8_t weights[HAUL_ORDERS] = {4, 2, 1, 2, 2, 2, 1};
    uint16_t *list = haul->removed;
    for (uint32_t i = haul->n_removed; i > 1; i--) {
        uint32_t k = rng_below(haul->rng, i);
        uint16_t swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
    uint32_t draw = rng_below(haul->rng, 18), order = 0;
    while (order < HAUL_ORDERS && draw >= weights[order])
        draw -= weights[order++];
    if (order == HAUL_ORDERS)
        return;
    const int32_t *keys = haul->keys[order];
    for (uint32_t i = 1; i < haul->n_removed; i++) {
        uint16_t c = list[i];
        uint32_t k = i;
        for (; k > 0 && keys[list[k - 1]] > keys[c]; k--)
            list[k] = list[k - 1];
        list[k] = c;
    }
}

bool haul_recreate(struct haul *haul, int64_t limit, int64_t out_cost)
{
    uint32_t left = 0;
    sort_removed(haul);
    for (uint32_t i = 0; i < haul->n_removed; i++) {
        int64_t room = limit - haul->cost - left * out_cost;
        if (room <= 0)
            return false;
        if (insert(haul, haul->removed[i], room < out_cost ? room : out_cost))
            continue;
        if (room <= out_cost)
            return false;
        haul->removed[left++] = haul->removed[i];
    }
    haul->n_removed = left;
    return true;
}
