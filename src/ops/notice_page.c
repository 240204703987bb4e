/* Notices as a page for everybody, and as feeds (RSS 2.0; Atom, RFC 4287). No script, no login. */
#include <libxml/xmlwriter.h>
#include <string.h>

#include "base/clock.h"
#include "ops/notice_int.h"

#define X(text) ((const xmlChar *)(text))

static const char STYLE[] =
    ":root{color-scheme:light dark}body{margin:0 auto;max-width:46rem;padding:1rem;"
    "font:1.05rem/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "background:#f5f6f8;color:#192027}a{color:#00598c}header,footer{display:flex;flex-wrap:wrap;"
    "gap:.5rem 1.5rem;align-items:baseline;justify-content:space-between}"
    "article{background:#fff;border:1px solid #d0d6dc;border-left:.4rem solid #00598c;"
    "border-radius:6px;padding:.6rem 1rem;margin:1rem 0}article.over{border-left-color:#7d8a96}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin:.2rem 0}.meta{color:#515d68;font-size:.9rem}"
    "@media(prefers-color-scheme:dark){body{background:#151b20;color:#e4e9ed}a{color:#6cbcec}"
    "article{background:#1d252c;border-color:#2c363f;border-left-color:#6cbcec}"
    "article.over{border-left-color:#71808d}.meta{color:#a0adb8}}";

struct labels {
    const char *title, *all, *other, *other_code, *until, *since, *over, *none, *feeds, *formats,
        *lang;
};

static const struct labels ZH = {"公告",   "全部公告", "English", "en",
                                 "有效至", "发布于",   "已解除",  "目前没有公告。",
                                 "订阅",   "其他格式", "zh-CN"};
static const struct labels EN = {"Notices",
                                 "All notices",
                                 "中文",
                                 "zh",
                                 "in force until",
                                 "published",
                                 "no longer in force",
                                 "There are no notices.",
                                 "Feeds",
                                 "Other formats",
                                 "en"};

static const struct labels *words_of(const char *lang)
{
    return strcmp(lang, "en") == 0 ? &EN : &ZH;
}

static void start(xmlTextWriterPtr xml, const char *name)
{
    xmlTextWriterStartElement(xml, X(name));
}

static void end(xmlTextWriterPtr xml)
{
    xmlTextWriterEndElement(xml);
}

static void attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(xml, X(name), X(value));
}

static void put(xmlTextWriterPtr xml, const char *name, const char *text)
{
    xmlTextWriterWriteElement(xml, X(name), X(text));
}

static void put_link(xmlTextWriterPtr xml, const char *to, const char *lang, const char *text)
{
    start(xml, "a");
    attribute(xml, "href", to);
    if (lang)
        attribute(xml, "lang", lang);
    xmlTextWriterWriteString(xml, X(text));
    end(xml);
    xmlTextWriterWriteString(xml, X(" "));
}

/* "2022-09-27 11:32" */
static void put_moment(xmlTextWriterPtr xml, const char *label, const char *time)
{
    if (!time || strlen(time) < 16)
        return;
    start(xml, "span");
    xmlTextWriterWriteFormatString(xml, "%s %.10s %.5s", label, time, time + 11);
    end(xml);
    xmlTextWriterWriteString(xml, X(" "));
}

static bool is_over(const json_t *notice)
{
    return strcmp(json_text(notice, "state", ""), "cancelled") == 0 ||
           strcmp(json_text(notice, "state", ""), "expired") == 0;
}

static void put_notice(xmlTextWriterPtr xml, const json_t *notice, const char *lang, bool alone)
{
    static const char *const texts[] = {"description", "instruction"};
    const struct labels *words = words_of(lang);
    const char *id = json_text(notice, "id", ""), *key = strcmp(lang, "en") == 0 ? "en" : "zh";
    char to[96];
    start(xml, "article");
    if (is_over(notice))
        attribute(xml, "class", "over");
    start(xml, alone ? "h1" : "h2");
    snprintf(to, sizeof to, "/notices/%s?lang=%s", id, key);
    if (alone)
        xmlTextWriterWriteString(xml, X(json_text(json_object_get(notice, "headline"), key, "")));
    else
        put_link(xml, to, NULL, json_text(json_object_get(notice, "headline"), key, ""));
    end(xml);
    start(xml, "p");
    attribute(xml, "class", "meta");
    put_moment(xml, words->since, json_text(notice, "sent_at", NULL));
    put_moment(xml, words->until, json_text(notice, "expires", NULL));
    if (is_over(notice))
        put(xml, "strong", words->over);
    end(xml);
    for (size_t i = 0; i < 2; i++)
        put(xml, "p", json_text(json_object_get(notice, texts[i]), key, ""));
    if (alone) {
        start(xml, "p");
        attribute(xml, "class", "meta");
        xmlTextWriterWriteFormatString(xml, "%s: ", words->formats);
        snprintf(to, sizeof to, "/notices/%s.cap", id);
        put_link(xml, to, NULL, "CAP 1.2");
        snprintf(to, sizeof to, "/notices/%s.txt?lang=%s", id, key);
        put_link(xml, to, NULL, key[0] == 'e' ? "Short text" : "短信");
        end(xml);
    }
    end(xml);
}

static void put_head(xmlTextWriterPtr xml, const struct labels *words, const char *title)
{
    xmlTextWriterWriteDTD(xml, X("html"), NULL, NULL, NULL);
    start(xml, "html");
    attribute(xml, "lang", words->lang);
    start(xml, "head");
    start(xml, "meta");
    attribute(xml, "charset", "utf-8");
    end(xml);
    start(xml, "meta");
    attribute(xml, "name", "viewport");
    attribute(xml, "content", "width=device-width, initial-scale=1");
    end(xml);
    put(xml, "title", title);
    static const char *const feeds[][2] = {{"application/atom+xml", "/notices.atom"},
                                           {"application/rss+xml", "/notices.rss"}};
    for (size_t i = 0; i < 2; i++) {
        start(xml, "link");
        attribute(xml, "rel", "alternate");
        attribute(xml, "type", feeds[i][0]);
        attribute(xml, "href", feeds[i][1]);
        end(xml);
    }
    put(xml, "style", STYLE);
    end(xml);
}

static void put_header(xmlTextWriterPtr xml, const struct labels *words, const char *issuer,
                       const char *here)
{
    char to[96];
    start(xml, "header");
    start(xml, "strong");
    xmlTextWriterWriteString(xml, X(issuer));
    end(xml);
    start(xml, "nav");
    if (*here) {
        snprintf(to, sizeof to, "/notices?lang=%s", words == &EN ? "en" : "zh");
        put_link(xml, to, NULL, words->all);
    }
    snprintf(to, sizeof to, "/notices%s%s?lang=%s", *here ? "/" : "", here, words->other_code);
    put_link(xml, to, words == &EN ? "zh-CN" : "en", words->other);
    end(xml);
    end(xml);
}

static void put_footer(xmlTextWriterPtr xml, const struct labels *words, const char *contact)
{
    char to[96];
    const char *lang = words == &EN ? "en" : "zh";
    start(xml, "footer");
    attribute(xml, "class", "meta");
    put(xml, "span", contact);
    start(xml, "span");
    xmlTextWriterWriteFormatString(xml, "%s: ", words->feeds);
    snprintf(to, sizeof to, "/notices.rss?lang=%s", lang);
    put_link(xml, to, NULL, "RSS");
    snprintf(to, sizeof to, "/notices.atom?lang=%s", lang);
    put_link(xml, to, NULL, "Atom");
    end(xml);
    end(xml);
}

static char *finish(xmlTextWriterPtr xml, xmlBufferPtr buffer)
{
    xmlTextWriterEndDocument(xml);
    xmlFreeTextWriter(xml);
    char *text = strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

char *notice_page(const json_t *notice, const json_t *notices, const struct issuer *issuer,
                  const char *lang)
{
    const struct labels *words = words_of(lang);
    bool zh = words == &ZH;
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = xmlNewTextWriterMemory(buffer, 0);
    const char *key = zh ? "zh" : "en";
    put_head(xml, words,
             notice ? json_text(json_object_get(notice, "headline"), key, "") : words->title);
    start(xml, "body");
    put_header(xml, words, zh ? issuer->name.zh : issuer->name.en,
               notice ? json_text(notice, "id", "") : "");
    start(xml, "main");
    if (notice)
        put_notice(xml, notice, lang, true);
    else
        put(xml, "h1", words->title);
    size_t i;
    json_t *one;
    json_array_foreach(notices, i, one) put_notice(xml, one, lang, false);
    if (!notice && json_array_size(notices) == 0)
        put(xml, "p", words->none);
    end(xml);
    put_footer(xml, words, zh ? issuer->contact.zh : issuer->contact.en);
    end(xml);
    end(xml);
    return finish(xml, buffer);
}

/* ---- Feeds --------------------------------------------------------------------------------------
 */

/* RFC 822 as RSS wants it: "Tue, 27 Sep 2022 11:32:00 +0800". */
static void rfc822(const char *time, char out[40])
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t at_ms = 0;
    int month = 1, offset = 0;
    out[0] = '\0';
    size_t n = strlen(time);
    if (n < 20 || !time_parse(time, &at_ms) || sscanf(time + 5, "%2d", &month) != 1)
        return;
    const char *zone = time[n - 1] == 'Z' ? "Z" : time + n - 6;
    if (!time_parse_offset(zone, &offset))
        return;
    int64_t day = (at_ms + offset * 60000LL) / 86400000LL;
    int hours = offset / 60, minutes = offset % 60;
    snprintf(out, 40, "%s, %.2s %s %.4s %.8s %+03d%02d", days[((day % 7) + 7) % 7], time + 8,
             months[(month - 1) % 12], time, time + 11, hours, minutes < 0 ? -minutes : minutes);
}

static void put_rss_item(xmlTextWriterPtr xml, const json_t *notice, const char *key,
                         const char *base)
{
    char when[40], to[320];
    rfc822(json_text(notice, "sent_at", ""), when);
    snprintf(to, sizeof to, "%s/notices/%s?lang=%s", base, json_text(notice, "id", ""), key);
    start(xml, "item");
    put(xml, "title", json_text(json_object_get(notice, "headline"), key, ""));
    put(xml, "link", to);
    put(xml, "description", json_text(json_object_get(notice, "description"), key, ""));
    start(xml, "guid");
    attribute(xml, "isPermaLink", "false");
    xmlTextWriterWriteString(xml, X(json_text(notice, "identifier", json_text(notice, "id", ""))));
    end(xml);
    if (when[0])
        put(xml, "pubDate", when);
    end(xml);
}

static void put_atom_link(xmlTextWriterPtr xml, const char *rel, const char *type, const char *to)
{
    start(xml, "link");
    attribute(xml, "rel", rel);
    attribute(xml, "type", type);
    attribute(xml, "href", to);
    end(xml);
}

static void put_atom_entry(xmlTextWriterPtr xml, const json_t *notice, const char *key,
                           const char *base)
{
    char to[320];
    const char *sent = json_text(notice, "sent_at", json_text(notice, "drafted_at", ""));
    const char *changed = json_text(json_object_get(notice, "cancel"), "sent_at", sent);
    start(xml, "entry");
    start(xml, "id");
    xmlTextWriterWriteFormatString(xml, "urn:uuid:%s", json_text(notice, "id", ""));
    end(xml);
    put(xml, "title", json_text(json_object_get(notice, "headline"), key, ""));
    put(xml, "published", sent);
    put(xml, "updated", changed);
    snprintf(to, sizeof to, "%s/notices/%s?lang=%s", base, json_text(notice, "id", ""), key);
    put_atom_link(xml, "alternate", "text/html", to);
    snprintf(to, sizeof to, "%s/notices/%s.cap", base, json_text(notice, "id", ""));
    put_atom_link(xml, "related", "application/cap+xml", to);
    put(xml, "summary", json_text(json_object_get(notice, "description"), key, ""));
    put(xml, "content", json_text(json_object_get(notice, "instruction"), key, ""));
    end(xml);
}

static void start_rss(xmlTextWriterPtr xml, const struct labels *words, const char *issuer,
                      const char *base)
{
    char to[320];
    snprintf(to, sizeof to, "%s/notices", base);
    start(xml, "rss");
    attribute(xml, "version", "2.0");
    start(xml, "channel");
    put(xml, "title", words->title);
    put(xml, "link", to);
    put(xml, "description", issuer);
    put(xml, "language", words->lang);
}

static void start_atom(xmlTextWriterPtr xml, const struct labels *words, const char *issuer,
                       const char *code, const char *base, const char *updated)
{
    char to[320];
    xmlTextWriterStartElementNS(xml, NULL, X("feed"), X("http://www.w3.org/2005/Atom"));
    attribute(xml, "xml:lang", words->lang);
    start(xml, "id");
    xmlTextWriterWriteFormatString(xml, "urn:lifeline:notices:%s", code);
    end(xml);
    put(xml, "title", words->title);
    put(xml, "updated", updated);
    snprintf(to, sizeof to, "%s/notices.atom", base);
    put_atom_link(xml, "self", "application/atom+xml", to);
    start(xml, "author");
    put(xml, "name", issuer);
    end(xml);
}

char *notice_feed(const json_t *notices, const struct issuer *issuer, const char *kind,
                  const char *lang, const char *base, const char *updated)
{
    const struct labels *words = words_of(lang);
    const char *key = words == &EN ? "en" : "zh",
               *name = words == &EN ? issuer->name.en : issuer->name.zh;
    bool rss = strcmp(kind, "rss") == 0;
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = xmlNewTextWriterMemory(buffer, 0);
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    if (rss)
        start_rss(xml, words, name, base);
    else
        start_atom(xml, words, name, issuer->code, base, updated);
    size_t i;
    json_t *notice;
    json_array_foreach(notices, i, notice)
    {
        if (rss)
            put_rss_item(xml, notice, key, base);
        else
            put_atom_entry(xml, notice, key, base);
    }
    return finish(xml, buffer);
}
