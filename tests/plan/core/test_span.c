/* Joined pieces say the same as every time of departure tried. */
#include "test.h"

#include "base/rng.h"
#include "plan/core/span.h"

enum { STOPS = 6, HORIZON = 60 };

/* Warp and end of a chain of stops that is left at `start`: who is late goes back in time. */
static void walk(const struct span *stops, const int32_t *travel, int n, int32_t start,
                 int32_t *warp, int32_t *end)
{
    int32_t now = start;
    *warp = 0;
    for (int i = 0; i < n; i++) {
        now += i ? travel[i] : 0;
        now = now < stops[i].early ? stops[i].early : now;
        if (now > stops[i].late) {
            *warp += now - stops[i].late;
            now = stops[i].late;
        }
        now += stops[i].duration;
    }
    *end = now;
}

static void spans_joined_in_any_grouping_equal_every_departure_tried(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11);
    for (int round = 0; round < 20000; round++) {
        struct span stops[STOPS];
        int32_t travel[STOPS] = {0};
        for (int i = 0; i < STOPS; i++) {
            int32_t early = (int32_t)rng_below(&rng, HORIZON);
            stops[i] =
                (struct span){.duration = (int32_t)rng_below(&rng, 6),
                              .early = early,
                              .late = early + (int32_t)rng_below(&rng, HORIZON - (uint32_t)early)};
            travel[i] = (int32_t)rng_below(&rng, 15);
        }
        uint32_t middle = 1 + rng_below(&rng, STOPS - 1);
        struct span head = stops[0], tail = stops[middle];
        for (uint32_t i = 1; i < middle; i++)
            head = span_join(head, travel[i], stops[i]);
        for (uint32_t i = middle + 1; i < STOPS; i++)
            tail = span_join(tail, travel[i], stops[i]);
        struct span all = span_join(head, travel[middle], tail);
        int32_t least_warp = INT32_MAX, least_duration = INT32_MAX;
        for (int32_t start = stops[0].early; start <= stops[0].late; start++) {
            int32_t warp, end;
            walk(stops, travel, STOPS, start, &warp, &end);
            /* The clock was turned back by the warp, so the time spent is that much longer. */
            int32_t duration = end - start + warp;
            if (warp < least_warp || (warp == least_warp && duration < least_duration)) {
                least_warp = warp;
                least_duration = duration;
            }
        }
        assert_int_equal(all.warp, least_warp);
        assert_int_equal(all.duration, least_duration);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_joined_in_any_grouping_equal_every_departure_tried),
    };
    return RUN_TESTS(tests);
}
