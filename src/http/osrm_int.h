/* Inside of the OSRM face: a parsed question, the places found for it, and the writers. */
#ifndef LIFELINE_HTTP_OSRM_INT_H
#define LIFELINE_HTTP_OSRM_INT_H

#include <stdio.h>

#include "base/json.h"
#include "base/vec.h"
#include "geo/point.h"
#include "http/osrm.h"
#include "road/road.h"

enum osrm_service { OSRM_ROUTE, OSRM_TABLE, OSRM_NEAREST, OSRM_MATCH, OSRM_TRIP };
enum osrm_geometries { OSRM_POLYLINE, OSRM_POLYLINE6, OSRM_GEOJSON };
enum osrm_overview { OSRM_SIMPLIFIED, OSRM_FULL, OSRM_NO_OVERVIEW };
enum osrm_annotation {
    OSRM_NODES = 1 << 0,
    OSRM_DISTANCE = 1 << 1,
    OSRM_DURATION = 1 << 2,
    OSRM_DATASOURCES = 1 << 3,
    OSRM_WEIGHT = 1 << 4,
    OSRM_SPEED = 1 << 5,
    OSRM_ANNOTATION_ALL = (1 << 6) - 1,
};

/* A list of indexes of coordinates; `all` when it was not given. */
struct osrm_indexes {
    bool all;
    uint32_t *at;
    size_t n;
};

#define OSRM_EXCLUDE_UNKNOWN (1u << 31)

struct osrm_query {
    enum osrm_service service;
    unsigned exclude; /* enum road_excludable, or OSRM_EXCLUDE_UNKNOWN among them */
    struct sv profile;
    int64_t depart_ms; /* 0: now */
    bool any_hour;     /* gates are taken as open */
    struct point *points;
    size_t n;
    struct road_snap_options *snap; /* n */
    bool generate_hints, skip_waypoints;
    /* route and match */
    bool steps, straight_at_via;
    uint32_t alternatives; /* wanted beside the best way */
    unsigned annotations;  /* of enum osrm_annotation */
    enum osrm_geometries geometries;
    enum osrm_overview overview;
    struct osrm_indexes waypoints;
    bool *is_waypoint; /* n; NULL: all are */
    /* table */
    struct osrm_indexes sources, destinations;
    double fallback_speed, scale_factor; /* 0: none */
    bool fallback_snapped;
    /* nearest */
    uint32_t number;
    /* match */
    int64_t *timestamps; /* n, or NULL */
    bool ignore_gaps;
};

/* What OSRM calls its errors; the first sentence counts. */
struct osrm_fault {
    const char *code; /* NULL: none */
    char message[160];
};
bool osrm_fault_set(struct osrm_fault *fault, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4))); /* gives false */

/* osrm_query.c: false with a fault. */
bool osrm_parse(struct arena *arena, struct sv path, struct sv query, struct osrm_query *out,
                struct osrm_fault *fault);

/* Members of the answer that are written as text and not as JSON values: tables. */
struct osrm_text {
    char *at;
    size_t n, room;
};

/* What answering one question needs. */
struct osrm_work {
    const struct road_network *network;
    struct road_search *search;
    struct road_snapshot *snapshot;
    struct arena *arena;
    const struct osrm_query *query;
    int64_t depart_ms;         /* 0: at any hour */
    struct road_place *places; /* one a coordinate */
    struct osrm_text members;
    struct osrm_fault fault;
};

/* osrm.c */
json_t *osrm_waypoint(const struct osrm_work *work, const struct road_place *place);
json_t *osrm_waypoints(const struct osrm_work *work); /* of all that are waypoints */
json_t *osrm_number(double value, int decimals);
json_t *osrm_location(struct point point);

/* Each gives the body's members beside `code`, or false with a fault. */
bool osrm_route(struct osrm_work *work, json_t *body);
bool osrm_table(struct osrm_work *work, json_t *body);
bool osrm_nearest(struct osrm_work *work, json_t *body);
bool osrm_match(struct osrm_work *work, json_t *body);

/* osrm_route.c: a route as OSRM shows it. */
json_t *osrm_route_json(struct osrm_work *work, const struct road_route *route);
json_t *osrm_geometry(struct osrm_work *work, const struct road_point *points, size_t n);
/* osrm_legs.c: the route with the legs on either side of what is no waypoint joined; `is_waypoint`
 * is asked of all places but the first and the last. In the arena. */
struct road_route *osrm_join_legs(struct osrm_work *work, const struct road_route *route,
                                  const bool *is_waypoint);
/* osrm_steps.c: the instructions of a leg. */
json_t *osrm_steps(struct osrm_work *work, const struct road_leg *leg);
/* The names of the two longest roads of a leg, as its summary. */
json_t *osrm_summary(struct osrm_work *work, const struct road_leg *leg);

#endif
