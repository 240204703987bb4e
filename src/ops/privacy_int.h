/*
 * Sensitive values (packs/privacy.yaml): kept apart from rows and events, masked unless the
 * caller's role has a purpose, every look on record, destroyed when their time is over.
 * docs/privacy.md.
 *
 *   - `record_insert` and `record_save` move them into the table `sealed`; reading a row puts them
 *     back, so handlers see whole docs. A field that is a column too (a person's status) stays in
 *     the row and is only masked.
 *   - An event never holds one: `privacy_blank` replaces them by {"sealed": true}, a place by the
 *     part of town.
 *   - `record_show` masks them. One thing read by its id shows them to roles that the rule names
 *     (without `asks`), and that look is recorded before the answer goes out; lists never do.
 *   - Destroying deletes the rows of `sealed` (SQLite overwrites them: secure_delete) and the kept
 *     answers of idempotent calls about the thing. The hash chain holds no such value: it stays
 * whole.
 */
#ifndef LIFELINE_OPS_PRIVACY_INT_H
#define LIFELINE_OPS_PRIVACY_INT_H

#include "catalog/privacy.h"
#include "ops/ops_int.h"

/* The doc as it is stored: without what is sealed, which goes into its table. New. */
enum err privacy_seal(struct op *op, const struct record *record, json_t **stored,
                      struct error *error);
/* Puts the sealed values back into a doc that was read. */
enum err privacy_unseal(struct op *op, struct record *record, struct error *error);
/* Masks what the caller may not see, or notes the look. */
void privacy_mask(struct op *op, const struct record *record, json_t *shown);
/* An event's data about a noun, without values. */
void privacy_blank(const struct op *op, const char *noun, json_t *data);

/* Writes the looks that this op has noted; on the writer's connection. */
enum err privacy_note_looks(struct op *op, struct error *error);
/* The thing has ended (or goes on again): its values get their day (or lose it). */
enum err privacy_ended(struct op *op, const struct record *record, bool ended, struct error *error);

#endif
