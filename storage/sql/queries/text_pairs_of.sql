-- The compared texts of which one is among `wanted` (article_no), in no order. One row per pair.
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT left_no, right_no, short_cover, long_cover, grade, is_copy FROM store.text_pairs
WHERE right_no >= $low
  AND (left_no IN (SELECT article_no FROM wanted) OR right_no IN (SELECT article_no FROM wanted));
