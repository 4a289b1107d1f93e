-- Words that the stories do not show yet, given or taken back. One row per judgement, by number.
SELECT judgement_no, kind, because, l.article_no AS left_no, r.article_no AS right_no
FROM store.judgements
JOIN store.articles AS l ON l.article_id = left_id
JOIN store.articles AS r ON r.article_id = right_id
WHERE NOT applied
ORDER BY judgement_no;
