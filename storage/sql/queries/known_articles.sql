-- Which incoming articles are already known: the same id or url with the same text.
-- One row per such article: its position in the view `incoming` (position, external_id, url, text_sha256).
SELECT position
FROM incoming
WHERE EXISTS (
    SELECT 1 FROM store.articles AS stored
    WHERE stored.text_sha256 = incoming.text_sha256
      AND (stored.external_id = incoming.external_id OR stored.url = incoming.url)
)
ORDER BY position;
