/* The options of the command line: what is taken, where it goes, and what is refused. */
#include "test.h"

#include "cli/cli.h"
#include "cli/options.h"

struct arguments {
    const char *data;
    bool json;
    int64_t seed;
    char closed[64];
};

static bool read_close(const char *name, const char *value, void *arguments)
{
    struct arguments *out = arguments;
    size_t n = strlen(out->closed);
    snprintf(out->closed + n, sizeof out->closed - n, "%s=%s;", name, value);
    return strcmp(value, "nothing") != 0;
}

static const struct cli_option OPTIONS[] = {
    {"data", CLI_TEXT, 'd', CLI_AT(arguments, data)},
    {"json", CLI_FLAG, 'j', CLI_AT(arguments, json)},
    {"seed", CLI_WHOLE, CLI_AT(arguments, seed), .min = -3, .max = 9},
    {"close", CLI_READ, .read = read_close},
    {.name = NULL},
};

enum { ARGS_MAX = 16 };

struct run {
    char text[400], *argv[ARGS_MAX];
    struct arguments arguments;
    struct cli_words words;
    int code;
};

/* Gives the command line, cut at its blanks, to the reader. */
static void run(struct run *run, const char *line)
{
    int argc = 0;
    *run = (struct run){.arguments = {.data = "here", .seed = 1}};
    snprintf(run->text, sizeof run->text, "%s", line);
    for (char *word = strtok(run->text, " "); word; word = strtok(NULL, " ")) {
        assert_true(argc < ARGS_MAX - 1);
        run->argv[argc++] = word;
    }
    run->code = cli_read_options(argc, run->argv, "usage\n", OPTIONS, &run->arguments, &run->words);
}

static void options_go_where_the_table_says_and_the_rest_are_words(void **state)
{
    (void)state;
    struct run got;
    run(&got, "test one --data DIR --seed=-3 two --json --close a --close b three");
    assert_int_equal(got.code, CLI_GO_ON);
    assert_string_equal(got.arguments.data, "DIR");
    assert_true(got.arguments.json);
    assert_int_equal(got.arguments.seed, -3);
    assert_string_equal(got.arguments.closed, "close=a;close=b;");
    assert_int_equal(got.words.n, 3);
    assert_string_equal(got.words.at[0], "one");
    assert_string_equal(got.words.at[1], "two");
    assert_string_equal(got.words.at[2], "three");
    run(&got, "test -jd DIR");
    assert_int_equal(got.code, CLI_GO_ON);
    assert_true(got.arguments.json);
    assert_string_equal(got.arguments.data, "DIR");
    run(&got, "test");
    assert_int_equal(got.code, CLI_GO_ON);
    assert_int_equal(got.words.n, 0);
    assert_string_equal(got.arguments.data, "here");
}

/* West and south of zero places begin with a minus. */
static void places_and_standard_input_are_words(void **state)
{
    (void)state;
    struct run got;
    run(&got, "test -9.1,38.7 --json - -.5,1 -- --seed");
    assert_int_equal(got.code, CLI_GO_ON);
    assert_int_equal(got.words.n, 4);
    assert_string_equal(got.words.at[0], "-9.1,38.7");
    assert_string_equal(got.words.at[1], "-");
    assert_string_equal(got.words.at[2], "-.5,1");
    assert_string_equal(got.words.at[3], "--seed");
    assert_int_equal(got.arguments.seed, 1);
}

static void what_makes_no_sense_is_usage_and_help_is_done(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
    } cases[] = {
        {"test --seed 9", CLI_GO_ON},
        {"test --seed 10", CLI_USAGE},
        {"test --seed -4", CLI_USAGE},
        {"test --seed 1x", CLI_USAGE},
        {"test --close nothing", CLI_USAGE},
        {"test --nonsense", CLI_USAGE},
        {"test --data", CLI_USAGE},
        {"test --json=yes", CLI_USAGE},
        {"test -x", CLI_USAGE},
        {"test one --help", CLI_DONE},
        {"test -h", CLI_DONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run got;
        run(&got, cases[i].line);
        if (got.code != cases[i].code)
            fail_msg("%s: %d", cases[i].line, got.code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_go_where_the_table_says_and_the_rest_are_words),
        cmocka_unit_test(places_and_standard_input_are_words),
        cmocka_unit_test(what_makes_no_sense_is_usage_and_help_is_done),
    };
    return RUN_TESTS(tests);
}
