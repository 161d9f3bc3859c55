-- What a person has resolved they may open again: who had it has it then for as long as they would have had it.
ALTER TABLE incident ADD COLUMN held_until_ms INTEGER;
