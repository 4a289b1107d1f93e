-- The canonical article of every living copy number, with its reason. One row each, by number.
SELECT copy_no AS group_no, canonical_no, canonical_reason, run_no FROM store.copies ORDER BY copy_no;
