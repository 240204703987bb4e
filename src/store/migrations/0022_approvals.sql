-- Approvals: about which thing, in what state. `holds`: the thing waits for it; `papers_open`: how
-- many papers are still owed; `due_ms`: when the step at hand must be decided.
CREATE TABLE approval (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, state TEXT NOT NULL, about TEXT NOT NULL, holds INTEGER NOT NULL,
    papers_open BIGINT NOT NULL, due_ms BIGINT
);
CREATE INDEX approval_by_state ON approval (state);
CREATE INDEX approval_about ON approval (about, holds);
CREATE INDEX approval_by_papers ON approval (papers_open);
-- Who decides for whom, from when until when.
CREATE TABLE delegation (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL, giver TEXT NOT NULL REFERENCES account (id),
    taker TEXT NOT NULL REFERENCES account (id)
);
CREATE INDEX delegation_to ON delegation (taker, state);
