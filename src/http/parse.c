#include "http/parse.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"

static bool is_token_char(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return true;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_token(struct sv view)
{
    for (size_t i = 0; i < view.n; i++)
        if (!is_token_char((unsigned char)view.at[i]))
            return false;
    return view.n > 0;
}

static bool refuse(struct parse_fault *fault, int status, const char *why)
{
    fault->status = status;
    fault->why = why;
    return false;
}

bool http_name_is(struct sv name, const char *other)
{
    return name.n == strlen(other) && !strncasecmp(name.at, other, name.n);
}

bool http_field_has(struct sv value, const char *token)
{
    for (struct sv rest = value; rest.at;) {
        struct sv item = sv_cut(&rest, ',');
        struct sv name = sv_trim(sv_cut(&item, ';'));
        if (http_name_is(name, token))
            return true;
    }
    return false;
}

size_t http_head_end(struct sv bytes)
{
    const char *end = bytes.n ? memmem(bytes.at, bytes.n, "\r\n\r\n", 4) : NULL;
    return end ? (size_t)(end - bytes.at) + 4 : 0;
}

/* Takes the next line off `rest`, without its CRLF; a bare CR or LF makes it invalid. */
static bool next_line(struct sv *rest, struct sv *line)
{
    const char *end = memmem(rest->at, rest->n, "\r\n", 2);
    if (!end)
        return false;
    *line = sv_from(rest->at, (size_t)(end - rest->at));
    *rest = sv_from(end + 2, rest->n - line->n - 2);
    return !memchr(line->at, '\r', line->n) && !memchr(line->at, '\n', line->n);
}

/* Splits the target into path and query. "http://host/path" is taken as "/path", and a query
 * without a path ("?id=7", as some position trackers send) as one of "/". */
static bool split_target(struct http_head *head)
{
    struct sv target = head->target;
    if (sv_starts(target, "http://") || sv_starts(target, "https://")) {
        const char *slash = memchr(target.at + 8, '/', target.n > 8 ? target.n - 8 : 0);
        target = slash ? sv_from(slash, target.n - (size_t)(slash - target.at)) : sv_of("/");
    }
    if (!target.n || (*target.at != '/' && *target.at != '?' && !sv_is(target, "*")))
        return false;
    const char *mark = memchr(target.at, '?', target.n);
    head->path = mark ? sv_from(target.at, (size_t)(mark - target.at)) : target;
    head->query = mark ? sv_from(mark + 1, target.n - head->path.n - 1) : sv_from(target.at, 0);
    if (!head->path.n)
        head->path = sv_of("/");
    return !memchr(target.at, '#', target.n);
}

static bool parse_request_line(struct sv line, struct http_head *head, struct parse_fault *fault)
{
    struct sv rest = line;
    head->method = sv_cut(&rest, ' ');
    head->target = sv_cut(&rest, ' ');
    struct sv version = rest;
    if (!rest.at || !is_token(head->method))
        return refuse(fault, 400, "The first line is not 'METHOD TARGET HTTP/1.1'.");
    for (size_t i = 0; i < head->target.n; i++)
        if ((unsigned char)head->target.at[i] <= ' ' || head->target.at[i] == 0x7f)
            return refuse(fault, 400, "The request target holds a control character.");
    if (!sv_is(version, "HTTP/1.1") && !sv_is(version, "HTTP/1.0"))
        return refuse(fault, sv_starts(version, "HTTP/") ? 505 : 400,
                      "Only HTTP/1.1 and HTTP/1.0 are understood.");
    if (!split_target(head))
        return refuse(fault, 400, "The request target is not a path.");
    head->keep_alive = sv_is(version, "HTTP/1.1");
    return true;
}

static bool parse_field(struct sv line, struct http_field *field, struct parse_fault *fault)
{
    struct sv value = line;
    field->name = sv_cut(&value, ':');
    if (!value.at || !is_token(field->name))
        return refuse(fault, 400, "A header line is not 'Name: value'.");
    field->value = sv_trim(value);
    for (size_t i = 0; i < field->value.n; i++) {
        unsigned char c = (unsigned char)field->value.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return refuse(fault, 400, "A header's value holds a control character.");
    }
    return true;
}

static bool parse_fields(struct sv rest, struct arena *arena, struct http_head *head,
                         struct parse_fault *fault)
{
    head->fields = arena_array(arena, struct http_field, LIMIT_HEADER_FIELDS);
    for (struct sv line; rest.n;) {
        if (!next_line(&rest, &line))
            return refuse(fault, 400, "A header line does not end with CR LF.");
        if (!line.n)
            break;
        if (head->fields_n == LIMIT_HEADER_FIELDS)
            return refuse(fault, 431, "The request has more than 100 header lines.");
        if (!parse_field(line, &head->fields[head->fields_n], fault))
            return false;
        head->fields_n++;
    }
    return true;
}

/* What the fields say about the body and the connection. */
static bool read_framing(struct http_head *head, struct parse_fault *fault)
{
    int lengths = 0, codings = 0, hosts = 0;
    for (size_t i = 0; i < head->fields_n; i++) {
        struct sv name = head->fields[i].name, value = head->fields[i].value;
        if (http_name_is(name, "Content-Length")) {
            bool is_digits = value.n > 0 && value.n <= 15;
            for (size_t k = 0; is_digits && k < value.n; k++)
                is_digits = value.at[k] >= '0' && value.at[k] <= '9';
            if (lengths++ || !is_digits || !sv_to_i64(value, &head->content_length))
                return refuse(fault, 400, "Content-Length is not one number.");
        } else if (http_name_is(name, "Transfer-Encoding")) {
            if (codings++ || !http_name_is(value, "chunked"))
                return refuse(fault, 501, "The only transfer coding understood is 'chunked'.");
            head->is_chunked = true;
        } else if (http_name_is(name, "Host")) {
            if (hosts++)
                return refuse(fault, 400, "The request names more than one host.");
        } else if (http_name_is(name, "Connection")) {
            if (http_field_has(value, "close"))
                head->keep_alive = false;
            else if (http_field_has(value, "keep-alive"))
                head->keep_alive = true;
        } else if (http_name_is(name, "Expect")) {
            if (!http_name_is(value, "100-continue"))
                return refuse(fault, 417, "The only expectation understood is '100-continue'.");
            head->wants_continue = true;
        } else if (http_name_is(name, "Accept-Encoding")) {
            head->accepts_gzip = head->accepts_gzip || http_field_has(value, "gzip");
        }
    }
    if (lengths && codings)
        return refuse(fault, 400, "A body cannot have a Content-Length and be chunked.");
    return true;
}

bool http_head_parse(struct sv head_text, struct arena *arena, struct http_head *out,
                     struct parse_fault *fault)
{
    *out = (struct http_head){0};
    struct sv rest = head_text, line;
    if (!next_line(&rest, &line))
        return refuse(fault, 400, "The first line does not end with CR LF.");
    return parse_request_line(line, out, fault) && parse_fields(rest, arena, out, fault) &&
           read_framing(out, fault);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool http_chunk_size(struct sv line, size_t size_max, size_t *size)
{
    struct sv rest = line, digits = sv_trim(sv_cut(&rest, ';'));
    size_t sum = 0;
    if (!digits.n || digits.n > 15)
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        int digit = hex_digit(digits.at[i]);
        if (digit < 0)
            return false;
        sum = sum * 16 + (size_t)digit;
    }
    if (sum > size_max)
        return false;
    *size = sum;
    return true;
}

bool http_decode(struct sv text, bool plus_is_blank, struct arena *arena, struct sv *out)
{
    char *to = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.n ? hex_digit(text.at[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.at[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        if (!c)
            return false;
        to[n++] = c;
    }
    to[n] = 0;
    *out = sv_from(to, n);
    return sv_is_utf8(*out);
}

bool http_query_next(struct sv *rest, struct arena *arena, struct sv *name, struct sv *value,
                     bool *broken)
{
    while (rest->at && rest->n) {
        struct sv raw = sv_cut(rest, '&'), raw_name = sv_cut(&raw, '=');
        if (!raw_name.n && !raw.n)
            continue;
        *broken =
            !http_decode(raw_name, true, arena, name) || !http_decode(raw, true, arena, value);
        return !*broken;
    }
    return false;
}
