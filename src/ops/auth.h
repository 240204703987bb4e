/*
 * Who is calling: users with argon2id passwords, sessions for browsers, bearer tokens for programs.
 *
 * Tokens and session names are 32 random bytes in base64url; the store keeps only their SHA-256.
 * Checking a password takes tens to hundreds of milliseconds and megabytes on purpose: call it on a
 * worker, never on an event loop or the writer thread, and cap how many run at once.
 * Every refusal is ERR_UNAUTHENTICATED with the same sentence, whether the name or the secret is
 * wrong, and takes the same time.
 */
#ifndef LIFELINE_OPS_AUTH_H
#define LIFELINE_OPS_AUTH_H

#include "ops/ops.h"

enum { AUTH_TOKEN_SIZE = 48, AUTH_PASSWORD_MIN = 8, AUTH_PASSWORD_MAX = 256 };

struct session {
    char token[AUTH_TOKEN_SIZE]; /* the cookie; known only when just opened */
    char csrf[AUTH_TOKEN_SIZE];  /* to be sent back in a header with every change */
    int64_t expires_ms;
    struct actor actor;
};

/* Adds a user; slow (hashes the password), so not on the writer thread. `org` and `crew` may be
 * NULL. The reply is that of `user.create`. */
enum err auth_user_add(struct ops *ops, const struct actor *by, const char *name,
                       const char *password, enum role role, const char *org, const char *crew,
                       struct ops_reply **out);

/* Sign-in: checks name and password, opens a session. Slow. Waits for a durable commit. */
enum err auth_sign_in(struct ops *ops, const char *name, const char *password, struct session *out,
                      struct error *error);
/* The session of a cookie (without `token`). Quick; a reader. */
enum err auth_session(struct ops *ops, const char *token, struct session *out, struct error *error);
enum err auth_sign_out(struct ops *ops, const char *token, struct error *error);

/* A bearer token of a user, valid for `valid_s` seconds from now. */
enum err auth_token_new(struct ops *ops, const char *name, int64_t valid_s,
                        char token[AUTH_TOKEN_SIZE], struct error *error);
/* Who a bearer token stands for; an expired one says so. Quick; a reader. */
enum err auth_token(struct ops *ops, const char *token, struct actor *out, struct error *error);

#endif
