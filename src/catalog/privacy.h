/*
 * Rules for personal values (packs/privacy.yaml): which fields of which noun are sensitive, what
 * they are of (health, location, contact), who sees them for what purpose while the work lasts, and
 * after how many days from its end they are destroyed. docs/privacy.md.
 */
#ifndef LIFELINE_CATALOG_PRIVACY_H
#define LIFELINE_CATALOG_PRIVACY_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/policy.h"

enum privacy_matter { MATTER_HEALTH, MATTER_LOCATION, MATTER_CONTACT };

struct privacy_sight {
    unsigned line;
    const char *role;    /* of the program: "dispatcher" */
    const char *purpose; /* why this role sees it */
    bool asks;           /* only after saying why, by privacy.look */
    bool standing;       /* at all times, in lists too, without a look of its own: the map */
};

struct privacy_rule {
    unsigned line;
    const char *id;
    const char *noun;    /* "request" */
    struct words fields; /* "caller"; "answers" and "steps" stand for what is personal in them */
    int matter;          /* enum privacy_matter */
    int64_t keep_days;   /* after the thing has ended; then its values are destroyed (R-V2) */
    struct {
        struct privacy_sight *at;
        size_t n;
    } seen_by;
};

size_t catalog_privacy_rules(const struct catalog *catalog);
const struct privacy_rule *catalog_privacy_rule_at(const struct catalog *catalog, size_t i);

#endif
