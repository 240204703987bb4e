/* The XML reader; an input that is no XML is put inside an <osm> element. */
#include <string.h>

#include "fuzz_osm.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size && bytes[0] == '<') {
        fuzz_osm(bytes, size);
        return 0;
    }
    char *text = malloc(size + 16);
    if (!text)
        abort();
    memcpy(text, "<osm>", 5);
    if (size)
        memcpy(text + 5, bytes, size);
    memcpy(text + 5 + size, "</osm>", 6);
    fuzz_osm((const uint8_t *)text, size + 11);
    free(text);
    return 0;
}
