/* Inside of lifeline-print: a document in, bytes out on standard output. */
#ifndef LIFELINE_PRINT_PAGE_INT_H
#define LIFELINE_PRINT_PAGE_INT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* False: it could not be written. */
bool pdf_write(const json_t *document, FILE *out);
bool xlsx_write(const json_t *document, FILE *out);

/* A text member, "" where there is none. */
const char *text_of(const json_t *object, const char *key);

#endif
