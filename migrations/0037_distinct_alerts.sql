-- How many alerts an incident has, and how many may fire that no row shows, is said wherever the incident is: so it stands on
-- its row. Of its last body, those that were over our own limit are told apart from those that max_alerts hid.
ALTER TABLE alert_group ADD COLUMN unkept_alerts INTEGER NOT NULL DEFAULT 0 CHECK (unkept_alerts >= 0);

-- Occurrences of alerts that had fired in it before.
ALTER TABLE incident ADD COLUMN repeated_count INTEGER NOT NULL DEFAULT 0 CHECK (repeated_count >= 0);
-- Alerts that max_alerts hid, and those that were too many to be kept.
ALTER TABLE incident ADD COLUMN hidden_count INTEGER NOT NULL DEFAULT 0 CHECK (hidden_count >= 0);
ALTER TABLE incident ADD COLUMN unkept_count INTEGER NOT NULL DEFAULT 0 CHECK (unkept_count >= 0);

UPDATE incident SET repeated_count = max(0, occurrence_count - (
    SELECT count(DISTINCT fingerprint) FROM occurrence WHERE occurrence.incident_id = incident.id))
WHERE occurrence_count > 1;

UPDATE incident SET hidden_count = (
    SELECT sum(truncated_alerts) FROM alert_group WHERE alert_group.incident_id = incident.id AND truncated_alerts > 0)
WHERE id IN (SELECT incident_id FROM alert_group WHERE truncated_alerts > 0);
