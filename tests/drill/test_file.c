#include "test.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "drill/drill.h"

static const char good[] = "name: {zh: 演练, en: drill}\n"                             /* 1 */
                           "city: {seed: 1}\n"                                         /* 2 */
                           "start: 2022-09-27T11:00:00+08:00\n"                        /* 3 */
                           "end: 2022-09-27T12:00:00+08:00\n"                          /* 4 */
                           "people: demo\n"                                            /* 5 */
                           "demand:\n"                                                 /* 6 */
                           "  calls:\n"                                                /* 7 */
                           "    - at: 2022-09-27T11:32:00+08:00\n"                     /* 8 */
                           "      service: gas.leak\n"                                 /* 9 */
                           "      place: {east_m: 0, north_m: 0}\n"                    /* 10 */
                           "targets:\n"                                                /* 11 */
                           "  - {metric: late, op: \"==\", value: 0, source: none}\n"; /* 12 */

/* The good file with one text in place of another. */
static void expect(const char *from, const char *to, const char *where, const char *text)
{
    char file[2048];
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(file, sizeof file, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    struct drill *drill = NULL;
    struct error error = {0};
    assert_int_not_equal(drill_read_text(sv_of(file), "d.yaml", &drill, &error), ERR_OK);
    if (strcmp(error.where, where) != 0 || !strstr(error.text, text))
        fail_msg("'%s': %s: %s", to, error.where, error.text);
}

static void a_good_file_is_read(void **state)
{
    (void)state;
    struct drill *drill = NULL;
    struct error error = {0};
    if (drill_read_text(sv_of(good), "d.yaml", &drill, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    drill_free(drill);
}

static void every_error_names_its_line_its_field_and_what_is_right(void **state)
{
    (void)state;
    expect("seed: 1", "sede: 1", "d.yaml:2", "city.sede: There is no such field");
    expect("seed: 1", "seed: many", "d.yaml:2", "city.seed: It must be a whole number");
    expect("2022-09-27T11:00:00+08:00", "yesterday", "d.yaml:3", "date and time");
    expect("end: 2022-09-27T12", "end: 2022-09-27T10", "d.yaml:4", "after the start");
    expect("people: demo\n", "", "d.yaml:1", "Give a fleet");
    expect("calls:\n    - at: 2022-09-27T11:32", "calls:\n    - at: 2022-09-27T15:32", "d.yaml:8",
           "demand.calls[0].at: It must lie between");
    expect("service: gas.leak", "service: 5", "d.yaml:9", "a string");
    expect("metric: late", "metric: luck", "d.yaml:12", "targets[0].metric: It must be one of");
    expect("source: none", "source: none, call: 2", "d.yaml:12", "lists only 1 calls");
    expect("targets:",
           "happenings:\n  - {at: 2022-09-27T11:40:00+08:00, kind: seal, zone: x}\n"
           "targets:",
           "d.yaml:12", "no zone 'x'");
    expect("targets:", "happenings:\n  - {at: 2022-09-27T11:40:00+08:00, kind: surge}\ntargets:",
           "d.yaml:12", "A 'surge' needs it");
    expect("targets:", "happenings:\n  - {at: 2022-09-27T11:40:00+08:00, kind: stand}\ntargets:",
           "d.yaml:12", "A 'stand' needs it");
    expect("targets:",
           "happenings:\n  - {at: 2022-09-27T11:40:00+08:00, kind: isolate, staff: X}\ntargets:",
           "d.yaml:12", "no template of the (English) name 'X' under 'staff'");
}

static void what_is_no_yaml_is_refused_with_its_line(void **state)
{
    (void)state;
    expect("city: {seed: 1}", "city: {seed: 1", "d.yaml:3", "not YAML");
    expect("people: demo", "people: demo\npeople: demo", "d.yaml:6", "given twice");
    struct drill *drill = NULL;
    struct error error = {0};
    assert_int_equal(drill_read_text(sv_of(""), "d.yaml", &drill, &error), ERR_FORMAT);
    assert_int_equal(drill_read("/nowhere/d.yaml", &drill, &error), ERR_IO);
    /* a billion laughs */
    const char *laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
                         "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
                         "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
                         "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
                         "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
                         "f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n";
    assert_int_equal(drill_read_text(sv_of(laughs), "d.yaml", &drill, &error), ERR_FORMAT);
}

static char folder[] = "/tmp/lifeline-test-variants-XXXXXX";

static void write_file(const char *name, const char *text, char path[128])
{
    snprintf(path, 128, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void refuse_variant(const char *path, const char *text)
{
    struct drill *drill = NULL;
    struct error error = {0};
    assert_int_not_equal(drill_read(path, &drill, &error), ERR_OK);
    if (!strstr(error.text, text))
        fail_msg("%s: %s", error.where, error.text);
}

static void a_variant_says_only_what_is_different(void **state)
{
    (void)state;
    char base[128], variant[128], second[128];
    struct drill *drill = NULL;
    struct error error = {0};
    assert_non_null(mkdtemp(folder));
    write_file("base.yaml", good, base);
    write_file("variant.yaml", "like: base.yaml\nname: {zh: 变, en: other}\nseed: 9\n", variant);
    if (drill_read(variant, &drill, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    assert_string_equal(json_text(drill_name(drill), "en", ""), "other");
    assert_int_equal(drill_seed(drill), 9);
    drill_free(drill);

    /* What comes from the file beside it is checked with the rest. */
    write_file("variant.yaml", "like: base.yaml\nend: 2022-09-27T11:20:00+08:00\n", variant);
    refuse_variant(variant, "demand.calls[0].at: It must lie between");
    write_file("variant.yaml", "like: nobody.yaml\n", variant);
    refuse_variant(variant, "cannot be read");
    write_file("variant.yaml", "like: ../base.yaml\n", variant);
    refuse_variant(variant, "in the same folder");
    write_file("variant.yaml", "like: variant.yaml\n", variant);
    refuse_variant(variant, "is a variant itself");
    write_file("second.yaml", "like: variant.yaml\n", second);
    refuse_variant(second, "is a variant itself");
    unlink(base);
    unlink(variant);
    unlink(second);
    rmdir(folder);
}

static void every_drill_of_the_project_can_be_read(void **state)
{
    (void)state;
    char where[512], path[1024];
    unsigned read = 0;
    snprintf(where, sizeof where, "%s/demo/drills", getenv("LIFELINE_ROOT"));
    DIR *dir = opendir(where);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        struct drill *drill = NULL;
        struct error error = {0};
        if (!sv_ends(sv_of(entry->d_name), ".yaml"))
            continue;
        snprintf(path, sizeof path, "%s/%s", where, entry->d_name);
        if (drill_read(path, &drill, &error) != ERR_OK)
            fail_msg("%s: %s", error.where, error.text);
        drill_free(drill);
        read++;
    }
    closedir(dir);
    assert_true(read > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(every_error_names_its_line_its_field_and_what_is_right),
        cmocka_unit_test(what_is_no_yaml_is_refused_with_its_line),
        cmocka_unit_test(a_variant_says_only_what_is_different),
        cmocka_unit_test(every_drill_of_the_project_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
