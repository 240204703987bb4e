#include "test.h"

#include "base/json.h"
#include "base/log.h"

static void every_line_is_one_json_object(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    struct clock *clock = clock_virtual(1664249520000);
    struct log *log = log_new(stream, clock, LOG_INFO);
    log_debug(log, "not.seen", NULL);
    log_info(log, "job.new", LOG_S("place", "1\"2\\3\n瓶"), LOG_I("rows", -5), LOG_F("share", 0.5),
             NULL);
    log_info(NULL, "nowhere", NULL);
    fflush(stream);

    json_t *line = NULL;
    assert_int_equal(json_read(sv_of(text), "log", &line, NULL), ERR_OK);
    assert_string_equal(json_text(line, "at", ""), "2022-09-27T03:32:00Z");
    assert_string_equal(json_text(line, "event", ""), "job.new");
    assert_string_equal(json_text(line, "place", ""), "1\"2\\3\n瓶");
    assert_int_equal(json_i64(line, "rows", 0), -5);
    json_decref(line);
    log_free(log);
    clock_free(clock);
    fclose(stream);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_is_one_json_object)};
    return RUN_TESTS(tests);
}
