-- Whether a word stands: 1 row if it is there and has not been taken back. $judgement_no.
SELECT judgement_no FROM store.judgements
WHERE judgement_no = $judgement_no AND taken_back_at IS NULL;
