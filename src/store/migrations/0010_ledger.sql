-- The ledger of stock: every move is at least two postings that add up to nothing. A balance is the
-- sum of a holder's postings. Holders inside are sites, crews, vehicles, persons, customers and
-- transfers under way; holders outside (supplier, donor, found, lost, consumed, changed, opening) take
-- the other side and may be below zero. Amounts are whole thousandths of the item's unit.
CREATE TABLE stock_balance (
    holder TEXT NOT NULL, holder_kind TEXT NOT NULL, org TEXT NOT NULL, item TEXT NOT NULL,
    lot TEXT NOT NULL, milli BIGINT NOT NULL,
    PRIMARY KEY (holder, item, lot),
    CHECK (milli >= 0 OR holder_kind = 'outside')
);
CREATE INDEX stock_balance_of_item ON stock_balance (item);
CREATE TABLE stock_lot (
    item TEXT NOT NULL, lot TEXT NOT NULL, expires_ms BIGINT,
    PRIMARY KEY (item, lot)
);
-- `move` names the postings of one move; `other` is the holder on its other side; `about` what it
-- belongs to (a visit, a transfer, the move that is corrected).
CREATE TABLE stock_posting (
    seq INTEGER PRIMARY KEY,
    move TEXT NOT NULL, kind TEXT NOT NULL, at_ms BIGINT NOT NULL, recorded_ms BIGINT NOT NULL,
    holder TEXT NOT NULL, holder_kind TEXT NOT NULL, org TEXT NOT NULL,
    other TEXT NOT NULL, other_kind TEXT NOT NULL,
    item TEXT NOT NULL, lot TEXT NOT NULL, serial TEXT, milli BIGINT NOT NULL,
    about TEXT NOT NULL, by_name TEXT NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX stock_posting_of_holder ON stock_posting (holder, item, recorded_ms);
CREATE INDEX stock_posting_of_item ON stock_posting (item, recorded_ms);
CREATE INDEX stock_posting_of_serial ON stock_posting (serial);
CREATE INDEX stock_posting_of_move ON stock_posting (move);
CREATE INDEX stock_posting_about ON stock_posting (about);
CREATE TABLE serial_place (
    serial TEXT PRIMARY KEY, holder TEXT NOT NULL, item TEXT NOT NULL, lot TEXT NOT NULL
);
CREATE INDEX serial_place_of_holder ON serial_place (holder, item);

-- What was in the old tables opens the books.
INSERT INTO stock_balance (holder, holder_kind, org, item, lot, milli)
    SELECT holder, holder_kind, org, item, '', CAST(round(qty * 1000) AS BIGINT) FROM stock;
INSERT INTO stock_balance (holder, holder_kind, org, item, lot, milli)
    SELECT 'opening', 'outside', '', item, '', -sum(milli) FROM stock_balance GROUP BY item;
INSERT INTO serial_place (serial, holder, item, lot) SELECT serial, holder, item, '' FROM stock_serial;
INSERT INTO stock_posting (move, kind, at_ms, recorded_ms, holder, holder_kind, org, other, other_kind,
                           item, lot, serial, milli, about, by_name, reason)
    SELECT 'opening ' || s.serial, 'opening', 0, 0, b.holder, b.holder_kind, b.org, 'opening', 'outside',
           b.item, '', s.serial, 1000, '', '', ''
    FROM stock_serial AS s JOIN stock_balance AS b ON b.holder = s.holder AND b.item = s.item;
INSERT INTO stock_posting (move, kind, at_ms, recorded_ms, holder, holder_kind, org, other, other_kind,
                           item, lot, serial, milli, about, by_name, reason)
    SELECT 'opening ' || b.holder || ' ' || b.item, 'opening', 0, 0, b.holder, b.holder_kind, b.org,
           'opening', 'outside', b.item, '', NULL,
           b.milli - 1000 * (SELECT count(*) FROM stock_serial AS s
                             WHERE s.holder = b.holder AND s.item = b.item), '', '', ''
    FROM stock_balance AS b WHERE b.holder_kind <> 'outside';
INSERT INTO stock_posting (move, kind, at_ms, recorded_ms, holder, holder_kind, org, other, other_kind,
                           item, lot, serial, milli, about, by_name, reason)
    SELECT move, 'opening', 0, 0, 'opening', 'outside', org, holder, holder_kind, item, '', serial,
           -milli, '', '', ''
    FROM stock_posting WHERE holder_kind <> 'outside';
DROP TABLE stock_serial;
DROP TABLE stock;

-- Goods on the way between two holders.
CREATE TABLE transfer (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, state TEXT NOT NULL, from_holder TEXT NOT NULL, to_holder TEXT NOT NULL
);
CREATE INDEX transfer_by_state ON transfer (state);
-- Who could deliver an item that is short, when and for how much.
CREATE TABLE quote (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    item TEXT NOT NULL, until_ms BIGINT
);
CREATE INDEX quote_of_item ON quote (item);
-- Registered pieces with a number of their own: cylinders and whatever else has a kind in
-- packs/registers.yaml.
CREATE TABLE piece (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE, register TEXT NOT NULL, state TEXT NOT NULL, next_ms BIGINT
);
CREATE INDEX piece_by_next ON piece (register, next_ms);
