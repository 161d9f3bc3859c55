-- A finding knows the line of its artifact's output on which it rests, of how many rows it is said, and whether that is new or
-- was otherwise in the baseline. Of what was found before, none of it is known.
ALTER TABLE finding ADD COLUMN line INTEGER CHECK (line > 0);
ALTER TABLE finding ADD COLUMN count INTEGER NOT NULL DEFAULT 1 CHECK (count > 0);
ALTER TABLE finding ADD COLUMN changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1));
