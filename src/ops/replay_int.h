/*
 * Idempotency: the answer to a command with an Idempotency-Key is kept with a hash of the call, by
 * caller and key. The same call gives the kept answer and does nothing; another call under the same
 * key is refused. Kept for REPLAY_KEPT_MS, sealed (seal_int.h): they hold what the caller saw.
 * Failures are not kept, they may be tried again.
 */
#ifndef LIFELINE_OPS_REPLAY_INT_H
#define LIFELINE_OPS_REPLAY_INT_H

#include "ops/ops_int.h"

enum { CALL_HASH_SIZE = 65 };
static const int64_t REPLAY_KEPT_MS = INT64_C(48) * 3600 * 1000;

/* Hash of command and arguments, before anything is put into them. */
void call_hash(const struct command *command, const json_t *args, char hash[CALL_HASH_SIZE]);
/* Sets *found and fills the reply when this call was answered before. */
enum err replay_find(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     bool *found, struct error *error);
enum err replay_keep(struct op *op, const char *key, const char *hash, struct ops_reply *reply,
                     struct error *error);
/* Takes kept answers about a thing away. */
enum err replay_forget(struct op *op, const char *thing_id, struct error *error);

#endif
