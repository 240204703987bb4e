/* Lists of commands, as a demo city is written in, with names for what they make. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "ops/batch_int.h"
#include "ops/import.h"

struct script {
    const json_t *list;
    const char *name;
    struct map made; /* name -> struct id */
};

/* A copy of a value with every "@name" replaced by the id it stands for. New; NULL and the error
 * for a name that nothing has made. */
static json_t *resolve(const struct script *script, const json_t *value, struct error *error)
{
    if (json_is_string(value) && json_string_value(value)[0] == '@') {
        const char *name = json_string_value(value) + 1;
        const struct id *id = map_get(&script->made, sv_of(name));
        if (!id)
            error_set(error, ERR_INVALID, "Nothing before this is called '%.80s'.", name);
        return id ? json_string(id->text) : NULL;
    }
    json_t *copy = json_is_object(value)  ? json_object()
                   : json_is_array(value) ? json_array()
                                          : json_incref((json_t *)value);
    const char *key;
    json_t *item;
    size_t i;
    bool fine = true;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item)
        {
            fine = fine && json_object_set_new(copy, key, resolve(script, item, error)) == 0;
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            fine = fine && json_array_append_new(copy, resolve(script, item, error)) == 0;
        }
    }
    if (!fine) {
        json_decref(copy);
        return NULL;
    }
    return copy;
}

static enum err run_entry(struct script *script, struct batch *batch, const json_t *entry,
                          struct error *error)
{
    const char *as = json_text(entry, "as", NULL);
    const json_t *args = json_object_get(entry, "args");
    if (!json_is_object(entry) || (args && !json_is_object(args)))
        return error_set(error, ERR_INVALID, "An entry is an object with command and args.");
    json_t *resolved = args ? resolve(script, args, error) : json_object();
    if (!resolved) {
        error_prefix(error, "args");
        return ERR_INVALID;
    }
    struct id id = {""};
    enum err rc = batch_command(batch, json_text(entry, "command", ""), resolved, id.text, error);
    if (rc != ERR_OK || !as)
        return rc;
    if (map_has(&script->made, sv_of(as)))
        return error_at(error, ERR_INVALID, "as", "Two entries are called '%.80s'.", as);
    struct id *kept = malloc(sizeof *kept);
    if (!kept)
        abort();
    *kept = id;
    map_set(&script->made, sv_of(as), kept);
    return ERR_OK;
}

static enum err run_script(struct batch *batch, void *context, struct error *error)
{
    struct script *script = context;
    size_t i;
    json_t *entry;
    json_array_foreach(script->list, i, entry)
    {
        enum err rc = run_entry(script, batch, entry, error);
        if (rc != ERR_OK) {
            char prefix[96];
            snprintf(prefix, sizeof prefix, "%.60s[%zu]%s", script->name, i,
                     error && error->where[0] ? "." : "");
            error_prefix(error, prefix);
            return rc;
        }
    }
    return ERR_OK;
}

enum err ops_load_script(struct ops *ops, const json_t *list, const char *name,
                         const struct actor *actor, struct error *error)
{
    if (!json_is_array(list))
        return error_at(error, ERR_INVALID, name, "It must be a list of commands.");
    struct script script = {.list = list, .name = name};
    enum err rc = batch_run(ops, actor, run_script, &script, error);
    size_t at = 0;
    struct sv key;
    void *value;
    while (map_next(&script.made, &at, &key, &value))
        free(value);
    map_free(&script.made);
    return rc;
}
