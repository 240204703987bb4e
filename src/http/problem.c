#include "http/problem.h"

#include <string.h>

#include "base/json.h"
#include "ops/command.h"

/* What HTTP refuses without any command being involved. */
static const char *status_code(int status)
{
    switch (status) {
    case 404:
        return err_slug(ERR_NOT_FOUND);
    case 403:
        return err_slug(ERR_DENIED);
    case 405:
        return "method_not_allowed";
    case 406:
        return "not_acceptable";
    case 408:
        return "timeout";
    case 413:
    case 414:
    case 429:
    case 431:
        return err_slug(ERR_LIMIT);
    case 415:
        return "unsupported_media_type";
    case 417:
    case 501:
    case 505:
        return err_slug(ERR_UNSUPPORTED);
    case 500:
        return err_slug(ERR_INTERNAL);
    case 503:
        return err_slug(ERR_BUSY);
    default:
        return err_slug(ERR_FORMAT);
    }
}

static void fill(struct http_answer *answer, int status, const char *code, const char *detail,
                 const char *where)
{
    json_t *body =
        json_pack("{ss ss si ss ss}", "type", "about:blank", "title", http_status_phrase(status),
                  "status", status, "code", code, "detail", detail);
    if (body && *where)
        json_object_set_new(body, "where", json_string(where));
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    http_answer_free(answer);
    answer->status = status;
    if (text) {
        http_answer_text(answer, "application/problem+json", text);
    } else { /* a sentence that is no UTF-8 */
        answer->type = "application/problem+json";
        answer->body = "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                       "\"code\":\"bad_format\",\"detail\":\"The request is not UTF-8.\"}";
        answer->body_n = strlen(answer->body);
        answer->status = 400;
    }
    http_answer_field(answer, "Cache-Control", "no-store");
    if (answer->status == 401)
        http_answer_field(answer, "WWW-Authenticate", "Bearer realm=\"lifeline\"");
    if (answer->status == 429 || answer->status == 503)
        http_answer_field(answer, "Retry-After", "1");
}

void problem_from_error(struct http_answer *answer, const struct error *error)
{
    fill(answer, command_error_status(error->code), err_slug(error->code), error->text,
         error->where);
}

void problem_from_status(struct http_answer *answer, int status, const char *detail)
{
    fill(answer, status, status_code(status), detail, "");
}
