-- Add a word on a pair. $kind, $left_id < $right_id, $because, $made_at.
INSERT INTO store.judgements
SELECT coalesce(max(judgement_no), 0) + 1, $kind, $left_id, $right_id, $because, $made_at, NULL, false
FROM store.judgements;
