#include "base/json_find.h"

#include <string.h>

#include "base/sv.h"

const json_t *json_at(const json_t *object, const char *path)
{
    struct sv rest = sv_of(path);
    while (rest.at && object) {
        struct sv part = sv_cut(&rest, '.');
        object = json_object_getn(object, part.at, part.n);
    }
    return json_is_null(object) ? NULL : object;
}

json_t *json_find(const json_t *array, const char *key, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        const json_t *field = json_object_get(item, key);
        if (json_is_string(field) && strcmp(json_string_value(field), text) == 0)
            return item;
    }
    return NULL;
}

bool json_has(const json_t *array, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
            return true;
    }
    return false;
}
