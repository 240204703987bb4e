#include "geo/geojson.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"

enum { AREA_POLYGONS_MAX = 1000 };

/* The error's place is built from inside out, one "[3]" a level. */
static enum err wrong_index(struct error *error, enum err rc, size_t index)
{
    char part[32];
    snprintf(part, sizeof part, "[%zu]", index);
    error_prefix(error, part);
    return rc;
}

static enum err read_position(const json_t *json, struct point *out, struct error *error)
{
    size_t n = json_array_size(json);
    if (!json_is_array(json) || n < 2 || n > 3 || !json_is_number(json_array_get(json, 0)) ||
        !json_is_number(json_array_get(json, 1)))
        return error_set(error, ERR_INVALID, "A position must be [longitude, latitude].");
    struct point p = {json_number_value(json_array_get(json, 0)),
                      json_number_value(json_array_get(json, 1))};
    if (!point_is_valid(p))
        return error_set(error, ERR_INVALID,
                         "The position %g, %g is not on the earth; the order is longitude, "
                         "latitude.",
                         p.lon, p.lat);
    *out = p;
    return ERR_OK;
}

static enum err read_positions(struct arena *arena, const json_t *json, struct point **out,
                               size_t *n, struct error *error)
{
    if (!json_is_array(json))
        return error_set(error, ERR_INVALID, "This must be a list of positions.");
    size_t count = json_array_size(json);
    if (count > LIMIT_POLYGON_POINTS)
        return error_set(error, ERR_LIMIT, "There are more than %d positions.",
                         LIMIT_POLYGON_POINTS);
    struct point *points = arena_array(arena, struct point, count);
    for (size_t i = 0; i < count; i++) {
        enum err rc = read_position(json_array_get(json, i), &points[i], error);
        if (rc)
            return wrong_index(error, rc, i);
    }
    *out = points;
    *n = count;
    return ERR_OK;
}

static enum err read_polygon(struct arena *arena, const json_t *json, struct polygon *out,
                             struct error *error)
{
    size_t n = json_array_size(json);
    if (!json_is_array(json) || n == 0 || n > LIMIT_POLYGON_POINTS / 4)
        return error_set(error, ERR_INVALID, "A polygon must be a list of 1 to %d rings.",
                         LIMIT_POLYGON_POINTS / 4);
    struct arena *scratch = arena_new();
    struct ring *rings = arena_array(scratch, struct ring, n);
    enum err rc = ERR_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        rc = read_positions(scratch, json_array_get(json, i), &rings[i].points, &rings[i].n, error);
        if (rc)
            wrong_index(error, rc, i);
    }
    if (!rc)
        rc = polygon_make(arena, rings, n, out, error);
    arena_free(scratch);
    return rc;
}

static enum err read_polygons(struct arena *arena, const json_t *json, struct area *out,
                              struct error *error)
{
    size_t n = json_array_size(json);
    if (!json_is_array(json) || n == 0 || n > AREA_POLYGONS_MAX)
        return error_set(error, ERR_INVALID, "A MultiPolygon must be a list of 1 to %d polygons.",
                         AREA_POLYGONS_MAX);
    struct polygon *polygons = arena_array(arena, struct polygon, n);
    for (size_t i = 0; i < n; i++) {
        enum err rc = read_polygon(arena, json_array_get(json, i), &polygons[i], error);
        if (rc)
            return wrong_index(error, rc, i);
    }
    *out = area_of(polygons, n);
    return ERR_OK;
}

static enum err read_line(struct arena *arena, const json_t *json, struct geometry *out,
                          struct error *error)
{
    enum err rc = read_positions(arena, json, &out->line, &out->line_n, error);
    if (!rc && out->line_n < 2)
        rc = error_set(error, ERR_INVALID, "A LineString needs at least two positions.");
    return rc;
}

static enum err read_coordinates(struct arena *arena, const char *type, const json_t *json,
                                 struct geometry *out, struct error *error)
{
    if (strcmp(type, "Point") == 0) {
        out->kind = GEOMETRY_POINT;
        return read_position(json, &out->point, error);
    }
    if (strcmp(type, "LineString") == 0) {
        out->kind = GEOMETRY_LINE;
        return read_line(arena, json, out, error);
    }
    out->kind = GEOMETRY_AREA;
    if (strcmp(type, "MultiPolygon") == 0)
        return read_polygons(arena, json, &out->area, error);
    struct polygon *polygon = arena_make(arena, struct polygon);
    enum err rc = read_polygon(arena, json, polygon, error);
    out->area = area_of(polygon, rc ? 0 : 1);
    return rc;
}

enum err geojson_read(struct arena *arena, const json_t *json, struct geometry *out,
                      struct error *error)
{
    static const char *const types[] = {"Point", "LineString", "Polygon", "MultiPolygon"};
    const char *type = json_text(json, "type", "");
    bool known = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known |= strcmp(type, types[i]) == 0;
    if (!known)
        return error_at(error, ERR_INVALID, "type",
                        "This must be a GeoJSON Point, LineString, Polygon or MultiPolygon.");
    if (json_object_get(json, "crs"))
        return error_at(error, ERR_INVALID, "crs",
                        "GeoJSON is WGS-84; convert the coordinates and leave `crs` out.");
    struct geometry geometry = {0};
    enum err rc =
        read_coordinates(arena, type, json_object_get(json, "coordinates"), &geometry, error);
    if (rc)
        error_prefix(error, "coordinates");
    else
        *out = geometry;
    return rc;
}

enum err geojson_read_point(const json_t *json, struct point *out, struct error *error)
{
    struct geometry geometry;
    if (strcmp(json_text(json, "type", ""), "Point") != 0)
        return error_at(error, ERR_INVALID, "type", "This must be a GeoJSON Point.");
    enum err rc = geojson_read(NULL, json, &geometry, error);
    if (!rc)
        *out = geometry.point;
    return rc;
}

enum err geojson_read_area(struct arena *arena, const json_t *json, struct area *out,
                           struct error *error)
{
    struct geometry geometry;
    const char *type = json_text(json, "type", "");
    if (strcmp(type, "Polygon") != 0 && strcmp(type, "MultiPolygon") != 0)
        return error_at(error, ERR_INVALID, "type",
                        "This must be a GeoJSON Polygon or MultiPolygon.");
    enum err rc = geojson_read(arena, json, &geometry, error);
    if (!rc)
        *out = geometry.area;
    return rc;
}

static double seven_decimals(double degrees)
{
    return round(degrees * 1e7) / 1e7;
}

json_t *geojson_position(struct point p)
{
    return json_pack("[f,f]", seven_decimals(p.lon), seven_decimals(p.lat));
}

static json_t *geometry(const char *type, json_t *coordinates)
{
    return json_pack("{s:s,s:o}", "type", type, "coordinates", coordinates);
}

static json_t *positions(const struct point *points, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, geojson_position(points[i]));
    return list;
}

json_t *geojson_point(struct point p)
{
    return geometry("Point", geojson_position(p));
}

json_t *geojson_line(const struct point *points, size_t n)
{
    return geometry("LineString", positions(points, n));
}

static json_t *rings_of(const struct polygon *polygon)
{
    json_t *rings = json_array();
    for (size_t i = 0; i < polygon->n; i++)
        json_array_append_new(rings, positions(polygon->rings[i].points, polygon->rings[i].n));
    return rings;
}

json_t *geojson_area(const struct area *area)
{
    if (area->n == 1)
        return geometry("Polygon", rings_of(&area->polygons[0]));
    json_t *list = json_array();
    for (size_t i = 0; i < area->n; i++)
        json_array_append_new(list, rings_of(&area->polygons[i]));
    return geometry("MultiPolygon", list);
}
