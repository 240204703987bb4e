#include "test.h"

#include <unistd.h>

#include <zlib.h>

#include "base/rng.h"
#include "osm_maker.h"

/* What a pass has seen, as one text: comparable, and readable when a test fails. */
struct record {
    FILE *out;
    char *text;
    size_t size;
};

static void record_tags(FILE *out, struct osm_tags tags)
{
    for (size_t i = 0; i < tags.n; i++)
        fprintf(out, " " SV_FMT "=" SV_FMT, SV_ARG(tags.at[i].key), SV_ARG(tags.at[i].value));
    fputc('\n', out);
}

static enum err record_node(void *context, const struct osm_node *node, struct error *error)
{
    struct record *record = context;
    (void)error;
    fprintf(record->out, "n%lld %d %d", (long long)node->id, node->lon, node->lat);
    record_tags(record->out, node->tags);
    return ERR_OK;
}

static enum err record_way(void *context, const struct osm_way *way, struct error *error)
{
    struct record *record = context;
    (void)error;
    fprintf(record->out, "w%lld", (long long)way->id);
    for (size_t i = 0; i < way->ref_count; i++)
        fprintf(record->out, " %lld", (long long)way->refs[i]);
    record_tags(record->out, way->tags);
    return ERR_OK;
}

static enum err record_relation(void *context, const struct osm_relation *relation,
                                struct error *error)
{
    struct record *record = context;
    (void)error;
    fprintf(record->out, "r%lld", (long long)relation->id);
    for (size_t i = 0; i < relation->member_count; i++)
        fprintf(record->out, " %d:%lld:" SV_FMT, relation->members[i].kind,
                (long long)relation->members[i].ref, SV_ARG(relation->members[i].role));
    record_tags(record->out, relation->tags);
    return ERR_OK;
}

static struct osm_visitor visitor_of(struct record *record, unsigned kinds)
{
    struct osm_visitor visitor = {.context = record};
    visitor.node = kinds & OSM_NODE ? record_node : NULL;
    visitor.way = kinds & OSM_WAY ? record_way : NULL;
    visitor.relation = kinds & OSM_RELATION ? record_relation : NULL;
    return visitor;
}

enum { EVERYTHING = OSM_NODE | OSM_WAY | OSM_RELATION };

/* One pass; the text is freed by the caller. */
static enum err pass(struct osm_file *file, unsigned kinds, char **text, struct error *error)
{
    struct record record = {0};
    record.out = open_memstream(&record.text, &record.size);
    struct osm_visitor visitor = visitor_of(&record, kinds);
    enum err err = osm_read(file, &visitor, error);
    fclose(record.out);
    *text = record.text;
    return err;
}

static enum err read_bytes(struct sv bytes, char **text, struct error *error)
{
    struct osm_file *file = NULL;
    *text = NULL;
    enum err err = osm_open_memory(bytes.at, bytes.n, "town.osm", &file, error);
    if (!err)
        err = pass(file, EVERYTHING, text, error);
    osm_close(file);
    return err;
}

static void assert_refused(struct sv bytes, enum err code, const char *part, const char *where)
{
    struct error error = {0};
    char *text = NULL;
    enum err err = read_bytes(bytes, &text, &error);
    free(text);
    if (err != code || !strstr(error.text, part) || !strstr(error.where, where))
        print_error("got %s at %s: %s\n", err_slug(err), error.where, error.text);
    assert_int_equal(err, code);
    assert_non_null(strstr(error.text, part));
    assert_non_null(strstr(error.where, where));
}

static struct maker small_town(void)
{
    struct maker maker = maker_new();
    maker_node(&maker, 1, 120.15, 30.25, "");
    maker_node(&maker, 2, 120.16, 30.25, "barrier=gate name=<East>&\"Gate\"");
    maker_node(&maker, -7, -0.0000001, -89.9999999, "");
    maker_way(&maker, 10, (int64_t[]){1, 2, -7}, 3, "highway=residential name=文三路");
    maker_way(&maker, 11, NULL, 0, "");
    maker_relation(&maker, 20, "type=restriction restriction=no_left_turn");
    maker_member(&maker, OSM_WAY, 10, "from");
    maker_member(&maker, OSM_NODE, 2, "via");
    maker_member(&maker, OSM_RELATION, 20, "");
    return maker;
}

static const char small_town_text[] = "n1 1201500000 302500000\n"
                                      "n2 1201600000 302500000 barrier=gate name=<East>&\"Gate\"\n"
                                      "n-7 -1 -899999999\n"
                                      "w10 1 2 -7 highway=residential name=文三路\n"
                                      "w11\n"
                                      "r20 2:10:from 1:2:via 4:20: type=restriction "
                                      "restriction=no_left_turn\n";

static void every_writing_of_a_file_reads_the_same(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv files[] = {
        maker_xml(&maker),
        maker_pbf(&maker, (struct pbf_style){0}),
        maker_pbf(&maker, (struct pbf_style){.plain_nodes = true}),
        maker_pbf(&maker, (struct pbf_style){.raw_blobs = true, .per_block = 1}),
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *text = NULL;
        assert_int_equal(read_bytes(files[i], &text, NULL), ERR_OK);
        assert_string_equal(text, small_town_text);
        free(text);
    }
    maker_free(&maker);
}

static void later_passes_hand_out_only_the_wanted_kinds(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv files[] = {maker_xml(&maker), maker_pbf(&maker, (struct pbf_style){0})};
    for (size_t i = 0; i < 2; i++) {
        struct osm_file *file = NULL;
        char *text = NULL;
        assert_int_equal(osm_open_memory(files[i].at, files[i].n, "t", &file, NULL), ERR_OK);
        assert_int_equal(pass(file, OSM_WAY, &text, NULL), ERR_OK);
        assert_int_equal(text[0], 'w');
        free(text);
        assert_int_equal(pass(file, OSM_NODE, &text, NULL), ERR_OK);
        assert_null(strchr(text, 'w'));
        assert_int_equal(text[0], 'n');
        free(text);
        assert_int_equal(pass(file, EVERYTHING, &text, NULL), ERR_OK);
        assert_string_equal(text, small_town_text);
        free(text);
        osm_close(file);
    }
    maker_free(&maker);
}

static enum err stop_here(void *context, const struct osm_way *way, struct error *error)
{
    (void)context, (void)way;
    return error_set(error, ERR_CANCELLED, "Enough.");
}

static void an_error_of_a_callback_travels_up_unchanged(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv files[] = {maker_xml(&maker), maker_pbf(&maker, (struct pbf_style){0})};
    for (size_t i = 0; i < 2; i++) {
        struct osm_file *file = NULL;
        struct error error = {0};
        struct osm_visitor visitor = {.way = stop_here};
        assert_int_equal(osm_open_memory(files[i].at, files[i].n, "t", &file, NULL), ERR_OK);
        assert_int_equal(osm_read(file, &visitor, &error), ERR_CANCELLED);
        assert_string_equal(error.text, "Enough.");
        osm_close(file);
    }
    maker_free(&maker);
}

static void a_file_that_is_no_map_is_refused_with_its_name(void **state)
{
    (void)state;
    assert_refused(sv_of(""), ERR_FORMAT, "empty", "town.osm");
    assert_refused(sv_of("PK\003\004 a zip file"), ERR_FORMAT, "header claims", "town.osm: byte 0");
    assert_refused(sv_of("<html><body/></html>"), ERR_FORMAT, "<html>", "town.osm:1");
    assert_refused(sv_of("<osm>\n<node id='1' lat='1' lon='2'>\n"), ERR_FORMAT, "ends inside",
                   "town.osm:3");
    struct error error = {0};
    struct osm_file *file = NULL;
    assert_int_equal(osm_open("/nonexistent/city.osm.pbf", &file, &error), ERR_NOT_FOUND);
    assert_string_equal(error.where, "/nonexistent/city.osm.pbf");
    assert_null(file);
    assert_int_equal(osm_open("/", &file, &error), ERR_IO);
}

static void a_gzipped_xml_reads_the_same_and_its_damage_is_named(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv xml = maker_xml(&maker);
    char path[] = "/tmp/town-XXXXXX", *text = NULL;
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
    gzFile packed = gzopen(path, "wb");
    assert_int_equal(gzwrite(packed, xml.at, (unsigned)xml.n), (int)xml.n);
    gzclose(packed);
    struct osm_file *file = NULL;
    assert_int_equal(osm_open(path, &file, NULL), ERR_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pass(file, EVERYTHING, &text, NULL), ERR_OK);
        assert_string_equal(text, small_town_text);
        free(text);
    }
    osm_close(file);
    assert_int_equal(truncate(path, 200), 0);
    struct error error = {0};
    assert_int_equal(osm_open(path, &file, NULL), ERR_OK);
    assert_int_equal(pass(file, EVERYTHING, &text, &error), ERR_FORMAT);
    assert_non_null(strstr(error.text, "too early"));
    assert_string_equal(error.where, path);
    free(text);
    osm_close(file);
    unlink(path);
    maker_free(&maker);
}

static void wrong_values_in_xml_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *line, *part;
        enum err code;
    } cases[] = {
        {"<node id='1' lat='91' lon='2'/>", "Node 1 has no lat", ERR_FORMAT},
        {"<node id='1' lat='9' lon='1e999'/>", "Node 1 has no lon", ERR_FORMAT},
        {"<node id='1' lat='nan' lon='1'/>", "Node 1 has no lat", ERR_FORMAT},
        {"<node lat='9' lon='1'/>", "The attribute id is missing", ERR_FORMAT},
        {"<node id='99999999999999999999' lat='9' lon='1'/>", "not an id", ERR_FORMAT},
        {"<node id='4611686018427387904' lat='9' lon='1'/>", "not an id", ERR_FORMAT},
        {"<way id='1'><nd/></way>", "The attribute ref is missing", ERR_FORMAT},
        {"<way id='1'><nd ref='x'/></way>", "\"x\" is not an id", ERR_FORMAT},
        {"<way id='1'><tag k='a'/></way>", "needs the attributes k and v", ERR_FORMAT},
        {"<relation id='1'><member type='city' ref='1'/></relation>", "none of node", ERR_FORMAT},
        {"<way id='1'></node>", "mismatched tag", ERR_FORMAT},
        {"<way id='1' name='&bomb;'/>", "undefined entity", ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        int n = snprintf(text, sizeof text, "<osm>\n\n%s</osm>", cases[i].line);
        assert_refused(sv_from(text, (size_t)n), cases[i].code, cases[i].part, "town.osm:3");
    }
    assert_refused(sv_of("<!DOCTYPE osm [<!ENTITY a 'aa'>]><osm>&a;</osm>"), ERR_FORMAT,
                   "no document type declaration", "town.osm:1");
}

static void limits_on_one_object_are_named(void **state)
{
    (void)state;
    struct maker maker = maker_new();
    size_t n = OSM_LIMIT_REFS + 1;
    int64_t *refs = calloc(n, sizeof *refs);
    maker_way(&maker, 77, refs, n - 1, "");
    char *text = NULL;
    assert_int_equal(read_bytes(maker_pbf(&maker, (struct pbf_style){0}), &text, NULL), ERR_OK);
    free(text);
    assert_int_equal(read_bytes(maker_xml(&maker), &text, NULL), ERR_OK);
    free(text);
    maker_way(&maker, 78, refs, n, "");
    free(refs);
    assert_refused(maker_pbf(&maker, (struct pbf_style){0}), ERR_LIMIT, "way 78", "byte");
    assert_refused(maker_xml(&maker), ERR_LIMIT, "Way 78 has more than 65536 nodes", "town.osm:");
    maker_free(&maker);
}

static void deleted_objects_are_skipped(void **state)
{
    (void)state;
    char *text = NULL;
    assert_int_equal(read_bytes(sv_of("<osm><node id='1' visible='false'/>"
                                      "<way id='2' action='delete'><nd ref='1'/></way>"
                                      "<way id='3'/><note><way id='4'/></note></osm>"),
                                &text, NULL),
                     ERR_OK);
    assert_string_equal(text, "w3\n");
    free(text);
}

static struct sv joined(struct maker *maker, struct sv a, struct sv b)
{
    char *bytes = arena_alloc(maker->arena, a.n + b.n);
    memcpy(bytes, a.at, a.n);
    memcpy(bytes + a.n, b.at, b.n);
    return sv_from(bytes, a.n + b.n);
}

static void giant_and_lying_blobs_are_refused(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv good = maker_pbf(&maker, (struct pbf_style){0});
    size_t size = 40 * 1024 * 1024;
    char *zeros = calloc(1, size);
    struct sv small = sv_from(zeros, 1000), bomb = sv_from(zeros, size);
    assert_refused(joined(&maker, good, maker_blob(&maker, "OSMData", bomb, true, size)), ERR_LIMIT,
                   "unpacks to 41943040 bytes", "town.osm: byte");
    assert_refused(joined(&maker, good, maker_blob(&maker, "OSMData", bomb, true, 1000)),
                   ERR_FORMAT, "more bytes than it claims", "byte");
    assert_refused(joined(&maker, good, maker_blob(&maker, "OSMData", small, true, 2000)),
                   ERR_FORMAT, "cannot be unpacked", "byte");
    assert_refused(joined(&maker, good, maker_blob(&maker, "OSMData", bomb, false, size)),
                   ERR_LIMIT, "claims 41943", "byte");
    assert_refused(maker_blob(&maker, "OSMData", small, true, 1000), ERR_FORMAT,
                   "first block is not a header", "byte 0");
    struct sv history = sv_of("\x22\x15HistoricalInformation");
    assert_refused(maker_blob(&maker, "OSMHeader", history, true, history.n), ERR_UNSUPPORTED,
                   "HistoricalInformation", "byte 0");
    char *text = NULL;
    assert_int_equal(
        read_bytes(joined(&maker, good, maker_blob(&maker, "Other", small, true, 1000)), &text,
                   NULL),
        ERR_OK);
    assert_string_equal(text, small_town_text);
    free(text);
    free(zeros);
    maker_free(&maker);
}

static void a_pbf_cut_anywhere_is_refused_or_whole_blocks(void **state)
{
    (void)state;
    struct maker maker = small_town();
    struct sv good = maker_pbf(&maker, (struct pbf_style){.per_block = 2});
    size_t read = 0;
    for (size_t n = 1; n < good.n; n++) {
        struct error error = {0};
        char *text = NULL;
        enum err err = read_bytes(sv_from(good.at, n), &text, &error);
        if (err) {
            assert_int_equal(err, ERR_FORMAT);
            assert_non_null(strstr(error.text, "ends inside"));
        } else {
            read++;
            assert_memory_equal(text, small_town_text, strlen(text));
        }
        free(text);
    }
    assert_int_equal(read, 4); /* after the header and each block but the last */
    maker_free(&maker);
}

/* A few random bytes changed: an answer or a sentence, never a crash (the sanitizers watch). */
static void mutate(struct sv good, uint64_t seed, int rounds)
{
    struct rng rng;
    rng_seed(&rng, seed);
    print_message("seed %llu\n", (unsigned long long)seed);
    char *bytes = malloc(good.n);
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
        memcpy(bytes, good.at, good.n);
        size_t n = rng_below(&rng, 8) ? good.n : 1 + rng_below(&rng, (uint32_t)good.n);
        for (uint32_t left = 1 + rng_below(&rng, 4); left; left--)
            bytes[rng_below(&rng, (uint32_t)n)] = (char)rng_u64(&rng);
        struct error error = {0};
        char *text = NULL;
        enum err err = read_bytes(sv_from(bytes, n), &text, &error);
        free(text);
        if (err) {
            refused++;
            assert_true(error.text[0] && error.where[0]);
        }
    }
    free(bytes);
    assert_in_range(refused, rounds / 10, rounds);
}

static void damaged_files_give_an_answer_or_a_sentence(void **state)
{
    (void)state;
    struct maker maker = small_town();
    for (int64_t i = 100; i < 140; i++)
        maker_node(&maker, i * i, (double)i, 20, i % 3 ? "" : "highway=stop direction=forward");
    mutate(maker_xml(&maker), 1, 3000);
    /* Raw blobs, so that the changes reach the decoder and not only the checksum of zlib. */
    mutate(maker_pbf(&maker, (struct pbf_style){.raw_blobs = true}), 2, 6000);
    mutate(maker_pbf(&maker, (struct pbf_style){.raw_blobs = true, .plain_nodes = true}), 3, 3000);
    mutate(maker_pbf(&maker, (struct pbf_style){0}), 4, 2000);
    maker_free(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_writing_of_a_file_reads_the_same),
        cmocka_unit_test(later_passes_hand_out_only_the_wanted_kinds),
        cmocka_unit_test(an_error_of_a_callback_travels_up_unchanged),
        cmocka_unit_test(a_file_that_is_no_map_is_refused_with_its_name),
        cmocka_unit_test(a_gzipped_xml_reads_the_same_and_its_damage_is_named),
        cmocka_unit_test(wrong_values_in_xml_are_refused_with_their_line),
        cmocka_unit_test(limits_on_one_object_are_named),
        cmocka_unit_test(deleted_objects_are_skipped),
        cmocka_unit_test(giant_and_lying_blobs_are_refused),
        cmocka_unit_test(a_pbf_cut_anywhere_is_refused_or_whole_blocks),
        cmocka_unit_test(damaged_files_give_an_answer_or_a_sentence),
    };
    return RUN_TESTS(tests);
}
