#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

static bool too_deep(const json_t *value, int left)
{
    if (left < 0)
        return true;
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item)
        {
            if (too_deep(item, left - 1))
                return true;
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            if (too_deep(item, left - 1))
                return true;
        }
    }
    return false;
}

enum err json_read(struct sv text, const char *name, json_t **out, struct error *error)
{
    json_error_t wrong;
    json_t *value = json_loadb(text.at ? text.at : "", text.n,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
    if (!value) {
        char where[ERROR_WHERE_MAX];
        snprintf(where, sizeof where, "%s:%d:%d", name, wrong.line, wrong.column);
        return error_at(error, ERR_FORMAT, where, "This is not valid JSON: %s.", wrong.text);
    }
    if (too_deep(value, LIMIT_JSON_DEPTH - 1)) {
        json_decref(value);
        return error_at(error, ERR_LIMIT, name, "The JSON is nested deeper than %d levels.",
                        LIMIT_JSON_DEPTH);
    }
    *out = value;
    return ERR_OK;
}

enum err json_read_file(const char *path, size_t bytes_max, json_t **out, struct error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_at(error, ERR_IO, path, "The file cannot be opened.");
    char *bytes = malloc(bytes_max + 1);
    if (!bytes)
        abort();
    size_t n = fread(bytes, 1, bytes_max + 1, file);
    enum err rc;
    if (ferror(file))
        rc = error_at(error, ERR_IO, path, "The file cannot be read.");
    else if (n > bytes_max)
        rc = error_at(error, ERR_LIMIT, path, "The file is larger than %zu bytes.", bytes_max);
    else
        rc = json_read(sv_from(bytes, n), path, out, error);
    free(bytes);
    fclose(file);
    return rc;
}

char *json_canonical(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

struct sv json_sv(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return (struct sv){"", 0};
    return sv_from(json_string_value(value), json_string_length(value));
}

const char *json_text(const json_t *object, const char *key, const char *otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? json_string_value(value) : otherwise;
}

int64_t json_i64(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

double json_f64(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

bool json_flag(const json_t *object, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}
