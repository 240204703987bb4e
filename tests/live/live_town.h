/*
 * A street of ten junctions, 0 to 9, ten seconds from one to the next, with a running dispatcher on
 * a virtual clock: cities small enough to be checked by hand. A crew stands at 0.
 *
 *   0 - 1 - 2 - 3 - 4 -|- 5 - 6 - 7 - 8 - 9        |: the gate of what may be closed, at 4.5
 */
#ifndef LIFELINE_TESTS_LIVE_LIVE_TOWN_H
#define LIFELINE_TESTS_LIVE_LIVE_TOWN_H

#include "../ops/town.h"
#include "grid_town.h"
#include "live/audit.h"
#include "live/live_int.h"

enum { STREET_S = 10 };

struct live_town {
    struct town town;
    struct road_network *network;
    struct live *live;
    char crew[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], members[2][ID_TEXT_SIZE];
    char zone[ID_TEXT_SIZE], gate[ID_TEXT_SIZE];
};

/* {"lon", "lat"} of a place on the street, as text; of four calls at a time. */
static inline const char *street(double column)
{
    static char texts[4][64];
    static int next;
    char *text = texts[next++ % 4];
    struct road_point p = grid_town_point(column, 0);
    snprintf(text, sizeof texts[0], "{\"lon\":%.7f,\"lat\":%.7f}", p.lon, p.lat);
    return text;
}

static inline void live_town_crew(struct live_town *it, const char *name, double column,
                                  char crew[ID_TEXT_SIZE], char vehicle[ID_TEXT_SIZE],
                                  char members[2][ID_TEXT_SIZE])
{
    for (int i = 0; i < 2; i++)
        town_do(&it->town, members[i], "person.create",
                "{\"label\":\"%s\",\"skills\":[\"errand\",\"gas_emergency\",\"heat_service\",\"ppe_"
                "trained\"],"
                "\"certificates\":[{\"code\":\"gas_repair\",\"valid_until\":"
                "\"2030-01-01T00:00:00+08:00\"}]}",
                name);
    town_do(&it->town, vehicle, "vehicle.create", "{\"plate\":\"%s\",\"kind\":\"van\"}", name);
    town_do(
        &it->town, crew, "crew.create",
        "{\"name\":{\"zh\":\"%s\",\"en\":\"%s\"},\"members\":[\"%s\",\"%s\"],\"vehicle\":\"%s\","
        "\"shift\":{\"from\":\"2022-09-27T00:00:00+08:00\",\"until\":"
        "\"2022-09-29T00:00:00+08:00\"},\"position\":%s}",
        name, name, members[0], members[1], vehicle, street(column));
}

/* Changes members of a thing, as somebody who has just read it: "crew.update", its id, its members.
 */
static inline void live_town_update(struct live_town *it, const char *command, const char *id,
                                    const char *members)
{
    char get[40], text[600];
    snprintf(get, sizeof get, "%.*s.get", (int)strcspn(command, "."), command);
    json_t *read = town_get(&it->town, get, "{\"id\":\"%s\"}", id);
    snprintf(text, sizeof text, "{\"id\":\"%s\"%s%s}", id, *members ? "," : "", members);
    struct ops_call call = {.command = ops_command(command),
                            .args = town_json(text),
                            .actor = &it->town.admin,
                            .if_match = json_i64(read, "rev", 0)};
    struct ops_reply *reply = NULL;
    if (ops_call(it->town.ops, call, &reply) != ERR_OK)
        fail_msg("%s: %s: %s", command, reply->error.where, reply->error.text);
    ops_reply_free(reply);
    json_decref(read);
}

/* So many sets of what a sealed zone asks for, and the tools of a gas crew. */
static inline void live_town_load(struct live_town *it, const char *crew, int sets)
{
    static const char *const worn[] = {"full_protective_suit", "n95_mask", "face_shield",
                                       "boot_covers", "isolation_gown"};
    static const char *const tools[] = {"gas_detector", "spark_free_tools", "repair_kit_indoor",
                                        "thermometer"};
    for (size_t i = 0; i < sizeof worn / sizeof *worn; i++)
        town_do(&it->town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"%s\",\"qty\":%d}",
                crew, worn[i], sets);
    town_do(&it->town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"gloves\",\"qty\":%d}",
            crew, 2 * sets);
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        town_do(&it->town, NULL, "stock.issue", "{\"holder\":\"%s\",\"item\":\"%s\",\"qty\":4}",
                crew, tools[i]);
}

static inline void live_town_permit(struct live_town *it, const char *crew)
{
    town_do(&it->town, NULL, "permit.create",
            "{\"kind\":\"zone_entry\",\"holder\":{\"crew\":\"%s\"},\"zone\":\"%s\","
            "\"from\":\"2022-09-01T00:00:00+08:00\",\"until\":\"2022-10-30T00:00:00+08:00\"}",
            crew, it->zone);
}

/* Seals from junction 4.5 on at a level of epidemic-2022-06; `more` are further members of the
 * zone's JSON, and `gate` of the gate's, each beginning with a comma, or "". */
static inline void live_town_seal(struct live_town *it, const char *level, const char *more,
                                  const char *gate)
{
    struct road_point a = grid_town_point(4.5, -1), b = grid_town_point(10, 1);
    town_do(&it->town, it->zone, "zone.create",
            "{\"name\":{\"zh\":\"东街\",\"en\":\"East street\"},\"policy\":\"epidemic-2022-06\","
            "\"level\":\"%s\",\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[%.7f,%.7f],"
            "[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}%s}",
            level, a.lon, a.lat, b.lon, a.lat, b.lon, b.lat, a.lon, b.lat, a.lon, a.lat, more);
    town_do(&it->town, it->gate, "gate.create",
            "{\"zone\":\"%s\",\"name\":{\"zh\":\"西门\",\"en\":\"West gate\"},\"place\":%s%s}",
            it->zone, street(4.5), gate);
}

/* A call at a place of the street; gives the job's id. */
static inline void live_town_call(struct live_town *it, const char *service, const char *answers,
                                  double column, char job[ID_TEXT_SIZE])
{
    json_t *reply = town_get(
        &it->town, "request.create",
        "{\"service\":\"%s\",\"caller\":{\"name\":\"R\",\"phone\":\"0953-0000000\"},\"place\":%s,"
        "\"answers\":%s}",
        service, street(column), answers);
    snprintf(job, ID_TEXT_SIZE, "%s", json_text(json_object_get(reply, "job"), "id", ""));
    json_decref(reply);
}

/* From junction to junction so many times as long as usual. */
static inline void live_town_open_spaced(struct live_town *it, int times)
{
    *it = (struct live_town){0};
    uint32_t nodes[10];
    struct hand hand = hand_begin();
    for (int i = 0; i < 10; i++)
        nodes[i] = hand_node(&hand, i, 0);
    for (int i = 0; i + 1 < 10; i++)
        hand_street(&hand, nodes[i], nodes[i + 1], 10 * STREET_S * times, 10 * STREET_S * times,
                    "High street");
    it->network = hand_finish(&hand);
    town_open(&it->town);
    ops_set_bounds(it->town.ops, 0, 0, 0, 0);
    live_town_crew(it, "First", 0, it->crew, it->vehicle, it->members);
}

static inline void live_town_open(struct live_town *it)
{
    live_town_open_spaced(it, 1);
}

static inline void live_town_start(struct live_town *it)
{
    struct live_config config = {.ops = it->town.ops,
                                 .catalog = it->town.catalog,
                                 .network = it->network,
                                 .clock = it->town.clock,
                                 .seed = 1};
    struct error error = {0};
    if (live_start(&config, &it->live, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    live_settle(it->live);
}

static inline void live_town_close(struct live_town *it)
{
    live_stop(it->live);
    road_network_free(it->network);
    town_close(&it->town);
}

/* The job as it is when the dispatcher has nothing left to do. */
static inline json_t *live_town_job(struct live_town *it, const char *job)
{
    live_settle(it->live);
    return town_get(&it->town, "job.get", "{\"id\":\"%s\"}", job);
}

/* Seconds from the town's clock to a time of the visit. */
static inline int64_t live_town_in_s(struct live_town *it, const json_t *job, const char *key)
{
    return (world_time(json_object_get(job, "visit"), key, 0) - clock_now_ms(it->town.clock)) /
           1000;
}

/* The rules that the plan breaks, one after the other with a blank between. */
static inline void live_town_audit(struct live_town *it, char *rules, size_t size)
{
    json_t *breaches = NULL;
    assert_int_equal(audit_zone_rules(it->town.ops, it->town.catalog, &breaches, NULL), ERR_OK);
    size_t i, n = 0;
    json_t *one;
    rules[0] = '\0';
    json_array_foreach(breaches, i, one)
    {
        n +=
            (size_t)snprintf(rules + n, size - n, "%s%s", n ? " " : "", json_text(one, "rule", ""));
    }
    json_decref(breaches);
}

static inline void assert_no_breach(struct live_town *it)
{
    char rules[400];
    live_town_audit(it, rules, sizeof rules);
    assert_string_equal(rules, "");
}

/* A second crew, at 9. */
struct live_two {
    struct live_town it;
    char far[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], members[2][ID_TEXT_SIZE];
};

/* Goods on board of the crew at 0 and of the one at 9; the dispatcher runs. */
static inline void live_two_open(struct live_two *two, int near_load, int far_load)
{
    live_town_open(&two->it);
    live_town_crew(&two->it, "Far", 9, two->far, two->vehicle, two->members);
    live_town_load(&two->it, two->it.crew, near_load);
    if (far_load)
        live_town_load(&two->it, two->far, far_load);
    live_town_start(&two->it);
}

#endif
