/* The server over real sockets: a small handler, hostile and impatient clients. */
#include "test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/server.h"

enum { REPLY_MAX = 1 << 20, BODY_MAX = 1000 };

struct bench {
    struct http_server *server;
    int port;
    _Atomic int closed_streams, handled, observed;
    struct http_stream *stream;
    char *reply;
};

static void pause_ms(long ms)
{
    struct timespec span = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&span, NULL);
}

struct later {
    struct bench *bench;
    struct http_ticket ticket;
    char *text;
};

static void *answer_later(void *context)
{
    struct later *later = context;
    pause_ms(50);
    struct http_answer answer = {.status = 200};
    http_answer_text(&answer, "text/plain", later->text);
    http_answer_send(later->bench->server, later->ticket, &answer);
    /* A second answer to the same ticket is harmless. */
    struct http_answer again = {.status = 200, .type = "text/plain", .body = "twice", .body_n = 5};
    http_answer_send(later->bench->server, later->ticket, &again);
    free(later);
    return NULL;
}

static void on_drained(void *context)
{
    (void)context;
}

static void on_closed(void *context)
{
    struct bench *bench = context;
    bench->stream = NULL;
    atomic_fetch_add(&bench->closed_streams, 1);
}

static void handle(struct http_request *request, void *context)
{
    struct bench *bench = context;
    struct http_answer answer = {.status = 200, .type = "text/plain"};
    atomic_fetch_add(&bench->handled, 1);
    if (sv_is(request->path, "/later")) {
        struct later *later = malloc(sizeof *later);
        *later = (struct later){bench, request->ticket, strdup("later")};
        pthread_t thread;
        pthread_create(&thread, NULL, answer_later, later);
        pthread_detach(thread);
        return;
    }
    if (sv_is(request->path, "/stream")) {
        static const struct http_stream_events EVENTS = {on_drained, on_closed};
        answer.type = "text/event-stream";
        bench->stream = http_stream_start(bench->server, request->ticket, &answer, &EVENTS, bench);
        http_stream_write(bench->stream, "data: 1\n\n", 9);
        return;
    }
    if (sv_is(request->path, "/large")) {
        char *text = malloc(REPLY_MAX / 2);
        memset(text, 'x', REPLY_MAX / 2);
        text[REPLY_MAX / 2 - 1] = 0;
        http_answer_text(&answer, "text/plain", text);
        http_answer_gzip(&answer, request->accepts_gzip);
    } else {
        char *text = NULL;
        if (asprintf(&text, SV_FMT " " SV_FMT " [" SV_FMT "]", SV_ARG(request->method),
                     SV_ARG(request->path), SV_ARG(request->body)) < 0)
            abort();
        http_answer_text(&answer, "text/plain", text);
    }
    http_answer_send(bench->server, request->ticket, &answer);
}

static size_t body_max(const struct http_request *request, void *context)
{
    (void)context;
    return sv_is(request->path, "/wide") ? 100 * BODY_MAX : BODY_MAX;
}

static void refuse(struct http_answer *answer, int status, const char *why, void *context)
{
    (void)context;
    answer->status = status;
    char *text = NULL;
    if (asprintf(&text, "refused: %s", why) < 0)
        abort();
    http_answer_text(answer, "application/problem+json", text);
}

static void observe(int route, int status, int64_t took_ns, void *context)
{
    (void)route;
    (void)status;
    (void)took_ns;
    struct bench *bench = context;
    atomic_fetch_add(&bench->observed, 1);
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    bench->reply = malloc(REPLY_MAX);
    struct http_config config = {
        .listen = "127.0.0.1:0",
        .loops = 2,
        .limits = {.connections = 20,
                   .connections_per_client = 16,
                   .head_ms = 400,
                   .idle_ms = 700,
                   .write_ms = 500},
        .context = bench,
        .handle = handle,
        .body_max = body_max,
        .refuse = refuse,
        .observe = observe,
    };
    struct error error;
    if (http_server_start(&config, &bench->server, &error) != ERR_OK) {
        print_error("%s\n", error.text);
        return 1;
    }
    bench->port = atoi(strrchr(http_server_url(bench->server), ':') + 1);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    http_server_stop(bench->server, 200);
    http_server_free(bench->server);
    free(bench->reply);
    free(bench);
    return 0;
}

static int dial(struct bench *bench)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)bench->port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void say_bytes(int fd, const char *text, size_t n)
{
    for (size_t sent = 0; sent < n;) {
        ssize_t step = send(fd, text + sent, n - sent, MSG_NOSIGNAL);
        if (step <= 0)
            return; /* refused meanwhile */
        sent += (size_t)step;
    }
}

static void say(int fd, const char *text)
{
    say_bytes(fd, text, strlen(text));
}

/* Reads until the server closes or nothing has come for `quiet_ms`. */
static const char *hear(struct bench *bench, int fd, int quiet_ms, bool *closed)
{
    size_t n = 0;
    *closed = false;
    while (n < REPLY_MAX - 1) {
        struct pollfd ready = {fd, POLLIN, 0};
        if (poll(&ready, 1, quiet_ms) <= 0)
            break;
        ssize_t step = recv(fd, bench->reply + n, REPLY_MAX - 1 - n, 0);
        if (step <= 0) {
            *closed = true;
            break;
        }
        n += (size_t)step;
    }
    bench->reply[n] = 0;
    return bench->reply;
}

static const char *talk(struct bench *bench, const char *text, bool *closed)
{
    int fd = dial(bench);
    say(fd, text);
    const char *reply = hear(bench, fd, 250, closed);
    close(fd);
    return reply;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

static void a_request_is_answered_and_the_connection_stays(void **state)
{
    bool closed;
    const char *reply = talk(*state, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(reply, "Content-Length: 9\r\n"));
    assert_non_null(strstr(reply, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(reply, "Content-Security-Policy: default-src 'none'"));
    assert_non_null(strstr(reply, "\r\n\r\nGET /a []"));
    assert_false(closed);
}

static void a_client_that_asks_for_it_sees_the_connection_end(void **state)
{
    bool closed;
    assert_non_null(strstr(talk(*state, "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", &closed),
                           "Connection: close"));
    assert_true(closed);
    talk(*state, "GET /a HTTP/1.0\r\n\r\n", &closed);
    assert_true(closed);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    struct bench *bench = *state;
    bool closed;
    int fd = dial(bench);
    say(fd, "GET /later HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\n"
            "hiGET /c HTTP/1.1\r\nConnection: close\r\n\r\n");
    const char *reply = hear(bench, fd, 10000, &closed);
    close(fd);
    const char *first = strstr(reply, "later"), *second = strstr(reply, "POST /b [hi]");
    const char *third = strstr(reply, "GET /c []");
    assert_true(first && second && third && first < second && second < third);
}

static void a_half_closed_client_still_gets_its_answers(void **state)
{
    struct bench *bench = *state;
    bool closed;
    int fd = dial(bench);
    say(fd, "GET /later HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
    shutdown(fd, SHUT_WR);
    const char *reply = hear(bench, fd, 1000, &closed);
    assert_int_equal(count(reply, "HTTP/1.1 200"), 2);
    assert_true(closed);
    close(fd);
}

static void a_client_that_hangs_up_early_harms_nobody(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 8; i++) {
        int fd = dial(bench);
        say(fd, "GET /later HTTP/1.1\r\n\r\n");
        struct linger now = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fd);
    }
    pause_ms(150);
    bool closed;
    assert_non_null(strstr(talk(bench, "GET /a HTTP/1.1\r\n\r\n", &closed), "200 OK"));
}

static void bodies_come_by_length_and_in_chunks(void **state)
{
    bool closed;
    assert_non_null(strstr(talk(*state,
                                "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n",
                                &closed),
                           "POST /b [abcde]"));
    assert_non_null(strstr(talk(*state,
                                "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "3\r\nabcd\r\n0\r\n\r\n",
                                &closed),
                           "HTTP/1.1 400"));
    assert_non_null(strstr(
        talk(*state, "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", &closed),
        "HTTP/1.1 400"));
}

static void a_body_one_byte_above_the_limit_is_refused(void **state)
{
    char text[4096];
    for (int n = BODY_MAX; n <= BODY_MAX + 1; n++) {
        bool closed;
        int head = snprintf(text, sizeof text, "POST /b HTTP/1.1\r\nContent-Length: %d\r\n\r\n", n);
        memset(text + head, 'x', (size_t)n);
        text[head + n] = 0;
        const char *reply = talk(*state, text, &closed);
        assert_non_null(strstr(reply, n == BODY_MAX ? "HTTP/1.1 200" : "HTTP/1.1 413"));
        assert_int_equal(closed, n > BODY_MAX);
        head = snprintf(text, sizeof text,
                        "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n", n);
        memset(text + head, 'x', (size_t)n);
        strcpy(text + head + n, "\r\n0\r\n\r\n");
        reply = talk(*state, text, &closed);
        assert_non_null(strstr(reply, n == BODY_MAX ? "HTTP/1.1 200" : "HTTP/1.1 413"));
    }
    bool closed;
    assert_non_null(strstr(talk(*state,
                                "POST /wide HTTP/1.1\r\nContent-Length: 100000\r\n"
                                "Expect: 100-continue\r\n\r\n",
                                &closed),
                           "HTTP/1.1 100 Continue"));
}

static void long_heads_and_targets_are_refused(void **state)
{
    bool closed;
    char *text = calloc(1, 64 * 1024);
    strcpy(text, "GET /a HTTP/1.1\r\nX: ");
    memset(text + strlen(text), 'x', LIMIT_HEADER_BYTES);
    strcat(text, "\r\n\r\n");
    assert_non_null(strstr(talk(*state, text, &closed), "HTTP/1.1 431"));
    memset(text, 0, 64 * 1024);
    strcpy(text, "GET /");
    memset(text + 5, 'x', LIMIT_HEADER_BYTES);
    strcat(text, " HTTP/1.1\r\n\r\n");
    assert_non_null(strstr(talk(*state, text, &closed), "HTTP/1.1 414"));
    memset(text, 0, 64 * 1024);
    strcpy(text, "GET /a HTTP/1.1\r\n");
    for (int i = 0; i <= LIMIT_HEADER_FIELDS; i++)
        strcat(text, "A: b\r\n");
    strcat(text, "\r\n");
    assert_non_null(strstr(talk(*state, text, &closed), "HTTP/1.1 431"));
    free(text);
}

static void malformed_requests_get_the_one_form_of_error(void **state)
{
    bool closed;
    const char *reply = talk(*state, "nonsense\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "HTTP/1.1 400"));
    assert_non_null(strstr(reply, "Content-Type: application/problem+json"));
    assert_non_null(strstr(reply, "refused: "));
    assert_true(closed);
    /* TLS on a plain port, and a method nobody knows */
    reply = talk(*state, "\x16\x03\x01\x02\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "HTTP/1.1 400"));
    reply = talk(*state, "BREW /pot HTTP/1.1\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "BREW /pot []"));
}

/* A drip of bytes keeps a plain inactivity timeout quiet for ever. */
static void a_slow_sender_is_cut_off(void **state)
{
    struct bench *bench = *state;
    int fd = dial(bench);
    say(fd, "GET /a HT");
    bool closed = false;
    const char *reply = "";
    for (int i = 0; i < 15 && !closed && !*reply; i++) {
        say(fd, "x");
        reply = hear(bench, fd, 100, &closed);
    }
    assert_non_null(strstr(reply, "HTTP/1.1 408"));
    close(fd);
}

static void an_idle_connection_is_closed_quietly(void **state)
{
    struct bench *bench = *state;
    bool closed;
    int fd = dial(bench);
    assert_string_equal(hear(bench, fd, 3000, &closed), "");
    assert_true(closed);
    close(fd);
}

static void head_gives_the_length_without_the_body(void **state)
{
    bool closed;
    const char *reply = talk(*state, "HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "Content-Length: 10\r\n"));
    assert_null(strstr(reply, "HEAD /a []"));
    assert_non_null(strstr(reply, "GET /b []"));
}

static void large_answers_arrive_whole_and_shrink_when_asked(void **state)
{
    bool closed;
    const char *reply = talk(*state, "GET /large HTTP/1.1\r\n\r\n", &closed);
    const char *body = strstr(reply, "\r\n\r\n");
    assert_non_null(body);
    assert_int_equal(strlen(body + 4), REPLY_MAX / 2 - 1);
    reply = talk(*state, "GET /large HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n", &closed);
    assert_non_null(strstr(reply, "Content-Encoding: gzip\r\n"));
    assert_non_null(strstr(reply, "Vary: Accept-Encoding\r\n"));
}

/* Many requests for large answers, none read: the server stops taking up more and ends it. */
static void a_client_that_does_not_read_is_dropped(void **state)
{
    struct bench *bench = *state;
    int fd = dial(bench);
    for (int i = 0; i < 60; i++)
        say(fd, "GET /large HTTP/1.1\r\n\r\n");
    pause_ms(1500);
    struct http_stats stats;
    http_server_stats(bench->server, &stats);
    assert_int_equal(stats.open, 0);
    assert_true(atomic_load(&bench->handled) < 60);
    close(fd);
}

static void connections_above_the_maximum_are_told_so(void **state)
{
    struct bench *bench = *state;
    int fds[16];
    for (int i = 0; i < 16; i++) {
        bool closed;
        fds[i] = dial(bench);
        say(fds[i], "GET /a HTTP/1.1\r\n\r\n");
        assert_non_null(strstr(hear(bench, fds[i], 20, &closed), "200 OK"));
    }
    bool closed;
    assert_non_null(strstr(talk(bench, "GET /a HTTP/1.1\r\n\r\n", &closed), "HTTP/1.1 503"));
    for (int i = 0; i < 16; i++)
        close(fds[i]);
    pause_ms(50);
    assert_non_null(strstr(talk(bench, "GET /a HTTP/1.1\r\n\r\n", &closed), "200 OK"));
}

static void a_stream_stays_open_and_its_end_is_told(void **state)
{
    struct bench *bench = *state;
    bool closed;
    int fd = dial(bench);
    say(fd, "GET /stream HTTP/1.1\r\n\r\n");
    const char *reply = hear(bench, fd, 1000, &closed);
    assert_non_null(strstr(reply, "\r\n\r\ndata: 1\n\n"));
    assert_null(strstr(reply, "Content-Length"));
    assert_false(closed);
    close(fd);
    pause_ms(100);
    assert_int_equal(atomic_load(&bench->closed_streams), 1);
}

static void a_port_in_use_is_an_error_with_a_reason(void **state)
{
    struct bench *bench = *state;
    struct http_config config = {
        .listen = http_server_url(bench->server) + strlen("http://"),
        .handle = handle,
        .body_max = body_max,
        .refuse = refuse,
        .context = bench,
    };
    struct http_server *other = NULL;
    struct error error;
    assert_int_equal(http_server_start(&config, &other, &error), ERR_IO);
    assert_non_null(strstr(error.text, "another program uses the port"));
    config.listen = "somewhere";
    assert_int_equal(http_server_start(&config, &other, &error), ERR_INVALID);
    config.listen = "127.0.0.1:99999";
    assert_int_equal(http_server_start(&config, &other, &error), ERR_INVALID);
}

static void stopping_answers_what_is_under_way(void **state)
{
    struct bench *bench = *state;
    int fd = dial(bench), stream = dial(bench);
    bool closed;
    say(stream, "GET /stream HTTP/1.1\r\n\r\n");
    hear(bench, stream, 50, &closed);
    say(fd, "GET /later HTTP/1.1\r\n\r\n");
    pause_ms(20);
    http_server_stop(bench->server, 2000);
    assert_non_null(strstr(hear(bench, fd, 100, &closed), "later"));
    assert_int_equal(atomic_load(&bench->closed_streams), 1);
    close(fd);
    close(stream);
    http_server_free(bench->server);
    bench->server = NULL;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_request_is_answered_and_the_connection_stays),
        CASE(a_client_that_asks_for_it_sees_the_connection_end),
        CASE(pipelined_requests_are_answered_in_order),
        CASE(a_half_closed_client_still_gets_its_answers),
        CASE(a_client_that_hangs_up_early_harms_nobody),
        CASE(bodies_come_by_length_and_in_chunks),
        CASE(a_body_one_byte_above_the_limit_is_refused),
        CASE(long_heads_and_targets_are_refused),
        CASE(malformed_requests_get_the_one_form_of_error),
        CASE(a_slow_sender_is_cut_off),
        CASE(an_idle_connection_is_closed_quietly),
        CASE(head_gives_the_length_without_the_body),
        CASE(large_answers_arrive_whole_and_shrink_when_asked),
        CASE(a_client_that_does_not_read_is_dropped),
        CASE(connections_above_the_maximum_are_told_so),
        CASE(a_stream_stays_open_and_its_end_is_told),
        CASE(a_port_in_use_is_an_error_with_a_reason),
        CASE(stopping_answers_what_is_under_way),
    };
    return RUN_TESTS(tests);
}
