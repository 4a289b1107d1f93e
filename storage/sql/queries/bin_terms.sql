-- Put the salient terms that new articles can be met by beside their articles' day and span of days, in
-- the temporary table `binned_terms` (term_key, article_no, day, bin): terms that a new article has, of
-- articles in the same span of days as one or in a span beside it. The undated are near to all.
-- Reads `binned_articles`.
-- $first  the first new article
CREATE OR REPLACE TEMP TABLE binned_terms AS
WITH new_spans AS (
    SELECT min(bin) FILTER (day IS NOT NULL) - 1 AS earliest,
           max(bin) FILTER (day IS NOT NULL) + 1 AS latest,
           bool_or(day IS NULL) AS undated
    FROM binned_articles WHERE article_no >= $first
),
near AS (
    SELECT article_no, day, bin FROM binned_articles, new_spans
    WHERE undated OR day IS NULL OR bin BETWEEN earliest AND latest
)
SELECT term_key, article_no, day, bin
FROM store.terms JOIN near USING (article_no)
WHERE term_key IN (SELECT term_key FROM store.terms WHERE article_no >= $first);
