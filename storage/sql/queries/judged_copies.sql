-- Which copy group each article is in that a word stands on, or is about to. One row per article.
-- $left_id, $right_id: the articles of the word that is about to be given.
SELECT article_id, copy_no
FROM store.articles
JOIN store.memberships USING (article_no)
WHERE article_id IN ($left_id, $right_id)
    OR article_id IN (SELECT left_id FROM store.judgements WHERE taken_back_at IS NULL)
    OR article_id IN (SELECT right_id FROM store.judgements WHERE taken_back_at IS NULL)
ORDER BY article_id;
