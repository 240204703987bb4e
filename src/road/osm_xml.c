/*
 * OSM XML through expat: <osm> holds <node>, <way> and <relation>, which hold <tag>, <nd> and
 * <member>; anything else is stepped over. Document type declarations are refused, so no entity can
 * grow or fetch anything.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <zlib.h>

#include "road/osm_int.h"

enum { CHUNK_BYTES = 64 * 1024 };

/* Where key and value of a tag stand in `text`, which still moves as it grows. */
struct tag_text {
    size_t key, value;
};

struct xml {
    struct osm_file *file;
    const struct osm_visitor *visitor;
    struct error *error;
    enum err err; /* the first failure; the parser is stopped then */
    XML_Parser parser;
    unsigned wanted;
    unsigned depth;
    enum osm_kind open;   /* kind of the object that is open, 0 for none */
    bool deleted;         /* the open object is marked as deleted */
    struct osm_node node; /* while a node is open */
    int64_t id;           /* of the open object */
    struct osm_buffers buffers;
    VEC(char) text; /* bytes of the open object's tags and roles */
    VEC(struct tag_text) tags;
    VEC(size_t) role_starts; /* of each member, in `text` */
};

static void fail(struct xml *xml, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void fail(struct xml *xml, enum err code, const char *format, ...)
{
    if (xml->err)
        return;
    char text[ERROR_TEXT_MAX], where[ERROR_WHERE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%.150s:%lu", xml->file->name,
             (unsigned long)XML_GetCurrentLineNumber(xml->parser));
    xml->err = error_at(xml->error, code, where, "%s", text);
    XML_StopParser(xml->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

static bool id_attribute(struct xml *xml, const char **attributes, const char *name, int64_t *out)
{
    const char *text = attribute(attributes, name);
    if (text && sv_to_i64(sv_of(text), out) && *out > -OSM_LIMIT_ID && *out < OSM_LIMIT_ID)
        return true;
    if (text)
        fail(xml, ERR_FORMAT, "\"%.40s\" is not an id of OpenStreetMap (attribute %s).", text,
             name);
    else
        fail(xml, ERR_FORMAT, "The attribute %s is missing.", name);
    return false;
}

static bool degrees(struct xml *xml, const char **attributes, const char *name, double limit,
                    int32_t *out)
{
    const char *text = attribute(attributes, name);
    double value;
    if (text && sv_to_f64(sv_of(text), &value) && value >= -limit && value <= limit) {
        double scaled = value * 1e7;
        *out = (int32_t)(scaled >= 0 ? scaled + 0.5 : scaled - 0.5);
        return true;
    }
    fail(xml, ERR_FORMAT, "Node %" PRId64 " has no %s between -%g and %g degrees.", xml->id, name,
         limit, limit);
    return false;
}

static void open_object(struct xml *xml, enum osm_kind kind, const char **attributes)
{
    if (!id_attribute(xml, attributes, "id", &xml->id))
        return;
    const char *visible = attribute(attributes, "visible");
    const char *action = attribute(attributes, "action");
    xml->open = kind;
    xml->deleted =
        (visible && strcmp(visible, "false") == 0) || (action && strcmp(action, "delete") == 0);
    vec_clear(&xml->text);
    vec_clear(&xml->tags);
    vec_clear(&xml->role_starts);
    vec_clear(&xml->buffers.refs);
    vec_clear(&xml->buffers.members);
    xml->node = (struct osm_node){.id = xml->id};
    if (kind == OSM_NODE && !xml->deleted && (xml->wanted & OSM_NODE) &&
        degrees(xml, attributes, "lat", 90, &xml->node.lat))
        degrees(xml, attributes, "lon", 180, &xml->node.lon);
}

/* Gives where the text starts; a NUL follows it. */
static size_t add_text(struct xml *xml, const char *text)
{
    size_t start = xml->text.n, n = strlen(text) + 1;
    vec_reserve(&xml->text, start + n);
    memcpy(xml->text.at + start, text, n);
    xml->text.n += n;
    return start;
}

static void open_tag(struct xml *xml, const char **attributes)
{
    const char *key = attribute(attributes, "k"), *value = attribute(attributes, "v");
    if (!key || !value)
        fail(xml, ERR_FORMAT, "A tag needs the attributes k and v.");
    else if (xml->tags.n == OSM_LIMIT_TAGS)
        fail(xml, ERR_LIMIT, "Object %" PRId64 " has more than %d tags.", xml->id, OSM_LIMIT_TAGS);
    if (xml->err)
        return;
    size_t at = add_text(xml, key);
    vec_push(&xml->tags, ((struct tag_text){at, add_text(xml, value)}));
}

static void open_nd(struct xml *xml, const char **attributes)
{
    int64_t ref;
    if (!id_attribute(xml, attributes, "ref", &ref))
        return;
    if (xml->buffers.refs.n == OSM_LIMIT_REFS)
        fail(xml, ERR_LIMIT, "Way %" PRId64 " has more than %d nodes.", xml->id, OSM_LIMIT_REFS);
    else
        vec_push(&xml->buffers.refs, ref);
}

static void open_member(struct xml *xml, const char **attributes)
{
    const char *type = attribute(attributes, "type"), *role = attribute(attributes, "role");
    struct osm_member member = {.kind = OSM_NODE};
    if (!id_attribute(xml, attributes, "ref", &member.ref))
        return;
    if (type && strcmp(type, "way") == 0)
        member.kind = OSM_WAY;
    else if (type && strcmp(type, "relation") == 0)
        member.kind = OSM_RELATION;
    else if (!type || strcmp(type, "node") != 0)
        fail(xml, ERR_FORMAT, "A member's type is none of node, way and relation.");
    if (!xml->err && xml->buffers.members.n == OSM_LIMIT_MEMBERS)
        fail(xml, ERR_LIMIT, "Relation %" PRId64 " has more than %d members.", xml->id,
             OSM_LIMIT_MEMBERS);
    if (xml->err)
        return;
    vec_push(&xml->role_starts, add_text(xml, role ? role : ""));
    vec_push(&xml->buffers.members, member);
}

static enum osm_kind kind_of(const char *name)
{
    return strcmp(name, "node") == 0       ? OSM_NODE
           : strcmp(name, "way") == 0      ? OSM_WAY
           : strcmp(name, "relation") == 0 ? OSM_RELATION
                                           : 0;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct xml *xml = context;
    if (xml->err)
        return;
    xml->depth++;
    if (xml->depth == 1) {
        if (strcmp(name, "osm") != 0)
            fail(xml, ERR_FORMAT,
                 "This is XML, but not OpenStreetMap data: it starts with <%.40s>, not <osm>.",
                 name);
    } else if (xml->depth == 2) {
        enum osm_kind kind = kind_of(name);
        if (kind)
            open_object(xml, kind, attributes);
    } else if (xml->depth == 3 && xml->open && (xml->wanted & xml->open)) {
        if (strcmp(name, "tag") == 0)
            open_tag(xml, attributes);
        else if (xml->open == OSM_WAY && strcmp(name, "nd") == 0)
            open_nd(xml, attributes);
        else if (xml->open == OSM_RELATION && strcmp(name, "member") == 0)
            open_member(xml, attributes);
    }
}

/* Turns offsets into views now that `text` stays where it is. */
static struct osm_tags gather_tags(struct xml *xml)
{
    vec_clear(&xml->buffers.tags);
    for (size_t i = 0; i < xml->tags.n; i++) {
        struct tag_text tag = xml->tags.at[i];
        vec_push(&xml->buffers.tags, ((struct osm_tag){sv_of(xml->text.at + tag.key),
                                                       sv_of(xml->text.at + tag.value)}));
    }
    return (struct osm_tags){xml->buffers.tags.at, xml->buffers.tags.n};
}

static enum err hand_out(struct xml *xml)
{
    const struct osm_visitor *visitor = xml->visitor;
    struct osm_tags tags = gather_tags(xml);
    if (xml->open == OSM_NODE) {
        xml->node.tags = tags;
        return visitor->node(visitor->context, &xml->node, xml->error);
    }
    if (xml->open == OSM_WAY) {
        struct osm_way way = {xml->id, xml->buffers.refs.at, xml->buffers.refs.n, tags};
        return visitor->way(visitor->context, &way, xml->error);
    }
    for (size_t i = 0; i < xml->buffers.members.n; i++)
        xml->buffers.members.at[i].role = sv_of(xml->text.at + xml->role_starts.at[i]);
    struct osm_relation relation = {xml->id, xml->buffers.members.at, xml->buffers.members.n, tags};
    return visitor->relation(visitor->context, &relation, xml->error);
}

static void on_end(void *context, const char *name)
{
    struct xml *xml = context;
    (void)name;
    if (xml->err)
        return;
    if (xml->depth == 2 && xml->open) {
        if (!xml->deleted && (xml->wanted & xml->open)) {
            xml->err = hand_out(xml);
            if (xml->err)
                XML_StopParser(xml->parser, XML_FALSE);
        }
        xml->open = 0;
    }
    xml->depth--;
}

static void on_doctype(void *context, const char *name, const char *system_id,
                       const char *public_id, int has_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    fail(context, ERR_FORMAT, "OpenStreetMap files have no document type declaration.");
}

static enum err parse_chunk(struct xml *xml, const char *bytes, size_t n, bool last)
{
    if (XML_Parse(xml->parser, bytes, (int)n, last) == XML_STATUS_OK)
        return xml->err;
    enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (last && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                 code == XML_ERROR_PARTIAL_CHAR))
        fail(xml, ERR_FORMAT, "The file ends inside an element; it was not copied whole.");
    else
        fail(xml, ERR_FORMAT, "The XML is broken here: %s.", XML_ErrorString(code));
    return xml->err;
}

/* Up to CHUNK_BYTES of the file, unpacked; fewer only at its end or on failure. */
static size_t read_chunk(struct xml *xml, char *chunk)
{
    struct osm_file *file = xml->file;
    if (!file->packed) {
        size_t n = fread(chunk, 1, CHUNK_BYTES, file->stream);
        if (ferror(file->stream))
            xml->err = error_at(xml->error, ERR_IO, file->name, "The file cannot be read: %s.",
                                strerror(errno));
        return n;
    }
    int n = gzread(file->packed, chunk, CHUNK_BYTES), code = Z_OK;
    if (n < CHUNK_BYTES)
        gzerror(file->packed, &code);
    if (n < 0 || (code != Z_OK && code != Z_STREAM_END))
        xml->err = error_at(xml->error, ERR_FORMAT, file->name,
                            code == Z_BUF_ERROR ? "The packed file ends too early; it was not "
                                                  "copied whole."
                                                : "The packed file is damaged.");
    return n > 0 ? (size_t)n : 0;
}

enum err osm_read_xml(struct osm_file *file, const struct osm_visitor *visitor, struct error *error)
{
    struct xml xml = {.file = file, .visitor = visitor, .error = error};
    xml.wanted = osm_wanted(visitor);
    xml.parser = XML_ParserCreate(NULL);
    char *chunk = malloc(CHUNK_BYTES);
    if (!xml.parser || !chunk)
        abort();
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(xml.parser, on_doctype);
    for (bool last = false; !last && !xml.err;) {
        size_t n = read_chunk(&xml, chunk);
        last = n < CHUNK_BYTES;
        if (!xml.err)
            parse_chunk(&xml, chunk, n, last);
        off_t done = file->packed ? gzoffset(file->packed) : ftello(file->stream);
        if (!xml.err && visitor->progress)
            xml.err = visitor->progress(visitor->context, (uint64_t)done, file->size, error);
    }
    XML_ParserFree(xml.parser);
    free(chunk);
    osm_buffers_free(&xml.buffers);
    vec_free(&xml.text);
    vec_free(&xml.tags);
    vec_free(&xml.role_starts);
    return xml.err;
}
