/* A pack, a policy set or the list of terms: problems with a place and a sentence, or a struct that
 * turns into JSON. The first byte chooses which of the three the rest claims to be. */
#include <stdlib.h>

#include "catalog/shape_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct shape *const shapes[] = {&service_shape, &policy_shape, &terms_shape};
    if (size == 0)
        return 0;
    struct problems problems = {0};
    struct arena *arena = arena_new();
    struct reader reader = {.arena = arena, .problems = &problems, .file = "fuzz"};
    const struct shape *shape = shapes[bytes[0] % 3];
    void *out = arena_zalloc(arena, 1, shape->size);
    struct sv yaml = sv_from((const char *)bytes + 1, size - 1);
    bool read = shape_read(&reader, yaml, shape, out);
    if (!read && problems.list.n == 0)
        abort();
    for (size_t i = 0; i < problems.list.n; i++) {
        if (!problems.list.at[i].where[0] || !problems.list.at[i].text[0])
            abort();
    }
    if (problems.list.n == 0)
        json_decref(shape_json(shape, out));
    vec_free(&problems.list);
    vec_free(&reader.pending);
    arena_free(arena);
    return 0;
}
