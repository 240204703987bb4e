#include "base/sv.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sv sv_of(const char *text)
{
    return (struct sv){text, text ? strlen(text) : 0};
}

struct sv sv_from(const char *at, size_t n)
{
    return (struct sv){at, n};
}

bool sv_eq(struct sv a, struct sv b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

bool sv_is(struct sv a, const char *text)
{
    return sv_eq(a, sv_of(text));
}

bool sv_starts(struct sv view, const char *prefix)
{
    size_t n = strlen(prefix);
    return view.n >= n && (n == 0 || memcmp(view.at, prefix, n) == 0);
}

bool sv_ends(struct sv view, const char *suffix)
{
    size_t n = strlen(suffix);
    return view.n >= n && (n == 0 || memcmp(view.at + view.n - n, suffix, n) == 0);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct sv sv_trim(struct sv view)
{
    while (view.n && is_blank(view.at[0])) {
        view.at++;
        view.n--;
    }
    while (view.n && is_blank(view.at[view.n - 1]))
        view.n--;
    return view;
}

struct sv sv_cut(struct sv *rest, char separator)
{
    struct sv front = *rest;
    const char *found = rest->n ? memchr(rest->at, separator, rest->n) : NULL;
    if (!found) {
        *rest = (struct sv){NULL, 0};
        return front;
    }
    front.n = (size_t)(found - front.at);
    rest->n -= front.n + 1;
    rest->at = found + 1;
    return front;
}

/* FNV-1a with a final mix, so that the low bits may index a table. */
uint64_t sv_hash(struct sv view)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < view.n; i++)
        hash = (hash ^ (unsigned char)view.at[i]) * 0x100000001b3u;
    hash ^= hash >> 32;
    hash *= 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

bool sv_to_i64(struct sv view, int64_t *out)
{
    bool negative = view.n && view.at[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == view.n || view.n > 20)
        return false;
    uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t value = 0;
    for (; i < view.n; i++) {
        if (view.at[i] < '0' || view.at[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(view.at[i] - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

bool sv_to_f64(struct sv view, double *out)
{
    char text[64];
    if (view.n == 0 || view.n >= sizeof text)
        return false;
    bool digit = false;
    for (size_t i = 0; i < view.n; i++) {
        char c = view.at[i];
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E')
            return false;
    }
    if (!digit)
        return false;
    memcpy(text, view.at, view.n);
    text[view.n] = '\0';
    char *end = NULL;
    double value = strtod(text, &end);
    if (*end != '\0' || !isfinite(value))
        return false;
    *out = value;
    return true;
}

/* Bytes of the well-formed sequence at `s` (RFC 3629, table 3-7 of the Unicode standard), or 0. */
static size_t utf8_step(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80)
        return 1;
    size_t size = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || left < size)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return size;
}

bool sv_is_utf8(struct sv view)
{
    const unsigned char *bytes = (const unsigned char *)view.at;
    for (size_t i = 0; i < view.n;) {
        size_t step = utf8_step(bytes + i, view.n - i);
        if (step == 0)
            return false;
        i += step;
    }
    return true;
}
