-- What people say of pairs of articles today, by article id. One row per word, by number.
SELECT judgement_no, kind, left_id, right_id
FROM store.judgements
WHERE taken_back_at IS NULL
ORDER BY judgement_no;
