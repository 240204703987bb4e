#include "catalog/watches.h"

#include <string.h>

#include "catalog/shape_int.h"

#define MINUTES .min = 0, .max = 24 * 60

static const struct field rung_fields[] = {
    {"id", FIELD_WORD, AT(rung, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(rung, name), NEEDED, .max = 60},
    {"urgent_min", FIELD_INT, AT(rung, urgent_min), NEEDED, MINUTES},
    {"normal_min", FIELD_INT, AT(rung, normal_min), NEEDED, MINUTES},
    END,
};
static const struct shape rung_shape = {"a step of the ladder", sizeof(struct rung), rung_fields,
                                        true};

static const struct field relief_rung_fields[] = {
    {"id", FIELD_WORD, AT(relief_rung, id), NEEDED, FREE},
    {"after_min", FIELD_INT, AT(relief_rung, after_min), NEEDED, .min = 1, .max = 24 * 60},
    END,
};
static const struct shape relief_rung_shape = {"a step of no_relief", sizeof(struct relief_rung),
                                               relief_rung_fields, true};

static const struct field telling_fields[] = {
    {"id", FIELD_WORD, AT(telling_of, id), NEEDED, FREE},
    {"to", FIELD_WORDS, AT(telling_of, to), NEEDED, .max = 10, FREE},
    END,
};
static const struct shape telling_shape = {"who is told", sizeof(struct telling_of), telling_fields,
                                           true};

static const struct field watches_fields[] = {
    {"no_answer", FIELD_LIST, AT(watches, no_answer), .max = 10, .shape = &rung_shape},
    {"tell", FIELD_LIST, AT(watches, tell), .max = 20, .shape = &telling_shape},
    {"no_relief", FIELD_LIST, AT(watches, no_relief), .max = 10, .shape = &relief_rung_shape},
    {"check_in_min", FIELD_INT, AT(watches, check_in_min), MINUTES},
    {"suit", FIELD_WORD, AT(watches, suit), .refers = REFERS_ITEM},
    {"suit_min", FIELD_INT, AT(watches, suit_min), MINUTES},
    {"drive_min", FIELD_INT, AT(watches, drive_min), MINUTES},
    {"rest_min", FIELD_INT, AT(watches, rest_min), MINUTES},
    {"plant_full", FIELD_NUMBER, AT(watches, plant_full), .min = 0, .max = 1},
    END,
};
const struct shape watches_shape = {"the watches", sizeof(struct watches), watches_fields, false};

/* The alarms of ops/alarm_int.h that tell lists may name; `no_answer` and
 * `no_relief` have ladders. */
static bool is_alarm(const char *id)
{
    static const char *const known[] = {"overdue", "in_danger",     "check_in",   "suit",
                                        "driving", "held_too_long", "plant_full", "no_report"};
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found |= strcmp(known[i], id) == 0;
    return found;
}

static void check_ladder(struct problems *problems, const char *file, const struct watches *watches)
{
    for (size_t i = 1; i < watches->no_answer.n; i++) {
        const struct rung *before = &watches->no_answer.at[i - 1], *rung = before + 1;
        if (rung->urgent_min <= before->urgent_min || rung->normal_min <= before->normal_min)
            problem_add(problems, file, rung->line,
                        "%s: each step of the ladder comes later than the one before.", rung->id);
    }
}

/* Whom `what` tells is a step of the ladder of no_answer, where their names are. */
static void check_told(struct problems *problems, const char *file, unsigned line,
                       const struct watches *watches, const char *what, const char *told)
{
    bool known = false;
    for (size_t i = 0; i < watches->no_answer.n && !known; i++)
        known = strcmp(watches->no_answer.at[i].id, told) == 0;
    if (!known)
        problem_add(problems, file, line, "%s: the ladder of no_answer has no step %s.", what,
                    told);
}

static void check_relief(struct problems *problems, const char *file, const struct watches *watches)
{
    for (size_t i = 0; i < watches->no_relief.n; i++) {
        const struct relief_rung *rung = &watches->no_relief.at[i];
        check_told(problems, file, rung->line, watches, "no_relief", rung->id);
        if (i > 0 && rung->after_min <= rung[-1].after_min)
            problem_add(problems, file, rung->line,
                        "no_relief: each step comes later than the one before.");
    }
}

void watches_check_sense(struct problems *problems, const char *file, const struct watches *watches)
{
    check_ladder(problems, file, watches);
    check_relief(problems, file, watches);
    for (size_t i = 0; i < watches->tell.n; i++) {
        const struct telling_of *telling = &watches->tell.at[i];
        if (!is_alarm(telling->id))
            problem_add(problems, file, telling->line,
                        "tell[%zu].id: '%s' is no alarm; known are overdue, in_danger, check_in,"
                        " suit, driving, held_too_long, plant_full, no_report.",
                        i + 1, telling->id);
        for (size_t w = 0; w < telling->to.n; w++)
            check_told(problems, file, telling->line, watches, telling->id, telling->to.at[w]);
    }
    if ((watches->drive_min > 0) != (watches->rest_min > 0))
        problem_add(problems, file, watches->line,
                    "drive_min and rest_min belong together: give both or neither.");
}

const struct watches *catalog_watches(const struct catalog *catalog)
{
    static const struct watches none;
    return catalog ? &catalog->watches : &none;
}
