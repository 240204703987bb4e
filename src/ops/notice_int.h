/*
 * Notices to the public: one text in two languages, checked by two people (the chain that
 * packs/notices.yaml names), released in four formats - CAP 1.2, a web page, a feed entry, a short
 * text. docs/notices.md.
 *
 *   draft -> checking -> published -> expired | cancelled | superseded (by its update)
 *               \-> rejected -> (edited) checking
 *
 * A published text is never changed: an update is a notice of its own that takes its place, with a
 * reference to it, as CAP asks.
 */
#ifndef LIFELINE_OPS_NOTICE_INT_H
#define LIFELINE_OPS_NOTICE_INT_H

#include "catalog/catalog.h"
#include "catalog/issuer.h"
#include "ops/ops_int.h"

/* A notice that the program drafts itself (a channel or a facility closes) and hands to the
 * checkers at once. `source` is what it is about; its end cancels the notice. */
struct notice_draft {
    const char *kind;
    struct names headline, description, instruction;
    const struct record *source;
    int64_t until_ms; /* INT64_MAX: until it is cancelled */
};
enum err notice_make(struct op *op, const struct notice_draft *draft, struct record *out,
                     struct error *error);
/* The checkers have spoken. */
enum err notice_approved(struct op *op, const char *id, bool approved, struct error *error);
/* What the notices of a source have said is over. */
enum err notices_end(struct op *op, const char *source, const char *reason, struct error *error);

/* ---- Formats; every text is the caller's, free with free() ------------------------------------
 */

/* The alert in CAP 1.2: Alert, Update, or Cancel for a cancelled one. */
char *notice_cap(const json_t *notice, const struct issuer *issuer, const struct notice_kind *kind);
/* At most NOTICE_SHORT_CHARS characters: headline, what to do, who says it. */
enum { NOTICE_SHORT_CHARS = 140 };
char *notice_short(const json_t *notice, const struct issuer *issuer, const char *lang);
/* A page for the public in "zh" or "en"; `notice` NULL: the page of all `notices`. */
char *notice_page(const json_t *notice, const json_t *notices, const struct issuer *issuer,
                  const char *lang);
/* `kind` "rss" or "atom"; `base` begins the addresses, "" for relative ones. */
char *notice_feed(const json_t *notices, const struct issuer *issuer, const char *kind,
                  const char *lang, const char *base, const char *updated);

#endif
