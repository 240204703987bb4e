#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
#include <sanitizer/asan_interface.h>
#define POISON(at, size)   __asan_poison_memory_region((at), (size))
#define UNPOISON(at, size) __asan_unpoison_memory_region((at), (size))
#else
#define POISON(at, size)   ((void)0)
#define UNPOISON(at, size) ((void)0)
#endif

enum { BLOCK_FIRST = 8 * 1024, BLOCK_MAX = 1024 * 1024, ALIGN = 16 };

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct arena {
    struct block *newest;
    size_t used;
};

static void *must(void *memory)
{
    if (!memory) {
        fputs("lifeline: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static struct block *block_new(size_t size, struct block *older)
{
    struct block *block = must(malloc(sizeof *block + size));
    block->older = older;
    block->size = size;
    block->used = 0;
    POISON(block->bytes, size);
    return block;
}

static void block_free(struct block *block)
{
    UNPOISON(block->bytes, block->size);
    free(block);
}

struct arena *arena_new(void)
{
    struct arena *arena = must(calloc(1, sizeof *arena));
    arena->newest = block_new(BLOCK_FIRST, NULL);
    return arena;
}

void arena_reset(struct arena *arena)
{
    while (arena->newest->older) {
        struct block *older = arena->newest->older;
        block_free(arena->newest);
        arena->newest = older;
    }
    arena->newest->used = 0;
    POISON(arena->newest->bytes, arena->newest->size);
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->newest) {
        struct block *older = arena->newest->older;
        block_free(arena->newest);
        arena->newest = older;
    }
    free(arena);
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    assert(size < SIZE_MAX / 2);
    size_t padded = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (padded == 0)
        padded = ALIGN;
    struct block *block = arena->newest;
    if (block->size - block->used < padded) {
        size_t next = block->size * 2 < BLOCK_MAX ? block->size * 2 : BLOCK_MAX;
        block = arena->newest = block_new(padded > next ? padded : next, block);
    }
    void *piece = block->bytes + block->used;
    block->used += padded;
    arena->used += padded;
    UNPOISON(piece, size);
    return piece;
}

void *arena_zalloc(struct arena *arena, size_t count, size_t size)
{
    assert(size == 0 || count <= SIZE_MAX / 2 / size);
    void *piece = arena_alloc(arena, count * size);
    memset(piece, 0, count * size);
    return piece;
}

char *arena_dup(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_dup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    assert(size >= 0);
    char *text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
