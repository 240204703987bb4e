/*
 * Forms on paper: what a form shows of a thing, and the document it becomes. The document is plain
 * JSON (print/print.h says its form); the PDF and the XLSX are made of it outside of ops/.
 */
#ifndef LIFELINE_OPS_FORM_INT_H
#define LIFELINE_OPS_FORM_INT_H

#include "catalog/forms.h"
#include "ops/figure_int.h"

/* Whether the caller sees what a form masks. */
bool sees_masked(const struct op *op);
/* The first character, and nothing about the rest, not even how long it is. New. */
json_t *masked_text(const char *text);

/* The answer of report.figures to the op's arguments; kept by the op. */
enum err report_figures(struct op *op, json_t **out, struct error *error);
/* The frozen figures of a situation report, or counted when it is a draft. Borrowed or kept. */
enum err situation_figures(struct op *op, const json_t *doc, json_t **out, struct error *error);

/* What the form's paths lead into, for the thing with that id; kept by the op. ERR_NOT_FOUND and
 * ERR_DENIED as for the thing itself. */
enum err form_data(struct op *op, const struct form *form, const char *id, const char *lang,
                   json_t **out, struct error *error);
/* The printable document of the form over that data; kept by the op. */
enum err form_document(struct op *op, const struct form *form, const json_t *data, const char *lang,
                       json_t **out, struct error *error);
/* A table of figures as a block of a document. `ids`: these only; NULL: all. New. */
json_t *figures_block(struct op *op, const json_t *figures, const struct words *ids,
                      const struct names *title, const char *lang);
/* The text of a {zh, en} object or plain text in the language; "" for neither. */
const char *named_text(const json_t *value, const char *lang);

#endif
