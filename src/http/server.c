#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/server_int.h"

struct address {
    struct sockaddr_storage sa;
    socklen_t n;
};

/* "ADDR:PORT" or "[ADDR6]:PORT", numbers only: a name could mean several addresses. */
static enum err parse_listen(const char *text, struct address *out, struct error *error)
{
    char host[INET6_ADDRSTRLEN + 2];
    const char *colon = strrchr(text, ':');
    int64_t port;
    size_t n = colon ? (size_t)(colon - text) : 0;
    if (!n || n >= sizeof host || !sv_to_i64(sv_of(colon + 1), &port) || port < 0 || port > 65535)
        return error_at(error, ERR_INVALID, "--listen",
                        "'%s' is not an address and a port such as 127.0.0.1:8080.", text);
    memcpy(host, text, n);
    host[n] = 0;
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&out->sa;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&out->sa;
    if (host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = 0;
        *v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
        out->n = sizeof *v6;
        if (inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1)
            return ERR_OK;
    } else {
        *v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        out->n = sizeof *v4;
        if (inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1", &v4->sin_addr) == 1)
            return ERR_OK;
    }
    return error_at(error, ERR_INVALID, "--listen", "'%s' is not a numeric address.", host);
}

enum err http_listen_check(const char *listen, struct error *error)
{
    struct address address;
    return parse_listen(listen, &address, error);
}

/* A bound socket, or -1 with errno. Without `shared` the bind fails when anybody, also another
 * server of ours, listens there. */
static int bind_socket(const struct address *address, bool shared)
{
    int on = 1;
    int fd = socket(address->sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shared)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&address->sa, address->n) || (!shared && listen(fd, 1))) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

/* Finds out whether the port is free, and which it is when 0 was asked for. The sockets of the
 * loops share the port, which alone would let two servers share it unawares. */
static enum err claim(struct http_server *server, struct address *address, struct error *error)
{
    int fd = bind_socket(address, false);
    if (fd < 0)
        return error_at(error, ERR_IO, server->config.listen, "Cannot listen there: %s.",
                        errno == EADDRINUSE ? "another program uses the port" : strerror(errno));
    getsockname(fd, (struct sockaddr *)&address->sa, &address->n);
    close(fd);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    getnameinfo((struct sockaddr *)&address->sa, address->n, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    bool is_v6 = address->sa.ss_family == AF_INET6;
    snprintf(server->url, sizeof server->url, is_v6 ? "http://[%.60s]:%.6s" : "http://%.60s:%.6s",
             host, port);
    return ERR_OK;
}

static struct http_limits with_defaults(struct http_limits limits)
{
    if (!limits.connections)
        limits.connections = LIMIT_CONNECTIONS;
    if (!limits.connections_per_client)
        limits.connections_per_client = LIMIT_CONNECTIONS / 2;
    if (!limits.head_bytes)
        limits.head_bytes = LIMIT_HEADER_BYTES;
    if (!limits.head_ms)
        limits.head_ms = 10000;
    if (!limits.idle_ms)
        limits.idle_ms = 75000;
    if (!limits.write_ms)
        limits.write_ms = 30000;
    return limits;
}

enum err http_server_start(const struct http_config *config, struct http_server **out,
                           struct error *error)
{
    struct address address = {0};
    enum err rc = parse_listen(config->listen, &address, error);
    if (rc != ERR_OK)
        return rc;
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->config = *config;
    server->limits = with_defaults(config->limits);
    server->clock = clock_real();
    pthread_mutex_init(&server->clients_lock, NULL);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t want = config->loops ? config->loops : cores > 0 ? (uint32_t)cores : 1;
    server->loops_n = want < SERVER_LOOPS_MAX ? want : SERVER_LOOPS_MAX;
    rc = claim(server, &address, error);
    *out = rc == ERR_OK ? server : NULL; /* the first request may come before we return */
    for (uint32_t i = 0; rc == ERR_OK && i < server->loops_n; i++) {
        struct loop *loop = &server->loops[i];
        loop->server = server;
        loop->index = i;
        int fd = bind_socket(&address, true);
        if (fd < 0 || !loop_start(loop, fd))
            rc = error_at(error, ERR_IO, config->listen, "Cannot start to listen there: %s.",
                          strerror(errno));
        else
            server->started++;
    }
    if (rc != ERR_OK) {
        *out = NULL;
        http_server_stop(server, 0);
        http_server_free(server);
    }
    return rc;
}

void http_server_stop(struct http_server *server, int grace_ms)
{
    if (!server)
        return;
    atomic_store(&server->grace_ms, grace_ms);
    for (uint32_t i = 0; i < server->started; i++)
        http_server_post(server, i, loop_stop_task, &server->loops[i]);
    for (uint32_t i = 0; i < server->started; i++)
        pthread_join(server->loops[i].thread, NULL);
    for (uint32_t i = 0; i < server->started; i++)
        loop_close_mail(&server->loops[i]);
}

void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    for (uint32_t i = 0; i < server->loops_n; i++)
        loop_free(&server->loops[i]);
    map_free(&server->clients);
    pthread_mutex_destroy(&server->clients_lock);
    clock_free(server->clock);
    free(server);
}

const char *http_server_url(const struct http_server *server)
{
    return server->url;
}

uint32_t http_server_loops(const struct http_server *server)
{
    return server->loops_n;
}

void http_server_stats(struct http_server *server, struct http_stats *out)
{
    *out = (struct http_stats){
        .accepted = atomic_load(&server->accepted),
        .open = atomic_load(&server->open),
        .streams = atomic_load(&server->streams),
        .refused = atomic_load(&server->refused),
        .bytes_out = atomic_load(&server->bytes_out),
    };
}
