-- Whether what the other side kept open of the incident was closed for this notification, so that it pages anew. Stored
-- before the page goes out: an attempt after a crash or a lost answer must not close what that page has opened.
ALTER TABLE notification ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0 CHECK (let_go IN (0, 1));
