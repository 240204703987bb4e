/* What the files of a database hold, byte for byte: what was destroyed is in none of them. */
#ifndef LIFELINE_TESTS_OPS_DB_FILES_H
#define LIFELINE_TESTS_OPS_DB_FILES_H

#include "../store/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool file_holds(const struct folder *folder, const char *suffix, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/lifeline.db%s", folder->path, suffix);
    FILE *file = fopen(path, "rb");
    bool found = false;
    if (!file)
        return false;
    fseek(file, 0, SEEK_END);
    size_t n = (size_t)ftell(file);
    char *bytes = malloc(n + 1);
    assert_non_null(bytes);
    rewind(file);
    assert_int_equal(fread(bytes, 1, n, file), n);
    fclose(file);
    found = n && memmem(bytes, n, text, strlen(text));
    free(bytes);
    return found;
}

static inline bool files_hold(const struct folder *folder, const char *text)
{
    return file_holds(folder, "", text) || file_holds(folder, "-wal", text) ||
           file_holds(folder, "-shm", text);
}

#endif
