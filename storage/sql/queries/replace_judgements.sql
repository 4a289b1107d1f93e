-- Take back the words on a pair that a new one replaces. $left_id, $right_id, $taken_back_at.
UPDATE store.judgements SET taken_back_at = $taken_back_at
WHERE left_id = $left_id AND right_id = $right_id AND taken_back_at IS NULL;
