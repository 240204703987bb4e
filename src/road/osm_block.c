/*
 * One unpacked block of a PBF file: a string table and groups of nodes, ways and relations.
 *
 * Field numbers are those of osmformat.proto. Ids, coordinates and references are differences from
 * the one before; the sums wrap on purpose and are then checked against their range.
 */
#include <inttypes.h>

#include "road/osm_int.h"
#include "road/osm_wire.h"

struct block {
    const struct osm_visitor *visitor;
    struct error *error;
    const char *where;
    const struct sv *strings;
    size_t string_count;
    struct osm_buffers *buffers;
    int64_t granularity, lat_offset, lon_offset; /* nanodegrees */
};

static enum err broken(const struct block *block, const char *what)
{
    return error_at(block->error, ERR_FORMAT, block->where,
                    "The block that starts here is damaged: %s.", what);
}

static enum err over_limit(const struct block *block, const char *what, int64_t id, int limit)
{
    return error_at(block->error, ERR_LIMIT, block->where,
                    "%s %" PRId64 " has more than the %d allowed here.", what, id, limit);
}

static bool id_is_sane(int64_t id)
{
    return id > -OSM_LIMIT_ID && id < OSM_LIMIT_ID;
}

static enum err check_id(const struct block *block, int64_t id)
{
    return id_is_sane(id) ? ERR_OK : broken(block, "an id is far outside OpenStreetMap's range");
}

/* nanodegrees to units of 1e-7 degree, checked against `limit` degrees. */
static bool coordinate(const struct block *block, int64_t offset, int64_t raw, int64_t limit,
                       int32_t *out)
{
    int64_t scaled, nano;
    if (__builtin_mul_overflow(block->granularity, raw, &scaled) ||
        __builtin_add_overflow(offset, scaled, &nano) || nano > limit * 1000000000 ||
        nano < -limit * 1000000000)
        return false;
    *out = (int32_t)(nano >= 0 ? (nano + 50) / 100 : (nano - 50) / 100);
    return true;
}

static enum err place(const struct block *block, int64_t lat, int64_t lon, struct osm_node *node)
{
    if (coordinate(block, block->lat_offset, lat, 90, &node->lat) &&
        coordinate(block, block->lon_offset, lon, 180, &node->lon))
        return ERR_OK;
    return broken(block, "a node lies outside the world");
}

static enum err add_tag(struct block *block, uint64_t key, uint64_t value)
{
    if (key >= block->string_count || value >= block->string_count)
        return broken(block, "a tag points outside the table of strings");
    if (block->buffers->tags.n == OSM_LIMIT_TAGS)
        return broken(block, "an object has more than 4,096 tags");
    vec_push(&block->buffers->tags, ((struct osm_tag){block->strings[key], block->strings[value]}));
    return ERR_OK;
}

/* Keys and values of an object as two packed lists of equal length. */
static enum err read_tags(struct block *block, struct wire keys, struct wire values,
                          struct osm_tags *out)
{
    vec_clear(&block->buffers->tags);
    uint64_t key, value;
    while (keys.at < keys.end) {
        if (!wire_varint(&keys, &key) || !wire_varint(&values, &value))
            return broken(block, "a list of tags cannot be read");
        enum err err = add_tag(block, key, value);
        if (err)
            return err;
    }
    *out = (struct osm_tags){block->buffers->tags.at, block->buffers->tags.n};
    return ERR_OK;
}

/* Tags of one dense node: pairs up to a 0. */
static enum err read_dense_tags(struct block *block, struct wire *pairs, struct osm_tags *out)
{
    vec_clear(&block->buffers->tags);
    uint64_t key, value;
    for (;;) {
        if (!wire_varint(pairs, &key))
            return broken(block, "the tags of its nodes cannot be read");
        if (key == 0)
            break;
        if (!wire_varint(pairs, &value))
            return broken(block, "the tags of its nodes cannot be read");
        enum err err = add_tag(block, key, value);
        if (err)
            return err;
    }
    *out = (struct osm_tags){block->buffers->tags.at, block->buffers->tags.n};
    return ERR_OK;
}

static enum err read_dense(struct block *block, struct wire wire)
{
    struct wire ids = {0}, lats = {0}, lons = {0}, pairs = {0};
    struct wire_field field;
    enum wire_step step;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.type != WIRE_BYTES)
            continue;
        if (field.number == 1)
            ids = field.bytes;
        else if (field.number == 8)
            lats = field.bytes;
        else if (field.number == 9)
            lons = field.bytes;
        else if (field.number == 10)
            pairs = field.bytes;
    }
    if (step == WIRE_BROKEN)
        return broken(block, "its nodes cannot be read");
    int64_t id = 0, lat = 0, lon = 0;
    bool tagged = pairs.at < pairs.end;
    while (ids.at < ids.end) {
        if (!wire_delta(&ids, &id) || !wire_delta(&lats, &lat) || !wire_delta(&lons, &lon))
            return broken(block, "its nodes cannot be read");
        struct osm_node node = {.id = id};
        enum err err = check_id(block, id);
        if (!err)
            err = place(block, lat, lon, &node);
        if (!err && tagged)
            err = read_dense_tags(block, &pairs, &node.tags);
        if (!err)
            err = block->visitor->node(block->visitor->context, &node, block->error);
        if (err)
            return err;
    }
    return ERR_OK;
}

static enum err read_node(struct block *block, struct wire wire)
{
    struct wire keys = {0}, values = {0};
    struct wire_field field;
    enum wire_step step;
    struct osm_node node = {0};
    int64_t lat = INT64_MAX, lon = INT64_MAX;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number == 1 && field.type == WIRE_VARINT)
            node.id = wire_zigzag(field.value);
        else if (field.number == 2 && field.type == WIRE_BYTES)
            keys = field.bytes;
        else if (field.number == 3 && field.type == WIRE_BYTES)
            values = field.bytes;
        else if (field.number == 8 && field.type == WIRE_VARINT)
            lat = wire_zigzag(field.value);
        else if (field.number == 9 && field.type == WIRE_VARINT)
            lon = wire_zigzag(field.value);
    }
    if (step == WIRE_BROKEN)
        return broken(block, "a node cannot be read");
    enum err err = check_id(block, node.id);
    if (!err)
        err = place(block, lat, lon, &node);
    if (!err)
        err = read_tags(block, keys, values, &node.tags);
    return err ? err : block->visitor->node(block->visitor->context, &node, block->error);
}

static enum err read_refs(struct block *block, struct wire wire, struct osm_way *way)
{
    vec_clear(&block->buffers->refs);
    int64_t ref = 0;
    while (wire.at < wire.end) {
        if (!wire_delta(&wire, &ref))
            return broken(block, "the nodes of a way cannot be read");
        if (!id_is_sane(ref))
            return check_id(block, ref);
        if (block->buffers->refs.n == OSM_LIMIT_REFS)
            return over_limit(block, "The number of nodes of way", way->id, OSM_LIMIT_REFS);
        vec_push(&block->buffers->refs, ref);
    }
    way->refs = block->buffers->refs.at;
    way->ref_count = block->buffers->refs.n;
    return ERR_OK;
}

static enum err read_way(struct block *block, struct wire wire)
{
    struct wire keys = {0}, values = {0}, refs = {0};
    struct wire_field field;
    enum wire_step step;
    struct osm_way way = {0};
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number == 1 && field.type == WIRE_VARINT)
            way.id = (int64_t)field.value;
        else if (field.number == 2 && field.type == WIRE_BYTES)
            keys = field.bytes;
        else if (field.number == 3 && field.type == WIRE_BYTES)
            values = field.bytes;
        else if (field.number == 8 && field.type == WIRE_BYTES)
            refs = field.bytes;
    }
    if (step == WIRE_BROKEN)
        return broken(block, "a way cannot be read");
    enum err err = check_id(block, way.id);
    if (!err)
        err = read_tags(block, keys, values, &way.tags);
    if (!err)
        err = read_refs(block, refs, &way);
    return err ? err : block->visitor->way(block->visitor->context, &way, block->error);
}

static enum err read_members(struct block *block, struct wire roles, struct wire refs,
                             struct wire kinds, struct osm_relation *relation)
{
    static const enum osm_kind kind_of[] = {OSM_NODE, OSM_WAY, OSM_RELATION};
    vec_clear(&block->buffers->members);
    int64_t ref = 0;
    uint64_t role, kind;
    while (refs.at < refs.end) {
        if (!wire_delta(&refs, &ref) || !wire_varint(&roles, &role) || !wire_varint(&kinds, &kind))
            return broken(block, "the members of a relation cannot be read");
        if (!id_is_sane(ref))
            return check_id(block, ref);
        if (role >= block->string_count || kind > 2)
            return broken(block, "a member of a relation has a strange role or type");
        if (block->buffers->members.n == OSM_LIMIT_MEMBERS)
            return over_limit(block, "The number of members of relation", relation->id,
                              OSM_LIMIT_MEMBERS);
        vec_push(&block->buffers->members,
                 ((struct osm_member){kind_of[kind], ref, block->strings[role]}));
    }
    relation->members = block->buffers->members.at;
    relation->member_count = block->buffers->members.n;
    return ERR_OK;
}

static enum err read_relation(struct block *block, struct wire wire)
{
    struct wire list[11] = {0};
    struct wire_field field;
    enum wire_step step;
    struct osm_relation relation = {0};
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number == 1 && field.type == WIRE_VARINT)
            relation.id = (int64_t)field.value;
        else if (field.number <= 10 && field.type == WIRE_BYTES)
            list[field.number] = field.bytes;
    }
    if (step == WIRE_BROKEN)
        return broken(block, "a relation cannot be read");
    enum err err = check_id(block, relation.id);
    if (!err)
        err = read_tags(block, list[2], list[3], &relation.tags);
    if (!err)
        err = read_members(block, list[8], list[9], list[10], &relation);
    return err ? err : block->visitor->relation(block->visitor->context, &relation, block->error);
}

static enum err read_group(struct block *block, struct wire wire, unsigned *kinds)
{
    unsigned wanted = osm_wanted(block->visitor);
    struct wire_field field;
    enum wire_step step;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.type != WIRE_BYTES || field.number > 4)
            continue;
        static const enum osm_kind kind_of[] = {0, OSM_NODE, OSM_NODE, OSM_WAY, OSM_RELATION};
        enum osm_kind kind = kind_of[field.number];
        *kinds |= kind;
        if (!(wanted & kind))
            continue;
        enum err err = field.number == 1   ? read_node(block, field.bytes)
                       : field.number == 2 ? read_dense(block, field.bytes)
                       : field.number == 3 ? read_way(block, field.bytes)
                                           : read_relation(block, field.bytes);
        if (err)
            return err;
    }
    return step == WIRE_BROKEN ? broken(block, "a group of objects cannot be read") : ERR_OK;
}

static enum err read_strings(struct block *block, struct wire wire, struct osm_strings *strings)
{
    struct wire_field field;
    enum wire_step step;
    vec_clear(&strings->list);
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number != 1 || field.type != WIRE_BYTES)
            continue;
        if (strings->list.n == OSM_LIMIT_STRINGS)
            return broken(block, "its table of strings has more than 1,048,576 entries");
        vec_push(&strings->list, sv_from((const char *)field.bytes.at, wire_left(&field.bytes)));
    }
    block->strings = strings->list.at;
    block->string_count = strings->list.n;
    return step == WIRE_BROKEN ? broken(block, "its table of strings cannot be read") : ERR_OK;
}

/* Strings and scales first: a writer may put them behind the groups that need them. */
static enum err read_frame(struct block *block, struct wire wire, struct osm_strings *strings)
{
    struct wire_field field;
    enum wire_step step;
    vec_clear(&strings->list);
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        enum err err = ERR_OK;
        if (field.number == 1 && field.type == WIRE_BYTES)
            err = read_strings(block, field.bytes, strings);
        else if (field.number == 17 && field.type == WIRE_VARINT)
            block->granularity = (int64_t)field.value;
        else if (field.number == 19 && field.type == WIRE_VARINT)
            block->lat_offset = (int64_t)field.value;
        else if (field.number == 20 && field.type == WIRE_VARINT)
            block->lon_offset = (int64_t)field.value;
        if (err)
            return err;
    }
    if (step == WIRE_BROKEN)
        return broken(block, "its frame cannot be read");
    return block->granularity > 0 ? ERR_OK : broken(block, "its granularity is not positive");
}

enum err osm_block_read(const struct osm_block *given, const struct osm_visitor *visitor,
                        unsigned *kinds, struct error *error)
{
    struct block block = {.visitor = visitor,
                          .error = error,
                          .where = given->where,
                          .buffers = given->buffers,
                          .granularity = 100};
    struct wire wire = wire_of(given->bytes.at, given->bytes.n);
    enum err err = read_frame(&block, wire, given->strings);
    struct wire_field field;
    while (!err && wire_next(&wire, &field) == WIRE_FIELD)
        if (field.number == 2 && field.type == WIRE_BYTES)
            err = read_group(&block, field.bytes, kinds);
    return err;
}
