#include "http/roads.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "http/door_int.h"
#include "http/parse.h"
#include "road/road.h"

enum { KEPT_N = 128, KEPT_BYTES_MAX = 1024 * 1024, EDGE_POINTS_MAX = 4096 };

struct kept {
    char box[96];
    char *bytes; /* compressed */
    size_t n;
};

struct road_map {
    const struct road_network *network;
    pthread_mutex_t lock;
    struct kept kept[KEPT_N];
    size_t next; /* the row to be replaced */
};

struct road_map *road_map_new(const struct road_network *network)
{
    struct road_map *map = calloc(1, sizeof *map);
    if (!map)
        abort();
    map->network = network;
    pthread_mutex_init(&map->lock, NULL);
    return map;
}

void road_map_free(struct road_map *map)
{
    if (!map)
        return;
    for (size_t i = 0; i < KEPT_N; i++)
        free(map->kept[i].bytes);
    pthread_mutex_destroy(&map->lock);
    free(map);
}

/* --- drawing --- */

struct drawing {
    const struct road_network *network;
    FILE *out;
    size_t edges_n, points_n;
    struct road_point *points; /* EDGE_POINTS_MAX */
};

static const char *class_name(enum road_class class)
{
    static const char *const NAMES[ROAD_CLASS_COUNT] = {
        "motorway",     "motorway_link", "trunk",          "trunk_link", "primary",
        "primary_link", "secondary",     "secondary_link", "tertiary",   "tertiary_link",
        "unclassified", "residential",   "living_street",  "service",    "track",
        "ferry",        "other",
    };
    return NAMES[class];
}

/* Streets of a district, of a city, of a province. */
static uint32_t classes_for(const struct road_box *box)
{
    double span = fmax(box->east - box->west, box->north - box->south);
    enum road_class least = span > 3     ? ROAD_TRUNK_LINK
                            : span > 1.2 ? ROAD_PRIMARY_LINK
                            : span > 0.7 ? ROAD_SECONDARY_LINK
                            : span > 0.4 ? ROAD_TERTIARY_LINK
                                         : ROAD_OTHER;
    return (2u << least) - 1;
}

static void write_text(FILE *out, const char *text)
{
    json_t *value = json_string(text);
    char *quoted = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    fputs(quoted ? quoted : "\"\"", out);
    free(quoted);
    json_decref(value);
}

static bool draw_edge(void *context, uint32_t edge)
{
    struct drawing *drawing = context;
    struct road_edge road;
    road_edge_get(drawing->network, edge, &road);
    size_t n = road_edge_points(drawing->network, edge, drawing->points, NULL, EDGE_POINTS_MAX);
    n = n < EDGE_POINTS_MAX ? n : EDGE_POINTS_MAX;
    drawing->points_n += n;
    if (drawing->points_n > ROADS_POINTS_MAX)
        return false;
    fprintf(drawing->out,
            "%s{\"type\":\"Feature\",\"id\":%" PRIu32 ",\"properties\":{\"class\":\"%s\"",
            drawing->edges_n++ ? "," : "", edge, class_name(road.class));
    if (*road.name) {
        fputs(",\"name\":", drawing->out);
        write_text(drawing->out, road.name);
    }
    fputs("},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[", drawing->out);
    for (size_t i = 0; i < n; i++)
        fprintf(drawing->out, "%s[%.5f,%.5f]", i ? "," : "", drawing->points[i].lon,
                drawing->points[i].lat);
    fputs("]}}", drawing->out);
    return true;
}

static char *draw(const struct road_network *network, const struct road_box *box, size_t *n)
{
    char *text = NULL;
    struct drawing drawing = {.network = network, .out = open_memstream(&text, n)};
    drawing.points = calloc(EDGE_POINTS_MAX, sizeof *drawing.points);
    if (!drawing.out || !drawing.points)
        abort();
    fputs("{\"type\":\"FeatureCollection\",\"features\":[", drawing.out);
    road_network_draw(network, box, classes_for(box), draw_edge, &drawing);
    fprintf(drawing.out, "],\"truncated\":%s}",
            drawing.points_n > ROADS_POINTS_MAX ? "true" : "false");
    fclose(drawing.out);
    free(drawing.points);
    return text;
}

/* --- keeping --- */

static bool recall(struct road_map *map, const char *box, struct http_answer *answer)
{
    bool found = false;
    pthread_mutex_lock(&map->lock);
    for (size_t i = 0; i < KEPT_N && !found; i++)
        if (map->kept[i].bytes && !strcmp(map->kept[i].box, box)) {
            char *copy = malloc(map->kept[i].n);
            if (!copy)
                abort();
            memcpy(copy, map->kept[i].bytes, map->kept[i].n);
            answer->body = copy;
            answer->body_n = map->kept[i].n;
            answer->body_free = free;
            found = true;
        }
    pthread_mutex_unlock(&map->lock);
    return found;
}

static void keep(struct road_map *map, const char *box, const struct http_answer *answer)
{
    if (answer->body_n > KEPT_BYTES_MAX)
        return;
    pthread_mutex_lock(&map->lock);
    struct kept *row = &map->kept[map->next++ % KEPT_N];
    free(row->bytes);
    row->bytes = malloc(answer->body_n);
    if (!row->bytes)
        abort();
    memcpy(row->bytes, answer->body, answer->body_n);
    row->n = answer->body_n;
    snprintf(row->box, sizeof row->box, "%s", box);
    pthread_mutex_unlock(&map->lock);
}

/* --- the request --- */

struct call {
    struct door *door;
    struct http_request *request;
    struct road_box box;
    char key[96];
};

static void work(void *context)
{
    struct call *call = context;
    struct road_map *map = call->door->map;
    bool gzip = call->request->accepts_gzip;
    struct http_answer answer = {.status = 200, .type = "application/geo+json"};
    http_answer_field(&answer, "Cache-Control", "private, max-age=3600");
    if (gzip && recall(map, call->key, &answer)) {
        http_answer_field(&answer, "Content-Encoding", "gzip");
        http_answer_field(&answer, "Vary", "Accept-Encoding");
    } else {
        size_t n = 0;
        char *text = draw(map->network, &call->box, &n);
        http_answer_text(&answer, answer.type, text);
        http_answer_gzip(&answer, gzip);
        if (gzip && strstr(answer.fields, "Content-Encoding"))
            keep(map, call->key, &answer);
    }
    http_answer_send(call->door->server, call->request->ticket, &answer);
}

static bool read_box(struct sv text, struct road_box *box)
{
    double *parts[4] = {&box->west, &box->south, &box->east, &box->north};
    size_t n = 0;
    for (struct sv rest = text; rest.at && n < 5; n++) {
        struct sv part = sv_trim(sv_cut(&rest, ','));
        if (n == 4 || !sv_to_f64(part, parts[n]))
            return false;
    }
    return n == 4 && box->west < box->east && box->south < box->north && box->west >= -180 &&
           box->east <= 180 && box->south >= -90 && box->north <= 90;
}

void roads_handle(struct door *door, struct http_request *request)
{
    struct sv rest = request->query, name, value, bbox = {NULL, 0};
    struct error error;
    bool broken = false;
    while (http_query_next(&rest, request->arena, &name, &value, &broken))
        if (sv_is(name, "bbox"))
            bbox = value;
    struct call *call = arena_make(request->arena, struct call);
    *call = (struct call){.door = door, .request = request};
    if (!door->map) {
        door_fail_status(door, request, 404, "This server has no road network.");
    } else if (!read_box(bbox, &call->box)) {
        error_at(&error, ERR_INVALID, "bbox",
                 "bbox must be WEST,SOUTH,EAST,NORTH in degrees, such as 106.1,37.9,106.3,38.1.");
        door_fail(door, request, &error);
    } else {
        snprintf(call->key, sizeof call->key, "%.5f,%.5f,%.5f,%.5f", call->box.west,
                 call->box.south, call->box.east, call->box.north);
        if (!pool_submit(door->pool, work, call))
            door_fail_status(door, request, 503, "The server is busy; try again.");
    }
}
