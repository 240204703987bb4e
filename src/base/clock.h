/*
 * Time is handed in: whoever needs the time of day is given a clock. The real clock runs the city;
 * a virtual clock stands still until it is moved and runs drills and tests.
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z (`_ms` in names, type int64_t). Durations of
 * work (deadlines of a solver, timeouts of a socket) use the monotonic clock, which is always real.
 * A clock may be read and moved from any thread.
 */
#ifndef LIFELINE_BASE_CLOCK_H
#define LIFELINE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock;

struct clock *clock_real(void);
struct clock *clock_virtual(int64_t start_ms);
void clock_free(struct clock *clock);

int64_t clock_now_ms(struct clock *clock);
bool clock_is_virtual(const struct clock *clock);

/* Moves a virtual clock to `to_ms`; an earlier time leaves it where it is. Wakes all waiters. */
void clock_move_to(struct clock *clock, int64_t to_ms);
/* Waiting for a time or for something else to happen. Take a ticket, look whether there is work,
 * then wait with the ticket: a `clock_wake` since the ticket was taken ends the wait at once, so
 * none is missed. Returns the time the clock shows. */
unsigned clock_ticket(struct clock *clock);
int64_t clock_wait_until(struct clock *clock, int64_t until_ms, unsigned ticket);
/* Wakes every waiter now: something other than time has happened. */
void clock_wake(struct clock *clock);

/* Monotonic, real, in nanoseconds from an arbitrary start. */
int64_t clock_monotonic_ns(void);

enum { TIME_TEXT_MAX = 40 };

/* "2022-09-27T11:32:00+08:00" (with ".250" when there are milliseconds) at the given offset from
 * UTC; years 0000-9999. Gives `text` back. */
const char *time_format(int64_t time_ms, int offset_min, char text[TIME_TEXT_MAX]);
/* RFC 3339 date-time, 'T' or a blank between, fraction optional, 'Z' or an offset required;
 * false (out untouched) for anything else, including days that do not exist. */
bool time_parse(const char *text, int64_t *time_ms);
/* "06:30" in minutes of the day, "24:00" its end; -1: it is none. */
int time_of_day(const char *text);
/* "+08:00", "-03:30", "Z" to minutes. */
bool time_parse_offset(const char *text, int *offset_min);

#endif
