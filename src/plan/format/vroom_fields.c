#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "plan/format/vroom_int.h"

enum err vroom_fail(struct vroom_reader *reader, enum err code, const char *path, const char *key,
                    const char *format, ...)
{
    char where[ERROR_WHERE_MAX], text[ERROR_TEXT_MAX];
    snprintf(where, sizeof where, "%s%s%s", path, *path && key ? "." : "", key ? key : "");
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_at(reader->error, code, where, "%s", text);
}

enum err vroom_whole(struct vroom_reader *reader, const json_t *object, const char *path,
                     const char *key, int64_t max, int64_t *out)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return ERR_OK;
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > max)
        return vroom_fail(reader, ERR_INVALID, path, key, "This must be a whole number, 0 to %lld.",
                          (long long)max);
    *out = json_integer_value(value);
    return ERR_OK;
}

enum err vroom_text(struct vroom_reader *reader, const json_t *object, const char *path,
                    const char *key, const char **out)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return ERR_OK;
    if (!json_is_string(value))
        return vroom_fail(reader, ERR_INVALID, path, key, "This must be a text.");
    if (json_string_length(value) > LIMIT_TEXT_BYTES)
        return vroom_fail(reader, ERR_LIMIT, path, key, "The text is longer than %d bytes.",
                          LIMIT_TEXT_BYTES);
    *out = arena_strdup(reader->arena, json_string_value(value));
    return ERR_OK;
}

enum err vroom_array(struct vroom_reader *reader, const json_t *object, const char *path,
                     const char *key, size_t max, const json_t **out)
{
    const json_t *value = json_object_get(object, key);
    *out = NULL;
    if (!value)
        return ERR_OK;
    if (!json_is_array(value))
        return vroom_fail(reader, ERR_INVALID, path, key, "This must be an array.");
    if (json_array_size(value) > max)
        return vroom_fail(reader, ERR_LIMIT, path, key, "There are %zu items; the most is %zu.",
                          json_array_size(value), max);
    *out = value;
    return ERR_OK;
}

/* An item of an array of numbers; the path of an error gets its index. */
static enum err item_whole(struct vroom_reader *reader, const json_t *array, size_t i,
                           const char *path, const char *key, int64_t max, int64_t *out)
{
    const json_t *value = json_array_get(array, i);
    if (json_is_integer(value) && json_integer_value(value) >= 0 &&
        json_integer_value(value) <= max) {
        *out = json_integer_value(value);
        return ERR_OK;
    }
    char item[VROOM_PATH_MAX];
    snprintf(item, sizeof item, "%.80s[%zu]", key, i);
    return vroom_fail(reader, ERR_INVALID, path, item, "This must be a whole number, 0 to %lld.",
                      (long long)max);
}

enum err vroom_amount(struct vroom_reader *reader, const json_t *object, const char *path,
                      const char *key, int64_t **out)
{
    const json_t *array;
    enum err rc = vroom_array(reader, object, path, key, VROOM_DIMS_MAX, &array);
    if (rc || !array)
        return rc;
    size_t n = json_array_size(array);
    if (!reader->has_dims) {
        reader->has_dims = true;
        reader->problem->dims_n = n;
    }
    if (n != reader->problem->dims_n)
        return vroom_fail(reader, ERR_INVALID, path, key,
                          "The amounts have %zu dimensions here and %zu elsewhere.", n,
                          reader->problem->dims_n);
    *out = arena_array(reader->arena, int64_t, n);
    for (size_t i = 0; i < n && !rc; i++)
        rc = item_whole(reader, array, i, path, key, VROOM_VALUE_MAX, &(*out)[i]);
    return rc;
}

enum err vroom_skills(struct vroom_reader *reader, const json_t *object, const char *path,
                      uint32_t **out, size_t *n)
{
    const json_t *array;
    enum err rc = vroom_array(reader, object, path, "skills", VROOM_SKILLS_MAX, &array);
    if (rc || !array)
        return rc;
    *n = json_array_size(array);
    *out = arena_array(reader->arena, uint32_t, *n);
    for (size_t i = 0; i < *n && !rc; i++) {
        int64_t skill = 0;
        rc = item_whole(reader, array, i, path, "skills", UINT32_MAX, &skill);
        (*out)[i] = (uint32_t)skill;
    }
    return rc;
}

enum err vroom_window(struct vroom_reader *reader, const json_t *pair, const char *path,
                      const char *key, struct vroom_window *out)
{
    if (!json_is_array(pair) || json_array_size(pair) != 2)
        return vroom_fail(reader, ERR_INVALID, path, key, "A window is a pair [start, end].");
    enum err rc = item_whole(reader, pair, 0, path, key, VROOM_VALUE_MAX, &out->from);
    if (!rc)
        rc = item_whole(reader, pair, 1, path, key, VROOM_VALUE_MAX, &out->until);
    if (!rc && out->until < out->from)
        rc = vroom_fail(reader, ERR_INVALID, path, key,
                        "The window ends at %lld, before it starts.", (long long)out->until);
    return rc;
}

static int window_order(const void *a, const void *b)
{
    const struct vroom_window *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

enum err vroom_windows(struct vroom_reader *reader, const json_t *object, const char *path,
                       struct vroom_window **out, size_t *n)
{
    const json_t *array;
    enum err rc = vroom_array(reader, object, path, "time_windows", VROOM_WINDOWS_MAX, &array);
    if (rc || !array)
        return rc;
    size_t count = json_array_size(array);
    if (!count)
        return vroom_fail(reader, ERR_INVALID, path, "time_windows", "The list is empty.");
    struct vroom_window *windows = arena_array(reader->arena, struct vroom_window, count);
    for (size_t i = 0; i < count && !rc; i++) {
        char item[VROOM_PATH_MAX];
        snprintf(item, sizeof item, "time_windows[%zu]", i);
        rc = vroom_window(reader, json_array_get(array, i), path, item, &windows[i]);
    }
    if (rc)
        return rc;
    qsort(windows, count, sizeof *windows, window_order);
    for (size_t i = 1; i < count; i++)
        if (windows[i].from <= windows[i - 1].until)
            return vroom_fail(reader, ERR_INVALID, path, "time_windows",
                              "Two windows overlap at %lld.", (long long)windows[i].from);
    *out = windows;
    *n = count;
    return ERR_OK;
}

static enum err read_coordinates(struct vroom_reader *reader, const json_t *pair, const char *path,
                                 const char *key, struct vroom_location *out)
{
    const json_t *lon = json_array_get(pair, 0), *lat = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_number(lon) || !json_is_number(lat))
        return vroom_fail(reader, ERR_INVALID, path, key, "A location is a pair [lon, lat].");
    out->lon = json_number_value(lon);
    out->lat = json_number_value(lat);
    out->has_coordinates = true;
    /* With matrices these are for the picture only: instances bring coordinates of a plane. */
    if (!reader->problem->has_matrices && (fabs(out->lon) > 180 || fabs(out->lat) > 90))
        return vroom_fail(reader, ERR_INVALID, path, key,
                          "Longitude is within +-180 and latitude within +-90 degrees.");
    return ERR_OK;
}

static uint32_t place_of(struct vroom_reader *reader, const struct vroom_location *location)
{
    double key[2] = {location->lon, location->lat};
    struct sv bytes = sv_from((const char *)key, sizeof key);
    uintptr_t place = (uintptr_t)map_get(&reader->coordinates, bytes);
    if (!place) {
        place = reader->coordinates.n + 1;
        map_set(&reader->coordinates, bytes, (void *)place);
    }
    return (uint32_t)(place - 1);
}

enum err vroom_locate(struct vroom_reader *reader, const json_t *object, const char *path,
                      const char *key, const char *index_key, struct vroom_location *out,
                      bool *found)
{
    const json_t *pair = json_object_get(object, key);
    *out = (struct vroom_location){.index = -1};
    enum err rc = pair ? read_coordinates(reader, pair, path, key, out) : ERR_OK;
    if (!rc)
        rc = vroom_whole(reader, object, path, index_key, LIMIT_PLAN_NODES - 1, &out->index);
    *found = pair || out->index >= 0;
    if (rc || !*found)
        return rc;
    if (reader->problem->has_matrices) {
        if (out->index < 0)
            return vroom_fail(reader, ERR_INVALID, path, index_key,
                              "With matrices every place needs its row number.");
        out->place = (uint32_t)out->index;
        if (out->index > reader->index_max)
            reader->index_max = out->index;
    } else {
        if (!pair)
            return vroom_fail(reader, ERR_INVALID, path, key,
                              "Without matrices every place needs its coordinates.");
        out->place = place_of(reader, out);
        if (reader->coordinates.n > LIMIT_PLAN_NODES)
            return vroom_fail(reader, ERR_LIMIT, path, key, "There are more than %d places.",
                              LIMIT_PLAN_NODES);
    }
    return ERR_OK;
}

enum err vroom_name(struct vroom_reader *reader, struct map *names, size_t max, const char *path,
                    const char *key, const char *name, uint32_t *out)
{
    uintptr_t at = (uintptr_t)map_get(names, sv_of(name));
    if (!at) {
        if (names->n >= max)
            return vroom_fail(reader, ERR_LIMIT, path, key, "There are more than %zu of these.",
                              max);
        at = names->n + 1;
        map_set(names, sv_of(name), (void *)at);
    }
    *out = (uint32_t)(at - 1);
    return ERR_OK;
}
