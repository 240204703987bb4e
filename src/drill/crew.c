/* The crews: what they do with the work their phones show, and how long it really takes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

/* Purposes of a call's luck. */
enum { LUCK_SERVICE = 2, LUCK_ACCEPT = 3 };
enum { FEEDBACK_AFTER_MS = 5 * 60 * 1000, NEXT_DOOR_M = 100 };

enum err crews_open(struct play *play, struct error *error)
{
    json_t *list = NULL, *crew;
    size_t i;
    enum err rc = stage_list(&play->stage, "crew.list", NULL, &list, error);
    json_array_foreach(list, i, crew)
    {
        struct player *player = vec_add(&play->crews);
        const json_t *shift = json_object_get(crew, "shift");
        snprintf(player->id, ID_TEXT_SIZE, "%s", json_text(crew, "id", ""));
        snprintf(player->vehicle, ID_TEXT_SIZE, "%s", json_text(crew, "vehicle", ""));
        snprintf(player->depot, ID_TEXT_SIZE, "%s", json_text(crew, "depot", ""));
        player->name = json_incref(json_object_get(crew, "name"));
        player->members = json_incref(json_object_get(crew, "members"));
        player->skills = json_incref(json_object_get(crew, "skills"));
        player->shift_from_ms = file_time(shift, "from", INT64_MIN);
        player->shift_until_ms = file_time(shift, "until", INT64_MAX);
        player->phone = (struct actor){.role = ROLE_CREW, .kind = "user"};
        snprintf(player->phone.id, ID_TEXT_SIZE, "%s", player->id);
        snprintf(player->phone.crew, ID_TEXT_SIZE, "%s", player->id);
        snprintf(player->phone.name, sizeof player->phone.name, "%s",
                 json_text(player->name, "en", ""));
        player->doing_ms = play_now(play);
        map_set(&play->crew_of, sv_of(player->id), (void *)(uintptr_t)(i + 1));
    }
    json_decref(list);
    return rc;
}

void player_free(struct player *player)
{
    json_decref(player->name);
    json_decref(player->members);
    json_decref(player->skills);
    free(player->geometry);
    vec_free(&player->way);
    vec_free(&player->stints);
    for (size_t i = 0; i < player->legs.n; i++)
        json_decref(player->legs.at[i]);
    vec_free(&player->legs);
    for (size_t i = 0; i < player->kept.n; i++)
        json_decref(player->kept.at[i].args);
    vec_free(&player->kept);
}

/* ---- Doing one thing after the other --------------------------------------------------------- */

static int64_t between(int64_t from_ms, int64_t until_ms, int64_t low_ms, int64_t high_ms)
{
    int64_t from = from_ms > low_ms ? from_ms : low_ms;
    int64_t until = until_ms < high_ms ? until_ms : high_ms;
    return until > from ? until - from : 0;
}

static void note_stint(struct play *play, struct player *player, int64_t now_ms)
{
    bool is_busy = player->doing != CREW_FREE && player->doing != CREW_TOLD;
    if (!is_busy || now_ms <= player->doing_ms)
        return;
    int64_t took_ms = now_ms - player->doing_ms;
    player->busy_ms += took_ms;
    player->waiting_ms += player->doing == CREW_AT_DOOR ? took_ms : 0;
    player->overtime_ms +=
        took_ms - between(player->doing_ms, now_ms, player->shift_from_ms, player->shift_until_ms);
    vec_push(&player->stints,
             ((struct stint){player->doing, player->doing_ms, now_ms, player->demand}));
    (void)play;
}

static void turn_to(struct play *play, struct player *player, enum crew_doing doing)
{
    int64_t now_ms = play_now(play);
    note_stint(play, player, now_ms);
    player->doing = doing;
    player->doing_ms = now_ms;
    player->turn++;
}

static void plan(struct play *play, struct player *player, int64_t at_ms, enum moment_kind kind)
{
    queue_put(&play->queue, at_ms, kind, (uint32_t)(player - play->crews.at), player->turn);
}

static bool go(struct play *play, struct player *player, const char *to, const char *reason)
{
    json_t *args = json_pack("{s:s, s:s}", "id", player->visit, "to", to);
    if (reason)
        json_object_set_new(args, "reason", json_string(reason));
    return phone_do(play, player, "visit.transition", args) == ERR_OK;
}

static json_t *visit_now(struct play *play, struct player *player)
{
    json_t *visit = NULL;
    stage_call(&play->stage, &player->phone, "visit.get", json_pack("{s:s}", "id", player->visit),
               &visit, NULL);
    return visit;
}

void crew_look(struct play *play, uint32_t index)
{
    struct player *player = &play->crews.at[index];
    json_t *page = NULL, *visit;
    const json_t *best = NULL;
    size_t i;
    if (player->doing != CREW_FREE || player->is_offline)
        return;
    stage_call(&play->stage, &player->phone, "crew.visits", json_pack("{s:s}", "id", player->id),
               &page, NULL);
    json_array_foreach(json_object_get(page, "items"), i, visit)
    {
        if (strcmp(json_text(visit, "state", ""), "dispatched") == 0 &&
            (!best || json_i64(visit, "seq", 0) < json_i64(best, "seq", 0)))
            best = visit;
    }
    uint32_t demand = best ? play_index(&play->demand_of, json_text(best, "job", "")) : UINT32_MAX;
    if (demand != UINT32_MAX) {
        snprintf(player->visit, ID_TEXT_SIZE, "%s", json_text(best, "id", ""));
        player->demand = demand;
        turn_to(play, player, CREW_TOLD);
        double factor = play_factor(play, demand, LUCK_ACCEPT, 0.5);
        plan(play, player, play_now(play) + (int64_t)((double)play->accept_ms * factor),
             MOMENT_ACCEPT);
    }
    json_decref(page);
}

static void become_free(struct play *play, struct player *player)
{
    turn_to(play, player, CREW_FREE);
    player->total_m += player->driven_m;
    player->driven_m = 0;
    player->visit[0] = '\0';
    player->has_accepted = false;
    crew_look(play, (uint32_t)(player - play->crews.at));
}

void crew_lost(struct play *play, uint32_t index)
{
    become_free(play, &play->crews.at[index]);
}

void crew_give_back(struct play *play, uint32_t index, const char *reason)
{
    struct player *player = &play->crews.at[index];
    bool in_hand = player->doing == CREW_DRIVES || player->doing == CREW_AT_DOOR;
    if (!in_hand || !player->has_accepted)
        return;
    player->has_accepted = false;
    go(play, player, "cancelled", reason);
    if (player->doing == CREW_DRIVES || player->doing == CREW_AT_DOOR)
        become_free(play, player);
}

/* ---- Driving --------------------------------------------------------------------------------- */

static void next_drive(struct play *play, struct player *player)
{
    int64_t report_ms = play_now(play) + play->report_ms;
    if (report_ms < player->way_until_ms)
        plan(play, player, report_ms, MOMENT_REPORT);
    else
        plan(play, player, player->way_until_ms, MOMENT_ARRIVE);
}

static void tell_position(struct play *play, struct player *player, struct point point)
{
    json_t *args = stage_lonlat(point);
    json_object_set_new(args, "id", json_string(player->id));
    phone_do(play, player, "crew.report_position", args);
}

static void on_report(struct play *play, struct player *player)
{
    uint32_t turn = player->turn;
    player->driven_m = drive_metres(player, play_now(play));
    if (player->way.n > 0)
        tell_position(play, player, drive_place(player, player->driven_m));
    if (player->turn != turn)
        return;
    json_t *visit = visit_now(play, player);
    /* The phone's way begins where the crew is; only changed streets make it another way. */
    if (player->way_streets != play->streets &&
        strcmp(json_text(visit, "geometry", ""), player->geometry) != 0)
        drive_take(play, player, visit);
    json_decref(visit);
    next_drive(play, player);
}

/* ---- In the middle of a visit ---------------------------------------------------------------- */

void crew_go_on(struct play *play, struct player *player, const json_t *visit, uint32_t demand)
{
    const char *state = json_text(visit, "state", "");
    int64_t now_ms = play_now(play), end_ms = file_time(visit, "end_at", now_ms);
    snprintf(player->visit, ID_TEXT_SIZE, "%s", json_text(visit, "id", ""));
    player->demand = demand;
    player->has_accepted = true;
    player->took_ms = now_ms;
    if (strcmp(state, "on_site") == 0) {
        turn_to(play, player, CREW_WORKS);
        plan(play, player, end_ms > now_ms ? end_ms : now_ms + 60000, MOMENT_FINISH);
    } else if (strcmp(state, "at_gate") == 0) {
        int64_t start_ms = file_time(visit, "start_at", now_ms);
        turn_to(play, player, CREW_AT_DOOR);
        plan(play, player, start_ms > now_ms ? start_ms : now_ms, MOMENT_ENTER);
    } else if (strcmp(state, "en_route") == 0 || go(play, player, "en_route", NULL)) {
        drive_take(play, player, visit);
        turn_to(play, player, CREW_DRIVES);
        next_drive(play, player);
    }
}

/* ---- From the phone's ring to the next job --------------------------------------------------- */

static void note_dirty(struct play *play, const struct player *player)
{
    json_t *crew = NULL;
    stage_call(&play->stage, &player->phone, "crew.get", json_pack("{s:s}", "id", player->id),
               &crew, NULL);
    play->dirty_departures += strcmp(json_text(crew, "exposure", "clean"), "clean") != 0;
    json_decref(crew);
}

static void on_accept(struct play *play, struct player *player)
{
    uint32_t turn = player->turn;
    if (!go(play, player, "accepted", NULL)) {
        if (player->turn == turn)
            become_free(play, player);
        return;
    }
    if (player->turn != turn)
        return;
    player->has_accepted = true;
    player->took_ms = play_now(play);
    steps_record(play, player, "depart");
    if (player->turn != turn || !go(play, player, "en_route", NULL) || player->turn != turn) {
        if (player->turn == turn)
            become_free(play, player);
        return;
    }
    note_dirty(play, player);
    json_t *visit = visit_now(play, player);
    struct demand *demand = &play->demand.at[player->demand];
    if (!demand->left_ms)
        demand->left_ms = play_now(play);
    drive_take(play, player, visit);
    turn_to(play, player, CREW_DRIVES);
    next_drive(play, player);
    json_decref(visit);
}

static void on_arrive(struct play *play, struct player *player)
{
    uint32_t turn = player->turn;
    json_t *visit = NULL, *job = NULL;
    player->driven_m = player->way_m;
    tell_position(play, player, play->demand.at[player->demand].place);
    if (player->turn != turn)
        return;
    visit = visit_now(play, player);
    if (json_is_string(json_object_get(visit, "gate")))
        go(play, player, "at_gate", NULL);
    if (player->turn == turn)
        steps_record(play, player, "gate");
    json_decref(visit);
    if (player->turn != turn)
        return;
    player->total_m += player->driven_m;
    player->driven_m = 0;
    stage_call(&play->stage, &player->phone, "job.get",
               json_pack("{s:s}", "id", play->demand.at[player->demand].job), &job, NULL);
    int64_t gate_s = json_i64(json_object_get(job, "requirements"), "gate_s", 0);
    json_decref(job);
    turn_to(play, player, CREW_AT_DOOR);
    plan(play, player, play_now(play) + gate_s * 1000, MOMENT_ENTER);
}

static void on_enter(struct play *play, struct player *player)
{
    uint32_t turn = player->turn;
    json_t *crew = NULL, *job = NULL;
    if (!go(play, player, "on_site", NULL) || player->turn != turn)
        return;
    struct demand *demand = &play->demand.at[player->demand];
    stage_call(&play->stage, &player->phone, "crew.get", json_pack("{s:s}", "id", player->id),
               &crew, NULL);
    stage_call(&play->stage, &player->phone, "job.get", json_pack("{s:s}", "id", demand->job), &job,
               NULL);
    demand->people = json_i64(crew, "available", 0);
    demand->reached = true;
    demand->from_next_door = point_distance_m(player->stop, demand->place) <= NEXT_DOOR_M;
    player->stop = demand->place;
    int64_t service_s = json_i64(json_object_get(job, "requirements"), "service_s", 0);
    double factor = play_factor(play, player->demand, LUCK_SERVICE, play->service_noise);
    json_decref(crew);
    json_decref(job);
    turn_to(play, player, CREW_WORKS);
    plan(play, player, play_now(play) + (int64_t)((double)service_s * 1000 * factor),
         MOMENT_FINISH);
}

static void on_finish(struct play *play, struct player *player)
{
    uint32_t turn = player->turn, demand = player->demand;
    json_t *job = NULL;
    steps_record(play, player, "site");
    if (player->turn != turn)
        return;
    stage_call(&play->stage, &player->phone, "job.get",
               json_pack("{s:s}", "id", play->demand.at[demand].job), &job, NULL);
    int64_t after_s = json_i64(json_object_get(job, "requirements"), "after_s", 0);
    json_decref(job);
    if (!go(play, player, "done", NULL)) {
        /* What it should have handed over may have turned out unfit: it gives up by itself. */
        player->has_accepted = false;
        if (!play->ran_short || !go(play, player, "failed", "what is needed is missing"))
            play_break(play, "call %u could not be finished: %s", demand, play->last_refusal);
        else if (player->turn == turn)
            become_free(play, player);
        return;
    }
    turn_to(play, player, CREW_CLEANS);
    plan(play, player, play_now(play) + after_s * 1000, MOMENT_FREE);
}

/* What is recorded when it is clean again, and not before. */
static void on_clean(struct play *play, struct player *player)
{
    uint32_t turn = player->turn;
    steps_record(play, player, "after");
    queue_put(&play->queue, play_now(play) + FEEDBACK_AFTER_MS, MOMENT_FEEDBACK, player->demand, 0);
    if (player->turn == turn)
        become_free(play, player);
}

void crew_moment(struct play *play, const struct moment *moment)
{
    struct player *player = &play->crews.at[moment->who];
    if (moment->turn != player->turn)
        return;
    switch (moment->kind) {
    case MOMENT_ACCEPT:
        on_accept(play, player);
        break;
    case MOMENT_REPORT:
        on_report(play, player);
        break;
    case MOMENT_ARRIVE:
        on_arrive(play, player);
        break;
    case MOMENT_ENTER:
        on_enter(play, player);
        break;
    case MOMENT_FINISH:
        on_finish(play, player);
        break;
    default:
        on_clean(play, player);
    }
}
