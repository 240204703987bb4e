/*
 * The whole of VROOM's server as one function: the text of a request in, the text of an answer and
 * an HTTP status out, as vroom-express gives them. Mounted at POST /vroom; the command line's
 * `solve` uses it for VROOM files.
 *
 *   200  code 0
 *   400  code 2: not JSON, or a wrong field
 *   413  code 4: more locations or vehicles than the limits allow
 *   500  code 1: the program's fault; code 3: no travel times can be found
 */
#ifndef LIFELINE_PLAN_FORMAT_VROOM_ANSWER_H
#define LIFELINE_PLAN_FORMAT_VROOM_ANSWER_H

#include "plan/format/vroom.h"
#include "plan/format/vroom_plan.h"

enum { VROOM_LOCATIONS_MAX = 1000, VROOM_VEHICLES_MAX = 200 };

/* Travel times and distances between all places (places_n squared, row = from) for one profile;
 * INT32_MAX where there is no way. Called once a profile, in the caller's thread. */
typedef enum err vroom_matrix_fn(void *context, const char *profile,
                                 const struct vroom_location *places, size_t places_n,
                                 int32_t *durations_s, int32_t *distances_m, struct error *error);

/* The same on demand, for more places than a matrix is good for: a function of plan.h and what it
 * reads, given back with the other one. Called in the caller's thread, the travel function from
 * any.
 */
enum { VROOM_MATRIX_PLACES = 6000 };
typedef enum err vroom_travel_fn(void *context, const char *profile,
                                 const struct vroom_location *places, size_t places_n,
                                 plan_travel_fn **travel, void **travel_context,
                                 struct error *error);
typedef void vroom_travel_end_fn(void *travel_context);

/* The way through places in their order as an encoded polyline (5 decimals), in the arena. */
typedef enum err vroom_geometry_fn(void *context, const char *profile,
                                   const struct vroom_location *places, size_t places_n,
                                   struct arena *arena, const char **line, struct error *error);

struct vroom_asked {
    /* 0: no limit. Locations are jobs + 2 * shipments, as vroom-express counts. */
    size_t locations_max, vehicles_max;
    int64_t start_ns;  /* from when on time counts, on clock_monotonic_ns(); 0: from the call */
    double time_s;     /* until the answer is there, when the request does not say (`options.l`); 0:
                          none */
    double time_max_s; /* the most that a request may ask for; 0: no limit */
    int64_t iterations; /* of the search; 0: no limit; the same input gives the same answer */
    uint64_t seed;
    uint32_t threads; /* 0 reads as 1 */
    enum plan_preset objective;
    bool plan_mode;          /* as -c of VROOM, also when the request does not ask for it */
    vroom_matrix_fn *matrix; /* NULL: no road network is loaded */
    vroom_travel_fn *travel; /* from VROOM_MATRIX_PLACES on; NULL: matrices only */
    vroom_travel_end_fn *travel_end;
    vroom_geometry_fn *geometry; /* NULL: routes are not drawn */
    bool draws;                  /* as -g of VROOM, also when the request does not ask for it */
    void *matrix_context;        /* of all of them */
    const volatile bool *cancel; /* may be NULL */
    void (*progress)(void *context, const struct plan_progress *progress); /* may be NULL */
    void *progress_context;
};
/* vroom-express' defaults: 1000 locations, 200 vehicles, preset vroom. */
void vroom_asked_init(struct vroom_asked *asked);

/*
 * Always gives an answer to send: `*json` (free with free()) and `*http_status`. The return value
 * and `error` say the same as the answer does, for whoever is not a browser.
 */
enum err vroom_answer(struct sv body, const struct vroom_asked *asked, char **json,
                      int *http_status, struct error *error);

#endif
