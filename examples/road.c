/* The way from A to B, before and after an OSM way is closed.
 *     cc road.c $(pkg-config --cflags --libs lifeline-road) -o way
 *     ./way city.road 8.61 41.15 8.63 41.16 WAY */
#include <road/road.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct error error = {.text = "usage: FILE LON LAT LON LAT WAY"};
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct road_snapshot *now;
    struct road_place at[2];
    size_t n;
    if (argc != 7 || road_network_open(argv[1], &network, &error) ||
        road_live_new(network, &live, &error) || road_search_new(network, &search, &error))
        return fprintf(stderr, "%s\n", error.text), 1;
    struct road_closure works = {
        .id = "works", .change = ROAD_CLOSE_EDGES, .ways = &(int64_t){atoll(argv[6])}, .n_ways = 1};
    for (int closed = 0; closed < 2; closed++) {
        if ((closed && road_live_put(live, &works, 1, &error)) ||
            road_live_apply(live, 0, NULL, &error) ||
            road_snapshot_get(live, "car", 0, &now, &error))
            return fprintf(stderr, "%s\n", error.text), 1;
        for (int i = 0; i < 2; i++)
            if (road_snap(search, now,
                          (struct road_point){atof(argv[2 + 2 * i]), atof(argv[3 + 2 * i])}, NULL,
                          &at[i], 1, &n, &error))
                return fprintf(stderr, "%s\n", error.text), 1;
        uint32_t ds = road_duration_ds(search, now, &at[0], &at[1]);
        printf("%s: %.1f s\n", closed ? "closed" : "open", ds == ROAD_UNREACHABLE ? -1 : ds / 10.0);
        road_snapshot_put(now);
    }
}
