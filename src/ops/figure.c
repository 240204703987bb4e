#include "ops/figure_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* What one field of `by` says. Times of events are in the city's offset: they begin with the day.
 */
static const char *group_part(const json_t *entry, const json_t *data, const char *by, char *room,
                              size_t size)
{
    if (strcmp(by, FIGURE_BY_DAY) != 0)
        return text_of(field_of(entry, data, by), room, size);
    snprintf(room, size, "%.10s", json_text(data, "at", ""));
    return room;
}

static void group_of(const struct figure *figure, const json_t *entry, const json_t *data,
                     char group[FIGURE_GROUP_MAX])
{
    char room[40];
    size_t used = 0;
    group[0] = '\0';
    for (size_t i = 0; i < figure->by.n && used < FIGURE_GROUP_MAX; i++)
        used += (size_t)snprintf(group + used, FIGURE_GROUP_MAX - used, "%s%s", i ? " / " : "",
                                 group_part(entry, data, figure->by.at[i], room, sizeof room));
}

/* ---- Counting ---------------------------------------------------------------------------------
 */

/* A figure, and the event that it looks at. */
struct looking {
    const struct figure_counting *counting;
    size_t number;
    const struct figure *figure;
    const struct event *event;
    const json_t *data;
};

static void post(const struct looking *looking, int64_t milli, const char *org, const char *group,
                 const char *value)
{
    struct posting posting = {looking->number, milli, org, group, value};
    if (milli != 0)
        looking->counting->post(looking->counting->context, looking->event, &posting);
}

static struct standing *standing_of(const struct looking *looking, const char *thing,
                                    const char *key)
{
    return looking->counting->standing(looking->counting->context, looking->number, thing, key);
}

/* What comes later replaces what was before, also when it belongs to another group now. */
static void count_last(const struct looking *looking, struct standing *standing, int64_t milli,
                       const char *group)
{
    const char *org = looking->event->org;
    if (strcmp(standing->group, group) == 0 && strcmp(standing->org, org) == 0) {
        post(looking, milli - standing->milli, org, group, "");
    } else {
        post(looking, -standing->milli, standing->org, standing->group, "");
        post(looking, milli, org, group, "");
    }
    standing->is_known = standing->is_changed = true;
    standing->milli = milli;
    snprintf(standing->group, sizeof standing->group, "%s", group);
    snprintf(standing->org, sizeof standing->org, "%s", org);
}

static void count_distinct(const struct looking *looking, const char *value, const char *group)
{
    struct standing *standing = standing_of(looking, value, looking->event->org);
    if (!standing->is_known)
        post(looking, 1000, looking->event->org, group, value);
    standing->is_known = standing->is_changed = true;
}

static void count_entry(const struct looking *looking, const struct figure_part *part,
                        const json_t *entry)
{
    const struct figure *figure = looking->figure;
    const json_t *data = looking->data;
    char key[FIGURE_KEY_MAX], room[40], group[FIGURE_GROUP_MAX];
    bool holds = conditions_hold(part, entry, data);
    group_of(figure, entry, data, group);
    snprintf(key, sizeof key, "%s",
             figure->key ? text_of(field_of(entry, data, figure->key), room, sizeof room) : "");
    if (figure->kind == FIGURE_SUM && holds) {
        post(looking, amount_of_part(part, entry, data), looking->event->org, group, "");
    } else if (figure->kind == FIGURE_LAST) {
        struct standing *standing = standing_of(looking, looking->event->noun_id, key);
        if (holds || standing->is_known)
            count_last(looking, standing, holds ? amount_of_part(part, entry, data) : 0, group);
    } else if (figure->kind == FIGURE_DISTINCT && holds && *key) {
        count_distinct(looking, key, group);
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

static void count_part(const struct looking *looking, const struct figure_part *part)
{
    size_t i;
    json_t *entry;
    if (!part->each) {
        count_entry(looking, part, NULL);
        return;
    }
    json_array_foreach(json_object_get(looking->data, part->each), i, entry)
        count_entry(looking, part, entry);
}

void figures_count(const struct figure_counting *counting, const struct event *event)
{
    json_t *data = NULL;
    struct looking looking = {.counting = counting, .event = event};
    for (size_t i = 0; i < counting->figures->list.n; i++) {
        const struct figure *figure = counting->figures->list.at[i];
        for (size_t k = 0; k < figure->parts.n; k++) {
            if (!is_on(&figure->parts.at[k], event->type))
                continue;
            if (!data && json_read(sv_of(event->data), "event", &data, NULL) != ERR_OK)
                return;
            looking.number = i;
            looking.figure = figure;
            looking.data = data;
            count_part(&looking, &figure->parts.at[k]);
        }
    }
    json_decref(data);
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

static void figures_of_services(struct arena *arena, const struct catalog *catalog,
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

/* ---- What every service counts -----------------------------------------------------------------
 */

static void part_of_state(struct arena *arena, struct figure *figure, const char *to,
                          const char *from, double factor)
{
    struct figure_part *part = &figure->parts.at[figure->parts.n++];
    const char *words[] = {"job.state", to, from};
    const char *fields[] = {NULL, "to", "from"};
    part->on = (struct words){arena_array(arena, const char *, 1), 1};
    part->on.at[0] = to ? words[0] : "request.created";
    part->factor = factor;
    part->when.at = arena_array(arena, struct answer_is, 2);
    for (size_t i = 1; i < 3; i++) {
        if (!words[i])
            continue;
        struct words values = {arena_array(arena, const char *, 1), 1};
        values.at[0] = words[i];
        part->when.at[part->when.n++] = (struct answer_is){fields[i], values};
    }
}

static void figures_of_states(struct arena *arena, struct figure_list *out)
{
    /* `reopened` takes back what a job was. */
    static const char *const STATES[] = {"received", "cancelled", "done", "closed"};
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++) {
        struct figure *figure = arena_make(arena, struct figure);
        figure->id = STATES[i];
        figure->by = (struct words){arena_array(arena, const char *, 1), 1};
        figure->by.at[0] = "service";
        figure->name = figure->unit = (struct names){"", ""};
        figure->parts.at = arena_array(arena, struct figure_part, 3);
        part_of_state(arena, figure, i == 0 ? NULL : STATES[i], NULL, 1);
        if (i >= 2)
            part_of_state(arena, figure, "reopened", "closed", -1);
        if (i == 2)
            part_of_state(arena, figure, "reopened", "done", -1);
        vec_push(&out->list, figure);
    }
}

/* ---- All ---------------------------------------------------------------------------------------
 */

void figures_all(struct arena *arena, const struct catalog *catalog, struct figure_list *out)
{
    *out = (struct figure_list){0};
    for (size_t i = 0; i < catalog_figures(catalog); i++)
        vec_push(&out->list, catalog_figure_at(catalog, i));
    out->services = out->list.n;
    figures_of_services(arena, catalog, out);
    out->states = out->list.n;
    figures_of_states(arena, out);
    out->custody = out->list.n;
    figures_of_custody(arena, out);
}

void figures_free(struct figure_list *figures)
{
    vec_free(&figures->list);
}

json_t *milli_json(int64_t milli)
{
    return milli % 1000 == 0 ? json_integer(milli / 1000) : json_real((double)milli / 1000);
}
