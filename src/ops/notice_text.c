/*
 * A notice as CAP 1.2 (OASIS Common Alerting Protocol, 2010) and as a short text.
 *
 * Beyond the XSD: times carry an offset and never 'Z'; no empty elements; one info a language;
 * polygons are closed rings of "lat,lon"; Update and Cancel refer to "sender,identifier,sent".
 */
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ops/notice_int.h"

#define X(text) ((const xmlChar *)(text))

static void put(xmlTextWriterPtr xml, const char *name, const char *text)
{
    if (text && *text)
        xmlTextWriterWriteElement(xml, X(name), X(text));
}

/* -00:00 is how CAP writes a time whose place has no offset. */
static void put_time(xmlTextWriterPtr xml, const char *name, const char *text)
{
    char out[TIME_TEXT_MAX + 8];
    size_t n = text ? strlen(text) : 0;
    if (n == 0 || n >= TIME_TEXT_MAX)
        return;
    bool zulu = text[n - 1] == 'Z';
    snprintf(out, sizeof out, "%.*s%s", (int)(zulu ? n - 1 : n), text, zulu ? "-00:00" : "");
    put(xml, name, out);
}

static void put_ring(xmlTextWriterPtr xml, const json_t *ring)
{
    size_t i;
    json_t *point;
    xmlTextWriterStartElement(xml, X("polygon"));
    json_array_foreach(ring, i, point) xmlTextWriterWriteFormatString(
        xml, "%s%.6f,%.6f", i ? " " : "", json_number_value(json_array_get(point, 1)),
        json_number_value(json_array_get(point, 0)));
    xmlTextWriterEndElement(xml);
}

/* Outer rings: CAP knows no holes. */
static void put_polygons(xmlTextWriterPtr xml, const json_t *area)
{
    const json_t *coordinates = json_object_get(area, "coordinates");
    size_t i;
    json_t *polygon;
    if (strcmp(json_text(area, "type", ""), "Polygon") == 0) {
        put_ring(xml, json_array_get(coordinates, 0));
        return;
    }
    json_array_foreach(coordinates, i, polygon) put_ring(xml, json_array_get(polygon, 0));
}

static void put_areas(xmlTextWriterPtr xml, const json_t *notice, const char *lang)
{
    const json_t *areas = json_object_get(notice, "areas");
    size_t i;
    json_t *area;
    json_array_foreach(areas, i, area)
    {
        const json_t *name = json_object_get(area, "name");
        xmlTextWriterStartElement(xml, X("area"));
        put(xml, "areaDesc",
            json_text(name, lang, json_text(name, "zh", json_text(name, "en", "-"))));
        put_polygons(xml, json_object_get(area, "polygon"));
        xmlTextWriterEndElement(xml);
    }
    if (json_array_size(areas) > 0)
        return;
    xmlTextWriterStartElement(xml, X("area"));
    put(xml, "areaDesc", strcmp(lang, "zh") == 0 ? "全市" : "the whole city");
    xmlTextWriterEndElement(xml);
}

struct sending {
    const char *type, *identifier, *sent;
    bool over;
};

static void put_info(xmlTextWriterPtr xml, const json_t *notice, const struct issuer *issuer,
                     const struct notice_kind *kind, const struct sending *sending,
                     const char *lang)
{
    bool zh = strcmp(lang, "zh") == 0;
    const char *reason = json_text(json_object_get(notice, "cancel"), "reason", "");
    xmlTextWriterStartElement(xml, X("info"));
    put(xml, "language", zh ? "zh-CN" : "en");
    put(xml, "category", notice_category(kind));
    put(xml, "event", zh ? kind->name.zh : kind->name.en);
    put(xml, "responseType", sending->over ? "AllClear" : notice_response(kind));
    put(xml, "urgency", sending->over ? "Past" : notice_urgency(kind));
    put(xml, "severity", notice_severity(kind));
    put(xml, "certainty", notice_certainty(kind));
    put_time(xml, "effective", sending->sent);
    put_time(xml, "expires", json_text(notice, "expires", NULL));
    put(xml, "senderName", zh ? issuer->name.zh : issuer->name.en);
    put(xml, "headline", json_text(json_object_get(notice, "headline"), lang, ""));
    put(xml, "description",
        sending->over && *reason ? reason
                                 : json_text(json_object_get(notice, "description"), lang, ""));
    if (!sending->over)
        put(xml, "instruction", json_text(json_object_get(notice, "instruction"), lang, ""));
    put(xml, "web", issuer->web);
    put(xml, "contact", zh ? issuer->contact.zh : issuer->contact.en);
    put_areas(xml, notice, lang);
    xmlTextWriterEndElement(xml);
}

char *notice_cap(const json_t *notice, const struct issuer *issuer, const struct notice_kind *kind)
{
    const json_t *cancel = json_object_get(notice, "cancel");
    struct sending sending = {json_text(notice, "type", "Alert"),
                              json_text(notice, "identifier", json_text(notice, "number", "")),
                              json_text(notice, "sent_at", json_text(notice, "drafted_at", "")),
                              false};
    if (cancel)
        sending = (struct sending){"Cancel", json_text(cancel, "identifier", ""),
                                   json_text(cancel, "sent_at", ""), true};
    bool released = json_text(notice, "identifier", NULL) != NULL;
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = xmlNewTextWriterMemory(buffer, 0);
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    xmlTextWriterStartElementNS(xml, NULL, X("alert"), X("urn:oasis:names:tc:emergency:cap:1.2"));
    put(xml, "identifier", sending.identifier);
    put(xml, "sender", issuer->sender);
    put_time(xml, "sent", sending.sent);
    put(xml, "status", released ? json_text(notice, "status", "Actual") : "Draft");
    put(xml, "msgType", sending.type);
    put(xml, "scope", "Public");
    put(xml, "references", json_text(notice, "references", NULL));
    put_info(xml, notice, issuer, kind, &sending, "zh");
    put_info(xml, notice, issuer, kind, &sending, "en");
    xmlTextWriterEndDocument(xml);
    xmlFreeTextWriter(xml);
    char *text = strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

/* The first `chars` characters, with an ellipsis when there were more. */
static void cut(char *text, size_t chars)
{
    char *at = text, *last = text;
    for (size_t n = 0; *at; n++) {
        if (n + 1 == chars)
            last = at;
        if (n == chars) {
            memcpy(last, "…", sizeof "…");
            return;
        }
        for (at++; ((unsigned char)*at & 0xc0) == 0x80; at++) {
        }
    }
}

char *notice_short(const json_t *notice, const struct issuer *issuer, const char *lang)
{
    bool zh = strcmp(lang, "zh") == 0, over = json_object_get(notice, "cancel") != NULL;
    const char *headline = json_text(json_object_get(notice, "headline"), lang, "");
    const char *instruction = json_text(json_object_get(notice, "instruction"), lang, "");
    char *text = NULL;
    int n = zh ? asprintf(&text, "【%s】%s%s%s（%s）", issuer->name.zh, over ? "已解除：" : "",
                          headline, over ? "" : instruction, issuer->contact.zh)
               : asprintf(&text, "%s: %s%s%s%s (%s)", issuer->name.en, over ? "Over: " : "",
                          headline, over ? "" : ". ", over ? "" : instruction, issuer->contact.en);
    if (n < 0)
        abort();
    /* Room for the ellipsis where the cut falls on a one-byte letter. */
    text = realloc(text, (size_t)n + 8);
    if (!text)
        abort();
    cut(text, NOTICE_SHORT_CHARS);
    return text;
}
