-- Occurrences of which the end came first, and which no incident holds: when their firing copy comes late, it tells
-- nobody.
CREATE TABLE missed_end (
    fingerprint TEXT NOT NULL,
    starts_at_ns INTEGER NOT NULL,
    ends_at_ms INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, starts_at_ns)
) STRICT, WITHOUT ROWID;
