-- While one address would be sent more than it may be, what comes beyond is held back and told together, a message a minute; all of
-- it once more when the storm is over.
CREATE TABLE storm (
    id INTEGER PRIMARY KEY,
    notifier TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    address TEXT NOT NULL,
    began_at_ms INTEGER NOT NULL,
    last_message_at_ms INTEGER NOT NULL,
    -- When it is over, unless more is held back until then; absent once it is.
    calm_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX storm_open ON storm (notifier, endpoint, address) WHERE calm_at_ms IS NOT NULL;

-- The storm in which a notification was held back.
ALTER TABLE notification ADD COLUMN storm_id INTEGER REFERENCES storm (id);
CREATE INDEX notification_storm ON notification (storm_id, due_at_ms) WHERE storm_id IS NOT NULL;

-- The storm that a bulletin is about.
ALTER TABLE bulletin ADD COLUMN storm_id INTEGER REFERENCES storm (id);
