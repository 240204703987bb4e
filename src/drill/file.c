#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "drill/file_int.h"
#include "ops/ops.h"

static const int64_t SPAN_MAX_MS = 31 * 86400000ll;

int64_t file_time(const json_t *object, const char *key, int64_t otherwise_ms)
{
    int64_t time_ms;
    return time_parse(json_text(object, key, ""), &time_ms) ? time_ms : otherwise_ms;
}

/* Whether a list has an object whose `key` is the text. */
static bool has_named(const json_t *list, const char *key, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (strcmp(json_text(item, key, ""), text) == 0)
            return true;
    }
    return false;
}

static bool has_template(const struct drill *drill, const char *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(drill->json, list), i, item)
    {
        if (strcmp(json_text(json_object_get(item, "name"), "en", ""), name) == 0)
            return true;
    }
    return false;
}

/* What each kind of happening must say. */
static const struct {
    const char *kind, *needs;
} NEEDS[] = {{"seal", "zone"},    {"lift", "zone"},       {"close", "closure"},
             {"open", "closure"}, {"repair", "crew"},     {"break", "crew"},
             {"surge", "factor"}, {"lose", "crews"},      {"call_out", "fleet"},
             {"short", "crew"},   {"short", "item"},      {"offline", "crew"},
             {"online", "crew"},  {"shut_gates", "zone"}, {"open_gates", "zone"},
             {"fault", "writes"}, {"jump", "minutes"},    {"stand", "roster"}};

/* A command of the city, and a role that it knows. */
static enum err check_deed(const json_t *what, struct error *error)
{
    enum role role;
    const char *command = json_text(what, "command", "");
    if (!ops_command(command))
        return error_at(error, ERR_INVALID, "command", "There is no command '%.80s'.", command);
    return role_parse(json_text(what, "as", "manager"), &role)
               ? ERR_OK
               : error_at(error, ERR_INVALID, "as", "There is no role '%.80s'.",
                          json_text(what, "as", ""));
}

static enum err check_happening(const struct drill *drill, const json_t *what, struct error *error)
{
    const char *kind = json_text(what, "kind", "");
    for (size_t i = 0; i < sizeof NEEDS / sizeof *NEEDS; i++) {
        if (!strcmp(kind, NEEDS[i].kind) && !json_object_get(what, NEEDS[i].needs))
            return error_at(error, ERR_INVALID, NEEDS[i].needs, "A '%s' needs it.", kind);
    }
    bool of_people = !strcmp(kind, "isolate") || !strcmp(kind, "return");
    if (of_people && !json_object_get(what, "crew") && !json_object_get(what, "share") &&
        !json_object_get(what, "staff"))
        return error_at(error, ERR_INVALID, "crew",
                        "Say which crew, which share of all crews' people, or which staff.");
    const char *staff = json_text(what, "staff", NULL);
    if (staff && !has_template(drill, "staff", staff))
        return error_at(error, ERR_INVALID, "staff",
                        "There is no template of the (English) name '%s' under 'staff'.", staff);
    const char *fleet = json_text(what, "fleet", NULL);
    if (fleet && !has_template(drill, "fleet", fleet))
        return error_at(error, ERR_INVALID, "fleet",
                        "There is no template of the (English) name '%s' under 'fleet'.", fleet);
    const char *zone = json_text(what, "zone", NULL);
    if (zone && !has_named(json_object_get(drill->json, "zones"), "id", zone))
        return error_at(error, ERR_INVALID, "zone", "There is no zone '%s' under 'zones'.", zone);
    const char *closure = json_text(what, "closure", NULL);
    if (closure && !has_named(json_object_get(drill->json, "closures"), "id", closure))
        return error_at(error, ERR_INVALID, "closure", "There is no closure '%s' under 'closures'.",
                        closure);
    return strcmp(json_text(what, "kind", ""), "do") == 0 ? check_deed(what, error) : ERR_OK;
}

static enum err check_time(const struct drill *drill, const json_t *what, struct error *error)
{
    int64_t at_ms = file_time(what, "at", 0);
    return at_ms >= drill->start_ms && at_ms < drill->end_ms
               ? ERR_OK
               : error_at(error, ERR_INVALID, "at",
                          "It must lie between the drill's start and its end.");
}

static enum err check_span(const struct drill *drill, const json_t *group, struct error *error)
{
    int64_t from_ms = file_time(group, "from", 0), until_ms = file_time(group, "until", 0);
    return from_ms >= drill->start_ms && until_ms > from_ms && until_ms <= drill->end_ms
               ? ERR_OK
               : error_at(error, ERR_INVALID, "until",
                          "The calls must come within the drill, first 'from' and then 'until'.");
}

static enum err check_zone(const struct drill *drill, const json_t *permit, struct error *error)
{
    const char *zone = json_text(permit, "zone", "");
    return has_named(json_object_get(drill->json, "zones"), "id", zone)
               ? ERR_OK
               : error_at(error, ERR_INVALID, "zone", "There is no zone '%s' under 'zones'.", zone);
}

static enum err check_target(const struct drill *drill, const json_t *target, struct error *error)
{
    const json_t *demand = json_object_get(drill->json, "demand");
    size_t calls = json_array_size(json_object_get(demand, "calls"));
    const char *metric = json_text(target, "metric", "");
    if (!strcmp(metric, "counter") && !json_object_get(target, "counter"))
        return error_at(error, ERR_INVALID, "counter", "Say which counter of which service.");
    if (!strcmp(metric, "waiting_for") && !json_object_get(target, "reason"))
        return error_at(error, ERR_INVALID, "reason", "Say the code of the reason.");
    if (!strcmp(metric, "answer") && !json_object_get(target, "path"))
        return error_at(error, ERR_INVALID, "path", "Say where the figure stands in the answer.");
    if (!strcmp(metric, "answer"))
        return check_deed(target, error);
    return json_i64(target, "call", 0) <= (int64_t)calls
               ? ERR_OK
               : error_at(error, ERR_INVALID, "call", "The file lists only %zu calls.", calls);
}

typedef enum err check_item(const struct drill *drill, const json_t *item, struct error *error);

static enum err check_each(const struct drill *drill, const json_t *list, const char *name,
                           check_item *check, struct error *error)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        enum err rc = check(drill, item, error);
        if (rc != ERR_OK) {
            char prefix[64];
            snprintf(prefix, sizeof prefix, "%s[%zu].", name, i);
            error_prefix(error, prefix);
            return rc;
        }
    }
    return ERR_OK;
}

static enum err check_crews(const struct drill *drill, const json_t *crews, struct error *error)
{
    if (file_time(crews, "until", 0) < file_time(crews, "from", 0))
        return error_at(error, ERR_INVALID, "shift", "It must end after it begins.");
    return check_each(drill, json_object_get(crews, "permits"), "permits", check_zone, error);
}

static enum err check_needed(const json_t *json, const char *const *keys, struct error *error)
{
    for (; *keys; keys++) {
        if (!json_object_get(json, *keys))
            return error_at(error, ERR_INVALID, *keys, "It is needed.");
    }
    return ERR_OK;
}

/* A zone is drawn by the file, or is one that the city has. */
static enum err check_area(const struct drill *drill, const json_t *zone, struct error *error)
{
    static const char *const drawn[] = {"policy", "level", "half_m", NULL}, *const at[] = {"at",
                                                                                           NULL};
    (void)drill;
    if (json_object_get(zone, "existing"))
        return ERR_OK;
    enum err rc = check_needed(zone, drawn, error);
    return rc == ERR_OK && !json_object_get(zone, "place") ? check_needed(zone, at, error) : rc;
}

/* What a drill from a city's state may say: its own length, and times by the minute. */
static enum err check_state(const struct drill *drill, struct error *error)
{
    static const char *const needed[] = {"hours", NULL}, *const timed[] = {"after_min", NULL};
    const json_t *happenings = json_object_get(drill->json, "happenings");
    enum err rc = check_needed(drill->json, needed, error);
    for (size_t i = 0; i < json_array_size(happenings) && rc == ERR_OK; i++)
        rc = check_needed(json_array_get(happenings, i), timed, error);
    if (rc == ERR_OK)
        rc = check_each(drill, happenings, "happenings", check_happening, error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(drill->json, "targets"), "targets", check_target,
                        error);
    return rc;
}

/* Calls and who serves them, or posts and who stands there. */
static enum err check_players(const json_t *json, struct error *error)
{
    if (json_object_get(json, "posts"))
        return ERR_OK;
    if (!json_object_get(json, "demand"))
        return error_at(error, ERR_INVALID, "demand",
                        "It is needed: calls, or 'posts' where people only stand on these.");
    if (!json_object_get(json, "fleet") && !json_object_get(json, "people"))
        return error_at(error, ERR_INVALID, "fleet",
                        "Give a fleet, or 'people: demo' for the generated city's own.");
    return ERR_OK;
}

static enum err check_sense(struct drill *drill, struct error *error)
{
    static const char *const needed[] = {"city", "start", "end", NULL};
    const json_t *json = drill->json, *demand = json_object_get(json, "demand");
    enum err rc = check_each(drill, json_object_get(json, "zones"), "zones", check_area, error);
    drill->state = json_flag(json, "state", false);
    if (rc != ERR_OK || drill->state)
        return rc == ERR_OK ? check_state(drill, error) : rc;
    if ((rc = check_needed(json, needed, error)) != ERR_OK)
        return rc;
    drill->start_ms = file_time(json, "start", 0);
    drill->end_ms = file_time(json, "end", 0);
    const char *start = json_text(json, "start", "");
    size_t n = strlen(start);
    if (n < 6 || !time_parse_offset(start[n - 1] == 'Z' ? "Z" : start + n - 6, &drill->offset_min))
        return error_at(error, ERR_INVALID, "start", "It must carry its offset from UTC.");
    if (drill->end_ms <= drill->start_ms || drill->end_ms - drill->start_ms > SPAN_MAX_MS)
        return error_at(error, ERR_INVALID, "end",
                        "It must come after the start, at most 31 days later.");
    if ((rc = check_players(json, error)) != ERR_OK)
        return rc;
    const json_t *city = json_object_get(json, "city");
    bool has_extract = json_object_get(city, "extract") != NULL;
    if (has_extract && !json_object_get(city, "centre"))
        return error_at(error, ERR_INVALID, "city", "An extract needs its centre (lon, lat).");
    if (has_extract && json_object_get(json, "people"))
        return error_at(error, ERR_INVALID, "people", "Only a generated city has people.");
    rc = check_each(drill, json_object_get(json, "fleet"), "fleet", check_crews, error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(demand, "calls"), "demand.calls", check_time, error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(demand, "groups"), "demand.groups", check_span,
                        error);
    if (rc == ERR_OK)
        rc =
            check_each(drill, json_object_get(json, "happenings"), "happenings", check_time, error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(json, "happenings"), "happenings", check_happening,
                        error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(json, "targets"), "targets", check_target, error);
    return rc;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* `*out` is malloced, `*n` its bytes. */
static enum err read_bytes(const char *path, char **out, size_t *n, struct error *error)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return error_at(error, ERR_IO, path, "The file cannot be read.");
    char *text = malloc(LIMIT_YAML_BYTES + 1);
    if (!text)
        abort();
    *n = fread(text, 1, LIMIT_YAML_BYTES + 1, file);
    enum err rc = ferror(file) ? error_at(error, ERR_IO, path, "The file cannot be read.")
                  : *n > LIMIT_YAML_BYTES
                      ? error_at(error, ERR_LIMIT, path, "A drill file has at most 4 MiB.")
                      : ERR_OK;
    fclose(file);
    *out = rc == ERR_OK ? text : NULL;
    if (rc != ERR_OK)
        free(text);
    return rc;
}

/* What a variant does not say itself is as in the file beside it that it is like. */
static enum err take_base(const char *name, json_t *json, struct error *error)
{
    const char *like = json_text(json, "like", NULL), *slash = strrchr(name, '/');
    char path[PATH_MAX], *text = NULL;
    struct yaml *base = NULL;
    size_t n = 0;
    if (!like)
        return ERR_OK;
    if (strchr(like, '/'))
        return error_at(error, ERR_INVALID, "like", "It names a file in the same folder.");
    snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash - name + 1) : 0, name, like);
    enum err rc = read_bytes(path, &text, &n, error);
    if (rc == ERR_OK)
        rc = yaml_read(sv_from(text, n), path, &base, error);
    if (rc == ERR_OK && json_object_get(yaml_json(base), "like"))
        rc = error_at(error, ERR_INVALID, "like", "The file '%.100s' is a variant itself.", like);
    if (rc == ERR_OK) {
        json_object_del(json, "like");
        json_object_update_missing(json, (json_t *)yaml_json(base));
    }
    yaml_free(base);
    free(text);
    return rc;
}

enum err drill_read_text(struct sv text, const char *name, struct drill **out, struct error *error)
{
    struct yaml *yaml = NULL;
    struct error found = {0};
    enum err rc = yaml_read(text, name, &yaml, error);
    if (rc != ERR_OK)
        return rc;
    struct drill *drill = calloc(1, sizeof *drill);
    if (!drill)
        abort();
    drill->json = json_incref((json_t *)yaml_json(yaml));
    rc = take_base(name, drill->json, &found);
    if (rc == ERR_OK)
        rc = spec_check(drill_fields, drill->json, &found);
    if (rc == ERR_OK)
        rc = check_sense(drill, &found);
    if (rc == ERR_OK) {
        *out = drill;
    } else {
        char where[ERROR_WHERE_MAX];
        snprintf(where, sizeof where, "%.120s:%u", name, yaml_line(yaml, found.where));
        error_at(error, rc, where, "%.80s: %s", *found.where ? found.where : "the file",
                 found.text);
        drill_free(drill);
    }
    yaml_free(yaml);
    return rc;
}

enum err drill_read(const char *path, struct drill **out, struct error *error)
{
    char *text = NULL;
    size_t n = 0;
    enum err rc = read_bytes(path, &text, &n, error);
    if (rc == ERR_OK)
        rc = drill_read_text(sv_from(text, n), path, out, error);
    free(text);
    return rc;
}

json_t *drill_name(const struct drill *drill)
{
    return json_object_get(drill->json, "name");
}

uint64_t drill_seed(const struct drill *drill)
{
    return (uint64_t)json_i64(drill->json, "seed", 1);
}

void drill_free(struct drill *drill)
{
    if (!drill)
        return;
    json_decref(drill->json);
    free(drill);
}
