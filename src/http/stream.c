/* The streams of a loop: each is a cursor over the ring and the log. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/events_int.h"
#include "http/problem.h"

struct stream {
    struct stream *prev, *next;
    struct events_loop *loop;
    struct http_stream *http;
    uint64_t id; /* names it to a reading under way, which may outlive it */
    int64_t cursor, opened_ns;
    bool is_reading, is_ending;
    struct actor actor;
};

/* What a role other than the staff of the city may hear: that the city's map, plan or clock has
 * changed, and for a crew what names it. The rest could tell names and addresses. */
static bool may_hear(struct ops *ops, const struct actor *actor, const struct line *line)
{
    static const char *const COMMON[] = {"zone", "gate", "closure", "clock"};
    if (actor->role != ROLE_CREW && actor->role != ROLE_RESIDENT)
        return ops_may_see(ops, actor, line->org);
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (!strcmp(line->noun, COMMON[i]))
            return ops_may_see(ops, actor, line->org);
    return actor->role == ROLE_CREW && *actor->crew && strstr(line->text, actor->crew);
}

/* --- catching up from the log --- */

struct reading {
    struct events *events;
    uint32_t loop;
    uint64_t stream;
    struct actor actor;
    int64_t after, reached;
    bool is_failed;
    struct line *lines[EVENTS_PAGE];
    size_t lines_n, bytes;
};

static void gather(const struct ops_event *event, size_t n, void *context)
{
    struct reading *reading = context;
    for (size_t i = 0; i < n; i++) {
        if (reading->bytes >= EVENTS_PAGE_BYTES || reading->lines_n == EVENTS_PAGE)
            return;
        struct line *line = line_new(&event[i]);
        if (may_hear(reading->events->ops, &reading->actor, line)) {
            reading->lines[reading->lines_n++] = line;
            reading->bytes += line->n;
        } else {
            line_put(line);
        }
        reading->reached = event[i].seq;
    }
}

static void reading_free(struct reading *reading)
{
    for (size_t i = 0; i < reading->lines_n; i++)
        line_put(reading->lines[i]);
    free(reading);
}

static struct stream *find(struct events_loop *loop, uint64_t id)
{
    struct stream *stream = loop->streams;
    while (stream && stream->id != id)
        stream = stream->next;
    return stream;
}

static void advance(struct stream *stream);

/* Back on the loop's thread. */
static void take_reading(void *context)
{
    struct reading *reading = context;
    struct events *events = reading->events;
    struct stream *stream = find(&events->loops[reading->loop], reading->stream);
    if (stream) {
        stream->is_reading = false;
        for (size_t i = 0; i < reading->lines_n; i++)
            http_stream_write(stream->http, reading->lines[i]->text, reading->lines[i]->n);
        atomic_fetch_add(&events->sent, (int64_t)reading->lines_n);
        stream->cursor = reading->reached;
        if (reading->is_failed)
            http_stream_end(stream->http);
        else
            advance(stream);
    }
    reading_free(reading);
}

static void read_log(void *context)
{
    struct reading *reading = context;
    reading->is_failed = ops_events_after(reading->events->ops, reading->after, EVENTS_PAGE, gather,
                                          reading, NULL) != ERR_OK;
    if (!http_server_post(reading->events->server, reading->loop, take_reading, reading))
        reading_free(reading);
}

static void start_reading(struct stream *stream)
{
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        abort();
    reading->events = stream->loop->events;
    reading->loop = stream->loop->index;
    reading->stream = stream->id;
    reading->actor = stream->actor;
    reading->after = reading->reached = stream->cursor;
    stream->is_reading = pool_submit(reading->events->pool, read_log, reading);
    if (!stream->is_reading) /* the next event or heartbeat tries again */
        free(reading);
}

/* --- following the ring --- */

/* Takes up to `max` lines behind the cursor; false when they are no longer in the ring. */
static bool ring_take(struct events *events, int64_t cursor, struct line **lines, size_t max,
                      size_t *n)
{
    pthread_mutex_lock(&events->lock);
    bool is_there = cursor + 1 >= events->first;
    for (int64_t seq = cursor + 1; is_there && seq <= events->last && *n < max; seq++) {
        struct line *line = events->ring[seq % EVENTS_RING];
        atomic_fetch_add(&line->refs, 1);
        lines[(*n)++] = line;
    }
    pthread_mutex_unlock(&events->lock);
    return is_there;
}

static void drop(struct stream *stream)
{
    stream->is_ending = true;
    atomic_fetch_add(&stream->loop->events->dropped, 1);
    http_stream_end(stream->http);
}

static void send_lines(struct stream *stream, struct line **lines, size_t n)
{
    struct events *events = stream->loop->events;
    for (size_t i = 0; i < n; i++) {
        if (!stream->is_ending && may_hear(events->ops, &stream->actor, lines[i])) {
            http_stream_write(stream->http, lines[i]->text, lines[i]->n);
            atomic_fetch_add(&events->sent, 1);
            if (http_stream_backlog(stream->http) > LIMIT_STREAM_BACKLOG_BYTES)
                drop(stream);
        }
        if (!stream->is_ending)
            stream->cursor = lines[i]->seq;
        line_put(lines[i]);
    }
}

/* Sends what there is. A stream that is far behind reads pages of the log as it drains. */
static void advance(struct stream *stream)
{
    enum { BATCH = 64 };
    struct line *lines[BATCH];
    size_t n = BATCH;
    while (n == BATCH && !stream->is_reading && !stream->is_ending) {
        n = 0;
        if (ring_take(stream->loop->events, stream->cursor, lines, BATCH, &n))
            send_lines(stream, lines, n);
        else if (http_stream_backlog(stream->http) < EVENTS_PAGE_BYTES)
            start_reading(stream);
    }
}

void stream_pump_all(void *context)
{
    struct events_loop *loop = context;
    atomic_store(&loop->is_woken, false);
    for (struct stream *stream = loop->streams; stream; stream = stream->next)
        advance(stream);
}

void stream_beat_all(void *context)
{
    struct events_loop *loop = context;
    int64_t now_ns = clock_monotonic_ns();
    for (struct stream *stream = loop->streams; stream; stream = stream->next) {
        /* Who listens on must show again that they may. */
        if (now_ns - stream->opened_ns > EVENTS_STREAM_S * (int64_t)1000000000) {
            stream->is_ending = true;
            http_stream_end(stream->http);
        } else if (!http_stream_backlog(stream->http)) {
            http_stream_write(stream->http, ":\n\n", 3);
        }
        advance(stream);
    }
}

/* --- opening and closing --- */

static void on_drained(void *context)
{
    advance(context);
}

static void on_closed(void *context)
{
    struct stream *stream = context;
    if (stream->prev)
        stream->prev->next = stream->next;
    else
        stream->loop->streams = stream->next;
    if (stream->next)
        stream->next->prev = stream->prev;
    free(stream);
}

/* Where the client wants to go on; -1: now. The query parameter serves clients that cannot set a
 * header. */
static int64_t asked_cursor(const struct http_request *request)
{
    static const char NAME[] = "last_event_id=";
    struct sv text = http_field(request, "Last-Event-ID");
    if (!text.at && sv_starts(request->query, NAME))
        text = sv_from(request->query.at + sizeof NAME - 1, request->query.n - (sizeof NAME - 1));
    int64_t seq;
    return sv_to_i64(text, &seq) && seq >= 0 ? seq : -1;
}

void events_serve(struct events *events, const struct http_request *request,
                  const struct actor *actor)
{
    static const struct http_stream_events EVENTS = {on_drained, on_closed};
    static const char HELLO[] = "retry: 2000\n\n";
    struct events_loop *loop = &events->loops[request->ticket.loop];
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        abort();
    stream->loop = loop;
    stream->id = ++loop->next_id;
    stream->actor = *actor;
    stream->opened_ns = clock_monotonic_ns();
    int64_t asked = asked_cursor(request);
    pthread_mutex_lock(&events->lock);
    stream->cursor = asked >= 0 && asked <= events->last ? asked : events->last;
    pthread_mutex_unlock(&events->lock);
    struct http_answer head = {.status = 200, .type = "text/event-stream"};
    http_answer_field(&head, "Cache-Control", "no-store");
    http_answer_field(&head, "X-Accel-Buffering", "no");
    stream->http = http_stream_start(events->server, request->ticket, &head, &EVENTS, stream);
    if (!stream->http) {
        free(stream);
        return;
    }
    stream->next = loop->streams;
    if (stream->next)
        stream->next->prev = stream;
    loop->streams = stream;
    http_stream_write(stream->http, HELLO, sizeof HELLO - 1);
    advance(stream);
}
