/*
 * Ids are UUIDs of version 7 (RFC 9562, section 5.7): sortable by the time they were made.
 *
 * Within one source ids strictly increase, also when the clock stands still or steps back: the
 * 74 bits behind the time are a random number that is counted up (section 6.2, method 2).
 * A source seeded by a drill repeats its ids. Thread-safe.
 */
#ifndef LIFELINE_BASE_ID_H
#define LIFELINE_BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/sv.h"

enum { ID_TEXT_SIZE = 37 }; /* 36 characters and NUL */

struct id {
    char text[ID_TEXT_SIZE];
};

struct id_source;

/* Borrows the clock, which must outlive it. */
struct id_source *id_source_new(struct clock *clock, uint64_t seed);
void id_source_free(struct id_source *source);
struct id id_new(struct id_source *source);
/* The time a UUIDv7 was made. */
int64_t id_time_ms(const struct id *id);
/* Any UUID in its 8-4-4-4-12 hexadecimal form, either case (stored in lower case). */
bool id_parse(struct sv text, struct id *id);

#endif
