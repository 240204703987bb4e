/* The register of a gate: within its hours with a permit, out of them for a red job only. */
#include "town.h"

struct street {
    struct town town;
    char zone[ID_TEXT_SIZE], gate[ID_TEXT_SIZE], permit[ID_TEXT_SIZE];
};

/* A control zone of 2022-06, whose level lets red jobs in at any hour, with a gate that is open
 * from 06:00 to 10:00; it is 11:32. */
static void open_street(struct street *street)
{
    struct town *town = &street->town;
    town_open(town);
    town_settle(town);
    town_do(
        town, street->zone, "zone.create",
        "{\"name\":{\"en\":\"Z\"},\"policy\":\"epidemic-2021\",\"level\":\"control\",\"polygon\":{"
        "\"type\":\"Polygon\",\"coordinates\":[[[106.1,37.9],[106.2,37.9],[106.2,38.0],[106.1,38.0]"
        ","
        "[106.1,37.9]]]}}");
    town_do(town, street->gate, "gate.create",
            "{\"zone\":\"%s\",\"name\":{\"en\":\"G\"},\"place\":{\"lon\":106.2,\"lat\":37.95},"
            "\"hours\":[{"
            "\"from\":\"06:00\",\"until\":\"10:00\"}]}",
            street->zone);
    town_do(town, street->permit, "permit.create",
            "{\"kind\":\"zone_entry\",\"holder\":{\"crew\":\"%s\"},\"zone\":\"%s\",\"from\":"
            "\"2022-09-27T00:00:00+08:00\",\"until\":\"2022-09-28T00:00:00+08:00\"}",
            town->crew, street->zone);
}

static void comes(struct street *street, const char *why)
{
    json_t *passage =
        town_get(&street->town, "gate.pass",
                 "{\"id\":\"%s\",\"direction\":\"in\",\"permit\":\"%s\",\"who\":\"crew\","
                 "\"temperature\":36.5}",
                 street->gate, street->permit);
    assert_string_equal(json_text(passage, "why", ""), why);
    assert_string_equal(json_text(passage, "result", ""), *why ? "turned_back" : "passed");
    json_decref(passage);
}

static void out_of_hours_a_red_job_opens_the_gate_and_nothing_else(void **state)
{
    (void)state;
    struct street street;
    struct town *town = &street.town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], request[ID_TEXT_SIZE];
    open_street(&street);
    comes(&street, "outside_hours");
    /* A cylinder is no emergency. */
    town_call(town, request, job);
    town_plan(town, job, town->crew, visit);
    comes(&street, "outside_hours");
    json_t *leak =
        town_get(town, "request.create",
                 "{\"org\":\"%s\",\"service\":\"gas.leak\",\"caller\":{},\"place\":{\"lon\":"
                 "106.195,\"lat\":37.992},\"answers\":{\"smell\":\"strong\"}}",
                 town->org);
    snprintf(job, sizeof job, "%s", json_text(json_object_get(leak, "job"), "id", ""));
    json_decref(leak);
    town_plan(town, job, town->crew, visit);
    comes(&street, "");
    town_close(town);
}

static void within_hours_a_permit_is_enough(void **state)
{
    (void)state;
    struct street street;
    open_street(&street);
    town_advance(&street.town, 19 * 3600); /* 06:32 of the next day: the permit is over */
    comes(&street, "permit_expired");
    town_do(&street.town, street.permit, "permit.create",
            "{\"kind\":\"zone_entry\",\"holder\":{\"crew\":\"%s\"},\"zone\":\"%s\",\"from\":"
            "\"2022-09-28T00:00:00+08:00\",\"until\":\"2022-09-29T00:00:00+08:00\"}",
            street.town.crew, street.zone);
    comes(&street, "");
    town_close(&street.town);
}

static void gate_is(struct street *street, const char *id, const char *state)
{
    json_t *gate = town_get(&street->town, "gate.get", "{\"id\":\"%s\"}", id);
    assert_string_equal(json_text(gate, "state", ""), state);
    json_decref(gate);
}

static void a_level_that_keeps_one_entrance_shuts_the_others(void **state)
{
    (void)state;
    struct street street;
    struct town *town = &street.town;
    char main_gate[ID_TEXT_SIZE], broken[ID_TEXT_SIZE];
    static const char gate[] = "{\"zone\":\"%s\",\"name\":{\"en\":\"M\"},\"place\":{\"lon\":106.1,"
                               "\"lat\":37.95}%s}";
    open_street(&street);
    town_do(town, broken, "gate.create", gate, street.zone, ",\"state\":\"closed\"");
    gate_is(&street, street.gate, "open"); /* none is marked */
    town_do(town, main_gate, "gate.create", gate, street.zone, ",\"entrance\":true");
    gate_is(&street, main_gate, "open");
    gate_is(&street, street.gate, "closed");
    town_do(town, NULL, "zone.lift", "{\"id\":\"%s\"}", street.zone);
    gate_is(&street, street.gate, "open");
    gate_is(&street, broken, "closed"); /* somebody had closed it */
    town_do(town, NULL, "zone.seal", "{\"id\":\"%s\",\"level\":\"control\"}", street.zone);
    gate_is(&street, street.gate, "closed");
    gate_is(&street, main_gate, "open");
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_of_hours_a_red_job_opens_the_gate_and_nothing_else),
        cmocka_unit_test(within_hours_a_permit_is_enough),
        cmocka_unit_test(a_level_that_keeps_one_entrance_shuts_the_others),
    };
    return RUN_TESTS(tests);
}
