-- Stored pairs that would not be compared today, since a bucket they met in has become crowded.
-- One row per pair. Without this, the order in which articles came could be read off the stories.
-- Reads `binned_terms`, `usable_terms` and `newly_crowded` (kind, bucket_key, bin).
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
still AS (
    SELECT left_no, right_no
    FROM suspect
    JOIN usable_terms AS l ON l.article_no = left_no
    JOIN usable_terms AS r ON r.article_no = right_no AND r.term_key = l.term_key
    GROUP BY left_no, right_no
    HAVING count(*) >= 2
)
SELECT left_no, right_no FROM suspect
ANTI JOIN still USING (left_no, right_no)
ORDER BY left_no, right_no;
