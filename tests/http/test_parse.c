#include "test.h"

#include "base/limits.h"
#include "base/rng.h"
#include "http/parse.h"

static bool parse(struct arena *arena, const char *text, struct http_head *head, int *status)
{
    struct parse_fault fault = {0};
    bool fine = http_head_parse(sv_of(text), arena, head, &fault);
    *status = fault.status;
    if (!fine)
        assert_non_null(fault.why);
    return fine;
}

static void a_plain_request_gives_its_parts(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct http_head head;
    int status;
    assert_true(parse(arena,
                      "POST /api/v1/jobs?state=new&limit=2 HTTP/1.1\r\nHost: a\r\n"
                      "Content-Length:  12 \r\nAccept-Encoding: br, gzip;q=1\r\n\r\n",
                      &head, &status));
    assert_true(sv_is(head.method, "POST"));
    assert_true(sv_is(head.path, "/api/v1/jobs"));
    assert_true(sv_is(head.query, "state=new&limit=2"));
    assert_int_equal(head.content_length, 12);
    assert_true(head.keep_alive);
    assert_true(head.accepts_gzip);
    assert_int_equal(head.fields_n, 3);
    arena_free(arena);
}

static void a_target_without_a_path_is_the_root(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct http_head head;
    int status;
    assert_true(parse(arena, "GET ?id=7&lat=1 HTTP/1.1\r\n\r\n", &head, &status));
    assert_true(sv_is(head.path, "/"));
    assert_true(sv_is(head.query, "id=7&lat=1"));
    assert_true(parse(arena, "GET http://host:80/x?y HTTP/1.1\r\n\r\n", &head, &status));
    assert_true(sv_is(head.path, "/x"));
    assert_true(parse(arena, "OPTIONS * HTTP/1.1\r\n\r\n", &head, &status));
    arena_free(arena);
}

static void what_two_servers_could_read_differently_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status;
    } CASES[] = {
        {"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nX: a\nY: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nX: a\001b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n: empty\r\n\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\n\r\n", 400},
        {"G@T / HTTP/1.1\r\n\r\n", 400},
        {"GET relative HTTP/1.1\r\n\r\n", 400},
        {"GET /#part HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\n\r\n", 505},
        {"GET / FTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nExpect: the-unexpected\r\n\r\n", 417},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct http_head head;
        int status;
        if (parse(arena, CASES[i].text, &head, &status))
            fail_msg("accepted: %s", CASES[i].text);
        assert_int_equal(status, CASES[i].status);
    }
    arena_free(arena);
}

static void one_header_line_above_the_limit_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (int lines = LIMIT_HEADER_FIELDS; lines <= LIMIT_HEADER_FIELDS + 1; lines++) {
        char text[4096] = "GET / HTTP/1.1\r\n";
        for (int i = 0; i < lines; i++)
            strcat(text, "A: b\r\n");
        strcat(text, "\r\n");
        struct http_head head;
        int status;
        assert_int_equal(parse(arena, text, &head, &status), lines == LIMIT_HEADER_FIELDS);
        assert_int_equal(status, lines == LIMIT_HEADER_FIELDS ? 0 : 431);
    }
    arena_free(arena);
}

static void queries_are_decoded_and_broken_ones_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sv rest = sv_of("a=1&&b=x%20y+z&c&%E4%BD%A0=%E5%A5%BD"), name, value;
    bool broken = false;
    assert_true(http_query_next(&rest, arena, &name, &value, &broken));
    assert_true(sv_is(name, "a") && sv_is(value, "1"));
    assert_true(http_query_next(&rest, arena, &name, &value, &broken));
    assert_true(sv_is(name, "b") && sv_is(value, "x y z"));
    assert_true(http_query_next(&rest, arena, &name, &value, &broken));
    assert_true(sv_is(name, "c") && sv_is(value, ""));
    assert_true(http_query_next(&rest, arena, &name, &value, &broken));
    assert_true(sv_is(name, "你") && sv_is(value, "好"));
    assert_false(http_query_next(&rest, arena, &name, &value, &broken));
    assert_false(broken);
    static const char *const BROKEN[] = {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%c0%80=1"};
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        rest = sv_of(BROKEN[i]);
        assert_false(http_query_next(&rest, arena, &name, &value, &broken));
        assert_true(broken);
    }
    arena_free(arena);
}

static void chunk_sizes_are_hexadecimal_and_bounded(void **state)
{
    (void)state;
    size_t size = 7;
    assert_true(http_chunk_size(sv_of("1aF"), 4096, &size));
    assert_int_equal(size, 0x1af);
    assert_true(http_chunk_size(sv_of("0;name=value"), 10, &size));
    assert_int_equal(size, 0);
    assert_false(http_chunk_size(sv_of(""), 10, &size));
    assert_false(http_chunk_size(sv_of("0x1"), 10, &size));
    assert_false(http_chunk_size(sv_of("-1"), 10, &size));
    assert_false(http_chunk_size(sv_of("b"), 10, &size));
    assert_false(http_chunk_size(sv_of("fffffffffffffffff"), SIZE_MAX, &size));
}

/* Random damage to a good head never crashes the parser, and what it accepts is consistent. */
static void damaged_heads_are_survived(void **state)
{
    (void)state;
    static const char GOOD[] = "POST /a/b?c=%20 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                               "Connection: keep-alive, x\r\nExpect: 100-continue\r\n\r\n";
    const uint64_t seed = 20220927;
    print_message("seed %llu\n", (unsigned long long)seed);
    struct rng rng;
    rng_seed(&rng, seed);
    struct arena *arena = arena_new();
    for (int round = 0; round < 20000; round++) {
        char text[sizeof GOOD];
        memcpy(text, GOOD, sizeof GOOD);
        for (uint32_t k = 1 + rng_below(&rng, 4); k > 0; k--)
            text[rng_below(&rng, sizeof GOOD - 1)] = (char)rng_below(&rng, 256);
        size_t n = http_head_end(sv_from(text, sizeof GOOD - 1));
        struct http_head head;
        struct parse_fault fault = {0};
        if (n && http_head_parse(sv_from(text, n), arena, &head, &fault)) {
            assert_true(head.path.n > 0);
            assert_true(head.content_length >= 0);
            assert_false(head.is_chunked && head.content_length);
        } else if (n) {
            assert_in_range(fault.status, 400, 505);
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_request_gives_its_parts),
        cmocka_unit_test(a_target_without_a_path_is_the_root),
        cmocka_unit_test(what_two_servers_could_read_differently_is_refused),
        cmocka_unit_test(one_header_line_above_the_limit_is_refused),
        cmocka_unit_test(queries_are_decoded_and_broken_ones_refused),
        cmocka_unit_test(chunk_sizes_are_hexadecimal_and_bounded),
        cmocka_unit_test(damaged_heads_are_survived),
    };
    return RUN_TESTS(tests);
}
