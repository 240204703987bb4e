#include "road/conditional.h"

#include <string.h>

enum { DAY_MIN = 24 * 60, ALL_DAYS = 127 };

struct week_time week_time_at(int64_t time_ms, int utc_offset_min)
{
    int64_t minutes = time_ms / 60000 + utc_offset_min;
    int64_t day = minutes >= 0 ? minutes / DAY_MIN : -((-minutes + DAY_MIN - 1) / DAY_MIN);
    /* 1970-01-01 was a Thursday. */
    return (struct week_time){(int)(((day + 3) % 7 + 7) % 7), (int)(minutes - day * DAY_MIN)};
}

static int day_of(struct sv text)
{
    static const char names[] = "MoTuWeThFrSaSu";
    for (int day = 0; day < 7; day++)
        if (text.n == 2 && memcmp(text.at, names + day * 2, 2) == 0)
            return day;
    return -1;
}

/* "Mo", "Mo-Fr", "Sa-Mo", "Mo,We,Fr" as a set of days; 0 when it is none of these. */
static unsigned days_of(struct sv text)
{
    unsigned days = 0;
    while (text.at) {
        struct sv last = sv_cut(&text, ','), first = sv_cut(&last, '-');
        int from = day_of(first), to = last.at ? day_of(last) : from;
        if (from < 0 || to < 0)
            return 0;
        for (int day = from;; day = (day + 1) % 7) {
            days |= 1u << day;
            if (day == to)
                break;
        }
    }
    return days;
}

static bool minute_of(struct sv text, int *out)
{
    struct sv minutes = text, hours = sv_cut(&minutes, ':');
    int64_t hour, minute;
    if (!minutes.at || !sv_to_i64(hours, &hour) || !sv_to_i64(minutes, &minute) || hour < 0 ||
        hour > 24 || minute < 0 || minute > 59)
        return false;
    *out = (int)(hour * 60 + minute);
    return true;
}

/* Whether a list of time ranges, on days of a set, holds now; `understood` is cleared for a text
 * that is no such list. */
static bool times_hold(struct sv text, unsigned days, struct week_time now, bool *understood)
{
    bool hold = false;
    unsigned today = days >> now.day & 1, yesterday = days >> ((now.day + 6) % 7) & 1;
    while (text.at) {
        struct sv last = sv_trim(sv_cut(&text, ',')), first = sv_cut(&last, '-');
        int from, to;
        if (!last.at || !minute_of(first, &from) || !minute_of(last, &to)) {
            *understood = false;
            return false;
        }
        if (from < to)
            hold |= today && now.minute >= from && now.minute < to;
        else
            hold |= (today && now.minute >= from) || (yesterday && now.minute < to);
    }
    return hold;
}

/* One rule: "Mo-Fr 07:00-09:30,16:00-18:30", "Sa", "07:00-09:00". */
static bool rule_holds(struct sv rule, struct week_time now, bool *understood)
{
    struct sv times = sv_trim(rule);
    if (sv_is(times, "24/7"))
        return true;
    struct sv first = sv_cut(&times, ' ');
    unsigned days = days_of(first);
    if (!days) /* no days: every day */
        return times_hold(sv_trim(rule), ALL_DAYS, now, understood);
    if (!times.at)
        return days >> now.day & 1;
    return times_hold(sv_trim(times), days, now, understood);
}

static bool condition_holds(struct sv condition, struct week_time now)
{
    bool understood = true, hold = false;
    while (condition.at && understood)
        hold |= rule_holds(sv_cut(&condition, ';'), now, &understood);
    return hold && understood;
}

struct sv conditional_value(struct sv text, struct week_time now)
{
    struct sv value = {NULL, 0};
    while (text.at) {
        struct sv condition = text, clause_value = sv_trim(sv_cut(&condition, '@'));
        condition = sv_trim(condition);
        bool bracketed = sv_starts(condition, "(");
        struct sv rest = condition, inside = sv_cut(&rest, bracketed ? ')' : ';');
        if (bracketed) {
            inside.at++;
            inside.n--;
            sv_cut(&rest, ';');
        }
        if (clause_value.n && inside.n && condition_holds(inside, now))
            value = clause_value;
        text = rest;
    }
    return value;
}
