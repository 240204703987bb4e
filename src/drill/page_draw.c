/* What the page of a drill draws: timeline, calls, map. */
#include <math.h>
#include <string.h>

#include "drill/page_int.h"

enum { WIDE = 1060, LEFT = 150, ROW = 18, CHART = 260, MAP = 700 };

static double x_of(const json_t *pictures, double minute)
{
    double all = fmax(1, json_f64(pictures, "minutes", 1));
    return LEFT + (WIDE - LEFT - 10) * minute / all;
}

/* Lines for the hours, or for every so many so that a dozen fit. */
static void write_hours(FILE *out, const json_t *pictures, int height)
{
    double all = json_f64(pictures, "minutes", 0), step = 60 * fmax(1, ceil(all / 60 / 12));
    for (double minute = 0; minute <= all; minute += step) {
        double x = x_of(pictures, minute);
        fprintf(out, "<line x1=%.1f x2=%.1f y1=0 y2=%d stroke=#d8dee6 />", x, x, height);
        if (x < WIDE - 40)
            fprintf(out, "<text x=%.1f y=%d>+%.0f h</text>", x + 2, height + 13, minute / 60);
    }
}

static const struct {
    const char *doing, *colour, *zh, *en;
} DOINGS[] = {{"drives", "#3b7dd8", "行驶", "driving"},
              {"at_door", "#e0a100", "卡口与着装", "at the gate, dressing"},
              {"works", "#2f9e5f", "作业", "at work"},
              {"cleans", "#9aa5b1", "消毒", "cleaning"}};

static const char *colour_of(const char *doing)
{
    for (size_t i = 0; i < sizeof DOINGS / sizeof *DOINGS; i++) {
        if (strcmp(doing, DOINGS[i].doing) == 0)
            return DOINGS[i].colour;
    }
    return "#cccccc";
}

static void begin_wide(FILE *out, int height)
{
    fprintf(out, "<div class=scroll><svg class=wide viewBox='0 0 %d %d'>", WIDE, height);
}

static void write_label(FILE *out, const char *lang, int y, const json_t *name)
{
    fprintf(out, "<text lang=%s x=2 y=%d>", lang, y);
    page_text(out, json_text(name, lang, ""));
    fputs("</text>", out);
}

void page_day(FILE *out, const json_t *pictures)
{
    const json_t *crews = json_object_get(pictures, "crews");
    int height = (int)json_array_size(crews) * ROW;
    size_t c, s;
    json_t *crew, *stint;
    page_heading(out, "班组的一天", "The crews' day");
    fputs("<p class=key><small>", out);
    for (size_t i = 0; i < sizeof DOINGS / sizeof *DOINGS; i++) {
        fprintf(out, "<i style='background:%s'></i>", DOINGS[i].colour);
        page_words(out, DOINGS[i].zh, DOINGS[i].en);
    }
    fputs("</small></p>", out);
    begin_wide(out, height + 20);
    write_hours(out, pictures, height);
    json_array_foreach(crews, c, crew)
    {
        int y = (int)c * ROW;
        write_label(out, "zh", y + 13, json_object_get(crew, "name"));
        write_label(out, "en", y + 13, json_object_get(crew, "name"));
        json_array_foreach(json_object_get(crew, "stints"), s, stint)
        {
            double from = x_of(pictures, json_f64(stint, "from", 0));
            double until = x_of(pictures, json_f64(stint, "until", 0));
            fprintf(
                out, "<rect x=%.1f y=%d width=%.1f height=%d fill='%s'><title>%lld</title></rect>",
                from, y + 3, fmax(0.5, until - from), ROW - 6,
                colour_of(json_text(stint, "doing", "")), (long long)json_i64(stint, "call", 0));
        }
    }
    fputs("</svg></div>", out);
}

/* A dot for every call: when it came, how long until somebody was there. */
void page_answers(FILE *out, const json_t *pictures)
{
    const json_t *jobs = json_object_get(pictures, "jobs");
    double most = 10;
    size_t i;
    json_t *job;
    json_array_foreach(jobs, i, job)
    {
        most = fmax(most, json_f64(job, "arrived", 0) - json_f64(job, "called", 0));
    }
    page_heading(out, "来电与响应", "Calls and answers");
    fputs("<p class=key><small>", out);
    page_words(out, "横：来电时间；纵：多少分钟到场",
               "across: when they called; up: minutes until somebody "
               "was there");
    fputs("<i style='background:#3b7dd8'></i>", out);
    page_words(out, "按时", "in time");
    fputs("<i style='background:#c0262d'></i>", out);
    page_words(out, "迟到或未到", "late or never");
    fputs("</small></p>", out);
    begin_wide(out, CHART + 20);
    write_hours(out, pictures, CHART);
    for (int tick = 0; tick <= 4; tick++)
        fprintf(out, "<text x=%d y=%.1f>%.0f min</text>", LEFT - 60,
                CHART - (CHART - 16) * tick / 4.0, most * tick / 4);
    json_array_foreach(jobs, i, job)
    {
        double called = json_f64(job, "called", 0), arrived = json_f64(job, "arrived", -1);
        double took = arrived < 0 ? most : arrived - called;
        bool late = arrived < 0 || arrived > json_f64(job, "due", 1e300);
        fprintf(out, "<circle cx=%.1f cy=%.1f r=3 fill='%s'><title>", x_of(pictures, called),
                CHART - (CHART - 16) * took / most, late ? "#c0262d" : "#3b7dd8");
        page_text(out, json_text(job, "number", ""));
        fputs("</title></circle>", out);
    }
    fputs("</svg></div>", out);
}

struct map_frame {
    double west, north, x_per_deg, y_per_deg;
};

static void write_line(FILE *out, const struct map_frame *map, const json_t *line,
                       const char *style)
{
    fputs("<polyline points='", out);
    for (size_t i = 0; i + 1 < json_array_size(line); i += 2)
        fprintf(out, "%.1f,%.1f ",
                (json_number_value(json_array_get(line, i)) - map->west) * map->x_per_deg,
                (map->north - json_number_value(json_array_get(line, i + 1))) * map->y_per_deg);
    fprintf(out, "' %s />", style);
}

static void write_zone(FILE *out, const struct map_frame *map, const json_t *zone)
{
    const json_t *ring = json_object_get(zone, "ring"), *name = json_object_get(zone, "name");
    write_line(out, map, ring, "fill='#c0262d' fill-opacity=.12 stroke=#c0262d stroke-width=1.5");
    fprintf(out, "<text x=%.1f y=%.1f><title>",
            (json_number_value(json_array_get(ring, 0)) - map->west) * map->x_per_deg + 4,
            (map->north - json_number_value(json_array_get(ring, 1))) * map->y_per_deg - 4);
    page_text(out, json_text(name, "zh", ""));
    fputs("</title></text>", out);
}

static void write_map_key(FILE *out, const json_t *pictures)
{
    fputs("<p class=key><small><i style='background:#2f9e5f'></i>", out);
    page_words(out, "已到场", "somebody was there");
    fputs("<i style='background:#c0262d'></i>", out);
    page_words(out, "未到场", "nobody was there");
    if (json_array_size(json_object_get(pictures, "zones"))) {
        fputs("<i style='background:#c0262d44;border:1px solid #c0262d'></i>", out);
        page_words(out, "管控区", "zone");
    }
    fputs("<i style='background:#8866cc'></i>", out);
    page_words(out, "班组路线（各一色）", "ways of the crews, a colour each");
    fputs("</small></p>", out);
}

void page_map(FILE *out, const json_t *pictures)
{
    double box[4];
    size_t i, l;
    json_t *item, *leg;
    for (i = 0; i < 4; i++)
        box[i] = json_number_value(json_array_get(json_object_get(pictures, "box"), i));
    double shrink = cos((box[1] + box[3]) / 2 * M_PI / 180);
    double scale = MAP / fmax((box[2] - box[0]) * shrink, box[3] - box[1]);
    struct map_frame map = {box[0], box[3], scale * shrink, scale};
    page_heading(out, "地图", "Map");
    write_map_key(out, pictures);
    fprintf(out, "<svg class=map viewBox='0 0 %.0f %.0f'>", (box[2] - box[0]) * map.x_per_deg,
            (box[3] - box[1]) * map.y_per_deg);
    json_array_foreach(json_object_get(pictures, "roads"), i, item)
    {
        write_line(out, &map, item, "fill=none stroke=#c3ccd6");
    }
    json_array_foreach(json_object_get(pictures, "zones"), i, item)
    {
        write_zone(out, &map, item);
    }
    json_array_foreach(json_object_get(pictures, "crews"), i, item)
    {
        char style[96];
        snprintf(style, sizeof style,
                 "fill=none stroke='hsl(%zu,60%%,45%%)' stroke-width=1.6 opacity=.6", i * 47 % 360);
        json_array_foreach(json_object_get(item, "legs"), l, leg)
        {
            write_line(out, &map, leg, style);
        }
    }
    json_array_foreach(json_object_get(pictures, "jobs"), i, item)
    {
        bool there = json_is_number(json_object_get(item, "arrived"));
        fprintf(out, "<circle cx=%.1f cy=%.1f r=4 fill='%s' stroke=white><title>",
                (json_f64(item, "lon", 0) - map.west) * map.x_per_deg,
                (map.north - json_f64(item, "lat", 0)) * map.y_per_deg,
                there ? "#2f9e5f" : "#c0262d");
        page_text(out, json_text(item, "number", ""));
        fputs("</title></circle>", out);
    }
    fputs("</svg>", out);
}
