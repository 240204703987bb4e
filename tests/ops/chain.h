/* A chain of custody to try: a town with a hotel that makes waste and a plant that takes it. */
#ifndef LIFELINE_TESTS_OPS_CHAIN_H
#define LIFELINE_TESTS_OPS_CHAIN_H

#include <math.h>

#include "town.h"

#include "base/rng.h"

#define SIGNED(who) "{\"by\":\"" who "\",\"method\":\"drawn\",\"at\":\"2022-09-27T11:30:00+08:00\"}"
#define BOTH        "\"signatures\":{\"from\":" SIGNED("giver") ",\"to\":" SIGNED("taker") "}"

struct chain {
    struct town town;
    char hotel[ID_TEXT_SIZE], plant[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
};

static inline void chain_open(struct chain *chain)
{
    town_open(&chain->town);
    town_settle(&chain->town);
    town_do(
        &chain->town, chain->hotel, "site.create",
        "{\"kind\":\"hotel\",\"name\":{\"en\":\"Hotel\"},\"place\":{\"lon\":106.2,\"lat\":37.98}}");
    town_do(&chain->town, chain->plant, "site.create",
            "{\"kind\":\"plant\",\"name\":{\"en\":\"Plant\"},\"place\":{\"lon\":106.265,\"lat\":"
            "37.955}}");
}

static inline void waste(struct chain *chain, const char *lines)
{
    town_do(&chain->town, chain->id, "manifest.create",
            "{\"kind\":\"waste\",\"site\":\"%s\",\"lines\":%s}", chain->hotel, lines);
}

#define TWO_BAGS                                                                                   \
    "[{\"code\":\"B-1\",\"category\":\"infectious\",\"packages\":4,\"kg\":12.5,\"epidemic\":true}" \
    ","                                                                                            \
    "{\"code\":\"B-2\",\"category\":\"sharps\",\"packages\":1,\"kg\":2.1}]"

static inline json_t *get(struct chain *chain)
{
    return town_get(&chain->town, "manifest.get", "{\"id\":\"%s\"}", chain->id);
}

static inline int64_t grams(const json_t *object, const char *key)
{
    return llround(json_f64(object, key, 0) * 1000);
}

/* The clock has run: so many alarms of the kind are open. */
static inline void alarms_are(struct chain *chain, const char *kind, size_t n)
{
    struct actor self = actor_system("test");
    size_t i, found = 0;
    json_t *alarm;
    assert_int_equal(town_try(&chain->town, &self, "timer.tick", NULL, "{}"), ERR_OK);
    json_t *open = town_get(&chain->town, "alarm.list", "{\"open\":true}");
    json_array_foreach(json_object_get(open, "items"), i, alarm) found +=
        strcmp(json_text(alarm, "kind", ""), kind) == 0;
    assert_int_equal(found, n);
    json_decref(open);
}

/* Any act on any of the manifests by anybody, right or wrong; what is refused changes nothing. */
static inline void chain_random_act(struct chain *chain, struct rng *rng, const char *const *ids,
                                    uint32_t n)
{
    struct town *town = &chain->town;
    const char *id = ids[rng_below(rng, n)];
    char parties[4][80];
    snprintf(parties[0], sizeof parties[0], "{\"site\":\"%s\"}", chain->hotel);
    snprintf(parties[1], sizeof parties[1], "{\"crew\":\"%s\"}", town->crew);
    snprintf(parties[2], sizeof parties[2], "{\"vehicle\":\"%s\"}", town->vehicle);
    snprintf(parties[3], sizeof parties[3], "{\"site\":\"%s\"}", chain->plant);
    uint32_t giver = rng_below(rng, 4);
    const char *from = parties[giver];
    const char *to =
        rng_below(rng, 3) && giver < 2 ? parties[giver + 1] : parties[rng_below(rng, 3)];
    unsigned code = 1 + rng_below(rng, 2), packages = rng_below(rng, 4);
    double kg = rng_below(rng, 9000) / 1000.0;
    const char *reason = rng_below(rng, 2) ? ",\"reason\":\"scale\"" : "";
    char line[200] = "";
    if (rng_below(rng, 2))
        snprintf(line, sizeof line,
                 ",\"lines\":[{\"code\":\"B-%u\",\"packages\":%u,\"kg\":%.3f%s}]", code, packages,
                 kg, reason);
    enum err rc;
    switch (rng_below(rng, 9)) {
    case 0:
        /* With one signature nothing changes hands. */
        rc = town_try(
            town, &town->admin, "manifest.hand_over", NULL,
            "{\"id\":\"%s\",\"from\":%s,\"to\":%s,\"signatures\":{\"to\":" SIGNED("taker") "}%s}",
            id, from, to, line);
        assert_int_not_equal(rc, ERR_OK);
        break;
    case 1:
    case 6:
    case 7:
        rc = town_try(town, &town->admin, "manifest.hand_over", NULL,
                      "{\"id\":\"%s\",\"from\":%s,\"to\":%s," BOTH "%s}", id, from, to, line);
        break;
    case 2:
        rc = town_try(town, &town->admin, "manifest.receive", NULL,
                      "{\"id\":\"%s\",\"from\":%s,\"site\":\"%s\"," BOTH "%s}", id, from,
                      chain->plant, line);
        break;
    case 3:
        rc = town_try(
            town, &town->admin, "manifest.treat", NULL,
            "{\"id\":\"%s\",\"site\":\"%s\",\"method\":\"steam\",\"signature\":" SIGNED("p") "%s}",
            id, chain->plant, line);
        break;
    case 4:
        rc =
            town_try(town, &town->admin, "manifest.correct", NULL,
                     "{\"id\":\"%s\",\"line\":\"B-%u\",\"party\":%s,\"treated\":%s,\"packages\":%u,"
                     "\"kg\":%.3f,\"reason\":\"counted again\"}",
                     id, code, from, rng_below(rng, 2) ? "true" : "false", packages, kg);
        break;
    default:
        town_advance(town, (int)rng_below(rng, 40000));
        rc = town_try(town, &town->admin, "vehicle.disinfected", NULL, "{\"id\":\"%s\"}",
                      town->vehicle);
    }
    assert_true(rc != ERR_INTERNAL && rc != ERR_IO && rc != ERR_BUSY);
}

#endif
