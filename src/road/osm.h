/*
 * OpenStreetMap files, PBF and XML, read as a stream of nodes, ways and relations.
 *
 * Which of the two a file is shows in its first bytes, not in its name. A file may be read several
 * times, each time for the kinds that are wanted then: an import reads ways and relations first and
 * then only the nodes that they need. Memory is one block of the file, whatever its length.
 *
 * Everything in the file is doubted. A file that is truncated, damaged, of another format, or above
 * a limit below gives ERR_FORMAT, ERR_LIMIT or ERR_UNSUPPORTED and one sentence; `where` names the
 * file and the line (XML) or the byte at which the damaged block starts (PBF). Objects before the
 * damage have been handed out by then. No network, no entities, no document type declarations.
 *
 * PBF: https://wiki.openstreetmap.org/wiki/PBF_Format (zlib and raw blobs, dense and plain nodes).
 * XML: https://wiki.openstreetmap.org/wiki/OSM_XML, plain or packed with gzip; objects deleted by
 * an editor are skipped.
 */
#ifndef LIFELINE_ROAD_OSM_H
#define LIFELINE_ROAD_OSM_H

#include "base/err.h"
#include "base/sv.h"

enum {
    OSM_LIMIT_BLOB_HEADER_BYTES = 64 * 1024,
    OSM_LIMIT_BLOB_BYTES = 32 * 1024 * 1024, /* compressed and unpacked */
    OSM_LIMIT_STRINGS = 1024 * 1024,         /* of one block */
    OSM_LIMIT_TAGS = 4096,                   /* of one object */
    OSM_LIMIT_REFS = 65536,                  /* nodes of one way; OpenStreetMap allows 2,000 */
    OSM_LIMIT_MEMBERS = 1024 * 1024,         /* of one relation */
};

/* Ids beyond this are no OpenStreetMap ids; negative ones are an editor's new objects. */
#define OSM_LIMIT_ID ((int64_t)1 << 60)

enum osm_kind { OSM_NODE = 1, OSM_WAY = 2, OSM_RELATION = 4 };

struct osm_tag {
    struct sv key, value;
};

struct osm_tags {
    const struct osm_tag *at;
    size_t n;
};

struct osm_node {
    int64_t id;
    int32_t lon, lat; /* units of 1e-7 degree; |lon| <= 180, |lat| <= 90 degrees */
    struct osm_tags tags;
};

struct osm_way {
    int64_t id;
    const int64_t *refs;
    size_t ref_count;
    struct osm_tags tags;
};

struct osm_member {
    enum osm_kind kind;
    int64_t ref;
    struct sv role;
};

struct osm_relation {
    int64_t id;
    const struct osm_member *members;
    size_t member_count;
    struct osm_tags tags;
};

/* What is handed to a callback lives until the callback returns. A callback that returns an error
 * ends the reading; the error travels up unchanged. A NULL callback means the kind is not wanted.
 * `progress` (or NULL) is called a few times a megabyte. */
struct osm_visitor {
    void *context;
    enum err (*node)(void *context, const struct osm_node *node, struct error *error);
    enum err (*way)(void *context, const struct osm_way *way, struct error *error);
    enum err (*relation)(void *context, const struct osm_relation *relation, struct error *error);
    enum err (*progress)(void *context, uint64_t bytes_done, uint64_t bytes_total,
                         struct error *error);
};

struct osm_file;

/* NULL out on failure. `osm_open_memory` borrows the bytes; `name` is what errors call them. */
enum err osm_open(const char *path, struct osm_file **out, struct error *error);
enum err osm_open_memory(const void *bytes, size_t size, const char *name, struct osm_file **out,
                         struct error *error);
/* One pass over the file. Safe to call again, also after a failed pass. */
enum err osm_read(struct osm_file *file, const struct osm_visitor *visitor, struct error *error);
void osm_close(struct osm_file *file); /* NULL does nothing */

/* The value of a tag, the empty view when absent. */
struct sv osm_tag(struct osm_tags tags, const char *key);

#endif
