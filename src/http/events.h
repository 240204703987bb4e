/*
 * The stream of events: GET /api/v1/events as server-sent events.
 *
 *     id: 1742
 *     data: {"seq":1742,"type":"job.assigned",...}
 *
 * Every stream gets each event it may see once, in the order of the log, beginning behind the
 * `Last-Event-ID` it names (or now). Recent events are kept in memory, older ones are read from the
 * log page by page as fast as the client takes them; a stream is a cursor over both, so passing
 * from one to the other can neither lose nor repeat an event. A client that leaves more than
 * LIMIT_STREAM_BACKLOG_BYTES untaken is dropped and resumes when it comes back. Comments keep quiet
 * streams open.
 *
 * Events of this process arrive from its commits; those that another process (a command line)
 * writes to the same database are found within two seconds.
 */
#ifndef LIFELINE_HTTP_EVENTS_H
#define LIFELINE_HTTP_EVENTS_H

#include "http/pool.h"
#include "http/server.h"
#include "ops/ops.h"

struct events;

/* Subscribes to the commands; before anything is served. Borrows both. */
enum err events_open(struct ops *ops, struct pool *pool, struct events **out, struct error *error);
/* Tells which server to write to, and starts to look for events of other processes. */
void events_attach(struct events *events, struct http_server *server);
/* Has nothing to do with `ops` any more, which may be closed then; after the server has stopped. */
void events_stop(struct events *events);
/* Frees; stops before when that was not done. */
void events_close(struct events *events);

/* Answers a request with the stream, on its loop's thread. */
void events_serve(struct events *events, const struct http_request *request,
                  const struct actor *actor);

struct events_stats {
    int64_t last_seq, sent, dropped;
};
void events_stats(struct events *events, struct events_stats *out);

#endif
