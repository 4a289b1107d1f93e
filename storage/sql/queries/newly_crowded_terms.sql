-- Buckets (a term within a span of days) that the new articles have filled above the cap.
-- One row per bucket: kind, bucket_key, bin, size. Reads `binned_terms`.
-- $first  the first new article
-- $cap    fuller buckets hold words that every story of the season has
SELECT 'terms' AS kind, term_key AS bucket_key, bin, count(*) AS size
FROM binned_terms
WHERE term_key IN (SELECT term_key FROM binned_terms WHERE article_no >= $first)
GROUP BY term_key, bin
HAVING count(*) > $cap
   AND (term_key, bin) NOT IN (SELECT (bucket_key, bin) FROM store.crowded WHERE kind = 'terms')
ORDER BY ALL;
