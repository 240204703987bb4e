/*
 * Hash maps: from text to a pointer (`struct map`) and from a 64-bit number to another (`struct
 * u64map`). Open addressing with linear probing at load <= 3/4; order of iteration is the order of
 * the table and says nothing.
 *
 * Keys of a `struct map` are copied into it. Values are never owned. Zero-initialised is empty.
 */
#ifndef LIFELINE_BASE_MAP_H
#define LIFELINE_BASE_MAP_H

#include "base/sv.h"

struct map_slot {
    char *key; /* NULL: free; owned by the map */
    size_t key_size;
    void *value;
};

struct map {
    struct map_slot *slots;
    size_t n, room; /* room is 0 or a power of two */
};

void *map_get(const struct map *map, struct sv key); /* NULL when absent */
bool map_has(const struct map *map, struct sv key);
/* Sets and gives back what stood there before (NULL for nothing). */
void *map_set(struct map *map, struct sv key, void *value);
/* Takes the key out and gives its value back; NULL when absent. */
void *map_take(struct map *map, struct sv key);
/* Walks all entries: start with *at = 0; false at the end. No change of the map meanwhile. */
bool map_next(const struct map *map, size_t *at, struct sv *key, void **value);
void map_free(struct map *map);

struct u64map {
    uint64_t *keys, *values;
    unsigned char *used;
    size_t n, room;
};

bool u64map_get(const struct u64map *map, uint64_t key, uint64_t *value);
void u64map_set(struct u64map *map, uint64_t key, uint64_t value);
void u64map_reserve(struct u64map *map, size_t want);
void u64map_free(struct u64map *map);

#endif
