/*
 * The PBF format of OpenStreetMap (fileformat.proto and osmformat.proto of OSM-binary): blobs of at
 * most BLOCK_ELEMENTS elements, dense nodes, zlib. Coordinates are in units of 100 nanodegrees.
 *
 * A blob on disk is its header's length (4 bytes, big-endian), a BlobHeader {1: type, 3: datasize}
 * and a Blob {2: raw_size, 3: zlib_data}. All numbers below are the field numbers of these files.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "city/sink_int.h"

enum { BLOCK_ELEMENTS = 8000 };

struct bytes {
    unsigned char *at;
    size_t n, room;
};

enum group { GROUP_NONE, GROUP_NODES, GROUP_WAYS, GROUP_RELATIONS };

struct pbf {
    FILE *file;
    char *path;
    bool failed;
    enum group group; /* of the block being filled */
    size_t elements;
    struct map strings; /* text -> number + 1, as a pointer */
    struct bytes table; /* the block's StringTable */
    uint32_t n_strings;
    struct bytes ids, lats, lons, tags; /* of dense nodes */
    int64_t id, lat, lon;               /* of the last one: they are written as differences */
    struct bytes body;                  /* of ways and relations */
    struct bytes scratch[3];
};

/* ---- Protocol buffers -------------------------------------------------------------------------
 */

static void put(struct bytes *out, const void *bytes, size_t n)
{
    vec_reserve(out, out->n + n);
    memcpy(out->at + out->n, bytes, n);
    out->n += n;
}

static void put_varint(struct bytes *out, uint64_t value)
{
    while (value >= 0x80) {
        vec_push(out, (unsigned char)(value | 0x80));
        value >>= 7;
    }
    vec_push(out, (unsigned char)value);
}

static void put_signed(struct bytes *out, int64_t value)
{
    put_varint(out, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static void put_number(struct bytes *out, unsigned field, uint64_t value)
{
    put_varint(out, field << 3);
    put_varint(out, value);
}

static void put_field(struct bytes *out, unsigned field, const void *bytes, size_t n)
{
    put_varint(out, field << 3 | 2);
    put_varint(out, n);
    if (n)
        put(out, bytes, n);
}

static void put_bytes(struct bytes *out, unsigned field, const struct bytes *in)
{
    put_field(out, field, in->at, in->n);
}

static void put_text(struct bytes *out, unsigned field, const char *text)
{
    put_field(out, field, text, strlen(text));
}

/* ---- Blobs ------------------------------------------------------------------------------------
 */

static void write_blob(struct pbf *pbf, const char *type, const struct bytes *data)
{
    struct bytes blob = {0}, header = {0}, packed = {0};
    uLongf size = compressBound(data->n);
    vec_reserve(&packed, size);
    if (compress2(packed.at, &size, data->at, data->n, 6) != Z_OK)
        pbf->failed = true;
    packed.n = size;
    put_number(&blob, 2, data->n);
    put_bytes(&blob, 3, &packed);
    put_text(&header, 1, type);
    put_number(&header, 3, blob.n);
    unsigned char length[4] = {0, 0, (unsigned char)(header.n >> 8), (unsigned char)header.n};
    pbf->failed |= fwrite(length, 1, 4, pbf->file) != 4;
    pbf->failed |= fwrite(header.at, 1, header.n, pbf->file) != header.n;
    pbf->failed |= fwrite(blob.at, 1, blob.n, pbf->file) != blob.n;
    vec_free(&blob);
    vec_free(&header);
    vec_free(&packed);
}

static void write_header(struct pbf *pbf, struct box bounds)
{
    struct bytes box = {0}, block = {0};
    const double degrees[] = {bounds.west, bounds.east, bounds.north, bounds.south};
    for (unsigned i = 0; i < 4; i++) { /* nanodegrees, sint64 */
        put_varint(&box, (i + 1) << 3);
        put_signed(&box, llround(degrees[i] * 1e9));
    }
    put_bytes(&block, 1, &box);
    put_text(&block, 4, "OsmSchema-V0.6");
    put_text(&block, 4, "DenseNodes");
    put_text(&block, 5, "Sort.Type_then_ID");
    put_text(&block, 16, "lifeline city");
    write_blob(pbf, "OSMHeader", &block);
    vec_free(&box);
    vec_free(&block);
}

static void block_clear(struct pbf *pbf)
{
    map_free(&pbf->strings);
    struct bytes *all[] = {&pbf->table, &pbf->ids, &pbf->lats, &pbf->lons, &pbf->tags, &pbf->body};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        vec_clear(all[i]);
    put_text(&pbf->table, 1, ""); /* number 0 ends a node's tags */
    pbf->n_strings = 1;
    pbf->id = pbf->lat = pbf->lon = 0;
    pbf->elements = 0;
}

/* Writes the elements gathered so far as one PrimitiveBlock. */
static void block_end(struct pbf *pbf)
{
    struct bytes group = {0}, block = {0}, dense = {0};
    if (pbf->elements > 0) {
        if (pbf->group == GROUP_NODES) {
            put_bytes(&dense, 1, &pbf->ids);
            put_bytes(&dense, 8, &pbf->lats);
            put_bytes(&dense, 9, &pbf->lons);
            put_bytes(&dense, 10, &pbf->tags);
            put_bytes(&group, 2, &dense);
        } else {
            put(&group, pbf->body.at, pbf->body.n);
        }
        put_bytes(&block, 1, &pbf->table);
        put_bytes(&block, 2, &group);
        write_blob(pbf, "OSMData", &block);
    }
    vec_free(&group);
    vec_free(&block);
    vec_free(&dense);
    block_clear(pbf);
}

static void block_begin_element(struct pbf *pbf, enum group group)
{
    if (pbf->group != group || pbf->elements == BLOCK_ELEMENTS)
        block_end(pbf);
    pbf->group = group;
    pbf->elements++;
}

static uint32_t string_number(struct pbf *pbf, const char *text)
{
    uintptr_t known = (uintptr_t)map_get(&pbf->strings, sv_of(text));
    if (known)
        return (uint32_t)known;
    put_text(&pbf->table, 1, text);
    map_set(&pbf->strings, sv_of(text), (void *)(uintptr_t)pbf->n_strings);
    return pbf->n_strings++;
}

/* ---- Elements ---------------------------------------------------------------------------------
 */

static void pbf_node(void *self, int64_t id, struct point place, const struct tag *tags, size_t n)
{
    struct pbf *pbf = self;
    block_begin_element(pbf, GROUP_NODES);
    int64_t lat = llround(place.lat * 1e7), lon = llround(place.lon * 1e7);
    put_signed(&pbf->ids, id - pbf->id);
    put_signed(&pbf->lats, lat - pbf->lat);
    put_signed(&pbf->lons, lon - pbf->lon);
    pbf->id = id;
    pbf->lat = lat;
    pbf->lon = lon;
    for (size_t i = 0; i < n; i++) {
        put_varint(&pbf->tags, string_number(pbf, tags[i].key));
        put_varint(&pbf->tags, string_number(pbf, tags[i].value));
    }
    put_varint(&pbf->tags, 0);
}

/* Id and tags, the beginning of a way or relation, in `out`. */
static void put_id_and_tags(struct pbf *pbf, struct bytes *out, int64_t id, const struct tag *tags,
                            size_t n)
{
    struct bytes *keys = &pbf->scratch[0], *values = &pbf->scratch[1];
    vec_clear(keys);
    vec_clear(values);
    for (size_t i = 0; i < n; i++) {
        put_varint(keys, string_number(pbf, tags[i].key));
        put_varint(values, string_number(pbf, tags[i].value));
    }
    put_number(out, 1, (uint64_t)id);
    put_bytes(out, 2, keys);
    put_bytes(out, 3, values);
}

static void pbf_way(void *self, int64_t id, const int64_t *nodes, size_t n_nodes,
                    const struct tag *tags, size_t n)
{
    struct pbf *pbf = self;
    struct bytes way = {0}, *refs = &pbf->scratch[2];
    block_begin_element(pbf, GROUP_WAYS);
    put_id_and_tags(pbf, &way, id, tags, n);
    vec_clear(refs);
    for (size_t i = 0; i < n_nodes; i++)
        put_signed(refs, nodes[i] - (i ? nodes[i - 1] : 0));
    put_bytes(&way, 8, refs);
    put_bytes(&pbf->body, 3, &way);
    vec_free(&way);
}

static void pbf_relation(void *self, int64_t id, const struct member *members, size_t n_members,
                         const struct tag *tags, size_t n)
{
    struct pbf *pbf = self;
    struct bytes relation = {0}, roles = {0}, ids = {0}, types = {0};
    block_begin_element(pbf, GROUP_RELATIONS);
    put_id_and_tags(pbf, &relation, id, tags, n);
    for (size_t i = 0; i < n_members; i++) {
        put_varint(&roles, string_number(pbf, members[i].role));
        put_signed(&ids, members[i].id - (i ? members[i - 1].id : 0));
        put_varint(&types, members[i].type == MEMBER_NODE ? 0 : 1);
    }
    put_bytes(&relation, 8, &roles);
    put_bytes(&relation, 9, &ids);
    put_bytes(&relation, 10, &types);
    put_bytes(&pbf->body, 4, &relation);
    vec_free(&relation);
    vec_free(&roles);
    vec_free(&ids);
    vec_free(&types);
}

static enum err pbf_close(void *self, struct error *error)
{
    struct pbf *pbf = self;
    block_end(pbf);
    pbf->failed |= fclose(pbf->file) != 0;
    enum err rc =
        pbf->failed ? error_at(error, ERR_IO, pbf->path, "The map cannot be written.") : ERR_OK;
    struct bytes *all[] = {&pbf->table,      &pbf->ids,        &pbf->lats,
                           &pbf->lons,       &pbf->tags,       &pbf->body,
                           &pbf->scratch[0], &pbf->scratch[1], &pbf->scratch[2]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        vec_free(all[i]);
    map_free(&pbf->strings);
    free(pbf->path);
    free(pbf);
    return rc;
}

enum err sink_pbf_open(const char *path, struct box bounds, struct sink *out, struct error *error)
{
    static const struct sink_format format = {pbf_node, pbf_way, pbf_relation, pbf_close};
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_at(error, ERR_IO, path, "The map cannot be opened for writing.");
    struct pbf *pbf = calloc(1, sizeof *pbf);
    if (!pbf || !(pbf->path = strdup(path)))
        abort();
    pbf->file = file;
    write_header(pbf, bounds);
    block_clear(pbf);
    *out = (struct sink){&format, pbf};
    return ERR_OK;
}
