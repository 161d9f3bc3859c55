-- What each priority at which an incident has been has left of its time to respond: one that falls leaves that of the lower one,
-- and one that comes back soon goes on with its own. As JSON, in milliseconds from news_at_ms, so that it moves with that when the
-- clock is set; absent while the priority with which it began to wait has not changed.
ALTER TABLE incident ADD COLUMN respond_spells TEXT;
