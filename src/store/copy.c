#include "store/copy.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

/* All pages in one step: the reader keeps one state, writers of the source go on meanwhile. */
static enum err copy_pages(sqlite3 *source, sqlite3 *target, const char *where, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
    int rc = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    if (backup)
        sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? ERR_OK
                             : error_at(error, ERR_IO, where, "The database cannot be copied: %s.",
                                        sqlite3_errmsg(target));
}

enum err store_copy(const char *from, const char *to, struct error *error)
{
    char source_path[PATH_MAX], target_path[PATH_MAX];
    sqlite3 *source = NULL, *target = NULL;
    enum err rc = ERR_OK;
    snprintf(source_path, sizeof source_path, "%s/lifeline.db", from);
    snprintf(target_path, sizeof target_path, "%s/lifeline.db", to);
    if (access(source_path, R_OK))
        return error_at(error, ERR_NOT_FOUND, from,
                        "There is no database (lifeline.db) in this folder.");
    if (access(target_path, F_OK) == 0)
        return error_at(error, ERR_EXISTS, to, "This folder has a database already.");
    if (sqlite3_open_v2(source_path, &source, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        rc = error_at(error, ERR_IO, source_path, "The database cannot be opened: %s.",
                      sqlite3_errmsg(source));
    if (rc == ERR_OK && sqlite3_open(target_path, &target) != SQLITE_OK)
        rc = error_at(error, ERR_IO, target_path, "The database cannot be made: %s.",
                      sqlite3_errmsg(target));
    if (rc == ERR_OK)
        rc = copy_pages(source, target, source_path, error);
    sqlite3_close(source);
    sqlite3_close(target);
    return rc;
}
