-- What the list shows beside what is open: what was resolved of late, by when. Only what is resolved stands in the index, so
-- that opening an incident costs what it did.
CREATE INDEX incident_resolved ON incident (resolved_at_ms) WHERE resolved_at_ms IS NOT NULL;

-- A test alert that somebody has asked for comes the way of Alertmanager's, and does not show that Alertmanager can be heard.
ALTER TABLE intake ADD COLUMN drill INTEGER NOT NULL DEFAULT 0 CHECK (drill = 0 OR drill = 1);
