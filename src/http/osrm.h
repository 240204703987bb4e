/*
 * The OSRM face: /route, /table, /nearest and /match of OSRM's HTTP API (v1) on our road network as
 * it is at the moment, for the many programs that speak it (VROOM, leaflet-routing-machine, ...).
 *
 *     GET /{service}/v1/{profile}/{lon,lat;lon,lat... | polyline(...) | polyline6(...)}[.json]?...
 *
 * The profile is one of the network's ("car", "truck", "emergency"); any other word, such as OSRM's
 * "driving", is the first of them. Answers, defaults, limits and error codes are those of OSRM
 * (errors are {"code", "message"} under status 400), checked against osrm-backend 6.0.
 *
 * One parameter is our own: `depart_at`, an RFC 3339 time or seconds since 1970-01-01 UTC, for
 * which closures, bans by hour and the hours of gates are looked at. Without it that is now; with
 * "any" the closures are those of now and gates have no hours.
 *
 * A face is shared by all threads; each request takes a workspace of its own.
 */
#ifndef LIFELINE_HTTP_OSRM_H
#define LIFELINE_HTTP_OSRM_H

#include "base/arena.h"
#include "base/sv.h"
#include "http/server.h"

struct clock;
struct osrm;
struct road_live;
struct road_network;

enum {
    OSRM_ROUTE_MAX = 500,  /* coordinates of a route */
    OSRM_TABLE_MAX = 1000, /* a million cells, some 100 MB while they are written */
    OSRM_MATCH_MAX = 100,
    OSRM_NEAREST_MAX = 100,
};

/* Borrows all three; the clock says when a trip begins for which no `depart_at` is asked. */
struct osrm *osrm_new(const struct road_network *network, struct road_live *roads,
                      struct clock *clock);
void osrm_free(struct osrm *osrm);

/* Answers a request on this thread (off the event loops: a table takes long). `path` and `query`
 * are percent-encoded as sent. */
void osrm_answer(struct osrm *osrm, struct arena *arena, struct sv path, struct sv query,
                 struct http_answer *answer);

#endif
