#include "ops/needs_int.h"

#include <string.h>

#include "base/json_find.h"

enum { LIST_MAX = 64 };

json_t *needs_name(const struct names *names)
{
    return json_pack("{s:s, s:s}", "zh", names->zh ? names->zh : "", "en",
                     names->en ? names->en : "");
}

static size_t at_most(size_t n)
{
    return n < LIST_MAX ? n : LIST_MAX;
}

static void add_word(json_t *list, const char *word)
{
    if (!json_has(list, word))
        json_array_append_new(list, json_string(word));
}

static json_t *words_json(const char *const *words, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        add_word(list, words[i]);
    return list;
}

/* The catalog asks for so much a person; the crew brings it for as many as must go in. */
static json_t *protection(const struct situation *situation, int64_t crew_size)
{
    struct gear gear[LIST_MAX];
    size_t n = at_most(situation_protection(situation, gear, LIST_MAX));
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:I}", "item", gear[i].item, "qty",
                                              (json_int_t)(gear[i].per_person * crew_size)));
    return list;
}

static json_t *stock(const struct situation *situation)
{
    struct stock_need needs[LIST_MAX];
    size_t n = at_most(situation_stock(situation, needs, LIST_MAX));
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:b, s:b}", "item", needs[i].item, "qty",
                                              (json_int_t)needs[i].count, "serial", needs[i].serial,
                                              "returns", needs[i].returns));
    return list;
}

static void set_test(json_t *needs, const struct entry_rule *entry)
{
    json_object_set_new(needs, "test_h", json_integer(entry->test_valid_h));
    if (entry->test_on_record)
        json_object_set_new(needs, "test_on_record", json_true());
}

json_t *needs_requirements(const struct situation *situation)
{
    const struct crew_need *crew = &situation->service->crew;
    int64_t size = crew->size > 0 ? crew->size : 1;
    const char *each[LIST_MAX], *permits[LIST_MAX];
    size_t each_n = at_most(situation_skills_each(situation, each, LIST_MAX));
    size_t permits_n = at_most(situation_permits(situation, permits, LIST_MAX));
    static const char *const handovers[] = {
        [HANDOVER_DOOR] = "door", [HANDOVER_GATE] = "gate", [HANDOVER_POINT] = "point"};
    json_t *skills = words_json(crew->skills.at, crew->skills.n);
    json_t *needs = json_object();
    json_object_set_new(needs, "skills", skills);
    json_object_set_new(needs, "each", words_json(each, each_n));
    json_object_set_new(needs, "certificates",
                        words_json(crew->certificates.at, crew->certificates.n));
    json_object_set_new(needs, "vehicles", words_json(crew->vehicles.at, crew->vehicles.n));
    if (situation->level && situation->level->entry.test_valid_h)
        set_test(needs, &situation->level->entry);
    json_object_set_new(needs, "crew_size", json_integer(size));
    json_object_set_new(needs, "protection", protection(situation, size));
    json_object_set_new(needs, "stock", stock(situation));
    json_object_set_new(needs, "permit", json_boolean(permits_n > 0));
    json_object_set_new(needs, "permits", words_json(permits, permits_n));
    json_object_set_new(needs, "handover", json_string(handovers[situation_handover(situation)]));
    json_object_set_new(needs, "service_s", json_integer(60 * situation_on_site_min(situation)));
    json_object_set_new(needs, "gate_s", json_integer(60 * situation_donning_min(situation)));
    json_object_set_new(needs, "after_s", json_integer(60 * situation_disinfection_min(situation)));
    const char *exposure = situation_exposure(situation);
    json_object_set_new(needs, "exposure", json_string(exposure ? exposure : "clean"));
    return needs;
}

static const char *step_kind_name(enum step_kind kind)
{
    static const char *const names[] = {
        [STEP_CHECK] = "check",
        [STEP_NUMBER] = "number",
        [STEP_TEXT] = "text",
        [STEP_CHOICE] = "choice",
        [STEP_SERIAL_IN] = "serial_in",
        [STEP_SERIAL_OUT] = "serial_out",
        [STEP_PHOTO] = "photo",
        [STEP_SIGNATURE] = "signature",
        [STEP_MANIFEST_IN] = "manifest_in",
        [STEP_MANIFEST_OUT] = "manifest_out",
    };
    return names[kind];
}

static json_t *limits(const struct step *step)
{
    json_t *limits = json_object();
    if (step->kind == STEP_NUMBER) {
        const struct {
            const char *name;
            double value;
        } bounds[] = {
            {"min", step->min}, {"max", step->max}, {"low", step->low}, {"high", step->high}};
        for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
            if (bounds[i].value > -1e300 && bounds[i].value < 1e300)
                json_object_set_new(limits, bounds[i].name, json_real(bounds[i].value));
        }
    }
    if (step->unit)
        json_object_set_new(limits, "unit", json_string(step->unit));
    if (step->item)
        json_object_set_new(limits, "item", json_string(step->item));
    if (step->custody)
        json_object_set_new(limits, "custody", json_string(step->custody));
    if (step->options.n) {
        json_t *options = json_array();
        for (size_t i = 0; i < step->options.n; i++)
            json_array_append_new(options,
                                  json_pack("{s:s, s:o}", "id", step->options.at[i].id, "label",
                                            needs_name(&step->options.at[i].label)));
        json_object_set_new(limits, "options", options);
    }
    return limits;
}

static void add_step(json_t *list, const struct step *step, const char *phase)
{
    json_array_append_new(list, json_pack("{s:s, s:o, s:s, s:s, s:b, s:o}", "code", step->code,
                                          "label", needs_name(&step->label), "kind",
                                          step_kind_name(step->kind), "phase", phase, "required",
                                          step->required, "limits", limits(step)));
}

json_t *needs_steps(const struct situation *situation)
{
    static const char *const phases[] = {[PHASE_DEPART] = "depart",
                                         [PHASE_GATE] = "gate",
                                         [PHASE_SITE] = "site",
                                         [PHASE_AFTER] = "after"};
    const struct step *steps[LIST_MAX];
    size_t n = at_most(situation_steps(situation, steps, LIST_MAX));
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        add_step(list, steps[i], phases[steps[i]->phase]);
    const struct steps *closing = &situation->service->closing;
    for (size_t i = 0; i < closing->n; i++) {
        if (condition_holds(&closing->at[i].when, situation))
            add_step(list, &closing->at[i], "closing");
    }
    return list;
}

const struct step *needs_step(const struct service *service, const char *code)
{
    const struct steps *both[] = {&service->steps, &service->closing};
    for (size_t b = 0; b < 2; b++) {
        for (size_t i = 0; i < both[b]->n; i++) {
            if (strcmp(both[b]->at[i].code, code) == 0)
                return &both[b]->at[i];
        }
    }
    return NULL;
}

json_t *needs_script(const struct situation *situation)
{
    const struct script_line *lines[LIST_MAX];
    size_t n = at_most(situation_script(situation, lines, LIST_MAX));
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:b, s:b}", "id", lines[i]->id, "text",
                                              needs_name(&lines[i]->say), "confirm",
                                              lines[i]->confirm, "done", 0));
    return list;
}

int needs_priority(const struct situation *situation, const char *customer_class)
{
    static const struct {
        const char *name;
        int more;
    } classes[] = {{"isolation", 8}, {"medical", 6}, {"resident", 2}};
    static const int colours[] = {
        [PRIORITY_GREEN] = 30, [PRIORITY_YELLOW] = 60, [PRIORITY_RED] = 90};
    int priority = colours[situation_priority(situation)];
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i].name, customer_class) == 0)
            priority += classes[i].more;
    }
    return priority;
}

const char *needs_urgency(const struct situation *situation)
{
    static const char *const names[] = {
        [PRIORITY_GREEN] = "normal", [PRIORITY_YELLOW] = "amber", [PRIORITY_RED] = "red"};
    return names[situation_priority(situation)];
}
