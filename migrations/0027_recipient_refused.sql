-- What is refused for its address alone, as by a mailbox that is gone, says nothing of the endpoint that it was to go through.
-- Older attempts count as those of their endpoint.
ALTER TABLE delivery_attempt ADD COLUMN recipient_refused INTEGER NOT NULL DEFAULT 0 CHECK (recipient_refused IN (0, 1));
