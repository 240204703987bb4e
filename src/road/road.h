/*
 * liblifeline-road: travel times, routes and tables on a street network whose streets close.
 *
 *   road_network    the map: immutable, mapped from a `.road` file, shared by all threads
 *   road_live       the map as it is: what is closed, slowed or gated, by whom and until when
 *   road_snapshot   one profile's network at one moment: what queries run on; reference counted
 *   road_search     a thread's workspace for queries
 *
 * In order of use:
 *
 *   road_network_open(path, &network, &error);
 *   road_live_new(network, &live, &error);
 *   road_search_new(network, &search);                                  one per thread
 *   road_live_put(live, &closure, 1, &error);                           any number of changes ...
 *   road_live_apply(live, now_ms, NULL, &error);                        ... go live in one step
 *   road_snapshot_get(live, "car", depart_ms, &snapshot, &error);
 *   road_snap(search, snapshot, point, NULL, &place, 1, &n, &error);
 *   road_table(search, snapshot, sources, n, targets, m, &options, durations_ds, ...);
 *   road_snapshot_put(snapshot);
 *
 * Changes never disturb queries: a query in flight keeps the snapshot it was started on, a new one
 * gets the newest. Getting a snapshot never blocks and never waits for a change being prepared.
 *
 * Exact: answers equal those of Dijkstra's algorithm on the turn-aware graph, with turn costs, turn
 * restrictions, signals and barriers as the importer found them. Searches minimise a weight, which
 * is the travel time plus what makes a road unattractive (alleys, private drives); what is reported
 * is the time. Among paths of equal weight the shorter time and then the shorter length wins, so
 * answers are the same on every machine.
 *
 * Units are in the names: `_ds` tenths of a second, `_dm` decimetres, `_m`, `_s`, `_ms` since
 * 1970-01-01 UTC. Coordinates are WGS-84 degrees, longitude first.
 *
 * Errors: functions that can fail return `enum err` and fill `error` (may be NULL) with one
 * sentence; their outputs are then untouched. Everything that comes from outside is checked against
 * ROAD_*_MAX.
 *
 * Threads: network and snapshots are shared freely; a live is changed by one thread at a time (its
 * calls lock) while any number get snapshots; a search belongs to one thread at a time.
 *
 * Algorithm: customizable contraction hierarchies on the arcs of the graph. Dibbelt, Strasser,
 * Wagner, JEA 2016 (the method); Buchhold, Wagner, Zeitz, Zuendorf, ATMOS 2020 (orders for turn
 * costs, arcs that are always infinite); Gottesbueren et al., arXiv 1906.11811 (InertialFlowCutter:
 * the order).
 */
#ifndef LIFELINE_ROAD_ROAD_H
#define LIFELINE_ROAD_ROAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct road_network;
struct road_live;
struct road_snapshot;
struct road_search;

enum {
    ROAD_TABLE_CELLS_MAX = 25 * 1000 * 1000, /* sources x targets of one table */
    ROAD_POINTS_MAX = 10000,                 /* coordinates of one call */
    ROAD_CLOSURES_MAX = 20000,               /* in one live */
    ROAD_CLOSURE_WAYS_MAX = 100000,
    ROAD_POLYGON_POINTS_MAX = 10000,
    ROAD_GATES_MAX = 256, /* of one closure */
    ROAD_HOURS_MAX = 28,  /* windows of one timetable */
    ROAD_NEAREST_MAX = 100,
    ROAD_MATCH_MAX = 5000, /* points of one trace */
    ROAD_ID_MAX = 64,      /* bytes of a closure's or gate's id, with NUL */
    ROAD_PROFILES_MAX = 8,
    ROAD_CONTOURS_MAX = 10,
    ROAD_THREADS_MAX = 8, /* of one customisation */
};
#define ROAD_UNREACHABLE UINT32_MAX /* in tables */
#define ROAD_NO_EDGE     UINT32_MAX

struct road_point {
    double lon, lat;
};

struct road_box {
    double west, south, east, north;
};

/* ---- The map --------------------------------------------------------------------------------- */

struct road_import_options {
    const char *source_path; /* .osm.pbf, .osm, or .osm.gz; told apart by content */
    const char *target_path; /* the .road file */
    const char *profile_dir; /* profiles to read; NULL: car, emergency and truck as built in */
    unsigned threads;        /* 0: one */
    /* Turn restrictions that depend on the hour are taken as they are at this moment, in local time
     * of the offset; 0: they are left out. */
    int64_t as_of_ms;
    int as_of_offset_min;
    /* Called now and then from the importing thread; may be NULL. False stops the import. */
    bool (*progress)(void *context, const char *phase, double fraction);
    void *context;
};

enum { ROAD_DROPS_MAX = 32 };

struct road_import_report {
    uint64_t osm_nodes, osm_ways, osm_relations;
    uint64_t nodes, edges, arcs, turns, restrictions, barriers, signals;
    struct road_drop { /* what was left out, and why, in a few words */
        char reason[64];
        uint64_t count;
        int64_t example_osm_id;
    } drops[ROAD_DROPS_MAX];
    size_t n_drops;
};

/* Reads OSM, orders the network and writes the file. `report` may be NULL. */
enum err road_import(const struct road_import_options *options, struct road_import_report *report,
                     struct error *error);

enum err road_network_open(const char *path, struct road_network **out, struct error *error);
/* NULL does nothing. Lives, searches and snapshots of it must be gone. */
void road_network_free(struct road_network *network);

struct road_info {
    uint32_t nodes, edges, arcs, turns, barriers, profiles;
    uint32_t hierarchy_arcs, hierarchy_depth; /* of the contraction */
    uint64_t bytes;                           /* mapped or allocated for the network */
    struct road_box box;
};
void road_network_info(const struct road_network *network, struct road_info *info);
/* Name of profile i ("car"), or NULL beyond the last. Borrowed. */
const char *road_profile_name(const struct road_network *network, uint32_t i);

/* Kinds of road, big to small, for drawing and for closures by class. */
enum road_class {
    ROAD_MOTORWAY,
    ROAD_MOTORWAY_LINK,
    ROAD_TRUNK,
    ROAD_TRUNK_LINK,
    ROAD_PRIMARY,
    ROAD_PRIMARY_LINK,
    ROAD_SECONDARY,
    ROAD_SECONDARY_LINK,
    ROAD_TERTIARY,
    ROAD_TERTIARY_LINK,
    ROAD_UNCLASSIFIED,
    ROAD_RESIDENTIAL,
    ROAD_LIVING_STREET,
    ROAD_SERVICE,
    ROAD_TRACK,
    ROAD_FERRY,
    ROAD_OTHER,
    ROAD_CLASS_COUNT
};

enum road_edge_flag {
    ROAD_EDGE_ROUNDABOUT = 1 << 0,
    ROAD_EDGE_CIRCULAR = 1 << 1,
    ROAD_EDGE_ON_FERRY = 1 << 2,
    ROAD_EDGE_TOLL = 1 << 3,
    ROAD_EDGE_TUNNEL = 1 << 4,
    ROAD_EDGE_BRIDGE = 1 << 5,
    ROAD_EDGE_RESTRICTED = 1 << 6,
    ROAD_EDGE_LEFT_HAND = 1 << 7,
    ROAD_EDGE_NO_SNAP = 1 << 8,
    ROAD_EDGE_MOVABLE_BRIDGE = 1 << 9,
};

/* Kinds of road that a question may exclude; bits. A profile's data file says which sets it offers.
 */
enum road_excludable {
    ROAD_KIND_TOLL = 1 << 0,
    ROAD_KIND_MOTORWAY = 1 << 1, /* and its ramps */
    ROAD_KIND_FERRY = 1 << 2,
    ROAD_KIND_RESTRICTED = 1 << 3,
    ROAD_KIND_TUNNEL = 1 << 4,
    ROAD_KINDS = (1 << 5) - 1,
};
/* Name of the kind 1 << i ("toll"), or NULL beyond the last. */
const char *road_kind_name(unsigned i);

/* A stretch of road between two junctions, as it lies in the map. */
struct road_edge {
    uint32_t edge;
    enum road_class class;
    uint32_t flags;            /* enum road_edge_flag */
    unsigned kinds;            /* enum road_excludable */
    const char *name, *ref;    /* "" when it has none; borrowed from the network */
    const char *pronunciation; /* of the name, as the map gives it; "" without */
    const char *ref_backward;  /* the number as it is signed in the other direction */
    int64_t way;               /* OSM way id */
    int64_t tail_osm, head_osm;
    double length_m;
    bool forward, backward; /* some profile may drive it that way */
};
void road_edge_get(const struct road_network *network, uint32_t edge, struct road_edge *out);
/* The number of points of an edge (>= 2), and the first `room` of them; `osm` (may be NULL) gets
 * the OSM node ids. */
size_t road_edge_points(const struct road_network *network, uint32_t edge,
                        struct road_point *points, int64_t *osm, size_t room);
/* Calls `each` for every edge that touches the box and whose class is in the mask (bit 1 << class),
 * until it returns false. */
void road_network_draw(const struct road_network *network, const struct road_box *box,
                       uint32_t class_mask, bool (*each)(void *context, uint32_t edge),
                       void *context);

/* ---- The map as it is ------------------------------------------------------------------------ */

/* Weekly opening hours: a set of windows in local time. No windows: always. */
struct road_hours {
    size_t n;
    struct {
        uint8_t days;                 /* bit 0 Monday ... bit 6 Sunday: on which it begins */
        uint16_t open_min, close_min; /* minutes of the day; close <= open ends on the next day */
    } windows[ROAD_HOURS_MAX];
    int16_t utc_offset_min;
};

/* How long one waits from `at_ms` for a window; 0 when open. No windows: always open. */
int64_t road_hours_wait_ms(const struct road_hours *hours, int64_t at_ms);
/* The next opening or closing after `at_ms`; INT64_MAX when it never changes. */
int64_t road_hours_next_ms(const struct road_hours *hours, int64_t at_ms);

enum road_gate_way { ROAD_GATE_BOTH, ROAD_GATE_IN, ROAD_GATE_OUT };

/* A place at which a sealed area's border may be crossed. */
struct road_gate {
    char id[ROAD_ID_MAX];
    struct road_point point; /* the nearest road across the border within 100 m is the gate */
    int64_t osm_node;        /* or, unless 0, the roads at this node that cross the border */
    enum road_gate_way way;
    uint32_t delay_s;        /* check on passing */
    struct road_hours hours; /* who comes early waits */
    uint32_t profile_mask;   /* 0: all */
};

enum road_change {
    ROAD_CLOSE_EDGES, /* these edges or ways may not be driven */
    ROAD_CLOSE_AREA,  /* nothing that touches the polygon may be driven: flood, fire */
    ROAD_SEAL_AREA,   /* the polygon's border is crossed at the gates only; inside is free */
    ROAD_SLOW_EDGES,  /* time on these edges or ways is multiplied by `factor` */
    ROAD_SLOW_AREA,   /* the same for what touches the polygon */
};

/* Something that is different from the map. Several may lie over each other: closed wins, factors
 * multiply, a border inside another is crossed where both allow it. */
struct road_closure {
    char id[ROAD_ID_MAX];
    enum road_change change;
    uint32_t profile_mask;     /* bit i: profile i; 0: all */
    int64_t from_ms, until_ms; /* 0: since ever, for ever; [from, until) */
    struct road_hours hours;   /* in force during these only (a ban by hour) */
    /* by edge: indexes of the network, with a direction each (NULL: both) */
    const uint32_t *edges;
    const int8_t *directions; /* > 0 forward, < 0 backward, 0 both */
    size_t n_edges;
    /* by OSM way */
    const int64_t *ways;
    size_t n_ways;
    uint32_t class_mask; /* unless 0, only these classes */
    /* by area: one ring, open or closed, either sense, not crossing itself */
    const struct road_point *ring;
    size_t n_ring;
    const struct road_gate *gates;
    size_t n_gates;
    double factor; /* (0, 100]; of a slow-down */
};

enum err road_live_new(const struct road_network *network, struct road_live **out,
                       struct error *error);
/* A live of its own with the same changes: what-if. */
enum err road_live_fork(struct road_live *live, struct road_live **out, struct error *error);
/* How many threads may work when the whole metric is recomputed: 0 (the default) for one per core,
 * and one alone where the network is small; never more than ROAD_THREADS_MAX. A fork takes it over.
 * Times do not depend on it. */
void road_live_threads(struct road_live *live, unsigned threads);
/* Snapshots handed out stay valid. */
void road_live_free(struct road_live *live);

/* Adds changes, or replaces those of the same id; everything is copied. Nothing is live before
 * `road_live_apply`. On failure none is taken. */
enum err road_live_put(struct road_live *live, const struct road_closure *closures, size_t n,
                       struct error *error);
/* Takes one away; ERR_NOT_FOUND when there is none of that id. */
enum err road_live_drop(struct road_live *live, const char *id, struct error *error);
void road_live_clear(struct road_live *live);
size_t road_live_count(struct road_live *live);

struct road_applied {
    uint32_t arcs_changed; /* streets, by direction, whose state changed (all profiles in use) */
    uint32_t hierarchy_changed; /* shortcuts recomputed */
    bool full;                  /* the whole metric was recomputed, because that was less work */
    int64_t took_us;
    /* When a from or until or the hours of a ban next change it; 0: never. */
    int64_t next_change_ms;
};
/* Makes the changes in force at `now_ms` live for every profile in use, in one step. Call it after
 * changes, and when `next_change_ms` has come. `applied` may be NULL. */
enum err road_live_apply(struct road_live *live, int64_t now_ms, struct road_applied *applied,
                         struct error *error);

/* The newest snapshot of a profile. With `depart_ms` other than 0 it is one in which changes with
 * from/until and bans by hour are as they will be at that time; the first time this asks for a
 * combination not seen before it is prepared on the spot. Gates are exact for the departure of each
 * query in either case. Put it back. */
enum err road_snapshot_get(struct road_live *live, const char *profile, int64_t depart_ms,
                           struct road_snapshot **out, struct error *error);
/* The same with the roads of some kinds closed as well (bits of enum road_excludable; 0: none),
 * kept up to date from question to question. Such a closure has the id "exclude=toll,motorway"
 * where closures are named. ERR_UNSUPPORTED when the profile does not offer this set. May wait for
 * a change that is being prepared. */
enum err road_snapshot_without(struct road_live *live, const char *profile, int64_t depart_ms,
                               unsigned kinds, struct road_snapshot **out, struct error *error);
/* NULL does nothing. */
void road_snapshot_put(struct road_snapshot *snapshot);
/* Counts up with every metric made by the live: equal numbers of one live mean equal times. */
uint64_t road_snapshot_version(const struct road_snapshot *snapshot);
/* May this edge be driven in that direction now? */
bool road_snapshot_open(const struct road_snapshot *snapshot, uint32_t edge, bool backward);

/* ---- Places ---------------------------------------------------------------------------------- */

enum err road_search_new(const struct road_network *network, struct road_search **out,
                         struct error *error);
void road_search_free(struct road_search *search);

/* A point on the network. Stays meaningful for as long as the network is open. */
struct road_place {
    uint32_t edge;
    double fraction;        /* along the edge's geometry, [0, 1] */
    bool forward, backward; /* ways in which a trip may leave or arrive here */
    /* It lies where roads meet: a trip may begin or end on any of them (without bearing and side
     * of the road only). */
    bool crossing;
    struct road_point point;
    double distance_m; /* from the point that was asked for */
    /* When the nearest road cannot reach the rest of the town (a yard, an island), the nearest one
     * that can; both are used together as OSRM does. ROAD_NO_EDGE: none, or the same. */
    uint32_t main_edge;
    double main_fraction;
    bool main_forward, main_backward;
    struct road_point main_point;
    double main_distance_m;
};

struct road_snap_options {
    double radius_m;          /* 0: 35,000 */
    double bearing_deg;       /* with range: direction of travel, clockwise from north */
    double bearing_range_deg; /* 0: any direction */
    bool curb_side;           /* arrive and leave on the point's own side of the road */
    bool opposite_side;
    bool closed_too; /* also roads that are closed now */
    bool any_road;   /* also where no trip should start: ferries, private yards */
};

/* The `room` nearest places, one per edge. ERR_NOT_FOUND: none within the radius. `options`: or
 * NULL. */
enum err road_snap(struct road_search *search, const struct road_snapshot *snapshot,
                   struct road_point point, const struct road_snap_options *options,
                   struct road_place *places, size_t room, size_t *n, struct error *error);

/* ---- Queries --------------------------------------------------------------------------------- */

/* One road driven on a way from place to place; a whole edge or, at the ends, a part of one. */
struct road_piece {
    uint32_t edge;
    bool backward;
    uint32_t first_point; /* into the leg's points; a piece's last is the next one's first */
    uint32_t length_dm, duration_ds, weight_ds; /* without the turn */
    uint32_t turn_duration_ds, turn_weight_ds; /* of the turn that leads onto it; 0 for the first */
    uint32_t gate_wait_ds; /* waiting for a gate to open and the check, on entry */
    const char *gate_id;   /* "" without */
};

struct road_leg {
    struct road_piece *pieces;
    size_t n_pieces;
    struct road_point *points;
    size_t n_points;
    uint32_t duration_ds, weight_ds, length_dm;
};

struct road_route {
    struct road_leg *legs; /* one per pair of consecutive places */
    size_t n_legs;
    uint32_t duration_ds, weight_ds, length_dm;
};

enum road_u_turn { ROAD_U_TURN_AT_PLACES, ROAD_STRAIGHT_ON };

struct road_route_options {
    int64_t depart_ms;       /* for gates' hours; 0: gates are taken as open */
    enum road_u_turn at_via; /* may a trip turn round at an intermediate place? */
    bool no_geometry;        /* leave legs[].points empty */
};

/* The best way through the places in their order. ERR_NOT_FOUND when there is none: `road_why` says
 * what is in the way. Free with road_route_free. */
enum err road_route(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_place *places, size_t n,
                    const struct road_route_options *options, struct road_route **out,
                    struct error *error);
void road_route_free(struct road_route *route);

enum { ROAD_ALTERNATIVES_MAX = 3 };
/* Other good ways between two places beside the best one, best first, at most `room` (up to
 * ROAD_ALTERNATIVES_MAX); gives their number. Each weighs at most a quarter more than the best,
 * has at most three quarters in common with it and with the ones before, uses no road twice, and
 * is itself the best way on a stretch around where it departs from them. None leads through a gate
 * with hours, and there are none when the best way does. Free each with road_route_free. Method:
 * ways through a node (Abraham, Delling, Goldberg, Werneck, JEA 2013). */
size_t road_alternatives(struct road_search *search, const struct road_snapshot *snapshot,
                         const struct road_place *from, const struct road_place *to,
                         const struct road_route_options *options, struct road_route **routes,
                         size_t room);
/* Time and length of the fastest way between two places, in tenths; false without a way. */
bool road_pair(struct road_search *search, const struct road_snapshot *snapshot,
               const struct road_place *from, const struct road_place *to, uint32_t *duration_ds,
               uint32_t *length_dm);
/* Only the time, in tenths of a second; ROAD_UNREACHABLE without a way. */
uint32_t road_duration_ds(struct road_search *search, const struct road_snapshot *snapshot,
                          const struct road_place *from, const struct road_place *to);

/* The roads that meet where a piece begins, for instructions: bearings clockwise from north, and
 * which may be entered by the snapshot's profile coming along `edge`. Ordered by bearing. Gives
 * their number, at most `room` are written. `from` = edge and direction by which the node is
 * reached. */
struct road_branch {
    uint32_t edge;
    bool backward; /* direction in which the edge leaves the node */
    double bearing_deg;
    bool may_enter;
};
size_t road_branches(const struct road_snapshot *snapshot, uint32_t edge, bool backward,
                     struct road_branch *branches, size_t room);

struct road_table_options {
    int64_t depart_ms; /* as in road_route_options; same departure for all sources */
};

/* All durations from `n_sources` to `n_targets` places, row by row, into `durations_ds` (n_sources
 * * n_targets; tenths of a second, ROAD_UNREACHABLE without a way); unless NULL also the lengths of
 * these fastest ways into `lengths_dm`. One-to-many is n_sources == 1. `options` may be NULL. */
enum err road_table(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_place *sources, size_t n_sources,
                    const struct road_place *targets, size_t n_targets,
                    const struct road_table_options *options, uint32_t *durations_ds,
                    uint32_t *lengths_dm, struct error *error);

/* What can be reached from a place within each of `minutes` (ascending), or from where the place
 * can be reached (`inbound`): a GeoJSON FeatureCollection of a MultiPolygon each; free with free().
 */
enum err road_isochrone(struct road_search *search, const struct road_snapshot *snapshot,
                        const struct road_place *from, const double *minutes, size_t n_minutes,
                        bool inbound, char **geojson, struct error *error);

/* Why there is no way, or what the present changes cost. */
struct road_why {
    bool reachable;                /* under the present changes */
    bool reachable_when_clear;     /* if nothing were closed */
    char closures[8][ROAD_ID_MAX]; /* on the best way without closures, in its order */
    size_t n_closures;
    struct road_point first_block; /* where that way is first blocked */
    /* The first gate on it: one that does not let this vehicle through in this direction, or, where
     * no closure stands on it, one with hours; "" without. */
    char gate[ROAD_ID_MAX];
    char text[256]; /* one sentence for a person */
};
enum err road_why(struct road_search *search, const struct road_snapshot *snapshot,
                  const struct road_place *from, const struct road_place *to, struct road_why *why,
                  struct error *error);

/* Map matching: hidden Markov model over the roads near each fix (Newson, Krumm, GIS 2009). */
struct road_fix {
    struct road_point point;
    int64_t at_s;    /* 0 in all: no times */
    double radius_m; /* standard deviation of the fix; 0: 5 m */
};

struct road_matching {
    struct road_route *route; /* through the places of its fixes */
    double confidence;        /* [0, 1] */
};

struct road_match {
    struct road_matching *matchings;
    size_t n_matchings;
    struct road_matched { /* one per fix */
        bool matched;     /* false: an outlier */
        uint32_t matching, index, alternatives;
        struct road_place place;
    } * fixes;
    size_t n_fixes;
};

struct road_match_options {
    bool keep_gaps; /* do not split where times jump (OSRM gaps=ignore) */
};

/* ERR_NOT_FOUND when nothing could be matched. */
enum err road_match(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_fix *fixes, size_t n,
                    const struct road_match_options *options, struct road_match **out,
                    struct error *error);
void road_match_free(struct road_match *match);

#endif
