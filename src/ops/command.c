#include "ops/command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

bool role_parse(const char *name, enum role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(name, role_name((enum role)i)) == 0) {
            *role = (enum role)i;
            return true;
        }
    }
    return false;
}

static unsigned type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return SPEC_STRING;
    case JSON_INTEGER:
        return SPEC_INTEGER | SPEC_NUMBER;
    case JSON_REAL:
        return SPEC_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return SPEC_BOOLEAN;
    case JSON_OBJECT:
        return SPEC_OBJECT;
    case JSON_ARRAY:
        return SPEC_ARRAY;
    case JSON_NULL:
        return SPEC_NULL;
    }
    return 0;
}

/* "a string or null" */
static const char *types_text(unsigned types, char *text, size_t size)
{
    static const struct {
        unsigned type;
        const char *name;
    } names[] = {{SPEC_STRING, "a string"},  {SPEC_INTEGER, "a whole number"},
                 {SPEC_NUMBER, "a number"},  {SPEC_BOOLEAN, "true or false"},
                 {SPEC_OBJECT, "an object"}, {SPEC_ARRAY, "a list"},
                 {SPEC_NULL, "null"}};
    text[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(text);
        if (types & names[i].type)
            snprintf(text + n, size - n, "%s%s", n ? " or " : "", names[i].name);
    }
    return text;
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static enum err check_size(const struct spec *spec, double size, const char *unit,
                           struct error *error)
{
    if (spec->has_min && size < spec->min)
        return error_set(error, ERR_INVALID, "It must be at least %.15g%s, not %.15g.", spec->min,
                         unit, size);
    if (spec->has_max && size > spec->max)
        return error_set(error, ERR_INVALID, "It must be at most %.15g%s, not %.15g.", spec->max,
                         unit, size);
    return ERR_OK;
}

static enum err check_words(const struct spec *spec, const char *text, struct error *error)
{
    char words[ERROR_TEXT_MAX - 64] = "";
    for (const char *const *word = spec->values; *word; word++) {
        if (strcmp(*word, text) == 0)
            return ERR_OK;
        size_t n = strlen(words);
        snprintf(words + n, sizeof words - n, "%s%s", n ? ", " : "", *word);
    }
    return error_set(error, ERR_INVALID, "It must be one of %s.", words);
}

static enum err check_text(const struct spec *spec, const json_t *value, struct error *error)
{
    const char *text = json_string_value(value);
    enum err rc = check_size(spec, (double)characters(text), " characters", error);
    struct id id;
    int64_t time_ms;
    if (rc == ERR_OK && spec->values)
        rc = check_words(spec, text, error);
    if (rc == ERR_OK && spec->format == FORMAT_UUID && !id_parse(sv_of(text), &id))
        rc = error_set(error, ERR_INVALID, "It must be an id (a UUID).");
    if (rc == ERR_OK && spec->format == FORMAT_DATE_TIME && !time_parse(text, &time_ms))
        rc = error_set(error, ERR_INVALID,
                       "It must be a date and time with its offset, as in "
                       "2022-09-27T11:32:00+08:00.");
    if (rc == ERR_OK && spec->format == FORMAT_TIME_OF_DAY && time_of_day(text) < 0)
        rc = error_set(error, ERR_INVALID, "It must be a time of day, as in 06:30.");
    return rc;
}

static enum err check_value(const struct spec *spec, const json_t *value, struct error *error);

static enum err check_items(const struct spec *spec, const json_t *value, struct error *error)
{
    enum err rc = check_size(spec, (double)json_array_size(value), " items", error);
    size_t i;
    json_t *item;
    if (rc != ERR_OK || !spec->items)
        return rc;
    json_array_foreach(value, i, item)
    {
        rc = check_value(spec->items, item, error);
        if (rc != ERR_OK) {
            char prefix[32];
            snprintf(prefix, sizeof prefix, "[%zu]%s", i, error && error->where[0] ? "." : "");
            error_prefix(error, prefix);
            return rc;
        }
    }
    return ERR_OK;
}

static enum err check_value(const struct spec *spec, const json_t *value, struct error *error)
{
    char text[128];
    unsigned type = type_of(value);
    if (spec->types && !(spec->types & type))
        return error_set(error, ERR_INVALID, "It must be %s.",
                         types_text(spec->types, text, sizeof text));
    if (!spec->types)
        return ERR_OK;
    if (type & SPEC_STRING)
        return check_text(spec, value, error);
    if (type & SPEC_NUMBER)
        return isfinite(json_number_value(value))
                   ? check_size(spec, json_number_value(value), "", error)
                   : error_set(error, ERR_INVALID, "It must be a finite number.");
    if (type & SPEC_ARRAY)
        return check_items(spec, value, error);
    if (type & SPEC_OBJECT)
        return spec->fields ? spec_check(spec->fields, value, error)
                            : check_size(spec, (double)json_object_size(value), " fields", error);
    return ERR_OK;
}

static enum err check_unknown(const struct spec *fields, const json_t *value, struct error *error)
{
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)value, key, item)
    {
        const struct spec *spec = fields;
        while (spec->name && strcmp(spec->name, key) != 0)
            spec++;
        if (!spec->name) {
            char where[ERROR_WHERE_MAX];
            snprintf(where, sizeof where, "%.100s", key);
            return error_at(error, ERR_INVALID, where, "There is no such field.");
        }
    }
    return ERR_OK;
}

enum err spec_check(const struct spec *fields, const json_t *value, struct error *error)
{
    if (!json_is_object(value))
        return error_set(error, ERR_INVALID, "It must be an object.");
    for (const struct spec *spec = fields; spec->name; spec++) {
        const json_t *field = json_object_get(value, spec->name);
        if (!field) {
            if (!spec->optional)
                return error_at(error, ERR_INVALID, spec->name, "It is required.");
            continue;
        }
        enum err rc = check_value(spec, field, error);
        if (rc != ERR_OK) {
            char prefix[96];
            bool joined = error && error->where[0] && error->where[0] != '[';
            snprintf(prefix, sizeof prefix, "%s%s", spec->name, joined ? "." : "");
            error_prefix(error, prefix);
            return rc;
        }
    }
    return check_unknown(fields, value, error);
}
