/*
 * What the readers of OpenStreetMap files share: the open file and the buffers of one object.
 */
#ifndef LIFELINE_ROAD_OSM_INT_H
#define LIFELINE_ROAD_OSM_INT_H

#include <stdio.h>

#include <zlib.h>

#include "base/vec.h"
#include "road/osm.h"

/* A PBF blob seen in an earlier pass: its kinds tell whether this pass may skip it. */
struct osm_blob_seen {
    uint64_t offset;
    unsigned kinds; /* of enum osm_kind */
};

struct osm_file {
    char *name;
    FILE *stream;
    gzFile packed; /* the same file through gunzip, NULL when it is not packed (XML only) */
    uint64_t size;
    bool is_xml;
    VEC(struct osm_blob_seen) seen; /* in the order of the file */
};

struct osm_buffers {
    VEC(struct osm_tag) tags;
    VEC(int64_t) refs;
    VEC(struct osm_member) members;
};

static inline void osm_buffers_free(struct osm_buffers *buffers)
{
    vec_free(&buffers->tags);
    vec_free(&buffers->refs);
    vec_free(&buffers->members);
}

/* The kinds that the visitor has a callback for. */
static inline unsigned osm_wanted(const struct osm_visitor *visitor)
{
    return (visitor->node ? OSM_NODE : 0u) | (visitor->way ? OSM_WAY : 0u) |
           (visitor->relation ? OSM_RELATION : 0u);
}

/* The two formats; both start at the beginning of the stream. */
enum err osm_read_pbf(struct osm_file *file, const struct osm_visitor *visitor,
                      struct error *error);
enum err osm_read_xml(struct osm_file *file, const struct osm_visitor *visitor,
                      struct error *error);

/* One unpacked block of a PBF file. `where` (file and byte) goes into errors. Adds to `kinds` the
 * kinds of object that the block holds. `strings` is room to work in, kept between blocks. */
struct osm_strings {
    VEC(struct sv) list;
};
struct osm_block {
    struct sv bytes;
    const char *where;
    struct osm_strings *strings;
    struct osm_buffers *buffers;
};
enum err osm_block_read(const struct osm_block *block, const struct osm_visitor *visitor,
                        unsigned *kinds, struct error *error);

#endif
