/*
 * Memory by lifetime: an arena for a request, a plan or the process; everything in it dies at once.
 *
 * An arena grows in blocks and hands out aligned pieces; single pieces are never freed. A piece
 * lives until `arena_reset` (which keeps one block for the next round) or `arena_free`. What must
 * outlive its arena is copied on purpose into another one.
 *
 * Allocation never returns NULL. Every size that comes from outside is checked against a limit
 * before it reaches an arena, so running out of memory is a broken invariant and ends the process.
 * An arena belongs to one thread at a time. Freed and reset space is poisoned under ASan.
 */
#ifndef LIFELINE_BASE_ARENA_H
#define LIFELINE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Life cycle. `arena_free(NULL)` does nothing. */
struct arena *arena_new(void);
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* `size` bytes, uninitialised, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));
/* `count * size` zeroed bytes; the product must not overflow. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, returns_nonnull));
/* One zeroed T, or `count` of them. */
#define arena_make(arena, T)         ((T *)arena_zalloc((arena), 1, sizeof(T)))
#define arena_array(arena, T, count) ((T *)arena_zalloc((arena), (count), sizeof(T)))

/* Copies; the result is NUL-terminated. */
char *arena_dup(struct arena *arena, const void *bytes, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

#endif
