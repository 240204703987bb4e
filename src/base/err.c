#include "base/err.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *slug;
    const char *meaning;
} table[ERR_COUNT] = {
#define X(name, slug, meaning) {slug, meaning},
    ERR_LIST(X)
#undef X
};

const char *err_slug(enum err code)
{
    assert(code >= 0 && code < ERR_COUNT);
    return table[code].slug;
}

const char *err_meaning(enum err code)
{
    assert(code >= 0 && code < ERR_COUNT);
    return table[code].meaning;
}

static enum err fill(struct error *error, enum err code, const char *where, const char *format,
                     va_list args)
{
    assert(code != ERR_OK);
    if (error) {
        error->code = code;
        snprintf(error->where, sizeof error->where, "%s", where);
        vsnprintf(error->text, sizeof error->text, format, args);
    }
    return code;
}

enum err error_set(struct error *error, enum err code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, code, "", format, args);
    va_end(args);
    return code;
}

enum err error_at(struct error *error, enum err code, const char *where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, code, where, format, args);
    va_end(args);
    return code;
}

void error_prefix(struct error *error, const char *prefix)
{
    if (!error)
        return;
    char joined[ERROR_WHERE_MAX];
    /* A place too long for the buffer keeps its front: the outermost name helps most. */
    int n = snprintf(joined, sizeof joined, "%s%s", prefix, error->where);
    assert(n >= 0);
    memcpy(error->where, joined, sizeof joined);
}
