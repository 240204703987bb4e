/*
 * Conditional restrictions (https://wiki.openstreetmap.org/wiki/Conditional_restrictions), read at
 * one moment: "no_left_turn @ (Mo-Fr 07:00-09:30,16:00-18:30); only_straight_on @ (Sa
 * 08:00-12:00)".
 *
 * What is understood of a condition are days of the week (Mo, Mo-Fr, Mo,We) and times of the day,
 * both optional, in rules parted by ';', and 24/7. A time range that ends before it begins goes on
 * into the next day. A clause with anything else in its condition (holidays, weights, wet) is taken
 * as not in force.
 */
#ifndef LIFELINE_ROAD_CONDITIONAL_H
#define LIFELINE_ROAD_CONDITIONAL_H

#include "base/sv.h"

/* A moment of the week in local time. */
struct week_time {
    int day;    /* 0 Monday ... 6 Sunday */
    int minute; /* of the day */
};

struct week_time week_time_at(int64_t time_ms, int utc_offset_min);
/* The value of the last clause in force, borrowed from `text`; empty when none is. */
struct sv conditional_value(struct sv text, struct week_time now);

#endif
