#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "city/sink_int.h"

struct xml {
    FILE *file;
    char *path;
};

static void put_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", file);
            break;
        case '<':
            fputs("&lt;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        default:
            fputc(*text, file);
        }
    }
}

static void put_tags(FILE *file, const struct tag *tags, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(file, "  <tag k=\"%s\" v=\"", tags[i].key);
        put_escaped(file, tags[i].value);
        fputs("\"/>\n", file);
    }
}

static void xml_node(void *self, int64_t id, struct point place, const struct tag *tags, size_t n)
{
    FILE *file = ((struct xml *)self)->file;
    fprintf(file, " <node id=\"%lld\" version=\"1\" lat=\"%.7f\" lon=\"%.7f\"%s>\n", (long long)id,
            place.lat, place.lon, n ? "" : "/");
    if (n) {
        put_tags(file, tags, n);
        fputs(" </node>\n", file);
    }
}

static void xml_way(void *self, int64_t id, const int64_t *nodes, size_t n_nodes,
                    const struct tag *tags, size_t n)
{
    FILE *file = ((struct xml *)self)->file;
    fprintf(file, " <way id=\"%lld\" version=\"1\">\n", (long long)id);
    for (size_t i = 0; i < n_nodes; i++)
        fprintf(file, "  <nd ref=\"%lld\"/>\n", (long long)nodes[i]);
    put_tags(file, tags, n);
    fputs(" </way>\n", file);
}

static void xml_relation(void *self, int64_t id, const struct member *members, size_t n_members,
                         const struct tag *tags, size_t n)
{
    FILE *file = ((struct xml *)self)->file;
    fprintf(file, " <relation id=\"%lld\" version=\"1\">\n", (long long)id);
    for (size_t i = 0; i < n_members; i++)
        fprintf(file, "  <member type=\"%s\" ref=\"%lld\" role=\"%s\"/>\n",
                members[i].type == MEMBER_NODE ? "node" : "way", (long long)members[i].id,
                members[i].role);
    put_tags(file, tags, n);
    fputs(" </relation>\n", file);
}

static enum err xml_close(void *self, struct error *error)
{
    struct xml *xml = self;
    fputs("</osm>\n", xml->file);
    bool good = !ferror(xml->file);
    good &= fclose(xml->file) == 0;
    enum err rc = good ? ERR_OK : error_at(error, ERR_IO, xml->path, "The map cannot be written.");
    free(xml->path);
    free(xml);
    return rc;
}

enum err sink_xml_open(const char *path, struct box bounds, struct sink *out, struct error *error)
{
    static const struct sink_format format = {xml_node, xml_way, xml_relation, xml_close};
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_at(error, ERR_IO, path, "The map cannot be opened for writing.");
    struct xml *xml = calloc(1, sizeof *xml);
    if (!xml || !(xml->path = strdup(path)))
        abort();
    xml->file = file;
    *out = (struct sink){&format, xml};
    fprintf(file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" "
            "generator=\"lifeline city\">\n <bounds minlat=\"%.7f\" minlon=\"%.7f\" "
            "maxlat=\"%.7f\" maxlon=\"%.7f\"/>\n",
            bounds.south, bounds.west, bounds.north, bounds.east);
    return ERR_OK;
}
