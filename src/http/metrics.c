#include "http/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>

static const double BOUNDS_S[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                  0.05,   0.1,   0.25,   0.5,   1,    2.5};
static const int STATUSES[] = {200, 201, 204, 304, 400, 401, 403, 404, 405, 408, 409, 412,
                               413, 414, 415, 422, 428, 429, 431, 500, 501, 503, 0};
enum {
    BOUNDS_N = sizeof BOUNDS_S / sizeof *BOUNDS_S,
    STATUSES_N = sizeof STATUSES / sizeof *STATUSES, /* the last is for all others */
};

struct route_counts {
    _Atomic uint64_t by_status[STATUSES_N];
    _Atomic uint64_t within[BOUNDS_N]; /* of this bound and not of the one before */
    _Atomic uint64_t n, took_ns;
};

struct metrics {
    int routes_n;
    const char *(*name)(int route);
    struct route_counts routes[];
};

struct metrics *metrics_new(int routes, const char *(*name)(int route))
{
    struct metrics *metrics = calloc(1, sizeof *metrics + (size_t)routes * sizeof *metrics->routes);
    if (!metrics)
        abort();
    metrics->routes_n = routes;
    metrics->name = name;
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static void add(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static uint64_t get(_Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_observe(struct metrics *metrics, int route, int status, int64_t took_ns)
{
    if (route < 0 || route >= metrics->routes_n)
        route = 0;
    struct route_counts *counts = &metrics->routes[route];
    int at = 0;
    while (at < STATUSES_N - 1 && STATUSES[at] != status)
        at++;
    add(&counts->by_status[at], 1);
    add(&counts->n, 1);
    add(&counts->took_ns, (uint64_t)took_ns);
    for (int i = 0; i < BOUNDS_N; i++)
        if ((double)took_ns <= BOUNDS_S[i] * 1e9) {
            add(&counts->within[i], 1);
            break;
        }
}

static void write_histogram(struct route_counts *counts, const char *name, FILE *out)
{
    uint64_t sum = 0;
    for (int i = 0; i < BOUNDS_N; i++) {
        sum += get(&counts->within[i]);
        fprintf(out, "lifeline_http_request_seconds_bucket{command=\"%s\",le=\"%g\"} %llu\n", name,
                BOUNDS_S[i], (unsigned long long)sum);
    }
    unsigned long long n = get(&counts->n);
    fprintf(out, "lifeline_http_request_seconds_bucket{command=\"%s\",le=\"+Inf\"} %llu\n", name,
            n);
    fprintf(out, "lifeline_http_request_seconds_sum{command=\"%s\"} %.6f\n", name,
            (double)get(&counts->took_ns) * 1e-9);
    fprintf(out, "lifeline_http_request_seconds_count{command=\"%s\"} %llu\n", name, n);
}

void metrics_write(struct metrics *metrics, FILE *out)
{
    fputs("# HELP lifeline_http_requests_total Requests answered, by command and status.\n"
          "# TYPE lifeline_http_requests_total counter\n",
          out);
    for (int r = 0; r < metrics->routes_n; r++)
        for (int i = 0; i < STATUSES_N; i++) {
            unsigned long long n = get(&metrics->routes[r].by_status[i]);
            if (n && STATUSES[i])
                fprintf(out, "lifeline_http_requests_total{command=\"%s\",status=\"%d\"} %llu\n",
                        metrics->name(r), STATUSES[i], n);
            else if (n)
                fprintf(out, "lifeline_http_requests_total{command=\"%s\",status=\"other\"} %llu\n",
                        metrics->name(r), n);
        }
    fputs("# HELP lifeline_http_request_seconds Time from the whole request to its answer.\n"
          "# TYPE lifeline_http_request_seconds histogram\n",
          out);
    for (int r = 0; r < metrics->routes_n; r++)
        if (get(&metrics->routes[r].n))
            write_histogram(&metrics->routes[r], metrics->name(r), out);
}

void metrics_figure(FILE *out, const char *name, const char *type, const char *help, double value)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}
