-- Buckets of bands and sketches that the new articles have filled above the cap.
-- One row per bucket: kind, bucket_key, bin (0: all time), size.
-- $first  the first new article
-- $cap    fuller buckets hold boilerplate (cookie walls, standing templates)
SELECT 'bands' AS kind, band_key AS bucket_key, 0 AS bin, count(*) AS size
FROM store.bands
WHERE band_key IN (SELECT band_key FROM store.bands WHERE article_no >= $first)
GROUP BY band_key
HAVING count(*) > $cap
   AND band_key NOT IN (SELECT bucket_key FROM store.crowded WHERE kind = 'bands')
UNION ALL
SELECT 'sketches', sketch_key, 0, count(*)
FROM store.sketches
WHERE sketch_key IN (SELECT sketch_key FROM store.sketches WHERE article_no >= $first)
GROUP BY sketch_key
HAVING count(*) > $cap
   AND sketch_key NOT IN (SELECT bucket_key FROM store.crowded WHERE kind = 'sketches')
ORDER BY ALL;
