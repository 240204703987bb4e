/* The page of a drill: figures, targets, the crews' day, answers to calls over the day, the map. */
#include <math.h>
#include <string.h>

#include "drill/drill.h"
#include "drill/page_int.h"

/* ---- Tables ---------------------------------------------------------------------------------- */

static const struct {
    const char *key, *zh, *en;
} FIGURES[] = {
    {"calls", "来电", "calls"},
    {"done", "完成", "done"},
    {"late", "迟到", "late"},
    {"open", "未完成", "not done"},
    {"unassigned", "无班组", "without a crew"},
    {"lost", "丢失", "lost"},
    {"on_time_share", "准时率", "share on time"},
    {"response_p50_min", "响应中位（分）", "response, median (min)"},
    {"response_p90_min", "响应 90%（分）", "response, 90 % (min)"},
    {"response_p99_min", "响应 99%（分）", "response, 99 % (min)"},
    {"told_first_share", "先告知后出发", "told before a crew set off"},
    {"promises_kept_share", "守诺率", "share of promises kept"},
    {"promises_moved", "改变承诺", "promises moved"},
    {"km", "里程（公里）", "km"},
    {"crew_hours_used", "班组工时", "crew hours used"},
    {"crew_hours_on_shift", "在班工时", "crew hours on shift"},
    {"overtime_h", "加班（时）", "overtime (h)"},
    {"waiting_h", "卡口与着装（时）", "at gates and dressing (h)"},
    {"plan_changes", "计划改动", "plan changes"},
    {"plan_changes_per_crew", "每班组计划改动", "plan changes a crew"},
    {"coverage_gap_min", "最长无待命班组（分）", "longest time without a crew ready (min)"},
    {"rule_breaks", "违反规则", "rules broken"},
};

/* What only targets are about. */
static const struct {
    const char *key, *zh, *en;
} TARGETS[] = {
    {"closed", "办结", "closed"},
    {"counter", "报表计数", "counter of the report"},
    {"contacts", "上门接触", "work at a door inside a zone"},
    {"crew_size_min", "最少人数", "people in the smallest crew"},
    {"in_slot_share", "时段内到达", "share inside the slots"},
    {"reason_after_max_min", "说明原因最迟（分）", "latest word why there is nobody (min)"},
    {"response_max_min", "响应最长（分）", "longest response (min)"},
    {"taken_over_max_min", "接替最长（分）", "longest until taken over (min)"},
    {"vehicles_used", "用车", "vehicles used"},
    {"waiting_for", "因故等待", "waiting for a reason"},
};

/* A figure in both languages; its own name where it has none. */
static void write_name(FILE *out, const char *key)
{
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        if (strcmp(FIGURES[i].key, key) == 0) {
            fprintf(out, "%s / %s", FIGURES[i].zh, FIGURES[i].en);
            return;
        }
    }
    for (size_t i = 0; i < sizeof TARGETS / sizeof *TARGETS; i++) {
        if (strcmp(TARGETS[i].key, key) == 0) {
            fprintf(out, "%s / %s", TARGETS[i].zh, TARGETS[i].en);
            return;
        }
    }
    page_text(out, key);
}

static void write_figures(FILE *out, const json_t *kpis)
{
    json_t *all = json_object_get(kpis, "all"), *group;
    json_t *services = json_object_get(kpis, "services");
    const char *name;
    fputs("<h2>指标 / Figures</h2><div class=scroll><table><tr><th><th>全部 / all", out);
    json_object_foreach(services, name, group)
    {
        fputs("<th>", out);
        page_text(out, name);
    }
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        fprintf(out, "<tr><th>%s / %s<td class=n>", FIGURES[i].zh, FIGURES[i].en);
        page_value(out, json_object_get(all, FIGURES[i].key));
        json_object_foreach(services, name, group)
        {
            fputs("<td class=n>", out);
            if (json_object_get(group, FIGURES[i].key))
                page_value(out, json_object_get(group, FIGURES[i].key));
        }
    }
    fputs("</table></div>", out);
}

static void write_targets(FILE *out, const json_t *targets)
{
    size_t i;
    json_t *target;
    fputs("<h2>目标 / Targets</h2><div class=scroll><table><tr><th>指标 / figure<th>目标 / "
          "target<th>结果 / result"
          "<th><th>出处 / source",
          out);
    json_array_foreach(targets, i, target)
    {
        bool met = json_flag(target, "met", false);
        fputs("<tr><td>", out);
        write_name(out, json_text(target, "metric", ""));
        if (json_object_get(target, "counter"))
            fputs("<br><small>", out), page_text(out, json_text(target, "counter", "")),
                fputs("</small>", out);
        if (json_object_get(target, "service"))
            fputs("<br><small>", out), page_text(out, json_text(target, "service", "")),
                fputs("</small>", out);
        if (json_i64(target, "call", 0))
            fprintf(out, "<br><small>来电 / call %lld</small>",
                    (long long)json_i64(target, "call", 0));
        fputs("<td>", out);
        page_text(out, json_text(target, "op", ""));
        fprintf(out, " %.10g<td class=n>", json_f64(target, "value", 0));
        page_value(out, json_object_get(target, "result"));
        fprintf(out, "<td class=%s>%s<td>", met ? "met" : "missed",
                met ? "达到 / met" : "未达到 / missed");
        page_text(out, json_text(target, "source", ""));
    }
    fputs("</table></div>", out);
}

static void write_reasons(FILE *out, const json_t *waiting)
{
    size_t i, r;
    json_t *job, *reason;
    if (json_array_size(waiting) == 0)
        return;
    fputs("<h2>等待班组 / Waiting for a crew</h2><ul>", out);
    json_array_foreach(waiting, i, job)
    {
        fputs("<li>", out);
        page_text(out, json_text(job, "number", ""));
        json_array_foreach(json_object_get(job, "reasons"), r, reason)
        {
            const json_t *text = json_object_get(reason, "text");
            fputs("<br>", out);
            page_text(out, json_text(text, "zh", ""));
            fputs(" / ", out);
            page_text(out, json_text(text, "en", ""));
        }
    }
    fputs("</ul>", out);
}

/* ---- Drawings -------------------------------------------------------------------------------- */

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
    for (double minute = 0; minute <= all; minute += step)
        fprintf(
            out,
            "<line x1=%.1f x2=%.1f y1=0 y2=%d stroke=#d8dee6 /><text x=%.1f y=%d>+%.0f h</text>",
            x_of(pictures, minute), x_of(pictures, minute), height, x_of(pictures, minute) + 2,
            height + 13, minute / 60);
}

static const char *colour_of(const char *doing)
{
    static const char *const colours[][2] = {
        {"drives", "#3b7dd8"}, {"at_door", "#e0a100"}, {"works", "#2f9e5f"}, {"cleans", "#9aa5b1"}};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        if (strcmp(doing, colours[i][0]) == 0)
            return colours[i][1];
    }
    return "#cccccc";
}

static void write_day(FILE *out, const json_t *pictures)
{
    const json_t *crews = json_object_get(pictures, "crews");
    int height = (int)json_array_size(crews) * ROW;
    size_t c, s;
    json_t *crew, *stint;
    fputs(
        "<h2>班组的一天 / The crews' day</h2><p><small>蓝：行驶 / blue: driving · 黄：卡口与着装 / "
        "yellow: gate, dressing · 绿：作业 / green: work · 灰：消毒 / grey: cleaning</small></p>",
        out);
    fprintf(out, "<svg viewBox='0 0 %d %d' width=%d>", WIDE, height + 20, WIDE);
    write_hours(out, pictures, height);
    json_array_foreach(crews, c, crew)
    {
        int y = (int)c * ROW;
        fprintf(out, "<text x=2 y=%d>", y + 13);
        page_text(out, json_text(json_object_get(crew, "name"), "zh", ""));
        fputs("</text>", out);
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
    fputs("</svg>", out);
}

/* A dot for every call: when it came, how long until somebody was there. */
static void write_answers(FILE *out, const json_t *pictures)
{
    const json_t *jobs = json_object_get(pictures, "jobs");
    double most = 10;
    size_t i;
    json_t *job;
    json_array_foreach(jobs, i, job)
    {
        most = fmax(most, json_f64(job, "arrived", 0) - json_f64(job, "called", 0));
    }
    fputs("<h2>来电与响应 / Calls and answers</h2><p><small>横：来电时间 / across: when they "
          "called · "
          "纵：到场分钟 / up: minutes until somebody was there · 红：迟到或未到 / red: late or "
          "never</small></p>",
          out);
    fprintf(out, "<svg viewBox='0 0 %d %d' width=%d>", WIDE, CHART + 20, WIDE);
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
    fputs("</svg>", out);
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
    fprintf(out, "' fill=none %s />", style);
}

static void write_map(FILE *out, const json_t *pictures)
{
    double box[4];
    size_t i, l;
    json_t *item, *leg;
    for (i = 0; i < 4; i++)
        box[i] = json_number_value(json_array_get(json_object_get(pictures, "box"), i));
    double shrink = cos((box[1] + box[3]) / 2 * M_PI / 180);
    double scale = MAP / fmax((box[2] - box[0]) * shrink, box[3] - box[1]);
    struct map_frame map = {box[0], box[3], scale * shrink, scale};
    fprintf(out, "<h2>地图 / Map</h2><svg viewBox='0 0 %.0f %.0f' width=%.0f>",
            (box[2] - box[0]) * map.x_per_deg, (box[3] - box[1]) * map.y_per_deg,
            (box[2] - box[0]) * map.x_per_deg);
    json_array_foreach(json_object_get(pictures, "roads"), i, item)
    {
        write_line(out, &map, item, "stroke=#c3ccd6");
    }
    json_array_foreach(json_object_get(pictures, "crews"), i, item)
    {
        char style[96];
        snprintf(style, sizeof style, "stroke='hsl(%zu,60%%,45%%)' stroke-width=1.6 opacity=.6",
                 i * 47 % 360);
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

void drill_page(const json_t *report, FILE *out)
{
    const json_t *name = json_object_get(report, "name");
    const json_t *pictures = json_object_get(report, "pictures");
    const json_t *machine = json_object_get(report, "machine");
    bool met = json_flag(report, "met", false);
    page_begin(out, name);
    fprintf(out, "<p class=%s>%s</p><p><small>", met ? "met" : "missed",
            met ? "全部目标达到 / every target is met" : "有目标未达到 / a target is missed");
    page_text(out, json_text(report, "start", ""));
    fputs(" – ", out);
    page_text(out, json_text(report, "end", ""));
    fprintf(out, " · %s · seed %lld · %lld 轮 / rounds, 最慢 / worst %.4g ms</small></p>",
            json_text(report, "policy", ""), (long long)json_i64(report, "seed", 0),
            (long long)json_i64(machine, "rounds", 0), json_f64(machine, "worst_round_ms", 0));
    write_targets(out, json_object_get(report, "targets"));
    write_figures(out, json_object_get(report, "kpis"));
    write_reasons(out, json_object_get(json_object_get(report, "kpis"), "waiting_for_a_crew"));
    write_day(out, pictures);
    write_answers(out, pictures);
    write_map(out, pictures);
    fputs("</html>\n", out);
}
