-- What people said of pairs, the latest first. One row per judgement.
-- $article  only those about this article; null: all
SELECT
    judgement_id, kind, left_article_id, right_article_id, because, made_at, taken_back_at
FROM judgements
WHERE $article IS NULL OR $article IN (left_article_id, right_article_id)
ORDER BY made_at DESC, judgement_id DESC;
