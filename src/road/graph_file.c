/*
 * The `.road` file: a header, a table of sections, and the arrays of a graph one after the other.
 *
 *   0    magic "LLROAD\r\n" (a transfer that changes line ends breaks it)
 *   8    version, u32: readers refuse any other than their own
 *   12   0x01020304, u32: shows the byte order
 *   16   size of the file, u64
 *   24   number of sections, u32
 *   28   CRC-32 of everything behind the header, u32
 *   32   the counts of the graph, u32 each; then zeros
 *   124  CRC-32 of the header before this field, u32
 *   128  the table: name (24 bytes, NUL-padded), offset u64, size u64
 *   ...  sections, each at a multiple of 64
 *
 * A file is mapped read-only and used in place. It is believed only when its size, both checksums,
 * the size of every section and then every index inside (graph_check) are right. Section names are
 * those of the fields of struct graph; unknown ones are stepped over, so that later versions of the
 * same format may add some.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "road/graph_int.h"

enum {
    VERSION = 1,
    BYTE_ORDER_MARK = 0x01020304,
    COUNTS = 8,
    SECTION_NAME_BYTES = 24,
    SECTIONS_MAX = 128,
    ALIGNMENT = 64,
};

static const char magic[8] = {'L', 'L', 'R', 'O', 'A', 'D', '\r', '\n'};

struct header {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t file_bytes;
    uint32_t n_sections, body_crc;
    uint32_t counts[COUNTS];
    uint64_t name_bytes;
    uint8_t zeros[52];
    uint32_t header_crc;
};
_Static_assert(sizeof(struct header) == 128, "the header is 128 bytes");

struct section {
    char name[SECTION_NAME_BYTES];
    uint64_t offset, bytes;
};
_Static_assert(sizeof(struct section) == 40, "a row of the table is 40 bytes");

/* An array of the graph and where its address is kept; a small one lies inside of the graph. */
struct array {
    char name[SECTION_NAME_BYTES];
    const void **at;
    void *inside;
    uint64_t bytes;
    bool optional;
};

struct arrays {
    struct array list[SECTIONS_MAX];
    size_t n;
};

static void add(struct arrays *arrays, const char *prefix, const char *name, const void **at,
                uint64_t bytes, bool optional)
{
    struct array *array = &arrays->list[arrays->n++];
    *array = (struct array){.at = at, .bytes = bytes, .optional = optional};
    snprintf(array->name, sizeof array->name, "%s%s", prefix, name);
}

static void add_inside(struct arrays *arrays, const char *prefix, const char *name, void *inside,
                       uint64_t bytes, bool optional)
{
    add(arrays, prefix, name, NULL, bytes, optional);
    arrays->list[arrays->n - 1].inside = inside;
}

/* Every array of the graph by its counts; one list for saving and loading. */
static void list_arrays(struct graph *g, struct arrays *arrays)
{
#define ARRAY(field, count)                                                                        \
    add(arrays, "", #field, (const void **)&g->field, (uint64_t)(count) * sizeof *g->field, false)
    ARRAY(node_lon_e7, g->n_nodes);
    ARRAY(node_lat_e7, g->n_nodes);
    ARRAY(node_osm, g->n_nodes);
    ARRAY(edge_tail, g->n_edges);
    ARRAY(edge_head, g->n_edges);
    ARRAY(edge_first_point, (uint64_t)g->n_edges + 1);
    ARRAY(edge_first_arc, (uint64_t)g->n_edges + 1);
    ARRAY(edge_length_dm, g->n_edges);
    ARRAY(edge_way, g->n_edges);
    ARRAY(edge_name, g->n_edges);
    ARRAY(edge_ref, g->n_edges);
    ARRAY(edge_class, g->n_edges);
    ARRAY(edge_flags, g->n_edges);
    ARRAY(point_lon_e7, g->n_points);
    ARRAY(point_lat_e7, g->n_points);
    ARRAY(point_osm, g->n_points);
    ARRAY(arc_edge, g->n_arcs);
    ARRAY(arc_flags, g->n_arcs);
    ARRAY(turn_first, (uint64_t)g->n_arcs + 1);
    ARRAY(turn_to, g->n_turns);
    ARRAY(barriers, g->n_barriers);
    ARRAY(name_first, g->n_names);
    ARRAY(name_text, g->name_bytes);
#undef ARRAY
    add(arrays, "", "order", (const void **)&g->order, (uint64_t)g->n_arcs * sizeof *g->order,
        true);
    for (uint32_t p = 0; p < g->n_profiles; p++) {
        struct graph_profile *profile = &g->profiles[p];
        char prefix[8] = {'0' + (char)p, '.'};
        add_inside(arrays, prefix, "name", profile->name, sizeof profile->name, false);
        add_inside(arrays, prefix, "excludable", profile->excludable, sizeof profile->excludable,
                   true);
        add(arrays, prefix, "arc_weight_ds", (const void **)&profile->arc_weight_ds,
            (uint64_t)g->n_arcs * 4, false);
        add(arrays, prefix, "arc_duration_ds", (const void **)&profile->arc_duration_ds,
            (uint64_t)g->n_arcs * 4, false);
        add(arrays, prefix, "turn_weight_ds", (const void **)&profile->turn_weight_ds,
            (uint64_t)g->n_turns * 2, false);
        add(arrays, prefix, "turn_duration_ds", (const void **)&profile->turn_duration_ds,
            (uint64_t)g->n_turns * 2, false);
    }
}

static const void *bytes_of(const struct array *array)
{
    return array->at ? *array->at : array->inside;
}

/* In the order of the header. */
static void counts_of(struct graph *graph, uint32_t *out[COUNTS])
{
    uint32_t *const list[COUNTS] = {&graph->n_nodes, &graph->n_edges,   &graph->n_arcs,
                                    &graph->n_turns, &graph->n_points,  &graph->n_barriers,
                                    &graph->n_names, &graph->n_profiles};
    memcpy(out, list, sizeof list);
}

static uint32_t header_crc(const struct header *header)
{
    return (uint32_t)crc32(0, (const Bytef *)header, offsetof(struct header, header_crc));
}

/* ---- Saving ---------------------------------------------------------------------------------- */

struct writer {
    FILE *stream;
    uint64_t at;
    uLong crc;
    bool failed;
};

static void put(struct writer *writer, const void *bytes, uint64_t size)
{
    if (size && fwrite(bytes, 1, size, writer->stream) != size)
        writer->failed = true;
    writer->crc = size ? crc32_z(writer->crc, bytes, size) : writer->crc;
    writer->at += size;
}

static uint64_t aligned(uint64_t offset)
{
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void put_up_to(struct writer *writer, uint64_t offset)
{
    static const char zeros[ALIGNMENT];
    put(writer, zeros, offset - writer->at);
}

/* Writes everything; the header last, when the checksum of the rest is known. */
static bool write_all(struct writer *writer, struct graph *graph)
{
    struct arrays arrays = {.n = 0};
    struct section table[SECTIONS_MAX];
    struct header header = {.version = VERSION, .byte_order = BYTE_ORDER_MARK};
    uint32_t *counts[COUNTS];
    memset(table, 0, sizeof table);
    list_arrays(graph, &arrays);
    size_t n = 0;
    for (size_t i = 0; i < arrays.n; i++)
        if (bytes_of(&arrays.list[i]) || !arrays.list[i].optional)
            arrays.list[n++] = arrays.list[i];
    uint64_t end = sizeof header + n * sizeof *table;
    for (size_t i = 0; i < n; i++) {
        memcpy(table[i].name, arrays.list[i].name, SECTION_NAME_BYTES);
        table[i].offset = aligned(end);
        table[i].bytes = arrays.list[i].bytes;
        end = table[i].offset + table[i].bytes;
    }
    fseeko(writer->stream, sizeof header, SEEK_SET);
    writer->at = sizeof header;
    put(writer, table, n * sizeof *table);
    for (size_t i = 0; i < n; i++) {
        put_up_to(writer, table[i].offset);
        put(writer, bytes_of(&arrays.list[i]), table[i].bytes);
        graph_forget(graph, bytes_of(&arrays.list[i]), table[i].bytes);
    }
    memcpy(header.magic, magic, sizeof magic);
    counts_of(graph, counts);
    for (int i = 0; i < COUNTS; i++)
        header.counts[i] = *counts[i];
    header.name_bytes = graph->name_bytes;
    header.n_sections = (uint32_t)n;
    header.file_bytes = writer->at;
    header.body_crc = (uint32_t)writer->crc;
    header.header_crc = header_crc(&header);
    bool ok = !writer->failed && fseeko(writer->stream, 0, SEEK_SET) == 0 &&
              fwrite(&header, sizeof header, 1, writer->stream) == 1;
    return ok && fflush(writer->stream) == 0 && fsync(fileno(writer->stream)) == 0;
}

enum err graph_save(const struct graph *graph, const char *path, struct error *error)
{
    char beside[4096];
    int n = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (n < 0 || (size_t)n >= sizeof beside)
        return error_at(error, ERR_LIMIT, "path", "The path of the file is too long.");
    int handle = mkstemp(beside);
    struct writer writer = {.stream = handle < 0 ? NULL : fdopen(handle, "wb")};
    if (!writer.stream)
        return error_at(error, ERR_IO, path, "The file cannot be written: %s.", strerror(errno));
    struct graph copy = *graph; /* the list of arrays is one for saving and loading */
    bool ok = write_all(&writer, &copy) && fchmod(handle, 0644) == 0;
    int why = errno;
    ok = fclose(writer.stream) == 0 && ok;
    if (ok && rename(beside, path) == 0)
        return ERR_OK;
    why = ok ? errno : why;
    unlink(beside);
    return error_at(error, ERR_IO, path, "The file cannot be written: %s.", strerror(why));
}

/* ---- Loading --------------------------------------------------------------------------------- */

static enum err check_header(const struct header *header, uint64_t bytes, const char *path,
                             struct error *error)
{
    if (bytes < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
        return error_at(error, ERR_FORMAT, path,
                        "This is no road file; make one with \"lifeline road import\".");
    if (header->byte_order != BYTE_ORDER_MARK)
        return error_at(error, ERR_FORMAT, path,
                        "The road file is from a machine of another byte order; import it here.");
    if (header->version != VERSION)
        return error_at(error, ERR_UNSUPPORTED, path,
                        "The road file has version %" PRIu32 " and this program reads version %d; "
                        "import the map again.",
                        header->version, VERSION);
    if (header->header_crc != header_crc(header))
        return error_at(error, ERR_FORMAT, path, "The header of the road file is damaged.");
    if (header->file_bytes != bytes)
        return error_at(error, ERR_FORMAT, path,
                        "The road file has %" PRIu64 " bytes where it should have %" PRIu64
                        "; it was not copied whole.",
                        bytes, header->file_bytes);
    if (header->n_sections > SECTIONS_MAX ||
        sizeof *header + header->n_sections * sizeof(struct section) > bytes ||
        header->counts[COUNTS - 1] > GRAPH_PROFILES_MAX)
        return error_at(error, ERR_FORMAT, path, "The header of the road file is damaged.");
    uLong crc = crc32_z(0, (const Bytef *)header + sizeof *header, bytes - sizeof *header);
    if (header->body_crc != (uint32_t)crc)
        return error_at(error, ERR_FORMAT, path,
                        "The road file is damaged: its checksum is wrong; import the map again.");
    return ERR_OK;
}

static const struct section *find_section(const struct header *header, const char *name)
{
    const struct section *table = (const struct section *)(header + 1);
    for (uint32_t i = 0; i < header->n_sections; i++)
        if (strncmp(table[i].name, name, SECTION_NAME_BYTES) == 0)
            return &table[i];
    return NULL;
}

/* Points the graph's arrays into the file. */
static enum err place_arrays(struct graph *graph, const struct header *header, const char *path,
                             struct error *error)
{
    struct arrays arrays = {.n = 0};
    uint32_t *counts[COUNTS];
    counts_of(graph, counts);
    for (int i = 0; i < COUNTS; i++)
        *counts[i] = header->counts[i];
    graph->name_bytes = header->name_bytes;
    list_arrays(graph, &arrays);
    for (size_t i = 0; i < arrays.n; i++) {
        const struct array *array = &arrays.list[i];
        const struct section *section = find_section(header, array->name);
        if (!section && array->optional)
            continue;
        if (!section || section->bytes != array->bytes || section->offset % ALIGNMENT ||
            section->offset > header->file_bytes ||
            section->bytes > header->file_bytes - section->offset)
            return error_at(error, ERR_FORMAT, path,
                            "The road file is broken: its section %s is missing or of a wrong "
                            "size.",
                            array->name);
        const char *bytes = (const char *)header + section->offset;
        if (array->at)
            *array->at = bytes;
        else
            memcpy(array->inside, bytes, array->bytes);
    }
    return ERR_OK;
}

static enum err map_file(const char *path, void **out, uint64_t *bytes, struct error *error)
{
    struct stat status;
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return error_at(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, path,
                        "The road file cannot be opened: %s.", strerror(errno));
    enum err err = ERR_OK;
    if (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        err = error_at(error, ERR_FORMAT, path, "The road file is empty or not a file.");
    if (!err) {
        *bytes = (uint64_t)status.st_size;
        *out = mmap(NULL, *bytes, PROT_READ, MAP_SHARED, handle, 0);
        if (*out == MAP_FAILED)
            err = error_at(error, ERR_IO, path, "The road file cannot be mapped: %s.",
                           strerror(errno));
    }
    close(handle);
    return err;
}

enum err graph_load(const char *path, struct graph **out, struct error *error)
{
    void *storage = NULL;
    uint64_t bytes = 0;
    enum err err = map_file(path, &storage, &bytes, error);
    if (err)
        return err;
    struct graph *graph = calloc(1, sizeof *graph);
    if (!graph)
        abort();
    graph->storage = storage;
    graph->storage_bytes = bytes;
    graph->storage_mapped = true;
    err = check_header(storage, bytes, path, error);
    if (!err)
        err = place_arrays(graph, storage, path, error);
    if (!err) {
        err = graph_check(graph, error);
        if (err)
            error_prefix(error, path);
    }
    if (err)
        graph_free(graph);
    else
        *out = graph;
    return err;
}
