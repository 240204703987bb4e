#include "test.h"

#include <unistd.h>

#include <zlib.h>

#include "base/rng.h"
#include "road/graph_int.h"

static const char *const profiles[] = {"car", "truck"};

/* Two streets and a gate. */
static struct graph *small_graph(void)
{
    struct graph_builder *builder = graph_builder_new(profiles, 2);
    for (int i = 0; i < 3; i++)
        graph_add_node(builder, 1200000000 + i * 10000, 300000000, 100 + i);
    uint32_t name = graph_add_name(builder, "文三路");
    for (uint32_t i = 0; i < 2; i++) {
        struct graph_edge_spec spec = {.tail = i, .head = i + 1, .way = 7 + i, .name = name};
        for (int p = 0; p < 2; p++) {
            spec.forward[p] = (struct graph_pace){100 + i, 90 + i};
            spec.backward[p] = (struct graph_pace){GRAPH_NEVER, GRAPH_NEVER};
        }
        graph_add_edge(builder, &spec);
    }
    graph_add_plain_turns(builder);
    graph_add_barrier(builder, &(struct graph_barrier){.osm_node = 101, .node = 1, .passable = 1});
    struct graph *graph = NULL;
    assert_int_equal(graph_finish(builder, &graph, NULL), ERR_OK);
    return graph;
}

static void temp_path(char path[64])
{
    strcpy(path, "/tmp/lifeline-road-XXXXXX");
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
}

static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void spill(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void a_saved_graph_comes_back_the_same(void **state)
{
    (void)state;
    char path[64];
    temp_path(path);
    struct graph *graph = small_graph(), *loaded = NULL;
    uint32_t order[] = {1, 0};
    graph->order = order;
    assert_int_equal(graph_save(graph, path, NULL), ERR_OK);
    assert_int_equal(graph_load(path, &loaded, NULL), ERR_OK);
    assert_true(loaded->storage_mapped);
    assert_int_equal(loaded->n_nodes, 3);
    assert_int_equal(loaded->n_arcs, 2);
    assert_int_equal(loaded->n_turns, graph->n_turns);
    assert_int_equal(loaded->node_osm[2], 102);
    assert_string_equal(graph_name(loaded, loaded->edge_name[1]), "文三路");
    assert_string_equal(loaded->profiles[1].name, "truck");
    assert_int_equal(loaded->profiles[1].arc_weight_ds[1], 101);
    assert_int_equal(loaded->profiles[1].arc_duration_ds[1], 91);
    assert_int_equal(loaded->barriers[0].osm_node, 101);
    assert_int_equal(loaded->order[0], 1);
    graph_free(loaded);
    graph->order = NULL;
    assert_int_equal(graph_save(graph, path, NULL), ERR_OK);
    assert_int_equal(graph_load(path, &loaded, NULL), ERR_OK);
    assert_null(loaded->order);
    graph_free(loaded);
    graph_free(graph);
    unlink(path);
}

static void assert_refused(const char *path, enum err code, const char *part)
{
    struct graph *graph = NULL;
    struct error error = {0};
    enum err err = graph_load(path, &graph, &error);
    if (err != code || !strstr(error.text, part))
        print_error("got %s: %s\n", err_slug(err), error.text);
    assert_int_equal(err, code);
    assert_non_null(strstr(error.text, part));
    assert_non_null(strstr(error.where, path));
    assert_null(graph);
}

static void a_file_that_is_no_road_file_is_refused_with_a_sentence(void **state)
{
    (void)state;
    char path[64];
    size_t size;
    temp_path(path);
    assert_refused(path, ERR_FORMAT, "empty");
    spill(path, "<osm/>", 6);
    assert_refused(path, ERR_FORMAT, "no road file");
    struct graph *graph = small_graph();
    assert_int_equal(graph_save(graph, path, NULL), ERR_OK);
    graph_free(graph);
    char *bytes = slurp(path, &size);
    bytes[8] = 2;
    spill(path, bytes, size);
    assert_refused(path, ERR_UNSUPPORTED, "version 2");
    bytes[8] = 1;
    bytes[32]++;
    spill(path, bytes, size);
    assert_refused(path, ERR_FORMAT, "header of the road file is damaged");
    bytes[32]--;
    spill(path, bytes, size - 1);
    assert_refused(path, ERR_FORMAT, "not copied whole");
    bytes[size - 1] ^= 1;
    spill(path, bytes, size);
    assert_refused(path, ERR_FORMAT, "checksum is wrong");
    free(bytes);
    unlink(path);
    assert_refused("/nonexistent/city.road", ERR_NOT_FOUND, "cannot be opened");
}

static void every_flipped_byte_is_noticed(void **state)
{
    (void)state;
    char path[64];
    size_t size;
    temp_path(path);
    struct graph *graph = small_graph();
    assert_int_equal(graph_save(graph, path, NULL), ERR_OK);
    graph_free(graph);
    char *bytes = slurp(path, &size);
    for (size_t i = 0; i < size; i += i < 2048 ? 1 : 7) {
        struct error error = {0};
        bytes[i] ^= 0x10;
        spill(path, bytes, size);
        enum err err = graph_load(path, &graph, &error);
        assert_true(err == ERR_FORMAT || err == ERR_UNSUPPORTED);
        assert_true(error.text[0]);
        bytes[i] ^= 0x10;
    }
    free(bytes);
    unlink(path);
}

static void put_u32(char *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

/* Wrong numbers behind right checksums: a forged file. */
static void a_forged_file_is_refused_or_harmless(void **state)
{
    (void)state;
    char path[64];
    size_t size;
    struct rng rng;
    int refused = 0, rounds = 3000;
    temp_path(path);
    rng_seed(&rng, 11);
    print_message("seed 11\n");
    struct graph *graph = small_graph();
    assert_int_equal(graph_save(graph, path, NULL), ERR_OK);
    graph_free(graph);
    char *good = slurp(path, &size), *bytes = malloc(size);
    for (int round = 0; round < rounds; round++) {
        memcpy(bytes, good, size);
        for (uint32_t n = 1 + rng_below(&rng, 3); n; n--) {
            size_t at = 16 + 4 * rng_below(&rng, (uint32_t)(size - 16) / 4);
            uint32_t values[] = {0, 1, UINT32_MAX, INT32_MIN, (uint32_t)rng_u64(&rng)};
            put_u32(bytes + at, values[rng_below(&rng, 5)]);
        }
        put_u32(bytes + 28, (uint32_t)crc32_z(0, (const Bytef *)bytes + 128, size - 128));
        put_u32(bytes + 124, (uint32_t)crc32_z(0, (const Bytef *)bytes, 124));
        spill(path, bytes, size);
        struct error error = {0};
        enum err err = graph_load(path, &graph, &error);
        refused += err != ERR_OK;
        assert_true(!err || error.text[0]);
        if (!err)
            graph_free(graph);
    }
    assert_in_range(refused, rounds / 4, rounds);
    free(good);
    free(bytes);
    unlink(path);
}

static void a_place_that_cannot_be_written_is_named(void **state)
{
    (void)state;
    struct graph *graph = small_graph();
    struct error error = {0};
    assert_int_equal(graph_save(graph, "/nonexistent/city.road", &error), ERR_IO);
    assert_string_equal(error.where, "/nonexistent/city.road");
    graph_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_saved_graph_comes_back_the_same),
        cmocka_unit_test(a_file_that_is_no_road_file_is_refused_with_a_sentence),
        cmocka_unit_test(every_flipped_byte_is_noticed),
        cmocka_unit_test(a_forged_file_is_refused_or_harmless),
        cmocka_unit_test(a_place_that_cannot_be_written_is_named),
    };
    return RUN_TESTS(tests);
}
