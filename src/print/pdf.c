/*
 * The PDF of a document: Chinese text shaped by Pango, boxes drawn by cairo. Every copy is laid out
 * twice, first to count its pages. A row never breaks over two pages; a table repeats its head.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "print/page_int.h"

static const double MM = 72 / 25.4;
static const double GAP = 3, LINE = 0.6, MARGIN_MM = 15, FOOT = 22;
enum { SIZE_TITLE = 17, SIZE_BLOCK = 11, SIZE_TEXT = 9, SIZE_FOOT = 7 };

struct page {
    cairo_t *cr;
    const json_t *document;
    const char *copy;
    double width, height, margin, y;
    int number, pages; /* of this copy; 0 pages: not counted yet */
};

struct text {
    const char *at;
    int size;
    bool bold, right, centred;
};

/* ---- Text -------------------------------------------------------------------------------------
 */

static PangoLayout *layout_of(struct page *page, const struct text *text, double width)
{
    char font[80];
    PangoLayout *layout = pango_cairo_create_layout(page->cr);
    snprintf(font, sizeof font, "Noto Sans CJK SC, Noto Sans, sans-serif %s%d",
             text->bold ? "bold " : "", text->size);
    PangoFontDescription *description = pango_font_description_from_string(font);
    /* The unit of the page is the point; Pango's font sizes would be scaled by 96/72. */
    pango_font_description_set_absolute_size(description, text->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_width(layout, (int)((width > 1 ? width : 1) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, text->right     ? PANGO_ALIGN_RIGHT
                                       : text->centred ? PANGO_ALIGN_CENTER
                                                       : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, text->at, -1);
    return layout;
}

static double text_height(struct page *page, struct text text, double width)
{
    int height = 0;
    PangoLayout *layout = layout_of(page, &text, width);
    pango_layout_get_size(layout, NULL, &height);
    g_object_unref(layout);
    return (double)height / PANGO_SCALE;
}

static void draw_text(struct page *page, struct text text, double x, double y, double width)
{
    PangoLayout *layout = layout_of(page, &text, width);
    cairo_set_source_rgb(page->cr, 0, 0, 0);
    cairo_move_to(page->cr, x, y);
    pango_cairo_show_layout(page->cr, layout);
    g_object_unref(layout);
}

/* A box with text in it; `shade` for labels and heads. */
static void draw_box(struct page *page, struct text text, double x, double width, double height,
                     bool shade)
{
    cairo_rectangle(page->cr, x, page->y, width, height);
    if (shade) {
        cairo_set_source_rgb(page->cr, 0.93, 0.94, 0.95);
        cairo_fill_preserve(page->cr);
    }
    cairo_set_source_rgb(page->cr, 0.35, 0.35, 0.35);
    cairo_set_line_width(page->cr, LINE);
    cairo_stroke(page->cr);
    draw_text(page, text, x + GAP, page->y + GAP, width - 2 * GAP);
}

static double box_height(struct page *page, struct text text, double width)
{
    return text_height(page, text, width - 2 * GAP) + 2 * GAP;
}

static double inner_width(const struct page *page)
{
    return page->width - 2 * page->margin;
}

/* ---- Pages ------------------------------------------------------------------------------------
 */

static void draw_foot(struct page *page)
{
    char count[64] = "";
    double y = page->height - page->margin - FOOT + 10;
    if (page->pages)
        snprintf(count, sizeof count, "%d/%d", page->number, page->pages);
    draw_text(page, (struct text){text_of(page->document, "foot"), SIZE_FOOT, 0, 0, 0},
              page->margin, y, inner_width(page) - 60);
    draw_text(page, (struct text){count, SIZE_FOOT, 0, 1, 0}, page->margin, y, inner_width(page));
}

static void begin_page(struct page *page)
{
    page->number++;
    page->y = page->margin;
    if (*page->copy) {
        draw_text(page, (struct text){page->copy, SIZE_TEXT, 0, 1, 0}, page->margin,
                  page->margin - 16, inner_width(page));
    }
}

static void end_page(struct page *page)
{
    draw_foot(page);
    cairo_show_page(page->cr);
}

/* Whether `height` more points fit on the page; true also for what would fit on none. */
static bool fits(const struct page *page, double height)
{
    double end = page->height - page->margin - FOOT;
    return page->y + height <= end || page->y <= page->margin + 1;
}

/* True: a new page was begun. */
static bool make_room(struct page *page, double height)
{
    if (fits(page, height))
        return false;
    end_page(page);
    begin_page(page);
    return true;
}

/* ---- Blocks -----------------------------------------------------------------------------------
 */

static void draw_title(struct page *page)
{
    struct text title = {text_of(page->document, "title"), SIZE_TITLE, true, false, true};
    draw_text(page, title, page->margin, page->y, inner_width(page));
    page->y += text_height(page, title, inner_width(page)) + 6;
    char line[1024] = "";
    size_t i, used = 0;
    json_t *pair;
    json_array_foreach(json_object_get(page->document, "head"), i, pair)
    {
        const char *label = json_string_value(json_array_get(pair, 0));
        const char *value = json_string_value(json_array_get(pair, 1));
        if (label && value && *value && used < sizeof line)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s: %s",
                                     used ? "    " : "", label, value);
    }
    struct text head = {line, SIZE_TEXT, 0, 0, 0};
    draw_text(page, head, page->margin, page->y, inner_width(page));
    page->y += text_height(page, head, inner_width(page)) + 6;
}

/* One field, or two side by side. */
static void draw_field_row(struct page *page, const json_t *const *fields, size_t n)
{
    double width = inner_width(page) / (double)n, height = 0;
    double label_width = inner_width(page) * 0.16;
    for (size_t i = 0; i < n; i++) {
        struct text label = {text_of(fields[i], "label"), SIZE_TEXT, 0, 0, 0};
        struct text value = {text_of(fields[i], "value"), SIZE_TEXT, 0, 0, 0};
        double high = box_height(page, label, label_width);
        double higher = box_height(page, value, width - label_width);
        high = higher > high ? higher : high;
        height = high > height ? high : height;
    }
    make_room(page, height);
    for (size_t i = 0; i < n; i++) {
        double x = page->margin + width * (double)i;
        draw_box(page, (struct text){text_of(fields[i], "label"), SIZE_TEXT, 0, 0, 0}, x,
                 label_width, height, true);
        draw_box(page, (struct text){text_of(fields[i], "value"), SIZE_TEXT, 0, 0, 0},
                 x + label_width, width - label_width, height, false);
    }
    page->y += height;
}

static void draw_fields(struct page *page, const json_t *fields)
{
    const json_t *row[2];
    size_t n = 0, i;
    json_t *field;
    json_array_foreach(fields, i, field)
    {
        bool wide = json_is_true(json_object_get(field, "wide"));
        if (wide && n > 0) {
            draw_field_row(page, row, n);
            n = 0;
        }
        row[n++] = field;
        if (wide || n == 2) {
            draw_field_row(page, row, n);
            n = 0;
        }
    }
    if (n > 0)
        draw_field_row(page, row, n);
}

enum { COLUMNS_MAX = 32 };

struct columns {
    size_t n;
    double widths[COLUMNS_MAX];
    bool right[COLUMNS_MAX];
};

static struct columns columns_of(struct page *page, const json_t *list)
{
    struct columns columns = {.n = json_array_size(list)};
    double weights = 0;
    if (columns.n > COLUMNS_MAX)
        columns.n = COLUMNS_MAX;
    for (size_t i = 0; i < columns.n; i++)
        weights += json_number_value(json_object_get(json_array_get(list, i), "weight"));
    for (size_t i = 0; i < columns.n; i++) {
        const json_t *column = json_array_get(list, i);
        double weight = json_number_value(json_object_get(column, "weight"));
        columns.widths[i] = inner_width(page) * weight / (weights > 0 ? weights : 1);
        columns.right[i] = json_is_true(json_object_get(column, "right"));
    }
    return columns;
}

static const char *cell_text(const json_t *cell, char room[40])
{
    room[0] = '\0';
    if (json_is_string(cell))
        return json_string_value(cell);
    if (json_is_number(cell))
        snprintf(room, 40, "%.10g", json_number_value(cell));
    return room;
}

static double row_height(struct page *page, const struct columns *columns, const json_t *cells,
                         bool head)
{
    double height = 0;
    char room[40];
    for (size_t i = 0; i < columns->n; i++) {
        const json_t *cell = json_array_get(cells, i);
        const char *text = head ? text_of(cell, "label") : cell_text(cell, room);
        double high =
            box_height(page, (struct text){text, SIZE_TEXT, head, 0, 0}, columns->widths[i]);
        height = high > height ? high : height;
    }
    return height;
}

static void draw_row(struct page *page, const struct columns *columns, const json_t *cells,
                     bool head)
{
    double height = row_height(page, columns, cells, head), x = page->margin;
    char room[40];
    for (size_t i = 0; i < columns->n; i++) {
        const json_t *cell = json_array_get(cells, i);
        const char *text = head ? text_of(cell, "label") : cell_text(cell, room);
        draw_box(page, (struct text){text, SIZE_TEXT, head, columns->right[i], 0}, x,
                 columns->widths[i], height, head);
        x += columns->widths[i];
    }
    page->y += height;
}

static void draw_table(struct page *page, const json_t *block)
{
    const json_t *head = json_object_get(block, "columns"), *rows = json_object_get(block, "rows");
    struct columns columns = columns_of(page, head);
    size_t i;
    json_t *row;
    double head_height = row_height(page, &columns, head, true);
    double first =
        json_array_size(rows) > 0 ? row_height(page, &columns, json_array_get(rows, 0), false) : 0;
    make_room(page, head_height + first);
    draw_row(page, &columns, head, true);
    json_array_foreach(rows, i, row)
    {
        if (make_room(page, row_height(page, &columns, row, false)))
            draw_row(page, &columns, head, true);
        draw_row(page, &columns, row, false);
    }
}

static void draw_signatures(struct page *page, const json_t *list)
{
    enum { HEIGHT = 42 };
    size_t n = json_array_size(list), i;
    json_t *entry;
    double width = inner_width(page) / (double)(n > 0 ? n : 1);
    make_room(page, HEIGHT);
    json_array_foreach(list, i, entry)
    {
        char text[700];
        snprintf(text, sizeof text, "%s\n%s\n%s", text_of(entry, "label"), text_of(entry, "by"),
                 text_of(entry, "at"));
        draw_box(page, (struct text){text, SIZE_TEXT, 0, 0, 0}, page->margin + width * (double)i,
                 width, HEIGHT, false);
    }
    page->y += HEIGHT;
}

static void draw_note(struct page *page, const char *note)
{
    struct text text = {note, SIZE_TEXT, 0, 0, 0};
    double height = text_height(page, text, inner_width(page));
    make_room(page, height);
    draw_text(page, text, page->margin, page->y, inner_width(page));
    page->y += height;
}

static void draw_block(struct page *page, const json_t *block)
{
    enum { LEAST = 75 }; /* a title alone at the foot of a page helps nobody */
    struct text title = {text_of(block, "title"), SIZE_BLOCK, true, 0, 0};
    page->y += 7;
    if (*title.at) {
        make_room(page, LEAST);
        draw_text(page, title, page->margin, page->y, inner_width(page));
        page->y += text_height(page, title, inner_width(page)) + 3;
    }
    if (json_object_get(block, "fields"))
        draw_fields(page, json_object_get(block, "fields"));
    else if (json_object_get(block, "columns"))
        draw_table(page, block);
    else if (json_object_get(block, "signatures"))
        draw_signatures(page, json_object_get(block, "signatures"));
    else
        draw_note(page, text_of(block, "note"));
}

/* ---- Copies -----------------------------------------------------------------------------------
 */

static void draw_copy(struct page *page)
{
    size_t i;
    json_t *block;
    page->number = 0;
    begin_page(page);
    draw_title(page);
    json_array_foreach(json_object_get(page->document, "blocks"), i, block) draw_block(page, block);
    end_page(page);
}

static cairo_status_t drop(void *closure, const unsigned char *bytes, unsigned n)
{
    (void)closure, (void)bytes, (void)n;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t put(void *closure, const unsigned char *bytes, unsigned n)
{
    return fwrite(bytes, 1, n, closure) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static int count_pages(struct page page)
{
    cairo_surface_t *nowhere =
        cairo_pdf_surface_create_for_stream(drop, NULL, page.width, page.height);
    page.cr = cairo_create(nowhere);
    page.pages = 0;
    draw_copy(&page);
    cairo_destroy(page.cr);
    cairo_surface_destroy(nowhere);
    return page.number;
}

bool pdf_write(const json_t *document, FILE *out)
{
    bool wide = strcmp(text_of(document, "paper"), "a4_wide") == 0;
    struct page page = {.document = document,
                        .copy = "",
                        .width = (wide ? 297 : 210) * MM,
                        .height = (wide ? 210 : 297) * MM,
                        .margin = MARGIN_MM * MM};
    const json_t *copies = json_object_get(document, "copies");
    size_t n = json_array_size(copies);
    page.pages = count_pages(page);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(put, out, page.width, page.height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_of(document, "title"));
    page.cr = cairo_create(surface);
    for (size_t i = 0; i < (n > 0 ? n : 1); i++) {
        const char *copy = json_string_value(json_array_get(copies, i));
        page.copy = copy ? copy : "";
        draw_copy(&page);
    }
    cairo_destroy(page.cr);
    cairo_surface_finish(surface);
    bool done = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    return done;
}
