/*
 * A crew on its way: the line that its phone shows, and where on it the crew is. It drives evenly,
 * to a gate first where there is one, stands there until it is open and it has been let in, and on.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"
#include "geo/polyline.h"

enum { LUCK_TRAVEL = 1 /* a purpose of a call's luck */, MINUTE_MS = 60000, DAY_MIN = 1440 };
static const double USUAL_M_PER_S = 8; /* where the plan's time is nearly all waiting */

/* ---- The line -------------------------------------------------------------------------------- */

static double way_length(const struct player *player)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < player->way.n; i++)
        sum += point_distance_m(player->way.at[i], player->way.at[i + 1]);
    return sum;
}

static void keep_leg(struct player *player)
{
    enum { POINTS_KEPT = 60 };
    json_t *leg = json_array();
    size_t step = player->way.n / POINTS_KEPT + 1;
    for (size_t i = 0; i < player->way.n; i += step) {
        json_array_append_new(leg, json_real(round(player->way.at[i].lon * 1e5) / 1e5));
        json_array_append_new(leg, json_real(round(player->way.at[i].lat * 1e5) / 1e5));
    }
    vec_push(&player->legs, leg);
}

static void read_line(struct player *player, const char *geometry)
{
    struct arena *arena = arena_new();
    struct point *points = NULL;
    size_t n = 0;
    free(player->geometry);
    player->geometry = strdup(geometry);
    if (!player->geometry)
        abort();
    vec_clear(&player->way);
    if (polyline_decode(arena, sv_of(geometry), POLYLINE_5, &points, &n, NULL) == ERR_OK) {
        for (size_t i = 0; i < n; i++)
            vec_push(&player->way, points[i]);
    }
    arena_free(arena);
    player->way_m = way_length(player);
}

/* ---- Gates ----------------------------------------------------------------------------------- */

/* How long who comes then waits until the gate's hours begin; 0: it is open, has no hours, or does
 * not open any more that day. */
static int64_t opens_after_ms(const struct play *play, const json_t *gate, int64_t at_ms)
{
    int64_t now = (at_ms / MINUTE_MS + play->stage.drill->offset_min) % DAY_MIN;
    int64_t wait = INT64_MAX;
    size_t i;
    json_t *hours;
    json_array_foreach(json_object_get(gate, "hours"), i, hours)
    {
        int64_t from = time_of_day(json_text(hours, "from", "00:00"));
        int64_t until = time_of_day(json_text(hours, "until", "24:00"));
        if (from <= now && now < until)
            return 0;
        if (now < from && from - now < wait)
            wait = from - now;
    }
    return wait < INT64_MAX ? wait * MINUTE_MS : 0;
}

/* Where on the way the gate is: at the point of the line next to it. */
static double metres_to(const struct player *player, struct point gate)
{
    double best = HUGE_VAL, sum = 0, at = 0;
    for (size_t i = 0; i < player->way.n; i++) {
        double off = point_distance_m(player->way.at[i], gate);
        if (i > 0)
            sum += point_distance_m(player->way.at[i - 1], player->way.at[i]);
        if (off < best) {
            best = off;
            at = sum;
        }
    }
    return at;
}

/* The plan's time is driving, the wait for the gate's hours, and its delay. */
static void time_way(struct play *play, struct player *player, const json_t *gate,
                     int64_t travel_ms, double factor)
{
    int64_t now_ms = player->way_from_ms, delay_ms = json_i64(gate, "delay_s", 0) * 1000;
    const json_t *place = json_object_get(gate, "place");
    player->gate_m =
        metres_to(player, (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)});
    double share = player->way_m > 0 ? player->gate_m / player->way_m : 1;
    double drive_ms = fmax(0, (double)(travel_ms - delay_ms));
    double before_ms = drive_ms * share, after_ms = drive_ms - before_ms;
    bool any_hour = play->demand.at[player->demand].urgent; /* danger to life passes */
    int64_t planned_ms = any_hour ? 0 : opens_after_ms(play, gate, now_ms + (int64_t)before_ms);
    if (planned_ms > 0 || (!any_hour && opens_after_ms(play, gate, now_ms) > 0)) {
        before_ms = 1000 * player->gate_m / USUAL_M_PER_S;
        after_ms = 1000 * (player->way_m - player->gate_m) / USUAL_M_PER_S;
    }
    player->gate_from_ms = now_ms + (int64_t)(before_ms * factor);
    int64_t wait_ms = any_hour ? 0 : opens_after_ms(play, gate, player->gate_from_ms);
    player->gate_until_ms = player->gate_from_ms + wait_ms + delay_ms;
    player->way_until_ms = player->gate_until_ms + (int64_t)(after_ms * factor);
}

/* ---- Driving --------------------------------------------------------------------------------- */

void drive_take(struct play *play, struct player *player, const json_t *visit)
{
    const char *gate_id = json_text(visit, "gate", "");
    double factor = play_factor(play, player->demand, LUCK_TRAVEL, play->travel_noise);
    int64_t travel_ms = json_i64(visit, "travel_s", 0) * 1000;
    json_t *gate = NULL;
    player->total_m += player->driven_m;
    player->driven_m = 0;
    read_line(player, json_text(visit, "geometry", ""));
    player->way_streets = play->streets;
    player->way_from_ms = play_now(play);
    player->way_until_ms = player->way_from_ms + (int64_t)((double)travel_ms * factor);
    player->gate_m = player->way_m;
    player->gate_from_ms = player->gate_until_ms = player->way_until_ms;
    if (*gate_id)
        stage_call(&play->stage, &play->stage.self, "gate.get", json_pack("{s:s}", "id", gate_id),
                   &gate, NULL);
    if (gate)
        time_way(play, player, gate, travel_ms, factor);
    json_decref(gate);
    keep_leg(player);
}

static double even(int64_t from_ms, int64_t until_ms, int64_t at_ms, double from_m, double until_m)
{
    double share =
        until_ms > from_ms ? (double)(at_ms - from_ms) / (double)(until_ms - from_ms) : 1;
    return from_m + fmin(1, fmax(0, share)) * (until_m - from_m);
}

double drive_metres(const struct player *player, int64_t at_ms)
{
    if (at_ms < player->gate_until_ms)
        return even(player->way_from_ms, player->gate_from_ms, at_ms, 0, player->gate_m);
    return even(player->gate_until_ms, player->way_until_ms, at_ms, player->gate_m, player->way_m);
}

struct point drive_place(const struct player *player, double metres)
{
    for (size_t i = 0; i + 1 < player->way.n; i++) {
        struct point a = player->way.at[i], b = player->way.at[i + 1];
        double piece = point_distance_m(a, b);
        if (metres <= piece && piece > 0)
            return (struct point){a.lon + metres / piece * (b.lon - a.lon),
                                  a.lat + metres / piece * (b.lat - a.lat)};
        metres -= piece;
    }
    return player->way.at[player->way.n - 1];
}
