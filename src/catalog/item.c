#include "catalog/item.h"

#include <string.h>

#include "catalog/shape_int.h"

#define QUANTITY .min = 0, .max = 1e9
#define YEARS    .min = 0, .max = 100

/* ---- Items ------------------------------------------------------------------------------------
 */

static const struct field minimum_fields[] = {
    {"at", FIELD_WORD, AT(item_minimum, at), NEEDED, FREE},
    {"qty", FIELD_NUMBER, AT(item_minimum, qty), NEEDED, QUANTITY},
    END,
};
static const struct shape minimum_shape = {"a minimum", sizeof(struct item_minimum), minimum_fields,
                                           true};

static const struct field part_fields[] = {
    {"item", FIELD_WORD, AT(item_part, item), NEEDED, .refers = REFERS_ITEM},
    {"qty", FIELD_NUMBER, AT(item_part, qty), QUANTITY, .otherwise = 1},
    END,
};
static const struct shape part_shape = {"a part of a kit", sizeof(struct item_part), part_fields,
                                        true};

static const struct field item_fields[] = {
    {"id", FIELD_WORD, AT(item, id), NEEDED, .refers = REFERS_ITEM},
    {"unit", FIELD_NAMES, AT(item, unit), NEEDED, .max = 20},
    {"kind", FIELD_WORD, AT(item, kind), NEEDED, FREE},
    {"serials", FIELD_FLAG, AT(item, serials)},
    {"lots", FIELD_FLAG, AT(item, lots)},
    {"lead_h", FIELD_INT, AT(item, lead_h), .min = 0, .max = 24 * 366},
    {"emergency", FIELD_FLAG, AT(item, emergency)},
    {"minimum", FIELD_LIST, AT(item, minimum), .max = 40, .shape = &minimum_shape},
    {"parts", FIELD_LIST, AT(item, parts), .max = 40, .shape = &part_shape},
    {"alternatives", FIELD_WORDS, AT(item, alternatives), .refers = REFERS_ITEM},
    END,
};
static const struct shape item_shape = {"an item", sizeof(struct item), item_fields, true};

static const struct field items_fields[] = {
    {"items", FIELD_LIST, AT(items, list), NEEDED, .shape = &item_shape},
    END,
};
const struct shape items_shape = {"the items", sizeof(struct items), items_fields, false};

/* ---- Registers --------------------------------------------------------------------------------
 */

static const struct field test_fields[] = {
    {"id", FIELD_WORD, AT(register_test, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(register_test, name), NEEDED, .max = 60},
    {"every_years", FIELD_INT, AT(register_test, every_years), YEARS},
    {"extends_years", FIELD_INT, AT(register_test, extends_years), YEARS},
    END,
};
static const struct shape test_shape = {"a test", sizeof(struct register_test), test_fields, true};

static const struct field act_fields[] = {
    {"id", FIELD_WORD, AT(register_act, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(register_act, name), NEEDED, .max = 60},
    {"from", FIELD_WORD, AT(register_act, from), .refers = REFERS_ITEM},
    {"becomes", FIELD_WORD, AT(register_act, becomes), .refers = REFERS_ITEM},
    {"keeper_only", FIELD_FLAG, AT(register_act, keeper_only)},
    {"step", FIELD_WORD, AT(register_act, step), FREE},
    END,
};
static const struct shape act_shape = {"an act", sizeof(struct register_act), act_fields, true};

static const struct field link_fields[] = {
    {"id", FIELD_WORD, AT(register_link, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(register_link, name), NEEDED, .max = 60},
    {"moves", FIELD_WORDS, AT(register_link, moves), FREE},
    END,
};
static const struct shape link_shape = {"a link of the chain", sizeof(struct register_link),
                                        link_fields, true};

static const struct field register_fields[] = {
    {"id", FIELD_WORD, AT(register_kind, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(register_kind, name), NEEDED, .max = 60},
    {"items", FIELD_WORDS, AT(register_kind, items), NEEDED, .min = 1, .refers = REFERS_ITEM},
    {"registered_only", FIELD_FLAG, AT(register_kind, registered_only)},
    {"life_years", FIELD_INT, AT(register_kind, life_years), YEARS},
    {"warn_days", FIELD_INT, AT(register_kind, warn_days), .min = 0, .max = 366},
    {"bars_void", FIELD_WORDS, AT(register_kind, bars_void), FREE},
    {"bars_overdue", FIELD_WORDS, AT(register_kind, bars_overdue), FREE},
    {"bars_unregistered", FIELD_WORDS, AT(register_kind, bars_unregistered), FREE},
    {"tests", FIELD_LIST, AT(register_kind, tests), .max = 20, .shape = &test_shape},
    {"acts", FIELD_LIST, AT(register_kind, acts), .max = 40, .shape = &act_shape},
    {"chain", FIELD_LIST, AT(register_kind, chain), .max = 20, .shape = &link_shape},
    END,
};
static const struct shape register_shape = {"a register", sizeof(struct register_kind),
                                            register_fields, true};

static const struct field registers_fields[] = {
    {"registers", FIELD_LIST, AT(registers, list), NEEDED, .max = 40, .shape = &register_shape},
    END,
};
const struct shape registers_shape = {"the registers", sizeof(struct registers), registers_fields,
                                      false};

/* ---- What the tables cannot say ---------------------------------------------------------------
 */

void items_check_sense(struct problems *problems, const char *file, const struct items *items)
{
    for (size_t i = 0; i < items->list.n; i++) {
        const struct item *item = &items->list.at[i];
        if (item->parts.n && (item->serials || item->lots))
            problem_add(problems, file, item->line,
                        "%s: a kit has parts; serials and lots belong to these.", item->id);
        for (size_t p = 0; p < item->parts.n; p++) {
            for (size_t k = 0; k < items->list.n; k++) {
                if (strcmp(items->list.at[k].id, item->parts.at[p].item) == 0 &&
                    items->list.at[k].parts.n)
                    problem_add(problems, file, item->parts.at[p].line,
                                "%s: a part must not be a kit itself; name the parts of '%s'.",
                                item->id, item->parts.at[p].item);
            }
        }
    }
}

static bool is_act(const struct register_kind *kind, const char *word)
{
    for (size_t i = 0; i < kind->acts.n; i++) {
        if (strcmp(kind->acts.at[i].id, word) == 0)
            return true;
    }
    return false;
}

static void check_moves(struct problems *problems, const char *file, unsigned line,
                        const struct register_kind *kind, const struct words *words, bool acts_too)
{
    static const char *const moves[] = {"receive", "issue",   "send",    "arrive", "consume",
                                        "return",  "deliver", "collect", NULL};
    for (size_t i = 0; i < words->n; i++) {
        size_t k = 0;
        while (moves[k] && strcmp(moves[k], words->at[i]) != 0)
            k++;
        if (!moves[k] && !(acts_too && is_act(kind, words->at[i])))
            problem_add(problems, file, line,
                        "%s: '%s' is no kind of move%s; moves are receive, issue, send, arrive, "
                        "consume, return, deliver, collect.",
                        kind->id, words->at[i], acts_too ? " and no act of this register" : "");
    }
}

void registers_check_sense(struct problems *problems, const char *file,
                           const struct registers *registers)
{
    for (size_t i = 0; i < registers->list.n; i++) {
        const struct register_kind *kind = &registers->list.at[i];
        check_moves(problems, file, kind->line, kind, &kind->bars_void, true);
        check_moves(problems, file, kind->line, kind, &kind->bars_overdue, true);
        check_moves(problems, file, kind->line, kind, &kind->bars_unregistered, false);
        for (size_t k = 0; k < kind->acts.n; k++) {
            const struct register_act *act = &kind->acts.at[k];
            if ((act->from && !words_have(&kind->items, act->from)) ||
                (act->becomes && !words_have(&kind->items, act->becomes)))
                problem_add(problems, file, act->line,
                            "%s: the items of the act '%s' must be among the register's items.",
                            kind->id, act->id);
        }
        for (size_t k = 0; k < kind->chain.n; k++)
            check_moves(problems, file, kind->chain.at[k].line, kind, &kind->chain.at[k].moves,
                        false);
    }
}

/* ---- Reading ----------------------------------------------------------------------------------
 */

bool words_have(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++) {
        if (strcmp(words->at[i], word) == 0)
            return true;
    }
    return false;
}

const struct item *catalog_item(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->items.list.at, catalog->items.list.n, id) : NULL;
}

size_t catalog_items(const struct catalog *catalog)
{
    return catalog ? catalog->items.list.n : 0;
}

const struct item *catalog_item_at(const struct catalog *catalog, size_t i)
{
    return &catalog->items.list.at[i];
}

const struct register_kind *catalog_register(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->registers.list.at, catalog->registers.list.n, id) : NULL;
}

size_t catalog_registers(const struct catalog *catalog)
{
    return catalog ? catalog->registers.list.n : 0;
}

const struct register_kind *catalog_register_at(const struct catalog *catalog, size_t i)
{
    return &catalog->registers.list.at[i];
}

const struct register_kind *catalog_register_of_item(const struct catalog *catalog,
                                                     const char *item)
{
    for (size_t i = 0; catalog && i < catalog->registers.list.n; i++) {
        if (words_have(&catalog->registers.list.at[i].items, item))
            return &catalog->registers.list.at[i];
    }
    return NULL;
}
