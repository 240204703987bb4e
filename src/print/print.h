/*
 * Documents on paper. A document is plain JSON and becomes a PDF or an XLSX in a program of its
 * own, `lifeline-print`, which is installed beside this one: text shaping and its forty libraries
 * stay out of the server, and a document that breaks them breaks nothing else.
 *
 * A document:
 *
 *   title, lang ("zh", "en"), paper ("a4", "a4_wide"), foot
 *   head     [[label, value], ...]
 *   copies   names of the copies; empty: one without a name. A PDF holds every copy.
 *   blocks   in order, each with a title ("" for none) and one of
 *              fields      [{label, value, wide}]
 *              columns     [{label, weight, right}] with rows [[text or number, ...], ...]
 *              signatures  [{label, by, at}]
 *              note        text
 *
 * Limits: PRINT_IN_MAX bytes of JSON, PRINT_OUT_MAX bytes of result, PRINT_SECONDS_MAX.
 */
#ifndef LIFELINE_PRINT_PRINT_H
#define LIFELINE_PRINT_PRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"

enum {
    PRINT_IN_MAX = 16 * 1024 * 1024,
    PRINT_OUT_MAX = 64 * 1024 * 1024,
    PRINT_SECONDS_MAX = 30,
};

enum print_format { PRINT_JSON, PRINT_PDF, PRINT_XLSX };
/* "pdf"; false for a name of none. */
bool print_format_parse(const char *name, enum print_format *out);
/* The media type, and the ending of a file's name. */
const char *print_media_type(enum print_format format);
const char *print_ending(enum print_format format);

/* The bytes of the document in a format; free them with free(). Blocks until they are there, so
 * never on an event loop. ERR_UNSUPPORTED: lifeline-print is not installed. */
enum err print_render(const json_t *document, enum print_format format, char **out, size_t *size,
                      struct error *error);

#endif
