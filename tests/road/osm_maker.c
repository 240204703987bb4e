#include "osm_maker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/map.h"

struct maker maker_new(void)
{
    return (struct maker){.arena = arena_new()};
}

void maker_free(struct maker *maker)
{
    vec_free(&maker->objects);
    arena_free(maker->arena);
    *maker = (struct maker){0};
}

static int32_t units(double degrees)
{
    return (int32_t)(degrees * 1e7 + (degrees < 0 ? -0.5 : 0.5));
}

void maker_node(struct maker *maker, int64_t id, double lon, double lat, const char *tags)
{
    vec_push(&maker->objects, ((struct made_object){.kind = OSM_NODE,
                                                    .id = id,
                                                    .lon = units(lon),
                                                    .lat = units(lat),
                                                    .tags = arena_strdup(maker->arena, tags)}));
}

void maker_way(struct maker *maker, int64_t id, const int64_t *refs, size_t n, const char *tags)
{
    int64_t *copy = arena_array(maker->arena, int64_t, n);
    if (n)
        memcpy(copy, refs, n * sizeof *refs);
    vec_push(&maker->objects, ((struct made_object){.kind = OSM_WAY,
                                                    .id = id,
                                                    .refs = copy,
                                                    .ref_count = n,
                                                    .tags = arena_strdup(maker->arena, tags)}));
}

void maker_relation(struct maker *maker, int64_t id, const char *tags)
{
    vec_push(&maker->objects,
             ((struct made_object){
                 .kind = OSM_RELATION, .id = id, .tags = arena_strdup(maker->arena, tags)}));
}

void maker_member(struct maker *maker, enum osm_kind kind, int64_t ref, const char *role)
{
    struct made_object *relation = vec_last(&maker->objects);
    size_t n = relation->ref_count;
    int64_t *refs = arena_array(maker->arena, int64_t, n + 1);
    enum osm_kind *kinds = arena_array(maker->arena, enum osm_kind, n + 1);
    const char **roles = arena_array(maker->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        refs[i] = relation->refs[i];
        kinds[i] = relation->kinds[i];
        roles[i] = relation->roles[i];
    }
    refs[n] = ref;
    kinds[n] = kind;
    roles[n] = arena_strdup(maker->arena, role);
    relation->refs = refs;
    relation->kinds = kinds;
    relation->roles = roles;
    relation->ref_count = n + 1;
}

/* The next "key=value" of a list; false at its end. */
static bool next_tag(struct sv *rest, struct sv *key, struct sv *value)
{
    while (rest->at) {
        struct sv pair = sv_cut(rest, ' ');
        if (!pair.n)
            continue;
        *key = sv_cut(&pair, '=');
        *value = pair;
        return true;
    }
    return false;
}

/* --- XML --- */

static void xml_escaped(FILE *out, struct sv text)
{
    for (size_t i = 0; i < text.n; i++)
        if (strchr("&<>\"'", text.at[i]))
            fprintf(out, "&#%d;", text.at[i]);
        else
            fputc(text.at[i], out);
}

static void xml_object(FILE *out, const struct made_object *object)
{
    static const char *const name[] = {
        [OSM_NODE] = "node", [OSM_WAY] = "way", [OSM_RELATION] = "relation"};
    fprintf(out, "  <%s id=\"%" PRId64 "\"", name[object->kind], object->id);
    if (object->kind == OSM_NODE)
        fprintf(out, " lat=\"%.7f\" lon=\"%.7f\"", object->lat / 1e7, object->lon / 1e7);
    fputs(">\n", out);
    for (size_t i = 0; i < object->ref_count; i++)
        if (object->kind == OSM_WAY)
            fprintf(out, "    <nd ref=\"%" PRId64 "\"/>\n", object->refs[i]);
        else
            fprintf(out, "    <member type=\"%s\" ref=\"%" PRId64 "\" role=\"%s\"/>\n",
                    name[object->kinds[i]], object->refs[i], object->roles[i]);
    struct sv rest = sv_of(object->tags), key, value;
    while (next_tag(&rest, &key, &value)) {
        fputs("    <tag k=\"", out);
        xml_escaped(out, key);
        fputs("\" v=\"", out);
        xml_escaped(out, value);
        fputs("\"/>\n", out);
    }
    fprintf(out, "  </%s>\n", name[object->kind]);
}

struct sv maker_xml(struct maker *maker)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        abort();
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n", out);
    for (size_t i = 0; i < maker->objects.n; i++)
        xml_object(out, &maker->objects.at[i]);
    fputs("</osm>\n", out);
    fclose(out);
    struct sv text = sv_from(arena_dup(maker->arena, bytes, size), size);
    free(bytes);
    return text;
}

/* --- PBF --- */

typedef VEC(uint8_t) bytes_t;

static void put_varint(bytes_t *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        vec_push(out, (uint8_t)(value | 0x80));
    vec_push(out, (uint8_t)value);
}

static void put_zigzag(bytes_t *out, int64_t value)
{
    put_varint(out, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}

static void put_bytes(bytes_t *out, unsigned field, const void *bytes, size_t n)
{
    put_varint(out, field << 3 | 2);
    put_varint(out, n);
    for (size_t i = 0; i < n; i++)
        vec_push(out, ((const uint8_t *)bytes)[i]);
}

static void put_list(bytes_t *out, unsigned field, bytes_t *list)
{
    put_bytes(out, field, list->at, list->n);
    vec_free(list);
}

static void put_number(bytes_t *out, unsigned field, uint64_t value)
{
    put_varint(out, field << 3);
    put_varint(out, value);
}

struct strings {
    struct map index; /* text to its number */
    bytes_t table;
    uintptr_t n;
};

static uint64_t string_id(struct strings *strings, struct sv text)
{
    uintptr_t known = (uintptr_t)map_get(&strings->index, text);
    if (known)
        return known;
    put_bytes(&strings->table, 1, text.at, text.n);
    map_set(&strings->index, text, (void *)++strings->n);
    return strings->n;
}

static void put_tags(bytes_t *out, struct strings *strings, const char *tags)
{
    bytes_t keys = {0}, values = {0};
    struct sv rest = sv_of(tags), key, value;
    while (next_tag(&rest, &key, &value)) {
        put_varint(&keys, string_id(strings, key));
        put_varint(&values, string_id(strings, value));
    }
    put_list(out, 2, &keys);
    put_list(out, 3, &values);
}

static void put_object(bytes_t *group, struct strings *strings, const struct made_object *object)
{
    bytes_t message = {0}, refs = {0}, roles = {0}, kinds = {0};
    if (object->kind == OSM_NODE) {
        put_varint(&message, 1 << 3);
        put_zigzag(&message, object->id);
        put_varint(&message, 8 << 3);
        put_zigzag(&message, object->lat);
        put_varint(&message, 9 << 3);
        put_zigzag(&message, object->lon);
    } else {
        put_number(&message, 1, (uint64_t)object->id);
    }
    put_tags(&message, strings, object->tags);
    for (size_t i = 0; i < object->ref_count; i++) {
        put_zigzag(&refs, object->refs[i] - (i ? object->refs[i - 1] : 0));
        if (object->kind == OSM_RELATION) {
            put_varint(&roles, string_id(strings, sv_of(object->roles[i])));
            put_varint(&kinds, object->kinds[i] == OSM_NODE  ? 0
                               : object->kinds[i] == OSM_WAY ? 1
                                                             : 2);
        }
    }
    if (object->kind == OSM_RELATION) {
        put_list(&message, 8, &roles);
        put_list(&message, 9, &refs);
        put_list(&message, 10, &kinds);
    } else {
        put_list(&message, 8, &refs);
    }
    if (object->kind == OSM_NODE)
        vec_clear(&refs);
    put_list(group, object->kind == OSM_NODE ? 1 : object->kind == OSM_WAY ? 3 : 4, &message);
}

static void put_dense(bytes_t *group, struct strings *strings, const struct made_object *object,
                      size_t n)
{
    bytes_t message = {0}, ids = {0}, lats = {0}, lons = {0}, pairs = {0};
    struct made_object before = {0};
    for (size_t i = 0; i < n; i++) {
        put_zigzag(&ids, object[i].id - before.id);
        put_zigzag(&lats, (int64_t)object[i].lat - before.lat);
        put_zigzag(&lons, (int64_t)object[i].lon - before.lon);
        struct sv rest = sv_of(object[i].tags), key, value;
        while (next_tag(&rest, &key, &value)) {
            put_varint(&pairs, string_id(strings, key));
            put_varint(&pairs, string_id(strings, value));
        }
        put_varint(&pairs, 0);
        before = object[i];
    }
    put_list(&message, 1, &ids);
    put_list(&message, 8, &lats);
    put_list(&message, 9, &lons);
    put_list(&message, 10, &pairs);
    put_list(group, 2, &message);
}

static void put_blob(bytes_t *out, const char *type, struct sv content, bool zip, size_t claimed)
{
    bytes_t blob = {0}, header = {0};
    if (zip) {
        uLongf packed_size = compressBound((uLong)content.n);
        uint8_t *packed = malloc(packed_size);
        if (!packed ||
            compress(packed, &packed_size, (const Bytef *)content.at, (uLong)content.n) != Z_OK)
            abort();
        put_number(&blob, 2, claimed);
        put_bytes(&blob, 3, packed, packed_size);
        free(packed);
    } else {
        put_bytes(&blob, 1, content.at, content.n);
    }
    put_bytes(&header, 1, type, strlen(type));
    put_number(&header, 3, blob.n);
    for (int shift = 24; shift >= 0; shift -= 8)
        vec_push(out, (uint8_t)(header.n >> shift));
    for (size_t i = 0; i < header.n; i++)
        vec_push(out, header.at[i]);
    for (size_t i = 0; i < blob.n; i++)
        vec_push(out, blob.at[i]);
    vec_free(&header);
    vec_free(&blob);
}

static void put_block(bytes_t *out, const struct made_object *objects, size_t n,
                      struct pbf_style style)
{
    struct strings strings = {0};
    bytes_t group = {0}, block = {0};
    put_bytes(&strings.table, 1, "", 0);
    if (objects[0].kind == OSM_NODE && !style.plain_nodes)
        put_dense(&group, &strings, objects, n);
    else
        for (size_t i = 0; i < n; i++)
            put_object(&group, &strings, &objects[i]);
    put_list(&block, 1, &strings.table);
    put_list(&block, 2, &group);
    put_blob(out, "OSMData", sv_from((const char *)block.at, block.n), !style.raw_blobs, block.n);
    vec_free(&block);
    map_free(&strings.index);
}

struct sv maker_pbf(struct maker *maker, struct pbf_style style)
{
    bytes_t out = {0}, header = {0};
    put_bytes(&header, 4, "OsmSchema-V0.6", 14);
    put_bytes(&header, 4, "DenseNodes", 10);
    put_blob(&out, "OSMHeader", sv_from((const char *)header.at, header.n), true, header.n);
    vec_free(&header);
    size_t most = style.per_block ? style.per_block : 8000;
    for (size_t i = 0, n; i < maker->objects.n; i += n) {
        const struct made_object *first = &maker->objects.at[i];
        for (n = 1; n < most && i + n < maker->objects.n && first[n].kind == first->kind; n++)
            continue;
        put_block(&out, first, n, style);
    }
    struct sv bytes = sv_from(arena_dup(maker->arena, out.at, out.n), out.n);
    vec_free(&out);
    return bytes;
}

struct sv maker_blob(struct maker *maker, const char *type, struct sv content, bool zip,
                     size_t claimed)
{
    bytes_t out = {0};
    put_blob(&out, type, content, zip, claimed);
    struct sv bytes = sv_from(arena_dup(maker->arena, out.at, out.n), out.n);
    vec_free(&out);
    return bytes;
}
