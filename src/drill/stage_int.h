/*
 * The stage of a drill: a temporary instance with its streets, and the city's people and things in
 * it. Everything goes in through commands.
 *
 *   stage_open   clock, ids, packs, store, commands, streets, people, zones that are there at first
 *   stage_wake   the dispatcher and the drill's own listener begin
 *   stage_sleep  they end, and the store is closed: as when the server is stopped
 *   stage_reopen, stage_wake   ... and started again on the same data
 */
#ifndef LIFELINE_DRILL_STAGE_INT_H
#define LIFELINE_DRILL_STAGE_INT_H

#include "drill/file_int.h"
#include "drill/folder_int.h"
#include "geo/point.h"
#include "live/live.h"
#include "ops/ops.h"
#include "road/road.h"
#include "store/fault.h"

struct stage {
    const struct drill *drill;
    uint64_t seed;
    enum live_policy policy;
    double crews; /* share of each template's crews */
    struct folder folder;
    struct clock *clock, *log_clock;
    struct log *log;
    struct id_source *ids;
    const struct catalog *catalog;
    struct catalog *own_catalog; /* NULL: it was lent */
    struct road_network *network;
    struct store *store;
    struct store_fault *fault; /* the disk that fails when told to */
    struct ops *ops;
    struct live *live;
    struct plane plane; /* around the city's centre */
    json_t *ids_of;     /* "zone.NAME", "closure.NAME" -> id */
    struct actor self;  /* who sets the stage: the duty manager's desk */
};

enum err stage_open(const struct drill *drill, const struct drill_options *options, uint64_t seed,
                    struct stage *stage, struct error *error);
/* When the last thing happened in the city of a data folder, read from a copy. */
enum err stage_state_time(const char *folder, int64_t *at_ms, struct error *error);
enum err stage_reopen(struct stage *stage, struct error *error);
enum err stage_wake(struct stage *stage, ops_listener *listener, void *context,
                    struct error *error);
void stage_sleep(struct stage *stage);
void stage_close(struct stage *stage);

/* Calls a command or query; `body` (may be NULL) gets a new reference, NULL where there is none. */
enum err stage_call(struct stage *stage, const struct actor *actor, const char *name, json_t *args,
                    json_t **body, struct error *error);
/* The same with an Idempotency-Key. Both ask again when the disk has failed. */
enum err stage_call_key(struct stage *stage, const struct actor *actor, const char *name,
                        json_t *args, const char *key, json_t **body, struct error *error);
/* Changes fields of a thing ("gate", "vehicle") as it is now; `args` with its "id" is taken over.
 */
enum err stage_update(struct stage *stage, const char *noun, json_t *args, struct error *error);
/* All items of a list query, over all its pages; `args` is taken over. */
enum err stage_list(struct stage *stage, const char *name, json_t *args, json_t **out,
                    struct error *error);

/* A place given in metres east and north of the centre, as {lon, lat}. */
json_t *stage_place(const struct stage *stage, const json_t *offset);
json_t *stage_lonlat(struct point point);
/* A name in both languages with a number behind it. */
json_t *stage_numbered(const json_t *name, int64_t number);

/* setup.c: what the file says is there at first; zones and closures also when they happen. */
enum err setup_people(struct stage *stage, struct error *error);
/* setup_staff.c: who stands on posts, and these. */
enum err setup_staff(struct stage *stage, struct error *error);
enum err setup_zone(struct stage *stage, const json_t *zone, struct error *error);
enum err setup_closure(struct stage *stage, const json_t *closure, struct error *error);

#endif
