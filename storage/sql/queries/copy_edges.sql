-- Every pair of texts that was found a copy. One row per pair.
SELECT left_no, right_no FROM store.text_pairs WHERE is_copy;
