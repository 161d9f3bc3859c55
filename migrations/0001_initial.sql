-- The first schema: intake, incidents with their occurrences, escalation, diagnostics, notifications and the timeline.
-- Times are milliseconds since 1970 UTC; only starts_at_ns is finer, because it is part of an occurrence's identity.
-- Words are checked with OR: for three and more behind IN, SQLite would fill a table in memory at each insert, which
-- takes a tenth of the intake's speed.

-- One row: what every dedup key of this installation begins with, and what its links are signed with.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    signing_key BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Each webhook POST as it was received, before anything was read from it.
CREATE TABLE intake (
    id INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE incident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    status TEXT NOT NULL CHECK (status = 'triggered' OR status = 'acknowledged' OR status = 'resolved'),
    priority TEXT NOT NULL CHECK (priority GLOB 'P[1-4]'),
    rule TEXT NOT NULL,
    title TEXT NOT NULL,
    group_key TEXT NOT NULL,
    labels TEXT NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    acknowledged_at_ms INTEGER,
    acknowledged_by TEXT,
    resolved_at_ms INTEGER,
    resolved_by TEXT,
    firing_count INTEGER NOT NULL,
    occurrence_count INTEGER NOT NULL,
    CHECK ((status = 'resolved') = (resolved_at_ms IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX incident_open_group_key ON incident (group_key) WHERE status <> 'resolved';
-- A list with filters merges parts of it in the order of id, without sorting.
CREATE INDEX incident_status ON incident (status, priority, id);

-- Which incident the alerts of a group belong to now; a route edit in Alertmanager gives one incident two of these.
CREATE TABLE alert_group (
    group_key TEXT PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    -- Of its last body: so many alerts were hidden by max_alerts and may still fire.
    truncated_alerts INTEGER NOT NULL CHECK (truncated_alerts >= 0)
) STRICT, WITHOUT ROWID;
-- Of those that hid alerts only: an incident has a timeline and so is never deleted, which would need them all.
CREATE INDEX alert_group_truncated ON alert_group (incident_id) WHERE truncated_alerts > 0;

-- One firing of an alert. The unique constraint is what makes copies harmless that arrive at the same instant.
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    starts_at_ns INTEGER NOT NULL,
    ends_at_ms INTEGER,
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
    UNIQUE (fingerprint, starts_at_ns),
    CHECK (status = 'resolved' OR ends_at_ms IS NULL)
) STRICT;
CREATE INDEX occurrence_incident ON occurrence (incident_id, status);

-- Alerts of a body that could not be understood, while the rest of it was taken.
CREATE TABLE rejected_alert (
    id INTEGER PRIMARY KEY,
    intake_id INTEGER NOT NULL REFERENCES intake (id) ON DELETE CASCADE,
    incident_id INTEGER REFERENCES incident (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_alert_incident ON rejected_alert (incident_id);

CREATE TABLE heartbeat (
    name TEXT PRIMARY KEY,
    last_seen_at_ms INTEGER NOT NULL,
    -- When silence opens an incident; absent while one is open for it.
    due_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- A policy as it was when an escalation began with it.
CREATE TABLE policy_version (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE escalation (
    incident_id INTEGER PRIMARY KEY REFERENCES incident (id) ON DELETE CASCADE,
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id) ON DELETE RESTRICT,
    status TEXT NOT NULL CHECK (status = 'running' OR status = 'paused' OR status = 'exhausted' OR status = 'ended'),
    started_at_ms INTEGER NOT NULL,
    round INTEGER NOT NULL,
    next_step INTEGER NOT NULL,
    next_due_at_ms INTEGER
) STRICT;
CREATE INDEX escalation_due ON escalation (next_due_at_ms) WHERE next_due_at_ms IS NOT NULL;

CREATE TABLE notification (
    -- Stands in a Message-ID beside its incident's number, which is never used again.
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    notifier TEXT NOT NULL CHECK (notifier = 'email' OR notifier = 'pagerduty' OR notifier = 'slack'),
    address TEXT NOT NULL,
    contact TEXT NOT NULL,
    event TEXT NOT NULL CHECK (
        event = 'page' OR event = 'update' OR event = 'acknowledged' OR event = 'resolved'
    ),
    -- The incident's when it was written: the order in which what is due is sent.
    priority TEXT NOT NULL CHECK (priority GLOB 'P[1-4]'),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state = 'pending' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'unknown'
        OR state = 'cancelled'
    ),
    created_at_ms INTEGER NOT NULL,
    -- When it may be claimed next; absent when it is over.
    due_at_ms INTEGER,
    -- Whether it waits for diagnostics, which may release it before due_at_ms.
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    -- Whose claim it is and until when; past that anybody may claim it again.
    lease_owner TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    may_have_arrived INTEGER NOT NULL DEFAULT 0 CHECK (may_have_arrived IN (0, 1)),
    -- The contact's methods after this one, as JSON.
    remaining TEXT NOT NULL,
    CHECK ((due_at_ms IS NULL) = (state = 'sent' OR state = 'failed' OR state = 'cancelled'))
) STRICT;
CREATE INDEX notification_due ON notification (notifier, priority, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX notification_incident ON notification (incident_id, notifier, address);

CREATE TABLE delivery_attempt (
    id INTEGER PRIMARY KEY,
    notification_id INTEGER NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    started_at_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (
        outcome = 'sent' OR outcome = 'retryable' OR outcome = 'permanent' OR outcome = 'unknown'
    ),
    evidence TEXT NOT NULL,
    UNIQUE (notification_id, number)
) STRICT;

-- One round of collectors for an incident.
CREATE TABLE diagnosis (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (
        reason = 'opened' OR reason = 'reopened' OR reason = 'priority_raised' OR reason = 'requested'
    ),
    requested_at_ms INTEGER NOT NULL,
    -- When it may be claimed next; absent when it is finished.
    due_at_ms INTEGER,
    lease_owner TEXT,
    finished_at_ms INTEGER
) STRICT;
CREATE INDEX diagnosis_due ON diagnosis (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX diagnosis_incident ON diagnosis (incident_id);

CREATE TABLE diagnostic_artifact (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    diagnosis_id INTEGER NOT NULL REFERENCES diagnosis (id) ON DELETE CASCADE,
    -- Its place among the collectors of the round, as the tables order them.
    position INTEGER NOT NULL,
    collector TEXT NOT NULL,
    procedure TEXT NOT NULL,
    arguments TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    exit_status INTEGER,
    outcome TEXT NOT NULL CHECK (
        outcome = 'succeeded' OR outcome = 'failed' OR outcome = 'timed_out' OR outcome = 'missing'
        OR outcome = 'not_bound'
    ),
    bytes INTEGER NOT NULL,
    truncated INTEGER NOT NULL CHECK (truncated IN (0, 1)),
    UNIQUE (diagnosis_id, collector)
) STRICT;
CREATE INDEX diagnostic_artifact_incident ON diagnostic_artifact (incident_id);

-- Apart from its artifact, so that lists of artifacts do not read it.
CREATE TABLE artifact_output (
    artifact_id INTEGER PRIMARY KEY REFERENCES diagnostic_artifact (id) ON DELETE CASCADE,
    output TEXT NOT NULL
) STRICT;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    artifact_id INTEGER NOT NULL REFERENCES diagnostic_artifact (id) ON DELETE CASCADE,
    collector TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level = 'critical' OR level = 'warning' OR level = 'info'),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX finding_incident ON finding (incident_id);

-- Nothing of it is ever deleted, so its numbers need no AUTOINCREMENT to be used once only.
CREATE TABLE timeline_entry (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE RESTRICT,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    summary TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_entry_incident ON timeline_entry (incident_id, id);

CREATE TRIGGER timeline_entry_is_never_changed BEFORE UPDATE ON timeline_entry
BEGIN
    SELECT RAISE (ABORT, 'a timeline entry is never changed');
END;

CREATE TRIGGER timeline_entry_is_never_deleted BEFORE DELETE ON timeline_entry
BEGIN
    SELECT RAISE (ABORT, 'a timeline entry is never deleted');
END;
