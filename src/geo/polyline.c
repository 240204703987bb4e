#include "geo/polyline.h"

#include <assert.h>
#include <math.h>

/* A number takes at most 7 characters: |difference| <= 360e6 shifted left fits into 30 bits. */
enum { NUMBER_CHARS_MAX = 7 };

static double units_per_degree(enum polyline_decimals decimals)
{
    return decimals == POLYLINE_6 ? 1e6 : 1e5;
}

static char *put(char *at, int64_t difference)
{
    uint64_t left = (uint64_t)difference << 1;
    if (difference < 0)
        left = ~left;
    while (left >= 0x20) {
        *at++ = (char)((0x20 | (left & 0x1f)) + 63);
        left >>= 5;
    }
    *at++ = (char)(left + 63);
    return at;
}

char *polyline_encode(struct arena *arena, const struct point *points, size_t n,
                      enum polyline_decimals decimals)
{
    double scale = units_per_degree(decimals);
    char *text = arena_alloc(arena, n * 2 * NUMBER_CHARS_MAX + 1), *at = text;
    int64_t lat = 0, lon = 0;
    for (size_t i = 0; i < n; i++) {
        assert(point_is_valid(points[i]));
        int64_t next_lat = llround(points[i].lat * scale),
                next_lon = llround(points[i].lon * scale);
        at = put(at, next_lat - lat);
        at = put(at, next_lon - lon);
        lat = next_lat;
        lon = next_lon;
    }
    *at = '\0';
    return text;
}

/* Takes one number from the front; false when it is cut off, too long or not of this alphabet. */
static bool take(struct sv *rest, int64_t *difference)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < NUMBER_CHARS_MAX && i < rest->n; i++) {
        unsigned char c = (unsigned char)rest->at[i];
        if (c < 63 || c > 126)
            return false;
        unsigned value = c - 63U;
        bits |= (uint64_t)(value & 0x1f) << (5 * i);
        if (!(value & 0x20)) {
            *difference = (int64_t)(bits >> 1);
            if (bits & 1)
                *difference = ~*difference;
            *rest = sv_from(rest->at + i + 1, rest->n - i - 1);
            return true;
        }
    }
    return false;
}

enum err polyline_decode(struct arena *arena, struct sv text, enum polyline_decimals decimals,
                         struct point **points, size_t *n, struct error *error)
{
    size_t ends = 0; /* characters that end a number */
    for (size_t i = 0; i < text.n; i++)
        ends += !(((unsigned char)text.at[i] - 63U) & 0x20);
    if (ends / 2 > POLYLINE_POINTS_MAX)
        return error_set(error, ERR_LIMIT, "The polyline has more than %d points.",
                         POLYLINE_POINTS_MAX);
    double scale = units_per_degree(decimals);
    struct point *line = arena_array(arena, struct point, ends / 2 + 1);
    size_t count = 0;
    int64_t lat = 0, lon = 0, lat_step = 0, lon_step = 0;
    for (struct sv rest = text; rest.n > 0;) {
        size_t at = text.n - rest.n;
        if (!take(&rest, &lat_step) || !take(&rest, &lon_step))
            return error_set(error, ERR_FORMAT,
                             "The polyline is cut off or not encoded at character %zu.", at + 1);
        lat += lat_step;
        lon += lon_step;
        line[count] = (struct point){(double)lon / scale, (double)lat / scale};
        if (!point_is_valid(line[count]))
            return error_set(
                error, ERR_FORMAT,
                "Point %zu of the polyline is not on the earth; was it encoded with %d "
                "decimals?",
                count + 1, (int)decimals);
        count++;
    }
    *points = line;
    *n = count;
    return ERR_OK;
}
