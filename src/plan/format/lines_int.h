/*
 * Reading a text file of lines and blank-separated fields, with errors that name file and line.
 * Blank lines are passed over; '\r' and tabs are blanks.
 */
#ifndef LIFELINE_PLAN_FORMAT_LINES_INT_H
#define LIFELINE_PLAN_FORMAT_LINES_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sv.h"

struct lines {
    const char *name; /* of the file, for errors */
    struct sv text;   /* what follows the current line */
    struct sv fields; /* what is left of the current line */
    struct sv line;   /* the current line, trimmed */
    size_t number;    /* of the current line, from 1 */
    struct error *error;
};

struct lines lines_of(struct sv text, const char *name, struct error *error);
/* Steps to the next line that is not blank; false at the end. */
bool lines_next(struct lines *lines);
/* Takes the next field of the current line; false when there is none left. */
bool lines_field(struct lines *lines, struct sv *field);
/* Takes the next field, stepping over line ends; false at the end of the text. */
bool lines_field_across(struct lines *lines, struct sv *field);

/* Fails with a sentence about the current line. */
enum err lines_fail(struct lines *lines, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The next field of the line as a number in [low, high]; `what` names it in an error. */
enum err lines_f64(struct lines *lines, const char *what, double low, double high, double *out);
enum err lines_i64(struct lines *lines, const char *what, int64_t low, int64_t high, int64_t *out);

#endif
