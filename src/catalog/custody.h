/*
 * Kinds of custody (packs/custody.yaml): what a line of a manifest carries, who must sign, how long
 * each stage may hold it, when it is over. Rules of waste, samples, cash, people and parcels are
 * data; ops/manifest.c is the one machine for all of them.
 */
#ifndef LIFELINE_CATALOG_CUSTODY_H
#define LIFELINE_CATALOG_CUSTODY_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/policy.h"

/* Where in its chain something is: with whom it arose, on the way, arrived, done with. */
enum custody_stage { STAGE_PRODUCER, STAGE_CARRIER, STAGE_DESTINATION, STAGE_TREATED };
const char *custody_stage_name(enum custody_stage stage); /* "producer" */

/* No party of the stage may hold anything longer than this; 0 hours: no limit. It runs from the
 * making of the manifest for its producer, from the hand-over for everybody after. */
struct custody_limit {
    unsigned line;
    const char *id;
    struct names name;
    enum custody_stage held_at;
    int64_t normal_h, emergency_h;
};

enum custody_end { CUSTODY_ENDS_RECEIVED, CUSTODY_ENDS_TREATED };

struct custody_kind {
    unsigned line;
    const char *id; /* "waste" */
    struct names name;
    bool weight, count; /* a line has kg; a line has packages; at least one of them */
    bool seal;          /* every line has a seal, read again at each hand-over */
    bool names;         /* every line is a person; packs/privacy.yaml says who sees who */
    bool giver_signs, taker_signs;
    bool soils; /* a vehicle that brought it must be disinfected before it takes anything again */
    enum custody_end ends;
    struct {
        struct custody_limit *at;
        size_t n;
    } limits;
    int64_t retention_years;
};

/* NULL when there is none. */
const struct custody_kind *catalog_custody(const struct catalog *catalog, const char *id);

#endif
