/* Documents become a PDF that pdftotext reads and an XLSX that another reader opens: Chinese text,
 * every copy, numbers as numbers, tables over several pages with their head repeated. */
#include "test.h"

#include <unistd.h>

#include "print/print.h"

/* The helper lies beside the program, and in a build in its own folder; tests run from another. */
static void link_helper(void)
{
    char self[900], from[1024], to[1024];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    self[n] = '\0';
    *strrchr(self, '/') = '\0';
    snprintf(from, sizeof from, "%s/src/print/lifeline-print", getenv("LIFELINE_BUILD"));
    snprintf(to, sizeof to, "%s/lifeline-print", self);
    unlink(to);
    assert_int_equal(symlink(from, to), 0);
}

static json_t *document(const char *paper, int rows, int copies)
{
    json_t *list = json_array(), *names = json_array();
    for (int i = 0; i < rows; i++)
        json_array_append_new(list, json_pack("[s, f]", "收运点位", 12.5 + i));
    for (int i = 0; i < copies; i++)
        json_array_append_new(names, json_sprintf("第%d联", i + 1));
    return json_pack(
        "{s:s, s:s, s:s, s:[[s,s],[s,s]], s:o, s:s, s:[{s:s, s:[{s:s, s:s, s:b}]}, {s:s, s:[{s:s, "
        "s:i, s:b}, {s:s, s:i, s:b}], s:o}, {s:s, s:[{s:s, s:s, s:s}]}, {s:s, s:s}]}",
        "title", "医疗废物转移联单", "lang", "zh", "paper", paper, "head", "编号", "M-1", "空", "",
        "copies", names, "foot", "waste_manifest v1", "blocks", "title", "产生单位", "fields",
        "label", "名称", "value", "隔离酒店", "wide", 0, "title", "明细", "columns", "label",
        "点位名称", "weight", 2, "right", 0, "label", "重量", "weight", 1, "right", 1, "rows", list,
        "title", "签字", "signatures", "label", "产生单位", "by", "张某", "at", "2022-09-27 09:00",
        "title", "", "note", "说明");
}

static void print_to(const char *path, json_t *document, enum print_format format)
{
    struct error error = {0};
    char *bytes = NULL;
    size_t size = 0;
    if (print_render(document, format, &bytes, &size, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    free(bytes);
    json_decref(document);
}

/* What a command prints. Free it. */
static char *output_of(const char *command)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char *text = calloc(1, 1 << 20);
    size_t n = fread(text, 1, (1 << 20) - 1, pipe);
    text[n] = '\0';
    if (pclose(pipe) != 0)
        fail_msg("%s: %s", command, text);
    return text;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

static void a_pdf_holds_every_copy_and_every_row_with_its_head(void **state)
{
    (void)state;
    link_helper();
    print_to("form.pdf", document("a4", 90, 5), PRINT_PDF);
    char *text = output_of("pdftotext -layout form.pdf -");
    for (int i = 1; i <= 5; i++) {
        char copy[16];
        snprintf(copy, sizeof copy, "第%d联", i);
        assert_true(count(text, copy) >= 2); /* on each page of the copy */
    }
    assert_int_equal(count(text, "收运点位"), 5 * 90);
    assert_int_equal(count(text, "101.5"), 5);
    assert_true(count(text, "点位名称") >= 10);
    assert_int_equal(count(text, "张某"), 5);
    assert_int_equal(count(text, "1/3"), 5);
    free(text);
    char *info = output_of("pdfinfo form.pdf");
    assert_non_null(strstr(info, "(A4)"));
    assert_non_null(strstr(info, "Pages:           15"));
    free(info);
    char *fonts = output_of("pdffonts form.pdf");
    assert_non_null(strstr(fonts, "NotoSansCJK"));
    free(fonts);
}

static void a_wide_paper_lies_on_its_side(void **state)
{
    (void)state;
    print_to("wide.pdf", document("a4_wide", 1, 0), PRINT_PDF);
    char *info = output_of("pdfinfo wide.pdf");
    assert_non_null(strstr(info, "841.89 x 595.276"));
    assert_non_null(strstr(info, "Pages:           1"));
    free(info);
}

static void another_reader_opens_the_xlsx_and_adds_up_its_numbers(void **state)
{
    (void)state;
    print_to("form.xlsx", document("a4", 3, 0), PRINT_XLSX);
    char *text = output_of(
        "/usr/bin/python3 -c \"import openpyxl; s = openpyxl.load_workbook('form.xlsx').active; "
        "cells = [c for r in s.iter_rows(values_only=True) for c in r]; "
        "print(s['A1'].value, sum(c for c in cells if isinstance(c, float)), "
        "cells.count('收运点位'), '张某  2022-09-27 09:00' in cells)\"");
    assert_string_equal(text, "医疗废物转移联单 40.5 3 True\n");
    free(text);
}

static void what_is_no_document_or_too_large_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    char *bytes = NULL;
    size_t size = 0;
    json_t *list = json_array();
    assert_int_equal(print_render(list, PRINT_PDF, &bytes, &size, &error), ERR_INTERNAL);
    json_decref(list);
    char *large = malloc(PRINT_IN_MAX + 1);
    memset(large, 'a', PRINT_IN_MAX);
    large[PRINT_IN_MAX] = '\0';
    json_t *big = json_pack("{s:s}", "title", large);
    free(large);
    assert_int_equal(print_render(big, PRINT_PDF, &bytes, &size, &error), ERR_LIMIT);
    json_decref(big);
    enum print_format format;
    assert_false(print_format_parse("doc", &format));
    assert_true(print_format_parse("xlsx", &format) && format == PRINT_XLSX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pdf_holds_every_copy_and_every_row_with_its_head),
        cmocka_unit_test(a_wide_paper_lies_on_its_side),
        cmocka_unit_test(another_reader_opens_the_xlsx_and_adds_up_its_numbers),
        cmocka_unit_test(what_is_no_document_or_too_large_is_refused),
    };
    return RUN_TESTS(tests);
}
