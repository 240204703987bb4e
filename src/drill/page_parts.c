#include "drill/page_int.h"

#include <math.h>
#include <string.h>

static const char STYLE[] =
    "body{font:15px/1.45 system-ui,'Noto Sans CJK SC',sans-serif;margin:1.5em "
    "auto;max-width:1100px;"
    "color:#1c2733;padding:0 1em}h1{font-size:1.5em;margin:.2em "
    "0}h2{font-size:1.15em;margin-top:2em}"
    "html[lang=zh] [lang=en],html[lang=en] [lang=zh]{display:none}"
    "table{border-collapse:collapse}td,th{padding:.25em .8em;border-bottom:1px solid #d8dee6;"
    "text-align:left;vertical-align:top}th{font-weight:600}td.n,th.n{text-align:right;"
    "font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".met{color:#1b7f3b}.missed{color:#c0262d;font-weight:600}svg{background:#f7f9fb;height:auto}"
    "svg.wide{width:100%;min-width:720px}svg.map{width:100%;max-width:700px}"
    ".scroll{overflow-x:auto}text{font:11px system-ui,'Noto Sans CJK SC',sans-serif;fill:#44515f}"
    "small{color:#5b6875}.key i{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em;"
    "border-radius:2px}button{float:right;font:inherit;padding:.2em .8em;border:1px solid #aab4c0;"
    "border-radius:5px;background:#fff;color:inherit}"
    "@media print{button{display:none}}@media(max-width:600px){td,th{padding:.25em .45em}}";

static const char SCRIPT[] =
    "var page=document.documentElement;if(!/^zh/.test(navigator.language))page.lang='en';";

static const struct {
    const char *key, *zh, *en;
} FIGURES[] = {
    {"calls", "来电", "Calls"},
    {"done", "完成", "Done"},
    {"closed", "办结", "Closed"},
    {"late", "迟到", "Late"},
    {"open", "未完成", "Not done"},
    {"unassigned", "无班组", "Without a crew"},
    {"lost", "丢失", "Lost"},
    {"on_time_share", "准时率", "On time"},
    {"arrived_share", "到场率", "Somebody was there"},
    {"response_p50_min", "响应中位（分）", "Response, median (min)"},
    {"response_p90_min", "响应 90%（分）", "Response, 90 % (min)"},
    {"response_p99_min", "响应 99%（分）", "Response, 99 % (min)"},
    {"response_max_min", "响应最长（分）", "Response, longest (min)"},
    {"told_first_share", "先告知后出发", "Told before a crew set off"},
    {"promises", "承诺", "Promises"},
    {"promises_kept_share", "守诺率", "Promises kept"},
    {"promises_moved", "改变承诺", "Promises moved"},
    {"km", "里程（公里）", "Driven (km)"},
    {"vehicles_used", "用车", "Vehicles used"},
    {"crew_hours_used", "班组工时", "Crew hours used"},
    {"crew_hours_on_shift", "在班工时", "Crew hours on shift"},
    {"overtime_h", "加班（时）", "Overtime (h)"},
    {"waiting_h", "卡口与着装（时）", "At gates and dressing (h)"},
    {"plan_changes", "计划改动", "Plan changes"},
    {"plan_changes_per_crew", "每班组计划改动", "Plan changes a crew"},
    {"coverage_gap_min", "最长无待命班组（分）", "Longest time without a crew ready (min)"},
    {"dirty_departures", "未消毒出车", "Departures before disinfection"},
    {"refused_commands", "被拒操作", "Refused entries"},
    {"rule_breaks", "违反规则", "Rules broken"},
    {"counter", "报表计数", "Counter of the report"},
    {"answer", "系统查询", "Answer of the city"},
    {"contacts", "上门接触", "Work at a door inside a zone"},
    {"from_next_door", "邻门连送", "From next door"},
    {"crew_size_min", "最少人数", "People in the smallest crew"},
    {"in_slot_share", "时段内到达", "Inside the slots"},
    {"reason_after_max_min", "说明原因最迟（分）", "Latest word why there is nobody (min)"},
    {"taken_over_max_min", "接替最长（分）", "Longest until taken over (min)"},
    {"waiting_for", "因故等待", "Waiting for a reason"},
};

void page_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

void page_words(FILE *out, const char *zh, const char *en)
{
    fprintf(out, "<span lang=zh>%s</span><span lang=en>%s</span>", zh, en);
}

void page_heading(FILE *out, const char *zh, const char *en)
{
    fputs("<h2>", out);
    page_words(out, zh, en);
    fputs("</h2>", out);
}

void page_name(FILE *out, const json_t *name)
{
    fputs("<span lang=zh>", out);
    page_text(out, json_text(name, "zh", ""));
    fputs("</span><span lang=en>", out);
    page_text(out, json_text(name, "en", ""));
    fputs("</span>", out);
}

void page_figure_name(FILE *out, const char *key)
{
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        if (strcmp(FIGURES[i].key, key) == 0) {
            page_words(out, FIGURES[i].zh, FIGURES[i].en);
            return;
        }
    }
    page_text(out, key);
}

void page_figure(FILE *out, const char *key, const json_t *value)
{
    double number = json_number_value(value);
    bool share = sv_ends(sv_of(key), "_share");
    if (!json_is_number(value)) {
        fputs("–", out);
        return;
    }
    number = share ? 100 * number : number;
    /* Whole numbers have no decimals, small ones two. */
    int decimals = fabs(number - round(number)) < 0.005 ? 0 : fabs(number) < 1 ? 2 : 1;
    fprintf(out, share ? "%.*f %%" : "%.*f", decimals, number);
}

void page_begin(FILE *out, const json_t *name)
{
    fputs("<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport "
          "content='width=device-width,initial-scale=1'><title>",
          out);
    page_text(out, json_text(name, "zh", ""));
    fprintf(out, "</title><style>%s</style><script>%s</script>", STYLE, SCRIPT);
    fputs("<button onclick=\"page.lang=page.lang=='zh'?'en':'zh'\">", out);
    page_words(out, "English", "中文");
    fputs("</button><h1>", out);
    page_name(out, name);
    fputs("</h1>", out);
}
