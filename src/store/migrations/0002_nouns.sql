-- One table a noun: what is searched, sorted or referred to is a column, the whole thing as the API
-- shows it (without `rev` and what is derived) is `doc`. `org` is '' for what belongs to the city.
CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    idem_key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    status BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    thing_id TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (actor, idem_key)
);
CREATE INDEX idempotency_by_age ON idempotency (at_ms);

CREATE TABLE org (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    parent TEXT REFERENCES org (id), path TEXT NOT NULL, code TEXT UNIQUE, kind TEXT NOT NULL
);
CREATE INDEX org_by_path ON org (path);
CREATE TABLE person (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    code TEXT UNIQUE, status TEXT NOT NULL
);
CREATE TABLE vehicle (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    plate TEXT UNIQUE, status TEXT NOT NULL
);
CREATE TABLE site (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    code TEXT UNIQUE, kind TEXT NOT NULL, address TEXT
);
CREATE INDEX site_by_kind ON site (kind);
CREATE INDEX site_by_address ON site (address);
CREATE TABLE crew (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    code TEXT UNIQUE, state TEXT NOT NULL,
    vehicle TEXT REFERENCES vehicle (id), depot TEXT REFERENCES site (id)
);
CREATE TABLE zone (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL, policy TEXT NOT NULL,
    west DOUBLE PRECISION NOT NULL, south DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL, north DOUBLE PRECISION NOT NULL
);
CREATE INDEX zone_by_state ON zone (state);
CREATE TABLE gate (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    zone TEXT NOT NULL REFERENCES zone (id), state TEXT NOT NULL
);
CREATE TABLE permit (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL, crew TEXT REFERENCES crew (id), person TEXT REFERENCES person (id),
    vehicle TEXT REFERENCES vehicle (id), zone TEXT REFERENCES zone (id)
);
CREATE TABLE closure (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE request (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, service TEXT NOT NULL, state TEXT NOT NULL, by_user TEXT NOT NULL
);
CREATE INDEX request_by_user ON request (by_user);
CREATE TABLE job (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, service TEXT NOT NULL, state TEXT NOT NULL,
    is_open INTEGER NOT NULL, request TEXT REFERENCES request (id), crew TEXT REFERENCES crew (id),
    visit TEXT, by_user TEXT NOT NULL
);
CREATE INDEX job_by_state ON job (is_open, state);
CREATE INDEX job_of_request ON job (request);
CREATE INDEX job_of_crew ON job (crew, is_open);
CREATE TABLE visit (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    job TEXT NOT NULL REFERENCES job (id), crew TEXT NOT NULL REFERENCES crew (id),
    state TEXT NOT NULL, is_open INTEGER NOT NULL, seq BIGINT NOT NULL, depart_ms BIGINT NOT NULL
);
CREATE INDEX visit_of_crew ON visit (crew, is_open, depart_ms);
CREATE INDEX visit_of_job ON visit (job);
CREATE INDEX visit_by_open ON visit (is_open);

-- What each holder has. A serial number is in one place only.
CREATE TABLE stock (
    holder TEXT NOT NULL, holder_kind TEXT NOT NULL, org TEXT NOT NULL, item TEXT NOT NULL,
    qty DOUBLE PRECISION NOT NULL CHECK (qty >= 0),
    PRIMARY KEY (holder, item)
);
CREATE TABLE stock_serial (
    serial TEXT PRIMARY KEY, holder TEXT NOT NULL, item TEXT NOT NULL
);
CREATE INDEX stock_serial_of_holder ON stock_serial (holder, item);

CREATE TABLE account (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, crew TEXT REFERENCES crew (id),
    password TEXT NOT NULL
);
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL, expires_ms BIGINT NOT NULL
);
CREATE TABLE api_token (
    token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id),
    expires_ms BIGINT NOT NULL
);
