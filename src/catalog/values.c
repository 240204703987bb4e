/* Checks of what people fill in: answers to questions, values of steps. */
#include "catalog/catalog.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "catalog/shape_int.h"

enum { SERIALS_MAX = 500, SERIAL_CHARS_MAX = 64 };

static bool has_option(const struct options *options, const json_t *value)
{
    for (size_t i = 0; json_is_string(value) && i < options->n; i++) {
        if (strcmp(options->at[i].id, json_string_value(value)) == 0)
            return true;
    }
    return false;
}

static void list_options(const struct options *options, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < options->n && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", options->at[i].id);
}

static enum err check_option(const struct options *options, const json_t *value, const char *where,
                             struct error *error)
{
    if (has_option(options, value))
        return ERR_OK;
    char list[300];
    list_options(options, list, sizeof list);
    return error_at(error, ERR_INVALID, where, "This must be one of %s.", list);
}

static enum err check_number(const json_t *value, double min, double max, const char *where,
                             struct error *error)
{
    if (!json_is_number(value))
        return error_at(error, ERR_INVALID, where, "This must be a number.");
    double number = json_number_value(value);
    if (number >= min && number <= max)
        return ERR_OK;
    if (isfinite(min) && isfinite(max))
        return error_at(error, ERR_INVALID, where, "%g is out of range: %g to %g is allowed.",
                        number, min, max);
    if (isfinite(min))
        return error_at(error, ERR_INVALID, where, "%g is too low: at least %g is allowed.", number,
                        min);
    return error_at(error, ERR_INVALID, where, "%g is too high: at most %g is allowed.", number,
                    max);
}

static size_t characters(const json_t *value)
{
    const char *text = json_string_value(value);
    size_t n = 0;
    for (size_t i = 0; i < json_string_length(value); i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

static enum err check_text(const json_t *value, size_t chars_max, const char *where,
                           struct error *error)
{
    if (!json_is_string(value) || json_string_length(value) == 0)
        return error_at(error, ERR_INVALID, where, "This must be a text that is not empty.");
    if (characters(value) > chars_max)
        return error_at(error, ERR_LIMIT, where, "The text is longer than %zu characters.",
                        chars_max);
    return ERR_OK;
}

static enum err check_date(const json_t *value, const char *where, struct error *error)
{
    char whole[40];
    int64_t unused_ms;
    if (json_is_string(value) && json_string_length(value) == 10) {
        snprintf(whole, sizeof whole, "%sT00:00:00Z", json_string_value(value));
        if (time_parse(whole, &unused_ms))
            return ERR_OK;
    }
    return error_at(error, ERR_INVALID, where, "This must be a date as 2022-09-27.");
}

static enum err check_answer(const struct question *question, const json_t *value,
                             struct error *error)
{
    char where[128];
    snprintf(where, sizeof where, "answers.%s", question->id);
    switch (question->kind) {
    case QUESTION_TEXT:
        return check_text(value, (size_t)question->chars_max, where, error);
    case QUESTION_NUMBER:
        if (question->integer && json_is_real(value) &&
            json_real_value(value) != floor(json_real_value(value)))
            return error_at(error, ERR_INVALID, where, "This must be a whole number.");
        return check_number(value, question->min, question->max, where, error);
    case QUESTION_CHOICE:
        return check_option(&question->options, value, where, error);
    case QUESTION_FLAG:
        if (json_is_boolean(value))
            return ERR_OK;
        return error_at(error, ERR_INVALID, where, "This must be true or false.");
    case QUESTION_DATE:
        return check_date(value, where, error);
    }
    return ERR_OK;
}

static const struct question *find_question(const struct service *service, const char *id)
{
    return BY_ID(service->form.at, service->form.n, id);
}

enum err service_check_answers(const struct situation *situation, struct error *error)
{
    const struct service *service = situation->service;
    const char *id;
    json_t *value;
    char where[128];
    if (situation->answers && !json_is_object(situation->answers))
        return error_at(error, ERR_INVALID, "answers", "This must be an object.");
    json_object_foreach((json_t *)situation->answers, id, value)
    {
        const struct question *question = find_question(service, id);
        snprintf(where, sizeof where, "answers.%.100s", id);
        if (!question)
            return error_at(error, ERR_INVALID, where, "The service %s asks no such question.",
                            service->id);
        enum err rc = check_answer(question, value, error);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < service->form.n; i++) {
        const struct question *question = &service->form.at[i];
        if (!question->required || json_object_get(situation->answers, question->id) ||
            !condition_holds(&question->when, situation))
            continue;
        snprintf(where, sizeof where, "answers.%s", question->id);
        return error_at(error, ERR_INVALID, where, "The answer is missing: %s", question->label.en);
    }
    return ERR_OK;
}

static enum err check_serials(const json_t *value, const char *where, struct error *error)
{
    size_t n = json_array_size(value);
    if (!json_is_array(value) || n == 0 || n > SERIALS_MAX)
        return error_at(error, ERR_INVALID, where, "This must be a list of 1 to %d serials.",
                        SERIALS_MAX);
    for (size_t i = 0; i < n; i++) {
        enum err rc = check_text(json_array_get(value, i), SERIAL_CHARS_MAX, where, error);
        for (size_t k = 0; k < i && !rc; k++) {
            if (json_equal(json_array_get(value, i), json_array_get(value, k)))
                rc = error_at(error, ERR_INVALID, where, "The serial %s comes twice.",
                              json_string_value(json_array_get(value, i)));
        }
        if (rc)
            return rc;
    }
    return ERR_OK;
}

enum err step_check_value(const struct step *step, const json_t *value, struct error *error)
{
    switch (step->kind) {
    case STEP_CHECK:
        if (json_is_true(value))
            return ERR_OK;
        return error_at(error, ERR_INVALID, "value", "A check is done with the value true.");
    case STEP_NUMBER:
        return check_number(value, step->min, step->max, "value", error);
    case STEP_TEXT:
        return check_text(value, LIMIT_TEXT_BYTES, "value", error);
    case STEP_CHOICE:
        return check_option(&step->options, value, "value", error);
    case STEP_SERIAL_IN:
    case STEP_SERIAL_OUT:
        return check_serials(value, "value", error);
    case STEP_MANIFEST_IN:
    case STEP_MANIFEST_OUT:
        /* The number of the manifest. */
        return check_text(value, LIMIT_NAME_BYTES, "value", error);
    case STEP_PHOTO:
    case STEP_SIGNATURE:
        /* The name or id under which the picture was stored, or who signed. */
        return check_text(value, LIMIT_NAME_BYTES, "value", error);
    }
    return ERR_OK;
}

bool step_is_finding(const struct step *step, const json_t *value)
{
    if (step->kind != STEP_NUMBER || !json_is_number(value))
        return false;
    double number = json_number_value(value);
    return number < step->low || number > step->high;
}
