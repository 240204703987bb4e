/*
 * What is too much to keep and is needed again only once: records are written one after the other
 * and read back in the same order; and blocks of memory that need not stay in memory. Both lie in
 * unnamed temporary files, in the folder $TMPDIR or else /var/tmp. Little of either (a megabyte)
 * stays in memory.
 *
 * Where there is no such folder, memory is used after all. A full disk shows in `failed` or as
 * NULL, never later.
 */
#ifndef LIFELINE_ROAD_SPILL_H
#define LIFELINE_ROAD_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Zero-initialised is empty. */
struct spill {
    char *memory;    /* what is not in the file yet; what has been read from it */
    size_t used, at; /* bytes of it, and how far it has been read */
    FILE *file;      /* NULL: everything is in memory */
    bool failed;
};

void spill_add(struct spill *spill, const void *bytes, size_t n);
/* Call it once between the last record and reading. */
void spill_rewind(struct spill *spill);
/* Reads the next bytes; zeros when there are not so many, or the file fails. */
void spill_take(struct spill *spill, void *bytes, size_t n);
void spill_free(struct spill *spill);

/* Zeroed memory; when it is `mapped`, spill_block_forget may send its pages away. NULL: the disk is
 * full. */
void *spill_block(size_t bytes, bool *mapped);
void spill_block_free(void *block, size_t bytes, bool mapped);
/* Pages of a mapped file that are wholly within the range leave the memory of the process; what
 * they hold stays, and comes back when it is asked for. */
void spill_block_forget(const void *from, size_t bytes);

#endif
