-- What kinds of notifier there are is the program's affair and stands here no more: SQLite cannot change a CHECK, so the
-- table is written anew, with all its rows. Endpoints have names now; until today only a Slack channel was one of its
-- own, and its address was its name. What went to the spool is told apart from what was sent.
CREATE TABLE notification_with_endpoint (
    -- Stands in a Message-ID beside its incident's number, which is never used again.
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    notifier TEXT NOT NULL,
    endpoint TEXT NOT NULL DEFAULT 'default',
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
    -- Written to the spool for want of an endpoint: over, and nobody was told.
    spooled INTEGER NOT NULL DEFAULT 0 CHECK (spooled = 0 OR spooled = 1 AND state = 'sent'),
    -- The contact's methods after this one, as JSON.
    remaining TEXT NOT NULL,
    CHECK ((due_at_ms IS NULL) = (state = 'sent' OR state = 'failed' OR state = 'cancelled'))
) STRICT;

INSERT INTO notification_with_endpoint (
    id, incident_id, notifier, endpoint, address, contact, event, priority, reason, state, created_at_ms, due_at_ms,
    held, lease_owner, attempts, may_have_arrived, spooled, remaining
)
SELECT
    id, incident_id, notifier,
    CASE WHEN address GLOB '#*' AND address NOT GLOB '*@*' THEN address ELSE 'default' END,
    address, contact, event, priority, reason, state, created_at_ms, due_at_ms, held, lease_owner, attempts,
    may_have_arrived,
    state = 'sent' AND EXISTS (
        SELECT 1 FROM delivery_attempt AS attempt
        WHERE attempt.notification_id = notification.id AND attempt.outcome = 'sent'
            AND attempt.evidence LIKE 'spooled to %'),
    remaining
FROM notification;

DROP TABLE notification;
ALTER TABLE notification_with_endpoint RENAME TO notification;

CREATE INDEX notification_due ON notification (notifier, endpoint, priority, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX notification_incident ON notification (incident_id, notifier, endpoint, address);
-- Urgent pages that wait to be begun, of contacts with a next method: what must not wait long is found here.
CREATE INDEX notification_waiting_page ON notification (due_at_ms)
WHERE event = 'page' AND priority <= 'P2' AND remaining <> '[]' AND (state = 'pending' OR state = 'unknown');
