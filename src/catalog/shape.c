#include "catalog/shape_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/limits.h"
#include "catalog/doc_int.h"
#include "catalog/nearest_int.h"

enum { LIST_MAX = 500 };

/* ---- Mappings ---------------------------------------------------------------------------------
 */

static void read_value(struct doc *doc, const struct field *field, const yaml_node_t *node,
                       void *into);

static void read_shape(struct doc *doc, const struct shape *shape, const yaml_node_t *node,
                       char *into);

static void unknown_key(struct doc *doc, const struct shape *shape, const yaml_node_t *key)
{
    char list[320], meant[NEAREST_TEXT_MAX];
    size_t used = 0;
    struct sv text = doc_scalar(key);
    struct nearest nearest = nearest_to(text);
    list[0] = '\0';
    for (const struct field *field = shape->fields; field->key; field++) {
        nearest_offer(&nearest, field->key);
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                     field == shape->fields ? "" : ", ", field->key);
    }
    doc_wrong(doc, key, "'" SV_FMT "' is not a key of %s.%s The keys are %s.",
              (int)(text.n > 80 ? 80 : text.n), text.at, shape->what, nearest_text(&nearest, meant),
              list);
}

static bool key_seen_before(struct doc *doc, const yaml_node_t *map, const yaml_node_pair_t *pair)
{
    struct sv text = doc_scalar(yaml_document_get_node(&doc->yaml, pair->key));
    for (const yaml_node_pair_t *at = map->data.mapping.pairs.start; at < pair; at++) {
        const yaml_node_t *key = yaml_document_get_node(&doc->yaml, at->key);
        if (key->type == YAML_SCALAR_NODE && sv_eq(doc_scalar(key), text))
            return true;
    }
    return false;
}

/* The key of a pair, checked to be a word that comes once; NULL and a problem otherwise. */
static const yaml_node_t *pair_key(struct doc *doc, const yaml_node_t *map,
                                   const yaml_node_pair_t *pair)
{
    const yaml_node_t *key = doc_node(doc, pair->key);
    if (!doc_expect(doc, key, YAML_SCALAR_NODE, "a key"))
        return NULL;
    if (key_seen_before(doc, map, pair)) {
        doc_wrong(doc, key, "the key '" SV_FMT "' comes twice.", SV_ARG(doc_scalar(key)));
        return NULL;
    }
    return key;
}

static void read_pair(struct doc *doc, const struct shape *shape, const yaml_node_t *map,
                      const yaml_node_pair_t *pair, char *into, uint64_t *seen)
{
    const yaml_node_t *key = pair_key(doc, map, pair);
    if (!key)
        return;
    struct sv text = doc_scalar(key);
    const struct field *field = shape->fields;
    while (field->key && !sv_is(text, field->key))
        field++;
    if (!field->key) {
        unknown_key(doc, shape, key);
        return;
    }
    *seen |= 1ULL << (field - shape->fields);
    size_t before = doc_enter(doc->reader, text.at, text.n);
    read_value(doc, field, doc_node(doc, pair->value), into + field->at);
    doc_leave(doc->reader, before);
}

static void read_shape(struct doc *doc, const struct shape *shape, const yaml_node_t *node,
                       char *into)
{
    if (!doc_expect(doc, node, YAML_MAPPING_NODE, "a mapping (key: value)"))
        return;
    *(unsigned *)(void *)into = (unsigned)node->start_mark.line + 1;
    uint64_t seen = 0;
    for (const struct field *field = shape->fields; field->key; field++) {
        if (field->kind == FIELD_INT || field->kind == FIELD_CLOCK)
            *(int64_t *)(void *)(into + field->at) = (int64_t)field->otherwise;
        else if (field->kind == FIELD_NUMBER)
            *(double *)(void *)(into + field->at) = field->otherwise;
    }
    const yaml_node_pair_t *end = node->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < end; pair++)
        read_pair(doc, shape, node, pair, into, &seen);
    for (const struct field *field = shape->fields; field->key; field++) {
        if (field->required && !(seen & 1ULL << (field - shape->fields)))
            doc_wrong(doc, node, "%s needs the key '%s'.", shape->what, field->key);
    }
}

static void read_names(struct doc *doc, const struct field *field, const yaml_node_t *node,
                       struct names *into)
{
    static const char *const keys[] = {"zh", "en"};
    static const char *const languages[] = {"Chinese", "English"};
    if (!doc_expect(doc, node, YAML_MAPPING_NODE, "a text in both languages (zh: ..., en: ...)"))
        return;
    const char **texts[] = {&into->zh, &into->en};
    bool seen[2] = {false, false};
    const yaml_node_pair_t *end = node->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < end; pair++) {
        const yaml_node_t *key = pair_key(doc, node, pair);
        if (!key)
            continue;
        int language = sv_is(doc_scalar(key), "zh") ? 0 : sv_is(doc_scalar(key), "en") ? 1 : -1;
        if (language < 0) {
            doc_wrong(doc, key, "'" SV_FMT "' is no language here; give zh and en.",
                      SV_ARG(doc_scalar(key)));
            continue;
        }
        size_t before = doc_enter(doc->reader, keys[language], 2);
        seen[language] = true;
        *texts[language] = doc_read_text(doc, doc_node(doc, pair->value), field->max);
        doc_leave(doc->reader, before);
    }
    for (int i = 0; i < 2; i++) {
        if (!seen[i])
            doc_wrong(doc, node, "the %s text (%s) is missing; give both zh and en.", languages[i],
                      keys[i]);
    }
}

/* ---- Lists ------------------------------------------------------------------------------------
 */

static size_t list_size(struct doc *doc, const struct field *field, const yaml_node_t *node)
{
    size_t n = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    size_t most = field->max > 0 ? (size_t)field->max : LIST_MAX;
    if (n < (size_t)field->min)
        doc_wrong(doc, node, "the list has %zu entries; at least %g are needed.", n, field->min);
    if (n <= most)
        return n;
    doc_wrong(doc, node, "the list has %zu entries; at most %zu are allowed.", n, most);
    return 0;
}

static struct words read_words(struct doc *doc, const struct field *field, const yaml_node_t *node,
                               enum reference refers, const char *within)
{
    struct words words = {0};
    if (!doc_expect(doc, node, YAML_SEQUENCE_NODE, "a list of words ([a, b])"))
        return words;
    size_t n = list_size(doc, field, node);
    words.at = arena_array(doc->reader->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        size_t before = doc_enter_item(doc->reader, i);
        const yaml_node_t *item = doc_node(doc, node->data.sequence.items.start[i]);
        const char *word = doc_read_word(doc, item, refers, within);
        for (size_t k = 0; word && k < words.n; k++) {
            if (strcmp(words.at[k], word) == 0) {
                doc_wrong(doc, item, "'%s' comes twice.", word);
                word = NULL;
            }
        }
        if (word)
            words.at[words.n++] = word;
        doc_leave(doc->reader, before);
    }
    return words;
}

/* What the words beside such a key must be. */
static enum reference values_of(enum reference key)
{
    if (key == REFERS_EVENT_FIELD)
        return REFERS_EVENT_VALUE;
    return key == REFERS_QUESTION ? REFERS_ANSWER : REFERS_NOTHING;
}

static void read_word_lists(struct doc *doc, const struct field *field, const yaml_node_t *node,
                            struct list *into)
{
    if (!doc_expect(doc, node, YAML_MAPPING_NODE, "a mapping (question: [answers])"))
        return;
    const yaml_node_pair_t *start = node->data.mapping.pairs.start;
    size_t n = (size_t)(node->data.mapping.pairs.top - start);
    struct answer_is *answers = arena_array(doc->reader->arena, struct answer_is, n);
    into->at = answers;
    struct field values = {.min = 1, .max = LIST_MAX};
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *key = pair_key(doc, node, &start[i]);
        const char *word = key ? doc_read_word(doc, key, field->refers, NULL) : NULL;
        if (!word)
            continue;
        size_t before = doc_enter(doc->reader, word, strlen(word));
        struct answer_is *answer = &answers[into->n++];
        answer->question = word;
        enum reference refers = values_of(field->refers);
        answer->values = read_words(doc, &values, doc_node(doc, start[i].value), refers, word);
        doc_leave(doc->reader, before);
    }
}

static size_t condition_offset(const struct shape *shape)
{
    const struct field *field = shape->fields;
    while (field->shape != &condition_shape)
        field++;
    return field->at;
}

static void check_cases(struct doc *doc, const struct shape *shape, const yaml_node_t *node,
                        const struct list *list)
{
    size_t at = condition_offset(shape);
    for (size_t i = 0; i < list->n; i++) {
        const char *item = (const char *)list->at + i * shape->size;
        bool always = condition_is_empty((const void *)(item + at));
        bool last = i + 1 == list->n;
        if (always == last)
            continue;
        const yaml_node_t *at_node =
            yaml_document_get_node(&doc->yaml, node->data.sequence.items.start[i]);
        if (last)
            doc_wrong(doc, at_node,
                      "the last case must have no `when`: it counts when no other does.");
        else
            doc_wrong(doc, at_node, "case %zu has no `when`, so the ones after it never count.",
                      i + 1);
    }
}

static void check_named(struct doc *doc, const struct shape *shape, const yaml_node_t *node,
                        const struct list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *items = list->at;
        const char *name =
            *(char *const *)(const void *)(items + i * shape->size + shape->fields[0].at);
        for (size_t k = 0; name && k < i; k++) {
            const char *other =
                *(char *const *)(const void *)(items + k * shape->size + shape->fields[0].at);
            if (other && strcmp(name, other) == 0)
                doc_wrong(
                    doc, yaml_document_get_node(&doc->yaml, node->data.sequence.items.start[i]),
                    "%s named '%s' was there before; names must be unique.", shape->what, name);
        }
    }
}

static void read_list(struct doc *doc, const struct field *field, const yaml_node_t *node,
                      struct list *into)
{
    const struct shape *shape = field->shape;
    if (!doc_expect(doc, node, YAML_SEQUENCE_NODE, "a list (lines that begin with '-')"))
        return;
    into->n = list_size(doc, field, node);
    into->at = arena_zalloc(doc->reader->arena, into->n, shape->size);
    for (size_t i = 0; i < into->n; i++) {
        size_t before = doc_enter_item(doc->reader, i);
        read_shape(doc, shape, doc_node(doc, node->data.sequence.items.start[i]),
                   (char *)into->at + i * shape->size);
        doc_leave(doc->reader, before);
    }
    if (field->kind == FIELD_CASES)
        check_cases(doc, shape, node, into);
    if (shape->named)
        check_named(doc, shape, node, into);
}

static void read_value(struct doc *doc, const struct field *field, const yaml_node_t *node,
                       void *into)
{
    switch (field->kind) {
    case FIELD_TEXT:
        *(const char **)into = doc_read_text(doc, node, field->max);
        break;
    case FIELD_WORD:
        *(const char **)into = doc_read_word(doc, node, field->refers, NULL);
        break;
    case FIELD_DATE:
    case FIELD_MONTH_DAY:
    case FIELD_COLOUR:
    case FIELD_CLOCK:
        doc_read_formed(doc, field, node, into);
        break;
    case FIELD_INT:
    case FIELD_NUMBER:
        doc_read_number(doc, field, node, into);
        break;
    case FIELD_FLAG:
        doc_read_flag(doc, node, into);
        break;
    case FIELD_CHOICE:
        doc_read_choice(doc, field, node, into);
        break;
    case FIELD_NAMES:
        read_names(doc, field, node, into);
        break;
    case FIELD_WORDS:
        *(struct words *)into = read_words(doc, field, node, field->refers, NULL);
        break;
    case FIELD_WORD_LISTS:
        read_word_lists(doc, field, node, into);
        break;
    case FIELD_SHAPE:
        read_shape(doc, field->shape, node, into);
        break;
    case FIELD_LIST:
    case FIELD_CASES:
        read_list(doc, field, node, into);
        break;
    case FIELD_KIND_COUNT:
        break;
    }
}

/* ---- Files ------------------------------------------------------------------------------------
 */

static bool parse(struct reader *reader, yaml_parser_t *parser, yaml_document_t *document)
{
    if (yaml_parser_load(parser, document)) {
        if (yaml_document_get_root_node(document))
            return true;
        yaml_document_delete(document);
        problem_add(reader->problems, reader->file, 1, "The file is empty.");
        return false;
    }
    problem_add(reader->problems, reader->file, (unsigned)parser->problem_mark.line + 1,
                "This is not valid YAML: %s%s%s.", parser->problem ? parser->problem : "unreadable",
                parser->context ? ", " : "", parser->context ? parser->context : "");
    return false;
}

/* The whole file; NULL and a problem when it cannot be read or is too large. Free with free(). */
static char *slurp(struct reader *reader, const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(LIMIT_YAML_BYTES + 1);
    if (!bytes)
        abort();
    bool readable = false;
    if (file) {
        *n = fread(bytes, 1, LIMIT_YAML_BYTES + 1, file);
        readable = !ferror(file);
        fclose(file);
    }
    if (readable && *n <= LIMIT_YAML_BYTES)
        return bytes;
    if (readable)
        problem_add(reader->problems, reader->file, 0, "The file is larger than %d bytes.",
                    LIMIT_YAML_BYTES);
    else
        problem_add(reader->problems, reader->file, 0, "The file cannot be read.");
    free(bytes);
    return NULL;
}

/* A second document ("---") would be silently unread. */
static void refuse_more(struct reader *reader, yaml_parser_t *parser)
{
    yaml_document_t more;
    if (!yaml_parser_load(parser, &more)) {
        problem_add(reader->problems, reader->file, (unsigned)parser->problem_mark.line + 1,
                    "This is not valid YAML: %s.", parser->problem);
        return;
    }
    if (yaml_document_get_root_node(&more))
        problem_add(reader->problems, reader->file, (unsigned)more.start_mark.line + 1,
                    "A second document begins here; a file holds one.");
    yaml_document_delete(&more);
}

bool shape_read(struct reader *reader, struct sv yaml, const struct shape *shape, void *out)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        abort(); /* out of memory */
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.at, yaml.n);
    struct doc doc = {.reader = reader};
    bool read = parse(reader, &parser, &doc.yaml);
    if (read) {
        reader->path[0] = '\0';
        reader->nodes_left = NODES_MAX;
        read_shape(&doc, shape, yaml_document_get_root_node(&doc.yaml), out);
        yaml_document_delete(&doc.yaml);
        refuse_more(reader, &parser);
    }
    yaml_parser_delete(&parser);
    return read;
}

bool shape_read_file(struct reader *reader, const char *path, const struct shape *shape, void *out)
{
    size_t n = 0;
    char *bytes = slurp(reader, path, &n);
    bool read = bytes && shape_read(reader, sv_from(bytes, n), shape, out);
    free(bytes);
    return read;
}
