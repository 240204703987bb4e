/*
 * The HTTP door of a city: everything that is served on the one port.
 *
 *     /api/v1/...            the commands, as schema/ declares them (api.c)
 *     /api/v1/session        sign-in and sign-out (login.c)
 *     /api/v1/events         the stream of events (events.h)
 *     /api/v1/openapi.json   the description of it all
 *     /api/v1/map/roads      the street map for drawing (roads.h)
 *     /healthz /readyz /metrics
 *     /vroom, /osrm/...      faces for clients of other programs
 *     /, /app.js ...         the pages (assets.h)
 *
 * In order: `door_open` (before anything is written: it subscribes to events), serving, `door_stop`
 * (answers what is under way), then close live side, store and `ops`, and `door_free` last, because
 * the store's writer may still hold tickets until it is closed.
 */
#ifndef LIFELINE_HTTP_DOOR_H
#define LIFELINE_HTTP_DOOR_H

#include "http/server.h"
#include "ops/ops.h"
#include "store/store.h"

struct door;
struct live;
struct road_network;

struct door_config {
    const char *listen;
    struct ops *ops; /* borrowed, as everything here */
    struct store *store;
    struct log *log;
    const struct road_network *network; /* NULL: no map, no OSRM face */
    struct live *live;                  /* NULL: no dispatcher */
    double rate_per_s;                  /* calls of one client; 0: any number */
    bool rate_loopback;                 /* also of clients on this machine */
    uint32_t loops;                     /* 0: one a core */
};

enum err door_open(const struct door_config *config, struct door **out, struct error *error);
const char *door_url(const struct door *door);
/* While false /readyz says 503. It starts as false. */
void door_set_ready(struct door *door, bool ready);
void door_stop(struct door *door);
void door_free(struct door *door);

#endif
