/* What the paths of a form lead into: things as they are shown, and what is easily read of them. */
#include <string.h>

#include "ops/attachment_int.h"
#include "ops/form_int.h"
#include "ops/job_int.h"
#include "ops/needs_int.h"

/* ---- Things by id -----------------------------------------------------------------------------
 */

static enum err load_seen(struct op *op, const struct noun *noun, const char *id,
                          struct record *out, struct error *error)
{
    bool covers = false;
    enum err rc = record_load(op, noun, id, "id", out, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, out->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "id", "This %s belongs to another organisation.",
                      noun->name);
    return rc;
}

/* Puts the shown thing under `key`; nothing when there is no id. */
static enum err add_thing(struct op *op, json_t *data, const char *key, const struct noun *noun,
                          const char *id, struct error *error)
{
    struct record record;
    json_t *shown = NULL;
    if (!id || !*id)
        return ERR_OK;
    enum err rc = record_load(op, noun, id, key, &record, error);
    if (rc == ERR_OK)
        rc = record_show(op, &record, &shown, error);
    if (rc == ERR_OK)
        json_object_set(data, key, shown);
    return rc;
}

/* What a thing is called: its name, a plate, a label, a number. New. */
static enum err name_of(struct op *op, const struct noun *noun, const char *id, json_t **out,
                        struct error *error)
{
    static const char *const FIELDS[] = {"name", "label", "plate", "number", "code"};
    struct record record;
    enum err rc = record_load(op, noun, id, noun->name, &record, error);
    *out = NULL;
    for (size_t i = 0; rc == ERR_OK && !*out && i < sizeof FIELDS / sizeof *FIELDS; i++)
        *out = json_incref(json_object_get(record.doc, FIELDS[i]));
    if (rc == ERR_OK && !*out)
        *out = json_string(id);
    return rc;
}

/* ---- A work order -----------------------------------------------------------------------------
 */

static const char *option_text(const struct options *options, const json_t *value, const char *lang)
{
    for (size_t i = 0; json_is_string(value) && i < options->n; i++) {
        const struct answer_option *option = &options->at[i];
        if (strcmp(option->id, json_string_value(value)) == 0)
            return strcmp(lang, "zh") == 0 ? option->label.zh : option->label.en;
    }
    return NULL;
}

/* Steps by their code: value, the text of a choice, when and by whom. */
static json_t *steps_by_code(const struct service *service, const json_t *visit, const char *lang)
{
    json_t *all = json_object(), *step;
    size_t i;
    json_array_foreach(json_object_get(visit, "steps"), i, step)
    {
        const char *code = json_text(step, "code", "");
        json_t *value = json_object_get(step, "value"), *entry = json_object();
        const struct step *declared = service ? needs_step(service, code) : NULL;
        const char *text = declared ? option_text(&declared->options, value, lang) : NULL;
        if (text)
            json_object_set_new(entry, "value", json_string(text));
        else if (value)
            json_object_set(entry, "value", value);
        if (value)
            json_object_set(entry, "at", json_object_get(step, "done_at"));
        /* Who signed is the value of a typed signature; else who recorded it. */
        json_object_set(entry, "by",
                        json_is_string(value) && declared && declared->kind == STEP_SIGNATURE &&
                                !is_attachment_name(json_string_value(value))
                            ? value
                            : json_object_get(step, "by"));
        json_object_set_new(all, code, entry);
    }
    return all;
}

/* Answers with the words of their choices. */
static json_t *answers_text(const struct service *service, const json_t *answers, const char *lang)
{
    json_t *all = json_deep_copy(answers);
    for (size_t i = 0; all && service && i < service->form.n; i++) {
        const struct question *question = &service->form.at[i];
        const char *text =
            option_text(&question->options, json_object_get(answers, question->id), lang);
        if (text)
            json_object_set_new(all, question->id, json_string(text));
    }
    return all ? all : json_object();
}

/* What was said to the caller, and when. */
static json_t *script_text(const json_t *request, const char *lang)
{
    json_t *lines = json_array(), *line;
    size_t i;
    json_array_foreach(json_object_get(request, "script"), i, line)
    {
        const char *said = named_text(json_object_get(line, "text"), lang);
        const char *done = json_text(line, "done_at", "");
        json_array_append_new(lines, strlen(done) > 16 ? json_sprintf("%s (%.5s)", said, done + 11)
                                                       : json_string(said));
    }
    return json_pack("{s:o}", "lines", lines);
}

static const json_t *step_number(const json_t *visit, const char *code)
{
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(visit, "steps"), i, step)
    {
        const json_t *value = json_object_get(step, "value");
        if (code && strcmp(json_text(step, "code", ""), code) == 0 && json_is_number(value))
            return value;
    }
    return NULL;
}

/* R-H4: the share that the reading gives back, and for how many whole days that is. */
static json_t *refund_of(const struct service *service, const json_t *visit)
{
    json_t *refund = json_object();
    const json_t *reading = service ? step_number(visit, service->refund.step) : NULL;
    const json_t *days = service ? step_number(visit, service->refund.days) : NULL;
    if (!reading)
        return refund;
    double share = service_refund_share(service, json_number_value(reading));
    json_object_set_new(refund, "share", json_real(share));
    if (days)
        json_object_set_new(refund, "days", json_real(share * json_number_value(days)));
    return refund;
}

static enum err add_crew(struct op *op, json_t *data, const char *id, struct error *error)
{
    enum err rc = add_thing(op, data, "crew", &noun_crew, id, error);
    json_t *crew = json_object_get(data, "crew"), *names = json_array(), *name = NULL;
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(crew, "members"), i, member)
    {
        if (rc == ERR_OK)
            rc = name_of(op, &noun_person, json_string_value(member), &name, error);
        if (rc == ERR_OK)
            json_array_append_new(names, name);
    }
    const char *vehicle = json_text(crew, "vehicle", NULL);
    if (rc == ERR_OK && vehicle) {
        rc = name_of(op, &noun_vehicle, vehicle, &name, error);
        if (rc == ERR_OK)
            json_object_set_new(crew, "plate", name);
    }
    if (crew)
        json_object_set(crew, "people", names);
    json_decref(names);
    return rc;
}

static enum err data_of_job(struct op *op, json_t *data, const char *id, const char *lang,
                            struct error *error)
{
    struct record job;
    enum err rc = load_seen(op, &noun_job, id, &job, error);
    if (rc == ERR_OK)
        rc = add_thing(op, data, "job", &noun_job, id, error);
    if (rc == ERR_OK)
        rc = add_thing(op, data, "request", &noun_request, json_text(job.doc, "request", NULL),
                       error);
    if (rc == ERR_OK)
        rc = add_crew(op, data, json_text(job.doc, "crew", NULL), error);
    if (rc != ERR_OK)
        return rc;
    const struct service *service =
        catalog_service(op->ops->config.catalog, json_text(job.doc, "service", ""));
    const json_t *visit = json_object_get(json_object_get(data, "job"), "visit");
    json_t *request = json_object_get(data, "request");
    json_object_set(data, "visit", json_is_object(visit) ? (json_t *)visit : json_null());
    json_object_set(data, "zone", json_object_get(job.doc, "zone"));
    json_object_set_new(data, "steps", steps_by_code(service, visit, lang));
    json_object_set_new(data, "script", script_text(request, lang));
    json_object_set_new(data, "refund", refund_of(service, visit));
    if (request)
        json_object_set_new(request, "answers",
                            answers_text(service, json_object_get(request, "answers"), lang));
    return ERR_OK;
}

/* ---- A manifest -------------------------------------------------------------------------------
 */

static enum err party_name(struct op *op, const json_t *party, json_t **out, struct error *error)
{
    const char *key;
    json_t *id;
    *out = NULL;
    json_object_foreach((json_t *)party, key, id)
    {
        const struct noun *noun = noun_of(key);
        if (noun)
            return name_of(op, noun, json_string_value(id), out, error);
    }
    return ERR_OK;
}

/* The reasons of lines, for an entry that has none of its own. */
static void add_reasons(json_t *entry)
{
    json_t *line;
    size_t i;
    if (json_text(entry, "reason", NULL))
        return;
    json_array_foreach(json_object_get(entry, "lines"), i, line)
    {
        const char *reason = json_text(line, "reason", NULL),
                   *before = json_text(entry, "reason", NULL);
        if (reason)
            json_object_set_new(entry, "reason",
                                json_sprintf("%s%s%s: %s", before ? before : "", before ? "; " : "",
                                             json_text(line, "code", ""), reason));
    }
}

/* A hand-over with names in place of ids and its sums. New in `out`. */
static enum err handover_of(struct op *op, const json_t *entry, json_t **out, struct error *error)
{
    json_t *copy = json_deep_copy(entry), *name = NULL, *line;
    double kg = 0, difference = 0;
    json_int_t packages = 0;
    size_t i;
    static const char *const ENDS[] = {"from", "to"};
    enum err rc = ERR_OK;
    for (size_t e = 0; e < 2 && rc == ERR_OK; e++) {
        rc = party_name(op, json_object_get(entry, ENDS[e]), &name, error);
        if (rc == ERR_OK && name)
            json_object_set_new(copy, ENDS[e], name);
    }
    json_array_foreach(json_object_get(entry, "lines"), i, line)
    {
        kg += json_f64(line, "kg", 0);
        difference += json_f64(line, "difference_kg", 0);
        packages += json_i64(line, "packages", 0);
    }
    json_object_set_new(copy, "kg", json_real(kg));
    json_object_set_new(copy, "difference_kg", json_real(difference));
    json_object_set_new(copy, "packages", json_integer(packages));
    add_reasons(copy);
    *out = copy;
    return rc;
}

/* What left the producer, or arrived, adds up over all entries that say so. */
static void add_up(json_t *sum, const json_t *shown)
{
    static const char *const KEYS[] = {"kg", "difference_kg"};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        json_object_set_new(sum, KEYS[i],
                            json_real(json_f64(sum, KEYS[i], 0) + json_f64(shown, KEYS[i], 0)));
    json_object_set_new(
        sum, "packages",
        json_integer(json_i64(sum, "packages", 0) + json_i64(shown, "packages", 0)));
}

static bool is_from_producer(const json_t *manifest, const json_t *entry)
{
    const char *site = json_text(json_object_get(entry, "from"), "site", "");
    return strcmp(json_text(entry, "what", ""), "handed_over") == 0 &&
           strcmp(site, json_text(manifest, "site", "-")) == 0;
}

static enum err add_handovers(struct op *op, json_t *data, const json_t *manifest,
                              struct error *error)
{
    json_t *all = json_array(), *given = json_object(), *received = json_object();
    json_t *entry, *shown = NULL;
    enum err rc = ERR_OK;
    size_t i;
    json_object_set_new(data, "handovers", all);
    json_object_set_new(data, "given", given);
    json_object_set_new(data, "received", received);
    json_array_foreach(json_object_get(manifest, "history"), i, entry)
    {
        const char *what = json_text(entry, "what", "");
        if (rc == ERR_OK)
            rc = handover_of(op, entry, &shown, error);
        if (rc != ERR_OK)
            return rc;
        json_array_append_new(all, shown);
        if (strcmp(what, "handed_over") == 0 && !json_object_get(data, "first"))
            json_object_set(data, "first", shown);
        if (is_from_producer(manifest, entry))
            add_up(given, shown);
        if (strcmp(what, "received") == 0) {
            json_object_set(data, "last", shown);
            add_up(received, shown);
        }
        if (strcmp(what, "treated") == 0)
            json_object_set(data, "treatment", shown);
    }
    return rc;
}

static enum err data_of_manifest(struct op *op, json_t *data, const char *id, struct error *error)
{
    struct record manifest;
    enum err rc = load_seen(op, &noun_manifest, id, &manifest, error);
    if (rc == ERR_OK)
        rc = add_thing(op, data, "manifest", &noun_manifest, id, error);
    if (rc == ERR_OK)
        rc = add_thing(op, data, "site", &noun_site, json_text(manifest.doc, "site", NULL), error);
    const json_t *shown = json_object_get(data, "manifest");
    json_t *site = json_object_get(data, "site");
    if (site)
        json_object_set(site, "where",
                        json_object_get(site, "address") ? json_object_get(site, "address")
                                                         : json_object_get(site, "place"));
    if (rc == ERR_OK)
        rc = add_handovers(op, data, shown, error);
    if (rc == ERR_OK)
        json_object_set(data, "lines", json_object_get(shown, "lines"));
    return rc;
}

/* ---- Situation and sheet ----------------------------------------------------------------------
 */

static enum err data_of_situation(struct op *op, json_t *data, const char *id, struct error *error)
{
    struct record report;
    json_t *figures = NULL;
    enum err rc = load_seen(op, &noun_situation, id, &report, error);
    if (rc == ERR_OK)
        rc = add_thing(op, data, "situation", &noun_situation, id, error);
    if (rc == ERR_OK)
        rc = situation_figures(op, report.doc, &figures, error);
    if (rc == ERR_OK)
        json_object_set(json_object_get(data, "situation"), "figures", figures);
    return rc;
}

static enum err data_of_sheet(struct op *op, json_t *data, const struct form *form, const char *id,
                              struct error *error)
{
    struct record sheet;
    enum err rc = load_seen(op, &noun_sheet, id, &sheet, error);
    if (rc == ERR_OK && strcmp(json_text(sheet.doc, "form", ""), form->id) != 0)
        rc = error_at(error, ERR_RULE, "id", "This sheet is of the form '%s'.",
                      json_text(sheet.doc, "form", ""));
    return rc == ERR_OK ? add_thing(op, data, "sheet", &noun_sheet, id, error) : rc;
}

/* The organisation that a thing is of, for every form's head. */
static enum err add_org(struct op *op, json_t *data, const char *key, struct error *error)
{
    const char *org = json_text(json_object_get(data, key), "org", NULL);
    return add_thing(op, data, "org", &noun_org, org, error);
}

enum err form_data(struct op *op, const struct form *form, const char *id, const char *lang,
                   json_t **out, struct error *error)
{
    json_t *data = op_keep(op, json_object());
    enum err rc = ERR_OK;
    switch (form->source) {
    case FORM_SHEET:
        rc = data_of_sheet(op, data, form, id, error);
        break;
    case FORM_JOB:
        rc = data_of_job(op, data, id, lang, error);
        break;
    case FORM_MANIFEST:
        rc = data_of_manifest(op, data, id, error);
        break;
    case FORM_SITUATION:
        rc = data_of_situation(op, data, id, error);
        break;
    }
    if (rc == ERR_OK)
        rc = add_org(op, data, form_source_name(form->source), error);
    *out = data;
    return rc;
}
