/*
 * The limit that durable commands are held against: bare SQLite (WAL, synchronous=FULL) on the same
 * disk, GROUP writes a commit, each a row of a thing and a row of an event of about the size of
 * ours, with random keys.
 *
 *   sqlite_commits FILE GROUP SECONDS      prints {"group":..,"per_s":..}
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"

static void check(sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE)
        return;
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
}

enum { WARM_UP = 20000 };

static void write_pair(sqlite3 *db, sqlite3_stmt *thing, sqlite3_stmt *event, struct rng *rng,
                       int64_t seq)
{
    static char doc[301];
    char id[40];
    memset(doc, 'x', 300);
    snprintf(id, sizeof id, "%016llx-%016llx", (unsigned long long)rng_u64(rng),
             (unsigned long long)rng_u64(rng));
    sqlite3_bind_text(thing, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(thing, 2, seq);
    sqlite3_bind_text(thing, 3, doc, 300, SQLITE_STATIC);
    check(db, sqlite3_step(thing));
    sqlite3_reset(thing);
    sqlite3_bind_int64(event, 1, seq);
    sqlite3_bind_text(event, 2, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(event, 3, doc, 300, SQLITE_STATIC);
    check(db, sqlite3_step(event));
    sqlite3_reset(event);
}

static void write_group(sqlite3 *db, sqlite3_stmt *thing, sqlite3_stmt *event, struct rng *rng,
                        int64_t *seq, int group)
{
    check(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
    for (int i = 0; i < group; i++)
        write_pair(db, thing, event, rng, ++*seq);
    check(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: sqlite_commits FILE GROUP SECONDS\n", stderr);
        return 2;
    }
    sqlite3 *db;
    sqlite3_stmt *thing, *event;
    int group = atoi(argv[2]) > 1 ? atoi(argv[2]) : 1;
    double seconds = atof(argv[3]);
    struct rng rng;
    int64_t seq = 0, warm, start_ns;
    rng_seed(&rng, 1);
    check(NULL, sqlite3_open(argv[1], &db));
    check(db, sqlite3_exec(db,
                           "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                           "CREATE TABLE thing(id TEXT PRIMARY KEY, rev BIGINT, doc TEXT);"
                           "CREATE TABLE event(seq INTEGER PRIMARY KEY, noun_id TEXT, doc TEXT);"
                           "CREATE INDEX event_noun ON event(noun_id, seq);",
                           NULL, NULL, NULL));
    check(db, sqlite3_prepare_v2(db, "INSERT INTO thing VALUES(?,?,?)", -1, &thing, NULL));
    check(db, sqlite3_prepare_v2(db, "INSERT INTO event VALUES(?,?,?)", -1, &event, NULL));
    /* A log that still grows costs more to sync than one that is written over: fill it first. */
    write_group(db, thing, event, &rng, &seq, WARM_UP);
    warm = seq;
    start_ns = clock_monotonic_ns();
    while (clock_monotonic_ns() - start_ns < (int64_t)(seconds * 1e9))
        write_group(db, thing, event, &rng, &seq, group);
    printf("{\"group\":%d,\"per_s\":%.0f}\n", group,
           (double)(seq - warm) / ((double)(clock_monotonic_ns() - start_ns) * 1e-9));
    sqlite3_finalize(thing);
    sqlite3_finalize(event);
    sqlite3_close(db);
    return 0;
}
