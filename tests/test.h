/* What every C test includes first: cmocka and the headers that cmocka wants before itself. */
#ifndef LIFELINE_TEST_H
#define LIFELINE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A path under ../shared, or NULL when that folder is not there (the test then skips). */
static inline const char *test_shared(const char *path, char *buffer, size_t size)
{
    const char *shared = getenv("LIFELINE_SHARED");
    snprintf(buffer, size, "%s/%s", shared ? shared : "../shared", path);
    FILE *file = fopen(buffer, "rb");
    if (!file)
        return NULL;
    fclose(file);
    return buffer;
}

/* cmocka writes a skipped test as "not ok ... # SKIP", which every reader of TAP takes for a
 * failure; what it prints goes through sed. */
static inline int test_run(const struct CMUnitTest *tests, size_t n)
{
    FILE *tap = popen("sed -u 's/^not ok \\(.*# SKIP\\)/ok \\1/'", "w");
    if (!tap)
        return 1;
    fflush(stdout);
    dup2(fileno(tap), STDOUT_FILENO);
    int failed = _cmocka_run_group_tests("tests", tests, n, NULL, NULL);
    fflush(stdout);
    close(STDOUT_FILENO);
    pclose(tap);
    return failed;
}

#define RUN_TESTS(tests) test_run((tests), sizeof(tests) / sizeof *(tests))

#endif
