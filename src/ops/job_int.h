/*
 * What requests, visits, zones and the plan need of jobs. A job and its visit move together: states
 * that a crew's phone sets go through visit_move (visit_int.h), all others through job_move.
 */
#ifndef LIFELINE_OPS_JOB_INT_H
#define LIFELINE_OPS_JOB_INT_H

#include "catalog/catalog.h"
#include "ops/gen/machines.h"
#include "ops/mode_int.h"
#include "ops/ops_int.h"

/* The situation that the catalog judges a job by. Borrows from `request_doc` (may be NULL). */
enum err job_situation(struct op *op, const json_t *job, struct situation *out,
                       struct error *error);
/* A new job of a request: priority, due time, requirements. Not yet inserted. */
enum err job_make(struct op *op, const struct record *request, const struct situation *situation,
                  const struct mode *mode, const json_t *customer_class, struct record *out,
                  struct error *error);
/* Asks for the approvals that the service wants in this situation. The caller judges the job by
 * job_admit afterwards. */
enum err job_ask_approvals(struct op *op, const struct record *job,
                           const struct situation *situation, struct error *error);
/* An approval about the job has ended or was asked again; `exception`: the rules of its zone no
 * longer hold it back.
 */
enum err job_approved(struct op *op, const char *id, bool exception, struct error *error);

enum job_state job_state_of(const struct record *job);
/* Checks the machine, sets the state and its times and writes "job.state"; the caller saves. */
enum err job_move(struct op *op, struct record *job, enum job_state to, const char *reason,
                  int64_t at_ms, struct error *error);
/* Takes crew and visit away from a job; the visit, when it is not over, is cancelled. */
enum err job_release(struct op *op, struct record *job, struct error *error);
/* ERR_RULE while an approval that the job waits for has not been given: nobody departs before. */
enum err job_check_approved(struct op *op, const struct record *job, struct error *error);
/* Where the zone's level does not admit the service, or an approval is awaited, the job is held and
 * says so; where it was held for that and may go on now, it goes on. The caller saves. */
enum err job_admit(struct op *op, struct record *job, const struct situation *situation,
                   struct error *error);
bool job_is_held_by_rule(const struct record *job);
/* A zone or a mode has changed: open jobs that nobody has taken in hand get the zone, the
 * requirements and the priority that hold at their place now. */
enum err jobs_reassess(struct op *op, struct error *error);

#endif
