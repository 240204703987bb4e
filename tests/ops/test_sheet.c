/* Forms filled in by people: what is missing, wrong or signed cannot slip through. */
#include "chain.h"

static enum err sheet_try(struct town *town, const char *name, const char *where,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Gives the code; the error must say that it is at `where` (NULL: wherever). */
static enum err sheet_try(struct town *town, const char *name, const char *where,
                          const char *format, ...)
{
    struct ops_reply *reply = NULL;
    va_list args;
    va_start(args, format);
    enum err rc = town_call_args(town, &town->admin, name, &reply, format, args);
    va_end(args);
    if (where && strcmp(reply->error.where, where) != 0)
        fail_msg("%s: %s, not %s", reply->error.where, reply->error.text, where);
    ops_reply_free(reply);
    return rc;
}

#define LOG                                                                                        \
    "\"object\":\"vehicle\",\"which\":\"NC-1\",\"from\":\"2022-09-27T11:00:00+08:00\",\"until\":"  \
    "\"2022-09-27T11:30:00+08:00\",\"agent\":\"chlorine\",\"mg_l\":500,\"contact_min\":30"

static void a_sheet_stands_only_when_all_is_filled_in_and_two_people_have_signed(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, id, "sheet.create", "{\"form\":\"disinfection_log\",\"values\":{" LOG "}}");
    assert_int_equal(
        sheet_try(&town, "sheet.sign", "result",
                  "{\"id\":\"%s\",\"slot\":\"operator\",\"signature\":" SIGNED("a") "}", id),
        ERR_RULE);
    town_do(&town, NULL, "sheet.update", "{\"id\":\"%s\",\"values\":{\"result\":\"pass\"}}", id);
    town_do(&town, NULL, "sheet.sign",
            "{\"id\":\"%s\",\"slot\":\"operator\",\"signature\":" SIGNED("a") "}", id);
    /* The same hand does not check itself. */
    assert_int_equal(sheet_try(&town, "sheet.sign", "signature.by",
                               "{\"id\":\"%s\",\"slot\":\"checker\",\"signature\":" SIGNED("a") "}",
                               id),
                     ERR_RULE);
    assert_int_equal(
        sheet_try(&town, "sheet.update", "mg_l", "{\"id\":\"%s\",\"values\":{\"mg_l\":100}}", id),
        ERR_STATE);
    town_do(&town, NULL, "sheet.update", "{\"id\":\"%s\",\"values\":{\"parts\":\"cab\"}}", id);
    town_do(&town, NULL, "sheet.sign",
            "{\"id\":\"%s\",\"slot\":\"checker\",\"signature\":" SIGNED("b") "}", id);
    json_t *sheet = town_get(&town, "sheet.get", "{\"id\":\"%s\"}", id);
    assert_string_equal(json_text(sheet, "state", ""), "standing");
    json_decref(sheet);
    assert_int_equal(sheet_try(&town, "sheet.update", "id", "{\"id\":\"%s\"}", id), ERR_STATE);
    town_do(&town, NULL, "sheet.correct",
            "{\"id\":\"%s\",\"values\":{\"mg_l\":1000},\"reason\":\"read wrong\"}", id);
    sheet = town_get(&town, "sheet.get", "{\"id\":\"%s\"}", id);
    const json_t *was = json_object_get(
        json_object_get(json_array_get(json_object_get(sheet, "corrections"), 0), "was"), "values");
    assert_int_equal(json_i64(was, "mg_l", 0), 500);
    json_decref(sheet);
    town_close(&town);
}

static void what_does_not_fit_the_form_is_refused_by_name(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    static const struct {
        const char *form, *rest, *where;
        enum err wanted;
    } calls[] = {
        {"no_such", "", "form", ERR_NOT_FOUND},
        {"waste_manifest", "", "form", ERR_RULE},
        {"disinfection_log", ",\"values\":{\"mg_l\":0}", "mg_l", ERR_INVALID},
        {"disinfection_log", ",\"values\":{\"object\":\"moon\"}", "object", ERR_INVALID},
        {"disinfection_log", ",\"values\":{\"from\":\"noon\"}", "from", ERR_INVALID},
        {"disinfection_log", ",\"values\":{\"colour\":1}", "colour", ERR_INVALID},
        {"gate_register", ",\"values\":{\"day\":\"2022-02-30\"}", "day", ERR_INVALID},
        {"gate_register", ",\"rows\":{\"guests\":[]}", "rows", ERR_INVALID},
        {"gate_register", ",\"rows\":{\"passages\":[{\"who\":\"A\"}]}", "direction", ERR_RULE},
        {"gate_register", ",\"rows\":{\"passages\":[1]}", "rows", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        assert_int_equal(sheet_try(&town, "sheet.create", calls[i].where, "{\"form\":\"%s\"%s}",
                                   calls[i].form, calls[i].rest),
                         calls[i].wanted);
    json_t *list = town_get(&town, "sheet.list", "{}");
    assert_int_equal(json_array_size(json_object_get(list, "items")), 0);
    json_decref(list);
    town_close(&town);
}

static void need(struct town *town, char id[ID_TEXT_SIZE], const char *item, int quantity)
{
    town_do(town, id, "sheet.create",
            "{\"form\":\"community_need\",\"values\":{\"community\":\"C\",\"item\":\"%s\","
            "\"quantity\":%d,\"unit\":\"L\",\"purpose\":\"epidemic\",\"urgent\":true}}",
            item, quantity);
}

#define SIGN_BOTH(id)                                                                              \
    do {                                                                                           \
        town_do(town, NULL, "sheet.sign",                                                          \
                "{\"id\":\"%s\",\"slot\":\"donor\",\"signature\":" SIGNED("d") "}", id);           \
        rc = sheet_try(town, "sheet.sign", NULL,                                                   \
                       "{\"id\":\"%s\",\"slot\":\"receiver\",\"signature\":" SIGNED("r") "}", id); \
    } while (0)

static enum err give(struct town *town, const char *need, const char *item, int quantity,
                     char id[ID_TEXT_SIZE])
{
    enum err rc;
    town_do(
        town, id, "sheet.create",
        "{\"form\":\"donation_receipt\",\"about\":{\"noun\":\"sheet\",\"id\":\"%s\"},\"values\":"
        "{\"donor\":\"Union\",\"contact\":\"Zhang San\",\"item\":\"%s\",\"quantity\":%d,"
        "\"unit\":\"L\",\"received_at\":\"2022-09-27T09:00:00+08:00\"}}",
        need, item, quantity);
    SIGN_BOTH(id);
    return rc;
}

static void a_gift_answers_an_open_need_and_never_more_than_is_short(void **state)
{
    (void)state;
    struct town opened, *town = &opened;
    char wanted[ID_TEXT_SIZE], gift[ID_TEXT_SIZE];
    town_open(town);
    town_settle(town);
    need(town, wanted, "disinfectant", 200);
    assert_int_equal(give(town, wanted, "paper", 10, gift), ERR_RULE);
    assert_int_equal(give(town, wanted, "disinfectant", 150, gift), ERR_OK);
    char second[ID_TEXT_SIZE];
    assert_int_equal(give(town, wanted, "disinfectant", 51, second), ERR_RULE);
    json_t *open = town_get(town, "sheet.list", "{\"form\":\"community_need\",\"open\":true}");
    assert_int_equal(json_array_size(json_object_get(open, "items")), 1);
    json_decref(open);
    assert_int_equal(give(town, wanted, "disinfectant", 50, second), ERR_OK);
    open = town_get(town, "sheet.list", "{\"form\":\"community_need\",\"open\":true}");
    assert_int_equal(json_array_size(json_object_get(open, "items")), 0);
    json_decref(open);
    /* A correction gives back what was too much. */
    town_do(town, NULL, "sheet.correct",
            "{\"id\":\"%s\",\"values\":{\"quantity\":140},\"reason\":\"counted again\"}", gift);
    json_t *asked = town_get(town, "sheet.get", "{\"id\":\"%s\"}", wanted);
    assert_int_equal((int)json_f64(asked, "met", 0), 190);
    json_decref(asked);
    /* The public ledger shows source, thing, amount and day, and no person. */
    json_t *ledger = town_get(town, "sheet.ledger", "{\"form\":\"donation_receipt\"}");
    assert_int_equal(json_array_size(json_object_get(ledger, "items")), 2);
    char *text = json_canonical(ledger);
    assert_non_null(strstr(text, "disinfectant"));
    assert_null(strstr(text, "Zhang"));
    free(text);
    json_decref(ledger);
    struct actor resident = {.role = ROLE_RESIDENT, .kind = "user", .id = "u"};
    assert_int_equal(
        town_try(town, &resident, "sheet.ledger", NULL, "{\"form\":\"donation_receipt\"}"), ERR_OK);
    assert_int_equal(town_try(town, &resident, "sheet.ledger", NULL, "{\"form\":\"flash_report\"}"),
                     ERR_DENIED);
    town_close(town);
}

static void issue(struct town *town, const char *to, int qty, char move[ID_TEXT_SIZE])
{
    town_do(town, NULL, "stock.receive",
            "{\"holder\":\"%s\",\"source\":\"donor\",\"lines\":[{\"item\":\"printing_paper\","
            "\"qty\":%d}"
            "]}",
            town->depot, qty);
    town_do(town, NULL, "stock.issue",
            "{\"from\":\"%s\",\"holder\":\"%s\",\"item\":\"printing_paper\",\"qty\":%d}",
            town->depot, to, qty);
    json_t *moves = town_get(town, "stock.moves", "{\"item\":\"printing_paper\",\"limit\":1000}");
    json_t *one;
    size_t i;
    json_array_foreach(json_object_get(moves, "items"), i, one)
    {
        if (strcmp(json_text(one, "kind", ""), "issue") == 0 && json_f64(one, "qty", 0) == qty)
            snprintf(move, ID_TEXT_SIZE, "%s", json_text(one, "move", ""));
    }
    json_decref(moves);
    assert_true(*move);
}

static const json_t *first_issue(const json_t *sheet)
{
    return json_array_get(json_object_get(json_object_get(sheet, "rows"), "issues"), 0);
}

/* R-O1: the issue lines of a receipt are moves of the ledger: item, quantity and day are read
 * there, whatever is corrected later, and nothing else can be said. */
static void a_receipt_says_of_its_issues_what_the_ledger_says(void **state)
{
    (void)state;
    struct town opened, *town = &opened;
    char wanted[ID_TEXT_SIZE], gift[ID_TEXT_SIZE], other[ID_TEXT_SIZE], move[ID_TEXT_SIZE] = "";
    char too_much[ID_TEXT_SIZE] = "";
    town_open(town);
    town_settle(town);
    issue(town, town->crew, 30, move);
    town_advance(town, 60);
    issue(town, town->crew, 80, too_much);
    need(town, wanted, "printing_paper", 200);
    assert_int_equal(give(town, wanted, "printing_paper", 100, gift), ERR_OK);
    assert_int_equal(give(town, wanted, "printing_paper", 50, other), ERR_OK);
    const struct {
        const char *where, *row;
    } refused[] = {
        {"move", "{\"move\":\"no such move\",\"to\":\"C\"}"},
        {"quantity", "{\"move\":\"%s\",\"quantity\":31,\"to\":\"C\"}"},
        {"day", "{\"move\":\"%s\",\"day\":\"2022-09-26\",\"to\":\"C\"}"},
        {"item", "{\"move\":\"%s\",\"item\":\"soap_spray\",\"to\":\"C\"}"},
        {"move", "{\"move\":\"%s\",\"to\":\"C\"},{\"move\":\"%s\",\"to\":\"D\"}"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char row[300];
        snprintf(row, sizeof row, refused[i].row, move, move);
        assert_int_equal(
            sheet_try(town, "sheet.correct", refused[i].where,
                      "{\"id\":\"%s\",\"rows\":{\"issues\":[%s]},\"reason\":\"issued\"}", gift,
                      row),
            ERR_RULE);
    }
    /* 110 of 100. */
    assert_int_equal(
        sheet_try(town, "sheet.correct", "issues",
                  "{\"id\":\"%s\",\"rows\":{\"issues\":[{\"move\":\"%s\",\"to\":\"C\"},{"
                  "\"move\":\"%s\",\"to\":\"C\"}]},\"reason\":\"issued\"}",
                  gift, move, too_much),
        ERR_RULE);
    town_do(town, NULL, "sheet.correct",
            "{\"id\":\"%s\",\"rows\":{\"issues\":[{\"move\":\"%s\",\"quantity\":30,\"to\":\"C\"}]},"
            "\"reason\":\"issued\"}",
            gift, move);
    /* Nor is a move on two receipts. */
    assert_int_equal(
        sheet_try(town, "sheet.correct", "move",
                  "{\"id\":\"%s\",\"rows\":{\"issues\":[{\"move\":\"%s\",\"to\":\"C\"}]},"
                  "\"reason\":\"issued\"}",
                  other, move),
        ERR_RULE);
    static const double says[] = {30, 25};
    for (int i = 0; i < 2; i++) {
        json_t *shown = town_get(town, "sheet.get", "{\"id\":\"%s\"}", gift);
        assert_true(json_f64(first_issue(shown), "quantity", 0) == says[i]);
        assert_string_equal(json_text(first_issue(shown), "item", ""), "printing_paper");
        assert_string_equal(json_text(first_issue(shown), "day", ""), "2022-09-27");
        json_decref(shown);
        if (i == 0)
            town_do(town, NULL, "stock.correct",
                    "{\"move\":\"%s\",\"qty\":25,\"reason\":\"counted again\"}", move);
    }
    town_close(town);
}

/* R-G1, R-K1: what was said to the caller, and when, stands on the repair order. */
static void a_repair_order_says_what_was_said_to_the_caller(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    json_t *call =
        town_get(&town, "request.create",
                 "{\"org\":\"%s\",\"service\":\"gas.leak\",\"caller\":{},\"place\":{\"lon\":106.2,"
                 "\"lat\":37.98},\"answers\":{\"smell\":\"strong\"}}",
                 town.org);
    const json_t *line = json_array_get(json_object_get(call, "script"), 0);
    const char *said = json_text(json_object_get(line, "text"), "en", "");
    assert_true(*said);
    town_do(&town, NULL, "request.script_done", "{\"id\":\"%s\",\"step\":\"%s\"}",
            json_text(call, "id", ""), json_text(line, "id", ""));
    json_t *printed = town_get(&town, "form.print",
                               "{\"form\":\"repair_work_order\",\"thing\":\"%s\",\"lang\":\"en\"}",
                               json_text(json_object_get(call, "job"), "id", ""));
    char *text = json_dumps(printed, JSON_COMPACT);
    assert_non_null(strstr(text, said));
    assert_non_null(strstr(text, "(11:32)"));
    free(text);
    json_decref(printed);
    json_decref(call);
    town_close(&town);
}

static void who_need_not_know_sees_the_first_character_only(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_do(&town, id, "sheet.create",
            "{\"form\":\"gate_pass\",\"org\":\"%s\",\"values\":{\"holder\":\"张三丰\",\"number\":"
            "\"P-1\",\"reason\":\"repair\",\"zones\":\"Z\",\"valid_from\":"
            "\"2022-09-27T00:00:00+08:00\",\"valid_until\":\"2022-09-28T00:00:00+08:00\"}}",
            town.org);
    struct actor viewer = {.role = ROLE_VIEWER, .kind = "user", .id = "v"};
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &viewer, "sheet.get", &reply, "{\"id\":\"%s\"}", id), ERR_OK);
    assert_string_equal(json_text(json_object_get(ops_reply_json(reply), "values"), "holder", ""),
                        "张**");
    ops_reply_free(reply);
    assert_int_equal(town_try(&town, &viewer, "form.print", &reply,
                              "{\"form\":\"gate_pass\",\"thing\":\"%s\"}", id),
                     ERR_OK);
    assert_null(strstr(ops_reply_text(reply), "三丰"));
    assert_non_null(strstr(ops_reply_text(reply), "张**"));
    ops_reply_free(reply);
    json_t *log = town_get(&town, "event.list", "{}");
    char *text = json_canonical(log);
    assert_null(strstr(text, "三丰"));
    free(text);
    json_decref(log);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_stands_only_when_all_is_filled_in_and_two_people_have_signed),
        cmocka_unit_test(what_does_not_fit_the_form_is_refused_by_name),
        cmocka_unit_test(a_gift_answers_an_open_need_and_never_more_than_is_short),
        cmocka_unit_test(a_receipt_says_of_its_issues_what_the_ledger_says),
        cmocka_unit_test(a_repair_order_says_what_was_said_to_the_caller),
        cmocka_unit_test(who_need_not_know_sees_the_first_character_only),
    };
    return RUN_TESTS(tests);
}
