/*
 * Zone policies: what a level of a zone means. The names and numbers of levels changed three times
 * in two years, so they are dated sets of data (packs/policies/), never code.
 *
 * A set belongs to one hazard and is in force from a date (inclusive) until another (exclusive).
 * Its levels are ordered: a higher `order` is stricter. A level may be `like` a level of another
 * set (high is like sealed): a pack that says nothing about `high` then means what it says about
 * `sealed`. Sets and levels are constant and live as long as the catalog.
 */
#ifndef LIFELINE_CATALOG_POLICY_H
#define LIFELINE_CATALOG_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct names {
    const char *zh, *en;
};

struct words {
    const char **at;
    size_t n;
};

/* So many of an item for each person who enters. */
struct gear {
    unsigned line;
    const char *item; /* a term */
    int64_t per_person;
};
struct gears {
    struct gear *at;
    size_t n;
};

enum handover { HANDOVER_DOOR, HANDOVER_GATE, HANDOVER_POINT };
enum hazard { HAZARD_EPIDEMIC, HAZARD_FLOOD, HAZARD_CORDON };

/* Who may go in from outside. A listed service or category needs nothing but the permit. */
struct entry_rule {
    unsigned line;
    bool everyone;         /* no limits on who enters */
    struct words services; /* ids or categories; "*" is every service */
    struct words roles;    /* person roles who may enter on other business */
    struct words permits;  /* kinds of permit each crew needs */
    struct words skills;   /* training that every person who enters must have */
    int64_t test_valid_h;  /* a negative test not older than this; 0: none asked */
    bool test_on_record;   /* whose tests are not on record counts as not tested */
};

struct gate_hours {
    unsigned line;
    int64_t open_min, close_min; /* minutes of the day, close may be 1440 */
};
struct gate_rule {
    unsigned line;
    bool one_entrance;       /* all other gates are shut while the level lasts */
    int64_t delay_min;       /* check on passing */
    bool emergency_any_hour; /* who goes to a red job passes outside of hours too (gate.pass) */
    struct {
        struct gate_hours *at;
        size_t n;
    } hours; /* none: day and night */
};

enum lift_kind {
    LIFT_DAYS_WITHOUT_CASE,
    LIFT_DAYS_SINCE_CONTACT,
    LIFT_DAYS_ALL_NEGATIVE, /* all tested negative in the last so many days */
    LIFT_HOURS_BELOW_MARK,  /* water below the warning mark for so many hours */
    LIFT_ORDER,             /* ends by order of the command post */
};
struct lift_condition {
    unsigned line;
    enum lift_kind kind;
    int64_t count; /* days or hours; 0 for LIFT_ORDER */
};
struct lift_rule {
    unsigned line;
    const char *to; /* the level that follows; NULL: the zone ends */
    struct {
        struct lift_condition *at;
        size_t n;
    } all; /* every one must hold */
};

struct policy;

struct zone_level {
    unsigned line;
    const char *id;
    int64_t order;
    struct names name;
    struct names residents; /* what residents may do, in a sentence */
    const char *colour;     /* "#rrggbb" for maps */
    const char *like;       /* NULL: like none */
    struct entry_rule entry;
    struct gears protection;  /* for everybody who enters */
    int64_t donning_min;      /* before going in */
    int64_t disinfection_min; /* after coming out, before the next job */
    enum handover handover;   /* where goods change hands */
    struct gate_rule gates;
    const char *exposure; /* what staff who were inside count as; NULL: nothing */
    struct lift_rule lift;
    const struct policy *policy; /* the set it belongs to */
};

struct policy {
    unsigned line;
    const char *id;
    enum hazard hazard;
    struct names name;
    const char *from, *until; /* "2022-06-28", local dates; until NULL: open */
    const char *basis;        /* where the rules come from */
    struct {
        struct zone_level *at;
        size_t n;
    } levels; /* in the order of the file */
};

struct catalog;

size_t catalog_policies(const struct catalog *catalog);
const struct policy *catalog_policy_at(const struct catalog *catalog, size_t i);
/* NULL when there is none. */
const struct policy *catalog_policy(const struct catalog *catalog, const char *id);
/* The set of a hazard in force at a moment, with the city's offset from UTC; NULL when none is. */
const struct policy *catalog_policy_in_force(const struct catalog *catalog, enum hazard hazard,
                                             int64_t at_ms, int offset_min);
/* A level of a set; NULL when it has none of that name. */
const struct zone_level *policy_level(const struct policy *policy, const char *id);
/* Whether a service may enter a zone of that level (permits and training not looked at). */
bool zone_level_admits(const struct zone_level *level, const char *service_id,
                       const char *category);
/* A crew may pass the gates of this level at that local minute of the day. */
bool zone_level_gates_open(const struct zone_level *level, int minute_of_day, bool emergency);

#endif
