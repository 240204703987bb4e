/*
 * The OSRM face alone on a port, as `osrm-routed` is: GET /{service}/v1/... (and the same below
 * /osrm) on a road file, without a city around it. Nobody signs in.
 */
#ifndef LIFELINE_HTTP_OSRM_SERVER_H
#define LIFELINE_HTTP_OSRM_SERVER_H

#include "base/err.h"
#include "base/log.h"

struct osrm_server;
struct road_live;
struct road_network;

/* Borrows the network, the changes on it and the log (may be NULL). */
enum err osrm_server_start(const char *listen, const struct road_network *network,
                           struct road_live *roads, struct log *log, struct osrm_server **out,
                           struct error *error);
const char *osrm_server_url(const struct osrm_server *server);
/* Answers what is under way. NULL does nothing. */
void osrm_server_stop(struct osrm_server *server);

#endif
