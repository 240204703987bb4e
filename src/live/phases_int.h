/*
 * Where the time between an event and the committed plan goes: a histogram for each phase of a
 * turn. Written by the dispatcher's thread, read from any.
 */
#ifndef LIFELINE_LIVE_PHASES_INT_H
#define LIFELINE_LIVE_PHASES_INT_H

#include <stdatomic.h>
#include <stdint.h>

#include "live/live.h"

/* Four buckets an octave of microseconds: a share is told to within a fifth of its value. */
enum { PHASE_BUCKETS = 128 };

struct phases {
    _Atomic uint64_t counts[LIVE_PHASES][PHASE_BUCKETS];
    _Atomic int64_t sum_us[LIVE_PHASES], worst_us[LIVE_PHASES];
};

void phase_note(struct phases *phases, enum live_phase phase, int64_t took_ns);
/* Notes the time since *since_ns, which becomes now. Without phases only the latter. */
void phase_end(struct phases *phases, enum live_phase phase, int64_t *since_ns);
void phases_clear(struct phases *phases);
void phases_read(struct phases *phases, struct live_phase_times out[LIVE_PHASES]);

#endif
