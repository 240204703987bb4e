/* What happens to crews: their people, vehicles, phones and stock. */
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

/* ---- People ---------------------------------------------------------------------------------- */

/* What the crew had before it and cannot do now waits to be taken over. */
static void note_orphans(struct play *play, const struct player *player)
{
    for (size_t d = 0; d < play->demand.n; d++) {
        struct demand *demand = &play->demand.at[d];
        if (*demand->job && !demand->reached && !demand->orphan_ms &&
            strcmp(demand->crew, player->id) == 0)
            demand->orphan_ms = play_now(play);
    }
}

static bool has_member(const struct player *player, const char *person)
{
    size_t i;
    json_t *member;
    json_array_foreach(player->members, i, member)
    {
        if (strcmp(json_string_value(member), person) == 0)
            return true;
    }
    return false;
}

static void set_status(struct play *play, const char *person, bool isolated)
{
    for (size_t c = 0; c < play->crews.n && isolated; c++) {
        if (has_member(&play->crews.at[c], person))
            note_orphans(play, &play->crews.at[c]);
    }
    play_do(play, &play->stage.self, "person.set_status",
            json_pack("{s:s, s:s}", "id", person, "status", isolated ? "isolated" : "available"),
            NULL);
    for (uint32_t c = 0; c < play->crews.n && isolated; c++) {
        if (has_member(&play->crews.at[c], person))
            crew_give_back(play, c, "a member of the crew was isolated");
    }
}

static void set_crew(struct play *play, struct player *player, bool isolated)
{
    size_t i;
    json_t *member;
    json_array_foreach(player->members, i, member)
    {
        set_status(play, json_string_value(member), isolated);
    }
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

/* So many of a template's people, drawn by the seed; all when nothing is said. */
static void set_staff(struct play *play, const json_t *what, bool isolated, uint32_t index)
{
    char key[256];
    struct rng rng;
    snprintf(key, sizeof key, "staff.%s", json_text(what, "staff", ""));
    json_t *left = json_copy(json_object_get(play->stage.ids_of, key));
    int64_t people = json_i64(what, "people", (int64_t)json_array_size(left));
    rng_seed(&rng, play->stage.seed * 8111 + index);
    for (; people > 0 && json_array_size(left) > 0; people--) {
        size_t at = rng_below(&rng, (uint32_t)json_array_size(left));
        set_status(play, json_string_value(json_array_get(left, at)), isolated);
        json_array_remove(left, at);
    }
    json_decref(left);
}

/* So many crews of those on shift, drawn by the seed, with all their people. */
static void lose_crews(struct play *play, int64_t crews, uint32_t index)
{
    struct rng rng;
    VEC(uint32_t) there = {0};
    rng_seed(&rng, play->stage.seed * 6271 + index);
    for (uint32_t c = 0; c < play->crews.n; c++) {
        const struct player *player = &play->crews.at[c];
        if (player->shift_from_ms <= play_now(play) && player->shift_until_ms > play_now(play))
            vec_push(&there, c);
    }
    for (; crews > 0 && there.n > 0; crews--) {
        uint32_t at = rng_below(&rng, (uint32_t)there.n);
        set_crew(play, &play->crews.at[there.at[at]], true);
        there.at[at] = there.at[there.n - 1];
        there.n--;
    }
    vec_free(&there);
}

static enum err isolate(struct play *play, const json_t *what, uint32_t index, struct error *error)
{
    bool isolated = strcmp(json_text(what, "kind", ""), "isolate") == 0;
    if (json_object_get(what, "staff")) {
        set_staff(play, what, isolated, index);
        return ERR_OK;
    }
    if (!json_object_get(what, "crew")) {
        set_share(play, json_f64(what, "share", 0), isolated, index);
        return ERR_OK;
    }
    struct player *player = happen_crew(play, what, error);
    if (!player)
        return ERR_INVALID;
    if (!json_object_get(what, "member")) {
        set_crew(play, player, isolated);
        return ERR_OK;
    }
    const json_t *member =
        json_array_get(player->members, (size_t)(json_i64(what, "member", 1) - 1));
    if (!member)
        return error_at(error, ERR_INVALID, "member", "The crew has fewer members.");
    set_status(play, json_string_value(member), isolated);
    return ERR_OK;
}

/* ---- Vehicles and stock ---------------------------------------------------------------------- */

static enum err set_vehicle(struct play *play, struct player *player, bool broken,
                            struct error *error)
{
    if (broken)
        note_orphans(play, player);
    enum err rc = stage_update(&play->stage, "vehicle",
                               json_pack("{s:s, s:s}", "id", player->vehicle, "status",
                                         broken ? "out_of_service" : "ready"),
                               error);
    play_settle(play);
    if (rc == ERR_OK && broken)
        crew_give_back(play, (uint32_t)(player - play->crews.at), "the vehicle broke down");
    return rc;
}

/* The stand-by crews of a template come into service. */
static enum err call_out(struct play *play, const json_t *what, struct error *error)
{
    enum err rc = ERR_OK;
    for (size_t c = 0; c < play->crews.n && rc == ERR_OK; c++) {
        struct player *player = &play->crews.at[c];
        const char *name = json_text(player->name, "en", ""), *fleet = json_text(what, "fleet", "");
        size_t n = strlen(fleet);
        if (strncmp(name, fleet, n) == 0 && name[n] == ' ')
            rc = set_vehicle(play, player, false, error);
    }
    return rc;
}

/* Goods turn out to be unfit and are left at the depot; never more than there are. */
static enum err run_short(struct play *play, const json_t *what, struct error *error)
{
    struct player *player = happen_crew(play, what, error);
    json_t *crew = NULL, *line;
    size_t i;
    if (!player)
        return ERR_INVALID;
    play->ran_short = true;
    enum err rc = stage_call(&play->stage, &play->stage.self, "crew.get",
                             json_pack("{s:s}", "id", player->id), &crew, error);
    json_array_foreach(json_object_get(crew, "stock"), i, line)
    {
        double has = json_f64(line, "qty", 0), takes = json_f64(what, "qty", 1e9);
        const json_t *serials = json_object_get(line, "serials");
        if (strcmp(json_text(line, "item", ""), json_text(what, "item", "")) != 0 || has <= 0)
            continue;
        takes = takes < has ? takes : has;
        json_t *args =
            json_pack("{s:O, s:O, s:f, s:s}", "holder", json_object_get(crew, "depot"), "item",
                      json_object_get(line, "item"), "qty", takes, "from", player->id);
        if (json_array_size(serials)) {
            json_t *taken = json_array();
            for (size_t s = 0; s < (size_t)takes && s < json_array_size(serials); s++)
                json_array_append(taken, json_array_get(serials, s));
            json_object_set_new(args, "serials", taken);
        }
        play_do(play, &play->stage.self, "stock.issue", args, NULL);
    }
    json_decref(crew);
    return rc;
}

/* ---- One of them ----------------------------------------------------------------------------- */

struct player *happen_crew(struct play *play, const json_t *what, struct error *error)
{
    const char *name = json_text(what, "crew", "");
    for (size_t c = 0; c < play->crews.n; c++) {
        if (strcmp(json_text(play->crews.at[c].name, "en", ""), name) == 0)
            return &play->crews.at[c];
    }
    error_at(error, ERR_INVALID, "crew", "There is no crew of the (English) name '%s'.", name);
    return NULL;
}

enum err happen_people(struct play *play, const json_t *what, uint32_t index, struct error *error)
{
    const char *kind = json_text(what, "kind", "");
    if (!strcmp(kind, "isolate") || !strcmp(kind, "return"))
        return isolate(play, what, index, error);
    if (!strcmp(kind, "call_out"))
        return call_out(play, what, error);
    if (!strcmp(kind, "short"))
        return run_short(play, what, error);
    if (!strcmp(kind, "lose")) {
        lose_crews(play, json_i64(what, "crews", 1), index);
        return ERR_OK;
    }
    struct player *player = happen_crew(play, what, error);
    if (!player)
        return ERR_INVALID;
    if (!strcmp(kind, "offline"))
        player->is_offline = true;
    else if (!strcmp(kind, "online"))
        phone_online(play, player);
    else
        return set_vehicle(play, player, !strcmp(kind, "break"), error);
    return ERR_OK;
}
