/* What must hold of the ledger of stock whatever has happened. */
#ifndef LIFELINE_TESTS_OPS_BOOKS_H
#define LIFELINE_TESTS_OPS_BOOKS_H

#include "town.h"

static inline int64_t books_ask(struct town *town, const char *text)
{
    struct sql *sql = NULL;
    int64_t n = -1;
    assert_int_equal(store_reader(town->folder.store, &sql, NULL), ERR_OK);
    assert_int_equal(sql_ask_i64(sql, text, SQL_NONE, -1, &n, NULL), ERR_OK);
    store_reader_done(town->folder.store, sql);
    return n;
}

static inline void books_check(struct town *town)
{
    static const char *const never[] = {
        /* Conservation: every move, and with it every item over all holders, adds up to nothing. */
        "SELECT count(*) FROM (SELECT move FROM stock_posting GROUP BY move, item, lot"
        " HAVING sum(milli) <> 0) AS x",
        "SELECT count(*) FROM (SELECT item FROM stock_balance GROUP BY item HAVING sum(milli) <> 0)"
        " AS x",
        /* A balance is the sum of its postings, and no posting is without a balance. */
        "SELECT count(*) FROM stock_balance AS b WHERE milli <> (SELECT COALESCE(sum(p.milli), 0)"
        " FROM stock_posting AS p WHERE p.holder = b.holder AND p.item = b.item AND p.lot = b.lot)",
        "SELECT count(*) FROM stock_posting AS p WHERE NOT EXISTS (SELECT 1 FROM stock_balance AS b"
        " WHERE b.holder = p.holder AND b.item = p.item AND b.lot = p.lot)",
        "SELECT count(*) FROM stock_balance WHERE milli < 0 AND holder_kind <> 'outside'",
        /* No serial is lost: it is where its last move put it, and counted there. */
        "SELECT count(*) FROM serial_place AS s WHERE s.holder <> (SELECT p.holder FROM"
        " stock_posting AS p WHERE p.serial = s.serial AND p.milli > 0 AND p.holder <> 'changed'"
        " ORDER BY p.seq DESC LIMIT 1)",
        "SELECT count(*) FROM (SELECT DISTINCT serial FROM stock_posting WHERE serial IS NOT NULL)"
        " AS x WHERE serial NOT IN (SELECT serial FROM serial_place)",
        "SELECT count(*) FROM (SELECT holder, item, count(*) AS n FROM serial_place"
        " GROUP BY holder, item) AS s WHERE s.holder NOT IN ('supplier', 'found', 'lost',"
        " 'consumed', 'donor') AND 1000 * s.n > (SELECT sum(b.milli) FROM stock_balance AS b"
        " WHERE b.holder = s.holder AND b.item = s.item)",
        "SELECT count(*) FROM stock_balance AS b WHERE item LIKE 'lpg_c%' AND holder_kind <>"
        " 'outside' AND milli <> 1000 * (SELECT count(*) FROM serial_place AS s WHERE"
        " s.holder = b.holder AND s.item = b.item)",
    };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        int64_t n = books_ask(town, never[i]);
        if (n != 0)
            fail_msg("%d rows: %s", (int)n, never[i]);
    }
}

#endif
