-- The salient terms of the articles [$first, $last], and all earlier articles that have them too.
-- One row per term and article, in order of term, span of days, article; crowded buckets are out.
-- Reads `usable_terms` (see bin_terms, gather_crowded). An undated article's day is 0.
SELECT term_key, bin, article_no, coalesce(day, 0) AS day
FROM usable_terms
WHERE article_no <= $last
  AND term_key IN (SELECT term_key FROM usable_terms WHERE article_no BETWEEN $first AND $last)
ORDER BY term_key, bin, article_no;
