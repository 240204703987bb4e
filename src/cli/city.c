#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "city/city.h"
#include "cli/cli.h"
#include "cli/options.h"

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
    int64_t seed, residents, district_blocks;
    int64_t at_ms;
    int offset_min;
    const char *policy, *packs, *map, *dir;
};

static bool read_time(const char *name, const char *value, void *arguments)
{
    struct city_arguments *out = arguments;
    size_t size = strlen(value);
    const char *offset = size > 6 && value[size - 1] != 'Z' ? value + size - 6 : "Z";
    (void)name;
    return time_parse(value, &out->at_ms) && time_parse_offset(offset, &out->offset_min);
}

static bool read_map(const char *name, const char *value, void *arguments)
{
    struct city_arguments *out = arguments;
    (void)name;
    out->map = value;
    return !strcmp(value, "osm") || !strcmp(value, "pbf") || !strcmp(value, "none");
}

static const struct cli_option OPTIONS[] = {
    {"seed", CLI_WHOLE, CLI_AT(city_arguments, seed), .max = INT64_MAX},
    {"size", CLI_WHOLE, CLI_AT(city_arguments, residents), .min = 1, .max = CITY_RESIDENTS_MAX},
    {"districts", CLI_WHOLE, CLI_AT(city_arguments, district_blocks), .max = UINT32_MAX},
    {"at", CLI_READ, .read = read_time},
    {"packs", CLI_TEXT, CLI_AT(city_arguments, packs)},
    {"map", CLI_READ, .read = read_map},
    {"policy", CLI_TEXT, CLI_AT(city_arguments, policy)},
    {"output", CLI_TEXT, 'o', CLI_AT(city_arguments, dir)},
    {.name = NULL},
};

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
    struct clock *clock = clock_real();
    struct city_arguments arguments = {
        .seed = 1, .at_ms = clock_now_ms(clock), .offset_min = 480, .packs = "packs", .map = "osm"};
    clock_free(clock);
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (!arguments.dir || words.n > 0)
        return cli_misused(USAGE);
    struct error error = {0};
    struct catalog *catalog = NULL;
    struct city *city = NULL;
    enum err rc = catalog_load(arguments.packs, &catalog, &error);
    struct city_options options = {.seed = (uint64_t)arguments.seed,
                                   .residents = (uint32_t)arguments.residents,
                                   .district_blocks = (uint32_t)arguments.district_blocks,
                                   .at_ms = arguments.at_ms,
                                   .offset_min = arguments.offset_min,
                                   .policy = arguments.policy,
                                   .catalog = catalog};
    if (!rc)
        rc = city_new(&options, &city, &error);
    if (!rc)
        rc = write_city(&arguments, city, &error);
    city_free(city);
    catalog_free(catalog);
    return rc ? cli_fail("city", &error) : CLI_DONE;
}
