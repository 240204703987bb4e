/*
 * The keeper of the timers: wakes when something is due by the city's clock - a deadline, the end
 * of a mode, the expiry of a notice - and has it done (`timer.tick`). One thread; it hears of
 * events, because any of them may have set an earlier timer.
 */
#ifndef LIFELINE_LIVE_KEEPER_H
#define LIFELINE_LIVE_KEEPER_H

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "ops/ops.h"

struct keeper;

/* `log` may be NULL. Everything given is borrowed and must outlive the keeper. */
enum err keeper_start(struct ops *ops, struct clock *clock, struct log *log, struct keeper **out,
                      struct error *error);
/* Ends the thread and waits for it; NULL does nothing. */
void keeper_stop(struct keeper *keeper);

#endif
