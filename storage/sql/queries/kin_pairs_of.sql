-- The compared reports of which one is among `wanted` (article_no), in no order. One row per pair.
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT left_no, right_no, score FROM store.story_pairs
WHERE right_no >= $low
  AND (left_no IN (SELECT article_no FROM wanted) OR right_no IN (SELECT article_no FROM wanted));
