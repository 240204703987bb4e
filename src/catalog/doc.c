#include "catalog/doc_int.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/nearest_int.h"

enum { WORD_MAX = 64 };

void problem_add(struct problems *problems, const char *file, unsigned line, const char *format,
                 ...)
{
    if (problems->list.n >= CATALOG_PROBLEMS_MAX)
        return;
    struct error *error = vec_add(&problems->list);
    char where[ERROR_WHERE_MAX], text[ERROR_TEXT_MAX];
    if (line > 0)
        snprintf(where, sizeof where, "%s:%u", file, line);
    else
        snprintf(where, sizeof where, "%s", file);
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_at(error, ERR_INVALID, where, "%s", text);
}

void doc_wrong(struct doc *doc, const yaml_node_t *node, const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *path = doc->reader->path;
    problem_add(doc->reader->problems, doc->reader->file, (unsigned)node->start_mark.line + 1,
                "%s%s%s", path, *path ? ": " : "", text);
}

/* ---- The path of the field at hand ----------------------------------------------------------- */

size_t doc_enter(struct reader *reader, const char *key, size_t key_size)
{
    size_t before = strlen(reader->path);
    snprintf(reader->path + before, sizeof reader->path - before, "%s%.*s", before ? "." : "",
             (int)key_size, key);
    return before;
}

size_t doc_enter_item(struct reader *reader, size_t i)
{
    size_t before = strlen(reader->path);
    snprintf(reader->path + before, sizeof reader->path - before, "[%zu]", i + 1);
    return before;
}

void doc_leave(struct reader *reader, size_t before)
{
    reader->path[before] = '\0';
}

/* ---- Nodes ------------------------------------------------------------------------------------
 */

yaml_node_t *doc_node(struct doc *doc, int index)
{
    if (doc->reader->nodes_left > 0)
        doc->reader->nodes_left--;
    return yaml_document_get_node(&doc->yaml, index);
}

static const char *node_kind(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SCALAR_NODE:
        return "a single value";
    case YAML_SEQUENCE_NODE:
        return "a list";
    case YAML_MAPPING_NODE:
        return "a mapping";
    default:
        return "nothing";
    }
}

bool doc_expect(struct doc *doc, const yaml_node_t *node, yaml_node_type_t type, const char *wanted)
{
    if (node->type == type && doc->reader->nodes_left > 0)
        return true;
    if (doc->reader->nodes_left == 0)
        doc_wrong(doc, node, "the file says more than %d things; are aliases repeated?", NODES_MAX);
    else
        doc_wrong(doc, node, "this must be %s, not %s.", wanted, node_kind(node));
    return false;
}

struct sv doc_scalar(const yaml_node_t *node)
{
    return sv_from((const char *)node->data.scalar.value, node->data.scalar.length);
}

/* A plain ~, null or nothing: YAML's way to say that there is no value. */
static bool is_null(const yaml_node_t *node)
{
    struct sv text = doc_scalar(node);
    return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (text.n == 0 || sv_is(text, "~") || sv_is(text, "null"));
}

static size_t characters(struct sv text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return n;
}

/* A text of 1 to `max` characters on one or several lines; NULL and a problem otherwise. */
const char *doc_read_text(struct doc *doc, const yaml_node_t *node, double max)
{
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, "a text"))
        return NULL;
    struct sv text = sv_trim(doc_scalar(node));
    size_t most = max > 0 ? (size_t)max : 1000;
    if (is_null(node) || text.n == 0)
        doc_wrong(doc, node, "the text is empty.");
    else if (characters(text) > most)
        doc_wrong(doc, node, "the text has %zu characters; at most %zu are allowed.",
                  characters(text), most);
    else if (memchr(text.at, '\0', text.n))
        doc_wrong(doc, node, "the text contains a NUL character.");
    else
        return arena_dup(doc->reader->arena, text.at, text.n);
    return NULL;
}

static bool is_word(struct sv text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (!islower((unsigned char)c) && !isdigit((unsigned char)c) && !strchr("._-*", c))
            return false;
        if (c == '*' && text.n > 1)
            return false;
    }
    return text.n > 0 && text.n <= WORD_MAX;
}

static void refer(struct doc *doc, const yaml_node_t *node, enum reference refers, const char *word,
                  const char *within)
{
    struct reader *reader = doc->reader;
    if (refers == REFERS_NOTHING)
        return;
    struct pending pending = {refers,       reader->file, arena_strdup(reader->arena, reader->path),
                              word,         within,       (unsigned)node->start_mark.line + 1,
                              reader->owner};
    vec_push(&reader->pending, pending);
}

const char *doc_read_word(struct doc *doc, const yaml_node_t *node, enum reference refers,
                          const char *within)
{
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, "a word"))
        return NULL;
    struct sv text = doc_scalar(node);
    if (!is_word(text)) {
        doc_wrong(doc, node,
                  "'" SV_FMT
                  "' is no word; use a to z, 0 to 9, '.', '_' and '-', at most %d characters.",
                  (int)(text.n > 80 ? 80 : text.n), text.at, WORD_MAX);
        return NULL;
    }
    const char *word = arena_dup(doc->reader->arena, text.at, text.n);
    refer(doc, node, refers, word, within);
    return word;
}

/* ---- Values of a fixed form -------------------------------------------------------------------
 */

static bool digits(const char *text, size_t n, int *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

static bool is_month_day(const char *text, size_t n)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month, day;
    return n == 5 && text[2] == '-' && digits(text, 2, &month) && digits(text + 3, 2, &day) &&
           month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static bool is_date(struct sv text)
{
    char whole[32];
    int64_t unused_ms;
    if (text.n != 10)
        return false;
    snprintf(whole, sizeof whole, SV_FMT "T00:00:00Z", SV_ARG(text));
    return time_parse(whole, &unused_ms);
}

static bool is_colour(struct sv text)
{
    if (text.n != 7 || text.at[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        if (!isxdigit((unsigned char)text.at[i]))
            return false;
    }
    return true;
}

static bool read_clock(struct sv text, int64_t *minutes)
{
    int hour, minute;
    if (text.n != 5 || text.at[2] != ':' || !digits(text.at, 2, &hour) ||
        !digits(text.at + 3, 2, &minute) || minute > 59 || hour * 60 + minute > 24 * 60)
        return false;
    *minutes = hour * 60 + minute;
    return true;
}

void doc_read_formed(struct doc *doc, const struct field *field, const yaml_node_t *node,
                     void *into)
{
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, "a single value"))
        return;
    struct sv text = doc_scalar(node);
    bool good = false;
    const char *form = "";
    if (field->kind == FIELD_DATE) {
        good = is_date(text);
        form = "a date as 2022-06-28";
    } else if (field->kind == FIELD_MONTH_DAY) {
        good = is_month_day(text.at, text.n);
        form = "month and day as 11-15";
    } else if (field->kind == FIELD_COLOUR) {
        good = is_colour(text);
        form = "a colour as \"#cc0000\"";
    } else {
        good = read_clock(text, into);
        form = "a time of day as \"06:30\", \"24:00\" at most";
    }
    if (!good)
        doc_wrong(doc, node, "'" SV_FMT "' is not %s.", (int)(text.n > 80 ? 80 : text.n), text.at,
                  form);
    else if (field->kind != FIELD_CLOCK)
        *(const char **)into = arena_dup(doc->reader->arena, text.at, text.n);
}

void doc_read_number(struct doc *doc, const struct field *field, const yaml_node_t *node,
                     void *into)
{
    bool whole = field->kind == FIELD_INT;
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, whole ? "a whole number" : "a number"))
        return;
    struct sv text = doc_scalar(node);
    int64_t integer = 0;
    double value = 0;
    bool good = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                (whole ? sv_to_i64(text, &integer) : sv_to_f64(text, &value));
    if (!good) {
        doc_wrong(doc, node, "'" SV_FMT "' is not a %s.", (int)(text.n > 80 ? 80 : text.n), text.at,
                  whole ? "whole number" : "number");
        return;
    }
    if (whole)
        value = (double)integer;
    if (field->min < field->max && (value < field->min || value > field->max)) {
        doc_wrong(doc, node, SV_FMT " is out of range; it must be within %g to %g.", SV_ARG(text),
                  field->min, field->max);
        return;
    }
    if (whole)
        *(int64_t *)into = integer;
    else
        *(double *)into = value;
}

void doc_read_flag(struct doc *doc, const yaml_node_t *node, bool *into)
{
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, "true or false"))
        return;
    struct sv text = doc_scalar(node);
    if (!sv_is(text, "true") && !sv_is(text, "false"))
        doc_wrong(doc, node, "'" SV_FMT "' is neither true nor false.",
                  (int)(text.n > 80 ? 80 : text.n), text.at);
    else
        *into = sv_is(text, "true");
}

static void join(const char *const *list, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; list[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", list[i]);
}

void doc_read_choice(struct doc *doc, const struct field *field, const yaml_node_t *node, int *into)
{
    if (!doc_expect(doc, node, YAML_SCALAR_NODE, "a word"))
        return;
    struct sv text = doc_scalar(node);
    for (int i = 0; field->choices[i]; i++) {
        if (sv_is(text, field->choices[i])) {
            *into = i;
            return;
        }
    }
    char list[256], meant[NEAREST_TEXT_MAX];
    struct nearest nearest = nearest_to(text);
    for (int i = 0; field->choices[i]; i++)
        nearest_offer(&nearest, field->choices[i]);
    join(field->choices, list, sizeof list);
    doc_wrong(doc, node, "'" SV_FMT "' is not one of %s.%s", (int)(text.n > 80 ? 80 : text.n),
              text.at, list, nearest_text(&nearest, meant));
}
