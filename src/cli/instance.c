#include "cli/instance.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/catalog.h"

/* --- packs --- */

static bool has_packs(const char *path)
{
    char file[PATH_MAX];
    snprintf(file, sizeof file, "%s/terms.yaml", path);
    return access(file, R_OK) == 0;
}

const char *instance_packs(const char *data, char *path, size_t size)
{
    enum { LEVELS = 5 }; /* from build/release/src/cli/ up to the source tree */
    char program[PATH_MAX];
    snprintf(path, size, "%s/packs", data);
    if (has_packs(path))
        return path;
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = 0;
    char *folder = program;
    for (int i = 0; i < LEVELS; i++) {
        folder = dirname(folder);
        snprintf(path, size, "%s/packs", folder);
        if (has_packs(path))
            return path;
    }
    snprintf(path, size, "/usr/share/lifeline/packs");
    return has_packs(path) ? path : NULL;
}

static enum err load_catalog(const struct instance_config *config, struct instance *out,
                             struct error *error)
{
    char path[PATH_MAX];
    const char *packs = config->packs;
    if (config->no_catalog)
        return ERR_OK;
    if (!packs)
        packs = instance_packs(config->data, path, sizeof path);
    if (!packs)
        return error_at(error, ERR_NOT_FOUND, "packs",
                        "No folder of service packs was found; name one with --packs.");
    return catalog_load(packs, &out->catalog, error);
}

/* --- the folder --- */

static enum err check_folder(const struct instance_config *config, struct error *error)
{
    char file[PATH_MAX];
    if (!config->data || !*config->data)
        return error_at(error, ERR_INVALID, "--data", "Name the data folder with --data DIR.");
    snprintf(file, sizeof file, "%s/lifeline.db", config->data);
    if (config->must_exist && access(file, F_OK))
        return error_at(error, ERR_NOT_FOUND, config->data,
                        "There is no database (lifeline.db) in this folder.");
    return ERR_OK;
}

enum err instance_claim(struct instance *instance, struct error *error)
{
    char file[PATH_MAX];
    if (mkdir(instance->data, 0750) && errno != EEXIST)
        return error_at(error, ERR_IO, instance->data, "The folder cannot be made: %s.",
                        strerror(errno));
    snprintf(file, sizeof file, "%s/serve.lock", instance->data);
    instance->lock_fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (instance->lock_fd < 0)
        return error_at(error, ERR_IO, file, "The file cannot be opened: %s.", strerror(errno));
    if (flock(instance->lock_fd, LOCK_EX | LOCK_NB))
        return error_at(error, ERR_BUSY, instance->data,
                        "Another process serves this data folder already.");
    return ERR_OK;
}

static uint64_t random_seed(void)
{
    uint64_t seed;
    randombytes_buf(&seed, sizeof seed);
    return seed;
}

enum err instance_open(const struct instance_config *config, struct instance *out,
                       struct error *error)
{
    enum err rc = check_folder(config, error);
    out->data = config->data;
    if (rc == ERR_OK && sodium_init() < 0)
        rc = error_set(error, ERR_INTERNAL, "The system gives no random numbers.");
    if (rc != ERR_OK)
        return rc;
    /* The log tells when something happened to the machine, not in the drill. */
    out->log_clock = clock_real();
    out->log = log_new(stderr, out->log_clock, config->log_least);
    out->clock = config->clock_ms ? clock_virtual(config->clock_ms) : clock_real();
    out->ids = id_source_new(out->clock, random_seed());
    rc = load_catalog(config, out, error);
    struct store_config store = {.where = config->data, .log = out->log};
    if (rc == ERR_OK)
        rc = store_open(&store, &out->store, error);
    struct ops_config ops = {
        .store = out->store,
        .clock = out->clock,
        .catalog = out->catalog,
        .ids = out->ids,
        .log = out->log,
        .offset_min = INSTANCE_OFFSET_MIN,
    };
    if (rc == ERR_OK)
        rc = ops_open(&ops, &out->ops, error);
    return rc;
}

void instance_quiet(struct instance *instance)
{
    store_close(instance->store);
    ops_close(instance->ops);
    instance->ops = NULL;
    instance->store = NULL;
}

void instance_close(struct instance *instance)
{
    instance_quiet(instance);
    catalog_free(instance->catalog);
    if (instance->ids)
        id_source_free(instance->ids);
    if (instance->clock)
        clock_free(instance->clock);
    if (instance->log)
        log_free(instance->log);
    if (instance->log_clock)
        clock_free(instance->log_clock);
    if (instance->lock_fd > 0)
        close(instance->lock_fd);
    *instance = (struct instance){0};
}
