#include <math.h>
#include <string.h>

#include "drill/kpi_int.h"

enum { EDGE_POINTS_MAX = 256, ROADS_MAX = 6000 };

struct drawing {
    const struct road_network *network;
    struct road_point points[EDGE_POINTS_MAX];
    json_t *lines;
};

static double fixed(double degrees)
{
    return round(degrees * 1e5) / 1e5;
}

static bool draw_edge(void *context, uint32_t edge)
{
    struct drawing *drawing = context;
    json_t *line = json_array();
    size_t n = road_edge_points(drawing->network, edge, drawing->points, NULL, EDGE_POINTS_MAX);
    for (size_t i = 0; i < n && i < EDGE_POINTS_MAX; i++) {
        json_array_append_new(line, json_real(fixed(drawing->points[i].lon)));
        json_array_append_new(line, json_real(fixed(drawing->points[i].lat)));
    }
    json_array_append_new(drawing->lines, line);
    return json_array_size(drawing->lines) < ROADS_MAX;
}

/* Around all calls and all ways, with a border. */
static struct box picture_box(const struct play *play)
{
    struct box box = box_none();
    for (size_t d = 0; d < play->demand.n; d++)
        box_add(&box, play->demand.at[d].place);
    for (size_t c = 0; c < play->crews.n; c++) {
        for (size_t l = 0; l < play->crews.at[c].legs.n; l++) {
            const json_t *leg = play->crews.at[c].legs.at[l];
            for (size_t i = 0; i + 1 < json_array_size(leg); i += 2)
                box_add(&box, (struct point){json_number_value(json_array_get(leg, i)),
                                             json_number_value(json_array_get(leg, i + 1))});
        }
    }
    if (box_is_none(box))
        box_add(&box, play->stage.plane.origin);
    return box_grown(box, 400);
}

static json_t *roads_json(const struct play *play, struct box box)
{
    struct drawing drawing = {.network = play->stage.network, .lines = json_array()};
    const struct road_box area = {box.west, box.south, box.east, box.north};
    const uint32_t big = (2u << ROAD_TERTIARY) - 1;
    road_network_draw(drawing.network, &area, big, draw_edge, &drawing);
    return drawing.lines;
}

static json_t *minute_of(const struct play *play, int64_t at_ms)
{
    double minutes = (double)(at_ms - play->stage.drill->start_ms) / 60000;
    return at_ms ? json_real(round(minutes * 100) / 100) : json_null();
}

static json_t *jobs_json(const struct play *play, const json_t *jobs_by_id)
{
    json_t *list = json_array();
    for (size_t d = 0; d < play->demand.n; d++) {
        const struct demand *demand = &play->demand.at[d];
        const json_t *job = json_object_get(jobs_by_id, demand->job);
        if (!job)
            continue;
        json_array_append_new(
            list, json_pack("{s:O, s:O, s:s, s:f, s:f, s:o, s:o, s:o}", "number",
                            json_object_get(job, "number"), "state", json_object_get(job, "state"),
                            "service", demand->service, "lon", fixed(demand->place.lon), "lat",
                            fixed(demand->place.lat), "called", minute_of(play, demand->at_ms),
                            "due", minute_of(play, file_time(job, "due_at", 0)), "arrived",
                            minute_of(play, file_time(job, "arrived_at", 0))));
    }
    return list;
}

static json_t *crews_json(const struct play *play)
{
    static const char *const doing[] = {
        [CREW_FREE] = "free",       [CREW_TOLD] = "told",   [CREW_DRIVES] = "drives",
        [CREW_AT_DOOR] = "at_door", [CREW_WORKS] = "works", [CREW_CLEANS] = "cleans"};
    json_t *list = json_array();
    for (size_t c = 0; c < play->crews.n; c++) {
        const struct player *player = &play->crews.at[c];
        json_t *stints = json_array(), *legs = json_array();
        for (size_t s = 0; s < player->stints.n; s++) {
            const struct stint *stint = &player->stints.at[s];
            json_array_append_new(stints,
                                  json_pack("{s:s, s:o, s:o, s:I}", "doing", doing[stint->doing],
                                            "from", minute_of(play, stint->from_ms), "until",
                                            minute_of(play, stint->until_ms), "call",
                                            (json_int_t)stint->demand + 1));
        }
        for (size_t l = 0; l < player->legs.n; l++)
            json_array_append(legs, player->legs.at[l]);
        json_array_append_new(list, json_pack("{s:O, s:o, s:o}", "name", player->name, "stints",
                                              stints, "legs", legs));
    }
    return list;
}

/* Zones that are in force at the end, by their outer border. */
static json_t *zones_json(struct play *play)
{
    json_t *list = json_array(), *zones = NULL, *zone, *point;
    size_t i, p;
    stage_list(&play->stage, "zone.list", NULL, &zones, NULL);
    json_array_foreach(zones, i, zone)
    {
        const json_t *rings = json_object_get(json_object_get(zone, "polygon"), "coordinates");
        json_t *ring = json_array();
        if (strcmp(json_text(zone, "state", ""), "active") == 0) {
            json_array_foreach(json_array_get(rings, 0), p, point)
            {
                for (size_t c = 0; c < 2; c++)
                    json_array_append_new(
                        ring, json_real(fixed(json_number_value(json_array_get(point, c)))));
            }
        }
        if (json_array_size(ring))
            json_array_append_new(
                list, json_pack("{s:O, s:O}", "name", json_object_get(zone, "name"), "ring", ring));
        json_decref(ring);
    }
    json_decref(zones);
    return list;
}

/* What the services are called. */
static json_t *titles_json(const struct play *play)
{
    json_t *titles = json_object();
    for (size_t d = 0; d < play->demand.n; d++) {
        const char *id = play->demand.at[d].service;
        const struct service *service = catalog_service(play->stage.catalog, id);
        if (service && !json_object_get(titles, id))
            json_object_set_new(
                titles, id,
                json_pack("{s:s, s:s}", "zh", service->name.zh, "en", service->name.en));
    }
    return titles;
}

json_t *pictures_json(struct play *play, const json_t *jobs_by_id)
{
    struct box box = picture_box(play);
    double minutes = (double)(play->end_ms - play->stage.drill->start_ms) / 60000;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:[f,f,f,f]}", "roads", roads_json(play, box),
                     "zones", zones_json(play), "titles", titles_json(play), "jobs",
                     jobs_json(play, jobs_by_id), "crews", crews_json(play), "minutes", minutes,
                     "box", box.west, box.south, box.east, box.north);
}
