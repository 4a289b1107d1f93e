-- What the comparing steps need of some articles. One row per marked article, by number.
-- $low, $high  the lowest and the highest number wanted
-- $marks       bit n of these bytes is set where the article $low + n is wanted
-- Marks, not a join: what a scan can ask of numbers alone spares unpacking the texts beside them, 2,048
-- at a time. The CASE keeps the bit within the bytes, in whatever order DuckDB asks.
SELECT article_no, title, text, language, published_at
FROM store.articles
WHERE article_no BETWEEN $low AND $high
  AND CASE WHEN article_no BETWEEN $low AND $high
           THEN get_bit($marks::BLOB::BIT, article_no - $low) = 1
           ELSE FALSE END
ORDER BY article_no;
