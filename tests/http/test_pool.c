#include "test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "http/pool.h"

struct gate {
    pthread_mutex_t lock;
    _Atomic int done;
};

static void work(void *context)
{
    struct gate *gate = context;
    pthread_mutex_lock(&gate->lock);
    pthread_mutex_unlock(&gate->lock);
    atomic_fetch_add(&gate->done, 1);
}

static void work_beyond_the_queue_is_refused_and_the_rest_is_done(void **state)
{
    (void)state;
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct pool *pool = pool_new(2, 10);
    int taken = 0;
    pthread_mutex_lock(&gate.lock);
    for (int i = 0; i < 30; i++)
        taken += pool_submit(pool, work, &gate);
    /* ten wait, and up to two are held by the threads */
    assert_in_range(taken, 10, 12);
    assert_true(pool_queued(pool) <= 10);
    pthread_mutex_unlock(&gate.lock);
    pool_free(pool);
    assert_int_equal(atomic_load(&gate.done), taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_beyond_the_queue_is_refused_and_the_rest_is_done),
    };
    return RUN_TESTS(tests);
}
