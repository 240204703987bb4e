#include "base/map.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        fputs("lifeline: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static size_t room_for(size_t want)
{
    size_t room = 16;
    while (room / 4 * 3 < want)
        room *= 2;
    return room;
}

/* The slot of `key`, or the free slot where it would go. */
static size_t slot_of(const struct map *map, struct sv key)
{
    size_t i = sv_hash(key) & (map->room - 1);
    while (map->slots[i].key && !sv_eq(sv_from(map->slots[i].key, map->slots[i].key_size), key))
        i = (i + 1) & (map->room - 1);
    return i;
}

static void map_grow(struct map *map)
{
    struct map bigger = {.room = room_for(map->n + 1), .n = map->n};
    bigger.slots = zeroed(bigger.room, sizeof *bigger.slots);
    for (size_t i = 0; i < map->room; i++) {
        struct map_slot *slot = &map->slots[i];
        if (slot->key)
            bigger.slots[slot_of(&bigger, sv_from(slot->key, slot->key_size))] = *slot;
    }
    free(map->slots);
    *map = bigger;
}

void *map_get(const struct map *map, struct sv key)
{
    return map->room ? map->slots[slot_of(map, key)].value : NULL;
}

bool map_has(const struct map *map, struct sv key)
{
    return map->room && map->slots[slot_of(map, key)].key;
}

void *map_set(struct map *map, struct sv key, void *value)
{
    if (map->n + 1 > map->room / 4 * 3)
        map_grow(map);
    struct map_slot *slot = &map->slots[slot_of(map, key)];
    void *before = slot->value;
    if (!slot->key) {
        slot->key = zeroed(key.n + 1, 1);
        if (key.n)
            memcpy(slot->key, key.at, key.n);
        slot->key_size = key.n;
        map->n++;
    }
    slot->value = value;
    return before;
}

void *map_take(struct map *map, struct sv key)
{
    if (!map->room)
        return NULL;
    size_t hole = slot_of(map, key);
    if (!map->slots[hole].key)
        return NULL;
    void *value = map->slots[hole].value;
    free(map->slots[hole].key);
    map->slots[hole] = (struct map_slot){0};
    map->n--;
    /* Close the gap: whatever follows in the run finds its slot anew. */
    for (size_t i = (hole + 1) & (map->room - 1); map->slots[i].key;
         i = (i + 1) & (map->room - 1)) {
        struct map_slot moved = map->slots[i];
        map->slots[i] = (struct map_slot){0};
        map->slots[slot_of(map, sv_from(moved.key, moved.key_size))] = moved;
    }
    return value;
}

bool map_next(const struct map *map, size_t *at, struct sv *key, void **value)
{
    while (*at < map->room) {
        const struct map_slot *slot = &map->slots[(*at)++];
        if (slot->key) {
            *key = sv_from(slot->key, slot->key_size);
            *value = slot->value;
            return true;
        }
    }
    return false;
}

void map_free(struct map *map)
{
    for (size_t i = 0; i < map->room; i++)
        free(map->slots[i].key);
    free(map->slots);
    *map = (struct map){0};
}

static size_t u64_slot(const struct u64map *map, uint64_t key)
{
    uint64_t hash = key * 0x9e3779b97f4a7c15u;
    size_t i = (hash ^ (hash >> 32)) & (map->room - 1);
    while (map->used[i] && map->keys[i] != key)
        i = (i + 1) & (map->room - 1);
    return i;
}

void u64map_reserve(struct u64map *map, size_t want)
{
    if (want <= map->room / 4 * 3)
        return;
    struct u64map bigger = {.room = room_for(want), .n = map->n};
    bigger.keys = zeroed(bigger.room, sizeof *bigger.keys);
    bigger.values = zeroed(bigger.room, sizeof *bigger.values);
    bigger.used = zeroed(bigger.room, 1);
    for (size_t i = 0; i < map->room; i++) {
        if (!map->used[i])
            continue;
        size_t slot = u64_slot(&bigger, map->keys[i]);
        bigger.used[slot] = 1;
        bigger.keys[slot] = map->keys[i];
        bigger.values[slot] = map->values[i];
    }
    u64map_free(map);
    *map = bigger;
}

bool u64map_get(const struct u64map *map, uint64_t key, uint64_t *value)
{
    if (!map->room)
        return false;
    size_t slot = u64_slot(map, key);
    if (!map->used[slot])
        return false;
    *value = map->values[slot];
    return true;
}

void u64map_set(struct u64map *map, uint64_t key, uint64_t value)
{
    if (map->n + 1 > map->room / 4 * 3)
        u64map_reserve(map, map->n * 2 + 1);
    size_t slot = u64_slot(map, key);
    if (!map->used[slot]) {
        map->used[slot] = 1;
        map->keys[slot] = key;
        map->n++;
    }
    map->values[slot] = value;
}

void u64map_free(struct u64map *map)
{
    free(map->keys);
    free(map->values);
    free(map->used);
    *map = (struct u64map){0};
}
