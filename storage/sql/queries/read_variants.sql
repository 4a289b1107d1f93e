-- The articles of a story, oldest first, undated ones last. One row per article. $story_id.
SELECT
    story_id, article_id, copy_id, relation, similarity, containment, is_canonical,
    external_id, url, source, title, published_at, word_count, agency
FROM variants JOIN articles USING (article_id)
WHERE story_id = $story_id
ORDER BY published_at NULLS LAST, is_canonical DESC, article_id;
