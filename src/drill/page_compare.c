/* The page of a comparison: a table of figures by policy, and a bar for each day's late jobs. */
#include <math.h>

#include "drill/drill.h"
#include "drill/page_int.h"

static const char *const colours[] = {"#9aa5b1", "#e0a100", "#2f9e5f", "#3b7dd8"};

static const json_t *figure_of(const json_t *variant, const char *key)
{
    return json_object_get(json_object_get(variant, "figures"), key);
}

static void write_rows(FILE *out, const json_t *variants)
{
    size_t v;
    json_t *variant, *unused;
    const char *key;
    page_heading(out, "指标", "Figures");
    fputs("<p><small>", out);
    page_words(out, "均值 ± 标准差", "mean ± standard deviation");
    fputs("</small></p><div class=scroll><table><tr><th>", out);
    json_array_foreach(variants, v, variant)
    {
        fputs("<th class=n>", out);
        page_text(out, json_text(variant, "policy", ""));
        fprintf(out, "<br><small>%.0f %%</small>", 100 * json_f64(variant, "crews", 1));
    }
    json_object_foreach(json_object_get(json_array_get(variants, 0), "figures"), key, unused)
    {
        fputs("<tr><th>", out);
        page_figure_name(out, key);
        json_array_foreach(variants, v, variant)
        {
            const json_t *figure = figure_of(variant, key);
            fputs("<td class=n>", out);
            page_figure(out, key, json_object_get(figure, "mean"));
            fputs(" ± ", out);
            page_figure(out, key, json_object_get(figure, "sd"));
        }
    }
    (void)unused;
    fputs("</table></div>", out);
}

/* For every seed a bar of each policy. */
static void write_bars(FILE *out, const json_t *variants, const char *key)
{
    enum { HIGH = 200, WIDE = 1060, LEFT = 50 };
    double most = 1;
    size_t v, s, n = json_array_size(variants), seeds = 0;
    json_t *variant, *value;
    json_array_foreach(variants, v, variant)
    {
        const json_t *figure = figure_of(variant, key);
        most = fmax(most, json_f64(figure, "max", 0));
        seeds = json_array_size(json_object_get(figure, "values"));
    }
    double step = (WIDE - LEFT) / fmax(1, (double)seeds), bar = fmin(24, step / (double)(n + 1));
    fprintf(out,
            "<div class=scroll><svg class=wide viewBox='0 0 %d %d'><text x=2 y=12>%.0f</text>"
            "<text x=2 y=%d>0</text>",
            WIDE, HIGH + 20, most, HIGH);
    json_array_foreach(variants, v, variant)
    {
        json_array_foreach(json_object_get(figure_of(variant, key), "values"), s, value)
        {
            double high = (HIGH - 4) * fmax(0, json_number_value(value)) / most;
            fprintf(out, "<rect x=%.1f y=%.1f width=%.1f height=%.1f fill='%s'><title>",
                    LEFT + step * (double)s + bar * (double)v, HIGH - high, bar * .9, fmax(high, 1),
                    colours[v % 4]);
            page_text(out, json_text(variant, "id", ""));
            fprintf(out, " %.4g</title></rect>", json_number_value(value));
        }
    }
    for (s = 0; s < seeds; s++)
        fprintf(out, "<text x=%.1f y=%d>%zu</text>", LEFT + step * (double)s, HIGH + 15, s + 1);
    fputs("</svg></div>", out);
}

void drill_compare_page(const json_t *comparison, FILE *out)
{
    static const struct {
        const char *key, *zh, *en;
    } charts[] = {{"late", "每日迟到", "Late jobs of each day"},
                  {"response_p90_min", "每日 90% 响应（分）", "Response, 90 %, of each day (min)"},
                  {"plan_changes", "每日计划改动", "Plan changes of each day"}};
    const json_t *variants = json_object_get(comparison, "variants");
    size_t v;
    json_t *variant;
    page_begin(out, json_object_get(comparison, "name"));
    fprintf(out, "<p><small>seeds %lld – %lld</small></p>",
            (long long)json_i64(comparison, "seed", 0),
            (long long)(json_i64(comparison, "seed", 0) + json_i64(comparison, "seeds", 1) - 1));
    write_rows(out, variants);
    fputs("<p>", out);
    json_array_foreach(variants, v, variant)
    {
        fprintf(out, "<span style='color:%s'>■</span> ", colours[v % 4]);
        page_text(out, json_text(variant, "policy", ""));
        fprintf(out, " %.0f %% &nbsp; ", 100 * json_f64(variant, "crews", 1));
    }
    fputs("</p>", out);
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        page_heading(out, charts[i].zh, charts[i].en);
        write_bars(out, variants, charts[i].key);
    }
    fputs("</html>\n", out);
}
