/*
 * The book of a manifest: who holds how much of each line. Every change is a pair of postings (from
 * a holder, to a holder) or one posting with its reason (made, difference between two scales,
 * correction), so that for every line
 *
 *     sum over holdings = registered + differences + corrections
 *
 * and the same postings, in the events, give the report. Weights are whole grams inside: sums are
 * exact. A holding is as old as its oldest part: `since` stays until it is empty.
 */
#ifndef LIFELINE_OPS_MANIFEST_INT_H
#define LIFELINE_OPS_MANIFEST_INT_H

#include "catalog/custody.h"
#include "ops/ops_int.h"

struct amount {
    int64_t packages, grams;
};

struct amount amount_of(const json_t *object); /* its "packages" and "kg" */
int64_t grams_of(const json_t *object, const char *key);
json_t *kg_of(int64_t grams); /* new */

/* A change at hand. Start with `book_open`; the JSON values are kept by the op. */
struct book {
    struct op *op;
    const struct custody_kind *kind;
    json_t *doc;      /* of the manifest */
    int64_t at_ms;    /* when it happened */
    json_t *moved;    /* what the history shows of each line */
    json_t *postings; /* what the event says */
    int64_t difference_g, corrected_g;
};

enum err book_open(struct op *op, json_t *doc, int64_t at_ms, struct book *out,
                   struct error *error);
json_t *book_line(const struct book *book, const char *code);
/* Checks a new line against its kind and gives all of it to the producer. */
enum err book_enter(struct book *book, const json_t *producer, const json_t *entry,
                    struct error *error);
/* Moves the parts (NULL: everything `from` holds) to another holder, or to STAGE_TREATED with the
 * same one. `reason` explains differences that do not explain themselves. */
enum err book_move(struct book *book, const json_t *from, const json_t *to,
                   enum custody_stage to_stage, const json_t *parts, const char *reason,
                   struct error *error);
/* Grams that the moves so far have brought to a destination. */
int64_t book_arrived(const struct book *book);
/* Books `packages` and `kg` of `is` with a holder in place of what it had. */
enum err book_correct(struct book *book, const char *code, const json_t *party, bool treated,
                      const json_t *is, json_t *was, struct error *error);
/* Whether the party holds something of the line (NULL: of any). */
bool book_holds(const struct book *book, const json_t *party, const char *code);
/* Sum over holders of one line. */
struct amount book_sum(const json_t *line);
/* Sets state, openness and the next limit that runs out, from the holdings. */
void book_settle(struct book *book);

#endif
