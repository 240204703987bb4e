/* The XLSX of a document: one sheet, the blocks one below the other, numbers as numbers. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "print/page_int.h"

struct sheet {
    lxw_workbook *book;
    lxw_worksheet *at;
    lxw_format *title, *block, *label, *cell, *number, *head, *small;
    lxw_row_t row;
    lxw_col_t width; /* columns that the document takes */
};

static lxw_format *boxed(lxw_workbook *book, bool shade)
{
    lxw_format *format = workbook_add_format(book);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (shade)
        format_set_bg_color(format, 0xEDEFF2);
    return format;
}

static void make_formats(struct sheet *sheet)
{
    sheet->title = workbook_add_format(sheet->book);
    format_set_bold(sheet->title);
    format_set_font_size(sheet->title, 16);
    format_set_align(sheet->title, LXW_ALIGN_CENTER);
    sheet->block = workbook_add_format(sheet->book);
    format_set_bold(sheet->block);
    format_set_font_size(sheet->block, 12);
    sheet->label = boxed(sheet->book, true);
    sheet->head = boxed(sheet->book, true);
    format_set_bold(sheet->head);
    sheet->cell = boxed(sheet->book, false);
    sheet->number = boxed(sheet->book, false);
    format_set_num_format(sheet->number, "#,##0.###");
    sheet->small = workbook_add_format(sheet->book);
    format_set_font_size(sheet->small, 8);
}

/* The widest table, and at least label and value twice. */
static lxw_col_t width_of(const json_t *document)
{
    size_t width = 4, i;
    json_t *block;
    json_array_foreach(json_object_get(document, "blocks"), i, block)
    {
        size_t columns = json_array_size(json_object_get(block, "columns"));
        width = columns > width ? columns : width;
    }
    return (lxw_col_t)width;
}

/* A text over the columns from `first` to the last. */
static void put_wide(struct sheet *sheet, lxw_col_t first, const char *text, lxw_format *format)
{
    lxw_col_t last = (lxw_col_t)(sheet->width - 1);
    if (first < last)
        worksheet_merge_range(sheet->at, sheet->row, first, sheet->row, last, text, format);
    else
        worksheet_write_string(sheet->at, sheet->row, first, text, format);
}

enum { FIRST_CHARS = 26, COLUMN_CHARS = 16, LINE_POINTS = 15 };

/* Programs do not make rows of merged cells higher by themselves, and some none at all. A Chinese
 * character is as wide as two letters; lines break a little before they are full. */
static size_t lines_of(const char *text, size_t chars)
{
    size_t wide = 0, room = chars * 8 / 10;
    for (const char *c = text; *c; c++)
        wide += ((unsigned char)*c & 0x80) == 0 ? 1 : ((unsigned char)*c & 0xC0) == 0xC0 ? 2 : 0;
    return wide / room + 1;
}

static void end_row(struct sheet *sheet, size_t lines)
{
    if (lines > 1)
        worksheet_set_row(sheet->at, sheet->row, (double)lines * LINE_POINTS, NULL);
    sheet->row++;
}

static void put_pair(struct sheet *sheet, const char *label, const char *value)
{
    size_t lines = lines_of(value, (size_t)(sheet->width - 1) * COLUMN_CHARS);
    size_t label_lines = lines_of(label, FIRST_CHARS);
    worksheet_write_string(sheet->at, sheet->row, 0, label, sheet->label);
    put_wide(sheet, 1, value, sheet->cell);
    end_row(sheet, lines > label_lines ? lines : label_lines);
}

static void put_fields(struct sheet *sheet, const json_t *fields)
{
    size_t i;
    json_t *field;
    json_array_foreach(fields, i, field)
        put_pair(sheet, text_of(field, "label"), text_of(field, "value"));
}

/* Gives the lines that the text takes. */
static size_t put_cell(struct sheet *sheet, size_t column, const char *text, lxw_format *format)
{
    worksheet_write_string(sheet->at, sheet->row, (lxw_col_t)column, text, format);
    return lines_of(text, column == 0 ? FIRST_CHARS : COLUMN_CHARS);
}

static void put_row(struct sheet *sheet, const json_t *row)
{
    size_t lines = 1, c;
    json_t *cell;
    json_array_foreach(row, c, cell)
    {
        size_t high = 1;
        if (json_is_number(cell))
            worksheet_write_number(sheet->at, sheet->row, (lxw_col_t)c, json_number_value(cell),
                                   sheet->number);
        else
            high = put_cell(sheet, c, json_is_string(cell) ? json_string_value(cell) : "",
                            sheet->cell);
        lines = high > lines ? high : lines;
    }
    end_row(sheet, lines);
}

static void put_table(struct sheet *sheet, const json_t *block)
{
    size_t lines = 1, i;
    json_t *column, *row;
    json_array_foreach(json_object_get(block, "columns"), i, column)
    {
        size_t high = put_cell(sheet, i, text_of(column, "label"), sheet->head);
        lines = high > lines ? high : lines;
    }
    end_row(sheet, lines);
    json_array_foreach(json_object_get(block, "rows"), i, row) put_row(sheet, row);
}

static void put_signatures(struct sheet *sheet, const json_t *list)
{
    size_t i;
    json_t *entry;
    json_array_foreach(list, i, entry)
    {
        char text[600];
        snprintf(text, sizeof text, "%s  %s", text_of(entry, "by"), text_of(entry, "at"));
        put_pair(sheet, text_of(entry, "label"), text);
    }
}

static void put_block(struct sheet *sheet, const json_t *block)
{
    sheet->row++;
    if (*text_of(block, "title"))
        worksheet_write_string(sheet->at, sheet->row++, 0, text_of(block, "title"), sheet->block);
    if (json_object_get(block, "fields"))
        put_fields(sheet, json_object_get(block, "fields"));
    else if (json_object_get(block, "columns"))
        put_table(sheet, block);
    else if (json_object_get(block, "signatures"))
        put_signatures(sheet, json_object_get(block, "signatures"));
    else {
        put_wide(sheet, 0, text_of(block, "note"), NULL);
        sheet->row++;
    }
}

static void put_document(struct sheet *sheet, const json_t *document)
{
    size_t i;
    json_t *pair, *block;
    put_wide(sheet, 0, text_of(document, "title"), sheet->title);
    worksheet_set_row(sheet->at, sheet->row++, 26, NULL);
    json_array_foreach(json_object_get(document, "head"), i, pair)
    {
        const char *label = json_string_value(json_array_get(pair, 0));
        const char *value = json_string_value(json_array_get(pair, 1));
        if (label && value && *value)
            put_pair(sheet, label, value);
    }
    json_array_foreach(json_object_get(document, "blocks"), i, block) put_block(sheet, block);
    sheet->row++;
    worksheet_write_string(sheet->at, sheet->row, 0, text_of(document, "foot"), sheet->small);
}

static bool copy_file(const char *path, FILE *out)
{
    FILE *file = fopen(path, "rb");
    char bytes[65536];
    size_t n;
    bool fine = file != NULL;
    while (fine && (n = fread(bytes, 1, sizeof bytes, file)) > 0)
        fine = fwrite(bytes, 1, n, out) == n;
    if (file)
        fclose(file);
    return fine;
}

bool xlsx_write(const json_t *document, FILE *out)
{
    char path[] = "/tmp/lifeline-print-XXXXXX";
    int made = mkstemp(path);
    if (made < 0)
        return false;
    close(made);
    struct sheet sheet = {.book = workbook_new(path), .width = width_of(document)};
    sheet.at = workbook_add_worksheet(sheet.book, "lifeline");
    make_formats(&sheet);
    worksheet_set_column(sheet.at, 0, 0, FIRST_CHARS, NULL);
    worksheet_set_column(sheet.at, 1, (lxw_col_t)(sheet.width - 1), COLUMN_CHARS, NULL);
    worksheet_set_paper(sheet.at, 9); /* A4 */
    worksheet_fit_to_pages(sheet.at, 1, 0);
    if (strcmp(text_of(document, "paper"), "a4_wide") == 0)
        worksheet_set_landscape(sheet.at);
    put_document(&sheet, document);
    bool done = workbook_close(sheet.book) == LXW_NO_ERROR && copy_file(path, out);
    unlink(path);
    return done;
}
