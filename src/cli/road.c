#include "cli/road.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

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

static const struct option OPTIONS[] = {
    {"output", required_argument, NULL, 'o'},
    {"profiles", required_argument, NULL, 'P'},
    {"profile", required_argument, NULL, 'p'},
    {"points", required_argument, NULL, 'f'},
    {"minutes", required_argument, NULL, 'm'},
    {"depart", required_argument, NULL, 'd'},
    {"at", required_argument, NULL, 'a'},
    {"close", required_argument, NULL, 'x'},
    {"inbound", no_argument, NULL, 'i'},
    {"listen", required_argument, NULL, 'l'},
    {"json", no_argument, NULL, 'j'},
    {"seed", required_argument, NULL, 's'},
    {"check", required_argument, NULL, 'c'},
    {"geojson", no_argument, NULL, 'g'},
    {"seal", required_argument, NULL, 'S'},
    {"gate", required_argument, NULL, 'G'},
    {"exclude", required_argument, NULL, 'e'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* A time with its offset: turn restrictions speak of local hours. */
static bool take_moment(const char *text, struct cli_road_options *out)
{
    size_t n = strlen(text);
    const char *offset = n > 6 ? text + n - 6 : text;
    if (n && text[n - 1] == 'Z')
        offset = text + n - 1;
    return time_parse(text, &out->as_of_ms) && time_parse_offset(offset, &out->as_of_offset_min);
}

static bool take_closure(enum cli_road_closure_kind kind, struct cli_road_options *out)
{
    if (out->n_closures == ROAD_CLI_CLOSURES_MAX)
        return false;
    out->closures[out->n_closures++] = (struct cli_road_closure){kind, optarg};
    return true;
}

/* One option; false when its value makes no sense. */
static bool take_option(int option, struct cli_road_options *out)
{
    switch (option) {
    case 'o':
        out->output = optarg;
        return true;
    case 'P':
        out->profile_dir = optarg;
        return true;
    case 'p':
        out->profile = optarg;
        return true;
    case 'f':
        out->points_path = optarg;
        return true;
    case 'm':
        out->minutes = optarg;
        return true;
    case 'l':
        out->listen = optarg;
        return true;
    case 'e':
        out->exclude = optarg;
        return true;
    case 'x':
        return take_closure(CLI_ROAD_CLOSE, out);
    case 'S':
        return take_closure(CLI_ROAD_SEAL, out);
    case 'G':
        return out->n_closures > 0 && take_closure(CLI_ROAD_GATE, out);
    case 'i':
        out->inbound = true;
        return true;
    case 'j':
        out->json = true;
        return true;
    case 'g':
        out->geojson = true;
        return true;
    case 's':
        return sv_to_i64(sv_of(optarg), &out->seed) && out->seed >= 0;
    case 'c':
        return sv_to_i64(sv_of(optarg), &out->check) && out->check > 0 && out->check <= 1000000;
    case 'a':
        return take_moment(optarg, out);
    case 'd':
        return time_parse(optarg, &out->depart_ms);
    default:
        return false;
    }
}

void cli_road_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(10));
    putchar('\n');
    json_decref(value);
}

/* Places may begin with a minus (west, south). */
static bool is_word(const char *text)
{
    return text[0] != '-' || (text[1] >= '0' && text[1] <= '9') || text[1] == '.' || !text[1];
}

int cli_road(int argc, char **argv)
{
    struct cli_road_options options = {.profile = "car", .seed = 1};
    optind = 1;
    while (optind < argc) {
        if (is_word(argv[optind])) {
            argv[options.n_words++] = argv[optind++];
            continue;
        }
        int option = getopt_long(argc, argv, "+ho:", OPTIONS, NULL);
        if (option == 'h') {
            fputs(USAGE, stdout);
            return CLI_DONE;
        }
        if (!take_option(option, &options)) {
            fputs(USAGE, stderr);
            return CLI_USAGE;
        }
    }
    if (options.n_words > 0) {
        options.words = argv + 1;
        options.n_words--;
        for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
            if (strcmp(argv[0], COMMANDS[i].name) == 0 &&
                options.n_words >= COMMANDS[i].words_min &&
                options.n_words <= COMMANDS[i].words_max)
                return COMMANDS[i].run(&options);
    }
    fputs(USAGE, stderr);
    return CLI_USAGE;
}
