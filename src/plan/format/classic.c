#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "plan/format/classic_int.h"

static const struct {
    const char *name;
    int64_t scale;
    int digits;
} CONVENTIONS[CONVENTION_COUNT] = {
    [CONVENTION_DIMACS] = {"dimacs", 10, 1},
    [CONVENTION_HIER_REAL] = {"hier-real", 10000, 4},
    [CONVENTION_ROUND] = {"round", 1, 0},
    [CONVENTION_EXACT] = {"exact", 1000, 3},
};

const char *convention_name(enum convention convention)
{
    return CONVENTIONS[convention].name;
}

int64_t convention_scale(enum convention convention)
{
    return CONVENTIONS[convention].scale;
}

int convention_digits(enum convention convention)
{
    return CONVENTIONS[convention].digits;
}

bool convention_parse(struct sv name, enum convention *out)
{
    for (int i = 0; i < CONVENTION_COUNT; i++)
        if (sv_is(name, CONVENTIONS[i].name)) {
            *out = (enum convention)i;
            return true;
        }
    return false;
}

static bool line_is_word(struct sv line, const char *word)
{
    return line.n == strlen(word) && !strncasecmp(line.at, word, line.n);
}

/* How many numbers the line holds, or -1 when something else is among them. */
static int line_numbers(struct lines lines)
{
    struct sv field;
    double value;
    int n = 0;
    for (; lines_field(&lines, &field); n++)
        if (!sv_to_f64(field, &value))
            return -1;
    return n;
}

/* The family by the first two lines that are not blank; false for none of them. */
static bool classic_family(struct sv text, enum classic_family *out)
{
    struct lines lines = lines_of(text, "", NULL);
    if (!lines_next(&lines))
        return false;
    if (line_numbers(lines) == 3) {
        *out = CLASSIC_LILIM;
        return lines_next(&lines) && line_numbers(lines) > 0;
    }
    if (memchr(lines.line.at, ':', lines.line.n)) {
        *out = CLASSIC_VRPLIB;
        return lines.line.at[0] >= 'A' && lines.line.at[0] <= 'Z';
    }
    *out = CLASSIC_SOLOMON;
    return lines_next(&lines) && line_is_word(lines.line, "VEHICLE");
}

bool classic_recognise(struct sv text)
{
    enum classic_family family;
    return classic_family(text, &family);
}

enum err classic_read(struct sv text, const char *name, struct arena *arena, struct classic **out,
                      struct error *error)
{
    struct lines lines = lines_of(text, name, error);
    struct classic *instance = arena_make(arena, struct classic);
    if (!classic_family(text, &instance->family))
        return error_at(error, ERR_FORMAT, name,
                        "This is neither VROOM JSON nor a Solomon, Li & Lim or VRPLIB file.");
    enum err rc =
        instance->family == CLASSIC_SOLOMON ? classic_read_solomon(&lines, arena, instance)
        : instance->family == CLASSIC_LILIM ? classic_read_lilim(&lines, arena, instance)
                                            : classic_read_vrplib(&lines, arena, instance);
    if (!rc)
        *out = instance;
    return rc;
}

void classic_fleet(struct arena *arena, struct classic *instance, size_t count, int64_t capacity)
{
    instance->vehicles_n = count;
    instance->vehicles = arena_array(arena, struct classic_vehicle, count);
    for (size_t i = 0; i < count; i++)
        instance->vehicles[i] = (struct classic_vehicle){.capacity = capacity,
                                                         .reload = CLASSIC_NONE,
                                                         .distance_max = HUGE_VAL,
                                                         .duration_max = HUGE_VAL,
                                                         .distance_cost = 1};
}

enum convention classic_convention(const struct classic *instance)
{
    if (instance->family == CLASSIC_SOLOMON)
        return CONVENTION_DIMACS;
    if (instance->family == CLASSIC_LILIM)
        return CONVENTION_HIER_REAL;
    return instance->has_windows && !instance->weights ? CONVENTION_DIMACS : CONVENTION_ROUND;
}

double classic_distance(const struct classic *instance, enum convention convention, size_t from,
                        size_t to)
{
    if (instance->weights)
        return instance->weights[from * instance->n + to];
    const struct classic_node *a = &instance->nodes[from], *b = &instance->nodes[to];
    double d = sqrt((a->x - b->x) * (a->x - b->x) + (a->y - b->y) * (a->y - b->y));
    switch (convention) {
    case CONVENTION_DIMACS:
        return floor(10 * d) / 10;
    case CONVENTION_ROUND:
        return floor(d + 0.5);
    case CONVENTION_EXACT:
        return floor(1000 * d + 0.5) / 1000;
    default:
        return d;
    }
}
