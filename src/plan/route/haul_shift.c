/*
 * Whole trips change their place. Where all trips begin and end at one depot this costs nothing, so
 * nothing else would ever do it; but it decides where there is time left for another.
 */
#include "plan/route/haul_int.h"

/* When a trip that leaves its begin at `depart` is done with its last visit; HAUL_FAR: too late. */
static int32_t end_of_trip(const struct haul_stop *last, int32_t depart)
{
    return depart > last->room ? HAUL_FAR : haul_max(last->base, depart + last->pure);
}

static bool vehicle_may(const struct haul *haul, uint32_t first, uint32_t r)
{
    for (uint32_t c = first; c < haul->n && !haul->any_vehicle; c = haul->stops[c].next) {
        if (model_compat(haul->model, haul->clients[c].job, r))
            return false;
    }
    return true;
}

/* ---- One trip ---------------------------------------------------------------------------- */

/* A trip that is cut out: the visits from `first` to `last`. */
struct piece {
    uint32_t first, last, n;
    int32_t total, release;
};

static struct piece cut_trip(struct haul *haul, uint32_t begin)
{
    const struct haul_stop *stop = &haul->stops[begin];
    uint32_t end = stop->end, r = stop->line;
    struct piece piece = {.first = stop->next,
                          .last = haul->stops[end].prev,
                          .n = stop->n,
                          .total = stop->total,
                          .release = stop->release_tail};
    haul->cost -= stop->out_cost + haul->stops[end].in_cost;
    haul_link(haul, begin, end);
    haul_close_trip(haul, begin, end);
    haul_leave_line(haul, r, piece.n);
    return piece;
}

/* Whether the trip fits between the begin of another and its first visit, with a port behind. */
static bool fits_before(const struct haul *haul, const struct piece *piece, uint32_t begin,
                        const struct haul_port *port)
{
    const struct haul_stop *stop = &haul->stops[begin], *behind = &haul->stops[stop->next];
    int32_t leave = end_of_trip(&haul->stops[piece->last], haul_max(stop->ready, piece->release));
    const struct arc *arcs = haul->arcs;
    leave += arcs[(size_t)haul->places[piece->last] * haul->n_places + port->place].duration_s;
    int32_t ready = haul_max(leave, port->open);
    if (ready > port->close)
        return false;
    ready = haul_max(ready + port->service, behind->release_tail);
    uint32_t place = haul->places[stop->next];
    return ready + arcs[(size_t)port->place * haul->n_places + place].duration_s <= behind->late;
}

static void paste(struct haul *haul, const struct piece *piece, uint32_t before, uint32_t behind)
{
    haul_link(haul, before, piece->first);
    haul_link(haul, piece->last, behind);
}

/* A port that the line may visit, drawn at random; n_ports: none. */
static uint32_t draw_port(const struct haul *haul, uint32_t r)
{
    uint32_t shift = rng_below(haul->rng, haul->n_ports);
    for (uint32_t k = 0; k < haul->n_ports && haul->n_free > 1; k++) {
        uint32_t p = (k + shift) % haul->n_ports;
        if (haul->lines[r].ports >> p & 1)
            return p;
    }
    return haul->n_ports;
}

static bool put_before(struct haul *haul, const struct piece *piece, uint32_t begin, uint32_t p)
{
    uint32_t r = haul->stops[begin].line, behind = haul->stops[begin].next;
    if (!fits_before(haul, piece, begin, &haul->ports[p]))
        return false;
    haul_enter_line(haul, r, piece->n);
    haul->cost -= haul->stops[begin].out_cost;
    uint32_t port = haul_take_port(haul, p);
    paste(haul, piece, begin, port);
    haul_link(haul, port, behind);
    return true;
}

/* Behind all of the line, or as its only trip. */
static bool put_last(struct haul *haul, const struct piece *piece, uint32_t r, uint32_t p)
{
    uint32_t end = haul_start(haul, r) + 1, before = haul->stops[end].prev, behind = end;
    bool unloads = haul->lines[r].unloads_last;
    haul->cost -= haul->stops[end].in_cost;
    if (unloads) {
        behind = haul_take_port(haul, p);
        haul_link(haul, behind, end);
    } else if (haul->lines[r].n) {
        uint32_t port = haul_take_port(haul, p);
        haul_link(haul, before, port);
        before = port;
    }
    haul_enter_line(haul, r, piece->n);
    paste(haul, piece, before, behind);
    return true;
}

/* The trip of one client goes in front of that of another, or behind all of its line, or to an
 * empty line. */
static bool move_trip(struct haul *haul, uint32_t c, uint32_t other, uint32_t r)
{
    uint32_t begin = haul->stops[c].trip, from = haul->stops[c].line;
    const struct haul_line *line = &haul->lines[r];
    if (haul->stops[begin].total > line->capacity || (!line->n && line->closed) ||
        !vehicle_may(haul, haul->stops[begin].next, r))
        return false;
    uint32_t p = draw_port(haul, r);
    if (p == haul->n_ports)
        return false;
    bool last = other == HAUL_NONE || rng_below(haul->rng, 4) == 0;
    haul_save(haul, from);
    haul_save(haul, r);
    struct piece piece = cut_trip(haul, begin);
    if (from == r && (!haul->lines[r].n || !haul_time(haul, r)))
        return false;
    bool ok =
        last ? put_last(haul, &piece, r, p) : put_before(haul, &piece, haul->stops[other].trip, p);
    return ok && haul_time(haul, r) && (from == r || haul_time(haul, from));
}

/* ---- A trip of another plan -------------------------------------------------------------- */

static struct piece join_trip(struct haul *haul, const uint32_t *clients, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        haul_link(haul, clients[i - 1], clients[i]);
    uint32_t last = clients[n - 1];
    haul->stops[last].next = (uint16_t)haul_start(haul, 0);
    haul_time_trip(haul, clients[0], n);
    return (struct piece){.first = clients[0],
                          .last = last,
                          .n = n,
                          .total = haul->stops[last].load,
                          .release = haul->stops[last].release};
}

/* False: behind all of the line it would be too late. */
static bool may_be_last(const struct haul *haul, const struct piece *piece, uint32_t r, uint32_t p)
{
    uint32_t before = haul->stops[haul_start(haul, r) + 1].prev;
    int32_t ready = haul->stops[before].ready;
    if (before < haul->n) {
        const struct haul_port *port = &haul->ports[p];
        size_t row = (size_t)haul->places[before] * haul->n_places;
        ready = haul->stops[before].leave + haul->arcs[row + port->place].duration_s;
        ready = haul_max(ready, port->open) + port->service;
    }
    int32_t leave = end_of_trip(&haul->stops[piece->last], haul_max(ready, piece->release));
    return leave <= haul->lines[r].close;
}

/* In front of one of its trips, or behind all. */
static bool put_somewhere(struct haul *haul, const struct piece *piece, uint32_t r)
{
    uint32_t start = haul_start(haul, r), p = draw_port(haul, r);
    bool put = false;
    if (p == haul->n_ports)
        return false;
    for (uint32_t i = start; haul->lines[r].n && i != start + 1 && !put; i = haul->stops[i].end)
        put = haul->stops[i].n && put_before(haul, piece, i, p);
    if (!put && may_be_last(haul, piece, r, p))
        put = put_last(haul, piece, r, p);
    if (!put || haul_time(haul, r))
        return put;
    cut_trip(haul, haul->stops[piece->first].trip);
    haul_time_trip(haul, piece->first, piece->n);
    haul_time(haul, r);
    return false;
}

bool haul_bring_trip(struct haul *haul, const uint32_t *clients, uint32_t n)
{
    struct piece piece = join_trip(haul, clients, n);
    uint32_t shift = rng_below(haul->rng, haul->n_lines);
    for (uint32_t k = 0; k < haul->n_lines; k++) {
        uint32_t r = (k + shift) % haul->n_lines;
        const struct haul_line *line = &haul->lines[r];
        if (piece.total <= line->capacity && (line->n || !line->closed) &&
            vehicle_may(haul, piece.first, r) && put_somewhere(haul, &piece, r))
            return true;
    }
    for (uint32_t i = 0; i < n; i++) {
        haul->cost -= i ? haul->stops[clients[i]].in_cost : 0;
        haul->stops[clients[i]].line = HAUL_NONE;
    }
    return false;
}

/* ---- All trips from one on --------------------------------------------------------------- */

static uint32_t count_from(const struct haul *haul, uint32_t begin)
{
    uint32_t n = 0, end = haul_start(haul, haul->stops[begin].line) + 1;
    for (uint32_t i = begin; i != end; i = haul->stops[i].end)
        n += haul->stops[i].n;
    return n;
}

static bool fits_tail(const struct haul *haul, uint32_t begin, uint32_t other)
{
    uint32_t v = haul->stops[other].next;
    int32_t depart = haul_max(haul->stops[begin].ready, haul->stops[other].release_tail);
    return depart + haul_arc(haul, begin, v)->duration_s <= haul->stops[v].late;
}

static bool swap_tails(struct haul *haul, uint32_t c, uint32_t other)
{
    struct haul_stop *stops = haul->stops;
    uint32_t a = stops[c].trip, b = stops[other].trip, r = stops[a].line, s = stops[b].line;
    if (haul->lines[r].kind != haul->lines[s].kind || !fits_tail(haul, a, b) ||
        !fits_tail(haul, b, a))
        return false;
    uint32_t n_a = count_from(haul, a), n_b = count_from(haul, b);
    uint32_t first_a = stops[a].next, first_b = stops[b].next;
    uint32_t end_a = haul_start(haul, r) + 1, end_b = haul_start(haul, s) + 1;
    uint32_t last_a = stops[end_a].prev, last_b = stops[end_b].prev;
    haul_save(haul, r);
    haul_save(haul, s);
    haul->cost -=
        stops[a].out_cost + stops[b].out_cost + stops[end_a].in_cost + stops[end_b].in_cost;
    haul_link(haul, a, first_b);
    haul_link(haul, b, first_a);
    haul_link(haul, last_a, end_b);
    haul_link(haul, last_b, end_a);
    haul->lines[r].n += n_b - n_a;
    haul->lines[s].n += n_a - n_b;
    return haul_time(haul, r) && haul_time(haul, s);
}

bool haul_shift(struct haul *haul, int64_t limit)
{
    uint32_t c = rng_below(haul->rng, haul->n), other = rng_below(haul->rng, haul->n);
    const struct haul_stop *stops = haul->stops;
    bool ok;
    if (stops[c].line == HAUL_NONE || stops[other].line == HAUL_NONE ||
        stops[c].trip == stops[other].trip)
        return false;
    if (rng_below(haul->rng, 2) && stops[c].line != stops[other].line) {
        ok = swap_tails(haul, c, other);
    } else {
        uint32_t r = rng_below(haul->rng, haul->n_lines);
        ok = haul->lines[r].n ? move_trip(haul, c, other, stops[other].line)
                              : move_trip(haul, c, HAUL_NONE, r);
    }
    return ok && haul->cost <= limit;
}
