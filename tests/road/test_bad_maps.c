/*
 * Maps that are broken, from the file to the network, in both formats: a sentence or a result,
 * never a crash (the sanitizers watch), never half a file, never much memory.
 */
#include "test.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "town.h"

enum { FORMATS = 2, MEMORY_MB = 64 };

/* The files that a test writes, in a folder of their own. */
struct bench {
    char folder[64], map[96], road[96];
    int read, refused;
};

static void set_up(struct bench *bench)
{
    *bench = (struct bench){.folder = "/tmp/lifeline-bad-XXXXXX"};
    assert_non_null(mkdtemp(bench->folder));
    snprintf(bench->map, sizeof bench->map, "%s/map", bench->folder);
    snprintf(bench->road, sizeof bench->road, "%s/town.road", bench->folder);
}

static void tear_down(struct bench *bench)
{
    unlink(bench->map);
    unlink(bench->road);
    /* Nothing else was left behind. */
    assert_int_equal(rmdir(bench->folder), 0);
}

static long peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

/* Imports the bytes. What is read is a whole network, which is opened and measured; what is not is
 * refused with a sentence and a place, and leaves no file. */
static enum err try_map(struct bench *bench, struct sv bytes, struct road_info *info,
                        struct error *error)
{
    struct road_import_options options = {.source_path = bench->map, .target_path = bench->road};
    long before_mb = peak_mb();
    FILE *file = fopen(bench->map, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.n, file), bytes.n);
    fclose(file);
    unlink(bench->road);
    *error = (struct error){0};
    enum err err = road_import(&options, NULL, error);
    struct stat status;
    assert_int_equal(stat(bench->road, &status) == 0, !err);
    if (err) {
        bench->refused++;
        assert_true(error->text[0] && strstr(error->where, bench->map) == error->where);
    } else {
        struct road_network *network = NULL;
        bench->read++;
        assert_int_equal(road_network_open(bench->road, &network, error), ERR_OK);
        road_network_info(network, info);
        road_network_free(network);
    }
    assert_true(peak_mb() < before_mb + MEMORY_MB);
    return err;
}

static struct sv written(struct maker *maker, int format)
{
    return format ? maker_xml(maker) : maker_pbf(maker, (struct pbf_style){.raw_blobs = true});
}

/* A town with a signal, a gate, a roundabout and restrictions at a node and through a way. */
static struct maker good_town(void)
{
    struct maker maker = maker_new();
    static const char *const tags[] = {
        "", "highway=traffic_signals", "barrier=gate", "", "", "highway=stop", "", ""};
    for (int64_t i = 0; i < 8; i++)
        maker_node(&maker, 11 + i, 1 + (double)(i % 4) * 1e-3, 1 + (double)(i / 4) * 1e-3, tags[i]);
    maker_way(&maker, 1, (int64_t[]){11, 12, 13}, 3, "highway=primary name=a");
    maker_way(&maker, 2, (int64_t[]){13, 14}, 2, "highway=primary name=b");
    maker_way(&maker, 3, (int64_t[]){13, 17}, 2, "highway=service name=c");
    maker_way(&maker, 4, (int64_t[]){15, 16, 17, 18}, 4, "highway=residential maxspeed=30");
    maker_way(&maker, 5, (int64_t[]){18, 14, 17, 18}, 4, "junction=roundabout highway=tertiary");
    maker_relation(&maker, 6, "type=restriction restriction=no_right_turn");
    maker_member(&maker, OSM_WAY, 1, "from");
    maker_member(&maker, OSM_NODE, 13, "via");
    maker_member(&maker, OSM_WAY, 3, "to");
    maker_relation(&maker, 7, "type=restriction restriction=no_u_turn");
    maker_member(&maker, OSM_WAY, 2, "from");
    maker_member(&maker, OSM_WAY, 3, "via");
    maker_member(&maker, OSM_WAY, 4, "to");
    return maker;
}

static void truncated_maps(void **state)
{
    (void)state;
    struct bench bench;
    struct road_info info;
    struct error error;
    set_up(&bench);
    for (int format = 0; format < FORMATS; format++) {
        struct maker maker = good_town();
        struct sv good = written(&maker, format);
        assert_int_equal(try_map(&bench, good, &info, &error), ERR_OK);
        for (size_t n = 0; n < good.n; n += 1 + n / 64)
            assert_int_not_equal(try_map(&bench, sv_from(good.at, n), &info, &error), ERR_OK);
        maker_free(&maker);
    }
    tear_down(&bench);
}

static void bit_flipped_maps(void **state)
{
    (void)state;
    struct bench bench;
    struct road_info info;
    struct error error;
    struct rng rng;
    set_up(&bench);
    rng_seed(&rng, 6);
    print_message("# seed 6\n");
    for (int format = 0; format < FORMATS; format++) {
        struct maker maker = good_town();
        struct sv good = written(&maker, format);
        char *bytes = malloc(good.n);
        for (int round = 0; round < 300; round++) {
            memcpy(bytes, good.at, good.n);
            bytes[rng_below(&rng, (uint32_t)good.n)] ^= (char)(1 << rng_below(&rng, 8));
            try_map(&bench, sv_from(bytes, good.n), &info, &error);
        }
        free(bytes);
        maker_free(&maker);
    }
    assert_true(bench.read > 50 && bench.refused > 50);
    tear_down(&bench);
}

static void empty_maps(void **state)
{
    (void)state;
    struct bench bench;
    struct road_info info;
    struct error error;
    set_up(&bench);
    assert_int_equal(try_map(&bench, sv_of(""), &info, &error), ERR_FORMAT);
    assert_non_null(strstr(error.text, "empty"));
    for (int format = 0; format < FORMATS; format++) {
        struct maker nothing = maker_new(), nodes = maker_new();
        assert_int_equal(try_map(&bench, written(&nothing, format), &info, &error), ERR_INVALID);
        assert_non_null(strstr(error.text, "no road"));
        maker_node(&nodes, 1, 1, 1, "highway=traffic_signals");
        assert_int_equal(try_map(&bench, written(&nodes, format), &info, &error), ERR_INVALID);
        assert_non_null(strstr(error.text, "no road"));
        maker_free(&nothing);
        maker_free(&nodes);
    }
    tear_down(&bench);
}

/* Ids up to the largest, wide apart and negative: memory is by the road, not by the range. */
static void maps_with_huge_ids(void **state)
{
    (void)state;
    const int64_t most = OSM_LIMIT_ID - 1;
    const int64_t ids[] = {-most, -1, (int64_t)1 << 40, most};
    struct bench bench;
    struct road_info info;
    struct error error;
    set_up(&bench);
    for (int format = 0; format < FORMATS; format++) {
        struct maker maker = maker_new();
        for (int i = 0; i < 4; i++)
            maker_node(&maker, ids[i], 1 + i * 1e-3, 1, i == 1 ? "barrier=gate" : "");
        maker_way(&maker, most, ids, 4, "highway=primary");
        maker_way(&maker, most - 1, (int64_t[]){most, most - 1, -most}, 3, "highway=service");
        maker_relation(&maker, most, "type=restriction restriction=no_left_turn");
        maker_member(&maker, OSM_WAY, most, "from");
        maker_member(&maker, OSM_NODE, most, "via");
        maker_member(&maker, OSM_WAY, most - 2, "to");
        assert_int_equal(try_map(&bench, written(&maker, format), &info, &error), ERR_OK);
        assert_int_equal(info.edges, 2); /* parted by the gate; of the other way nothing is left */
        assert_int_equal(info.arcs, 4);
        maker_node(&maker, OSM_LIMIT_ID, 1, 1, "");
        assert_int_equal(try_map(&bench, written(&maker, format), &info, &error), ERR_FORMAT);
        maker_free(&maker);
    }
    tear_down(&bench);
}

/* Relations that are members of themselves and of each other, roads that go nowhere, restrictions
 * from a road by itself to itself. */
static void maps_that_refer_to_themselves(void **state)
{
    (void)state;
    struct bench bench;
    struct road_info info;
    struct error error;
    set_up(&bench);
    for (int format = 0; format < FORMATS; format++) {
        struct maker maker = good_town();
        maker_way(&maker, 30, (int64_t[]){14, 14, 14}, 3, "highway=primary ref=S1");
        maker_way(&maker, 31, (int64_t[]){14, 18, 14, 18, 14}, 5, "highway=primary ref=S1");
        for (int64_t id = 40; id < 44; id++) {
            maker_relation(&maker, id,
                           id < 42 ? "type=route route=road ref=S1 direction=east"
                                   : "type=restriction restriction=only_straight_on");
            maker_member(&maker, OSM_RELATION, id, id < 42 ? "" : "from");
            maker_member(&maker, OSM_RELATION, id ^ 1, "via");
            maker_member(&maker, OSM_WAY, 31, "from");
            maker_member(&maker, id == 42 ? OSM_NODE : OSM_WAY, id == 42 ? 14 : 31, "via");
            maker_member(&maker, OSM_WAY, 31, "to");
        }
        struct sv bytes = written(&maker, format);
        assert_int_equal(try_map(&bench, bytes, &info, &error), ERR_OK);
        assert_true(info.edges >= 8);
        maker_free(&maker);
    }
    tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated_maps),
        cmocka_unit_test(bit_flipped_maps),
        cmocka_unit_test(empty_maps),
        cmocka_unit_test(maps_with_huge_ids),
        cmocka_unit_test(maps_that_refer_to_themselves),
    };
    return RUN_TESTS(tests);
}
