/*
 * Contingency plans (packs/plans/ID.yaml) and what they switch (packs/parameters.yaml): what
 * changes when a city, a district or an organisation goes from everyday to emergency work. A plan
 * says the values that hold while it is in force; everyday values stand once, with the parameter,
 * so the way back needs no plan. docs/modes.md is the manual. ops/mode_int.h asks what holds where.
 */
#ifndef LIFELINE_CATALOG_CONTINGENCY_H
#define LIFELINE_CATALOG_CONTINGENCY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "catalog/policy.h"

struct parameter {
    unsigned line;
    const char *id; /* "waste_interval_h" */
    struct names name;
    const char *unit; /* NULL: a bare number */
    double normal;    /* the everyday value */
    bool per_day;     /* so often a day: a round takes 24 hours divided by it */
};

/* A way in which people reach the city's services. Every channel is open in everyday work. */
struct channel {
    unsigned line;
    const char *id; /* "counter" */
    struct names name;
};

struct parameter_setting {
    unsigned line;
    const char *id;
    double value;
};

/* What the public is told when a channel closes; the notice is drafted from it. */
struct channel_notice {
    unsigned line;
    struct names headline, description, instruction;
};

struct channel_setting {
    unsigned line;
    const char *id;
    bool open;
    struct channel_notice notice; /* headline.zh NULL: nothing is drafted */
};

struct priority_setting {
    unsigned line;
    struct words services; /* ids, categories or "*" */
    int64_t more;          /* added to the priority of their jobs */
};

struct acknowledge_rule {
    unsigned line;
    const char *kind;   /* of the organisations that must: "company" */
    int64_t within_min; /* of the switch */
};

enum { RESPONSE_LEVELS = 4 };

struct contingency {
    unsigned line;
    const char *id;
    int64_t version;
    struct names name;
    struct names matter; /* R-M2: what the response is about */
    enum hazard hazard;
    bool emergency;       /* conditions `modes: [emergency]` hold while it is in force */
    int level;            /* 0 to 3: I (the gravest) to IV, when the switch names none */
    int64_t hours;        /* R-M2: expected duration */
    struct words scopes;  /* what it may be switched for: city, zone, org */
    const char *approval; /* chain that must agree; NULL: none */
    struct {
        struct measure {
            unsigned line;
            const char *id;
            struct names name;
        } * at;
        size_t n;
    } measures; /* R-M2: in words, for people */
    struct {
        struct parameter_setting *at;
        size_t n;
    } parameters;
    struct {
        struct channel_setting *at;
        size_t n;
    } channels;
    struct {
        struct priority_setting *at;
        size_t n;
    } priorities;
    struct words reserves; /* kinds of vehicle whose reserve goes on duty */
    struct roster_setting {
        unsigned line;
        const char *pattern; /* word for the roster; NULL: as usual. Crews at work stay for
                              * `shift_length_h` from the beginning of their shift */
        struct names name;
    } roster;
    struct {
        struct acknowledge_rule *at;
        size_t n;
    } acknowledge;
};

size_t catalog_contingencies(const struct catalog *catalog);
const struct contingency *catalog_contingency_at(const struct catalog *catalog, size_t i);
/* What the plan sets a parameter to; `otherwise` when it does not. */
double contingency_value(const struct contingency *plan, const char *parameter, double otherwise);
/* NULL when there is none. */
const struct contingency *catalog_contingency(const struct catalog *catalog, const char *id);
size_t catalog_parameters(const struct catalog *catalog);
const struct parameter *catalog_parameter_at(const struct catalog *catalog, size_t i);
const struct parameter *catalog_parameter(const struct catalog *catalog, const char *id);
size_t catalog_channels(const struct catalog *catalog);
const struct channel *catalog_channel_at(const struct catalog *catalog, size_t i);
const struct channel *catalog_channel(const struct catalog *catalog, const char *id);
/* "I" to "IV" for 1 to 4; "" otherwise. */
const char *response_level_name(int level);
/* 1 to 4; 0 for anything else. */
int response_level_parse(const char *name);
/* Whether the plan may be switched for a "city", a "zone" or an "org". */
bool contingency_fits(const struct contingency *plan, const char *scope);
/* Everything as in the file. New reference. */
json_t *catalog_contingency_json(const struct contingency *plan);

#endif
