/*
 * A copy of a city's database, taken while it is served: one consistent state, read only, by
 * SQLite's online backup. What is copied is opened for reading and not changed.
 */
#ifndef LIFELINE_STORE_COPY_H
#define LIFELINE_STORE_COPY_H

#include "base/err.h"

/* From the folder `from` (lifeline.db in it) to the folder `to`, which must have none yet. */
enum err store_copy(const char *from, const char *to, struct error *error);

#endif
