/* A sheet that answers another one: a gift and a need (`meets` of a form). */
#include <string.h>

#include "ops/sheet_int.h"

double sheet_amount(const json_t *doc, const char *field)
{
    return json_f64(json_object_get(doc, "values"), field, 0);
}

static enum err find_answered(struct op *op, const struct form_meets *meets, const json_t *doc,
                              struct record *out, struct error *error)
{
    const json_t *about = json_object_get(doc, "about");
    if (strcmp(json_text(about, "noun", ""), "sheet") != 0)
        return error_at(error, ERR_RULE, "about", "Name the sheet of the form '%s' it answers.",
                        meets->form);
    enum err rc = record_load(op, &noun_sheet, json_text(about, "id", ""), "about.id", out, error);
    if (rc == ERR_OK && (strcmp(json_text(out->doc, "form", ""), meets->form) != 0 ||
                         strcmp(json_text(out->doc, "state", ""), "standing") != 0))
        rc = error_at(error, ERR_RULE, "about.id", "That is no standing sheet of the form '%s'.",
                      meets->form);
    for (size_t i = 0; rc == ERR_OK && i < meets->same.n; i++) {
        const char *id = meets->same.at[i];
        if (!json_equal(json_object_get(json_object_get(out->doc, "values"), id),
                        json_object_get(json_object_get(doc, "values"), id)))
            rc = error_at(error, ERR_RULE, id, "It is not what the sheet %s asks for.",
                          json_text(out->doc, "number", ""));
    }
    return rc;
}

enum err sheet_answer(struct op *op, const struct form *form, const json_t *doc, double was,
                      struct error *error)
{
    const struct form_meets *meets = &form->meets;
    struct record other;
    if (!meets->form)
        return ERR_OK;
    enum err rc = find_answered(op, meets, doc, &other, error);
    if (rc != ERR_OK)
        return rc;
    double wanted = sheet_amount(other.doc, meets->amount);
    double met = json_f64(other.doc, "met", 0) + sheet_amount(doc, meets->amount) - was;
    if (met > wanted)
        return error_at(error, ERR_RULE, meets->amount,
                        "The sheet %s is still short of %g; more goes where it is needed.",
                        json_text(other.doc, "number", ""), wanted - json_f64(other.doc, "met", 0));
    json_object_set_new(other.doc, "met", json_real(met));
    json_object_set_new(other.doc, "_open", json_boolean(met < wanted));
    rc = record_save(op, &other, error);
    return rc == ERR_OK ? op_event(op, "sheet.met", &other,
                                   json_pack("{s:O, s:f}", "form",
                                             json_object_get(other.doc, "form"), "met", met),
                                   error)
                        : rc;
}
