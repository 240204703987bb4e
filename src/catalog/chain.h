/*
 * Chains of approval (packs/approvals.yaml): who must agree to what, in which order, how many of
 * them, within what time, and who may instead when that time is over. A chain with `after` lets the
 * work begin at once (the green channel, R-M3) and lists the papers that are owed. A service names
 * a chain in its `approvals`, or says a role and a time for a chain of one step.
 */
#ifndef LIFELINE_CATALOG_CHAIN_H
#define LIFELINE_CATALOG_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/policy.h"

struct chain_step {
    unsigned line;
    const char *id;
    struct names label;
    const char *role;      /* a role of packs/terms.yaml */
    const char *org;       /* code of the organisation whose people these are; NULL: any */
    int64_t quorum;        /* so many of them must agree; one who refuses ends it */
    int64_t within_min;    /* from the moment the step begins */
    const char *escalates; /* role that may decide as well once the time is over; NULL: none */
};

struct chain_paper {
    unsigned line;
    const char *id;
    struct names label;
    int64_t within_h; /* from the asking */
};

/* What an approval of the chain does beside letting the thing go on. */
enum chain_grant {
    GRANT_NOTHING,
    GRANT_EXCEPTION, /* the rules of the zone do not hold the job back (S3-35) */
};

struct chain {
    unsigned line;
    const char *id;
    struct names name;
    enum chain_grant grants;
    bool after;    /* act first, papers later */
    bool distinct; /* nobody decides two steps */
    struct {
        struct chain_step *at;
        size_t n;
    } steps, emergency_steps; /* the second instead of the first while the mode is emergency */
    struct {
        struct chain_paper *at;
        size_t n;
    } papers;
};

/* NULL when there is none. */
const struct chain *catalog_chain(const struct catalog *catalog, const char *id);

#endif
