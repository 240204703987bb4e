/*
 * Timers: what happens by itself when its time has come - a deadline that passes, a mode that ends,
 * a notice that expires. A thing has at most one; setting it again moves it. `timer.tick` (called
 * by live/keeper, or a test) runs those that are due, each in a part of its own: one that fails is
 * written as the event "timer.failed" and does not come again. Whatever must be true at a moment
 * (which mode holds) is asked of the times themselves and does not wait for a tick.
 */
#ifndef LIFELINE_OPS_TIMER_INT_H
#define LIFELINE_OPS_TIMER_INT_H

#include "ops/ops_int.h"

/* INT64_MAX: no timer any more. */
enum err timer_set(struct op *op, const struct record *about, int64_t at_ms, struct error *error);
/* An errand is about no thing of a noun; `id` says of what it is, where there are several. An
 * earlier time that it has stays. */
enum err timer_errand(struct op *op, const char *errand, const char *id, int64_t at_ms,
                      struct error *error);

/* What is done for the nouns that have timers; each in the file of its noun. */
typedef enum err timer_work(struct op *op, struct record *about, struct error *error);
timer_work mode_timer, approval_timer, notice_timer, round_timer, feedback_timer, request_timer,
    visit_timer, job_timer, crew_timer, manifest_timer, site_timer, duty_timer;

typedef enum err errand_work(struct op *op, const char *id, struct error *error);
errand_work staff_count, privacy_sweep, reports_watch;

#endif
