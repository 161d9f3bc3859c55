-- What we believe of an alert. Its identity is the fingerprint: a start moves, repeats itself and may lie in the
-- future, so (fingerprint, starts_at_ns) is no key any more, and at most one occurrence of a fingerprint fires at a
-- time. Of an end we keep when we heard of it, to tell a late copy from an alert that fires again.
CREATE TABLE new_occurrence (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    -- The earliest that was told.
    starts_at_ns INTEGER NOT NULL,
    -- The latest that was told, and never later than we heard of it.
    ends_at_ms INTEGER,
    -- When we last heard that it had ended.
    ended_seen_at_ms INTEGER,
    status TEXT NOT NULL CHECK (status = 'firing' OR status = 'resolved'),
    priority TEXT NOT NULL CHECK (priority GLOB 'P[1-4]'),
    rule TEXT NOT NULL,
    first_seen_at_ms INTEGER NOT NULL,
    last_seen_at_ms INTEGER NOT NULL,
    seen_count INTEGER NOT NULL DEFAULT 1,
    labels TEXT NOT NULL,
    annotations TEXT NOT NULL,
    generator_url TEXT NOT NULL,
    extras TEXT NOT NULL,
    CHECK ((status = 'resolved') = (ends_at_ms IS NOT NULL)),
    CHECK ((status = 'resolved') = (ended_seen_at_ms IS NOT NULL))
) STRICT;

-- Of several that fire under one fingerprint the latest stays; the others ended when we last saw them.
INSERT INTO new_occurrence (
    id, incident_id, fingerprint, starts_at_ns, ends_at_ms, ended_seen_at_ms, status, priority, rule,
    first_seen_at_ms, last_seen_at_ms, seen_count, labels, annotations, generator_url, extras)
SELECT
    id, incident_id, fingerprint, starts_at_ns,
    CASE WHEN status = 'firing' AND place = 1 THEN NULL ELSE coalesce(ends_at_ms, last_seen_at_ms) END,
    CASE WHEN status = 'firing' AND place = 1 THEN NULL ELSE last_seen_at_ms END,
    CASE WHEN status = 'firing' AND place = 1 THEN 'firing' ELSE 'resolved' END,
    priority, rule, first_seen_at_ms, last_seen_at_ms, seen_count, labels, annotations, generator_url, extras
FROM (
    SELECT *, row_number() OVER (PARTITION BY fingerprint, status ORDER BY starts_at_ns DESC, id DESC) AS place
    FROM occurrence)
ORDER BY id;

DROP TABLE occurrence;
ALTER TABLE new_occurrence RENAME TO occurrence;
CREATE INDEX occurrence_incident ON occurrence (incident_id, status);
-- Also what makes copies harmless that arrive at the same instant.
CREATE UNIQUE INDEX occurrence_firing ON occurrence (fingerprint) WHERE status = 'firing';
CREATE INDEX occurrence_ended ON occurrence (fingerprint, ended_seen_at_ms) WHERE status = 'resolved';

UPDATE incident SET firing_count = (
    SELECT count(*) FROM occurrence WHERE incident_id = incident.id AND status = 'firing')
WHERE firing_count > 0;

-- Ends of which no occurrence was ever seen, kept while a firing copy may still come late.
CREATE TABLE remembered_end (
    fingerprint TEXT PRIMARY KEY,
    starts_at_ns INTEGER NOT NULL,
    ends_at_ms INTEGER NOT NULL,
    ended_seen_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO remembered_end (fingerprint, starts_at_ns, ends_at_ms, ended_seen_at_ms)
SELECT fingerprint, max(starts_at_ns), max(ends_at_ms), max(ends_at_ms) FROM missed_end GROUP BY fingerprint;
DROP TABLE missed_end;

-- Alerts that fire after their end: a late copy, or one that Alertmanager had lost. It fires when its time has come,
-- unless an end comes before.
CREATE TABLE doubtful_alert (
    fingerprint TEXT PRIMARY KEY,
    -- The one that holds what ended; absent where only the end was ever heard of.
    incident_id INTEGER REFERENCES incident (id) ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    starts_at_ns INTEGER NOT NULL,
    tells_start INTEGER NOT NULL CHECK (tells_start IN (0, 1)),
    seen_at_ms INTEGER NOT NULL,
    seen_count INTEGER NOT NULL DEFAULT 1,
    due_at_ms INTEGER NOT NULL,
    labels TEXT NOT NULL,
    annotations TEXT NOT NULL,
    generator_url TEXT NOT NULL,
    extras TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX doubtful_alert_due ON doubtful_alert (due_at_ms);
CREATE INDEX doubtful_alert_incident ON doubtful_alert (incident_id) WHERE incident_id IS NOT NULL;

-- A repeat of a bad alert is found without going through all that its incident has.
DROP INDEX rejected_alert_incident;
CREATE INDEX rejected_alert_incident ON rejected_alert (incident_id, position);
