#include "geo/datum.h"

#include <math.h>
#include <stddef.h>

/* The Krasovsky 1940 ellipsoid, on which the shift of GCJ-02 is computed. */
#define AXIS_M        6378245.0
#define ECCENTRICITY2 0.00669342162296594

static const struct point shift_origin = {105, 35};
static const struct box china = {72.004, 0.8293, 137.8347, 55.8271};

/* Two thirds of a sum of two sine waves over `x` degrees, the form of every term of the shift. */
static double waves(double a, double x_a, double b, double x_b)
{
    return (a * sin(x_a * M_PI) + b * sin(x_b * M_PI)) * 2 / 3;
}

/* The shift in metres, before it is turned into degrees; x and y are degrees from the origin. */
static double shift_north_m(double x, double y)
{
    double shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));
    return shift + waves(20, 6 * x, 20, 2 * x) + waves(20, y, 40, y / 3) +
           waves(160, y / 12, 320, y / 30);
}

static double shift_east_m(double x, double y)
{
    double shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));
    return shift + waves(20, 6 * x, 20, 2 * x) + waves(20, x, 40, x / 3) +
           waves(150, x / 12, 300, x / 30);
}

static struct point gcj_of(struct point p)
{
    double x = p.lon - shift_origin.lon, y = p.lat - shift_origin.lat;
    double lat = p.lat * M_PI / 180, sine = sin(lat);
    double magic = 1 - ECCENTRICITY2 * sine * sine, root = sqrt(magic);
    double north_m_per_deg = AXIS_M * (1 - ECCENTRICITY2) / (magic * root) * M_PI / 180;
    double east_m_per_deg = AXIS_M / root * cos(lat) * M_PI / 180;
    return (struct point){p.lon + shift_east_m(x, y) / east_m_per_deg,
                          p.lat + shift_north_m(x, y) / north_m_per_deg};
}

#define BD_TURN (M_PI * 3000 / 180)

static struct point bd_of(struct point gcj)
{
    double x = gcj.lon, y = gcj.lat;
    double far = hypot(x, y) + 0.00002 * sin(y * BD_TURN);
    double angle = atan2(y, x) + 0.000003 * cos(x * BD_TURN);
    return (struct point){far * cos(angle) + 0.0065, far * sin(angle) + 0.006};
}

/* Both shifts change slowly, so going back by the error of the guess closes in on the answer by a
 * factor of more than 1000 a round. */
static struct point invert(struct point (*forward)(struct point), struct point p)
{
    struct point guess = p;
    for (int round = 0; round < 20; round++) {
        struct point there = forward(guess);
        double lon = p.lon - there.lon, lat = p.lat - there.lat;
        guess.lon += lon;
        guess.lat += lat;
        if (fabs(lon) < 1e-10 && fabs(lat) < 1e-10)
            break;
    }
    return guess;
}

struct point datum_convert(struct point p, enum datum from, enum datum to)
{
    if (!box_contains(china, p) || from == to)
        return p;
    if (from == DATUM_BD09)
        p = invert(bd_of, p);
    if (from != DATUM_WGS84 && to == DATUM_WGS84)
        return invert(gcj_of, p);
    if (from == DATUM_WGS84)
        p = gcj_of(p);
    return to == DATUM_BD09 ? bd_of(p) : p;
}

static bool same_word(struct sv text, const char *word)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (c == '-' || c == '_')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c != *word || !*word)
            return false;
        word++;
    }
    return *word == '\0';
}

bool datum_parse(struct sv text, enum datum *datum)
{
    static const char *const names[] = {"WGS84", "GCJ02", "BD09"};
    for (int i = 0; i < 3; i++) {
        if (same_word(text, names[i])) {
            *datum = (enum datum)i;
            return true;
        }
    }
    return false;
}
