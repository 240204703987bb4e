#include "road/spill.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { IN_MEMORY = 1 << 20 };

/* An open file without a name. */
static int temporary_file(void)
{
    const char *folder = getenv("TMPDIR");
    int file = open(folder && *folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return file >= 0 ? file : memfd_create("lifeline-road", MFD_CLOEXEC);
}

static void write_out(struct spill *spill)
{
    if (!spill->file) {
        int file = temporary_file();
        spill->file = file < 0 ? NULL : fdopen(file, "w+b");
        if (!spill->file && file >= 0)
            close(file);
        if (spill->file)
            setvbuf(spill->file, NULL, _IONBF, 0);
    }
    if (!spill->file || fwrite(spill->memory, 1, spill->used, spill->file) != spill->used)
        spill->failed = true;
    spill->used = 0;
}

void spill_add(struct spill *spill, const void *bytes, size_t n)
{
    if (!spill->memory) {
        spill->memory = malloc(IN_MEMORY);
        if (!spill->memory)
            abort();
    }
    for (const char *from = bytes; n > 0;) {
        size_t part = IN_MEMORY - spill->used < n ? IN_MEMORY - spill->used : n;
        memcpy(spill->memory + spill->used, from, part);
        spill->used += part;
        from += part;
        n -= part;
        if (spill->used == IN_MEMORY)
            write_out(spill);
    }
}

void spill_rewind(struct spill *spill)
{
    spill->at = 0;
    if (!spill->file)
        return;
    write_out(spill);
    if (fseeko(spill->file, 0, SEEK_SET) != 0)
        spill->failed = true;
}

void spill_take(struct spill *spill, void *bytes, size_t n)
{
    for (char *to = bytes; n > 0;) {
        if (spill->at == spill->used) {
            spill->at = 0;
            spill->used = spill->file ? fread(spill->memory, 1, IN_MEMORY, spill->file) : 0;
        }
        if (spill->used == 0) {
            spill->failed = true;
            memset(to, 0, n);
            return;
        }
        size_t part = spill->used - spill->at < n ? spill->used - spill->at : n;
        memcpy(to, spill->memory + spill->at, part);
        spill->at += part;
        to += part;
        n -= part;
    }
}

void spill_free(struct spill *spill)
{
    free(spill->memory);
    if (spill->file)
        fclose(spill->file);
    *spill = (struct spill){0};
}

void *spill_block(size_t bytes, bool *mapped)
{
    *mapped = bytes > IN_MEMORY;
    if (!*mapped)
        return calloc(bytes + 1, 1);
    int file = temporary_file();
    void *block = MAP_FAILED;
    /* All of it now: a full disk found while writing to the memory would end the process. */
    if (file >= 0 && posix_fallocate(file, 0, (off_t)bytes) == 0)
        block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    return block == MAP_FAILED ? NULL : block;
}

void spill_block_free(void *block, size_t bytes, bool mapped)
{
    if (mapped)
        munmap(block, bytes);
    else
        free(block);
}

void spill_block_forget(const void *from, size_t bytes)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)from + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)from + bytes) & ~(page - 1);
    if (first < end)
        madvise((void *)first, end - first, MADV_DONTNEED); /* NOLINT: an address that was given */
}
