/*
 * Weights of manifests as of a moment, added up from the postings in their events recorded up to
 * that moment. What was recorded later, whatever time it speaks of, does not change the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "ops/manifest_int.h"

struct figures {
    int64_t manifests, packages;
    int64_t registered_g, epidemic_g, collected_g, received_g, treated_g, difference_g, corrected_g;
};

struct row {
    char key[160]; /* "day kind site": rows are told apart and sorted by it */
    char day[11], kind[41], site[ID_TEXT_SIZE];
    struct figures figures;
};

struct counting {
    struct op *op;
    int64_t as_of_ms;
    struct map rows; /* key -> struct row */
    struct map due;  /* manifest -> when its limit runs out, as of its last event; int64_t */
    enum err rc;
    struct error *error;
};

static void *entry_of(struct map *map, const char *key, size_t size)
{
    void *entry = map_get(map, sv_of(key));
    if (entry)
        return entry;
    entry = calloc(1, size);
    if (!entry)
        abort();
    map_set(map, sv_of(key), entry);
    return entry;
}

static struct row *row_of(struct counting *counting, const json_t *data)
{
    char day[TIME_TEXT_MAX], key[160];
    time_format(op_time_of(data, "at", 0), counting->op->ops->config.offset_min, day);
    day[10] = '\0';
    const char *kind = json_text(data, "kind", ""), *site = json_text(data, "site", "");
    snprintf(key, sizeof key, "%s %.40s %.36s", day, kind, site);
    struct row *row = entry_of(&counting->rows, key, sizeof *row);
    memcpy(row->key, key, sizeof key);
    memcpy(row->day, day, sizeof row->day);
    snprintf(row->kind, sizeof row->kind, "%s", kind);
    snprintf(row->site, sizeof row->site, "%s", site);
    return row;
}

static void add_posting(struct figures *figures, const json_t *posting)
{
    struct amount by = amount_of(posting);
    const char *stage = json_text(posting, "stage", "");
    bool treated = strcmp(stage, custody_stage_name(STAGE_TREATED)) == 0;
    bool received = treated || strcmp(stage, custody_stage_name(STAGE_DESTINATION)) == 0;
    bool collected = received || strcmp(stage, custody_stage_name(STAGE_CARRIER)) == 0;
    figures->packages += by.packages;
    figures->registered_g += by.grams;
    figures->epidemic_g += json_flag(posting, "epidemic", false) ? by.grams : 0;
    figures->collected_g += collected ? by.grams : 0;
    figures->received_g += received ? by.grams : 0;
    figures->treated_g += treated ? by.grams : 0;
}

static bool is_wanted(struct counting *counting, const struct event *event, const json_t *data)
{
    const char *kind = json_text(counting->op->args, "kind", NULL);
    const char *site = json_text(counting->op->args, "site", NULL);
    bool covers = false;
    if (counting->rc == ERR_OK)
        counting->rc = org_covers(counting->op->sql, &counting->op->actor, event->org, &covers,
                                  counting->error);
    return covers && (!kind || strcmp(kind, json_text(data, "kind", "")) == 0) &&
           (!site || strcmp(site, json_text(data, "site", "")) == 0);
}

static void count_event(const struct event *event, void *context)
{
    struct counting *counting = context;
    json_t *data = NULL, *posting;
    size_t i;
    if (event->at_ms > counting->as_of_ms || counting->rc != ERR_OK ||
        json_read(sv_of(event->data), "event", &data, NULL) != ERR_OK)
        return;
    if (is_wanted(counting, event, data)) {
        struct figures *figures = &row_of(counting, data)->figures;
        int64_t *due_ms = entry_of(&counting->due, event->noun_id, sizeof *due_ms);
        *due_ms = op_time_of(data, "due_at", INT64_MAX);
        figures->manifests += strcmp(event->type, "manifest.created") == 0;
        figures->difference_g += grams_of(data, "difference_kg");
        figures->corrected_g += grams_of(data, "corrected_kg");
        json_array_foreach(json_object_get(data, "postings"), i, posting)
            add_posting(figures, posting);
    }
    json_decref(data);
}

static void add_figures(struct figures *sum, const struct figures *more)
{
    sum->manifests += more->manifests;
    sum->packages += more->packages;
    sum->registered_g += more->registered_g;
    sum->epidemic_g += more->epidemic_g;
    sum->collected_g += more->collected_g;
    sum->received_g += more->received_g;
    sum->treated_g += more->treated_g;
    sum->difference_g += more->difference_g;
    sum->corrected_g += more->corrected_g;
}

static json_t *figures_json(const struct figures *figures)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "manifests",
                     (json_int_t)figures->manifests, "packages", (json_int_t)figures->packages,
                     "registered_kg", kg_of(figures->registered_g), "epidemic_kg",
                     kg_of(figures->epidemic_g), "collected_kg", kg_of(figures->collected_g),
                     "received_kg", kg_of(figures->received_g), "treated_kg",
                     kg_of(figures->treated_g), "difference_kg", kg_of(figures->difference_g),
                     "corrected_kg", kg_of(figures->corrected_g));
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(struct row *const *)a)->key, (*(struct row *const *)b)->key);
}

static json_t *rows_json(struct counting *counting, struct figures *sum)
{
    struct arena *arena = arena_new();
    struct row **sorted = arena_array(arena, struct row *, counting->rows.n + 1);
    size_t n = 0, at = 0;
    struct sv key;
    void *value;
    while (map_next(&counting->rows, &at, &key, &value))
        sorted[n++] = value;
    qsort(sorted, n, sizeof *sorted, by_key);
    json_t *rows = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *row = figures_json(&sorted[i]->figures);
        json_object_set_new(row, "day", json_string(sorted[i]->day));
        json_object_set_new(row, "kind", json_string(sorted[i]->kind));
        json_object_set_new(row, "site", json_string(sorted[i]->site));
        json_array_append_new(rows, row);
        add_figures(sum, &sorted[i]->figures);
        free(sorted[i]);
    }
    arena_free(arena);
    return rows;
}

/* Manifests whose limit had run out at the moment. */
static int64_t count_overdue(struct counting *counting)
{
    int64_t overdue = 0;
    size_t at = 0;
    struct sv key;
    void *value;
    while (map_next(&counting->due, &at, &key, &value)) {
        overdue += *(int64_t *)value < counting->as_of_ms;
        free(value);
    }
    return overdue;
}

enum err op_report_custody(struct op *op, struct error *error)
{
    struct counting counting = {
        .op = op, .as_of_ms = op_time_of(op->args, "as_of", op->now_ms), .error = error};
    enum err rc =
        event_read(op->sql, 0, INT64_MAX, "manifest", NULL, count_event, &counting, error);
    struct figures sum = {.manifests = 0};
    json_t *rows = op_keep(op, rows_json(&counting, &sum));
    json_t *totals = op_keep(op, figures_json(&sum));
    json_object_set_new(totals, "overdue", json_integer(count_overdue(&counting)));
    map_free(&counting.rows);
    map_free(&counting.due);
    if (rc == ERR_OK)
        rc = counting.rc;
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:O, s:O}", "as_of", op_time(op, counting.as_of_ms),
                                     "rows", rows, "totals", totals));
    return rc;
}
