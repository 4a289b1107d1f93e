-- Buckets of bands and sketches that the new articles have filled above the cap.
-- One row per bucket: kind, bucket_key, bin (0: all time), size. Reads `old_bands`, `old_sketches`.
-- $first  the first new article
-- $cap    fuller buckets hold boilerplate (cookie walls, standing templates)
WITH met_bands AS (
    SELECT band_key FROM store.bands WHERE article_no >= $first
    UNION ALL SELECT band_key FROM old_bands
),
met_sketches AS (
    SELECT sketch_key FROM store.sketches WHERE article_no >= $first
    UNION ALL SELECT sketch_key FROM old_sketches
)
SELECT 'bands' AS kind, band_key AS bucket_key, 0 AS bin, count(*) AS size
FROM met_bands
GROUP BY band_key
HAVING count(*) > $cap
   AND band_key NOT IN (SELECT bucket_key FROM store.crowded WHERE kind = 'bands')
UNION ALL
SELECT 'sketches', sketch_key, 0, count(*)
FROM met_sketches
GROUP BY sketch_key
HAVING count(*) > $cap
   AND sketch_key NOT IN (SELECT bucket_key FROM store.crowded WHERE kind = 'sketches')
ORDER BY ALL;
