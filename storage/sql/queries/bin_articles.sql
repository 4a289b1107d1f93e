-- Put every article beside its day and its span of days, in the temporary table `binned_articles`
-- (article_no, day, bin). Undated articles have day null and bin -1000000, which no day has: a bin of
-- -1 would be that of December 1969, next to what is dated "0".
-- $window  days in a span; two articles further apart than this are never compared
CREATE OR REPLACE TEMP TABLE binned_articles AS
WITH days AS (
    SELECT article_no, date_diff('day', DATE '1970-01-01', published_at::DATE) AS day
    FROM store.articles
)
SELECT article_no, day::INTEGER AS day, coalesce(day // $window, -1000000)::INTEGER AS bin
FROM days;
