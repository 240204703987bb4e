#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

enum { BLOCK = 1 << 16 };

static enum err read_stream(FILE *stream, const char *path, size_t bytes_max, struct arena *arena,
                            struct sv *out, struct error *error)
{
    size_t room = BLOCK, n = 0, got;
    char *bytes = arena_alloc(arena, room);
    while ((got = fread(bytes + n, 1, room - n, stream)) > 0) {
        n += got;
        if (n > bytes_max)
            return error_at(error, ERR_LIMIT, path, "The file is larger than %zu bytes.",
                            bytes_max);
        if (n == room) {
            char *more = arena_alloc(arena, room * 2);
            memcpy(more, bytes, n);
            bytes = more;
            room *= 2;
        }
    }
    if (ferror(stream))
        return error_at(error, ERR_IO, path, "The file cannot be read.");
    *out = sv_from(bytes, n);
    return ERR_OK;
}

enum err cli_read_file(const char *path, size_t bytes_max, struct arena *arena, struct sv *out,
                       struct error *error)
{
    if (!strcmp(path, "-"))
        return read_stream(stdin, path, bytes_max, arena, out, error);
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_at(error, ERR_IO, path, "The file cannot be opened.");
    enum err rc = read_stream(file, path, bytes_max, arena, out, error);
    fclose(file);
    return rc;
}

int cli_fail(const char *command, const struct error *error)
{
    fprintf(stderr, "lifeline %s: %s%s%s\n", command, error->where, *error->where ? ": " : "",
            error->text);
    return CLI_FAILED;
}
