/*
 * How many calls a client may make: a token bucket each (`rate` tokens a second, at most `burst`
 * saved up; one token a call). The table has a fixed number of rows; clients whose names fall on
 * the same row share its bucket, so an attacker with many addresses cannot make it grow.
 * Thread-safe.
 */
#ifndef LIFELINE_HTTP_RATE_H
#define LIFELINE_HTTP_RATE_H

#include "base/sv.h"

struct rate;

struct rate *rate_new(double per_s, double burst);
void rate_free(struct rate *rate);
/* Takes `cost` tokens of a client's bucket; false: there are not enough. */
bool rate_take(struct rate *rate, struct sv client, double cost, int64_t now_ns);
/* Whether there are as many, without taking any. */
bool rate_has(struct rate *rate, struct sv client, double cost, int64_t now_ns);

#endif
