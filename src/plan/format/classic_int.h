/* The readers behind classic_read(), one for each kind of file. */
#ifndef LIFELINE_PLAN_FORMAT_CLASSIC_INT_H
#define LIFELINE_PLAN_FORMAT_CLASSIC_INT_H

#include "plan/format/classic.h"
#include "plan/format/lines_int.h"

/* Numbers in these files are far smaller; more would not fit the solver's scaled integers. */
#define CLASSIC_NUMBER_MAX 1e8

/* All stand on the line that they judge; `instance` is zeroed. */
enum err classic_read_solomon(struct lines *lines, struct arena *arena, struct classic *instance);
enum err classic_read_lilim(struct lines *lines, struct arena *arena, struct classic *instance);
enum err classic_read_vrplib(struct lines *lines, struct arena *arena, struct classic *instance);

/* `count` like vehicles of a depot. */
void classic_fleet(struct arena *arena, struct classic *instance, size_t count, int64_t capacity);

#endif
