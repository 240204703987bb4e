/* Looking for things in a JSON value; everything that is found is borrowed. */
#ifndef LIFELINE_BASE_JSON_FIND_H
#define LIFELINE_BASE_JSON_FIND_H

#include <stdbool.h>

#include <jansson.h>

/* The value at a path of names with dots between; NULL when absent or null. */
const json_t *json_at(const json_t *object, const char *path);
/* The object of an array whose field `key` is this text; NULL when there is none. */
json_t *json_find(const json_t *array, const char *key, const char *text);
/* Whether the text is in the array. */
bool json_has(const json_t *array, const char *text);

#endif
