-- Messages to one contact that are about no one incident, such as the morning digest, have rows and attempts of their own.
--
-- A digest is due by the calendar, in some time zone, on working days: what is kept is from when on the next one counts, so that a
-- server that was down sends what it missed, once, and a clock that is set sends none twice.
CREATE TABLE digest_turn (
    role TEXT PRIMARY KEY,
    -- When the last one was planned, or when the role was first seen.
    counted_from_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bulletin (
    id INTEGER PRIMARY KEY,
    -- "digest"; what it is about is told when it is sent.
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    planned_at_ms INTEGER NOT NULL,
    -- It tells what happened from then on.
    since_ms INTEGER NOT NULL,
    made_at_ms INTEGER NOT NULL,
    notifier TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    address TEXT NOT NULL,
    -- The contact's methods after this one, as JSON.
    remaining TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state = 'pending' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'unknown'
    ),
    -- When it may be claimed next; absent when it is over.
    due_at_ms INTEGER,
    lease_owner TEXT,
    -- Attempts by this method, and since when it is tried.
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_from_ms INTEGER NOT NULL,
    CHECK ((due_at_ms IS NULL) = (state = 'sent' OR state = 'failed'))
) STRICT;
CREATE INDEX bulletin_due ON bulletin (due_at_ms) WHERE due_at_ms IS NOT NULL;

CREATE TABLE bulletin_attempt (
    id INTEGER PRIMARY KEY,
    bulletin_id INTEGER NOT NULL REFERENCES bulletin (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (
        outcome = 'sent' OR outcome = 'retryable' OR outcome = 'permanent' OR outcome = 'unknown'
    ),
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX bulletin_attempt_bulletin ON bulletin_attempt (bulletin_id);

-- Incidents of which a role is told by the digest and not before; the digest that tells them, once it is made.
CREATE TABLE digest_hold (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    bulletin_id INTEGER REFERENCES bulletin (id) ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX digest_hold_waiting ON digest_hold (role, incident_id) WHERE bulletin_id IS NULL;
CREATE INDEX digest_hold_bulletin ON digest_hold (bulletin_id) WHERE bulletin_id IS NOT NULL;
CREATE INDEX digest_hold_incident ON digest_hold (incident_id);
