/* What happens to the city: the script of the file, told to the program as somebody would tell it.
 */
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

static const char *id_of(const struct play *play, const char *noun, const char *name)
{
    char key[256];
    snprintf(key, sizeof key, "%s.%s", noun, name);
    return json_text(play->stage.ids_of, key, "");
}

static const json_t *named(const struct play *play, const char *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(play->stage.drill->json, list), i, item)
    {
        if (strcmp(json_text(item, "id", ""), name) == 0)
            return item;
    }
    return NULL;
}

/* ---- Zones and streets ----------------------------------------------------------------------- */

static enum err change_place(struct play *play, const json_t *what, struct error *error)
{
    struct stage *stage = &play->stage;
    const char *kind = json_text(what, "kind", ""), *zone = json_text(what, "zone", "");
    const char *closure = json_text(what, "closure", "");
    enum err rc;
    if (strcmp(kind, "seal") == 0)
        rc = setup_zone(stage, named(play, "zones", zone), error);
    else if (strcmp(kind, "close") == 0)
        rc = setup_closure(stage, named(play, "closures", closure), error);
    else if (strcmp(kind, "lift") == 0)
        rc = stage_call(stage, &stage->self, "zone.lift",
                        json_pack("{s:s}", "id", id_of(play, "zone", zone)), NULL, error);
    else
        rc = stage_call(stage, &stage->self, "closure.lift",
                        json_pack("{s:s}", "id", id_of(play, "closure", closure)), NULL, error);
    play_settle(play);
    return rc;
}

/* All gates of a zone, at once. */
static enum err set_gates(struct play *play, const json_t *what, struct error *error)
{
    struct stage *stage = &play->stage;
    char key[256];
    snprintf(key, sizeof key, "gates.%s", json_text(what, "zone", ""));
    bool open = strcmp(json_text(what, "kind", ""), "open_gates") == 0;
    enum err rc = ERR_OK;
    size_t i;
    json_t *id;
    json_array_foreach(json_object_get(stage->ids_of, key), i, id)
    {
        if (rc == ERR_OK)
            rc = stage_update(stage, "gate",
                              json_pack("{s:O, s:s}", "id", id, "state", open ? "open" : "closed"),
                              error);
    }
    play_settle(play);
    return rc;
}

/* ---- The server ------------------------------------------------------------------------------ */

/* The plan that people have in their hands, as text. */
static char *plan_text(struct play *play)
{
    json_t *body = NULL;
    stage_call(&play->stage, &play->stage.self, "plan.get", NULL, &body, NULL);
    char *text = body ? json_canonical(json_object_get(body, "crews")) : NULL;
    json_decref(body);
    return text;
}

enum err happen_restart(struct play *play, struct error *error)
{
    char *before = plan_text(play);
    play_note_rounds(play);
    stage_sleep(&play->stage);
    enum err rc = stage_reopen(&play->stage, error);
    if (rc == ERR_OK) {
        char *after = plan_text(play);
        if (!before || !after || strcmp(before, after) != 0)
            play_break(play, "the plan after the restart is not the one before");
        free(after);
        rc = play_wake(play, error);
    }
    free(before);
    return rc;
}

/* The next writes fail, or the next commits; whoever asked asks again. */
static void fail_writes(struct play *play, const json_t *what)
{
    int64_t writes = json_i64(what, "writes", 1);
    struct rng rng;
    rng_seed(&rng, play->stage.seed + (uint64_t)play->moments);
    if (rng_below(&rng, 2))
        fault_in_commits(play->stage.fault, 1 + rng_below(&rng, 3), writes);
    else
        fault_in_statements(play->stage.fault, 1 + rng_below(&rng, 20), writes);
}

static enum err happen_as(struct play *play, const char *kind, const json_t *what, uint32_t index,
                          struct error *error)
{
    static const char *const of_places[] = {"seal", "lift", "close", "open"};
    for (size_t i = 0; i < sizeof of_places / sizeof *of_places; i++) {
        if (!strcmp(kind, of_places[i]))
            return change_place(play, what, error);
    }
    if (!strcmp(kind, "shut_gates") || !strcmp(kind, "open_gates"))
        return set_gates(play, what, error);
    if (!strcmp(kind, "restart"))
        return happen_restart(play, error);
    if (!strcmp(kind, "stand"))
        return guard_stand(play, what, error);
    if (!strcmp(kind, "do"))
        return deed_do(play, what, error);
    if (!strcmp(kind, "crash"))
        play->crashes = true;
    else if (!strcmp(kind, "fault"))
        fail_writes(play, what);
    else if (!strcmp(kind, "jump")) {
        clock_move_to(play->stage.clock, play_now(play) + json_i64(what, "minutes", 1) * 60000);
        play_settle(play);
    } else if (strcmp(kind, "surge") != 0)
        return happen_people(play, what, index, error);
    return ERR_OK;
}

enum err happen(struct play *play, uint32_t index, struct error *error)
{
    const json_t *what =
        json_array_get(json_object_get(play->stage.drill->json, "happenings"), index);
    enum err rc = happen_as(play, json_text(what, "kind", ""), what, index, error);
    if (rc != ERR_OK) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "happenings[%u] ", index);
        error_prefix(error, prefix);
    }
    return rc;
}
