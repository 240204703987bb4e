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

#define RUN_TESTS(tests) cmocka_run_group_tests((tests), NULL, NULL)

#endif
