#include "http/events.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "http/events_int.h"

/* --- the ring of recent events --- */

struct line *line_new(const struct ops_event *event)
{
    size_t text_n = strlen(event->text), room = text_n + 64;
    struct line *line = malloc(sizeof *line + room);
    if (!line)
        abort();
    line->refs = 1;
    line->seq = event->seq;
    snprintf(line->org, sizeof line->org, "%s", event->org);
    snprintf(line->noun, sizeof line->noun, "%s", event->noun);
    line->n = (size_t)snprintf(line->text, room, "id: %lld\ndata: %s\n\n", (long long)event->seq,
                               event->text);
    return line;
}

void line_put(struct line *line)
{
    if (line && atomic_fetch_sub(&line->refs, 1) == 1)
        free(line);
}

static struct line **ring_at(struct events *events, int64_t seq)
{
    return &events->ring[seq % EVENTS_RING];
}

/* Under the lock. Takes only what follows on the last one; false: something is missing before. */
static bool ring_push(struct events *events, const struct ops_event *event)
{
    if (event->seq <= events->last)
        return true;
    if (event->seq != events->last + 1)
        return false;
    struct line **at = ring_at(events, event->seq);
    line_put(*at);
    *at = line_new(event);
    events->last = event->seq;
    if (events->last - events->first >= EVENTS_RING)
        events->first = events->last - EVENTS_RING + 1;
    return true;
}

static void wake_loops(struct events *events)
{
    for (uint32_t i = 0; events->server && i < http_server_loops(events->server); i++)
        if (!atomic_exchange(&events->loops[i].is_woken, true))
            http_server_post(events->server, i, stream_pump_all, &events->loops[i]);
}

/* From the commands after each commit (writer thread), and from the keeper for what is missing. */
static void on_events(const struct ops_event *event, size_t n, void *context)
{
    struct events *events = context;
    pthread_mutex_lock(&events->lock);
    for (size_t i = 0; i < n; i++)
        if (!ring_push(events, &event[i])) {
            events->is_behind = true;
            pthread_cond_signal(&events->wake);
            break;
        }
    pthread_mutex_unlock(&events->lock);
    wake_loops(events);
}

/* --- the keeper: heartbeats, and what other processes have written --- */

static void read_missing(struct events *events)
{
    enum { PAGE = 500 };
    int64_t before, after;
    do {
        pthread_mutex_lock(&events->lock);
        before = events->last;
        pthread_mutex_unlock(&events->lock);
        ops_events_after(events->ops, before, PAGE, on_events, events, NULL);
        pthread_mutex_lock(&events->lock);
        after = events->last;
        pthread_mutex_unlock(&events->lock);
    } while (after - before >= PAGE);
}

static void beat(struct events *events)
{
    for (uint32_t i = 0; events->server && i < http_server_loops(events->server); i++)
        http_server_post(events->server, i, stream_beat_all, &events->loops[i]);
}

static void *keep(void *context)
{
    struct events *events = context;
    int64_t beat_ns = clock_monotonic_ns();
    pthread_mutex_lock(&events->lock);
    while (!events->is_ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVENTS_LOOK_S;
        if (!events->is_behind)
            pthread_cond_timedwait(&events->wake, &events->lock, &until);
        events->is_behind = false;
        pthread_mutex_unlock(&events->lock);
        read_missing(events);
        if (clock_monotonic_ns() - beat_ns > EVENTS_BEAT_S * (int64_t)1000000000) {
            beat_ns = clock_monotonic_ns();
            beat(events);
        }
        pthread_mutex_lock(&events->lock);
    }
    pthread_mutex_unlock(&events->lock);
    return NULL;
}

/* --- life --- */

/* Seq of the newest event, by halving: the log has no gaps. */
static void note_seq(const struct ops_event *event, size_t n, void *context)
{
    if (n)
        *(int64_t *)context = event[n - 1].seq;
}

static enum err find_last(struct ops *ops, int64_t *last, struct error *error)
{
    int64_t low = 0, step = 1;
    enum err rc = ERR_OK;
    while (step && rc == ERR_OK) {
        int64_t seen = 0;
        rc = ops_events_after(ops, low + step - 1, 1, note_seq, &seen, error);
        if (seen) {
            low = seen;
            step *= 2;
        } else {
            step /= 2;
        }
    }
    *last = low;
    return rc;
}

enum err events_open(struct ops *ops, struct pool *pool, struct events **out, struct error *error)
{
    struct events *events = calloc(1, sizeof *events);
    if (!events)
        abort();
    events->ops = ops;
    events->pool = pool;
    for (uint32_t i = 0; i < EVENTS_LOOPS_MAX; i++)
        events->loops[i] = (struct events_loop){.events = events, .index = i};
    pthread_mutex_init(&events->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&events->wake, &attr);
    pthread_condattr_destroy(&attr);
    enum err rc = find_last(ops, &events->last, error);
    events->first = events->last + 1;
    if (rc == ERR_OK)
        rc = ops_subscribe(ops, on_events, events, error);
    events->is_subscribed = rc == ERR_OK;
    if (rc == ERR_OK)
        *out = events;
    else
        events_close(events);
    return rc;
}

void events_attach(struct events *events, struct http_server *server)
{
    events->server = server;
    events->has_keeper = !pthread_create(&events->keeper, NULL, keep, events);
    if (!events->has_keeper)
        abort();
}

void events_stop(struct events *events)
{
    if (!events)
        return;
    if (events->is_subscribed)
        ops_unsubscribe(events->ops, on_events, events);
    events->is_subscribed = false;
    if (!events->has_keeper)
        return;
    pthread_mutex_lock(&events->lock);
    events->is_ending = true;
    pthread_cond_signal(&events->wake);
    pthread_mutex_unlock(&events->lock);
    pthread_join(events->keeper, NULL);
    events->has_keeper = false;
}

void events_close(struct events *events)
{
    if (!events)
        return;
    events_stop(events);
    for (size_t i = 0; i < EVENTS_RING; i++)
        line_put(events->ring[i]);
    pthread_mutex_destroy(&events->lock);
    pthread_cond_destroy(&events->wake);
    free(events);
}

void events_stats(struct events *events, struct events_stats *out)
{
    pthread_mutex_lock(&events->lock);
    out->last_seq = events->last;
    pthread_mutex_unlock(&events->lock);
    out->sent = atomic_load(&events->sent);
    out->dropped = atomic_load(&events->dropped);
}
