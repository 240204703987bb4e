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

/* A report's figures and its span; figures are counted up to its end, and up to its beginning. */
struct report {
    struct arena *arena;
    struct figure_list figures;
    int64_t from_ms; /* the period begins after it; INT64_MIN: with the first event */
    struct figures_asked asked;
};

static void report_close(struct report *report)
{
    figures_free(&report->figures);
    arena_free(report->arena);
}

static enum err read_span(struct op *op, struct report *report, struct error *error)
{
    const char *org;
    int64_t seq = json_i64(op->args, "seq", 0);
    report->from_ms = op_time_of(op->args, "from", INT64_MIN);
    report->asked.until_ms = op_time_of(op->args, "as_of", seq ? INT64_MAX : op->now_ms);
    report->asked.until_seq = seq ? seq : INT64_MAX;
    report->asked.org = json_text(op->args, "org", NULL);
    if (report->from_ms > report->asked.until_ms)
        return error_at(error, ERR_INVALID, "from", "It must not lie after 'as_of'.");
    return op_org(op, &org, error);
}

/* Reads the span, and brings the book of figures to the end of the log. */
static enum err report_open(struct op *op, struct report *report, struct error *error)
{
    *report = (struct report){.arena = arena_new()};
    figures_all(report->arena, op->ops->config.catalog, &report->figures);
    report->asked.figures = &report->figures;
    enum err rc = read_span(op, report, error);
    return rc == ERR_OK ? figures_fresh(op, &report->figures, error) : rc;
}

/* Leaves only the named one of those that can be asked for by name. */
static enum err ask_named(struct report *report, const char *id, struct error *error)
{
    for (size_t i = 0; i < report->figures.states; i++) {
        if (strcmp(report->figures.list.at[i]->id, id) == 0) {
            report->asked.first = i;
            report->asked.n = 1;
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
    const struct report *report;
    enum by by;
    bool before;         /* up to the beginning of the period: taken off it */
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

static const char *group_name(const struct counting *counting, const struct figure_sum *sum,
                              char day[TIME_TEXT_MAX])
{
    if (counting->by == BY_ORG)
        return sum->org;
    if (counting->by == BY_GROUP)
        return sum->group;
    time_format(sum->at_ms, counting->op->ops->config.offset_min, day);
    day[10] = '\0';
    return day;
}

static void add(const struct counting *counting, struct sum *sum, int64_t milli)
{
    if (counting->before) {
        sum->period -= milli;
    } else {
        sum->total += milli;
        sum->period += milli;
    }
}

static void count_sum(const struct figure_sum *more, void *context)
{
    struct counting *counting = context;
    char day[TIME_TEXT_MAX];
    size_t figure = more->figure - counting->report->asked.first;
    struct map *map = &counting->by_name[figure];
    struct sv name = sv_of(group_name(counting, more, day));
    struct sum *sum = map_get(map, name);
    if (!sum) {
        sum = calloc(1, sizeof *sum);
        if (!sum)
            abort();
        map_set(map, name, sum);
    }
    add(counting, sum, more->milli);
    add(counting, &counting->sums[figure], more->milli);
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

static enum err count_sums(struct counting *counting, struct error *error)
{
    const struct report *report = counting->report;
    struct figures_asked before = report->asked;
    before.until_ms = report->from_ms;
    bool by_day = counting->by == BY_DAY;
    enum err rc = figures_sum(counting->op, &report->asked, by_day, count_sum, counting, error);
    counting->before = true;
    return rc == ERR_OK && report->from_ms != INT64_MIN
               ? figures_sum(counting->op, &before, by_day, count_sum, counting, error)
               : rc;
}

/* Counts what is asked for; the answer is new. */
static enum err count(struct op *op, const struct report *report, enum by by, json_t **out,
                      struct error *error)
{
    const struct figures_asked *asked = &report->asked;
    struct arena *arena = arena_new();
    struct counting counting = {.op = op, .report = report, .by = by};
    counting.sums = arena_array(arena, struct sum, asked->n + 1);
    counting.by_name = arena_array(arena, struct map, asked->n + 1);
    int64_t seq = 0;
    enum err rc = figures_last_seq(op, asked, &seq, error);
    if (rc == ERR_OK)
        rc = count_sums(&counting, error);
    json_t *items = json_array();
    for (size_t i = 0; i < asked->n; i++)
        json_array_append_new(items,
                              figure_json(&counting, asked->figures->list.at[asked->first + i], i));
    free_sums(counting.by_name, asked->n);
    arena_free(arena);
    int64_t as_of_ms = asked->until_ms == INT64_MAX ? op->now_ms : asked->until_ms;
    *out = json_pack("{s:o, s:o, s:I, s:o}", "as_of", op_time(op, as_of_ms), "from",
                     report->from_ms == INT64_MIN ? json_null() : op_time(op, report->from_ms),
                     "seq", (json_int_t)seq, "items", items);
    return rc;
}

enum err report_figures(struct op *op, json_t **out, struct error *error)
{
    struct report report;
    const char *id = json_text(op->args, "figure", NULL);
    json_t *counted = NULL;
    enum err rc = report_open(op, &report, error);
    report.asked.n = report.figures.states;
    if (rc == ERR_OK && id)
        rc = ask_named(&report, id, error);
    if (rc == ERR_OK)
        rc = count(op, &report, by_of(op), &counted, error);
    report_close(&report);
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
    const struct report *report;
    const char *group; /* NULL: all */
    int64_t first, room, n, sum;
    json_t *items;
};

static void list_row(const struct figure_row *row, void *context)
{
    struct listing *listing = context;
    if (row->at_ms <= listing->report->from_ms ||
        (listing->group && strcmp(listing->group, row->group) != 0))
        return;
    int64_t number = listing->n++;
    listing->sum += row->milli;
    if (number < listing->first || number >= listing->first + listing->room)
        return;
    json_array_append_new(listing->items,
                          json_pack("{s:I, s:o, s:o, s:s, s:o}", "seq", (json_int_t)row->seq, "at",
                                    op_time(listing->op, row->at_ms), "org",
                                    *row->org ? json_string(row->org) : json_null(), "group",
                                    row->group, "amount", milli_json(row->milli)));
}

static void describe(const struct event *event, void *context)
{
    json_t *row = context;
    json_object_set_new(row, "type", json_string(event->type));
    json_object_set_new(row, "noun", json_string(event->noun));
    json_object_set_new(row, "noun_id", json_string(event->noun_id));
    json_object_set_new(row, "by", json_string(event->actor_name));
}

/* What the events of the rows shown were. */
static enum err describe_rows(struct op *op, json_t *items, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *row;
    json_array_foreach(items, i, row)
    {
        if (rc == ERR_OK)
            rc = event_read(op->sql, json_i64(row, "seq", 0) - 1, 1, NULL, NULL, describe, row,
                            error);
    }
    return rc;
}

enum err op_report_rows(struct op *op, struct error *error)
{
    struct report report;
    struct listing listing = {.op = op,
                              .report = &report,
                              .group = json_text(op->args, "group", NULL),
                              .first = json_i64(op->args, "offset", 0),
                              .room = json_i64(op->args, "limit", 100),
                              .items = op_keep(op, json_array())};
    enum err rc = report_open(op, &report, error);
    if (rc == ERR_OK)
        rc = ask_named(&report, json_text(op->args, "figure", ""), error);
    if (rc == ERR_OK)
        rc = figures_rows(op, &report.asked, list_row, &listing, error);
    if (rc == ERR_OK)
        rc = describe_rows(op, listing.items, error);
    report_close(&report);
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

static const char *const STATES[] = {"received", "cancelled", "done", "closed"};
enum { N_STATES = sizeof STATES / sizeof *STATES };

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

static json_t *counters_of(const json_t *items, size_t until, const char *service)
{
    json_t *list = json_array();
    size_t n = strlen(service);
    for (size_t at = 0; at < until; at++) {
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
    size_t states = json_array_size(items) - N_STATES;
    json_t *services = json_array(), *totals = json_object(), *group, *row;
    size_t k;
    for (size_t i = 0; i < N_STATES; i++) {
        const json_t *item = json_array_get(items, states + i);
        json_object_set(totals, STATES[i], json_object_get(item, "value"));
        json_array_foreach(json_object_get(item, "groups"), k, group)
            json_object_set(service_row(services, json_text(group, "group", "")), STATES[i],
                            json_object_get(group, "value"));
    }
    json_array_foreach(services, k, row) json_object_set_new(
        row, "counters", counters_of(items, states, json_text(row, "service", "")));
    return json_pack("{s:O, s:O, s:o, s:o}", "as_of", json_object_get(counted, "as_of"), "events",
                     json_object_get(counted, "seq"), "services", services, "totals", totals);
}

enum err op_report_counters(struct op *op, struct error *error)
{
    struct report report;
    json_t *counted = NULL;
    enum err rc = report_open(op, &report, error);
    report.asked.first = report.figures.services;
    report.asked.n = report.figures.custody - report.figures.services;
    if (rc == ERR_OK)
        rc = count(op, &report, BY_GROUP, &counted, error);
    report_close(&report);
    if (rc == ERR_OK)
        op_answer_json(op, counters_json(counted));
    json_decref(counted);
    return rc;
}
