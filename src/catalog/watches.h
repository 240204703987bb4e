/*
 * How long things may take before somebody is told: packs/watches.yaml. A city may do without the
 * file; then nothing is watched.
 */
#ifndef LIFELINE_CATALOG_WATCHES_H
#define LIFELINE_CATALOG_WATCHES_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/policy.h"

struct catalog;

/* A step of a ladder: who is told when so long nobody has answered. */
struct rung {
    unsigned line;
    const char *id; /* "crew", "leader", "duty_manager", "other_organisation" */
    struct names name;
    int64_t urgent_min, normal_min; /* for red and amber jobs, and for the others */
};

/* Who is told when a shift is not taken over so long after its beginning, by the id of a rung. */
struct relief_rung {
    unsigned line;
    const char *id; /* "leader" */
    int64_t after_min;
};

/* Who is told of an alarm of this kind, by the ids of rungs. */
struct telling_of {
    unsigned line;
    const char *id; /* "overdue" */
    struct words to;
};

struct watches {
    unsigned line;
    struct {
        struct rung *at;
        size_t n;
    } no_answer; /* rising minutes */
    struct {
        struct telling_of *at;
        size_t n;
    } tell;
    struct {
        struct relief_rung *at;
        size_t n;
    } no_relief;          /* rising minutes; none: not watched */
    int64_t check_in_min; /* inside a zone whose staff count as exposed; 0: not watched */
    const char *suit;     /* the item that may not be worn for longer than suit_min */
    int64_t suit_min;
    int64_t drive_min, rest_min; /* so long at the wheel without so long a rest */
    double plant_full;           /* share of a plant's day that is taken; 0: not watched */
};

/* All zero without the file. Never NULL. */
const struct watches *catalog_watches(const struct catalog *catalog);

#endif
