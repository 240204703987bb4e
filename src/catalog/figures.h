/*
 * Figures (packs/figures.yaml): what reports count, as queries over the event log.
 *
 * A figure has parts; a part names types of events, the conditions on their data and what each
 * adds. Nothing else is ever counted, so a figure is a function of the events up to a moment, and
 * what is behind it are those events. How amounts add up:
 *
 *   sum       every event adds its amount
 *   last      every thing counts with its latest amount: what comes later replaces what was before.
 *             An event of the named type whose conditions do not hold takes the thing out again.
 *   distinct  every value of `key` counts once, when it first appears
 */
#ifndef LIFELINE_CATALOG_FIGURES_H
#define LIFELINE_CATALOG_FIGURES_H

#include "catalog/catalog.h"

enum figure_kind { FIGURE_SUM, FIGURE_LAST, FIGURE_DISTINCT };

struct figure_part {
    unsigned line;
    struct words on;  /* types of events */
    const char *each; /* a list in the event's data whose entries count one by one; NULL: none */
    struct {
        struct answer_is *at; /* field of the entry, else of the data -> one of these values */
        size_t n;
    } when;
    const char *amount; /* a field: a number, or a list that counts its entries; NULL: 1 */
    double factor;      /* 1, or -1 for what is taken back */
};

struct figure {
    unsigned line;
    const char *id;
    struct names name, unit;
    enum figure_kind kind;
    const char *key; /* last: tells things of one noun id apart; distinct: what is counted */
    struct words by; /* fields that group it; "org" and "day" are always there */
    struct {
        struct figure_part *at;
        size_t n;
    } parts;
};

/* When organisations of which kinds send their situation report (R-I2). */
struct report_time {
    unsigned line;
    int64_t at_min; /* of the day */
};
struct reporting {
    unsigned line;
    struct words kinds;
    int64_t staff_every_min; /* between two counts of who is ill; 0: at the times of reports */
    struct {
        struct report_time *at;
        size_t n;
    } due;
};

size_t catalog_figures(const struct catalog *catalog);
const struct figure *catalog_figure_at(const struct catalog *catalog, size_t i);
/* NULL without packs/figures.yaml. */
const struct reporting *catalog_reporting(const struct catalog *catalog);

#endif
