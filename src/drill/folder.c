#include "drill/folder_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "lifeline-drill-";

static const char *temporary(void)
{
    const char *temp = getenv("TMPDIR");
    if (temp && *temp)
        return temp;
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

/* -1: it is not there, not ours, or held by somebody who lives. */
static int hold(int parent, const char *name)
{
    int lock = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (lock >= 0)
        close(lock);
    return -1;
}

/* All files of a folder that is held, then the folder; the lock ends with it. */
static void take_away(int parent, const char *name, int lock)
{
    DIR *dir = fdopendir(lock);
    if (!dir) {
        close(lock);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(dir));)
        unlinkat(lock, entry->d_name, 0);
    unlinkat(parent, name, AT_REMOVEDIR);
    closedir(dir);
}

static void sweep(const char *where)
{
    DIR *dir = opendir(where);
    struct stat info;
    if (!dir)
        return;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0 ||
            fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
            info.st_uid != geteuid() || info.st_mtime + FOLDER_STALE_S > time(NULL))
            continue;
        int lock = hold(dirfd(dir), entry->d_name);
        if (lock >= 0)
            take_away(dirfd(dir), entry->d_name, lock);
    }
    closedir(dir);
}

enum err folder_make(struct folder *folder, struct error *error)
{
    const char *where = temporary();
    sweep(where);
    snprintf(folder->path, sizeof folder->path, "%.3000s/%sXXXXXX", where, prefix);
    folder->lock = mkdtemp(folder->path) ? hold(AT_FDCWD, folder->path) : -1;
    if (folder->lock >= 0)
        return ERR_OK;
    error_at(error, ERR_IO, folder->path, "The folder cannot be made: %s.", strerror(errno));
    folder->path[0] = '\0';
    return ERR_IO;
}

void folder_remove(struct folder *folder)
{
    if (folder->path[0])
        take_away(AT_FDCWD, folder->path, folder->lock);
    folder->path[0] = '\0';
}
