#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "plan/format/lines_int.h"

struct lines lines_of(struct sv text, const char *name, struct error *error)
{
    return (struct lines){.name = name, .text = text, .error = error};
}

bool lines_next(struct lines *lines)
{
    while (lines->text.at && lines->text.n) {
        lines->line = sv_trim(sv_cut(&lines->text, '\n'));
        lines->number++;
        if (lines->line.n) {
            lines->fields = lines->line;
            return true;
        }
    }
    lines->line = lines->fields = (struct sv){"", 0};
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

bool lines_field(struct lines *lines, struct sv *field)
{
    struct sv *rest = &lines->fields;
    size_t start = 0, end;
    while (start < rest->n && is_blank(rest->at[start]))
        start++;
    if (start == rest->n)
        return false;
    for (end = start; end < rest->n && !is_blank(rest->at[end]); end++)
        ;
    *field = sv_from(rest->at + start, end - start);
    *rest = sv_from(rest->at + end, rest->n - end);
    return true;
}

bool lines_field_across(struct lines *lines, struct sv *field)
{
    while (!lines_field(lines, field))
        if (!lines_next(lines))
            return false;
    return true;
}

enum err lines_fail(struct lines *lines, enum err code, const char *format, ...)
{
    char where[ERROR_WHERE_MAX], text[ERROR_TEXT_MAX];
    snprintf(where, sizeof where, "%s:%zu", lines->name, lines->number);
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_at(lines->error, code, where, "%s", text);
}

enum err lines_f64(struct lines *lines, const char *what, double low, double high, double *out)
{
    struct sv field;
    double value;
    if (!lines_field(lines, &field))
        return lines_fail(lines, ERR_FORMAT, "The %s is missing at the end of this line.", what);
    if (!sv_to_f64(field, &value))
        return lines_fail(lines, ERR_FORMAT, "The %s must be a number, not '%.*s'.", what,
                          (int)(field.n < 40 ? field.n : 40), field.at);
    if (value < low || value > high)
        return lines_fail(lines, ERR_INVALID, "The %s must be between %.15g and %.15g, not %.15g.",
                          what, low, high, value);
    *out = value;
    return ERR_OK;
}

enum err lines_i64(struct lines *lines, const char *what, int64_t low, int64_t high, int64_t *out)
{
    double value = 0;
    enum err rc = lines_f64(lines, what, (double)low, (double)high, &value);
    if (rc)
        return rc;
    /* Some published files write whole numbers as 10.0 or 1e+01. */
    if (value != floor(value))
        return lines_fail(lines, ERR_FORMAT, "The %s must be a whole number, not %.15g.", what,
                          value);
    *out = (int64_t)value;
    return ERR_OK;
}
