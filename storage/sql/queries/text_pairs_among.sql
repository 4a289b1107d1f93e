-- What text_pairs_of.sql says of the compared texts of which both are among `wanted` (article_no), in no
-- order. One row per pair. The columns left out would take half as long again.
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT left_no, right_no, short_cover, long_cover, grade, is_copy FROM store.text_pairs
WHERE right_no >= $low
  AND left_no IN (SELECT article_no FROM wanted) AND right_no IN (SELECT article_no FROM wanted);
