#include "http/assets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "http/assets_int.h"
#include "http/problem.h"

static const char NOT_BUILT[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Lifeline</title>"
    "<h1>Lifeline / 生命线</h1><p>The server runs, but this program was built without its pages. "
    "<code>make build</code> makes both. / 服务已运行，但本程序未包含网页；请执行 "
    "<code>make build</code>。</p><p>The API is at <a href=\"/api/v1/openapi.json\">"
    "/api/v1/openapi.json</a>.</p></html>";

static const struct asset *find(struct sv path)
{
    for (const struct asset *asset = ASSETS; asset->path; asset++)
        if (sv_is(path, asset->path))
            return asset;
    return NULL;
}

/* A bundler puts a hash into the names of files whose content never changes ("map-4F7Q2K1A.js"). */
static bool is_immutable(const char *path)
{
    enum { HASH_CHARS = 8 };
    const char *dash = strrchr(path, '-'), *dot = strrchr(path, '.');
    if (!dash || !dot || dot - dash != HASH_CHARS + 1)
        return false;
    for (const char *at = dash + 1; at < dot; at++)
        if (!isupper((unsigned char)*at) && !isdigit((unsigned char)*at))
            return false;
    return true;
}

static void inflate_into(struct http_answer *answer, const struct asset *asset)
{
    z_stream zip = {
        .next_in = (Bytef *)(uintptr_t)asset->packed,
        .avail_in = (uInt)(asset->packed_end - asset->packed),
    };
    char *raw = malloc(asset->raw_n + 1);
    if (!raw || inflateInit2(&zip, 15 + 16) != Z_OK)
        abort();
    zip.next_out = (Bytef *)raw;
    zip.avail_out = (uInt)asset->raw_n + 1;
    bool whole = inflate(&zip, Z_FINISH) == Z_STREAM_END && zip.total_out == asset->raw_n;
    inflateEnd(&zip);
    if (!whole) {
        free(raw);
        problem_from_status(answer, 500, "A file of the page is damaged inside the program.");
        return;
    }
    answer->body = raw;
    answer->body_n = asset->raw_n;
    answer->body_free = free;
}

/* The page shows a crew's view and the rooms of the office under addresses of their own. */
static bool is_view(struct sv path)
{
    static const char OFFICE[] = "/office";
    size_t n = sizeof OFFICE - 1;
    bool in_office = path.n >= n && memcmp(path.at, OFFICE, n) == 0;
    return sv_is(path, "/") || sv_is(path, "/crew") ||
           (in_office && (path.n == n || path.at[n] == '/'));
}

bool assets_answer(const struct http_request *request, struct http_answer *answer)
{
    bool is_root = is_view(request->path);
    const struct asset *asset = find(is_root ? sv_of("/index.html") : request->path);
    if (!asset && !is_root)
        return false;
    answer->status = 200;
    if (!asset) {
        answer->type = "text/html; charset=utf-8";
        answer->body = NOT_BUILT;
        answer->body_n = sizeof NOT_BUILT - 1;
        return true;
    }
    http_answer_field(answer, "ETag", "%s", asset->etag);
    http_answer_field(answer, "Vary", "Accept-Encoding");
    http_answer_field(answer, "Cache-Control", "%s",
                      is_immutable(asset->path) ? "public, max-age=31536000, immutable"
                                                : "no-cache");
    answer->type = asset->type;
    struct sv known = http_field(request, "If-None-Match");
    if (known.n && memmem(known.at, known.n, asset->etag, strlen(asset->etag))) {
        answer->status = 304;
    } else if (request->accepts_gzip) {
        http_answer_field(answer, "Content-Encoding", "gzip");
        answer->body = (const char *)asset->packed;
        answer->body_n = (size_t)(asset->packed_end - asset->packed);
    } else {
        inflate_into(answer, asset);
    }
    return true;
}
