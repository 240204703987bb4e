-- Recurring work: a round visits its sites again and again. `next_ms` is when a site's next job is due to
-- be made, `last_ms` the slot of the last one. A slot of a site is in round_due once, whatever restarts.
CREATE TABLE round (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, service TEXT NOT NULL, state TEXT NOT NULL
);
CREATE TABLE round_stop (
    round TEXT NOT NULL REFERENCES round (id), site TEXT NOT NULL REFERENCES site (id),
    answers TEXT NOT NULL, is_open INTEGER NOT NULL, next_ms BIGINT NOT NULL, last_ms BIGINT,
    PRIMARY KEY (round, site)
);
CREATE INDEX round_stop_by_next ON round_stop (round, is_open, next_ms);
CREATE TABLE round_due (
    round TEXT NOT NULL REFERENCES round (id), site TEXT NOT NULL, slot_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL, request TEXT, state TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (round, site, slot_ms)
);
CREATE INDEX round_due_by_state ON round_due (round, state, due_ms);
