/*
 * Reading HTTP/1.1 requests from bytes (RFC 9112), strictly: what two servers could read in two
 * ways is refused, because that is how requests are smuggled past a proxy. Refused are: folded
 * header lines, blanks before the colon, bare CR or LF, control characters, Content-Length beside
 * Transfer-Encoding or twice, any coding but "chunked".
 *
 * Pure functions of bytes; no I/O. The head is parsed when it is there as a whole.
 */
#ifndef LIFELINE_HTTP_PARSE_H
#define LIFELINE_HTTP_PARSE_H

#include "base/arena.h"
#include "http/server.h"

/* Why a request is refused before anyone has seen it. */
struct parse_fault {
    int status;      /* 400, 413, 414, 417, 431, 501 or 505 */
    const char *why; /* one sentence, a literal */
};

struct http_head {
    struct sv method, target, path, query;
    struct http_field *fields;
    size_t fields_n;
    int64_t content_length; /* 0 when there is none */
    bool is_chunked;
    bool keep_alive;     /* the connection may serve another request */
    bool wants_continue; /* Expect: 100-continue */
    bool accepts_gzip;
};

/* Where the head ends (behind the empty line) in `bytes`; 0 when it does not end there yet. */
size_t http_head_end(struct sv bytes);

/* Parses a whole head (with its empty line). The views point into `head_text`, which must outlive
 * `out`; the array of fields is in the arena. False: `fault` says why. */
bool http_head_parse(struct sv head_text, struct arena *arena, struct http_head *out,
                     struct parse_fault *fault);

/* The size line of a chunk without its CRLF ("1a;ext=1"). False when it is none or is above
 * `size_max`. */
bool http_chunk_size(struct sv line, size_t size_max, size_t *size);

/* Percent-decoding into the arena; with `plus_is_blank` as in a query. False for a broken escape, a
 * NUL or bytes that are no UTF-8. */
bool http_decode(struct sv text, bool plus_is_blank, struct arena *arena, struct sv *out);

/* Walks "a=1&b=2": gives the decoded name and value of the next pair; false at the end or when a
 * pair cannot be decoded (*broken set). Empty pairs are skipped. */
bool http_query_next(struct sv *rest, struct arena *arena, struct sv *name, struct sv *value,
                     bool *broken);

/* Whether a comma-separated field holds a token, in any case ("keep-alive, Upgrade"). */
bool http_field_has(struct sv value, const char *token);
bool http_name_is(struct sv name, const char *other);

#endif
