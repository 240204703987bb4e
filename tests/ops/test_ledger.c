/* The ledger of stock: small cases by hand, then random histories with corrections. */
#include "books.h"

#include <math.h>

#include "base/json_find.h"
#include "base/rng.h"

#define SIGN(who) "{\"by\":\"" who "\",\"method\":\"drawn\",\"at\":\"2022-09-27T11:30:00+08:00\"}"
#define BOTH      "\"signatures\":{\"from\":" SIGN("giver") ",\"to\":" SIGN("taker") "}"
#define TWO       "\"counted_by\":[" SIGN("keeper") "," SIGN("witness") "]"

struct house {
    struct town town;
    char depot[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
};

static void house_open(struct house *house)
{
    struct town *town = &house->town;
    town_open(town);
    town_settle(town);
    memcpy(house->depot, town->depot, sizeof house->depot);
    town_do(town, house->other, "site.create",
            "{\"org\":\"%s\",\"kind\":\"lpg_station\",\"name\":{\"en\":\"West station\"},"
            "\"place\":{\"lon\":106.116,\"lat\":37.981}}",
            town->org);
}

/* What a holder has of an item, from the levels; as of a moment unless that is NULL. */
static double has(struct house *house, const char *holder, const char *item, const char *as_of,
                  const char *what)
{
    char moment[80] = "";
    if (as_of)
        snprintf(moment, sizeof moment, ",\"as_of\":\"%s\"", as_of);
    json_t *levels = town_get(&house->town, "stock.levels", "{\"holder\":\"%s\",\"item\":\"%s\"%s}",
                              holder, item, moment);
    const json_t *level = json_array_get(json_object_get(levels, "items"), 0);
    const json_t *value = json_object_get(level, what);
    double number = json_is_number(value) ? json_number_value(value) : value ? (double)NAN : 0;
    json_decref(levels);
    return number;
}

static void receive(struct house *house, const char *holder, const char *lines)
{
    town_do(&house->town, NULL, "stock.receive", "{\"holder\":\"%s\",\"lines\":%s}", holder, lines);
}

/* The move of the only line that a command books. */
static void last_move(struct house *house, char id[ID_TEXT_SIZE])
{
    json_t *moves = town_get(&house->town, "stock.moves", "{\"limit\":1}");
    snprintf(id, ID_TEXT_SIZE, "%s",
             json_text(json_array_get(json_object_get(moves, "items"), 0), "move", ""));
    json_decref(moves);
}

static void what_comes_in_is_handed_out_used_and_brought_back(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot, "[{\"item\":\"repair_kit_indoor\",\"qty\":10}]");
    town_do(town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"repair_kit_indoor\",\"qty\":4}",
            town->crew, house.depot);
    town_do(town, NULL, "stock.consume",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"repair_kit_indoor\",\"qty\":1.5}],"
            "\"reason\":\"fitted\"}",
            town->crew);
    town_do(
        town, NULL, "stock.return",
        "{\"from\":\"%s\",\"to\":\"%s\",\"lines\":[{\"item\":\"repair_kit_indoor\",\"qty\":1}]}",
        town->crew, house.depot);
    assert_true(has(&house, house.depot, "repair_kit_indoor", NULL, "on_hand") == 7);
    assert_true(has(&house, town->crew, "repair_kit_indoor", NULL, "on_hand") == 1.5);
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(town, &town->admin, "stock.consume", &reply,
                              "{\"holder\":\"%s\",\"lines\":[{\"item\":\"repair_kit_indoor\","
                              "\"qty\":2}],\"reason\":\"fitted\"}",
                              town->crew),
                     ERR_RULE);
    assert_non_null(strstr(reply->error.text, "has 1.5 of repair_kit_indoor; 2 are asked for"));
    assert_string_equal(reply->error.where, "lines[0].qty");
    ops_reply_free(reply);
    assert_int_equal(town_try(town, &town->admin, "stock.receive", NULL,
                              "{\"holder\":\"%s\",\"lines\":[{\"item\":\"unheard_of\",\"qty\":1}]}",
                              town->crew),
                     ERR_INVALID);
    books_check(town);
    town_close(town);
}

static void goods_on_the_way_are_with_nobody_and_arrive_with_two_signatures(void **state)
{
    (void)state;
    struct house house;
    char id[ID_TEXT_SIZE];
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot, "[{\"item\":\"diesel\",\"qty\":100}]");
    town_do(town, id, "transfer.send",
            "{\"from\":\"%s\",\"to\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":60}]}",
            house.depot, house.other);
    assert_true(has(&house, house.depot, "diesel", NULL, "on_hand") == 40);
    assert_true(has(&house, house.other, "diesel", NULL, "on_hand") == 0);
    assert_true(has(&house, house.other, "diesel", NULL, "in_transit") == 60);
    assert_int_equal(town_try(town, &town->admin, "transfer.arrive", NULL,
                              "{\"id\":\"%s\",\"signatures\":{\"to\":" SIGN("taker") "}}", id),
                     ERR_RULE);
    assert_int_equal(
        town_try(town, &town->admin, "transfer.arrive", NULL,
                 "{\"id\":\"%s\",\"signatures\":{\"from\":" SIGN("a") ",\"to\":" SIGN("a") "}}",
                 id),
        ERR_RULE);
    /* Two litres are missing: said or refused. */
    assert_int_equal(
        town_try(town, &town->admin, "transfer.arrive", NULL,
                 "{\"id\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":58}]," BOTH "}", id),
        ERR_RULE);
    town_do(town, NULL, "transfer.arrive",
            "{\"id\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":58}],\"reason\":\"leak\"," BOTH
            "}",
            id);
    assert_true(has(&house, house.other, "diesel", NULL, "on_hand") == 58);
    assert_true(has(&house, house.other, "diesel", NULL, "in_transit") == 0);
    assert_int_equal(
        town_try(town, &town->admin, "transfer.arrive", NULL, "{\"id\":\"%s\"," BOTH "}", id),
        ERR_STATE);
    json_t *shown = town_get(town, "transfer.get", "{\"id\":\"%s\"}", id);
    const json_t *missing = json_array_get(json_object_get(shown, "differences"), 0);
    assert_true(json_f64(missing, "qty", 0) == 2);
    json_decref(shown);
    books_check(town);
    town_close(town);
}

static void a_count_needs_two_persons_and_a_reason_for_what_differs(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot, "[{\"item\":\"diesel\",\"qty\":100}]");
    static const char *const wrong[] = {
        "\"counted_by\":[" SIGN("keeper") "," SIGN("keeper") "],\"reason\":\"x\"", TWO};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(town_try(town, &town->admin, "stock.count", NULL,
                                  "{\"holder\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":97}],"
                                  "%s}",
                                  house.depot, wrong[i]),
                         ERR_RULE);
    town_do(town, NULL, "stock.count",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":100}]," TWO "}",
            house.depot);
    town_do(
        town, NULL, "stock.count",
        "{\"holder\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":97}],\"reason\":\"spilt\"," TWO
        "}",
        house.depot);
    assert_true(has(&house, house.depot, "diesel", NULL, "on_hand") == 97);
    /* F2 is gone, F3 turns up. */
    town_do(town, NULL, "stock.count",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"lpg_cylinder_15kg_full\",\"qty\":2,"
            "\"serials\":[\"F1\",\"F3\"]}],\"reason\":\"yard\"," TWO "}",
            town->crew);
    json_t *trace = town_get(town, "stock.trace", "{\"serial\":\"F2\"}");
    assert_string_equal(json_text(trace, "holder", ""), "lost");
    json_decref(trace);
    /* What was lost is found at the depot; what is with somebody is not. */
    town_do(town, NULL, "stock.count",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"lpg_cylinder_15kg_full\",\"qty\":1,"
            "\"serials\":[\"F2\"]}],\"reason\":\"yard\"," TWO "}",
            house.depot);
    assert_int_equal(town_try(town, &town->admin, "stock.count", NULL,
                              "{\"holder\":\"%s\",\"lines\":[{\"item\":\"lpg_cylinder_15kg_full\","
                              "\"qty\":2,\"serials\":[\"F2\",\"F1\"]}],\"reason\":\"yard\"," TWO
                              "}",
                              house.depot),
                     ERR_EXISTS);
    books_check(town);
    town_close(town);
}

static void a_correction_says_what_was_right_and_the_past_stays_as_it_was(void **state)
{
    (void)state;
    struct house house;
    char move[ID_TEXT_SIZE];
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot, "[{\"item\":\"diesel\",\"qty\":100}]");
    last_move(&house, move);
    town_advance(town, 60);
    town_do(town, NULL, "stock.correct", "{\"move\":\"%s\",\"qty\":90,\"reason\":\"misread\"}",
            move);
    town_do(town, NULL, "stock.correct", "{\"move\":\"%s\",\"qty\":95,\"reason\":\"read again\"}",
            move);
    assert_true(has(&house, house.depot, "diesel", NULL, "on_hand") == 95);
    assert_true(has(&house, house.depot, "diesel", TOWN_START, "on_hand") == 100);
    /* Not below what is there still. */
    town_do(
        town, NULL, "stock.consume",
        "{\"holder\":\"%s\",\"lines\":[{\"item\":\"diesel\",\"qty\":50}],\"reason\":\"driven\"}",
        house.depot);
    assert_int_equal(town_try(town, &town->admin, "stock.correct", NULL,
                              "{\"move\":\"%s\",\"qty\":40,\"reason\":\"misread\"}", move),
                     ERR_RULE);
    books_check(town);
    town_close(town);
}

static void what_expires_first_goes_first_and_what_has_expired_stays(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct town *town = &house.town;
    assert_int_equal(town_try(town, &town->admin, "stock.receive", NULL,
                              "{\"holder\":\"%s\",\"lines\":[{\"item\":\"n95_mask\",\"qty\":9}]}",
                              house.depot),
                     ERR_INVALID);
    receive(&house, house.depot,
            "[{\"item\":\"n95_mask\",\"qty\":10,\"lot\":\"late\",\"expires_at\":"
            "\"2025-01-01T00:00:00+08:00\"},{\"item\":\"n95_mask\",\"qty\":10,\"lot\":\"soon\","
            "\"expires_at\":\"2022-12-01T00:00:00+08:00\"},{\"item\":\"n95_mask\",\"qty\":10,"
            "\"lot\":\"old\",\"expires_at\":\"2022-09-01T00:00:00+08:00\"}]");
    town_do(town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"n95_mask\",\"qty\":12}", town->crew,
            house.depot);
    assert_int_equal(books_ask(town, "SELECT sum(milli) FROM stock_balance WHERE item = 'n95_mask'"
                                     " AND lot = 'soon' AND holder_kind = 'crew'"),
                     10000);
    assert_int_equal(books_ask(town, "SELECT sum(milli) FROM stock_balance WHERE item = 'n95_mask'"
                                     " AND lot = 'late' AND holder_kind = 'site'"),
                     8000);
    assert_int_equal(town_try(town, &town->admin, "stock.issue", NULL,
                              "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"n95_mask\",\"qty\":9}",
                              town->crew, house.depot),
                     ERR_RULE);
    assert_int_equal(town_try(town, &town->admin, "stock.issue", NULL,
                              "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"n95_mask\",\"qty\":1,"
                              "\"lot\":\"old\"}",
                              town->crew, house.depot),
                     ERR_RULE);
    town_do(town, NULL, "stock.consume",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"n95_mask\",\"qty\":10,\"lot\":\"old\"}],"
            "\"reason\":\"expired\"}",
            house.depot);
    assert_int_equal(town_try(town, &town->admin, "stock.receive", NULL,
                              "{\"holder\":\"%s\",\"lines\":[{\"item\":\"n95_mask\",\"qty\":1,"
                              "\"lot\":\"late\",\"expires_at\":\"2026-01-01T00:00:00+08:00\"}]}",
                              house.depot),
                     ERR_RULE);
    books_check(town);
    town_close(town);
}

static void a_kit_is_handed_out_as_its_parts(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot,
            "[{\"item\":\"full_protective_suit\",\"qty\":5,\"lot\":\"a\"},{\"item\":\"n95_mask\","
            "\"qty\":9,\"lot\":\"a\"},{\"item\":\"gloves\",\"qty\":7,\"lot\":\"a\"},{\"item\":"
            "\"face_shield\",\"qty\":9},{\"item\":\"boot_covers\",\"qty\":9}]");
    /* Seven pairs of gloves make three sets. */
    assert_true(has(&house, house.depot, "ppe_set", NULL, "on_hand") == 3);
    town_do(town, NULL, "stock.issue",
            "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"ppe_set\",\"qty\":2}", town->crew,
            house.depot);
    assert_true(has(&house, house.depot, "gloves", NULL, "on_hand") == 3);
    assert_true(has(&house, town->crew, "full_protective_suit", NULL, "on_hand") == 2);
    assert_int_equal(town_try(town, &town->admin, "stock.issue", NULL,
                              "{\"holder\":\"%s\",\"from\":\"%s\",\"item\":\"ppe_set\",\"qty\":2}",
                              town->crew, house.depot),
                     ERR_RULE);
    assert_true(has(&house, house.depot, "gloves", NULL, "on_hand") == 3);
    books_check(town);
    town_close(town);
}

/* 90 t at 132 cylinders of 15 kg a day are 45 days; nothing used is no number, not infinity. */
static void ninety_tonnes_last_forty_five_days(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct town *town = &house.town;
    receive(&house, house.depot, "[{\"item\":\"lpg\",\"qty\":103860}]");
    assert_true(isnan(has(&house, house.depot, "lpg", NULL, "days_cover")));
    for (int day = 0; day < 7; day++) {
        town_advance(town, 24 * 3600);
        town_do(town, NULL, "stock.consume",
                "{\"holder\":\"%s\",\"lines\":[{\"item\":\"lpg\",\"qty\":1980}],"
                "\"reason\":\"132 cylinders\"}",
                house.depot);
    }
    assert_true(has(&house, house.depot, "lpg", NULL, "on_hand") == 90000);
    assert_true(has(&house, house.depot, "lpg", NULL, "per_day") == 1980);
    double days = has(&house, house.depot, "lpg", NULL, "days_cover");
    printf("# 90 t at 132 cylinders a day: %.2f days\n", days);
    assert_int_equal((int)days, 45);
    town_close(town);
}

static void a_shortage_shows_two_sources_and_the_days_left(void **state)
{
    (void)state;
    struct house house;
    char farm[ID_TEXT_SIZE], far[ID_TEXT_SIZE];
    house_open(&house);
    struct town *town = &house.town;
    char *const farms[] = {farm, far};
    for (size_t i = 0; i < 2; i++)
        town_do(town, farms[i], "site.create",
                "{\"kind\":\"farm\",\"name\":{\"en\":\"Farm %zu\"},\"place\":{\"lon\":106.1,"
                "\"lat\":37.9}}",
                i);
    receive(&house, farm, "[{\"item\":\"feed\",\"qty\":16000}]");
    receive(&house, far, "[{\"item\":\"feed\",\"qty\":50000}]");
    town_do(town, NULL, "quote.create",
            "{\"item\":\"feed\",\"supplier\":\"Mill\",\"qty\":20000,\"price\":56000,\"ready_at\":"
            "\"2022-09-29T08:00:00+08:00\",\"valid_until\":\"2022-10-05T00:00:00+08:00\"}");
    town_do(town, NULL, "quote.create",
            "{\"item\":\"feed\",\"supplier\":\"Gone\",\"qty\":1,\"valid_until\":"
            "\"2022-09-20T00:00:00+08:00\"}");
    town_advance(town, 3600);
    town_do(town, NULL, "stock.consume",
            "{\"holder\":\"%s\",\"lines\":[{\"item\":\"feed\",\"qty\":4000}],\"reason\":\"fed\"}",
            farm);
    json_t *list = town_get(town, "stock.shortages", "{\"window_h\":24,\"holder\":\"%s\"}", farm);
    const json_t *found = json_find(json_object_get(list, "items"), "item", "feed");
    assert_non_null(found);
    assert_true(json_f64(found, "days_cover", 0) == 3);
    const json_t *sources = json_object_get(found, "sources");
    assert_int_equal(json_array_size(sources), 2);
    assert_true(json_f64(json_array_get(sources, 0), "qty", 0) == 30000);
    assert_string_equal(json_text(json_array_get(sources, 1), "supplier", ""), "Mill");
    json_decref(list);
    town_close(town);
}

static void what_the_plan_promises_is_shown_as_reserved(void **state)
{
    (void)state;
    struct house house;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    house_open(&house);
    struct town *town = &house.town;
    assert_true(has(&house, town->crew, "lpg_cylinder_15kg_full", NULL, "reserved") == 0);
    town_call(town, request, job);
    town_plan(town, job, town->crew, visit);
    assert_true(has(&house, town->crew, "lpg_cylinder_15kg_full", NULL, "reserved") == 1);
    assert_true(has(&house, town->crew, "soap_spray", NULL, "reserved") == 1);
    town_do(town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"cancelled\",\"reason\":\"x\"}",
            job);
    assert_true(has(&house, town->crew, "lpg_cylinder_15kg_full", NULL, "reserved") == 0);
    town_close(town);
}

static enum err run_text(struct sql *sql, void *context, struct error *error)
{
    enum err rc = ERR_OK;
    for (const char *const *text = context; rc == ERR_OK && *text; text++)
        rc = sql_run(sql, *text, SQL_NONE, error);
    return rc;
}

/* A database from before the ledger: what crews and depots had is what they have. */
static void the_old_tables_open_the_books(void **state)
{
    (void)state;
    struct town town;
    static const char *const before[] = {
        "DROP TABLE stock_balance",
        "DROP TABLE stock_posting",
        "DROP TABLE stock_lot",
        "DROP TABLE serial_place",
        "DROP TABLE transfer",
        "DROP TABLE quote",
        "DROP TABLE piece",
        "DELETE FROM migration WHERE number = 10",
        "CREATE TABLE stock (holder TEXT NOT NULL, holder_kind TEXT NOT NULL, org TEXT NOT NULL,"
        " item TEXT NOT NULL, qty DOUBLE PRECISION NOT NULL, PRIMARY KEY (holder, item))",
        "CREATE TABLE stock_serial (serial TEXT PRIMARY KEY, holder TEXT NOT NULL,"
        " item TEXT NOT NULL)",
        "INSERT INTO stock VALUES ('k1', 'crew', 'o', 'lpg_cylinder_15kg_full', 2),"
        " ('k1', 'crew', 'o', 'gloves', 7.5), ('s1', 'site', 'o', 'gloves', 3)",
        "INSERT INTO stock_serial VALUES ('A', 'k1', 'lpg_cylinder_15kg_full'),"
        " ('B', 'k1', 'lpg_cylinder_15kg_full')",
        NULL};
    town_open(&town);
    assert_int_equal(store_call(town.folder.store, run_text, (void *)before, NULL), ERR_OK);
    ops_close(town.ops);
    folder_close(&town.folder);
    folder_open(&town.folder, NULL);
    town_open_ops(&town);
    books_check(&town);
    assert_int_equal(books_ask(&town, "SELECT milli FROM stock_balance WHERE holder = 'k1' AND"
                                      " item = 'gloves'"),
                     7500);
    assert_int_equal(books_ask(&town, "SELECT count(*) FROM stock_posting WHERE serial = 'B'"), 2);
    town_close(&town);
}

/* ---- Random histories -------------------------------------------------------------------------
 */

enum { HISTORIES = 100, ACTS = 25, HOLDERS = 3, NUMBERS = 8 };

struct story {
    struct house *house;
    struct rng rng;
    const char *holders[HOLDERS];
    char ways[4][ID_TEXT_SIZE];
    unsigned n_ways;
    int64_t done, refused;
};

static const char *any_line(struct story *story, char line[200])
{
    if (rng_below(&story->rng, 3) == 0) {
        unsigned n = rng_below(&story->rng, NUMBERS);
        snprintf(line, 200,
                 "[{\"item\":\"lpg_cylinder_15kg_full\",\"qty\":1,\"serials\":[\"R%u\"]}]", n);
    } else {
        snprintf(line, 200, "[{\"item\":\"%s\",\"qty\":%.3f}]",
                 rng_below(&story->rng, 2) ? "diesel" : "face_shield",
                 rng_below(&story->rng, 20000) / 1000.0);
    }
    return line;
}

static void note(struct story *story, enum err rc)
{
    assert_true(rc != ERR_INTERNAL && rc != ERR_IO && rc != ERR_BUSY);
    *(rc == ERR_OK ? &story->done : &story->refused) += 1;
}

static void act_transfer(struct story *story, const char *from, const char *to, const char *line)
{
    struct town *town = &story->house->town;
    struct ops_reply *reply = NULL;
    if (story->n_ways < 4) {
        enum err rc = town_try(town, &town->admin, "transfer.send", &reply,
                               "{\"from\":\"%s\",\"to\":\"%s\",\"lines\":%s}", from, to, line);
        if (rc == ERR_OK)
            memcpy(story->ways[story->n_ways++], reply->id, ID_TEXT_SIZE);
        ops_reply_free(reply);
        note(story, rc);
        return;
    }
    bool signs = rng_below(&story->rng, 3) != 0;
    bool lines = rng_below(&story->rng, 2);
    enum err rc = town_try(
        town, &town->admin, "transfer.arrive", NULL, "{\"id\":\"%s\",%s%s%s,\"reason\":\"way\"}",
        story->ways[story->n_ways - 1], signs ? BOTH : "\"signatures\":{\"from\":" SIGN("one") "}",
        lines ? ",\"lines\":" : "", lines ? line : "");
    /* Without both signatures nothing arrives. */
    assert_true(signs || rc != ERR_OK);
    if (rc == ERR_OK)
        story->n_ways--;
    note(story, rc);
}

static void act_correct(struct story *story)
{
    struct town *town = &story->house->town;
    json_t *moves = town_get(town, "stock.moves", "{\"limit\":20}");
    const json_t *items = json_object_get(moves, "items");
    const json_t *move = json_array_get(items, rng_below(&story->rng, 20));
    double qty =
        json_is_null(json_object_get(move, "serial")) ? rng_below(&story->rng, 20000) / 1000.0 : 0;
    if (move)
        note(story, town_try(town, &town->admin, "stock.correct", NULL,
                             "{\"move\":\"%s\",\"qty\":%.3f,\"reason\":\"again\"}",
                             json_text(move, "move", ""), qty));
    json_decref(moves);
}

static void random_act(struct story *story)
{
    struct town *town = &story->house->town;
    char line[200];
    const char *from = story->holders[rng_below(&story->rng, HOLDERS)];
    const char *to = story->holders[rng_below(&story->rng, HOLDERS)];
    any_line(story, line);
    switch (rng_below(&story->rng, 9)) {
    case 0:
    case 1:
        note(story, town_try(town, &town->admin, "stock.receive", NULL,
                             "{\"holder\":\"%s\",\"lines\":%s}", to, line));
        break;
    case 2:
        note(story, town_try(town, &town->admin, "stock.consume", NULL,
                             "{\"holder\":\"%s\",\"lines\":%s,\"reason\":\"used\"}", from, line));
        break;
    case 3:
        note(story, town_try(town, &town->admin, "stock.return", NULL,
                             "{\"from\":\"%s\",\"to\":\"%s\",\"lines\":%s}", from, to, line));
        break;
    case 4:
    case 5:
        act_transfer(story, from, to, line);
        break;
    case 6:
        note(story, town_try(town, &town->admin, "stock.count", NULL,
                             "{\"holder\":\"%s\",\"lines\":%s,\"reason\":\"counted\"," TWO "}",
                             from, line));
        break;
    case 7:
        act_correct(story);
        break;
    default:
        town_advance(town, 1 + (int)rng_below(&story->rng, 9000));
    }
}

static void the_books_balance_after_any_history_and_the_past_stays(void **state)
{
    (void)state;
    struct house house;
    house_open(&house);
    struct story story = {.house = &house, .holders = {house.depot, house.other, house.town.crew}};
    rng_seed(&story.rng, 20220929);
    printf("# seed 20220929\n");
    json_t *before = NULL;
    for (int h = 0; h < HISTORIES; h++) {
        for (int a = 0; a < ACTS; a++)
            random_act(&story);
        if (h % 10 == 9)
            books_check(&house.town);
        if (h == HISTORIES / 2) {
            json_t *now = town_get(&house.town, "clock.get", "{}");
            before = town_get(&house.town, "stock.levels", "{\"as_of\":\"%s\"}",
                              json_text(now, "now", ""));
            json_decref(now);
            town_advance(&house.town, 1);
        }
    }
    json_t *again =
        town_get(&house.town, "stock.levels", "{\"as_of\":\"%s\"}", json_text(before, "as_of", ""));
    assert_true(json_equal(before, again));
    json_t *now = town_get(&house.town, "stock.levels", "{}");
    assert_false(json_equal(json_object_get(before, "items"), json_object_get(now, "items")));
    printf("# %lld acts done, %lld refused\n", (long long)story.done, (long long)story.refused);
    assert_true(story.done > HISTORIES * ACTS / 4 && story.refused > HISTORIES);
    json_decref(before);
    json_decref(again);
    json_decref(now);
    town_close(&house.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_in_is_handed_out_used_and_brought_back),
        cmocka_unit_test(goods_on_the_way_are_with_nobody_and_arrive_with_two_signatures),
        cmocka_unit_test(a_count_needs_two_persons_and_a_reason_for_what_differs),
        cmocka_unit_test(a_correction_says_what_was_right_and_the_past_stays_as_it_was),
        cmocka_unit_test(what_expires_first_goes_first_and_what_has_expired_stays),
        cmocka_unit_test(a_kit_is_handed_out_as_its_parts),
        cmocka_unit_test(ninety_tonnes_last_forty_five_days),
        cmocka_unit_test(a_shortage_shows_two_sources_and_the_days_left),
        cmocka_unit_test(what_the_plan_promises_is_shown_as_reserved),
        cmocka_unit_test(the_old_tables_open_the_books),
        cmocka_unit_test(the_books_balance_after_any_history_and_the_past_stays),
    };
    return RUN_TESTS(tests);
}
