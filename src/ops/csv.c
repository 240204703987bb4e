#include "ops/csv_int.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/vec.h"

struct reader {
    struct arena *arena;
    const char *at, *end, *name;
    int64_t line;
    struct error *error;
};

static enum err wrong(const struct reader *reader, enum err code, const char *text)
{
    char where[ERROR_WHERE_MAX];
    snprintf(where, sizeof where, "%.150s:%lld", reader->name, (long long)reader->line);
    return error_at(reader->error, code, where, "%s", text);
}

/* A cell in quotes; a doubled quote stands for one. */
static enum err read_quoted(struct reader *reader, const char **out)
{
    char text[CSV_CELL_MAX + 1];
    size_t n = 0;
    for (reader->at++; reader->at < reader->end; reader->at++) {
        if (*reader->at == '"' && !(reader->at + 1 < reader->end && reader->at[1] == '"'))
            break;
        if (*reader->at == '"')
            reader->at++;
        if (*reader->at == '\n')
            reader->line++;
        if (n == CSV_CELL_MAX)
            return wrong(reader, ERR_LIMIT, "A cell is longer than 4000 bytes.");
        text[n++] = *reader->at;
    }
    if (reader->at == reader->end)
        return wrong(reader, ERR_FORMAT, "A quote is not closed.");
    reader->at++;
    text[n] = '\0';
    *out = arena_strdup(reader->arena, text);
    return ERR_OK;
}

static bool ends_cell(const struct reader *reader)
{
    return reader->at == reader->end || *reader->at == ',' || *reader->at == '\n' ||
           *reader->at == '\r';
}

static enum err read_cell(struct reader *reader, const char **out)
{
    enum err rc = ERR_OK;
    if (reader->at < reader->end && *reader->at == '"') {
        rc = read_quoted(reader, out);
        if (rc == ERR_OK && !ends_cell(reader))
            rc = wrong(reader, ERR_FORMAT, "There is text behind a closing quote.");
        return rc;
    }
    const char *start = reader->at;
    while (!ends_cell(reader))
        reader->at++;
    struct sv cell = sv_trim(sv_from(start, (size_t)(reader->at - start)));
    if (cell.n > CSV_CELL_MAX)
        return wrong(reader, ERR_LIMIT, "A cell is longer than 4000 bytes.");
    *out = arena_dup(reader->arena, cell.at, cell.n);
    return ERR_OK;
}

static enum err read_row(struct reader *reader, struct csv_row *row)
{
    const char *cells[CSV_COLUMNS_MAX];
    *row = (struct csv_row){.line = reader->line};
    for (;;) {
        if (row->n == CSV_COLUMNS_MAX)
            return wrong(reader, ERR_LIMIT, "There are more than 64 columns.");
        enum err rc = read_cell(reader, &cells[row->n++]);
        if (rc != ERR_OK)
            return rc;
        if (reader->at == reader->end || *reader->at != ',')
            break;
        reader->at++;
    }
    if (reader->at < reader->end && *reader->at == '\r')
        reader->at++;
    if (reader->at < reader->end && *reader->at == '\n')
        reader->at++;
    reader->line++;
    row->cells = arena_alloc(reader->arena, row->n * sizeof *cells);
    memcpy(row->cells, cells, row->n * sizeof *cells);
    return ERR_OK;
}

static enum err read_rows(struct reader *reader, struct csv *out)
{
    VEC(struct csv_row) rows = {0};
    enum err rc = ERR_OK;
    while (rc == ERR_OK && reader->at < reader->end) {
        struct csv_row row;
        rc = read_row(reader, &row);
        bool empty = rc == ERR_OK && row.n == 1 && !row.cells[0][0];
        if (rc == ERR_OK && !empty && rows.n > LIMIT_IMPORT_ROWS)
            rc = wrong(reader, ERR_LIMIT, "There are more than 200000 rows.");
        if (rc == ERR_OK && !empty)
            vec_push(&rows, row);
    }
    if (rc == ERR_OK) {
        out->n = rows.n;
        out->rows = arena_alloc(reader->arena, (rows.n + 1) * sizeof *out->rows);
        if (rows.n)
            memcpy(out->rows, rows.at, rows.n * sizeof *out->rows);
    }
    vec_free(&rows);
    return rc;
}

static enum err read_bytes(struct arena *arena, const char *path, struct sv *out,
                           struct error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_at(error, ERR_IO, path, "The file cannot be opened: %s.", strerror(errno));
    char *bytes = arena_alloc(arena, CSV_BYTES_MAX + 1);
    size_t n = fread(bytes, 1, CSV_BYTES_MAX + 1, file);
    bool failed = ferror(file);
    fclose(file);
    if (failed)
        return error_at(error, ERR_IO, path, "The file cannot be read.");
    if (n > CSV_BYTES_MAX)
        return error_at(error, ERR_LIMIT, path, "The file is larger than 64 MiB.");
    *out = sv_from(bytes, n);
    return ERR_OK;
}

enum err csv_parse(struct arena *arena, struct sv bytes, const char *name, struct csv *out,
                   struct error *error)
{
    *out = (struct csv){0};
    if (!sv_is_utf8(bytes) || (bytes.n && memchr(bytes.at, '\0', bytes.n)))
        return error_at(error, ERR_FORMAT, name, "The file is not UTF-8 text.");
    bool mark = sv_starts(bytes, "\xef\xbb\xbf");
    struct reader reader = {.arena = arena,
                            .at = bytes.at + (mark ? 3 : 0),
                            .end = bytes.at + bytes.n,
                            .name = name,
                            .line = 1,
                            .error = error};
    return read_rows(&reader, out);
}

enum err csv_read(struct arena *arena, const char *path, const char *name, struct csv *out,
                  struct error *error)
{
    struct sv bytes;
    *out = (struct csv){0};
    enum err rc = read_bytes(arena, path, &bytes, error);
    return rc == ERR_OK ? csv_parse(arena, bytes, name, out, error) : rc;
}
