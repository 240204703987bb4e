/* Accounts: the rows behind users. */
#ifndef LIFELINE_OPS_ACCOUNT_INT_H
#define LIFELINE_OPS_ACCOUNT_INT_H

#include "ops/ops_int.h"

/* Replaces `password` in the arguments by its argon2id hash. Slow: on the caller's thread, before
 * the call is queued. */
enum err account_hash_password(json_t *args, struct error *error);

#endif
