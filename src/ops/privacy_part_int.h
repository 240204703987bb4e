/*
 * Personal parts of a doc that lie in many places of it: who stands on a manifest and what is noted
 * of them ("names"), what a form marks as masked in a sheet ("personal": its values, cells of
 * tables, and what corrections say of before). Such a part is gathered into one object, place ->
 * value, and sealed, shown and destroyed as one value under one key.
 */
#ifndef LIFELINE_OPS_PRIVACY_PART_INT_H
#define LIFELINE_OPS_PRIVACY_PART_INT_H

#include "ops/ops_int.h"

/* Whether a field of privacy.yaml stands for a part of the noun's docs. */
bool is_part(const char *noun, const char *field);
/* Whether this doc can have it: its kind has names, its form masks something. */
bool part_applies(const struct op *op, const char *noun, const json_t *doc);
/* Takes the part out of the doc; a new object, empty when nothing is there. */
json_t *part_take(const struct op *op, const char *noun, json_t *doc);
/* Puts it back. */
void part_give(const struct op *op, const char *noun, json_t *doc, const json_t *part);

#endif
