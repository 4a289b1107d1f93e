-- Pairs of articles worth comparing as reports: they share two salient terms that are not crowded,
-- and where both are dated, their days lie within $window days.
-- One row per unordered pair: left_no < right_no, and right_no within [$first, $last]; days is null
-- where a date is missing. Reads `binned_terms` and `crowded` (kind, bucket_key, bin).
WITH usable AS (
    SELECT term_key, article_no, day, bin
    FROM binned_terms
    WHERE (term_key, bin) NOT IN (SELECT (bucket_key, bin) FROM crowded WHERE kind = 'terms')
),
new AS (
    SELECT term_key, article_no, day, bin FROM usable WHERE article_no BETWEEN $first AND $last
),
-- A dated article looks into its own span, the two beside it, and among the undated.
looking AS (
    SELECT term_key, article_no, day, unnest([bin - 1, bin, bin + 1, -1000000]) AS bin
    FROM new WHERE day IS NOT NULL
),
met AS (
    SELECT old.article_no AS left_no, new.article_no AS right_no, new.day - old.day AS days
    FROM looking AS new JOIN usable AS old USING (term_key, bin)
    WHERE old.article_no < new.article_no
    UNION ALL
    -- An undated article looks everywhere.
    SELECT old.article_no, new.article_no, NULL
    FROM new JOIN usable AS old USING (term_key)
    WHERE new.day IS NULL AND old.article_no < new.article_no
)
SELECT left_no, right_no, abs(any_value(days))::FLOAT AS days
FROM met
WHERE days IS NULL OR abs(days) <= $window
GROUP BY left_no, right_no
HAVING count(*) >= 2
ORDER BY left_no, right_no;
