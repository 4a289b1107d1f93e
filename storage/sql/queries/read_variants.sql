-- The articles of a story, oldest first, undated ones last. One row per article. $story_id.
-- Midnight on the second is a date without an hour: it stands at the end of its day, where the
-- choice of a canonical article puts it too (flows/placing.py).
SELECT
    story_id, article_id, copy_id, relation, similarity, containment, is_canonical,
    external_id, url, source, title, published_at, word_count, agency
FROM variants JOIN articles USING (article_id)
WHERE story_id = $story_id
ORDER BY
    CASE
        WHEN published_at::TIME = TIME '00:00:00' THEN published_at + INTERVAL 86399 SECOND
        ELSE published_at
    END NULLS LAST,
    is_canonical DESC, article_id;
