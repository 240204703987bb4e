/*
 * The runner of what-ifs in a served city. It hears that one was asked for (`rehearsal.start`),
 * plays it in a process of its own - this program, `drill --from` the served folder - and records
 * how far it is and what came of it (`rehearsal.report`). One at a time, at the lowest priority,
 * within a processor time; the served city is only read. What was waiting or under way when a
 * server stopped is played by the next.
 */
#ifndef LIFELINE_DRILL_RUNNER_H
#define LIFELINE_DRILL_RUNNER_H

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "ops/ops.h"

struct runner;

struct runner_config {
    struct ops *ops;
    struct clock *clock; /* the city's */
    struct log *log;     /* may be NULL */
    const char *program; /* NULL: the one that runs */
    const char *data, *packs;
    const char *map; /* its street network; NULL: city.road in the folder */
    int cpu_s;       /* for one; 0: RUNNER_CPU_S */
};

enum { RUNNER_CPU_S = 600 };

/* What is given is borrowed and must outlive the runner. */
enum err runner_start(const struct runner_config *config, struct runner **out, struct error *error);
void runner_stop(struct runner *runner); /* ends what is under way; NULL does nothing */

#endif
