-- The bands that old articles share with new ones, in the temporary table `old_bands` (band_key,
-- article_no): all that a run need know of the bands stored before it, found in one scan.
-- $first  the first new article
CREATE OR REPLACE TEMP TABLE old_bands AS
SELECT band_key, article_no FROM store.bands
WHERE article_no < $first
  AND band_key IN (SELECT band_key FROM store.bands WHERE article_no >= $first);
