#include "drill/page_int.h"

static const char STYLE[] =
    "body{font:15px/1.45 system-ui,'Noto Sans CJK SC',sans-serif;margin:2em auto;max-width:1100px;"
    "color:#1c2733;padding:0 1em}h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}"
    "table{border-collapse:collapse}td,th{padding:.25em .8em;border-bottom:1px solid #d8dee6;"
    "text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    ".met{color:#1b7f3b}.missed{color:#c0262d;font-weight:600}svg{max-width:100%;height:auto;"
    "background:#f7f9fb}.scroll{overflow-x:auto}text{font:11px system-ui,sans-serif;fill:#44515f}"
    "small{color:#5b6875}";

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

void page_value(FILE *out, const json_t *value)
{
    if (json_is_number(value))
        fprintf(out, "%.6g", json_number_value(value));
    else
        fputs("–", out);
}

void page_begin(FILE *out, const json_t *name)
{
    fputs("<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport "
          "content='width=device-width'><title>",
          out);
    page_text(out, json_text(name, "zh", ""));
    fprintf(out, "</title><style>%s</style><h1>", STYLE);
    page_text(out, json_text(name, "zh", ""));
    fputs(" / ", out);
    page_text(out, json_text(name, "en", ""));
    fputs("</h1>", out);
}
