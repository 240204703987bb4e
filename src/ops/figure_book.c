/*
 * The book of figures: postings counted once from the log, their sums by day and over all, and what
 * every thing counts with at the head. The book follows from the log and from the definitions of
 * the figures (a hash of these stands in its head): when they change it is written anew.
 *
 * It is written by the writer only, some thousand events at a time, so that other writes go on
 * between.
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "catalog/catalog.h"
#include "ops/figure_number_int.h"

enum { AT_ONCE = 4000 }; /* events */

/* ---- Writing the book -------------------------------------------------------------------------
 */

struct writing {
    struct op *op;
    struct figure_counting counting;
    struct map standings; /* "figure thing key" -> struct standing */
    struct map loaded;    /* things whose standings have been read */
    struct map sums;      /* "figure day org group" -> struct daily */
    struct map days;      /* day as text -> struct span */
    int64_t seq, posted_seq, posted_n;
    enum err rc;
    struct error *error;
};

struct daily {
    size_t figure;
    int64_t day, milli;
    char org[ID_TEXT_SIZE], group[FIGURE_GROUP_MAX];
};

struct span {
    int64_t day, first_seq, last_seq;
};

static void *entry_of(struct map *map, const char *key, size_t size, bool *is_new)
{
    void *entry = map_get(map, sv_of(key));
    *is_new = !entry;
    if (entry)
        return entry;
    entry = calloc(1, size);
    if (!entry)
        abort();
    map_set(map, sv_of(key), entry);
    return entry;
}

static void free_entries(struct map *map)
{
    size_t at = 0;
    struct sv key;
    void *entry;
    while (map_next(map, &at, &key, &entry))
        free(entry);
    map_free(map);
}

enum { STANDING_KEY_MAX = 2 * FIGURE_KEY_MAX + 40 };

static struct standing *entry_for(struct writing *writing, size_t figure, const char *thing,
                                  const char *key)
{
    char text[STANDING_KEY_MAX];
    bool is_new;
    snprintf(text, sizeof text, "%zu\n%s\n%s", figure, thing, key);
    return entry_of(&writing->standings, text, sizeof(struct standing), &is_new);
}

/* All standings of the thing at once: most figures ask about it. */
static enum err load_standings(struct writing *writing, const char *thing)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(writing->op->sql,
                          "SELECT figure, key, milli, org, grp FROM figure_standing"
                          " WHERE thing = ?",
                          SQL_ARGS(sql_text(thing)), &rows, writing->error);
    while (rc == ERR_OK && sql_next(rows, &rc, writing->error)) {
        struct standing *standing =
            entry_for(writing, (size_t)sql_col_i64(rows, 0), thing, sql_col_text(rows, 1));
        standing->is_known = true;
        standing->milli = sql_col_i64(rows, 2);
        snprintf(standing->org, sizeof standing->org, "%s", sql_col_text(rows, 3));
        snprintf(standing->group, sizeof standing->group, "%s", sql_col_text(rows, 4));
    }
    sql_rows_done(rows);
    map_set(&writing->loaded, sv_of(thing), writing);
    return rc;
}

static struct standing *find_standing(void *context, size_t figure, const char *thing,
                                      const char *key)
{
    struct writing *writing = context;
    if (writing->rc == ERR_OK && !map_has(&writing->loaded, sv_of(thing)))
        writing->rc = load_standings(writing, thing);
    return entry_for(writing, figure, thing, key);
}

static void add_to_day(struct writing *writing, int64_t day, const struct posting *posting)
{
    char key[FIGURE_GROUP_MAX + ID_TEXT_SIZE + 60];
    bool is_new;
    snprintf(key, sizeof key, "%zu\n%lld\n%s\n%s", posting->figure, (long long)day, posting->org,
             posting->group);
    struct daily *daily = entry_of(&writing->sums, key, sizeof *daily, &is_new);
    daily->figure = posting->figure;
    daily->day = day;
    daily->milli += posting->milli;
    snprintf(daily->org, sizeof daily->org, "%s", posting->org);
    snprintf(daily->group, sizeof daily->group, "%s", posting->group);
}

static void write_posting(void *context, const struct event *event, const struct posting *posting)
{
    struct writing *writing = context;
    writing->posted_n = writing->posted_seq == event->seq ? writing->posted_n + 1 : 0;
    writing->posted_seq = event->seq;
    assert(writing->posted_n < 1 << FIGURE_NUMBER_BITS);
    if (writing->rc == ERR_OK)
        writing->rc = sql_run(
            writing->op->sql,
            "INSERT INTO figure_posting (number, at_ms, org, grp, milli, value)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            SQL_ARGS(sql_i64(figure_number(posting->figure, event->seq, writing->posted_n)),
                     sql_i64(event->at_ms), sql_text(posting->org), sql_text(posting->group),
                     sql_i64(posting->milli), sql_text(posting->value)),
            writing->error);
    add_to_day(writing, figure_day(writing->op, event->at_ms), posting);
}

static void write_event(const struct event *event, void *context)
{
    struct writing *writing = context;
    int64_t day = figure_day(writing->op, event->at_ms);
    char key[24];
    bool is_new;
    snprintf(key, sizeof key, "%lld", (long long)day);
    struct span *span = entry_of(&writing->days, key, sizeof *span, &is_new);
    if (is_new)
        *span = (struct span){day, event->seq, event->seq};
    span->last_seq = event->seq;
    if (writing->rc == ERR_OK)
        figures_count(&writing->counting, event);
    writing->seq = event->seq;
}

static enum err write_sum(struct writing *writing, const struct daily *daily)
{
    struct sql *sql = writing->op->sql;
    enum err rc =
        sql_run(sql,
                "INSERT INTO figure_day (figure, day, org, grp, milli)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (figure, day, org, grp)"
                " DO UPDATE SET milli = figure_day.milli + excluded.milli",
                SQL_ARGS(sql_i64((int64_t)daily->figure), sql_i64(daily->day), sql_text(daily->org),
                         sql_text(daily->group), sql_i64(daily->milli)),
                writing->error);
    return rc == ERR_OK ? sql_run(sql,
                                  "INSERT INTO figure_total (figure, org, grp, milli)"
                                  " VALUES (?, ?, ?, ?) ON CONFLICT (figure, org, grp)"
                                  " DO UPDATE SET milli = figure_total.milli + excluded.milli",
                                  SQL_ARGS(sql_i64((int64_t)daily->figure), sql_text(daily->org),
                                           sql_text(daily->group), sql_i64(daily->milli)),
                                  writing->error)
                        : rc;
}

static enum err write_standing(struct writing *writing, const char *key,
                               const struct standing *standing)
{
    char text[STANDING_KEY_MAX];
    snprintf(text, sizeof text, "%s", key);
    char *thing = strchr(text, '\n') + 1, *rest = strchr(thing, '\n');
    *rest = '\0';
    return sql_run(writing->op->sql,
                   "INSERT INTO figure_standing (thing, figure, key, milli, org, grp)"
                   " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (thing, figure, key) DO UPDATE SET"
                   " milli = excluded.milli, org = excluded.org, grp = excluded.grp",
                   SQL_ARGS(sql_text(thing), sql_i64(atoll(text)), sql_text(rest + 1),
                            sql_i64(standing->milli), sql_text(standing->org),
                            sql_text(standing->group)),
                   writing->error);
}

static enum err write_span(struct writing *writing, const struct span *span)
{
    return sql_run(writing->op->sql,
                   "INSERT INTO figure_seq (day, first_seq, last_seq) VALUES (?, ?, ?)"
                   " ON CONFLICT (day) DO UPDATE SET last_seq = excluded.last_seq",
                   SQL_ARGS(sql_i64(span->day), sql_i64(span->first_seq), sql_i64(span->last_seq)),
                   writing->error);
}

/* What was gathered over the events of this part. */
static enum err write_gathered(struct writing *writing)
{
    enum err rc = writing->rc;
    size_t at = 0;
    struct sv key;
    void *entry;
    while (rc == ERR_OK && map_next(&writing->sums, &at, &key, &entry))
        rc = write_sum(writing, entry);
    at = 0;
    while (rc == ERR_OK && map_next(&writing->standings, &at, &key, &entry)) {
        const struct standing *standing = entry;
        if (standing->is_changed)
            rc = write_standing(writing, key.at, standing);
    }
    at = 0;
    while (rc == ERR_OK && map_next(&writing->days, &at, &key, &entry))
        rc = write_span(writing, entry);
    return rc == ERR_OK ? sql_run(writing->op->sql, "UPDATE figure_head SET seq = ? WHERE one = 1",
                                  SQL_ARGS(sql_i64(writing->seq)), writing->error)
                        : rc;
}

/* ---- The head ---------------------------------------------------------------------------------
 */

static void hash_text(crypto_hash_sha256_state *state, const char *text)
{
    crypto_hash_sha256_update(state, (const unsigned char *)(text ? text : ""),
                              strlen(text ? text : "") + 1);
}

static void hash_words(crypto_hash_sha256_state *state, const struct words *words)
{
    for (size_t i = 0; i < words->n; i++)
        hash_text(state, words->at[i]);
    hash_text(state, "");
}

static void hash_part(crypto_hash_sha256_state *state, const struct figure_part *part)
{
    char factor[40];
    snprintf(factor, sizeof factor, "%.17g", part->factor);
    hash_words(state, &part->on);
    hash_text(state, part->each);
    hash_text(state, part->amount);
    hash_text(state, factor);
    for (size_t i = 0; i < part->when.n; i++) {
        hash_text(state, part->when.at[i].question);
        hash_words(state, &part->when.at[i].values);
    }
}

enum { DEFINITION_SIZE = 2 * crypto_hash_sha256_BYTES + 1 };

/* A book written by other definitions, or with other days, is another book. */
static void define(const struct op *op, const struct figure_list *figures,
                   char text[DEFINITION_SIZE])
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char kind[40];
    crypto_hash_sha256_init(&state);
    snprintf(kind, sizeof kind, "%d", op->ops->config.offset_min);
    hash_text(&state, kind);
    for (size_t i = 0; i < figures->list.n; i++) {
        const struct figure *figure = figures->list.at[i];
        snprintf(kind, sizeof kind, "%d %zu", (int)figure->kind, figure->parts.n);
        hash_text(&state, figure->id);
        hash_text(&state, kind);
        hash_text(&state, figure->key);
        hash_words(&state, &figure->by);
        for (size_t k = 0; k < figure->parts.n; k++)
            hash_part(&state, &figure->parts.at[k]);
    }
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(text, DEFINITION_SIZE, digest, sizeof digest);
}

static enum err begin_anew(struct op *op, const char *definition, struct error *error)
{
    static const char *const emptied[] = {"DELETE FROM figure_posting", "DELETE FROM figure_day",
                                          "DELETE FROM figure_total", "DELETE FROM figure_seq",
                                          "DELETE FROM figure_standing"};
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < sizeof emptied / sizeof *emptied; i++)
        rc = sql_run(op->sql, emptied[i], SQL_NONE, error);
    return rc == ERR_OK
               ? sql_run(op->sql, "UPDATE figure_head SET definition = ?, seq = 0 WHERE one = 1",
                         SQL_ARGS(sql_text(definition)), error)
               : rc;
}

/* How far the book is; -1: it is another one. */
static enum err read_head(struct op *op, const char *definition, int64_t *seq, struct error *error)
{
    return sql_ask_i64(op->sql, "SELECT seq FROM figure_head WHERE definition = ?",
                       SQL_ARGS(sql_text(definition)), -1, seq, error);
}

/* The next events; on the writer's connection. */
static enum err advance(struct op *op, const struct figure_list *figures, bool *is_behind,
                        struct error *error)
{
    char definition[DEFINITION_SIZE];
    int64_t seq = 0, last_seq = 0;
    struct writing writing = {.op = op,
                              .counting = {.figures = figures,
                                           .standing = find_standing,
                                           .post = write_posting,
                                           .context = &writing},
                              .error = error};
    define(op, figures, definition);
    enum err rc = read_head(op, definition, &seq, error);
    if (rc == ERR_OK && seq < 0) {
        seq = 0;
        rc = begin_anew(op, definition, error);
    }
    writing.seq = seq;
    if (rc == ERR_OK)
        rc = event_read(op->sql, seq, AT_ONCE, NULL, NULL, write_event, &writing, error);
    if (rc == ERR_OK)
        rc = write_gathered(&writing);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT max(seq) FROM event", SQL_NONE, 0, &last_seq, error);
    *is_behind = writing.seq < last_seq;
    free_entries(&writing.standings);
    free_entries(&writing.sums);
    free_entries(&writing.days);
    map_free(&writing.loaded);
    return rc;
}

struct advancing {
    struct op *op;
    const struct figure_list *figures;
    bool is_behind;
};

static enum err advance_in_writer(struct sql *sql, void *context, struct error *error)
{
    struct advancing *advancing = context;
    advancing->op->sql = sql;
    return advance(advancing->op, advancing->figures, &advancing->is_behind, error);
}

/* Whether the reader's state has events that the book has not. */
static enum err find_behind(struct op *op, const struct figure_list *figures, bool *is_behind,
                            struct error *error)
{
    char definition[DEFINITION_SIZE];
    int64_t seq = 0, last_seq = 0;
    define(op, figures, definition);
    enum err rc = read_head(op, definition, &seq, error);
    if (rc == ERR_OK)
        rc = event_last_seq(op->sql, &last_seq, error);
    *is_behind = seq < last_seq;
    return rc;
}

enum err figures_fresh(struct op *op, const struct figure_list *figures, struct error *error)
{
    struct advancing advancing = {.op = op, .figures = figures};
    struct store *store = op->ops->config.store;
    if (op->command->kind == COMMAND_WRITE) {
        enum err rc = ERR_OK;
        do
            rc = advance(op, figures, &advancing.is_behind, error);
        while (rc == ERR_OK && advancing.is_behind);
        return rc;
    }
    enum err rc = find_behind(op, figures, &advancing.is_behind, error);
    if (rc != ERR_OK || !advancing.is_behind)
        return rc;
    store_reader_done(store, op->sql);
    op->sql = NULL;
    while (rc == ERR_OK && advancing.is_behind)
        rc = store_call(store, advance_in_writer, &advancing, error);
    op->sql = NULL;
    return rc == ERR_OK ? store_reader(store, &op->sql, error) : rc;
}

enum err figures_keep_up(struct op *op, struct error *error)
{
    int64_t seq = 0, last_seq = 0;
    enum err rc =
        sql_ask_i64(op->sql, "SELECT seq FROM figure_head WHERE one = 1", SQL_NONE, 0, &seq, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT max(seq) FROM event", SQL_NONE, 0, &last_seq, error);
    if (rc != ERR_OK || last_seq - seq < AT_ONCE)
        return rc;
    struct arena *arena = arena_new();
    struct figure_list figures;
    bool is_behind;
    figures_all(arena, op->ops->config.catalog, &figures);
    rc = advance(op, &figures, &is_behind, error);
    figures_free(&figures);
    arena_free(arena);
    return rc;
}
