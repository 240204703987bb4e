/* A folder of its own for each test, taken away afterwards, and a store in it. */
#ifndef LIFELINE_TESTS_STORE_FOLDER_H
#define LIFELINE_TESTS_STORE_FOLDER_H

#include "test.h"

#include <ftw.h>
#include <unistd.h>

#include "store/store.h"

struct folder {
    char path[64];
    struct store *store;
};

static inline int folder_remove_one(const char *path, const struct stat *info, int kind,
                                    struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static inline void folder_open(struct folder *folder, struct store_fault *fault)
{
    if (!folder->path[0]) {
        snprintf(folder->path, sizeof folder->path, "/tmp/lifeline-test-XXXXXX");
        assert_non_null(mkdtemp(folder->path));
    }
    struct error error = {0};
    struct store_config config = {.where = folder->path, .fault = fault};
    if (store_open(&config, &folder->store, &error) != ERR_OK)
        fail_msg("%s %s", error.where, error.text);
}

static inline void folder_close(struct folder *folder)
{
    store_close(folder->store);
    folder->store = NULL;
}

static inline void folder_remove(struct folder *folder)
{
    folder_close(folder);
    nftw(folder->path, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* An event of one line. */
static inline enum err folder_event(struct sql *sql, const char *type, const char *noun_id,
                                    const char *data, struct error *error)
{
    struct event event = {.at_ms = 1664249520000,
                          .id = {"01834b5e-7c00-7000-8000-000000000001"},
                          .actor_kind = "system",
                          .actor_id = "",
                          .actor_role = "system",
                          .actor_name = "test",
                          .org = "",
                          .type = type,
                          .noun = "thing",
                          .noun_id = noun_id,
                          .data = data};
    return event_append(sql, &event, error);
}

#endif
