/*
 * Counts of what the doors did, for Prometheus. Observing is a few relaxed atomic additions, from
 * any thread.
 */
#ifndef LIFELINE_HTTP_METRICS_H
#define LIFELINE_HTTP_METRICS_H

#include <stdint.h>
#include <stdio.h>

struct metrics;

/* `name(route)` gives the label of a route in [0, routes). */
struct metrics *metrics_new(int routes, const char *(*name)(int route));
void metrics_free(struct metrics *metrics);
void metrics_observe(struct metrics *metrics, int route, int status, int64_t took_ns);
/* lifeline_http_requests_total{command,status} and lifeline_http_request_seconds{command,le}, in
 * the text exposition format; routes never called are left out. */
void metrics_write(struct metrics *metrics, FILE *out);

/* One figure with its HELP and TYPE lines. */
void metrics_figure(FILE *out, const char *name, const char *type, const char *help, double value);

#endif
