/*
 * A string view: bytes and a length, borrowed from somebody who outlives it; not NUL-terminated.
 *
 * Text is UTF-8 throughout the program. Parsing functions accept exactly what their comment says
 * and nothing around it: no leading blanks, no trailing rest.
 */
#ifndef LIFELINE_BASE_SV_H
#define LIFELINE_BASE_SV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sv {
    const char *at;
    size_t n;
};

#define SV_FMT       "%.*s"
#define SV_ARG(view) (int)(view).n, (view).at

struct sv sv_of(const char *text); /* NULL gives the empty view */
struct sv sv_from(const char *at, size_t n);
bool sv_eq(struct sv a, struct sv b);
bool sv_is(struct sv a, const char *text);
bool sv_starts(struct sv view, const char *prefix);
bool sv_ends(struct sv view, const char *suffix);
/* Without ASCII blanks at both ends. */
struct sv sv_trim(struct sv view);
/* Cuts `rest` at the first `separator`: returns what stands before it and leaves `rest` behind it;
 * without a separator returns all and leaves `rest` empty with at == NULL, which ends a loop. */
struct sv sv_cut(struct sv *rest, char separator);
uint64_t sv_hash(struct sv view);

/* Whole view as a decimal number; false (out untouched) when it is none or out of range. */
bool sv_to_i64(struct sv view, int64_t *out);
bool sv_to_f64(struct sv view, double *out); /* finite only */
/* Well-formed UTF-8 without surrogates and overlong forms. */
bool sv_is_utf8(struct sv view);

#endif
