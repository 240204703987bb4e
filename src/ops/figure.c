#include "ops/figure_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a thing counts with at the moment. */
struct standing {
    int64_t milli;
    char group[FIGURE_GROUP_MAX];
};

struct reading {
    struct op *op;
    const struct figures_asked *asked;
    posting_visit *visit;
    void *context;
    struct actor scope; /* whose tree is counted */
    struct map wanted;  /* types of events that any figure is on -> itself */
    struct map things;  /* "figure key" -> struct standing */
    int64_t last_seq;
    enum err rc;
    struct error *error;
};

/* ---- Fields of an event -----------------------------------------------------------------------
 */

/* A field of the entry, else of the event's data. */
static const json_t *field_of(const json_t *entry, const json_t *data, const char *name)
{
    const json_t *field = json_object_get(entry, name);
    return field ? field : json_object_get(data, name);
}

/* Scalars as text, to be compared and grouped by; "" for everything else. */
static const char *text_of(const json_t *value, char *room, size_t size)
{
    room[0] = '\0';
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_number(value))
        snprintf(room, size, "%.10g", json_number_value(value));
    return room;
}

static bool conditions_hold(const struct figure_part *part, const json_t *entry, const json_t *data)
{
    char room[40];
    for (size_t i = 0; i < part->when.n; i++) {
        const struct answer_is *wanted = &part->when.at[i];
        const char *is = text_of(field_of(entry, data, wanted->question), room, sizeof room);
        bool met = false;
        for (size_t k = 0; k < wanted->values.n; k++)
            met |= strcmp(wanted->values.at[k], is) == 0;
        if (!met)
            return false;
    }
    return true;
}

static int64_t amount_of_part(const struct figure_part *part, const json_t *entry,
                              const json_t *data)
{
    double amount = 1;
    if (part->amount) {
        const json_t *value = field_of(entry, data, part->amount);
        amount = json_is_array(value) ? (double)json_array_size(value)
                                      : (json_is_true(value) ? 1 : json_number_value(value));
    }
    return llround(amount * part->factor * 1000);
}

static void group_of(const struct figure *figure, const json_t *entry, const json_t *data,
                     char group[FIGURE_GROUP_MAX])
{
    char room[40];
    size_t used = 0;
    group[0] = '\0';
    for (size_t i = 0; i < figure->by.n && used < FIGURE_GROUP_MAX; i++)
        used +=
            (size_t)snprintf(group + used, FIGURE_GROUP_MAX - used, "%s%s", i ? " / " : "",
                             text_of(field_of(entry, data, figure->by.at[i]), room, sizeof room));
}

/* ---- Counting ---------------------------------------------------------------------------------
 */

static void post(struct reading *reading, size_t figure, const struct event *event, int64_t milli,
                 const char *group)
{
    struct posting posting = {figure, event, milli, group};
    if (milli != 0)
        reading->visit(&posting, reading->context);
}

static struct standing *standing_of(struct reading *reading, const char *key, bool *is_new)
{
    struct standing *standing = map_get(&reading->things, sv_of(key));
    *is_new = !standing;
    if (standing)
        return standing;
    standing = calloc(1, sizeof *standing);
    if (!standing)
        abort();
    map_set(&reading->things, sv_of(key), standing);
    return standing;
}

/* What comes later replaces what was before, also when it belongs to another group now. */
static void count_last(struct reading *reading, size_t figure, const struct event *event,
                       const char *key, int64_t milli, const char *group)
{
    bool is_new;
    struct standing *standing = standing_of(reading, key, &is_new);
    if (strcmp(standing->group, group) == 0) {
        post(reading, figure, event, milli - standing->milli, group);
    } else {
        post(reading, figure, event, -standing->milli, standing->group);
        post(reading, figure, event, milli, group);
    }
    standing->milli = milli;
    snprintf(standing->group, sizeof standing->group, "%s", group);
}

static void count_entry(struct reading *reading, size_t number, const struct figure_part *part,
                        const struct event *event, const json_t *entry, const json_t *data)
{
    enum { KEY_MAX = 400, VALUE_MAX = 200 };
    const struct figure *figure = reading->asked->list[number];
    char key[KEY_MAX], room[VALUE_MAX], group[FIGURE_GROUP_MAX];
    bool holds = conditions_hold(part, entry, data), is_new;
    group_of(figure, entry, data, group);
    const char *value =
        figure->key ? text_of(field_of(entry, data, figure->key), room, sizeof room) : "";
    switch (figure->kind) {
    case FIGURE_SUM:
        if (holds)
            post(reading, number, event, amount_of_part(part, entry, data), group);
        break;
    case FIGURE_LAST:
        snprintf(key, sizeof key, "%zu %s %s", number, event->noun_id, value);
        if (holds || map_has(&reading->things, sv_of(key)))
            count_last(reading, number, event, key, holds ? amount_of_part(part, entry, data) : 0,
                       group);
        break;
    case FIGURE_DISTINCT:
        snprintf(key, sizeof key, "%zu %s", number, value);
        if (holds && *value) {
            standing_of(reading, key, &is_new);
            post(reading, number, event, is_new ? 1000 : 0, group);
        }
        break;
    }
}

static bool is_on(const struct figure_part *part, const char *type)
{
    for (size_t i = 0; i < part->on.n; i++) {
        if (strcmp(part->on.at[i], type) == 0)
            return true;
    }
    return false;
}

static void count_part(struct reading *reading, size_t number, const struct figure_part *part,
                       const struct event *event, const json_t *data)
{
    if (!part->each) {
        count_entry(reading, number, part, event, NULL, data);
        return;
    }
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(data, part->each), i, entry)
        count_entry(reading, number, part, event, entry, data);
}

static bool is_seen(struct reading *reading, const struct event *event)
{
    bool covers = false;
    /* What belongs to the city is seen by all, and is in no organisation's figures. */
    if (reading->asked->org && !event->org[0])
        return false;
    if (reading->rc == ERR_OK)
        reading->rc =
            org_covers(reading->op->sql, &reading->scope, event->org, &covers, reading->error);
    return covers;
}

static void count_event(const struct event *event, void *context)
{
    struct reading *reading = context;
    const struct figures_asked *asked = reading->asked;
    json_t *data = NULL;
    if (event->at_ms > asked->until_ms || event->seq > asked->until_seq || reading->rc != ERR_OK)
        return;
    reading->last_seq = event->seq;
    if (!map_has(&reading->wanted, sv_of(event->type)) || !is_seen(reading, event) ||
        json_read(sv_of(event->data), "event", &data, NULL) != ERR_OK)
        return;
    for (size_t i = 0; i < asked->n; i++) {
        const struct figure *figure = asked->list[i];
        for (size_t k = 0; k < figure->parts.n; k++) {
            if (is_on(&figure->parts.at[k], event->type))
                count_part(reading, i, &figure->parts.at[k], event, data);
        }
    }
    json_decref(data);
}

static void find_wanted(struct reading *reading)
{
    for (size_t i = 0; i < reading->asked->n; i++) {
        const struct figure *figure = reading->asked->list[i];
        for (size_t k = 0; k < figure->parts.n; k++) {
            const struct words *on = &figure->parts.at[k].on;
            for (size_t w = 0; w < on->n; w++)
                map_set(&reading->wanted, sv_of(on->at[w]), (void *)(uintptr_t)figure);
        }
    }
}

enum err figures_read(struct op *op, const struct figures_asked *asked, posting_visit *visit,
                      void *context, int64_t *last_seq, struct error *error)
{
    struct reading reading = {.op = op,
                              .asked = asked,
                              .visit = visit,
                              .context = context,
                              .scope = op->actor,
                              .error = error};
    if (asked->org)
        snprintf(reading.scope.org, sizeof reading.scope.org, "%s", asked->org);
    find_wanted(&reading);
    enum err rc = event_read(op->sql, 0, INT64_MAX, NULL, NULL, count_event, &reading, error);
    size_t at = 0;
    struct sv key;
    void *standing;
    while (map_next(&reading.things, &at, &key, &standing))
        free(standing);
    map_free(&reading.things);
    map_free(&reading.wanted);
    if (last_seq)
        *last_seq = reading.last_seq;
    return rc == ERR_OK ? reading.rc : rc;
}

/* ---- The counters of services -----------------------------------------------------------------
 */

static const char *const DONE[] = {"done"}, *const REOPENED[] = {"reopened"},
                         *const WAS_DONE[] = {"done", "closed"}, *const JOB_STATE[] = {"job.state"},
                         *const STEP[] = {"step.recorded"};

static struct words words_of(const char *const *at, size_t n)
{
    return (struct words){(const char **)(uintptr_t)at, n};
}

static struct words one_word(struct arena *arena, const char *word)
{
    const char **at = arena_array(arena, const char *, 1);
    at[0] = word;
    return (struct words){at, 1};
}

static void add_when(struct arena *arena, struct figure_part *part, const char *field,
                     struct words values)
{
    enum { WHEN_MAX = 3 };
    if (!part->when.at)
        part->when.at = arena_array(arena, struct answer_is, WHEN_MAX);
    part->when.at[part->when.n++] = (struct answer_is){field, values};
}

/* A reopened job is not done: it is counted again when it is. */
static void jobs_done(struct arena *arena, const char *service, struct figure *out)
{
    out->kind = FIGURE_SUM;
    out->parts.n = 2;
    out->parts.at = arena_array(arena, struct figure_part, 2);
    for (size_t i = 0; i < 2; i++) {
        struct figure_part *part = &out->parts.at[i];
        part->on = words_of(JOB_STATE, 1);
        part->factor = i == 0 ? 1 : -1;
        add_when(arena, part, "service", one_word(arena, service));
        add_when(arena, part, "to", words_of(i == 0 ? DONE : REOPENED, 1));
    }
    add_when(arena, &out->parts.at[1], "from", words_of(WAS_DONE, 2));
}

static void steps_done(struct arena *arena, const char *service, const struct counter *counter,
                       struct figure *out)
{
    out->kind = FIGURE_LAST;
    out->parts.n = 1;
    out->parts.at = arena_array(arena, struct figure_part, 1);
    struct figure_part *part = &out->parts.at[0];
    part->on = words_of(STEP, 1);
    part->factor = 1;
    part->amount = counter->kind == COUNTER_SUM ? "value" : NULL;
    out->key = "code";
    add_when(arena, part, "service", one_word(arena, service));
    add_when(arena, part, "code", one_word(arena, counter->step));
}

void figures_of_services(struct arena *arena, const struct catalog *catalog,
                         struct figure_list *out)
{
    for (size_t i = 0; catalog && i < catalog_services(catalog); i++) {
        const struct service *service = catalog_service_at(catalog, i);
        for (size_t k = 0; k < service->counters.n; k++) {
            const struct counter *counter = &service->counters.at[k];
            struct figure *figure = arena_make(arena, struct figure);
            figure->id = arena_printf(arena, "%s/%s", service->id, counter->id);
            figure->name = counter->label;
            figure->unit = (struct names){"", ""};
            if (counter->kind == COUNTER_JOBS)
                jobs_done(arena, service->id, figure);
            else
                steps_done(arena, service->id, counter, figure);
            vec_push(&out->list, figure);
        }
    }
}

json_t *milli_json(int64_t milli)
{
    return milli % 1000 == 0 ? json_integer(milli / 1000) : json_real((double)milli / 1000);
}
