/*
 * Sensitive values (packs/privacy.yaml): kept apart from rows and events, masked unless the
 * caller's role has a purpose, every look on record, destroyed when their time is over.
 * docs/privacy.md.
 *
 *   - `record_insert` and `record_save` move them into sealed values (seal_int.h); reading a row
 *     puts them back, so handlers see whole docs. A field that is a column too (a person's status)
 *     stays in the row and is only masked.
 *   - An event never holds one: `privacy_blank` replaces them by {"sealed": true}, a place by the
 *     part of town.
 *   - `record_show` masks them. One thing read by its id shows them to roles that the rule names
 *     (without `asks`), lists to roles with a standing purpose; the look is recorded before the
 *     answer goes out, by a standing purpose once a day.
 *   - Destroying overwrites the keys of the values, and takes the kept answers of idempotent calls
 *     and the pictures with it. The hash chain holds no such value: it stays whole.
 */
#ifndef LIFELINE_OPS_PRIVACY_INT_H
#define LIFELINE_OPS_PRIVACY_INT_H

#include "catalog/privacy.h"
#include "ops/ops_int.h"

/* ---- Which fields: privacy.c
 * ------------------------------------------------------------------- */

/* Where a value stands in a doc: "answers.unwell" has a parent and a key. */
struct privacy_spot {
    const struct privacy_rule *rule;
    json_t *parent;
    const char *key;
    char path[96];
};

struct privacy_walk {
    struct op *op;
    const struct record *record;
    bool whole; /* of masking: one thing, not a list */
    enum err (*visit)(struct privacy_walk *walk, struct privacy_spot *spot, struct error *error);
    void *context;
};

/* All spots of the doc that the rules name. */
enum err privacy_each(struct privacy_walk *walk, json_t *doc, struct error *error);

/* ---- Rows, answers and events: privacy.c
 * ------------------------------------------------------- */

/* Whether anything of the thing can be sealed. */
bool privacy_applies(const struct op *op, const struct record *record);
/* The doc as it is stored: without what is sealed, which goes into its table. New. */
enum err privacy_seal(struct op *op, const struct record *record, json_t **stored,
                      struct error *error);
/* Puts the sealed values back into a doc that was read. */
enum err privacy_unseal(struct op *op, struct record *record, struct error *error);
/* Masks what the caller may not see, or notes the look. */
enum err privacy_mask(struct op *op, const struct record *record, json_t *shown,
                      struct error *error);
/* What is left of a name for those who may not see it. New. */
json_t *privacy_masked_name(const json_t *name);
/* What an event says of a step's value: not what was written, typed as a signature, or where a
 * picture that is not kept here lies. New. */
json_t *privacy_step_value(const json_t *step);
/* An event's data about a noun, without values. */
void privacy_blank(const struct op *op, const char *noun, json_t *data);

/* ---- Looks: privacy_look.c; the end: privacy_end.c
 * -------------------------------------------- */

/* The caller sees the value of a path. */
enum err privacy_note(struct op *op, const struct record *record, const char *path,
                      const struct privacy_sight *sight, struct error *error);
/* The look at a thing that is traced, with the argument `reason`. */
void privacy_note_trace(struct op *op, const struct record *record);
/* What the arguments `noun` and `thing` name, in the caller's organisation. */
enum err privacy_thing(struct op *op, struct record *out, struct error *error);
/* Writes the looks that this op has noted; on the writer's connection. */
enum err privacy_note_looks(struct op *op, struct error *error);
/* A request has ended (or goes on again): the values of its case get their day (or lose it). */
enum err privacy_ended(struct op *op, const struct record *record, bool ended, struct error *error);
/* A thing that is a case of its own was written: its values get their day when it is over. */
enum err privacy_settle(struct op *op, const struct record *record, struct error *error);
/* An emergency is over somewhere: what is said there of people's health gets its day. */
enum err privacy_emergency_over(struct op *op, struct error *error);
/* Rows from before their values were sealed: a timer "again NOUN" a thing. */
#define PRIVACY_AGAIN "again "
enum err privacy_again(struct op *op, const char *noun, const char *id, struct error *error);

#endif
