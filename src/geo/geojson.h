/*
 * GeoJSON geometries (RFC 7946): Point, LineString, Polygon and MultiPolygon, read with checks and
 * written with 7 decimals (about 1 cm).
 *
 * A third coordinate (height) is accepted and dropped. Other geometry types, a `crs` member and
 * Features are refused with ERR_INVALID; the error's place is the path inside the geometry
 * ("coordinates[0][3]").
 */
#ifndef LIFELINE_GEO_GEOJSON_H
#define LIFELINE_GEO_GEOJSON_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "geo/polygon.h"

enum geometry_kind { GEOMETRY_POINT, GEOMETRY_LINE, GEOMETRY_AREA };

struct geometry {
    enum geometry_kind kind;
    struct point point; /* GEOMETRY_POINT */
    struct point *line; /* GEOMETRY_LINE: at least two points */
    size_t line_n;
    struct area area; /* GEOMETRY_AREA: Polygon or MultiPolygon */
};

/* Everything in `out` lives in the arena. */
enum err geojson_read(struct arena *arena, const json_t *json, struct geometry *out,
                      struct error *error);
/* The same where only one kind will do; another kind is refused. */
enum err geojson_read_point(const json_t *json, struct point *out, struct error *error);
enum err geojson_read_area(struct arena *arena, const json_t *json, struct area *out,
                           struct error *error);

/* New references. An area of one polygon becomes a Polygon, of several a MultiPolygon. */
json_t *geojson_position(struct point p);
json_t *geojson_point(struct point p);
json_t *geojson_line(const struct point *points, size_t n);
json_t *geojson_area(const struct area *area);

#endif
