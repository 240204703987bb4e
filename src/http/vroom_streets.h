/*
 * Travel times for VROOM's requests on the streets as they are now: the matrix function that
 * vroom_answer() wants, for the server and for the command line.
 */
#ifndef LIFELINE_HTTP_VROOM_STREETS_H
#define LIFELINE_HTTP_VROOM_STREETS_H

#include "plan/format/vroom_answer.h"
#include "road/road.h"

/* Borrowed by every call. */
struct vroom_streets {
    const struct road_network *network;
    struct road_live *live;
};

/* A vroom_matrix_fn; `context` is a struct vroom_streets. Profiles that the network does not know
 * go by car. */
enum err vroom_streets_matrix(void *context, const char *profile,
                              const struct vroom_location *places, size_t places_n,
                              int32_t *durations_s, int32_t *distances_m, struct error *error);

/* The same for very many places: a vroom_travel_fn and its vroom_travel_end_fn. */
enum err vroom_streets_travel(void *context, const char *profile,
                              const struct vroom_location *places, size_t places_n,
                              plan_travel_fn **travel, void **travel_context, struct error *error);
void vroom_streets_travel_end(void *travel_context);

/* A vroom_geometry_fn: the way on the streets, gates taken as open. */
enum err vroom_streets_geometry(void *context, const char *profile,
                                const struct vroom_location *places, size_t places_n,
                                struct arena *arena, const char **line, struct error *error);

#endif
