/*
 * Encoded polylines (Google's "Encoded Polyline Algorithm Format"): a line as short ASCII text,
 * latitude before longitude, at 5 decimals (about 1.1 m) or 6 (about 0.11 m, as OSRM's polyline6).
 */
#ifndef LIFELINE_GEO_POLYLINE_H
#define LIFELINE_GEO_POLYLINE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"
#include "geo/point.h"

enum polyline_decimals { POLYLINE_5 = 5, POLYLINE_6 = 6 };

enum { POLYLINE_POINTS_MAX = 1000000 };

/* NUL-terminated, in the arena. Points must be valid. */
char *polyline_encode(struct arena *arena, const struct point *points, size_t n,
                      enum polyline_decimals decimals);
/* ERR_FORMAT for foreign characters, a cut-off number or points that are not on the earth;
 * ERR_LIMIT above POLYLINE_POINTS_MAX. Outputs untouched on failure. */
enum err polyline_decode(struct arena *arena, struct sv text, enum polyline_decimals decimals,
                         struct point **points, size_t *n, struct error *error);

#endif
