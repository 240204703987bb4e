/* What jobs, requests and the plan need of visits. */
#ifndef LIFELINE_OPS_VISIT_INT_H
#define LIFELINE_OPS_VISIT_INT_H

#include "catalog/catalog.h"
#include "ops/gen/machines.h"
#include "ops/ops_int.h"

enum visit_state visit_state_of(const struct record *visit);
/* Moves a visit and its job together, checks the rules of the new state, saves both. */
enum err visit_move(struct op *op, struct record *visit, struct record *job, enum visit_state to,
                    const char *reason, int64_t at_ms, struct error *error);
/* Cancels a visit that is not over, on its own: the job is the caller's. Saves. */
enum err visit_cancel(struct op *op, struct record *visit, const char *reason, struct error *error);
/* The call-back's score fills the closing steps of the job's last visit. */
enum err visit_feedback(struct op *op, const struct record *job, const json_t *score,
                        struct error *error);
/* The recorded step with this code, or NULL. */
json_t *visit_step(const json_t *visit, const char *code);
/* ERR_RULE names the required steps of these phases ("site,gate") that are not recorded. */
enum err visit_check_steps(const json_t *visit, const char *const *phases, const char *what,
                           struct error *error);

/* A step that is a hand-over: the manifest with the number in `value` is of the step's kind,
 * belongs to no other job, and was taken over (or given away, all of it) by the visit's crew or the
 * vehicle it is on; else ERR_RULE. Ties it to the job and notes what it carried in `step`. Saves
 * it. */
enum err visit_custody(struct op *op, const struct record *job, const struct step *declared,
                       const json_t *value, json_t *step, struct error *error);

#endif
