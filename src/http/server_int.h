/*
 * Inside of the server: loops, connections, slots. Everything here belongs to one loop's thread,
 * except the mailbox of a loop (its own lock) and the counters (atomic).
 *
 *     bytes in -> conn (HEAD -> BODY) -> slot: request -> handle() ... answer -> conn -> bytes out
 *
 * A slot holds one request from its head to its answer and outlives the connection when the client
 * hangs up; a connection holds at most one slot.
 */
#ifndef LIFELINE_HTTP_SERVER_INT_H
#define LIFELINE_HTTP_SERVER_INT_H

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "http/parse.h"
#include "http/server.h"

enum {
    SERVER_LOOPS_MAX = 16,
    CONN_INPUT_MAX = 64 * 1024,   /* unread bytes kept of one connection */
    CONN_OUTPUT_MAX = 256 * 1024, /* unsent bytes above which no further request is taken up */
    CONN_LINGER_MS = 2000,        /* for the client to read the last answer */
    CONN_LINGER_BYTES = 8 * 1024 * 1024,
    BODY_BYTES_PER_S = 16 * 1024, /* slower senders are cut off */
    SWEEP_MS = 100,
};

struct conn;

struct slot {
    struct http_request request;
    struct evbuffer *body;
    struct conn *conn; /* NULL: the client has gone */
    uint32_t generation;
    bool is_live;
};

struct mail {
    struct mail *next;
    void (*task)(void *context); /* NULL: an answer */
    void *context;
    struct http_ticket ticket;
    struct http_answer answer;
};

struct loop {
    struct http_server *server;
    uint32_t index;
    pthread_t thread;
    struct event_base *base;
    struct evconnlistener *listener;
    struct event *sweep, *wake;
    int wake_fd;

    pthread_mutex_t lock; /* of the mailbox */
    struct mail *mail_first, **mail_last;
    bool is_closed; /* takes no more mail */

    VEC(struct slot *) slots;
    VEC(uint32_t) free_slots;
    struct conn *conns; /* doubly linked */
    uint32_t pending;   /* live slots that a handler holds */
    bool is_stopping;
    int64_t stop_by_ns;
    int64_t date_s; /* the second that `date` shows */
    char date[40];
};

struct http_server {
    struct http_config config;
    struct http_limits limits;
    struct clock *clock; /* real: for the Date field */
    char url[96];
    uint32_t loops_n, started;
    struct loop loops[SERVER_LOOPS_MAX];
    pthread_mutex_t clients_lock;
    struct map clients; /* address -> connections, as a number in the pointer */
    _Atomic int64_t accepted, open, streams, refused, bytes_out;
    _Atomic int grace_ms;
};

enum conn_state {
    CONN_HEAD,   /* waiting for or reading a head */
    CONN_BODY,   /* reading a body */
    CONN_WAIT,   /* a handler has the request */
    CONN_STREAM, /* an endless answer */
    CONN_FLUSH,  /* the last bytes are leaving, then linger */
    CONN_LINGER, /* our side is shut; what the client still sends is thrown away */
};

struct http_stream {
    struct conn *conn;
    struct http_stream_events events;
    void *context;
};

struct conn {
    struct loop *loop;
    struct conn *prev, *next;
    struct bufferevent *bev;
    enum conn_state state;
    struct slot *slot;
    struct http_head head;
    size_t body_max, body_left; /* left: of the body, or of the current chunk */
    enum { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER } chunk;
    bool has_begun; /* the first byte of a head is here */
    bool eof, is_advancing;
    int64_t deadline_ns; /* 0: none */
    int64_t stalled_ns;  /* since when the output has not moved */
    size_t output_seen, lingered;
    struct http_stream stream;
    char client[INET6_ADDRSTRLEN];
};

/* conn_read.c: reads on, as many requests as are there, one at a time. */
void conn_advance(struct conn *conn);

/* conn.c */
void conn_open(struct loop *loop, int fd, const char *client);
void conn_free(struct conn *conn);
/* Waits for the next request. */
void conn_enter_head(struct conn *conn);
/* When the sweep ends the present state; 0: never. */
void conn_deadline(struct conn *conn, int64_t in_ms);
/* Writes the answer of the current request; with `close` (or a client that wants it) the last. */
void conn_answer(struct conn *conn, struct http_answer *answer);
void conn_refuse(struct conn *conn, int status, const char *why);
/* Deadlines; may free the connection. */
void conn_sweep(struct conn *conn, int64_t now_ns);
/* Begins to end a connection that has nothing more to say. */
void conn_end(struct conn *conn);

/* loop.c */
bool loop_start(struct loop *loop, int fd);
void loop_stop_task(void *loop);         /* on the loop's thread */
void loop_close_mail(struct loop *loop); /* after the thread has ended */
void loop_free(struct loop *loop);

/* slot.c: the arena and the body of a released slot are gone. */
struct slot *slot_take(struct loop *loop, struct conn *conn);
void slot_release(struct loop *loop, struct slot *slot);
struct slot *slot_find(struct loop *loop, struct http_ticket ticket);
void slots_free(struct loop *loop);

/* answer.c: the head of an answer into `text`; returns its length. */
size_t answer_head(struct loop *loop, const struct http_answer *answer, bool keep_alive,
                   bool is_stream, char *text, size_t size);

#endif
