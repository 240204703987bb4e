#include "cli/city_file.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "road/road.h"

/* --- roads --- */

static void road_path(const struct instance *instance, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/city.road", instance->data);
}

static bool is_newer(const char *file, const char *than)
{
    struct stat a, b;
    if (stat(than, &b))
        return true;
    if (stat(file, &a))
        return false;
    return a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
           (a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec > b.st_mtim.tv_nsec);
}

static enum err import_roads(struct instance *instance, const char *file, const char *road,
                             struct error *error)
{
    struct road_import_options options = {.source_path = file, .target_path = road};
    struct road_import_report report = {0};
    enum err rc = road_import(&options, &report, error);
    if (rc == ERR_OK)
        log_info(instance->log, "roads.imported", LOG_S("file", file),
                 LOG_I("nodes", (int64_t)report.nodes), LOG_I("edges", (int64_t)report.edges),
                 NULL);
    return rc;
}

enum err city_open_roads(struct instance *instance, const char *file, struct road_network **out,
                         struct error *error)
{
    char road[PATH_MAX];
    const char *open = file;
    enum err rc = ERR_OK;
    road_path(instance, road);
    if (!file || !sv_ends(sv_of(file), ".road"))
        open = road;
    if (file && access(file, R_OK))
        return error_at(error, ERR_IO, file, "The file cannot be read.");
    if (!file && access(road, R_OK))
        return ERR_OK;
    if (open == road && file && is_newer(file, road))
        rc = import_roads(instance, file, road, error);
    if (rc == ERR_OK)
        rc = road_network_open(open, out, error);
    if (rc != ERR_OK)
        return rc;
    struct road_info info;
    road_network_info(*out, &info);
    ops_set_bounds(instance->ops, info.box.west, info.box.south, info.box.east, info.box.north);
    return ERR_OK;
}
