/* The lines of a plan: their times, what joins and leaves them, and the way back. */
#include <assert.h>
#include <string.h>

#include "plan/route/haul_int.h"

/* ---- Times ----------------------------------------------------------------------------------- */

/* From the end: how late everything may be, and what goods the trips wait for. */
static void time_backward(struct haul *haul, uint32_t r)
{
    struct haul_stop *stops = haul->stops;
    uint32_t start = haul_start(haul, r);
    const struct haul_stop *next = &stops[start + 1];
    stops[start + 1].late = haul->lines[r].close;
    stops[start + 1].release_tail = HAUL_PAST;
    for (uint32_t i = next->prev;; i = stops[i].prev) {
        struct haul_stop *stop = &stops[i];
        int32_t depart = next->late - next->in_time;
        bool is_trip = stop->next < haul->n;
        stop->release_tail = is_trip ? next->release_tail : HAUL_PAST;
        if (i < haul->n) {
            const struct haul_client *client = &haul->clients[i];
            stop->late = haul_min(depart - client->service, client->late);
            stop->release_tail = haul_max(stop->release_tail, client->release);
        } else if (i == start) {
            stop->late = depart;
            return;
        } else {
            const struct haul_port *port = &haul->ports[haul->port_of[i]];
            stop->late = haul_min(depart - port->service, port->close);
        }
        next = stop;
    }
}

static bool open_trip(struct haul *haul, uint32_t i, int32_t ready, int32_t room)
{
    struct haul_stop *stop = &haul->stops[i];
    stop->ready = ready;
    stop->leave = haul_max(ready, stop->release_tail);
    stop->base = HAUL_PAST;
    stop->pure = 0;
    stop->room = room;
    stop->load = 0;
    stop->release = HAUL_PAST;
    stop->trip = (uint16_t)i;
    stop->n = 0;
    return stop->leave <= room;
}

static bool pass_client(struct haul *haul, uint32_t c, const struct haul_stop *before, uint32_t r)
{
    const struct haul_client *client = &haul->clients[c];
    struct haul_stop *stop = &haul->stops[c];
    int32_t begin = haul_max(before->leave + stop->in_time, client->early);
    int32_t pure = before->pure + stop->in_time;
    stop->leave = begin + client->service;
    stop->base = haul_max(before->base + stop->in_time, client->early) + client->service;
    stop->pure = pure + client->service;
    stop->room = haul_min(before->room, client->late - pure);
    stop->load = before->load + client->load;
    stop->release = haul_max(before->release, client->release);
    stop->trip = before->trip;
    stop->line = (uint16_t)r;
    return begin <= stop->late;
}

bool haul_time(struct haul *haul, uint32_t r)
{
    struct haul_stop *stops = haul->stops;
    uint32_t start = haul_start(haul, r), n = 0;
    time_backward(haul, r);
    bool ok = open_trip(haul, start, haul->lines[r].open, HAUL_FAR);
    ok &= stops[start].leave <= stops[start].late;
    for (uint32_t last = start, i = stops[start].next;; last = i, i = stops[i].next) {
        const struct haul_stop *before = &stops[last];
        if (i < haul->n) {
            ok &= pass_client(haul, i, before, r);
            n++;
            continue;
        }
        struct haul_stop *begin = &stops[before->trip], *stop = &stops[i];
        begin->total = before->load;
        begin->n = (uint16_t)n;
        begin->end = (uint16_t)i;
        n = 0;
        int32_t arrival = before->leave + stop->in_time;
        stop->line = (uint16_t)r;
        if (i == start + 1)
            return ok && arrival <= stop->late;
        const struct haul_port *port = &haul->ports[haul->port_of[i]];
        arrival = haul_max(arrival, port->open);
        ok &= arrival <= stop->late;
        ok &= open_trip(haul, i, arrival + port->service, port->close + port->service);
    }
}

void haul_time_trip(struct haul *haul, uint32_t first, uint32_t n)
{
    struct haul_stop begin = {
        .base = HAUL_PAST, .room = HAUL_FAR, .release = HAUL_PAST, .trip = HAUL_NONE};
    const struct haul_stop *before = &begin;
    uint32_t place = haul->ports[0].place;
    haul->stops[first].in_time =
        haul->arcs[(size_t)place * haul->n_places + haul->places[first]].duration_s;
    for (uint32_t c = first; n; n--, c = before->next) {
        pass_client(haul, c, before, HAUL_NONE);
        before = &haul->stops[c];
    }
}

/* ---- Changes --------------------------------------------------------------------------------- */

void haul_link(struct haul *haul, uint32_t from, uint32_t to)
{
    struct haul_stop *a = &haul->stops[from], *b = &haul->stops[to];
    const struct arc *arc = haul_arc(haul, from, to);
    haul->cost += arc->cost;
    a->next = (uint16_t)to;
    b->prev = (uint16_t)from;
    a->out_cost = b->in_cost = arc->cost;
    b->in_time = arc->duration_s;
}

/* An empty line is no way at all. */
static void link_empty(struct haul *haul, uint32_t r)
{
    uint32_t start = haul_start(haul, r);
    struct haul_stop *a = &haul->stops[start], *b = a + 1;
    a->next = (uint16_t)(start + 1);
    b->prev = (uint16_t)start;
    a->out_cost = b->in_cost = b->in_time = 0;
}

uint32_t haul_take_port(struct haul *haul, uint32_t port)
{
    uint32_t i = haul->free[--haul->n_free];
    haul->taken[haul->n_taken++] = (uint16_t)i;
    haul->port_of[i] = (uint8_t)port;
    haul->places[i] = haul->ports[port].place;
    haul->cost += haul->ports[port].cost;
    haul->n_trips++;
    return i;
}

static void drop_port(struct haul *haul, uint32_t i)
{
    struct haul_stop *stop = &haul->stops[i];
    uint32_t before = stop->prev, behind = stop->next;
    haul->cost -= stop->in_cost + stop->out_cost + haul->ports[haul->port_of[i]].cost;
    haul->freed[haul->n_freed++] = (uint16_t)i;
    haul->n_trips--;
    haul_link(haul, before, behind);
}

void haul_enter_line(struct haul *haul, uint32_t r, uint32_t n)
{
    struct haul_line *line = &haul->lines[r];
    if (!line->n) {
        haul->cost += line->fixed;
        haul->n_used++;
        haul->n_trips++;
    }
    line->n += n;
}

void haul_leave_line(struct haul *haul, uint32_t r, uint32_t n)
{
    haul->lines[r].n -= n;
    if (haul->lines[r].n)
        return;
    haul->cost -= haul->lines[r].fixed + haul->stops[haul_start(haul, r)].out_cost;
    haul->n_used--;
    haul->n_trips--;
    link_empty(haul, r);
}

void haul_put(struct haul *haul, uint32_t c, uint32_t before, enum haul_shape shape, uint32_t port)
{
    struct haul_stop *stops = haul->stops;
    uint32_t behind = stops[before].next, r = stops[before].line;
    haul_save(haul, r);
    haul_enter_line(haul, r, 1);
    haul->cost -= stops[before].out_cost;
    if (shape == HAUL_PORT_BEFORE) {
        uint32_t p = haul_take_port(haul, port);
        haul_link(haul, before, p);
        before = p;
    }
    haul_link(haul, before, c);
    if (shape == HAUL_PORT_BEHIND) {
        uint32_t p = haul_take_port(haul, port);
        haul_link(haul, c, p);
        c = p;
    }
    haul_link(haul, c, behind);
}

/* What is saved when a port goes. */
static int64_t worth_of_port(const struct haul *haul, uint32_t i)
{
    const struct haul_stop *stop = &haul->stops[i];
    return (int64_t)stop->in_cost + stop->out_cost + haul->ports[haul->port_of[i]].cost -
           haul_arc(haul, stop->prev, stop->next)->cost;
}

/* A trip without visits, between its two ends: one of them goes. */
void haul_close_trip(struct haul *haul, uint32_t begin, uint32_t end)
{
    bool may_begin = haul_is_port(haul, begin), may_end = haul_is_port(haul, end);
    uint32_t r = haul->stops[begin].line;
    if (!may_begin && !may_end)
        return;
    if (may_begin && !may_end && haul->lines[r].unloads_last)
        return; /* the way home after the last unloading */
    if (may_begin && may_end && worth_of_port(haul, begin) < worth_of_port(haul, end))
        may_begin = false;
    drop_port(haul, may_begin ? begin : end);
}

void haul_take(struct haul *haul, uint32_t c)
{
    struct haul_stop *stops = haul->stops;
    uint32_t before = stops[c].prev, behind = stops[c].next, r = stops[c].line;
    haul->cost -= stops[c].in_cost + stops[c].out_cost;
    stops[c].line = HAUL_NONE;
    haul_link(haul, before, behind);
    if (before >= haul->n && behind >= haul->n)
        haul_close_trip(haul, before, behind);
    haul_leave_line(haul, r, 1);
}

/* ---- The way back ---------------------------------------------------------------------------- */

void haul_begin(struct haul *haul)
{
    haul->iteration++;
    for (uint32_t i = 0; i < haul->n_freed; i++)
        haul->free[haul->n_free++] = haul->freed[i];
    haul->n_saved = haul->n_saved_stops = haul->n_freed = haul->n_taken = 0;
    haul->saved_cost = haul->cost;
    haul->saved_used = haul->n_used;
    haul->saved_trips = haul->n_trips;
    haul->saved_removed = haul->n_removed;
    memcpy(haul->saved_list, haul->removed, haul->n_removed * sizeof *haul->removed);
}

void haul_save(struct haul *haul, uint32_t r)
{
    struct haul_line *line = &haul->lines[r];
    if (line->saved_at == haul->iteration)
        return;
    line->saved_at = haul->iteration;
    struct haul_saved_line *saved = &haul->saved[haul->n_saved++];
    *saved =
        (struct haul_saved_line){.first = haul->n_saved_stops, .line = *line, .index = (uint16_t)r};
    uint32_t end = haul_start(haul, r) + 1;
    for (uint32_t i = end - 1;; i = haul->stops[i].next) {
        haul->saved_stops[saved->first + saved->n++] =
            (struct haul_saved_stop){haul->stops[i], (uint16_t)i};
        if (i == end)
            break;
    }
    haul->n_saved_stops += saved->n;
}

void haul_undo(struct haul *haul)
{
    for (uint32_t k = 0; k < haul->n_saved; k++) {
        const struct haul_saved_line *saved = &haul->saved[k];
        haul->lines[saved->index] = saved->line;
        for (uint32_t i = saved->first; i < saved->first + saved->n; i++)
            haul->stops[haul->saved_stops[i].at] = haul->saved_stops[i].stop;
    }
    for (uint32_t i = 0; i < haul->n_taken; i++)
        haul->free[haul->n_free++] = haul->taken[i];
    haul->n_taken = haul->n_freed = 0;
    haul->cost = haul->saved_cost;
    haul->n_used = haul->saved_used;
    haul->n_trips = haul->saved_trips;
    haul->n_removed = haul->saved_removed;
    memcpy(haul->removed, haul->saved_list, haul->n_removed * sizeof *haul->removed);
    for (uint32_t i = 0; i < haul->n_removed; i++)
        haul->stops[haul->removed[i]].line = HAUL_NONE;
}

/* ---- Whole plans ----------------------------------------------------------------------------- */

void haul_clear(struct haul *haul)
{
    haul->cost = 0;
    haul->n_used = haul->n_trips = haul->n_removed = 0;
    haul->n_free = haul->n_freed = haul->n_taken = 0;
    for (uint32_t i = haul->n_stops; i-- > haul->n + 2 * haul->n_lines;)
        haul->free[haul->n_free++] = (uint16_t)i;
    for (uint32_t r = 0; r < haul->n_lines; r++) {
        haul->lines[r].n = 0;
        haul->stops[haul_start(haul, r)].line = (uint16_t)r;
        link_empty(haul, r);
        haul_time(haul, r);
    }
    for (uint32_t c = 0; c < haul->n; c++) {
        haul->stops[c].line = HAUL_NONE;
        haul->removed[haul->n_removed++] = (uint16_t)c;
    }
}

static uint32_t port_of_node(const struct haul *haul, uint32_t node)
{
    uint32_t p = 0;
    while (p < haul->n_ports && haul->ports[p].node != node)
        p++;
    return p;
}

/* Ports that end no trip are left out. */
void haul_set_line(struct haul *haul, uint32_t r, const uint32_t *nodes, uint32_t n)
{
    uint32_t start = haul_start(haul, r), last = start;
    struct haul_line *line = &haul->lines[r];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t stop = nodes[i];
        if (stop >= haul->n) {
            uint32_t port = port_of_node(haul, stop);
            if (last >= haul->n || port == haul->n_ports)
                continue;
            stop = haul_take_port(haul, port);
        } else {
            haul_enter_line(haul, r, 1);
        }
        haul_link(haul, last, stop);
        last = stop;
    }
    if (!line->n)
        return;
    haul_link(haul, last, start + 1);
    if (haul_is_port(haul, last) && !line->unloads_last)
        drop_port(haul, last);
    haul->n_taken = 0;
    haul_time(haul, r);
}
