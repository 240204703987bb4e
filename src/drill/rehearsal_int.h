/* A what-if as it was asked for, as a drill file; and what of the drill's report is kept. */
#ifndef LIFELINE_DRILL_REHEARSAL_INT_H
#define LIFELINE_DRILL_REHEARSAL_INT_H

#include "base/json.h"

/* Both give a new reference. Times that have passed by `now_ms` happen at once. */
json_t *rehearsal_drill(const json_t *rehearsal, int64_t now_ms);
json_t *rehearsal_result(const json_t *report);

#endif
