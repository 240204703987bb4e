#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct clock {
    bool is_virtual;
    int64_t now_ms; /* virtual only */
    unsigned wakes;
    pthread_mutex_t mutex;
    pthread_cond_t moved;
};

static struct clock *clock_new(bool is_virtual, int64_t start_ms)
{
    struct clock *clock = calloc(1, sizeof *clock);
    if (!clock)
        abort();
    clock->is_virtual = is_virtual;
    clock->now_ms = start_ms;
    pthread_mutex_init(&clock->mutex, NULL);
    pthread_cond_init(&clock->moved, NULL);
    return clock;
}

struct clock *clock_real(void)
{
    return clock_new(false, 0);
}

struct clock *clock_virtual(int64_t start_ms)
{
    return clock_new(true, start_ms);
}

void clock_free(struct clock *clock)
{
    if (!clock)
        return;
    pthread_cond_destroy(&clock->moved);
    pthread_mutex_destroy(&clock->mutex);
    free(clock);
}

static int64_t real_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(struct clock *clock)
{
    if (!clock->is_virtual)
        return real_now_ms();
    pthread_mutex_lock(&clock->mutex);
    int64_t now_ms = clock->now_ms;
    pthread_mutex_unlock(&clock->mutex);
    return now_ms;
}

bool clock_is_virtual(const struct clock *clock)
{
    return clock->is_virtual;
}

void clock_move_to(struct clock *clock, int64_t to_ms)
{
    assert(clock->is_virtual);
    pthread_mutex_lock(&clock->mutex);
    if (to_ms > clock->now_ms)
        clock->now_ms = to_ms;
    pthread_cond_broadcast(&clock->moved);
    pthread_mutex_unlock(&clock->mutex);
}

unsigned clock_ticket(struct clock *clock)
{
    pthread_mutex_lock(&clock->mutex);
    unsigned ticket = clock->wakes;
    pthread_mutex_unlock(&clock->mutex);
    return ticket;
}

int64_t clock_wait_until(struct clock *clock, int64_t until_ms, unsigned ticket)
{
    pthread_mutex_lock(&clock->mutex);
    if (clock->is_virtual) {
        while (clock->now_ms < until_ms && clock->wakes == ticket)
            pthread_cond_wait(&clock->moved, &clock->mutex);
    } else {
        struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
        int rc = 0;
        while (rc != ETIMEDOUT && clock->wakes == ticket && real_now_ms() < until_ms)
            rc = pthread_cond_timedwait(&clock->moved, &clock->mutex, &until);
    }
    int64_t now_ms = clock->is_virtual ? clock->now_ms : real_now_ms();
    pthread_mutex_unlock(&clock->mutex);
    return now_ms;
}

void clock_wake(struct clock *clock)
{
    pthread_mutex_lock(&clock->mutex);
    clock->wakes++;
    pthread_cond_broadcast(&clock->moved);
    pthread_mutex_unlock(&clock->mutex);
}

int64_t clock_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar, and back (H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms"). */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void date_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

const char *time_format(int64_t time_ms, int offset_min, char text[TIME_TEXT_MAX])
{
    int64_t local_ms = time_ms + (int64_t)offset_min * 60000;
    int64_t days = local_ms / 86400000, ms = local_ms % 86400000;
    if (ms < 0) {
        ms += 86400000;
        days--;
    }
    int year, month, day;
    date_from_days(days, &year, &month, &day);
    assert(year >= 0 && year <= 9999);
    int n = snprintf(text, TIME_TEXT_MAX, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)year % 10000u,
                     (unsigned)month % 100u, (unsigned)day % 100u, (unsigned)(ms / 3600000 % 24),
                     (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60));
    if (ms % 1000)
        n += snprintf(text + n, (size_t)(TIME_TEXT_MAX - n), ".%03u", (unsigned)(ms % 1000));
    unsigned away = (unsigned)abs(offset_min) % 1440u;
    if (away == 0)
        snprintf(text + n, (size_t)(TIME_TEXT_MAX - n), "Z");
    else
        snprintf(text + n, (size_t)(TIME_TEXT_MAX - n), "%c%02u:%02u", offset_min < 0 ? '-' : '+',
                 away / 60, away % 60);
    return text;
}

/* Reads exactly `digits` decimal digits; -1 when they are none. */
static int read_digits(const char **at, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool skip(const char **at, char wanted)
{
    if (**at != wanted)
        return false;
    (*at)++;
    return true;
}

static bool read_offset(const char **at, int *offset_min)
{
    if (skip(at, 'Z') || skip(at, 'z')) {
        *offset_min = 0;
        return true;
    }
    bool west = **at == '-';
    if (!west && **at != '+')
        return false;
    (*at)++;
    int hours = read_digits(at, 2);
    if (hours < 0 || hours > 23 || !skip(at, ':'))
        return false;
    int minutes = read_digits(at, 2);
    if (minutes < 0 || minutes > 59)
        return false;
    *offset_min = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

static bool read_fraction(const char **at, int *ms)
{
    *ms = 0;
    if (!skip(at, '.'))
        return true;
    int scale = 100, digits = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++, digits++, scale /= 10)
        *ms += (**at - '0') * scale;
    return digits > 0 && digits <= 9;
}

bool time_parse(const char *text, int64_t *time_ms)
{
    const char *at = text;
    int year = read_digits(&at, 4);
    if (year < 0 || !skip(&at, '-'))
        return false;
    int month = read_digits(&at, 2);
    if (month < 1 || month > 12 || !skip(&at, '-'))
        return false;
    int day = read_digits(&at, 2);
    if (day < 1 || (!skip(&at, 'T') && !skip(&at, 't') && !skip(&at, ' ')))
        return false;
    int hour = read_digits(&at, 2);
    if (hour < 0 || hour > 23 || !skip(&at, ':'))
        return false;
    int minute = read_digits(&at, 2);
    if (minute < 0 || minute > 59 || !skip(&at, ':'))
        return false;
    int second = read_digits(&at, 2), ms = 0, offset_min = 0;
    if (second < 0 || second > 59 || !read_fraction(&at, &ms) || !read_offset(&at, &offset_min) ||
        *at != '\0')
        return false;

    int64_t days = days_from_date(year, month, day);
    int y, m, d;
    date_from_days(days, &y, &m, &d);
    if (y != year || m != month || d != day)
        return false;
    *time_ms = ((days * 24 + hour) * 60 + minute - offset_min) * 60000 + second * 1000 + ms;
    return true;
}

int time_of_day(const char *text)
{
    int hours = read_digits(&text, 2);
    if (hours < 0 || !skip(&text, ':'))
        return -1;
    int minutes = read_digits(&text, 2);
    bool is_time = minutes >= 0 && minutes < 60 && hours * 60 + minutes <= 1440 && *text == '\0';
    return is_time ? hours * 60 + minutes : -1;
}

bool time_parse_offset(const char *text, int *offset_min)
{
    int minutes;
    if (!read_offset(&text, &minutes) || *text != '\0')
        return false;
    *offset_min = minutes;
    return true;
}
