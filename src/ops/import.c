/* Rows of CSV files as commands: which column is which argument is a table. */
#include "ops/import.h"

#include <string.h>

#include "base/limits.h"
#include "ops/batch_int.h"
#include "ops/csv_int.h"

enum cell_kind {
    CELL_TEXT,
    CELL_NUMBER,
    CELL_TIME,         /* with or without an offset; without one it is the city's */
    CELL_LIST,         /* a;b;c */
    CELL_PAIRS,        /* kg:200;m3:2 as an object of numbers */
    CELL_CERTIFICATES, /* code:2023-01-01T00:00:00+08:00;... */
    CELL_REF,          /* code (or plate) of a thing */
    CELL_REFS,
    CELL_HOLDER, /* code of a crew or a site */
};

struct import_column {
    const char *name, *path; /* path of the argument: "name.zh" */
    enum cell_kind kind;
    const struct noun *noun; /* of references */
    const char *by;          /* the column they are found by */
};

enum { IMPORT_COLUMNS_MAX = 16 };

struct import_kind {
    const char *name, *command;
    struct import_column columns[IMPORT_COLUMNS_MAX]; /* ends with a NULL name */
};

static const struct import_kind kinds[] = {
    {"orgs",
     "org.create",
     {{"code", "code", CELL_TEXT, NULL, NULL},
      {"name_zh", "name.zh", CELL_TEXT, NULL, NULL},
      {"name_en", "name.en", CELL_TEXT, NULL, NULL},
      {"parent", "parent", CELL_REF, &noun_org, "code"},
      {"kind", "kind", CELL_TEXT, NULL, NULL}}},
    {"people",
     "person.create",
     {{"code", "code", CELL_TEXT, NULL, NULL},
      {"name_zh", "name.zh", CELL_TEXT, NULL, NULL},
      {"name_en", "name.en", CELL_TEXT, NULL, NULL},
      {"label", "label", CELL_TEXT, NULL, NULL},
      {"org", "org", CELL_REF, &noun_org, "code"},
      {"role_title", "role_title", CELL_TEXT, NULL, NULL},
      {"phone", "phone", CELL_TEXT, NULL, NULL},
      {"skills", "skills", CELL_LIST, NULL, NULL},
      {"certificates", "certificates", CELL_CERTIFICATES, NULL, NULL},
      {"status", "status", CELL_TEXT, NULL, NULL}}},
    {"vehicles",
     "vehicle.create",
     {{"plate", "plate", CELL_TEXT, NULL, NULL},
      {"kind", "kind", CELL_TEXT, NULL, NULL},
      {"profile", "profile", CELL_TEXT, NULL, NULL},
      {"org", "org", CELL_REF, &noun_org, "code"},
      {"capacity", "capacity", CELL_PAIRS, NULL, NULL},
      {"status", "status", CELL_TEXT, NULL, NULL}}},
    {"sites",
     "site.create",
     {{"code", "code", CELL_TEXT, NULL, NULL},
      {"kind", "kind", CELL_TEXT, NULL, NULL},
      {"name_zh", "name.zh", CELL_TEXT, NULL, NULL},
      {"name_en", "name.en", CELL_TEXT, NULL, NULL},
      {"org", "org", CELL_REF, &noun_org, "code"},
      {"address", "address", CELL_TEXT, NULL, NULL},
      {"lon", "place.lon", CELL_NUMBER, NULL, NULL},
      {"lat", "place.lat", CELL_NUMBER, NULL, NULL},
      {"customer_class", "customer_class", CELL_TEXT, NULL, NULL},
      {"contact_name", "contact.name", CELL_TEXT, NULL, NULL},
      {"contact_phone", "contact.phone", CELL_TEXT, NULL, NULL}}},
    {"crews",
     "crew.create",
     {{"code", "code", CELL_TEXT, NULL, NULL},
      {"name_zh", "name.zh", CELL_TEXT, NULL, NULL},
      {"name_en", "name.en", CELL_TEXT, NULL, NULL},
      {"org", "org", CELL_REF, &noun_org, "code"},
      {"members", "members", CELL_REFS, &noun_person, "code"},
      {"vehicle", "vehicle", CELL_REF, &noun_vehicle, "plate"},
      {"depot", "depot", CELL_REF, &noun_site, "code"},
      {"shift_from", "shift.from", CELL_TIME, NULL, NULL},
      {"shift_until", "shift.until", CELL_TIME, NULL, NULL},
      {"lon", "position.lon", CELL_NUMBER, NULL, NULL},
      {"lat", "position.lat", CELL_NUMBER, NULL, NULL}}},
    {"stock",
     "stock.issue",
     {{"holder", "holder", CELL_HOLDER, NULL, NULL},
      {"item", "item", CELL_TEXT, NULL, NULL},
      {"qty", "qty", CELL_NUMBER, NULL, NULL},
      {"serials", "serials", CELL_LIST, NULL, NULL}}},
};

struct importing {
    const struct import_kind *kind;
    const struct import_column *columns[CSV_COLUMNS_MAX]; /* of each column of the file */
    struct csv csv;
    const char *name; /* of the file */
    char org[ID_TEXT_SIZE];
    struct batch *batch;
    struct op op; /* for looking references up */
    struct import_result *result;
};

/* ---- Cells
 * ------------------------------------------------------------------------------------------ */

static enum err find_ref(struct importing *importing, const struct noun *noun, const char *by,
                         const char *value, json_t **out, struct error *error)
{
    struct record record;
    enum err rc = ERR_OK;
    if (record_find(&importing->op, noun, by, value, &record, &rc, error) ||
        (rc == ERR_OK && record_find(&importing->op, noun, "id", value, &record, &rc, error)))
        *out = json_string(record.id);
    else if (rc == ERR_OK)
        rc = error_set(error, ERR_INVALID, "There is no %s with the %s '%.80s'.", noun->name, by,
                       value);
    return rc;
}

static enum err find_holder(struct importing *importing, const char *value, json_t **out,
                            struct error *error)
{
    enum err rc = find_ref(importing, &noun_crew, "code", value, out, error);
    if (rc == ERR_INVALID)
        rc = find_ref(importing, &noun_site, "code", value, out, error);
    return rc != ERR_INVALID ? rc
                             : error_set(error, ERR_INVALID,
                                         "There is no crew or site with the code '%.80s'.", value);
}

static enum err read_time(const struct importing *importing, const char *text, json_t **out,
                          struct error *error)
{
    char zero[TIME_TEXT_MAX], whole[CSV_CELL_MAX + TIME_TEXT_MAX];
    int64_t time_ms;
    int offset_min = importing->op.ops->config.offset_min;
    /* "...T00:00:00+08:00": what stands behind the seconds is the city's offset. */
    time_format(0, offset_min, zero);
    snprintf(whole, sizeof whole, "%s%s%s", text, strlen(text) == 16 ? ":00" : "", zero + 19);
    if (!time_parse(text, &time_ms) && !time_parse(whole, &time_ms))
        return error_set(error, ERR_INVALID, "'%.40s' is not a time; write it as 2022-09-27T08:00.",
                         text);
    *out = json_string(time_format(time_ms, offset_min, zero));
    return ERR_OK;
}

static enum err read_number(const char *text, json_t **out, struct error *error)
{
    double number;
    int64_t whole;
    if (sv_to_i64(sv_of(text), &whole))
        *out = json_integer(whole);
    else if (sv_to_f64(sv_of(text), &number))
        *out = json_real(number);
    else
        return error_set(error, ERR_INVALID, "'%.40s' is not a number.", text);
    return ERR_OK;
}

/* One part of a list cell, put into the list or object. */
static enum err read_part(struct importing *importing, const struct import_column *column,
                          const char *part, json_t *into, struct error *error)
{
    json_t *value = NULL;
    enum err rc = ERR_OK;
    const char *colon = strchr(part, ':');
    if (column->kind == CELL_LIST) {
        value = json_string(part);
    } else if (column->kind == CELL_REFS) {
        rc = find_ref(importing, column->noun, column->by, part, &value, error);
    } else if (!colon) {
        rc = error_set(error, ERR_INVALID, "'%.40s' should read name:value.", part);
    } else if (column->kind == CELL_PAIRS) {
        rc = read_number(colon + 1, &value, error);
        if (rc == ERR_OK)
            json_object_setn_new(into, part, (size_t)(colon - part), value);
        return rc;
    } else {
        json_t *until = NULL;
        rc = read_time(importing, colon + 1, &until, error);
        if (rc == ERR_OK)
            value = json_pack("{s:s%, s:o}", "code", part, (size_t)(colon - part), "valid_until",
                              until);
    }
    if (rc == ERR_OK)
        json_array_append_new(into, value);
    return rc;
}

static enum err read_parts(struct importing *importing, const struct import_column *column,
                           const char *text, json_t **out, struct error *error)
{
    json_t *into = column->kind == CELL_PAIRS ? json_object() : json_array();
    struct sv rest = sv_of(text);
    enum err rc = ERR_OK;
    while (rc == ERR_OK && rest.at) {
        char part[LIMIT_NAME_BYTES + 1];
        struct sv cut = sv_trim(sv_cut(&rest, ';'));
        if (cut.n > LIMIT_NAME_BYTES)
            rc = error_set(error, ERR_LIMIT, "A part is longer than %d bytes.", LIMIT_NAME_BYTES);
        if (rc != ERR_OK || cut.n == 0)
            continue;
        memcpy(part, cut.at, cut.n);
        part[cut.n] = '\0';
        rc = read_part(importing, column, part, into, error);
    }
    if (rc == ERR_OK)
        *out = into;
    else
        json_decref(into);
    return rc;
}

static enum err read_cell(struct importing *importing, const struct import_column *column,
                          const char *text, json_t **out, struct error *error)
{
    switch (column->kind) {
    case CELL_TEXT:
        *out = json_string(text);
        return ERR_OK;
    case CELL_NUMBER:
        return read_number(text, out, error);
    case CELL_TIME:
        return read_time(importing, text, out, error);
    case CELL_REF:
        return find_ref(importing, column->noun, column->by, text, out, error);
    case CELL_HOLDER:
        return find_holder(importing, text, out, error);
    case CELL_LIST:
    case CELL_PAIRS:
    case CELL_CERTIFICATES:
    case CELL_REFS:
        return read_parts(importing, column, text, out, error);
    }
    return error_set(error, ERR_INTERNAL, "A column of no kind.");
}

/* ---- Rows
 * ------------------------------------------------------------------------------------------- */

/* Sets "name.zh" in the arguments. */
static void set_path(json_t *args, const char *path, json_t *value)
{
    struct sv rest = sv_of(path), first = sv_cut(&rest, '.');
    if (!rest.at) {
        json_object_set_new(args, path, value);
        return;
    }
    json_t *inner = json_object_getn(args, first.at, first.n);
    if (!inner) {
        inner = json_object();
        json_object_setn_new(args, first.at, first.n, inner);
    }
    json_object_setn_new(inner, rest.at, rest.n, value);
}

static void note_error(struct importing *importing, int64_t line, const char *field,
                       const char *text)
{
    struct import_result *result = importing->result;
    if (result->errors.n == IMPORT_ERRORS_MAX)
        return;
    struct import_row_error *row = vec_add(&result->errors);
    snprintf(row->where, sizeof row->where, "%.150s:%lld", importing->name, (long long)line);
    snprintf(row->field, sizeof row->field, "%.63s", field);
    snprintf(row->text, sizeof row->text, "%s", text);
}

/* The column whose argument an error of the command names ("name.zh", "members[2]"). */
static const char *column_of(const struct importing *importing, const char *where)
{
    for (const struct import_column *c = importing->kind->columns; c->name; c++) {
        size_t n = strlen(c->path);
        if (strncmp(c->path, where, n) == 0 && (!where[n] || where[n] == '.' || where[n] == '['))
            return c->name;
    }
    return where;
}

/* False when a cell is wrong; it has been noted. */
static bool row_args(struct importing *importing, const struct csv_row *row, json_t *args)
{
    bool fine = true;
    for (size_t i = 0; i < row->n; i++) {
        json_t *value = NULL;
        struct error error = {0};
        if (!row->cells[i][0])
            continue;
        if (read_cell(importing, importing->columns[i], row->cells[i], &value, &error) == ERR_OK) {
            set_path(args, importing->columns[i]->path, value);
            continue;
        }
        note_error(importing, row->line, importing->columns[i]->name, error.text);
        fine = false;
    }
    /* Stock belongs to whom its holder does, an organisation hangs below another. */
    const char *key = strcmp(importing->kind->name, "orgs") == 0 ? "parent" : "org";
    if (importing->org[0] && !json_object_get(args, key) &&
        strcmp(importing->kind->name, "stock") != 0)
        json_object_set_new(args, key, json_string(importing->org));
    return fine;
}

static void import_row(struct importing *importing, const struct csv_row *row)
{
    struct error error = {0};
    if (row->n != importing->csv.rows[0].n) {
        char text[96];
        snprintf(text, sizeof text, "The row has %zu cells, the first line names %zu columns.",
                 row->n, importing->csv.rows[0].n);
        note_error(importing, row->line, "", text);
        return;
    }
    json_t *args = json_object();
    if (!row_args(importing, row, args)) {
        json_decref(args);
        return;
    }
    if (batch_command(importing->batch, importing->kind->command, args, NULL, &error) != ERR_OK)
        note_error(importing, row->line, column_of(importing, error.where), error.text);
    importing->result->rows++;
}

static enum err import_rows(struct batch *batch, void *context, struct error *error)
{
    struct importing *importing = context;
    importing->batch = batch;
    importing->op.sql = batch->sql;
    for (size_t i = 1; i < importing->csv.n; i++) {
        import_row(importing, &importing->csv.rows[i]);
        op_end(&importing->op); /* what was looked up for this row */
    }
    size_t n = importing->result->errors.n;
    if (n)
        return error_at(
            error, ERR_INVALID, importing->name, "%s%zu %s wrong; nothing was imported.",
            n == IMPORT_ERRORS_MAX ? "At least " : "", n, n == 1 ? "row is" : "things are");
    return ERR_OK;
}

/* ---- Files
 * ------------------------------------------------------------------------------------------ */

static enum err find_kind(const char *name, const struct import_kind **out, struct error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = &kinds[i];
            return ERR_OK;
        }
    }
    return error_set(
        error, ERR_INVALID,
        "'%.40s' cannot be imported; orgs, people, vehicles, sites, crews and stock can.", name);
}

/* The first line: every column known and named once. */
static enum err read_columns(struct importing *importing, struct error *error)
{
    char where[ERROR_WHERE_MAX];
    snprintf(where, sizeof where, "%.150s:1", importing->name);
    if (importing->csv.n == 0)
        return error_at(error, ERR_FORMAT, where, "The file is empty.");
    const struct csv_row *first = &importing->csv.rows[0];
    for (size_t i = 0; i < first->n; i++) {
        const struct import_column *column = importing->kind->columns;
        while (column->name && strcmp(column->name, first->cells[i]) != 0)
            column++;
        if (!column->name)
            return error_at(error, ERR_FORMAT, where, "A file of %s has no column '%.60s'.",
                            importing->kind->name, first->cells[i]);
        for (size_t j = 0; j < i; j++) {
            if (importing->columns[j] == column)
                return error_at(error, ERR_FORMAT, where, "The column %s is named twice.",
                                column->name);
        }
        importing->columns[i] = column;
    }
    return ERR_OK;
}

/* The organisation of rows that name none, by code or id. */
static enum err find_org(struct importing *importing, struct ops *ops, const char *org,
                         struct error *error)
{
    if (!org)
        return ERR_OK;
    struct sql *sql = NULL;
    json_t *id = NULL;
    enum err rc = store_reader(ops->config.store, &sql, error);
    if (rc != ERR_OK)
        return rc;
    importing->op.sql = sql;
    rc = find_ref(importing, &noun_org, "code", org, &id, error);
    if (rc == ERR_OK)
        snprintf(importing->org, sizeof importing->org, "%s", json_string_value(id));
    json_decref(id);
    store_reader_done(ops->config.store, sql);
    return rc;
}

enum err ops_import_csv(struct ops *ops, const char *kind, const char *path, const char *org,
                        const struct actor *actor, struct import_result *out, struct error *error)
{
    *out = (struct import_result){0};
    const char *slash = strrchr(path, '/');
    struct arena *arena = arena_new();
    struct importing importing = {
        .name = slash ? slash + 1 : path,
        .result = out,
        .op = {.ops = ops, .actor = *actor, .now_ms = clock_now_ms(ops->config.clock)}};
    enum err rc = find_kind(kind, &importing.kind, error);
    if (rc == ERR_OK)
        rc = csv_read(arena, path, importing.name, &importing.csv, error);
    if (rc == ERR_OK)
        rc = read_columns(&importing, error);
    if (rc == ERR_OK)
        rc = find_org(&importing, ops, org, error);
    if (rc == ERR_OK)
        rc = batch_run(ops, actor, import_rows, &importing, error);
    op_end(&importing.op);
    arena_free(arena);
    return rc;
}

void import_result_free(struct import_result *result)
{
    vec_free(&result->errors);
}
