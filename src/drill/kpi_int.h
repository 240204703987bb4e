/* The figures of a drill, and what the page draws of it, gathered at the end. */
#ifndef LIFELINE_DRILL_KPI_INT_H
#define LIFELINE_DRILL_KPI_INT_H

#include "drill/play_int.h"

double kpi_rounded(double value); /* three decimals */

/* ready.c: the longest time, while a crew for the service was on shift, in which none stood ready,
 * in minutes; null when none was. */
json_t *ready_gap(const struct play *play, const char *service);

/* targets.c: each target with its result and whether it is met; `*met`: all are. */
json_t *targets_json(struct play *play, const json_t *kpis, bool *met);

/* pictures.c: {roads, jobs, crews, box}; minutes count from the drill's start. New reference. */
json_t *pictures_json(struct play *play, const json_t *jobs_by_id);

#endif
