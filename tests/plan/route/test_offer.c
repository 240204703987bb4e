/* Offers and reasons for jobs that need an unloading or reloading on the way: small streets worked
 * out by hand. */
#include "test.h"

#include "plan/plan.h"

enum { PLACES = 8, JOBS = 4 };

/* Places in a line, ten seconds and metres apart; one truck at place 0 that carries five and drives
 * for 1 a metre; a facility where what was collected comes off, in 5 s and for 7. */
struct street {
    int32_t ways[PLACES * PLACES];
    struct plan_profile profile;
    struct plan_job jobs[JOBS];
    struct plan_window windows[JOBS][2], open, shift;
    int64_t amounts[JOBS], capacity, load;
    struct plan_vehicle truck;
    struct plan_facility facility;
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_input input;
};

static void street_make(struct street *street, uint32_t n_jobs, uint32_t facility_at)
{
    memset(street, 0, sizeof *street);
    for (int i = 0; i < PLACES; i++) {
        for (int k = 0; k < PLACES; k++)
            street->ways[i * PLACES + k] = 10 * abs(i - k);
    }
    street->profile =
        (struct plan_profile){.durations_s = street->ways, .distances_m = street->ways};
    for (uint32_t j = 0; j < n_jobs; j++) {
        plan_job_init(&street->jobs[j]);
        street->jobs[j].pickup = &street->amounts[j];
    }
    plan_vehicle_init(&street->truck);
    street->capacity = 5;
    street->shift = (struct plan_window){0, 1000};
    street->truck.start = street->truck.end = 0;
    street->truck.capacity = &street->capacity;
    street->truck.load = &street->load;
    street->truck.windows = &street->shift;
    street->truck.n_windows = 1;
    street->truck.cost_per_km = 1000;
    street->truck.cost_per_hour = 0;
    street->facility =
        (struct plan_facility){.place = facility_at, .service_s = 5, .unloads = true, .cost = 7};
    street->input = (struct plan_input){.n_places = PLACES,
                                        .n_dims = 1,
                                        .n_types = 1,
                                        .profiles = &street->profile,
                                        .n_profiles = 1,
                                        .jobs = street->jobs,
                                        .n_jobs = n_jobs,
                                        .vehicles = &street->truck,
                                        .n_vehicles = 1,
                                        .facilities = &street->facility,
                                        .n_facilities = 1,
                                        .terms = street->terms};
    street->input.n_terms = plan_preset_terms(PLAN_PRESET_DISTANCE, street->terms);
}

static void set_visit(struct street *street, uint32_t j, uint32_t visit, uint32_t place,
                      int64_t from_s, int64_t until_s)
{
    street->windows[j][visit] = (struct plan_window){from_s, until_s};
    street->jobs[j].visits[visit].place = place;
    street->jobs[j].visits[visit].windows = &street->windows[j][visit];
    street->jobs[j].visits[visit].n_windows = 1;
}

static void set_shipment(struct street *street, uint32_t j, int64_t amount, uint32_t from,
                         uint32_t to)
{
    street->jobs[j].kind = PLAN_SHIPMENT;
    street->amounts[j] = amount;
    set_visit(street, j, 0, from, 0, 1000);
    set_visit(street, j, 1, to, 0, 1000);
}

/* The truck collects four at place 1 at once; behind it three are to go from place 2 to place 3. */
static void street_with_full_truck(struct street *street)
{
    street_make(street, 2, 4);
    street->amounts[0] = 4;
    set_visit(street, 0, 0, 1, 0, 10);
    set_shipment(street, 1, 3, 2, 3);
}

static struct plan_model *model_of(const struct street *street)
{
    struct plan_model *model = NULL;
    struct error error = {0};
    if (plan_model_new(&street->input, &model, &error))
        fail_msg("%s: %s", error.where, error.text);
    return model;
}

/* The truck's steps: a job each, PLAN_NONE the facility. */
static struct plan_live *live_of(const struct plan_model *model, const uint32_t *jobs, uint32_t n)
{
    struct plan_step steps[8];
    struct plan_live *live = NULL;
    struct error error = {0};
    for (uint32_t i = 0; i < n; i++) {
        bool facility = jobs[i] == PLAN_NONE;
        steps[i] = (struct plan_step){.kind = facility ? PLAN_STOP_FACILITY : PLAN_STOP_JOB,
                                      .index = facility ? 0 : jobs[i],
                                      .at_s = -1,
                                      .after_s = -1,
                                      .before_s = -1};
    }
    struct plan_draft_route route = {.vehicle = 0, .steps = steps, .n_steps = n};
    struct plan_draft draft = {&route, 1};
    assert_int_equal(plan_live_new(model, &draft, &live, &error), ERR_OK);
    return live;
}

static struct plan_offers *ask(struct plan_live *live, uint32_t j)
{
    struct plan_offers *offers = NULL;
    struct error error = {0};
    assert_int_equal(plan_live_insert(live, j, 0, true, &offers, &error), ERR_OK);
    return offers;
}

/* Takes the offer and frees it all; the plan must hold. */
static void accept(struct plan_model *model, struct plan_live *live, uint32_t j,
                   struct plan_offers *offers)
{
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_live_accept(live, j, &offers->offers[0], &error), ERR_OK);
    assert_int_equal(plan_live_plan(live, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    plan_free(plan);
    plan_offers_free(offers);
    plan_live_free(live);
    plan_model_free(model);
}

static void a_full_truck_unloads_on_its_way_to_a_shipment(void **state)
{
    (void)state;
    struct street street;
    street_with_full_truck(&street);
    struct plan_model *model = model_of(&street);
    struct plan_live *live = live_of(model, (uint32_t[]){0}, 1);
    struct plan_offers *offers = ask(live, 1);
    assert_int_equal(offers->n_offers, 1);
    const struct plan_offer *offer = &offers->offers[0];
    assert_int_equal(offer->facility, 0);
    assert_int_equal(offer->rank_facility, 1);
    assert_int_equal(offer->rank, 2);
    assert_int_equal(offer->rank_delivery, 3);
    /* 0 1 4 2 3 0 is 100 m, 0 1 0 was 20; the unloading costs 7 and takes from 40 to 45. */
    assert_int_equal(offer->cost, 87 * plan_model_scale(model));
    assert_int_equal(offer->start_s, 65);
    accept(model, live, 1, offers);
}

static void what_was_collected_comes_off_while_a_shipment_stays_on_board(void **state)
{
    (void)state;
    struct street street;
    /* Two at place 1 by 10, three at place 3 by 45: a shipment of three from place 2 to place 6
     * that is picked up between them has room only when the two come off, at place 2. */
    street_make(&street, 3, 2);
    street.amounts[0] = 2;
    street.amounts[1] = 2;
    set_visit(&street, 0, 0, 1, 0, 10);
    set_visit(&street, 1, 0, 3, 0, 45);
    set_shipment(&street, 2, 3, 2, 6);
    street.windows[2][0].until_s = 30;
    struct plan_model *model = model_of(&street);
    struct plan_live *live = live_of(model, (uint32_t[]){0, 1}, 2);
    struct plan_offers *offers = ask(live, 2);
    assert_int_equal(offers->n_offers, 1);
    assert_int_equal(offers->offers[0].facility, 0);
    assert_int_equal(offers->offers[0].rank_delivery, 4);
    /* To place 6 and back is 120 m instead of 60. */
    assert_int_equal(offers->offers[0].cost, (60 + 7) * plan_model_scale(model));
    accept(model, live, 2, offers);
}

static void a_crew_with_goods_on_board_ships_and_unloads(void **state)
{
    (void)state;
    struct street street;
    street_make(&street, 1, 5);
    street.load = 3;
    street.truck.must_unload = true;
    set_shipment(&street, 0, 2, 1, 2);
    struct plan_model *model = model_of(&street);
    struct plan_live *live = live_of(model, NULL, 0);
    struct plan_offers *offers = ask(live, 0);
    assert_int_equal(offers->n_offers, 1);
    assert_int_equal(offers->offers[0].facility, 0); /* wherever: to place 5 and back is 100 m */
    assert_int_equal(offers->offers[0].cost, (100 + 7) * plan_model_scale(model));
    accept(model, live, 0, offers);
}

static void the_new_visit_of_a_facility_is_told_from_the_one_before(void **state)
{
    (void)state;
    struct street street;
    /* Unloaded once between two visits, and again before a third that comes last. */
    street_make(&street, 3, 4);
    for (uint32_t j = 0; j < 3; j++)
        street.amounts[j] = 4;
    set_visit(&street, 0, 0, 1, 0, 10);
    set_visit(&street, 1, 0, 3, 0, 60);
    set_visit(&street, 2, 0, 5, 100, 1000);
    struct plan_model *model = model_of(&street);
    struct plan_live *live = live_of(model, (uint32_t[]){0, PLAN_NONE, 1}, 3);
    struct plan_offers *offers = ask(live, 2);
    assert_int_equal(offers->n_offers, 1);
    assert_int_equal(offers->offers[0].rank_facility, 3);
    assert_int_equal(offers->offers[0].rank, 4);
    accept(model, live, 2, offers);
}

static void a_closed_facility_is_a_reason_as_good_as_a_full_truck(void **state)
{
    (void)state;
    struct street street;
    street_with_full_truck(&street);
    street.open = (struct plan_window){0, 20};
    street.facility.windows = &street.open;
    street.facility.n_windows = 1;
    struct plan_model *model = model_of(&street);
    struct plan_live *live = live_of(model, (uint32_t[]){0}, 1);
    struct plan_offers *offers = ask(live, 1);
    assert_int_equal(offers->n_offers, 0);
    assert_int_equal(offers->n_refusals, 1);
    const struct plan_refusal *refusal = &offers->refusals[0];
    /* Room on board, a later end of the facility, or going to the shipment first: each is enough.
     */
    assert_int_equal(refusal->n_sets, 3);
    assert_int_equal(refusal->sets[0] | refusal->sets[1] | refusal->sets[2],
                     PLAN_BAD_LOAD | PLAN_BAD_FACILITY | PLAN_BAD_WINDOW);
    plan_offers_free(offers);
    plan_live_free(live);
    plan_model_free(model);
}

static void the_search_unloads_before_a_shipment_too(void **state)
{
    (void)state;
    struct street street;
    street_with_full_truck(&street);
    struct plan_model *model = model_of(&street);
    struct plan_options options = {.iterations = 50, .seed = 1};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->cost.total, 107 * plan_model_scale(model));
    assert_int_equal(plan->routes[0].n_stops, 6);
    assert_int_equal(plan->routes[0].stops[2].kind, PLAN_STOP_FACILITY);
    plan_free(plan);
    plan_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_truck_unloads_on_its_way_to_a_shipment),
        cmocka_unit_test(what_was_collected_comes_off_while_a_shipment_stays_on_board),
        cmocka_unit_test(a_crew_with_goods_on_board_ships_and_unloads),
        cmocka_unit_test(the_new_visit_of_a_facility_is_told_from_the_one_before),
        cmocka_unit_test(a_closed_facility_is_a_reason_as_good_as_a_full_truck),
        cmocka_unit_test(the_search_unloads_before_a_shipment_too),
    };
    return RUN_TESTS(tests);
}
