/*
 * The PBF reader. To reach behind zlib's checksum, an input that starts with 'B' is the inside of a
 * block: it is framed as a raw blob behind a good header. Anything else is a whole file.
 */
#include <string.h>

#include "fuzz_osm.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t varint(uint8_t *out, uint64_t value)
{
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        out[n++] = (uint8_t)(value | 0x80);
    out[n++] = (uint8_t)value;
    return n;
}

static void fuzz_block(const uint8_t *bytes, size_t size)
{
    static const uint8_t header[] = "\0\0\0\x0d\x0a\x09OSMHeader\x18\x02\x0a\0\0\0\0";
    uint8_t *file = malloc(size + 64), blob[16];
    if (!file)
        abort();
    size_t n = sizeof header - 4; /* without the last three zeros and the NUL */
    memcpy(file, header, n);
    blob[0] = 0x0a;
    size_t blob_n = 1 + varint(blob + 1, size);
    uint8_t head[32] = "\x0a\x07OSMData\x18";
    size_t head_n = 10 + varint(head + 10, blob_n + size);
    memcpy(file + n, (uint8_t[]){0, 0, 0, (uint8_t)head_n}, 4);
    memcpy(file + n + 4, head, head_n);
    memcpy(file + n + 4 + head_n, blob, blob_n);
    n += 4 + head_n + blob_n;
    memcpy(file + n, bytes, size);
    fuzz_osm(file, n + size);
    free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 1 && bytes[0] == 'B')
        fuzz_block(bytes + 1, size - 1);
    else
        fuzz_osm(bytes, size);
    return 0;
}
