#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "drill/file_int.h"

enum { DEPTH_MAX = 32, NODES_MAX = 100000 };

struct yaml {
    yaml_document_t document;
    json_t *json;
    size_t nodes_left; /* aliases could make a small file huge */
};

/* Plain words are what they look like; quoted ones are text. */
static json_t *scalar_json(const yaml_node_t *node)
{
    const char *text = (const char *)node->data.scalar.value;
    size_t n = node->data.scalar.length;
    int64_t whole;
    double number;
    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return json_stringn(text, n);
    struct sv view = sv_from(text, n);
    if (n == 0 || sv_is(view, "~") || sv_is(view, "null"))
        return json_null();
    if (sv_is(view, "true") || sv_is(view, "false"))
        return json_boolean(text[0] == 't');
    if (sv_to_i64(view, &whole))
        return json_integer(whole);
    return sv_to_f64(view, &number) ? json_real(number) : json_stringn(text, n);
}

static enum err wrong(const yaml_node_t *node, struct error *error, const char *sentence)
{
    char where[32];
    snprintf(where, sizeof where, "%zu", node->start_mark.line + 1);
    return error_at(error, ERR_FORMAT, where, "%s", sentence);
}

static enum err node_json(struct yaml *yaml, int index, int depth, json_t **out,
                          struct error *error);

static enum err mapping_json(struct yaml *yaml, const yaml_node_t *node, int depth, json_t *out,
                             struct error *error)
{
    enum err rc = ERR_OK;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top && rc == ERR_OK; pair++) {
        const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
        json_t *value = NULL;
        if (key->type != YAML_SCALAR_NODE)
            return wrong(key, error, "A key must be a word.");
        const char *name = (const char *)key->data.scalar.value;
        if (json_object_get(out, name))
            return wrong(key, error, "This key is given twice.");
        rc = node_json(yaml, pair->value, depth, &value, error);
        if (rc == ERR_OK && json_object_set_new(out, name, value))
            rc = wrong(key, error, "The key is not UTF-8 text.");
    }
    return rc;
}

static enum err node_json(struct yaml *yaml, int index, int depth, json_t **out,
                          struct error *error)
{
    const yaml_node_t *node = yaml_document_get_node(&yaml->document, index);
    enum err rc = ERR_OK;
    if (depth > DEPTH_MAX || yaml->nodes_left-- == 0)
        return wrong(node, error, "The file is nested too deeply or repeats itself too often.");
    if (node->type == YAML_SCALAR_NODE) {
        *out = scalar_json(node);
        return *out ? ERR_OK : wrong(node, error, "The value is not UTF-8 text.");
    }
    json_t *made = node->type == YAML_MAPPING_NODE ? json_object() : json_array();
    if (node->type == YAML_MAPPING_NODE) {
        rc = mapping_json(yaml, node, depth + 1, made, error);
    } else {
        for (yaml_node_item_t *item = node->data.sequence.items.start;
             item < node->data.sequence.items.top && rc == ERR_OK; item++) {
            json_t *value = NULL;
            rc = node_json(yaml, *item, depth + 1, &value, error);
            if (rc == ERR_OK)
                json_array_append_new(made, value);
        }
    }
    if (rc == ERR_OK)
        *out = made;
    else
        json_decref(made);
    return rc;
}

static enum err load(struct yaml *yaml, struct sv text, struct error *error)
{
    yaml_parser_t parser;
    char where[32];
    enum err rc = ERR_OK;
    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.n);
    if (!yaml_parser_load(&parser, &yaml->document)) {
        snprintf(where, sizeof where, "%zu", parser.problem_mark.line + 1);
        rc = error_at(error, ERR_FORMAT, where, "This is not YAML: %s.",
                      parser.problem ? parser.problem : "it cannot be read");
    }
    yaml_parser_delete(&parser);
    return rc;
}

enum err yaml_read(struct sv text, const char *name, struct yaml **out, struct error *error)
{
    struct yaml *yaml = calloc(1, sizeof *yaml);
    char prefix[ERROR_WHERE_MAX];
    if (!yaml)
        abort();
    yaml->nodes_left = NODES_MAX;
    enum err rc = load(yaml, text, error);
    if (rc == ERR_OK && !yaml_document_get_root_node(&yaml->document))
        rc = error_at(error, ERR_FORMAT, "1", "The file is empty.");
    if (rc == ERR_OK)
        rc = node_json(yaml, 1, 0, &yaml->json, error);
    if (rc != ERR_OK) {
        snprintf(prefix, sizeof prefix, "%.150s:", name);
        error_prefix(error, prefix);
        yaml_free(yaml);
        return rc;
    }
    *out = yaml;
    return ERR_OK;
}

const json_t *yaml_json(const struct yaml *yaml)
{
    return yaml->json;
}

/* The value of a key, or an item; NULL when there is none. */
static yaml_node_t *child(struct yaml *yaml, const yaml_node_t *node, struct sv part)
{
    int64_t i;
    if (node->type == YAML_SEQUENCE_NODE && sv_to_i64(part, &i)) {
        ptrdiff_t n = node->data.sequence.items.top - node->data.sequence.items.start;
        return i >= 0 && i < n
                   ? yaml_document_get_node(&yaml->document, node->data.sequence.items.start[i])
                   : NULL;
    }
    if (node->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
        if (sv_eq(part, sv_from((const char *)key->data.scalar.value, key->data.scalar.length)))
            return yaml_document_get_node(&yaml->document, pair->value);
    }
    return NULL;
}

unsigned yaml_line(struct yaml *yaml, const char *path)
{
    yaml_node_t *node = yaml_document_get_root_node(&yaml->document);
    const char *at = path;
    while (*at) {
        size_t n = strcspn(at, ".[]");
        yaml_node_t *next = n ? child(yaml, node, sv_from(at, n)) : node;
        if (!next)
            break;
        node = next;
        at += n;
        at += *at != '\0';
    }
    return (unsigned)node->start_mark.line + 1;
}

void yaml_free(struct yaml *yaml)
{
    if (!yaml)
        return;
    yaml_document_delete(&yaml->document);
    json_decref(yaml->json);
    free(yaml);
}
