/*
 * A drill being played: the queue of moments, the residents' calls, the crews as they really are
 * (the city only knows what they report), and what is noted for the figures.
 *
 * Chance: every call has its own random numbers, drawn from the seed and the call's number, so a
 * change of the plan does not shift the luck of other jobs.
 */
#ifndef LIFELINE_DRILL_PLAY_INT_H
#define LIFELINE_DRILL_PLAY_INT_H

#include <pthread.h>

#include "base/map.h"
#include "base/rng.h"
#include "base/vec.h"
#include "drill/queue_int.h"
#include "drill/stage_int.h"

/* One call, from the file or drawn; later the job that came of it. */
struct demand {
    int64_t at_ms;
    const char *service;
    struct point place;
    const json_t *steps; /* what its crew finds, by code; borrowed, may be NULL */
    json_t *answers;     /* borrowed, may be NULL */
    uint32_t number;     /* in order of time: the seed of its luck */
    uint32_t listed;     /* its place in the file's list of calls, from 1; 0: drawn */

    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE]; /* "" until it has called */
    char site[ID_TEXT_SIZE];                       /* its place as a site; "" until one is needed */
    char manifest[ID_TEXT_SIZE];                   /* of what its crew took over, and */
    char goes_to[ID_TEXT_SIZE];                    /* the site that gets it */
    json_t *script;                                /* the lines still to be said; owned */
    int64_t told_ms;                               /* the first line was said; 0: not yet */
    int64_t left_ms;                               /* a crew set off for it; 0: not yet */
    int64_t people;                                /* of the crew at the door */
    int64_t promised_ms, shown_ms; /* arrival shown first, and since the last change */
    char crew[ID_TEXT_SIZE];       /* that was shown last */
    int64_t reasoned_ms;           /* first told that there is no crew, and why; 0: never */
    int64_t orphan_ms;             /* lost its crew then and has no other yet; 0: it has */
    int64_t taken_over_ms;         /* the longest that it had none */
    bool urgent;                   /* red: gates open at any hour */
    bool reached;                  /* a crew was at the door */
    bool from_next_door;           /* and its stop before was close by */
    bool moved;                    /* further than promise_min from the promise */
    bool checked_anew;             /* assigned since the last look at the rules */
};

enum crew_doing { CREW_FREE, CREW_TOLD, CREW_DRIVES, CREW_AT_DOOR, CREW_WORKS, CREW_CLEANS };

/* A stretch of a crew's day, for the page. */
struct stint {
    enum crew_doing doing;
    int64_t from_ms, until_ms;
    uint32_t demand;
};

/* What is entered into a phone and not sent yet. */
struct entry {
    const char *name;
    json_t *args;
};

struct player {
    char id[ID_TEXT_SIZE], vehicle[ID_TEXT_SIZE], depot[ID_TEXT_SIZE];
    json_t *name, *members, *skills; /* owned */
    const char *fleet;               /* the (English) name of its template, or NULL */
    struct actor phone;
    bool is_offline;
    VEC(struct entry) kept; /* by a phone without a network */
    int64_t shift_from_ms, shift_until_ms;

    enum crew_doing doing;
    uint32_t turn, demand;
    char visit[ID_TEXT_SIZE];
    bool has_accepted;

    /* the way it drives: a line, when it was begun, when it will end */
    char *geometry;
    VEC(struct point) way;
    double way_m, driven_m;
    uint32_t way_streets; /* play.streets when it was taken */
    int64_t way_from_ms, way_until_ms;
    double gate_m; /* on the way, a gate: reached, and passed */
    int64_t gate_from_ms, gate_until_ms;

    int64_t took_ms, doing_ms; /* the visit taken; the present doing begun */
    int64_t busy_ms, overtime_ms, waiting_ms, plan_changes;
    double total_m;
    struct point stop; /* where it was last let in; nowhere (lon 0, lat 0) at first */
    VEC(struct stint) stints;
    VEC(json_t *) legs; /* lines driven, as lists of numbers; owned */
};

/* One person's shift on a post. */
struct duty {
    char id[ID_TEXT_SIZE], person[ID_TEXT_SIZE];
    int64_t until_ms;
    bool has_begun;
};

struct heard {
    char type[48], noun_id[ID_TEXT_SIZE];
    char *data;
};

struct play {
    const struct drill_options *options;
    int part, parts, percent; /* of all that is played: done before this, how many, told last */
    struct stage stage;
    struct queue queue;
    bool checked;
    int64_t end_ms, promise_ms;
    double travel_noise, service_noise;
    int64_t accept_ms, report_ms, line_ms;
    struct actor agent;
    double twice;    /* share of what is sent that is sent again */
    struct rng luck; /* of what is sent */
    int64_t sent;
    bool crashes;   /* with the next call */
    bool restless;  /* the dispatcher does not come to an end */
    bool ran_short; /* goods were taken off a crew */

    VEC(struct demand) demand;
    VEC(struct player) crews;
    VEC(struct duty) duties;
    uint32_t standing; /* counts the rosters that were stood: moments of an earlier one are void */
    uint32_t calling;  /* the call that is being taken */
    struct map demand_of; /* job id -> index + 1, as a pointer */
    struct map crew_of;   /* crew id -> index + 1 */

    json_t *kept;       /* answers that the file keeps by name */
    json_t *inherited;  /* jobs of the state that the drill began with, or NULL */
    size_t jobs_before; /* of them, those that were over */

    pthread_mutex_t mutex; /* guards `heard`: events come on the writer's thread */
    VEC(struct heard) heard;

    int64_t events, assigned; /* written; of them job.assigned; under the mutex */
    uint32_t streets;         /* counts the changes of zones, gates and closures */
    int64_t moments, refused, unassigned_told;
    int64_t dirty_departures; /* of crews that were exposed and are not recorded as clean */
    int64_t rounds, failures, worst_round_us;    /* of dispatchers before a restart */
    struct live_phase_times phases[LIVE_PHASES]; /* likewise; sums only */
    char last_refusal[ERROR_TEXT_MAX];
    json_t *breaks; /* rules that did not hold, in words */
};

/* play.c */
int64_t play_now(struct play *play);
/* Calls a command, lets the dispatcher settle and takes in what followed from it. Refusals are
 * counted: what a phone or a desk tries may be overtaken by events. */
enum err play_do(struct play *play, const struct actor *actor, const char *name, json_t *args,
                 json_t **body);
/* Sends with a key of its own, again when the disk has failed, and now and then twice. */
enum err play_send(struct play *play, const struct actor *actor, const char *name, json_t *args,
                   json_t **body, struct error *error);
/* Waits for the dispatcher and takes in the events of what was done. */
void play_settle(struct play *play);
/* Wakes the stage with the drill listening; before it sleeps its dispatcher's figures are noted. */
enum err play_wake(struct play *play, struct error *error);
void play_note_rounds(struct play *play);
/* The luck of a call for one purpose: a factor whose logarithm has the given spread. */
double play_factor(const struct play *play, uint32_t number, unsigned purpose, double spread);
uint32_t play_index(const struct map *map, const char *id); /* UINT32_MAX: unknown */
void play_break(struct play *play, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* demand.c */
enum err demand_draw(struct play *play, struct error *error);
/* After `resume_jobs`: calls go on to come as they lately did. */
void demand_lately(struct play *play);
void demand_call(struct play *play, uint32_t index);
void demand_line(struct play *play, uint32_t index);
void demand_feedback(struct play *play, uint32_t index);

/* crew.c */
enum err crews_open(struct play *play, struct error *error);
void crew_look(struct play *play, uint32_t index);
void crew_moment(struct play *play, const struct moment *moment);
/* The visit was taken from it, or is over otherwise. */
void crew_lost(struct play *play, uint32_t index);
/* Gives back what it has not begun: it can no longer go. */
void crew_give_back(struct play *play, uint32_t index, const char *reason);
/* Goes on with a visit that it had in hand when the drill began. */
void crew_go_on(struct play *play, struct player *player, const json_t *visit, uint32_t demand);
void player_free(struct player *player);

/* drive.c: sets off on the way that the phone shows, from now; how far it is; where that is. */
void drive_take(struct play *play, struct player *player, const json_t *visit);
double drive_metres(const struct player *player, int64_t at_ms);
struct point drive_place(const struct player *player, double metres);

/* phone.c: what a crew enters; kept while it is offline. `name` outlives the drill. */
enum err phone_do(struct play *play, struct player *player, const char *name, json_t *args);
void phone_online(struct play *play, struct player *player);

/* resume.c: a drill from a city's state: the file with its times on the clock; the jobs that are
 * open; what crews have in hand. */
struct drill *drill_begun_at(const struct drill *drill, int64_t start_ms, int offset_min);
enum err resume_jobs(struct play *play, struct error *error);
void resume_crews(struct play *play);

/* steps.c: records the checklist of a phase with valid values. */
void steps_record(struct play *play, struct player *player, const char *phase);

/* custody.c: the manifest of a step, made and signed: with so many lines (kg where weighed), or
 * what was taken over before, all of it. Give its number (new). */
json_t *custody_take(struct play *play, struct player *player, const json_t *step, double said);
json_t *custody_give(struct play *play, struct player *player);

/* happen.c */
enum err happen(struct play *play, uint32_t index, struct error *error);
/* Stops the server and starts it again: the plan must be the same. */
enum err happen_restart(struct play *play, struct error *error);
/* happen_people.c: what the file says of crews, their people, vehicles and stock. */
enum err happen_people(struct play *play, const json_t *what, uint32_t index, struct error *error);
/* NULL and an error when there is none of the name. */
struct player *happen_crew(struct play *play, const json_t *what, struct error *error);

/* guard.c: from now on people stand the shifts of a roster; one comes to a post, or goes home. */
enum err guard_stand(struct play *play, const json_t *what, struct error *error);
void guard_relief(struct play *play, const struct moment *moment);

/* deed.c: a command as the file says it; what a target's query answers, new, NULL: nothing. */
enum err deed_do(struct play *play, const json_t *what, struct error *error);
json_t *deed_answer(struct play *play, const json_t *target);

/* kpi.c */
enum err kpi_report(struct play *play, int64_t took_ms, json_t **out, struct error *error);

/* check.c: the rules that must hold whenever the dispatcher rests. */
void check_rules(struct play *play);
void check_log(struct play *play);
/* check_events.c: every number against its events. */
void check_events(struct play *play);

#endif
