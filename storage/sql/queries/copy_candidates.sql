-- Pairs of articles worth comparing as texts: they share an LSH band, or two keys of their sketches.
-- One row per unordered pair: left_no < right_no, and right_no within [$first, $last].
-- Buckets in the temporary table `crowded` (kind, bucket_key, bin) meet nobody. Of articles before
-- $first_new it reads what `old_bands` and `old_sketches` have.
WITH met_bands AS (
    SELECT band_key, article_no FROM store.bands WHERE article_no BETWEEN $first_new AND $last
    UNION ALL SELECT band_key, article_no FROM old_bands
),
met_sketches AS (
    SELECT sketch_key, article_no FROM store.sketches WHERE article_no BETWEEN $first_new AND $last
    UNION ALL SELECT sketch_key, article_no FROM old_sketches
),
new_bands AS (
    SELECT band_key, article_no FROM store.bands
    WHERE article_no BETWEEN $first AND $last
      AND band_key NOT IN (SELECT bucket_key FROM crowded WHERE kind = 'bands')
),
new_sketches AS (
    SELECT sketch_key, article_no FROM store.sketches
    WHERE article_no BETWEEN $first AND $last
      AND sketch_key NOT IN (SELECT bucket_key FROM crowded WHERE kind = 'sketches')
),
by_band AS (
    SELECT DISTINCT old.article_no AS left_no, new.article_no AS right_no
    FROM new_bands AS new
    JOIN met_bands AS old USING (band_key)
    WHERE old.article_no < new.article_no
),
by_sketch AS (
    SELECT old.article_no AS left_no, new.article_no AS right_no
    FROM new_sketches AS new
    JOIN met_sketches AS old USING (sketch_key)
    WHERE old.article_no < new.article_no
    GROUP BY ALL
    HAVING count(*) >= 2
)
SELECT left_no, right_no FROM by_band
UNION
SELECT left_no, right_no FROM by_sketch
ORDER BY left_no, right_no;
