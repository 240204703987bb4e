/*
 * Makes small OpenStreetMap files for tests: objects are added to a list, and the list is written
 * as XML or as PBF (dense or plain nodes, packed or raw blobs, any number of objects a block).
 *
 * Tags are written as one text: "highway=primary oneway=yes name=High_Street"; an underscore stays
 * an underscore. Everything is freed by `maker_free`.
 */
#ifndef LIFELINE_TESTS_ROAD_OSM_MAKER_H
#define LIFELINE_TESTS_ROAD_OSM_MAKER_H

#include "base/arena.h"
#include "base/vec.h"
#include "road/osm.h"

struct made_object {
    enum osm_kind kind;
    int64_t id;
    int32_t lon, lat;
    const char *tags;
    int64_t *refs; /* nodes of a way, members of a relation */
    const enum osm_kind *kinds;
    const char **roles;
    size_t ref_count;
};

struct maker {
    struct arena *arena;
    VEC(struct made_object) objects;
};

struct maker maker_new(void);
void maker_free(struct maker *maker);

void maker_node(struct maker *maker, int64_t id, double lon, double lat, const char *tags);
void maker_way(struct maker *maker, int64_t id, const int64_t *refs, size_t n, const char *tags);
/* Members of a relation follow it one by one. */
void maker_relation(struct maker *maker, int64_t id, const char *tags);
void maker_member(struct maker *maker, enum osm_kind kind, int64_t ref, const char *role);

struct pbf_style {
    bool plain_nodes; /* Node messages instead of DenseNodes */
    bool raw_blobs;   /* not packed with zlib */
    size_t per_block; /* objects of one block; 0 for 8000 */
};

/* Bytes in the maker's arena. */
struct sv maker_xml(struct maker *maker);
struct sv maker_pbf(struct maker *maker, struct pbf_style style);

/* A blob of the given type, for files that are wrong on purpose. `claimed` is the raw_size. */
struct sv maker_blob(struct maker *maker, const char *type, struct sv content, bool zip,
                     size_t claimed);

#endif
