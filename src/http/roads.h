/*
 * GET /api/v1/map/roads?bbox=WEST,SOUTH,EAST,NORTH: the streets of a box as GeoJSON lines with
 * their class and name, for drawing. The wider the box the fewer classes, so that an answer stays
 * below ROADS_POINTS_MAX points. The network never changes while it is open, so answers are kept,
 * compressed, and browsers may keep them too.
 */
#ifndef LIFELINE_HTTP_ROADS_H
#define LIFELINE_HTTP_ROADS_H

#include "http/server.h"

struct door;
struct road_map;
struct road_network;

enum { ROADS_POINTS_MAX = 400000 };

/* Borrows the network. */
struct road_map *road_map_new(const struct road_network *network);
void road_map_free(struct road_map *map);

void roads_handle(struct door *door, struct http_request *request);

#endif
