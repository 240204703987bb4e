/* Geometry from outside: GeoJSON, and polylines at both precisions. What is accepted must survive
 * being written and read again. */
#include <stdlib.h>

#include "base/json.h"
#include "geo/geojson.h"
#include "geo/polyline.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_polyline(struct arena *arena, struct sv text, enum polyline_decimals decimals)
{
    struct point *points, *again;
    size_t n, m;
    if (polyline_decode(arena, text, decimals, &points, &n, NULL))
        return;
    char *encoded = polyline_encode(arena, points, n, decimals);
    if (polyline_decode(arena, sv_of(encoded), decimals, &again, &m, NULL) || n != m)
        abort();
}

static void try_geojson(struct arena *arena, struct sv text)
{
    json_t *json = NULL;
    struct geometry geometry;
    struct error error = {0};
    if (json_read(text, "fuzz", &json, NULL))
        return;
    enum err rc = geojson_read(arena, json, &geometry, &error);
    if (rc && !error.text[0])
        abort();
    if (!rc && geometry.kind == GEOMETRY_AREA) {
        struct point middle = area_centroid(&geometry.area);
        area_contains(&geometry.area, middle);
        area_meets_segment(&geometry.area, middle, (struct point){106, 38});
        json_decref(geojson_area(&geometry.area));
    }
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    struct sv text = sv_from((const char *)bytes, size);
    try_polyline(arena, text, POLYLINE_5);
    try_polyline(arena, text, POLYLINE_6);
    try_geojson(arena, text);
    arena_free(arena);
    return 0;
}
