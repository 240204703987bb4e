/*
 * The events of a part of a write that may be undone alone (ROLLBACK TO a savepoint): marked
 * before, taken back after, so that the log goes on without a gap.
 */
#ifndef LIFELINE_STORE_MARK_H
#define LIFELINE_STORE_MARK_H

#include "store/event.h"

struct event_mark {
    int64_t seq;
    unsigned char hash[EVENT_HASH_SIZE];
    size_t n;
};

struct event_mark event_mark(struct sql *sql);
void event_take_back(struct sql *sql, const struct event_mark *mark);

#endif
