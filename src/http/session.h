/*
 * Who sends a request: a bearer token (`Authorization: Bearer ...`) or the session cookie of a
 * browser. A cookie is sent by the browser whatever page asks for it, so with a cookie a request
 * that changes something must also carry the session's `csrf` as X-CSRF-Token, which only our own
 * page knows.
 *
 * Names found valid are remembered for a second (of the city's clock and of the real one), so a
 * burst of calls asks the database once; signing out forgets at once.
 */
#ifndef LIFELINE_HTTP_SESSION_H
#define LIFELINE_HTTP_SESSION_H

#include "http/server.h"
#include "ops/auth.h"

#define SESSION_COOKIE "lifeline_session"

struct sessions;

struct caller {
    struct actor actor;
    bool by_cookie;
    char token[AUTH_TOKEN_SIZE], csrf[AUTH_TOKEN_SIZE];
    int64_t expires_ms; /* of a session */
};

/* Borrows `ops`. */
struct sessions *sessions_new(struct ops *ops);
void sessions_free(struct sessions *sessions);

/* ERR_UNAUTHENTICATED: nobody, or a name that is not valid; ERR_DENIED: the CSRF token is missing
 * or wrong; ERR_FORMAT: the header cannot be read. */
enum err sessions_caller(struct sessions *sessions, const struct http_request *request,
                         bool changes, struct caller *out, struct error *error);
void sessions_forget(struct sessions *sessions, const char *token);

/* The Set-Cookie field of a session just opened, or (NULL) of one that has ended. `is_secure`: the
 * browser came by TLS and may send the cookie only so. */
void session_cookie(struct http_answer *answer, const struct session *session, int64_t now_ms,
                    bool is_secure);
/* Whether the request came by TLS, as a proxy in front of us says. */
bool session_is_secure(const struct http_request *request);
/* The body of `session.get` and `session.create` (types/session). `csrf` is NULL for a bearer. */
json_t *session_body(const struct actor *actor, const char *csrf, int64_t expires_ms,
                     int offset_min);

#endif
