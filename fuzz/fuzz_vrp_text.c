/* Classic instance files and their solutions: reader, conversion and checker. */
#include <stdlib.h>
#include <string.h>

#include "plan/check/check.h"
#include "plan/format/classic_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The instance ends at the first zero byte; a solution may follow. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = memchr(data, 0, size);
    size_t n = zero ? (size_t)(zero - data) : size;
    struct arena *arena = arena_new();
    struct error error;
    struct classic *instance = NULL;
    struct routes *routes = NULL;
    struct classic_plan planned;
    if (!classic_read(sv_from((const char *)data, n), "instance", arena, &instance, &error) &&
        instance->n < 300) {
        enum convention convention = classic_convention(instance);
        if (!classic_to_plan(instance, convention, arena, &planned, &error) &&
            planned.input.n_places != instance->n)
            abort();
        if (zero && !routes_read(sv_from((const char *)zero + 1, size - n - 1), "solution", arena,
                                 &routes, &error)) {
            struct check_report report;
            check_report_init(&report, arena);
            check_classic(instance, convention, routes, &report);
            if (report.feasible != (report.faults_n == 0))
                abort();
        }
    }
    arena_free(arena);
    return 0;
}
