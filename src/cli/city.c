#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "city/city.h"
#include "cli/cli.h"

static const char USAGE[] =
    "usage: lifeline city [--seed N] [--size RESIDENTS] [--at TIME] [--packs DIR] [--policy ID]\n"
    "                     [--districts BLOCKS] [--map osm|pbf|none] -o DIR\n"
    "\n"
    "Makes a demo city: DIR/city.osm (or city.osm.pbf), the map; DIR/city.json, the commands that\n"
    "make its people and things; DIR/stories.json, the places of the two stories.\n"
    "The same seed, size and time give the same files. A city has 60000 residents unless told\n"
    "otherwise, and about one road node for 15 of them. TIME is when it begins\n"
    "(2022-09-27T00:00:00+08:00; now unless told otherwise) and picks the zone policies in "
    "force.\n"
    "With --districts canals part the city into districts of so many blocks a side (8 to 64), "
    "with\n"
    "few bridges between them; a city of more than a million residents is more like a real one "
    "so.\n";

struct city_arguments {
    struct city_options options;
    const char *packs, *map, *dir;
};

static bool read_number(struct city_arguments *out, int option, const char *text)
{
    int64_t number;
    if (!sv_to_i64(sv_of(text), &number) || number < 0)
        return false;
    if (option == 's')
        out->options.seed = (uint64_t)number;
    else if (option == 'd')
        out->options.district_blocks = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
    else if (number > 0 && number <= (int64_t)CITY_RESIDENTS_MAX)
        out->options.residents = (uint32_t)number;
    else
        return false;
    return true;
}

static bool read_time(struct city_arguments *out, const char *text)
{
    size_t size = strlen(text);
    const char *offset = size > 6 && text[size - 1] != 'Z' ? text + size - 6 : "Z";
    return time_parse(text, &out->options.at_ms) &&
           time_parse_offset(offset, &out->options.offset_min);
}

static bool read_map(struct city_arguments *out, const char *text)
{
    out->map = text;
    return !strcmp(text, "osm") || !strcmp(text, "pbf") || !strcmp(text, "none");
}

/* CLI_DONE to go on, -1 when only help was wanted. */
static int read_arguments(int argc, char **argv, struct city_arguments *out)
{
    static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                            {"size", required_argument, NULL, 'n'},
                                            {"districts", required_argument, NULL, 'd'},
                                            {"at", required_argument, NULL, 't'},
                                            {"packs", required_argument, NULL, 'p'},
                                            {"map", required_argument, NULL, 'm'},
                                            {"policy", required_argument, NULL, 'l'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;
    bool good = true;
    optind = 0;
    while (good && (option = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
        switch (option) {
        case 'h':
            fputs(USAGE, stdout);
            return -1;
        case 's':
        case 'n':
        case 'd':
            good = read_number(out, option, optarg);
            break;
        case 't':
            good = read_time(out, optarg);
            break;
        case 'm':
            good = read_map(out, optarg);
            break;
        case 'p':
            out->packs = optarg;
            break;
        case 'l':
            out->options.policy = optarg;
            break;
        case 'o':
            out->dir = optarg;
            break;
        default:
            good = false;
        }
    }
    if (good && out->dir && optind == argc)
        return CLI_DONE;
    fputs(USAGE, stderr);
    return CLI_USAGE;
}

static enum err write_json(const char *dir, const char *name, const json_t *value,
                           struct error *error)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (json_dump_file(value, path, JSON_INDENT(1) | JSON_REAL_PRECISION(10)))
        return error_at(error, ERR_IO, path, "The file cannot be written.");
    return ERR_OK;
}

static enum err write_city(const struct city_arguments *arguments, const struct city *city,
                           struct error *error)
{
    char path[1024];
    json_t *commands = NULL, *stories = NULL;
    enum err rc = ERR_OK;
    if (mkdir(arguments->dir, 0777) && errno != EEXIST)
        return error_at(error, ERR_IO, arguments->dir, "The folder cannot be made.");
    snprintf(path, sizeof path, "%s/city.osm%s", arguments->dir,
             !strcmp(arguments->map, "pbf") ? ".pbf" : "");
    if (strcmp(arguments->map, "none") != 0)
        rc = city_write_map(city, path, error);
    if (!rc)
        rc = city_commands(city, &commands, error);
    if (!rc)
        rc = write_json(arguments->dir, "city.json", commands, error);
    if (!rc) {
        stories = city_stories(city);
        rc = write_json(arguments->dir, "stories.json", stories, error);
    }
    json_decref(commands);
    json_decref(stories);
    return rc;
}

int cli_city(int argc, char **argv)
{
    struct city_arguments arguments = {
        .options = {.seed = 1, .offset_min = 480}, .packs = "packs", .map = "osm"};
    struct clock *clock = clock_real();
    arguments.options.at_ms = clock_now_ms(clock);
    clock_free(clock);
    int code = read_arguments(argc, argv, &arguments);
    if (code)
        return code < 0 ? CLI_DONE : code;
    struct error error = {0};
    struct catalog *catalog = NULL;
    struct city *city = NULL;
    enum err rc = catalog_load(arguments.packs, &catalog, &error);
    arguments.options.catalog = catalog;
    if (!rc)
        rc = city_new(&arguments.options, &city, &error);
    if (!rc)
        rc = write_city(&arguments, city, &error);
    city_free(city);
    catalog_free(catalog);
    return rc ? cli_fail("city", &error) : CLI_DONE;
}
