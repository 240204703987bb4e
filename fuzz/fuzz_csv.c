/* CSV files of strangers: read or refused with a line, never anything else. */
#include <stdlib.h>

#include "ops/csv_int.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *arena = arena_new();
    struct csv csv;
    struct error error = {0};
    enum err rc = csv_parse(arena, sv_from((const char *)data, size), "fuzz.csv", &csv, &error);
    if (rc != ERR_OK && (!error.text[0] || !error.where[0]))
        abort();
    for (size_t row = 0; row < csv.n; row++) {
        if (csv.rows[row].n == 0 || csv.rows[row].n > CSV_COLUMNS_MAX)
            abort();
    }
    arena_free(arena);
    return 0;
}
