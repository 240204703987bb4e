#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "drill/file_int.h"

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

/* What each kind of happening must say. */
static const struct {
    const char *kind, *needs;
} NEEDS[] = {{"seal", "zone"},   {"lift", "zone"},  {"close", "closure"}, {"open", "closure"},
             {"repair", "crew"}, {"break", "crew"}, {"surge", "factor"}};

static enum err check_happening(const struct drill *drill, const json_t *what, struct error *error)
{
    const char *kind = json_text(what, "kind", "");
    for (size_t i = 0; i < sizeof NEEDS / sizeof *NEEDS; i++) {
        if (!strcmp(kind, NEEDS[i].kind) && !json_object_get(what, NEEDS[i].needs))
            return error_at(error, ERR_INVALID, NEEDS[i].needs, "A '%s' needs it.", kind);
    }
    bool of_people = !strcmp(kind, "isolate") || !strcmp(kind, "return");
    if (of_people && !json_object_get(what, "crew") && !json_object_get(what, "share"))
        return error_at(error, ERR_INVALID, "crew", "Say which crew, or which share of all staff.");
    const char *zone = json_text(what, "zone", NULL);
    if (zone && !has_named(json_object_get(drill->json, "zones"), "id", zone))
        return error_at(error, ERR_INVALID, "zone", "There is no zone '%s' under 'zones'.", zone);
    const char *closure = json_text(what, "closure", NULL);
    if (closure && !has_named(json_object_get(drill->json, "closures"), "id", closure))
        return error_at(error, ERR_INVALID, "closure", "There is no closure '%s' under 'closures'.",
                        closure);
    return ERR_OK;
}

static enum err check_time(const struct drill *drill, const json_t *what, struct error *error)
{
    int64_t at_ms = file_time(what, "at", 0);
    return at_ms >= drill->start_ms && at_ms < drill->end_ms
               ? ERR_OK
               : error_at(error, ERR_INVALID, "at",
                          "It must lie between the drill's start and its end.");
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

static enum err check_sense(struct drill *drill, struct error *error)
{
    const json_t *json = drill->json, *demand = json_object_get(json, "demand");
    drill->start_ms = file_time(json, "start", 0);
    drill->end_ms = file_time(json, "end", 0);
    const char *start = json_text(json, "start", "");
    size_t n = strlen(start);
    if (n < 6 || !time_parse_offset(start[n - 1] == 'Z' ? "Z" : start + n - 6, &drill->offset_min))
        return error_at(error, ERR_INVALID, "start", "It must carry its offset from UTC.");
    if (drill->end_ms <= drill->start_ms || drill->end_ms - drill->start_ms > SPAN_MAX_MS)
        return error_at(error, ERR_INVALID, "end",
                        "It must come after the start, at most 31 days later.");
    if (!json_object_get(json, "fleet") && !json_object_get(json, "people"))
        return error_at(error, ERR_INVALID, "fleet",
                        "Give a fleet, or 'people: demo' for the generated city's own.");
    const json_t *city = json_object_get(json, "city");
    bool has_extract = json_object_get(city, "extract") != NULL;
    if (has_extract && !json_object_get(city, "centre"))
        return error_at(error, ERR_INVALID, "city", "An extract needs its centre (lon, lat).");
    if (has_extract && json_object_get(json, "people"))
        return error_at(error, ERR_INVALID, "people", "Only a generated city has people.");
    enum err rc = check_each(drill, json_object_get(json, "fleet"), "fleet", check_crews, error);
    if (rc == ERR_OK)
        rc = check_each(drill, json_object_get(demand, "calls"), "demand.calls", check_time, error);
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
    FILE *file = fopen(path, "re");
    if (!file)
        return error_at(error, ERR_IO, path, "The file cannot be read.");
    char *text = malloc(LIMIT_YAML_BYTES + 1);
    if (!text)
        abort();
    size_t n = fread(text, 1, LIMIT_YAML_BYTES + 1, file);
    bool failed = ferror(file);
    fclose(file);
    enum err rc = failed ? error_at(error, ERR_IO, path, "The file cannot be read.")
                  : n > LIMIT_YAML_BYTES
                      ? error_at(error, ERR_LIMIT, path, "A drill file has at most 4 MiB.")
                      : drill_read_text(sv_from(text, n), path, out, error);
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
