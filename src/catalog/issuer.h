/*
 * Notices to the public (packs/notices.yaml): who issues them, by which chain they are checked, and
 * what each kind is in the terms of CAP 1.2 (OASIS, Common Alerting Protocol). docs/notices.md.
 */
#ifndef LIFELINE_CATALOG_ISSUER_H
#define LIFELINE_CATALOG_ISSUER_H

#include <stdint.h>

#include "catalog/policy.h"

struct issuer {
    unsigned line;
    const char *code;   /* R-C2: 14 letters or digits */
    const char *sender; /* of CAP: no blanks, no comma, no '<' or '&' */
    struct names name, contact;
    const char *web; /* address under which this server is reached by the public; NULL: unknown */
};

struct notice_kind {
    unsigned line;
    const char *id;
    struct names name;
    int category, urgency, severity, certainty, response; /* numbers in the lists of CAP */
    int64_t within_min;                                   /* from the draft to the release */
};

/* NULL without packs/notices.yaml. */
const struct issuer *catalog_issuer(const struct catalog *catalog);
/* The chain that checks notices. */
const char *catalog_notice_chain(const struct catalog *catalog);
const struct notice_kind *catalog_notice_kind(const struct catalog *catalog, const char *id);

/* The words of CAP for the numbers of a kind: "Infra", "Immediate", ... */
const char *notice_category(const struct notice_kind *kind);
const char *notice_urgency(const struct notice_kind *kind);
const char *notice_severity(const struct notice_kind *kind);
const char *notice_certainty(const struct notice_kind *kind);
const char *notice_response(const struct notice_kind *kind);

#endif
