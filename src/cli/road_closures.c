/*
 * What is closed, as the options of `lifeline road` say it: boxes that may not be driven, boxes
 * that are sealed, and the gates of these.
 */
#include <string.h>

#include "base/sv.h"
#include "cli/road.h"

enum { SIDES = 4, GATES_MAX = ROAD_CLI_CLOSURES_MAX };

/* NAME=NUMBER,NUMBER,...: fills `n` numbers; what follows them, if anything, is left in `rest`. */
static bool take_numbers(const char *text, struct sv *name, double *numbers, size_t n,
                         struct sv *rest)
{
    *rest = sv_of(text);
    *name = sv_cut(rest, '=');
    if (!name->n || name->n >= ROAD_ID_MAX)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!rest->at || !sv_to_f64(sv_trim(sv_cut(rest, ',')), &numbers[i]))
            return false;
    return true;
}

/* NAME=LON,LAT, or with ",in" or ",out" behind. */
static enum err take_gate(const char *text, struct road_gate *gate, struct error *error)
{
    struct sv name, rest;
    double at[2] = {0};
    memset(gate, 0, sizeof *gate);
    bool fits = take_numbers(text, &name, at, 2, &rest);
    if (fits && rest.at) {
        fits = sv_is(rest, "in") || sv_is(rest, "out");
        gate->way = sv_is(rest, "in") ? ROAD_GATE_IN : ROAD_GATE_OUT;
    }
    if (!fits)
        return error_at(error, ERR_INVALID, "--gate",
                        "\"%.100s\" is no gate; it must be NAME=LON,LAT, with \",in\" or \",out\" "
                        "behind for one direction.",
                        text);
    memcpy(gate->id, name.at, name.n);
    gate->point = (struct road_point){at[0], at[1]};
    return ERR_OK;
}

static enum err take_box(const struct cli_road_closure *option, struct road_closure *closure,
                         struct road_point ring[SIDES], struct error *error)
{
    struct sv name, rest;
    double side[SIDES] = {0};
    memset(closure, 0, sizeof *closure);
    if (!take_numbers(option->text, &name, side, SIDES, &rest) || rest.at || side[0] >= side[2] ||
        side[1] >= side[3])
        return error_at(error, ERR_INVALID, option->kind == CLI_ROAD_SEAL ? "--seal" : "--close",
                        "\"%.100s\" is no closure; it must be NAME=WEST,SOUTH,EAST,NORTH.",
                        option->text);
    ring[0] = (struct road_point){side[0], side[1]};
    ring[1] = (struct road_point){side[2], side[1]};
    ring[2] = (struct road_point){side[2], side[3]};
    ring[3] = (struct road_point){side[0], side[3]};
    memcpy(closure->id, name.at, name.n);
    closure->change = option->kind == CLI_ROAD_SEAL ? ROAD_SEAL_AREA : ROAD_CLOSE_AREA;
    closure->ring = ring;
    closure->n_ring = SIDES;
    return ERR_OK;
}

enum err cli_road_close(const struct cli_road_options *options, struct road_live *live,
                        struct error *error)
{
    enum err err = ERR_OK;
    for (size_t i = 0; i < options->n_closures && !err;) {
        struct road_closure closure;
        struct road_point ring[SIDES];
        struct road_gate gates[GATES_MAX];
        err = take_box(&options->closures[i++], &closure, ring, error);
        for (; !err && i < options->n_closures && options->closures[i].kind == CLI_ROAD_GATE; i++)
            err = take_gate(options->closures[i].text, &gates[closure.n_gates++], error);
        closure.gates = gates;
        if (!err)
            err = road_live_put(live, &closure, 1, error);
    }
    return err;
}
