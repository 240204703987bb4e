/* lifeline-print pdf|xlsx: a document (print.h) on standard input, its bytes on standard output. */
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

#include "print/page_int.h"
#include "print/print.h"

const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

#ifdef __SANITIZE_ADDRESS__
/* The libraries keep what they have learnt about fonts until the process ends. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo\nleak:libfontconfig\nleak:libpango\nleak:libglib\n";
}
#endif

static json_t *read_document(void)
{
    char *bytes = malloc(PRINT_IN_MAX + 1);
    json_error_t why;
    if (!bytes)
        abort();
    size_t n = fread(bytes, 1, PRINT_IN_MAX + 1, stdin);
    json_t *document = n <= PRINT_IN_MAX ? json_loadb(bytes, n, 0, &why) : NULL;
    free(bytes);
    if (!document)
        fputs("lifeline-print: standard input is no document.\n", stderr);
    return document;
}

int main(int argc, char **argv)
{
    bool pdf = argc == 2 && strcmp(argv[1], "pdf") == 0;
    bool xlsx = argc == 2 && strcmp(argv[1], "xlsx") == 0;
    if (!pdf && !xlsx) {
        fputs("usage: lifeline-print pdf|xlsx <document.json >file\n", stderr);
        return 2;
    }
    json_t *document = read_document();
    bool done = json_is_object(document) &&
                (pdf ? pdf_write(document, stdout) : xlsx_write(document, stdout));
    json_decref(document);
    done = fflush(stdout) == 0 && done;
    FcFini();
    return done ? 0 : 1;
}
