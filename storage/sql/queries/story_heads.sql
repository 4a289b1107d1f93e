-- The canonical article of every living story number, with its reason. One row each, by number.
SELECT story_no AS group_no, canonical_no, canonical_reason, run_no FROM store.stories ORDER BY story_no;
