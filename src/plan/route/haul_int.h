/*
 * Routes of several trips in 32 bits: vehicles that load or unload on the way at facilities, one
 * kind of way, one window a visit, one direction of one load, goods that are released over time.
 * Richer problems are left to the general search.
 *
 * A line is what one vehicle does: start, visits, ports between the trips, end. A port is one visit
 * of a facility; it ends a trip and begins the next. Who must unload in the end has a last trip
 * without a visit: from the last port home.
 *
 * When a trip leaves at d, it has done with a stop at max(base, d + pure), on time where d <= room.
 * So whatever joins a trip (a visit, a release, a port that cuts it) is judged in O(1) from the
 * stops beside it (after Vidal, Crainic, Gendreau, Prins 2013, section 4.4, and Cattaruzza, Absi,
 * Feillet: "The multi-trip vehicle routing problem with time windows and release dates", 2016).
 */
#ifndef LIFELINE_PLAN_ROUTE_HAUL_INT_H
#define LIFELINE_PLAN_ROUTE_HAUL_INT_H

#include "base/rng.h"
#include "plan/route/model_int.h"

enum { HAUL_NONE = 0xffff, HAUL_STOPS_MAX = 60000, HAUL_PORTS_MAX = 8, HAUL_ORDERS = 7 };
#define HAUL_FAR  (1 << 28)
#define HAUL_PAST (-(1 << 28))

struct haul_client {
    int32_t early, late, service, load;
    int32_t release; /* of the trip that brings it; HAUL_PAST: none */
    uint32_t place, job;
};

/* A facility. */
struct haul_port {
    int32_t open, close, service, cost;
    uint32_t place, node;
};

/* Clients are stops 0 .. n - 1; line r starts at stop n + 2 r and ends at the next one; then come
 * the ports, those in use and those that are free. */
struct haul_stop {
    int32_t leave, late; /* earliest end of service (port, start: departure); latest begin */
    int32_t base, pure, room;
    int32_t load, release;           /* of the trip, up to here */
    int32_t release_tail;            /* of the trip, from here on (port, start: all of it) */
    int32_t in_cost, in_time;        /* the arc into it */
    int32_t out_cost;                /* the arc out of it */
    int32_t ready, total;            /* port, start: when it is done with; load of the trip */
    uint16_t next, prev, line, trip; /* trip: the stop that begins it */
    uint16_t n, end;                 /* port, start: visits of the trip; the stop that ends it */
};

struct haul_line {
    int32_t open, close, capacity;
    int64_t fixed;             /* cost of using it */
    uint32_t kind, ports;      /* ports: bits of those it may visit */
    bool unloads_last, closed; /* closed: not to be used when empty */
    uint16_t n;                /* visits */
    uint32_t saved_at;
};

/* A plan that is kept: visits and facilities by the model's nodes, line after line. */
struct haul_plan {
    uint32_t *nodes, *first; /* first: n_lines + 1 */
    int64_t cost;
};

/* Where another plan has a visit. */
struct haul_origin {
    uint32_t line, at;
    bool differs; /* beside others than here */
};

struct haul_saved_line {
    uint32_t first, n; /* in saved_stops */
    struct haul_line line;
    uint16_t index;
};

struct haul_saved_stop {
    struct haul_stop stop;
    uint16_t at;
};

enum haul_shape { HAUL_PLAIN, HAUL_PORT_BEHIND, HAUL_PORT_BEFORE };

struct haul {
    const struct plan_model *model;
    struct rng *rng;
    const struct arc *arcs, *arcs_back;
    uint32_t n, n_lines, n_ports, n_stops, n_places;
    bool any_vehicle; /* every vehicle may do every job */
    bool one_place;   /* all starts, ends and facilities stand at one place, at no other cost */
    struct haul_client *clients;
    struct haul_port ports[HAUL_PORTS_MAX];
    struct haul_line *lines;
    struct haul_stop *stops;
    uint32_t *places; /* by stop */
    uint8_t *port_of; /* by stop: which facility */
    int32_t *keys[HAUL_ORDERS];
    /* Ports not in use; those freed since haul_begin are not given out again before the next. */
    uint16_t *free, *freed, *taken;
    uint32_t n_free, n_freed, n_taken;
    int64_t cost;
    uint32_t n_used, n_trips; /* lines with visits; trips, roughly: lines in use and ports */
    uint16_t *removed;        /* clients in no line */
    uint32_t n_removed;
    /* What an iteration has touched, as it was. */
    uint32_t iteration;
    struct haul_saved_line *saved;
    struct haul_saved_stop *saved_stops;
    uint32_t n_saved, n_saved_stops, saved_used, saved_trips, saved_removed;
    uint16_t *saved_list;
    int64_t saved_cost;
    uint32_t *met, meeting; /* by stop: trips that gave a string in this iteration */
    uint32_t *kind_met;
    /* What another plan has otherwise. */
    struct haul_origin *origins; /* by client */
    uint32_t *overlap;           /* by stop that begins a trip: visits it shares with the other's */
    uint16_t *seeds;             /* ruins begin with one of these; n_seeds = 0: with any */
    uint32_t n_seeds;
    uint32_t blink_in;
};

/* False, and nothing to free, when the model asks for more. */
bool haul_init(struct haul *haul, const struct plan_model *model, struct rng *rng);
void haul_free(struct haul *haul);
void haul_plan_init(struct haul_plan *plan, const struct haul *haul);
void haul_plan_free(struct haul_plan *plan);
void haul_plan_copy(struct haul_plan *to, const struct haul_plan *from, const struct haul *haul);
void haul_store(const struct haul *haul, struct haul_plan *plan);
/* Lays a whole line; the clients in it are in no other. */
void haul_set_line(struct haul *haul, uint32_t r, const uint32_t *nodes, uint32_t n);
/* Empties every line; then all clients count as removed. */
void haul_clear(struct haul *haul);

/* From here on haul_undo can go back. */
void haul_begin(struct haul *haul);
void haul_undo(struct haul *haul);
/* Keeps a line as it is, once an iteration, before its first change. */
void haul_save(struct haul *haul, uint32_t r);
/* Works out the times and loads of a line; false: it is not feasible. */
bool haul_time(struct haul *haul, uint32_t r);
/* Times a chain of clients as a trip from the first facility that leaves as early as can be. */
void haul_time_trip(struct haul *haul, uint32_t first, uint32_t n);
void haul_put(struct haul *haul, uint32_t c, uint32_t before, enum haul_shape shape, uint32_t port);
/* Takes a client out, and a port where its trip is left without any; the caller calls haul_time. */
void haul_take(struct haul *haul, uint32_t c);
/* Parts of these, for who moves more than a visit: links two stops; takes a port from the free
 * ones; drops a port where nothing is left between the two ends of a trip; counts visits of a line,
 * whose first one makes it used and whose last one leaves it empty. */
void haul_link(struct haul *haul, uint32_t from, uint32_t to);
uint32_t haul_take_port(struct haul *haul, uint32_t port);
void haul_close_trip(struct haul *haul, uint32_t begin, uint32_t end);
void haul_enter_line(struct haul *haul, uint32_t r, uint32_t n);
void haul_leave_line(struct haul *haul, uint32_t r, uint32_t n);

/* A trip, or all from one on, goes to another place drawn at random. False: undo, it cannot be or
 * the plan would cost more than `limit`. */
bool haul_shift(struct haul *haul, int64_t limit);

/* Clients that are in no line become a trip of some line; false: it fits nowhere. */
bool haul_bring_trip(struct haul *haul, const uint32_t *clients, uint32_t n);
/* The plan takes over trips of another; what it lacks then is removed, and what has moved are the
 * seeds. False: both are the same, or it is not feasible. There is no way back. */
bool haul_cross(struct haul *haul, const struct haul_plan *giver);

/* Takes strings of visits out of trips near each other; false: undo. */
bool haul_ruin(struct haul *haul);
/* Puts in what is removed. False when one found no place or the plan would cost `limit`; with
 * `leaves` those without a place stay removed, and it is true. */
bool haul_recreate(struct haul *haul, int64_t limit, int64_t out_cost);
void haul_set_keys(struct haul *haul);

static inline uint32_t haul_start(const struct haul *haul, uint32_t r)
{
    return haul->n + 2 * r;
}

static inline bool haul_is_port(const struct haul *haul, uint32_t stop)
{
    return stop >= haul->n + 2 * haul->n_lines;
}

static inline int32_t haul_max(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static inline int32_t haul_min(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline const struct arc *haul_arc(const struct haul *haul, uint32_t from, uint32_t to)
{
    return &haul->arcs[(size_t)haul->places[from] * haul->n_places + haul->places[to]];
}

#endif
