/* What is to be played and when: a binary heap, by time, then in the order it was put in. */
#ifndef LIFELINE_DRILL_QUEUE_INT_H
#define LIFELINE_DRILL_QUEUE_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

enum moment_kind {
    MOMENT_CALL,    /* who: demand */
    MOMENT_TOLD,    /* a line of the script was said; who: demand */
    MOMENT_HAPPENS, /* who: happening */
    MOMENT_ACCEPT,  /* who: crew, as below */
    MOMENT_REPORT,  /* position */
    MOMENT_ARRIVE,
    MOMENT_ENTER, /* gate passed, dressed */
    MOMENT_FINISH,
    MOMENT_FREE,     /* cleaned */
    MOMENT_FEEDBACK, /* who: demand */
    MOMENT_RELIEF,   /* somebody comes to a post, or goes home; who: duty */
};

struct moment {
    int64_t at_ms;
    uint64_t seq;
    enum moment_kind kind;
    uint32_t who;
    uint32_t turn; /* of the crew: an earlier turn's moments are void */
};

struct queue {
    VEC(struct moment) heap;
    uint64_t seq;
};

void queue_put(struct queue *queue, int64_t at_ms, enum moment_kind kind, uint32_t who,
               uint32_t turn);
/* False when nothing is left. */
bool queue_take(struct queue *queue, struct moment *out);
void queue_free(struct queue *queue);

#endif
