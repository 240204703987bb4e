/*
 * Rosters: people on posts, shift after shift, without a gap - or the gap by name.
 *
 * A slot is one shift of one post and asks for so many people with certain skills. Who stands in it
 * has them, is there, has rested since the shift before and will rest until the one after, and
 * stays below the hours and days that the rules allow in any seven days. Within that the hours are
 * spread evenly, those who stood on a post stay with it, and who is lent by another unit is asked
 * last.
 *
 * Slots are filled in the order of time; a place that nobody may take any more is filled by moving
 * others along (ejection chains: Glover, "Ejection chains, reference structures and alternating
 * path methods for traveling salesman problems", 1996). What stays open is compared with bounds
 * that no roster can beat, so a gap is either proved, with the shortage that causes it, or only
 * found.
 *
 * Same input, same roster: no clock, no chance.
 */
#ifndef LIFELINE_PLAN_ROSTER_ROSTER_H
#define LIFELINE_PLAN_ROSTER_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
    ROSTER_PEOPLE_MAX = 5000,
    ROSTER_SLOTS_MAX = 20000,
    ROSTER_PLACES_MAX = 100000, /* people of all slots together */
    ROSTER_SPANS_MAX = 1000     /* of one person */
};
#define ROSTER_NOBODY UINT32_MAX

/* Seconds on one axis for everything; `from_s` included, `until_s` not. */
struct roster_span {
    int64_t from_s, until_s;
};

struct roster_person {
    uint64_t skills;                /* a bit for each */
    uint32_t unit;                  /* the one they belong to */
    const struct roster_span *away; /* cannot stand a shift that touches one of these; borrowed */
    uint32_t n_away;
    const struct roster_span *stood; /* shifts of the days before, and others that are fixed */
    uint32_t n_stood;
};

struct roster_slot {
    struct roster_span span;
    uint32_t post, unit; /* the unit that mans it; ROSTER_NOBODY: people of any */
    uint32_t people;     /* 1.. */
    uint64_t skills;     /* each of them has all of these */
    /* Who has been told to stand here already, `people` long or NULL; kept where the rules allow;
     * ROSTER_NOBODY: free. Borrowed. */
    const uint32_t *told;
};

struct roster_rules {
    int64_t rest_s;      /* between two shifts */
    int64_t week_s;      /* of work begun in any seven days */
    uint32_t week_days;  /* days of work begun in any seven days, 1..7 */
    bool lends;          /* people may stand for another unit */
    int64_t day_begin_s; /* a moment at which a day begins */
};

struct roster_problem {
    const struct roster_person *people;
    uint32_t n_people;
    const struct roster_slot *slots; /* in any order */
    uint32_t n_slots;
    struct roster_rules rules;
};

enum roster_cause {
    ROSTER_NO_CAUSE,
    ROSTER_SHORT_OF_HOURS, /* all that these people may work is less than what is asked of them */
    ROSTER_SHORT_AT_ONCE   /* nobody can stand twice in this time, and there are too few of them */
};

/* A shortage that no roster can avoid. */
struct roster_shortage {
    enum roster_cause cause;
    struct roster_span span;
    uint64_t skills;
    uint32_t unit;          /* whose; ROSTER_NOBODY: everybody's */
    uint32_t wanted, there; /* places; what these people can fill at most */
};

struct roster {
    uint32_t *who;   /* slot after slot its people, ROSTER_NOBODY where there is none */
    uint32_t *first; /* where each slot begins in `who`; n_slots + 1 long */
    uint32_t gaps;   /* places without anybody */
    struct roster_shortage shortage; /* the worst that is proved */
    uint32_t gaps_least;             /* what it proves: no roster has fewer */
    uint32_t people_used;
    uint32_t people_least; /* no roster without gaps has fewer people, if all could do everything */
    int64_t most_s;        /* the most that anybody works in any seven days */
    uint32_t changed;      /* people who were told a place and do not have it any more */
};

/* Whether another unit has to lend the person. */
bool roster_is_lent(const struct roster_person *person, const struct roster_slot *slot);

/* ERR_INVALID says what is wrong with the problem. `*out` is freed by `roster_free`. */
enum err roster_plan(const struct roster_problem *problem, struct roster **out,
                     struct error *error);
void roster_free(struct roster *roster); /* NULL does nothing */

#endif
