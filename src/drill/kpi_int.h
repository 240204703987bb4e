/* What the page draws, gathered at the end: streets, jobs, ways driven, the crews' day. */
#ifndef LIFELINE_DRILL_KPI_INT_H
#define LIFELINE_DRILL_KPI_INT_H

#include "drill/play_int.h"

/* {roads, jobs, crews, box}; minutes count from the drill's start. New reference. */
json_t *pictures_json(struct play *play, const json_t *jobs_by_id);

#endif
