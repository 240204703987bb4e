#include "http/session.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "http/parse.h"

enum { ROWS = 1024, KEEP_MS = 1000 };

struct known {
    struct caller caller; /* token "": free */
    int64_t seen_ms, seen_ns;
};

struct sessions {
    struct ops *ops;
    pthread_mutex_t lock;
    struct known rows[ROWS];
};

struct sessions *sessions_new(struct ops *ops)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);
    if (!sessions)
        abort();
    sessions->ops = ops;
    pthread_mutex_init(&sessions->lock, NULL);
    return sessions;
}

void sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    pthread_mutex_destroy(&sessions->lock);
    sodium_memzero(sessions, sizeof *sessions);
    free(sessions);
}

/* --- what was seen a moment ago --- */

static struct known *row_of(struct sessions *sessions, const char *token)
{
    return &sessions->rows[sv_hash(sv_of(token)) % ROWS];
}

static bool is_same(const struct known *known, const struct caller *caller)
{
    return known->caller.by_cookie == caller->by_cookie &&
           !sodium_memcmp(known->caller.token, caller->token, sizeof caller->token);
}

static bool recall(struct sessions *sessions, struct caller *caller)
{
    int64_t now_ms = clock_now_ms(ops_clock(sessions->ops));
    int64_t now_ns = clock_monotonic_ns();
    pthread_mutex_lock(&sessions->lock);
    struct known *known = row_of(sessions, caller->token);
    bool is_fresh =
        now_ms - known->seen_ms < KEEP_MS && now_ns - known->seen_ns < KEEP_MS * 1000000;
    bool found = is_fresh && is_same(known, caller);
    if (found)
        *caller = known->caller;
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

static void remember(struct sessions *sessions, const struct caller *caller)
{
    pthread_mutex_lock(&sessions->lock);
    *row_of(sessions, caller->token) = (struct known){
        .caller = *caller,
        .seen_ms = clock_now_ms(ops_clock(sessions->ops)),
        .seen_ns = clock_monotonic_ns(),
    };
    pthread_mutex_unlock(&sessions->lock);
}

void sessions_forget(struct sessions *sessions, const char *token)
{
    pthread_mutex_lock(&sessions->lock);
    sodium_memzero(row_of(sessions, token), sizeof(struct known));
    pthread_mutex_unlock(&sessions->lock);
}

/* --- who is it? --- */

static bool copy_token(struct sv text, char token[AUTH_TOKEN_SIZE])
{
    if (!text.n || text.n >= AUTH_TOKEN_SIZE)
        return false;
    memset(token, 0, AUTH_TOKEN_SIZE);
    memcpy(token, text.at, text.n);
    return true;
}

static struct sv find_cookie(const struct http_request *request)
{
    struct sv rest = http_field(request, "Cookie");
    while (rest.at) {
        struct sv pair = sv_trim(sv_cut(&rest, ';'));
        struct sv name = sv_cut(&pair, '=');
        if (sv_is(name, SESSION_COOKIE))
            return pair;
    }
    return (struct sv){NULL, 0};
}

/* Reads the token out of the request. */
static enum err read_token(const struct http_request *request, struct caller *out,
                           struct error *error)
{
    struct sv header = http_field(request, "Authorization");
    if (header.at) {
        struct sv value = header, scheme = sv_cut(&value, ' ');
        if (!http_name_is(scheme, "Bearer") || !copy_token(sv_trim(value), out->token))
            return error_at(error, ERR_UNAUTHENTICATED, "Authorization",
                            "The header is not 'Bearer' and a token of this server.");
        return ERR_OK;
    }
    struct sv cookie = find_cookie(request);
    if (!cookie.at)
        return error_set(error, ERR_UNAUTHENTICATED,
                         "Sign in first, or send a bearer token of 'lifeline user token'.");
    if (!copy_token(cookie, out->token))
        return error_set(error, ERR_UNAUTHENTICATED, "The session is not one of this server.");
    out->by_cookie = true;
    return ERR_OK;
}

static enum err ask(struct sessions *sessions, struct caller *caller, struct error *error)
{
    if (recall(sessions, caller))
        return ERR_OK;
    enum err rc;
    if (caller->by_cookie) {
        struct session session = {0};
        rc = auth_session(sessions->ops, caller->token, &session, error);
        caller->actor = session.actor;
        caller->expires_ms = session.expires_ms;
        memcpy(caller->csrf, session.csrf, sizeof caller->csrf);
    } else {
        rc = auth_token(sessions->ops, caller->token, &caller->actor, error);
    }
    if (rc == ERR_OK)
        remember(sessions, caller);
    return rc;
}

static bool csrf_fits(const struct http_request *request, const struct caller *caller)
{
    char sent[AUTH_TOKEN_SIZE];
    return copy_token(http_field(request, "X-CSRF-Token"), sent) &&
           !sodium_memcmp(sent, caller->csrf, sizeof sent);
}

enum err sessions_caller(struct sessions *sessions, const struct http_request *request,
                         bool changes, struct caller *out, struct error *error)
{
    *out = (struct caller){0};
    enum err rc = read_token(request, out, error);
    if (rc == ERR_OK)
        rc = ask(sessions, out, error);
    if (rc == ERR_OK && changes && out->by_cookie && !csrf_fits(request, out))
        rc = error_at(error, ERR_DENIED, "X-CSRF-Token",
                      "A change made with the session cookie must carry the session's csrf value "
                      "in this header.");
    return rc;
}

/* --- what a session looks like from outside --- */

bool session_is_secure(const struct http_request *request)
{
    return http_name_is(http_field(request, "X-Forwarded-Proto"), "https");
}

void session_cookie(struct http_answer *answer, const struct session *session, int64_t now_ms,
                    bool is_secure)
{
    long long age_s = session ? (long long)((session->expires_ms - now_ms) / 1000) : 0;
    http_answer_field(answer, "Set-Cookie",
                      SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
                      session ? session->token : "", age_s, is_secure ? "; Secure" : "");
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

json_t *session_body(const struct actor *actor, const char *csrf, int64_t expires_ms,
                     int offset_min)
{
    char made_at[TIME_TEXT_MAX], expires_at[TIME_TEXT_MAX];
    struct id id;
    int64_t made_ms = id_parse(sv_of(actor->id), &id) ? id_time_ms(&id) : 0;
    time_format(made_ms, offset_min, made_at);
    time_format(expires_ms, offset_min, expires_at);
    return json_pack("{s:{ss si ss ss so so ss} ss ss}", "user", "id", actor->id, "rev", 0, "name",
                     actor->name, "role", role_name(actor->role), "org", text_or_null(actor->org),
                     "crew", text_or_null(actor->crew), "created_at", made_at, "csrf",
                     csrf ? csrf : "", "expires_at", expires_at);
}
