/*
 * The HTTP server: HTTP/1.1 over libevent, one event loop a core, behind a seam of our own.
 *
 * Every loop has a listening socket of its own (SO_REUSEPORT) and owns the connections it accepts.
 * A complete request is handed to `handle` on its loop's thread; the handler answers at once or
 * later, from any thread. Nothing may block a loop: work that waits belongs to a pool or to the
 * store's writer.
 *
 * A pending answer is named by a ticket (loop, slot, generation), never by a pointer: a ticket
 * whose client has gone, or that was answered before, is harmless. What a request points to (path,
 * fields, body, arena) lives until its answer has been handed in, also when the client hangs up
 * meanwhile.
 *
 * Requests of one connection are answered one after the other (pipelining waits in the socket). A
 * client that has shut down its sending side still gets its answer. Limits: LIMIT_HEADER_BYTES,
 * LIMIT_HEADER_FIELDS, a body maximum chosen by path, connections in all and for each address, a
 * time for the head, a least speed for the body, a time for the client to take the answer. What the
 * server itself refuses (malformed, too large, too slow) goes through `refuse`, so that every error
 * has one form.
 *
 * Life: `http_server_start`, `http_server_stop`, `http_server_free`.
 */
#ifndef LIFELINE_HTTP_SERVER_H
#define LIFELINE_HTTP_SERVER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/sv.h"

struct http_server;

struct http_ticket {
    uint32_t loop, slot, generation;
};

struct http_field {
    struct sv name, value;
};

struct http_request {
    struct http_ticket ticket;
    struct arena *arena;
    struct sv method, target, path, query; /* as sent, still percent-encoded */
    const struct http_field *fields;
    size_t fields_n;
    struct sv body;
    bool is_head, is_last; /* HEAD; the connection closes after the answer */
    bool accepts_gzip;
    const char *client; /* the peer's address as text */
    int route;          /* what `observe` counts it under; 0 until the handler says */
    int64_t started_ns; /* monotonic, when it was complete */
};

/* First field of that name, in any case; empty view (at == NULL) when there is none. */
struct sv http_field(const struct http_request *request, const char *name);

/* An answer. Zero-initialise; the server adds Date, Content-Length, Connection and the security
 * fields. Ownership of `body` goes to the server with the answer. */
enum { HTTP_ANSWER_FIELDS_MAX = 1536 };
struct http_answer {
    int status;
    const char *type; /* Content-Type; a literal or text that outlives the answer; NULL: no body */
    const char *body;
    size_t body_n;
    void (*body_free)(void *body);       /* NULL: static, stays */
    char fields[HTTP_ANSWER_FIELDS_MAX]; /* further lines "Name: value\r\n" */
    bool close;                          /* end the connection after it */
};

/* Appends a header line. A value that does not fit or holds a control character is left out. */
void http_answer_field(struct http_answer *answer, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Takes over malloc'ed text as the body. */
void http_answer_text(struct http_answer *answer, const char *type, char *text);
/* Compresses the body when the client accepts it and it is worth it. On any thread. */
void http_answer_gzip(struct http_answer *answer, bool accepts_gzip);
void http_answer_free(struct http_answer *answer);

/* Hands in the answer from any thread; takes over its body and leaves it zeroed. */
void http_answer_send(struct http_server *server, struct http_ticket ticket,
                      struct http_answer *answer);

/* --- streams: an answer without an end, on its loop's thread only --- */

struct http_stream;
struct http_stream_events {
    void (*drained)(void *context); /* all that was written has left */
    void (*closed)(void *context);  /* the last call: the stream is gone */
};
/* Answers the request with a stream. NULL when the client has gone (`closed` is not called). */
struct http_stream *http_stream_start(struct http_server *server, struct http_ticket ticket,
                                      struct http_answer *head,
                                      const struct http_stream_events *events, void *context);
void http_stream_write(struct http_stream *stream, const char *bytes, size_t n);
size_t http_stream_backlog(const struct http_stream *stream);
/* Ends the connection soon; `closed` follows. */
void http_stream_end(struct http_stream *stream);

/* Runs `task` on a loop's thread. From any thread; false once the loop has stopped. */
bool http_server_post(struct http_server *server, uint32_t loop, void (*task)(void *context),
                      void *context);
uint32_t http_server_loops(const struct http_server *server);

/* --- life cycle --- */

struct http_limits { /* 0 takes the default */
    size_t connections, connections_per_client;
    size_t head_bytes;      /* request line and fields; LIMIT_HEADER_BYTES */
    const char *wide_path;  /* what begins so may have the head below; NULL: nothing */
    size_t wide_head_bytes; /* of addresses that hold long lists */
    int head_ms;            /* from the first byte to the end of the head */
    int idle_ms;            /* between requests */
    int write_ms;           /* without the client taking a byte */
};

struct http_config {
    const char *listen; /* "127.0.0.1:8080", "[::1]:0"; port 0 picks one */
    uint32_t loops;     /* 0: one a core */
    struct http_limits limits;
    struct log *log;
    void *context;
    void (*handle)(struct http_request *request, void *context);
    /* Largest body of a request whose head has been read. */
    size_t (*body_max)(const struct http_request *request, void *context);
    /* Fills the answer to what the server refuses by itself: status 400-599 and a sentence. */
    void (*refuse)(struct http_answer *answer, int status, const char *why, void *context);
    /* After each answer; may be NULL. */
    void (*observe)(int route, int status, int64_t took_ns, void *context);
};

/* Whether a text names an address to listen on, without listening. */
enum err http_listen_check(const char *listen, struct error *error);

/* ERR_INVALID: the address; ERR_IO: it cannot be bound (the sentence says why). `*out` is set
 * before the first request is handled. */
enum err http_server_start(const struct http_config *config, struct http_server **out,
                           struct error *error);
/* "http://127.0.0.1:8080", with the port that was taken. */
const char *http_server_url(const struct http_server *server);
/* Answers what is under way for at most `grace_ms`, ends the rest, joins the threads. Answers
 * handed in later go nowhere, so whoever may still hold tickets (the store) is closed before the
 * free. */
void http_server_stop(struct http_server *server, int grace_ms);
void http_server_free(struct http_server *server);

struct http_stats {
    int64_t accepted, open, streams, refused, bytes_out;
};
void http_server_stats(struct http_server *server, struct http_stats *out);

/* The phrase of a status ("Not Found"). */
const char *http_status_phrase(int status);

#endif
