#include "drill/stage_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "city/city.h"
#include "ops/import.h"
#include "store/copy.h"

/* Beside its events a city's dispatcher has about this long, by its clock, for each search, and so
 * much comes of it. */
enum { IMPROVE_EVERY_MS = 30 * 1000, IMPROVE_WORK = 200000 };

/* ---- Streets --------------------------------------------------------------------------------- */

static enum err make_city(const struct stage *stage, struct city **out, struct error *error)
{
    const json_t *city = json_object_get(stage->drill->json, "city");
    struct city_options options = {
        .seed = (uint64_t)json_i64(city, "seed", 1),
        .residents = (uint32_t)json_i64(city, "residents", 0),
        .at_ms = stage->drill->start_ms,
        .offset_min = stage->drill->offset_min,
        .catalog = stage->catalog,
        .policy = json_text(city, "policy", NULL),
    };
    return city_new(&options, out, error);
}

/* Imports under another name first, so that a half written map is never found. */
static enum err import_map(const char *source, const char *road, struct error *error)
{
    char made[PATH_MAX];
    snprintf(made, sizeof made, "%s.new", road);
    struct road_import_options options = {.source_path = source, .target_path = made};
    enum err rc = road_import(&options, NULL, error);
    if (rc == ERR_OK && rename(made, road))
        rc = error_at(error, ERR_IO, road, "The file cannot be written: %s.", strerror(errno));
    return rc;
}

static enum err generated_map(struct stage *stage, const char *maps, char road[PATH_MAX],
                              struct error *error)
{
    const json_t *options = json_object_get(stage->drill->json, "city");
    struct city *city = NULL;
    char map[PATH_MAX];
    enum err rc = make_city(stage, &city, error);
    if (rc != ERR_OK)
        return rc;
    struct box box = city_bounds(city);
    stage->plane = plane_at((struct point){(box.west + box.east) / 2, (box.south + box.north) / 2});
    snprintf(road, PATH_MAX, "%.3000s/city-%lld-%lld.road", maps ? maps : stage->folder.path,
             (long long)json_i64(options, "seed", 1),
             (long long)json_i64(options, "residents", CITY_RESIDENTS_DEFAULT));
    if (access(road, R_OK)) {
        snprintf(map, sizeof map, "%s/city.osm.pbf", stage->folder.path);
        rc = city_write_map(city, map, error);
        if (rc == ERR_OK)
            rc = import_map(map, road, error);
    }
    city_free(city);
    return rc;
}

static enum err open_streets(struct stage *stage, const char *maps, struct error *error)
{
    const json_t *city = json_object_get(stage->drill->json, "city");
    const char *extract = json_text(city, "extract", NULL);
    const json_t *centre = json_object_get(city, "centre");
    char road[PATH_MAX];
    enum err rc;
    if (!extract) {
        rc = generated_map(stage, maps, road, error);
    } else {
        snprintf(road, sizeof road, "%s/city.road", stage->folder.path);
        rc = sv_ends(sv_of(extract), ".road") ? ERR_OK : import_map(extract, road, error);
        if (sv_ends(sv_of(extract), ".road"))
            snprintf(road, sizeof road, "%s", extract);
    }
    if (centre)
        stage->plane =
            plane_at((struct point){json_f64(centre, "lon", 0), json_f64(centre, "lat", 0)});
    return rc == ERR_OK ? road_network_open(road, &stage->network, error) : rc;
}

/* ---- The instance ---------------------------------------------------------------------------- */

enum err stage_reopen(struct stage *stage, struct error *error)
{
    struct store_config store = {
        .where = stage->folder.path, .log = stage->log, .fault = stage->fault};
    enum err rc = store_open(&store, &stage->store, error);
    struct ops_config ops = {.store = stage->store,
                             .clock = stage->clock,
                             .catalog = stage->catalog,
                             .ids = stage->ids,
                             .log = stage->log,
                             .offset_min = stage->drill->offset_min};
    if (rc == ERR_OK)
        rc = ops_open(&ops, &stage->ops, error);
    if (rc == ERR_OK && stage->network) {
        struct road_info info;
        road_network_info(stage->network, &info);
        ops_set_bounds(stage->ops, info.box.west, info.box.south, info.box.east, info.box.north);
    }
    return rc;
}

static enum err fill_demo(struct stage *stage, struct error *error)
{
    struct city *city = NULL;
    json_t *list = NULL;
    enum err rc = make_city(stage, &city, error);
    if (rc == ERR_OK)
        rc = city_commands(city, &list, error);
    if (rc == ERR_OK)
        rc = ops_load_script(stage->ops, list, "city", &stage->self, error);
    json_decref(list);
    city_free(city);
    return rc;
}

/* The city as it is, on a copy. */
static enum err open_state(struct stage *stage, const struct drill_options *options,
                           struct error *error)
{
    char road[PATH_MAX];
    struct road_info info;
    snprintf(road, sizeof road, "%s/city.road", options->from);
    enum err rc = store_copy(options->from, stage->folder.path, error);
    if (rc == ERR_OK)
        rc = road_network_open(options->map ? options->map : road, &stage->network, error);
    if (rc != ERR_OK)
        return rc;
    road_network_info(stage->network, &info);
    stage->plane = plane_at(
        (struct point){(info.box.west + info.box.east) / 2, (info.box.south + info.box.north) / 2});
    return stage_reopen(stage, error);
}

enum err stage_state_time(const char *folder, int64_t *at_ms, struct error *error)
{
    struct store *store = NULL;
    struct sql *sql = NULL;
    struct folder copy = {0};
    enum err rc = folder_make(&copy, error);
    if (rc == ERR_OK)
        rc = store_copy(folder, copy.path, error);
    struct store_config config = {.where = copy.path};
    if (rc == ERR_OK)
        rc = store_open(&config, &store, error);
    if (rc == ERR_OK)
        rc = store_reader(store, &sql, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(sql, "SELECT MAX(at_ms) FROM event", SQL_NONE, 0, at_ms, error);
    if (sql)
        store_reader_done(store, sql);
    store_close(store);
    folder_remove(&copy);
    return rc;
}

static enum err open_catalog(struct stage *stage, const struct drill_options *options,
                             struct error *error)
{
    enum err rc = ERR_OK;
    if (!options->catalog)
        rc = catalog_load(options->packs, &stage->own_catalog, error);
    stage->catalog = options->catalog ? options->catalog : stage->own_catalog;
    return rc;
}

enum err stage_open(const struct drill *drill, const struct drill_options *options, uint64_t seed,
                    struct stage *stage, struct error *error)
{
    *stage = (struct stage){.drill = drill,
                            .seed = seed,
                            .policy = options->policy,
                            .crews = options->crews > 0 ? options->crews : 1,
                            .self = actor_cli()};
    stage->ids_of = json_object();
    stage->log_clock = clock_real();
    stage->log = log_new(stderr, stage->log_clock, options->least);
    stage->clock = clock_virtual(drill->start_ms);
    stage->ids = id_source_new(stage->clock, seed);
    stage->fault = fault_new();
    enum err rc = folder_make(&stage->folder, error);
    if (rc == ERR_OK)
        rc = open_catalog(stage, options, error);
    if (rc == ERR_OK && drill->state)
        return open_state(stage, options, error);
    if (rc == ERR_OK)
        rc = open_streets(stage, options->maps, error);
    if (rc == ERR_OK)
        rc = stage_reopen(stage, error);
    if (rc == ERR_OK && json_object_get(drill->json, "people"))
        rc = fill_demo(stage, error);
    return rc == ERR_OK ? setup_people(stage, error) : rc;
}

enum err stage_wake(struct stage *stage, ops_listener *listener, void *context, struct error *error)
{
    struct live_config config = {.ops = stage->ops,
                                 .catalog = stage->catalog,
                                 .network = stage->network,
                                 .clock = stage->clock,
                                 .log = stage->log,
                                 .seed = stage->seed,
                                 .policy = stage->policy,
                                 .improve_every_ms = IMPROVE_EVERY_MS,
                                 .improve_work = IMPROVE_WORK};
    enum err rc = ops_subscribe(stage->ops, listener, context, error);
    return rc == ERR_OK ? live_start(&config, &stage->live, error) : rc;
}

void stage_sleep(struct stage *stage)
{
    live_stop(stage->live);
    if (stage->ops)
        ops_close(stage->ops);
    store_close(stage->store);
    stage->live = NULL;
    stage->ops = NULL;
    stage->store = NULL;
}

void stage_close(struct stage *stage)
{
    stage_sleep(stage);
    road_network_free(stage->network);
    catalog_free(stage->own_catalog);
    fault_free(stage->fault);
    id_source_free(stage->ids);
    clock_free(stage->clock);
    log_free(stage->log);
    clock_free(stage->log_clock);
    json_decref(stage->ids_of);
    folder_remove(&stage->folder);
}

/* ---- Calling --------------------------------------------------------------------------------- */

enum err stage_call(struct stage *stage, const struct actor *actor, const char *name, json_t *args,
                    json_t **body, struct error *error)
{
    return stage_call_key(stage, actor, name, args, NULL, body, error);
}

/* Asks again when the disk has failed; `*reply` is the last answer. */
static enum err call_again(struct stage *stage, const struct ops_call *call,
                           struct ops_reply **reply)
{
    enum { TRIES_MAX = 6 };
    enum err rc = ERR_IO;
    for (int i = 0; i < TRIES_MAX && (rc == ERR_IO || rc == ERR_BUSY); i++) {
        ops_reply_free(*reply);
        json_incref(call->args);
        rc = ops_call(stage->ops, *call, reply);
    }
    json_decref(call->args);
    return rc;
}

enum err stage_call_key(struct stage *stage, const struct actor *actor, const char *name,
                        json_t *args, const char *key, json_t **body, struct error *error)
{
    struct ops_reply *reply = NULL;
    const struct ops_call call = {.command = ops_command(name),
                                  .args = args ? args : json_object(),
                                  .actor = actor,
                                  .key = key,
                                  .if_match = -1};
    enum err rc = call_again(stage, &call, &reply);
    if (rc != ERR_OK && error)
        *error = reply->error;
    if (body)
        *body = rc == ERR_OK ? json_incref((json_t *)ops_reply_json(reply)) : NULL;
    ops_reply_free(reply);
    return rc;
}

enum err stage_update(struct stage *stage, const char *noun, json_t *args, struct error *error)
{
    char get[40], update[40];
    struct ops_reply *reply = NULL;
    json_t *now = NULL;
    snprintf(get, sizeof get, "%s.get", noun);
    snprintf(update, sizeof update, "%s.update", noun);
    enum err rc = stage_call(stage, &stage->self, get,
                             json_pack("{s:O}", "id", json_object_get(args, "id")), &now, error);
    const struct ops_call call = {.command = ops_command(update),
                                  .args = args,
                                  .actor = &stage->self,
                                  .if_match = json_i64(now, "rev", 0)};
    if (rc == ERR_OK) {
        rc = call_again(stage, &call, &reply);
        if (rc != ERR_OK)
            *error = reply->error;
        ops_reply_free(reply);
    } else {
        json_decref(args);
    }
    json_decref(now);
    return rc;
}

enum err stage_list(struct stage *stage, const char *name, json_t *args, json_t **out,
                    struct error *error)
{
    enum { PAGE = 500 };
    enum err rc = ERR_OK;
    json_t *items = json_array(), *next = NULL;
    do {
        json_t *page = NULL, *asked = args ? json_copy(args) : json_object();
        json_object_set_new(asked, "limit", json_integer(PAGE));
        if (next)
            json_object_set_new(asked, "cursor", next);
        rc = stage_call(stage, &stage->self, name, asked, &page, error);
        json_array_extend(items, json_object_get(page, "items"));
        json_t *cursor = json_object_get(page, "next");
        next = json_is_string(cursor) ? json_incref(cursor) : NULL;
        json_decref(page);
    } while (rc == ERR_OK && next);
    json_decref(next);
    json_decref(args);
    if (rc == ERR_OK)
        *out = items;
    else
        json_decref(items);
    return rc;
}

json_t *stage_numbered(const json_t *name, int64_t number)
{
    return json_pack("{s:o, s:o}", "zh",
                     json_sprintf("%s%lld", json_text(name, "zh", ""), (long long)number), "en",
                     json_sprintf("%s %lld", json_text(name, "en", ""), (long long)number));
}

json_t *stage_lonlat(struct point point)
{
    return json_pack("{s:f, s:f}", "lon", point.lon, "lat", point.lat);
}

json_t *stage_place(const struct stage *stage, const json_t *offset)
{
    return stage_lonlat(
        plane_point(&stage->plane, json_f64(offset, "east_m", 0), json_f64(offset, "north_m", 0)));
}
