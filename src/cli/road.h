/*
 * What the sub-commands of `lifeline road` share. Each is one function in road.c, road_import.c or
 * road_query.c that is given its arguments without its name and prints to stdout.
 */
#ifndef LIFELINE_CLI_ROAD_H
#define LIFELINE_CLI_ROAD_H

#include "base/json.h"
#include "cli/cli.h"
#include "road/road.h"

enum { ROAD_CLI_CLOSURES_MAX = 64 };

enum cli_road_closure_kind { CLI_ROAD_CLOSE, CLI_ROAD_SEAL, CLI_ROAD_GATE };

struct cli_road_closure {
    enum cli_road_closure_kind kind;
    const char *text; /* a gate belongs to the box before it */
};

/* What the options of all sub-commands say; each uses some. */
struct cli_road_options {
    const char *output, *profile, *profile_dir, *points_path, *minutes, *listen, *exclude;
    struct cli_road_closure closures[ROAD_CLI_CLOSURES_MAX];
    size_t n_closures;
    int64_t depart_ms, as_of_ms, seed, check;
    int as_of_offset_min;
    bool json, geojson, inbound;
    char **words; /* what is no option */
    int n_words;
};

int cli_road_import(const struct cli_road_options *options);
int cli_road_info(const struct cli_road_options *options);
int cli_road_route(const struct cli_road_options *options);
int cli_road_why(const struct cli_road_options *options);
int cli_road_table(const struct cli_road_options *options);

int cli_road_isochrone(const struct cli_road_options *options);
int cli_road_bench(const struct cli_road_options *options);
int cli_road_serve(const struct cli_road_options *options);

/* Puts what the options close onto a live (road_closures.c). */
enum err cli_road_close(const struct cli_road_options *options, struct road_live *live,
                        struct error *error);
/* Prints one JSON value and a line end; takes the reference. */
void cli_road_print(json_t *value);

#endif
