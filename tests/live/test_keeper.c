#include <unistd.h>

#include "../ops/town.h"
#include "live/keeper.h"

static bool has_ended(struct town *town, const char *mode)
{
    json_t *shown = town_get(town, "mode.get", "{\"id\":\"%s\"}", mode);
    bool ended = strcmp(json_text(shown, "state", ""), "ended") == 0;
    json_decref(shown);
    return ended;
}

/* Nobody presses anything: the time that was set is over, and the mode is written as ended. */
static void what_is_due_happens_when_the_clock_gets_there(void **state)
{
    (void)state;
    struct town town;
    struct keeper *keeper = NULL;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    assert_int_equal(keeper_start(town.ops, town.clock, NULL, &keeper, NULL), ERR_OK);
    town_do(&town, mode, "mode.switch", "{\"plan\":\"cold_wave\",\"hours\":1,\"reason\":\"r\"}");
    town_advance(&town, 3599);
    assert_false(has_ended(&town, mode));
    town_advance(&town, 1);
    /* Its thread needs a moment; a test that waits for ever would hide that it never comes. */
    bool ended = false;
    for (int i = 0; i < 2000 && !ended; i++) {
        ended = has_ended(&town, mode);
        usleep(5000);
    }
    assert_true(ended);
    keeper_stop(keeper);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_happens_when_the_clock_gets_there),
    };
    return RUN_TESTS(tests);
}
