/*
 * Records that leave memory and come back, and blocks whose pages do.
 */
#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/rng.h"
#include "road/spill.h"

enum { FEW = 10, MANY = 400 * 1000 };

/* Records of changing size, of which each byte follows from its place. */
static size_t record(struct rng *rng, unsigned char *bytes)
{
    size_t n = 1 + rng_below(rng, 32);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)rng_u64(rng);
    return n;
}

static void come_back(size_t count, uint64_t seed)
{
    struct spill spill = {0};
    struct rng rng;
    unsigned char bytes[64], read[64];
    rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++) {
        size_t n = record(&rng, bytes);
        spill_add(&spill, bytes, n);
    }
    assert_int_equal(spill.file != NULL, count == MANY);
    spill_rewind(&spill);
    rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++) {
        size_t n = record(&rng, bytes);
        spill_take(&spill, read, n);
        assert_memory_equal(read, bytes, n);
    }
    assert_false(spill.failed);
    spill_take(&spill, read, 1); /* there is no more */
    assert_true(spill.failed);
    spill_free(&spill);
}

static void records_come_back_in_their_order(void **state)
{
    (void)state;
    come_back(0, 1);
    come_back(FEW, 2);
    come_back(MANY, 3);
}

static void where_there_is_no_folder_memory_is_used(void **state)
{
    (void)state;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    come_back(MANY, 4);
    unsetenv("TMPDIR");
}

static void a_block_keeps_what_was_sent_away(void **state)
{
    (void)state;
    size_t sizes[] = {0, 100, 5 * 1000 * 1000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        bool mapped;
        unsigned char *block = spill_block(sizes[k], &mapped);
        assert_non_null(block);
        assert_int_equal(mapped, sizes[k] > 1000 * 1000);
        for (size_t i = 0; i < sizes[k]; i++) {
            assert_int_equal(block[i], 0);
            block[i] = (unsigned char)(i * 7 + i / 256);
        }
        if (mapped)
            spill_block_forget(block + 5, sizes[k] - 5);
        for (size_t i = 0; i < sizes[k]; i++)
            assert_int_equal(block[i], (unsigned char)(i * 7 + i / 256));
        spill_block_free(block, sizes[k], mapped);
    }
}

/* A limit on the size of files stands for a full disk. */
static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct rlimit before, small = {.rlim_cur = 2 << 20};
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct spill spill = {0};
    for (size_t i = 0; i < MANY; i++)
        spill_add(&spill, "twelve bytes", 12);
    spill_rewind(&spill);
    bool failed = spill.failed, mapped;
    spill_free(&spill);
    void *block = spill_block(5 * 1000 * 1000, &mapped);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(failed);
    assert_null(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_in_their_order),
        cmocka_unit_test(where_there_is_no_folder_memory_is_used),
        cmocka_unit_test(a_block_keeps_what_was_sent_away),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return RUN_TESTS(tests);
}
