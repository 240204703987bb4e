/*
 * Posts, rosters and duties. A roster is planned outside of the commands (live/roster.c asks
 * plan/roster) from what `roster.basis` gives, and recorded by `roster.plan`. A duty is one
 * person's shift on a post; who stands there is on duty until somebody has relieved them, whatever
 * the hour.
 */
#ifndef LIFELINE_OPS_ROSTER_INT_H
#define LIFELINE_OPS_ROSTER_INT_H

#include "ops/ops_int.h"

enum { ROSTER_REST_H = 12, ROSTER_WEEK_H = 44, ROSTER_WEEK_DAYS = 6 };

/* The rules asked for (may be NULL), with what is usual for what they do not say. New. */
json_t *roster_rules(const json_t *asked);

/* What people stand in some days, to judge one more shift by. */
struct duty_span {
    int64_t from_ms, until_ms;
};
struct duty_book {
    struct map people; /* id -> index + 1 of `lists`, as a pointer */
    VEC(struct duty_list { VEC(struct duty_span) spans; }) lists;
};
/* All duties of issued rosters, and of one more, that touch the span; but for one. */
enum err duty_book_read(struct op *op, const struct record *roster, const struct record *but,
                        int64_t from_ms, int64_t until_ms, struct duty_book *book,
                        struct error *error);
void duty_book_free(struct duty_book *book);

struct duty_look {
    bool may;
    double week_h;    /* with the shift, in the seven days that hold most */
    int64_t rested_h; /* before the shift; the rest asked for where it is longer */
    const char *why;  /* in words, when they may not */
};
struct duty_look duty_book_look(const struct duty_book *book, const char *person,
                                struct duty_span shift, const json_t *rules);

/* Whether the person has all of the skills. */
bool duty_skilled(const json_t *person, const json_t *skills);

#endif
