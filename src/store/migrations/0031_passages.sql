-- Who went through which gate, and who was turned back.
CREATE TABLE passage (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    gate TEXT NOT NULL REFERENCES gate (id), permit TEXT, result TEXT NOT NULL
);
CREATE INDEX passage_of_gate ON passage (gate, id);
-- The post (a site) that answers for a gate.
ALTER TABLE gate ADD COLUMN post TEXT REFERENCES site (id);
CREATE INDEX gate_of_post ON gate (post);
