/* Inside of the event streams: the ring (events.c) and the streams that read it (stream.c). */
#ifndef LIFELINE_HTTP_EVENTS_INT_H
#define LIFELINE_HTTP_EVENTS_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/events.h"

enum {
    EVENTS_RING = 8192,
    EVENTS_LOOPS_MAX = 16,
    EVENTS_LOOK_S = 2,      /* how often the log is asked for events of other processes */
    EVENTS_BEAT_S = 15,     /* a comment on every stream */
    EVENTS_STREAM_S = 3600, /* then the client comes back with its Last-Event-ID */
    EVENTS_PAGE = 200,      /* events of one reading when a stream catches up */
    EVENTS_PAGE_BYTES = 64 * 1024,
};

/* An event as it is sent; shared by the ring and by who is writing it out. */
struct line {
    _Atomic int refs;
    int64_t seq;
    char org[ID_TEXT_SIZE], noun[24];
    size_t n;
    char text[];
};
struct line *line_new(const struct ops_event *event);
void line_put(struct line *line);

/* What a loop knows of its streams; only on its thread, except the flag. */
struct events_loop {
    struct events *events;
    uint32_t index;
    _Atomic bool is_woken;
    struct stream *streams;
    uint64_t next_id;
};

struct events {
    struct ops *ops;
    struct pool *pool;
    struct http_server *server;
    struct events_loop loops[EVENTS_LOOPS_MAX];
    _Atomic int64_t sent, dropped;
    pthread_t keeper;
    bool has_keeper, is_subscribed;

    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct line *ring[EVENTS_RING]; /* those from first to last */
    int64_t first, last;
    bool is_behind, is_ending;
};

/* Tasks on a loop's thread; the context is its struct events_loop. */
void stream_pump_all(void *loop);
void stream_beat_all(void *loop);

#endif
