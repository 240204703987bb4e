/*
 * Approvals: somebody must agree before a thing goes on, or, in the green channel, afterwards.
 * Chains are data (catalog/chain.h). What waits is told when its approval ends and goes on by
 * itself: jobs, permits, modes and notices. docs/approvals.md.
 *
 *   waiting --(every step has its quorum)--> approved
 *           --(one who may decide refuses)--> rejected
 *           --(what it was about is over)---> withdrawn
 *
 * The asker never decides. A step whose time passes goes on waiting, but the role it escalates to
 * may decide as well, and everybody is told.
 */
#ifndef LIFELINE_OPS_APPROVAL_INT_H
#define LIFELINE_OPS_APPROVAL_INT_H

#include "catalog/catalog.h"
#include "catalog/chain.h"
#include "ops/ops_int.h"

/* What is asked for. `chain`, or `part` of a service that names a role itself. */
struct approval_wish {
    const struct chain *chain;
    const struct approval_part *part;
    const struct record *about; /* NULL: a matter that is only words */
    const char *number;         /* of the thing, for people */
    const struct names *title;
    const char *reason;
};

enum err approval_ask(struct op *op, const struct approval_wish *wish, struct record *out,
                      struct error *error);
/* Reasons {code, text} of a job that waits for approvals or was refused one; empty: it may go on.
 * Kept by the op. */
enum err approval_reasons(struct op *op, const char *about, json_t **out, struct error *error);
/* What a thing no longer needs. */
enum err approvals_withdraw(struct op *op, const char *about, struct error *error);

/* Roles (words of packs/terms.yaml) that the caller may decide in: [{role, for}], where `for` names
 * the user who has delegated it, or is null. Kept by the op. */
enum err approval_roles(struct op *op, json_t **out, struct error *error);

/* ---- Between the files of approvals -----------------------------------------------------------
 */

/* The step at hand; NULL when the approval has ended. Borrowed. */
json_t *approval_step(const struct record *approval);
/* Counts open papers, sets the column fields and the timer, and saves. */
enum err approval_save(struct op *op, struct record *approval, struct error *error);
/* Gives a step its time. */
void approval_begin_step(struct op *op, json_t *step);

#endif
