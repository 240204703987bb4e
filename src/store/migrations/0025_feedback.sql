-- Thanks, complaints and suggestions, linked to the work they are about.
CREATE TABLE feedback (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL,
    job TEXT REFERENCES job (id), due_ms BIGINT
);
CREATE INDEX feedback_of_job ON feedback (job);
CREATE INDEX feedback_by_state ON feedback (kind, state);
