-- Switches of contingency plans: where (`scope` and the zone or organisation `scope_id`), in what state.
CREATE TABLE mode_switch (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, plan TEXT NOT NULL, state TEXT NOT NULL, scope TEXT NOT NULL,
    scope_id TEXT NOT NULL
);
CREATE INDEX mode_switch_by_state ON mode_switch (state);
