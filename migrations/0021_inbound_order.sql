-- A service sends again what did not get through, so that what happened to an alert there is told out of order. Of each alert
-- is kept when the newest of it happened, by the service's clock, and by which one the incident was taken.
CREATE TABLE inbound_order (
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    notifier TEXT NOT NULL,
    -- What tells it from the incident's other alerts there.
    alert TEXT NOT NULL,
    newest_at_ms INTEGER NOT NULL,
    -- Of what counts for the incident, by whichever alert a person did it; absent where nobody has.
    counts_at_ms INTEGER,
    -- Whether it was by this alert that the incident was taken there last.
    is_taken INTEGER NOT NULL DEFAULT 0 CHECK (is_taken IN (0, 1)),
    PRIMARY KEY (incident_id, notifier, alert)
) STRICT, WITHOUT ROWID;
