/*
 * Errors are values: a code for the program and one plain sentence for the person.
 *
 * A function that can fail returns `enum err` and takes a `struct error *` last. On success it
 * returns ERR_OK and leaves the error alone. On failure it fills the error once, at the place that
 * knows what was wrong; callers pass it up unchanged. `error` may be NULL when nobody will read it.
 *
 * The sentence says what is wrong, why, and where it helps what would be right. `where` names the
 * file and line or the field ("people.csv:12", "place.lon"); it is empty when there is none.
 */
#ifndef LIFELINE_BASE_ERR_H
#define LIFELINE_BASE_ERR_H

#include <stdarg.h>

/* name, slug (stable, used in the API), meaning */
#define ERR_LIST(X)                                                                                \
    X(OK, "ok", "It worked.")                                                                      \
    X(INVALID, "invalid", "A value from outside is not of the form or range it must have.")        \
    X(FORMAT, "bad_format", "A file or body cannot be read as what it claims to be.")              \
    X(NOT_FOUND, "not_found", "The named thing does not exist or may not be seen.")                \
    X(EXISTS, "exists", "A thing of that name exists already.")                                    \
    X(STATE, "wrong_state", "The thing is in a state that does not allow this.")                   \
    X(RULE, "rule", "A rule of the service, zone or plan forbids this.")                           \
    X(STALE, "stale", "The thing has changed since the caller read it.")                           \
    X(CONDITION_MISSING, "condition_missing", "The caller must say which version it changes.")     \
    X(KEY_REUSED, "key_reused", "An idempotency key came again with another body.")                \
    X(UNAUTHENTICATED, "unauthenticated", "The caller has not said who they are.")                 \
    X(DENIED, "denied", "The caller's role or organisation does not allow this.")                  \
    X(LIMIT, "limit", "A size or rate is above its stated maximum.")                               \
    X(BUSY, "busy", "The system cannot take this now; the same call may work later.")              \
    X(CANCELLED, "cancelled", "The work was stopped before its end.")                              \
    X(IO, "io", "Reading or writing a file, socket or database failed.")                           \
    X(UNSUPPORTED, "unsupported", "The input asks for something that this build cannot do.")       \
    X(INTERNAL, "internal", "The program found itself wrong; the log says where.")

enum err {
#define X(name, slug, meaning) ERR_##name,
    ERR_LIST(X)
#undef X
        ERR_COUNT
};

enum { ERROR_TEXT_MAX = 512, ERROR_WHERE_MAX = 192 };

struct error {
    enum err code;
    char where[ERROR_WHERE_MAX];
    char text[ERROR_TEXT_MAX];
};

/* The stable short word of a code ("not_found"); never NULL. */
const char *err_slug(enum err code);
/* One sentence on what the code means in general; never NULL. */
const char *err_meaning(enum err code);

/* Fills `error` (unless NULL) with a code, no place and a formatted sentence; returns `code`. */
enum err error_set(struct error *error, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with the place: a file and line, or a field's path. */
enum err error_at(struct error *error, enum err code, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Puts "outer." (or "file:") in front of where the error says it is, as it travels up. */
void error_prefix(struct error *error, const char *prefix);

#endif
