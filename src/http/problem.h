/*
 * Errors over HTTP: one form, RFC 9457 (application/problem+json), for what a command refuses and
 * for what the server refuses by itself.
 *
 *     {"type": "about:blank", "title": "Conflict", "status": 409, "code": "wrong_state",
 *      "detail": "The job is closed; it cannot be moved to accepted.", "where": "to"}
 *
 * `code` is the stable word to program against, `detail` the sentence for a person, `where` the
 * field that is wrong; it is absent where there is none.
 */
#ifndef LIFELINE_HTTP_PROBLEM_H
#define LIFELINE_HTTP_PROBLEM_H

#include "base/err.h"
#include "http/server.h"

/* An answer from an error; the status is the one that schema/errors.json gives its code. */
void problem_from_error(struct http_answer *answer, const struct error *error);
/* The same under a status of HTTP's own (405, 415, 429 ...). */
void problem_from_status(struct http_answer *answer, int status, const char *detail);

#endif
