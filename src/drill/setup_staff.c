/* People who stand on posts, and the posts, of the units that the file names. */
#include <string.h>

#include "drill/stage_int.h"

/* "unit.NAME" -> its id; made when it is first named. "" is the drill's own company. */
static enum err unit_of(struct stage *stage, const char *name, const char **id, struct error *error)
{
    char key[256];
    json_t *body = NULL;
    const char *company = json_text(stage->ids_of, "org", "");
    snprintf(key, sizeof key, "unit.%s", name);
    if (!*name || json_object_get(stage->ids_of, key)) {
        *id = *name ? json_text(stage->ids_of, key, "") : company;
        return ERR_OK;
    }
    enum err rc = stage_call(
        stage, &stage->self, "org.create",
        json_pack("{s:s, s:s, s:{s:s}}", "kind", "company", "parent", company, "name", "en", name),
        &body, error);
    if (rc == ERR_OK)
        json_object_set(stage->ids_of, key, json_object_get(body, "id"));
    json_decref(body);
    *id = json_text(stage->ids_of, key, "");
    return rc;
}

/* "staff.NAME" -> their ids, for what happens to them. */
static enum err make_staff(struct stage *stage, const json_t *template, const char *unit,
                           struct error *error)
{
    char key[256];
    const json_t *name = json_object_get(template, "name");
    json_t *ids = json_array();
    enum err rc = ERR_OK;
    for (int64_t n = 1; n <= json_i64(template, "count", 1) && rc == ERR_OK; n++) {
        json_t *body = NULL;
        rc = stage_call(stage, &stage->self, "person.create",
                        json_pack("{s:s, s:o, s:O*}", "org", unit, "name", stage_numbered(name, n),
                                  "skills", json_object_get(template, "skills")),
                        &body, error);
        if (rc == ERR_OK)
            json_array_append(ids, json_object_get(body, "id"));
        json_decref(body);
    }
    snprintf(key, sizeof key, "staff.%s", json_text(name, "en", ""));
    json_object_set_new(stage->ids_of, key, ids);
    return rc;
}

static enum err make_posts(struct stage *stage, const json_t *template, const char *unit,
                           struct error *error)
{
    enum err rc = ERR_OK;
    for (int64_t n = 1; n <= json_i64(template, "count", 1) && rc == ERR_OK; n++)
        rc = stage_call(stage, &stage->self, "post.create",
                        json_pack("{s:s, s:o, s:O}", "org", unit, "name",
                                  stage_numbered(json_object_get(template, "name"), n), "shifts",
                                  json_object_get(template, "shifts")),
                        NULL, error);
    return rc;
}

enum err setup_staff(struct stage *stage, struct error *error)
{
    static const struct {
        const char *list;
        enum err (*make)(struct stage *, const json_t *, const char *, struct error *);
    } kinds[] = {{"staff", make_staff}, {"posts", make_posts}};
    enum err rc = ERR_OK;
    size_t i;
    json_t *template;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        json_array_foreach(json_object_get(stage->drill->json, kinds[k].list), i, template)
        {
            const char *unit = "";
            if (rc == ERR_OK)
                rc = unit_of(stage, json_text(template, "unit", ""), &unit, error);
            if (rc == ERR_OK)
                rc = kinds[k].make(stage, template, unit, error);
        }
    }
    return rc;
}
