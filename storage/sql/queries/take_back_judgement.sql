-- Take one word back; it stays as history. $judgement_no, $taken_back_at.
UPDATE store.judgements SET taken_back_at = $taken_back_at, applied = false
WHERE judgement_no = $judgement_no AND taken_back_at IS NULL;
