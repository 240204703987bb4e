#include "catalog/catalog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog/shape_int.h"

enum { FILES_MAX = 500 };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names_found {
    VEC(const char *) list;
};

/* The YAML files of a folder, sorted, so that problems and numbers do not depend on the disk. */
static void find_files(struct reader *reader, const char *dir, const char *folder,
                       struct names_found *found)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, folder);
    DIR *open = opendir(path);
    if (!open) {
        problem_add(reader->problems, path, 0, "The folder cannot be opened.");
        return;
    }
    for (struct dirent *entry; (entry = readdir(open));) {
        size_t n = strlen(entry->d_name);
        if (n <= 5 || entry->d_name[0] == '.' || strcmp(entry->d_name + n - 5, ".yaml") != 0)
            continue;
        vec_push(&found->list, arena_printf(reader->arena, "%s/%s", folder, entry->d_name));
    }
    closedir(open);
    if (found->list.n > FILES_MAX) {
        problem_add(reader->problems, path, 0, "The folder has more than %d files.", FILES_MAX);
        found->list.n = 0;
    }
    if (found->list.n > 0)
        qsort(found->list.at, found->list.n, sizeof *found->list.at, by_name);
}

static void read_one(struct reader *reader, const char *dir, const char *file,
                     const struct shape *shape, void *out)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    reader->file = arena_printf(reader->arena, "%s", path);
    reader->owner = out;
    shape_read_file(reader, path, shape, out);
}

/* "services/gas.leak.yaml" must hold the id "gas.leak": then a file is found by its id and two
 * files cannot hold the same one. */
static void check_file_name(struct reader *reader, const char *file, const char *id)
{
    const char *base = strrchr(file, '/') + 1;
    size_t n = strlen(base) - strlen(".yaml");
    if (id && (strlen(id) != n || strncmp(base, id, n) != 0))
        problem_add(reader->problems, reader->file, 1,
                    "id: '%s' must be the name of the file without .yaml, '%.*s'.", id, (int)n,
                    base);
}

static void read_services(struct reader *reader, const char *dir, struct catalog *catalog)
{
    struct names_found found = {0};
    find_files(reader, dir, "services", &found);
    catalog->services = arena_array(reader->arena, struct service, found.list.n);
    catalog->service_files = arena_array(reader->arena, const char *, found.list.n);
    for (size_t i = 0; i < found.list.n; i++) {
        read_one(reader, dir, found.list.at[i], &service_shape, &catalog->services[i]);
        catalog->service_files[i] = reader->file;
        check_file_name(reader, found.list.at[i], catalog->services[i].id);
    }
    catalog->n_services = found.list.n;
    vec_free(&found.list);
}

static void read_policies(struct reader *reader, const char *dir, struct catalog *catalog)
{
    struct names_found found = {0};
    find_files(reader, dir, "policies", &found);
    catalog->policies = arena_array(reader->arena, struct policy, found.list.n);
    catalog->policy_files = arena_array(reader->arena, const char *, found.list.n);
    for (size_t i = 0; i < found.list.n; i++) {
        struct policy *policy = &catalog->policies[i];
        read_one(reader, dir, found.list.at[i], &policy_shape, policy);
        catalog->policy_files[i] = reader->file;
        check_file_name(reader, found.list.at[i], policy->id);
        for (size_t k = 0; k < policy->levels.n; k++)
            policy->levels.at[k].policy = policy;
    }
    catalog->n_policies = found.list.n;
    vec_free(&found.list);
}

/* Reads a file; false when something in it is wrong: then there is no asking for its sense. */
static bool read_well(struct reader *reader, const char *dir, const char *file,
                      const struct shape *shape, void *out)
{
    size_t before = reader->problems->list.n;
    read_one(reader, dir, file, shape, out);
    return reader->problems->list.n == before;
}

/* A city may do without these; false when it does, or when something in it is wrong. */
static bool read_optional(struct reader *reader, const char *dir, const char *file,
                          const struct shape *shape, void *out)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    return access(path, F_OK) == 0 && read_well(reader, dir, file, shape, out);
}

static void read_tables(struct reader *reader, const char *dir, struct catalog *catalog)
{
    if (read_optional(reader, dir, "watches.yaml", &watches_shape, &catalog->watches))
        watches_check_sense(reader->problems, reader->file, &catalog->watches);
    if (read_optional(reader, dir, "dispatch.yaml", &prices_shape, &catalog->prices))
        prices_check_sense(reader->problems, reader->file, &catalog->prices);
    if (read_optional(reader, dir, "custody.yaml", &custody_shape, &catalog->custody))
        custody_check_sense(reader->problems, reader->file, &catalog->custody);
    if (read_optional(reader, dir, "items.yaml", &items_shape, &catalog->items))
        items_check_sense(reader->problems, reader->file, &catalog->items);
    if (read_optional(reader, dir, "registers.yaml", &registers_shape, &catalog->registers))
        registers_check_sense(reader->problems, reader->file, &catalog->registers);
    if (read_optional(reader, dir, "figures.yaml", &figures_shape, &catalog->figures))
        figures_check_sense(reader->problems, reader->file, &catalog->figures);
    if (read_optional(reader, dir, "approvals.yaml", &chains_shape, &catalog->chains))
        chains_check_sense(reader->problems, reader->file, &catalog->chains);
    if (read_optional(reader, dir, "notices.yaml", &notices_shape, &catalog->notices))
        notices_check_sense(reader->problems, reader->file, &catalog->notices);
    if (read_optional(reader, dir, "privacy.yaml", &privacy_shape, &catalog->privacy))
        privacy_check_sense(reader->problems, reader->file, &catalog->privacy);
    read_optional(reader, dir, "parameters.yaml", &switchable_shape, &catalog->switchable);
}

/* A city may do without forms. */
static void read_forms(struct reader *reader, const char *dir, struct catalog *catalog)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/forms", dir);
    if (access(path, F_OK) != 0)
        return;
    struct names_found found = {0};
    find_files(reader, dir, "forms", &found);
    catalog->forms = arena_array(reader->arena, struct form, found.list.n);
    catalog->form_files = arena_array(reader->arena, const char *, found.list.n);
    for (size_t i = 0; i < found.list.n; i++) {
        struct form *form = &catalog->forms[i];
        bool well = read_well(reader, dir, found.list.at[i], &form_shape, form);
        catalog->form_files[i] = reader->file;
        check_file_name(reader, found.list.at[i], form->id);
        if (well)
            form_check_sense(reader->problems, reader->file, form);
    }
    catalog->n_forms = found.list.n;
    vec_free(&found.list);
}

static void read_contingencies(struct reader *reader, const char *dir, struct catalog *catalog)
{
    struct names_found found = {0};
    char path[1024];
    snprintf(path, sizeof path, "%s/plans", dir);
    if (access(path, F_OK) != 0)
        return;
    find_files(reader, dir, "plans", &found);
    catalog->contingencies = arena_array(reader->arena, struct contingency, found.list.n);
    for (size_t i = 0; i < found.list.n; i++) {
        struct contingency *plan = &catalog->contingencies[i];
        bool well = read_well(reader, dir, found.list.at[i], &contingency_shape, plan);
        check_file_name(reader, found.list.at[i], plan->id);
        if (well)
            contingency_check_sense(reader->problems, reader->file, plan);
    }
    catalog->n_contingencies = found.list.n;
    vec_free(&found.list);
}

static struct catalog *load(const char *dir, struct problems *problems)
{
    struct arena *arena = arena_new();
    struct catalog *catalog = arena_make(arena, struct catalog);
    catalog->arena = arena;
    struct reader reader = {.arena = arena, .problems = problems};
    read_one(&reader, dir, "terms.yaml", &terms_shape, &catalog->terms);
    read_tables(&reader, dir, catalog);
    read_forms(&reader, dir, catalog);
    read_contingencies(&reader, dir, catalog);
    read_policies(&reader, dir, catalog);
    read_services(&reader, dir, catalog);
    /* A reference into something that could not be read would only hide the real problem. */
    if (problems->list.n == 0) {
        catalog_check_sense(problems, catalog);
        catalog_check_references(&reader, catalog);
        forms_check_meets(problems, catalog);
    }
    vec_free(&reader.pending);
    return catalog;
}

enum err catalog_load(const char *dir, struct catalog **out, struct error *error)
{
    struct problems problems = {0};
    struct catalog *catalog = load(dir, &problems);
    enum err rc = ERR_OK;
    if (problems.list.n > 0) {
        const struct error *first = &problems.list.at[0];
        rc = error_at(error, first->code, first->where, "%s", first->text);
        catalog_free(catalog);
    } else {
        *out = catalog;
    }
    vec_free(&problems.list);
    return rc;
}

size_t catalog_check(const char *dir, catalog_problem *tell, void *context)
{
    struct problems problems = {0};
    catalog_free(load(dir, &problems));
    size_t n = problems.list.n;
    for (size_t i = 0; i < n; i++)
        tell(context, &problems.list.at[i]);
    vec_free(&problems.list);
    return n;
}

void catalog_free(struct catalog *catalog)
{
    if (catalog)
        arena_free(catalog->arena);
}

size_t catalog_services(const struct catalog *catalog)
{
    return catalog->n_services;
}

const struct service *catalog_service_at(const struct catalog *catalog, size_t i)
{
    return &catalog->services[i];
}

const struct service *catalog_service(const struct catalog *catalog, const char *id)
{
    return BY_ID(catalog->services, catalog->n_services, id);
}

const struct names *catalog_term(const struct catalog *catalog, enum term_kind kind,
                                 const char *word)
{
    for (size_t i = 0; i < catalog->terms.kinds[kind].n; i++) {
        const struct term *term = &catalog->terms.kinds[kind].at[i];
        if (strcmp(term->id, word) == 0)
            return &term->name;
    }
    return NULL;
}

int catalog_exposure_class(const struct catalog *catalog, const char *word)
{
    for (size_t i = 0; i < catalog->terms.kinds[TERM_EXPOSURE].n; i++) {
        if (strcmp(catalog->terms.kinds[TERM_EXPOSURE].at[i].id, word) == 0)
            return (int)i;
    }
    return -1;
}

int64_t catalog_decontamination_min(const struct catalog *catalog, const char *word)
{
    int64_t most = 0;
    for (size_t p = 0; p < catalog->n_policies; p++) {
        for (size_t l = 0; l < catalog->policies[p].levels.n; l++) {
            const struct zone_level *level = &catalog->policies[p].levels.at[l];
            if (level->exposure && strcmp(level->exposure, word) == 0 &&
                level->disinfection_min > most)
                most = level->disinfection_min;
        }
    }
    return most;
}

const char *catalog_exposure_word(const struct catalog *catalog, uint32_t class)
{
    return class < catalog->terms.kinds[TERM_EXPOSURE].n
               ? catalog->terms.kinds[TERM_EXPOSURE].at[class].id
               : "clean";
}
