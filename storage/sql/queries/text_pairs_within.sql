-- The compared texts among `wanted` (article_no), in no order. One row per pair, both within.
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT * FROM store.text_pairs
WHERE right_no >= $low
  AND left_no IN (SELECT article_no FROM wanted) AND right_no IN (SELECT article_no FROM wanted);
