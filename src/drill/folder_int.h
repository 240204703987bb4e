/*
 * The folder that a drill writes into. It is made under TMPDIR, in memory where that is not set and
 * there is such a place, and taken away at the end. A process that is killed cannot do that: its
 * folder is held by a lock that ends with the process, and whoever makes a folder next takes away
 * those that nobody holds.
 */
#ifndef LIFELINE_DRILL_FOLDER_INT_H
#define LIFELINE_DRILL_FOLDER_INT_H

#include <limits.h>

#include "base/err.h"

enum { FOLDER_PATH_MAX = PATH_MAX - 64, FOLDER_STALE_S = 60 };

struct folder {
    char path[FOLDER_PATH_MAX]; /* "": none */
    int lock;                   /* an open file that holds it */
};

/* A folder younger than FOLDER_STALE_S is left alone: it may not be held yet. */
enum err folder_make(struct folder *folder, struct error *error);
void folder_remove(struct folder *folder); /* with the files in it; "" does nothing */

#endif
