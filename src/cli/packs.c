#include <stdio.h>
#include <string.h>

#include "catalog/catalog.h"
#include "cli/cli.h"

static const char USAGE[] =
    "usage: lifeline packs [DIR]\n"
    "\n"
    "Checks the services, zone policies and terms below DIR (packs, unless told otherwise) and\n"
    "lists what there is. Every problem is told with file, line and what would be right.\n"
    "Exit code 0: all right, 1: problems, 2: usage.\n";

static void print_problem(void *context, const struct error *problem)
{
    (void)context;
    fprintf(stderr, "%s: %s\n", problem->where, problem->text);
}

static void print_catalog(const struct catalog *catalog)
{
    for (size_t i = 0; i < catalog_services(catalog); i++) {
        const struct service *service = catalog_service_at(catalog, i);
        printf("service  %-26s %s / %s\n", service->id, service->name.zh, service->name.en);
    }
    for (size_t i = 0; i < catalog_policies(catalog); i++) {
        const struct policy *policy = catalog_policy_at(catalog, i);
        printf("policy   %-26s %s to %s: %s / %s\n", policy->id, policy->from,
               policy->until ? policy->until : "further notice", policy->name.zh, policy->name.en);
    }
}

int cli_packs(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : "packs";
    if (!strcmp(dir, "--help") || !strcmp(dir, "-h")) {
        fputs(USAGE, stdout);
        return CLI_DONE;
    }
    if (argc > 2 || dir[0] == '-') {
        fputs(USAGE, stderr);
        return CLI_USAGE;
    }
    size_t problems = catalog_check(dir, print_problem, NULL);
    if (problems > 0) {
        fprintf(stderr, "lifeline packs: %zu problem%s.\n", problems, problems == 1 ? "" : "s");
        return CLI_FAILED;
    }
    struct catalog *catalog = NULL;
    struct error error = {0};
    if (catalog_load(dir, &catalog, &error))
        return cli_fail("packs", &error);
    print_catalog(catalog);
    catalog_free(catalog);
    return CLI_DONE;
}
