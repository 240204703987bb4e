#include "base/log.h"

#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>

struct log {
    FILE *stream;
    struct clock *clock;
    enum log_level least;
    pthread_mutex_t mutex;
};

struct log *log_new(FILE *stream, struct clock *clock, enum log_level least)
{
    struct log *log = calloc(1, sizeof *log);
    if (!log)
        abort();
    *log = (struct log){.stream = stream, .clock = clock, .least = least};
    pthread_mutex_init(&log->mutex, NULL);
    return log;
}

void log_free(struct log *log)
{
    if (!log)
        return;
    pthread_mutex_destroy(&log->mutex);
    free(log);
}

static void put_quoted(FILE *stream, const char *text)
{
    putc('"', stream);
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(stream, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            fprintf(stream, "\\u%04x", (unsigned char)*c);
        else
            putc(*c, stream);
    }
    putc('"', stream);
}

static void put_fields(FILE *stream, va_list args)
{
    for (const char *name; (name = va_arg(args, const char *));) {
        putc(',', stream);
        put_quoted(stream, name);
        putc(':', stream);
        int kind = va_arg(args, int);
        if (kind == 's') {
            put_quoted(stream, va_arg(args, const char *));
        } else if (kind == 'i') {
            fprintf(stream, "%lld", (long long)va_arg(args, int64_t));
        } else {
            double number = va_arg(args, double);
            fprintf(stream, isfinite(number) ? "%.6g" : "null", number);
        }
    }
}

void log_write(struct log *log, enum log_level level, const char *event, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (!log || level < log->least)
        return;
    char at[TIME_TEXT_MAX];
    time_format(clock_now_ms(log->clock), 0, at);
    pthread_mutex_lock(&log->mutex);
    fprintf(log->stream, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":", at, names[level]);
    put_quoted(log->stream, event);
    va_list args;
    va_start(args, event);
    put_fields(log->stream, args);
    va_end(args);
    fputs("}\n", log->stream);
    fflush(log->stream);
    pthread_mutex_unlock(&log->mutex);
}
