-- Which incoming articles are already known: the same id or url with the same text, or with one that
-- it had before. One row per such article: its position in the view `incoming` (position, external_id,
-- url, text_sha256).
SELECT position
FROM incoming
WHERE EXISTS (
    SELECT 1 FROM store.articles AS stored
    WHERE stored.text_sha256 = incoming.text_sha256
      AND (stored.external_id = incoming.external_id OR stored.url = incoming.url)
) OR EXISTS (
    SELECT 1 FROM store.revisions AS past
    JOIN store.articles AS stored USING (article_id)
    WHERE past.text_sha256 = incoming.text_sha256
      AND (stored.external_id = incoming.external_id OR stored.url = incoming.url)
)
ORDER BY position;
