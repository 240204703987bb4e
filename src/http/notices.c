/*
 * Notices for everybody, without signing in: the page (/notices), one notice (/notices/ID), its CAP
 * and its short text (/notices/ID.cap, .txt), and the feeds (/notices.rss, /notices.atom). The
 * language is ?lang=zh or en; without it the browser's first choice.
 */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "http/door_int.h"

struct wanted {
    const char *format;
    char id[ID_TEXT_SIZE]; /* "": of all */
};

static bool take_end(struct sv *name, const char *end)
{
    if (!sv_ends(*name, end))
        return false;
    name->n -= strlen(end);
    return true;
}

/* False: no such page. */
static bool find_wanted(struct sv path, struct wanted *wanted)
{
    static const char BELOW[] = "/notices/";
    *wanted = (struct wanted){.format = "web"};
    if (sv_is(path, "/notices.rss"))
        wanted->format = "rss";
    else if (sv_is(path, "/notices.atom"))
        wanted->format = "atom";
    if (!sv_starts(path, BELOW))
        return true;
    struct id id;
    struct sv name = sv_from(path.at + sizeof BELOW - 1, path.n - (sizeof BELOW - 1));
    if (take_end(&name, ".cap"))
        wanted->format = "cap";
    else if (take_end(&name, ".txt"))
        wanted->format = "short";
    if (!id_parse(name, &id))
        return false;
    memcpy(wanted->id, id.text, sizeof wanted->id);
    return true;
}

static const char *language(const struct http_request *request)
{
    struct sv query = request->target;
    sv_cut(&query, '?');
    while (query.at) {
        struct sv part = sv_cut(&query, '&');
        if (sv_is(part, "lang=en"))
            return "en";
        if (sv_is(part, "lang=zh"))
            return "zh";
    }
    return sv_starts(http_field(request, "Accept-Language"), "en") ? "en" : "zh";
}

static void send_reply(struct http_answer *answer, struct ops_reply *reply)
{
    const json_t *body = ops_reply_json(reply);
    const char *text = json_text(body, "text", "");
    answer->status = 200;
    /* The types are literals of ops/; the reply that holds their copy goes away. */
    static const char *const types[] = {
        "text/html; charset=utf-8", "application/cap+xml; charset=utf-8",
        "application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8",
        "text/plain; charset=utf-8"};
    answer->type = types[0];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], json_text(body, "type", "")) == 0)
            answer->type = types[i];
    char *copy = strdup(text);
    if (!copy)
        abort();
    answer->body = copy;
    answer->body_n = strlen(copy);
    answer->body_free = free;
    http_answer_field(answer, "Cache-Control", "%s", "public, max-age=10");
    http_answer_field(answer, "Vary", "%s", "Accept-Language");
}

static void answer_notices(struct door *door, struct http_request *request)
{
    struct http_answer answer = {0};
    struct wanted wanted;
    struct ops_reply *reply = NULL;
    struct actor everybody = actor_system("public");
    const char *lang = language(request);
    if (!find_wanted(request->path, &wanted)) {
        door_fail_status(door, request, 404, "There is no such notice.");
        return;
    }
    json_t *args = json_pack("{s:s, s:s}", "format", wanted.format, "lang", lang);
    if (wanted.id[0])
        json_object_set_new(args, "id", json_string(wanted.id));
    if (ops_call_name(door->config.ops, wanted.id[0] ? "notice.format" : "notice.public", args,
                      &everybody, &reply) == ERR_OK)
        send_reply(&answer, reply);
    else
        problem_from_error(&answer, &reply->error);
    ops_reply_free(reply);
    http_answer_gzip(&answer, request->accepts_gzip);
    door_send(door, request, &answer);
}

void notices_handle(struct door *door, struct http_request *request)
{
    if (!door_reads(request))
        door_wrong_method(door, request, "GET, HEAD");
    else
        door_work(door, request, door->pool, answer_notices);
}
