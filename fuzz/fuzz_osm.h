/* Reads the input as an OpenStreetMap file, three passes, and touches everything handed out. */
#ifndef LIFELINE_FUZZ_FUZZ_OSM_H
#define LIFELINE_FUZZ_FUZZ_OSM_H

#include <stdlib.h>

#include "road/osm.h"

static volatile uint64_t fuzz_sink;

static inline void fuzz_touch(struct sv text)
{
    for (size_t i = 0; i < text.n; i++)
        fuzz_sink += (unsigned char)text.at[i];
}

static inline void fuzz_touch_tags(struct osm_tags tags)
{
    for (size_t i = 0; i < tags.n; i++) {
        fuzz_touch(tags.at[i].key);
        fuzz_touch(tags.at[i].value);
    }
}

static inline enum err fuzz_node(void *context, const struct osm_node *node, struct error *error)
{
    (void)context, (void)error;
    if (node->lat > 900000000 || node->lat < -900000000 || node->lon > 1800000000 ||
        node->lon < -1800000000 || node->id >= OSM_LIMIT_ID || node->id <= -OSM_LIMIT_ID)
        abort();
    fuzz_touch_tags(node->tags);
    return ERR_OK;
}

static inline enum err fuzz_way(void *context, const struct osm_way *way, struct error *error)
{
    (void)context, (void)error;
    for (size_t i = 0; i < way->ref_count; i++)
        fuzz_sink += (uint64_t)way->refs[i];
    fuzz_touch_tags(way->tags);
    return ERR_OK;
}

static inline enum err fuzz_relation(void *context, const struct osm_relation *relation,
                                     struct error *error)
{
    (void)context, (void)error;
    for (size_t i = 0; i < relation->member_count; i++)
        fuzz_touch(relation->members[i].role);
    fuzz_touch_tags(relation->tags);
    return ERR_OK;
}

static inline void fuzz_osm(const uint8_t *bytes, size_t size)
{
    struct osm_file *file = NULL;
    struct error error = {0};
    if (osm_open_memory(bytes, size, "fuzz", &file, &error) != ERR_OK)
        return;
    struct osm_visitor all = {.node = fuzz_node, .way = fuzz_way, .relation = fuzz_relation};
    struct osm_visitor ways = {.way = fuzz_way}, nodes = {.node = fuzz_node};
    enum err first = osm_read(file, &ways, &error);
    osm_read(file, &nodes, NULL);
    if (osm_read(file, &all, &error) && !error.text[0])
        abort();
    (void)first;
    osm_close(file);
}

#endif
