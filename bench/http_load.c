/*
 * A load of HTTP calls over keep-alive connections, each with one call under way: what a number of
 * clients that wait for their answers can get done.
 *
 *   http_load PORT CONNECTIONS SECONDS METHOD PATH TOKEN BODY
 *
 * Every "%n" in BODY becomes a number that is used once. Prints one JSON line; the times are from
 * the first byte sent to the last byte of the answer.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/vec.h"

enum { ANSWER_MAX = 1 << 20, CALL_MAX = 1 << 16, CONNECTIONS_MAX = 1024 };

struct connection {
    int fd;
    char *answer;
    size_t n;
    int64_t sent_ns;
};

struct load {
    const char *method, *path, *token, *body;
    int64_t next_number, failures;
    VEC(int64_t) took_ns;
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void fill_body(struct load *load, char *out, size_t size)
{
    size_t n = 0;
    for (const char *at = load->body; *at && n + 32 < size; at++) {
        if (at[0] == '%' && at[1] == 'n') {
            n += (size_t)snprintf(out + n, size - n, "%" PRId64, load->next_number++);
            at++;
        } else {
            out[n++] = *at;
        }
    }
    out[n] = 0;
}

static void send_call(struct load *load, struct connection *connection)
{
    static char body[CALL_MAX], call[CALL_MAX];
    fill_body(load, body, sizeof body / 2);
    int n = snprintf(call, sizeof call,
                     "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                     load->method, load->path, load->token, strlen(body), body);
    connection->n = 0;
    connection->sent_ns = clock_monotonic_ns();
    if (send(connection->fd, call, (size_t)n, MSG_NOSIGNAL) != n)
        die("send");
}

/* Whether the answer is there as a whole. */
static bool is_whole(const struct connection *connection)
{
    const char *end = memmem(connection->answer, connection->n, "\r\n\r\n", 4);
    if (!end)
        return false;
    const char *length = strcasestr(connection->answer, "content-length:");
    size_t body_n = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
    return connection->n >= (size_t)(end - connection->answer) + 4 + body_n;
}

static void take_bytes(struct load *load, struct connection *connection, bool go_on)
{
    ssize_t n =
        recv(connection->fd, connection->answer + connection->n, ANSWER_MAX - 1 - connection->n, 0);
    if (n <= 0)
        die("the server ended a connection");
    connection->n += (size_t)n;
    connection->answer[connection->n] = 0;
    if (!is_whole(connection))
        return;
    int64_t took_ns = clock_monotonic_ns() - connection->sent_ns;
    vec_push(&load->took_ns, took_ns);
    if (strncmp(connection->answer, "HTTP/1.1 2", 10) && load->failures++ == 0)
        fprintf(stderr, "first failure: %s\n", connection->answer);
    if (go_on)
        send_call(load, connection);
}

static void dial(struct connection *connection, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection->fd, (struct sockaddr *)&to, sizeof to))
        die("connect");
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection->answer = malloc(ANSWER_MAX);
    if (!connection->answer)
        die("malloc");
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void run(struct load *load, struct connection *connections, int n, double seconds)
{
    struct epoll_event events[CONNECTIONS_MAX];
    int poll = epoll_create1(0);
    int64_t end_ns = clock_monotonic_ns() + (int64_t)(seconds * 1e9), now_ns;
    for (int i = 0; i < n; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &event);
        send_call(load, &connections[i]);
    }
    while ((now_ns = clock_monotonic_ns()) < end_ns) {
        int ready = epoll_wait(poll, events, n, 100);
        for (int i = 0; i < ready; i++)
            take_bytes(load, events[i].data.ptr, true);
    }
    close(poll);
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fputs("usage: http_load PORT CONNECTIONS SECONDS METHOD PATH TOKEN BODY\n", stderr);
        return 2;
    }
    static struct connection connections[CONNECTIONS_MAX];
    int n = atoi(argv[2]);
    double seconds = atof(argv[3]);
    struct load load = {.method = argv[4], .path = argv[5], .token = argv[6], .body = argv[7]};
    load.next_number = clock_monotonic_ns();
    if (n < 1 || n > CONNECTIONS_MAX)
        return 2;
    for (int i = 0; i < n; i++)
        dial(&connections[i], atoi(argv[1]));
    run(&load, connections, n, seconds);
    qsort(load.took_ns.at, load.took_ns.n, sizeof *load.took_ns.at, compare);
    size_t answers = load.took_ns.n;
    if (!answers)
        return 1;
    printf("{\"connections\":%d,\"answers\":%zu,\"failures\":%" PRId64
           ",\"per_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
           n, answers, load.failures, (double)answers / seconds,
           (double)load.took_ns.at[answers / 2] * 1e-6,
           (double)load.took_ns.at[answers * 99 / 100] * 1e-6,
           (double)load.took_ns.at[answers - 1] * 1e-6);
    return 0;
}
