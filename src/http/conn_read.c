#include <sys/socket.h>

#include "base/limits.h"
#include "http/server_int.h"

static struct evbuffer *conn_input(struct conn *conn)
{
    return bufferevent_get_input(conn->bev);
}

static void dispatch(struct conn *conn)
{
    struct slot *slot = conn->slot;
    struct http_server *server = conn->loop->server;
    size_t n = evbuffer_get_length(slot->body);
    slot->request.body = sv_from(n ? (char *)evbuffer_pullup(slot->body, -1) : "", n);
    slot->request.is_last = !conn->head.keep_alive;
    slot->request.started_ns = clock_monotonic_ns();
    conn->state = CONN_WAIT;
    conn->deadline_ns = 0;
    conn->loop->pending++;
    server->config.handle(&slot->request, server->config.context);
}

/* --- the head --- */

/* The head is complete: may the request go on to its body? */
static void accept_head(struct conn *conn, struct sv text)
{
    struct http_request *request = &conn->slot->request;
    struct http_server *server = conn->loop->server;
    struct http_head *head = &conn->head;
    struct parse_fault fault;
    if (!http_head_parse(text, request->arena, head, &fault)) {
        conn_refuse(conn, fault.status, fault.why);
        return;
    }
    request->method = head->method;
    request->target = head->target;
    request->path = head->path;
    request->query = head->query;
    request->fields = head->fields;
    request->fields_n = head->fields_n;
    request->is_head = sv_is(head->method, "HEAD");
    request->accepts_gzip = head->accepts_gzip;
    conn->body_max = server->config.body_max(request, server->config.context);
    if (head->content_length > (int64_t)conn->body_max) {
        conn_refuse(conn, 413, "The body is larger than this path takes.");
        return;
    }
    if (head->wants_continue && !evbuffer_get_length(conn_input(conn)))
        bufferevent_write(conn->bev, "HTTP/1.1 100 Continue\r\n\r\n", 25);
    conn->state = CONN_BODY;
    conn->chunk = CHUNK_SIZE;
    conn->body_left = head->is_chunked ? 0 : (size_t)head->content_length;
    int64_t bytes = head->is_chunked ? (int64_t)conn->body_max : head->content_length;
    conn_deadline(conn, server->limits.head_ms + bytes * 1000 / BODY_BYTES_PER_S);
}

/* How long this head may be: long lists in the address are for one part of the paths only. */
static size_t head_most(struct conn *conn)
{
    enum { START_BYTES = 64 };
    const struct http_limits *limits = &conn->loop->server->limits;
    char start[START_BYTES];
    ev_ssize_t n = evbuffer_copyout(conn_input(conn), start, sizeof start);
    struct sv path = sv_from(start, n > 0 ? (size_t)n : 0);
    sv_cut(&path, ' ');
    bool is_wide = limits->wide_path && path.at && sv_starts(path, limits->wide_path);
    return is_wide ? limits->wide_head_bytes : limits->head_bytes;
}

static void refuse_long_head(struct conn *conn)
{
    struct evbuffer_ptr line = evbuffer_search(conn_input(conn), "\r\n", 2, NULL);
    size_t most = head_most(conn);
    bool is_target = line.pos < 0 || (size_t)line.pos > most / 2;
    conn_refuse(conn, is_target ? 414 : 431,
                is_target ? "The request target is too long."
                          : "The request's header is larger than this server takes.");
}

/* Reading functions give true when they got on and there may be more to do. */
static bool read_head(struct conn *conn)
{
    struct evbuffer *in = conn_input(conn);
    char two[2]; /* empty lines before a request are allowed (RFC 9112, 2.2) */
    while (!conn->has_begun && evbuffer_copyout(in, two, 2) == 2 && two[0] == '\r' &&
           two[1] == '\n')
        evbuffer_drain(in, 2);
    size_t n = evbuffer_get_length(in);
    if (!n)
        return false;
    if (!conn->has_begun) {
        conn->has_begun = true;
        conn_deadline(conn, conn->loop->server->limits.head_ms);
    }
    struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL);
    size_t head_n = end.pos < 0 ? n : (size_t)end.pos + 4;
    if (head_n > conn->loop->server->limits.head_bytes && head_n > head_most(conn)) {
        refuse_long_head(conn);
        return true;
    }
    if (end.pos < 0)
        return false;
    conn->slot = slot_take(conn->loop, conn);
    char *text = arena_alloc(conn->slot->request.arena, head_n);
    evbuffer_remove(in, text, head_n);
    accept_head(conn, sv_from(text, head_n));
    return true;
}

/* --- the body --- */

/* Moves up to `body_left` bytes over; true when none are left to come. */
static bool move_bytes(struct conn *conn)
{
    int n = evbuffer_remove_buffer(conn_input(conn), conn->slot->body, conn->body_left);
    conn->body_left -= n > 0 ? (size_t)n : 0;
    return !conn->body_left;
}

/* The next line of the chunk frame into `line`; false when it is not here yet or is refused. */
static bool chunk_line(struct conn *conn, char *line, size_t size, size_t *n)
{
    struct evbuffer *in = conn_input(conn);
    struct evbuffer_ptr end = evbuffer_search(in, "\r\n", 2, NULL);
    if (end.pos >= 0 ? (size_t)end.pos >= size : evbuffer_get_length(in) >= size) {
        conn_refuse(conn, 400, "A line between the chunks of the body is too long.");
        return false;
    }
    if (end.pos < 0)
        return false;
    *n = (size_t)end.pos;
    evbuffer_remove(in, line, *n);
    evbuffer_drain(in, 2);
    return true;
}

static bool read_chunk(struct conn *conn)
{
    enum { LINE_MAX_BYTES = 256 };
    char line[LINE_MAX_BYTES];
    size_t n = 0;
    if (conn->chunk == CHUNK_DATA) {
        if (!move_bytes(conn))
            return false;
        conn->chunk = CHUNK_END;
    }
    if (!chunk_line(conn, line, sizeof line, &n))
        return conn->state != CONN_BODY;
    if (conn->chunk == CHUNK_END) {
        if (n)
            conn_refuse(conn, 400, "A chunk of the body is longer than its size says.");
        conn->chunk = CHUNK_SIZE;
    } else if (conn->chunk == CHUNK_TRAILER) {
        if (!n)
            dispatch(conn);
    } else {
        size_t have = evbuffer_get_length(conn->slot->body);
        if (!http_chunk_size(sv_from(line, n), SIZE_MAX / 2, &conn->body_left))
            conn_refuse(conn, 400, "The size of a chunk is not a hexadecimal number.");
        else if (conn->body_left > conn->body_max - have)
            conn_refuse(conn, 413, "The body is larger than this path takes.");
        else
            conn->chunk = conn->body_left ? CHUNK_DATA : CHUNK_TRAILER;
    }
    return true;
}

static bool read_body(struct conn *conn)
{
    if (conn->head.is_chunked)
        return read_chunk(conn);
    if (!move_bytes(conn))
        return false;
    dispatch(conn);
    return true;
}

static void throw_away(struct conn *conn)
{
    struct evbuffer *in = conn_input(conn);
    conn->lingered += evbuffer_get_length(in);
    evbuffer_drain(in, evbuffer_get_length(in));
    if (conn->lingered > CONN_LINGER_BYTES)
        conn_deadline(conn, 1);
}

void conn_advance(struct conn *conn)
{
    if (conn->is_advancing) /* an answer given inside the handler: the loop below goes on */
        return;
    conn->is_advancing = true;
    bool again = true;
    while (again) {
        switch (conn->state) {
        case CONN_HEAD:
            again = evbuffer_get_length(bufferevent_get_output(conn->bev)) < CONN_OUTPUT_MAX &&
                    read_head(conn);
            if (!again && conn->eof && conn->state == CONN_HEAD)
                conn_end(conn);
            break;
        case CONN_BODY:
            again = read_body(conn);
            break;
        case CONN_WAIT:
            again = false;
            break;
        case CONN_STREAM:
        case CONN_FLUSH:
        case CONN_LINGER:
            throw_away(conn);
            again = false;
            break;
        }
    }
    conn->is_advancing = false;
}
