/*
 * What a person decided, kept so that it can be taken back: who, when, why, and how each job, the
 * service or the crew was before.
 */
#ifndef LIFELINE_OPS_DECISION_INT_H
#define LIFELINE_OPS_DECISION_INT_H

#include "ops/ops_int.h"

extern const struct noun noun_decision;

struct decision {
    struct op *op;
    struct record record;
};

void decision_begin(struct decision *decision, struct op *op);
/* Notes how a job is, before the caller changes and saves it. */
enum err decision_note(struct decision *decision, struct record *job, struct error *error);
/* A job that the decision made: taking it back cancels it. */
void decision_made(struct decision *decision, const struct record *job);
/* How a service was dispatched before, and is now; who went into a crew for whom. */
void decision_of_service(struct decision *decision, const char *service, const char *was,
                         const char *is);
void decision_of_crew(struct decision *decision, const char *crew, const char *out, const char *in);
/* Keeps the decision and writes "job.decided" for each of its jobs, with `data` (stolen). */
enum err decision_end(struct decision *decision, json_t *data, struct error *error);

#endif
