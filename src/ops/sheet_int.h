/* Rows of sheets that are moves of the ledger (sheet_posted.c; `posted` of a form's block). */
#ifndef LIFELINE_OPS_SHEET_INT_H
#define LIFELINE_OPS_SHEET_INT_H

#include "catalog/forms.h"
#include "ops/ops_int.h"

/* The rows of a sheet's doc as they were filled in: each names an issue that stands on no other
 * sheet, says nothing else than the ledger, and together they are no more than the form's limit.
 * What the ledger says is taken out of the doc. */
enum err sheet_check_posted(struct op *op, const struct form *form, const char *sheet,
                            const json_t *doc, struct error *error);
/* Puts what the ledger says now into rows that are shown. */
enum err sheet_fill_posted(struct op *op, const struct form *form, json_t *rows,
                           struct error *error);

#endif
