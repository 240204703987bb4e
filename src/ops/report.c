/*
 * Figures as of a moment, and the rows behind them: events recorded up to that moment, whatever
 * came later. The same moment gives the same figures whenever asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ops/form_int.h"

/* ---- What is asked ----------------------------------------------------------------------------
 */

struct span {
    int64_t from_ms; /* the period begins after it; INT64_MIN: with the first event */
    struct figures_asked asked;
};

static enum err read_span(struct op *op, struct span *out, struct error *error)
{
    int64_t seq = json_i64(op->args, "seq", 0);
    *out = (struct span){
        .from_ms = op_time_of(op->args, "from", INT64_MIN),
        .asked = {.until_ms = op_time_of(op->args, "as_of", seq ? INT64_MAX : op->now_ms),
                  .until_seq = seq ? seq : INT64_MAX,
                  .org = json_text(op->args, "org", NULL)}};
    if (out->from_ms > out->asked.until_ms)
        return error_at(error, ERR_INVALID, "from", "It must not lie after 'as_of'.");
    const char *org;
    return op_org(op, &org, error);
}

static bool in_period(const struct span *span, const struct posting *posting)
{
    return posting->event->at_ms > span->from_ms;
}

/* The figures of the catalog, then the counters of the services. */
static void list_figures(struct arena *arena, const struct catalog *catalog,
                         struct figure_list *out)
{
    for (size_t i = 0; i < catalog_figures(catalog); i++)
        vec_push(&out->list, catalog_figure_at(catalog, i));
    figures_of_services(arena, catalog, out);
}

/* Leaves only the named one. */
static enum err keep_named(struct figure_list *figures, const char *id, struct error *error)
{
    for (size_t i = 0; i < figures->list.n; i++) {
        if (strcmp(figures->list.at[i]->id, id) == 0) {
            figures->list.at[0] = figures->list.at[i];
            figures->list.n = 1;
            return ERR_OK;
        }
    }
    return error_at(error, ERR_NOT_FOUND, "figure",
                    "There is no figure '%s'; report.figures lists them.", id);
}

/* ---- Figures ----------------------------------------------------------------------------------
 */

struct sum {
    int64_t total, period;
};

enum by { BY_GROUP, BY_ORG, BY_DAY, BY_COUNT };
static const char *const BY_NAMES[] = {"group", "org", "day"};

struct counting {
    struct op *op;
    const struct span *span;
    enum by by;
    struct sum *sums;    /* of each figure */
    struct map *by_name; /* of each figure: group -> struct sum */
};

static enum by by_of(const struct op *op)
{
    const char *name = json_text(op->args, "by", BY_NAMES[BY_GROUP]);
    enum by by = 0;
    while (by + 1 < BY_COUNT && strcmp(BY_NAMES[by], name) != 0)
        by++;
    return by;
}

static const char *group_name(const struct counting *counting, const struct posting *posting,
                              char day[TIME_TEXT_MAX])
{
    if (counting->by == BY_ORG)
        return posting->event->org;
    if (counting->by == BY_GROUP)
        return posting->group;
    time_format(posting->event->at_ms, counting->op->ops->config.offset_min, day);
    day[10] = '\0';
    return day;
}

static void add(const struct span *span, struct sum *sum, const struct posting *posting)
{
    sum->total += posting->milli;
    sum->period += in_period(span, posting) ? posting->milli : 0;
}

static void count_posting(const struct posting *posting, void *context)
{
    struct counting *counting = context;
    char day[TIME_TEXT_MAX];
    struct map *map = &counting->by_name[posting->figure];
    struct sv name = sv_of(group_name(counting, posting, day));
    struct sum *sum = map_get(map, name);
    if (!sum) {
        sum = calloc(1, sizeof *sum);
        if (!sum)
            abort();
        map_set(map, name, sum);
    }
    add(counting->span, sum, posting);
    add(counting->span, &counting->sums[posting->figure], posting);
}

struct named_sum {
    const char *name;
    const struct sum *sum;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named_sum *)a)->name, ((const struct named_sum *)b)->name);
}

static json_t *groups_json(const struct map *map)
{
    struct arena *arena = arena_new();
    struct named_sum *sorted = arena_array(arena, struct named_sum, map->n + 1);
    size_t n = 0, at = 0;
    struct sv key;
    void *sum;
    while (map_next(map, &at, &key, &sum))
        sorted[n++] = (struct named_sum){arena_dup(arena, key.at, key.n), sum};
    qsort(sorted, n, sizeof *sorted, by_name);
    json_t *list = json_array();
    for (size_t i = 0; i < n && i < LIMIT_PAGE_ROWS; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "group", sorted[i].name, "value",
                                              milli_json(sorted[i].sum->total), "period",
                                              milli_json(sorted[i].sum->period)));
    arena_free(arena);
    return list;
}

static json_t *names_pack(const struct names *names)
{
    return json_pack("{s:s, s:s}", "zh", names->zh, "en", names->en);
}

static json_t *figure_json(const struct counting *counting, const struct figure *figure, size_t i)
{
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o}", "id", figure->id, "name", names_pack(&figure->name),
        "unit", names_pack(&figure->unit), "value", milli_json(counting->sums[i].total), "period",
        milli_json(counting->sums[i].period), "groups", groups_json(&counting->by_name[i]));
}

static void free_sums(struct map *maps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        struct sv key;
        void *sum;
        while (map_next(&maps[i], &at, &key, &sum))
            free(sum);
        map_free(&maps[i]);
    }
}

/* Counts the figures of the list as the span says; the answer is new. */
static enum err count(struct op *op, struct span *span, const struct figure_list *figures,
                      enum by by, json_t **out, struct error *error)
{
    struct arena *arena = arena_new();
    struct counting counting = {.op = op, .span = span, .by = by};
    counting.sums = arena_array(arena, struct sum, figures->list.n + 1);
    counting.by_name = arena_array(arena, struct map, figures->list.n + 1);
    span->asked.list = figures->list.at;
    span->asked.n = figures->list.n;
    int64_t seq = 0;
    enum err rc = figures_read(op, &span->asked, count_posting, &counting, &seq, error);
    json_t *items = json_array();
    for (size_t i = 0; i < figures->list.n; i++)
        json_array_append_new(items, figure_json(&counting, figures->list.at[i], i));
    free_sums(counting.by_name, figures->list.n);
    arena_free(arena);
    int64_t as_of_ms = span->asked.until_ms == INT64_MAX ? op->now_ms : span->asked.until_ms;
    *out = json_pack("{s:o, s:o, s:I, s:o}", "as_of", op_time(op, as_of_ms), "from",
                     span->from_ms == INT64_MIN ? json_null() : op_time(op, span->from_ms), "seq",
                     (json_int_t)seq, "items", items);
    return rc;
}

enum err report_figures(struct op *op, json_t **out, struct error *error)
{
    struct span span;
    struct arena *arena = arena_new();
    struct figure_list figures = {0};
    const char *id = json_text(op->args, "figure", NULL);
    json_t *counted = NULL;
    enum err rc = read_span(op, &span, error);
    list_figures(arena, op->ops->config.catalog, &figures);
    if (rc == ERR_OK && id)
        rc = keep_named(&figures, id, error);
    if (rc == ERR_OK)
        rc = count(op, &span, &figures, by_of(op), &counted, error);
    vec_free(&figures.list);
    arena_free(arena);
    if (counted)
        *out = op_keep(op, counted);
    return rc;
}

enum err op_report_figures(struct op *op, struct error *error)
{
    json_t *counted = NULL;
    enum err rc = report_figures(op, &counted, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_incref(counted));
    return rc;
}

/* ---- The rows behind a figure -----------------------------------------------------------------
 */

struct listing {
    struct op *op;
    const struct span *span;
    const char *group; /* NULL: all */
    int64_t first, room, n, sum;
    json_t *items;
};

static void list_posting(const struct posting *posting, void *context)
{
    struct listing *listing = context;
    const struct event *event = posting->event;
    if (!in_period(listing->span, posting) ||
        (listing->group && strcmp(listing->group, posting->group) != 0))
        return;
    int64_t number = listing->n++;
    listing->sum += posting->milli;
    if (number < listing->first || number >= listing->first + listing->room)
        return;
    json_array_append_new(
        listing->items,
        json_pack("{s:I, s:o, s:s, s:s, s:s, s:o, s:s, s:s, s:o}", "seq", (json_int_t)event->seq,
                  "at", op_time(listing->op, event->at_ms), "type", event->type, "noun",
                  event->noun, "noun_id", event->noun_id, "org",
                  *event->org ? json_string(event->org) : json_null(), "by", event->actor_name,
                  "group", posting->group, "amount", milli_json(posting->milli)));
}

enum err op_report_rows(struct op *op, struct error *error)
{
    struct span span;
    struct arena *arena = arena_new();
    struct figure_list figures = {0};
    struct listing listing = {.op = op,
                              .span = &span,
                              .group = json_text(op->args, "group", NULL),
                              .first = json_i64(op->args, "offset", 0),
                              .room = json_i64(op->args, "limit", 100),
                              .items = op_keep(op, json_array())};
    enum err rc = read_span(op, &span, error);
    list_figures(arena, op->ops->config.catalog, &figures);
    if (rc == ERR_OK)
        rc = keep_named(&figures, json_text(op->args, "figure", ""), error);
    if (rc == ERR_OK) {
        span.asked.list = figures.list.at;
        span.asked.n = 1;
        rc = figures_read(op, &span.asked, list_posting, &listing, NULL, error);
    }
    vec_free(&figures.list);
    arena_free(arena);
    if (rc != ERR_OK)
        return rc;
    int64_t shown = listing.first + (int64_t)json_array_size(listing.items);
    op_answer_json(op, json_pack("{s:O, s:o, s:I, s:o}", "items", listing.items, "sum",
                                 milli_json(listing.sum), "rows", (json_int_t)listing.n, "next",
                                 shown < listing.n ? json_integer(shown) : json_null()));
    return ERR_OK;
}

/* ---- Counters by service ----------------------------------------------------------------------
 */

/* What every service counts. `reopened` takes back what a job was. */
static const char *const STATES[] = {"received", "cancelled", "done", "closed"};
enum { N_STATES = sizeof STATES / sizeof *STATES };

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
    for (size_t i = 0; i < N_STATES; i++) {
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

/* The row of a service, made when it is new. Rows are in the order of the services' names. */
static json_t *service_row(json_t *services, const char *id)
{
    size_t i;
    json_t *row;
    json_array_foreach(services, i, row)
    {
        int order = strcmp(json_text(row, "service", ""), id);
        if (order == 0)
            return row;
        if (order > 0)
            break;
    }
    row = json_pack("{s:s, s:i, s:i, s:i, s:i, s:[]}", "service", id, "received", 0, "cancelled", 0,
                    "done", 0, "closed", 0, "counters");
    json_array_insert_new(services, i, row);
    return row;
}

static json_t *counters_of(const json_t *items, size_t at, const char *service)
{
    json_t *list = json_array();
    size_t n = strlen(service);
    for (; at < json_array_size(items); at++) {
        const json_t *item = json_array_get(items, at);
        const char *id = json_text(item, "id", "");
        if (strncmp(id, service, n) == 0 && id[n] == '/')
            json_array_append_new(list, json_pack("{s:s, s:O}", "code", id + n + 1, "value",
                                                  json_object_get(item, "value")));
    }
    return list;
}

static json_t *counters_json(const json_t *counted)
{
    const json_t *items = json_object_get(counted, "items");
    json_t *services = json_array(), *totals = json_object(), *group, *row;
    size_t k;
    for (size_t i = 0; i < N_STATES; i++) {
        const json_t *item = json_array_get(items, i);
        json_object_set(totals, STATES[i], json_object_get(item, "value"));
        json_array_foreach(json_object_get(item, "groups"), k, group)
            json_object_set(service_row(services, json_text(group, "group", "")), STATES[i],
                            json_object_get(group, "value"));
    }
    json_array_foreach(services, k, row) json_object_set_new(
        row, "counters", counters_of(items, N_STATES, json_text(row, "service", "")));
    return json_pack("{s:O, s:O, s:o, s:o}", "as_of", json_object_get(counted, "as_of"), "events",
                     json_object_get(counted, "seq"), "services", services, "totals", totals);
}

enum err op_report_counters(struct op *op, struct error *error)
{
    struct span span;
    struct arena *arena = arena_new();
    struct figure_list figures = {0};
    json_t *counted = NULL;
    enum err rc = read_span(op, &span, error);
    figures_of_states(arena, &figures);
    figures_of_services(arena, op->ops->config.catalog, &figures);
    if (rc == ERR_OK)
        rc = count(op, &span, &figures, BY_GROUP, &counted, error);
    vec_free(&figures.list);
    arena_free(arena);
    if (rc == ERR_OK)
        op_answer_json(op, counters_json(counted));
    json_decref(counted);
    return rc;
}
