#include "test.h"

#include "base/rng.h"
#include "geo/area_index.h"

enum { AREAS = 700 };

static struct area random_area(struct arena *arena, struct rng *rng)
{
    size_t n = 1 + rng_below(rng, 3);
    struct polygon *polygons = arena_array(arena, struct polygon, n);
    for (size_t i = 0; i < n; i++) {
        struct point p = {106 + rng_unit(rng), 38 + rng_unit(rng)};
        double size = rng_below(rng, 20) == 0 ? 0.3 : 0.03;
        struct point corners[] = {p,
                                  {p.lon + size * (0.1 + rng_unit(rng)), p.lat},
                                  {p.lon, p.lat + size * (0.1 + rng_unit(rng))},
                                  p};
        struct ring ring = {corners, 4};
        assert_int_equal(polygon_make(arena, &ring, 1, &polygons[i], NULL), ERR_OK);
    }
    return area_of(polygons, n);
}

static bool count(void *context, uint32_t area)
{
    unsigned char *seen = context;
    seen[area]++;
    return true;
}

static bool stop_at_once(void *context, uint32_t area)
{
    (void)area;
    ++*(int *)context;
    return false;
}

static void the_index_finds_exactly_what_looking_at_all_finds(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 31);
    print_message("# seed 31\n");
    struct arena *arena = arena_new();
    struct area *areas = arena_array(arena, struct area, AREAS);
    for (size_t i = 0; i < AREAS; i++)
        areas[i] = random_area(arena, &rng);
    struct area_index *index = area_index_new(areas, AREAS);
    for (int round = 0; round < 1000; round++) {
        struct point p = {105.9 + 1.5 * rng_unit(&rng), 37.9 + 1.5 * rng_unit(&rng)};
        struct point q = {p.lon + 0.1 * rng_unit(&rng), p.lat - 0.1 * rng_unit(&rng)};
        unsigned char at[AREAS] = {0}, along[AREAS] = {0};
        area_index_at(index, p, count, at);
        area_index_along(index, p, q, count, along);
        int64_t first = -1;
        for (size_t i = 0; i < AREAS; i++) {
            assert_int_equal(at[i], area_contains(&areas[i], p));
            assert_int_equal(along[i], area_meets_segment(&areas[i], p, q));
            if (at[i] && first < 0)
                first = (int64_t)i;
        }
        assert_int_equal(area_index_first_at(index, p), first);
    }
    int calls = 0;
    area_index_in(index, (struct box){105, 37, 108, 40}, stop_at_once, &calls);
    assert_int_equal(calls, 1);
    area_index_free(index);
    arena_free(arena);
}

static void every_small_number_of_areas_packs(void **state)
{
    (void)state;
    for (size_t n = 0; n < 80; n++) {
        struct arena *arena = arena_new();
        struct area *areas = arena_array(arena, struct area, n);
        for (size_t i = 0; i < n; i++) {
            double west = (double)i;
            areas[i] = area_of(arena_make(arena, struct polygon), 1);
            areas[i].polygons[0] = polygon_of_box(arena, (struct box){west, 0, west + 0.5, 1});
            areas[i] = area_of(areas[i].polygons, 1);
        }
        struct area_index *index = area_index_new(areas, n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(area_index_first_at(index, (struct point){(double)i + 0.25, 0.5}), i);
        assert_int_equal(area_index_first_at(index, (struct point){-1, 0.5}), -1);
        area_index_free(index);
        arena_free(arena);
    }
    area_index_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_finds_exactly_what_looking_at_all_finds),
        cmocka_unit_test(every_small_number_of_areas_packs),
    };
    return RUN_TESTS(tests);
}
