/* Finding a command: by name, and by HTTP method and path. */
#include <string.h>

#include "ops/gen/commands.h"
#include "ops/ops.h"

const struct command *ops_command(const char *name)
{
    size_t low = 0, high = COMMANDS_N;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, commands[middle].name);
        if (order == 0)
            return &commands[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* Walks both paths part by part; path arguments go into `args` when it is not NULL. */
static bool path_fits(const char *pattern, const char *path, json_t *args)
{
    struct sv wanted = sv_of(pattern), given = sv_of(path);
    while (wanted.at && given.at) {
        struct sv part = sv_cut(&wanted, '/'), value = sv_cut(&given, '/');
        bool argument = part.n > 2 && part.at[0] == '{';
        if (argument ? value.n == 0 : !sv_eq(part, value))
            return false;
        if (argument && args) {
            char name[64];
            struct sv inside = sv_from(part.at + 1, part.n - 2);
            if (inside.n >= sizeof name || !sv_is_utf8(value))
                return false;
            memcpy(name, inside.at, inside.n);
            name[inside.n] = '\0';
            json_object_set_new(args, name, json_stringn(value.at, value.n));
        }
    }
    return !wanted.at && !given.at;
}

const struct command *ops_route(const char *method, const char *path, json_t *args,
                                bool *path_known)
{
    bool known = false;
    const struct command *found = NULL;
    for (size_t i = 0; i < COMMANDS_N && !found; i++) {
        const struct command *command = &commands[i];
        if (!command->path || !path_fits(command->path, path, NULL))
            continue;
        known = true;
        if (strcmp(command->method, method) == 0)
            found = command;
    }
    if (found)
        path_fits(found->path, path, args);
    if (path_known)
        *path_known = known;
    return found;
}

/* A text as the type that the argument has; NULL when it is none. */
static json_t *value_of(const struct spec *spec, const char *text)
{
    int64_t whole;
    double number;
    if (spec->types & SPEC_STRING)
        return json_string(text);
    if (spec->types & SPEC_INTEGER && sv_to_i64(sv_of(text), &whole))
        return json_integer(whole);
    if (spec->types & SPEC_NUMBER && sv_to_f64(sv_of(text), &number))
        return json_real(number);
    if (spec->types & SPEC_BOOLEAN && strcmp(text, "true") == 0)
        return json_true();
    if (spec->types & SPEC_BOOLEAN && strcmp(text, "false") == 0)
        return json_false();
    return NULL;
}

enum err ops_arg_from_text(const struct command *command, const char *name, const char *text,
                           json_t *args, struct error *error)
{
    const struct spec *spec = command->args;
    while (spec->name && strcmp(spec->name, name) != 0)
        spec++;
    if (!spec->name || spec->in == IN_PATH)
        return error_at(error, ERR_INVALID, name, "There is no such field.");
    if (json_object_get(args, name))
        return error_at(error, ERR_INVALID, name, "It is given twice.");
    json_t *value = value_of(spec, text);
    if (!value)
        return error_at(error, ERR_INVALID, name, "'%.80s' is not a value that it can have.", text);
    json_object_set_new(args, name, value);
    return ERR_OK;
}
