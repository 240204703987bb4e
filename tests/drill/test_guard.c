/* People stand the shifts of a roster: early or late, one of them isolated, and no minute without.
 */
#include "test.h"

#include <stdlib.h>

#include "drill/drill.h"

static const char watch[] =
    "name: {zh: 值守, en: A watch}\n"
    "city: {seed: 1, residents: 8000}\n"
    "start: 2022-09-27T20:00:00+08:00\n"
    "end: 2022-10-01T09:00:00+08:00\n"
    "staff: [{name: {zh: 值守, en: Guard}, count: %d, skills: [watch]}]\n"
    "posts:\n"
    "  - name: {zh: 门岗, en: Gate}\n"
    "    count: 2\n"
    "    shifts: [{from: '08:00', until: '20:00', people: 1, skills: [watch]},\n"
    "             {from: '20:00', until: '08:00', people: 1, skills: [watch]}]\n"
    "happenings:\n"
    "  - {at: 2022-09-27T20:05:00+08:00, kind: do, command: roster.plan, keep: roster,\n"
    "     args: {org: $org, from: 2022-09-28T08:00:00+08:00, days: 3}}\n"
    "  - {at: 2022-09-27T20:06:00+08:00, kind: do, command: roster.issue, args: {id: $roster}}\n"
    "  - {at: 2022-09-27T20:07:00+08:00, kind: stand, roster: roster}\n"
    "  - {at: 2022-09-28T12:00:00+08:00, kind: isolate, staff: Guard, people: 1}\n"
    "targets:\n"
    "  - {metric: answer, command: roster.cover, args: {id: $roster}, path: gap_min, op: '==',\n"
    "     value: 0, source: no minute without somebody}\n"
    "  - {metric: answer, command: roster.cover, args: {id: $roster}, path: changes, op: '==',\n"
    "     value: 10, source: five changes on each of two posts}\n"
    "  - {metric: answer, command: roster.cover, args: {id: $roster}, path: changes_unsigned,\n"
    "     op: '==', value: 0, source: both sign}\n";

static json_t *play(int people)
{
    char text[4096], packs[512];
    struct drill *drill = NULL;
    struct catalog *catalog = NULL;
    struct error error = {0};
    json_t *report = NULL;
    snprintf(packs, sizeof packs, "%s/packs", getenv("LIFELINE_ROOT"));
    snprintf(text, sizeof text, watch, people);
    enum err rc = catalog_load(packs, &catalog, &error);
    const struct drill_options options = {.seed = 1, .catalog = catalog, .least = LOG_ERROR};
    if (rc == ERR_OK)
        rc = drill_read_text(sv_of(text), "watch.yaml", &drill, &error);
    if (rc == ERR_OK)
        rc = drill_run(drill, &options, &report, &error);
    if (rc != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    drill_free(drill);
    catalog_free(catalog);
    return report;
}

static void a_watch_is_kept_though_one_falls_out(void **state)
{
    (void)state;
    json_t *report = play(8);
    if (!json_flag(report, "met", false)) {
        char *targets = json_canonical(json_object_get(report, "targets"));
        print_error("%s\n", targets);
        free(targets);
    }
    assert_true(json_flag(report, "met", false));
    json_decref(report);
}

/* Two shifts a day on two posts are 12 in three days; three people may stand three each. */
static void too_few_people_leave_a_gap(void **state)
{
    (void)state;
    json_t *report = play(3);
    assert_false(json_flag(report, "met", true));
    const json_t *gap = json_array_get(json_object_get(report, "targets"), 0);
    assert_true(json_f64(gap, "result", 0) >= 3 * 12 * 60);
    json_decref(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_watch_is_kept_though_one_falls_out),
        cmocka_unit_test(too_few_people_leave_a_gap),
    };
    return RUN_TESTS(tests);
}
