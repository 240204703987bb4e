/*
 * A growing array of any type, on the heap: `VEC(struct stop) stops = {0};`.
 *
 * Zero-initialised is empty; `vec_free` of an empty one does nothing. Pushing may move the items,
 * so keep indexes, not pointers. As with arenas, running out of memory ends the process: sizes from
 * outside are limited before they get here.
 */
#ifndef LIFELINE_BASE_VEC_H
#define LIFELINE_BASE_VEC_H

#include <stddef.h>

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *at;                                                                                     \
        size_t n, room;                                                                            \
    }

/* Room for at least `want` items in all. */
#define vec_reserve(vec, want)                                                                     \
    ((want) > (vec)->room                                                                          \
         ? (void)((vec)->at = vec_grow_((vec)->at, &(vec)->room, (want), sizeof *(vec)->at))       \
         : (void)0)
#define vec_push(vec, item) (vec_reserve((vec), (vec)->n + 1), (vec)->at[(vec)->n++] = (item))
/* Appends one item, zeroed, and gives its address (valid until the next push). */
#define vec_add(vec)                                                                               \
    (vec_reserve((vec), (vec)->n + 1), vec_zero_(&(vec)->at[(vec)->n], sizeof *(vec)->at),         \
     &(vec)->at[(vec)->n++])
#define vec_pop(vec)   ((vec)->at[--(vec)->n])
#define vec_last(vec)  (&(vec)->at[(vec)->n - 1])
#define vec_clear(vec) ((void)((vec)->n = 0))
#define vec_free(vec)                                                                              \
    (vec_release_((vec)->at), (void)((vec)->at = NULL, (vec)->n = (vec)->room = 0))

/* Inside the macros above only. */
void *vec_grow_(void *at, size_t *room, size_t want, size_t item_size);
void vec_zero_(void *at, size_t size);
void vec_release_(void *at);

#endif
