#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "http/server_int.h"

enum { MS = 1000000 };

static struct evbuffer *conn_output(struct conn *conn)
{
    return bufferevent_get_output(conn->bev);
}

void conn_deadline(struct conn *conn, int64_t in_ms)
{
    conn->deadline_ns = in_ms ? clock_monotonic_ns() + in_ms * MS : 0;
}

void conn_enter_head(struct conn *conn)
{
    conn->state = CONN_HEAD;
    conn->has_begun = false;
    conn_deadline(conn, conn->loop->server->limits.idle_ms);
}

/* --- writing --- */

/* Most answers fit the socket's buffer: one system call here saves arming the event loop for each.
 * What the socket does not take goes through the bufferevent. Takes over the body. */
static void write_out(struct conn *conn, const char *head, size_t head_n,
                      struct http_answer *answer, size_t body_n)
{
    struct evbuffer *out = conn_output(conn);
    size_t sent = 0;
    if (!evbuffer_get_length(out)) {
        struct iovec parts[2] = {{(void *)(uintptr_t)head, head_n},
                                 {(void *)(uintptr_t)answer->body, body_n}};
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = body_n ? 2 : 1};
        ssize_t n = sendmsg(bufferevent_getfd(conn->bev), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        sent = n > 0 ? (size_t)n : 0;
    }
    atomic_fetch_add(&conn->loop->server->bytes_out, (int64_t)(head_n + body_n));
    if (sent < head_n)
        evbuffer_add(out, head + sent, head_n - sent);
    size_t body_sent = sent > head_n ? sent - head_n : 0;
    if (body_sent < body_n)
        evbuffer_add(out, answer->body + body_sent, body_n - body_sent);
    http_answer_free(answer);
}

void conn_answer(struct conn *conn, struct http_answer *answer)
{
    struct slot *slot = conn->slot;
    bool is_head = slot && slot->request.is_head;
    bool keep_alive = conn->head.keep_alive && !answer->close && !conn->loop->is_stopping;
    char head[HTTP_ANSWER_FIELDS_MAX + 1024];
    size_t n = answer_head(conn->loop, answer, keep_alive, false, head, sizeof head);
    bool has_body = !is_head && answer->status != 204 && answer->status != 304;
    write_out(conn, head, n, answer, has_body ? answer->body_n : 0);
    conn->slot = NULL;
    if (keep_alive)
        conn_enter_head(conn);
    else
        conn_end(conn);
}

void conn_refuse(struct conn *conn, int status, const char *why)
{
    struct http_server *server = conn->loop->server;
    struct http_answer answer = {0};
    atomic_fetch_add(&server->refused, 1);
    server->config.refuse(&answer, status, why, server->config.context);
    answer.close = true;
    struct slot *slot = conn->slot;
    conn_answer(conn, &answer);
    if (slot)
        slot_release(conn->loop, slot);
    if (server->config.observe)
        server->config.observe(0, status, 0, server->config.context);
}

void conn_end(struct conn *conn)
{
    conn->state = CONN_FLUSH;
    conn->deadline_ns = 0;
    if (evbuffer_get_length(conn_output(conn)))
        return;
    /* Closing with unread bytes would reset the connection and could take the answer with it. */
    shutdown(bufferevent_getfd(conn->bev), SHUT_WR);
    conn->state = CONN_LINGER;
    conn_deadline(conn, conn->eof ? 1 : CONN_LINGER_MS);
}

/* --- events of the socket --- */

static void on_read(struct bufferevent *bev, void *context)
{
    (void)bev;
    conn_advance(context);
}

static void on_written(struct bufferevent *bev, void *context)
{
    (void)bev;
    struct conn *conn = context;
    conn->stalled_ns = 0;
    if (conn->state == CONN_STREAM)
        conn->stream.events.drained(conn->stream.context);
    else if (conn->state == CONN_FLUSH)
        conn_end(conn);
    else
        conn_advance(conn);
}

static void on_event(struct bufferevent *bev, short what, void *context)
{
    (void)bev;
    struct conn *conn = context;
    if ((what & BEV_EVENT_ERROR) || conn->state == CONN_LINGER || conn->state == CONN_STREAM) {
        conn_free(conn);
        return;
    }
    if (!(what & BEV_EVENT_EOF))
        return;
    /* A client may shut its side and still wait for what it has asked. */
    conn->eof = true;
    bool is_reading = conn->state == CONN_HEAD || conn->state == CONN_BODY;
    if (is_reading && !evbuffer_get_length(conn_output(conn)))
        conn_free(conn);
    else if (is_reading)
        conn_end(conn);
}

/* --- life --- */

static void count_client(struct http_server *server, const char *client, int by)
{
    pthread_mutex_lock(&server->clients_lock);
    struct sv key = sv_of(client);
    intptr_t n = (intptr_t)map_get(&server->clients, key) + by;
    if (n > 0)
        map_set(&server->clients, key, (void *)n);
    else
        map_take(&server->clients, key);
    pthread_mutex_unlock(&server->clients_lock);
}

static bool has_room(struct http_server *server, const char *client)
{
    if (atomic_load(&server->open) > (int64_t)server->limits.connections)
        return false;
    pthread_mutex_lock(&server->clients_lock);
    intptr_t n = (intptr_t)map_get(&server->clients, sv_of(client));
    pthread_mutex_unlock(&server->clients_lock);
    return n <= (intptr_t)server->limits.connections_per_client;
}

void conn_open(struct loop *loop, int fd, const char *client)
{
    struct http_server *server = loop->server;
    struct conn *conn = calloc(1, sizeof *conn);
    if (!conn || !(conn->bev = bufferevent_socket_new(loop->base, fd, BEV_OPT_CLOSE_ON_FREE)))
        abort();
    conn->loop = loop;
    snprintf(conn->client, sizeof conn->client, "%s", client);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    conn->next = loop->conns;
    if (loop->conns)
        loop->conns->prev = conn;
    loop->conns = conn;
    atomic_fetch_add(&server->accepted, 1);
    atomic_fetch_add(&server->open, 1);
    count_client(server, client, 1);
    bufferevent_setcb(conn->bev, on_read, on_written, on_event, conn);
    const struct http_limits *limits = &conn->loop->server->limits;
    size_t head_bytes =
        limits->head_bytes > limits->wide_head_bytes ? limits->head_bytes : limits->wide_head_bytes;
    bufferevent_setwatermark(conn->bev, EV_READ, 0,
                             head_bytes < CONN_INPUT_MAX ? CONN_INPUT_MAX : 2 * head_bytes);
    conn_enter_head(conn);
    bufferevent_enable(conn->bev, EV_READ | EV_WRITE);
    if (!has_room(server, client))
        conn_refuse(conn, 503, "There are too many connections; try again later.");
}

void conn_free(struct conn *conn)
{
    struct loop *loop = conn->loop;
    if (conn->state == CONN_STREAM) {
        atomic_fetch_sub(&loop->server->streams, 1);
        conn->stream.events.closed(conn->stream.context);
    }
    if (conn->slot) {
        if (conn->state == CONN_WAIT) {
            /* The handler's answer will find the slot and nobody to send it to. The request still
             * names the client. */
            conn->slot->request.client = arena_strdup(conn->slot->request.arena, conn->client);
            conn->slot->conn = NULL;
        } else {
            slot_release(loop, conn->slot);
        }
    }
    if (conn->prev)
        conn->prev->next = conn->next;
    else
        loop->conns = conn->next;
    if (conn->next)
        conn->next->prev = conn->prev;
    atomic_fetch_sub(&loop->server->open, 1);
    count_client(loop->server, conn->client, -1);
    bufferevent_free(conn->bev);
    free(conn);
}

/* Whether the client has taken nothing of what is ready for it for too long. */
static bool is_stalled(struct conn *conn, int64_t now_ns)
{
    size_t left = evbuffer_get_length(conn_output(conn));
    if (!left || left < conn->output_seen)
        conn->stalled_ns = 0;
    conn->output_seen = left;
    if (!left)
        return false;
    if (!conn->stalled_ns)
        conn->stalled_ns = now_ns;
    return now_ns - conn->stalled_ns > (int64_t)conn->loop->server->limits.write_ms * MS;
}

void conn_sweep(struct conn *conn, int64_t now_ns)
{
    if (is_stalled(conn, now_ns)) {
        conn_free(conn);
        return;
    }
    if (!conn->deadline_ns || now_ns < conn->deadline_ns)
        return;
    bool is_late = conn->state == CONN_BODY || (conn->state == CONN_HEAD && conn->has_begun);
    if (is_late)
        conn_refuse(conn, 408, "The request did not arrive in time.");
    else
        conn_free(conn);
}
