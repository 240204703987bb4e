/* What strangers send to a port: heads of requests, queries, chunk sizes, and the paths and options
 * of the OSRM face. */
#include <stdlib.h>

#include "http/osrm_int.h"
#include "http/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_query(struct arena *arena, struct sv query)
{
    struct sv name, value;
    bool broken = false;
    while (http_query_next(&query, arena, &name, &value, &broken))
        if (!sv_is_utf8(name) || !sv_is_utf8(value))
            abort();
}

static void try_osrm(struct arena *arena, struct sv path, struct sv query)
{
    struct osrm_query out;
    struct osrm_fault fault = {0};
    if (!osrm_parse(arena, path, query, &out, &fault) && !fault.code)
        abort();
}

static void try_head(struct arena *arena, struct sv text)
{
    struct http_head head;
    struct parse_fault fault = {0};
    size_t n = http_head_end(text);
    if (!n)
        return;
    if (!http_head_parse(sv_from(text.at, n), arena, &head, &fault)) {
        if (fault.status < 400 || fault.status > 505 || !fault.why)
            abort();
        return;
    }
    if (!head.path.n || head.content_length < 0 || (head.is_chunked && head.content_length))
        abort();
    try_query(arena, head.query);
    try_osrm(arena, head.path, head.query);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct sv text = sv_from((const char *)bytes, size), rest = text;
    struct arena *arena = arena_new();
    size_t chunk;
    try_head(arena, text);
    struct sv line = sv_cut(&rest, '\n');
    http_chunk_size(line, SIZE_MAX, &chunk);
    try_query(arena, line);
    try_osrm(arena, line, rest);
    arena_free(arena);
    return 0;
}
