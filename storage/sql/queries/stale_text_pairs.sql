-- Stored pairs of texts that would not be compared today, since what they met by has become crowded.
-- One row per pair. Without this, the order in which articles came could be read off the copies.
-- Reads `crowded` and `newly_crowded` (kind, bucket_key, bin).
WITH full_buckets AS (
    SELECT article_no FROM store.bands
    WHERE band_key IN (SELECT bucket_key FROM newly_crowded WHERE kind = 'bands')
    UNION
    SELECT article_no FROM store.sketches
    WHERE sketch_key IN (SELECT bucket_key FROM newly_crowded WHERE kind = 'sketches')
),
suspect AS (
    SELECT left_no, right_no FROM store.text_pairs
    WHERE left_no IN (SELECT article_no FROM full_buckets)
      AND right_no IN (SELECT article_no FROM full_buckets)
),
by_band AS (
    SELECT left_no, right_no
    FROM suspect
    JOIN store.bands AS l ON l.article_no = left_no
    JOIN store.bands AS r ON r.article_no = right_no AND r.band_key = l.band_key
    WHERE l.band_key NOT IN (SELECT bucket_key FROM crowded WHERE kind = 'bands')
),
by_sketch AS (
    SELECT left_no, right_no
    FROM suspect
    JOIN store.sketches AS l ON l.article_no = left_no
    JOIN store.sketches AS r ON r.article_no = right_no AND r.sketch_key = l.sketch_key
    WHERE l.sketch_key NOT IN (SELECT bucket_key FROM crowded WHERE kind = 'sketches')
    GROUP BY left_no, right_no
    HAVING count(*) >= 2
)
SELECT left_no, right_no FROM suspect
ANTI JOIN (FROM by_band UNION FROM by_sketch) USING (left_no, right_no)
ORDER BY left_no, right_no;
