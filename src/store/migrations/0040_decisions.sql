-- What people decided about jobs, to be taken back; how each service is dispatched; alarms.
CREATE TABLE decision (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    by_user TEXT NOT NULL, undone INTEGER NOT NULL, at_ms BIGINT NOT NULL
);
CREATE INDEX decision_of_user ON decision (by_user, undone, at_ms);
CREATE TABLE service_dispatch (service TEXT PRIMARY KEY, mode TEXT NOT NULL);
CREATE TABLE alarm (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    kind TEXT NOT NULL, about TEXT NOT NULL, is_open INTEGER NOT NULL, raised_ms BIGINT NOT NULL
);
CREATE INDEX alarm_by_open ON alarm (is_open, kind, about);
