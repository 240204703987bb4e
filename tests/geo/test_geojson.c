#include "test.h"

#include <math.h>

#include "base/json.h"
#include "geo/geojson.h"

static json_t *parsed(const char *text)
{
    json_t *json = NULL;
    assert_int_equal(json_read(sv_of(text), "test", &json, NULL), ERR_OK);
    return json;
}

static void every_kind_reads_and_writes_back(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const texts[] = {
        "{\"coordinates\":[106.5,38.25],\"type\":\"Point\"}",
        "{\"coordinates\":[[106.5,38.25],[107.0,38.5]],\"type\":\"LineString\"}",
        "{\"coordinates\":[[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,0.0]]],\"type\":\"Polygon\"}",
        "{\"coordinates\":[[[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,0.0]]],"
        "[[[9.0,0.0],[10.0,0.0],[10.0,4.0],[9.0,0.0]]]],\"type\":\"MultiPolygon\"}",
    };
    static const enum geometry_kind kinds[] = {GEOMETRY_POINT, GEOMETRY_LINE, GEOMETRY_AREA,
                                               GEOMETRY_AREA};
    for (size_t i = 0; i < 4; i++) {
        json_t *json = parsed(texts[i]), *back = NULL;
        struct geometry geometry;
        assert_int_equal(geojson_read(arena, json, &geometry, NULL), ERR_OK);
        assert_int_equal(geometry.kind, kinds[i]);
        if (geometry.kind == GEOMETRY_POINT)
            back = geojson_point(geometry.point);
        else if (geometry.kind == GEOMETRY_LINE)
            back = geojson_line(geometry.line, geometry.line_n);
        else
            back = geojson_area(&geometry.area);
        char *text = json_canonical(back);
        assert_string_equal(text, texts[i]);
        free(text);
        json_decref(back);
        json_decref(json);
    }
    arena_free(arena);
}

struct bad {
    const char *text, *where, *reason;
};

static void broken_geometry_is_refused_with_its_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct bad bad[] = {
        {"[]", "type", "must be a GeoJSON"},
        {"{\"type\":\"Feature\"}", "type", "must be a GeoJSON"},
        {"{\"type\":\"Point\"}", "coordinates", "position"},
        {"{\"type\":\"Point\",\"coordinates\":[1]}", "coordinates", "position"},
        {"{\"type\":\"Point\",\"coordinates\":[38,106]}", "coordinates", "not on the earth"},
        {"{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":{}}", "crs", "WGS-84"},
        {"{\"type\":\"LineString\",\"coordinates\":[[1,2]]}", "coordinates", "two positions"},
        {"{\"type\":\"LineString\",\"coordinates\":[[1,2],[1,\"2\"]]}", "coordinates[1]",
         "position"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "coordinates",
         "not closed"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],5]]}", "coordinates[0][3]",
         "position"},
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,1]]]]}",
         "coordinates[0]", "not closed"},
        {"{\"type\":\"MultiPolygon\",\"coordinates\":7}", "coordinates", "MultiPolygon"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *json = parsed(bad[i].text);
        struct geometry geometry;
        struct error error = {0};
        assert_int_not_equal(geojson_read(arena, json, &geometry, &error), ERR_OK);
        assert_string_equal(error.where, bad[i].where);
        if (!strstr(error.text, bad[i].reason))
            fail_msg("case %zu: %s", i, error.text);
        json_decref(json);
    }
    arena_free(arena);
}

static void a_place_that_must_be_one_kind_refuses_the_others(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    json_t *point = parsed("{\"type\":\"Point\",\"coordinates\":[106.5,38.25,1100]}");
    struct point p;
    struct area area;
    assert_int_equal(geojson_read_point(point, &p, NULL), ERR_OK);
    assert_true(fabs(p.lon - 106.5) < 1e-12 && fabs(p.lat - 38.25) < 1e-12);
    assert_int_equal(geojson_read_area(arena, point, &area, NULL), ERR_INVALID);
    assert_int_equal(geojson_read_point(NULL, &p, NULL), ERR_INVALID);
    json_decref(point);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_reads_and_writes_back),
        cmocka_unit_test(broken_geometry_is_refused_with_its_place),
        cmocka_unit_test(a_place_that_must_be_one_kind_refuses_the_others),
    };
    return RUN_TESTS(tests);
}
