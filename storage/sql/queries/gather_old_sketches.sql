-- The sketch keys that old articles share with new ones, in the temporary table `old_sketches` (sketch_key,
-- article_no): all that a run need know of the sketch keys stored before it, found in one scan.
-- $first  the first new article
CREATE OR REPLACE TEMP TABLE old_sketches AS
SELECT sketch_key, article_no FROM store.sketches
WHERE article_no < $first
  AND sketch_key IN (SELECT sketch_key FROM store.sketches WHERE article_no >= $first);
