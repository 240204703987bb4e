/*
 * Vehicle-routing instances in the text formats of the literature, as plain data.
 *
 * Recognised by content: Solomon / Gehring-Homberger (VRPTW), Li & Lim (PDPTW), and VRPLIB files as
 * CVRPLIB and PyVRP write them: CVRP, VRPTW, VRPB (backhauls after linehauls), several depots,
 * several trips with release times, heterogeneous vehicles, prizes.
 *
 * Nodes keep the order of the file; `number` is what solution files call a node: the file's own
 * number for Solomon and Li & Lim, the node id minus one for VRPLIB (so a first depot is 0).
 * Times and distances are in the units of the file; a `convention` says how coordinates become
 * distances. Time equals distance everywhere in these files. Everything lives in the arena.
 */
#ifndef LIFELINE_PLAN_FORMAT_CLASSIC_H
#define LIFELINE_PLAN_FORMAT_CLASSIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

/*
 * How the literature turns a Euclidean length into the length of an arc:
 *   dimacs     floor(10 d) / 10; windows and service times as written (VRPTW since DIMACS 2021)
 *   hier-real  d as a real number; vehicles first, then distance (SINTEF tables)
 *   round      nearest whole number (TSPLIB EUC_2D, CVRPLIB X)
 *   exact      round(1000 d) / 1000 (PyVRP's name)
 * `scale` is the number of steps in one unit; with hier-real a step is a rounding, not a rule.
 */
enum convention {
    CONVENTION_DIMACS,
    CONVENTION_HIER_REAL,
    CONVENTION_ROUND,
    CONVENTION_EXACT,
    CONVENTION_COUNT
};

const char *convention_name(enum convention convention);
/* Steps in a unit: 10, 10000, 1, 1000. */
int64_t convention_scale(enum convention convention);
/* Digits after the point of a cost in file units. */
int convention_digits(enum convention convention);
bool convention_parse(struct sv name, enum convention *out);

enum classic_family { CLASSIC_SOLOMON, CLASSIC_LILIM, CLASSIC_VRPLIB };

enum { CLASSIC_NONE = -1 };

struct classic_node {
    int64_t number;
    double x, y;
    int64_t delivery, pickup; /* brought from the depot; taken back to the depot */
    int64_t shipment;         /* Li & Lim: amount, > 0 at a pickup, < 0 at its delivery */
    double ready, due;        /* service must start in between */
    double service, release;
    double prize; /* of an optional node; 0: must be visited */
    int partner;  /* index of the other end of the shipment, or CLASSIC_NONE */
    bool is_depot;
};

struct classic_vehicle {
    int64_t capacity;
    int depot;  /* index of the node where it starts and ends */
    int reload; /* node where it may return within its tour, or CLASSIC_NONE */
    double distance_max, duration_max; /* HUGE_VAL without a limit */
    double fixed_cost, distance_cost;
};

struct classic {
    char *name;
    enum classic_family family;
    size_t n;
    struct classic_node *nodes;
    size_t vehicles_n;
    struct classic_vehicle *vehicles;
    bool fleet_given;    /* false: as many vehicles as there are customers */
    bool backhauls_last; /* a delivery never follows a pickup, a tour starts with a delivery */
    bool has_windows;
    const double *weights; /* explicit n * n lengths, or NULL: by the coordinates */
};

/* True when the text looks like one of the formats above (rather than JSON). */
bool classic_recognise(struct sv text);
/* `name` is the file's, for errors. On failure `*out` is untouched. */
enum err classic_read(struct sv text, const char *name, struct arena *arena, struct classic **out,
                      struct error *error);

/* The convention in which results for this family are published. */
enum convention classic_convention(const struct classic *instance);
/* Length of an arc in the file's units under a convention. */
double classic_distance(const struct classic *instance, enum convention convention, size_t from,
                        size_t to);

#endif
