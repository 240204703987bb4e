#include "test.h"

#include "base/arena.h"

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *before = NULL;
    for (size_t size = 0; size < 5000; size += 7) {
        char *piece = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)piece % 16, 0);
        assert_ptr_not_equal(piece, before);
        memset(piece, 0xab, size);
        before = piece;
    }
    arena_free(arena);
}

static void a_reset_arena_gives_zeroed_memory_when_asked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        int *numbers = arena_array(arena, int, 10000);
        for (int i = 0; i < 10000; i++) {
            assert_int_equal(numbers[i], 0);
            numbers[i] = i + 1;
        }
        assert_true(arena_used(arena) >= 40000);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
}

static void text_is_copied_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(arena_strdup(arena, "封控区"), "封控区");
    assert_string_equal(arena_dup(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_printf(arena, "%s-%05d", "J", 42), "J-00042");
    arena_free(arena);
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(a_reset_arena_gives_zeroed_memory_when_asked),
        cmocka_unit_test(text_is_copied_whole),
    };
    return RUN_TESTS(tests);
}
