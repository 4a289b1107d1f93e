-- Every text of the articles of a story that have had several. One row per text, by article and
-- revision. $story_id.
SELECT
    article_id, revision, cause, seen_at, title, text, word_count, changed, is_judged, run_id
FROM revisions
SEMI JOIN (SELECT article_id FROM variants WHERE story_id = $story_id) USING (article_id)
ORDER BY article_id, revision;
