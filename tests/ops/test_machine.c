#include "test.h"

#include "base/json.h"
#include "ops/gen/machines.h"

/* Every pair of states, against the schema's own table. */
static void check_machine(const struct machine *machine)
{
    char path[512];
    json_t *schema = NULL;
    snprintf(path, sizeof path, "%s/schema/machines/%s.json", getenv("LIFELINE_ROOT"),
             machine->name);
    assert_int_equal(json_read_file(path, 1 << 20, &schema, NULL), ERR_OK);
    const json_t *transitions = json_object_get(schema, "transitions");
    assert_int_equal(json_object_size(transitions), machine->n);
    assert_string_equal(json_text(schema, "initial", ""), machine->states[machine->initial]);
    for (int from = 0; from < machine->n; from++) {
        const json_t *after = json_object_get(transitions, machine->states[from]);
        size_t allowed = 0;
        for (int to = 0; to < machine->n; to++) {
            bool listed = false;
            size_t i;
            json_t *name;
            json_array_foreach(after, i, name)
            {
                listed = listed || strcmp(json_string_value(name), machine->states[to]) == 0;
            }
            assert_int_equal(machine_allows(machine, from, to), listed);
            allowed += listed;
        }
        assert_int_equal(allowed, json_array_size(after));
        assert_int_equal(machine_state(machine, machine->states[from]), from);
    }
    assert_int_equal(machine_state(machine, "nowhere"), -1);
    json_decref(schema);
}

static void the_tables_are_those_of_the_schema(void **state)
{
    (void)state;
    check_machine(&machine_job);
    check_machine(&machine_visit);
}

/* Nothing gets stuck: from every state of a job some end can be reached, and it starts somewhere.
 */
static void every_job_can_come_to_an_end(void **state)
{
    (void)state;
    for (int start = 0; start < machine_job.n; start++) {
        uint32_t reached = 1u << start, before = 0;
        while (reached != before) {
            before = reached;
            for (int s = 0; s < machine_job.n; s++) {
                if (reached >> s & 1)
                    reached |= machine_job.next[s];
            }
        }
        assert_true(reached & (1u << JOB_CLOSED | 1u << JOB_CANCELLED));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_are_those_of_the_schema),
        cmocka_unit_test(every_job_can_come_to_an_end),
    };
    return RUN_TESTS(tests);
}
