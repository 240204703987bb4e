#include "town.h"

#include "ops/import.h"

static const char *write_file(const struct town *town, const char *name, const char *text)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", town->folder.path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static enum err import(struct town *town, const char *kind, const char *text,
                       struct import_result *result, struct error *error)
{
    char name[32];
    snprintf(name, sizeof name, "%s.csv", kind);
    return ops_import_csv(town->ops, kind, write_file(town, name, text), town->org, &town->admin,
                          result, error);
}

static void import_well(struct town *town, const char *kind, const char *text, int64_t rows)
{
    struct import_result result;
    struct error error = {0};
    if (import(town, kind, text, &result, &error) != ERR_OK)
        fail_msg("%s: %s; %s: %s", error.where, error.text,
                 result.errors.n ? result.errors.at[0].where : "",
                 result.errors.n ? result.errors.at[0].text : "");
    assert_int_equal(result.rows, rows);
    import_result_free(&result);
}

static size_t count(struct town *town, const char *list)
{
    json_t *reply = town_get(town, list, "{\"limit\":1000}");
    size_t n = json_array_size(json_object_get(reply, "items"));
    json_decref(reply);
    return n;
}

static void every_kind_of_file_is_taken(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    import_well(
        &town, "people",
        "\xef\xbb\xbf"
        "code,name_zh,name_en,skills,certificates,phone\r\n"
        "p1,\"配送员, \"\"一\"\"\",Courier A,gas_delivery; zone_entry,lpg_handling:2023-01-01"
        "T00:00,139\r\n"
        "\r\n"
        "p2,配送员二,Courier B,gas_delivery,,\r\n",
        2);
    import_well(&town, "vehicles", "plate,kind,capacity\nNC-9,van,kg:500;m3:4.5\n", 1);
    import_well(&town, "sites",
                "code,kind,name_en,lon,lat,address,customer_class,contact_phone\n"
                "s1,hospital,First hospital,106.2,37.99,1 Hospital Road,medical,120\n",
                1);
    import_well(&town, "crews",
                "code,name_en,members,vehicle,depot,shift_from,shift_until\n"
                "k1,Round 2,p1;p2,NC-9,s1,2022-09-27T08:00,2022-09-27T20:00:00+08:00\n",
                1);
    import_well(&town, "stock",
                "holder,item,qty,serials\nk1,lpg_cylinder_15kg_full,2,A1;A2\ns1,n95_mask,100,\n",
                2);
    json_t *crews = town_get(&town, "crew.list", "{}");
    const json_t *crew = json_array_get(json_object_get(crews, "items"), 1);
    assert_int_equal(json_i64(crew, "available", 0), 2);
    assert_int_equal(json_array_size(json_object_get(crew, "skills")), 2);
    const json_t *stock = json_array_get(json_object_get(crew, "stock"), 0);
    assert_int_equal(json_array_size(json_object_get(stock, "serials")), 2);
    json_decref(crews);
    json_t *people = town_get(&town, "person.list", "{\"org\":\"%s\"}", town.org);
    const json_t *person = json_array_get(json_object_get(people, "items"), 1);
    assert_string_equal(json_text(json_object_get(person, "name"), "zh", ""), "配送员, \"一\"");
    const json_t *paper = json_array_get(json_object_get(person, "certificates"), 0);
    assert_string_equal(json_text(paper, "valid_until", ""), "2023-01-01T00:00:00+08:00");
    json_decref(people);
    town_close(&town);
}

/* One wrong row and nothing is there, but every wrong row is told. */
static void wrong_rows_are_named_and_nothing_is_imported(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    struct import_result result;
    struct error error = {0};
    assert_int_equal(import(&town, "sites",
                            "code,kind,name_en,lon,lat\n"
                            "a,depot,Fine,106.2,37.9\n"
                            "b,depot,No number,east,37.9\n"
                            "c,depot,Outside,100,37.9\n"
                            "d,depot,Short\n"
                            "a,depot,Twice,106.2,37.9\n"
                            "e,,No kind,106.2,37.9\n"
                            "\"f\",\"de\npot\",Two lines,106.2,137.9\n",
                            &result, &error),
                     ERR_INVALID);
    static const struct {
        const char *where, *field, *part;
    } wanted[] = {{"sites.csv:3", "lon", "'east'"},    {"sites.csv:4", "place", "outside"},
                  {"sites.csv:5", "", "3 cells"},      {"sites.csv:6", "code", "'a' already"},
                  {"sites.csv:7", "kind", "required"}, {"sites.csv:8", "lat", "at most 90"}};
    assert_int_equal(result.errors.n, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < result.errors.n; i++) {
        assert_string_equal(result.errors.at[i].where, wanted[i].where);
        assert_string_equal(result.errors.at[i].field, wanted[i].field);
        if (!strstr(result.errors.at[i].text, wanted[i].part))
            fail_msg("'%s' does not say '%s'", result.errors.at[i].text, wanted[i].part);
    }
    import_result_free(&result);
    assert_int_equal(count(&town, "site.list"), 1);
    struct verify_result verified;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &verified, NULL), ERR_OK);
    town_close(&town);
}

static void a_file_that_cannot_be_read_is_told_with_its_line(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    static const struct {
        const char *kind, *text, *where;
        enum err wanted;
    } files[] = {
        {"people", "", "people.csv:1", ERR_FORMAT},
        {"people", "code,colour\n", "people.csv:1", ERR_FORMAT},
        {"people", "code,code\n", "people.csv:1", ERR_FORMAT},
        {"people", "code\n\"open\n", "people.csv:3", ERR_FORMAT},
        {"people", "code\n\"a\"b\n", "people.csv:2", ERR_FORMAT},
        {"people", "code\n\xff\n", "", ERR_FORMAT},
        {"ships", "code\n", "", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct import_result result;
        struct error error = {0};
        assert_int_equal(import(&town, files[i].kind, files[i].text, &result, &error),
                         files[i].wanted);
        if (*files[i].where)
            assert_string_equal(error.where, files[i].where);
        assert_true(strlen(error.text) > 10);
        import_result_free(&result);
    }
    town_close(&town);
}

static enum err load(struct town *town, const char *text, struct error *error)
{
    json_t *list = town_json(text);
    enum err rc = ops_load_script(town->ops, list, "city", &town->admin, error);
    json_decref(list);
    return rc;
}

static void a_script_names_what_it_makes(void **state)
{
    (void)state;
    struct town town;
    struct error error = {0};
    town_open(&town);
    assert_int_equal(
        load(&town,
             "[{\"command\":\"org.create\",\"as\":\"o\",\"args\":{\"name\":{\"en\":\"O\"},\"kind\":"
             "\"company\"}},{\"command\":\"person.create\",\"as\":\"p\",\"args\":{\"org\":\"@o\","
             "\"label\":\"P\"}},{\"command\":\"crew.create\",\"args\":{\"org\":\"@o\",\"name\":{"
             "\"en\":\"C\"},\"members\":[\"@p\"],\"shift\":{\"from\":\"2022-09-27T08:00:00+08:00\","
             "\"until\":\"2022-09-27T20:00:00+08:00\"}}}]",
             &error),
        ERR_OK);
    assert_int_equal(count(&town, "crew.list"), 1);
    /* A wrong entry is named by its place, and takes all the others with it. */
    assert_int_equal(
        load(&town,
             "[{\"command\":\"person.create\",\"args\":{\"label\":\"Q\"}},{\"command\":"
             "\"person.create\",\"args\":{\"label\":\"R\",\"org\":\"@nobody\"}}]",
             &error),
        ERR_INVALID);
    assert_string_equal(error.where, "city[1].args");
    assert_int_equal(
        load(&town, "[{\"command\":\"person.create\",\"args\":{\"label\":7}}]", &error),
        ERR_INVALID);
    assert_string_equal(error.where, "city[0].label");
    assert_int_equal(load(&town, "[{\"command\":\"person.destroy\"}]", &error), ERR_INVALID);
    assert_int_equal(load(&town, "{}", &error), ERR_INVALID);
    assert_int_equal(count(&town, "person.list"), 1);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_file_is_taken),
        cmocka_unit_test(wrong_rows_are_named_and_nothing_is_imported),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told_with_its_line),
        cmocka_unit_test(a_script_names_what_it_makes),
    };
    return RUN_TESTS(tests);
}
