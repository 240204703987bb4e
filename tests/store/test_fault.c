#include "folder.h"

#include "store/fault.h"

static enum err one_event(struct sql *sql, void *context, struct error *error)
{
    (void)context;
    return folder_event(sql, "thing.made", "a", "{}", error);
}

static void a_failed_commit_is_not_acknowledged_and_leaves_nothing(void **state)
{
    (void)state;
    struct store_fault *fault = fault_new();
    struct folder folder = {0};
    folder_open(&folder, fault);
    int64_t acknowledged = 0;
    for (int i = 0; i < 60; i++) {
        if (i % 7 == 3)
            fault_in_commits(fault, 1, 2);
        struct error error = {0};
        enum err rc = store_call(folder.store, one_event, NULL, &error);
        assert_true(rc == ERR_OK || rc == ERR_IO);
        acknowledged += rc == ERR_OK;
    }
    assert_true(acknowledged < 60 && acknowledged > 30);
    struct verify_result result;
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, acknowledged);
    folder_remove(&folder);
    fault_free(fault);
}

static void a_failure_at_any_statement_leaves_whole_writes_only(void **state)
{
    (void)state;
    struct store_fault *fault = fault_new();
    struct folder folder = {0};
    folder_open(&folder, fault);
    int64_t acknowledged = 0;
    for (int at = 1; at <= 12; at++) {
        fault_in_statements(fault, at, 1);
        acknowledged += store_call(folder.store, one_event, NULL, NULL) == ERR_OK;
        fault_in_statements(fault, 0, 0);
        struct verify_result result;
        assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
        assert_int_equal(result.events, acknowledged);
    }
    /* BEGIN, SAVEPOINT, INSERT, RELEASE, the head and COMMIT can fail; later ones are not reached.
     */
    assert_int_equal(acknowledged, 6);
    folder_remove(&folder);
    fault_free(fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_commit_is_not_acknowledged_and_leaves_nothing),
        cmocka_unit_test(a_failure_at_any_statement_leaves_whole_writes_only),
    };
    return RUN_TESTS(tests);
}
