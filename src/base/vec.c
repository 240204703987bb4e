#include "base/vec.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *vec_grow_(void *at, size_t *room, size_t want, size_t item_size)
{
    assert(want <= SIZE_MAX / 4 / item_size);
    size_t next = *room < 8 ? 8 : *room + *room / 2;
    if (next < want)
        next = want;
    void *grown = realloc(at, next * item_size);
    if (!grown) {
        fputs("lifeline: out of memory\n", stderr);
        abort();
    }
    *room = next;
    return grown;
}

void vec_zero_(void *at, size_t size)
{
    memset(at, 0, size);
}

void vec_release_(void *at)
{
    free(at);
}
