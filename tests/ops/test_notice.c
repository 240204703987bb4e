#include "town.h"

#include <stdlib.h>
#include <unistd.h>

#define TEXTS                                                                                           \
    "\"kind\":\"service_change\",\"headline\":{\"zh\":\"营业厅暂停\",\"en\":\"Counters closed\"}," \
    "\"description\":{\"zh\":\"自即日起 <暂停> & 另行通知\",\"en\":\"From today <until> & "   \
    "beyond\"},\"instruction\":{\"zh\":\"请网上办理\",\"en\":\"Use the online service\"}"

struct desk {
    struct actor editor, reader;
};

static void staff(struct town *town, struct desk *desk)
{
    desk->editor = town_user(town, "editor", "dispatcher", "\"editor\"");
    desk->reader = town_user(town, "reader", "dispatcher", "\"proof_reader\"");
}

static json_t *notice_of(struct town *town, const char *id)
{
    return town_get(town, "notice.get", "{\"id\":\"%s\"}", id);
}

static void assert_state(struct town *town, const char *id, const char *wanted)
{
    json_t *notice = notice_of(town, id);
    assert_string_equal(json_text(notice, "state", ""), wanted);
    json_decref(notice);
}

static enum err check(struct town *town, const struct actor *actor, const char *id, bool yes)
{
    json_t *notice = notice_of(town, id);
    enum err rc = town_try(town, actor, "approval.decide", NULL,
                           "{\"id\":\"%s\",\"approve\":%s,\"reason\":\"read\"}",
                           json_text(notice, "approval", ""), yes ? "true" : "false");
    json_decref(notice);
    return rc;
}

static void publish(struct town *town, const struct desk *desk, const char *id)
{
    town_do(town, NULL, "notice.submit", "{\"id\":\"%s\"}", id);
    assert_int_equal(check(town, &desk->editor, id, true), ERR_OK);
    assert_int_equal(check(town, &desk->reader, id, true), ERR_OK);
    assert_state(town, id, "published");
}

/* The notice as CAP must please the schema of OASIS, and the rules beyond it. */
static void assert_cap(struct town *town, const char *id, const char *type)
{
    char file[] = "/tmp/lifeline-cap-XXXXXX", command[1024], wanted[64];
    json_t *cap = town_get(town, "notice.format", "{\"id\":\"%s\",\"format\":\"cap\"}", id);
    const char *text = json_text(cap, "text", "");
    snprintf(wanted, sizeof wanted, "<msgType>%s</msgType>", type);
    assert_non_null(strstr(text, wanted));
    assert_non_null(strstr(text, "<language>zh-CN</language>"));
    assert_non_null(strstr(text, "<language>en</language>"));
    assert_null(strstr(text, "Z</sent>"));
    assert_null(strstr(text, "<references></references>"));
    assert_true((strstr(text, "<references>") != NULL) == (strcmp(type, "Alert") != 0));
    const char *shared = getenv("LIFELINE_SHARED");
    snprintf(command, sizeof command, "%s/data/standards/cap/CAP-v1.2.xsd", shared ? shared : "");
    if (access(command, R_OK) == 0 && system("command -v xmllint >/dev/null") == 0) {
        int fd = mkstemp(file);
        assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
        close(fd);
        snprintf(
            command, sizeof command,
            "xmllint --nonet --noout --schema %s/data/standards/cap/CAP-v1.2.xsd %s 2>/dev/null",
            shared, file);
        assert_int_equal(system(command), 0);
        unlink(file);
    }
    json_decref(cap);
}

/* S0-11: out only after two checks by two people who did not write it. */
static void a_notice_goes_out_after_two_checks_by_two_people(void **state)
{
    (void)state;
    struct town town;
    struct desk desk;
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_open(&town);
    staff(&town, &desk);
    assert_int_equal(town_try(&town, &desk.editor, "notice.create", &reply, "{" TEXTS "}"), ERR_OK);
    memcpy(id, reply->id, sizeof id);
    ops_reply_free(reply);
    assert_int_equal(town_try(&town, &desk.editor, "notice.submit", NULL, "{\"id\":\"%s\"}", id),
                     ERR_OK);
    assert_int_equal(check(&town, &desk.editor, id, true), ERR_DENIED); /* wrote it */
    assert_int_equal(check(&town, &desk.reader, id, true), ERR_DENIED); /* not yet */
    struct actor second = town_user(&town, "second", "dispatcher", "\"editor\"");
    assert_int_equal(check(&town, &second, id, true), ERR_OK);
    assert_state(&town, id, "checking");
    assert_int_equal(check(&town, &desk.reader, id, false), ERR_OK);
    assert_state(&town, id, "rejected");

    town_do(&town, NULL, "notice.edit",
            "{\"id\":\"%s\",\"headline\":{\"zh\":\"营业厅停业\",\"en\":\"Counters shut\"}}", id);
    publish(&town, &desk, id);
    json_t *notice = notice_of(&town, id);
    assert_string_equal(json_text(notice, "identifier", ""), "64030041600000_20220927113200_1");
    json_decref(notice);
    assert_int_equal(
        town_try(&town, &town.admin, "notice.edit", NULL, "{\"id\":\"%s\"," TEXTS "}", id),
        ERR_STATE);
    assert_cap(&town, id, "Alert");
    town_close(&town);
}

static void updates_and_ends_refer_to_what_was_said(void **state)
{
    (void)state;
    struct town town;
    struct desk desk;
    char first[ID_TEXT_SIZE], next[ID_TEXT_SIZE], zone[ID_TEXT_SIZE];
    town_open(&town);
    staff(&town, &desk);
    town_do(
        &town, zone, "zone.create",
        "{\"name\":{\"zh\":\"东区\",\"en\":\"East\"},\"policy\":\"epidemic-2022-06\",\"level\":"
        "\"high\",\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[106.1,37.9],[106.2,37.9],"
        "[106.2,38.0],[106.1,38.0],[106.1,37.9]]]}}");
    town_do(&town, first, "notice.create", "{\"zones\":[\"%s\"]," TEXTS "}", zone);
    publish(&town, &desk, first);
    town_advance(&town, 600);
    town_do(&town, next, "notice.create",
            "{\"replaces\":\"%s\",\"zones\":[\"%s\"],\"expires\":\"2022-09-28T00:00:00+08:00\","
            "" TEXTS "}",
            first, zone);
    publish(&town, &desk, next);
    assert_state(&town, first, "superseded");
    json_t *notice = notice_of(&town, next);
    assert_string_equal(json_text(notice, "references", ""),
                        "lifeline.wuzhong,64030041600000_20220927113200_1,"
                        "2022-09-27T11:32:00+08:00");
    json_decref(notice);
    assert_cap(&town, next, "Update");
    json_t *cap = town_get(&town, "notice.format", "{\"id\":\"%s\",\"format\":\"cap\"}", next);
    assert_non_null(strstr(json_text(cap, "text", ""),
                           "<polygon>37.900000,106.100000 37.900000,106.200000 38.000000,106.200000"
                           " 38.000000,106.100000 37.900000,106.100000</polygon>"));
    json_decref(cap);

    town_do(&town, NULL, "notice.cancel", "{\"id\":\"%s\",\"reason\":\"Open again.\"}", next);
    assert_cap(&town, next, "Cancel");
    town_close(&town);
}

/* S3-39: one text, four formats; what goes to everybody holds no markup of the text. */
static void one_text_goes_out_in_four_formats(void **state)
{
    (void)state;
    struct town town;
    struct desk desk;
    char id[ID_TEXT_SIZE];
    static const char *const formats[] = {"cap", "web", "feed", "short"};
    town_open(&town);
    staff(&town, &desk);
    town_do(&town, id, "notice.create", "{" TEXTS "}");
    const struct actor everybody = actor_system("page");
    assert_int_equal(town_try(&town, &everybody, "notice.format", NULL,
                              "{\"id\":\"%s\",\"format\":\"web\"}", id),
                     ERR_NOT_FOUND); /* not out yet */
    publish(&town, &desk, id);
    for (size_t i = 0; i < 4; i++) {
        json_t *shown =
            town_get(&town, "notice.format", "{\"id\":\"%s\",\"format\":\"%s\",\"lang\":\"en\"}",
                     id, formats[i]);
        const char *text = json_text(shown, "text", "");
        assert_non_null(strstr(text, "Counters closed"));
        assert_null(strstr(text, "<until>"));
        json_decref(shown);
    }
    json_t *rss = town_get(&town, "notice.format", "{\"id\":\"%s\",\"format\":\"short\"}", id);
    assert_string_equal(json_text(rss, "text", ""),
                        "【城市运行保障指挥部】营业厅暂停请网上办理（服务热线 12345）");
    json_decref(rss);
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &everybody, "notice.public", &reply,
                              "{\"format\":\"rss\",\"lang\":\"en\"}"),
                     ERR_OK);
    const char *feed = json_text(ops_reply_json(reply), "text", "");
    assert_non_null(strstr(feed, "<pubDate>Tue, 27 Sep 2022 11:32:00 +0800</pubDate>"));
    ops_reply_free(reply);
    town_close(&town);
}

/* S0-9: a station closes; the notice with the alternatives is out within the hour, or it is said
 * that it is late. */
static void a_closed_station_is_announced_with_alternatives(void **state)
{
    (void)state;
    struct town town;
    struct desk desk;
    char closed[ID_TEXT_SIZE], other[ID_TEXT_SIZE], outage[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    town_open(&town);
    staff(&town, &desk);
    town_do(&town, closed, "site.create",
            "{\"kind\":\"refuelling\",\"name\":{\"zh\":\"一站\",\"en\":\"Station 1\"},\"place\":{"
            "\"lon\":106.2,\"lat\":37.98}}");
    town_do(&town, other, "site.create",
            "{\"kind\":\"refuelling\",\"name\":{\"zh\":\"二站\",\"en\":\"Station "
            "2\"},\"address\":\"2 "
            "East Rd\",\"place\":{\"lon\":106.21,\"lat\":37.98}}");
    assert_int_equal(town_try(&town, &town.admin, "outage.open", NULL,
                              "{\"site\":\"%s\",\"reason\":{\"zh\":\"管控\",\"en\":\"Order\"},"
                              "\"alternatives\":[\"%s\"]}",
                              closed, closed),
                     ERR_INVALID);
    town_do(&town, outage, "outage.open",
            "{\"site\":\"%s\",\"reason\":{\"zh\":\"管控令\",\"en\":\"Control order\"},"
            "\"alternatives\":[\"%s\"]}",
            closed, other);
    json_t *shown = town_get(&town, "outage.get", "{\"id\":\"%s\"}", outage);
    snprintf(id, sizeof id, "%s", json_text(shown, "notice", ""));
    json_decref(shown);
    json_t *notice = notice_of(&town, id);
    assert_string_equal(json_text(notice, "due_at", ""), "2022-09-27T12:32:00+08:00");
    assert_string_equal(json_text(json_object_get(notice, "instruction"), "en", ""),
                        "Please use instead: Station 2 (2 East Rd).");
    json_decref(notice);
    town_tick(&town, 3600);
    notice = notice_of(&town, id);
    assert_true(json_flag(notice, "late", false));
    json_decref(notice);
    assert_int_equal(check(&town, &desk.editor, id, true), ERR_OK);
    assert_int_equal(check(&town, &desk.reader, id, true), ERR_OK);
    town_do(&town, NULL, "outage.end", "{\"id\":\"%s\",\"reason\":\"Open again.\"}", outage);
    assert_state(&town, id, "cancelled");
    assert_cap(&town, id, "Cancel");
    town_close(&town);
}

static void a_notice_expires_by_the_clock(void **state)
{
    (void)state;
    struct town town;
    struct desk desk;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    staff(&town, &desk);
    town_do(&town, id, "notice.create", "{\"expires\":\"2022-09-27T12:00:00+08:00\"," TEXTS "}");
    publish(&town, &desk, id);
    town_tick(&town, 1680);
    assert_state(&town, id, "expired");
    struct verify_result result;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_goes_out_after_two_checks_by_two_people),
        cmocka_unit_test(updates_and_ends_refer_to_what_was_said),
        cmocka_unit_test(one_text_goes_out_in_four_formats),
        cmocka_unit_test(a_closed_station_is_announced_with_alternatives),
        cmocka_unit_test(a_notice_expires_by_the_clock),
    };
    return RUN_TESTS(tests);
}
