/* The word that was meant, and none where nothing is near. */
#include "test.h"

#include "catalog/nearest_int.h"

static const char *meant(const char *wrong)
{
    static const char *const words[] = {"version", "name", "keep_days", "keep", "at"};
    struct nearest nearest = nearest_to(sv_of(wrong));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        nearest_offer(&nearest, words[i]);
    return nearest.word ? nearest.word : "";
}

static void the_fewest_keystrokes_decide(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"verson", "version"},
        {"versoin", "version"},
        {"Version", "version"},
        {"keepdays", "keep_days"},
        {"keeps", "keep"},
        {"nmae", "name"},
        {"ta", "at"},
        {"colour", ""},
        {"x", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(meant(pairs[i][0]), pairs[i][1]);
    /* Longer than any word of ours. */
    char long_word[200];
    memset(long_word, 'n', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_string_equal(meant(long_word), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_fewest_keystrokes_decide)};
    return RUN_TESTS(tests);
}
