-- An incident is named after its lead, runs one escalation a policy, and says what an acknowledgement covers; a
-- notification says which policy's step it is of and what the gate said of it.
ALTER TABLE incident ADD COLUMN lead TEXT;
-- When there was something new to tell of it last.
ALTER TABLE incident ADD COLUMN news_at_ms INTEGER NOT NULL DEFAULT 0;
UPDATE incident SET news_at_ms = opened_at_ms;
-- Names of the alerts that an acknowledgement covers, of those that joined since and are not confirmed, as JSON; and
-- when escalation goes on because of the latter.
ALTER TABLE incident ADD COLUMN covered_names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE incident ADD COLUMN unconfirmed_names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE incident ADD COLUMN confirm_by_ms INTEGER;
CREATE INDEX incident_confirm ON incident (confirm_by_ms) WHERE confirm_by_ms IS NOT NULL;
-- What was taken under an older release was taken with all that fired.
UPDATE incident SET covered_names = (
    SELECT json_group_array(DISTINCT json_extract(occurrence.labels, '$.alertname')) FROM occurrence
    WHERE occurrence.incident_id = incident.id AND occurrence.status = 'firing'
        AND json_extract(occurrence.labels, '$.alertname') IS NOT NULL)
WHERE status = 'acknowledged';

CREATE TABLE escalation_by_policy (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    policy_name TEXT NOT NULL,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id) ON DELETE RESTRICT,
    status TEXT NOT NULL CHECK (status = 'running' OR status = 'paused' OR status = 'exhausted' OR status = 'ended'),
    started_at_ms INTEGER NOT NULL,
    round INTEGER NOT NULL,
    next_step INTEGER NOT NULL,
    next_due_at_ms INTEGER,
    UNIQUE (incident_id, policy_name)
) STRICT;
INSERT INTO escalation_by_policy (incident_id, policy_name, policy_version_id, status, started_at_ms, round, next_step,
    next_due_at_ms)
SELECT incident_id, policy_version.name, policy_version_id, status, started_at_ms, round, next_step, next_due_at_ms
FROM escalation JOIN policy_version ON policy_version.id = policy_version_id
ORDER BY incident_id;
DROP TABLE escalation;
ALTER TABLE escalation_by_policy RENAME TO escalation;
CREATE INDEX escalation_due ON escalation (next_due_at_ms) WHERE next_due_at_ms IS NOT NULL;

ALTER TABLE notification ADD COLUMN policy TEXT;
ALTER TABLE notification ADD COLUMN decision TEXT NOT NULL DEFAULT '';
-- Whether a page is still wanted once somebody has taken the incident depends on its policy.
UPDATE notification SET policy = (SELECT policy_name FROM escalation WHERE escalation.incident_id = notification.incident_id)
WHERE event = 'page' AND due_at_ms IS NOT NULL;

-- A round of collectors may be for an alert that joined, beside those for the lead.
CREATE TABLE diagnosis_of_alert (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (
        reason = 'opened' OR reason = 'reopened' OR reason = 'priority_raised' OR reason = 'requested'
        OR reason = 'joined'
    ),
    -- Of the alert whose labels it uses; absent for the lead's.
    fingerprint TEXT,
    requested_at_ms INTEGER NOT NULL,
    -- When it may be claimed next; absent when it is finished.
    due_at_ms INTEGER,
    lease_owner TEXT,
    finished_at_ms INTEGER
) STRICT;
INSERT INTO diagnosis_of_alert (id, incident_id, reason, requested_at_ms, due_at_ms, lease_owner, finished_at_ms)
SELECT id, incident_id, reason, requested_at_ms, due_at_ms, lease_owner, finished_at_ms FROM diagnosis;
DROP TABLE diagnosis;
ALTER TABLE diagnosis_of_alert RENAME TO diagnosis;
CREATE INDEX diagnosis_due ON diagnosis (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX diagnosis_incident ON diagnosis (incident_id);
