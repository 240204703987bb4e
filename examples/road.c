/* Travel times between two places, before and after a street is closed.
 * cc road.c $(pkg-config --cflags --libs lifeline-road) && ./a.out city.road 8.61 41.15 8.63 41.16
 * WAY */
#include <road/road.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct error error = {0};
    struct road_network *network = NULL;
    struct road_live *live = NULL;
    struct road_search *search = NULL;
    struct road_snapshot *now = NULL;
    struct road_place places[2];
    size_t n = 0;
    if (argc != 7 || road_network_open(argv[1], &network, &error) ||
        road_live_new(network, &live, &error) || road_search_new(network, &search, &error))
        return fprintf(stderr, "%s\n", argc == 7 ? error.text : "usage: FILE LON LAT LON LAT WAY"),
               1;
    int64_t way = atoll(argv[6]);
    struct road_closure closure = {
        .id = "works", .change = ROAD_CLOSE_EDGES, .ways = &way, .n_ways = 1};
    for (int closed = 0; closed < 2; closed++) {
        if ((closed && road_live_put(live, &closure, 1, &error)) ||
            road_live_apply(live, 0, NULL, &error) ||
            road_snapshot_get(live, "car", 0, &now, &error))
            return fprintf(stderr, "%s\n", error.text), 1;
        for (int i = 0; i < 2; i++) {
            struct road_point at = {atof(argv[2 + 2 * i]), atof(argv[3 + 2 * i])};
            if (road_snap(search, now, at, NULL, &places[i], 1, &n, &error))
                return fprintf(stderr, "%s\n", error.text), 1;
        }
        uint32_t ds = road_duration_ds(search, now, &places[0], &places[1]);
        if (ds == ROAD_UNREACHABLE)
            printf("%s: no way\n", closed ? "closed" : "open");
        else
            printf("%s: %.1f s\n", closed ? "closed" : "open", ds / 10.0);
        road_snapshot_put(now);
    }
    road_search_free(search);
    road_live_free(live);
    road_network_free(network);
    return 0;
}
