#include "road/osm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "road/osm_int.h"

static bool starts_like_xml(FILE *stream)
{
    unsigned char start[64];
    size_t n = fread(start, 1, sizeof start, stream), at = 0;
    if (n >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0)
        at = 3;
    while (at < n && strchr(" \t\r\n", start[at]))
        at++;
    /* A PBF file starts with the length of a header, so with a zero byte. */
    return at < n && start[at] == '<';
}

static bool is_gzip(FILE *stream)
{
    unsigned char start[2] = {0};
    rewind(stream);
    return fread(start, 1, 2, stream) == 2 && start[0] == 0x1f && start[1] == 0x8b;
}

static enum err adopt(FILE *stream, uint64_t size, const char *name, struct osm_file **out,
                      struct error *error)
{
    if (size == 0) {
        fclose(stream);
        return error_at(error, ERR_FORMAT, name, "The file is empty.");
    }
    struct osm_file *file = calloc(1, sizeof *file);
    char *copy = strdup(name);
    if (!file || !copy)
        abort();
    *file = (struct osm_file){.name = copy, .stream = stream, .size = size};
    file->is_xml = starts_like_xml(stream);
    *out = file;
    return ERR_OK;
}

enum err osm_open(const char *path, struct osm_file **out, struct error *error)
{
    *out = NULL;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return error_at(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, path,
                        "The file cannot be opened: %s.", strerror(errno));
    off_t size = fseeko(stream, 0, SEEK_END) == 0 ? ftello(stream) : -1;
    if (size < 0 || fseeko(stream, 0, SEEK_SET) != 0) {
        fclose(stream);
        return error_at(error, ERR_IO, path,
                        "The file cannot be read twice, as an import must; is it a pipe?");
    }
    if (size == INT64_MAX) {
        fclose(stream);
        return error_at(error, ERR_IO, path, "This is a folder, not a file.");
    }
    enum err err = adopt(stream, (uint64_t)size, path, out, error);
    if (!err && is_gzip(stream)) {
        (*out)->is_xml = true;
        (*out)->packed = gzopen(path, "rb");
        if (!(*out)->packed)
            abort();
    }
    return err;
}

enum err osm_open_memory(const void *bytes, size_t size, const char *name, struct osm_file **out,
                         struct error *error)
{
    *out = NULL;
    if (size == 0)
        return error_at(error, ERR_FORMAT, name, "The file is empty.");
    /* Opened for reading, so the bytes stay as they are. */
    FILE *stream = fmemopen((void *)(uintptr_t)bytes, size, "rb");
    if (!stream)
        return error_at(error, ERR_IO, name, "The bytes cannot be opened: %s.", strerror(errno));
    return adopt(stream, size, name, out, error);
}

enum err osm_read(struct osm_file *file, const struct osm_visitor *visitor, struct error *error)
{
    clearerr(file->stream);
    if (fseeko(file->stream, 0, SEEK_SET) != 0 || (file->packed && gzrewind(file->packed) != 0))
        return error_at(error, ERR_IO, file->name, "The file cannot be read: %s.", strerror(errno));
    return file->is_xml ? osm_read_xml(file, visitor, error) : osm_read_pbf(file, visitor, error);
}

void osm_close(struct osm_file *file)
{
    if (!file)
        return;
    fclose(file->stream);
    if (file->packed)
        gzclose(file->packed);
    vec_free(&file->seen);
    free(file->name);
    free(file);
}

struct sv osm_tag(struct osm_tags tags, const char *key)
{
    size_t n = strlen(key);
    for (size_t i = 0; i < tags.n; i++)
        if (tags.at[i].key.n == n && memcmp(tags.at[i].key.at, key, n) == 0)
            return tags.at[i].value;
    return (struct sv){NULL, 0};
}
