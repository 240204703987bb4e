/* What the files that read VROOM's input share. */
#ifndef LIFELINE_PLAN_FORMAT_VROOM_INT_H
#define LIFELINE_PLAN_FORMAT_VROOM_INT_H

#include "base/map.h"
#include "plan/format/vroom.h"

/* Later than any time of an input; 2^36 seconds are two thousand years. */
#define VROOM_VALUE_MAX (INT64_C(1) << 36)

enum {
    VROOM_DIMS_MAX = 8,
    VROOM_WINDOWS_MAX = 64,
    VROOM_BREAKS_MAX = 8,
    VROOM_SKILLS_MAX = 1024,
    VROOM_TYPES_MAX = 256,
    VROOM_PROFILES_MAX = 16,
    VROOM_PATH_MAX = 128,
};

struct vroom_reader {
    struct arena *arena;
    struct vroom *problem;
    struct error *error;
    bool has_dims;                           /* dims_n is settled */
    struct map types, profiles;              /* name -> index + 1 */
    struct u64map jobs, pickups, deliveries; /* id -> job index */
    struct map coordinates;                  /* the bytes of lon and lat -> place + 1 */
    const json_t *matrices;                  /* by profile, or NULL */
    const json_t *legacy;                    /* durations of "car", or NULL */
    int64_t index_max;                       /* highest location_index, or -1 */
};

/* "path.key" says where; key may be NULL. */
enum err vroom_fail(struct vroom_reader *reader, enum err code, const char *path, const char *key,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Fields of an object; absent leaves `*out` as it is. */
enum err vroom_whole(struct vroom_reader *reader, const json_t *object, const char *path,
                     const char *key, int64_t max, int64_t *out);
enum err vroom_text(struct vroom_reader *reader, const json_t *object, const char *path,
                    const char *key, const char **out);
/* The array's items when it is there, else NULL; fails when it is something else or too long. */
enum err vroom_array(struct vroom_reader *reader, const json_t *object, const char *path,
                     const char *key, size_t max, const json_t **out);
enum err vroom_amount(struct vroom_reader *reader, const json_t *object, const char *path,
                      const char *key, int64_t **out);
enum err vroom_skills(struct vroom_reader *reader, const json_t *object, const char *path,
                      uint32_t **out, size_t *n);
/* One pair [start, end]. */
enum err vroom_window(struct vroom_reader *reader, const json_t *pair, const char *path,
                      const char *key, struct vroom_window *out);
/* `time_windows`: sorted, apart. */
enum err vroom_windows(struct vroom_reader *reader, const json_t *object, const char *path,
                       struct vroom_window **out, size_t *n);
/* `[lon, lat]` at key and a row number at index_key; `*found` when one of them is there. */
enum err vroom_locate(struct vroom_reader *reader, const json_t *object, const char *path,
                      const char *key, const char *index_key, struct vroom_location *out,
                      bool *found);
/* Index of a name in a list that grows as names come. */
enum err vroom_name(struct vroom_reader *reader, struct map *names, size_t max, const char *path,
                    const char *key, const char *name, uint32_t *out);

enum err vroom_read_vehicles(struct vroom_reader *reader, const json_t *vehicles);
enum err vroom_read_jobs(struct vroom_reader *reader, const json_t *jobs, const json_t *shipments);
/* Routes given in vehicles' steps; after the jobs. */
enum err vroom_read_steps(struct vroom_reader *reader, const json_t *vehicles);
enum err vroom_read_matrices(struct vroom_reader *reader);

#endif
