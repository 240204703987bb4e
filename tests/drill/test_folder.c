/* Folders of drills: one that its drill was killed over is taken away by the next, one in use is
 * not. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drill/folder_int.h"

static char temporary[] = "/tmp/lifeline-test-folders-XXXXXX";

static void write_file(const struct folder *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lifeline.db", folder->path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("a day", file);
    fclose(file);
}

static void age(const char *path)
{
    const struct timespec then[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, then, 0), 0);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A process of its own makes a folder and is killed. */
static void leave_one(char path[FOLDER_PATH_MAX])
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct folder folder;
        if (folder_make(&folder, NULL) == ERR_OK) {
            write_file(&folder);
            if (write(ends[1], folder.path, sizeof folder.path) < 0)
                _exit(1);
        }
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(read(ends[0], path, FOLDER_PATH_MAX), FOLDER_PATH_MAX);
    waitpid(child, &status, 0);
    close(ends[0]);
    close(ends[1]);
    assert_true(is_there(path));
}

static void what_a_killed_drill_left_is_taken_away(void **state)
{
    (void)state;
    char left[FOLDER_PATH_MAX], other[PATH_MAX];
    struct folder held = {0}, next = {0};
    snprintf(other, sizeof other, "%s/somebody-elses", temporary);
    assert_int_equal(mkdir(other, 0700), 0);
    age(other);
    assert_int_equal(folder_make(&held, NULL), ERR_OK);
    write_file(&held);
    age(held.path);
    leave_one(left);

    /* It may be one that is being made just now. */
    assert_int_equal(folder_make(&next, NULL), ERR_OK);
    assert_true(is_there(left));
    folder_remove(&next);

    age(left);
    assert_int_equal(folder_make(&next, NULL), ERR_OK);
    assert_false(is_there(left));
    assert_true(is_there(held.path));
    assert_true(is_there(other));

    char path[FOLDER_PATH_MAX];
    snprintf(path, sizeof path, "%s", held.path);
    folder_remove(&held);
    folder_remove(&next);
    assert_false(is_there(path));
    folder_remove(&held); /* nothing left to do */
    assert_int_equal(rmdir(other), 0);
}

static int make_place(void **state)
{
    (void)state;
    return mkdtemp(temporary) && setenv("TMPDIR", temporary, 1) == 0 ? 0 : -1;
}

static int remove_place(void **state)
{
    (void)state;
    return rmdir(temporary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_killed_drill_left_is_taken_away),
    };
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
