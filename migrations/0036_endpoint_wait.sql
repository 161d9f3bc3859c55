-- What waits for its next attempt because its endpoint could not be reached or gave no answer is tried at once when that works
-- again; what was brought forward so, and fails again, waits its time. Absent for all else, and once another attempt has ended.
ALTER TABLE notification ADD COLUMN endpoint_wait TEXT CHECK (endpoint_wait = 'unreached' OR endpoint_wait = 'brought_forward');
