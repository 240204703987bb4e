/*
 * What is watched of chains of custody: how long each holder may have what a manifest lists
 * (packs/custody.yaml: 24 hours at the producer, 12 to treatment in an epidemic; R-W1 to R-W3), and
 * how full a plant is today (packs/watches.yaml).
 */
#include <string.h>

#include "catalog/watches.h"
#include "ops/alarm_int.h"
#include "ops/manifest_int.h"

static const struct names *limit_name(const struct op *op, const json_t *manifest)
{
    const char *id = json_text(manifest, "due_limit", "");
    const struct custody_kind *kind =
        catalog_custody(op->ops->config.catalog, json_text(manifest, "kind", ""));
    for (size_t i = 0; kind && i < kind->limits.n; i++) {
        if (strcmp(kind->limits.at[i].id, id) == 0)
            return &kind->limits.at[i].name;
    }
    return NULL;
}

enum err watch_manifest(struct op *op, struct record *manifest, struct error *error)
{
    int64_t due_ms = op_time_of(manifest->doc, "due_at", INT64_MAX);
    bool late = due_ms < op->now_ms;
    enum err rc = late ? alarm_raise(op, ALARM_HELD, manifest, NULL, "", 1,
                                     limit_name(op, manifest->doc), error)
                       : alarm_clear(op, ALARM_HELD, manifest->id, error);
    return rc == ERR_OK ? timer_set(op, manifest,
                                    late || due_ms == INT64_MAX ? INT64_MAX : due_ms + 1, error)
                        : rc;
}

enum err manifest_timer(struct op *op, struct record *manifest, struct error *error)
{
    return watch_manifest(op, manifest, error);
}

/* The alarm ends with the day that is full. */
enum err site_timer(struct op *op, struct record *site, struct error *error)
{
    return alarm_clear(op, ALARM_FULL, site->id, error);
}

enum err watch_plant(struct op *op, struct record *site, int64_t taken_g, int64_t capacity_g,
                     const struct names *room, struct error *error)
{
    static const int64_t DAY_MS = 24LL * 3600 * 1000;
    double share = catalog_watches(op->ops->config.catalog)->plant_full;
    int64_t local_ms = op->now_ms + op->ops->config.offset_min * 60000LL;
    if (share <= 0 || (double)taken_g < share * (double)capacity_g)
        return ERR_OK;
    enum err rc = alarm_raise(op, ALARM_FULL, site, NULL, "", 1, room, error);
    return rc == ERR_OK ? timer_set(op, site, op->now_ms + DAY_MS - local_ms % DAY_MS, error) : rc;
}
