/* CSV files (RFC 4180) in memory: rows of cells, each row with the line it starts on. */
#ifndef LIFELINE_OPS_CSV_INT_H
#define LIFELINE_OPS_CSV_INT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

enum { CSV_BYTES_MAX = 64 * 1024 * 1024, CSV_COLUMNS_MAX = 64, CSV_CELL_MAX = 4000 };

struct csv_row {
    const char **cells; /* `n` of them, NUL-terminated, without blanks at their ends */
    size_t n;
    int64_t line;
};

struct csv {
    struct csv_row *rows; /* rows[0] names the columns */
    size_t n;
};

/* Everything lives in the arena. Empty lines are left out. `name` is what errors call the file. */
enum err csv_parse(struct arena *arena, struct sv bytes, const char *name, struct csv *out,
                   struct error *error);
enum err csv_read(struct arena *arena, const char *path, const char *name, struct csv *out,
                  struct error *error);

#endif
