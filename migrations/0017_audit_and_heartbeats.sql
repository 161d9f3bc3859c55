-- The auditor looks each minute for pages that went out under a key of their own and left something open under a former
-- one. Such pages are rare, and so are writes to this index; without it the question would cost all that is stored.
CREATE INDEX notification_former ON notification (created_at_ms) WHERE let_go = 1 AND former_closed = 0;

-- A heartbeat that never came is waited for since it stood in the tables first, which is its last_seen_at_ms then.
ALTER TABLE heartbeat ADD COLUMN heard INTEGER NOT NULL DEFAULT 1 CHECK (heard IN (0, 1));
-- The silence that its due_at_ms allows: when the tables allow another one, that is how far the deadline moves. Absent for
-- one of an older release.
ALTER TABLE heartbeat ADD COLUMN silent_after_ms INTEGER;
