-- What PagerDuty's webhooks say counts once, however often an event comes: its number is kept for as long as an event of
-- its age would be believed, and longer.
CREATE TABLE pagerduty_event (
    id TEXT PRIMARY KEY,
    occurred_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX pagerduty_event_occurred ON pagerduty_event (occurred_at_ms);

-- Which page PagerDuty's own number of an incident stands for; a note there names nothing else.
CREATE TABLE pagerduty_incident (
    id TEXT PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    -- The notification under whose key it was opened; absent under the incident's.
    ring INTEGER
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
