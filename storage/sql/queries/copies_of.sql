-- Pairs of texts that were found copies, one of them among `wanted` (article_no). One row per pair.
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT left_no, right_no FROM store.text_pairs
WHERE is_copy AND right_no >= $low
  AND (left_no IN (SELECT article_no FROM wanted) OR right_no IN (SELECT article_no FROM wanted));
