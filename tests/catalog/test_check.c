/* Packs are written by people: every mistake must be named with file, line, field and what would be
 * right. A small good catalog is broken in one place at a time. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "catalog/catalog.h"

static const char TERMS[] = "skills: [{id: fix, name: {zh: 修, en: fix}}]\n"
                            "certificates: []\n"
                            "items: [{id: mask, name: {zh: 口罩, en: mask}}]\n"
                            "vehicles: [{id: van, name: {zh: 车, en: van}}]\n"
                            "permits: [{id: pass, name: {zh: 证, en: pass}}]\n"
                            "exposures: []\n"
                            "roles: [{id: medic, name: {zh: 医, en: medic}}]\n"
                            "categories: [{id: gas, name: {zh: 气, en: gas}}]\n";

static const char POLICY[] = "id: p1\n"
                             "hazard: epidemic\n"
                             "name: {zh: 一, en: one}\n"
                             "from: 2021-01-01\n"
                             "until: 2022-01-01\n"
                             "basis: rule\n"
                             "levels:\n"
                             "  - id: closed\n"
                             "    order: 2\n"
                             "    name: {zh: 封, en: closed}\n"
                             "    residents: {zh: 不出, en: stay}\n"
                             "    colour: \"#cc0000\"\n"
                             "    entry: {services: [gas], permits: [pass]}\n"
                             "    handover: gate\n"
                             "    gates: {hours: [{open: \"06:00\", close: \"22:00\"}]}\n"
                             "    lift: {all: [{kind: days_without_case, count: 7}]}\n";

static const char SERVICE[] =
    "id: s1\n"
    "version: 1\n"
    "category: gas\n"
    "name: {zh: 服务, en: service}\n"
    "summary: {zh: 说明, en: what it is}\n"
    "form:\n"
    "  - id: smell\n"
    "    label: {zh: 气味, en: smell}\n"
    "    kind: choice\n"
    "    options: [{id: weak, label: {zh: 弱, en: weak}},\n"
    "              {id: strong, label: {zh: 强, en: strong}}]\n"
    "  - {id: count, label: {zh: 数, en: count}, kind: number, max: 9}\n"
    "script:\n"
    "  - {id: a, say: {zh: 说, en: say}}\n"
    "priority:\n"
    "  - {is: red, when: {answers: {smell: [strong]}}}\n"
    "  - {is: green}\n"
    "due: [{minutes: 60, to: arrival}]\n"
    "crew: {size: 2, skills: [fix]}\n"
    "stock: [{item: mask, per_answer: count}]\n"
    "on_site: [{minutes: 30}]\n"
    "steps:\n"
    "  - {code: look, label: {zh: 看, en: look}, kind: check, phase: site}\n"
    "closing: []\n"
    "counters: [{id: n, label: {zh: 数, en: n}, kind: step, step: look}]\n";

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The text with the first `old` replaced; aborts the test when it is not there. Free it. */
static char *changed(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    if (!at)
        fail_msg("'%s' is not in the text", old);
    size_t size = strlen(text) + strlen(new) + 1;
    char *out = malloc(size);
    snprintf(out, size, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return out;
}

static char *new_dir(char *dir)
{
    strcpy(dir, "/tmp/lifeline-catalog-XXXXXX");
    assert_non_null(mkdtemp(dir));
    char path[512];
    snprintf(path, sizeof path, "%s/services", dir);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/policies", dir);
    mkdir(path, 0700);
    write_file(dir, "terms.yaml", TERMS);
    write_file(dir, "policies/p1.yaml", POLICY);
    write_file(dir, "services/s1.yaml", SERVICE);
    return dir;
}

static void remove_dir(const char *dir)
{
    char command[512];
    snprintf(command, sizeof command, "rm -r %s", dir);
    assert_int_equal(system(command), 0);
}

static void the_small_catalog_itself_is_right(void **state)
{
    (void)state;
    char dir[64];
    struct catalog *catalog = NULL;
    struct error error = {0};
    if (catalog_load(new_dir(dir), &catalog, &error))
        fail_msg("%s: %s", error.where, error.text);
    assert_int_equal(catalog_services(catalog), 1);
    assert_non_null(catalog_service(catalog, "s1"));
    assert_null(catalog_service(catalog, "s2"));
    assert_string_equal(catalog_term(catalog, TERM_ITEM, "mask")->en, "mask");
    assert_null(catalog_term(catalog, TERM_ITEM, "van"));
    catalog_free(catalog);
    catalog_free(NULL);
    remove_dir(dir);
}

struct broken {
    char file; /* 's'ervice, 'p'olicy, 't'erms */
    const char *old, *new;
    unsigned line;
    const char *says; /* part of the sentence */
};

static const struct broken BROKEN[] = {
    {'s', "version: 1", "verson: 1", 2, "'verson' is not a key of a service; the keys are id,"},
    {'s', "version: 1", "version: one", 2, "version: 'one' is not a whole number"},
    {'s', "version: 1", "version: 1.5", 2, "not a whole number"},
    {'s', "version: 1", "version: 0", 2, "within 1 to"},
    {'s', "version: 1", "version: [1]", 2, "must be a whole number, not a list"},
    {'s', "version: 1\n", "", 1, "a service needs the key 'version'"},
    {'s', "version: 1", "version: 1\nversion: 2", 3, "the key 'version' comes twice"},
    {'s', "id: s1", "id: s2", 1, "must be the name of the file"},
    {'s', "name: {zh: 服务, en: service}", "name: {en: service}", 4,
     "name: the Chinese text (zh) is missing"},
    {'s', "en: what it is", "fr: quoi", 5, "'fr' is no language here"},
    {'s', "en: what it is", "en: \"\"", 5, "summary.en: the text is empty"},
    {'s', "name: {zh: 服务, en: service}", "name: service", 4,
     "must be a text in both languages (zh: ..., en: ...), not a single value"},
    {'s', "label: {zh: 气味, en: smell}", "label: {zh: 气味}", 8,
     "form[1].label: the English text (en) is missing; give both"},
    {'s', "kind: choice", "kind: chioce", 9, "not one of text, number, choice, flag, date"},
    {'s', "kind: choice", "kind: text", 7, "has options, so its kind must be choice"},
    {'s', "kind: number, max: 9", "kind: text, max: 9", 12, "its kind must be number"},
    {'s', "max: 9", "min: 10, max: 9", 12, "min of 'count' is above its max"},
    {'s', "id: strong", "id: weak", 11, "form[1].options: an option named 'weak' was there before"},
    {'s', "id: count", "id: smell", 12, "a question named 'smell' was there before"},
    {'s', "id: smell", "id: Smell", 7, "'Smell' is no word; use a to z"},
    {'s', "smell: [strong]", "smel: [strong]", 16,
     "'smel' is no question of this service; known are smell, count"},
    {'s', "smell: [strong]", "smell: [storng]", 16, "known are weak, strong"},
    {'s', "answers: {smell: [strong]}", "levels: [open]", 16,
     "'open' is no level of any policy; known are none, closed"},
    {'s', "answers: {smell: [strong]}", "modes: [peace]", 16, "known are normal, emergency"},
    {'s', "answers: {smell: [strong]}", "season_from: 13-01", 16, "month and day as 11-15"},
    {'s', "{is: red, when: {answers: {smell: [strong]}}}", "{is: red}", 16,
     "priority: case 1 has no `when`"},
    {'s', "  - {is: green}\n", "", 16, "the last case must have no `when`"},
    {'s', "due: [{minutes: 60, to: arrival}]", "due: []", 18, "at least 1"},
    {'s', "skills: [fix]", "skills: [fly]", 19, "crew.skills[1]: 'fly' is no skill; known are fix"},
    {'s', "skills: [fix]", "skills: [fix, fix]", 19, "'fix' comes twice"},
    {'s', "skills: [fix]", "skills: fix", 19, "must be a list of words"},
    {'s', "size: 2", "size: 2, vehicles: [boat]", 19, "kind of vehicle; known are van"},
    {'s', "item: mask", "item: masks", 20, "'masks' is no item; known are mask"},
    {'s', "per_answer: count", "per_answer: smell", 20, "no number asked by this service"},
    {'s', "kind: check", "kind: serial_out", 23, "must name the item whose serials"},
    {'s', "kind: check", "kind: check, min: 1", 23, "its kind must be number"},
    {'s', "kind: check", "kind: number, low: 5, high: 1", 23, "lower limit above"},
    {'s', "kind: check", "kind: check, required: yes", 23, "'yes' is neither true nor false"},
    {'s', "closing: []",
     "closing: [{code: look, label: {zh: 看, en: look}, kind: check, phase: after}]", 24,
     "a step named 'look' was there before"},
    {'s', "kind: step, step: look", "kind: step, step: see", 25, "known are look"},
    {'s', "kind: step, step: look", "kind: step", 25, "'n' needs a step"},
    {'s', "kind: step, step: look", "kind: sum, step: look", 25, "sum numbers and serials only"},
    {'s', "closing: []",
     "closing: []\nrefund: {step: look, bands: [{from: 3, below: 3, share: 1}]}", 25,
     "must end (below) above"},
    {'s', "id: s1", "id: s1\n  x: [", 2, "not valid YAML"},
    {'s', "step: look}]\n", "step: look}]\n---\nx: 1\n", 26, "second document"},
    {'s', "category: gas", "category: gass", 3, "'gass' is no category; known are gas"},
    {'p', "hazard: epidemic", "hazard: plague", 2, "not one of epidemic, flood, cordon"},
    {'p', "from: 2021-01-01", "from: 2021-02-30", 4, "a date as 2022-06-28"},
    {'p', "until: 2022-01-01", "until: 2020-01-01", 1, "later than from"},
    {'p', "\"#cc0000\"", "red", 12, "a colour as"},
    {'p', "services: [gas]", "services: [post]", 13, "known are *, gas, s1"},
    {'p', "services: [gas]", "services: [gas], everyone: true", 13, "mean nothing where everyone"},
    {'p', "handover: gate", "handover: roof", 14, "not one of door, gate, point"},
    {'p', "open: \"06:00\"", "open: \"6\"", 15, "a time of day"},
    {'p', "close: \"22:00\"", "close: \"05:00\"", 15, "close after it opens"},
    {'p', "count: 7", "count: 0", 16, "needs a count above 0"},
    {'p', "lift: {", "lift: {to: lower, ", 16,
     "'lower' is no level of this policy; known are closed"},
    {'p', "    order: 2\n", "    order: 2\n    like: sealed\n", 10, "known are closed"},
    {'t', "items: [{id: mask, name: {zh: 口罩, en: mask}}]\n", "", 1, "needs the key 'items'"},
    {'t', "skills: [{id: fix", "skills: [{id: \"\"", 1, "is no word"},
};

static void check_broken(const struct broken *broken)
{
    char dir[64], place[128];
    new_dir(dir);
    const char *text = broken->file == 's' ? SERVICE : broken->file == 'p' ? POLICY : TERMS;
    const char *name = broken->file == 's'   ? "services/s1.yaml"
                       : broken->file == 'p' ? "policies/p1.yaml"
                                             : "terms.yaml";
    char *wrong = changed(text, broken->old, broken->new);
    write_file(dir, name, wrong);
    free(wrong);
    struct catalog *catalog = NULL;
    struct error error = {0};
    enum err rc = catalog_load(dir, &catalog, &error);
    snprintf(place, sizeof place, "%s/%s:%u", dir, name, broken->line);
    if (rc != ERR_INVALID || strcmp(error.where, place) != 0 || !strstr(error.text, broken->says))
        fail_msg("'%s': got '%s: %s' at %s", broken->new, error.where, error.text, place);
    assert_null(catalog);
    remove_dir(dir);
}

static void every_mistake_is_named_with_its_place_and_what_would_be_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++)
        check_broken(&BROKEN[i]);
}

static void count_problem(void *context, const struct error *problem)
{
    (void)problem;
    ++*(size_t *)context;
}

static void all_mistakes_of_a_folder_are_told_at_once(void **state)
{
    (void)state;
    char dir[64];
    new_dir(dir);
    char *one = changed(SERVICE, "version: 1", "version: x"),
         *two = changed(one, "size: 2", "size: 0");
    write_file(dir, "services/s1.yaml", two);
    free(one);
    free(two);
    one = changed(POLICY, "order: 2", "order: -2");
    write_file(dir, "policies/p1.yaml", one);
    free(one);
    size_t told = 0;
    assert_int_equal(catalog_check(dir, count_problem, &told), 3);
    assert_int_equal(told, 3);
    remove_dir(dir);
}

static void sets_of_one_hazard_may_not_overlap(void **state)
{
    (void)state;
    char dir[64];
    new_dir(dir);
    char *other = changed(POLICY, "id: p1", "id: p2"), *later;
    write_file(dir, "policies/p2.yaml", other);
    struct catalog *catalog = NULL;
    struct error error = {0};
    assert_int_equal(catalog_load(dir, &catalog, &error), ERR_INVALID);
    assert_non_null(strstr(error.text, "in force on the same days"));
    later = changed(other, "from: 2021-01-01\nuntil: 2022-01-01", "from: 2022-01-01");
    write_file(dir, "policies/p2.yaml", later);
    assert_int_equal(catalog_load(dir, &catalog, &error), ERR_OK);
    catalog_free(catalog);
    free(other);
    free(later);
    remove_dir(dir);
}

static void a_small_file_of_aliases_cannot_grow_without_end(void **state)
{
    (void)state;
    char dir[64], text[4096];
    new_dir(dir);
    size_t used = (size_t)snprintf(text, sizeof text, "x: &a0 [{id: a}]\nform:\n");
    for (int i = 0; i < 20; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "  - &b%d {options: *a0}\n", i);
    write_file(dir, "services/s1.yaml", text);
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_load(dir, &catalog, NULL), ERR_INVALID);
    write_file(dir, "services/s1.yaml", "&a\nform: *a\nsteps: *a\n");
    assert_int_equal(catalog_load(dir, &catalog, NULL), ERR_INVALID);
    assert_null(catalog);
    remove_dir(dir);
}

static void a_mistake_in_the_kinds_of_custody_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *says;
    } tries[] = {
        {"weight: true, ends: treated, retention_years: 3", NULL},
        {"ends: treated, retention_years: 3", "must carry something"},
        {"weight: true, names: true, ends: received, retention_years: 3", "people are counted"},
        {"weight: true, ends: burnt, retention_years: 3", "burnt"},
        {"weight: true, ends: treated", "retention_years"},
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        char dir[64], text[300];
        struct catalog *catalog = NULL;
        struct error error = {0};
        new_dir(dir);
        snprintf(text, sizeof text, "kinds:\n  - {id: k, name: {zh: 单, en: k}, %s}\n",
                 tries[i].keys);
        write_file(dir, "custody.yaml", text);
        enum err rc = catalog_load(dir, &catalog, &error);
        assert_int_equal(rc, tries[i].says ? ERR_INVALID : ERR_OK);
        if (tries[i].says &&
            (!strstr(error.text, tries[i].says) || !strstr(error.where, "/custody.yaml:2")))
            fail_msg("%s: %s: %s", tries[i].keys, error.where, error.text);
        catalog_free(catalog);
        remove_dir(dir);
    }
}

static void a_folder_that_is_not_there_is_said_so(void **state)
{
    (void)state;
    struct catalog *catalog = NULL;
    struct error error = {0};
    assert_int_equal(catalog_load("/nowhere", &catalog, &error), ERR_INVALID);
    assert_string_equal(error.where, "/nowhere/terms.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_catalog_itself_is_right),
        cmocka_unit_test(every_mistake_is_named_with_its_place_and_what_would_be_right),
        cmocka_unit_test(all_mistakes_of_a_folder_are_told_at_once),
        cmocka_unit_test(sets_of_one_hazard_may_not_overlap),
        cmocka_unit_test(a_small_file_of_aliases_cannot_grow_without_end),
        cmocka_unit_test(a_mistake_in_the_kinds_of_custody_is_named),
        cmocka_unit_test(a_folder_that_is_not_there_is_said_so),
    };
    return RUN_TESTS(tests);
}
