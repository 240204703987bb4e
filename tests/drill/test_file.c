#include "test.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(every_error_names_its_line_its_field_and_what_is_right),
        cmocka_unit_test(what_is_no_yaml_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
