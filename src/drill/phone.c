/*
 * What a crew's phone sends. Each entry carries a key of its own: sent again it is the same entry.
 * A phone without a network keeps what is entered, each with its time, and sends it in a burst
 * later.
 */
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

/* Both answers of an entry sent twice are the same. */
static void check_same(struct play *play, const char *name, const json_t *first,
                       const json_t *second)
{
    const char *id = json_text(first, "id", "");
    if (strcmp(id, json_text(second, "id", "")) != 0)
        play_break(play, "%s sent twice was answered differently", name);
}

enum err play_send(struct play *play, const struct actor *actor, const char *name, json_t *args,
                   json_t **body, struct error *error)
{
    char key[32];
    json_t *first = NULL;
    snprintf(key, sizeof key, "drill-%lld", (long long)++play->sent);
    enum err rc = stage_call_key(&play->stage, actor, name, json_incref(args), key, &first, error);
    if (rc == ERR_OK && play->twice > 0 && rng_unit(&play->luck) < play->twice) {
        json_t *second = NULL;
        struct error again;
        if (stage_call_key(&play->stage, actor, name, json_incref(args), key, &second, &again) !=
            ERR_OK)
            play_break(play, "%s sent twice was refused: %s", name, again.text);
        else
            check_same(play, name, first, second);
        json_decref(second);
    }
    json_decref(args);
    if (body)
        *body = json_incref(first);
    json_decref(first);
    return rc;
}

enum err phone_do(struct play *play, struct player *player, const char *name, json_t *args)
{
    if (!player->is_offline)
        return play_do(play, &player->phone, name, args, NULL);
    char time[TIME_TEXT_MAX];
    struct entry *entry = vec_add(&player->kept);
    entry->name = name;
    entry->args = args;
    if (strcmp(name, "visit.transition") == 0)
        json_object_set_new(
            args, "at",
            json_string(time_format(play_now(play), play->stage.drill->offset_min, time)));
    return ERR_OK;
}

void phone_online(struct play *play, struct player *player)
{
    json_t *visit = NULL;
    if (!player->is_offline)
        return;
    player->is_offline = false;
    for (size_t i = 0; i < player->kept.n; i++)
        play_do(play, &player->phone, player->kept.at[i].name, player->kept.at[i].args, NULL);
    vec_clear(&player->kept);
    uint32_t index = (uint32_t)(player - play->crews.at);
    if (!*player->visit) {
        crew_look(play, index);
        return;
    }
    /* Somebody may have decided otherwise meanwhile. */
    stage_call(&play->stage, &player->phone, "visit.get", json_pack("{s:s}", "id", player->visit),
               &visit, NULL);
    const char *state = json_text(visit, "state", "");
    bool is_over = !strcmp(state, "cancelled") || !strcmp(state, "failed") ||
                   !strcmp(state, "planned") ||
                   strcmp(json_text(visit, "crew", player->id), player->id) != 0;
    if (is_over)
        crew_lost(play, index);
    json_decref(visit);
}
