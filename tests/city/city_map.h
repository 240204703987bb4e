/* A demo city's map read back into memory with the importer's own reader. */
#ifndef LIFELINE_TEST_CITY_MAP_H
#define LIFELINE_TEST_CITY_MAP_H

#include "test.h"

#include <unistd.h>

#include "base/map.h"
#include "base/vec.h"
#include "city/city.h"
#include "road/osm.h"

struct street {
    int64_t id, a, b; /* two neighbouring nodes of a road */
    int oneway;       /* 1: from a to b only, -1: from b to a only */
    bool bridge;
};

struct town {
    struct u64map places; /* node id -> number + 1 of `points` */
    VEC(struct point) points;
    VEC(struct street) streets;
    VEC(int64_t) gates; /* barrier=gate */
    uint64_t nodes, ways, relations, digest;
    int64_t last_node, last_way;
};

static void mix(struct town *town, uint64_t value)
{
    town->digest = (town->digest ^ value) * 0x100000001b3ULL;
}

static void mix_tags(struct town *town, struct osm_tags tags)
{
    for (size_t i = 0; i < tags.n; i++) {
        mix(town, sv_hash(tags.at[i].key));
        mix(town, sv_hash(tags.at[i].value));
    }
}

static enum err town_node(void *context, const struct osm_node *node, struct error *error)
{
    struct town *town = context;
    (void)error;
    assert_true(town->ways == 0 && node->id > town->last_node);
    town->last_node = node->id;
    town->nodes++;
    mix(town, (uint64_t)node->id);
    mix(town, (uint64_t)node->lon << 32 ^ (uint32_t)node->lat);
    mix_tags(town, node->tags);
    vec_push(&town->points, ((struct point){node->lon / 1e7, node->lat / 1e7}));
    u64map_set(&town->places, (uint64_t)node->id, town->points.n);
    if (sv_is(osm_tag(node->tags, "barrier"), "gate"))
        vec_push(&town->gates, node->id);
    return ERR_OK;
}

static struct point town_place(const struct town *town, int64_t id)
{
    uint64_t number;
    if (!u64map_get(&town->places, (uint64_t)id, &number))
        fail_msg("node %lld is not in the map", (long long)id);
    return town->points.at[number - 1];
}

static enum err town_way(void *context, const struct osm_way *way, struct error *error)
{
    struct town *town = context;
    (void)error;
    assert_true(town->relations == 0 && way->id > town->last_way && way->ref_count >= 2);
    town->last_way = way->id;
    town->ways++;
    mix(town, (uint64_t)way->id);
    mix_tags(town, way->tags);
    struct sv oneway = osm_tag(way->tags, "oneway");
    for (size_t i = 0; i < way->ref_count; i++) {
        mix(town, (uint64_t)way->refs[i]);
        town_place(town, way->refs[i]);
        if (i == 0 || osm_tag(way->tags, "highway").n == 0)
            continue;
        struct street street = {way->id, way->refs[i - 1], way->refs[i],
                                sv_is(oneway, "yes")  ? 1
                                : sv_is(oneway, "-1") ? -1
                                                      : 0,
                                sv_is(osm_tag(way->tags, "bridge"), "yes")};
        vec_push(&town->streets, street);
    }
    return ERR_OK;
}

static enum err town_relation(void *context, const struct osm_relation *relation,
                              struct error *error)
{
    struct town *town = context;
    (void)error;
    town->relations++;
    mix(town, (uint64_t)relation->id);
    mix_tags(town, relation->tags);
    assert_int_equal(relation->member_count, 3);
    for (size_t i = 0; i < 3; i++) {
        mix(town, (uint64_t)relation->members[i].ref ^ sv_hash(relation->members[i].role));
        if (relation->members[i].kind == OSM_NODE)
            town_place(town, relation->members[i].ref);
    }
    return ERR_OK;
}

static struct town town_read(const char *path)
{
    struct town town = {0};
    struct osm_visitor visitor = {
        .context = &town, .node = town_node, .way = town_way, .relation = town_relation};
    struct osm_file *file = NULL;
    struct error error = {0};
    if (osm_open(path, &file, &error) || osm_read(file, &visitor, &error))
        fail_msg("%s: %s", error.where, error.text);
    osm_close(file);
    return town;
}

static void town_free(struct town *town)
{
    u64map_free(&town->places);
    vec_free(&town->points);
    vec_free(&town->streets);
    vec_free(&town->gates);
}

/* Writes the city's map to a file of its own and reads it back. */
static struct town town_of(const struct city *city, const char *suffix)
{
    char path[] = "/tmp/lifeline-city-XXXXXX.osm.pbf";
    char name[64];
    int file = mkstemps(path, 8);
    assert_true(file >= 0);
    close(file);
    snprintf(name, sizeof name, "%.*s%s", (int)(strlen(path) - 8), path, suffix);
    struct error error = {0};
    if (city_write_map(city, name, &error))
        fail_msg("%s: %s", error.where, error.text);
    struct town town = town_read(name);
    unlink(path);
    unlink(name);
    return town;
}

#endif
