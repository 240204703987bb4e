/* What a label is made of: the way into a position and the begin there. Parts of times.c that the
 * schedule (schedule.c) is told from. */
#ifndef LIFELINE_PLAN_ROUTE_TIMES_INT_H
#define LIFELINE_PLAN_ROUTE_TIMES_INT_H

#include "plan/route/eval_int.h"

/* Somebody under way. */
struct walk {
    struct eval *eval;
    int64_t now_s, drive_s; /* changed while walking */
    uint32_t bad;
};

/* Notes that something happens. */
struct happening *times_happen(struct eval *eval, enum plan_stop_kind kind, uint32_t index);
/* From leaving one position to arriving at the next, with the breaks [first, last) on the way and
 * perhaps a rest at the end; `tell` notes what happens. */
void times_walk(struct walk *walk, uint32_t position, uint32_t first, uint32_t last, bool rest,
                bool tell);
/* The release of the trip that a position starts (0: the route's start), -TIME_MAX for none. */
int64_t times_trip_release(const struct eval *eval, uint32_t position);
/* When service begins at a position for somebody who is there at `time`; how late it is against
 * what is allowed (early: negative) goes to `delay`, the room up to the end of the window to `cap`.
 */
int64_t times_begin_at(const struct eval *eval, uint32_t position, int64_t time, int64_t *delay,
                       int64_t *cap);
/* What it is called when it is too late there: closed facilities are a family of their own. */
uint32_t times_family(const struct eval *eval, uint32_t position);
/* All labels of a position from those of the one before; false when there are none. What is in the
 * way is added to `bad`. */
bool times_extend(struct eval *eval, uint32_t position, uint32_t *bad);

#endif
