/*
 * A city being served: the instance, its streets, its dispatcher and its door, in the order in
 * which they start; they end in another one, see serving.c.
 */
#ifndef LIFELINE_CLI_SERVING_H
#define LIFELINE_CLI_SERVING_H

#include "cli/instance.h"
#include "drill/runner.h"
#include "http/door.h"
#include "live/keeper.h"

struct serve_arguments {
    const char *data, *listen, *city, *packs;
    bool demo, has_rate;
    double rate;
    int64_t clock_ms;
    enum log_level log_least;
    int64_t improve_percent; /* of one processor, 1 to 100 */
};

/* Everything that runs; zero is nothing. */
struct serving {
    struct instance instance;
    struct road_network *network;
    struct live *live;
    struct keeper *keeper;
    struct runner *runner;
    char packs[4096];
    struct door *door;
};

/* On failure what has started is left for `serving_stop`. */
enum err serving_start(struct serving *serving, const struct serve_arguments *arguments,
                       struct error *error);
void serving_stop(struct serving *serving);

#endif
