#include <string.h>

#include "road/profile_int.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool contains(struct sv text, const char *part)
{
    return text.at && memmem(text.at, text.n, part, strlen(part)) != NULL;
}

/* Reads digits with an optional fraction at *at and steps over them. */
static bool number_at(struct sv text, size_t *at, double *out)
{
    size_t i = *at;
    double value = 0;
    if (i >= text.n || !is_digit(text.at[i]))
        return false;
    for (; i < text.n && is_digit(text.at[i]); i++)
        value = value * 10 + (text.at[i] - '0');
    if (i + 1 < text.n && (text.at[i] == '.' || text.at[i] == ',') && is_digit(text.at[i + 1])) {
        double scale = 0.1;
        for (i++; i < text.n && is_digit(text.at[i]); i++, scale /= 10)
            value += scale * (text.at[i] - '0');
    }
    *at = i;
    *out = value;
    return true;
}

/* The first number anywhere in the text; `after` is where it ends. */
static bool first_number(struct sv text, size_t *after, double *out)
{
    for (*after = 0; *after < text.n && !is_digit(text.at[*after]);)
        ++*after;
    return number_at(text, after, out);
}

bool measure_metres(struct sv text, double *out)
{
    size_t at;
    double value, inches = 0;
    if (!first_number(text, &at, &value))
        return false;
    struct sv rest = sv_from(text.at + at, text.n - at);
    if (contains(rest, "'")) {
        first_number(rest, &at, &inches);
        value = (value * 12 + inches) * 0.0254;
    } else if (contains(rest, "ft")) {
        value *= 0.3048;
    }
    *out = value;
    return true;
}

bool measure_kilograms(struct sv text, double *out)
{
    size_t at;
    double value;
    if (!first_number(text, &at, &value))
        return false;
    *out = contains(text, "lbs") ? value * 0.45359237 : contains(text, "kg") ? value : value * 1000;
    return true;
}

bool measure_speed_kmh(struct sv text, double *out)
{
    size_t at = 0;
    double value;
    if (!number_at(text, &at, &value))
        return false;
    *out = contains(text, "mph") || contains(text, "mp/h") ? value * 1.609 : value;
    return true;
}

/* "1:30" and "1:30:00". */
static bool clock_duration(struct sv text, double *out)
{
    double parts[3];
    size_t n = 0;
    while (text.at && n < 3) {
        struct sv part = sv_cut(&text, ':');
        int64_t value;
        if (!sv_to_i64(part, &value) || value < 0 || value > 100000)
            return false;
        parts[n++] = (double)value;
    }
    if (text.at || n == 0)
        return false;
    *out = n == 1   ? parts[0] * 60
           : n == 2 ? parts[0] * 3600 + parts[1] * 60
                    : parts[0] * 3600 + parts[1] * 60 + parts[2];
    return true;
}

/* ISO 8601: P1DT2H30M10S. */
static bool iso_duration(struct sv text, double *out)
{
    double total = 0, value;
    bool in_time = false, any = false;
    for (size_t i = 1; i < text.n;) {
        if (text.at[i] == 'T' && !in_time) {
            in_time = true;
            i++;
            continue;
        }
        if (!number_at(text, &i, &value) || i >= text.n)
            return false;
        char unit = text.at[i++];
        double seconds = unit == 'W' && !in_time   ? 7 * 86400
                         : unit == 'D' && !in_time ? 86400
                         : unit == 'H' && in_time  ? 3600
                         : unit == 'M' && in_time  ? 60
                         : unit == 'S' && in_time  ? 1
                                                   : 0;
        if (seconds <= 0)
            return false;
        total += value * seconds;
        any = true;
    }
    *out = total;
    return any;
}

bool measure_duration_s(struct sv text, double *out)
{
    double value;
    if (!(text.n && text.at[0] == 'P' ? iso_duration(text, &value) : clock_duration(text, &value)))
        return false;
    if (value > 7 * 86400)
        return false;
    *out = value < 1 ? 1 : value;
    return true;
}
