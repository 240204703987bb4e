/* Lists: filters by column, pages by id, and only what the caller may see. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "ops/ops_int.h"

enum { CONDITIONS_MAX = 1024, VALUES_MAX = 24, PAGE_ROWS = 100 };

struct conditions {
    char text[CONDITIONS_MAX];
    size_t n;
    struct sql_value values[VALUES_MAX];
    size_t values_n;
};

static void add(struct conditions *all, const char *condition, const char *name)
{
    int more = snprintf(all->text + all->n, sizeof all->text - all->n, condition, name);
    assert(more >= 0 && all->n + (size_t)more < sizeof all->text);
    all->n += (size_t)more;
}

static void add_value(struct conditions *all, struct sql_value value)
{
    assert(all->values_n < VALUES_MAX);
    all->values[all->values_n++] = value;
}

/* Limits that have run out by now, or by the moment that is asked for; false: another filter. */
static bool add_due(struct conditions *all, const struct op *op, const char *name,
                    const json_t *value)
{
    bool at = strcmp(name, "overdue_at") == 0;
    if (!at && strcmp(name, "overdue") != 0)
        return false;
    bool over = at || json_is_true(value);
    add(all, "%s", over ? " AND due_ms < ?" : " AND (due_ms IS NULL OR due_ms >= ?)");
    add_value(all, sql_i64(at ? op_time_of(op->args, name, op->now_ms) : op->now_ms));
    return true;
}

static void add_filters(struct conditions *all, const struct op *op, const struct noun *noun)
{
    for (const struct spec *spec = op->command->args; spec->name; spec++) {
        const json_t *value = json_object_get(op->args, spec->name);
        if (!value || strcmp(spec->name, "cursor") == 0 || strcmp(spec->name, "limit") == 0)
            continue;
        if (add_due(all, op, spec->name, value))
            continue;
        const char *name = strcmp(spec->name, "open") == 0 ? "is_open" : spec->name;
        add(all, " AND %s = ?", name);
        if (json_is_string(value))
            add_value(all, sql_text(json_string_value(value)));
        else
            add_value(all, sql_i64(json_is_boolean(value) ? json_is_true(value)
                                                          : json_integer_value(value)));
    }
    const char *cursor = json_text(op->args, "cursor", NULL);
    if (cursor) {
        add(all, " AND id %s ?", noun->newest_first ? "<" : ">");
        add_value(all, sql_text(cursor));
    }
}

/* The text of `path` lives in the caller's frame. */
static enum err add_scope(struct conditions *all, struct op *op, const struct noun *noun,
                          char path[2][LIMIT_TEXT_BYTES], struct error *error)
{
    if (op->command->own & 1u << op->actor.role) {
        bool crew = op->actor.role == ROLE_CREW;
        add(all, " AND %s", crew ? noun->own_crew_where : noun->own_user_where);
        add_value(all, sql_text(crew ? op->actor.crew : op->actor.id));
    }
    if (op->command->scope != SCOPE_ORG || !op->actor.org[0])
        return ERR_OK;
    struct record org;
    enum err rc = record_load(op, &noun_org, op->actor.org, "org", &org, error);
    if (rc != ERR_OK)
        return rc;
    /* '0' follows '/': everything below the path. */
    snprintf(path[0], LIMIT_TEXT_BYTES, "%s", json_text(org.doc, "_path", ""));
    snprintf(path[1], LIMIT_TEXT_BYTES, "%s", path[0]);
    path[1][strlen(path[1]) - 1] = '0';
    add(all, "%s",
        " AND (org = '' OR org IN (SELECT id FROM org AS tree WHERE path >= ? AND path < ?))");
    add_value(all, sql_text(path[0]));
    add_value(all, sql_text(path[1]));
    return ERR_OK;
}

struct page {
    json_t *items;
    size_t room;
    bool more;
};

static enum err add_item(struct op *op, struct record *record, void *context, struct error *error)
{
    struct page *page = context;
    if (json_array_size(page->items) == page->room) {
        page->more = true;
        return ERR_OK;
    }
    json_t *shown = NULL;
    enum err rc = record_show(op, record, &shown, error);
    if (rc == ERR_OK)
        json_array_append(page->items, shown);
    return rc;
}

enum err op_list(struct op *op, const struct noun *noun, struct error *error)
{
    char path[2][LIMIT_TEXT_BYTES];
    struct conditions all = {.text = "1 = 1", .n = 5};
    struct page page = {.items = op_keep(op, json_array()),
                        .room = (size_t)json_i64(op->args, "limit", PAGE_ROWS)};
    add_filters(&all, op, noun);
    enum err rc = add_scope(&all, op, noun, path, error);
    if (rc != ERR_OK)
        return rc;
    add(&all, " ORDER BY id %s LIMIT ?", noun->newest_first ? "DESC" : "ASC");
    add_value(&all, sql_i64((int64_t)page.room + 1));
    rc = record_each(op, noun, all.text, all.values, all.values_n, add_item, &page, error);
    if (rc != ERR_OK)
        return rc;
    json_t *next = json_null();
    if (page.more) {
        const json_t *last = json_array_get(page.items, page.room - 1);
        next = json_string(json_text(last, "id", ""));
    }
    op_answer_json(op, json_pack("{s:O, s:o}", "items", page.items, "next", next));
    return ERR_OK;
}
