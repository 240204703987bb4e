/* VROOM's JSON end to end: reader, planner with a small budget, writer, and the checker's view. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/check/check.h"
#include "plan/format/vroom_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is answered with code 0 must pass the checker, but for violations that plan mode states. */
static void judge(struct sv body, const char *json)
{
    struct arena *arena = arena_new();
    struct vroom *problem = NULL;
    struct check_report report;
    json_t *output = json_loads(json, 0, NULL);
    if (!output)
        abort();
    if (!vroom_read(body, "body", arena, &problem, NULL) && !problem->options.plan_mode) {
        check_report_init(&report, arena);
        check_vroom(problem, output, &report);
        if (!report.feasible) {
            check_print(stderr, &report);
            fprintf(stderr, "%s\n", json);
            abort();
        }
    }
    json_decref(output);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vroom_asked asked;
    struct sv body = sv_from((const char *)data, size);
    char *json = NULL;
    int http_status = 0;
    vroom_asked_init(&asked);
    asked.locations_max = asked.vehicles_max = 20;
    asked.iterations = 20;
    asked.time_max_s = 0.2;
    if (!vroom_answer(body, &asked, &json, &http_status, NULL))
        judge(body, json);
    else if (http_status < 400)
        abort();
    free(json);
    return 0;
}
