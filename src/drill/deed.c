/*
 * What people do beside calling and driving: any command of the city, by any role, as the file says
 * it, and what a query answers in the end. Words with a dollar stand for what only the drill knows.
 */
#include <stdlib.h>
#include <string.h>

#include "drill/kpi_int.h"

/* ---- Paths into an answer -------------------------------------------------------------------- */

/* One word of a path: a key, a number of a list, "#" its length, "key=value" the first of it that
 * has the value, "=text" whether it is this text. New reference, NULL where there is none. */
static json_t *step_into(const json_t *value, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t i;
    json_t *item;
    if (equals == word)
        return json_boolean(json_is_string(value) &&
                            strcmp(json_string_value(value), word + 1) == 0);
    if (json_is_object(value))
        return json_incref(json_object_get(value, word));
    if (!json_is_array(value))
        return NULL;
    if (strcmp(word, "#") == 0)
        return json_integer((json_int_t)json_array_size(value));
    if (!equals)
        return json_incref(json_array_get(value, (size_t)strtoul(word, NULL, 10)));
    char key[80];
    snprintf(key, sizeof key, "%.*s", (int)(equals - word), word);
    json_array_foreach(value, i, item)
    {
        if (strcmp(json_text(item, key, ""), equals + 1) == 0)
            return json_incref(item);
    }
    return NULL;
}

/* New reference. */
static json_t *follow(const json_t *value, const char *path)
{
    json_t *at = json_incref((json_t *)value);
    char words[200], *rest = NULL;
    snprintf(words, sizeof words, "%s", path);
    for (char *word = strtok_r(words, "/", &rest); word && (at || *word == '=');
         word = strtok_r(NULL, "/", &rest)) {
        json_t *next = step_into(at, word);
        json_decref(at);
        at = next;
    }
    return at;
}

/* ---- Words with a dollar --------------------------------------------------------------------- */

static json_t *of_call(const struct play *play, const char *number, bool job)
{
    uint32_t listed = (uint32_t)strtoul(number, NULL, 10);
    for (size_t d = 0; d < play->demand.n && listed; d++) {
        const struct demand *demand = &play->demand.at[d];
        if (demand->listed == listed)
            return json_string(job ? demand->job : demand->request);
    }
    return NULL;
}

static json_t *of_crew(struct play *play, const char *kind, const char *name)
{
    for (size_t c = 0; c < play->crews.n; c++) {
        const struct player *player = &play->crews.at[c];
        if (strcmp(json_text(player->name, "en", ""), name) != 0)
            continue;
        if (strcmp(kind, "crew") == 0)
            return json_string(player->id);
        if (strcmp(kind, "depot") == 0)
            return json_string(player->depot);
        return strcmp(kind, "vehicle") == 0 ? json_string(player->vehicle)
                                            : json_incref(json_array_get(player->members, 0));
    }
    return NULL;
}

/* "now", "now+30": minutes from now. */
static json_t *of_clock(struct play *play, const char *minutes)
{
    char text[TIME_TEXT_MAX];
    int64_t at_ms = play_now(play) + strtoll(minutes, NULL, 10) * 60000;
    return json_string(time_format(at_ms, play->stage.drill->offset_min, text));
}

/* New reference; NULL: nothing has the name. */
static json_t *meaning(struct play *play, const char *word)
{
    const char *rest = strchr(word, '.');
    char kind[40];
    snprintf(kind, sizeof kind, "%.*s", rest ? (int)(rest - word) : 39, word);
    if (strncmp(word, "now", 3) == 0 && (!word[3] || strchr("+-", word[3])))
        return of_clock(play, word + 3);
    if (rest && (!strcmp(kind, "job") || !strcmp(kind, "request")))
        return of_call(play, rest + 1, *kind == 'j');
    if (rest && (!strcmp(kind, "crew") || !strcmp(kind, "vehicle") || !strcmp(kind, "member") ||
                 !strcmp(kind, "depot")))
        return of_crew(play, kind, rest + 1);
    json_t *known = json_object_get(play->stage.ids_of, word);
    if (known)
        return json_incref(known);
    const char *path = strchr(word, '/');
    char name[80];
    snprintf(name, sizeof name, "%.*s", path ? (int)(path - word) : 79, word);
    return follow(json_object_get(play->kept, name), path ? path : "id");
}

/* A copy with the words replaced; NULL and an error when one means nothing. */
static json_t *filled(struct play *play, const json_t *value, struct error *error)
{
    json_t *copy = NULL, *item;
    const char *key;
    size_t i;
    if (json_is_string(value) && json_string_value(value)[0] == '$') {
        copy = meaning(play, json_string_value(value) + 1);
        if (!copy)
            error_at(error, ERR_INVALID, "args", "Nothing is called '%.100s'.",
                     json_string_value(value));
        return copy;
    }
    if (!json_is_object(value) && !json_is_array(value))
        return json_deep_copy(value);
    copy = json_is_object(value) ? json_object() : json_array();
    json_object_foreach((json_t *)value, key, item)
    {
        json_t *one = copy ? filled(play, item, error) : NULL;
        if (!one || json_object_set_new(copy, key, one) != 0) {
            json_decref(copy);
            return NULL;
        }
    }
    json_array_foreach(value, i, item)
    {
        json_t *one = filled(play, item, error);
        if (!one || json_array_append_new(copy, one) != 0) {
            json_decref(copy);
            return NULL;
        }
    }
    return copy;
}

/* ---- Doing ----------------------------------------------------------------------------------- */

/* Who does it: a role of the drill's company, the duty manager when nothing is said; a user whom
 * the file has made (`by`), a crew's phone when it names the crew. */
static struct actor doer(struct play *play, const json_t *what)
{
    struct actor actor = {.role = ROLE_MANAGER, .kind = "user", .name = "drill"};
    json_t *crew = of_crew(play, "crew", json_text(what, "crew", ""));
    role_parse(json_text(what, "as", "manager"), &actor.role);
    snprintf(actor.org, sizeof actor.org, "%s", json_text(play->stage.ids_of, "org", ""));
    snprintf(actor.id, sizeof actor.id, "%s", actor.org);
    const char *by = json_text(what, "by", NULL);
    if (by)
        snprintf(actor.id, sizeof actor.id, "%s",
                 json_text(json_object_get(play->kept, by), "id", ""));
    if (crew) {
        snprintf(actor.id, sizeof actor.id, "%s", json_string_value(crew));
        snprintf(actor.crew, sizeof actor.crew, "%s", json_string_value(crew));
    }
    json_decref(crew);
    return actor;
}

static enum err ask(struct play *play, const json_t *what, json_t **body, struct error *error)
{
    const json_t *args = json_object_get(what, "args");
    const char *command = json_text(what, "command", "");
    struct actor actor = doer(play, what);
    json_t *given = args ? filled(play, args, error) : json_object();
    if (!given)
        return ERR_INVALID;
    return stage_call(&play->stage, &actor, command, given, body, error);
}

enum err deed_do(struct play *play, const json_t *what, struct error *error)
{
    json_t *body = NULL;
    struct error why = {0};
    const char *keep = json_text(what, "keep", NULL);
    enum err rc = ask(play, what, &body, &why);
    bool is_refused = rc != ERR_OK, should = json_flag(what, "refused", false);
    play_settle(play);
    if (is_refused && !should)
        return error_at(error, rc, "command", "%.60s was refused: %.60s %.300s",
                        json_text(what, "command", ""), why.where, why.text);
    if (should && !is_refused)
        play_break(play, "%s was not refused", json_text(what, "command", ""));
    if (keep && body)
        json_object_set(play->kept, keep, body);
    json_decref(body);
    return ERR_OK;
}

json_t *deed_answer(struct play *play, const json_t *target)
{
    json_t *body = NULL;
    struct error why = {0};
    const char *path = json_text(target, "path", "");
    bool is_refused = ask(play, target, &body, &why) != ERR_OK;
    json_t *found = strcmp(path, "refused") == 0 ? json_boolean(is_refused) : follow(body, path);
    json_decref(body);
    if (json_is_boolean(found)) {
        json_t *number = json_integer(json_is_true(found));
        json_decref(found);
        return number;
    }
    return found;
}
