/*
 * Alarms: somebody has to look, now. One thing has at most one open alarm of a kind; what gets
 * worse climbs (and has to be acknowledged anew), what is over clears itself. They are rows and
 * timers, so a restart loses none.
 */
#ifndef LIFELINE_OPS_ALARM_INT_H
#define LIFELINE_OPS_ALARM_INT_H

#include "catalog/catalog.h"
#include "ops/ops_int.h"
#include "ops/timer_int.h"

enum alarm_kind {
    ALARM_NO_ANSWER, /* a crew does not answer: word is who is told */
    ALARM_OVERDUE,   /* due, and nobody there */
    ALARM_IN_DANGER, /* planned later than it is due */
    ALARM_CHECK_IN,  /* not heard of in a dangerous place */
    ALARM_SUIT,      /* a suit worn too long */
    ALARM_DRIVING,   /* too long at the wheel */
    ALARM_HELD,      /* a manifest is held longer than its kind allows: word is the limit */
    ALARM_FULL,      /* a plant has taken in nearly all it can on a day: word is who has room */
    ALARM_REPORT,    /* an organisation has not reported when a mode asks for it */
    ALARM_RELIEF,    /* a shift is not taken over: word is post, hour, whether it is empty */
    ALARM_KINDS
};

/* Raises it, or climbs when `step` is higher than before. `job` and `word` may be NULL; they fill
 * texts. Without a job the thing itself is named. */
enum err alarm_raise(struct op *op, enum alarm_kind kind, const struct record *about,
                     const struct record *job, const char *crew, int64_t step,
                     const struct names *word, struct error *error);
/* Clears an open one; nothing when there is none. */
enum err alarm_clear(struct op *op, enum alarm_kind kind, const char *about, struct error *error);

/* ---- What is watched (watch.c) ----------------------------------------------------------------
 */

/* A visit has moved on: sets its next time and clears what is over. */
enum err watch_visit(struct op *op, struct record *visit, struct error *error);
/* A job has a visit with these times, or is over (`planned` NULL). */
enum err watch_job(struct op *op, struct record *job, const json_t *planned, struct error *error);
/* A crew begins or ends driving. The caller saves. */
enum err watch_crew(struct op *op, struct record *crew, const char *was, const char *is,
                    struct error *error);
/* A manifest has changed hands, or its limit has come. */
enum err watch_manifest(struct op *op, struct record *manifest, struct error *error);
/* A shift is watched until somebody has taken it over: from its beginning, or from when a
 * substitute was asked. */
enum err watch_duty(struct op *op, struct record *duty, struct error *error);
/* All shifts of an issued roster that nobody has taken over and that are not over yet. Those that
 * begin after `planned_ms` have just been planned: who fell out of one before is not awaited. */
enum err watch_roster(struct op *op, const struct record *roster, int64_t planned_ms,
                      struct error *error);
/* A plant has taken in `taken_g` of `capacity_g` today; `room` names who has room. */
enum err watch_plant(struct op *op, struct record *site, int64_t taken_g, int64_t capacity_g,
                     const struct names *room, struct error *error);
#endif
