/*
 * The frame of a PBF file: [4 bytes length][BlobHeader][Blob], repeated. A blob unpacks to a header
 * block (first) or to a block of objects, which osm_block.c reads.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "road/osm_int.h"
#include "road/osm_wire.h"

struct pbf {
    struct osm_file *file;
    const struct osm_visitor *visitor;
    struct error *error;
    char where[ERROR_WHERE_MAX]; /* file and byte at which the present blob starts */
    uint64_t offset;             /* of the next byte to read */
    size_t blob_index;
    uint8_t *packed, *unpacked;
    size_t packed_room, unpacked_room;
    z_stream zip;
    bool zip_ready, header_seen;
    struct osm_strings strings;
    struct osm_buffers buffers;
};

struct blob_header {
    bool is_header, is_data;
    uint32_t size;
};

static enum err broken(const struct pbf *pbf, const char *what)
{
    return error_at(pbf->error, ERR_FORMAT, pbf->where, "The file is damaged or not a PBF: %s.",
                    what);
}

static void grow(uint8_t **bytes, size_t *room, size_t want)
{
    if (want <= *room)
        return;
    free(*bytes);
    *bytes = malloc(want);
    if (!*bytes)
        abort();
    *room = want;
}

/* Reads exactly `size` bytes into `packed`. */
static enum err read_bytes(struct pbf *pbf, size_t size, const char *what)
{
    grow(&pbf->packed, &pbf->packed_room, size);
    size_t n = fread(pbf->packed, 1, size, pbf->file->stream);
    if (n == size) {
        pbf->offset += size;
        return ERR_OK;
    }
    if (ferror(pbf->file->stream))
        return error_at(pbf->error, ERR_IO, pbf->where, "The file cannot be read: %s.",
                        strerror(errno));
    return error_at(pbf->error, ERR_FORMAT, pbf->where,
                    "The file ends inside %s: %zu bytes are missing; it was not copied whole.",
                    what, size - n);
}

static enum err read_blob_header(struct pbf *pbf, struct blob_header *out)
{
    enum err err = read_bytes(pbf, 4, "the length of a block");
    if (err)
        return err;
    const uint8_t *b = pbf->packed;
    uint32_t size = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    if (size > OSM_LIMIT_BLOB_HEADER_BYTES)
        return error_at(pbf->error, ERR_FORMAT, pbf->where,
                        "A block's header claims %" PRIu32 " bytes where at most %d are allowed; "
                        "the file is damaged or not a PBF.",
                        size, OSM_LIMIT_BLOB_HEADER_BYTES);
    err = read_bytes(pbf, size, "the header of a block");
    if (err)
        return err;
    struct wire wire = wire_of(pbf->packed, size);
    struct wire_field field;
    enum wire_step step;
    uint64_t data_size = UINT64_MAX;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        struct sv text = sv_from((const char *)field.bytes.at, wire_left(&field.bytes));
        if (field.number == 1 && field.type == WIRE_BYTES) {
            out->is_header = sv_is(text, "OSMHeader");
            out->is_data = sv_is(text, "OSMData");
        } else if (field.number == 3 && field.type == WIRE_VARINT) {
            data_size = field.value;
        }
    }
    if (step == WIRE_BROKEN || data_size == UINT64_MAX)
        return broken(pbf, "the header of a block cannot be read");
    if (data_size > OSM_LIMIT_BLOB_BYTES)
        return error_at(pbf->error, ERR_LIMIT, pbf->where,
                        "A block claims %" PRIu64 " bytes where at most %d are allowed.", data_size,
                        OSM_LIMIT_BLOB_BYTES);
    out->size = (uint32_t)data_size;
    return ERR_OK;
}

static enum err inflate_blob(struct pbf *pbf, struct wire data, size_t size)
{
    if (!pbf->zip_ready) {
        if (inflateInit(&pbf->zip) != Z_OK)
            abort();
        pbf->zip_ready = true;
    } else {
        inflateReset(&pbf->zip);
    }
    grow(&pbf->unpacked, &pbf->unpacked_room, size);
    pbf->zip.next_in = (Bytef *)(uintptr_t)data.at;
    pbf->zip.avail_in = (uInt)wire_left(&data);
    pbf->zip.next_out = pbf->unpacked;
    pbf->zip.avail_out = (uInt)size;
    int result = inflate(&pbf->zip, Z_FINISH);
    if (result != Z_STREAM_END || pbf->zip.avail_out != 0)
        return broken(pbf, result == Z_BUF_ERROR && pbf->zip.avail_out == 0
                               ? "a block unpacks to more bytes than it claims"
                               : "a block cannot be unpacked");
    return ERR_OK;
}

/* Unpacks the blob in `packed`; `out` borrows from the buffers. */
static enum err unpack_blob(struct pbf *pbf, size_t size, struct sv *out)
{
    struct wire wire = wire_of(pbf->packed, size), raw = {0}, zip = {0};
    struct wire_field field;
    enum wire_step step;
    uint64_t raw_size = 0;
    const char *foreign = NULL;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number == 1 && field.type == WIRE_BYTES)
            raw = field.bytes;
        else if (field.number == 2 && field.type == WIRE_VARINT)
            raw_size = field.value;
        else if (field.number == 3 && field.type == WIRE_BYTES)
            zip = field.bytes;
        else if (field.type == WIRE_BYTES)
            foreign = field.number == 4   ? "lzma"
                      : field.number == 6 ? "lz4"
                      : field.number == 7 ? "zstd"
                                          : foreign;
    }
    if (step == WIRE_BROKEN)
        return broken(pbf, "a block cannot be read");
    if (raw.at) {
        *out = sv_from((const char *)raw.at, wire_left(&raw));
        return ERR_OK;
    }
    if (!zip.at && foreign)
        return error_at(pbf->error, ERR_UNSUPPORTED, pbf->where,
                        "A block is packed with %s; only zlib and unpacked blocks are read "
                        "(osmium cat -f pbf,pbf_compression=zlib rewrites the file).",
                        foreign);
    if (!zip.at)
        return broken(pbf, "a block holds no data");
    if (raw_size > OSM_LIMIT_BLOB_BYTES)
        return error_at(pbf->error, ERR_LIMIT, pbf->where,
                        "A block unpacks to %" PRIu64 " bytes where at most %d are allowed.",
                        raw_size, OSM_LIMIT_BLOB_BYTES);
    enum err err = inflate_blob(pbf, zip, (size_t)raw_size);
    if (!err)
        *out = sv_from((const char *)pbf->unpacked, (size_t)raw_size);
    return err;
}

/* The header block says what a reader must understand. */
static enum err check_header(struct pbf *pbf, struct sv bytes)
{
    struct wire wire = wire_of(bytes.at, bytes.n);
    struct wire_field field;
    enum wire_step step;
    while ((step = wire_next(&wire, &field)) == WIRE_FIELD) {
        if (field.number != 4 || field.type != WIRE_BYTES)
            continue;
        struct sv feature = sv_from((const char *)field.bytes.at, wire_left(&field.bytes));
        if (sv_is(feature, "OsmSchema-V0.6") || sv_is(feature, "DenseNodes"))
            continue;
        if (feature.n > 60 || !sv_is_utf8(feature))
            return broken(pbf, "its header names a strange feature");
        return error_at(pbf->error, ERR_UNSUPPORTED, pbf->where,
                        "The file needs a reader that understands \"" SV_FMT "\"; this one does "
                        "not (a history file must be cut to one point in time first).",
                        SV_ARG(feature));
    }
    pbf->header_seen = true;
    return step == WIRE_BROKEN ? broken(pbf, "its header cannot be read") : ERR_OK;
}

/* The kinds in the blob at the present place, when an earlier pass has seen it. */
static const struct osm_blob_seen *seen_before(const struct pbf *pbf, uint64_t offset)
{
    if (pbf->blob_index >= pbf->file->seen.n)
        return NULL;
    const struct osm_blob_seen *seen = &pbf->file->seen.at[pbf->blob_index];
    return seen->offset == offset ? seen : NULL;
}

static enum err skip_blob(struct pbf *pbf, uint32_t size)
{
    if (fseeko(pbf->file->stream, (off_t)size, SEEK_CUR) != 0)
        return error_at(pbf->error, ERR_IO, pbf->where, "The file cannot be read: %s.",
                        strerror(errno));
    pbf->offset += size;
    return ERR_OK;
}

static enum err read_blob(struct pbf *pbf)
{
    uint64_t start = pbf->offset;
    struct blob_header header = {0};
    snprintf(pbf->where, sizeof pbf->where, "%.150s: byte %" PRIu64, pbf->file->name, start);
    enum err err = read_blob_header(pbf, &header);
    if (err)
        return err;
    const struct osm_blob_seen *seen = seen_before(pbf, start);
    unsigned wanted = osm_wanted(pbf->visitor);
    pbf->blob_index++;
    if ((!header.is_header && !header.is_data) || (seen && !(seen->kinds & wanted))) {
        if (!seen)
            vec_push(&pbf->file->seen, ((struct osm_blob_seen){start, 0}));
        return skip_blob(pbf, header.size);
    }
    struct sv bytes = {0};
    err = read_bytes(pbf, header.size, "a block");
    if (!err)
        err = unpack_blob(pbf, header.size, &bytes);
    if (err)
        return err;
    if (!pbf->header_seen && !header.is_header && !seen)
        return broken(pbf, "the first block is not a header");
    unsigned kinds = 0;
    struct osm_block block = {bytes, pbf->where, &pbf->strings, &pbf->buffers};
    err = header.is_header ? check_header(pbf, bytes)
                           : osm_block_read(&block, pbf->visitor, &kinds, pbf->error);
    if (!err && !seen)
        vec_push(&pbf->file->seen, ((struct osm_blob_seen){start, kinds}));
    return err;
}

enum err osm_read_pbf(struct osm_file *file, const struct osm_visitor *visitor, struct error *error)
{
    struct pbf pbf = {.file = file, .visitor = visitor, .error = error};
    /* A pass that broke off leaves a shorter list; whatever it lists stays true. */
    enum err err = ERR_OK;
    while (!err && pbf.offset < file->size) {
        err = read_blob(&pbf);
        if (!err && visitor->progress)
            err = visitor->progress(visitor->context, pbf.offset, file->size, error);
    }
    if (pbf.zip_ready)
        inflateEnd(&pbf.zip);
    free(pbf.packed);
    free(pbf.unpacked);
    vec_free(&pbf.strings.list);
    osm_buffers_free(&pbf.buffers);
    return err;
}
