#include "base/id.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

struct id_source {
    struct clock *clock;
    pthread_mutex_t mutex;
    struct rng rng;
    int64_t last_ms;
    uint64_t tail; /* the 62 low bits of the id */
    unsigned head; /* the 12 bits before them */
};

struct id_source *id_source_new(struct clock *clock, uint64_t seed)
{
    struct id_source *source = calloc(1, sizeof *source);
    if (!source)
        abort();
    source->clock = clock;
    source->last_ms = -1;
    rng_seed(&source->rng, seed);
    pthread_mutex_init(&source->mutex, NULL);
    return source;
}

void id_source_free(struct id_source *source)
{
    if (!source)
        return;
    pthread_mutex_destroy(&source->mutex);
    free(source);
}

/* Next (time, head, tail), greater than the one before. */
static void advance(struct id_source *source)
{
    int64_t now_ms = clock_now_ms(source->clock);
    if (now_ms > source->last_ms) {
        source->last_ms = now_ms;
        uint64_t drawn = rng_u64(&source->rng);
        source->head = (unsigned)(drawn >> 62 << 9); /* room above to count up */
        source->tail = drawn & 0x3fffffffffffffffu;
        return;
    }
    source->tail += 1 + rng_below(&source->rng, 1u << 16);
    if (source->tail >> 62) {
        source->tail &= 0x3fffffffffffffffu;
        if (++source->head >> 12) {
            source->head = 0;
            source->last_ms++;
        }
    }
}

struct id id_new(struct id_source *source)
{
    pthread_mutex_lock(&source->mutex);
    advance(source);
    uint64_t ms = (uint64_t)source->last_ms & 0xffffffffffffu;
    unsigned head = source->head;
    uint64_t tail = source->tail;
    pthread_mutex_unlock(&source->mutex);

    struct id id;
    snprintf(id.text, sizeof id.text, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(ms >> 16),
             (unsigned)(ms & 0xffff), head & 0xfffu, 0x8000u | (unsigned)(tail >> 48),
             (unsigned long long)(tail & 0xffffffffffffu));
    return id;
}

int64_t id_time_ms(const struct id *id)
{
    char digits[13];
    memcpy(digits, id->text, 8);
    memcpy(digits + 8, id->text + 9, 4);
    digits[12] = '\0';
    return (int64_t)strtoull(digits, NULL, 16);
}

bool id_parse(struct sv text, struct id *id)
{
    if (text.n != 36)
        return false;
    struct id parsed;
    for (int i = 0; i < 36; i++) {
        char c = text.at[i];
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex)
            return false;
        parsed.text[i] = c;
    }
    parsed.text[36] = '\0';
    *id = parsed;
    return true;
}
