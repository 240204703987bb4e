#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "cli/road.h"
#include "http/osrm_server.h"

/* Serves until it is told to end. */
static enum err serve(const struct cli_road_options *options, const sigset_t *ends,
                      struct road_network *network, struct error *error)
{
    const char *listen = options->listen ? options->listen : "127.0.0.1:5000";
    struct road_live *roads = NULL;
    struct osrm_server *server = NULL;
    int number;
    enum err rc = road_live_new(network, &roads, error);
    if (rc == ERR_OK)
        rc = osrm_server_start(listen, network, roads, NULL, &server, error);
    if (rc == ERR_OK) {
        printf("ready %s\n", osrm_server_url(server));
        fflush(stdout);
        sigwait(ends, &number);
    }
    osrm_server_stop(server);
    road_live_free(roads);
    return rc;
}

int cli_road_serve(const struct cli_road_options *options)
{
    struct road_network *network = NULL;
    struct error error;
    sigset_t ends;
    /* Before any thread is made, so that all of them leave these signals to us. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    enum err rc = road_network_open(options->words[0], &network, &error);
    if (rc == ERR_OK)
        rc = serve(options, &ends, network, &error);
    road_network_free(network);
    return rc == ERR_OK ? CLI_DONE : cli_fail("road serve", &error);
}
