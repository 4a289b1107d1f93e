-- Stored pairs that would not be compared today, since a bucket they met in has become crowded.
-- One row per pair. Without this, the order in which articles came could be read off the stories.
-- Reads `binned_articles`, `binned_terms`, `crowded` and `newly_crowded` (kind, bucket_key, bin).
WITH full_buckets AS (
    SELECT article_no
    FROM binned_terms
    WHERE (term_key, bin) IN (SELECT (bucket_key, bin) FROM newly_crowded WHERE kind = 'terms')
),
suspect AS (
    SELECT left_no, right_no FROM store.story_pairs
    WHERE left_no IN (SELECT article_no FROM full_buckets)
       OR right_no IN (SELECT article_no FROM full_buckets)
),
-- All terms of the suspects: two old articles may have met by some that no new one has.
usable AS (
    SELECT term_key, article_no
    FROM store.terms JOIN binned_articles USING (article_no)
    WHERE article_no IN (SELECT left_no FROM suspect UNION ALL SELECT right_no FROM suspect)
      AND (term_key, bin) NOT IN (SELECT (bucket_key, bin) FROM crowded WHERE kind = 'terms')
),
still AS (
    SELECT left_no, right_no
    FROM suspect
    JOIN usable AS l ON l.article_no = left_no
    JOIN usable AS r ON r.article_no = right_no AND r.term_key = l.term_key
    GROUP BY left_no, right_no
    HAVING count(*) >= 2
)
SELECT left_no, right_no FROM suspect
ANTI JOIN still USING (left_no, right_no)
ORDER BY left_no, right_no;
