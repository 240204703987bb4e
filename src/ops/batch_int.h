/*
 * Many commands in one durable write: all of them, or none. Each runs under a savepoint of its own,
 * so that a wrong one can be named and the rest still be looked at.
 */
#ifndef LIFELINE_OPS_BATCH_INT_H
#define LIFELINE_OPS_BATCH_INT_H

#include "ops/ops_int.h"

/* Inside of a batch: what the commands are run with. */
struct batch {
    struct ops *ops;
    const struct actor *actor;
    struct sql *sql; /* set while the batch runs */
};

/* Runs one command of the batch; `args` are taken over. The id of what it made or answered goes to
 * `id` unless that is NULL. A failed one leaves nothing. */
enum err batch_command(struct batch *batch, const char *name, json_t *args, char id[ID_TEXT_SIZE],
                       struct error *error);
/* Runs `work` as one write; whatever it returns other than ERR_OK undoes everything. */
typedef enum err batch_work(struct batch *batch, void *context, struct error *error);
enum err batch_run(struct ops *ops, const struct actor *actor, batch_work *work, void *context,
                   struct error *error);

#endif
