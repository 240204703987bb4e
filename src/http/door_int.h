/* Inside of the door: what its rooms share, and how a request finds its room. */
#ifndef LIFELINE_HTTP_DOOR_INT_H
#define LIFELINE_HTTP_DOOR_INT_H

#include <stdatomic.h>

#include "http/door.h"
#include "http/events.h"
#include "http/metrics.h"
#include "http/pool.h"
#include "http/problem.h"
#include "http/rate.h"
#include "http/session.h"

#define API_PREFIX "/api/v1"

/* What requests are counted under; the commands follow in the order of their table. */
enum route {
    ROUTE_OTHER,
    ROUTE_PAGE,
    ROUTE_HEALTH,
    ROUTE_METRICS,
    ROUTE_OPENAPI,
    ROUTE_EVENTS,
    ROUTE_ROADS,
    ROUTE_VROOM,
    ROUTE_OSRM,
    ROUTE_NOTICES,
    ROUTE_COMMANDS,
};

enum {
    DOOR_QUEUE_MAX = 1024,
    DOOR_SIGN_INS_AT_ONCE = 2, /* each takes a core and 64 MB for a sixth of a second */
    DOOR_SIGN_INS_WAITING = 32,
    DOOR_STREETS_AT_ONCE = 2, /* OSRM's tables must not hold up the console's queries */
    DOOR_STREETS_WAITING = 256,
    DOOR_SOLVES_AT_ONCE = 1, /* a routing problem takes a core for seconds */
    DOOR_SOLVES_WAITING = 16,
    DOOR_INLINE_BYTES = 16 * 1024, /* larger bodies are parsed off the loop */
    DOOR_GRACE_MS = 5000,
};

struct door {
    struct door_config config;
    struct http_server *server;
    struct events *events;
    struct sessions *sessions;
    struct pool *pool, *sign_ins, *solves, *streets;
    struct rate *rate;     /* NULL: none */
    struct rate *failures; /* sign-ins that failed, by client and by name */
    struct metrics *metrics;
    struct road_map *map;      /* drawing; NULL without a network */
    struct osrm *osrm;         /* NULL without a dispatcher, whose streets it answers on */
    volatile bool is_stopping; /* ends searches; what the planner polls */
    int64_t started_ns;
    _Atomic bool is_open, is_ready;
};

/* --- answering, on any thread --- */

void door_send(struct door *door, const struct http_request *request, struct http_answer *answer);
void door_fail(struct door *door, const struct http_request *request, const struct error *error);
void door_fail_status(struct door *door, const struct http_request *request, int status,
                      const char *detail);
/* 405, or 204 to OPTIONS; `allowed` as in "GET, HEAD". */
void door_wrong_method(struct door *door, const struct http_request *request, const char *allowed);
bool door_reads(const struct http_request *request); /* GET or HEAD */
/* Has a request answered on a pool's thread; 503 when too many wait. */
typedef void door_answer(struct door *door, struct http_request *request);
void door_work(struct door *door, struct http_request *request, struct pool *pool,
               door_answer *answer);
/* The address that a call comes from: the peer's, or what a proxy on this machine says it is. */
const char *door_client(const struct http_request *request);
/* Whether the client itself, not only a proxy, is on this machine. */
bool door_is_local(const struct http_request *request);

/* --- rooms; each answers its request --- */

void api_handle(struct door *door, struct http_request *request);
void login_create(struct door *door, struct http_request *request, const json_t *args);
void login_get(struct door *door, struct http_request *request, const struct caller *caller);
void login_delete(struct door *door, struct http_request *request, const struct caller *caller);
void health_handle(struct door *door, struct http_request *request);
void metrics_handle(struct door *door, struct http_request *request);
void notices_handle(struct door *door, struct http_request *request);
void osrm_handle(struct door *door, struct http_request *request);
void vroom_handle(struct door *door, struct http_request *request);

#endif
