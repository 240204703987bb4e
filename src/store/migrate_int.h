/* The schema's steps, embedded by tools/embed_sql.py, and the bringing up to date. */
#ifndef LIFELINE_STORE_MIGRATE_INT_H
#define LIFELINE_STORE_MIGRATE_INT_H

#include "base/clock.h"
#include "store/sql.h"

struct migration {
    int number;
    const char *name, *text;
};

extern const struct migration migrations[]; /* ends with number 0 */

/* Runs what is missing, each step in a transaction of its own. A database of a newer program is
 * refused with ERR_UNSUPPORTED. */
enum err migrate(struct sql *sql, struct error *error);

#endif
