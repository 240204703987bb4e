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

/* ---- People and vehicles --------------------------------------------------------------------- */

static void give_back_of(struct play *play, const char *person)
{
    for (uint32_t c = 0; c < play->crews.n; c++) {
        size_t i;
        json_t *member;
        json_array_foreach(play->crews.at[c].members, i, member)
        {
            if (strcmp(json_string_value(member), person) == 0)
                crew_give_back(play, c, "a member of the crew was isolated");
        }
    }
}

static void set_status(struct play *play, const char *person, bool isolated)
{
    play_do(play, &play->stage.self, "person.set_status",
            json_pack("{s:s, s:s}", "id", person, "status", isolated ? "isolated" : "available"),
            NULL);
    if (isolated)
        give_back_of(play, person);
}

/* Each person is drawn alone, by the seed. */
static void set_share(struct play *play, double share, bool isolated, uint32_t index)
{
    struct rng rng;
    rng_seed(&rng, play->stage.seed * 7919 + index);
    for (uint32_t c = 0; c < play->crews.n; c++) {
        size_t i;
        json_t *member;
        json_array_foreach(play->crews.at[c].members, i, member)
        {
            if (rng_unit(&rng) < share)
                set_status(play, json_string_value(member), isolated);
        }
    }
}

static struct player *crew_named(struct play *play, const char *name, struct error *error)
{
    for (size_t c = 0; c < play->crews.n; c++) {
        if (strcmp(json_text(play->crews.at[c].name, "en", ""), name) == 0)
            return &play->crews.at[c];
    }
    error_at(error, ERR_INVALID, "crew", "There is no crew of the (English) name '%s'.", name);
    return NULL;
}

static enum err change_people(struct play *play, const json_t *what, uint32_t index,
                              struct error *error)
{
    bool isolated = strcmp(json_text(what, "kind", ""), "isolate") == 0;
    const char *name = json_text(what, "crew", NULL);
    if (!name) {
        set_share(play, json_f64(what, "share", 0), isolated, index);
        return ERR_OK;
    }
    struct player *player = crew_named(play, name, error);
    if (!player)
        return ERR_INVALID;
    const json_t *member =
        json_array_get(player->members, (size_t)(json_i64(what, "member", 1) - 1));
    if (!member)
        return error_at(error, ERR_INVALID, "member", "The crew has fewer members.");
    set_status(play, json_string_value(member), isolated);
    return ERR_OK;
}

static enum err change_vehicle(struct play *play, const json_t *what, bool broken,
                               struct error *error)
{
    struct player *player = crew_named(play, json_text(what, "crew", ""), error);
    if (!player)
        return ERR_INVALID;
    struct stage *stage = &play->stage;
    json_t *vehicle = NULL;
    struct ops_reply *reply = NULL;
    enum err rc = stage_call(stage, &stage->self, "vehicle.get",
                             json_pack("{s:s}", "id", player->vehicle), &vehicle, error);
    if (rc != ERR_OK)
        return rc;
    struct ops_call call = {
        .command = ops_command("vehicle.update"),
        .args = json_pack("{s:s, s:s}", "id", player->vehicle, "status",
                          broken ? "out_of_service" : "ready"),
        .actor = &stage->self,
        .if_match = json_i64(vehicle, "rev", 0),
    };
    rc = ops_call(stage->ops, call, &reply);
    if (rc != ERR_OK)
        *error = reply->error;
    ops_reply_free(reply);
    json_decref(vehicle);
    play_settle(play);
    if (rc == ERR_OK && broken)
        crew_give_back(play, (uint32_t)(player - play->crews.at), "the vehicle broke down");
    return rc;
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

static enum err restart(struct play *play, struct error *error)
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

enum err happen(struct play *play, uint32_t index, struct error *error)
{
    const json_t *what =
        json_array_get(json_object_get(play->stage.drill->json, "happenings"), index);
    const char *kind = json_text(what, "kind", "");
    enum err rc = ERR_OK;
    if (!strcmp(kind, "isolate") || !strcmp(kind, "return"))
        rc = change_people(play, what, index, error);
    else if (!strcmp(kind, "break") || !strcmp(kind, "repair"))
        rc = change_vehicle(play, what, !strcmp(kind, "break"), error);
    else if (!strcmp(kind, "restart"))
        rc = restart(play, error);
    else if (strcmp(kind, "surge") != 0)
        rc = change_place(play, what, error);
    if (rc != ERR_OK) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "happenings[%u] ", index);
        error_prefix(error, prefix);
    }
    return rc;
}
