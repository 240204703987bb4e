/* Making an answer: its head, its fields, its compression. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "http/server_int.h"

const char *http_status_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } PHRASES[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++)
        if (PHRASES[i].status == status)
            return PHRASES[i].phrase;
    return "Status";
}

struct sv http_field(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->fields_n; i++)
        if (http_name_is(request->fields[i].name, name))
            return request->fields[i].value;
    return (struct sv){NULL, 0};
}

void http_answer_field(struct http_answer *answer, const char *name, const char *format, ...)
{
    char value[HTTP_ANSWER_FIELDS_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(value, sizeof value, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof value)
        return;
    for (int i = 0; i < n; i++)
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
            return;
    size_t used = strlen(answer->fields), room = sizeof answer->fields - used;
    if (strlen(name) + (size_t)n + 5 <= room)
        snprintf(answer->fields + used, room, "%s: %s\r\n", name, value);
}

void http_answer_text(struct http_answer *answer, const char *type, char *text)
{
    answer->type = type;
    answer->body = text;
    answer->body_n = text ? strlen(text) : 0;
    answer->body_free = free;
}

void http_answer_free(struct http_answer *answer)
{
    if (answer->body_free)
        answer->body_free((void *)(uintptr_t)answer->body);
    answer->body = NULL;
    answer->body_n = 0;
    answer->body_free = NULL;
}

void http_answer_gzip(struct http_answer *answer, bool accepts_gzip)
{
    enum { WORTH_BYTES = 1400 };
    if (answer->body_n < WORTH_BYTES)
        return;
    http_answer_field(answer, "Vary", "Accept-Encoding");
    z_stream zip = {0};
    if (!accepts_gzip || deflateInit2(&zip, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    size_t room = deflateBound(&zip, answer->body_n);
    char *packed = malloc(room);
    if (packed) {
        zip.next_in = (Bytef *)(uintptr_t)answer->body;
        zip.avail_in = (uInt)answer->body_n;
        zip.next_out = (Bytef *)packed;
        zip.avail_out = (uInt)room;
        if (deflate(&zip, Z_FINISH) == Z_STREAM_END) {
            size_t n = room - zip.avail_out;
            http_answer_free(answer);
            answer->body = packed;
            answer->body_n = n;
            answer->body_free = free;
            http_answer_field(answer, "Content-Encoding", "gzip");
            packed = NULL;
        }
    }
    free(packed);
    deflateEnd(&zip);
}

/* The Date field changes once a second; formatting it for every answer would cost more than the
 * rest of the head. */
static const char *date_text(struct loop *loop)
{
    time_t now = (time_t)(clock_now_ms(loop->server->clock) / 1000);
    if (now != loop->date_s) {
        struct tm tm;
        gmtime_r(&now, &tm);
        strftime(loop->date, sizeof loop->date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
        loop->date_s = now;
    }
    return loop->date;
}

size_t answer_head(struct loop *loop, const struct http_answer *answer, bool keep_alive,
                   bool is_stream, char *text, size_t size)
{
    static const char SECURE[] = "X-Content-Type-Options: nosniff\r\n"
                                 "X-Frame-Options: DENY\r\n"
                                 "Referrer-Policy: same-origin\r\n"
                                 "Cross-Origin-Resource-Policy: same-origin\r\n";
    /* Answers for programs load and run nothing; pages only what comes from here. The map library
     * sets style attributes and draws tiles from blobs. */
    static const char CSP_DATA[] =
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
    static const char CSP_PAGE[] =
        "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; "
        "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n";
    bool is_page = answer->type && !strncmp(answer->type, "text/html", 9);
    char length[48] = "", type[128] = "";
    bool has_body = answer->status != 204 && answer->status != 304;
    if (has_body && !is_stream)
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", answer->body_n);
    if (answer->type)
        snprintf(type, sizeof type, "Content-Type: %s\r\n", answer->type);
    int n = snprintf(text, size, "HTTP/1.1 %d %s\r\nDate: %s\r\n%s%s%s%s%sConnection: %s\r\n\r\n",
                     answer->status, http_status_phrase(answer->status), date_text(loop), type,
                     length, answer->fields, SECURE, is_page ? CSP_PAGE : CSP_DATA,
                     keep_alive ? "keep-alive" : "close");
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}
