-- Photos, drawings and papers by the SHA-256 of their bytes: the same thing twice is kept once. `data` is
-- base64; a destroyed one keeps its hash and who destroyed it, and has no data.
CREATE TABLE attachment (
    sha256 TEXT PRIMARY KEY, org TEXT NOT NULL, type TEXT NOT NULL, bytes BIGINT NOT NULL,
    at_ms BIGINT NOT NULL, by_name TEXT NOT NULL, data TEXT, destroyed_ms BIGINT
);
-- What a site has taken in on a day, in grams: for plants with a capacity.
CREATE TABLE site_intake (
    site TEXT NOT NULL REFERENCES site (id), day TEXT NOT NULL, grams BIGINT NOT NULL,
    PRIMARY KEY (site, day)
);
