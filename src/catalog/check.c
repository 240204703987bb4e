/* What the tables cannot say: words that must be met, fields that must fit each other. */
#include "catalog/nearest_int.h"
#include "catalog/shape_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- References -------------------------------------------------------------------------------
 */

/* The ids of `n` elements. */
#define ADD_IDS(known, elements, n)                                                                \
    for (size_t i_ = 0; i_ < (n); i_++)                                                            \
    vec_push(&(known)->list, (elements)[i_].id)

static void add_levels(const struct policy *policy, struct known *known)
{
    ADD_IDS(known, policy->levels.at, policy->levels.n);
}

static void add_steps(const struct steps *steps, struct known *known)
{
    for (size_t i = 0; i < steps->n; i++)
        vec_push(&known->list, steps->at[i].code);
}

static void add_questions(const struct service *service, bool numbers_only, struct known *known)
{
    for (size_t i = 0; i < service->form.n; i++) {
        const struct question *question = &service->form.at[i];
        if (!numbers_only || question->kind == QUESTION_NUMBER)
            vec_push(&known->list, question->id);
    }
}

static void add_answers(const struct service *service, const char *id, struct known *known)
{
    for (size_t i = 0; i < service->form.n; i++) {
        const struct question *question = &service->form.at[i];
        if (strcmp(question->id, id) != 0)
            continue;
        if (question->kind == QUESTION_FLAG) {
            vec_push(&known->list, "true");
            vec_push(&known->list, "false");
        }
        ADD_IDS(known, question->options.at, question->options.n);
    }
}

static void add_terms(const struct catalog *catalog, enum term_kind kind, struct known *known)
{
    ADD_IDS(known, catalog->terms.kinds[kind].at, catalog->terms.kinds[kind].n);
}

static void add_services(const struct catalog *catalog, struct known *known)
{
    vec_push(&known->list, "*");
    add_terms(catalog, TERM_CATEGORY, known);
    ADD_IDS(known, catalog->services, catalog->n_services);
}

/* All words that would be right in this place. */
static void words_right_here(const struct catalog *catalog, const struct pending *pending,
                             struct known *known)
{
    switch (pending->refers) {
    case REFERS_LEVEL_OR_NONE:
        vec_push(&known->list, "none");
        __attribute__((fallthrough));
    case REFERS_LEVEL:
        for (size_t i = 0; i < catalog->n_policies; i++)
            add_levels(&catalog->policies[i], known);
        break;
    case REFERS_OWN_LEVEL:
        add_levels(pending->owner, known);
        break;
    case REFERS_SERVICE:
        add_services(catalog, known);
        break;
    case REFERS_QUESTION:
    case REFERS_NUMBER_QUESTION:
        add_questions(pending->owner, pending->refers == REFERS_NUMBER_QUESTION, known);
        break;
    case REFERS_ANSWER:
        add_answers(pending->owner, pending->within, known);
        break;
    case REFERS_STEP:
        add_steps(&((const struct service *)pending->owner)->steps, known);
        add_steps(&((const struct service *)pending->owner)->closing, known);
        break;
    case REFERS_MODE:
        vec_push(&known->list, "normal");
        vec_push(&known->list, "emergency");
        break;
    case REFERS_FIGURE:
        ADD_IDS(known, catalog->figures.list.at, catalog->figures.list.n);
        break;
    case REFERS_FORM:
        ADD_IDS(known, catalog->forms, catalog->n_forms);
        break;
    case REFERS_PARAMETER:
        ADD_IDS(known, catalog->switchable.parameters.at, catalog->switchable.parameters.n);
        break;
    case REFERS_CHANNEL:
        ADD_IDS(known, catalog->switchable.channels.at, catalog->switchable.channels.n);
        break;
    case REFERS_CHAIN:
        ADD_IDS(known, catalog->chains.list.at, catalog->chains.list.n);
        break;
    case REFERS_CUSTODY:
        ADD_IDS(known, catalog->custody.kinds.at, catalog->custody.kinds.n);
        break;
    case REFERS_EVENT:
    case REFERS_EVENT_LIST:
    case REFERS_EVENT_FIELD:
    case REFERS_EVENT_VALUE:
        figures_right_here(catalog, pending, known);
        break;
    case REFERS_NOTHING:
        break;
    default:
        add_terms(catalog, (enum term_kind)pending->refers, known);
    }
}

static const char *reference_name(enum reference refers)
{
    static const char *const names[] = {
        [REFERS_SKILL] = "skill",
        [REFERS_CERTIFICATE] = "certificate",
        [REFERS_ITEM] = "item",
        [REFERS_VEHICLE] = "kind of vehicle",
        [REFERS_PERMIT] = "kind of permit",
        [REFERS_EXPOSURE] = "exposure",
        [REFERS_ROLE] = "role",
        [REFERS_CATEGORY] = "category",
        [REFERS_NOTHING] = "word",
        [REFERS_LEVEL] = "level of any policy",
        [REFERS_LEVEL_OR_NONE] = "level of any policy",
        [REFERS_OWN_LEVEL] = "level of this policy",
        [REFERS_SERVICE] = "service or category",
        [REFERS_QUESTION] = "question of this service",
        [REFERS_NUMBER_QUESTION] = "number asked by this service",
        [REFERS_ANSWER] = "answer to this question that can be tested",
        [REFERS_STEP] = "step of this service",
        [REFERS_MODE] = "mode",
        [REFERS_FIGURE] = "figure of figures.yaml",
        [REFERS_FORM] = "form",
        [REFERS_PARAMETER] = "parameter",
        [REFERS_CHANNEL] = "channel",
        [REFERS_CHAIN] = "chain of approval",
        [REFERS_CUSTODY] = "kind of custody.yaml",
        [REFERS_EVENT] = "type of events",
        [REFERS_EVENT_LIST] = "list in these events",
        [REFERS_EVENT_FIELD] = "field of these events",
        [REFERS_EVENT_VALUE] = "value of this field",
    };
    return names[refers];
}

/* The known words without repetition, as many as fit. */
static void list_known(const struct known *known, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < known->list.n && used + 80 < size; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before |= strcmp(known->list.at[k], known->list.at[i]) == 0;
        if (!before)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
                                     known->list.at[i]);
    }
    if (known->list.n == 0)
        snprintf(out, size, "none at all");
}

void catalog_check_references(struct reader *reader, const struct catalog *catalog)
{
    struct known known = {0};
    for (size_t i = 0; i < reader->pending.n; i++) {
        const struct pending *pending = &reader->pending.at[i];
        vec_clear(&known.list);
        known.is_free = false;
        words_right_here(catalog, pending, &known);
        bool met = false;
        struct nearest nearest = nearest_to(sv_of(pending->word));
        for (size_t k = 0; k < known.list.n; k++) {
            met |= strcmp(known.list.at[k], pending->word) == 0;
            nearest_offer(&nearest, known.list.at[k]);
        }
        if (met || known.is_free)
            continue;
        char list[300], meant[NEAREST_TEXT_MAX];
        list_known(&known, list, sizeof list);
        problem_add(reader->problems, pending->file, pending->line,
                    "%s: '%s' is no %s; known are %s.%s", pending->path, pending->word,
                    reference_name(pending->refers), list, nearest_text(&nearest, meant));
    }
    vec_free(&known.list);
}

/* ---- Fields that must fit each other ----------------------------------------------------------
 */

struct sense {
    struct problems *problems;
    const char *file;
};

static void check_question(const struct sense *sense, const struct question *question)
{
    bool choice = question->kind == QUESTION_CHOICE;
    if (choice && question->options.n < 2)
        problem_add(sense->problems, sense->file, question->line,
                    "form: the choice '%s' needs at least two options.", question->id);
    if (!choice && question->options.n > 0)
        problem_add(sense->problems, sense->file, question->line,
                    "form: '%s' has options, so its kind must be choice.", question->id);
    bool limited = isfinite(question->min) || isfinite(question->max);
    if (limited && question->kind != QUESTION_NUMBER)
        problem_add(sense->problems, sense->file, question->line,
                    "form: '%s' has min or max, so its kind must be number.", question->id);
    if (question->min > question->max)
        problem_add(sense->problems, sense->file, question->line,
                    "form: the min of '%s' is above its max.", question->id);
}

static void check_step(const struct sense *sense, const char *list, const struct step *step)
{
    bool serial = step->kind == STEP_SERIAL_IN || step->kind == STEP_SERIAL_OUT;
    bool manifest = step->kind == STEP_MANIFEST_IN || step->kind == STEP_MANIFEST_OUT;
    bool limited =
        isfinite(step->min) || isfinite(step->max) || isfinite(step->low) || isfinite(step->high);
    const char *wrong = NULL;
    if (step->kind == STEP_CHOICE && step->options.n < 2)
        wrong = "is a choice and needs at least two options";
    else if (step->kind != STEP_CHOICE && step->options.n > 0)
        wrong = "has options, so its kind must be choice";
    else if (serial && !step->item)
        wrong = "must name the item whose serials are scanned";
    else if (manifest != (step->custody != NULL))
        wrong = manifest ? "must name the custody, the kind of its manifests"
                         : "names a custody, so its kind must be manifest_in or manifest_out";
    else if (limited && step->kind != STEP_NUMBER)
        wrong = "has limits, so its kind must be number";
    else if (step->min > step->max || step->low > step->high)
        wrong = "has a lower limit above its upper one";
    if (wrong)
        problem_add(sense->problems, sense->file, step->line, "%s: the step '%s' %s.", list,
                    step->code, wrong);
}

/* A step may come after earlier ones of its list only: so no two wait for each other. */
static void check_order(const struct sense *sense, const char *list, const struct steps *steps)
{
    for (size_t i = 0; i < steps->n; i++) {
        const struct step *step = &steps->at[i];
        for (size_t w = 0; w < step->after.n; w++) {
            for (size_t k = i; k < steps->n; k++) {
                if (strcmp(steps->at[k].code, step->after.at[w]) == 0)
                    problem_add(sense->problems, sense->file, step->line,
                                "%s: '%s' comes after '%s', so that step must stand before it.",
                                list, step->code, step->after.at[w]);
            }
        }
    }
}

static void check_counter(const struct sense *sense, const struct service *service,
                          const struct counter *counter)
{
    bool wants_step = counter->kind != COUNTER_JOBS;
    if (wants_step != (counter->step != NULL))
        problem_add(sense->problems, sense->file, counter->line,
                    "counters: '%s' %s a step, because it counts %s.", counter->id,
                    wants_step ? "needs" : "must not have", wants_step ? "steps" : "jobs");
    for (size_t i = 0; counter->kind == COUNTER_SUM && counter->step && i < service->steps.n; i++) {
        const struct step *step = &service->steps.at[i];
        bool sums = step->kind == STEP_NUMBER || step->kind == STEP_SERIAL_IN ||
                    step->kind == STEP_SERIAL_OUT || step->kind == STEP_MANIFEST_IN ||
                    step->kind == STEP_MANIFEST_OUT;
        if (strcmp(step->code, counter->step) == 0 && !sums)
            problem_add(
                sense->problems, sense->file, counter->line,
                "counters: '%s' can sum numbers, serials and manifests only, not the step '%s'.",
                counter->id, step->code);
    }
}

static void check_approval(const struct sense *sense, const struct approval_part *approval)
{
    bool alone = approval->role && approval->within_min > 0;
    if (approval->chain ? approval->role || approval->within_min : !alone)
        problem_add(sense->problems, sense->file, approval->line,
                    "approvals: '%s' names either a chain, or a role and within_min.",
                    approval->id);
}

static void check_service(const struct sense *sense, const struct service *service)
{
    for (size_t i = 0; i < service->approvals.n; i++)
        check_approval(sense, &service->approvals.at[i]);
    for (size_t i = 0; i < service->form.n; i++)
        check_question(sense, &service->form.at[i]);
    for (size_t i = 0; i < service->steps.n; i++)
        check_step(sense, "steps", &service->steps.at[i]);
    check_order(sense, "steps", &service->steps);
    check_order(sense, "closing", &service->closing);
    for (size_t i = 0; i < service->closing.n; i++) {
        check_step(sense, "closing", &service->closing.at[i]);
        for (size_t k = 0; k < service->steps.n; k++) {
            if (strcmp(service->closing.at[i].code, service->steps.at[k].code) == 0)
                problem_add(sense->problems, sense->file, service->closing.at[i].line,
                            "closing: a step named '%s' was there before; names must be unique.",
                            service->closing.at[i].code);
        }
    }
    for (size_t i = 0; i < service->counters.n; i++)
        check_counter(sense, service, &service->counters.at[i]);
    for (size_t i = 0; i < service->refund.bands.n; i++) {
        const struct refund_band *band = &service->refund.bands.at[i];
        if (band->from >= band->below)
            problem_add(sense->problems, sense->file, band->line,
                        "refund: a band must end (below) above where it begins (from).");
    }
}

static void check_level(const struct sense *sense, const struct zone_level *level)
{
    for (size_t i = 0; i < level->gates.hours.n; i++) {
        const struct gate_hours *hours = &level->gates.hours.at[i];
        if (hours->open_min >= hours->close_min)
            problem_add(sense->problems, sense->file, hours->line,
                        "gates.hours: the gate must close after it opens; hours over midnight are "
                        "two entries.");
    }
    for (size_t i = 0; i < level->lift.all.n; i++) {
        const struct lift_condition *lift = &level->lift.all.at[i];
        if ((lift->kind == LIFT_ORDER) != (lift->count == 0))
            problem_add(sense->problems, sense->file, lift->line, "lift: %s",
                        lift->kind == LIFT_ORDER ? "an order has no count."
                                                 : "this kind needs a count above 0.");
    }
    bool named = level->entry.services.n > 0 || level->entry.roles.n > 0;
    if (level->entry.everyone && named)
        problem_add(sense->problems, sense->file, level->entry.line,
                    "entry: services and roles mean nothing where everyone may enter.");
    if (level->entry.test_on_record && !level->entry.test_valid_h)
        problem_add(sense->problems, sense->file, level->entry.line,
                    "entry: test_on_record means nothing without test_valid_h.");
}

/* Two sets of one hazard must not be in force on the same day. */
static bool overlap(const struct policy *a, const struct policy *b)
{
    return a->hazard == b->hazard && (!a->until || strcmp(b->from, a->until) < 0) &&
           (!b->until || strcmp(a->from, b->until) < 0);
}

void catalog_check_sense(struct problems *problems, const struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_policies; i++) {
        const struct policy *policy = &catalog->policies[i];
        struct sense sense = {problems, catalog->policy_files[i]};
        for (size_t k = 0; k < policy->levels.n; k++)
            check_level(&sense, &policy->levels.at[k]);
        if (policy->until && strcmp(policy->from, policy->until) >= 0)
            problem_add(problems, sense.file, policy->line, "until: must be later than from.");
        for (size_t k = 0; k < i; k++) {
            if (overlap(policy, &catalog->policies[k]))
                problem_add(problems, sense.file, policy->line,
                            "from, until: '%s' and '%s' are in force on the same days.", policy->id,
                            catalog->policies[k].id);
        }
    }
    for (size_t i = 0; i < catalog->n_services; i++) {
        struct sense sense = {problems, catalog->service_files[i]};
        check_service(&sense, &catalog->services[i]);
    }
}
