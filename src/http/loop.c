/* One event loop: accepting, the mailbox for other threads, the sweep of deadlines. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "http/server_int.h"

enum { MS = 1000000 };

/* --- the mailbox --- */

static bool mail_send(struct loop *loop, struct mail *mail)
{
    pthread_mutex_lock(&loop->lock);
    bool is_open = !loop->is_closed, was_empty = !loop->mail_first;
    if (is_open) {
        mail->next = NULL;
        *loop->mail_last = mail;
        loop->mail_last = &mail->next;
    }
    pthread_mutex_unlock(&loop->lock);
    uint64_t one = 1;
    if (is_open && was_empty && write(loop->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
        abort(); /* an eventfd fails only when it is not one */
    return is_open;
}

static struct mail *mail_new(void)
{
    struct mail *mail = calloc(1, sizeof *mail);
    if (!mail)
        abort();
    return mail;
}

static void deliver(struct loop *loop, struct http_ticket ticket, struct http_answer *answer)
{
    struct slot *slot = slot_find(loop, ticket);
    if (!slot) {
        http_answer_free(answer);
        return;
    }
    struct http_server *server = loop->server;
    struct http_request *request = &slot->request;
    int status = answer->status, route = request->route;
    int64_t took_ns = clock_monotonic_ns() - request->started_ns;
    struct conn *conn = slot->conn;
    if (conn)
        conn_answer(conn, answer);
    else
        http_answer_free(answer);
    slot_release(loop, slot);
    loop->pending--;
    if (server->config.observe)
        server->config.observe(route, status, took_ns, server->config.context);
    if (conn)
        conn_advance(conn);
}

static bool is_on(const struct loop *loop)
{
    return pthread_equal(pthread_self(), loop->thread);
}

void http_answer_send(struct http_server *server, struct http_ticket ticket,
                      struct http_answer *answer)
{
    struct loop *loop = &server->loops[ticket.loop];
    if (is_on(loop)) {
        deliver(loop, ticket, answer);
    } else {
        struct mail *mail = mail_new();
        mail->ticket = ticket;
        mail->answer = *answer;
        if (!mail_send(loop, mail)) {
            http_answer_free(&mail->answer);
            free(mail);
        }
    }
    memset(answer, 0, sizeof *answer);
}

bool http_server_post(struct http_server *server, uint32_t index, void (*task)(void *context),
                      void *context)
{
    struct mail *mail = mail_new();
    mail->task = task;
    mail->context = context;
    bool is_open = mail_send(&server->loops[index], mail);
    if (!is_open)
        free(mail);
    return is_open;
}

/* All that has come; under the loop's lock. */
static struct mail *take_mail(struct loop *loop)
{
    struct mail *mail = loop->mail_first;
    loop->mail_first = NULL;
    loop->mail_last = &loop->mail_first;
    return mail;
}

static void on_wake(evutil_socket_t fd, short what, void *context)
{
    (void)what;
    struct loop *loop = context;
    uint64_t count;
    if (read(fd, &count, sizeof count) < 0 && errno != EAGAIN)
        abort();
    pthread_mutex_lock(&loop->lock);
    struct mail *mail = take_mail(loop);
    pthread_mutex_unlock(&loop->lock);
    while (mail) {
        struct mail *next = mail->next;
        if (mail->task)
            mail->task(mail->context);
        else
            deliver(loop, mail->ticket, &mail->answer);
        free(mail);
        mail = next;
    }
}

/* --- streams --- */

struct http_stream *http_stream_start(struct http_server *server, struct http_ticket ticket,
                                      struct http_answer *head,
                                      const struct http_stream_events *events, void *context)
{
    struct loop *loop = &server->loops[ticket.loop];
    struct slot *slot = slot_find(loop, ticket);
    struct conn *conn = slot ? slot->conn : NULL;
    int route = slot ? slot->request.route : 0;
    if (slot) {
        slot_release(loop, slot);
        loop->pending--;
    }
    if (!conn)
        return NULL;
    char text[HTTP_ANSWER_FIELDS_MAX + 1024];
    size_t n = answer_head(loop, head, false, true, text, sizeof text);
    conn->slot = NULL;
    conn->state = CONN_STREAM;
    conn->deadline_ns = 0;
    conn->stream = (struct http_stream){conn, *events, context};
    bufferevent_write(conn->bev, text, n);
    atomic_fetch_add(&server->streams, 1);
    if (server->config.observe)
        server->config.observe(route, head->status, 0, server->config.context);
    return &conn->stream;
}

void http_stream_write(struct http_stream *stream, const char *bytes, size_t n)
{
    bufferevent_write(stream->conn->bev, bytes, n);
    atomic_fetch_add(&stream->conn->loop->server->bytes_out, (int64_t)n);
}

size_t http_stream_backlog(const struct http_stream *stream)
{
    return evbuffer_get_length(bufferevent_get_output(stream->conn->bev));
}

void http_stream_end(struct http_stream *stream)
{
    conn_deadline(stream->conn, 1);
}

/* --- accepting and sweeping --- */

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int size, void *context)
{
    (void)listener;
    (void)size;
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)(void *)address)->sin6_addr, text,
                  sizeof text);
    else
        inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)address)->sin_addr, text, sizeof text);
    conn_open(context, fd, text);
}

/* Out of file descriptors, most likely: a pause lets some connections end. */
static void on_accept_error(struct evconnlistener *listener, void *context)
{
    struct loop *loop = context;
    log_error(loop->server->config.log, "http.accept", LOG_S("error", strerror(errno)), NULL);
    evconnlistener_disable(listener);
}

static void stop_step(struct loop *loop, int64_t now_ns)
{
    if (!loop->conns && !loop->pending) {
        event_base_loopbreak(loop->base);
        return;
    }
    if (now_ns > loop->stop_by_ns)
        event_base_loopbreak(loop->base);
}

static void on_sweep(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct loop *loop = context;
    int64_t now_ns = clock_monotonic_ns();
    for (struct conn *conn = loop->conns, *next; conn; conn = next) {
        next = conn->next;
        conn_sweep(conn, now_ns);
    }
    if (loop->is_stopping)
        stop_step(loop, now_ns);
    else
        evconnlistener_enable(loop->listener);
}

void loop_stop_task(void *context)
{
    struct loop *loop = context;
    loop->is_stopping = true;
    loop->stop_by_ns = clock_monotonic_ns() + (int64_t)atomic_load(&loop->server->grace_ms) * MS;
    evconnlistener_disable(loop->listener);
    for (struct conn *conn = loop->conns; conn; conn = conn->next) {
        if (conn->state == CONN_STREAM || (conn->state == CONN_HEAD && !conn->has_begun))
            conn_deadline(conn, 1);
    }
}

/* --- life --- */

static void *loop_run(void *context)
{
    struct loop *loop = context;
    event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
    while (loop->conns)
        conn_free(loop->conns);
    return NULL;
}

bool loop_start(struct loop *loop, int fd)
{
    struct timeval every = {0, SWEEP_MS * 1000};
    loop->mail_last = &loop->mail_first;
    pthread_mutex_init(&loop->lock, NULL);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    loop->base = event_base_new();
    if (loop->wake_fd < 0 || !loop->base)
        return false;
    loop->listener = evconnlistener_new(loop->base, on_accept, loop,
                                        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 1024, fd);
    loop->sweep = event_new(loop->base, -1, EV_PERSIST, on_sweep, loop);
    loop->wake = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, on_wake, loop);
    if (!loop->listener || !loop->sweep || !loop->wake)
        return false;
    evconnlistener_set_error_cb(loop->listener, on_accept_error);
    event_add(loop->sweep, &every);
    event_add(loop->wake, NULL);
    return pthread_create(&loop->thread, NULL, loop_run, loop) == 0;
}

void loop_close_mail(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->is_closed = true;
    struct mail *mail = take_mail(loop);
    pthread_mutex_unlock(&loop->lock);
    while (mail) {
        struct mail *next = mail->next;
        if (mail->task)
            mail->task(mail->context); /* frees what it was given */
        else
            http_answer_free(&mail->answer);
        free(mail);
        mail = next;
    }
}

void loop_free(struct loop *loop)
{
    if (!loop->base)
        return;
    if (loop->listener)
        evconnlistener_free(loop->listener);
    if (loop->sweep)
        event_free(loop->sweep);
    if (loop->wake)
        event_free(loop->wake);
    event_base_free(loop->base);
    close(loop->wake_fd);
    slots_free(loop);
    pthread_mutex_destroy(&loop->lock);
}
