/*
 * Brings the write-ahead log into the database beside the writer, so that no commit waits for it:
 * a thread with a connection of its own, which works when the log has grown by LOG_PAGES. It never
 * blocks the writer. A log that grows faster than that is brought in by the writer itself, once it
 * has LOG_PAGES_MAX pages: the log stays bounded.
 */
#ifndef LIFELINE_STORE_CHECKPOINT_H
#define LIFELINE_STORE_CHECKPOINT_H

#include "base/err.h"
#include "base/log.h"
#include "store/sql.h"

enum { LOG_PAGES = 4000, LOG_PAGES_MAX = 32000 }; /* of 4 KiB */

struct checkpointer;

/* `writer` must outlive it. `log` may be NULL. */
enum err checkpointer_start(const char *path, struct sql *writer, struct log *log,
                            struct checkpointer **out, struct error *error);
/* After the writer's last commit; NULL does nothing. */
void checkpointer_stop(struct checkpointer *checkpointer);

#endif
