/* The packs that come with the program, and folders of packs that a test writes itself. */
#ifndef LIFELINE_TESTS_CATALOG_PACKS_FOLDER_H
#define LIFELINE_TESTS_CATALOG_PACKS_FOLDER_H

#include "test.h"

#include <sys/stat.h>

#include "catalog/catalog.h"

enum { PACKS_PATH_SIZE = 512 };

static inline void packs_path(char path[PACKS_PATH_SIZE])
{
    snprintf(path, PACKS_PATH_SIZE, "%s/packs", getenv("LIFELINE_ROOT"));
}

/* Must be right. */
static inline struct catalog *packs_load(const char *dir)
{
    struct catalog *catalog = NULL;
    struct error error = {0};
    if (catalog_load(dir, &catalog, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    return catalog;
}

static inline struct catalog *packs_of_house(void)
{
    char path[PACKS_PATH_SIZE];
    packs_path(path);
    return packs_load(path);
}

/* ---- A folder of the test's own ---------------------------------------------------------------
 */

enum { PACKS_DIR_SIZE = 64 };

static inline void packs_make_part(const char *dir, const char *part)
{
    char path[PACKS_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", dir, part);
    assert_int_equal(mkdir(path, 0700), 0);
}

static inline void packs_make(char dir[PACKS_DIR_SIZE])
{
    snprintf(dir, PACKS_DIR_SIZE, "/tmp/lifeline-packs-XXXXXX");
    assert_non_null(mkdtemp(dir));
    packs_make_part(dir, "services");
    packs_make_part(dir, "policies");
    packs_make_part(dir, "forms");
}

static inline void packs_remove(const char *dir)
{
    char command[PACKS_PATH_SIZE];
    snprintf(command, sizeof command, "rm -r '%s'", dir);
    assert_int_equal(system(command), 0);
}

static inline void packs_write(const char *dir, const char *name, const char *text)
{
    char path[PACKS_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The text with the first `old` replaced; the test fails when it is not there. Free it. */
static inline char *packs_changed(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    char *out = NULL;
    if (!at)
        fail_msg("'%s' is not in the text", old);
    assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)) >= 0);
    return out;
}

#endif
