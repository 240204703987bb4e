/* Goods and registers are written by people: what is wrong is named with file, line and what would
 * be right. */
#include "packs_folder.h"

#include "catalog/item.h"

static const char TERMS[] = "skills: []\ncertificates: []\n"
                            "items: [{id: mask, name: {zh: 口罩, en: mask}},\n"
                            "  {id: set, name: {zh: 套装, en: set}},\n"
                            "  {id: full, name: {zh: 重瓶, en: full}},\n"
                            "  {id: empty, name: {zh: 空瓶, en: empty}}]\n"
                            "vehicles: []\npermits: []\nexposures: []\nroles: []\ncategories: []\n";

static const char ITEMS[] =
    "items:\n"
    "  - {id: mask, unit: {zh: 只, en: piece}, kind: protection, lots: true}\n"
    "  - id: set\n"
    "    unit: {zh: 套, en: set}\n"
    "    kind: protection\n"
    "    parts: [{item: mask, qty: 2}]\n";

static const char REGISTERS[] =
    "registers:\n"
    "  - id: cylinder\n"
    "    name: {zh: 瓶, en: cylinder}\n"
    "    items: [full, empty]\n"
    "    life_years: 8\n"
    "    bars_void: [issue, fill]\n"
    "    acts:\n"
    "      - {id: fill, name: {zh: 充, en: filled}, from: empty, becomes: full}\n"
    "    chain:\n"
    "      - {id: delivery, name: {zh: 送, en: delivery}, moves: [deliver]}\n";

static void new_dir(char dir[PACKS_DIR_SIZE], const char *items, const char *registers)
{
    packs_make(dir);
    packs_write(dir, "terms.yaml", TERMS);
    packs_write(dir, "items.yaml", items);
    packs_write(dir, "registers.yaml", registers);
}

static void goods_and_registers_are_read(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE];
    new_dir(dir, ITEMS, REGISTERS);
    struct catalog *catalog = packs_load(dir);
    assert_true(catalog_item(catalog, "mask")->lots);
    assert_int_equal(catalog_item(catalog, "set")->parts.n, 1);
    assert_null(catalog_item(catalog, "full"));
    assert_string_equal(catalog_register_of_item(catalog, "empty")->id, "cylinder");
    assert_null(catalog_register_of_item(catalog, "mask"));
    assert_null(catalog_register(catalog, "boiler"));
    catalog_free(catalog);
    packs_remove(dir);
}

static const struct {
    bool registers;
    const char *old, *new;
    unsigned line;
    const char *says;
} BROKEN[] = {
    {false, "lots: true", "lot: true", 2,
     "'lot' is not a key of an item. Did you mean 'lots'? The keys are id,"},
    {false, "id: mask", "id: masks", 2, "'masks' is no item; known are mask, set"},
    {false, "kind: protection\n", "kind: protection\n    lots: true\n", 3,
     "set: a kit has parts; serials and lots belong to these."},
    {false, "item: mask", "item: set", 6, "a part must not be a kit itself"},
    {false, "qty: 2", "qty: -2", 6, "within 0 to"},
    {false, "en: piece", "fr: piece", 2, "no language here"},
    {true, "[issue, fill]", "[issue, burn]", 2,
     "cylinder: 'burn' is no kind of move and no act of this register; moves are receive,"},
    {true, "[deliver]", "[fill]", 10, "'fill' is no kind of move; moves are"},
    {true, "becomes: full", "becomes: mask", 8,
     "the items of the act 'fill' must be among the register's items"},
    {true, "life_years: 8", "life_years: 800", 5, "within 0 to 100"},
    {true, "    items: [full, empty]\n", "", 2, "a register needs the key 'items'"},
};

static void every_mistake_is_named_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        char dir[PACKS_DIR_SIZE], wanted[512];
        struct catalog *catalog = NULL;
        struct error error = {0};
        char *text =
            packs_changed(BROKEN[i].registers ? REGISTERS : ITEMS, BROKEN[i].old, BROKEN[i].new);
        new_dir(dir, BROKEN[i].registers ? ITEMS : text, BROKEN[i].registers ? text : REGISTERS);
        assert_int_not_equal(catalog_load(dir, &catalog, &error), ERR_OK);
        snprintf(wanted, sizeof wanted, "%s/%s:%u", dir,
                 BROKEN[i].registers ? "registers.yaml" : "items.yaml", BROKEN[i].line);
        if (strcmp(error.where, wanted) != 0)
            fail_msg("%s: %s; wanted: %s", error.where, error.text, wanted);
        if (!strstr(error.text, BROKEN[i].says))
            fail_msg("%s; wanted: %s", error.text, BROKEN[i].says);
        free(text);
        packs_remove(dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goods_and_registers_are_read),
        cmocka_unit_test(every_mistake_is_named_with_its_place),
    };
    return RUN_TESTS(tests);
}
