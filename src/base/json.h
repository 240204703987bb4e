/*
 * Glue over jansson: strict parsing, and checked reading of fields with errors that name the path.
 *
 * Parsing refuses repeated keys, trailing text, invalid UTF-8, NUL characters and more than
 * LIMIT_JSON_DEPTH levels. `json_t *` ownership follows jansson: `json_decref` what you were given
 * as new, nothing that you only read.
 */
#ifndef LIFELINE_BASE_JSON_H
#define LIFELINE_BASE_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "base/sv.h"

/* New reference; errors say line and column. `name` is what the text is called in an error. */
enum err json_read(struct sv text, const char *name, json_t **out, struct error *error);
enum err json_read_file(const char *path, size_t bytes_max, json_t **out, struct error *error);

/* Compact text with sorted keys: equal values give equal bytes. Free with free(). */
char *json_canonical(const json_t *value);

/* Field of an object as a view (empty when absent, null or no string). Borrowed. */
struct sv json_sv(const json_t *object, const char *key);
/* As a C string, or `otherwise`. Borrowed. */
const char *json_text(const json_t *object, const char *key, const char *otherwise);
int64_t json_i64(const json_t *object, const char *key, int64_t otherwise);
double json_f64(const json_t *object, const char *key, double otherwise);
bool json_flag(const json_t *object, const char *key, bool otherwise);

#endif
