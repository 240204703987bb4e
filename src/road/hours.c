#include "road/live_int.h"

enum { DAY_MIN = 24 * 60, WEEK_MIN = 7 * DAY_MIN };
#define MINUTE_MS ((int64_t)60 * 1000)
#define WEEK_MS   (WEEK_MIN * MINUTE_MS)

enum err hours_check(const struct road_hours *hours, struct error *error)
{
    if (hours->n > ROAD_HOURS_MAX)
        return error_at(error, ERR_LIMIT, "hours", "There are %zu windows; the maximum is %d.",
                        hours->n, ROAD_HOURS_MAX);
    if (hours->utc_offset_min < -DAY_MIN || hours->utc_offset_min > DAY_MIN)
        return error_at(error, ERR_INVALID, "hours", "The offset from UTC must be within one day.");
    for (size_t i = 0; i < hours->n; i++)
        if (hours->windows[i].days == 0 || hours->windows[i].days > 127 ||
            hours->windows[i].open_min >= DAY_MIN || hours->windows[i].close_min > DAY_MIN)
            return error_at(error, ERR_INVALID, "hours",
                            "Window %zu needs a day of the week and minutes from 0 to 1440.", i);
    return ERR_OK;
}

/* Milliseconds since Monday 00:00 local time. 1970-01-01 was a Thursday. */
static int64_t week_ms(const struct road_hours *hours, int64_t at_ms)
{
    int64_t local = at_ms + hours->utc_offset_min * MINUTE_MS + 3 * DAY_MIN * MINUTE_MS;
    return ((local % WEEK_MS) + WEEK_MS) % WEEK_MS;
}

/* Begin of a window on a day, and how long it lasts. */
static int64_t window_start(const struct road_hours *hours, size_t i, int day, int64_t *length_ms)
{
    int open = hours->windows[i].open_min, close = hours->windows[i].close_min;
    *length_ms = (close > open ? close - open : close + DAY_MIN - open) * MINUTE_MS;
    return (day * DAY_MIN + open) * MINUTE_MS;
}

int64_t road_hours_wait_ms(const struct road_hours *hours, int64_t at_ms)
{
    if (hours->n == 0)
        return 0;
    int64_t now = week_ms(hours, at_ms), wait = WEEK_MS;
    for (size_t i = 0; i < hours->n; i++)
        for (int day = 0; day < 7; day++) {
            int64_t length, start = window_start(hours, i, day, &length);
            if (!(hours->windows[i].days >> day & 1))
                continue;
            int64_t since = ((now - start) % WEEK_MS + WEEK_MS) % WEEK_MS;
            if (since < length)
                return 0;
            wait = WEEK_MS - since < wait ? WEEK_MS - since : wait;
        }
    return wait;
}

int64_t road_hours_next_ms(const struct road_hours *hours, int64_t at_ms)
{
    if (hours->n == 0)
        return INT64_MAX;
    int64_t wait = road_hours_wait_ms(hours, at_ms);
    if (wait > 0)
        return at_ms + wait;
    /* Open: it closes at the end of a window, unless another one goes on. A week of windows that
     * touch each other never closes. */
    int64_t end = at_ms;
    for (size_t step = 0; step <= 7 * hours->n; step++) {
        int64_t now = week_ms(hours, end), best = 0;
        for (size_t i = 0; i < hours->n; i++)
            for (int day = 0; day < 7; day++) {
                int64_t length, start = window_start(hours, i, day, &length);
                int64_t since = ((now - start) % WEEK_MS + WEEK_MS) % WEEK_MS;
                if ((hours->windows[i].days >> day & 1) && since < length && length - since > best)
                    best = length - since;
            }
        if (best == 0)
            return end;
        end += best;
    }
    return INT64_MAX;
}
