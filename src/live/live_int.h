/*
 * Inside of the dispatcher: its state, and the turns its thread takes.
 *
 *   live.c      life and thread: hears events, decides whose turn it is
 *   turns.c     one turn of planning on what is due, or of improving a neighbourhood
 *   coverage.c  how soon the next urgent call could be reached, anywhere
 *   answers.c   questions of people, answered between two turns on the same picture
 */
#ifndef LIFELINE_LIVE_LIVE_INT_H
#define LIFELINE_LIVE_LIVE_INT_H

#include <pthread.h>

#include "live/live.h"
#include "live/phases_int.h"
#include "live/round_int.h"

/* What an event said, until the dispatcher's thread takes it. */
struct heard {
    char type[48], noun[24], noun_id[ID_TEXT_SIZE];
    int64_t seq, at_ns; /* at_ns: when it was heard */
};

enum { LIVE_URGENT = 50 }; /* from this priority on a call is answered before anything else */

struct asked; /* answers.c */

struct live {
    struct live_config config;
    struct world world;
    struct network network;
    pthread_t thread;
    unsigned effects;         /* of what was heard and is not planned for yet */
    int64_t heard_seq;        /* the last event that was taken */
    bool saw_all;             /* the last turn looked at everything */
    struct map improvable;    /* crews whose routes have not been searched for long */
    int64_t improve_after_ns; /* not before: the share of a processor is used up */
    int64_t improve_after_ms; /* likewise, by the city's clock */
    int64_t look_at_all_ms;   /* then also at what goes as planned */

    pthread_mutex_t mutex; /* guards what follows */
    VEC(struct heard) heard;
    struct asked *asked;       /* the question that waits, or NULL */
    volatile bool interrupted; /* something was heard or asked: ends a long search */
    volatile bool is_urgent;   /* an urgent call was heard: puts off what is not */
    bool stopping;
    int64_t rests_until_ms; /* the thread waits for this time or an event; 0: it works */
    pthread_cond_t rested, answered;
    struct live_stats stats;

    struct phases phases;         /* guards itself */
    _Atomic int64_t broken_at_ns; /* when `interrupted` was set last */
};

/* Takes what was heard into the picture's list of things to fetch, and notes the effects. */
void live_take_heard(struct live *live);

/* Plans for the most urgent thing that is due, `is_time` because time has passed. Some may be due
 * still. */
enum err turn_answer(struct live *live, bool is_time, struct error *error);
/* Searches one neighbourhood for long. */
enum err turn_improve(struct live *live, struct error *error);

/* How soon each part of the city could be reached (coverage.c). New. */
enum err coverage_answer(struct live *live, struct arena *arena, json_t **answer,
                         struct error *error);

/* Who stands on which post (roster.c); on the caller's thread, from what the store says. New. */
enum err roster_answer(struct ops *ops, const json_t *args, json_t **answer, struct error *error);

/* Answers the question that waits, if any. */
void answer_question(struct live *live);
/* What ops asks on a caller's thread: waits for the answer. */
enum err answer_wait(void *context, const char *question, const json_t *args, json_t **answer,
                     struct error *error);

#endif
