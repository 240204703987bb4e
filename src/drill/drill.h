/*
 * Drills: a city's day rehearsed under a virtual clock, by the same program that runs the city.
 *
 * A drill opens a temporary instance (store, commands, packs, streets, dispatcher) and plays the
 * residents who call, the crews who drive and work, and what happens to the city, all through the
 * commands. Between two moments it waits until the dispatcher has planned for everything; then the
 * clock jumps to the next moment. The same file and seed give the same figures, whatever the
 * machine; only those under "machine" tell of the machine.
 *
 * A drill may also begin with the state of a city that is being served: it is copied, the copy is
 * played on, and what is served is not touched.
 *
 * In order of use: `drill_read` (checks the whole file), `drill_run` as often as wanted,
 * `drill_free`. docs/drills.md describes the file and the figures.
 */
#ifndef LIFELINE_DRILL_DRILL_H
#define LIFELINE_DRILL_DRILL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "live/live.h"

struct drill;

/* Errors say file and line, the field, and what would be right. */
enum err drill_read(const char *path, struct drill **out, struct error *error);
/* The same for text in memory; `name` stands for the file in errors. */
enum err drill_read_text(struct sv text, const char *name, struct drill **out, struct error *error);
void drill_free(struct drill *drill);           /* NULL does nothing */
json_t *drill_name(const struct drill *drill);  /* {zh, en}, borrowed */
uint64_t drill_seed(const struct drill *drill); /* the file's */

enum { DRILL_CPU_S = 3600 };

struct drill_options {
    uint64_t seed;                 /* 0: the file's */
    const char *packs;             /* the catalog's folder */
    const struct catalog *catalog; /* read before, for many drills; borrowed; NULL: from `packs` */
    const char *maps;     /* keeps generated street networks here for the next run; NULL: nowhere */
    enum log_level least; /* of what the instance logs on stderr */
    bool checked;         /* holds the rules of check_int.h after every moment */
    enum live_policy policy;
    const char *from; /* a city's data folder: a drill with `state: true` begins as it is there, on
                         a copy; NULL: none */
    const char *map;  /* the street network of that city; NULL: city.road in the folder */
    int64_t at_ms;    /* the time there; 0: that of the last thing that happened */
    int offset_min;   /* of that city from UTC */
    void (*progress)(int percent); /* told how far the drill is when it has got further; may be
                                      NULL */
    const volatile bool *cancel;   /* ends the drill with ERR_BUSY; may be NULL */
    /* Told of each day of a comparison once it is played, as `played` of `of`; may be NULL. */
    void (*tell)(enum live_policy policy, double crews, const json_t *report, unsigned played,
                 unsigned of);
    double cpu_s; /* of processor time, after which it is ended; 0: DRILL_CPU_S */
    double crews; /* share of each template's crews that are there, above 0 to 1; 0: all */
};

/* "lifeline", "nearest", "rolling"; by enum live_policy. */
enum { DRILL_POLICIES = 3 };
extern const char *const drill_policies[DRILL_POLICIES];

/* Plays the drill. `*out` is a new reference: "kpis", "targets" (each with its result and whether
 * it is met), "met", "machine", "breaks" (rules that did not hold) and "pictures" for the page. Of
 * a drill that begins with a city's state and has happenings also "as_it_is": the kpis of the same
 * hours without them. */
enum err drill_run(const struct drill *drill, const struct drill_options *options, json_t **out,
                   struct error *error);

/* The report as a page that needs nothing from outside. */
void drill_page(const json_t *report, FILE *out);

/* Plays the same days under every policy, and under the first with four crews of five: seeds from
 * that of `options` on, `seeds` of them. `*out` is a new reference: "variants", each with "policy",
 * "crews" (the share) and "figures" (mean, sd, min, max and values of each), and "against": the
 * share of nearest's late jobs that is left. */
enum { DRILL_SEEDS_MAX = 1000 };
enum err drill_compare(const struct drill *drill, const struct drill_options *options,
                       unsigned seeds, json_t **out, struct error *error);
void drill_compare_page(const json_t *comparison, FILE *out);

#endif
