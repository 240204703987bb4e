/* A chain of custody to try: a town with a hotel that makes waste and a plant that takes it. */
#ifndef LIFELINE_TESTS_OPS_CHAIN_H
#define LIFELINE_TESTS_OPS_CHAIN_H

#include <math.h>

#include "town.h"

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

#endif
