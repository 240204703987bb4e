#include "cli/road.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/options.h"

static const char USAGE[] =
    "usage: lifeline road import FILE.osm.pbf -o FILE.road [--profiles FOLDER] [--at TIME]\n"
    "                     [--json]\n"
    "       lifeline road info FILE.road [--json]\n"
    "       lifeline road route FILE.road LON,LAT LON,LAT ... [--profile NAME] [--depart TIME]\n"
    "                     [--json | --geojson]\n"
    "       lifeline road why FILE.road LON,LAT LON,LAT [--profile NAME] [--depart TIME] [--json]\n"
    "       lifeline road table FILE.road LON,LAT ... [--points FILE] [--profile NAME]\n"
    "                     [--depart TIME] [--json]\n"
    "       lifeline road isochrone FILE.road LON,LAT --minutes 5,10 [--inbound]\n"
    "                     [--profile NAME]\n"
    "       lifeline road serve FILE.road [--listen ADDR:PORT]\n"
    "       lifeline road bench FILE.osm.pbf [--seed N] [--check N] [--json]\n"
    "\n"
    "import     reads OpenStreetMap data (PBF, XML, XML packed with gzip) into a road file\n"
    "info       what a road file holds\n"
    "route      the fastest way through places, with streets and times\n"
    "why        what stands in the way between two places, or that nothing does\n"
    "table      times in seconds and lengths in metres between all places\n"
    "isochrone  what can be reached within some minutes, as GeoJSON\n"
    "serve      answers OSRM's HTTP API (route, table, nearest, match; 127.0.0.1:5000)\n"
    "bench      imports a map, measures everything on it and checks it against Dijkstra\n"
    "\n"
    "Places are WGS-84 degrees, longitude first. --points names a file of one LON,LAT a line.\n"
    "Profiles: car, emergency, truck. TIME is RFC 3339 (2022-09-27T11:32:00+08:00).\n"
    "--close NAME=WEST,SOUTH,EAST,NORTH closes a box for route, why, table, isochrone "
    "(repeatable).\n"
    "--seal NAME=WEST,SOUTH,EAST,NORTH seals one: its border is crossed only at the gates that "
    "are\n"
    "named behind it with --gate NAME=LON,LAT (with \",in\" or \",out\" behind: that way only).\n"
    "--exclude toll,motorway: without these kinds of road (toll, motorway, ferry, restricted, "
    "tunnel;\n"
    "the sets that a profile offers are in its file).\n"
    "With --at, turn restrictions by hours are taken as at that time; else they are left out.\n"
    "Exit code 0: done, 1: failed, 2: usage.\n";

static const struct {
    const char *name;
    int (*run)(const struct cli_road_options *options);
    int words_min, words_max;
} COMMANDS[] = {
    {"import", cli_road_import, 1, 1},   {"info", cli_road_info, 1, 1},
    {"route", cli_road_route, 3, 1000},  {"why", cli_road_why, 3, 3},
    {"table", cli_road_table, 1, 10001}, {"isochrone", cli_road_isochrone, 2, 2},
    {"bench", cli_road_bench, 1, 1},     {"serve", cli_road_serve, 1, 1},
};

/* A time with its offset: turn restrictions speak of local hours. */
static bool read_moment(const char *name, const char *value, void *options)
{
    struct cli_road_options *out = options;
    size_t n = strlen(value);
    const char *offset = n > 6 ? value + n - 6 : value;
    (void)name;
    if (n && value[n - 1] == 'Z')
        offset = value + n - 1;
    return time_parse(value, &out->as_of_ms) && time_parse_offset(offset, &out->as_of_offset_min);
}

static bool read_departure(const char *name, const char *value, void *options)
{
    struct cli_road_options *out = options;
    (void)name;
    return time_parse(value, &out->depart_ms);
}

static bool read_closure(const char *name, const char *value, void *options)
{
    struct cli_road_options *out = options;
    enum cli_road_closure_kind kind = !strcmp(name, "close")  ? CLI_ROAD_CLOSE
                                      : !strcmp(name, "seal") ? CLI_ROAD_SEAL
                                                              : CLI_ROAD_GATE;
    if (out->n_closures == ROAD_CLI_CLOSURES_MAX || (kind == CLI_ROAD_GATE && !out->n_closures))
        return false;
    out->closures[out->n_closures++] = (struct cli_road_closure){kind, value};
    return true;
}

static const struct cli_option OPTIONS[] = {
    {"output", CLI_TEXT, 'o', CLI_AT(cli_road_options, output)},
    {"profiles", CLI_TEXT, CLI_AT(cli_road_options, profile_dir)},
    {"profile", CLI_TEXT, CLI_AT(cli_road_options, profile)},
    {"points", CLI_TEXT, CLI_AT(cli_road_options, points_path)},
    {"minutes", CLI_TEXT, CLI_AT(cli_road_options, minutes)},
    {"depart", CLI_READ, .read = read_departure},
    {"at", CLI_READ, .read = read_moment},
    {"close", CLI_READ, .read = read_closure},
    {"seal", CLI_READ, .read = read_closure},
    {"gate", CLI_READ, .read = read_closure},
    {"exclude", CLI_TEXT, CLI_AT(cli_road_options, exclude)},
    {"inbound", CLI_FLAG, CLI_AT(cli_road_options, inbound)},
    {"listen", CLI_TEXT, CLI_AT(cli_road_options, listen)},
    {"seed", CLI_WHOLE, CLI_AT(cli_road_options, seed), .max = INT64_MAX},
    {"check", CLI_WHOLE, CLI_AT(cli_road_options, check), .min = 1, .max = 1000000},
    {"json", CLI_FLAG, CLI_AT(cli_road_options, json)},
    {"geojson", CLI_FLAG, CLI_AT(cli_road_options, geojson)},
    {.name = NULL},
};

void cli_road_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(10));
    putchar('\n');
    json_decref(value);
}

int cli_road(int argc, char **argv)
{
    struct cli_road_options options = {.profile = "car", .seed = 1};
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &options, &words);
    if (code != CLI_GO_ON)
        return code;
    options.words = words.at + 1;
    options.n_words = words.n - 1;
    for (size_t i = 0; words.n > 0 && i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (strcmp(words.at[0], COMMANDS[i].name) == 0 &&
            options.n_words >= COMMANDS[i].words_min && options.n_words <= COMMANDS[i].words_max)
            return COMMANDS[i].run(&options);
    return cli_misused(USAGE);
}
