#include "catalog/shape_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The struct member of a field, as the pointer type it is read through. */
#define MEMBER(type, in, field) ((const type *)(const void *)((const char *)(in) + (field)->at))

static json_t *words_json(const struct words *words)
{
    json_t *list = json_array();
    for (size_t i = 0; i < words->n; i++)
        json_array_append_new(list, json_string(words->at[i]));
    return list;
}

static json_t *names_json(const struct names *names)
{
    return names->zh ? json_pack("{s:s,s:s}", "zh", names->zh, "en", names->en) : NULL;
}

static json_t *clock_json(int64_t minutes)
{
    char text[16];
    snprintf(text, sizeof text, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    return json_string(text);
}

static json_t *list_json(const struct shape *shape, const struct list *in)
{
    json_t *list = json_array();
    for (size_t i = 0; i < in->n; i++)
        json_array_append_new(list, shape_json(shape, (const char *)in->at + i * shape->size));
    return list;
}

static json_t *word_lists_json(const struct list *in)
{
    json_t *object = json_object();
    const struct answer_is *answers = in->at;
    for (size_t i = 0; i < in->n; i++)
        json_object_set_new(object, answers[i].question, words_json(&answers[i].values));
    return object;
}

/* New reference; NULL for a value that was not given and has no meaning. */
static json_t *value_json(const struct field *field, const void *in)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
    case FIELD_DATE:
    case FIELD_MONTH_DAY:
    case FIELD_COLOUR: {
        const char *text = *MEMBER(char *, in, field);
        return text ? json_string(text) : NULL;
    }
    case FIELD_CLOCK:
        return clock_json(*MEMBER(int64_t, in, field));
    case FIELD_INT:
        return json_integer(*MEMBER(int64_t, in, field));
    case FIELD_NUMBER: {
        double number = *MEMBER(double, in, field);
        return isfinite(number) ? json_real(number) : NULL;
    }
    case FIELD_FLAG:
        return json_boolean(*MEMBER(bool, in, field));
    case FIELD_CHOICE:
        return json_string(field->choices[*MEMBER(int, in, field)]);
    case FIELD_NAMES:
        return names_json(MEMBER(struct names, in, field));
    case FIELD_WORDS:
        return words_json(MEMBER(struct words, in, field));
    case FIELD_WORD_LISTS:
        return word_lists_json(MEMBER(struct list, in, field));
    case FIELD_SHAPE:
        return shape_json(field->shape, (const char *)in + field->at);
    case FIELD_LIST:
    case FIELD_CASES:
        return list_json(field->shape, MEMBER(struct list, in, field));
    case FIELD_KIND_COUNT:
        break;
    }
    return NULL;
}

json_t *shape_json(const struct shape *shape, const void *in)
{
    json_t *object = json_object();
    for (const struct field *field = shape->fields; field->key; field++) {
        json_t *value = value_json(field, in);
        bool empty = json_is_object(value) ? json_object_size(value) == 0
                                           : json_is_array(value) && json_array_size(value) == 0;
        if (value && !(empty && !field->required))
            json_object_set(object, field->key, value);
        json_decref(value);
    }
    return object;
}

json_t *catalog_service_json(const struct service *service)
{
    return shape_json(&service_shape, service);
}

json_t *catalog_policy_json(const struct policy *policy)
{
    return shape_json(&policy_shape, policy);
}

json_t *catalog_terms_json(const struct catalog *catalog)
{
    return shape_json(&terms_shape, &catalog->terms);
}
