/* Between the files of sheets. */
#ifndef LIFELINE_OPS_SHEET_INT_H
#define LIFELINE_OPS_SHEET_INT_H

#include "catalog/forms.h"
#include "ops/ops_int.h"

/* ---- Filling in: sheet_fill.c
 * ------------------------------------------------------------------ */

/* Puts the arguments `values` and `rows` into the sheet's doc. */
enum err sheet_fill_in(struct op *op, const struct form *form, const struct record *sheet,
                       struct error *error);
/* The first that must be filled in, or signed, and is not; NULL: none. */
const char *sheet_missing_field(const struct form *form, const json_t *doc);
const char *sheet_missing_signature(const struct form *form, const json_t *doc);
/* What has been signed stays: only what was empty may still be filled in. */
enum err sheet_check_signed(const json_t *was, const json_t *doc, struct error *error);

/* ---- Answering another sheet: sheet_answer.c
 * --------------------------------------------------- */

double sheet_amount(const json_t *doc, const char *field);
/* Books with the answered sheet what this one brings; `was`: what it brought before. */
enum err sheet_answer(struct op *op, const struct form *form, const json_t *doc, double was,
                      struct error *error);

/* ---- Rows that are moves of the ledger: sheet_posted.c; `posted` of a form's block
 * ------------- */

/* The rows of a sheet's doc as they were filled in: each names an issue that stands on no other
 * sheet, says nothing else than the ledger, and together they are no more than the form's limit.
 * What the ledger says is taken out of the doc. */
enum err sheet_check_posted(struct op *op, const struct form *form, const char *sheet,
                            const json_t *doc, struct error *error);
/* Puts what the ledger says now into rows that are shown. */
enum err sheet_fill_posted(struct op *op, const struct form *form, json_t *rows,
                           struct error *error);

#endif
