-- What a service says that keeps an alert for each incident counts once, however often an event comes: its number is kept
-- for as long as an event of its age would be believed, and longer.
CREATE TABLE inbound_event (
    notifier TEXT NOT NULL,
    id TEXT NOT NULL,
    occurred_at_ms INTEGER NOT NULL,
    PRIMARY KEY (notifier, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX inbound_event_occurred ON inbound_event (occurred_at_ms);

-- Which page the service's own number of an incident stands for; a note there names nothing else.
CREATE TABLE inbound_incident (
    notifier TEXT NOT NULL,
    id TEXT NOT NULL,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    -- The notification under whose key it was opened; absent under the incident's.
    ring INTEGER,
    PRIMARY KEY (notifier, id)
) STRICT, WITHOUT ROWID;

-- Keys with which links were signed before the one in `installation`, each with the end of its overlap. That is a date that
-- a person chose, so it stays when the system's clock is set.
CREATE TABLE former_signing_key (
    id INTEGER PRIMARY KEY,
    signing_key BLOB NOT NULL,
    replaced_at_ms INTEGER NOT NULL,
    replaced_by TEXT NOT NULL,
    ends_at_ms INTEGER NOT NULL
) STRICT;
