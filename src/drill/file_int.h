/*
 * The drill file: YAML read into JSON, checked against a table of fields (the one of commands), and
 * errors that say the line. What the table cannot say (times in order, names that are met) is
 * checked here too, so the rest of the folder reads fields without looking back.
 */
#ifndef LIFELINE_DRILL_FILE_INT_H
#define LIFELINE_DRILL_FILE_INT_H

#include "drill/drill.h"
#include "ops/command.h"

struct drill {
    json_t *json;
    int64_t start_ms, end_ms;
    int offset_min;
    bool state; /* begins with the state of a city */
};

/* The fields of a drill file (fields.c) and the words a target's metric may be. */
extern const struct spec drill_fields[];
extern const char *const drill_metrics[];

/* YAML (yaml.c). `*out` is a new reference. `line` of a path as errors write it
 * ("demand.calls[2].service"): that of the deepest part that exists. */
struct yaml;
enum err yaml_read(struct sv text, const char *name, struct yaml **out, struct error *error);
const json_t *yaml_json(const struct yaml *yaml);
unsigned yaml_line(struct yaml *yaml, const char *path);
void yaml_free(struct yaml *yaml);

/* A time of the file, which has been checked. */
int64_t file_time(const json_t *object, const char *key, int64_t otherwise_ms);

#endif
