-- The salient terms of the articles [$first, $last], and all earlier articles near them that have them too.
-- Near is a span of days no further than the next one, of any of them; the undated are near to all.
-- One row per term and article, in order of term, span of days, article; crowded buckets are out.
-- Reads `usable_terms` (see bin_terms, gather_crowded). An undated article's day is 0.
WITH own AS (
    SELECT DISTINCT term_key, bin, day IS NULL AS undated
    FROM usable_terms WHERE article_no BETWEEN $first AND $last
),
near AS (
    SELECT min(bin) FILTER (NOT undated) - 1 AS earliest,
           max(bin) FILTER (NOT undated) + 1 AS latest,
           bool_or(undated) AS undated
    FROM own
)
SELECT term_key, bin, article_no, coalesce(day, 0) AS day
FROM usable_terms, near
WHERE article_no <= $last
  AND (undated OR day IS NULL OR bin BETWEEN earliest AND latest)
  AND term_key IN (SELECT term_key FROM own)
ORDER BY term_key, bin, article_no;
