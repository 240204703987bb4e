#include "town.h"

#include "ops/gen/commands.h"

static void a_wrong_argument_is_named_by_its_path(void **state)
{
    (void)state;
    static const struct {
        const char *command, *args, *where;
    } wrong[] = {
        {"request.create", "{}", "service"},
        {"request.create", "{\"service\":7}", "service"},
        {"request.create", "{\"service\":\"\"}", "service"},
        {"request.create", "{\"service\":\"x\",\"caller\":{\"name\":\"n\",\"age\":3},\"place\":{}}",
         "caller.age"},
        {"request.create", "{\"service\":\"x\",\"caller\":{},\"place\":{\"lon\":\"106\"}}",
         "place.lon"},
        {"request.create", "{\"service\":\"x\",\"caller\":{},\"place\":{\"lon\":181}}",
         "place.lon"},
        {"request.create", "{\"service\":\"x\",\"caller\":{},\"place\":{\"site\":\"home\"}}",
         "place.site"},
        {"request.create", "{\"service\":\"x\",\"caller\":{},\"place\":{},\"answers\":[]}",
         "answers"},
        {"crew.create", "{\"name\":{},\"members\":[],\"shift\":{}}", "members"},
        {"crew.create",
         "{\"name\":{},\"members\":[\"01834b5e-7c00-7000-8000-000000000001\",\"x\"],\"shift\":{}}",
         "members[1]"},
        {"crew.create",
         "{\"name\":{},\"members\":[\"01834b5e-7c00-7000-8000-000000000001\"],\"shift\":{\"from\":"
         "\"08:00\"}}",
         "shift.from"},
        {"post.create",
         "{\"name\":{},\"shifts\":[{\"from\":\"8:00\",\"until\":\"20:00\",\"people\":2}]}",
         "shifts[0].from"},
        {"person.create", "{\"label\":\"a\",\"status\":\"asleep\"}", "status"},
        {"person.create", "{\"label\":\"a\",\"certificates\":[{\"code\":\"c\",\"valid_until\":7}]}",
         "certificates[0].valid_until"},
        {"request.feedback", "{\"id\":\"01834b5e-7c00-7000-8000-000000000001\",\"score\":6}",
         "score"},
        {"request.feedback", "{\"id\":\"01834b5e-7c00-7000-8000-000000000001\",\"score\":4.5}",
         "score"},
        {"job.transition", "{\"id\":\"01834b5e-7c00-7000-8000-000000000001\",\"to\":\"finished\"}",
         "to"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        json_t *args = town_json(wrong[i].args);
        struct error error = {0};
        const struct command *command = ops_command(wrong[i].command);
        assert_int_equal(spec_check(command->args, args, &error), ERR_INVALID);
        assert_string_equal(error.where, wrong[i].where);
        assert_true(strlen(error.text) > 10);
        json_decref(args);
    }
}

/* Characters are counted, not bytes: 200 of three bytes are a name, 201 are none. */
static void lengths_count_characters(void **state)
{
    (void)state;
    char text[1024] = "";
    for (int n = 1; n <= 201; n++) {
        strcat(text, "瓶");
        json_t *args = json_pack("{s:s}", "label", text);
        enum err rc = spec_check(ops_command("person.create")->args, args, NULL);
        assert_int_equal(rc, n <= 200 ? ERR_OK : ERR_INVALID);
        json_decref(args);
    }
}

static void commands_are_found_by_method_and_path(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *name;
        bool known;
    } routes[] = {
        {"POST", "/requests", "request.create", true},
        {"GET", "/requests", "request.list", true},
        {"GET", "/jobs/abc", "job.get", true},
        {"POST", "/visits/v/steps/serial_out", "step.record", true},
        {"GET", "/zone-at", "zone.at", true},
        {"GET", "/plan/revision", "plan.revision", true},
        {"DELETE", "/requests", NULL, true},
        {"GET", "/requests/", NULL, false},
        {"GET", "/jobs/", NULL, false},
        {"GET", "/jobs/a/b", NULL, false},
        {"GET", "", NULL, false},
        {"GET", "/", NULL, false},
        {"GET", "/nothing", NULL, false},
    };
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        bool known = false;
        json_t *args = json_object();
        const struct command *found = ops_route(routes[i].method, routes[i].path, args, &known);
        assert_int_equal(found != NULL, routes[i].name != NULL);
        if (found)
            assert_string_equal(found->name, routes[i].name);
        if (known != routes[i].known)
            fail_msg("%s", routes[i].path);
        if (found && strcmp(found->name, "step.record") == 0) {
            assert_string_equal(json_text(args, "id", ""), "v");
            assert_string_equal(json_text(args, "code", ""), "serial_out");
        }
        json_decref(args);
    }
}

static void no_two_commands_share_method_and_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMMANDS_N; i++) {
        assert_true(i == 0 || strcmp(commands[i - 1].name, commands[i].name) < 0);
        for (size_t j = 0; commands[i].path && j < i; j++) {
            if (commands[j].path && strcmp(commands[i].path, commands[j].path) == 0)
                assert_string_not_equal(commands[i].method, commands[j].method);
        }
    }
}

static void query_strings_become_values(void **state)
{
    (void)state;
    static const struct {
        const char *command, *name, *text, *json; /* json NULL: refused */
    } values[] = {
        {"zone.at", "lon", "106.2", "{\"lon\":106.2}"},
        {"zone.at", "lon", "nan", NULL},
        {"job.list", "open", "true", "{\"open\":true}"},
        {"job.list", "open", "1", NULL},
        {"job.list", "limit", "20", "{\"limit\":20}"},
        {"job.list", "limit", "2x", NULL},
        {"job.list", "state", "12", "{\"state\":\"12\"}"},
        {"job.list", "colour", "red", NULL},
        {"job.get", "id", "x", NULL}, /* of the path */
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        json_t *args = json_object();
        enum err rc = ops_arg_from_text(ops_command(values[i].command), values[i].name,
                                        values[i].text, args, NULL);
        assert_int_equal(rc, values[i].json ? ERR_OK : ERR_INVALID);
        char *text = json_canonical(args);
        assert_string_equal(text, values[i].json ? values[i].json : "{}");
        if (values[i].json) /* never twice */
            assert_int_equal(ops_arg_from_text(ops_command(values[i].command), values[i].name,
                                               values[i].text, args, NULL),
                             ERR_INVALID);
        free(text);
        json_decref(args);
    }
}

static void every_error_has_a_status_of_its_kind(void **state)
{
    (void)state;
    for (int code = 1; code < ERR_COUNT; code++) {
        int status = command_error_status((enum err)code);
        assert_true(status >= 400 && status < 600);
    }
    assert_int_equal(command_error_status(ERR_STALE), 412);
    assert_int_equal(command_error_status(ERR_STATE), 409);
    assert_int_equal(command_error_status(ERR_FORMAT), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_argument_is_named_by_its_path),
        cmocka_unit_test(lengths_count_characters),
        cmocka_unit_test(commands_are_found_by_method_and_path),
        cmocka_unit_test(no_two_commands_share_method_and_path),
        cmocka_unit_test(query_strings_become_values),
        cmocka_unit_test(every_error_has_a_status_of_its_kind),
    };
    return RUN_TESTS(tests);
}
