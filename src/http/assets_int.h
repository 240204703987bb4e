/* The table that tools/assets.py writes: the files of build/web, compressed. */
#ifndef LIFELINE_HTTP_ASSETS_INT_H
#define LIFELINE_HTTP_ASSETS_INT_H

#include <stddef.h>

struct asset {
    const char *path, *type, *etag; /* path from "/"; NULL ends the table */
    const unsigned char *packed, *packed_end;
    size_t raw_n;
};

extern const struct asset ASSETS[];

#endif
