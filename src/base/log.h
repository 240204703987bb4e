/*
 * The structured log: one JSON object a line on a stream, `{"at":"...","level":"info",
 * "event":"http.listen",...}`. The event is a stable dotted word to search for; the rest are
 * fields.
 *
 * Fields are given as pairs after the event and end with NULL:
 *     log_info(log, "store.open", LOG_S("file", path), LOG_I("rows", n), NULL);
 * Never log secrets or personal data: log ids. Lines of several threads do not mix.
 */
#ifndef LIFELINE_BASE_LOG_H
#define LIFELINE_BASE_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log;

/* Borrows the clock and the stream. Lines below `least` are dropped. */
struct log *log_new(FILE *stream, struct clock *clock, enum log_level least);
void log_free(struct log *log);

/* One field: a name, a kind and a value, as three arguments. */
#define LOG_S(name, text)   (name), (int)'s', (const char *)(text)
#define LOG_I(name, number) (name), (int)'i', (int64_t)(number)
#define LOG_F(name, number) (name), (int)'f', (double)(number)

/* A NULL log writes nothing. */
void log_write(struct log *log, enum log_level level, const char *event, ...)
    __attribute__((sentinel));

#define log_debug(log, ...) log_write((log), LOG_DEBUG, __VA_ARGS__)
#define log_info(log, ...)  log_write((log), LOG_INFO, __VA_ARGS__)
#define log_warn(log, ...)  log_write((log), LOG_WARN, __VA_ARGS__)
#define log_error(log, ...) log_write((log), LOG_ERROR, __VA_ARGS__)

#endif
