/*
 * Writes OpenStreetMap data element by element, as XML (version 0.6) or PBF. Elements come in the
 * order nodes, ways, relations, each with rising ids.
 *
 * Writing never fails half-way through: the first failure is kept and told by `sink_close`.
 */
#ifndef LIFELINE_CITY_SINK_INT_H
#define LIFELINE_CITY_SINK_INT_H

#include <stdint.h>

#include "base/err.h"
#include "geo/point.h"

struct tag {
    const char *key, *value;
};

enum member_type { MEMBER_NODE, MEMBER_WAY };
struct member {
    enum member_type type;
    int64_t id;
    const char *role;
};

/* A format: what it does with each element and at the end. */
struct sink_format {
    void (*node)(void *self, int64_t id, struct point place, const struct tag *tags, size_t n);
    void (*way)(void *self, int64_t id, const int64_t *nodes, size_t n_nodes,
                const struct tag *tags, size_t n);
    void (*relation)(void *self, int64_t id, const struct member *members, size_t n_members,
                     const struct tag *tags, size_t n);
    enum err (*close)(void *self, struct error *error);
};

struct sink {
    const struct sink_format *format;
    void *self;
};

enum err sink_xml_open(const char *path, struct box bounds, struct sink *out, struct error *error);
enum err sink_pbf_open(const char *path, struct box bounds, struct sink *out, struct error *error);

static inline void sink_node(struct sink *sink, int64_t id, struct point place,
                             const struct tag *tags, size_t n)
{
    sink->format->node(sink->self, id, place, tags, n);
}

static inline void sink_way(struct sink *sink, int64_t id, const int64_t *nodes, size_t n_nodes,
                            const struct tag *tags, size_t n)
{
    sink->format->way(sink->self, id, nodes, n_nodes, tags, n);
}

static inline void sink_relation(struct sink *sink, int64_t id, const struct member *members,
                                 size_t n_members, const struct tag *tags, size_t n)
{
    sink->format->relation(sink->self, id, members, n_members, tags, n);
}

static inline enum err sink_close(struct sink *sink, struct error *error)
{
    return sink->format->close(sink->self, error);
}

#endif
