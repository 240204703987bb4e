/*
 * A YAML document being read: nodes, the path of the field at hand, single values. Every function
 * that reads a value adds a problem, with the line of the node, when the value is wrong.
 */
#ifndef LIFELINE_CATALOG_DOC_INT_H
#define LIFELINE_CATALOG_DOC_INT_H

#include <yaml.h>

#include "base/sv.h"
#include "catalog/shape_int.h"

enum { NODES_MAX = 100000 };

struct doc {
    struct reader *reader;
    yaml_document_t yaml;
};

/* A problem with the node at hand; the sentence begins with the path of the field. */
void doc_wrong(struct doc *doc, const yaml_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes down to a key or an item; `doc_leave` goes back to what was returned. */
size_t doc_enter(struct reader *reader, const char *key, size_t key_size);
size_t doc_enter_item(struct reader *reader, size_t i);
void doc_leave(struct reader *reader, size_t before);

yaml_node_t *doc_node(struct doc *doc, int index);
/* False and a problem when the node is of another type; `wanted` says it in words. */
bool doc_expect(struct doc *doc, const yaml_node_t *node, yaml_node_type_t type,
                const char *wanted);
/* The bytes of a scalar node. */
struct sv doc_scalar(const yaml_node_t *node);

/* A text of 1 to `max` (0: 1000) characters; NULL and a problem otherwise. */
const char *doc_read_text(struct doc *doc, const yaml_node_t *node, double max);
/* A word, kept to be met later when it refers to something; NULL and a problem otherwise. */
const char *doc_read_word(struct doc *doc, const yaml_node_t *node, enum reference refers,
                          const char *within);
/* Dates, colours, times of day. */
void doc_read_formed(struct doc *doc, const struct field *field, const yaml_node_t *node,
                     void *into);
void doc_read_number(struct doc *doc, const struct field *field, const yaml_node_t *node,
                     void *into);
void doc_read_flag(struct doc *doc, const yaml_node_t *node, bool *into);
void doc_read_choice(struct doc *doc, const struct field *field, const yaml_node_t *node,
                     int *into);

#endif
