/*
 * A data folder opened for work: log, clock, database, packs and the commands over them. What every
 * sub-command with --data begins with.
 *
 * Several processes may have the same folder open (a server and a `user add`); only one may serve
 * it, which `instance_claim` sees to.
 */
#ifndef LIFELINE_CLI_INSTANCE_H
#define LIFELINE_CLI_INSTANCE_H

#include "ops/ops.h"
#include "store/store.h"

struct instance_config {
    const char *data;  /* the folder; NULL is an error that says so */
    const char *packs; /* the catalog's folder; NULL: found (see instance_packs) */
    bool must_exist;   /* refuse a folder without a database instead of making one */
    bool no_catalog;   /* the command needs no packs */
    int64_t clock_ms;  /* a virtual clock that begins then; 0: the real one */
    enum log_level log_least;
};

struct instance {
    const char *data;
    struct log *log;
    struct clock *clock, *log_clock;
    struct store *store;
    struct catalog *catalog;
    struct id_source *ids;
    struct ops *ops;
    int lock_fd;
};

enum { INSTANCE_OFFSET_MIN = 8 * 60 }; /* of the city from UTC */

enum err instance_open(const struct instance_config *config, struct instance *out,
                       struct error *error);
/* Store and ops first, then the rest; also of one that could not be opened whole. */
void instance_close(struct instance *instance);
/* Ends what runs in the instance and lets its queue run dry; for a server, whose door must outlive
 * the store's writer. `instance_close` follows. */
void instance_quiet(struct instance *instance);

/* Takes the folder for serving: ERR_BUSY when another process serves it. Held until closed. */
enum err instance_claim(struct instance *instance, struct error *error);

/* DATA/packs, then packs/ beside the program or above it, then the installed ones; NULL: none. */
const char *instance_packs(const char *data, char *path, size_t size);

#endif
