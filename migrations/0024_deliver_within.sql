-- A step of a policy may say within which time an endpoint is to have taken its page for each contact, through whichever
-- method. Both are absent where it says none.
ALTER TABLE notification ADD COLUMN deliver_by_ms INTEGER;
-- When this method's share of that time is over and the contact's next one begins, or, once that has begun, when the whole
-- of it is over.
ALTER TABLE notification ADD COLUMN share_ends_at_ms INTEGER;
CREATE INDEX notification_share ON notification (share_ends_at_ms)
WHERE share_ends_at_ms IS NOT NULL AND due_at_ms IS NOT NULL;
